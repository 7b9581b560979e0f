"""The first view of a large graph: the actors with most partners, and one line for each two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx

from sahel_kg.alliances.network.signed_ties import SignedTie
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.ties.choice import STATUSES
from sahel_kg.views.pages.relationship_graph.layout import place_actors

READABLE = 100
"""So many actors are drawn all at once: of more nobody reads the names."""
SHOWN = 28
"""So many of a larger graph are shown first."""


def take_overview(network: nx.MultiDiGraph, ties: Sequence[SignedTie], line_of: Sequence[str]) -> dict[str, Any] | None:
    """Return whom the first view shows, where they stand in it and by which lines; None if all can be shown.

    Shown are those who cooperate or fight with most others, as far as they are connected among each other; neither
    missions, whose adversaries are those of who takes part, nor who has no name. Between two stands the tie that is
    told best, of the sign that more of their relations have; one that is only inferred where nothing that is asserted
    connects them, by whatever way. What is neutral or denied joins nobody.

    Parameters
    ----------
    network : networkx.MultiDiGraph
    ties : sequence of SignedTie
        Those of the page, in its order.
    line_of : sequence of str
        The line that each of them is drawn in.
    """
    if len(network) <= READABLE:
        return None
    aside = {a for a, said in network.nodes(data=True) if said.get("described") or said.get("kind") == "Mission"}
    leading = {pair: number for pair, number in _lead(ties).items() if aside.isdisjoint(pair)}
    partners = nx.Graph(list(leading))
    if not partners:
        return None
    main = max(nx.connected_components(partners), key=lambda part: (len(part), min(part)))
    first = sorted(main, key=lambda actor: (-partners.degree(actor), actor))[:SHOWN]
    within = partners.subgraph(first)
    kept = max(nx.connected_components(within), key=lambda part: (len(part), min(part)))
    joined = {pair: number for pair, number in leading.items() if kept.issuperset(pair)}
    asserted = nx.Graph([pair for pair, number in joined.items() if ties[number].status == "asserted"])
    asserted.add_nodes_from(sorted(kept))
    piece = {actor: n for n, part in enumerate(nx.connected_components(asserted)) for actor in part}
    numbers = sorted(
        n for pair, n in joined.items() if ties[n].status == "asserted" or piece[pair[0]] != piece[pair[1]]
    )
    shown = nx.MultiDiGraph()
    shown.add_nodes_from((actor, network.nodes[actor]) for actor in sorted(kept))
    shown.add_edges_from((ties[n].subject, ties[n].object, {"sign": ties[n].sign}) for n in numbers)
    places = place_actors(shown)
    return {
        "places": {actor: list(places[actor]) for actor in sorted(kept)},
        "lines": sorted({line_of[number] for number in numbers}),
    }


def _lead(ties: Sequence[SignedTie]) -> Mapping[tuple[str, str], int]:
    """Return for each two that cooperate, fight or have strained relations the number of the tie that tells it best."""
    pairs: dict[tuple[str, str], list[int]] = {}
    for number, tie in enumerate(ties):
        if tie.sign != "0" and tie.status != "denied" and tie.subject != tie.object:
            pair = (min(tie.subject, tie.object), max(tie.subject, tie.object))
            pairs.setdefault(pair, []).append(number)

    def rank(number: int, signs: Sequence[str]) -> tuple[object, ...]:
        tie = ties[number]
        told = STATUSES.index(tie.status), BEST_FIRST.index(tie.reading), tie.credibility or 6
        return (-signs.count(tie.sign), *told, number)

    found = {}
    for pair, numbers in sorted(pairs.items()):
        signs = [ties[number].sign for number in numbers]
        found[pair] = min(numbers, key=lambda number: rank(number, signs))
    return found
