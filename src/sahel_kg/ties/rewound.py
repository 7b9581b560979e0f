"""Rewinding: what is left of claims and inferences on a day, and how it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, Triple

from sahel_kg.inference.inferences import Ground
from sahel_kg.inference.supports import Leaf, shown_extent
from sahel_kg.record.bounds import BEST_FIRST, TieReading
from sahel_kg.record.claims import Claim, FactWords, owner_of
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import When
from sahel_kg.vocabulary import SKG, value

Dated = Sequence[tuple[Claim, Sequence[tuple[Triple, Extent | None]]]]
"""Claims, each with when what it states is shown, triple by triple."""

Owned = tuple[Quad, str, str]
"""A quad, its graph, and the claim, inference graph or actor that it belongs to."""


def own(quads: Iterable[Quad]) -> list[Owned]:
    """Return quads with what each belongs to."""
    return [(quad, value(quad.graph_name), owner_of(quad)) for quad in quads]


def date_statements(claims: Iterable[Claim], telling: Leaf) -> Dated:
    """Return when each triple of each claim is shown, whatever the day."""
    return [(c, [(triple, shown_extent(_words(triple), c, telling)) for triple in c.statement]) for c in claims]


class TieReadings:
    """What is left of claims and inferences at a time, and how they are read.

    Parameters
    ----------
    when : When
    dated : Dated
    grounds : mapping of str to Ground
        IRI of each inference graph to what its facts rest on.

    Attributes
    ----------
    graphs : mapping of str to set
        IRI of a graph to the readings of its facts.
    claims : list of Claim
        With what is left of their statements.
    """

    def __init__(self, when: When, dated: Dated, grounds: Mapping[str, Ground]) -> None:
        read = cache(when.read)  # thousands of facts have a few hundred extents
        self.graphs: dict[str, set[TieReading]] = {}
        self.claims: list[Claim] = []
        self._dropped: dict[str, set[FactWords]] = defaultdict(set)
        self._dated = {claim.iri for claim, _ in dated} | grounds.keys()
        for claim, told in dated:
            readings = [read(extent) if extent else None for _, extent in told]
            kept = tuple(triple for (triple, _), reading in zip(told, readings, strict=True) if reading)
            if kept:
                self.graphs[claim.iri] = {reading for reading in readings if reading}
            if len(kept) < len(told):
                lost = (triple for (triple, _), reading in zip(told, readings, strict=True) if not reading)
                self._dropped[claim.iri].update(map(_words, lost))
            if kept or not told:
                self.claims.append(claim if len(kept) == len(told) else replace(claim, statement=kept))
        for graph, ground in grounds.items():
            if reading := read(ground.extent):
                self.graphs[graph] = {reading}
        self.gone = {claim.iri for claim, told in dated if told} | grounds.keys()
        self.gone -= self.graphs.keys()

    def keep(self, owned: Iterable[Owned]) -> list[Quad]:
        """Return what is left of quads: facts in their graphs, and what is said about claims and graphs."""
        dated, gone, dropped = self._dated, self.gone, self._dropped
        return [
            quad
            for quad, graph, owner in owned
            if (graph if graph in dated else owner) not in gone
            and not (graph in dropped and _words(quad) in dropped[graph])
        ]

    def marks(self, among: Iterable[str]) -> list[Quad]:
        """Return the quads that say how graphs are read."""
        mark = NamedNode(str(SKG.reading))
        return [Quad(NamedNode(g), mark, Literal(worst_reading(self.graphs[g]))) for g in among if g in self.graphs]


def _words(fact: Quad | Triple) -> FactWords:
    return value(fact.subject), fact.predicate.value, value(fact.object)


def worst_reading(readings: Iterable[TieReading]) -> TieReading:
    """Return the weakest of some readings."""
    return max(readings, key=BEST_FIRST.index)
