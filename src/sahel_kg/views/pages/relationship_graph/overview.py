"""The first view of a large graph: the actors with most partners, and one line for each two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx

from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.ties.choice import STATUSES
from sahel_kg.views.pages.relationship_graph.drawn_lines import DrawnLine
from sahel_kg.views.pages.relationship_graph.layout import place_actors

READABLE = 100
"""So many actors are drawn all at once: of more nobody reads the names."""
SHOWN = 28
"""So many of a larger graph are shown first."""


def take_overview(network: nx.MultiDiGraph, lines: Sequence[DrawnLine]) -> dict[str, Any] | None:
    """Return whom the first view shows, where they stand in it and by which lines; None if all can be shown.

    Shown are those who cooperate or fight with most others, as far as they are connected among each other; neither
    missions, whose adversaries are those of who takes part, nor who has no name. Between two stands the line that is
    told best, of the sign that more of their ties have; one that is only inferred where nothing that is asserted
    connects them, by whatever way. What is neutral or denied joins nobody.

    Parameters
    ----------
    network : networkx.MultiDiGraph
    lines : sequence of DrawnLine
        Those of the page.
    """
    if len(network) <= READABLE:
        return None
    aside = {a for a, said in network.nodes(data=True) if said.get("described") or said.get("kind") == "Mission"}
    leading = {pair: line for pair, line in _lead(lines).items() if aside.isdisjoint(pair)}
    partners = nx.Graph(list(leading))
    if not partners:
        return None
    main = max(nx.connected_components(partners), key=lambda part: (len(part), min(part)))
    first = sorted(main, key=lambda actor: (-partners.degree(actor), actor))[:SHOWN]
    within = partners.subgraph(first)
    kept = max(nx.connected_components(within), key=lambda part: (len(part), min(part)))
    joined = {pair: line for pair, line in leading.items() if kept.issuperset(pair)}
    asserted = nx.Graph([pair for pair, line in joined.items() if line.status == "asserted"])
    asserted.add_nodes_from(sorted(kept))
    piece = {actor: n for n, part in enumerate(nx.connected_components(asserted)) for actor in part}
    drawn = [line for (a, b), line in joined.items() if line.status == "asserted" or piece[a] != piece[b]]
    shown = nx.MultiDiGraph()
    shown.add_nodes_from((actor, network.nodes[actor]) for actor in sorted(kept))
    shown.add_edges_from((line.one, line.other, {"sign": line.sign}) for line in drawn)
    places = place_actors(shown)
    return {
        "places": {actor: list(places[actor]) for actor in sorted(kept)},
        "lines": sorted(line.name for line in drawn),
    }


def _lead(lines: Sequence[DrawnLine]) -> Mapping[tuple[str, str], DrawnLine]:
    """Return for each two that cooperate, fight or have strained relations the line that is told best."""
    pairs: dict[tuple[str, str], list[DrawnLine]] = {}
    for line in lines:
        if line.sign != "0" and line.status != "denied" and line.one != line.other:
            pairs.setdefault((min(line.one, line.other), max(line.one, line.other)), []).append(line)

    def rank(line: DrawnLine, several: Sequence[DrawnLine]) -> tuple[object, ...]:
        of_sign = sum(len(each.ties) for each in several if each.sign == line.sign)
        told = min((BEST_FIRST.index(tie.reading), tie.credibility or 6) for tie in line.ties)
        return -of_sign, STATUSES.index(line.status), told

    return {pair: min(several, key=lambda line: rank(line, several)) for pair, several in sorted(pairs.items())}
