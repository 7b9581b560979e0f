"""Rewinding: what is left of claims and inferences on a day, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from pyoxigraph import Literal, NamedNode, Quad, Triple

from sahel_kg.inference.inferences import Ground
from sahel_kg.inference.supports import Leaf, shown_extent
from sahel_kg.record.bounds import BEST_FIRST, TieReading
from sahel_kg.record.claims import Claim, FactWords, owner_of
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import When
from sahel_kg.vocabulary import SKG, value

Dated = tuple[Sequence[Extent | None], Sequence[tuple[Claim, Sequence[int]]], Mapping[str, int]]
"""Extents, each one once, and by their places: claims, triple by triple; the IRIs of inference graphs."""

_Known = TypeVar("_Known")
Owned = tuple[Quad, str, str]
"""A quad, its graph, and the claim, inference graph or actor that it belongs to."""


class at_all_times(cached_property[_Known]):  # noqa: N801 - used as cached_property is
    """What is worked out once, and on a day is what it is at all times."""

    def __init__(self, read: Callable[[Any], _Known]) -> None:
        super().__init__(
            lambda situation: read(situation) if situation._base is None else self.__get__(situation._base)
        )
        self.__doc__ = read.__doc__


def own(quads: Iterable[Quad]) -> list[Owned]:
    """Return quads with what each belongs to."""
    return [(quad, value(quad.graph_name), owner_of(quad)) for quad in quads]


def date_facts(claims: Iterable[Claim], telling: Leaf, grounds: Mapping[str, Ground]) -> Dated:
    """Return when each triple of each claim, and each inference graph, is shown, whatever the day.

    Thousands of facts have a few hundred extents: a day reads each of these once.
    """
    places: dict[Extent | None, int] = {}

    def place(extent: Extent | None) -> int:
        return places.setdefault(extent, len(places))

    told = [(c, [place(shown_extent(_words(triple), c, telling)) for triple in c.statement]) for c in claims]
    inferred = {graph: place(ground.extent) for graph, ground in grounds.items()}
    return list(places), told, inferred


class LeftGraphs(NamedTuple):
    """What is left on a day, by IRI of claim or inference graph: the weakest reading of each, triples that are lost."""

    readings: Mapping[str, TieReading]
    lost: Mapping[str, Sequence[Triple]]
    gone: Collection[str]


class TieReadings:
    """What is left of claims and inferences at a time, and how they are read.

    Parameters
    ----------
    when : When
    dated : Dated

    Attributes
    ----------
    graphs : mapping of str to set
        IRI of a graph to the readings of its facts.
    claims : list of Claim
        With what is left of their statements.
    """

    def __init__(self, when: When, dated: Dated) -> None:
        extents, claims, inferred = dated
        read = [when.read(extent) if extent else None for extent in extents]
        self.graphs: dict[str, set[TieReading]] = {}
        self.claims: list[Claim] = []
        self._lost: dict[str, list[Triple]] = {}
        for graph, at in inferred.items():
            if (reading := read[at]) is not None:
                self.graphs[graph] = {reading}
        for claim, places in claims:
            readings = [read[at] for at in places]
            kept = tuple(triple for triple, reading in zip(claim.statement, readings, strict=True) if reading)
            if kept:
                self.graphs[claim.iri] = {reading for reading in readings if reading}
            if len(kept) < len(places):
                told = zip(claim.statement, readings, strict=True)
                self._lost[claim.iri] = [triple for triple, reading in told if not reading]
            if kept or not places:
                self.claims.append(claim if len(kept) == len(places) else replace(claim, statement=kept))
        self._dated = {claim.iri for claim, _ in claims} | inferred.keys()
        self.gone = {claim.iri for claim, places in claims if places} | inferred.keys()
        self.gone -= self.graphs.keys()

    def quads(
        self, owned: tuple[Iterable[Owned], Iterable[Owned]], claims: Iterable[str], graphs: Iterable[str]
    ) -> tuple[list[Quad], list[Quad]]:
        """Return what is left of what is asserted and of what is inferred, each with how it is read."""
        asserted, inferred = map(self.keep, owned)
        return asserted + self.marks(claims), inferred + self.marks(graphs)

    def keep(self, owned: Iterable[Owned]) -> list[Quad]:
        """Return what is left of quads: facts in their graphs, and what is said about claims and graphs."""
        dated, gone = self._dated, self.gone
        dropped = {iri: set(map(_words, lost)) for iri, lost in self._lost.items()}
        return [
            quad
            for quad, graph, owner in owned
            if (graph if graph in dated else owner) not in gone
            and not (graph in dropped and _words(quad) in dropped[graph])
        ]

    def left(self) -> LeftGraphs:
        """Return what is left of whole graphs."""
        return LeftGraphs({iri: worst_reading(read) for iri, read in self.graphs.items()}, self._lost, self.gone)

    def marks(self, among: Iterable[str]) -> list[Quad]:
        """Return the quads that say how graphs are read."""
        mark = NamedNode(str(SKG.reading))
        return [Quad(NamedNode(g), mark, Literal(worst_reading(self.graphs[g]))) for g in among if g in self.graphs]


def _words(fact: Quad | Triple) -> FactWords:
    return value(fact.subject), fact.predicate.value, value(fact.object)


def worst_reading(readings: Iterable[TieReading]) -> TieReading:
    """Return the weakest of some readings."""
    return max(readings, key=BEST_FIRST.index)
