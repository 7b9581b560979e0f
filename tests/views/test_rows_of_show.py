"""The rows of `show`: what is told of one tie by several claims stands together."""

from __future__ import annotations

import re

from sahel_kg import Build
from tests.cli.command import run


def row(build: Build, actor: str, *words: str, every: bool = False) -> list[list[str]]:
    """Return the cells of the rows of a sheet in which all of some words stand."""
    asked = ["show", actor, *(["--all"] if every else []), "--wide", "--build", str(build.path)]
    lines = [re.split(r" {2,}", line.strip()) for line in run(*asked).out.splitlines()]
    return [cells for cells in lines if set(words) <= set(cells)]


def test_several_claims_of_one_membership_are_one_row(both: Build) -> None:
    """bg-mnla-in-cma: of April and May 2015; gd-p5-s2-i: of November 2019; it merged on 30 November 2024."""
    (told,) = row(both, "MNLA", "member of", "CMA", every=True)
    assert told[3:5] == ["2014-06-09 to 2015-04-14", "2019-12-03 to 2024-11-30"]
    assert told[-2:] == ["Background, Implied", "bg-mnla-in-cma gd-p5-s2-i"]
    (brief,) = row(both, "MNLA", "cooperates with", "CMA")
    assert brief[2] == "2014/2015 to 2019/2024-11-30"


def test_a_begin_of_one_claim_and_an_end_of_another_are_one_row(both: Build) -> None:
    """gd-p8-s1-f: Mali is in the Group of Five in 2019; bg-mali-g5-until: it left between 15 May and 30 June 2022.

    The group is there since 2014, bg-g5-sahel-from.
    """
    (brief,) = row(both, "Mali", "member of", "G5 Sahel")
    assert brief[2] == "2014/2019 to 2022"


def test_two_fights_of_a_year_begin_with_the_first(both: Build) -> None:
    """ucdp-nonstate-5650-2012-fought: on 27 June 2012; ucdp-nonstate-5651-2012-fought: in November."""
    (told,) = row(both, "MNLA", "fought against", "MUJAO", every=True)
    assert told[3] == "2012-06-27"
    assert told[4].startswith("2012-11-01")


def test_who_merged_and_joined_is_told_once(both: Build) -> None:
    """bg-flm-merged: on 2 March 2017; UCDP says without a day that it joined JNIM, and Ansar Dine."""
    found = [cells for cells in row(both, "FLM", "asserted") if "JNIM" in cells]
    assert [cells[0:3] for cells in found] == [["merged into, joined", "JNIM", "2017-03-02"]]
    assert [cells[1:3] for cells in row(both, "FLM", "joined, splintered from")] == [["Ansar Dine", "undated"]]


def test_a_weaker_tie_of_other_years_is_shown(both: Build) -> None:
    """Mali and Niger act in the joint force from 2017 to 2022, and are allied from 2023 on, bg-mali-niger-alliance."""
    rows = [cells for cells in row(both, "Mali") if len(cells) == 5]
    told = {cells[0]: cells[2] for cells in rows if "Niger" in re.split("; ", cells[1])}
    assert set(told) == {"allied with", "cooperates with"}
    assert told["cooperates with"].startswith("2017")
    assert told["allied with"].startswith("2023")


def test_a_weaker_tie_of_the_same_years_is_not_shown(both: Build) -> None:
    """That JNIM fought Mali is told of each year from 2017 to 2024; that Mali opposes it, of no day surely."""
    rows = [cells for cells in row(both, "Mali") if len(cells) == 5]
    assert {cells[0] for cells in rows if "JNIM" in cells[1]} == {"fought against"}
    supporters = {cells[0] for cells in rows if cells[1] == "France"}
    assert supporters == {"fights alongside, supports it"}, "and not that they cooperate as well"
