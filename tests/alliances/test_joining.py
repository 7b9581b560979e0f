"""The signed network: which ties it has, with which sign and weight."""

from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx
import pytest

from sahel_kg import Build
from sahel_kg.alliances.network.joining import from_edges, join, take_signed
from sahel_kg.alliances.network.signed_network import Joining
from sahel_kg.errors import UsageError
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.vocabulary import PREFIXES


def make_claim(name: object) -> Claim:
    return Claim(f"{PREFIXES['claim']}{name}", (), "Reported", "Stated", "")


def year(number: int) -> Bounds:
    """Return the bounds of what may have been all through a year, and is not known to have been on any day."""
    return Bounds(date(number, 1, 1), None, None, date(number, 12, 31))


def multigraph(*ties: tuple[str, str, str, dict[str, Any]]) -> nx.MultiDiGraph:
    """Return ties as `network.take` has them: relation, subject, object and what else is said."""
    graph = nx.MultiDiGraph()
    signs = {"supports": "+", "attacked": "-", "strainedWith": "~", "contributesTo": "0", "allied": "+"}
    for number, (relation, start, end, said) in enumerate(ties):
        for actor in (start, end):
            graph.add_node(actor, label=actor.upper(), short=actor, kind="ArmedGroup", described=False)
        plain = {
            "sign": signs[relation],
            "status": "asserted",
            "reading": "certain",
            "aspect": "holding",
            "claims": (make_claim(number),),
        }
        graph.add_edge(start, end, relation=f"skg:{relation}", **{**plain, **said})
    return graph


FRIEND_AND_FOE = multigraph(
    ("supports", "a", "b", {"bounds": year(2012), "credibility": 2}),
    ("attacked", "b", "a", {"bounds": year(2013), "credibility": 4}),
)


@pytest.mark.parametrize(
    ("parallel", "expected"),
    [("kept", {"+": 1.0, "-": 1.0}), ("netted", {}), ("latest", {"-": 1.0}), ("best", {"+": 1.0})],
)
def test_two_that_cooperate_and_fight(parallel: str, expected: dict[str, float]) -> None:
    network = join(FRIEND_AND_FOE, Joining(parallel=parallel))
    assert {key: data["weight"] for _, _, key, data in network.graph.edges(keys=True, data=True)} == expected
    assert any("neither" in remark for remark in network.remarks) == (parallel == "netted")


def test_more_relations_outweigh_one() -> None:
    graph = multigraph(("supports", "a", "b", {}), ("allied", "a", "b", {}), ("attacked", "a", "b", {}))
    assert join(graph, Joining(weight="relations")).edges == (("a", "b", 1, 1.0),)
    assert join(graph, Joining(weight="pairs")).edges == ()
    heavy = Joining(weight="relations", weights=(("skg:attacked", 3.0),))
    assert join(graph, heavy).edges == (("a", "b", -1, 1.0),)


def test_claims_of_one_relation_count_once_each() -> None:
    same = {"claims": (make_claim("x"), make_claim("y"))}
    graph = multigraph(("supports", "a", "b", same), ("supports", "a", "b", same))
    assert join(graph, Joining(weight="claims")).edges == (("a", "b", 1, 2.0),)
    for _, _, data in graph.edges(data=True):
        del data["claims"]
    with pytest.raises(UsageError, match="no claims to count"):
        join(graph, Joining(weight="claims"))


def test_strain_is_neither_friend_nor_foe_unless_asked_for() -> None:
    graph = multigraph(("strainedWith", "a", "b", {}))
    assert join(graph).counts == {"+": 0, "-": 0, "~": 1}
    assert join(graph).edges == ()
    assert join(graph, Joining(signs=(("skg:strainedWith", "-"),))).edges == (("a", "b", -1, 1.0),)


def test_how_many_are_counted_is_told() -> None:
    graph = multigraph(("attacked", "b", "a", {}))
    graph.nodes["a"]["contributors"] = 45
    joined = join(graph)
    assert joined.graph.nodes["a"]["contributors"] == 45
    assert joined.graph.nodes["b"]["contributors"] == 0
    assert "Contributors counted, not drawn: 45 to A." in joined.note


def test_denied_ties_are_none() -> None:
    assert join(multigraph(("supports", "a", "b", {"status": "denied"}))).actors == ()


def test_who_is_near() -> None:
    graph = multigraph(("supports", "a", "b", {}), ("attacked", "b", "c", {}), ("attacked", "c", "d", {}))
    assert join(graph, Joining(around=("a",), steps=2)).actors == ("a", "b", "c")
    assert "actors within 1 tie of A." in join(graph, Joining(around=("a",), steps=1)).note
    with pytest.raises(UsageError, match="z: no tie"):
        join(graph, Joining(around=("z",)))


@pytest.mark.parametrize(
    ("edge", "remark"),
    [(("a", "a", "+"), "actor to itself"), (("a", "b", "-", 0.0), "weighing nothing")],
)
def test_ties_that_say_nothing_are_named(edge: Any, remark: str) -> None:
    network = from_edges([edge, ("c", "d", "+")])
    assert network.actors == ("c", "d")
    assert remark in network.note


@pytest.mark.parametrize("edge", [("a", "b", "?"), ("a", "b", "+", float("nan")), ("a", "b", "-", -1.0)])
def test_what_is_no_edge_is_refused(edge: Any) -> None:
    with pytest.raises(UsageError, match=r"a .* b"):
        from_edges([edge])


@pytest.mark.parametrize("said", [{"parallel": "x"}, {"weight": "x"}, {"steps": 0}])
def test_unknown_ways_are_refused(said: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Joining(**said)


def test_unknown_keywords_are_refused(build: Build) -> None:
    with pytest.raises(UsageError, match=r"nothing is chosen by color, sort: choose from around, as_of, .*, weights"):
        take_signed(build, color="red", sort=True, steps=3)  # type: ignore[call-arg]


def test_what_is_too_small_is_refused_in_a_sentence() -> None:
    three = from_edges([("a", "b", "+"), ("b", "c", "-")])
    three.require("Standing", actors=3)
    with pytest.raises(UsageError, match="Balance needs 4 connected actors, and at most 3"):
        three.require("Balance", actors=4)
    with pytest.raises(UsageError, match="nobody cooperates or fights"):
        from_edges([("a", "b", "~")]).require("Balance")
    with pytest.raises(UsageError, match="no tie of hostility"):
        from_edges([("a", "b", "+")]).require("Balance", signs=["-"])


def test_two_of_one_name_are_told_apart() -> None:
    graph = multigraph(("supports", "actor:a", "actor:b", {}))
    nx.set_node_attributes(graph, {actor: {"label": "Front"} for actor in graph})
    network = join(graph)
    assert [network.label(actor) for actor in network.actors] == ["Front (a)", "Front (b)"]


def test_both_signs_in_one_graph() -> None:
    edges: list[tuple[str, str, str, float]] = [("a", "b", "+", 2), ("a", "b", "-", 1), ("b", "c", "+", 1)]
    edges += [("b", "c", "-", 1), ("c", "d", "~", 1)]
    network = from_edges(edges, Joining(parallel="kept"))
    assert sorted(network.only("+", "-").edges(data=True)) == [("a", "b", {"sign": "+", "weight": 1.0})]
    assert network.only("~").number_of_edges() == 1
    positive, negative = network.matrices()
    assert (positive[0, 1], negative[0, 1], positive[1, 2], negative[2, 1]) == (2.0, 1.0, 1.0, 1.0)


def test_the_article(build: Build) -> None:
    """At the article's date the states of the region and France cooperate, and two groups are the enemies of each."""
    network = take_signed(build, as_of="2019-12-03")
    assert network.counts == {"+": 17, "-": 14, "~": 1}
    assert len(network.parts[0]) == 11
    assert all(tie.claims for tie in network.ties("actor:france", "actor:mali"))
    assert network.find("France") == "actor:france"
    with pytest.raises(UsageError, match="widen the choice"):
        network.find("actor:fc-g5s")


def test_the_default_leaves_described_actors_organs_and_missions_out(build: Build) -> None:
    default = take_signed(build)
    everybody = take_signed(build, described=True, organs=True, missions=True)
    assert set(default.actors) < set(everybody.actors)
    assert {"actor:barkhane", "actor:malian-army"} <= set(everybody.actors) - set(default.actors)


def test_contributors_of_the_region(both: Build) -> None:
    """UCDP has some sixty governments on Mali's side, most of them known for nothing else."""
    counted = take_signed(both, as_of="2019-12-31", around=["actor:mali"])
    drawn = take_signed(both, as_of="2019-12-31", around=["actor:mali"], contributors="actors")
    count = counted.graph.nodes["actor:mali"]["contributors"]
    named = set(counted.positive["actor:mali"])
    assert count > 40
    assert 10 <= len(named) <= 14, "of 34 to 63"
    assert len(drawn.positive["actor:mali"]) == count + len(named)
    ids = {counted.label(actor).partition(" (")[0] for actor in named}
    assert {"France", "Chad", "Niger", "Burkina Faso", "Nigeria"} <= ids
    assert "Bangladesh" not in ids
    assert "actors within 2 ties of Mali." in counted.note


def test_it_shows_itself_in_a_notebook(build: Build) -> None:
    html = take_signed(build)._repr_html_()
    assert "<table>" in html
    assert "actor:france" not in html
    assert "France" in html
