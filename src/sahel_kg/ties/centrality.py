"""Rank the actors of a network, and say on what graph.

All measures are networkx's, but for a faster betweenness. The publisher, the author and described actors never rank:
the first two are no actors at all, the others stand for nobody in particular.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, choose_from
from sahel_kg.frames import Grid, Several, Types
from sahel_kg.record.relations import read_signs
from sahel_kg.ties.choice import SIGNS, signs_in_words
from sahel_kg.ties.network import simple
from sahel_kg.ties.tie_network import choice_of, keep_nodes, want_network
from sahel_kg.ties.words import count

DIGITS = 6

_LARGE = 500
"""Actors from which on a matrix is large."""


@dataclass(frozen=True)
class Measure:
    """One measure: what it says, where it comes from, and how it is computed on the joined graph."""

    name: str
    says: str
    reference: str
    compute: Callable[[nx.Graph], dict[str, float]]


def _katz(graph: nx.Graph) -> dict[str, float]:
    """Katz centrality; unlike eigenvector centrality it says something about every part of a graph."""
    return dict(nx.katz_centrality_numpy(graph, alpha=0.85 / _spectral_radius(graph), weight=None))


def _spectral_radius(graph: nx.Graph) -> float:
    """Return the largest eigenvalue of the adjacency matrix, by Lanczos iteration where the matrix is large."""
    if len(graph) < _LARGE:
        return float(np.linalg.eigvalsh(nx.to_numpy_array(graph, weight=None))[-1])
    from scipy.sparse.linalg import eigsh  # which takes as long to import as a small matrix takes a hundred times

    matrix = nx.to_scipy_sparse_array(graph, weight=None, dtype=float)
    (largest,) = eigsh(matrix, k=1, which="LA", v0=np.ones(len(graph)), return_eigenvectors=False)
    return float(largest)


def betweenness(graph: nx.Graph) -> dict[str, float]:
    """Return betweenness centrality as networkx does, for all sources at once: one step of a matrix a distance.

    Some ten times as fast, which counts where hundreds of variants of a network are measured.

    References
    ----------
    Brandes (2001), A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25(2).
    """
    nodes, count = list(graph), len(graph)
    if count < 3:
        return dict.fromkeys(nodes, 0.0)
    ties = nx.to_scipy_sparse_array(graph, nodes, dtype=float, weight=None, format="csr")
    levels = [np.eye(count)]  # per node and source, the number of shortest paths of each length
    seen = levels[0] > 0
    while True:
        reached = ties @ levels[-1]
        reached[seen] = 0.0
        if not reached.any():
            break
        seen |= reached > 0
        levels.append(reached)
    dependency = np.zeros((count, count))
    for nearer, farther in zip(reversed(levels[:-1]), reversed(levels[1:]), strict=True):
        share = np.divide(1.0 + dependency, farther, out=np.zeros_like(farther), where=farther > 0)
        dependency += (ties @ share) * nearer
    np.fill_diagonal(dependency, 0.0)
    totals = dependency.sum(axis=1) / ((count - 1) * (count - 2))
    return dict(zip(nodes, map(float, totals), strict=True))


MEASURES = {
    m.name: m
    for m in (
        Measure("degree", "how many actors it has a tie with", "Freeman 1978", lambda g: dict(g.degree())),
        Measure(
            "weighted-degree",
            "how many different relations it has, over all those actors",
            "Barrat et al. 2004",
            lambda g: dict(g.degree(weight="weight")),
        ),
        Measure(
            "betweenness",
            "share of shortest paths between others that run through it",
            "Freeman 1977",
            betweenness,
        ),
        Measure(
            "closeness",
            "how near it is to all that it can reach (Wasserman and Faust)",
            "Wasserman and Faust 1994",
            lambda g: nx.closeness_centrality(g),
        ),
        Measure("katz", "walks to it, long ones counting less; alpha = 0.85 / spectral radius", "Katz 1953", _katz),
        Measure(
            "pagerank",
            "share of a random walk along ties",
            "Page et al. 1999",
            lambda g: nx.pagerank(g, weight="weight"),
        ),
        Measure("core", "largest k such that it lies in the k-core", "Seidman 1983", lambda g: nx.core_number(g)),
    )
}


_TYPES: Types = {
    **dict.fromkeys(MEASURES, "number"),
    **dict.fromkeys(("rank", "degree", "weighted-degree", "core"), "whole"),
}


@dataclass(frozen=True)
class Rank:
    """The place of one actor by one measure; equals share the better place."""

    measure: str
    value: float
    place: int
    of: int


@dataclass(frozen=True)
class RankingActor:
    """An actor with the value of each measure."""

    actor: str
    label: str
    kind: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class Ranking(Several[RankingActor]):
    """Values of every measure, and the graph they were taken on.

    Attributes
    ----------
    table : tuple of RankingActor
        Highest first by `by`.
    note : str
        Which ties, how parallel ones were joined, and what absence means.
    """

    by: str
    measures: tuple[str, ...]
    table: tuple[RankingActor, ...]
    note: str
    actors: int
    pairs: int

    def ranks(self, actor: str) -> tuple[Rank, ...]:
        """Return the place of an actor by each measure; none if it does not rank."""
        own = next((row.values for row in self.table if row.actor == actor), None)
        if own is None:
            return ()
        return tuple(
            Rank(name, own[name], 1 + sum(row.values[name] > own[name] for row in self.table), len(self.table))
            for name in self.measures
        )

    def _place(self, row: RankingActor) -> int:
        return self._places[row.values[self.by]]

    @cached_property
    def _places(self) -> dict[float, int]:
        """The place of each value of what the table is sorted by: equals share the better one."""
        return {row.values[self.by]: number for number, row in reversed(list(enumerate(self.table, 1)))}

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what is in `rows`."""
        return ("rank", "actor", "actor_label", "kind", *self.measures)

    def rows(self) -> list[tuple[object, ...]]:
        """Return a row an actor, in the order of `columns`."""
        return [
            (self._place(row), row.actor, row.label, row.kind, *(row.values[name] for name in self.measures))
            for row in self.table
        ]

    def things(self) -> tuple[RankingActor, ...]:
        """Return the actors, highest first."""
        return self.table

    def grid(self) -> Grid:
        """Return it as a table."""
        return Grid(self.columns, self.rows(), f"Ranks by {self.by}", self.note, types=_TYPES)

    def as_dict(self) -> dict[str, Any]:
        """Return the rank object of the JSON formats."""
        network = {"actors": self.actors, "pairs": self.pairs, "note": self.note}
        rows = [
            {"rank": self._place(row), "actor": row.actor, "actor_label": row.label, "kind": row.kind, **row.values}
            for row in self.table
        ]
        return {"version": 1, "by": self.by, "network": network, "rows": rows}


@refuses_others
def rank(graph: nx.MultiDiGraph, *, by: str = "degree", signs: Iterable[str] = SIGNS) -> Ranking:
    """Rank the named actors of a network.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As from `network.take`.
    by : str
        A name in `MEASURES` to sort by; ties in value are broken by label.
    signs : iterable of {"+", "-", "~", "0"}
        Signs that count, also in words: cooperation, hostility, strain, neutral.

    Raises
    ------
    UsageError
        For an unknown measure or sign, or if the network has no tie between named actors.
    """
    want_network(graph)
    if by not in MEASURES:
        signed = "`sahel-kg brokers` and `robustness` rank by those of the signed network (pn, net, brokered ...)"
        known = choose_from(by, MEASURES)
        raise UsageError(f"no measure '{by}': {known}{'' if known.endswith('?') else '.'} {signed}")
    chosen_signs = read_signs(signs)
    joined = simple(graph, signs=chosen_signs)
    joined = keep_nodes(joined, {n for n, d in graph.nodes(data=True) if not d["described"]})
    joined = keep_nodes(joined, {n for n, degree in joined.degree() if degree})
    if len(joined) < 2:
        raise UsageError("no tie between named actors in this network: nothing to rank. Widen the choice.")
    values = {name: measure.compute(joined) for name, measure in MEASURES.items()}
    rows = [
        RankingActor(
            node,
            joined.nodes[node]["label"],
            joined.nodes[node].get("kind"),
            {name: _rounded(values[name][node]) for name in MEASURES},
        )
        for node in joined
    ]
    rows.sort(key=lambda row: (-row.values[by], row.label))
    parts = nx.number_connected_components(joined)
    chosen = choice_of(graph)
    counting = signs_in_words(sign for sign in chosen_signs if chosen is None or sign in chosen.signs)
    note = (
        f"By {by}, over ties of {counting}: {MEASURES[by].says}; on {count(len(joined), 'named actor')} and "
        f"{count(joined.number_of_edges(), 'pair')} in {count(parts, 'part')}; undirected, parallel ties "
        "joined, the number of relations as weight (used by weighted-degree and PageRank); described "
        f"actors, the author and the publisher do not rank. {graph.graph['note'][:1].upper()}{graph.graph['note'][1:]}"
    )
    return Ranking(by, tuple(MEASURES), tuple(rows), note, len(joined), joined.number_of_edges())


def _rounded(value: float) -> float | int:
    return value if isinstance(value, int) else round(float(value), DIGITS)
