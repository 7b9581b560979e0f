"""Who brokers between whom: by hand, against Gould and Fernandez's definition, on real data."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg import Build
from sahel_kg.alliances.network.joining import from_edges, join, take_signed
from sahel_kg.alliances.places.brokerage import ROLES, OpenTriad, cite, count_roles, find_brokers, tell_role
from sahel_kg.alliances.places.standing import measure_standing
from sahel_kg.errors import UsageError
from sahel_kg.vocabulary import SKG, compact, value

STAR = from_edges([("hub", "a", "+"), ("hub", "b", "+"), ("hub", "c", "+"), ("a", "b", "-"), ("b", "c", "~")])


def test_roles_by_hand() -> None:
    """Of Gould and Fernandez (1989), figure 1, with gatekeeper and representative one."""
    assert tell_role(1, 1, 1) == "coordinator"
    assert tell_role(1, 1, 2) == tell_role(1, 2, 1) == "gatekeeper"
    assert tell_role(1, 2, 2) == "consultant"
    assert tell_role(1, 2, 3) == "liaison"


def test_a_hub_between_enemies() -> None:
    found = find_brokers(STAR, {"hub": 1, "a": 1, "b": 2, "c": 2})
    assert found.roles["hub"] == {"coordinator": 0, "gatekeeper": 2, "consultant": 1, "liaison": 0}
    assert found.brokers == ("hub",)
    assert found.triples("hub") == (  # who fights each other first
        OpenTriad("hub", "a", "b", "gatekeeper", "hostility"),
        OpenTriad("hub", "b", "c", "consultant", "strain"),
        OpenTriad("hub", "a", "c", "gatekeeper", None),
    )
    assert found.triples("a") == ()
    assert found.summary == "1 of 4 actors brokers 3 pairs, all between groups."


def test_what_is_brokered_within_camps_is_told_from_what_is_between_them() -> None:
    groups = {"hub": 1, "a": 1, "b": 1}
    inside, mixed = find_brokers(STAR, {**groups, "c": 1}), find_brokers(STAR, groups)
    assert inside.summary == (
        "1 of 4 actors brokers 3 pairs. All are within the broker's own group: nobody brokers between groups."
    )
    assert inside.tell_of("hub") == "hub brokers 3 pairs, all within its own group, none between groups."
    assert mixed.summary == "1 of 4 actors brokers 3 pairs, 2 of them between groups."
    assert mixed.tell_of("hub") == "hub brokers 3 pairs, 2 of them between groups."
    assert measure_standing(STAR, {**groups, "c": 2}, by="brokered").value("hub", "betweenCamps") == 2
    assert measure_standing(STAR).value("hub", "betweenCamps") is None


def test_why_somebody_brokers_nobody() -> None:
    triangle = from_edges([("a", "b", "+"), ("b", "c", "+"), ("a", "c", "+"), ("c", "d", "-"), ("d", "e", "+")])
    found = find_brokers(triangle, {})
    assert found.tell_of("a") == "a brokers nobody: both that it cooperates with cooperate with each other."
    assert found.tell_of("d") == "d brokers nobody: it cooperates with e alone."
    assert find_brokers(STAR, {}).tell_of("a") == "a brokers nobody: it cooperates with hub alone."
    alone = from_edges([("a", "b", "+"), ("b", "c", "-"), ("c", "d", "-")])
    assert find_brokers(alone, {}).tell_of("c") == "c brokers nobody: it cooperates with nobody here."


def test_nobody_stands_between_those_whom_one_side_or_mission_joins() -> None:
    """Two contributors, two participants, two members; who fights the other of its mission is joined by nothing."""
    graph = nx.MultiDiGraph()
    for start, relation, end, sign in (
        *((state, "skg:contributesTo", "side", "+") for state in "abc"),
        *((state, "skg:participatesIn", "force", "+") for state in "de"),
        *((state, "skg:memberOf", "body", "0") for state in "fg"),
        *((state, "skg:supports", "side", "+") for state in "defg"),
        ("a", "skg:hostileTo", "b", "-"),
    ):
        graph.add_edge(start, end, relation=relation, sign=sign, status="asserted", reading="certain", weight=1.0)
        for actor in (start, end):
            graph.add_node(actor, label=actor, short=actor, kind=None, kinds=[], described=False)
    found = find_brokers(join(graph), {})
    joined = {("a", "c"), ("b", "c"), ("d", "e"), ("f", "g")}
    assert {(t.first, t.second) for t in found.triples("side")} == set(combinations("abcdefg", 2)) - joined
    assert found.triples("side")[0] == OpenTriad("side", "a", "b", "liaison", "hostility")
    # besides, d and e stand between the force and the side each; the force does not between its own two
    assert (found.total, found.joined) == (21 - 4 + 2, 4 + 1)
    assert "Not counted: 5 pairs of contributors to one side or mission, or of members of one." in found.note
    assert measure_standing(join(graph), {}, by="brokered").value("side", "brokered") == 17


def test_mali_stands_between_no_contributors_to_its_side(both: Build) -> None:
    """UCDP's rows of Mali in 2019 name 59 states, all of Mali's friends among them."""
    network = take_signed(both, as_of="2019-12-03")
    row = next(claim for claim in both.claims if claim.id == "claim:ucdp-acd-25.1-11347-2019-a-support")
    sent = {compact(value(t.subject)) for t in row.statement if value(t.predicate) == str(SKG.contributesTo)}
    assert set(network.positive["actor:mali"]) <= sent
    found = find_brokers(network, {})
    assert found.triples("actor:mali") == ()
    assert [(t.first, t.second) for t in found.triples("actor:united-states")] == [
        ("actor:ucdp-111", "actor:mali"),
        ("actor:ucdp-111", "actor:niger"),
    ]
    open_pairs = sum(not network.positive.has_edge(*p) for p in combinations(network.positive["actor:mali"], 2))
    assert open_pairs == 77
    assert "or are joined by one side, mission or body" in found.tell_of("Mali")


def test_who_is_in_no_camp_is_a_group_of_its_own() -> None:
    assert find_brokers(STAR, {}).roles["hub"]["liaison"] == 3
    assert find_brokers(STAR, {"a": 1, "b": 1}).roles["hub"] == {
        **dict.fromkeys(ROLES, 0),
        "consultant": 1,
        "liaison": 2,
    }


def test_between_camps() -> None:
    """X helps both sides of a war, Y helps one and does not fight the other, Z helps one and fights the other."""
    network = from_edges(
        [("a", "b", "-"), ("x", "a", "+"), ("x", "b", "+"), ("y", "a", "+"), ("z", "a", "+"), ("z", "b", "-")]
    )
    found = find_brokers(network, {"a": 1, "z": 1, "y": 1, "b": 2})
    told = {(bridge.actor, bridge.friend, bridge.other, bridge.both) for bridge in found.bridges}
    assert told == {("x", 1, 2, True), ("y", 1, 2, False)}
    assert found.bridges[0].both
    assert found.tell(found.bridges[0]) == "x cooperates with group 1 (a) and with group 2 (b), which fight each other."
    assert found.tell(found.bridges[1]).startswith("y cooperates with group 1 (a); nothing says that it is hostile")


def directed(graph: nx.Graph, groups: dict[str, int]) -> dict[str, dict[str, int]]:
    """Gould and Fernandez's five counts where every tie goes both ways, from their definition."""
    out = {actor: dict.fromkeys(["w_I", "w_O", "b_IO", "b_OI", "b_O"], 0) for actor in graph}
    for a, broker, c in permutations(graph, 3):
        if graph.has_edge(a, broker) and graph.has_edge(broker, c) and not graph.has_edge(a, c):
            one, own, other = groups[a], groups[broker], groups[c]
            if one == own == other:
                role = "w_I"
            elif one == other:
                role = "w_O"
            elif own == other:
                role = "b_OI"
            else:
                role = "b_IO" if one == own else "b_O"
            out[broker][role] += 1
    return out


@given(st.lists(st.booleans(), min_size=21, max_size=21), st.lists(st.integers(1, 3), min_size=7, max_size=7))
def test_counts_are_half_of_those_with_direction(ties: list[bool], numbers: list[int]) -> None:
    names = "abcdefg"
    pairs = [(a, b) for a in names for b in names if a < b]
    graph = nx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from(pair for pair, there in zip(pairs, ties, strict=True) if there)
    groups = dict(zip(names, numbers, strict=True))
    expected = directed(graph, groups)
    for actor, roles in count_roles(graph, groups).items():
        theirs = expected[actor]
        assert theirs["w_I"] == 2 * roles["coordinator"]
        assert theirs["w_O"] == 2 * roles["consultant"]
        assert theirs["b_O"] == 2 * roles["liaison"]
        assert theirs["b_IO"] == theirs["b_OI"] == roles["gatekeeper"]


def test_triples_are_what_is_counted() -> None:
    edges: list[Any] = [(f"{a}", f"{b}", "+" if (a + b) % 3 else "-") for a in range(9) for b in range(a)]
    network = from_edges(edges)
    found = find_brokers(network, {str(n): n % 3 for n in range(8)})
    for actor in network.actors:
        roles = [triple.role for triple in found.triples(actor)]
        assert {role: roles.count(role) for role in ROLES} == found.roles[actor]
    assert len(found.rows()) == found.total > 0


def test_a_hub_of_many() -> None:
    others = 1_999
    found = find_brokers(from_edges([("hub", f"{n:04}", "+") for n in range(others)]), {})
    assert found.total == others * (others - 1) // 2
    with pytest.raises(UsageError, match="too many to list"):
        found.triples("hub")
    with pytest.raises(UsageError, match="name an actor"):
        found.rows()


def test_nobody_brokers_in_the_article(build: Build) -> None:
    """Its states all cooperate with each other; kept apart, missions and organs stand between."""
    network = take_signed(build, as_of="2019-12-03")
    found = find_brokers(network, {})
    assert found.total == 0
    assert found.summary.startswith("Nobody brokers")
    assert found.rows("France") == []
    wide = find_brokers(take_signed(build, missions=True, organs=True, described=True), {})
    assert wide.total > 0
    row = dict(
        zip(
            ("actor", "actor_label", "role", "first", "first_label", "firstCamp", "firstTies"),
            wide.rows()[0],
            strict=False,
        )
    )
    assert "claim:gd-" in str(row["firstTies"])
    assert "paragraph" in str(row["firstTies"])


def test_the_ties_are_cited(build: Build) -> None:
    network = take_signed(build)
    assert cite(network, "actor:france", "actor:mali", most=1).startswith("fightsAlongside (claim:gd-p")
    assert cite(network, "actor:france", "actor:isgs") == ""
    assert "opposes" in cite(network, "actor:france", "actor:isgs", "-")


def test_mujao_between_its_allies(both: Build) -> None:
    """UCDP has it beside Signed-in-Blood in 2012, and beside AQIM and Ansar Dine in another fight of that year."""
    found = find_brokers(take_signed(both, as_of="2012-12-31"), {})
    assert [(t.first, t.second) for t in found.triples("actor:ucdp-1161")] == [
        ("actor:ucdp-539", "actor:ucdp-3481"),
        ("actor:ucdp-1051", "actor:ucdp-3481"),
    ]


@pytest.mark.parametrize(
    ("edges", "why"),
    [
        ([], "nobody cooperates or fights"),
        ([("a", "b", "+"), ("c", "d", "-")], "needs 3 connected actors"),
    ],
)
def test_what_says_nothing_is_refused(edges: Any, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        find_brokers(from_edges(edges), {})


def test_nobody_brokers_without_cooperation() -> None:
    found = find_brokers(from_edges([("a", "b", "-"), ("b", "c", "-")]), {})
    assert (found.total, found.rows(), found.bridges) == (0, [], ())


def test_an_unknown_actor() -> None:
    with pytest.raises(UsageError, match="z has no tie"):
        find_brokers(STAR, {}).triples("z")
