"""What was worked out when a build was published, read back from its tables: derivations, supports, confirmations.

Rows are written by `list_rows` and read by `PublishedRows`; the two stand together because one undoes the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import Quad, Triple
from rdflib import BNode, URIRef
from rdflib.term import Node

from sahel_kg.inference.supports import Support
from sahel_kg.reasoning.derivations import Derivation, Derivations
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.terms import Triple as FactTerms
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim, Locator
from sahel_kg.record.dependence import Confirming
from sahel_kg.record.extents import Extent
from sahel_kg.terms import from_text, to_text
from sahel_kg.vocabulary import compact, expand, value

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
            yield number, extent.aspect, *days, *(extent.presumed or (None, None)), extent.at_most, turns


def _read_extent(row: Cells) -> Extent:
    _, aspect, *days, first, last, at_most, turns = row
    return Extent(Bounds(*days), aspect, (first, last) if first else None, at_most, tuple(map(tuple, turns)))


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
    def _extents(self) -> list[Extent]:
        return list(map(_read_extent, self._open().rows("extent")))

    @cached_property
    def _steps(self) -> list[tuple[int, Derivation]]:
        """What each step gives, and the step, by number."""
        told = self._open().rows("step")
        return [(fact, Derivation(rule, label, tuple(premises))) for _, fact, rule, label, premises in told]

    def derivations(self) -> Derivations:
        """Return all steps of the closure."""
        database, terms = self._open(), self._terms
        facts: list[FactTerms] = []
        given: dict[int, tuple[str, ...]] = {}
        always = set()
        for place, subject, predicate, obj, is_always, claims in database.rows("fact"):
            facts.append((terms[subject], terms[predicate], terms[obj]))
            if claims:
                given[place] = tuple(_iri(claim) for claim in claims)
            if is_always:
                always.add(place)
        steps: dict[int, list[Derivation]] = defaultdict(list)
        for fact, step in self._steps:
            steps[fact].append(step)
        clashes = [
            (Finding(kind, rule, tuple((terms[s], terms[p], terms[o]) for s, p, o in clashing), message), tuple(places))
            for kind, rule, message, clashing, places in database.rows("clash")
        ]
        return Derivations(facts, given, frozenset(always), {fact: tuple(s) for fact, s in steps.items()}, clashes)

    def supports(self) -> Mapping[int, list[Support]]:
        """Return when each fact holds, and how good its proofs are; each is made when it is asked for."""
        return _Supports(self._open().rows("support"), [step for _, step in self._steps], self._extents)

    def claims(self, statements: Iterable[Quad]) -> list[Claim]:
        """Return the claims, given the quads that they state."""
        stated: dict[str, list[Triple]] = defaultdict(list)
        for quad in statements:
            stated[value(quad.graph_name)].append(quad.triple)
        return [_read_claim(row, stated) for row in self._open().rows("claim")]

    def confirming(self) -> list[Confirming]:
        """Return the sources that say each tie, or from which it follows."""
        return [
            Confirming(
                (_iri(subject), _iri(relation), _iri(obj)),
                self._extents[extent],
                tuple(map(_iri, sources)),
                said,
                background,
            )
            for subject, relation, obj, said, background, sources, extent in self._open().rows("confirmation")
        ]


class _Supports(Mapping[int, list[Support]]):
    """Supports of each fact, by rows of which only those are read that are asked for."""

    def __init__(self, rows: Sequence[Cells], steps: Sequence[Derivation], extents: Sequence[Extent]) -> None:
        self._rows, self._steps, self._extents = rows, steps, extents
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
                    self._steps[step] if step is not None else None,
                    tuple(zip(premises, map(self._made.__getitem__, supports), strict=True)),
                )
        return self._made[number]


def _read_claim(row: Cells, stated: Mapping[str, Sequence[Triple]]) -> Claim:
    curie, source, segment, _, _, start, end, sha256, record, kind, assessment, basis, credibility, *rest = row
    speaker, coder, created, codebook, withdrawn, _, aspect, *days, note = rest
    iri = _iri(curie)
    return Claim(
        iri=iri,
        statement=tuple(sorted(stated.get(iri, ()), key=str)),
        kind=kind,
        basis=basis,
        source=_iri(source),
        bounds=Bounds(*days),
        credibility=credibility,
        assessment=assessment,
        locator=None if start is None else Locator(segment, start, end, sha256),
        record=record,
        speaker=speaker and _iri(speaker),
        coder=coder and _iri(coder),
        created=created,
        codebook=codebook,
        withdrawn=withdrawn,
        note=note,
        aspect=aspect,
    )


def _iri(curie: str) -> str:
    return expand(curie) or curie
