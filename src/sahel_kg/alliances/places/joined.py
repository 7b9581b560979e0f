"""Who has nobody to stand between them: friends, and those whom one side, mission or body joins."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import networkx as nx

from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.ties.tie_network import read_edges

JOINS = {
    **dict.fromkeys(("skg:contributesTo", "skg:participatesIn", "skg:leadsMission", "skg:memberOf"), "object"),
    **dict.fromkeys(("skg:hasParticipant", "skg:missionLedBy"), "subject"),
}
"""Relations to what joins those that have them to the same, and which end of a tie that is."""


def join_friends(network: SignedNetwork) -> nx.Graph:
    """Return the pairs that cooperate, and those that one side, mission or body joins.

    Who is hostile to the other, or has strained relations, is joined by nothing.
    """
    closed = network.positive.copy()
    joined: dict[str, set[str]] = defaultdict(set)
    for start, end, said in read_edges(network.source) if network.source is not None else ():
        if said["status"] != "denied" and (which := JOINS.get(said["relation"])):
            host, member = (end, start) if which == "object" else (start, end)
            if member in network.graph:
                joined[host].add(member)
    for host in sorted(joined):
        pairs = combinations(sorted(joined[host]), 2)
        closed.add_edges_from(pair for pair in pairs if not {"-", "~"} & set(network.graph.get_edge_data(*pair) or ()))
    return closed
