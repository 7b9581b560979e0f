"""The article on a day, worked out by hand from the bounds of its claims and the codebook, never from output.

A state is certain from its latest begin to its earliest end, possible from its earliest begin to its latest end, a
missing bound being open, and never beyond the years of its actors (background: ISGS from 2015, Barkhane 2014 to 2022).
"""

from __future__ import annotations

from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.record.rewinding import When, when
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import compact, expand

Standing = tuple[str, list[str]]
"""A reading, and why it is no more than possible."""


def standing(build: Build, day: str, relation: str, *, subject: str = "", obj: str = "") -> dict[str, Standing]:
    """How a relation stands on a day: by the other actor, who is its object if `subject` is given."""
    wanted = (expand(subject) if subject else None, expand(relation), expand(obj) if obj else None)

    def fits(tie: Tie) -> bool:
        return all(
            want in (None, has) for want, has in zip(wanted, (tie.subject, tie.relation, tie.object), strict=True)
        )

    found = [tie for tie in build.at(day).ties() if fits(tie) and tie.status != "denied"]
    others = [compact(tie.object if subject else tie.subject) for tie in found]
    assert len(set(others)) == len(others)
    return {other: (tie.reading, tie.why_possible) for other, tie in zip(others, found, strict=True)}


def asked(
    build: Build, name: str, day: str, *columns: str, reading: str = "both", **parameters: Any
) -> set[tuple[str, ...]]:
    """Columns of a question that is asked on a day; rows with an empty cell there are left out."""
    rows = build.at(when(day, reading)).query(name, **parameters).dicts()
    found = {tuple(str(row[column]) for column in columns) for row in rows if all(row[c] for c in columns)}
    return {tuple(compact(cell) for cell in row) for row in found}


BAGHDADI, QURASHI = "actor:abu-bakr-al-baghdadi", "actor:abu-ibrahim-al-hashimi-al-qurashi"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # gd-p1-s1-d: led until his death of 21 to 31 October 2019, surely on the 21st; when he began is not told, and
        # that his group is there by 2004 (bg-islamic-state-by) says nothing of a begin
        ("2018-06-30", {BAGHDADI: ("possible", ["begin not stated"])}),
        ("2019-10-21", {BAGHDADI: ("certain", []), QURASHI: ("possible", ["may not have begun yet"])}),
        # between the first and the last day on which he may have died both are possible; gd-p1-s3-b: the new one
        # leads from 21 October at the earliest and 14 November at the latest, within 14 days of the death
        (
            "2019-10-29",
            {BAGHDADI: ("possible", ["may have ended"]), QURASHI: ("possible", ["may not have begun yet"])},
        ),
        ("2019-11-01", {QURASHI: ("possible", ["may not have begun yet"])}),
        # told without an end, so until the source's last day, 3 December
        ("2019-12-01", {QURASHI: ("certain", [])}),
        ("2019-12-04", {QURASHI: ("presumed", ["later than the source (2019-12-03)"])}),
    ],
)
def test_who_leads_the_islamic_state(build: Build, day: str, expected: dict[str, Standing]) -> None:
    assert standing(build, day, "skg:leaderOf", obj="actor:islamic-state") == expected
    surely = {(leader,) for leader, (reading, _) in expected.items() if reading == "certain"}
    assert asked(build, "leaders", day, "leader", led="actor:islamic-state") == {(leader,) for leader in expected}
    assert asked(build, "leaders", day, "leader", led="actor:islamic-state", reading="certain") == surely


JIHADISTS = ("actor:p4s7-jihadists", "place:northern-mali")
SEPARATISTS = ("actor:p4s6-tuareg-separatists", "place:p4s6-villages-and-cities")
GOVERNMENT = ("actor:mali", "place:timbuktu-region")
ISGS = ("actor:isgs", "place:p1s5-territories")


@pytest.mark.parametrize(
    ("day", "surely", "perhaps"),
    [
        # gd-p4-s7-e: ten months that began from March to December 2012 and ended from January to October 2013
        # gd-p4-s6-f: towns in the north taken after the coup of 2012, lost when the jihadists took the north, from
        # 1 March to 31 December 2012
        # gd-p4-s4-b: who now loses the Timbuktu region held it on 3 November 2019, the first day on which the loss can
        # have begun; since when and until when is not told
        ("2012-02-29", set(), {SEPARATISTS, GOVERNMENT}),
        ("2012-07-01", set(), {JIHADISTS, SEPARATISTS, GOVERNMENT}),
        ("2012-12-31", {JIHADISTS}, {SEPARATISTS, GOVERNMENT}),
        ("2013-01-01", {JIHADISTS}, {GOVERNMENT}),
        ("2013-07-01", set(), {JIHADISTS, GOVERNMENT}),
        ("2014-07-01", set(), {GOVERNMENT}),
        # gd-p1-s5-a: what ISGS has taken it holds on the source's last day; before 2015 there was no ISGS
        ("2015-01-01", set(), {GOVERNMENT, ISGS}),
        ("2019-11-03", {GOVERNMENT}, {ISGS}),
        ("2019-12-03", {ISGS}, {GOVERNMENT}),
    ],
)
def test_who_holds_the_north(
    build: Build, day: str, surely: set[tuple[str, str]], perhaps: set[tuple[str, str]]
) -> None:
    # a row without a claim of control tells of a place that is being lost: on the source's day, Timbuktu
    held = [
        {row[:2] for row in asked(build, "control", day, "actor", "place", "claim", reading=reading)}
        for reading in ("certain", "both")
    ]
    assert held == [surely, surely | perhaps]
    holders = {("actor:p4s7-jihadists",)} if JIHADISTS in surely | perhaps else set()
    assert asked(build, "control", day, "actor", place="place:northern-mali") == holders


# France acts through Barkhane (gd-p3-s1-g, -h, -i: from 2013 on, surely in the 30 days up to the source's day; from
# 2014 and until 2022 by the years of Barkhane), through the campaign (gd-p6-s2-c, -d, -e), until the end of Barkhane,
# its last name, and the joint effort (gd-p3-s2-f, -g, -h), both from 2013 on, this without a told end. All are aimed
# against jihadists in the Sahel; al-Qaeda and ISGS are jihadists that operate in Mali, surely in the same 30 days
# (gd-p3-s3-e, gd-p1-s5-e, gd-p1-s6-d). The mission of 2013 was for northern Mali, where no group with a name is said
# to operate.
BEGUN = ("possible", ["may not have begun yet"])
PRESUMED: Standing = ("presumed", BEGUN[1])
CERTAIN: Standing = ("certain", [])
LATER = ("possible", ["later than the source (2019-12-03)"])
TOLD_ONCE: Standing = ("presumed", LATER[1])
WITHOUT_END = {"actor:p3s2-joint-effort"}
TWO = WITHOUT_END | {"actor:french-campaign"}
ALL_THREE = TWO | {"actor:barkhane"}


@pytest.mark.parametrize(
    ("day", "missions", "expected"),
    [
        ("2012-07-01", set(), {}),
        ("2013-07-01", TWO, {"actor:al-qaeda": BEGUN}),
        ("2014-07-01", TWO, {"actor:al-qaeda": BEGUN}),
        ("2014-08-01", ALL_THREE, {"actor:al-qaeda": BEGUN}),
        ("2015-07-01", ALL_THREE, {"actor:al-qaeda": BEGUN, "actor:isgs": BEGUN}),
        ("2019-11-02", ALL_THREE, {"actor:al-qaeda": PRESUMED, "actor:isgs": PRESUMED}),
        ("2019-11-03", ALL_THREE, {"actor:al-qaeda": CERTAIN, "actor:isgs": CERTAIN}),
        ("2019-12-03", ALL_THREE, {"actor:al-qaeda": CERTAIN, "actor:isgs": CERTAIN}),
        ("2020-07-01", ALL_THREE, {"actor:al-qaeda": TOLD_ONCE, "actor:isgs": TOLD_ONCE}),
        ("2022-11-09", ALL_THREE, {"actor:al-qaeda": LATER, "actor:isgs": LATER}),
        ("2022-11-10", WITHOUT_END, {"actor:al-qaeda": LATER, "actor:isgs": LATER}),
        ("2023-07-01", WITHOUT_END, {"actor:al-qaeda": LATER, "actor:isgs": LATER}),
    ],
)
def test_whom_france_opposes(build: Build, day: str, missions: set[str], expected: dict[str, Standing]) -> None:
    assert standing(build, day, "skg:opposes", subject="actor:france") == expected
    answers = {(mission, opponent) for mission in missions for opponent in expected}
    assert asked(build, "opposition", day, "mission", "opponent", actor="actor:france") == answers


def test_what_the_opposition_of_france_rests_on(build: Build) -> None:
    (tie,) = [
        t
        for t in build.at(When()).ties()
        if (compact(t.subject), compact(t.relation), compact(t.object)) == ("actor:france", "skg:opposes", "actor:isgs")
    ]
    # of three ways the one that is open the longest: through the joint effort, which has no told end, and by the
    # category of the Islamic State, which its branch has for as long as it is one
    needed = {"gd-p3-s2-f", "gd-p3-s2-g", "gd-p3-s2-h", "gd-p1-s5-d", "bg-ucdp-islamic-state-category", "gd-p1-s6-d"}
    says_where_mali_lies = {"bg-sahel-countries", "gd-p1-s6-e"}
    claims = {claim.id.removeprefix("claim:") for claim in tie.claims}
    assert needed < claims
    assert len(claims - needed) == 1
    assert claims - needed < says_where_mali_lies
    assert tie.status == "inferred"
    assert tie.grade == ("C", 4)
