"""A long answer: its beginning on a screen, all of it for a program, and years of one tie in one row."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.builds.queries import read_queries
from sahel_kg.screen import UNSEEN
from sahel_kg.tables import FIRST
from sahel_kg.vocabulary import compact
from tests.cli.command import Answer, run


@pytest.fixture(autouse=True)
def _screen(both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAHEL_KG_BUILD", str(both.path))
    monkeypatch.setenv("COLUMNS", "400")


def rows(answer: Answer) -> list[list[str]]:
    """Return the rows of the first table, each as its cells; a row begins at the left edge here, or with its rank."""
    _, _, told = answer.out.partition("─\n")
    lines = told.split("\n\n")[0].splitlines()
    begun = [line.strip() for line in lines if line[:1].strip() or re.match(r" {1,3}\d+ {2}\S", line)]
    return [re.split(r" {2,}", line) for line in begun if not line.endswith("--all")]


def read_csv(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.out)))


@pytest.mark.parametrize("command", ["rank", "queries", "show"])
def test_a_screen_has_the_first_rows_and_counts_the_rest(command: str) -> None:
    short, every = (rows(run(command, "--format", "table", *more)) for more in ((), ("--all",)))
    (left,) = re.findall(r"^(\d+) more: --all$", run(command, "--format", "table").out, re.MULTILINE)
    assert len(short) == FIRST
    assert len(every) == FIRST + int(left) == len(read_csv(run(command, "--format", "csv")))
    if command != "show":  # whose first ones are those with most ties
        assert every[:FIRST] == short


def test_the_best_known_actors_come_first(both: Build) -> None:
    first = rows(run("show", "--format", "table"))[0][0]
    ends = [end for tie in both.ties() for end in (tie.subject, tie.object)]
    assert both.actors.find(first).iri == max(set(ends), key=ends.count)


def test_a_file_and_a_program_have_all_of_it(tmp_path: Path) -> None:
    run("rank", "--format", "table", "-o", tmp_path / "ranks.txt")
    written = (tmp_path / "ranks.txt").read_text("utf-8")
    assert "--all" not in written
    for form in ("csv", "tsv", "jsonl"):
        answer = run("rank", "--format", form)
        assert "more:" not in answer.out
        assert len(answer.out.splitlines()) > 10 * FIRST
        assert run("rank", "--format", form, "--all") == answer


def test_how_many_are_asked_for_goes_before() -> None:
    told = run("positions", "--as-of", "2019-12-03", "--most", "3", "--format", "table")
    assert len(rows(told)) == 3
    pairs = len(read_csv(run("positions", "--as-of", "2019-12-03", "--format", "csv")))
    assert f"\n{pairs - 3} more: --all\n" in told.out


def test_a_tie_of_consecutive_years_is_one_row_of_a_question() -> None:
    words = ("query", "hostility", "--format")
    ones = [row for row in rows(run(*words, "table", "--all")) if row[:3] == ["Burkina Faso", "fought against", "JNIM"]]
    told = [
        row
        for row in read_csv(run(*words, "csv"))
        if (row["actor_label"], row["relation"], row["opponent_label"]) == ("Burkina Faso", "skg:foughtAgainst", "JNIM")
    ]
    years = [row["earliestBegin"][:4] for row in told]
    assert len(years) > 2
    assert [row[3:5] for row in ones] == [[years[0], years[-1]]]
    assert f"{len(years)} claims" in ones[0][7]


def test_a_tie_of_consecutive_years_is_one_row_of_a_timeline() -> None:
    told = [row for row in rows(run("timeline", "France", "Mali", "--format", "table")) if "contributes" in row[2]]
    every = read_csv(run("timeline", "France", "Mali", "--format", "csv"))
    years = [row["from"][:4] for row in every if row["relation"] == "skg:contributesTo"]
    assert len(years) > 5
    assert [row[0] for row in told] == [f"{years[0]} to {years[-1]}"]


def test_a_source_may_be_left_out(both: Build) -> None:
    """Without the article nobody tells of the attack of 2 November; the note says what was left out."""
    answer = run("show", "ISGS", "--without-source", "grey-dynamics-2019", "--format", "json")
    rest = both.admitting(without_sources="grey-dynamics-2019")
    told = json.loads(answer.out)
    assert len(told["ties"] + told["told_as"]) == len(
        [t for t in rest.ties() if "actor:isgs" in (compact(t.subject), compact(t.object))]
    )
    assert "gd-" not in answer.out
    noted = run("rank", "--without-source", "grey-dynamics-2019", "--format", "csv")
    assert "of all sources but grey-dynamics-2019" in " ".join(noted.err.split())
    assert run("rank", "--without-source", "grey").errors


def test_the_first_rows_of_a_timeline_are_not_those_who_only_contribute() -> None:
    every = read_csv(run("timeline", "Mali", "--format", "csv"))
    helping = {
        row["subject"] for row in every if (row["relation"], row["object"]) == ("skg:contributesTo", "actor:mali")
    }
    assert len(helping) > 20
    short = run("timeline", "Mali", "--format", "table").out
    assert f"\n{len(helping)} who contribute to its side are left out: --all\n" in short
    assert "contributes to Mali" not in short
    assert "Mali fought against Ansar Dine" in short
    whole = run("timeline", "Mali", "--format", "table", "--all").out
    assert "left out" not in whole
    assert "contributes to Mali" in whole
    asked = run("timeline", "Mali", "--relation", "skg:contributesTo", "--format", "table").out
    assert "contributes to Mali" in asked


@pytest.mark.parametrize(
    ("command", "counted"),
    [("camps", r"^   \d+ more: --all$"), ("casualties", r"^\d+ more: --all$"), ("link", "")],
)
def test_lists_are_cut_as_tables_are(command: str, counted: str) -> None:
    short, every = (run(command, "--format", "table", *more).out for more in ((), ("--all",)))
    assert len(short) <= len(every)
    assert bool(re.search(counted or "more: --all", short, re.MULTILINE)) == bool(counted)
    assert "more: --all" not in every
    if command == "casualties":
        assert "\nEverybody, killed: " in short


NOTED = [
    "rank",
    "camps --as-of 2019-12-03",
    "balance --as-of 2019-12-03",
    "brokers --as-of 2016-12-31",
    "positions --as-of 2019-12-03",
    "communities --as-of 2019-12-03",
    "course --years 2018:2019 --around actor:mali",
    pytest.param("sensitivity gd-p3-s2-b", marks=pytest.mark.slow),
    "timeline France Mali",
    "diff 2012 2019-12-03 --sign hostility",
    "path ISGS Chad",
    "casualties Mali --inflicted-by ISGS",
]


@pytest.mark.parametrize("command", NOTED)
def test_what_an_answer_was_taken_from_is_said_in_two_lines(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [*command.split(), "--format"]
    monkeypatch.setenv("COLUMNS", "80")
    short, whole = (run(*words, "table", *more).err for more in ((), ("--notes",)))
    assert short != whole
    note = short[short.rindex(" ... ") :]
    assert len(short.splitlines()) <= len(whole.splitlines())
    assert " ".join(note.split()).endswith("(all: --notes)")
    assert (
        "evidence" in note
        or "not told any more need" in note
        or "need not have ended" in note
        or "no sign that" in note
    )
    begin = re.split(r" \.\.\. (?=[AWT])", " ".join(short.split()))[0]
    begin = re.sub(r"^Nothing is told of .*?, to [\d-]+\. ", "", begin)  # a warning, which stands whole before it
    assert begin in " ".join(whole.split())
    assert begin[-1] in ".;" or f"{begin}:" in " ".join(whole.split())
    monkeypatch.delenv("COLUMNS")
    full = _beside_a_table(run(*words, "csv", "--notes").err)
    assert _beside_a_table(whole) == full
    for form in ("csv", "json", "table"):  # where nobody looks
        told = run(*words, form).err
        assert told.rstrip().endswith("(all: --notes)") or _beside_a_table(told) == full
        assert len(told.splitlines()[-1]) <= 2 * UNSEEN


@pytest.mark.parametrize("command", ["rank", "camps", "path Mali JNIM", "positions", "brokers"])
@pytest.mark.parametrize("columns", ["80", ""])
def test_that_a_source_ends_before_is_said_whole(command: str, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The article speaks of no day after 3 December 2019."""
    monkeypatch.setenv("COLUMNS", columns)
    told = " ".join(run(*command.split(), "--as-of", "2024-06-01", "--format", "csv").err.split())
    assert told.count("Nothing is told of 2024-06-01 by Recent Developments in Mali's Struggle Against Terrorism") == 1
    assert told.endswith("(all: --notes)")


def _beside_a_table(note: str) -> str:
    """Return a note less what a table for people says, or folds, itself: what columns mean, how sure it is, years."""
    told = re.sub(r" in \d+ rows \(consecutive years in one\)", "", " ".join(note.split()))
    told = re.sub(r"^Columns: .*? but for its own camp\. ", "", told)
    return re.sub(r"One of \d+ divisions .*? is a finding\. |It is the only best division.*?\. ", "", told)


def test_a_note_has_two_lines(both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in (40, 80, 100, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = len(run("rank", "--format", "table").err.splitlines())
        assert lines == 2 or (columns == 40 and lines == 3)  # rather than to end amid a count


@pytest.mark.parametrize(
    "command",
    [
        "timeline ISGS",
        "diff 2019 2019-12-03",
        "contradictions",
        "show ISGS --all",
        "show Mali",
        "course --years 2018:2019",
    ],
)
def test_tables_for_people_speak_of_labels(command: str) -> None:
    told = run(*command.split(), "--format", "table").out.partition("\n")[2]
    assert not re.findall(r"\b(?:skg|rule|place|event|category):\w[\w-]*", told)
    assert not re.findall(r"\b(?:ArmedGroup|InternationalOrganisation|PopulationGroup)\b", told)


def test_a_question_says_what_its_rows_mean() -> None:
    asked = read_queries()["leaders"]
    assert asked.description not in run("query", "leaders", "--format", "csv").err
    assert asked.description in run("query", "leaders", "--format", "csv", "--notes").err


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("query leaders -o FILE.csv", "2 rows"),
        ("show ISGS -o FILE.html", "the sheet of ISGS"),
        ("export --format graphml -o FILE.graphml", "bytes"),
        ("explain Barkhane opposes ISGS -o FILE.txt", "bytes"),
        ("rank -o FILE.json --format json", "rows"),
    ],
)
def test_a_file_that_is_written_is_told_of(command: str, told: str, tmp_path: Path) -> None:
    words = command.replace("FILE", str(tmp_path / "answer")).split()
    answer = run(*words)
    file = next(tmp_path.iterdir())
    assert (answer.code, answer.out) == (0, "")
    assert re.search(rf"answer{file.suffix}: .*{told}", " ".join(answer.err.split()))


@pytest.mark.parametrize(
    "command", ["query leaders --format csv", "explain Barkhane opposes ISGS", "rank --format json"]
)
def test_a_dash_is_the_terminal(command: str, build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = (*command.split(), "--build", str(build.path))
    assert run(*words, "-o", "-").out == run(*words).out != ""
    assert list(tmp_path.iterdir()) == []


def test_kinds_are_words_for_people_and_codes_for_programs(build: Build) -> None:
    for words in (("rank",), ("show",)):
        told = run(*words, "--build", build.path, "--format", "table").out
        assert "armed group" in told
        assert "ArmedGroup" not in told
        assert "ArmedGroup" in run(*words, "--build", build.path, "--format", "csv").out


def test_relations_are_words_for_people_and_terms_for_programs(build: Build) -> None:
    asked = ("query", "hostility", "actor=ISGS", "--build", build.path, "--format")
    assert " hostile to " in run(*asked, "table").out
    assert "hostileTo" not in run(*asked, "table").out
    assert ",skg:hostileTo," in run(*asked, "csv").out
