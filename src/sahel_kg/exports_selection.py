"""What an export holds: the claims of a day and what is said about them, names, inferences, the ontology."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from sahel_kg.builds import INCLUDABLE
from sahel_kg.claims import RDF_TYPE, Claim, read_bounds
from sahel_kg.errors import UsageError
from sahel_kg.ties import Tie, most_specific, read_ties
from sahel_kg.timeline import Bounds, reading
from sahel_kg.vocabulary import PREFIXES, SKG, value

if TYPE_CHECKING:
    from sahel_kg.builds import Build

_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"


@dataclass(frozen=True)
class Selection:
    """The part of a build that one export writes.

    Attributes
    ----------
    build : Build
    as_of : date or None
    include : frozenset of str
    claims : list of Claim
        All claims of that day, Assessed and withdrawn ones too: an export loses none, it marks them.
    told : list of Claim
        Those that the export asserts: Reported, not withdrawn, and what `include` adds.
    names : list of Quad
        What is said about actors, places, events and sources.
    said : dict
        IRI of a claim to what is said about it and its parts (``<claim#locator>``).
    inferred : dict
        IRI of an inference graph to its facts.
    about_inferred : list of Quad
        What is said about those graphs.
    """

    build: Build
    as_of: date | None = None
    include: frozenset[str] = frozenset()
    claims: list[Claim] = field(default_factory=list)
    told: list[Claim] = field(default_factory=list)
    names: list[Quad] = field(default_factory=list)
    said: dict[str, list[Quad]] = field(default_factory=dict)
    inferred: dict[str, list[Quad]] = field(default_factory=dict)
    about_inferred: list[Quad] = field(default_factory=list)

    @property
    def ontology(self) -> list[Quad]:
        """The ontology, in its named graph."""
        return self.build.ontology

    @property
    def quads(self) -> list[Quad]:
        """Everything, as quads."""
        statements = [
            Quad(t.subject, t.predicate, t.object, NamedNode(claim.iri))
            for claim in self.claims
            for t in claim.statement
        ]
        said = [quad for claim in self.claims for quad in self.said.get(claim.iri, ())]
        inferred = [quad for graph in self.inferred.values() for quad in graph]
        return [*self.names, *statements, *said, *self.about_inferred, *inferred, *self.ontology]

    def ties(self) -> list[Tie]:
        """Return the ties of what is told, as `Build.ties` does."""
        build = self.build
        if not self.include:
            return build.ties(as_of=self.as_of)
        actors, relations = build.actors.iris, build.relations
        ties = read_ties(self.told, build.inferred, relations, actors, as_of=self.as_of, reliability=build.reliability)
        return most_specific(ties, relations)


def select(build: Build, as_of: date | None = None, include: Iterable[str] = ()) -> Selection:
    """Choose what to export.

    With `as_of` those claims are kept that hold or may hold on that day, undated ones among them. What is
    said about events and casualties has happened: it is kept from its first possible day on. Inference graphs
    are read by their own bounds; one without bounds is left out, as in `Build.ties`: nobody knows when it
    holds.

    Raises
    ------
    UsageError
        If `include` names something else than ``assessed`` or ``withdrawn``.
    """
    chosen = frozenset(include)
    if unknown := chosen - set(INCLUDABLE):
        raise UsageError(f"cannot include '{min(unknown)}': choose from {', '.join(INCLUDABLE)}")
    happened = _happened(build) if as_of else set()
    claims = [c for c in build.claims if reading(_when(c, happened), as_of) is not None]
    kept = {claim.iri for claim in claims}
    dropped = {claim.iri for claim in build.claims} - kept
    names: list[Quad] = []
    said: dict[str, list[Quad]] = defaultdict(list)
    for quad in build.about:
        owner = str(value(quad.subject)).partition("#")[0]
        if owner in kept:
            said[owner].append(quad)
        elif owner not in dropped:
            names.append(quad)
    inferred, about = _inferences(build, as_of)
    told = [c for c in claims if _is_told(c, chosen)]
    return Selection(build, as_of, chosen, claims, told, names, dict(said), inferred, about)


def _is_told(claim: Claim, include: Collection[str]) -> bool:
    judged = claim.kind != "Reported" and "assessed" not in include
    return not judged and (claim.withdrawn is None or "withdrawn" in include)


def _when(claim: Claim, happened: Collection[str]) -> Bounds:
    """Return a claim's bounds, without their end where it is about something that has happened."""
    if any(value(t.subject) in happened for t in claim.statement):
        return replace(claim.bounds, earliest_end=None, latest_end=None)
    return claim.bounds


def _happened(build: Build) -> set[str]:
    """Return the IRIs of all events and casualty reports."""
    classes = {str(SKG.Event), str(SKG.CasualtyReport)}
    below = [(q.subject, q.object) for q in build.ontology if q.predicate.value == _SUBCLASS]
    while more := {value(s) for s, o in below if value(o) in classes} - classes:
        classes |= more
    triples = [*(t for c in build.claims for t in c.statement), *(q.triple for q in build.about)]
    return {value(t.subject) for t in triples if t.predicate.value == RDF_TYPE and value(t.object) in classes}


def _inferences(build: Build, as_of: date | None) -> tuple[dict[str, list[Quad]], list[Quad]]:
    """Return the facts of each inference graph, and what is said about these graphs."""
    facts: dict[str, list[Quad]] = defaultdict(list)
    about: dict[str, list[Quad]] = defaultdict(list)
    for quad in build.inferred_quads:
        if isinstance(quad.graph_name, DefaultGraph):
            about[str(value(quad.subject))].append(quad)
        else:
            facts[str(value(quad.graph_name))].append(quad)
    kept = sorted({*facts, *about})
    if as_of:
        bounds = {}
        for graph in kept:
            values: dict[str, list[Literal]] = defaultdict(list)
            for quad in about[graph]:
                if isinstance(quad.object, Literal):
                    values[quad.predicate.value].append(quad.object)
            bounds[graph] = read_bounds(values)
        kept = [graph for graph in kept if bounds[graph] and reading(bounds[graph], as_of)]
    return {g: facts[g] for g in kept if g in facts}, [q for g in kept for q in about[g]]
