"""Alliances: how long camps take to find exactly, how far from proven they are beyond, and igraph against networkx.

    python benchmarks/alliances.py            # everything, some five minutes
    python benchmarks/alliances.py camps      # or engines

Camps: each figure is one run, the search of an integer programme being the same each time. The gap is what is not
proven, as a share of the cost; a number of divisions with + is one of at least so many. Engines: both measure the same
networks in this process; values are compared, and the ratio is printed.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx

import sahel_kg
from sahel_kg import resources
from sahel_kg.alliances.division.camps import KINDS, find_camps
from sahel_kg.alliances.network.joining import from_edges, take_signed
from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.alliances.places import engines
from sahel_kg.builds import pipeline
from sahel_kg.errors import UsageError
from sahel_kg.ties.centrality import betweenness

BORDER = ("actor:mali", "actor:burkina-faso", "actor:niger")
"""Mali, Niger and Burkina Faso in UCDP."""
YEARS = range(2012, 2022)
ACTORS, DEGREES = (20, 40, 60, 80, 100), (4, 8, 16)
SIZES = (500, 1_000, 2_000, 5_000, 10_000)
SLOW = 2_000
"""Actors above which networkx's own betweenness, minutes then, is measured on some sources and told for all."""
SOURCES = 200
Values = dict[int, float | None]


def divide(name: str, network: SignedNetwork) -> None:
    """Print how long a network takes to divide, and what is known of the division, of both kinds."""
    counts = network.counts
    row = f"{name:<28} {len(network.actors):>6} {counts['+']:>5} {counts['-']:>5}"
    for kind in KINDS:
        begin = time.perf_counter()
        try:
            found = find_camps(network, kind=kind)
        except UsageError as error:
            print(f"{row}  {error}".partition(". ")[0])
            return
        seconds = time.perf_counter() - begin
        gap = 1 - found.bound / found.cost if found.cost else 0.0
        many = f"{found.divisions}{'+' if found.at_least else ''}"
        print(f"{row} {kind:>5} {seconds:>8.2f} {found.cost:>6g} {found.bound:>6g} {gap:>6.1%} {many:>10}")
        row = " " * len(row)
    sys.stdout.flush()


def draw(count: int, degree: int) -> SignedNetwork:
    """Return a random signed network in which every other tie, by a fair coin, is hostile: as hard as it gets."""
    coin = random.Random(f"{count} {degree}")
    pairs = sorted(nx.gnm_random_graph(count, count * degree // 2, seed=count + degree).edges)
    return from_edges([(f"n{a:03}", f"n{b:03}", coin.choice("+-")) for a, b in pairs])


def time_camps() -> None:
    """Print the figures of the article, of UCDP's Sahel and of random networks."""
    columns = f"{'kind':>5} {'seconds':>8} {'cost':>6} {'bound':>6} {'gap':>6} {'divisions':>10}"
    print(f"{'network':<28} {'actors':>6} {'+':>5} {'-':>5} {columns}")
    with tempfile.TemporaryDirectory() as folder:
        article, both = Path(folder) / "article", Path(folder) / "both"
        pipeline.run(article, [resources.shipped("data")], sources=["grey-dynamics-2019"])
        pipeline.run(both, [resources.shipped("data")])
        divide("article, 2019-12-03", take_signed(sahel_kg.load(article), as_of="2019-12-03"))
        build = sahel_kg.load(both)
        divide("all that is shipped", take_signed(build))
        divide("UCDP's Sahel, any date", take_signed(build, around=BORDER))
        for year in YEARS:
            divide(f"UCDP's Sahel, {year}", take_signed(build, around=BORDER, as_of=f"{year}-12-31"))
    for degree in DEGREES:
        for count in ACTORS:
            divide(f"random, {degree} ties an actor", draw(count, degree))


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


PARTS = {"camps": time_camps, "engines": compare_engines}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
