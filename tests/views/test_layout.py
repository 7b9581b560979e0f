"""Places for actors: the same every time, no label over another, friends nearer than enemies."""

from __future__ import annotations

import itertools
import math
import os
import subprocess
import sys

import networkx as nx
import pytest

from sahel_kg.views.pages.relationship_graph.layout import FONT_SIZE, RADIUS, label_actors, place_actors
from tests.views import sample


def boxes(network: nx.MultiDiGraph) -> dict[str, tuple[float, float, float, float]]:
    """Return left, top, right and bottom of symbol and label, letters being half as wide as high."""
    found, labels = {}, label_actors(network)
    for actor, (x, y) in place_actors(network).items():
        lines = labels[actor]
        half = max([RADIUS, *(len(line) * FONT_SIZE / 4 for line in lines)])
        found[actor] = (x - half, y - RADIUS, x + half, y + RADIUS + FONT_SIZE * len(lines))
    return found


def crowd(size: int) -> nx.MultiDiGraph:
    """Return a hub with everybody around it, a ring, a far pair and some without a tie."""
    graph = nx.MultiDiGraph()
    for number in range(size):
        graph.add_node(f"actor:n{number}", label=f"Armed group number {number} of the north")
    for number in range(1, size - 6):
        graph.add_edge("actor:n0", f"actor:n{number}", sign="+")
        graph.add_edge(f"actor:n{number}", f"actor:n{number % (size - 7) + 1}", sign="-")
    graph.add_edge(f"actor:n{size - 1}", f"actor:n{size - 2}", sign="0")
    return graph


@pytest.mark.parametrize("network", [sample.network(), crowd(12), crowd(40)], ids=["sample", "crowd", "large crowd"])
def test_no_label_lies_on_another(network: nx.MultiDiGraph) -> None:
    for (one, a), (other, b) in itertools.combinations(boxes(network).items(), 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, f"{one} and {other} lie on each other"


def test_actors_that_would_look_alike_have_their_whole_labels() -> None:
    names = {"a": "SPLM-N", "b": "SPLM-N (Agar)", "c": "SPLM-N (al-Hilu)", "d": "raiders (not named)"}
    graph = nx.MultiDiGraph()
    for actor, label in names.items():
        graph.add_node(actor, label=label)
        graph.add_edge(actor, "a" if actor != "a" else "b", sign="-")
    graph.add_node("actor:e", label="SPLM-N")
    assert label_actors(graph).pop("actor:e") == ["SPLM-N (actor:e)"]
    graph.remove_node("actor:e")
    assert label_actors(graph) == {"a": ["SPLM-N"], "b": ["SPLM-N (Agar)"], "c": ["SPLM-N (al-Hilu)"], "d": ["raiders"]}


@pytest.mark.slow
def test_order_of_building_does_not_matter() -> None:
    assert place_actors(sample.network()) == place_actors(sample.network(backwards=True))


PLACES = """
import networkx as nx
from sahel_kg.views.pages.relationship_graph.layout import place_actors
graph = nx.MultiDiGraph(nx.barabasi_albert_graph(120, 2, seed=2).edges(), sign="+")
graph.add_edges_from(("hub", f"ray {n}", {"sign": "+"}) for n in range(5))
nx.set_node_attributes(graph, "an armed group", "label")
graph = nx.relabel_nodes(graph, str)
for actors, sign in zip(sorted(graph.edges), "+-~" * 200):
    graph.edges[actors]["sign"] = sign
print(place_actors(graph))
"""


@pytest.mark.slow
def test_places_do_not_hang_on_the_processor() -> None:
    """OpenBLAS computes by other orders of summing on other processors; where it is not used, nothing can differ."""
    found = set()
    for processor in ("Haswell", "Sandybridge", "Nehalem"):
        environment = {**os.environ, "OPENBLAS_CORETYPE": processor}
        found.add(
            subprocess.run([sys.executable, "-c", PLACES], env=environment, capture_output=True, check=True).stdout
        )
    assert len(found) == 1


def test_a_star_has_room_on_all_sides() -> None:
    """It is as wide one way as another: there is no way to turn it that is its own."""
    graph = nx.MultiDiGraph([("hub", f"ray {n}", {"sign": "+"}) for n in range(6)])
    nx.set_node_attributes(graph, "x", "label")
    places = place_actors(graph)
    x, y = places["hub"]
    assert {(x < a, y < b) for a, b in places.values() if (a, b) != (x, y)} == set(
        itertools.product([False, True], repeat=2)
    )


def test_friends_are_nearer_than_enemies() -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(["a", "b", "c", "d"], label="x")
    graph.add_edges_from([("a", "b"), ("c", "d")], sign="+")
    graph.add_edges_from([("a", "c"), ("b", "d"), ("a", "d"), ("b", "c")], sign="-")
    place = place_actors(graph)
    assert max(math.dist(place["a"], place["b"]), math.dist(place["c"], place["d"])) < min(
        math.dist(place[one], place[other]) for one, other in itertools.product("ab", "cd")
    )


def test_actors_without_a_tie_stand_below() -> None:
    places = place_actors(sample.network())
    assert places["actor:alone"][1] > max(y for actor, (_, y) in places.items() if actor.startswith("actor:ma"))


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_small_networks_have_places(size: int) -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from("abc"[:size], label="x")
    assert sorted(place_actors(graph)) == list("abc"[:size])


def test_a_tie_with_oneself_is_no_trouble() -> None:
    graph = nx.MultiDiGraph([("a", "a", {"sign": "+"}), ("a", "b", {"sign": "+"})])
    assert set(place_actors(graph)) == {"a", "b"}
