"""A question and the ties on the same matter agree: who, by which relation, said or inferred, by which claims, when."""

from __future__ import annotations

import pytest

from sahel_kg import Build
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
