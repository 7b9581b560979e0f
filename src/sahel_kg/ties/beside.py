"""What is said beside claims: of sources, names and the ontology, the same at all times and by whatever evidence."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Quad

from sahel_kg.record.actors import NAMING, NamedActors, choose_label, read_named
from sahel_kg.record.bounds import parse_date
from sahel_kg.record.claims import DCT, RDF_TYPE
from sahel_kg.record.dependence import read_draws_on
from sahel_kg.record.identities import read_origins
from sahel_kg.record.relations import Relations
from sahel_kg.record.sources import read_reliability
from sahel_kg.ties.rewound import at_all_times
from sahel_kg.vocabulary import PREFIXES, SKG, value

if TYPE_CHECKING:
    from sahel_kg.record.parts import AssertedSet
    from sahel_kg.ties.keeping import Written


class BesideClaims:
    """What is said beside claims, or by one property; whoever has quads has it."""

    if TYPE_CHECKING:

        @property
        def whole(self) -> BesideClaims: ...
        @property
        def _beside(self) -> AssertedSet: ...
        @property
        def _parts(self) -> AssertedSet: ...
        @property
        def _everything(self) -> AssertedSet: ...
        @property
        def _written(self) -> Written | None: ...

    def told(self, *predicates: str) -> list[Quad]:
        """Return what is said beside claims by some properties."""
        return self._beside.said(*predicates)

    def told_by(self, predicate: str) -> list[Quad]:
        """Return what is asserted by a property in the default graph, as `asserted_by`."""
        return (self._everything if self._is_of_claims(predicate) else self._beside).said(predicate)

    def asserted_by(self, predicate: str) -> list[Quad]:
        """Return what is asserted by a property; where claims are told by it as well, of these where it is no kind."""
        return (self._everything if self._is_of_claims(predicate) else self._parts).by(predicate)

    def _is_of_claims(self, predicate: str) -> bool:
        return self._written is not None and predicate in self._written.of_claims and predicate != RDF_TYPE

    @property
    def ontology(self) -> list[Quad]:
        """The ontology's quads."""
        return self.whole._beside.ontology

    @at_all_times
    def relations(self) -> Relations:
        """The ontology's relations."""
        return Relations(self.ontology)

    @at_all_times
    def named(self) -> NamedActors:
        """What is said of actors beside claims, at all times: names, kinds, and who came with a data set."""
        return read_named(self.told(*NAMING))

    @at_all_times
    def published(self) -> dict[str, date]:
        """IRI of each source to the day that it speaks on: the earliest on which it can have been published."""
        return {iri: parse_date(day) for iri, day in self._beside.texts(str(SKG.earliestPublished)).items()}

    @at_all_times
    def reliability(self) -> dict[str, str]:
        """IRI of each source to its letter."""
        return read_reliability(self.told(str(SKG.reliability)))

    @cached_property
    def origins(self) -> dict[str, str]:
        """IRI of each ingested actor, those that are shown as another one too, to its data set."""
        return read_origins([*self.told(DCT + "source"), *self._beside.as_said])

    @cached_property
    def draws_on(self) -> dict[str, tuple[str, ...]]:
        """IRI of each source that draws on others to these."""
        return read_draws_on(self.told(str(SKG.drawsOn)))

    @at_all_times
    def titles(self) -> dict[str, str]:
        """IRI of each source to its title, and its publisher in brackets."""
        publishers = self._beside.texts(DCT + "publisher")
        return {iri: f"{title} ({publishers[iri]})" for iri, title in self._beside.texts(DCT + "title").items()}

    @at_all_times
    def labels(self) -> dict[str, str]:
        """IRI of everything that has a name to its label, which is that of `Actor.label` for whoever is one."""
        wanted = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label")
        names: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for quad in [*self.told(*wanted), *self.ontology]:
            if quad.predicate.value in wanted and isinstance(quad.object, Literal):
                names[value(quad.subject)].append((quad.object.value, quad.object.language or ""))
        return {iri: choose_label(several) for iri, several in names.items()}
