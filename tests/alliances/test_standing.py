"""How actors stand: against values from the literature, between engines, on real data, on what says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from sahel_kg import Build
from sahel_kg.alliances.network.joining import from_edges, take_signed
from sahel_kg.alliances.network.signed_network import Joining, SignedNetwork
from sahel_kg.alliances.places import engines
from sahel_kg.alliances.places.standing import BY, MEASURES, measure_standing, pn_centrality
from sahel_kg.errors import UsageError
from tests.alliances.signed_examples import EVERETT_BORGATTI, read_matrix, zachary

POSITIVE, NEGATIVE = (EVERETT_BORGATTI > 0).astype(float), (EVERETT_BORGATTI < 0).astype(float)
PN = [0.9009747, 0.8613482, 0.9076997, 0.8613482, 0.8410658, 0.8496558, 0.8617321, 0.9015909, 0.8509848, 0.9072930]
"""Everett and Borgatti (2014), table 5, as signnet has them."""


def test_pn_of_the_paper() -> None:
    assert pn_centrality(POSITIVE, NEGATIVE) == pytest.approx(PN, abs=5e-8)


@pytest.mark.parametrize("direction", ["in", "out"])
def test_pn_with_direction_is_the_same_where_every_tie_goes_both_ways(direction: str) -> None:
    """In = 1 + bA'out and out = 1 + bA in have one solution there, the undirected one."""
    assert pn_centrality(POSITIVE, NEGATIVE, direction=direction) == pytest.approx(PN, abs=5e-8)


def test_where_the_other_directed_values_of_table_5_come_from() -> None:
    """1.132926 ... are of signnet before its issue 4 was settled: it inverted the second factor, too."""
    ties, unit = (POSITIVE - 2 * NEGATIVE) / 18, np.eye(10)
    inverted = np.linalg.inv((unit - ties.T @ ties) @ (unit + ties.T)).sum(axis=1)
    told = [1.132926, 1.260525, 1.144659, 1.260525, 1.179987, 1.227421, 1.256844, 1.131042, 1.219903, 1.148475]
    assert inverted == pytest.approx(told, abs=5e-7)
    friends = np.ones((5, 5)) - np.eye(5)
    for direction in ("undirected", "in", "out"):  # signnet's own test: all friends of each other, 2
        assert pn_centrality(friends, 0 * friends, direction=direction) == pytest.approx([2.0] * 5)


def test_pn_of_the_tribes_alliances(shared: Path) -> None:
    """Read (1954); values as signnet has them."""
    _, positive = read_matrix(shared / "data" / "signed" / "tribes-positive.csv")
    told = [1.111111, 1.111111, 1.159564, 1.079804, 1.115326, 1.199719, 1.272832, 1.234552]
    told += [1.111397, 1.075419, 1.162314, 1.162314, 1.151173, 1.075550, 1.111111, 1.111111]
    assert pn_centrality(positive, 0 * positive) == pytest.approx(told, abs=5e-7)


def test_pn_by_hand() -> None:
    """A sends to B and C, b = 1/4: in = 1 + what senders send / 4, out = 1 + what receivers receive / 4."""
    positive = np.array([[0.0, 1, 1], [0, 0, 0], [0, 0, 0]])
    sent = pn_centrality(positive, 0 * positive, direction="out")
    received = pn_centrality(positive, 0 * positive, direction="in")
    assert received[0] == pytest.approx(1.0)
    assert sent[1:] == pytest.approx([1.0, 1.0])
    assert sent[0] == pytest.approx(1 + (received[1] + received[2]) / 4)
    assert received[1] == pytest.approx(1 + sent[0] / 4)


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=30, max_size=30), st.sampled_from(["undirected", "in", "out"]))
def test_sparse_and_dense_pn_agree(signs: list[int], direction: str) -> None:
    ties = np.zeros((6, 6))
    ties[~np.eye(6, dtype=bool)] = signs
    if direction == "undirected":
        ties = np.triu(ties) + np.triu(ties).T
    positive, negative = (ties > 0).astype(float), (ties < 0).astype(float)
    if direction != "undirected" and negative.sum() > 25:  # all but all hostile: next to no single solution
        return
    dense = pn_centrality(positive, negative, direction=direction)
    thin = pn_centrality(sparse.csr_array(positive), sparse.csr_array(negative), direction=direction)
    assert thin == pytest.approx(dense, abs=1e-9)


@pytest.mark.parametrize(
    ("positive", "negative", "said", "why"),
    [
        (np.zeros((2, 2)), np.zeros((2, 2)), {}, "needs 3 actors"),
        (np.zeros((3, 2)), np.zeros((3, 2)), {}, "square"),
        (np.full((3, 3), 2.0) - 2 * np.eye(3), np.zeros((3, 3)), {}, "from 0 to 1"),
        (np.full((3, 3), np.nan), np.zeros((3, 3)), {}, "from 0 to 1"),
        (np.eye(3), np.zeros((3, 3)), {}, "diagonal"),
        (np.triu(np.ones((3, 3)), 1), np.zeros((3, 3)), {}, "choose in or out"),
        (np.zeros((3, 3)), np.ones((3, 3)) - np.eye(3), {"direction": "in"}, "everybody is hostile"),
        (np.zeros((3, 3)), np.zeros((3, 3)), {"direction": "both"}, "undirected, in, out"),
    ],
)
def test_pn_refuses(positive: np.ndarray, negative: np.ndarray, said: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        pn_centrality(positive, negative, **said)


def test_zacharys_club() -> None:
    """Members 1, 34, 33, 3, 32 and 9, as networkx and igraph both have them, in pairs of others (Freeman 1977)."""
    standing = measure_standing(zachary(), by="betweenness")
    pairs = 33 * 32 / 2
    first = [(row.actor, round((row.values["betweenness"] or 0) * pairs, 2)) for row in standing.table[:6]]
    assert first == [("00", 231.07), ("33", 160.55), ("32", 76.69), ("02", 75.85), ("31", 73.01), ("08", 29.53)]
    assert standing.value("00", "constraint") == pytest.approx(0.1554233, abs=5e-7)
    assert standing.value("11", "constraint") == 1.0
    assert [row.actor for row in measure_standing(zachary(), by="constraint").table[:2]] == ["00", "33"]


@pytest.mark.parametrize(
    "graph", [nx.karate_club_graph(), nx.gnm_random_graph(400, 900, seed=1)], ids=["club", "chance"]
)
def test_igraph_and_networkx_agree(graph: nx.Graph) -> None:
    for number, (_, _, data) in enumerate(graph.edges(data=True)):
        data["weight"] = 1.0 + number % 3
    for measure in (engines.betweenness, engines.constraint):
        ours, theirs = measure(graph, "networkx"), measure(graph, "igraph")
        assert list(ours) == list(theirs)
        for node, value in ours.items():
            assert theirs[node] == (None if value is None else pytest.approx(value, abs=1e-9))


def test_large_networks_are_measured_by_igraph() -> None:
    """Thousands of actors, 400 of them cooperating: fast; 3,000 cooperating: by igraph, said so."""
    fights = [(f"{n:05}", f"{(n * 7 + 1) % 3000:05}", "-") for n in range(3000)]
    few = from_edges([*fights, *((f"{n:05}", f"{n + 1:05}", "+") for n in range(400))])
    assert measure_standing(few).engine == "networkx"
    ring = [(f"{n:04}", f"{(n + step) % 3000:04}", "+") for n in range(3000) for step in (1, 2)]
    standing = measure_standing(from_edges(ring))
    assert standing.engine == "igraph"
    assert f"by {engines.describe('igraph')}" in standing.note
    assert standing.value("0000", "pn") == pytest.approx(1 / (1 - 4 / 5998), abs=1e-6)


def test_without_igraph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LARGE", 10)
    monkeypatch.setattr(engines, "has", lambda _: False)
    standing = measure_standing(zachary(), by="betweenness")
    assert standing.engine == "networkx"
    assert "igraph is not installed: pip install '.[fast]' in the checkout" in standing.note
    assert standing.table[0].values["betweenness"] == pytest.approx(0.437635)
    monkeypatch.setattr(engines, "MOST_STEPS", 100)
    with pytest.raises(UsageError, match=r"34 cooperating actors .*'.\[fast\]' in the checkout"):
        measure_standing(zachary())


def test_the_article(build: Build) -> None:
    """Five states and France all cooperate with each other, so nobody stands between; who fights nobody stands best."""
    standing = measure_standing(take_signed(build, as_of="2019-12-03"))
    assert standing.table[0].label == "Burkina Faso"
    france = {name: standing.value("actor:france", name) for name in ("positive", "negative", "net", "betweenness")}
    assert france == {"positive": 5, "negative": 2, "net": 3, "betweenness": 0.0}
    assert standing.value("actor:cma", "constraint") == 1.0, "one friend"
    assert standing.value("actor:al-qaeda", "constraint") is None
    assert standing.value("actor:cma", "strained") == 1
    assert standing.value("CMA", "strained") == standing.value("Coordination of Azawad Movements", "strained") == 1
    with pytest.raises(UsageError, match=r"^nobody in this network is called 'Frence'; did you mean France"):
        standing.value("Frence", "net")
    with pytest.raises(UsageError, match=r"^no measure 'nett': did you mean net\?|^no measure 'nett'.*net"):
        standing.value("France", "nett")
    pn = {row.actor: row.values["pn"] or 0 for row in standing.table}
    assert pn["actor:al-qaeda"] < 1 < pn["actor:mali"]
    assert standing.value("actor:mali", "brokered") is None


def test_both_signs_and_weights() -> None:
    kept = from_edges(
        [("a", "b", "+", 4), ("a", "b", "-", 4), ("b", "c", "+", 2), ("c", "d", "-", 1)], Joining(parallel="kept")
    )
    standing = measure_standing(kept, {"a": 1})
    assert (standing.value("a", "positive"), standing.value("a", "negative"), standing.value("a", "net")) == (1, 1, 0)
    assert "weights divided by the largest, 4" in standing.note
    assert standing.value("b", "brokered") == 1
    for row in standing.rows():
        assert all(cell == cell for cell in row)  # no NaN


def test_ranks_hang_on_nothing_but_the_ties() -> None:
    edges: list[Any] = [("a", "b", "+"), ("c", "b", "-"), ("c", "d", "+"), ("e", "c", "+"), ("e", "d", "-")]
    turned = [(second, first, sign) for first, second, sign in reversed(edges)]
    for by in BY:
        one, other = (measure_standing(from_edges(given), {}, by=by) for given in (edges, turned))
        assert one == other


@pytest.mark.parametrize(
    ("network", "said", "why"),
    [
        (from_edges([]), {}, "nobody cooperates or fights"),
        (from_edges([("a", "b", "+")]), {}, "needs 3 connected actors"),
        (from_edges([("a", "b", "~"), ("b", "c", "~")]), {}, "nobody cooperates"),
        (zachary(), {"by": "fame"}, "no measure 'fame'"),
        (zachary(), {"by": "brokered"}, "give camps"),
    ],
)
def test_what_says_nothing_is_refused(network: SignedNetwork, said: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        measure_standing(network, **said)


def test_each_measure_alone() -> None:
    """On two actors, on none, on hostility alone, a measure has a value or None."""
    for network in (from_edges([("a", "b", "-")]), from_edges([])):
        for measure in MEASURES.values():
            assert set(measure.compute(network)) == set(network.actors)
    only_foes = measure_standing(from_edges([("a", "b", "-"), ("b", "c", "-")]))
    assert [only_foes.value(actor, "pn") for actor in "abc"] == [
        1.0,
        0.0,
        1.0,
    ]  # an adversary of no standing harms none
    with pytest.raises(UsageError, match="z has no tie"):
        only_foes.value("z", "pn")


def test_it_shows_itself_in_a_notebook() -> None:
    assert "<caption>Standing</caption>" in measure_standing(zachary())._repr_html_()
