"""What an export holds: the claims of a day and what is said about them, names, inferences, the ontology."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad

from sahel_kg.errors import UsageError, choose_from
from sahel_kg.record.claims import Claim
from sahel_kg.store.quads import INCLUDABLE
from sahel_kg.ties.listing import read_ties
from sahel_kg.ties.tie_network import TieNetwork
from sahel_kg.ties.ties import Tie, most_specific
from sahel_kg.vocabulary import value

if TYPE_CHECKING:
    import networkx as nx

    from sahel_kg.builds.build import Build


@dataclass(frozen=True)
class Selection:
    """The part of a build that one export writes.

    Attributes
    ----------
    build : Build
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
    network : TieNetwork, optional
        Where one was chosen, its ties are those that are told.
    """

    build: Build
    include: frozenset[str] = frozenset()
    claims: list[Claim] = field(default_factory=list)
    told: list[Claim] = field(default_factory=list)
    names: list[Quad] = field(default_factory=list)
    said: dict[str, list[Quad]] = field(default_factory=dict)
    inferred: dict[str, list[Quad]] = field(default_factory=dict)
    about_inferred: list[Quad] = field(default_factory=list)
    network: TieNetwork | None = None

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
        """Return the ties of what is told, as `Build.ties` does, each by those of its claims that are written too."""
        build = self.build
        if self.network:
            ties = self.network.ties
        elif self.include:
            ties = most_specific(read_ties(build, build.actors.iris, build.inferred, self.told), build.relations)
        else:
            ties = build.ties()
        written = set(self.claims)
        return [replace(tie, claims=tuple(claim for claim in tie.claims if claim in written)) for tie in ties]


def select(build: Build, include: Iterable[str] = ()) -> Selection:
    """Choose what to export.

    Raises
    ------
    UsageError
        If `include` names something else than ``assessed`` or ``withdrawn``.
    """
    chosen = frozenset(include)
    if unknown := chosen - set(INCLUDABLE):
        raise UsageError(f"cannot include '{min(unknown)}': {choose_from(min(unknown), INCLUDABLE)}")
    claims = build.claims
    kept = {claim.iri for claim in claims}
    names: list[Quad] = []
    said: dict[str, list[Quad]] = defaultdict(list)
    for quad in build.about:
        owner = str(value(quad.subject)).partition("#")[0]
        if owner in kept:
            said[owner].append(quad)
        else:
            names.append(quad)
    inferred, about = _inferences(build)
    told = [c for c in claims if _is_told(c, chosen)]
    return Selection(build, chosen, claims, told, names, dict(said), inferred, about)


def narrow(network: nx.MultiDiGraph, include: Iterable[str] = ()) -> Selection:
    """Choose the claims that the ties of a network rest on, the names of its actors, and what was inferred of them.

    Raises
    ------
    UsageError
        If the network does not know its build.
    """
    build = network.situation if isinstance(network, TieNetwork) else None
    if build is None:
        raise UsageError("this graph does not know the build that it was taken from: give one of build.network()")
    whole = select(cast("Build", build), include)
    ties = network.ties
    claims = {claim for tie in ties for claim in tie.claims}
    facts = {(tie.subject, tie.relation, tie.object) for tie in ties if tie.status == "inferred"}
    left_out = {actor.iri for actor in build.actors if actor.id not in network}
    inferred = {
        graph: quads
        for graph, quads in whole.inferred.items()
        if any((value(q.subject), value(q.predicate), value(q.object)) in facts for q in quads)
    }
    return replace(
        whole,
        claims=[claim for claim in whole.claims if claim in claims],
        told=[claim for claim in whole.told if claim in claims],
        names=[quad for quad in whole.names if value(quad.subject) not in left_out],
        inferred=inferred,
        about_inferred=[quad for quad in whole.about_inferred if str(value(quad.subject)) in inferred],
        network=network,
    )


def _is_told(claim: Claim, include: Collection[str]) -> bool:
    judged = claim.kind != "Reported" and "assessed" not in include
    return not judged and (claim.withdrawn is None or "withdrawn" in include)


def _inferences(build: Build) -> tuple[dict[str, list[Quad]], list[Quad]]:
    """Return the facts of each inference graph, and what is said about these graphs."""
    facts: dict[str, list[Quad]] = defaultdict(list)
    about: dict[str, list[Quad]] = defaultdict(list)
    for quad in build.inferred_quads:
        if isinstance(quad.graph_name, DefaultGraph):
            about[str(value(quad.subject))].append(quad)
        else:
            facts[str(value(quad.graph_name))].append(quad)
    return dict(sorted(facts.items())), [quad for graph in sorted(about) for quad in about[graph]]
