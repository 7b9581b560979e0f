"""Rules evaluated over texts of N-Triples, round by round, until nothing is new.

What a rule asks in OWL's own terms is looked up once, as soon as the last fact of it is there: what is left of the rule
has classes, properties and members of lists in the place of variables, and is asked of all that is new of one class or
property at once. Things that are the same go by one name, as in DuckDB's tables: `engines.duckdb.equality` says how.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sahel_kg.reasoning.evaluation.comprehension import FactFinder, Find, can_join
from sahel_kg.reasoning.evaluation.facts import TYPE, Element, Elements, Grouping, Key, find_terms, list_facts, split
from sahel_kg.reasoning.evaluation.patterns import (
    SAME,
    Binding,
    Fact,
    Pattern,
    PreparedClause,
    Remainder,
    Term,
    bind,
    fill,
    known,
    to_fact,
)
from sahel_kg.reasoning.evaluation.solving import FactMatcher
from sahel_kg.reasoning.rules.program import Clause

WORK_OF_RULE = 20
"""What is left of a rule costs as much as so many facts."""

Fire = Callable[[Fact], None]
"""Concludes what follows from a fact."""

_SAME: Key = (SAME, None)


@dataclass(frozen=True, slots=True)
class _RuleStep:
    """What one head of a rule says of all that is new of a class or property.

    Parameters
    ----------
    find : Find or None
        None where it says the same elements.
    key : Key or None
        The part of which it says them; None if it says whole facts.
    names : frozenset of str
        The terms that stand in the head.
    is_equality : bool
    """

    find: Find | None
    key: Key | None
    names: frozenset[str]
    is_equality: bool


class FactEvaluator(FactMatcher):
    """Closes facts under clauses.

    Parameters
    ----------
    clauses : iterable of PreparedClause
    lists : mapping of str to tuple of str
        The members of each list.
    rank : callable, optional
        The order of names, of which the least stands for all; None where equality is left to its rules.
    constants : collection of str
        Terms that rules name: no two of them become one.
    values : collection of str
        The literals whose value is known, one for each value.
    most : int
        Facts that are looked at, and heads that are filled, before it is too much.

    Attributes
    ----------
    rounds : list of Grouping
        What each round added, where things are not held by one name: it follows from what was added before.
    """

    def __init__(
        self,
        clauses: Iterable[PreparedClause],
        lists: Mapping[str, tuple[str, ...]],
        *,
        rank: Callable[[str], tuple[bool, int, str]] | None,
        constants: Collection[str],
        values: Collection[str],
        most: int,
    ) -> None:
        super().__init__(lists, values, most)
        self.rounds: list[Grouping] = []
        self._rank, self._constants = rank, constants
        self._fresh: Grouping = {}
        """What is said and not looked at yet."""
        self._late: Grouping = {}
        """What this round adds as soon as its rules have begun."""
        self._first: defaultdict[tuple[str | None, str | None], list[tuple[PreparedClause, int]]] = defaultdict(list)
        self._guarded: list[PreparedClause] = []
        self.checks: list[PreparedClause] = []
        self._inferring: list[PreparedClause] = []
        self._made: set[tuple[object, ...]] = set()
        # what is left of clauses, by what it asks: a class, all of a property, a property with an object, or else
        self._steps: defaultdict[Key, list[_RuleStep]] = defaultdict(list)
        self._steps_by_object: defaultdict[str, defaultdict[str, list[_RuleStep]]]
        self._steps_by_object = defaultdict(lambda: defaultdict(list))
        self._fires: defaultdict[str | None, list[tuple[Fire, list[Key]]]] = defaultdict(list)
        self._sort(clauses)

    def _sort(self, clauses: Iterable[PreparedClause]) -> None:
        for clause in clauses:
            (self._inferring if clause.head else self.checks).append(clause)
            if not clause.head:
                continue
            if clause.guards:
                self._guarded.append(clause)
            elif not clause.first:
                self._begin(clause, [None] * len(clause.numbers))
            else:
                for place, (_, p, o) in enumerate(clause.first):
                    self._first[known(p), known(o)].append((clause, place))
        self._begins = {p for p, _ in self._first}

    # what is asked

    def close(self, facts: Grouping) -> None:
        """Add facts, and all that follows."""
        self.spend(WORK_OF_RULE * sum(len(part) for key, part in facts.items() if self._can_begin(key)))
        for key, elements in facts.items():
            self._say(key, elements)
        while self._fresh:
            while self._fresh:
                self._take()
            # all of them by what is known now, whatever the others say
            found = [(clause, b.copy()) for clause in self._guarded for _, b in self.match(clause)]
            for clause, binding in found:
                self._conclude(clause.head, binding)

    def steps(self) -> Iterator[tuple[Clause, Fact, tuple[Fact, ...]]]:
        """Yield each way in which a clause gives a fact, with the facts that it rests on; facts are closed before."""
        for clause in self._inferring:
            for remainder, binding in self.match(clause):
                asked = (*clause.atoms, *remainder.atoms[len(clause.rest) :])
                premises = tuple(dict.fromkeys(to_fact(atom, binding) for atom in asked))
                for atom in clause.head:
                    yield clause.clause, to_fact(atom, binding), premises

    # what is said

    def _say(self, key: Key, elements: Elements) -> None:
        """Let elements be looked at that are new."""
        new = elements - self.facts.part(key)
        if key in self._late:
            new -= self._late[key]
        if new:
            if key in self._fresh:
                self._fresh[key] |= new
            else:
                self._fresh[key] = new

    def _say_each(self, facts: Iterable[Fact], *, is_equality: bool = False) -> None:
        """Let facts be looked at that are new, but not that a value joins things.

        Where equals have one name, no rule about equality needs to say that a thing is itself.
        """
        for fact in facts:
            s, p, o = self._rename_all(fact) if self.parents else fact
            if p[0] != '"' and not (is_equality and s == o and self._rank is not None):
                key, element = split((s, p, o))
                self._say(key, {element})

    def _conclude(self, head: Sequence[Pattern], binding: Sequence[str | None]) -> None:
        self.spend(len(head))
        for atom in head:
            self._say_each([to_fact(atom, binding)], is_equality=atom[1] == SAME)

    # one round

    def _take(self) -> None:
        """Let what is fresh be facts, and conclude what follows from it with all before."""
        if self._rank is None:
            fresh, self._fresh = self._fresh, {}
            self.rounds.append(fresh)
        else:
            if _SAME in self._fresh:
                self._merge(self._fresh.pop(_SAME))
            fresh = self._choose()
        # what OWL says first: of the rest, nothing is looked at twice
        first = {key: part for key, part in fresh.items() if self._can_begin(key)}
        for key, part in first.items():
            self.facts.add(key, part)
        self._late = {key: part for key, part in fresh.items() if key not in first}
        for key, part in first.items():
            for fact in list_facts(key, part):
                self._take_first(fact)
        for key, part in self._late.items():
            self.facts.add(key, part)
        self._late = {}
        for key, part in fresh.items():
            self._look_at(key, part)

    def _choose(self) -> Grouping:
        """Return what to look at next: what OWL says, then what joins things, then classes, which follow from most."""
        fresh = self._fresh
        chosen = [key for key in fresh if self._can_begin(key)]
        chosen = chosen or [key for key in fresh if key[0] != TYPE] or list(fresh)
        return {key: fresh.pop(key) for key in chosen}

    def _can_begin(self, key: Key) -> bool:
        p, kind = key
        if kind is None:
            return p in self._begins or None in self._begins
        return not self._first.keys().isdisjoint(((p, None), key, (None, None), (None, kind)))

    def _look_at(self, key: Key, part: Elements) -> None:
        """Conclude what follows from what is new of a class or property."""
        p, kind = key
        for step in self._steps.get(key, ()):
            self._run(step, part)
        if kind is not None and (p, None) in self._steps:
            pairs: Elements = {(s, kind) for s in part}
            for step in self._steps[p, None]:
                self._run(step, pairs)
        if p in self._steps_by_object:
            asked = self._steps_by_object[p]
            by_object = defaultdict[str, Elements](set)
            for pair in part:
                if pair[1] in asked:
                    by_object[pair[1]].add(pair)
            for o, some in by_object.items():
                for step in asked[o]:
                    self._run(step, some)
        parts = self.facts.parts
        fires = [
            fire for each in (p, None) for fire, needed in self._fires.get(each, ()) if all(map(parts.get, needed))
        ]
        for fact in list_facts(key, part) if fires else ():
            for fire in fires:
                fire(fact)

    def _run(self, step: _RuleStep, elements: Collection[Element]) -> None:
        found = elements if step.find is None else self.look(step.find, elements)
        if not isinstance(found, set):
            found = set(found)
        self.spend(len(elements) + len(found))
        if step.is_equality and self._rank is not None:
            found = {pair for pair in found if pair[0] != pair[1]}
        if step.key is None:
            self._say_each(found, is_equality=step.is_equality)
        elif self.parents and not self.parents.keys().isdisjoint(step.names):
            self._say_each(list_facts(step.key, found), is_equality=step.is_equality)
        else:
            self._say(step.key, found)

    def _take_first(self, fact: Fact) -> None:
        """Begin the clauses of which a fact fulfils a pattern in OWL's own terms."""
        _, p, o = fact
        for key in ((p, None), (p, o), (None, None), (None, o)):
            for clause, place in self._first.get(key, ()):
                binding: Binding = [None] * len(clause.numbers)
                if bind(list(enumerate(clause.first[place])), fact, binding):
                    rest = [*clause.first[:place], *clause.first[place + 1 :]]
                    for each in self.solve(rest, binding):
                        self._begin(clause, each)

    # what is left of clauses

    def _begin(self, clause: PreparedClause, binding: Sequence[str | None]) -> None:
        for remainder in clause.read_lists(self.lists, binding):
            # what was in the first part alone makes no other
            head = tuple(fill(atom, remainder.bound) for atom in clause.head)
            key = (clause, remainder.atoms, head, () if clause.is_plain else remainder.bound)
            if key in self._made:
                continue
            self._made.add(key)
            self.spend(WORK_OF_RULE)
            if not remainder.atoms:
                if self.holds(clause, remainder.start()):
                    self._conclude(clause.head, remainder.bound)
                continue
            for place in range(len(remainder.atoms)):
                if can_join(remainder.atoms):
                    self._await(remainder, head, place)
                else:
                    self._await_each(remainder, place)

    def _await(self, remainder: Remainder, head: Sequence[Pattern], place: int) -> None:
        """Let what is new of a class or property find what is left of a clause; and look at what is there."""
        _, p, o = remainder.atoms[place]
        assert isinstance(p, str)
        for atom, (_, predicate, _) in zip(head, remainder.clause.head, strict=True):
            step = self._make_step(remainder, atom, place, is_equality=predicate == SAME)
            if step is None:
                continue
            if p != TYPE and isinstance(o, str):
                self._steps_by_object[p][o].append(step)
            else:
                self._steps[p, known(o)].append(step)
            if place == 0 and (elements := self.list_elements(remainder.atoms[0])):
                self._run(step, elements)

    def _make_step(self, remainder: Remainder, atom: Pattern, place: int, *, is_equality: bool) -> _RuleStep | None:
        """Return what one head of a clause says; None if it says nothing."""
        s, p, o = atom
        clause, joined = remainder.clause, FactFinder(self.facts, remainder.atoms, place, self.tell)
        if not clause.is_plain:
            bound = remainder.bound
            asked = [number if bound[number] is None else bound[number] or "" for number in clause.numbers.values()]
            joined.ask([*asked, ""], lambda binding: self.holds(clause, list(binding)))
        key: Key | None = None
        terms: list[Term] = [s, p, o]
        if isinstance(p, str):
            if p[0] == '"':
                return None
            if p != TYPE:
                key, terms = (p, None), [s, o]
            elif isinstance(o, str):
                key, terms = (p, o), [s]
        return _RuleStep(
            joined.find(terms), key, frozenset(term for term in atom if isinstance(term, str)), is_equality
        )

    def _await_each(self, remainder: Remainder, place: int) -> None:
        """Let facts find what is left of a clause, one after the other; and look at those that are there."""
        clause, atoms = remainder.clause, remainder.atoms
        first, rest = list(enumerate(atoms[place])), (*atoms[:place], *atoms[place + 1 :])
        template = remainder.start()

        def fire(fact: Fact) -> None:
            binding = template.copy()
            if bind(first, fact, binding):
                for each in self.solve(rest, binding):
                    if self.holds(clause, each):
                        self._conclude(clause.head, each)

        s, p, o = map(known, atoms[place])
        needed: list[Key] = [(p, None) for _, p, _ in rest if isinstance(p, str) and p != TYPE]
        self._fires[p].append((fire, needed))
        if place == 0:
            for fact in self.facts.find(s, p, o):
                fire(fact)

    # equality

    def _rename_all(self, fact: Fact) -> Fact:
        s, p, o = fact
        return self.rename(s), self.rename(p), self.rename(o)

    def _merge(self, pairs: Elements) -> None:
        """Let things be one that may; facts that name the others are looked at anew."""
        gone, left = set[str](), set[Fact]()
        for s, o in sorted(pairs):
            one, other = self.rename(s), self.rename(o)
            if one != other and (least := self._unite(one, other)):
                gone.add(least)
            elif one != other or s == o:
                left.add((s, SAME, o))
        if not gone.isdisjoint(self._list_terms):
            # what lists say is asked anew, too
            self._name_lists()
            gone |= self.lists.keys()
        moved = self.facts.take_out(gone) if gone else {}
        for key, part in list(self._fresh.items()):
            if gone and (leaving := find_terms(key, part, gone)):
                moved.setdefault(key, set()).update(leaving)
                part -= leaving
                if not part:
                    del self._fresh[key]
        self._say_each(fact for key, part in moved.items() for fact in list_facts(key, part) if not self._is_idle(fact))
        self._say_each(fact for fact in left if not self._is_idle(fact))

    def _is_idle(self, fact: Fact) -> bool:
        """Tell whether a fact only says that two names of one thing are the same."""
        s, p, o = fact
        return p == SAME and (s in self.parents or o in self.parents) and self.rename(s) == self.rename(o)

    def _unite(self, one: str, other: str) -> str | None:
        """Let two names be one; return that which goes, or None if they may not."""
        assert self._rank is not None
        if one[0] == '"' or other[0] == '"':
            return None
        kept, gone = sorted((one, other), key=self._rank)
        if gone in self._constants:
            return None
        self.parents[gone] = kept
        return gone
