"""`brokers`, `positions` and `communities`: what they print, their formats, what they refuse."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from sahel_kg import Build
from tests.cli.command import Answer, run
from tests.exports.test_formats import check


def ask(build: Build, *arguments: str) -> Answer:
    answer = run(*arguments, "--build", build.path)
    assert answer.code == 0, answer.err
    return answer


def rows(answer: Answer) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(answer.out)))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("brokers", ("brokers",)),
        ("brokers", ("brokers", "--groups", "communities", "--by", "pn", "--most", "3")),
        ("brokerage", ("brokers", "MUJAO", "--as-of", "2012-12-31")),
        ("positions", ("positions", "--as-of", "2019-12-31")),
        ("positions", ("positions", "MUJAO")),
        ("questions", ("positions", "--questions", "--as-of", "2019-12-31")),
        ("communities", ("communities", "--runs", "5")),
        ("communities", ("communities", "--runs", "5", "--method", "leiden")),
    ],
)
def test_formats(both: Build, name: str, arguments: tuple[str, ...]) -> None:
    said = json.loads(ask(both, *arguments, "--format", "json").out)
    check(name, said)
    assert said["rows"]


def test_brokers_of_the_article(build: Build) -> None:
    """Nobody brokers, and that is said; the six that all cooperate stand in one camp."""
    answer = ask(build, "brokers", "--as-of", "2019-12-03")
    found = {row["actor"]: row for row in rows(answer)}
    assert found["actor:france"]["positive"] == "5"
    assert {row["brokered"] for row in found.values()} == {"0"}
    assert found["actor:france"]["camp"] == found["actor:chad"]["camp"] == "1"
    assert found["actor:al-qaeda"]["camp"] == ""
    assert "Nobody brokers" in answer.err
    assert "A missing tie is not evidence of absence" in answer.err


def test_an_actor_between_camps_of_the_article(build: Build) -> None:
    answer = ask(build, "brokers", "Chad", "--as-of", "2019-12-03")
    assert rows(answer) == []
    assert "Nobody brokers: nobody cooperates with two that do not cooperate with each other." in answer.err


def test_between_whom_and_by_which_ties(both: Build) -> None:
    found = rows(ask(both, "brokers", "MUJAO", "--as-of", "2012-12-31"))
    assert [row["second_label"] for row in found] == [
        "Signed-in-Blood Battalion",
        "Signed-in-Blood Battalion",
    ]
    assert found[0]["firstTies"] == "fightsAlongside (claim:ucdp-nonstate-5650-2012-a-alongside)"
    shown = ask(both, "brokers", "MUJAO", "--as-of", "2012-12-31", "--format", "table").out
    assert shown.splitlines()[0].split()[:2] == ["role", "first"]


def test_it_is_said_that_nobody_brokers_between_camps(both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts of pairs within one's own camp read as if somebody stood between camps."""
    monkeypatch.setenv("COLUMNS", "80")
    answer = ask(both, "brokers", "--as-of", "2019-12-03", "--format", "table")
    assert answer.out.splitlines()[0].split()[:5] == ["rank", "actor", "brokered", "betweenCamps", "camp"]
    assert "within the broker's own camp: nobody brokers between camps." in " ".join(answer.err.split())
    found = rows(ask(both, "brokers", "--as-of", "2019-12-03"))
    assert {row["betweenCamps"] for row in found} == {"0"}
    lone = ask(both, "brokers", "France", "--as-of", "2019-12-03")
    assert rows(lone) == []
    assert "France brokers nobody: all 5 that it cooperates with cooperate with each other." in lone.err


def test_places_are_numbered_and_equals_share_the_better(both: Build) -> None:
    """Who has none of what is counted has no place: nobody of the 50 others brokers less than another."""
    found = rows(ask(both, "brokers", "--as-of", "2019-12-03", "--by", "positive"))
    values = [int(row["positive"]) for row in found]
    assert [row["rank"] for row in found] == [str(1 + sum(o > v for o in values)) if v else "" for v in values]
    assert len(set(values)) < len(values)
    none = [row["rank"] for row in rows(ask(both, "brokers", "--as-of", "2019-12-03")) if row["brokered"] == "0"]
    assert set(none) == {""}
    said = json.loads(ask(both, "brokers", "--as-of", "2019-12-03", "--by", "positive", "--format", "json").out)
    assert [str(row["rank"] or "") for row in said["rows"]] == [row["rank"] for row in found]


def test_questions_are_asked(build: Build) -> None:
    answer = ask(build, "positions", "--questions", "al-Qaeda", "--as-of", "2019-12-03")
    found = {row["question"]: row for row in rows(answer)}
    (row,) = [row for question, row in found.items() if question.startswith("Do ISGS and al-Qaeda cooperate? 6 common")]
    assert "claim:gd-p3-s3-e" in row["claims"]
    assert answer.err.startswith("Questions to research, not facts")


def test_a_table_is_cut_and_says_so(both: Build) -> None:
    answer = ask(both, "positions", "--format", "table")
    assert len(answer.out.splitlines()) < 130, "fifty rows, some of several lines"
    assert re.search(r"^\d+ more: --all$", answer.out, re.MULTILINE)
    assert len(rows(ask(both, "positions", "--most", "7"))) == 7


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("brokers", "--by", "fame"), "no measure 'fame'"),
        (("brokers", "--groups", "three"), "two, any, communities"),
        (("brokers", "--most", "0"), "give a number from 1"),
        (("brokers", "--robust", "--most", "0"), "give a number from 1"),
        (("brokers", "MUJAO", "--by", "pn"), "--by pn ranks all actors: leave it away, or MUJAO"),
        (("brokers", "--as-of", "1901"), "nobody cooperates or fights in this network on 1901-12-31"),
        (("brokers", "Nobody At All"), "Nobody At All"),
        (("brokers", "FC-G5S", "--as-of", "2019-12-03"), "widen the choice"),
        (("positions", "FC-G5S", "--as-of", "2019-12-03"), "widen the choice"),
        (("positions", "--as-of", "1901"), "nobody cooperates"),
        (("positions", "--questions", "--as-of", "1901"), "nobody cooperates"),
        (("communities", "--as-of", "1901"), "nobody cooperates"),
        (("communities", "--method", "guess"), "louvain, leiden"),
        (("communities", "--runs", "0"), "above 0"),
    ],
)
def test_refusals(build: Build, arguments: tuple[str, ...], why: str) -> None:
    answer = run(*arguments, "--build", build.path)
    assert answer.code == 2
    assert answer.out == ""
    assert why in answer.err


def test_columns_are_explained_under_tables_for_people(both: Build) -> None:
    """Every column that is no name, number of a camp or rank: whoever sees it need not look it up."""
    asked = {
        ("brokers", "--as-of", "2016-12-31"): ("pn:", "constraint:", "gatekeeper", "betweenCamps:"),
        ("robustness", "--as-of", "2019-12-03", "--over", "implied"): ("implied (", "best, worst:"),
        ("query", "confirmed-ties"): ("says:", "other years (something, not then)"),
    }
    for words, told in asked.items():
        (said,) = [
            line for line in ask(both, *words, "--format", "table").err.splitlines() if line.startswith("Columns: ")
        ]
        assert [each for each in told if each not in said] == []
        assert "Columns: " not in ask(both, *words, "--format", "csv").err
