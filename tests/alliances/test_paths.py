"""Paths between two actors: shortest, best evidenced, their sign and their time."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg import Build
from sahel_kg.alliances.network.joining import from_edges, join, take_signed
from sahel_kg.alliances.network.signed_network import Joining, SignedNetwork
from sahel_kg.alliances.network.signed_ties import SignedTie
from sahel_kg.alliances.paths.paths import COLUMNS, find_paths
from sahel_kg.alliances.paths.steps import rank_evidence
from sahel_kg.errors import UsageError
from sahel_kg.record.bounds import Bounds
from tests.alliances.test_joining import multigraph
from tests.exports.test_formats import check

KEPT = Joining(parallel="kept")


def tie(relation: str, start: str, end: str, credibility: int = 3, first: str = "", last: str = "", **said: Any) -> Any:
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    bounds = Bounds(days[0], None, None, days[1])
    return relation, start, end, {"credibility": credibility, "reliability": "C", "bounds": bounds, **said}


def network(*ties: Any) -> SignedNetwork:
    return join(multigraph(*ties), KEPT)


def test_the_best_evidenced_path_may_be_longer() -> None:
    found = find_paths(
        network(
            tie("supports", "a", "b", 5),
            tie("attacked", "b", "d", 1),
            tie("supports", "a", "c", 2),
            tie("attacked", "d", "e", 2),
            tie("supports", "c", "e", 3),
        ),
        "a",
        "d",
    )
    assert [path.actors for path in found.shortest] == [("a", "b", "d")]
    assert found.best is not None
    assert found.best.actors == ("a", "c", "e", "d")
    assert found.best.ranks[0][0] == 3
    assert [path.sign for path in found.shown] == ["-", "-"]


def test_of_shortest_paths_the_better_evidenced_comes_first() -> None:
    ties = [tie("supports", "a", x, grade) for x, grade in (("b", 4), ("c", 2), ("d", 3))]
    ties += [tie("supports", x, "z", 2) for x in "bcd"]
    found = find_paths(network(*ties), "a", "z", most=2)
    assert [path.actors[1] for path in found.shortest] == ["c", "d"]
    assert found.count == 3
    assert found.best == found.shortest[0]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"credibility": 2, "reliability": "E"}, {"credibility": 3, "reliability": "A"}),
        ({"reliability": "B", "status": "inferred"}, {"reliability": "C", "status": "asserted"}),
        ({"status": "asserted", "basis": "Background"}, {"status": "inferred", "basis": "Stated"}),
        ({"basis": "Stated"}, {"basis": "Implied"}),
        ({"credibility": 5, "reliability": "E"}, {"credibility": 6, "reliability": "E"}),
        ({"credibility": 5, "reliability": "E"}, {"credibility": None, "reliability": None}),
    ],
)
def test_what_is_better_evidence(better: dict[str, Any], worse: dict[str, Any]) -> None:
    one, other = (SignedTie("a", "r", "b", "+", **{"status": "inferred", **said}) for said in (better, worse))
    assert rank_evidence(one) < rank_evidence(other)


@pytest.mark.parametrize(
    ("signs", "sign"), [("++", "+"), ("+-", "-"), ("--", "+"), ("---", "-"), ("+~", None), ("~-", None)]
)
def test_the_sign_of_a_path_is_the_product_of_its_steps(signs: str, sign: str | None) -> None:
    actors = "abcd"
    edges = [(actors[n], actors[n + 1], each) for n, each in enumerate(signs)]
    found = find_paths(from_edges(edges), "a", actors[len(signs)])
    assert found.shortest[0].sign == sign
    assert found.shortest[0].unsigned == tuple(n for n, each in enumerate(signs, 1) if each == "~")


def test_two_that_cooperate_and_fight_have_no_sign_unless_one_is_asked_for() -> None:
    both = network(tie("supports", "a", "b", 2), tie("attacked", "b", "a", 3), tie("supports", "b", "c"))
    assert find_paths(both, "a", "c").shortest[0].unsigned == (1,)
    only = find_paths(both, "a", "c", signs=["cooperation"]).shortest[0]
    assert (only.sign, [len(step.ties) for step in only.steps]) == ("+", [1, 1])
    assert find_paths(both, "a", "c", signs=["-"]).why == "no path by hostility: C has no such tie here"


def test_direction_is_as_stated() -> None:
    found = find_paths(
        network(tie("supports", "b", "a"), tie("allied", "b", "c", symmetric=True), tie("attacked", "c", "d")), "a", "d"
    )
    assert [step.direction for step in found.shortest[0].steps] == ["backward", "both", "forward"]


def test_neutral_ties_lead_only_where_they_are_asked_for() -> None:
    graph = multigraph(tie("contributesTo", "a", "m"), tie("contributesTo", "b", "m"), tie("attacked", "c", "b"))
    graph.graph["note"] = "All of it."
    found = find_paths(graph, "a", "c")
    assert found.shortest[0].actors == ("a", "m", "b", "c")
    assert (found.shortest[0].sign, found.shortest[0].unsigned) == (None, (1, 2))
    assert found.note.endswith("All of it.")
    with pytest.raises(UsageError, match="a has no tie"):
        find_paths(join(graph), "a", "c")


def test_what_shows_the_step_is_what_makes_its_sign() -> None:
    graph = multigraph(tie("contributesTo", "a", "b", 1), tie("attacked", "a", "b", 4))
    step = find_paths(graph, "a", "b").shortest[0].steps[0]
    assert (step.sign, step.tie.relation, len(step.ties)) == ("-", "skg:attacked", 2)


def test_denied_ties_do_not_lead_anywhere() -> None:
    graph = multigraph(tie("supports", "a", "b", status="denied"), tie("supports", "b", "c"))
    assert find_paths(graph, "a", "c").why == "no path: A has no such tie here"


# -- time


def test_steps_that_are_never_there_together() -> None:
    """A handed something to B in 2012, B something to C in 2015: it can go from A to C, and not back."""
    path = find_paths(
        network(
            tie("supports", "a", "b", first="2012-01-01", last="2012-12-31"),
            tie("supports", "b", "c", first="2015-01-01", last="2015-12-31"),
        ),
        "a",
        "c",
    ).shortest[0]
    assert path.together == ()
    assert path.walks == (True, False)


def test_another_tie_of_the_two_may_bring_the_steps_together() -> None:
    path = find_paths(
        network(
            tie("supports", "a", "b", 2, "2012-01-01", "2012-12-31"),
            tie("allied", "a", "b", 4, "2015-06-01", "2016-12-31"),
            tie("supports", "b", "c", 3, "2015-01-01", "2015-12-31"),
        ),
        "a",
        "c",
    ).shortest[0]
    assert path.steps[0].tie.relation == "skg:supports"
    assert [tuple(map(str, spell)) for spell in path.together] == [("2015-06-01", "2015-12-31")]
    assert path.surely_together == ()
    assert path.walks == (True, True)


def test_a_walk_may_need_a_later_tie_of_a_step() -> None:
    spells = {"b": ["2015"], "c": ["2012", "2016"], "d": ["2017"]}
    ties = [
        tie("supports", start, end, first=f"{year}-01-01", last=f"{year}-12-31")
        for start, end in pairwise("abcd")
        for year in spells[end]
    ]
    path = find_paths(network(*ties), "a", "d").shortest[0]
    assert (path.together, path.walks) == ((), (True, False))
    shorter = find_paths(network(*ties), "a", "c").shortest[0]
    assert shorter.walks == (True, True)


def test_undated_ties_are_there_at_any_time() -> None:
    path = find_paths(from_edges([("a", "b", "+"), ("b", "c", "-")]), "a", "c").shortest[0]
    assert path.together == ((None, None),)
    assert path.surely_together == ()


# -- against brute force


@st.composite
def graded(draw: st.DrawFn) -> nx.MultiDiGraph:
    actors = "abcdef"
    pairs = draw(st.sets(st.tuples(*[st.sampled_from(actors)] * 2).filter(lambda p: p[0] < p[1]), min_size=1))
    ties = []
    for first, second in sorted(pairs):
        for _ in range(draw(st.integers(1, 2))):
            relation = draw(st.sampled_from(["supports", "attacked", "strainedWith"]))
            ties.append(tie(relation, first, second, draw(st.integers(1, 4))))
    return multigraph(*ties)


@given(graded(), st.none() | st.integers(1, 4))
def test_search_is_exact(graph: nx.MultiDiGraph, longest: int | None) -> None:
    source, target = min(graph), max(graph)
    signed = join(graph, KEPT)
    found = find_paths(signed, source, target, longest=longest, most=None)
    simple = nx.Graph(signed.graph)
    rows = list(nx.all_simple_paths(simple, source, target, cutoff=longest))
    if not rows:
        assert (found.shown, found.count) == ((), 0)
        assert found.why
        return

    def ranks(row: list[str]) -> list[Any]:
        return sorted((_rank(signed, *pair) for pair in pairwise(row)), reverse=True)

    fewest = min(map(len, rows))
    shortest = sorted((row for row in rows if len(row) == fewest), key=lambda row: (ranks(row), row))
    assert [list(path.actors) for path in found.shortest] == shortest
    assert found.count == len(shortest)
    assert found.best is not None
    assert list(found.best.actors) == min(rows, key=lambda row: (max(ranks(row)), len(row), ranks(row), row))
    few = find_paths(signed, source, target, longest=longest, most=1)
    assert (few.shortest, few.count, few.best) == (found.shortest[:1], found.count, found.best)


def _rank(network: SignedNetwork, first: str, second: str) -> Any:
    """The best rank of the ties that make the sign of a pair."""
    ties = network.ties(first, second)
    signs = {each.sign for each in ties} & {"+", "-"} or {"~"}
    return min(rank_evidence(each) for each in ties if each.sign in signs)


@pytest.mark.slow
def test_thousands_of_actors() -> None:
    """A ring with chords, whose shortest paths are many: found, and only counted."""
    size = 6_000
    edges = [(f"a{n}", f"a{(n + step) % size}", "+") for n in range(size) for step in (1, 50)]
    found = find_paths(from_edges(edges), "a0", "a2575", most=3)
    assert len(found.shortest) == 3
    assert found.count > 10**19


# -- what is refused


def test_what_cannot_be_asked() -> None:
    net = from_edges([("a", "b", "+"), ("b", "c", "+"), ("x", "y", "-")])
    with pytest.raises(UsageError, match="a and a are the same actor: name two"):
        find_paths(net, "a", "a")
    with pytest.raises(UsageError, match="nobody has no tie of cooperation"):
        find_paths(net, "a", "nobody")
    with pytest.raises(UsageError, match="longest 0: give a number from 1"):
        find_paths(net, "a", "b", longest=0)
    with pytest.raises(UsageError, match="most 0"):
        find_paths(net, "a", "b", most=0)
    with pytest.raises(UsageError, match="no sign 'love'"):
        find_paths(net, "a", "b", signs=["love"])
    with pytest.raises(UsageError, match="a has no tie"):
        find_paths(from_edges([]), "a", "b")


def test_no_path_is_an_answer() -> None:
    net = from_edges([("x:a", "x:b", "+"), ("x:b", "x:c", "+"), ("x:d", "x:e", "-")])
    apart = find_paths(net, "x:a", "x:d")
    told = "x:a in one of 3 actors (tied to x:b) and x:d in one of 2 actors (tied to x:e)"
    assert apart.why == f"no path: they lie in different parts, {told}"
    assert (apart.shortest, apart.count, apart.best) == ((), 0, None)
    far = find_paths(net, "x:a", "x:c", longest=1)
    assert far.why == "no path of at most 1 step: the shortest has 2"
    for found in (apart, far):
        check("path", found.as_dict())
        assert found.rows() == []
        assert found.why[1:] in found._repr_html_()


# -- real data


def test_the_article(build: Build) -> None:
    found = find_paths(take_signed(build, parallel="kept"), "actor:isgs", "actor:chad")
    assert [path.actors[1] for path in found.shortest] == ["actor:chad"], "Chad opposes it by the joint effort"
    assert {path.sign for path in found.shown} == {"-"}
    assert found.best is not None
    assert len(found.best.steps) == 2, "the attack on Mali is better attested"
    check("path", found.as_dict())
    assert all(len(row) == len(COLUMNS) for row in found.rows())
    html = found._repr_html_()
    assert "ISGS to Chad" in html
    assert "earliestBegin" not in html


def test_who_is_only_strained_with_mali_has_no_sign(build: Build) -> None:
    found = find_paths(take_signed(build), "CMA", "actor:isgs")
    assert [(path.actors[1], path.sign, path.unsigned) for path in found.shortest] == [("actor:mali", None, (1,))]


def test_ucdp(both: Build) -> None:
    """UCDP's Mali fought CMA in two years; that of 2012 was MNLA, which bore the number before."""
    found = find_paths(take_signed(both, parallel="kept"), "actor:mali", "actor:cma")
    years = {str(t.extent.bounds.earliest_begin)[:4] for t in found.shortest[0].steps[0].ties}
    assert {"2014", "2015"} <= years
    assert "2012" not in years
    check("path", found.as_dict())
    on_a_day = find_paths(take_signed(both, as_of="2015-12-31"), "actor:mali", "actor:cma")
    assert str(on_a_day.when.day) == "2015-12-31"
