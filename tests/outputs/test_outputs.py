"""Every command still prints what is recorded: a change of any answer is seen here."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import pytest

from sahel_kg import Build
from tests.outputs.record import RECORD, Line, print_line, read_lines

LINES = read_lines()


def draw(lines: list[Line]) -> set[Line]:
    """Return a line of each command that has an answer, drawn by the names: the others are for `make test-slow`."""
    drawn: dict[str, Line] = {}
    for line in sorted(lines, key=lambda each: hashlib.sha256(each.name.encode()).digest()):
        if {"--format", "-o", "--help"}.intersection(line.words):
            drawn.setdefault(line.words[0], line)
    return set(drawn.values())


def name_situation(line: Line) -> str:
    """Return the words on time and evidence: those who ask for the same one after the other share it."""
    words = [f"{word} {value}" for word, value in pairwise(line.words) if word in SITUATION]
    return " ".join(sorted(words))


SITUATION = {"--as-of", "--basis", "--min-credibility", "--min-reliability", "--reading", "--source", "--window"}
SAMPLE = draw([line for line in LINES if not line.is_slow])
CASES = [
    pytest.param(line, id=line.name.removesuffix(".txt"), marks=[] if line in SAMPLE else pytest.mark.slow)
    for line in sorted(LINES, key=name_situation)
]


@pytest.mark.parametrize("line", CASES)
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
