"""The relationship graph of a build: what is chosen of it, around whom, with how each inferred tie follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sahel_kg.ties.choice import STATUSES, Choice, choose
from sahel_kg.ties.network import around, take
from sahel_kg.ties.tie_network import TieNetwork, read_edges
from sahel_kg.views.pages.inline import InlinePage
from sahel_kg.views.pages.relationship_graph.page import ProofLine, Said, render

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.ties.situation import Situation


def show_graph(build: Build, actor: str | None = None, choice: Choice | None = None) -> InlinePage:
    """Return the relationship graph of a build, as `sahel-kg render` writes it; a notebook shows it.

    Parameters
    ----------
    build : Build
    actor : str, optional
        Name, CURIE or IRI: only this actor, those that it has ties with, and the ties among them.
    choice : Choice, optional
        Without one all ties at the build's time, denied ones too.
    """
    return draw(build, choice or choose(build, statuses=STATUSES), actor)[0]


def draw(build: Build, choice: Choice, actor: str | None = None) -> tuple[InlinePage, TieNetwork]:
    """Return the page of a choice, and the network that it shows."""
    graph = take(build, choice)
    title = "Actors and their ties"
    if actor:
        chosen = build.actors.find(actor)
        graph = around(graph, chosen.id)
        title = f"{chosen.label} and its ties"
    sources = build.credit(claim for *_, tie in read_edges(graph) for claim in tie["claims"])
    html = render(
        graph,
        title=title,
        subtitle=f"After {sources}" if sources else "",
        note=graph.graph["note"],
        proofs=_prove(choice.see(build), graph),
    )
    return InlinePage(html), graph


def _prove(situation: Situation, graph: TieNetwork) -> dict[Said, list[ProofLine]]:
    """Return how each inferred tie of a graph follows; what stands at a state for its organ has no proof of its own."""
    from rdflib import URIRef

    from sahel_kg.explaining import naming, proving
    from sahel_kg.views.text.proof_outline import outline
    from sahel_kg.vocabulary import expand

    book = naming.open_book(situation.whole)
    proofs: dict[Said, list[ProofLine]] = {}
    for subject, obj, tie in graph.edges(data=True):
        said = subject, tie["relation"], obj
        if tie["status"] == "inferred" and said not in proofs:
            one, relation, other = (URIRef(expand(each) or each) for each in said)
            if told := proving.explain(situation, (one, relation, other)):
                proofs[said] = outline(told, book)
    return proofs
