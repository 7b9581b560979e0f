"""`diff --before`: what an edit changed, told of two builds."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sahel_kg import Build, compare_builds, load
from sahel_kg.record.claim_changes import CHANGE_COLUMNS
from tests.cli.command import Answer, run
from tests.conftest import TURTLE_PREFIXES, Once
from tests.exports.test_formats import check
from tests.ties.small import build_of, told

NAMES = TURTLE_PREFIXES + "".join(
    f'actor:t-{name} a skg:NamedActor ; skos:prefLabel "{name}"@en .\n' for name in ("band", "corps", "front")
)
KINDS = told("t-kinds", " ".join(f"actor:t-{name} a skg:ArmedGroup ." for name in ("band", "corps", "front")))
DAYS = {"earliestBegin": "2013-01-01", "latestBegin": "2013-01-01", "earliestEnd": "2015-01-01"}


def claims(*, edited: bool) -> str:
    """By the edit one claim was taken out, one ends otherwise, one is less sure, and one is new."""
    end = "2014-01-01" if edited else "2016-01-01"
    all_of_them = [
        KINDS,
        told("t-same", "actor:t-band skg:opposes actor:t-front .", **DAYS),
        told("t-until", "actor:t-band skg:supports actor:t-corps .", **{**DAYS, "earliestEnd": end, "latestEnd": end}),
        told("t-sure", "actor:t-corps skg:opposes actor:t-front .", **DAYS).replace(
            "skg:credibility 2", f"skg:credibility {4 if edited else 2}"
        ),
    ]
    own = ("t-new", "front") if edited else ("t-old", "corps")
    all_of_them.append(told(own[0], f"actor:t-{own[1]} skg:branchOf actor:t-band .", **DAYS))
    return TURTLE_PREFIXES + "".join(all_of_them)


@pytest.fixture(scope="module")
def two(once: Once) -> tuple[Build, Build]:
    """The build of before the edit, and that of after it."""

    def make(is_edited: bool) -> Callable[[Path], None]:
        def write(folder: Path) -> None:
            made = build_of(folder.with_name(f"{folder.name}-made"), claims(edited=is_edited), NAMES)
            shutil.copytree(made.path, folder)

        return write

    return load(once("compared-before", make(False))), load(once("compared-after", make(True)))


def ask(two: tuple[Build, Build], *words: str) -> Answer:
    return run("diff", *words, "--before", two[0].path, "--build", two[1].path)


def rows(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.out)))


def test_an_edit_is_told_by_ties(two: tuple[Build, Build]) -> None:
    found = rows(ask(two))
    assert sorted((row["change"], row["what"]) for row in found if row["relation"] != "skg:cooperatesWith") == [
        ("changed", "band supports corps"),
        ("changed", "corps opposes front"),
        ("gained", "front is a branch of band"),
        ("lost", "corps is a branch of band"),
    ]
    by = {row["what"]: row for row in found}
    assert (by["corps opposes front"]["grade before"], by["corps opposes front"]["grade after"]) == ("B2", "B4")
    until = by["band supports corps"]
    assert ("2016-01-01" in until["when before"], "2014-01-01" in until["when after"]) == (True, True)
    assert until["reading before"] == until["reading after"] == "certain"


def test_an_edit_is_told_by_claims(two: tuple[Build, Build]) -> None:
    answer = ask(two, "--table", "claims")
    found = rows(answer)
    assert tuple(found[0]) == CHANGE_COLUMNS
    assert [(row["change"], row["claim"], row["differing"], row["before"], row["after"]) for row in found] == [
        ("added", "claim:t-new", "", "", ""),
        ("removed", "claim:t-old", "", "", ""),
        ("changed", "claim:t-sure", "credibility", "credibility: 2", "credibility: 4"),
        (
            *("changed", "claim:t-until", "earliest end; latest end"),
            "earliest end: 2016-01-01; latest end: 2016-01-01",
            "earliest end: 2014-01-01; latest end: 2014-01-01",
        ),
    ]
    assert [row["what"] for row in found[:2]] == ["front is a branch of band", "corps is a branch of band"]
    assert "claims: 1 added, 1 removed, 2 changed" in answer.err


def test_on_a_day_only_what_is_so_then_is_told(two: tuple[Build, Build]) -> None:
    """In June 2015 t-until had ended by the second build alone, and t-sure is presumed; later it is possible."""
    found = {(row["change"], row["what"]) for row in rows(ask(two, "2015-06"))}
    assert ("lost", "band supports corps") in found
    assert ("changed", "corps opposes front") in found
    later, possible = (
        {row["claim"] for row in rows(ask(two, "2019", "--table", "claims", *more))}
        for more in ((), ("--reading", "possible"))
    )
    assert "claim:t-sure" in possible - later
    assert "claim:t-until" not in possible  # over by both


def test_actors_signs_and_relations_choose_claims_too(two: tuple[Build, Build]) -> None:
    def asked(*words: str) -> set[str]:
        return {row["claim"] for row in rows(ask(two, "--table", "claims", *words))}

    assert asked("--sign", "hostility") == {"claim:t-sure"}
    assert asked("--around", "corps") == {"claim:t-old", "claim:t-sure", "claim:t-until"}
    assert asked("--relation", "branch of") == {"claim:t-old", "claim:t-new"}
    assert asked("--relation", "branch of", "--around", "front") == {"claim:t-new"}


def test_json_fits_its_schema(two: tuple[Build, Build]) -> None:
    for words, day in (((), None), (("2014-06-01",), "2014-06-01")):
        said = json.loads(ask(two, *words, "--format", "json").out)
        check("diff", said)
        assert (said["from"], said["to"]) == (day, day)
        assert len(said["builds"]) == 2
        assert said == json.loads(json.dumps(compare_builds(*two, day).as_dict()))
    assert [each["change"] for each in said["claims"]] == ["added", "removed", "changed", "changed"]
    assert said["claims"][0]["before"] is None
    days = json.loads(run("diff", "2013", "2014", "--build", two[1].path, "--format", "json").out)
    check("diff", days)
    assert (days["builds"], days["claims"]) == (None, None)


def test_people_read_both(two: tuple[Build, Build]) -> None:
    shown = ask(two, "--format", "table", "--wide").out
    ties, _, of_claims = shown.partition("\nClaims\n")
    assert "gained" in ties
    assert "earliest end: 2016-01-01, then 2014-01-01" in of_claims
    assert "Claims" not in ask(two, "--format", "table", "--table", "ties").out
    told_in = ask(two, "--format", "md").out
    assert "## Claims changed" in told_in
    assert "**front is a branch of band**" in told_in
    assert "## Ties" not in ask(two, "--format", "md", "--table", "claims").out


def test_what_a_source_brings_is_asked_by_its_name_though_one_build_lacks_it(both: Build, build: Build) -> None:
    words = ("--before", build.path, "--build", both.path, "--source", "ucdp-acd-25.1")
    answer = run("diff", "2014", *words)
    assert answer.code == 0
    assert {row["change"] for row in rows(answer)} & {"gained", "not told before"}


def test_the_note_tells_what_the_builds_were_made_of(
    two: tuple[Build, Build], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        "Made of other files (changed:" in ask(two, "--notes").err.replace("\n  ", " ")
        or "new: " in ask(two, "--notes").err
    )
    shutil.copytree(two[0].path, tmp_path / "older")
    manifest = json.loads((tmp_path / "older" / "manifest.json").read_text("utf-8"))
    (tmp_path / "older" / "manifest.json").write_text(json.dumps({**manifest, "sahel_kg": "0.0.9"}), "utf-8")
    monkeypatch.chdir(tmp_path)
    answer = run("diff", "--before", "older", "--build", two[0].path, "--notes")
    assert "Both are made of the same files. By another version of sahel-kg: 0.0.9, then" in answer.err.replace(
        "\n  ", " "
    )
    assert rows(answer) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "nothing to compare: give two days, such as 2012 2019-12-03, or --before DIR"),
        (("2012",), "2012 is one day: give two days"),
        (("2012", "2013", "--before", "OLD"), "2012 2013 with --before "),
        (("--before", "nothing"), "--before nothing: no build in that folder; `sahel-kg build --build nothing` makes"),
        (("--before", "NEW"), "--before NEW is the build itself: name one that was made before"),
        (("--before", "OLD", "--table", "days"), "--table days: choose from ties, claims"),
        (("2012", "2013", "--table", "claims"), "--table claims needs --before"),
        (("--before", "OLD", "--window", "2y"), "--window needs a day"),
        (("--before", "OLD", "--source", "nobody"), "no source 'nobody'"),
        (("--before", "OLD", "--around", "nobody"), "no actor is called 'nobody'"),
    ],
)
def test_bad_input(words: tuple[str, ...], message: str, two: tuple[Build, Build]) -> None:
    stands = {"OLD": str(two[0].path), "NEW": str(two[1].path)}
    answer = run("diff", *(stands.get(word, word) for word in words), "--build", two[1].path)
    assert (answer.code, answer.out) == (2, "")
    (error,) = answer.errors
    assert error.startswith(message.replace("NEW", stands["NEW"]))


def test_an_earlier_build_without_tables_of_this_version_is_read_all_the_same(
    two: tuple[Build, Build], tmp_path: Path
) -> None:
    shutil.copytree(two[0].path, tmp_path / "old")
    (tmp_path / "old" / "graph.duckdb").write_bytes(b"of another version")
    answer = run("diff", "--before", tmp_path / "old", "--build", two[1].path)
    assert (answer.code, answer.out) == (0, ask(two).out)
