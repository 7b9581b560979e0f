"""What was worked out when a build was published, read back from its tables: derivations, supports, confirmations.

Rows are written by `list_rows` and read by `PublishedRows`; the two stand together because one undoes the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rdflib import BNode, URIRef
from rdflib.term import Node

from sahel_kg.inference.inferences import Ground
from sahel_kg.inference.supports import Support
from sahel_kg.reasoning.derivations import Derivation, Derivations
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.terms import Triple as FactTerms
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.dependence import Confirming
from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import TieKey
from sahel_kg.store.facts import FactRows
from sahel_kg.terms import from_text, to_text
from sahel_kg.vocabulary import compact, expand

if TYPE_CHECKING:
    from sahel_kg.store.database import Database

Cells = tuple[Any, ...]


# -- terms and extents as cells


def write_term(term: Node) -> str:
    """Return a term as a cell has it: a CURIE, an IRI in brackets, a blank node, or a literal with its datatype."""
    if isinstance(term, URIRef):
        curie = compact(term)
        return curie if curie != str(term) else f"<{term}>"
    return to_text(term)


class _TermsOfCells(dict[str, Node]):
    """Terms by their cells, each made once."""

    def __missing__(self, cell: str) -> Node:
        if cell.startswith('"'):
            term = from_text(cell)
        elif cell.startswith("_:"):
            term = BNode(cell[2:])
        else:
            term = URIRef(cell[1:-1] if cell.startswith("<") else expand(cell) or cell)
        self[cell] = term
        return term


class Extents(dict[Extent, int]):
    """Extents that are written, each with its number."""

    def __missing__(self, extent: Extent) -> int:
        self[extent] = len(self)
        return self[extent]

    def rows(self) -> Iterator[Cells]:
        """Yield them as rows."""
        for extent, number in self.items():
            bounds = extent.bounds
            days = (bounds.earliest_begin, bounds.latest_begin, bounds.earliest_end, bounds.latest_end)
            turns = list(map(list, extent.turns))
            yield number, extent.aspect, *days, *(extent.presumed or (None, None)), extent.at_most, turns, extent.over


def _read_extent(row: Cells) -> Extent:
    _, aspect, *days, first, last, at_most, turns, over = row
    return Extent(Bounds(*days), aspect, (first, last) if first else None, at_most, tuple(map(tuple, turns)), over)


# -- written


def list_steps(
    derivations: Derivations, supports: Mapping[int, Sequence[Support]], extents: Extents
) -> dict[str, Iterable[Cells]]:
    """Return the rows of the tables on reasoning.

    Parameters
    ----------
    derivations : Derivations
    supports : mapping of int to sequence of Support
        Of each fact.
    extents : Extents
        Which grows.
    """
    numbers: dict[int, int] = {}  # by id of the step
    steps: list[Cells] = []
    for fact, several in derivations.steps.items():
        for step in several:
            numbers[id(step)] = len(steps)
            steps.append((len(steps), fact, step.rule, step.label, list(step.premises)))
    return {
        "fact": (
            (
                *(place, *map(write_term, fact), place in derivations.always),
                [compact(graph) for graph in derivations.given.get(place, ())],
            )
            for place, fact in enumerate(derivations.facts)
        ),
        "step": steps,
        "support": _list_supports(supports, numbers, extents),
        "clash": (
            (f.kind, f.rule, f.message, [list(map(write_term, fact)) for fact in f.facts], list(places))
            for f, places in derivations.findings
        ),
    }


def _list_supports(
    supports: Mapping[int, Sequence[Support]], steps: Mapping[int, int], extents: Extents
) -> Iterator[Cells]:
    """Yield supports, each after those that it rests on."""
    numbers: dict[int, int] = {}
    best = {id(support): number for several in supports.values() for number, support in enumerate(several)}
    for place, several in supports.items():
        stack = [(place, support) for support in reversed(several)]
        while stack:
            fact, support = stack[-1]
            missing = [(p, s) for p, s in support.premises if id(s) not in numbers]
            if missing and id(support) not in numbers:
                stack += missing
                continue
            stack.pop()
            if id(support) in numbers:
                continue
            numbers[id(support)] = len(numbers)
            yield (
                *(
                    numbers[id(support)],
                    fact,
                    best.get(id(support)),
                    extents[support.extent],
                    support.credibility,
                ),
                list(map(compact, support.said)),
                steps[id(support.step)] if support.step else None,
                [premise for premise, _ in support.premises],
                [numbers[id(each)] for _, each in support.premises],
            )


def list_grounds(grounds: Mapping[str, Ground], extents: Extents) -> Iterator[Cells]:
    """Yield the rows of `inference`."""
    for graph, ground in sorted(grounds.items()):
        yield compact(graph), extents[ground.extent], ground.credibility, list(map(compact, ground.claims))


def list_confirmations(confirming: Iterable[Confirming], extents: Extents) -> Iterator[Cells]:
    """Yield the rows of `confirmation`."""
    for each in confirming:
        sources = list(map(compact, each.sources))
        yield (*map(compact, each.key), each.said, each.background, sources, extents[each.extent])


# -- read


class PublishedRows:
    """What was worked out when a build was published, for all of its claims.

    Parameters
    ----------
    open_database : callable
        Opens its database.
    """

    def __init__(self, open_database: Callable[[], Database]) -> None:
        self._open = open_database
        self._terms = _TermsOfCells()

    @cached_property
    def facts(self) -> FactRows:
        """What claims state and what follows."""
        return FactRows(self._open, lambda: self._extents)

    @cached_property
    def _extents(self) -> list[Extent]:
        return list(map(_read_extent, self._open().rows("extent")))

    @cached_property
    def _steps(self) -> _KeptSteps:
        return _KeptSteps(self._open().rows("step"))

    def derivations(self) -> Derivations:
        """Return all steps of the closure."""
        database, terms = self._open(), self._terms
        rows = database.rows("fact")
        given = {row[0]: tuple(map(self.facts.iris.__getitem__, row[5])) for row in rows if row[5]}
        always = frozenset(row[0] for row in rows if row[4])
        clashes = [
            (Finding(kind, rule, tuple((terms[s], terms[p], terms[o]) for s, p, o in clashing), message), tuple(places))
            for kind, rule, message, clashing, places in database.rows("clash")
        ]
        found = Derivations(_FactsByPlace(rows, terms), given, always, _StepsOfFacts(lambda: self._steps), clashes)
        found.__dict__["places"] = _PlacesOfFacts(rows, terms)  # all terms would be made to look up one fact
        return found

    def supports(self) -> Mapping[int, list[Support]]:
        """Return when each fact holds, and how good its proofs are; each is made when it is asked for."""
        return _Supports(self._open().rows("support"), lambda: self._steps, self._extents)

    def grounds(self) -> dict[str, Ground]:
        """Return what the facts of each inference graph rest on, by its IRI."""
        return self.facts.grounds()

    def disputed(self) -> list[tuple[Extent, ...]]:
        """Return of each finding, in order, when all that it rests on is so, or when accounts that differ tell it."""
        rows = self._open().fetch("SELECT extents FROM finding ORDER BY rowid", {})
        return [tuple(map(self._extents.__getitem__, extents)) for (extents,) in rows]

    def confirming(self, among: Collection[TieKey] | None = None) -> list[Confirming]:
        """Return the sources that say each tie, or from which it follows; of some ties alone those, and a few more."""
        places = enumerate(("subject", "relation", "object") if among is not None else ())
        wanted = {name: {compact(key[place]) for key in among or ()} for place, name in places}
        iri = self.facts.iris
        return [
            Confirming(
                (iri[subject], iri[relation], iri[obj]),
                self._extents[extent],
                tuple(map(iri.__getitem__, sources)),
                said,
                background,
            )
            for subject, relation, obj, said, background, sources, extent in self._open().rows("confirmation", **wanted)
        ]


class _FactsByPlace(Sequence[FactTerms]):
    """Facts by their places; terms are made when one is asked for."""

    def __init__(self, rows: Sequence[Cells], terms: Mapping[str, Node]) -> None:
        self._rows, self._terms = rows, terms

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        _, subject, predicate, obj, *_ = self._rows[place]
        return self._terms[subject], self._terms[predicate], self._terms[obj]


class _PlacesOfFacts(Mapping[FactTerms, int]):
    """Places by facts."""

    def __init__(self, rows: Sequence[Cells], terms: Mapping[str, Node]) -> None:
        self._rows, self._terms = rows, terms

    @cached_property
    def _places(self) -> dict[Cells, int]:
        return {row[1:4]: row[0] for row in self._rows}

    def __getitem__(self, fact: FactTerms) -> int:
        return self._places[tuple(map(write_term, fact))]

    def __iter__(self) -> Iterator[FactTerms]:
        return ((self._terms[s], self._terms[p], self._terms[o]) for s, p, o in self._places)

    def __len__(self) -> int:
        return len(self._places)


class _KeptSteps(Sequence[Derivation]):
    """Steps by number, each made when it is asked for."""

    def __init__(self, rows: Sequence[Cells]) -> None:
        self._rows = rows
        self._made: dict[int, Derivation] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: Any) -> Any:
        if number not in self._made:
            *_, rule, label, premises = self._rows[number]
            self._made[number] = Derivation(rule, label, tuple(premises))
        return self._made[number]

    def by_fact(self) -> dict[int, list[int]]:
        """Return the numbers of the steps that give each fact."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, fact, *_ in self._rows:
            found[fact].append(number)
        return found


class _StepsOfFacts(Mapping[int, tuple[Derivation, ...]]):
    """The steps that give each fact, read when the first is asked for."""

    def __init__(self, read: Callable[[], _KeptSteps]) -> None:
        self._read = read

    @cached_property
    def _numbers(self) -> dict[int, list[int]]:
        return self._read().by_fact()

    def __getitem__(self, fact: int) -> tuple[Derivation, ...]:
        if fact not in self._numbers:
            raise KeyError(fact)
        return tuple(map(self._read().__getitem__, self._numbers[fact]))

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


class _Supports(Mapping[int, list[Support]]):
    """Supports of each fact, by rows of which only those are read that are asked for."""

    def __init__(self, rows: Sequence[Cells], read_steps: Callable[[], _KeptSteps], extents: Sequence[Extent]) -> None:
        self._rows, self._read_steps, self._extents = rows, read_steps, extents
        self._made: dict[int, Support] = {}
        self._numbers: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            if row[2] is not None:
                self._numbers[row[1]].append(row[0])

    def __getitem__(self, fact: int) -> list[Support]:
        if fact not in self._numbers:
            raise KeyError(fact)
        return [self._make(number) for number in sorted(self._numbers[fact], key=lambda number: self._rows[number][2])]

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def _make(self, number: int) -> Support:
        """Make a support, after those that it rests on."""
        stack = [number]
        while stack:
            current = stack[-1]
            *_, extent, credibility, said, step, premises, supports = self._rows[current]
            if missing := [each for each in supports if each not in self._made]:
                stack += missing
                continue
            stack.pop()
            if current not in self._made:
                self._made[current] = Support(
                    self._extents[extent],
                    credibility,
                    tuple(map(_iri, said)),
                    self._read_steps()[step] if step is not None else None,
                    tuple(zip(premises, map(self._made.__getitem__, supports), strict=True)),
                )
        return self._made[number]


def _iri(curie: str) -> str:
    return expand(curie) or curie
