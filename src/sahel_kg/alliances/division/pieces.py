"""Dividing a whole network: piece by piece where single actors hold it together, and the pieces put together again.

Costs add up over the pieces, and their optimal divisions multiply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import networkx as nx

from sahel_kg.alliances.division.local_search import Edge
from sahel_kg.alliances.division.optimum import NODES, divide
from sahel_kg.alliances.network.signed_network import SignedNetwork

MOST = 1_000
"""No more optimal divisions than these are counted."""
_divide = lru_cache(maxsize=10_000)(divide)
"""Variants of a network share nearly all of their pieces."""


@dataclass(frozen=True)
class Division:
    """A cheapest division of a signed network.

    Parameters
    ----------
    groups : mapping of str to (int, int)
        Actor to the place of its part in `SignedNetwork.parts` and its group there, one of two sides or of any number.
    firm : mapping of str to (str, int)
        Actors with the same value are on one side and connected by cooperation there in every optimal division; nobody
        where not all of them were listed.
    cost, bound : float
        The weight of what does not fit, and what no division falls below.
    counts : tuple of int
        Optimal divisions of each part, up to swapping sides, no more than `MOST`.
    at_least : bool
        Whether there may be more of them.
    """

    groups: Mapping[str, tuple[int, int]]
    firm: Mapping[str, tuple[str, int]]
    cost: float
    bound: float
    counts: tuple[int, ...]
    at_least: bool


class _ParityForest:
    """Which things are known to be on the same side (0) or on opposite sides (1): union-find with parity."""

    def __init__(self, things: Iterable[str]) -> None:
        self._above = {thing: (thing, 0) for thing in things}

    def find(self, thing: str) -> tuple[str, int]:
        """Return who stands for all that a thing is related to, and on which side of it the thing is."""
        path = []
        while self._above[thing][0] != thing:
            path.append(thing)
            thing = self._above[thing][0]
        side = 0
        for below in reversed(path):
            side ^= self._above[below][1]
            self._above[below] = (thing, side)
        return thing, side

    def relate(self, one: str, other: str, opposite: int = 0) -> None:
        """Note that two are on the same side or on opposite ones."""
        (first, side), (second, turned) = self.find(one), self.find(other)
        if first != second:
            first, second = sorted((first, second))
            self._above[second] = (first, side ^ turned ^ opposite)


def divide_network(network: SignedNetwork, kind: str, *, nodes: int = NODES) -> Division:
    """Return a cheapest division of a network; parameters as in `camps.find_camps`."""
    graph = network.only("+", "-")
    groups, firm = _ParityForest(network.actors), _ParityForest(network.actors)
    cost = bound = _forced(network)
    counts, at_least = [], False
    for part in network.parts:
        count = 1
        for piece in _pieces(graph.subgraph(part), kind):
            own = graph.subgraph(piece)
            edges = _edges(own, piece)
            optimum = _divide(len(piece), edges, kind, nodes=nodes, most=MOST)
            cost, bound = cost + optimum.cost, bound + optimum.bound
            count, at_least = count * len(optimum.divisions), at_least or optimum.at_least
            _relate(groups, piece, [optimum.camps], kind)
            if not optimum.at_least:  # of some divisions only, the first found, nothing can be said of all
                _relate(firm, piece, [_connect(len(piece), edges, d) for d in optimum.divisions], "any")
        at_least |= count > MOST
        counts.append(min(count, MOST))
    numbered: dict[str, tuple[int, int]] = {}
    for number, part in enumerate(network.parts):
        names: dict[tuple[str, int], int] = {}
        for actor in part:
            found = groups.find(actor)
            numbered[actor] = (number, names.setdefault(found, len(names)))
    together = {actor: firm.find(actor) for actor in network.actors}
    return Division(numbered, together, cost, bound, tuple(counts), at_least)


def _forced(network: SignedNetwork) -> float:
    """Return the weight of what fits no division: the lighter of two edges where a pair has both."""
    weights: dict[tuple[str, str], list[float]] = {}
    for first, second, _, weight in network.edges:
        weights.setdefault((first, second), []).append(weight)
    return sum(min(both) for both in weights.values() if len(both) > 1)


def _pieces(graph: nx.Graph, kind: str) -> list[tuple[str, ...]]:
    """Return what can be divided by itself: actors that stay connected whoever is taken out.

    With any number of camps only actors that cooperation connects can be in one.
    """
    regions = [graph]
    if kind == "any":
        friends = nx.Graph(e for e in graph.edges if graph.edges[e]["sign"] == "+")
        regions = [graph.subgraph(region) for region in nx.connected_components(friends)]
    return sorted(tuple(sorted(piece)) for region in regions for piece in nx.biconnected_components(region))


def _edges(graph: nx.Graph, piece: Sequence[str]) -> tuple[Edge, ...]:
    place = {actor: n for n, actor in enumerate(piece)}
    found = []
    for first, second, data in graph.edges(data=True):
        a, b = sorted((place[first], place[second]))
        found.append((a, b, 1 if data["sign"] == "+" else -1, float(data["weight"])))
    return tuple(sorted(found))


def _connect(count: int, edges: Sequence[Edge], division: Sequence[int]) -> list[int]:
    """Number the places by who is connected by cooperation that fits a division."""
    fitting = nx.Graph((a, b) for a, b, sign, _ in edges if sign > 0 and division[a] == division[b])
    groups = list(range(count))
    for group in nx.connected_components(fitting):
        for place in group:
            groups[place] = min(group)
    return groups


def _relate(relations: _ParityForest, piece: Sequence[str], divisions: Sequence[Sequence[int]], kind: str) -> None:
    """Note who is together in all divisions, and with two camps also who is apart in all."""
    first: dict[tuple[int, ...], str] = {}
    for place, actor in enumerate(piece):
        where = tuple(division[place] for division in divisions)
        turned = tuple(1 - side for side in where)
        if where in first:
            relations.relate(first[where], actor)
        elif kind == "two" and turned in first:
            relations.relate(first[turned], actor, 1)
        else:
            first[where] = actor
