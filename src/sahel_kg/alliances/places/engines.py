"""Engines: which library computes the centralities of a network, by its size.

networkx and numpy to `LARGE` actors, igraph above it. igraph is copyleft and so an extra (`fast`), never required.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import networkx as nx

from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.errors import UsageError
from sahel_kg.resources import installing
from sahel_kg.ties import centrality

LARGE = 2000
"""Actors above which igraph is used where it is installed."""
MOST_STEPS = 100_000_000
"""Actors times (actors and pairs): what networkx's betweenness does in about a minute."""
EXTRA = installing("fast")


def has(library: str) -> bool:
    """Tell whether a library is installed, without importing it."""
    return find_spec(library) is not None


def choose_engine(graph: nx.Graph) -> str:
    """Return which engine is to measure a graph: ``networkx`` or ``igraph``.

    Raises
    ------
    UsageError
        If igraph is not installed and the rest would take minutes.
    """
    count = len(graph)
    if count <= LARGE:
        return "networkx"
    if has("igraph"):
        return "igraph"
    if count * (count + graph.number_of_edges()) > MOST_STEPS:
        raise UsageError(
            f"{count} cooperating actors and {graph.number_of_edges()} pairs would take minutes without igraph: "
            f"{EXTRA}, or narrow the choice (--around, --as-of)"
        )
    return "networkx"


def describe(engine: str) -> str:
    """Return the engine and its version, as a note names them."""
    return f"{engine} {version(engine)}"


def betweenness(graph: nx.Graph, engine: str | None = None) -> dict[str, float]:
    """Return betweenness centrality (Freeman 1977): the share of shortest paths between others through each node.

    Parameters
    ----------
    graph : networkx.Graph
        Undirected; weights do not count.
    engine : {"networkx", "igraph"}, optional
        Both give the same to 1e-9; by size if not said.
    """
    count = len(graph)
    if count < 3:
        return dict.fromkeys(graph, 0.0)
    if (engine or choose_engine(graph)) == "igraph":
        pairs = (count - 1) * (count - 2) / 2
        return {node: value / pairs for node, value in zip(graph, convert(graph).betweenness(), strict=True)}
    if count <= LARGE:
        return centrality.betweenness(graph)
    return dict(nx.betweenness_centrality(graph))


def constraint(graph: nx.Graph, engine: str | None = None) -> dict[str, float | None]:
    """Return Burt's constraint of each node: how far its friends are friends of each other.

    Parameters
    ----------
    graph : networkx.Graph
        Undirected, with ``weight``.
    engine : {"networkx", "igraph"}, optional
        Both give the same to 1e-9; by size if not said.

    Returns
    -------
    dict
        None for who has no tie: it is not defined there.

    References
    ----------
    Burt (2004), Structural holes and good ideas, American Journal of Sociology 110(2), 349-399; Burt (1992),
    Structural Holes, ch. 2.
    """
    joined = _without_isolates(graph)
    found: dict[str, float | None] = dict.fromkeys(graph)
    if joined:
        if (engine or choose_engine(joined)) == "igraph":
            found |= dict(zip(joined, convert(joined).constraint(weights="weight"), strict=True))
        else:
            found |= nx.constraint(joined, weight="weight")
    return found


def cooperating(network: SignedNetwork) -> nx.Graph:
    """Return who cooperates with anybody, sorted, and their cooperation."""
    return _without_isolates(network.positive)


def _without_isolates(graph: nx.Graph) -> nx.Graph:
    """Return the nodes that have an edge in the order they had: that of `nx.Graph.subgraph` can be a set's."""
    joined = nx.Graph()
    joined.add_nodes_from((node, data) for node, data in graph.nodes(data=True) if graph.degree(node))
    joined.add_edges_from(graph.edges(data=True))
    return joined


def convert(graph: nx.Graph) -> Any:
    """Return a graph as igraph has it, nodes numbered in their order, with ``weight``."""
    import igraph

    place = {node: number for number, node in enumerate(graph)}
    ends = [(place[a], place[b]) for a, b in graph.edges()]
    weights = [data.get("weight", 1.0) for _, _, data in graph.edges(data=True)]
    return igraph.Graph(len(place), ends, edge_attrs={"weight": weights})
