"""How patterns and clauses hold of facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sahel_kg.reasoning.evaluation.comprehension import FactFinder, Find, can_join
from sahel_kg.reasoning.evaluation.facts import TYPE, Element, Elements, Facts
from sahel_kg.reasoning.evaluation.patterns import (
    SAME,
    Binding,
    Pattern,
    PreparedClause,
    Remainder,
    Term,
    TooMuchError,
    bind,
    count_bound,
    value,
)

CHUNK = 10_000
"""What is found between two looks at how much it was."""


class FactMatcher:
    """Finds the ways in which patterns and clauses hold, until it is too much.

    Parameters
    ----------
    lists : mapping of str to tuple of str
        The members of each list.
    values : collection of str
        The literals whose value is known, one for each value.
    most : int
        Facts that are looked at before it is too much.

    Attributes
    ----------
    facts : Facts
    parents : dict of str to str
        Another name of each thing that does not go by its own.
    lists : dict of str to list of tuple of str
        The lists by the names that facts have.
    """

    def __init__(self, lists: Mapping[str, tuple[str, ...]], values: Collection[str], most: int) -> None:
        self.facts = Facts()
        self.parents: dict[str, str] = {}
        self.given_lists = lists
        self.lists: dict[str, list[tuple[str, ...]]] = {}
        self._list_terms: set[str] = set()
        self._values, self._left = values, most
        self._name_lists()

    def match(
        self, clause: PreparedClause, relations: Mapping[str, Collection[object]] | None = None
    ) -> Iterator[tuple[Remainder, Binding]]:
        """Yield each way in which the body of a clause holds, the one binding filled anew each time."""
        for first in self.solve(clause.first, [None] * len(clause.numbers)):
            for remainder in clause.read_lists(self.lists, first):
                for binding in self._match(remainder):
                    if self.holds(clause, binding, relations):
                        yield remainder, binding

    def _match(self, remainder: Remainder) -> Iterator[Binding]:
        """Yield each way in which what is left of a clause holds."""
        atoms, binding = remainder.atoms, remainder.start()
        if not atoms or not can_join(atoms):
            yield from self.solve(atoms, binding)
            return
        sizes = [len(self.list_elements(atom)) for atom in atoms]
        place = sizes.index(min(sizes))
        if not sizes[place]:
            return
        numbers = sorted({term for atom in atoms for term in atom if isinstance(term, int)})
        # two terms at least, so that what is found is a tuple
        find = FactFinder(self.facts, atoms, place, self.tell).find([*numbers, "", ""])
        assert find is not None
        for found in self.look(find, self.list_elements(atoms[place])):
            for number, term in zip(numbers, found, strict=False):
                binding[number] = term
            yield binding

    def list_elements(self, atom: Pattern) -> Collection[Element]:
        """Return what an atom whose predicate is known may be about."""
        _, p, o = atom
        assert isinstance(p, str)
        if p == TYPE:
            return self.facts.list_pairs(TYPE) if isinstance(o, int) else self.facts.part((p, o))
        if isinstance(o, int):
            return self.facts.part((p, None))
        return [(s, o) for s in self.facts.subjects(p).get(o, ())]

    def rename(self, term: str) -> str:
        """Return the name by which facts have a term."""
        while term in self.parents:
            term = self.parents[term]
        return term

    def _name_lists(self) -> None:
        """Let lists and their members go by the names that facts have."""
        self.lists = {}
        for head, members in self.given_lists.items():
            self.lists.setdefault(self.rename(head), []).append(tuple(map(self.rename, members)))
        self._list_terms = {
            term for head, named in self.lists.items() for members in named for term in (head, *members)
        }

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
        found = self.facts.find(s, p, o)
        self.spend(len(found))
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

    def look(self, find: Find, elements: Collection[Element]) -> Elements:
        """Return what is found from elements, some after the other where each may give many."""
        found = find(elements)
        if isinstance(found, set):
            return found
        gathered, left = set[Element](), iter(found)
        while some := list(islice(left, CHUNK)):
            self.spend(len(some))
            gathered.update(some)
        return gathered

    def spend(self, amount: int) -> None:
        self._left -= amount
        if self._left < 0:
            raise TooMuchError

    def tell(self, looked_at: Collection[str]) -> Collection[str]:
        self.spend(len(looked_at))
        return looked_at
