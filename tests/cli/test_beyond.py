"""A day before or after all that is dated: the commands say so, and go on."""

from __future__ import annotations

import pytest

from sahel_kg import Build
from tests.cli.command import run


@pytest.mark.parametrize("command", [("rank",), ("show", "ISGS"), ("query", "leaders"), ("contradictions",)])
@pytest.mark.parametrize(("day", "where"), [("1800", "before"), ("2100-01-01", "after")])
def test_a_day_beyond_everything_is_told(build: Build, command: tuple[str, ...], day: str, where: str) -> None:
    answer = run(*command, "--as-of", day, "--build", build.path)
    assert f"lies {where} everything that is dated: the first day that a claim names is 2012-01-01" in answer.err
    assert "2019-12-03" in answer.err or "2024" in answer.err


def test_a_day_within_needs_no_word(build: Build) -> None:
    answer = run("show", "ISGS", "--as-of", "2019-12-03", "--build", build.path)
    assert (answer.code, answer.err) == (0, "")
