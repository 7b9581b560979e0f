"""Common friends and adversaries, the chance-corrected value, and ties to look for."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg import Build
from sahel_kg.alliances.network.joining import from_edges, take_signed
from sahel_kg.alliances.network.signed_network import Joining
from sahel_kg.alliances.places.positions import QUESTION_COLUMNS, Position, compare_positions, predict_ties
from sahel_kg.errors import UsageError

EDGES: list[Any] = [
    ("a", "x", "+"),
    ("b", "x", "+"),
    ("a", "y", "-"),
    ("b", "y", "-"),
    ("a", "z", "-"),
    ("b", "z", "+"),
    ("c", "y", "-"),
]


def weighted_kappa(one: list[int], other: list[int]) -> float | None:
    """Return Cohen's kappa with squared distances (Cohen 1968) from its definition: over all pairings by chance."""
    count = len(one)
    seen = sum((x - y) ** 2 for x, y in zip(one, other, strict=True)) / count
    chance = sum((x - y) ** 2 for x, y in product(one, other)) / count**2
    return 1 - seen / chance if chance else None


def test_by_hand() -> None:
    """To x, y, z and c: a has 1 -1 -1 0, b has 1 -1 1 0."""
    found = {(p.first, p.second): p for p in compare_positions(from_edges(EDGES)).pairs}
    pair = found["a", "b"]
    assert (pair.friends, pair.adversaries, pair.opposed) == (("x",), ("y",), ("z",))
    expected = weighted_kappa([1, -1, -1, 0], [1, -1, 1, 0])
    assert pair.kappa == pytest.approx(expected, abs=1e-6) == pytest.approx(0.384615, abs=1e-6)


@given(st.lists(st.sampled_from("+- "), min_size=21, max_size=21))
def test_kappa_is_cohens(signs: list[str]) -> None:
    names = "abcdefg"
    edges: list[Any] = [(*p, s) for p, s in zip(combinations(names, 2), signs, strict=True) if s != " "]
    network = from_edges(edges)
    value = {frozenset((a, b)): 1 if s == "+" else -1 for a, b, s in edges}
    try:
        found = compare_positions(network).pairs
    except UsageError:
        return
    for p in found:
        others = [n for n in network.actors if n not in (p.first, p.second)]
        told = [[value.get(frozenset((end, n)), 0) for n in others] for end in (p.first, p.second)]
        expected = weighted_kappa(*told)
        assert p.kappa == (None if expected is None else pytest.approx(expected, abs=1e-6))
        assert p.friends == tuple(n for n, x, y in zip(others, *told, strict=True) if x == y == 1)
        assert p.adversaries == tuple(n for n, x, y in zip(others, *told, strict=True) if x == y == -1)


def test_sharing_ties_that_both_do_not_have_is_no_likeness() -> None:
    """With ever more bystanders, two with one common adversary of two each stay where they are."""
    few: list[Any] = [("a", "x", "-"), ("b", "x", "-"), ("a", "y", "-"), ("b", "z", "-")]
    bystanders: list[Any] = [(f"m{n:02}", f"n{n:02}", "+") for n in range(40)]
    kappas = []
    for edges in (few, few + bystanders):
        (pair,) = [p for p in compare_positions(from_edges(edges)).pairs if p.first == "a"]
        kappas.append(pair.kappa or 0.0)
    assert kappas[1] == pytest.approx(0.5, abs=0.02)
    assert kappas[0] < 0  # among x, y and z alone, one of two in common is less than chance


def test_questions_by_hand() -> None:
    """A and B share two thirds and differ on one; c shares y with both; z is a's adversary and b's friend."""
    questions = predict_ties(from_edges(EDGES))
    asked = {(q.position.first, q.position.second): q for q in questions.questions}
    assert asked["a", "b"].predicted == "+"
    assert (asked["a", "b"].speaking_for, asked["a", "b"].speaking_against) == (2, 1)
    told = (
        "Do a and b cooperate? 1 common friend (x), 1 common adversary (y), 1 friend of one that the other fights (z)."
    )
    assert questions.ask(asked["a", "b"]) == told
    assert asked["x", "y"].predicted == "-"
    assert questions.ask(asked["x", "y"]) == "Are x and y hostile? 2 friends of one that the other fights (a, b)."
    assert asked["x", "z"].predicted is None  # b is a friend of both, a of one
    assert questions.ask(asked["x", "z"]).startswith("How do x and z stand?")
    assert ("a", "x") not in asked  # they have a tie
    assert len(questions.ties(asked["x", "y"])) == 4


@given(st.lists(st.sampled_from("+-~ "), min_size=21, max_size=21))
def test_questions_are_the_triads_that_balance_would_close(signs: list[str]) -> None:
    names = "abcdefg"
    edges: list[Any] = [(*p, s) for p, s in zip(combinations(names, 2), signs, strict=True) if s != " "]
    network = from_edges(edges)
    sign = {frozenset((a, b)): s for a, b, s in edges}
    expected = {}
    for a, b in combinations(network.actors, 2):
        if frozenset((a, b)) in sign:
            continue
        product_of = [
            (sign[frozenset((a, n))], sign[frozenset((b, n))])
            for n in names
            if sign.get(frozenset((a, n)), "~") != "~" and sign.get(frozenset((b, n)), "~") != "~"
        ]
        if product_of and product_of != [("-", "-")]:  # one adversary in common is no reason to ask
            lead = sum(1 if x == y else -1 for x, y in product_of)
            expected[a, b] = "+" if lead > 0 else "-" if lead < 0 else None
    try:
        asked = predict_ties(network)
    except UsageError:
        return
    assert {(q.position.first, q.position.second): q.predicted for q in asked.questions} == expected
    assert ("Not asked about" in asked.note) is bool(asked.not_asked)


def test_both_signs_kept_come_out_even_and_are_not_asked_about() -> None:
    network = from_edges([*EDGES, ("a", "b", "+"), ("a", "b", "-")], Joining(parallel="kept"))
    assert ("a", "b") not in {(q.position.first, q.position.second) for q in predict_ties(network).questions}
    (pair,) = [p for p in compare_positions(network, "a").pairs if p.second == "b"]
    assert pair.alike == 2


SIX = tuple(f"actor:{name}" for name in ("burkina-faso", "chad", "france", "mali", "mauritania", "niger"))


def test_the_article(build: Build) -> None:
    """ISGS and al-Qaeda share six adversaries and nothing else: whether they cooperate is asked, with claims."""
    network = take_signed(build, as_of="2019-12-03")
    (pair,) = compare_positions(network, "ISGS").pairs
    assert pair == Position("actor:isgs", "actor:al-qaeda", (), SIX, (), pair.kappa)
    assert 0 < (pair.kappa or 0) < 1
    questions = predict_ties(network, "al-Qaeda")
    said = {row[QUESTION_COLUMNS.index("question")]: row for row in questions.rows()}
    row = said[
        "Do ISGS and al-Qaeda cooperate? 6 common adversaries (Burkina Faso, Chad, France, Mali, Mauritania, Niger)."
    ]
    assert "claim:gd-p3-s3-e" in str(row[-1])
    assert {str(r[4]) for r in questions.rows()} == {"cooperation"}, "who fights it fights all its would-be friends"
    assert questions.note.startswith("Questions to research, not facts")
    asked = {(q.position.first, q.position.second) for q in predict_ties(network).questions}
    assert not [pair for pair in asked if "actor:cma" in pair]  # it has no signed tie but one of strain


@pytest.mark.parametrize("ask", [compare_positions, predict_ties])
def test_what_says_nothing_is_refused(ask: Any) -> None:
    for edges, why in (([], "nobody"), ([("a", "b", "+")], "needs 3 connected actors")):
        with pytest.raises(UsageError, match=why):
            ask(from_edges(edges))
    with pytest.raises(UsageError, match="q has no tie"):
        ask(from_edges(EDGES), "q")
    hub = from_edges([("hub", f"{n:04}", "+") for n in range(1_100)])
    with pytest.raises(UsageError, match="too many to list: name an actor"):
        ask(hub)
    assert "<table>" in ask(hub, "0000")._repr_html_()


def test_three_actors_leave_no_room_for_chance() -> None:
    (pair,) = compare_positions(from_edges([("a", "x", "+"), ("b", "x", "+")])).pairs
    assert pair.kappa is None
