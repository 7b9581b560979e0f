"""Casualties: reports side by side, and totals that count nobody twice."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable

import pytest
from rdflib import RDF, Dataset
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from sahel_kg import Build, resources
from sahel_kg.builds import casualties
from sahel_kg.errors import UsageError
from sahel_kg.events.nesting import Nesting
from sahel_kg.events.reports import Report
from sahel_kg.events.totals import EVERYBODY, Total, add_up
from sahel_kg.record.bounds import Bounds, parse_date
from sahel_kg.record.claims import Claim
from sahel_kg.record.evidence import Evidence
from sahel_kg.vocabulary import SKG, compact
from tests.cli.command import run
from tests.exports.test_formats import check


def ids(total: Total, what: str) -> list[str]:
    found = total.counted if what == "counted" else [each.report for each in getattr(total, what)]
    return sorted({compact(report.iri).removeprefix("claim:").removesuffix("#report") for report in found})


def test_the_army_of_mali(build: Build) -> None:
    """More than 100 in recent weeks contain the 53 and the at least 40, so they are not added."""
    for party in ("Mali", "Malian army"):
        total = casualties.total(build, party=party)
        assert (total.low, total.best, total.high) == (101, None, None)
        assert ids(total, "counted") == ["gd-p6-s1-f"]
        assert ids(total, "contains") == ["gd-p2-s1-c", "gd-p2-s1-h"]


def test_france(build: Build) -> None:
    """The 13 of two reports are the same dead; the 38 lost contain them, and are not said to have been killed."""
    killed = casualties.total(build, party="France")
    assert (killed.low, killed.best, killed.high) == (13, 13, 13)
    assert (ids(killed, "contains"), ids(killed, "excluded")) == (["gd-p6-s1-h"], ["gd-p6-s2-a"])
    lost = casualties.total(build, party="France", loss="Lost")
    assert (lost.low, lost.best, lost.high) == (38, 38, 38)
    assert ids(lost, "contains") == ["gd-p2-s2-b", "gd-p6-s1-h"]


def test_those_lost_by_the_mission_are_not_killed(build: Build) -> None:
    killed = casualties.total(build, party="MINUSMA")
    assert (killed.low, killed.best, killed.high, killed.counted) == (0, None, None, ())
    assert ids(killed, "excluded") == ["gd-p2-s5-b"]
    assert killed.number() == "not told"
    assert casualties.total(build, party="MINUSMA", loss="Lost").best == 206


def test_until_a_day(build: Build) -> None:
    """By mid-November 53 and at least 40 had fallen; of the more than 100 nobody knows how many by then."""
    total = casualties.total(build, party="Mali", as_of="2019-11-15")
    assert (total.low, total.best, total.high) == (93, None, None)
    assert ids(total, "excluded") == ["gd-p6-s1-f"]
    assert casualties.total(build.at("2019-11-15"), party="Mali") == total
    assert casualties.total(build, party="Mali", as_of="2019-11-01").low == 0
    assert casualties.total(build, party="Mali", as_of="2019-11-30", since="2019-11-02").low == 53


def test_only_a_high_number_that_is_there_is_raised(both: Build) -> None:
    """A report of "at least 40" sets no limit: with it there is no high number, and no other report raises one."""
    army = casualties.total(both, party="Mali", place="Mali", since="2018", as_of="2018-12-31")
    assert (army.number(), army.high) == ("not told", None)
    assert "it sets no limit, so that there is no high number" in {e.reason.partition(": ")[2] for e in army.excluded}
    everybody = casualties.total(both, place="Mali", since="2018", as_of="2018-12-31")
    reasons = {each.reason.partition(": ")[2] for each in everybody.excluded}
    assert everybody.high is None
    assert "it could raise a high number only" in reasons
    assert "it raises the high number only" not in reasons
    france = casualties.total(both, party="France", loss="Lost", place="Mali")
    assert france.high == 38
    assert any(each.reason.endswith("it raises the high number only") for each in france.excluded)


def test_what_no_claim_puts_into_the_other_is_not_added(build: Build) -> None:
    """Without the less sure claim the at least 40 may be among the more than 100 or not."""
    total = casualties.total(build.admitting(Evidence(min_credibility=3)), party="Mali")
    assert total.low == 101
    assert ids(total, "counted") == ["gd-p2-s1-h", "gd-p6-s1-f"]
    assert "may count the same dead, and no claim says whether" in total.notes[0]


@pytest.mark.parametrize("day", [None, "2019-11-01", "2019-11-15", "2019-12-03"])
def test_ties_and_casualties_count_the_dead_alike(two: Build, day: str | None) -> None:
    """What a tie says of the dead is what casualties say of its attack and of its target, on any day."""
    seen = two.at(day)
    ties = {(tie.subject, tie.object): tie.events for tie in seen.ties() if tie.events}
    struck = [(event, target) for event in seen.events for target in event.targets if event.attackers]
    compared = 0
    for event, target in struck:
        for attacker in event.attackers:
            found = ties[attacker, target]
            if found.count == event.count:  # its only attack
                told = [t for t in casualties.totals(seen, event.iri) if (t.party, t.loss) == (target, "Killed")]
                assert ([found.deaths] if found.deaths else []) == [t for t in told if t.is_told]
                compared += 1
    assert compared


def test_the_dead_of_an_organ_are_those_of_the_tie_with_its_whole(build: Build) -> None:
    for day in (None, "2019-12-03"):
        [events] = [
            tie.events
            for tie in build.at(day).ties()
            if (compact(tie.subject), compact(tie.object)) == ("actor:p6s1-militants", "actor:mali")
        ]
        assert events
        assert events.deaths == casualties.total(build.at(day), party="Mali")


@pytest.mark.parametrize("country", ["mali", "nigeria"])
def test_losses_in_a_country_against_the_files(both: Build, country: str) -> None:
    """Of conflicts fought there alone all dead count, of those fought elsewhere as well at most all."""
    data = Dataset().parse(resources.shipped("data") / "claims/ucdp-22.1/nonstate.trig")
    stated = data.graph(DATASET_DEFAULT_GRAPH_ID)
    countries: dict[str, set[str]] = {}
    dead: dict[str, tuple[int, int]] = {}
    for of_claim in data.graphs():
        record = next(iter(stated.objects(of_claim.identifier, SKG.record)), "")
        for where in of_claim.objects(None, SKG.conflictOf):
            countries.setdefault(str(record), set()).add(str(where).rpartition("/")[2])
        for report in of_claim.subjects(RDF.type, SKG.CasualtyReport):
            dead[str(record)] = (int(str(of_claim.value(report, SKG.low))), int(str(of_claim.value(report, SKG.high))))
    then = {record: numbers for record, numbers in dead.items() if record.endswith("year 2020")}
    low = sum(numbers[0] for record, numbers in then.items() if countries[record] == {country})
    high = sum(numbers[1] for record, numbers in then.items() if country in countries[record])
    total = casualties.total(both, since=2020, as_of=2020, place=country.title())
    assert (total.low, total.high) == (low, high)
    assert 0 < low < high < sum(numbers[1] for numbers in then.values())


def test_a_year_has_a_row_of_whom_a_report_tells_of_it(both: Build) -> None:
    """The army's dead of which no beginning is told make no row of it in years before."""
    rows = {(each.year, compact(each.party)) for each in casualties.by_year(both, place="Mali") if each.party}
    assert {year for year, party in rows if party == "actor:malian-army"} == {2019}


@pytest.mark.parametrize("day", [None, "2019-11-15", "2019-12-03"])
@pytest.mark.parametrize("name", ["build", "both", "two"])
def test_ties_and_what_is_inflicted_agree(request: pytest.FixtureRequest, name: str, day: str | None) -> None:
    """What a tie says of the dead is what its subject inflicted on its object."""
    build: Build = request.getfixturevalue(name).at(day)
    ties = {(tie.subject, tie.object): tie.events for tie in build.ties() if tie.events}
    for (attacker, target), events in ties.items():
        found = casualties.total(build, party=target, inflicted_by=attacker)
        assert events.deaths == (found if found.is_told else None), (attacker, target)
    assert ties


@pytest.mark.parametrize("name", ["build", "both"])
def test_the_question_and_the_command_have_the_same_reports(request: pytest.FixtureRequest, name: str) -> None:
    build: Build = request.getfixturevalue(name)
    asked = {
        (row["event"], row["party"], row["counted"], row["lossKind"], row["low"], row["best"], row["high"])
        for row in build.query("casualty-reports").dicts()
    }
    assert asked == {
        (
            compact(r.event),
            compact(party),
            "together" if r.together else "alone",
            f"skg:{r.loss}",
            r.low,
            r.best,
            r.high,
        )
        for r in casualties.list_reports(build)
        for party in r.parties
    }


def test_reports_of_several_together_stay_in_sight(both: Build) -> None:
    """The actor of whom most is told together with others: more reports than a total would name one by one."""
    together = Counter(party for report in both.events.reports for party in report.together)
    actor, count = together.most_common(1)[0]
    answer = run("casualties", compact(actor), "--build", both.path, "--format", "table", "--all")
    assert count > 12
    assert answer.out.count("counted together") == count


def test_what_isgs_inflicted(build: Build) -> None:
    """53 soldiers and a civilian on 2 November; who struck near the border is not told."""
    found = {t.party and compact(t.party): t.number() for t in casualties.totals(build, inflicted_by="ISGS")}
    assert found == {"actor:malian-army": "53", "actor:p2s1-civilian": "1", "": "54"}
    assert casualties.total(build, inflicted_by="ISGS").best == 54
    assert casualties.list_reports(build, inflicted_by="Mali") == []


def test_losses_in_mali(build: Build) -> None:
    """53 and at least 40 soldiers and a civilian. The more than 100 fell in the Sahel, of the 13 no place is told."""
    total = casualties.total(build, place="Mali")
    assert (total.low, total.best, total.high) == (94, None, None)
    assert ids(total, "counted") == ["gd-p2-s1-c", "gd-p2-s1-d", "gd-p2-s1-h"]
    assert {compact(each.report.iri).partition("#")[0]: each.reason.partition(",")[0] for each in total.excluded} == {
        "claim:gd-p1-s1-c": "is told of elsewhere",
        "claim:gd-p2-s2-b": "is told of no place",
        "claim:gd-p6-s1-h": "is told of no place",
        "claim:gd-p6-s1-f": "is told of no place",
        "claim:gd-p2-s5-b": "counts those lost",
        "claim:gd-p6-s2-a": "counts those lost",
    }
    france = casualties.total(build, party="France", place="place:mali")
    assert (france.low, france.best, france.high) == (0, None, 13)
    syria = casualties.total(build, place="Syria")
    assert (syria.low, syria.high) == (1, 14), "one in the raid; where the 13 fell is not told"
    # the event is one of those that the question on the place lists
    there = {row["event"] for row in build.query("events-in-place", place="place:mali").dicts()}
    assert {compact(report.event) for report in total.counted} <= there
    with pytest.raises(UsageError, match="no place is called 'Malli'; did you mean place:mali"):
        casualties.total(build, place="Malli")


def test_everybody_in_a_period(build: Build, both: Build) -> None:
    """1 in Syria, 1 civilian, 13 French, more than 100 Malians, of whom the 53 are some; the 40 bear no first day."""
    total = casualties.total(build, since="2019-01-01", as_of="2019-12-31")
    assert (total.low, total.best, total.high) == (116, None, None)
    assert ids(total, "counted") == ["gd-p1-s1-c", "gd-p2-s1-d", "gd-p2-s2-b", "gd-p6-s1-f"]
    assert ids(total, "contains") == ["gd-p2-s1-c", "gd-p6-s1-h"]
    parties = [t.party and compact(t.party) for t in casualties.totals(build.at("2019-11-30"), since="2019-11-01")]
    assert "actor:abu-bakr-al-baghdadi" not in parties, "he fell in October"
    assert parties[-2:] == ["", ""], "everybody killed, and everybody lost, come last"
    # UCDP counts the dead of two parties together: row 5177 of 2008 has 33
    found = casualties.total(both, since="2008-01-14", as_of="2008-04-22")
    [row] = [r for r in found.counted if "5177-2008" in r.iri]
    assert (row.party, len(row.parties), row.number()) == ("", 2, "33")
    known = [r for r in both.events.reports if r.together]
    assert casualties.total(both).low == 116 + sum(report.low or 0 for report in known)


def test_a_second_source_stands_beside_the_first(two: Build) -> None:
    reports = casualties.list_reports(two, "event:attack-2019-11-02")
    army = [(compact(r.source), r.number()) for r in reports if r.party.endswith("malian-army")]
    assert army == [("source:grey-dynamics-2019", "53"), ("source:other-report", "45 to 49, best 49")]
    [total] = [t for t in casualties.totals(two, "event:attack-2019-11-02") if t.party.endswith("malian-army")]
    assert (total.low, total.best, total.high) == (45, None, 53)
    assert len(total.counted) == 1
    assert "accounts of the same dead differ" in total.notes[0]
    assert casualties.total(two, party="Mali").low == 101


def test_overlapping_reports_of_one_party(two: Build) -> None:
    """10 and 6 to 8 in one autumn, 4 in another year."""
    total = casualties.total(two, party="Chad")
    assert (total.low, total.best, total.high) == (14, None, 22)
    assert ids(total, "counted") == ["or-4", "or-5", "or-6"]
    assert casualties.total(two, party="Chad", as_of="2018").best == 4
    autumn = casualties.total(two, party="Chad", since="2019-10-01")
    assert (autumn.low, autumn.high, ids(autumn, "excluded")) == (6, 18, ["or-4", "or-6"])


def test_years_against_the_files(both: Build) -> None:
    """UCDP tells each of one year: what its files give of a year is its total, where the article tells nothing."""
    data = Dataset()
    for path in sorted(resources.shipped("data").glob("claims/ucdp-22.1/*.trig")):
        data.parse(path)
    stated = data.graph(DATASET_DEFAULT_GRAPH_ID)
    found: dict[int, list[int]] = {}
    for of_claim in data.graphs():
        for report in of_claim.subjects(RDF.type, SKG.CasualtyReport):
            [begin] = stated.objects(of_claim.identifier, SKG.earliestBegin)
            [end] = stated.objects(of_claim.identifier, SKG.latestEnd)
            assert str(begin)[:4] == str(end)[:4]
            sums = found.setdefault(int(str(begin)[:4]), [0, 0, 0, 0])
            numbers = [int(str(of_claim.value(report, of))) for of in (SKG.low, SKG.best, SKG.high)]
            sums[:] = [one + other for one, other in zip(sums, [*numbers, 1], strict=True)]
    years = casualties.by_year(both, since="2020")
    assert [
        [each.year, each.low, each.best, each.high, len(each.counted)] for each in years if each.party == EVERYBODY
    ] == [[year, *found[year]] for year in sorted(found) if year >= 2020]
    frame = casualties.by_year(both).to_pandas()
    everybody = frame[frame["party"].isna() & (frame["loss"] == "Killed")].set_index("year")["low"]
    assert everybody.loc[:2018].to_dict() == {year: sums[0] for year, sums in sorted(found.items()) if year < 2019}
    assert everybody[2019] == found[2019][0] + 116, "those of the article: see the test of everybody in a period"


@pytest.mark.parametrize("name", ["build", "both", "two"])
def test_a_year_counts_as_the_total_of_its_days(request: pytest.FixtureRequest, name: str) -> None:
    build: Build = request.getfixturevalue(name)
    years = casualties.by_year(build)
    assert years
    for each in years:
        party = None if each.party == EVERYBODY else each.party
        alone = casualties.total(build, party=party, loss=each.loss, since=each.year, as_of=each.year)
        assert (alone.low, alone.best, alone.high) == (each.low, each.best, each.high)
        assert set(alone.counted) == set(each.counted)
    sums: Counter[tuple[str, str]] = Counter()
    for each in years:
        sums[each.party, each.loss] += each.low
    assert all(sums[each.party, each.loss] <= each.low for each in casualties.totals(build))


def test_what_tells_of_several_years_is_at_most_in_each(build: Build) -> None:
    """206 of the mission from 2013 on; the at least 40 of no first day make no row but that of their end."""
    lost = casualties.by_year(build, "MINUSMA")
    assert [(each.year, each.low, each.best, each.high) for each in lost] == [
        (year, 0, None, 206) for year in range(2013, 2020)
    ]
    assert [(each.year, each.low) for each in casualties.by_year(build, "Mali")] == [(2019, 101)]
    inflicted = casualties.by_year(build, "Malian army", inflicted_by="ISGS", as_of="2019-12-03")
    assert [(each.year, each.number()) for each in inflicted] == [(2019, "53")]
    assert repr(inflicted[0]) == "<Total: 53 killed in 2019; reports counted: 1>"
    assert list(casualties.by_year(build, "Mali", since="2020")) == []


# -- adding up, without a build


def report(name: str, days: str, best: int, event: str = "", source: str = "one") -> Report:
    first, _, last = days.partition(" ")
    begin, end = parse_date(first), parse_date(last or first, last=True)
    claim = Claim(name, (), "Reported", "Stated", source, Bounds(begin, end, begin, end), 3)
    return Report(name, event or f"mission-{name}", "army", "Killed", None, best, None, (claim,))


Numbers = tuple[int | None, int | None, int | None]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ((None, 53, None), (None, 54, None), True),
        ((None, 53, None), (None, 53, None), False),
        ((40, None, None), (None, 53, None), False),  # at least 40
        # each allows what the other does, and their best numbers are not the same
        ((10, 15, 20), (12, 16, 25), True),
        ((10, 15, 20), (12, 15, 25), False),
        ((10, None, 20), (12, 16, 25), False),
        ((10, None, 20), (21, None, 25), True),
        ((None, None, 20), (21, None, None), True),
    ],
)
def test_what_cannot_both_be_right(one: Numbers, other: Numbers, differ: bool) -> None:
    first, second = (Report(name, "event", "army", "Killed", *numbers) for name, numbers in (("a", one), ("b", other)))
    assert first.disagrees(second) is second.disagrees(first) is differ


APART = Nesting({}, {}, {}, frozenset({"e1", "e2"}))


@pytest.mark.parametrize(
    ("reports", "low", "high"),
    [
        ([], 0, None),
        ([report("a", "2015", 5), report("b", "2016", 7)], 12, 12),
        ([report("a", "2015", 5), report("b", "2015-06", 7)], 7, 12),
        # two that are apart may both be among the third
        ([report("a", "2015-01", 5), report("b", "2015-03", 4), report("c", "2015", 6)], 9, 15),
        # one source tells two events apart, two sources may mean the same one
        ([report("a", "2015-01", 5, "e1"), report("b", "2015-01", 4, "e2")], 9, 9),
        ([report("a", "2015-01", 5, "e1"), report("b", "2015-01", 4, "e2", "two")], 5, 9),
    ],
)
def test_add_up(reports: list[Report], low: int, high: int | None) -> None:
    total = add_up(reports, APART, "army", "Killed")
    assert (total.low, total.high) == (low, high)
    assert bool(total.notes) == (low != (high or 0))


def test_many_overlapping_reports_are_bounded_as_well() -> None:
    months = [report(f"m{n:02}", f"2015-{n:02}", 2) for n in range(1, 13)]
    total = add_up([*months, report("year", "2015", 20)], APART, "army", "Killed")
    assert (total.low, total.high) == (20, 44), "greedy from the largest: a low number that holds, not the best one"


def test_what_lies_within_is_counted_with_its_whole_even_if_it_is_more() -> None:
    nesting = Nesting({"whole": {"a", "b", "c"}, "a": {"c"}}, {}, {}, frozenset())
    parts = [report("a", "2015-01", 5), report("b", "2015-03", 4), report("c", "2015-01", 3)]
    total = add_up([report("whole", "2015", 30), *parts], nesting, "army", "Killed")
    assert (total.low, total.best, total.high) == (30, 30, 30)
    assert sorted(each.report.iri for each in total.contains) == ["a", "b", "c"]
    less = add_up([report("whole", "2015", 6), *parts], nesting, "army", "Killed")
    assert (less.low, less.best, less.high) == (9, None, 9)
    assert "add up to at least 9, more than the 6 that it allows" in less.notes[0]


# -- the command


def test_the_command(two: Build) -> None:
    answer = run("casualties", "Chad", "--build", two.path, "--format", "json", "--as-of", "2019-12-31")
    told = json.loads(answer.out)
    check("casualties", told)
    assert (told["as_of"], len(told["reports"])) == ("2019-12-31", 3)
    assert [(t["party"], t["low"], t["high"]) for t in told["totals"]] == [("actor:chad", 14, 22)]
    everything = json.loads(run("casualties", "--build", two.path, "--format", "json").out)
    check("casualties", everything)
    assert len(everything["reports"]) == 13
    table = run("casualties", "France", "--build", two.path, "--format", "table").out
    assert "France, killed: 13" in table
    assert "leaves out 38 (gd-p6-s2-a): counts those lost, not killed" in table
    rows = run("casualties", "collision of two French helicopters", "--build", two.path, "--format", "csv").out
    assert [line.rsplit(",", 1)[1].strip() for line in rows.splitlines()[1:]] == [
        "counted",
        "the same dead as gd-p2-s2-b",
    ]
    page = run("casualties", "Chad", "--build", two.path, "--format", "md").out
    assert "- Chad, killed: 14 to 22\n" in page


def test_nothing_told_is_said(build: Build) -> None:
    answer = run("casualties", "ECOWAS", "--build", build.path, "--format", "table")
    assert (answer.code, answer.out) == (
        0,
        "No report tells of such losses; that is no sign that there were none.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["Atlantis"], "no event or actor is called 'Atlantis'; `sahel-kg casualties` lists all reports"),
        (
            ["event:attack-2019-11-03"],
            "no event or actor is called 'event:attack-2019-11-03'; did you mean event:attack-2019-11-02"
            " (attack on the Malian army, 2 November 2019)? `sahel-kg casualties` lists all reports",
        ),
        (["Mali", "--since", "soon"], "--since: 'soon' is not a date: write 2019, 2019-11 or 2019-11-02"),
        (["--format", "dot"], "--format dot: choose from table, csv, tsv, json, jsonl, md"),
    ],
)
def test_bad_arguments(build: Build, arguments: list[str], error: str) -> None:
    answer = run("casualties", "--build", build.path, *arguments)
    assert (answer.code, len(answer.errors), answer.out) == (2, 1, "")
    begin, _, end = error.partition("...")
    assert answer.errors[0].startswith(begin)
    assert answer.errors[0].endswith(end)


def test_bad_totals(build: Build) -> None:
    with pytest.raises(UsageError, match="no kind of loss 'Hurt': choose from Killed, Lost"):
        casualties.total(build, party="Mali", loss="Hurt")
    with pytest.raises(UsageError, match="give the earlier day first"):
        casualties.total(build, party="Mali", as_of="2018", since="2019")


def test_joint_losses_are_noted_where_nothing_else_is_counted(both: Build) -> None:
    """All UCDP's conflict years of an armed group are of two parties together: 21 rows name Islamic State."""
    said = casualties.total(both, party="Islamic State")
    assert (said.low, said.counted) == (0, ())
    assert said.notes == ("21 reports tell losses of several parties together, which are in no party's total",)
    joint = [report for report in casualties.list_reports(both, "Islamic State") if len(report.parties) > 1]
    assert len(joint) == 21
    assert said.joint is not None
    (apart,) = [t for t in casualties.totals(both, "Islamic State") if t.together and t.loss == "Killed"]
    assert said.joint == apart
    assert "with others, told as one figure: " in repr(said)
    assert casualties.total(both, party="Islamic State", since="2024-12-31").joint is None, (
        "of no time of which one tells"
    )
    assert casualties.total(both).joint is None, "everybody's has all of them"


@pytest.mark.parametrize("ask", [casualties.totals, casualties.by_year, casualties.total])
def test_days_in_the_wrong_order(build: Build, ask: Callable[..., object]) -> None:
    with pytest.raises(UsageError, match="from 2020-01-01 to 2019-12-31 there is no day: give the earlier day first"):
        ask(build, since=2020, as_of=2019)


def test_a_shell_shows_a_total_and_what_leaves_it_open(both: Build) -> None:
    found = casualties.total(both, as_of="2015-12-31", since="2015-01-01")
    assert repr(found).startswith(
        f"<Total: at least {found.low} killed; reports counted: {len(found.counted)}; of 1 besides:"
    )
    assert "sets no limit" in repr(found)
    assert repr(found.counted[0]).endswith("-deaths>")
    assert len(repr(found.excluded[0])) < 200


def test_the_name_in_the_column_of_events_may_be_given(both: Build) -> None:
    """UCDP's dyad 16207: 381 (381 to 385) in 2020 and 122 (121 to 128) in 2021, of both sides together."""
    (found,) = casualties.totals(both, "IS - JNIM")
    assert (found.party, found.low, found.best, found.high) == (EVERYBODY, 381 + 121, 381 + 122, 385 + 128)
    assert casualties.totals(both, "conflict:ucdp-14864")[0].low == found.low
    asked = ("casualties", "IS - JNIM", "--by-year", "--build", both.path, "--format")
    heading, *rows = csv.reader(run(*asked, "csv").out.splitlines())
    assert heading[:8] == ["year", "party", "party_label", "whose", "loss", "low", "best", "high"]
    assert [[row[0], *row[5:8]] for row in rows] == [["2020", "381", "381", "385"], ["2021", "121", "122", "128"]]
    table = run(*asked, "table").out.splitlines()
    assert re.fullmatch(r"2020 +everybody +all +Killed +381 +381 +385 +1 +0 +0", table[2])


def test_losses_of_an_actor_year_by_year_at_a_terminal(build: Build) -> None:
    """All that the article tells of Mali's dead is of its army in the autumn of 2019: at least 101."""
    answer = run("casualties", "Mali", "--by-year", "--build", build.path, "--format", "csv")
    (row,) = csv.DictReader(answer.out.splitlines())
    assert (row["year"], row["party_label"], row["low"], row["high"]) == ("2019", "Mali", "101", "")
    assert "Losses of Mali and its organs" in answer.err


def test_losses_of_several_together_have_a_total_of_their_own(both: Build) -> None:
    """UCDP's eight rows of JNIM are of both sides together; those of one year are of as many dyads, so apart."""
    rows = {2018: [(38, 38, 41)], 2019: [(4, 28, 28)], 2020: [(54, 54, 57), (118, 118, 118), (381, 381, 385)]}
    rows[2021] = [(230, 233, 313), (49, 49, 51), (121, 122, 128)]
    sums = {year: tuple(map(sum, zip(*told, strict=True))) for year, told in rows.items()}
    assert [(t.year, (t.low, t.best, t.high), t.party == t.together[0]) for t in casualties.by_year(both, "JNIM")] == [
        (year, sums[year], year < 2020) for year in sums
    ]
    (total,) = casualties.totals(both, "JNIM")
    assert (total.low, total.best, total.high) == tuple(map(sum, zip(*sums.values(), strict=True)))
    assert casualties.total(both, "JNIM").low == 0, "how many of them were its own is not told"
    assert [len(t.together) for t in casualties.by_year(both, "JNIM")] == [2, 2, 4, 4]

    answer = run("casualties", "JNIM", "--by-year", "--build", both.path, "--format", "csv")
    told = list(csv.DictReader(answer.out.splitlines()))
    assert [(row["year"], row["whose"], row["low"]) for row in told] == [
        (str(year), "together", str(low)) for year, (low, *_) in sums.items()
    ]
    assert all(row["party_label"].startswith("JNIM; ") and " actor:" in row["party"] for row in told)
    meaning = "Together: losses of JNIM and others that are told as one figure"
    assert meaning in answer.err
    assert meaning in run("casualties", "JNIM", "--by-year", "--build", both.path, "--format", "table").out
    page = run("casualties", "JNIM", "--by-year", "--build", both.path, "--format", "md").out.splitlines()
    assert page[2].startswith("| 2018 | JNIM; Dozos (Mali) | together | Killed | 38 | 38 | 41 |")
    assert page[-1].startswith(meaning)
    whole = " ".join(run("casualties", "JNIM", "--build", both.path, "--format", "table").out.split())
    assert f"killed: {total.low} to {total.high}, best {total.best}" in whole


def test_losses_together_are_never_added_to_those_of_one(both: Build) -> None:
    """The army's 101 of 2019 are Mali's own, in the article; UCDP tells of Mali with nobody."""
    assert not [total for total in casualties.totals(both, "Mali") if total.together]
    for name in ("Islamic State", "Boko Haram"):
        found = casualties.totals(both, name)
        own, joint = ([t for t in found if bool(t.together) is flag] for flag in (False, True))
        assert not {r for t in own for r in t.counted} & {r for t in joint for r in t.counted}
        assert {r.iri for t in joint for r in t.counted} <= {r.iri for r in both.events.reports if r.together}


def test_reports_from_before_a_day_are_left_out_as_they_are_of_totals(both: Build) -> None:
    """Of JNIM UCDP has three rows of 2021, of its eight: with the Dozos, Dan na Ambassagou and the Islamic State."""
    answer = run("casualties", "JNIM", "--since", "2021", "--build", both.path, "--format", "csv")
    told = list(csv.DictReader(answer.out.splitlines()))
    assert sorted(row["best"] for row in told) == ["122", "233", "49"]
    assert len(told) == len(casualties.list_reports(both, "JNIM", "2021"))
