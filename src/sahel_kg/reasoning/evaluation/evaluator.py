"""Rules evaluated over texts of N-Triples, fact by fact, until nothing is new.

What a rule asks in OWL's own terms is looked up once, as soon as the last fact of it is there: what is left of the rule
has classes, properties and members of lists in the place of variables, and is found by the predicate of a fact. Things
that are the same go by one name, as in DuckDB's tables: `engines.duckdb.equality` says how.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from sahel_kg.reasoning.evaluation.patterns import (
    SAME,
    Binding,
    Fact,
    Pattern,
    PreparedClause,
    Remainder,
    Term,
    TooMuchError,
    bind,
    count_bound,
    fill,
    prepare,
    to_fact,
    value,
)
from sahel_kg.reasoning.rules.program import Clause

Fire = Callable[[Fact], None]
"""Concludes what follows from a fact."""


def _known(term: Term) -> str | None:
    return term if isinstance(term, str) else None


class Facts:
    """Facts, found by each of their terms."""

    def __init__(self) -> None:
        self.by_p: defaultdict[str, set[Fact]] = defaultdict(set)
        self._by_sp: defaultdict[tuple[str, str], set[Fact]] = defaultdict(set)
        self._by_po: defaultdict[tuple[str, str], set[Fact]] = defaultdict(set)
        self._by_end: tuple[defaultdict[str, set[Fact]], defaultdict[str, set[Fact]]] | None = None
        """By subject and by object, once that is asked for: few rules do."""

    def add(self, fact: Fact) -> None:
        """Let a fact be found."""
        s, p, o = fact
        self.by_p[p].add(fact)
        self._by_sp[s, p].add(fact)
        self._by_po[p, o].add(fact)
        if self._by_end is not None:
            self._by_end[0][s].add(fact)
            self._by_end[1][o].add(fact)

    def remove(self, fact: Fact) -> None:
        """Let a fact not be found any more."""
        s, p, o = fact
        self.by_p[p].remove(fact)
        self._by_sp[s, p].remove(fact)
        self._by_po[p, o].remove(fact)
        if self._by_end is not None:
            self._by_end[0][s].remove(fact)
            self._by_end[1][o].remove(fact)

    def find(self, s: str | None, p: str | None, o: str | None) -> Collection[Fact]:
        """Return the facts that fit, None being a wildcard."""
        if p is None:
            return self._find_any(s, o)
        if s is None:
            return self.by_p.get(p, ()) if o is None else self._by_po.get((p, o), ())
        found = self._by_sp.get((s, p), ())
        return found if o is None else (((s, p, o),) if (s, p, o) in found else ())

    def _find_any(self, s: str | None, o: str | None) -> Collection[Fact]:
        """Return the facts between two things, by whatever property."""
        if s is None and o is None:
            return [fact for facts in self.by_p.values() for fact in facts]
        if self._by_end is None:
            self._by_end = defaultdict(set), defaultdict(set)
            for facts in self.by_p.values():
                for fact in facts:
                    self._by_end[0][fact[0]].add(fact)
                    self._by_end[1][fact[2]].add(fact)
        if s is None:
            assert o is not None
            return self._by_end[1].get(o, ())
        found = self._by_end[0].get(s, ())
        return found if o is None else [fact for fact in found if fact[2] == o]


class FactEvaluator:
    """Closes facts under clauses.

    Parameters
    ----------
    clauses : iterable of Clause
        Lists in them not written out.
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
    """

    def __init__(
        self,
        clauses: Iterable[Clause],
        lists: Mapping[str, tuple[str, ...]],
        *,
        rank: Callable[[str], tuple[bool, int, str]] | None,
        constants: Collection[str],
        values: Collection[str],
        most: int,
    ) -> None:
        self.facts: dict[Fact, int] = {}
        """Each with its round: what it follows from is of earlier ones, where things are not held by one name."""
        self.round = 1
        self.index = Facts()
        self.parents: dict[str, str] = {}
        self.given_lists = lists
        self.lists: dict[str, list[tuple[str, ...]]] = {}
        self._list_terms: set[str] = set()
        self._name_lists()
        self._rank, self._constants, self._values, self._left = rank, constants, values, most
        self._queue: deque[Fact] = deque()
        self._first: defaultdict[tuple[str | None, str | None], list[tuple[PreparedClause, int]]] = defaultdict(list)
        self._guarded: list[PreparedClause] = []
        self.checks: list[PreparedClause] = []
        self._inferring: list[PreparedClause] = []
        self._made: set[tuple[object, ...]] = set()
        # what is left of clauses, by what it asks: a predicate, a predicate with an object, or neither
        self._fire_by: tuple[defaultdict[str, list[Fire]], defaultdict[tuple[str, str], list[Fire]], list[Fire]]
        self._fire_by = defaultdict(list), defaultdict(list), []
        self._sort(map(prepare, clauses))

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
                    self._first[_known(p), _known(o)].append((clause, place))

    # what is asked

    def close(self, facts: Iterable[Fact]) -> None:
        """Add facts, and all that follows."""
        for fact in facts:
            self._add(fact, 0)
        while self._queue:
            while self._queue:
                self._take(self._queue.popleft())
            # all of them by what is known now, whatever the others say
            found = [(clause, b.copy()) for clause in self._guarded for _, b in self._match(clause)]
            for clause, binding in found:
                self._conclude(clause.head, binding)

    def steps(self) -> Iterator[tuple[Clause, Fact, tuple[Fact, ...]]]:
        """Yield each way in which a clause gives a fact, with the facts that it rests on; facts are closed before."""
        for clause in self._inferring:
            for remainder, binding in self._match(clause):
                asked = (*clause.atoms, *remainder.atoms[len(clause.rest) :])
                premises = tuple(dict.fromkeys(to_fact(atom, binding) for atom in asked))
                for atom in clause.head:
                    yield clause.clause, to_fact(atom, binding), premises

    def _match(self, clause: PreparedClause) -> Iterator[tuple[Remainder, Binding]]:
        """Yield each way in which the body of a clause holds, the one binding filled anew each time."""
        for remainder in self.begin(clause):
            for binding in self.solve(remainder.atoms, remainder.start()):
                if self.holds(clause, binding):
                    yield remainder, binding

    def rename(self, term: str) -> str:
        """Return the name by which facts have a term."""
        while term in self.parents:
            term = self.parents[term]
        return term

    def begin(self, clause: PreparedClause) -> Iterator[Remainder]:
        """Yield what is left of a clause for each way in which its first part holds."""
        for binding in self.solve(clause.first, [None] * len(clause.numbers)):
            yield from clause.read_lists(self.lists, binding)

    def solve(self, patterns: Sequence[Pattern], binding: Binding, done: int = 0) -> Iterator[Binding]:
        """Yield each way to bind variables so that patterns hold, the one binding filled anew each time."""
        if done == len(patterns):
            yield binding
            return
        # the pattern of which most is known
        if len(patterns) - done > 1:
            best = max(range(done, len(patterns)), key=lambda place: count_bound(patterns[place], binding))
            patterns = [*patterns[:done], patterns[best], *patterns[done:best], *patterns[best + 1 :]]
        one, two, three = patterns[done]
        s = one if isinstance(one, str) else binding[one]
        p = two if isinstance(two, str) else binding[two]
        o = three if isinstance(three, str) else binding[three]
        free = [
            (place, term)
            for place, term in enumerate((one, two, three))
            if not isinstance(term, str) and binding[term] is None
        ]
        found = self.index.find(s, p, o)
        self._spend(len(found))
        for fact in found:
            if bind(free, fact, binding):
                if done + 1 == len(patterns):
                    yield binding
                else:
                    yield from self.solve(patterns, binding, done + 1)
            for _, number in free:
                binding[number] = None

    def holds(
        self, clause: PreparedClause, binding: Binding, relations: Mapping[str, Collection[object]] | None = None
    ) -> bool:
        """Tell whether what a clause asks beside facts and lists holds."""
        if clause.is_plain:
            return True

        def pairs(terms: Iterable[tuple[Term, Term]]) -> Iterator[tuple[str, str]]:
            return ((value(one, binding), value(other, binding)) for one, other in terms)

        if any(one in self._values and other in self._values for one, other in pairs(clause.spared)):
            return False
        known = self._values
        if any(one == other or one not in known or other not in known for one, other in pairs(clause.unequal)):
            return False
        for one, other in pairs(clause.guards):
            if one == other or (one, SAME, other) in self.facts or (other, SAME, one) in self.facts:
                return False
        return all(
            (value(one, binding), value(other, binding)) in (relations or {}).get(table, ())
            for table, one, other in clause.relations
        )

    # one fact

    def _add(self, fact: Fact, in_round: int) -> None:
        self._spend(1)
        if fact not in self.facts:
            self.facts[fact] = in_round
            self._queue.append(fact)

    def _spend(self, amount: int) -> None:
        self._left -= amount
        if self._left < 0:
            raise TooMuchError

    def _take(self, fact: Fact) -> None:
        """Let a fact be found, and conclude what follows from it with those before it."""
        if self.parents:
            renamed = self._rename_all(fact)
            if renamed != fact:
                in_round = self.facts.pop(fact, self.round)
                if renamed in self.facts or (renamed[1] == SAME and renamed[0] == renamed[2]):
                    return
                self.facts[renamed] = in_round
                fact = renamed
        self.index.add(fact)
        self.round = max(self.round, self.facts[fact] + 1)
        s, p, o = fact
        if p == SAME and self._rank is not None and self._merge(s, o):
            return
        if self._first.keys() & {(p, None), (p, o), (None, None), (None, o)}:
            self._take_first(fact)
        by_predicate, by_both, by_none = self._fire_by
        for fire in by_predicate.get(p, ()):
            fire(fact)
        for fire in by_both.get((p, o), ()):
            fire(fact)
        for fire in by_none:
            fire(fact)

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

    def _conclude(self, head: Sequence[Pattern], binding: Sequence[str | None]) -> None:
        for atom in head:
            self._say(to_fact(atom, binding), atom[1] == SAME)

    def _say(self, fact: Fact, is_equality: bool) -> None:
        """Add what follows, but not that a value joins things.

        Where equals have one name, no rule about equality needs to say that a thing is itself.
        """
        s, p, o = fact
        if p[0] == '"' or (is_equality and s == o and self._rank is not None):
            return
        self._add(self._rename_all(fact) if self.parents else fact, self.round)

    # what is left of clauses

    def _begin(self, clause: PreparedClause, binding: Sequence[str | None]) -> None:
        for remainder in clause.read_lists(self.lists, binding):
            # what was in the first part alone makes no other
            head = tuple(fill(atom, remainder.bound) for atom in clause.head)
            key = (clause, remainder.atoms, head, () if clause.is_plain else remainder.bound)
            if key in self._made:
                continue
            self._made.add(key)
            if not remainder.atoms:
                if self.holds(clause, remainder.start()):
                    self._conclude(clause.head, remainder.bound)
                continue
            self._await(remainder, head)

    def _await(self, remainder: Remainder, head: Sequence[Pattern]) -> None:
        """Let facts find what is left of a clause; and look at those that are there."""
        clause, atoms = remainder.clause, remainder.atoms
        for place, atom in enumerate(atoms):
            if len(atoms) == 1 and clause.is_plain:
                fire = self._make_simple(atom, head, [each[1] == SAME for each in clause.head])
            else:
                fire = self._make_joining(remainder, place)
            s, p, o = map(_known, atom)
            by_predicate, by_both, by_none = self._fire_by
            (by_none if p is None else by_predicate[p] if o is None else by_both[p, o]).append(fire)
            if place == 0:
                for fact in list(self.index.find(s, p, o)):
                    fire(fact)

    def _make_simple(self, atom: Pattern, head: Sequence[Pattern], equalities: Sequence[bool]) -> Fire:
        """Return what concludes from a fact alone."""
        places = {term: place for place, term in enumerate(atom)}
        checks = [(place, term) for place, term in enumerate(atom) if isinstance(term, str)]
        twice = [
            (place, places[term]) for place, term in enumerate(atom) if isinstance(term, int) and place != places[term]
        ]
        heads = [
            (
                s if isinstance(s, str) else places[s],
                p if isinstance(p, str) else places[p],
                o if isinstance(o, str) else places[o],
                is_equality,
            )
            for (s, p, o), is_equality in zip(head, equalities, strict=True)
        ]

        facts = self.facts

        def fire(fact: Fact) -> None:
            for place, term in checks:
                if fact[place] != term:
                    return
            for place, other in twice:
                if fact[place] != fact[other]:
                    return
            for s, p, o, is_equality in heads:
                new = (
                    s if isinstance(s, str) else fact[s],
                    p if isinstance(p, str) else fact[p],
                    o if isinstance(o, str) else fact[o],
                )
                if new not in facts:
                    self._say(new, is_equality)

        return fire

    def _make_joining(self, remainder: Remainder, place: int) -> Fire:
        """Return what joins a fact with others."""
        clause, atoms = remainder.clause, remainder.atoms
        first, rest = list(enumerate(atoms[place])), (*atoms[:place], *atoms[place + 1 :])
        template = remainder.start()

        def fire(fact: Fact) -> None:
            binding = template.copy()
            if bind(first, fact, binding):
                for each in self.solve(rest, binding):
                    if self.holds(clause, each):
                        self._conclude(clause.head, each)

        return fire

    # equality

    def _rename_all(self, fact: Fact) -> Fact:
        s, p, o = fact
        return self.rename(s), self.rename(p), self.rename(o)

    def _merge(self, one: str, other: str) -> bool:
        """Let two things be one, if they may; facts that name the other are said anew."""
        assert self._rank is not None
        if one == other or one[0] == '"' or other[0] == '"':
            return False
        kept, gone = sorted((one, other), key=self._rank)
        if gone in self._constants:
            return False
        self.parents[gone] = kept
        index = self.index
        for fact in {*index.find(gone, None, None), *index.find(None, gone, None), *index.find(None, None, gone)}:
            index.remove(fact)
            in_round = self.facts.pop(fact, self.round)
            renamed = self._rename_all(fact)
            if not (renamed[1] == SAME and renamed[0] == renamed[2]):
                self._add(renamed, in_round)
        if gone in self._list_terms:
            self._name_lists()
            for head in self.lists:
                for fact in [*index.find(None, None, head), *index.find(head, None, None)]:
                    self._take_first(fact)
        return True

    def _name_lists(self) -> None:
        """Let lists and their members go by the names that facts have."""
        self.lists = {}
        for head, members in self.given_lists.items():
            self.lists.setdefault(self.rename(head), []).append(tuple(map(self.rename, members)))
        self._list_terms = {
            term for head, named in self.lists.items() for members in named for term in (head, *members)
        }
