"""The network that is taken from a build, and the ranks on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx
import pytest

from sahel_kg import Build, find_paths, read_history, take_signed
from sahel_kg.alliances.network.joining import from_edges
from sahel_kg.errors import AmbiguousNameError, UsageError
from sahel_kg.record.identities import WHOSE_NUMBER
from sahel_kg.record.rewinding import When
from sahel_kg.ties.centrality import MEASURES, Rank, rank
from sahel_kg.ties.choice import ABSENCE
from sahel_kg.ties.network import around, simple
from sahel_kg.ties.tie_network import keep_nodes
from sahel_kg.vocabulary import compact, expand


def test_one_edge_a_tie(build: Build) -> None:
    graph = build.network(statuses=("asserted", "inferred", "denied"))
    assert graph.number_of_edges() == sum(tie.relation not in WHOSE_NUMBER for tie in build.ties())
    for _, _, data in graph.edges(data=True):
        assert {"relation", "sign", "status", "claims", "credibility", "reliability"} <= set(data)
        assert all(isinstance(value, str | int | float | bool) for value in data.values())
    for _, data in graph.nodes(data=True):
        assert {"label", "described"} <= set(data)


def test_what_is_kept_keeps_its_order() -> None:
    names = [f"actor {number}" for number in range(200)]
    whole = nx.MultiDiGraph([(a, b) for a in names[:30] for b in names[30:] if a < b])
    few = set(names[40:0:-3])
    kept = keep_nodes(whole, few)
    assert list(kept) == [name for name in whole if name in few]
    assert list(kept.edges) == [edge for edge in whole.edges if {*edge[:2]} <= few]
    assert len(whole) == 200


def test_parallel_ties_are_kept(build: Build) -> None:
    relations = {d["relation"] for d in build.network()["actor:france"]["actor:mali"].values()}
    assert relations == {"skg:supports", "skg:fightsAlongside"}


@pytest.mark.parametrize(
    ("choice", "gone", "kept"),
    [
        ({"described": False}, "actor:p4s7-jihadists", "actor:isgs"),
        ({"missions": False}, "actor:barkhane", "actor:france"),
        ({"signs": ["-"]}, "actor:cma", "actor:isgs"),
        ({"relations": ["skg:hostileTo"]}, "actor:mnla", "actor:malian-army"),
        ({"relations": ["skg:leaderOf"]}, "actor:mali", "actor:islamic-state"),
        ({"organs": False}, "actor:malian-army", "actor:isgs"),
        ({"bases": ["Background"], "statuses": ["asserted"]}, "actor:al-qaeda", "actor:florence-parly"),
    ],
)
def test_choices(build: Build, choice: dict[str, Any], gone: str, kept: str) -> None:
    graph = build.network(**choice)
    assert gone not in graph
    assert kept in graph


def test_organs_roll_up_to_their_state(build: Build) -> None:
    graph = build.network(organs=False)
    assert {d["relation"] for d in graph["actor:isgs"]["actor:mali"].values()} == {"skg:attacked", "skg:hostileTo"}
    assert "actor:minusma" in graph, "an organ of an organisation stays"


def test_a_date_keeps_what_holds_and_what_happened_in_its_window(build: Build) -> None:
    day = date(2015, 6, 1)
    graph = build.network(as_of=day)
    holding = {
        (t.subject, t.relation, t.object)
        for t in build.ties()
        if t.extent.aspect == "holding" and t.bounds and When(day, "presumed").read(t.extent)
    }
    found = {(a, d["relation"], b) for a, b, d in graph.edges(data=True) if d["aspect"] == "holding"}
    assert found <= {tuple(map(compact, tie)) for tie in holding}
    assert not [d for _, _, d in graph.edges(data=True) if d["relation"] == "skg:attacked"], "none in these 12 months"
    assert not graph.has_edge("actor:france", "actor:isgs"), "told of 2019"
    assert "possible" in graph.graph["note"].partition("Left out: ")[2]
    wider = build.network(as_of=day, reading="possible")
    assert wider["actor:france"]["actor:isgs"]["skg:opposes"]["reading"] == "possible"
    later = build.network(as_of="2020-06-01")
    assert later["actor:isgs"]["actor:malian-army"]["skg:attacked"]["reading"] == "certain"
    assert not build.network(as_of="2020-12-01").has_edge("actor:isgs", "actor:malian-army")
    assert build.network(as_of="2020-12-01", window="2y").has_edge("actor:isgs", "actor:malian-army")
    assert "actor:fc-g5s" not in graph, "the force dates from 2017"
    assert "2015-06-01" in graph.graph["note"]


@pytest.mark.parametrize(
    ("day", "missions"),
    [("2012-06-01", set()), ("2013-06-01", {"actor:french-mission-2013"}), ("2019-12-03", {"actor:barkhane"})],
)
def test_what_france_certainly_leads(build: Build, day: str, missions: set[str]) -> None:
    """By hand: nothing in 2012; the mission of 2013 within 2013 (begin by its last day); Barkhane at the end."""
    graph = build.network(as_of=day, relations=["skg:leadsMission"], reading="possible")
    edges = graph.edges("actor:france", data=True) if "actor:france" in graph else []
    certain = {b for _, b, d in edges if d["reading"] == "certain"}
    possible = {b for _, b, d in edges}
    assert missions <= possible
    assert certain <= missions | {"actor:french-campaign"}


@pytest.mark.parametrize(
    "choice",
    [{"signs": ["x"]}, {"relations": ["skg:loves"]}, {"bases": ["Guessed"]}, {"as_of": "2019-02-30"}, {"sign": "-"}],
)
def test_unknown_choices_are_refused(build: Build, choice: dict[str, Any]) -> None:
    with pytest.raises(
        Exception, match=r"no sign|relation|basis|calendar|nothing is chosen by sign: choose from as_of"
    ):
        build.network(**choice)


def test_joining_parallel_ties() -> None:
    graph = nx.MultiDiGraph(note="")
    tie = {"sign": "+", "status": "asserted"}
    graph.add_edge("a", "b", relation="r", **tie)
    graph.add_edge("a", "b", relation="r", **tie)
    graph.add_edge("b", "a", relation="s", **tie)
    graph.add_edge("b", "c", relation="s", sign="-", status="asserted")
    graph.add_edge("c", "a", relation="s", sign="+", status="denied")
    joined = simple(graph)
    assert dict(joined.edges) == {("a", "b"): {"weight": 2}, ("b", "c"): {"weight": 1}}
    assert list(simple(graph, signs="+").edges) == [("a", "b")]


def test_around_an_actor(build: Build) -> None:
    graph = around(build.network(), "actor:isgs")
    assert {"actor:isgs", "actor:islamic-state", "actor:france", "actor:mali"} <= set(graph)
    assert "actor:minusma" not in graph
    with pytest.raises(UsageError, match="no tie"):
        around(build.network(), "actor:ecowas")


def test_actors_of_a_network_by_name(build: Build) -> None:
    network = build.network(as_of="2019-12-03")
    signed = take_signed(build, as_of="2019-12-03")
    names = ("ISGS", "isgs", "Islamic State in the Greater Sahara", expand("actor:isgs"))
    for name in names:
        assert set(around(network, str(name))) == set(around(network, "actor:isgs"))
        assert signed.find(str(name)) == "actor:isgs"
        assert find_paths(network, str(name), "Chad").source == find_paths(signed, "Chad", str(name)).target
    for ask in (lambda name: around(network, name), signed.find, lambda name: find_paths(network, name, "Mali")):
        with pytest.raises(UsageError, match=r"nobody .* is called 'Chat'; did you mean Chad \(actor:chad\)"):
            ask("Chat")
        with pytest.raises(UsageError, match=r"ECOWAS has no tie .*in this network: widen the choice"):
            ask("ECOWAS")
    twins = nx.MultiDiGraph()
    twins.add_nodes_from([("a", {"label": "Katiba"}), ("b", {"label": "Katiba"})])
    with pytest.raises(AmbiguousNameError, match=r"fits several actors: a \(Katiba\), b \(Katiba\)"):
        around(twins, "Katiba")


def test_ranks_by_hand() -> None:
    """A star of three around a hub, and a pair apart: values after Freeman (1977, 1978), by hand."""
    graph = nx.MultiDiGraph(note="")
    for node in "habcxy":
        graph.add_node(node, label=node, kind="Actor", described=False)
    graph.add_node("vague", label="vague", kind="Actor", described=True)
    for a, b in ("ha", "hb", "hc", "xy"):
        graph.add_edge(a, b, relation="r", sign="+", status="asserted")
    graph.add_edge("a", "vague", relation="r", sign="+", status="asserted")
    ranking = rank(graph, by="betweenness")
    rows = {row.actor: row.values for row in ranking.table}
    assert ranking.table[0].actor == "h"
    assert set(rows) == set("habcxy")
    assert rows["h"]["degree"] == 3
    assert rows["h"]["betweenness"] == pytest.approx(3 / 10)
    assert rows["h"]["closeness"] == pytest.approx(3 / 3 * 3 / 5)
    assert rows["a"]["closeness"] == pytest.approx(3 / 5 * 3 / 5)
    assert rows["x"]["core"] == 1
    assert sum(row["pagerank"] for row in rows.values()) == pytest.approx(1, abs=1e-5)
    assert set(MEASURES) == set(rows["h"])
    assert ranking.ranks("a")[0] == Rank("degree", 1, 2, 6)
    assert ranking.ranks("vague") == ()


def test_ranks_say_what_they_were_taken_on(build: Build) -> None:
    ranking = rank(build.network())
    assert ABSENCE in ranking.note
    assert "undirected" in ranking.note
    assert "inferred" in ranking.note
    ranked = {row.actor for row in ranking.table}
    assert not {a.id for a in build.actors if a.described} & ranked
    assert not {r for r in ranked if "grey" in r or "baloi" in r}
    with pytest.raises(UsageError, match="choose from"):
        rank(build.network(), by="fame")
    with pytest.raises(UsageError, match="nothing to rank"):
        rank(build.network(relations=["skg:temporarilySplitFrom"]))


def test_what_is_left_out_is_counted(build: Build) -> None:
    denied = [tie for tie in build.ties() if tie.status == "denied"]
    taken = build.network()
    assert f"{len(denied)} denied ties left out." in taken.graph["note"]
    assert f"{len(denied)} denied left out" in repr(taken)
    every = build.network(statuses=["asserted", "inferred", "denied"])
    assert every.number_of_edges() - taken.number_of_edges() == len(denied)
    assert "left out" not in every.graph["note"]


def test_signs_are_chosen_alike_by_words_symbols_and_singly(build: Build) -> None:
    ties = build.network(as_of="2019-12-03", described=False)
    foes = rank(ties, signs=["-"])
    assert foes.rows() == rank(ties, signs="hostility").rows() == rank(ties, signs=("hostility", "-")).rows()
    assert "over ties of hostility" in foes.note
    assert foes.rows() != rank(ties).rows()
    with pytest.raises(UsageError, match="no sign 'foe': choose from cooperation, hostility, strain, neutral"):
        rank(ties, signs="foe")
    assert list(read_history(build, "ISGS", signs="hostility")) == list(read_history(build, "ISGS", signs=["-"]))
    signed = from_edges([("a", "b", "cooperation"), ("b", "c", "-")])
    assert list(signed.only("hostility").edges) == list(signed.only("-").edges) == [("b", "c")]
    assert {data["sign"] for _, _, data in ties.edges(data=True)} == {"+", "-", "~", "0"}
    assert {tie.sign_word for tie in build.ties()} == set(build.ties().to_pandas()["sign"])


def test_whose_number_stands_for_whom_is_no_tie_of_a_network(both: Build) -> None:
    """UCDP's CMA has MNLA's number until 2013, and its Islamic State is wider than ISGS: no two acted together."""
    decided = {"skg:standsFor", "skg:overlapsWith"}
    drawn = {compact(relation) for _, _, relation in both.network().edges(data="relation")}
    told = {compact(tie.relation) for tie in both.ties()}
    assert decided <= told
    assert not decided & drawn
    asked = both.network(relations=["skg:standsFor"])
    assert set(asked.edges(data="relation_label")) == {
        ("actor:ucdp-1158", "actor:mnla", "stands for"),
        ("actor:ucdp-1158", "actor:cma", "stands for"),
    }
