"""Contradictions and tensions: when, who says so, and the command that lists them."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from typing import Any

import pytest

from sahel_kg import Build, find_disagreements
from sahel_kg.findings import findings
from sahel_kg.record.evidence import Evidence
from sahel_kg.record.rewinding import When, when
from sahel_kg.resources import shown
from sahel_kg.vocabulary import expand
from tests.cli.command import run
from tests.exports.test_formats import check

FIVE = [f"actor:{name}" for name in ("burkina-faso", "chad", "mali", "mauritania", "niger")]


def listed(build: Build, *options: str) -> list[dict[str, Any]]:
    """What the command says in JSON, held against its schema."""
    answer = run("contradictions", "--build", build.path, "--format", "json", *options)
    assert answer.code == 0
    told = ("lies before everything that is dated", "Nothing is told of", "Beside claims from")
    assert answer.err == "" or any(part in answer.err for part in told)
    found = json.loads(answer.out)
    check("contradictions", found)
    return list(found["items"])


def pairs(items: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Rule and the objects of both sides."""
    return [(i["rule"].partition(":")[2] or i["rule"], *(s["tie"]["object"] for s in i["sides"])) for i in items]


def test_the_article_disagrees_about_french_help_and_nothing_else(build: Build) -> None:
    items = listed(build)
    assert [(i["kind"], i["certainty"], i["number"]) for i in items] == [("tension", "certain", n) for n in range(1, 6)]
    assert [i["sides"][0]["tie"]["object"] for i in items] == FIVE
    for item in items:
        said, denied = item["sides"]
        assert (said["tie"]["relation"], said["tie"]["status"]) == ("skg:supports", "asserted")
        assert (denied["tie"]["relation"], denied["tie"]["status"]) == ("skg:supportsSubstantially", "denied")
        assert [[c["paragraph"] for c in side["claims"]] for side in item["sides"]] == [[3], [8]]
        # that the five are meant is said in paragraph 3 and read across sentences in paragraph 8
        assert [side["tie"]["grade"]["credibility"] for side in item["sides"]] == [3, 4]
        # what both certainly say is so in the 30 days up to the article's last day
        assert (item["period"]["latestBegin"], item["period"]["earliestEnd"]) == ("2019-11-03", "2019-12-03")
    assert build.manifest["counts"]["possible"] == 0
    frame = find_disagreements(build).to_pandas()
    assert all(
        re.fullmatch(r"France supports (.+) \| it is denied that France supports substantially \1", told)
        for told in frame.sides
    )


def test_ucdp_beside_the_article_adds_one_tension(both: Build) -> None:
    """Twelve pairs of its matches are of different years, so they are none: who sent troops had fought before."""
    assert (both.manifest["counts"]["tensions"], both.manifest["counts"]["possible"]) == (6, 0)
    assert len(findings.list_never_together(both)) == 12
    told = run("explain", "--build", both.path).out
    assert "6 tensions, and 6 that would be but for their times:" in told


def test_france_is_told_to_have_sent_troops_to_mali_after_it_had_left(both: Build) -> None:
    """UCDP lists France beside Mali in 2023 too; its last soldiers left on 15 August 2022."""
    late = [i for i in listed(both) if i["rule"] == "rule:support-after-departure"]
    sent, left = late[0]["sides"]
    assert [i["certainty"] for i in late] == ["certain"]  # the row tells of 2023 for sure
    assert (sent["tie"]["subject"], sent["tie"]["relation"]) == ("actor:france", "skg:contributesTo")
    assert [side["tie"]["reading"] for side in late[0]["sides"]] == ["certain", "certain"]
    claims = {claim["id"] for claim in sent["claims"]}
    read = {tie.reading for tie in both.at("2023-12-31").ties() if claims & {claim.id for claim in tie.claims}}
    assert "possible" in read
    (tie,) = (t for t in both.ties() if t.subject_label == "France" and claims & {claim.id for claim in t.claims})
    assert tie.why_possible == ["not sure that it came about"], "in networks it counts as possible only"
    assert sent["tie"]["bounds"]["earliestBegin"] == "2023-01-01"
    assert (left["tie"]["relation"], left["tie"]["bounds"]["latestEnd"]) == ("skg:deployedIn", "2022-08-15")
    asked = ("--build", both.path, "--format", "table")
    told = run("contradictions", "France", *asked).out
    assert told == run("contradictions", "--actor", "France", *asked).out
    assert "with France on a side" in told
    assert run("contradictions", "France", "--actor", "Mali", *asked).code == 2
    assert "side 1 took place some time in 2023; side 2 certain on 2022-08-15" in told
    assert not [i for i in listed(both, "--as-of", "2022-12-01") if i["rule"] == "rule:support-after-departure"]
    assert len([i for i in listed(both, "--as-of", "2023-12-31") if i["rule"] == "rule:support-after-departure"]) == 1


def test_what_is_only_possible_on_a_day_is_of_the_window_before_it(both: Build) -> None:
    """That France aided nobody substantially is told for 2019, with no begin: no word on troops of 1969."""
    items = listed(both, "--as-of", "2019-12-03")
    assert {item["certainty"] for item in items} == {"certain", "possible"}
    ends = [item["period"]["latestEnd"] for item in items if item["certainty"] == "possible"]
    assert min(filter(None, ends)) >= "2018-12-03"
    begins = [i["period"]["earliestBegin"] for i in listed(both, "--as-of", "2019-12-03", "--window", "60y")]
    assert "1969-01-01" in begins


def test_two_sources(two: Build) -> None:
    items = listed(two)
    assert pairs([i for i in items if i["kind"] == "contradiction" and i["certainty"] == "certain"]) == [
        ("prp-npa1", "actor:mali", "actor:mali")
    ]
    accounts = [i for i in items if i["rule"].startswith("rule:different")]
    assert pairs(accounts) == [
        ("different-numbers", "actor:malian-army", "actor:malian-army"),
        ("different-perpetrators", "actor:al-qaeda", "actor:isgs"),
        ("different-places", "place:bamako", "place:kidal-region"),
    ]
    assert [[s["report"]["best"] for s in i["sides"]] for i in accounts[:1]] == [[53, 49]]
    assert [s["tie"]["grade"] for s in accounts[2]["sides"]] == [
        {"reliability": "C", "credibility": 5},
        {"reliability": "B", "credibility": 2},
    ]
    assert {i["certainty"] for i in accounts} == {"certain"}
    assert two.manifest["counts"]["tensions"] == 8


def test_what_is_only_possible_stands_apart(two: Build) -> None:
    """A denial without a date contradicts nothing on any day for sure."""
    assert pairs(two.report["possible"]) == [("prp-npa1", "actor:niger", "actor:niger")]
    assert two.manifest["counts"]["contradictions"] == 1
    assert two.manifest["counts"]["possible"] == 1
    told = run("contradictions", "--build", two.path, "--format", "table").out
    certain, possible = told.split("Would be contradictions or tensions only if")
    assert "denied that France supports Niger" not in certain
    assert "denied that France supports Niger" in possible
    assert "denied that France supports Mali" in certain


@pytest.mark.parametrize(
    ("options", "certain", "possible"),
    [
        (["--as-of", "2019-11-22"], 1, 1),
        (["--as-of", "2019-11-22", "--reading", "certain"], 1, 0),
        (["--as-of", "2019-11-28"], 0, 1),
        (["--as-of", "2019-11-19"], 0, 1),
        (["--as-of", "1950"], 0, 0),
        (["--source", "grey-dynamics-2019"], 0, 0),
        (["--min-credibility", "2"], 0, 0),
    ],
)
def test_contradictions_of_a_day_and_by_some_evidence(
    two: Build, options: list[str], certain: int, possible: int
) -> None:
    items = listed(two, "--kind", "contradiction", *options)
    assert [i["certainty"] for i in items] == ["certain"] * certain + ["possible"] * possible


def test_a_side_that_is_not_admitted_makes_no_tension(two: Build) -> None:
    rules = {i["rule"] for i in listed(two, "--kind", "tension", "--min-credibility", "4")}
    assert "rule:different-places" not in rules, "the town has credibility 5"
    assert "rule:different-numbers" in rules
    assert listed(two, "--basis", "Stated", "--actor", "Burkina Faso") == [], "the denial is implied"
    assert not [i for i in listed(two, "--min-reliability", "B") if i["rule"].startswith("rule:different")]


@pytest.mark.slow
def test_numbers_are_those_of_explain(two: Build) -> None:
    for item in listed(two, "--as-of", "2019-11-02", "--source", "other-report", "--source", "grey-dynamics-2019"):
        told = run("explain", f"--{item['kind']}", str(item["number"]), "--build", two.path)
        assert told.code == 0, told.err
        assert item["rule"].removeprefix("rule:") in told.out.splitlines()[0]
        for side in item["sides"]:
            assert any(claim["id"].removeprefix("claim:") in told.out for claim in side["claims"])


@pytest.mark.parametrize(
    "evidence", [Evidence(sources=(expand("source:grey-dynamics-2019") or "",)), Evidence(min_credibility=4)], ids=str
)
def test_a_finding_has_one_number_whatever_is_asked_or_left_out(both: Build, evidence: Evidence) -> None:
    def numbers(build: Build) -> dict[tuple[str, str, str], int]:
        ends = [(each, each.sides[0].tie) for each in build.disagreements()]
        return {(each.rule, tie.subject, tie.object): each.number for each, tie in ends}

    whole, some = numbers(both), numbers(both.admitting(evidence).at("2019-12-03"))
    assert set(whole.values()) == set(range(1, 7)), "those that are never so at one time come last"
    assert some
    assert some.items() <= whole.items()


def test_the_mirror_of_a_finding_has_its_number(both: Build) -> None:
    ends = [(number, {fact[0] for fact in finding.facts}) for finding, number in findings.number_findings(both).items()]
    mirrored = {number for number, _ in ends if len({end for n, each in ends if n == number for end in each}) == 2}
    assert mirrored == set(range(7, 13)), "each pair that fought and was allied at different times, from both ends"


def test_what_explains_a_finding_is_suggested_where_it_speaks_of_the_same_claims(two: Build) -> None:
    options = ("--build", two.path, "--format", "table")
    *_, why = run("contradictions", *options).out.splitlines()
    assert why == f"Why: sahel-kg explain --build {shown(two.path)} --contradiction 1"
    assert run(*shlex.split(why)[2:]).code == 0
    chosen = run("contradictions", *options, "--min-credibility", "3").out
    assert "1  " in chosen
    assert "sahel-kg explain" not in chosen, "explain tells a finding by all claims"


def test_report_is_what_the_library_finds(two: Build) -> None:
    found = findings.find_disagreements(two)
    report = [*two.report["contradictions"], *two.report["tensions"], *two.report["possible"]]
    assert sorted([each.as_dict() for each in found], key=str) == sorted(report, key=str)
    assert sorted(two.disagreements(), key=str) == sorted(found, key=str)
    at = findings.find_disagreements(two.admitting(Evidence(min_credibility=3)).at(When(day=when("2019-12-03").day)))
    assert {each.certainty for each in at} <= {"certain", "possible"}


def test_formats(two: Build) -> None:
    table = run("contradictions", "--build", two.path, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == len(listed(two))  # each is so at one time
    assert rows[0]["sides"].split(" | ")[0] == "France supports Mali"
    assert (rows[0]["statuses"], rows[0]["claims"].split(" | ")[1]) == ("asserted | denied", "claim:or-7")
    lines = run("contradictions", "--build", two.path, "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["number"] for line in lines] == [i["number"] for i in listed(two)]
    page = run("contradictions", "--build", two.path, "--format", "md", "--actor", "ISGS").out
    assert "## 1 tension" in page
    assert "| attack on" not in page
    assert "or-2 (other-report)" in page
    assert page.count("| side | status | grade | claims |") == 1


def test_a_table_has_a_row_a_finding_as_the_screen_has(both: Build) -> None:
    """The denial of paragraph 8 stands beside France's support of the five, and beside each year of its troops."""

    def table(*options: str) -> list[dict[str, str]]:
        told = run("contradictions", "--build", both.path, "--format", "csv", *options).out
        return list(csv.DictReader(io.StringIO(told)))

    rows = table()
    assert [(row["kind"], row["number"]) for row in rows] == [("tension", str(number)) for number in range(1, 7)]
    assert [row["objects"].split(" | ") for row in rows[:5]] == [[one, one] for one in FIVE]
    assert {row["claims"] for row in rows[:5]} == {"claim:gd-p3-s2-b | claim:gd-p8-s2-b"}
    assert {row["segments"] for row in rows[:5]} == {"p3s2 | p8s2"}
    assert rows[5]["segments"] == "none | none"  # of a table, which has no sentences, and of another page
    conflicts = ("11347", "14113")  # France on Mali's side in 2023, in two conflicts
    assert rows[5]["claims"].split(" | ")[0].split() == [
        f"claim:ucdp-acd-25.1-{id_}-2023-a-support" for id_ in conflicts
    ]
    assert sum(int(row["possible_times"]) for row in rows) == len(listed(both)) - len(rows)

    (niger,) = (row for row in table("--as-of", "2022") if row["number"] == "5")
    assert niger["when"].count("; besides, ") == 2  # as its support, its troops of 2019 and those of 2022
    assert niger["relations"] == "skg:supports | skg:supportsSubstantially | skg:contributesTo"
    assert niger["claims"].split(" | ")[2].split() == [
        f"claim:ucdp-acd-25.1-13639-{year}-a-support" for year in ("2019", "2022")
    ]
    page = run("contradictions", "--build", both.path, "--format", "md", "--as-of", "2022").out
    assert sum(line.startswith("5. ") for line in page.splitlines()) == 1


def test_an_actor_is_shown_with_its_disputes(two: Build) -> None:
    told = run("show", "Niger", "--build", two.path, "--as-of", "2019-12-03", "--format", "json")
    disputes = json.loads(told.out)["disputes"]
    assert [(d["rule"], d["certainty"]) for d in disputes] == [
        ("rule:stronger-form-denied", "certain"),
        ("prp-npa1", "possible"),
    ]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--kind", "quarrel"], "--kind quarrel: choose from contradiction, tension"),
        (
            ["--actor", "Atlantis"],
            "no actor is called 'Atlantis', by its name or another: none of 52 has one that is near; `sahel-kg show` "
            "lists them all",
        ),
        (["--format", "html"], "--format html: choose from table, csv, tsv, json, jsonl, md"),
        (
            ["--reading", "certain"],
            "--reading needs --as-of: without a date a tie is read on its best day, and none is left out",
        ),
    ],
)
def test_bad_options(build: Build, options: list[str], error: str) -> None:
    answer = run("contradictions", "--build", build.path, *options)
    assert (answer.code, answer.errors, answer.out) == (2, [error], "")


def test_a_number_is_told_once_with_all_its_times(both: Build) -> None:
    """In 2022 support of 2019 and troops of 2022 stand beside one denial: one tension at three times."""
    told = run("contradictions", "--as-of", "2022", "--build", both.path, "--format", "table").out.splitlines()
    numbers = [line.split()[0] for line in told if line[:3].strip().isdigit() and line[3:5] == "  "]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    items = listed(both, "--as-of", "2022")
    assert len(items) > len(numbers)
    assert sum(line.startswith("     besides, ") for line in told) == len(items) - len(numbers)
