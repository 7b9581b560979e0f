"""The page on Python runs as it stands, and has an example of every public name."""

from __future__ import annotations

import ast
import re
from dataclasses import fields

import pytest

import sahel_kg
from sahel_kg.builds.build import Build
from sahel_kg.reasoning.engines import ClosureOptions, Options
from sahel_kg.ties.chronology import HistoryChoice, HistoryOptions
from tests.conftest import ROOT

CODE = "\n".join(re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text("utf-8"), re.DOTALL))


@pytest.mark.slow
def test_it_runs_from_top_to_bottom(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAHEL_KG_BUILD", str(build.path))
    exec(compile(CODE, "docs/python.md", "exec"), {"__name__": "page"})


def test_every_public_name_has_an_example() -> None:
    used = {node.attr for node in ast.walk(ast.parse(CODE)) if isinstance(node, ast.Attribute)}
    assert set(sahel_kg.__all__) - used == set()


def test_keywords_are_typed_as_what_they_choose() -> None:
    """So that mypy finds a misspelt one."""
    assert set(ClosureOptions.__annotations__) == {each.name for each in fields(Options)}
    assert set(HistoryOptions.__annotations__) | {"actor"} == {each.name for each in fields(HistoryChoice)}


def test_help_is_a_table_of_contents() -> None:
    told = re.findall(r"\w+", sahel_kg.__doc__ or "")
    assert set(sahel_kg.__all__) <= set(told)
    members = re.findall(r" \.(\w+)", sahel_kg.__doc__ or "")
    assert {"sql", "query", "queries", "events", "actors", "titles"} <= set(members)
    assert [name for name in members if name not in dir(Build)] == []
