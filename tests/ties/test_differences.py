"""What two days differ in."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.builds.histories import compare_builds, compare_days, find_words, read_history
from sahel_kg.errors import UsageError
from sahel_kg.record.rewinding import DEFAULT_WINDOW, When, when
from sahel_kg.ties.chronology import all_ties
from sahel_kg.ties.coverage import dated_span
from sahel_kg.ties.differences import COLUMNS as DIFFERENCE_COLUMNS
from sahel_kg.ties.differences import Difference, compare
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import compact
from tests.cli.command import run
from tests.conftest import TURTLE_PREFIXES
from tests.ties.small import build_of, told


def read_day_as_both(day: str) -> When:
    return when(day, "presumed", DEFAULT_WINDOW)


def between(build: Build, one: str, other: str, window: str | None = "12m", **choice: object) -> Difference:
    days = [When(date.fromisoformat(day), None, window) for day in (one, other)]
    return compare(build, find_words(build), *days, **choice)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["2019-12-03", "2015", None])
def test_two_builds_are_compared_as_two_days_are(both: Build, day: str | None) -> None:
    before = both.admitting(without_sources="grey-dynamics-2019")
    found = compare_builds(before, both, day)
    at = read_day_as_both(day) if day else When()
    stand = [
        {(t.subject, t.relation, t.object) for t in all_ties(each.of_all_times.at(at), general=True)}
        for each in (before, both)
    ]
    come = {(t.subject, t.relation, t.object) for t in (*found.gained, *found.newly_told)}
    assert stand[1] - stand[0] >= come > set()
    assert "between two builds" in found.in_words()
    back = compare_builds(both, before, day)
    assert {(t.subject, t.relation, t.object) for t in (*back.lost, *back.untold)} == come
    assert len(back.changed) == len(found.changed)
    assert not back.happened_before  # nobody's window has passed
    # who is in one of them only is called by his name
    assert "Florence Parly" in " ".join(each.what for each in back) or day == "2015"
    assert len(compare_builds(both, both, day)) == 0
    mine = compare_builds(before, both, day, around="ISGS", signs="hostility")
    assert {each.tie.sign for each in mine if each.tie.status != "denied"} <= {"-"}


def test_it_is_a_table_in_python_of_what_diff_says(both: Build) -> None:
    found = compare_days(both, "2019-12-03", 2012, signs="hostility")
    assert (str(found.one.day), str(found.other.day)) == ("2012-12-31", "2019-12-03")
    of = {"gained": found.gained, "lost": found.lost, "changed": found.changed, "not told before": found.newly_told}
    counts = found.to_pandas()["change"].value_counts()
    assert {name: counts.get(name, 0) for name in of} == {name: len(ties) for name, ties in of.items()}
    assert {entry.tie.sign for entry in found if entry.tie.status != "denied"} == {"-"}
    for entry in found:
        assert (entry.before is None) == (entry.change in ("gained", "not told before"))
    with pytest.raises(UsageError, match=r"one: 1\.5 is no day"):
        compare_days(both, 1.5, 2012)  # type: ignore[arg-type]


def names(ties: tuple[Tie, ...]) -> list[str]:
    return [" ".join(compact(term).partition(":")[2] for term in (t.subject, t.relation, t.object)) for t in ties]


def test_leaders_change(build: Build) -> None:
    # by hand: on 21 October the old one surely leads, the new one may; on 14 November only the new one, and surely
    found = between(build, "2019-10-21", "2019-11-14", relations=["skg:leaderOf"])
    assert names(found.lost) == ["abu-bakr-al-baghdadi leaderOf islamic-state"]
    assert not found.gained
    (changed,) = found.changed
    assert names((changed.before,)) == ["abu-ibrahim-al-hashimi-al-qurashi leaderOf islamic-state"]
    assert (changed.before.reading, changed.after.reading) == ("possible", "certain")
    assert found.in_words() == (
        "0 gained, 1 lost, 0 not told before, 0 not told any more, 1 changed between 2019-10-21 and 2019-11-14; "
        "0 the same"
    )
    assert [c.id for c in found.lost[0].claims] == ["claim:gd-p1-s1-d"]


def test_what_is_lost_names_the_claims_of_its_end(both: Build) -> None:
    """Mali left the Group of Five in 2022 (bg-mali-g5-until), and Barkhane ended (bg-barkhane-until)."""
    found = between(both, "2019-12-03", "2022-12-31")
    told = {name: {c.id for c in tie.claims} for name, tie in zip(names(found.lost), found.lost, strict=True)}
    assert told["mali memberOf g5-sahel"] == {"claim:gd-p8-s1-f", "claim:bg-mali-g5-until"}
    assert told["france leadsMission barkhane"] == {"claim:gd-p3-s1-g", "claim:bg-barkhane-until"}


def test_the_hostile_ties_of_one_month(build: Build) -> None:
    # by hand: the attack of 2 November; the opposition is presumed and then certain, which is no change, and so are the
    # attacks since 10 September
    found = between(build, "2019-11-01", "2019-12-03", signs=["hostility"])
    assert names(found.gained) == ["isgs attacked malian-army", "isgs hostileTo mali"]
    assert not found.lost
    assert not found.changed


def test_what_happened_before_the_window_is_neither_lost_nor_untold(build: Build) -> None:
    attack = "isgs attacked malian-army"
    found = between(build, "2019-12-03", "2020-11-03")
    assert attack in names(found.happened_before)
    assert attack not in names(found.lost + found.untold)
    assert all(tie.extent.aspect == "happening" for tie in found.happened_before)
    assert f"; {len(found.happened_before)} happened before the window; " in found.in_words()
    assert attack not in names(between(build, "2019-12-03", "2020-11-01").happened_before)
    assert not between(build, "2019-12-03", "2020-11-03", window=None).happened_before


def test_where_a_presumption_begins_or_ends_nothing_changes(build: Build) -> None:
    # by hand: the source speaks of 3 December at the latest; by then the mission of 2013 had been extended (p3s1)
    found = between(build, "2019-12-03", "2019-12-04", relations=["skg:leadsMission"])
    assert not found.gained
    assert not found.lost
    assert not found.changed
    then, later = (When(date.fromisoformat(day), "presumed", "12m") for day in ("2019-12-03", "2021-03-01"))
    found = compare(build, find_words(build), then, later, relations=["skg:opposes"])
    assert "france opposes isgs" in names(found.untold)
    assert not found.lost
    before = compare(build, find_words(build), When(date(2017, 6, 1), "presumed"), then, relations=["skg:opposes"])
    assert "france opposes isgs" in names(before.newly_told)


def test_what_has_been_extended_is_over(build: Build) -> None:
    # by hand: the mission of 2013 gave way to Barkhane on 1 August 2014; that it was led by France is told for 2013
    found = between(build, "2014-08-01", "2014-08-02", relations=["skg:leadsMission"])
    assert names(found.lost) == ["france leadsMission french-mission-2013"]
    assert not found.gained


def test_a_general_tie_is_no_gain_where_it_was_implied(tmp_path: Path) -> None:
    # hostile in 2012, for who opposes is hostile; and in 2014, for who opposes an organ is hostile to the whole
    year = {"earliestBegin": "{}-01-01", "latestBegin": "{}-01-01", "earliestEnd": "{}-12-31", "latestEnd": "{}-12-31"}
    bounds = {number: {name: day.format(number) for name, day in year.items()} for number in (2012, 2014)}
    claims = [
        told("t-kinds", "actor:t-one a skg:ArmedGroup . actor:t-organ a skg:ArmedForce . actor:t-state a skg:State ."),
        told("t-then", "actor:t-one skg:opposes actor:t-state .", **bounds[2012]),
        told("t-now", "actor:t-one skg:opposes actor:t-organ .", **bounds[2014]),
        told(
            "t-organ", "actor:t-organ skg:organOf actor:t-state .", latestBegin="2010-01-01", earliestEnd="2020-01-01"
        ),
    ]
    actors = "".join(
        f'actor:t-{name} a skg:NamedActor ; skos:prefLabel "{name}"@en .\n' for name in ("one", "organ", "state")
    )
    build = build_of(tmp_path, TURTLE_PREFIXES + "".join(claims), TURTLE_PREFIXES + actors)
    found = between(build, "2012-06-01", "2014-06-01", signs=["hostility"])
    mine = [[name for name in names(ties) if name.startswith("t-one")] for ties in (found.gained, found.lost)]
    assert mine == [["t-one opposes t-organ"], ["t-one opposes t-state"]]
    assert "t-one hostileTo t-state" in names(tuple(build.at("2014-06-01").ties()))


def test_a_denial_stands_beside_what_it_denies(build: Build) -> None:
    found = between(build, "2017-11-02", "2019-12-03", relations=["skg:supports"])
    denied = [c for c in found.changed if c.after.status == "denied"]
    assert {compact(c.after.object) for c in denied if compact(c.after.subject) == "actor:france"} == {
        *(f"actor:{name}" for name in ("burkina-faso", "chad", "mali", "mauritania", "niger", "fc-g5s"))
    }
    assert {c.before.status for c in denied} == {"denied"}


def test_days_in_any_order(build: Build) -> None:
    forwards, backwards = (
        between(build, *days) for days in (("2015-01-01", "2019-12-03"), ("2019-12-03", "2015-01-01"))
    )
    assert forwards.as_dict() == backwards.as_dict()


def test_a_day_and_itself(build: Build) -> None:
    found = between(build, "2019-12-03", "2019-12-03")
    assert (found.gained, found.lost, found.changed) == ((), (), ())
    assert found.unchanged > 50
    assert found.in_words().startswith("2019-12-03 twice: nothing changes")


def test_the_span_of_what_is_dated(build: Build) -> None:
    span = dated_span(build)
    assert span is not None
    (first, early), (last, late) = span
    # by hand: the coup of 2012, and the day on which Niger, the last by name, is told to stand with its allies
    assert (str(first), str(last), compact(late)) == ("2012-01-01", "2024-07-06", "claim:bg-niger-aes-2024")
    assert build.claims[compact(early)].bounds.earliest_begin == first


def test_what_cannot_be_chosen_is_refused(build: Build) -> None:
    with pytest.raises(UsageError, match="no relation 'skg:likes'"):
        between(build, "2018-01-01", "2019-01-01", relations=["skg:likes"])


def test_the_ties_of_one_actor_are_those_of_all_that_it_has(both: Build) -> None:
    every = compare_days(both, 2012, "2019-12-03")
    own = compare_days(both, 2012, "2019-12-03", around="JNIM")
    iri = both.actors.find("JNIM").iri
    told = [each for each in every if iri in (each.tie.subject, each.tie.object)]
    assert 0 < len(told) < len(every)
    assert list(own) == told
    assert own == compare_days(both, 2012, "2019-12-03", around=[both.actors["JNIM"]])
    assert "those of JNIM alone" in own.note
    with pytest.raises(UsageError, match="no actor is called 'JMIN'"):
        compare_days(both, 2012, 2019, around="JMIN")


def test_the_command_takes_the_same_actor(both: Build) -> None:
    answer = run("diff", "2012", "2019-12-03", "--around", "JNIM", "--build", str(both.path), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert len(rows) == len(compare_days(both, 2012, "2019-12-03", around="JNIM"))
    assert all("actor:ucdp-6716" in (row["subject"], row["object"]) for row in rows)


def test_what_is_not_told_of_a_day_says_why_it_is_possible_then(build: Build) -> None:
    """What the article tells of December 2019 may have gone on to 2023, later than the article speaks of."""
    found = compare_days(build, "2019-12-03", 2023)
    untold = [entry for entry in found if entry.change == "not told any more"]
    assert len(untold) > 10
    assert [entry.what for entry in untold if not entry.why_possible] == []
    told = {entry.row()[DIFFERENCE_COLUMNS.index("why possible")] for entry in untold}
    assert "later than the source (2019-12-03)" in told


def test_the_reason_is_of_the_claims_that_the_row_names(both: Build) -> None:
    """gd-p3-s2-b tells France's support of 2019 and is too old for 2023; UCDP's row of 2023 is of troops elsewhere."""
    found = compare_days(both, "2019-12-03", 2023, around="Mali")
    supports = next(each for each in found if each.what == "France supports Mali")
    assert (supports.change, supports.claims) == ("not told any more", "claim:gd-p3-s2-b")
    assert supports.why_possible == ("later than the source (2019-12-03)",)
    # ucdp-acd-25.1-360-2023-a-support tells it of 2023; why it may have been in 2019 is told of 2018, by another row
    sent = next(each for each in found if each.what == "Mali contributes to Burkina Faso")
    assert sent.why_possible == ("may have happened as early as 2018-01-01, before the window",)
    assert sent.claims.split() == [f"claim:ucdp-acd-25.1-360-{year}-a-support" for year in (2023, 2018)]
    for entry in found:
        if entry.then:
            assert entry.why_possible == tuple(entry.then.why_possible)
            assert {claim.id for claim in entry.then.claims} <= set(entry.claims.split())


def test_an_end_has_the_same_sources_in_a_timeline_and_between_days(both: Build) -> None:
    """bg-barkhane-until ends all that Barkhane does, bg-mali-g5-until what the article leaves open."""
    found = between(both, "2019-12-03", "2023-12-31")
    history = read_history(both, general=True)
    ends: dict[tuple[str, ...], set[str]] = {}
    for change in history.dated:
        if change.change == "ended" and isinstance(change.matter, Tie) and change.matter.extent.aspect == "holding":
            key = (change.matter.subject, change.matter.relation, change.matter.object, str(change.last))
            ends.setdefault(key, set()).update(claim.id for claim in change.endings)
    checked = 0
    for tie in found.lost:
        if tie.extent.aspect != "holding":
            continue
        key = (tie.subject, tie.relation, tie.object, str(tie.bounds.latest_end))
        named = {claim.id for claim in tie.claims}
        assert ends[key], key
        assert ends[key] <= named, key
        checked += 1
    assert checked > 10


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (("France", "skg:leadsMission", "actor:barkhane"), {"gd-p3-s1-g", "bg-barkhane-until"}),
        (("Mali", "skg:memberOf", "actor:g5-sahel"), {"bg-mali-g5-until"}),
        (("France", "skg:deployedIn", "place:kidal-region"), {"gd-p4-s3-a", "bg-france-mali-until"}),
    ],
)
def test_an_end_in_a_timeline_names_who_tells_it(both: Build, fact: tuple[str, str, str], told: set[str]) -> None:
    """By an actor's end, by another claim of the same, by one of the whole country."""
    ended = [
        change
        for change in read_history(both, fact[0], relations=[fact[1]]).dated
        if change.change == "ended" and change.fact[2] == fact[2]
    ]
    assert [{claim.id.removeprefix("claim:") for claim in change.claims} for change in ended] == [told]
