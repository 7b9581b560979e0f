"""Patterns joined by a comprehension of Python, as `relational.sql` joins them by a SELECT.

The text names only places of arguments, so that what is asked by one rule is compiled once for all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sahel_kg.reasoning.evaluation.facts import TYPE, Element, Facts
from sahel_kg.reasoning.evaluation.patterns import Pattern, Term

Find = Callable[[Iterable[Element]], Iterable[Any]]
"""Takes new elements to terms: a set of them if each gives one at most, else one after the other."""
Tell = Callable[[Collection[Any]], Collection[Any]]
"""Is shown what will be gone through, and hands it on."""


def can_join(atoms: Iterable[Pattern]) -> bool:
    """Tell whether all predicates are known."""
    return all(isinstance(p, str) for _, p, _ in atoms)


class FactFinder:
    """What joins elements that are new with facts.

    Parameters
    ----------
    facts : Facts
    atoms : sequence of Pattern
        Their predicates are known.
    place : int
        Of the atom that the new elements are of: members where it asks for a class, else pairs.
    tell : callable
        Is told of what is looked at without being found.

    Attributes
    ----------
    is_bounded : bool
        Whether each new element gives one result at most.
    """

    def __init__(self, facts: Facts, atoms: Sequence[Pattern], place: int, tell: Tell) -> None:
        self._facts, self._tell = facts, tell
        self._arguments: list[object] = []
        self._names: dict[int, str] = {}
        self._parts: list[str] = []
        self._others = 0
        self.is_bounded = True
        s, p, o = atoms[place]
        self._loop([s] if p == TYPE and isinstance(o, str) else [s, o], "new")
        rest = [*atoms[:place], *atoms[place + 1 :]]
        while rest:
            best = max(rest, key=lambda atom: sum(self._is_known(term) for term in atom))
            rest.remove(best)
            self._join(best)

    def ask(self, terms: Sequence[Term], holds: Callable[[Sequence[str]], bool]) -> None:
        """Let something hold of terms."""
        self._parts.append(f"if {self._pass(holds)}({self._write(terms)})")

    def find(self, terms: Sequence[Term]) -> Find | None:
        """Return what finds terms, one alone or a tuple of them; None if these are the new elements themselves."""
        text = self._write(terms)
        parts = self._parts
        if parts == [f"for {text.strip('()')} in new"]:
            return None
        if not self.is_bounded and not self._finds_all():
            tell = self._pass(self._tell)
            parts = [parts[0], *(_wrap(part, tell) for part in parts[1:])]
        names = "".join(f", a{number}" for number in range(len(self._arguments)))
        shape = "{{{}}}" if self.is_bounded else "({})"
        function, arguments = _compile(f"lambda new{names}: {shape.format(' '.join([text, *parts]))}"), self._arguments
        return lambda new: function(new, *arguments)

    def _finds_all(self) -> bool:
        """Tell whether all that is looked at is found, too: a loop at the end, and nothing that it has to fit."""
        loops = [place for place, part in enumerate(self._parts) if place and part.startswith("for ")]
        return loops == [len(self._parts) - 1]

    def _write(self, terms: Sequence[Term]) -> str:
        names = [self._name(term) for term in terms]
        return names[0] if len(names) == 1 else f"({', '.join(names)})"

    def _is_known(self, term: Term) -> bool:
        return isinstance(term, str) or term in self._names

    def _name(self, term: Term) -> str:
        return self._pass(term) if isinstance(term, str) else self._names[term]

    def _pass(self, argument: object) -> str:
        self._arguments.append(argument)
        return f"a{len(self._arguments) - 1}"

    def _loop(self, terms: Sequence[Term], over: str) -> None:
        """Let terms run over something; what is known of them must be so."""
        names, known = [], []
        for term in terms:
            if self._is_known(term):
                self._others += 1
                names.append(f"x{self._others}")
                known.append(f"if {names[-1]} == {self._name(term)}")
            else:
                assert isinstance(term, int)
                names.append(self._names.setdefault(term, f"v{len(self._names)}"))
        self._parts += [f"for {', '.join(names)} in {over}", *known]
        self.is_bounded &= over == "new"

    def _join(self, atom: Pattern) -> None:
        s, p, o = atom
        assert isinstance(p, str)
        facts, has_s, has_o = self._facts, self._is_known(s), self._is_known(o)
        if p == TYPE and isinstance(o, str):
            members = self._pass(facts.part((p, o)))
            if has_s:
                self._parts.append(f"if {self._name(s)} in {members}")
            else:
                self._loop([s], members)
        elif has_s and has_o:
            if p == TYPE:
                self._parts.append(f"if {self._name(s)} in {self._pass(facts.members)}.get({self._name(o)}, ())")
            else:
                self._parts.append(f"if ({self._name(s)}, {self._name(o)}) in {self._pass(facts.part((p, None)))}")
        elif has_s:
            self._loop([o], f"{self._pass(facts.objects(p))}.get({self._name(s)}, ())")
        elif has_o:
            self._loop([s], f"{self._pass(facts.subjects(p))}.get({self._name(o)}, ())")
        else:
            self._loop([s, o], f"{self._pass(facts.list_pairs)}({self._pass(p)})")


def _wrap(part: str, tell: str) -> str:
    """Return a loop that tells what it goes through."""
    start, over, through = part.partition(" in ")
    return f"{start}{over}{tell}({through})" if part.startswith("for ") else part


@lru_cache(maxsize=1024)
def _compile(text: str) -> Callable[..., Iterable[Any]]:
    found: Callable[..., Iterable[Any]] = eval(text)
    return found
