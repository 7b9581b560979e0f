"""Colours of signs, where they are wanted; and the line that counts seconds, where a terminal is there to see it."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from sahel_kg import Build, screen, tables
from sahel_kg.cli.streams import Waiting
from tests.cli.command import run


class Terminal(io.StringIO):
    """What takes colours."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("no", "force", "term", "coloured"),
    [
        ("", "", "xterm", {Terminal}),
        ("1", "", "xterm", set()),
        ("", "1", "xterm", {Terminal, io.StringIO}),
        ("1", "1", "xterm", set()),
        ("", "", "dumb", set()),
        ("", "1", "dumb", {Terminal, io.StringIO}),
    ],
)
def test_who_wants_colours(
    no: str, force: str, term: str, coloured: set[type], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("NO_COLOR", no), ("FORCE_COLOR", force), ("TERM", term)):
        monkeypatch.setenv(name, value)
    assert {kind for kind in (Terminal, io.StringIO) if screen.is_coloured(kind())} == coloured


def test_signs_have_the_colours_of_the_pages(build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    words = ("show", "ISGS", "--build", build.path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    plain = run(*words).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    painted = run(*words).out
    assert "\x1b[38;2;213;94;0mhostility\x1b[0m" in painted, "#d55e00"
    assert "\x1b[38;2;0;114;178mcooperation\x1b[0m" in painted, "#0072b2"
    assert tables.unstyled(painted) == plain
    for form in ("csv", "json", "md"):
        assert "\x1b" not in run(*words, "--format", form).out
    for command in (words, ("explain", "France", "opposes", "ISGS", "--build", build.path)):
        assert run(*command, "-o", tmp_path / "told.txt").code == 0
        assert "\x1b" not in (tmp_path / "told.txt").read_text("utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(*words).out == plain


def test_seconds_are_counted_until_something_is_said() -> None:
    waiting, stream = Waiting(patience=0.01), Terminal()
    waiting.start(stream)
    while "working, 0 s ..." not in stream.getvalue():
        time.sleep(0.01)
    waiting.stop()
    told = stream.getvalue()
    assert told.endswith("\r\x1b[K")
    time.sleep(0.05)
    assert stream.getvalue() == told


def test_nothing_is_counted_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, stream = Waiting(patience=0.001), io.StringIO()
    waiting.start(stream)
    time.sleep(0.02)
    waiting.stop()
    monkeypatch.setenv("TERM", "dumb")
    waiting.start(dumb := Terminal())
    time.sleep(0.02)
    waiting.stop()
    assert stream.getvalue() == dumb.getvalue() == ""
