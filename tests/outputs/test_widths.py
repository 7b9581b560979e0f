"""Tables fit the screen: no line is longer, and what has no space in it stands whole."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sahel_kg import Build, tables
from sahel_kg.builds.queries import read_queries
from tests.cli.command import run
from tests.outputs.record import RECORD, Line, print_line, read_lines
from tests.sampling import spread

COMMANDS = [
    "queries",
    "show",
    "show ISGS",
    "query leaders",
    "query operations",
    "rank",
    "camps --as-of 2019-12-03 --robust",
    "balance --as-of 2019-12-03",
    "brokers --as-of 2016-12-31",
    "positions --as-of 2019-12-03 --most 8",
    "course --years 2016:2019 --around actor:mali",
    "robustness --as-of 2019-12-03",
    "sensitivity --as-of 2019-12-03 --most 10",
    "timeline France Mali",
    "diff 2012 2019-12-03 --sign hostility",
    "casualties Mali",
    "link --all",
]
"""Lines of ``commands.tsv`` whose answer is a table, or has one."""
_NAME = re.compile(r"(?<![^\s(\"])(?:[a-z]+:[a-z][\w.-]*\w|\d{4}-\d\d-\d\d|(?:gd|bg|ucdp)-[\w.-]*\w)(?![^\s,;:.)\"])")
"""A CURIE, a day, the id of a claim."""


@pytest.mark.parametrize("command", spread(COMMANDS, 4))
def test_a_table_fits_the_screen_and_breaks_no_name(command: str, both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAHEL_KG_BUILD", str(both.path))
    words = shlex.split(command)
    known = set(_NAME.findall(run(*words, "--format", "csv").out))
    for columns in (80, 100):  # the record is held at 120
        monkeypatch.setenv("COLUMNS", str(columns))
        printed = run(*words, "--format", "table").out
        assert _list_longer(printed.splitlines(), columns) == []
        lines = [line for table in _tables(printed) for line in table]
        assert lines
        pieces = {piece.strip('",;()') for line in lines for piece in line.split()}
        # a sentence below the table may end in a colon: "every tie, event and claim:"
        begun = {p for p in pieces - known if re.search(r"\w[-:].", p) and any(name.startswith(p) for name in known)}
        ended = {p for p in pieces if re.fullmatch(r"\d{0,3}-\d\d(-\d\d)?", p)}
        assert not begun | ended


READ = [line for line in read_lines() if line.is_read]
FIRST = {line.words[0]: line for line in READ if line.words[0] not in {text.split()[0] for text in COMMANDS}}
"""A line of each other command."""


@pytest.mark.parametrize("line", READ, ids=lambda line: line.name.removesuffix(".txt"))
def test_no_line_is_longer_than_the_screen_of_the_record(line: Line) -> None:
    _check_lines(line, (RECORD / line.name).read_text("utf-8"), 120)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "columns"),
    # one line of each command, at one of the two in turn: all are held at the width of the record
    [pytest.param(line, (80, 100)[n % 2], id=line.name.removesuffix(".txt")) for n, line in enumerate(FIRST.values())],
)
def test_no_line_is_longer_than_the_screen(line: Line, columns: int, both: Build, article: Path) -> None:
    _check_lines(line, print_line(line, both.path, article, columns), columns)


def _check_lines(line: Line, printed: str, columns: int) -> None:
    """Hold what a terminal is shown against its width: not what the record says of files."""
    shown = [each for each in printed.splitlines()[1:] if not each.startswith("[")]
    assert _list_longer(shown, columns) == []


def _list_longer(lines: list[str], columns: int) -> list[str]:
    return [line for line in lines if cell_len(line) > columns]


def _tables(text: str) -> Iterator[list[str]]:
    """Find tables by the rule below their headings; each ends with an empty line, or where more is counted."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line and not line.strip("─"):
            rest = [not each or each.startswith("...") for each in lines[number:]]
            yield lines[number - 1 : number + (rest.index(True) if True in rest else len(rest))]


def test_what_is_left_out_is_said_and_wide_has_it(both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")  # headings would be bold, and a file has no use for that
    words = ["query", "leaders", "--build", str(both.path), "--format", "table"]
    narrow, wide = run(*words).out, run(*words, "--wide").out
    assert narrow.endswith("\nleft out for want of room: claim; --wide shows all\n")
    assert narrow.startswith("leader ")
    assert "claim:gd-p1-s1-d" not in narrow
    assert "claim:gd-p1-s1-d" in wide
    assert "left out" not in wide
    assert max(map(len, wide.splitlines())) > 80


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("brokers --as-of 2016-12-31", "actor brokered camp"),
        ("brokers --by constraint --as-of 2016-12-31", "actor constraint camp"),
        ("brokers MUJAO --as-of 2012-12-31", "role first second between"),
        ("rank --by pagerank", "actor pagerank"),
        ("sensitivity --as-of 2019-12-03 --most 10", "id ties findings tau"),
        ("query attacks", "event attacker target places begins"),
        ("casualties Mali", "event loss number whose when"),
    ],
)
def test_the_columns_that_answer_are_there(
    command: str, answer: str, both: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    heading = run(*command.split(), "--build", str(both.path), "--format", "table").out.partition("\n")[0]
    assert set(answer.split()) <= set(heading.split())


@pytest.mark.parametrize("name", [name for name, query in read_queries().items() if query.first])
def test_what_answers_a_question_is_not_left_out(name: str, both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    query = read_queries()[name]
    answer = both.query(name)
    columns, rows = tables.readable(answer.variables, answer.rows, [p.name for p in query.parameters if p.default])
    assert set(query.first) <= set(columns)
    monkeypatch.setenv("COLUMNS", "80")
    left = run("query", name, "--build", str(both.path), "--format", "table").out.partition("left out for want of")[2]
    told = {name for name in query.first if any(row[columns.index(name)] for row in rows)}
    assert told.isdisjoint(re.findall(r"\w+", left))


def test_a_bound_without_its_other_keeps_its_name() -> None:
    """The first and the last day on which something may have been are neither its begin nor its end."""
    columns, rows = tables.readable(["one", "earliestBegin", "latestEnd"], [["a", "2017-03-02", "2017-12-31"]])
    assert (columns, rows) == (["one", "earliestBegin", "latestEnd"], [["a", "2017-03-02", "2017-12-31"]])
    columns, rows = tables.readable(["earliestBegin", "latestBegin", "latestEnd"], [["2017", "2018", None]])
    assert (columns, rows) == (["begins", "latestEnd"], [["2017 to 2018", None]])


def test_what_is_needed_and_finds_no_room_stands_below_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    rows = [["a" * 12, "b" * 12, None, "x"], ["c" * 12, "", None, "y"]]
    assert tables.render_table(["one", "two", "none", "four"], rows, needed=["one", "two", "none"]).splitlines() == [
        "one           four",
        "──────────────────",
        "aaaaaaaaaaaa  x",
        "  two:",
        "    bbbbbbbbbbbb",
        "cccccccccccc  y",
        "left out for want of",
        "  room: none; --wide",
        "  shows all",
    ]


def test_a_table_in_a_file_is_whole(both: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = ["query", "leaders", "--build", str(both.path), "--format", "table"]
    run(*words, "-o", str(tmp_path / "leaders.txt"))
    assert (tmp_path / "leaders.txt").read_text("utf-8") == run(*words, "--wide").out


@given(
    rows=st.lists(st.lists(st.text("ab -é界", max_size=40), min_size=4, max_size=4), min_size=1, max_size=4),
    columns=st.integers(8, 60),
)
def test_any_table_fits_and_keeps_its_words(rows: list[list[str]], columns: int) -> None:
    with mock.patch.dict(os.environ, {"COLUMNS": str(columns)}):
        told = tables.render_table(["one", "two", "three", "four"], rows)
    assert max(map(cell_len, told.splitlines())) <= columns
    words = {word for row in rows for cell in row for word in cell.split()}
    _, _, shown = told.partition("left out")[0].split("\n", 2)
    if all(cell_len(word) <= columns for word in words):
        assert set(shown.split()) <= words
