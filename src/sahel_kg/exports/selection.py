"""What an export holds: the claims of a day and what is said about them, names, inferences, the ontology."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad

from sahel_kg.errors import UsageError
from sahel_kg.record.claims import Claim
from sahel_kg.store.quads import INCLUDABLE
from sahel_kg.ties.listing import read_ties
from sahel_kg.ties.ties import Tie, most_specific
from sahel_kg.vocabulary import value

if TYPE_CHECKING:
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
    """

    build: Build
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
        """Return the ties of what is told, as `Build.ties` does, each by those of its claims that are written too."""
        build = self.build
        if self.include:
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
        raise UsageError(f"cannot include '{min(unknown)}': choose from {', '.join(INCLUDABLE)}")
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
