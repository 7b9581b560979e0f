"""Asserted quads by what they are, read through once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from pyoxigraph import Quad

from sahel_kg.record.unifying import is_as_said
from sahel_kg.vocabulary import ONTOLOGY, value


class AssertedSet:
    """Asserted quads by what they are: `about` is the default graph, `as_said` from before actors were unified.

    Parameters
    ----------
    quads : sequence of Quad
    """

    def __init__(self, quads: Sequence[Quad]) -> None:
        self.quads = quads
        self.ontology: list[Quad] = []
        self.about: list[Quad] = []
        self.statements: list[Quad] = []
        self.as_said: list[Quad] = []
        for quad in quads:
            graph = value(quad.graph_name)
            if not graph:
                self.about.append(quad)
            elif graph == ONTOLOGY:
                self.ontology.append(quad)
            else:
                (self.as_said if is_as_said(quad) else self.statements).append(quad)

    def said(self, *predicates: str) -> list[Quad]:
        """Return what is said in the default graph by some properties, in the order in which it stands there."""
        places = sorted(place for predicate in predicates for place in self._places.get(predicate, ()))
        return [self.about[place] for place in places]

    def texts(self, predicate: str) -> dict[str, str]:
        """Return the last value of a property by what has it."""
        return {value(quad.subject): value(quad.object) for quad in self.said(predicate)}

    def by(self, predicate: str) -> list[Quad]:
        """Return what is said by a property in whatever graph."""
        return [quad for quad in self.quads if quad.predicate.value == predicate]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for place, quad in enumerate(self.about):
            found[quad.predicate.value].append(place)
        return found
