"""An actor in one screen: what stands there, in which order, and that nothing is lost behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from sahel_kg import Build
from sahel_kg.builds import profiles
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import When, when
from sahel_kg.ties.lifetimes import Lifetime
from sahel_kg.ties.situation import Situation
from sahel_kg.views.text import terminal
from sahel_kg.views.text.profile_brief import MOST, _first, _merge, _rows, _tell_spans, _when, brief_text
from sahel_kg.vocabulary import compact
from tests.cli.command import run


def read(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def lines(build: Build, *options: str) -> list[str]:
    answer = run("show", *options, "--build", build.path)
    assert answer.code == 0
    return answer.out.splitlines()


def test_the_busiest_actor_stands_in_one_screen(both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    told = lines(both, "Mali")
    assert len(told) <= 53
    assert len(lines(both, "Mali", "--all")) > 300


def test_hostility_comes_first_and_who_only_contributes_is_counted(both: Build) -> None:
    told = lines(both, "Mali")
    signs = [line for line in told if re.fullmatch(r"(hostility|cooperation|strain|neutral|denied):", line)]
    assert signs == ["hostility:", "cooperation:", "strain:", "neutral:", "denied:"]
    profile = profiles.profile(both, "Mali")
    rows, _ = _rows(profile, profile.ties, both)
    assert [row[0] for row in rows].count("hostility") == MOST["-"]
    helping = {
        t.subject for t in profile.ties if t.relation.endswith("#contributesTo") and t.object == profile.actor.iri
    }
    assert any(line.startswith(f"{len(helping)} contribute to its side: ") for line in told)
    assert told[-1].endswith("--all")
    assert told[-1].startswith(f"{len(profile.claims)} claims speak of it. ")


def test_that_there_is_no_tie_is_said(both: Build) -> None:
    def told(name: str, day: str | None = None) -> str:
        then = both.at(day)
        return brief_text(profiles.profile(then, name), then)

    near = "No tie of it is told of 2010-12-31. The nearest day of which one is told is 2015-12-31: --as-of 2015-12-31."
    assert near in told("ISGS", "2010")
    assert "No tie of it" not in told("ISGS", "2015-12-31")
    assert "No tie of it with anybody is told. It is spoken of by " in told("ECOWAS")
    assert "Ties as of 1960-12-31: 2 only possible (1 neutral, 1 denied), no other" in told("Burkina Faso", "1960")
    then = both.at("2010")
    assert "No tie of it is told as of 2010-12-31" in terminal.profile_text(profiles.profile(then, "ISGS"), then)


def test_what_is_counted_and_what_is_shown_are_all_that_is_said(build: Build) -> None:
    profile = profiles.profile(build, "ISGS")
    hostile = [tie for tie in profile.ties if tie.sign == "-" and tie.status != "denied"]
    assert {tie.status for tie in hostile} == {"inferred"}
    rows, left = _rows(profile, hostile, build)
    hidden = sum(int(n) for told in left for n in re.findall(r"(\d+) of hostility", told))
    shown = sum(len(row[2].split("; ")) for row in rows)
    assert shown + hidden == len({(tie.relation, tie.subject, tie.object) for tie in hostile})


def test_what_follows_of_several_alike_crowds_out_no_attack(build: Build) -> None:
    told = brief_text(profiles.profile(build, "ISGS"), build, wide=True)
    assert re.search(r"\nattacked +Malian Armed Forces +2019-11-02", told)
    (opposing,) = re.findall(r"\nopposes it +(.*Chad; France;.*) 2015/2019 to 2019 or later", told)
    assert opposing.count(";") >= 5
    assert "of hostility more" not in told


def test_places_stand_in_the_brief_the_long_table_and_the_sheet(both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    held = "controls territories in the Sahel taken by ISGS (not named) (2015/2019 to 2019 or later)"
    assert f"Places: {held}; operates in Mali (2015/2019 to 2019 or later)" in lines(both, "ISGS")
    long = lines(both, "ISGS", "--all")
    assert re.match("ISGS +operates in +Mali +2015-01-01 to 2019-11-03", long[long.index("Places") + 4])
    assert "## Places" in lines(both, "ISGS", "--format", "md")
    assert any(
        line.startswith("actor:isgs,ISGS,skg:operatesIn,operates in,place:mali")
        for line in lines(both, "ISGS", "--format=csv")
    )
    then = both.at("2015-06-01")
    assert "operates in Mali (2015/2019 to 2019 or later, possible)" in brief_text(profiles.profile(then, "ISGS"), then)
    aqim = brief_text(profiles.profile(both, "AQIM"), both)
    where = "operates in Algeria, Burkina Faso, Ivory Coast, Mauritania, Tunisia (undated)"
    assert f"Places: operates in Mali (in 2012, or longer); {where}\n" in aqim
    day = both.at("2012-12-31")  # one answer to where, though the Actor file has Mali without a date besides
    told = brief_text(profiles.profile(day, "AQIM"), day)
    assert f"Places: operates in Mali (in 2012, or longer, presumed); {where}\n" in told


def test_what_is_only_possible_is_counted_once_and_shown_to_who_asks(both: Build) -> None:
    told = brief_text(profiles.profile(both.at("2023-06-01"), "Mali"), both.at("2023-06-01"))
    assert re.search(r"\.\.\. and \d+ only possible \(\d+ hostility, \d+ cooperation, .*\) more(; |\n)", told)
    asked = both.at(when("2023-06-01", "possible"))
    rows = brief_text(profiles.profile(asked, "Mali"), asked)
    assert "only possible (" not in rows
    assert re.search(r"\nopposes +ISGS .* possible", rows)


def test_a_namesake_is_told_with_its_id(both: Build) -> None:
    """UCDP's CMA is the MNLA's number until 2013, by `decision-ucdp-1158-mnla`, and the MNLA there from 2011 on."""
    told = brief_text(profiles.profile(both, "MNLA"), both, wide=True)
    assert "\nAlso told of as CMA (actor:ucdp-1158, 2011 to 2013, decision-ucdp-1158-mnla)\n" in told
    assert "stands for" not in told
    isgs, then = profiles.profile(both, "ISGS"), both.at("2018")
    assert "\nTold of in part as Islamic State (actor:islamic-state, from 2015 on, decision-isgs-ucdp-234)\n" in (
        terminal.profile_text(isgs, both)
    )
    assert {compact(tie.relation) for tie in isgs.told_as} == {"skg:overlapsWith"}
    assert "told of as" not in brief_text(profiles.profile(then, "MNLA"), then)


def test_the_nearest_day_is_one_on_which_a_tie_is_presumed(both: Build) -> None:
    """France is presumed to lead Barkhane until its last day (`bg-barkhane-until`)."""
    then = both.at("2023-06-01")
    told = brief_text(profiles.profile(then, "Barkhane"), then)
    assert "The nearest day of which one is told is 2022-11-09: --as-of 2022-11-09." in told
    assert "No tie of it" not in brief_text(profiles.profile(both.at("2022-11-09"), "Barkhane"), both.at("2022-11-09"))
    after = both.at("2022-11-10")
    assert "2022-11-09" in brief_text(profiles.profile(after, "Barkhane"), after)


@pytest.mark.parametrize(("day", "near"), [("2019-06-01", "2019-06-01"), ("2022-01-01", "2020-10-30")])
def test_what_happened_counts_for_the_window(day: str, near: str) -> None:
    """A fight has happened from its first day on, and counts for the twelve months that begin with its last."""
    days = ("2019-05-01", "2019-05-01", "2019-10-31", "2019-10-31")
    fight = Extent(Bounds(*map(date.fromisoformat, days)), "happening")
    seen = When(date.fromisoformat(day), window="12m")
    assert seen.nearest(fight) == date.fromisoformat(near)
    assert replace(seen, day=date.fromisoformat(near)).read(fight) == "certain"


def test_an_organ_names_the_hostility_of_its_state(both: Build) -> None:
    then = both.at("2019-12-31")
    told = brief_text(profiles.profile(then, "Malian army"), then)
    assert re.search(r"Organ of Mali, which has hostility with \d+ others: sahel-kg show actor:mali\n", told)
    assert "Organ of" not in brief_text(profiles.profile(then, "Mali"), then)


@pytest.mark.parametrize(
    ("count", "told"), [(2, "0, 1"), (3, "0, 1, 2"), (4, "0, 1 and 2 more")], ids=["room", "one more", "two more"]
)
def test_a_single_one_is_never_hidden(count: int, told: str) -> None:
    assert _first([str(number) for number in range(count)], 2) == told


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (("2019-11-02", "2019-11-02", "2019-11-02", "2019-11-02"), "2019-11-02"),
        (("2012-01-01", "2012-12-31", "2012-01-01", "2012-12-31"), "2012"),
        (("2013-01-01", None, None, "2016-12-31"), "2013 or later to 2016 or earlier"),
        (("2013-01-01", None, "2019-12-03", None), "2013 or later to 2019 or later"),
        ((None, "2019-11-03", "2019-12-03", None), "in 2019, or longer"),
        ((None, "2019-12-03", None, "2019-12-03"), "by 2019"),
        ((None, "2019-06-01", "2019-11-03", "2019-12-03"), "until 2019"),
        ((None, "2022-08-15", "2022-08-15", "2022-08-15"), "until 2022"),  # it surely was so on its last day
        (("2019-01-01", "2019-06-01", "2019-11-03", None), "from 2019 on"),
        ((None, "1960-12-31", "2019-12-03", None), "1960 or earlier to 2019 or later"),
        ((None, None, None, "2022-01-01"), "to 2022 or earlier"),
        (("1960-01-01", "2019-11-03", "2019-12-03", None), "in 2019, or longer"),  # both were there decades before
        (("1999-01-01", "2019-11-03", "2019-12-03", None), "1999/2019 to 2019 or later"),
        (("2014-08-01", "2022-08-15", "2022-08-15", "2022-08-15"), "2014 or later to 2022"),  # an end tells no begin
        (("1945-01-01", "2022-08-15", "2022-08-15", "2022-08-15"), "until 2022"),
        (("2017-03-02", None, None, None), "from 2017 or later on"),
        ((None, None, None, None), "undated"),
    ],
)
def test_when(bounds: tuple[str | None, ...], words: str) -> None:
    own = Bounds(*map(read, bounds))
    assert _when((own, own)) == words


def test_rows_are_told_within_the_years_of_the_heading(both: Build) -> None:
    """bg-barkhane-from: 2014-08-01, bg-barkhane-until: 2022-11-09; gd-p3-s1-g: led by France from 2013 on or later."""
    told = "\n".join(lines(both, "Barkhane", "--format", "table", "--wide"))
    assert re.search(r"\nmission led by +France +2014-08-01/2019 to 2019/2022-11-09 ", told)
    assert "2014-08-01/2019 is a day from 2014-08-01 to 2019, not told which." in told
    assert "deployed in Mali (2014-08-01 or later to 2022)" in told
    # the end of another is told by the year
    assert re.search(r"\nopposes\* +al-Murabitun +2014-08-01 or later to 2017 or earlier ", told)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (("2011-05-01", "2019-11-03", "2019-12-03", "2024-11-30"), "2011-05/2019 to 2019/2024-11-30"),
        (("2011-05-02", "2019-11-03", "2019-12-03", "2024-11-29"), "2011/2019 to 2019/2024"),
        (("2011-05-01", "2011-09-03", "2024-01-03", "2024-11-30"), "2011 to 2024"),
        (("2011-05-01", "2011-05-01", None, None), "from 2011-05 on"),
    ],
)
def test_only_what_the_years_cut_is_told_by_them(bounds: tuple[str | None, ...], words: str) -> None:
    own = Bounds(*map(read, bounds))
    assert _when((own, own), Lifetime("2011-05", "2024-11-30")) == words


def test_spans_that_meet_are_one() -> None:
    first, second, third = (
        Bounds(read(begin), None, read(end), read(last))
        for begin, end, last in (
            ("2023-09-01", "2023-09-16", None),
            ("2023-09-01", "2024-07-06", None),
            ("2030-01-01", None, "2030-12-31"),
        )
    )
    assert [_when(span) for span in _merge([(third, third), (first, first), (second, second)])] == [
        "2023 or later to 2024 or later",
        "2030",
    ]


def test_what_one_claim_dates_is_not_undated_by_another() -> None:
    day = Bounds(*[read("2017-03-02")] * 4)
    none = Bounds()
    assert _tell_spans([(none, none), (day, day)]) == "2017-03-02"
    assert _tell_spans([(none, none)]) == "undated"


def test_that_no_leader_is_told_is_said_of_armed_groups(both: Build) -> None:
    """No claim says who leads JNIM; two say who led Islamic State."""
    assert "\nLeaders: none is told\n" in brief_text(profiles.profile(both, "JNIM"), both)
    for name in ("Islamic State", "Mali"):
        assert "Leaders: none" not in brief_text(profiles.profile(both, name), both)


def test_hostility_is_told_latest_first(both: Build) -> None:
    """France fought in Algeria to 1962; what it opposes in the Sahel follows from 2013 on, and is told first.

    What is only possible comes last: whom it may have opposed in 2013 and 2014 is counted.
    """
    france = lines(both, "France", "--format", "table")
    hostile = france[france.index("hostility:") + 1 : france.index("cooperation:")]
    hostile = [line for line in hostile if not line.startswith(" ")]
    assert "al-Qaeda" in hostile[0]
    assert not any("MUJAO" in line for line in hostile)
    years = [max(map(int, re.findall(r"\b[0-9]{4}\b", line))) for line in hostile if "or later" not in line]
    assert years == sorted(years, reverse=True)
    rows = [line for line in lines(both, "JNIM", "--format", "table") if "fought against" in line]
    fought = [max(map(int, re.findall(r"20[0-9][0-9]", row))) for row in rows]
    assert len(fought) > 3
    assert fought == sorted(fought, reverse=True)


def test_what_is_so_at_one_time_is_one_row(build: Build) -> None:
    """France supports five Sahel states and fights alongside them (`gd-p3-s2-a`), and is denied to do so much."""
    profile = profiles.profile(build, "France")
    rows, _ = _rows(profile, profile.ties, build)
    (both_ways,) = [row for row in rows if row[1] == "fights alongside, supports"]
    assert both_ways[2] == "Burkina Faso; Chad; Mali; Mauritania; Niger"
    assert {row[2] for row in rows if row[0] == "denied"} == {
        "Burkina Faso; Chad; Mali; Mauritania; Niger",
        "FC-G5S",  # there since 2017, and the states for decades
    }
    told = {
        (tie.relation, end)
        for tie in profile.ties
        for end in {tie.subject, tie.object} - {profile.actor.iri}
        if tie.sign == "+" and tie.status == "asserted" and "contributesTo" not in tie.relation
    }
    asserted = [row for row in rows if row[0] == "cooperation" and row[4] == "asserted"]
    assert sum(len(row[1].split(", ")) * len(row[2].split("; ")) for row in asserted) == len(told)


def test_the_ties_of_a_day_are_those_of_python_with_the_same_window(both: Build) -> None:
    """AQIM fought Mali until 2017: long ago in 2019 for `show`, and there in Python where no window is asked for."""
    answer = run("show", "AQIM", "--as-of", "2019-12-31", "--format", "table", "--build", both.path)
    assert "Ties as of 2019-12-31 (of what happened that of the 12 months before: --window)" in answer.out
    longer = run("show", "AQIM", "--as-of", "2019-12-31", "--window", "3y", "--format", "table", "--build", both.path)
    assert "(of what happened that of the 3 years before: --window)" in longer.out
    for window, out in (("12m", answer.out), ("3y", longer.out)):
        fought = {
            both.actors[end].short
            for tie in both.at("2019-12-31").ties(window=window)
            for end in (tie.subject, tie.object)
            if tie.relation_id == "skg:foughtAgainst" and "actor:ucdp-539" in (tie.subject_id, tie.object_id)
            if tie.reading in ("certain", "presumed")
        } - {"AQIM"}
        assert all(name in out for name in fought), window
        assert ("fought against" in out) == bool(fought)


def test_losses_that_are_told_are_pointed_to(both: Build) -> None:
    """The article counts the dead of MINUSMA; what stands behind the colon can be run."""
    (told,) = [line for line in lines(both, "MINUSMA", "--format", "table") if line.startswith("Losses: ")]
    assert told.startswith("Losses: 1 report, sahel-kg casualties actor:minusma")
    answer = run(*told.partition("sahel-kg ")[2].split(), "--format", "csv")
    assert answer.code == 0
    assert "gd-p2-s5-b" in answer.out
    assert not [line for line in lines(both, "European Union", "--format", "table") if line.startswith("Losses: ")]


def test_losses_of_an_actor_are_found_without_all_that_is_named(both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """To list every term of a build takes half a second, and no name has to be looked up."""
    seen = both.admitting(min_credibility=5)
    profile = profiles.profile(seen, both.actors.find("MINUSMA"))
    monkeypatch.delattr(Situation, "terms")
    assert "Losses: 1 report" in brief_text(profile, seen, wide=True)


def test_years_that_are_only_possible_are_not_told_with_those_that_are_not(both: Build) -> None:
    """On 3 December 2019, UCDP's year 2018 may have ended before the window of twelve months begins."""
    told = lines(both, "JNIM", "--as-of", "2019-12-03")
    (row,) = (line for line in told if line.startswith("fought against  Burkina Faso; Mali"))
    assert row.split()[5:] == ["2019", "asserted", "presumed", "2"]
    assert any("2018" in line for line in lines(both, "JNIM", "--as-of", "2019-12-03", "--reading", "possible"))


def test_what_is_so_surely_on_no_day_is_marked_where_no_day_is_asked_for(both: Build) -> None:
    """All that opposes MUJAO by a mission's aim is told of 2019, years after its end."""
    told = lines(both, "MUJAO")
    assert [line.split("  ")[0] for line in told if "*  " in line] == ["opposes it*"]
    assert any(line == ("* is only possible, on whatever day.") for line in told)
    opposing = {tie.reading for tie in both.ties() if (tie.relation_label, tie.object_label) == ("opposes", "MUJAO")}
    assert opposing == {"possible"}
    assert not any("*" in line for line in lines(both, "MUJAO", "--as-of", "2012-06-01"))
