"""`course` and `robustness`: what they print, their formats, what they refuse."""

from __future__ import annotations

import json

import pytest

from sahel_kg import Build
from tests.alliances.test_brokers_command import ask, rows
from tests.cli.command import run
from tests.exports.test_formats import check


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("course", ("course", "--years", "2014:2016")),
        ("course", ("course", "--day", "1901", "--day", "2019-12-03", "--kind", "any", "--weight", "claims")),
        ("robustness", ("robustness", "--as-of", "2019-12-03")),
        ("robustness", ("robustness", "ranks", "--over", "claims", "--by", "brokered", "--kind", "any")),
    ],
)
def test_formats(build: Build, name: str, arguments: tuple[str, ...]) -> None:
    said = json.loads(ask(build, *arguments, "--format", "json").out)
    check(name, said)
    assert said["periods" if name == "course" else "ranks"]


def test_both_sources_by_year(both: Build) -> None:
    answer = ask(both, "course", "--years", "2012:2014")
    found = rows(answer)
    lines = {row["line"]: row["lineLabel"] for row in found if row["period"] == "2012"}
    assert lines["1"].startswith("1: France")
    assert [row["members"] for row in found if row["line"] == "1"] == [found[0]["members"]] * 3
    said = json.loads(ask(both, "course", "--years", "2012:2014", "--format", "json").out)
    check("course", said)
    assert [period["divisions"] for period in said["periods"]] == ["1", "3", "1"]
    assert "several best divisions" in answer.err


def test_changes_in_a_year(build: Build) -> None:
    found = rows(ask(build, "course", "ties", "--changes", "--years", "2019"))
    assert {row["period"] for row in found} == {"2019-11-02"}
    assert [row["what"] for row in found] == ["ISGS and Mali: hostility"]
    periods = rows(ask(build, "course", "periods", "--changes", "--years", "2019"))
    assert [row["period"] for row in periods] == ["2019-10-21", "2019-11-02"]
    assert rows(ask(build, "course", "changes", "--years", "2014:2015"))[0]["change"] == "born"


def test_a_period_without_camps_is_told(build: Build) -> None:
    answer = ask(build, "course", "--day", "1901", "--day", "2019")
    assert "1901-12-31: no camps. Camps: nobody cooperates or fights" in answer.err
    assert "lies before everything that is dated" in answer.err


def test_what_a_camp_hangs_on(build: Build) -> None:
    answer = ask(build, "robustness", "camps", "--as-of", "2019-12-03")
    isgs = rows(answer)[1]
    assert isgs["hangsOn"].startswith("claim:gd-p1-s5-d (p1s5)")
    assert isgs["claims"].endswith("of 217")
    assert isgs["implied"] == "0 of 1"
    assert "There is one source only" in answer.err
    table = ask(build, "robustness", "camps", "--over", "claims", "--as-of", "2019-12-03", "--format", "table").out
    assert "inferences" not in table


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("course",), "no days to follow"),
        (("course", "--years", "2019:2012"), "the earlier first"),
        (("course", "--years", "then"), "such as 2012:2019"),
        (("course", "--day", "then"), "then"),
        (("course", "--day", "2019", "--years", "2012:2014"), "days of your own"),
        (("course", "--as-of", "2019", "--years", "2012:2014"), "--as-of is one day"),
        (("course", "--changes", "--years", "1901"), "on no day that is known"),
        (("course", "people", "--years", "2012"), "lines, periods, changes, ties"),
        (("course", "--years", "2012", "--reading", "maybe"), "maybe"),
        (("robustness", "people"), "actors, camps, ranks"),
        (("robustness", "--over", "words"), "words"),
        (("robustness", "--by", "fame"), "no measure 'fame'"),
        (("robustness", "--weight", "claims"), "not by how many claims"),
        (("robustness", "--as-of", "1901"), "nobody cooperates"),
    ],
)
def test_refusals(build: Build, arguments: tuple[str, ...], why: str) -> None:
    answer = run(*arguments, "--build", build.path)
    assert answer.code == 2
    assert answer.out == ""
    assert why in answer.err
