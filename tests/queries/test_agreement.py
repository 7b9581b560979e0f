"""A question and the ties on the same matter agree: who, by which relation, said or inferred, by which claims, when."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import compact

BOUNDS = ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")


def ends(tie: Tie, build: Build) -> list[tuple[str, str]]:
    """A tie as a question shows it: a symmetric one from both ends."""
    one = (compact(tie.subject), compact(tie.object))
    return [one, one[::-1]] if tie.relation in build.relations.symmetric else [one]


@pytest.mark.parametrize(("question", "other", "sign"), [("hostility", "opponent", "-"), ("cooperation", "other", "+")])
@pytest.mark.parametrize("name", ["build", "both"])
def test_ties(request: pytest.FixtureRequest, name: str, question: str, other: str, sign: str) -> None:
    build: Build = request.getfixturevalue(name)
    rows = [row for row in build.query(question).dicts() if row.get("seen") != "object"]
    said = {(r["actor"], r["relation"], r[other], r["claim"]) for r in rows if r["status"] == "asserted"}
    follows = {
        (r["actor"], r["relation"], r[other], *(str(r[bound] or "") for bound in BOUNDS))
        for r in rows
        if r["status"] == "inferred"
    }
    ties = [tie for tie in build.ties() if tie.sign == sign]
    assert said == {
        (one, compact(tie.relation), two, claim.id)
        for tie in ties
        if tie.status == "asserted"
        for claim in tie.claims
        for one, two in ends(tie, build)
    }
    # what is said has its claim's own bounds in the answer; the ties cut them to the years of both
    assert follows == {
        (one, compact(tie.relation), two, *(str(day or "") for day in tie.bounds.as_days()))
        for tie in ties
        if tie.status == "inferred"
        for one, two in ends(tie, build)
    }


def shown(tie: Tie) -> set[tuple[str, str, str]]:
    """A tie as a question on friends shows it: the claims of what is said, the bounds of what follows."""
    if tie.status == "asserted":
        return {(compact(tie.relation), claim.id, "") for claim in tie.claims}
    return {(compact(tie.relation), "", " ".join(str(day or "") for day in tie.bounds.as_days()))}


def meet(one: Tie, other: Tie) -> bool:
    """Whether two ties may have held at one time."""
    first, second = one.bounds, other.bounds
    return not any(
        early.latest_end and late.earliest_begin and early.latest_end < late.earliest_begin
        for early, late in ((first, second), (second, first))
    )


PAIRS = [("mali", "niger"), ("mali", "france"), ("mali", "cma"), ("isgs", "al-qaeda"), ("islamic-state", "france")]


@pytest.mark.parametrize(("one", "other"), [(f"actor:{one}", f"actor:{other}") for one, other in PAIRS])
@pytest.mark.parametrize("day", [None, "2019-12-03"])
@pytest.mark.parametrize("name", ["build", "both"])
def test_friends(request: pytest.FixtureRequest, name: str, day: str | None, one: str, other: str) -> None:
    build: Build = request.getfixturevalue(name).at(day)
    expected: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    # with a day, what is certain is asked first, then what is less sure as well
    for count in range(1, len(BEST_FIRST) + 1) if day else [len(BEST_FIRST)]:
        ties = [tie for tie in build.ties() if tie.status != "denied" and tie.reading in BEST_FIRST[:count]]
        for question, rows in friends_by_ties(ties, build, one, other).items():
            expected[question] |= rows
    for question, rows in expected.items():
        answer = build.query(question, actor=one, other=other).dicts()
        assert {
            (r["friend"], r["of"], r["relation"], *((r["claim"], "") if r["claim"] else ("", told(r)))) for r in answer
        } == rows, question


def friends_by_ties(ties: list[Tie], build: Build, one: str, other: str) -> dict[str, set[tuple[str, ...]]]:
    """What both questions on friends should show."""
    friendly: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    hostile = set()
    for tie in ties:
        pair = compact(tie.subject), compact(tie.object)
        if tie.sign == "+":
            friendly[pair].append(tie)
            friendly[pair[::-1]].append(tie)
        elif tie.sign == "-":
            hostile |= set(ends(tie, build))
    of = {end: {friend for friend, with_whom in friendly if with_whom == end} for end in (one, other)}
    found = {
        "common-friends": {
            friend
            for friend in of[one] & of[other]
            if any(meet(a, b) for a in friendly[friend, one] for b in friendly[friend, other])
        },
        "friends-of-either": {f for f in (of[one] | of[other]) - {one, other} if not hostile & {(f, one), (f, other)}},
    }
    return {
        question: {
            (friend, end, *row)
            for friend in friends
            for end in (one, other)
            for tie in friendly.get((friend, end), ())
            for row in shown(tie)
        }
        for question, friends in found.items()
    }


def told(row: dict[str, Any]) -> str:
    """The bounds of a row in one line."""
    return " ".join(str(row[bound] or "") for bound in BOUNDS)
