"""What to know of how an actor is told of: by a name that came later, by a number that stands for several."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.alliances.division.camps import find_camps
from sahel_kg.alliances.network.joining import take_signed
from sahel_kg.builds.histories import read_history
from sahel_kg.builds.profiles import profile
from sahel_kg.ties.cautions import find_cautions, list_cautions, tell_cautions
from sahel_kg.vocabulary import PREFIXES, SKG
from tests.cli.command import run

FLA = PREFIXES["actor"] + "ucdp-8822"


def claims(build: Build, *names: str) -> list[str]:
    found = [build.claims[name] for name in names]
    return [each.claim.id for each in list_cautions(build, found)]


def test_who_came_of_a_merger_is_not_older(both: Build) -> None:
    """bg-mnla-merged: of 30 November 2024; UCDP has the FLA fight from 4 August 2023 on."""
    (caution,) = [each for each in find_cautions(both)[FLA] if each.before]
    assert (caution.before, caution.claim.id) == (date(2024, 11, 30), "claim:bg-mnla-merged")
    years = ["ucdp-acd-25.1-16038-2023-fought", "ucdp-acd-25.1-16038-2024-fought"]
    assert claims(both, *years) == ["claim:bg-mnla-merged"]
    assert claims(both, "bg-mnla-merged") == [], "the merger is no older than itself"
    jnim = PREFIXES["actor"] + "ucdp-6716"
    assert [each.before for each in find_cautions(both)[jnim]] == [date(2017, 3, 2)]
    assert claims(both, "ucdp-acd-25.1-11347-2017-fought") == [], "cut to its years, it begins with the merger"


@pytest.mark.parametrize(
    ("claim", "decision"),
    [
        ("ucdp-acd-25.1-372-2012-fought", ["claim:decision-ucdp-1158-mnla"]),
        ("ucdp-acd-25.1-372-2014-fought", ["claim:decision-ucdp-1158-cma"]),
        ("ucdp-acd-25.1-14113-2019-fought", ["claim:decision-isgs-ucdp-234"]),  # Mali and the Islamic State
        ("gd-p5-s2-i", []),  # the article names the CMA itself
        ("gd-p1-s1-a", []),
    ],
)
def test_a_number_that_stands_for_several(both: Build, claim: str, decision: list[str]) -> None:
    assert claims(both, claim) == decision


def test_whoever_asks_for_a_part_is_shown_the_whole(both: Build) -> None:
    (caution,) = profile(both, "ISGS").cautions
    assert caution.other == PREFIXES["actor"] + "islamic-state"
    told = tell_cautions(both, ["actor:isgs", "claim:gd-p2-s1-a", None, 3])
    assert len(told) == 1
    assert told[0].startswith("UCDP has no number for ISGS")
    assert tell_cautions(both, ["actor:malian-army", "claim:gd-p2-s1-a"]) == []


def test_answers_tell_it(both: Build) -> None:
    with_build = ("--build", str(both.path))
    note = "FLA came of a merger on 2024-11-30 (bg-mnla-merged): what is told of it from before is of others"
    told = json.loads(run("show", "FLA", "--format", "json", *with_build).out)["cautions"]
    assert [each["claim"] for each in told] == ["claim:bg-mnla-merged"]
    asked = ("explain", "Mali", "fought against", "FLA", *with_build)
    assert note in " ".join(run(*asked).out.split())
    assert [text.startswith(note) for text in read_history(both, "FLA").cautions] == [True]
    assert read_history(both).cautions == (), "everybody's changes are no answer about one of them"
    timeline = run("timeline", "FLA", *with_build)
    assert note in " ".join(timeline.err.split())
    period: dict[str, Any] = {"from": "2023-01-01", "to": "2023-12-31"}
    rows = both.query("fights", **period).dicts()
    warned = {(row["one"], row["other"]): str(row["caution"] or "") for row in rows}
    assert warned["actor:mali", "actor:ucdp-8822"].startswith(note)
    assert warned["actor:islamic-state", "actor:mali"].startswith("UCDP has no number for ISGS")
    assert not warned["actor:mali", "actor:ucdp-6716"]


@pytest.mark.parametrize(
    ("asked", "said", "unsaid"),
    [
        (("diff", "2019-12-03", "2023-12-31", "--around", "FLA"), {"bg-mnla-merged"}, {"decision-isgs-ucdp-234"}),
        (("diff", "2012", "2014", "--around", "actor:cma"), {"decision-ucdp-1158-cma"}, {"bg-mnla-merged"}),
        (("camps", "--as-of", "2024-06-01"), {"decision-isgs-ucdp-234", "bg-mnla-merged"}, set()),
        (("camps", "--as-of", "2020-06-01"), {"decision-isgs-ucdp-234"}, {"bg-mnla-merged"}),
        (("path", "Mali", "FLA"), {"bg-mnla-merged"}, {"decision-isgs-ucdp-234"}),
        (("path", "ISGS", "JNIM", "--as-of", "2019-12-03"), {"decision-isgs-ucdp-234"}, {"bg-mnla-merged"}),
    ],
)
def test_what_is_compared_and_divided_tells_it_in_the_same_words(
    both: Build, asked: tuple[str, ...], said: set[str], unsaid: set[str]
) -> None:
    """UCDP tells of the FLA from August 2023 on, so nobody of 2020 is told of by that name."""
    words = {each.claim.id.partition(":")[2]: each.text for known in find_cautions(both).values() for each in known}
    beside = run(*asked, "--build", both.path).err.splitlines()
    assert {name for name, text in words.items() if text in beside} >= said
    assert not unsaid.intersection(name for name, text in words.items() if text in beside)
    note = json.loads(run(*asked, "--format", "json", "--build", both.path).out)["note"]
    assert all(words[name] in note for name in said)
    assert not any(words[name] in note for name in unsaid)


def test_a_network_of_no_build_has_no_cautions(both: Build) -> None:
    network = take_signed(both, as_of="2024-06-01")
    assert find_camps(network).cautions
    assert find_camps(replace(network, source=None)).cautions == ()


def test_to_have_joined_a_state_is_said_to_be_of_its_government(both: Build) -> None:
    """The Actor file has groups that joined states (Popular Front: Burkina Faso) and such that joined groups."""
    note = "To have joined a state is to have joined its government"
    joined = [tie for tie in both.ties() if tie.relation == str(SKG.joined)]
    of_states = [tie for tie in joined if both.actors[tie.object].kind == "State"]
    assert {tie.subject_label for tie in of_states} >= {"Popular Front", "NTC", "Libya Dawn"}
    assert len(of_states) < len(joined)
    for tie in joined:
        texts = [each.text for each in list_cautions(both, tie.claims) if each.text.startswith(note)]
        assert bool(texts) == (tie in of_states), tie
    told = run("explain", "Popular Front", "joined", "Burkina Faso", "--build", both.path).out
    assert told.count("note: ") == 1
    shown = run("show", "Burkina Faso", "--format", "table", "--build", both.path).out
    assert re.search(r"^joined it +Popular Front +undated", shown, re.MULTILINE)
    assert shown.count(note) == 1
    assert note in run("show", "Popular Front", "--format", "table", "--build", both.path).out
    assert note not in run("show", "JNIM", "--format", "table", "--build", both.path).out
