"""Every command still prints what is recorded: a change of any answer is seen here."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg import Build
from tests.outputs.record import RECORD, Line, print_line, read_lines

LINES = read_lines()


@pytest.mark.parametrize("line", LINES, ids=[line.name.removesuffix(".txt") for line in LINES])
def test_a_command_prints_what_is_recorded(line: Line, both: Build, article: Path) -> None:
    recorded = RECORD / line.name
    assert recorded.is_file(), "run `make outputs`"
    assert print_line(line, both.path, article) == recorded.read_bytes().decode("utf-8"), (
        "an answer changed: if it may, run `make outputs` and say why in the commit"
    )


def test_every_record_has_its_command_line() -> None:
    names = [line.name for line in LINES]
    assert len(set(names)) == len(names)
    assert {path.name for path in RECORD.iterdir()} == set(names)
