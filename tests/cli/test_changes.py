"""`timeline` and `diff` on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.ties.changes import COLUMNS as TIMELINE_COLUMNS
from sahel_kg.ties.differences import COLUMNS as DIFF_COLUMNS
from tests.cli.command import Answer, run
from tests.conftest import TURTLE_PREFIXES
from tests.exports.test_formats import check
from tests.ties.small import build_of, told


@pytest.fixture
def ask(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAHEL_KG_BUILD", str(build.path))


def table(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.out)))


@pytest.mark.usefixtures("ask")
class TestTimeline:
    def test_a_row_has_days_words_terms_and_claims(self) -> None:
        answer = run("timeline", "ISGS", "--sign", "hostility", "--asserted-only")
        assert (answer.code, table(answer)) == (0, [])  # what it did is told as events, or follows
        rows = table(run("timeline", "ISGS"))
        assert tuple(rows[0]) == TIMELINE_COLUMNS
        attack = next(row for row in rows if row["object"] == "skg:Attack")
        assert (attack["from"], attack["to"], attack["when"]) == ("2019-11-02", "2019-11-02", "2019-11-02")
        assert attack["claims"].split()[0] == "claim:gd-p2-s1-a"
        opposed = next(row for row in rows if row["subject"] == "actor:france")
        assert (opposed["status"], opposed["change"], opposed["basis"]) == ("inferred", "began", "Implied, Background")

    def test_an_actor_has_rows_of_its_own(self) -> None:
        """bg-barkhane-from and bg-barkhane-until, on the days that they tell."""
        own = [row for row in table(run("timeline", "Barkhane")) if row["relation"].startswith("skg:active")]
        assert [(row["when"], row["change"], row["object"], row["claims"]) for row in own] == [
            ("2014-08-01", "began", "2014-08-01", "claim:bg-barkhane-from"),
            ("2022-11-09", "ended", "2022-11-09", "claim:bg-barkhane-until"),
        ]
        document = json.loads(run("timeline", "Barkhane", "--format", "json").out)
        turns = [each["turn"] for each in document["changes"] if each["turn"]]
        assert [(turn["relation"], turn["told"]) for turn in turns] == [
            ("skg:activeFrom", "2014-08-01"),
            ("skg:activeUntil", "2022-11-09"),
        ]
        told = run("timeline", "Barkhane", "--format", "table")
        assert "its own begin (2014-08-01) and end (2022-11-09)" in told.err
        assert "2014-08-01                began     Operation Barkhane is active" in told.out

    def test_what_has_no_day_comes_last(self) -> None:
        whens = [row["when"] for row in table(run("timeline", "ISGS"))]
        first = next(i for i, when in enumerate(whens) if when.startswith("went on to "))
        assert first > 5
        assert all(when.startswith(("not stated", "went on to ")) for when in whens[first:])
        shown = run("timeline", "ISGS", "--format", "table").out
        assert shown.index("Not stated by when") > shown.index("2019-11-02")

    @pytest.mark.parametrize("actor", [(), ("France",), ("African Union",), ("people of Mali",)])
    def test_json_fits_its_schema(self, actor: tuple[str, ...]) -> None:
        said = json.loads(run("timeline", *actor, "--format", "json").out)
        check("timeline", said)
        assert bool(said["changes"]) == (actor != ("people of Mali",))

    def test_evidence_narrows(self) -> None:
        every = {row["subject"] + row["object"] for row in table(run("timeline", "ISGS"))}
        stated = {row["subject"] + row["object"] for row in table(run("timeline", "ISGS", "--basis", "Stated"))}
        assert "actor:isgsactor:islamic-state" in every - stated  # Implied
        assert stated < every

    def test_nothing_dated_is_said(self) -> None:
        answer = run("timeline", "people of Mali")
        assert answer.code == 0
        assert answer.err.startswith("people of Mali: no tie and no event, so nothing is dated")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("Nobody",), "no actor is called 'Nobody', by its name or another: none of "),
            (("--from", "2019-02-30"), "--from: '2019-02-30' is no day of the calendar"),
            (("--to", "soon"), "--to: 'soon' is not a date: write 2019, 2019-11 or 2019-11-02"),
            (
                ("--from", "2019", "--to", "2018"),
                "from 2019-01-01 to 2018-12-31 there is no day",
            ),
            (("-o", "x.pdf"), "-o x.pdf: a picture is FILE.svg or FILE.png; for a table say --format table, csv, tsv"),
            (("-o", "x.csv", "--format", "md"), "--format md: choose from table, csv, tsv, json, jsonl"),
            (("-o", "x.svg", "--format", "csv"), "-o x.svg is a picture and --format csv is a table"),
            (("African Union", "-o", "x.svg"), "nothing to draw: no tie and no event of African Union is dated"),
            (("--format", "xml"), "--format xml: choose from table, csv, tsv, json, jsonl"),
        ],
    )
    def test_bad_input(
        self, arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        answer = run("timeline", *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert len(answer.errors) == 1
        assert answer.errors[0].startswith(message)
        assert not list(tmp_path.iterdir())

    def test_a_table_goes_to_a_file_with_its_format(self, tmp_path: Path) -> None:
        assert run("timeline", "ISGS", "--format", "tsv", "-o", tmp_path / "t.txt").code == 0
        assert (tmp_path / "t.txt").read_text("utf-8").startswith("from\tto\twhen\tchange")
        answer = run("timeline", "ISGS", "-o", tmp_path / "t.csv")
        assert (answer.code, answer.err.startswith(f"{tmp_path / 't.csv'}: ")) == (0, True)
        assert (tmp_path / "t.csv").read_bytes().decode("utf-8-sig").startswith("from,to,when,change")


@pytest.mark.usefixtures("ask")
class TestDiff:
    def test_a_row_stands_for_a_tie(self) -> None:
        answer = run("diff", "2019-10-21", "2019-11-14", "--relation", "leaderOf")
        rows = table(answer)
        assert tuple(rows[0]) == DIFF_COLUMNS
        assert [(row["change"], row["reading before"], row["reading after"]) for row in rows] == [
            ("lost", "certain", ""),
            ("not told before", "", "certain"),
        ]
        assert rows[0]["claims"] == "claim:gd-p1-s1-d"
        assert answer.err.startswith("0 gained, 1 lost, 1 not told before, 0 not told any more, 0 changed between")

    def test_json_fits_its_schema(self) -> None:
        said = json.loads(run("diff", "2012", "2019-12-03", "--format", "json").out)
        check("diff", said)
        assert (said["from"], said["to"]) == ("2012-12-31", "2019-12-03")
        assert all(said[kind] for kind in ("gained", "lost", "newly_told", "untold"))

    def test_only_what_is_certain(self) -> None:
        rows = table(run("diff", "2018", "2019-12-03", "--reading", "certain", "--sign", "hostility"))
        assert {row["reading after"] for row in rows if row["change"] == "gained"} == {"certain"}
        changes = {(r["change"], r["subject"], r["object"]) for r in rows}
        assert ("not told before", "actor:france", "actor:isgs") in changes
        assert ("gained", "actor:isgs", "actor:malian-army") in changes

    def test_the_earlier_day_comes_first(self) -> None:
        forwards, backwards = run("diff", "2018", "2019"), run("diff", "2019", "2018")
        assert forwards.out == backwards.out
        assert backwards.err == f"2018-12-31 is the earlier day and was taken first\n{forwards.err}"

    def test_a_day_twice(self) -> None:
        answer = run("diff", "2019-12-03", "2019-12-03", "--format", "table")
        assert (answer.code, answer.out) == (0, "no rows\n")
        assert answer.err.startswith("2019-12-03 twice: nothing changes between a day and itself")

    def test_a_day_before_everything_is_told_by_the_span_of_all_days(self) -> None:
        before, after = run("show", "JNIM", "--as-of", "1850").err, run("show", "JNIM", "--as-of", "2040").err
        assert before.partition(": the first day")[2] == after.partition(": the first day")[2] != ""

    def test_days_outside_everything(self) -> None:
        answer = run("diff", "1990", "2040")
        assert answer.code == 0
        before, after = answer.err.splitlines()[:2]
        assert before.startswith("1990-12-31 lies before everything that is dated: the first day that a claim names is")
        assert after.startswith("2040-12-31 lies after everything that is dated")
        assert after.endswith("the last 2024-07-06 (claim:bg-niger-aes-2024)")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("2019-02-30", "2018"), "DATE: '2019-02-30' is no day of the calendar"),
            (("2018", "then"), "DATE: 'then' is not a date"),
            (("2018", "2019", "--window", "long"), "'long' is no window: write 12m, 365d or 2y"),
            (("2018", "2019", "--reading", "sure"), "--reading sure: choose from certain, presumed, possible"),
            (("2018", "2019", "--sign", "foe"), "no sign 'foe': choose from cooperation, hostility, strain, neutral"),
        ],
    )
    def test_bad_input(self, arguments: tuple[str, ...], message: str) -> None:
        answer = run("diff", *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert len(answer.errors) == 1
        assert answer.errors[0].startswith(message)


def test_what_has_neither_begin_nor_end_is_one_row_on_a_screen(tmp_path: Path) -> None:
    claims = (
        TURTLE_PREFIXES
        + told("kinds", "actor:band a skg:ArmedGroup . actor:corps a skg:ArmedGroup .")
        + told("x", "actor:band skg:supports actor:corps .", earliestBegin="2013-01-01")
    )
    names = "".join(f'actor:{name} a skg:NamedActor ; skos:prefLabel "{name}"@en .\n' for name in ("band", "corps"))
    made = build_of(tmp_path, claims, TURTLE_PREFIXES + names)
    answer = run("timeline", "actor:band", "--format", "table", "--all", "--wide", "--build", made.path)
    lines = [line for line in answer.out.partition("Not stated by when")[2].splitlines() if "band supports" in line]
    assert len(lines) == 1
    assert "begin and end not told" in lines[0]
    assert "not before 2013-01-01" in lines[0]
    rows = csv.DictReader(io.StringIO(run("timeline", "actor:band", "--format", "csv", "--build", made.path).out))
    assert {row["change"] for row in rows if row["what"] == "band supports corps"} == {"begin not told", "end not told"}


def test_who_stands_for_whom_is_no_change_unless_asked_for(both: Build) -> None:
    """Which number of a data set is the coalition's is bookkeeping: *CMA stands for CMA*."""
    words = ("timeline", "actor:cma", "--build", str(both.path))
    assert "stands for" not in run(*words).out
    assert "stands for" in run(*words, "--relation", "stands for").out


def test_the_table_marks_what_is_not_sure(both: Build) -> None:
    """UCDP has France send troops to Mali's side in 2023; it had left by then (`bg-france-mali-until`)."""
    asked = ("timeline", "France", "--from", "2023", "--wide", "--format", "table", "--build", both.path)
    rows = [line for line in run(*asked).out.splitlines() if line.startswith("2023")]
    (mali,) = [row for row in rows if "contributes to Mali" in row]
    (niger,) = [row for row in rows if "contributes to Niger" in row]
    assert "asserted, possible" in mali
    assert "possible" not in niger


def test_the_table_tells_a_state_of_several_claims_once(both: Build) -> None:
    """bg-mnla-in-cma: the MNLA is in the CMA in April and May 2015; gd-p5-s2-i: in November 2019.

    The CMA is there from 9 June 2014 on, bg-cma-from-day; the MNLA to 30 November 2024, bg-mnla-until.
    """
    asked = ("timeline", "actor:mnla", "--format", "table", "--wide", "--all", "--build", both.path)
    rows = [line for line in run(*asked).out.splitlines() if "MNLA is a member of CMA" in line]
    assert [(row.split("  ")[0], row.rsplit("  ", 1)[-1].strip()) for row in rows] == [
        ("2014-06-09 to 2015-04-14", "bg-mnla-in-cma"),
        ("2019-12-03 to 2024-11-30", "gd-p5-s2-i bg-mnla-until"),
    ]
    every = table(run("timeline", "actor:mnla", "--format", "csv", "--build", both.path))
    assert sum(row["what"] == "MNLA is a member of CMA" for row in every) == 3
