"""The division of a signed network with the fewest misfits, by integer programming: what camps and balance rest on.

Two problems of one kind. With *two* camps every cycle with an odd number of hostile edges needs a misfit on it; with
*any* number of camps every cycle with exactly one hostile edge does (Davis 1967). So the misfits are a cheapest set of
edges that meets all these cycles. Rows for cycles are added when a solution violates them, first on the linear
relaxation (which alone settles most sparse networks; Grötschel and Pulleyblank 1981), then on the integer programme,
whose search ends at a number of nodes, never at a time, so that a network gives the same answer on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from sahel_kg.alliances.division.divisions import count_divisions
from sahel_kg.alliances.division.local_search import EPSILON, Edge, grow, pack, price, renumber, search, unfit

NODES = 100
"""Where the search of one piece ends, in nodes of the search tree."""
_ROOT = 10
"""Nodes that beginning a search again counts for: what it takes before the first node is about that."""
_SEARCHED_EDGES = 250
"""Larger pieces have the bound of the linear relaxation and no search, so that every command answers within half a
minute: a random piece of 240 edges takes 15 seconds to search, and a node's time grows with the square of the edges
(benchmarks/alliances.py). What reports and event data give is sparse and nearly balanced, and never came to a search.
"""
_EXACT_ACTORS, _EXACT_EDGES = 150, 800
"""Larger pieces are divided by local search only, with a bound from cycles without a common edge: the relaxation of 800
random edges takes some ten seconds."""
_ROUNDS = 40


@dataclass(frozen=True)
class Optimum:
    """A division of one piece.

    Parameters
    ----------
    camps : tuple of int
        Of each place the number of its camp, from 0.
    cost : float
        The weight of the edges that do not fit.
    bound : float
        No division costs less.
    divisions : tuple of tuple of int
        All optimal divisions found, `camps` first: that in which least cooperates across sides or fights inside camps.
    at_least : bool
        Whether there may be more.
    """

    camps: tuple[int, ...]
    cost: float
    bound: float
    divisions: tuple[tuple[int, ...], ...]
    at_least: bool


def divide(count: int, edges: Sequence[Edge], kind: str, *, nodes: int = NODES, most: int = 1_000) -> Optimum:
    """Return a cheapest division of places that are connected, and all others that are as cheap.

    Parameters
    ----------
    count : int
        Places are 0 to ``count - 1``.
    edges : sequence of Edge
    kind : {"two", "any"}
    nodes : int
        Where the search ends; then `Optimum.bound` may lie below the cost.
    most : int
        How many optimal divisions to list.
    """
    cycles: Oracle = _odd_cycles if kind == "two" else _single_cycles
    camps = _split(count, edges, unfit(edges, search(count, edges, kind)), kind)
    cost = price(edges, camps)
    small = count <= _EXACT_ACTORS and len(edges) <= _EXACT_EDGES
    if cost and small:
        bound, misfits = _cover(count, edges, cycles, cost, nodes)
        if misfits is not None:
            camps = _split(count, edges, misfits, kind)
            cost = price(edges, camps)
    else:
        bound = pack(count, edges, kind) if cost else 0.0
    bound = min(bound, cost)
    if bound < cost or (cost and not small):
        return Optimum(camps, cost, bound, (camps,), True)
    found, complete = count_divisions(count, edges, kind, cost, most=most) if cost else ([camps], True)
    every = sorted({*found, renumber(camps)}, key=lambda division: (*_doubt(edges, division), division))[:most]
    return Optimum(every[0], cost, bound, tuple(every), not complete)


def _doubt(edges: Sequence[Edge], camps: Sequence[int]) -> tuple[float, float]:
    """Return how unlikely a division is beside others of its cost, in two steps.

    Hostility on one side between actors that no cooperation connects is only for want of a third side: divisions whose
    misfits are such come first. Then those with least hostility on one side.
    """
    inside = [(a, b) for a, b, sign, _ in edges if sign > 0 and camps[a] == camps[b]]
    rows, columns = zip(*inside, strict=True) if inside else ((), ())
    linked = csr_array((np.ones(len(inside)), (rows, columns)), shape=(len(camps), len(camps)))
    _, group = connected_components(linked, directed=False)
    fighting = [(a, b, weight) for a, b, sign, weight in edges if sign < 0 and camps[a] == camps[b]]
    apart = math.fsum(weight for a, b, weight in fighting if group[a] != group[b])
    return -apart, math.fsum(weight for *_, weight in fighting)


# -- a cheapest set of edges that meets all cycles

Oracle = Callable[[int, Sequence[Edge], np.ndarray], list[tuple[int, ...]]]
"""Returns, for a length of each edge, shortest cycles that need a misfit; each as places in the list of edges."""


def _odd_cycles(count: int, edges: Sequence[Edge], lengths: np.ndarray) -> list[tuple[int, ...]]:
    """Return the shortest cycle with an odd number of hostile edges through each place.

    They are the paths from a place to its twin in the double cover: two copies of every place, cooperation staying in
    one copy and hostility leading to the other (Barahona and Mahjoub 1986).
    """
    pairs: dict[tuple[int, int], int] = {}
    rows, columns, values = [], [], []
    for number, (a, b, sign, _) in enumerate(edges):
        for one, other in ((a, b), (b, a)):
            for copy in (0, 1):
                start, end = one + copy * count, other + (copy if sign > 0 else 1 - copy) * count
                rows.append(start)
                columns.append(end)
                values.append(lengths[number] + EPSILON)  # a length of nothing would be no edge
                pairs[start, end] = number
    graph = csr_array((values, (rows, columns)), shape=(2 * count, 2 * count))
    _, before = dijkstra(graph, indices=np.arange(count), return_predecessors=True)
    return [_walk(before[place], place, place + count, pairs) for place in range(count)]


def _single_cycles(count: int, edges: Sequence[Edge], lengths: np.ndarray) -> list[tuple[int, ...]]:
    """Return for each hostile edge the shortest cycle of it and cooperation."""
    pairs: dict[tuple[int, int], int] = {}
    rows, columns, values = [], [], []
    hostile = []
    for number, (a, b, sign, _) in enumerate(edges):
        if sign < 0:
            hostile.append((number, a, b))
            continue
        for start, end in ((a, b), (b, a)):
            rows.append(start)
            columns.append(end)
            values.append(lengths[number] + EPSILON)
            pairs[start, end] = number
    if not rows or not hostile:
        return []
    graph = csr_array((values, (rows, columns)), shape=(count, count))
    starts = sorted({a for _, a, _ in hostile})
    _, before = dijkstra(graph, indices=starts, return_predecessors=True)
    line = {place: n for n, place in enumerate(starts)}
    found = ((number, _walk(before[line[a]], a, b, pairs)) for number, a, b in hostile)
    return [(number, *path) for number, path in found if path]


def _walk(before: np.ndarray, start: int, end: int, pairs: dict[tuple[int, int], int]) -> tuple[int, ...]:
    """Return the edges of a shortest path; none if there is no path."""
    path = []
    while end != start:
        previous = int(before[end])
        if previous < 0:
            return ()
        path.append(pairs[previous, end])
        end = previous
    return tuple(path)


def _cover(
    count: int, edges: Sequence[Edge], cycles: Oracle, known: float, nodes: int
) -> tuple[float, np.ndarray | None]:
    """Return a lower bound of the cost, and the misfits of a cheapest division if that is cheaper than `known`."""
    costs = np.array([weight for *_, weight in edges])
    whole = bool(np.all(costs == np.round(costs)))
    rows: dict[frozenset[int], None] = {}

    def lift(value: float) -> float:
        """Whole weights add up to a whole cost."""
        return float(math.ceil(value - 1e-5)) if whole else value

    def violated(lengths: np.ndarray) -> list[frozenset[int]]:
        new = []
        for cycle in cycles(count, edges, lengths):
            odd = frozenset(edge for edge in cycle if cycle.count(edge) % 2)  # walked to and fro: no part of it
            if odd and lengths[list(odd)].sum() < 1 - 1e-4 and odd not in rows:
                new.append(odd)
        return list(dict.fromkeys(new))

    def constraint() -> csr_array:
        places = [edge for row in rows for edge in sorted(row)]
        starts = np.cumsum([0, *map(len, rows)])
        return csr_array((np.ones(len(places)), places, starts), shape=(len(rows), len(edges)))

    lengths = np.zeros(len(edges))
    bound = 0.0
    for _ in range(_ROUNDS):
        new = violated(lengths)
        if not new:
            break
        rows |= dict.fromkeys(new)
        solved = linprog(costs, A_ub=-constraint(), b_ub=-np.ones(len(rows)), bounds=(0, 1), method="highs")
        lengths, bound = solved.x, lift(solved.fun)
        if bound >= known:
            return bound, None
    while nodes >= 0 and len(edges) <= _SEARCHED_EDGES:
        solved = milp(
            costs,
            constraints=LinearConstraint(constraint(), lb=1),
            integrality=np.ones(len(edges)),
            bounds=Bounds(0, 1),
            options={"node_limit": nodes, "mip_rel_gap": 0.0},
        )
        nodes -= _ROOT + (solved.mip_node_count or 0)
        reached = solved.mip_dual_bound if solved.mip_dual_bound is not None else bound
        bound = max(bound, lift(reached)) if math.isfinite(reached) else bound
        if bound >= known - EPSILON or solved.status != 0 or solved.x is None:
            return bound, None
        lengths = np.round(solved.x)
        new = violated(lengths)
        if not new:
            return bound, lengths
        rows |= dict.fromkeys(new)
    return bound, None


def _split(count: int, edges: Sequence[Edge], misfits: Iterable[object], kind: str) -> tuple[int, ...]:
    """Return the division that has these misfits: what is left without them fits, and hangs together in each camp."""
    near: list[list[tuple[int, int, float]]] = [[] for _ in range(count)]
    for (a, b, sign, weight), misfit in zip(edges, misfits, strict=True):
        if not misfit and (kind == "two" or sign > 0):
            near[a].append((b, sign, weight))
            near[b].append((a, sign, weight))
    if kind == "two":
        return renumber(grow(near, 0, kind))
    together = nx.Graph((a, b) for a, around in enumerate(near) for b, _, _ in around)
    together.add_nodes_from(range(count))
    camps = [0] * count
    for number, group in enumerate(nx.connected_components(together)):
        for place in group:
            camps[place] = number
    return renumber(camps)
