"""Alliances: igraph against networkx.

    python benchmarks/alliances.py

Both measure the same networks in this process; values are compared, and the ratio is printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import networkx as nx

from sahel_kg.alliances import engines
from sahel_kg.centrality import betweenness

SIZES = (500, 1_000, 2_000, 5_000, 10_000)
SLOW = 2_000
"""Actors above which networkx's own betweenness, minutes then, is measured on some sources and told for all."""
SOURCES = 200
Values = dict[int, float | None]


def take(work: Callable[..., Values], *given: object, **said: object) -> tuple[float, Values]:
    """Return the seconds that something takes, and what it gives."""
    begin = time.perf_counter()
    found = work(*given, **said)
    return time.perf_counter() - begin, found


def compare_engines() -> None:
    """Print igraph against networkx, and against the matrix form that is used to 2,000 actors."""
    print("centralities of random networks, three ties an actor; seconds, and how many times as fast igraph is")
    print(
        f"{'actors':>7}  {'measure':<12} {'networkx':>9} {'matrices':>9} {'igraph':>8} {'ratio':>7}  largest difference"
    )
    engines.betweenness(nx.path_graph(3), "igraph")  # so that its import does not count
    for count in SIZES:
        graph = nx.gnm_random_graph(count, 3 * count, seed=count)
        nx.set_edge_attributes(graph, 1.0, "weight")
        fast, values = take(engines.betweenness, graph, "igraph")
        if count > SLOW:
            some, _ = take(nx.betweenness_centrality, graph, SOURCES, seed=1)
            report(count, "betweenness", some * count / SOURCES, None, fast, None)
        else:
            slow, theirs = take(nx.betweenness_centrality, graph)
            ours, others = take(betweenness, graph)
            report(count, "betweenness", slow, ours, fast, max(differ(values, theirs), differ(values, others)))
        fast, values = take(engines.constraint, graph, "igraph")
        slow, theirs = take(engines.constraint, graph, "networkx")
        report(count, "constraint", slow, None, fast, differ(values, theirs))


def differ(one: Values, other: Values) -> float:
    """Return by how much two engines differ at most; who has no value has none in both."""
    return max(abs((other[node] or 0.0) - (value or 0.0)) for node, value in one.items())


def report(count: int, measure: str, slow: float, ours: float | None, fast: float, difference: float | None) -> None:
    """Print a row; without a difference networkx's time is told from some sources."""
    told = "" if ours is None else f"{ours:.3f}"
    last = f"(from {SOURCES} sources)" if difference is None else f"{difference:.1e}"
    print(f"{count:>7,}  {measure:<12} {slow:>9.3f} {told:>9} {fast:>8.3f} {slow / fast:>7.0f}  {last}")
    sys.stdout.flush()


if __name__ == "__main__":
    compare_engines()
