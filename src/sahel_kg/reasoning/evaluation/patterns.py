"""Clauses as patterns over texts, and what is left of one once its lists are known."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sahel_kg.reasoning.language import OWL
from sahel_kg.reasoning.rules.program import LITERAL_RELATIONS, Clause, Every, is_schema, variables
from sahel_kg.reasoning.rules.statements import Variable

Fact = tuple[str, str, str]
Term = str | int
"""A text, or the number of a variable."""
Pattern = tuple[Term, Term, Term]
Binding = list[str | None]

SAME = OWL.sameAs


MOST_MEMBERS = 60
"""Of a list that is read as a whole."""
MOST_PAIRED = 300
"""Of a list of which all pairs are read."""


class TooMuchError(Exception):
    """There is more to do than plain Python should."""


@dataclass(frozen=True)
class Remainder:
    """What is left of a clause once the patterns in OWL's own terms and the lists are known.

    Parameters
    ----------
    clause : PreparedClause
    bound : tuple of str or None
        What the clause's variables are, as far as that is known.
    atoms : tuple of Pattern
    size : int
        How many variables there are, those of the members of lists included.
    """

    clause: PreparedClause
    bound: tuple[str | None, ...]
    atoms: tuple[Pattern, ...]
    size: int

    def start(self) -> Binding:
        """Return what is bound, with room for the rest."""
        return [*self.bound, *[None] * (self.size - len(self.bound))]


class PreparedClause:
    """A clause with numbers for its variables and texts for its terms.

    Parameters
    ----------
    clause : Clause

    Attributes
    ----------
    first : tuple of Pattern
        In OWL's own terms, or about the lists that are read.
    rest : tuple of Pattern
    relations : list of (str, Term, Term)
        What is asked of literals.
    spared : list of (Term, Term)
        What must not be two values.
    """

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.lists = [row for row in clause.rows if row.table not in LITERAL_RELATIONS.values()]
        ends = [(way.list, way.start, way.end) for way in clause.ways]
        named = variables([*clause.atoms, *(row.terms for row in clause.rows), *ends])
        names = sorted(named.union(*(variables([every.shared]) for every in clause.every)))
        self.numbers: dict[Variable, int] = {name: number for number, name in enumerate(names)}
        heads = {row.terms[0] for row in self.lists} | {each.list for each in clause.every}
        heads |= {each.list for each in clause.ways}
        first = [atom for atom in clause.atoms if is_schema(atom) or heads.intersection(atom)]
        if not heads and len(first) == len(clause.atoms):
            first = []  # nothing is left that would be looked up better
        self.first = tuple(map(self.spell, first))
        self.rest = tuple(self.spell(atom) for atom in clause.atoms if atom not in first)
        self.atoms = tuple(map(self.spell, clause.atoms))
        self.head = tuple(map(self.spell, clause.head))
        self.relations = [
            (row.table, self.number(row.terms[0]), self.number(row.terms[1]))
            for row in clause.rows
            if row not in self.lists
        ]
        self.guards = [(self.number(one), self.number(other)) for one, other in clause.guards]
        self.unequal = [(self.number(one), self.number(other)) for one, other in clause.unequal]
        spares = "equality" in clause.rule.flags and len(clause.atoms) > 1
        self.spared = [
            (s, o) for s, p, o in self.atoms if spares and p == SAME and isinstance(s, int) and isinstance(o, int)
        ]
        self.is_plain = not (self.relations or self.guards or self.unequal or self.spared)

    def number(self, term: str) -> Term:
        """Return the number of a variable, or the text of a term."""
        return self.numbers[term] if isinstance(term, Variable) else term

    def spell(self, atom: Sequence[str]) -> Pattern:
        """Return an atom as a pattern."""
        s, p, o = map(self.number, atom)
        return s, p, o

    def read_lists(
        self, lists: Mapping[str, Iterable[tuple[str, ...]]], binding: Sequence[str | None]
    ) -> Iterator[Remainder]:
        """Yield what is left for each choice of lists and of their members."""

        def members_of(term: Term, bound: Sequence[str | None], most: int = MOST_MEMBERS) -> Iterable[tuple[str, ...]]:
            found = [members for members in lists.get(value(term, bound), ()) if members]
            if any(len(members) > most for members in found):
                raise TooMuchError
            return found

        states: list[tuple[Binding, list[Pattern], int]] = [(list(binding), [], len(binding))]
        for row in self.lists:
            head, *terms = map(self.number, row.terms)
            states = [
                (bound, atoms, size)
                for before, atoms, size in states
                for members in members_of(head, before, MOST_PAIRED if row.table == "pair" else sys.maxsize)
                for chosen in ([(member,) for member in members] if row.table == "member" else combinations(members, 2))
                if (bound := _extend(before, terms, chosen)) is not None
            ]
        for every in self.clause.every:
            states = [
                (bound, [*atoms, *more], wider)
                for bound, atoms, size in states
                for members in members_of(self.number(every.list), bound)
                for more, wider in [self._ask_each(every, members, size)]
            ]
        for way in self.clause.ways:
            start, end = self.number(way.start), self.number(way.end)
            states = [
                (bound, [*atoms, *_link(start, end, members, size)], size + len(members) - 1)
                for bound, atoms, size in states
                for members in members_of(self.number(way.list), bound)
            ]
        for bound, atoms, size in states:
            yield Remainder(self, tuple(bound), tuple(fill(atom, bound) for atom in (*self.rest, *atoms)), size)

    def _ask_each(self, every: Every, members: Iterable[str], size: int) -> tuple[list[Pattern], int]:
        """Return what is asked of each member of a list, and the number of variables with those of each its own."""
        asked: list[Pattern] = []
        own = sorted(variables(every.atoms) - {every.member} - self.numbers.keys())
        for member in members:
            numbers: dict[str, Term] = {name: size + place for place, name in enumerate(own)}
            numbers[every.member] = member
            size += len(own)
            for atom in every.atoms:
                s, p, o = (numbers[term] if term in numbers else self.number(term) for term in atom)
                asked.append((s, p, o))
        return asked, size


def known(term: Term) -> str | None:
    """Return the text of a term that is no variable."""
    return term if isinstance(term, str) else None


def value(term: Term, binding: Sequence[str | None]) -> str:
    """Return what a term is."""
    found = term if isinstance(term, str) else binding[term]
    assert found is not None
    return found


def to_fact(atom: Pattern, binding: Sequence[str | None]) -> Fact:
    """Return the fact that a pattern is where all its variables are bound."""
    s, p, o = atom
    return value(s, binding), value(p, binding), value(o, binding)


def fill(atom: Pattern, bound: Sequence[str | None]) -> Pattern:
    """Return a pattern with what is bound in the place of variables."""
    size = len(bound)
    s, p, o = (term if isinstance(term, str) or term >= size else bound[term] or term for term in atom)
    return s, p, o


def bind(places: Iterable[tuple[int, Term]], given: Sequence[str], binding: Binding) -> bool:
    """Bind the variables of a pattern to a fact's terms, or a list's members; tell whether it fits."""
    for place, term in places:
        found = given[place]
        known = term if isinstance(term, str) else binding[term]
        if known is None:
            binding[term] = found  # type: ignore[index]
        elif known != found:
            return False
    return True


def count_bound(pattern: Pattern, binding: Binding) -> int:
    """Return how many terms of a pattern are known."""
    return sum(isinstance(term, str) or binding[term] is not None for term in pattern)


def _extend(bound: Binding, terms: Iterable[Term], chosen: Sequence[str]) -> Binding | None:
    """Return a binding in which terms stand for members of a list, or None if they cannot."""
    extended = bound.copy()
    return extended if bind(enumerate(terms), chosen, extended) else None


def _link(start: Term, end: Term, members: Sequence[str], size: int) -> Iterator[Pattern]:
    """Yield the links of a chain."""
    stops = [start, *range(size, size + len(members) - 1), end]
    yield from zip(stops[:-1], members, stops[1:], strict=True)
