"""The page on Python runs as it stands, and has an example of every public name."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

import pytest

import sahel_kg
from sahel_kg.alliances.network.joining import SignedChoice
from sahel_kg.builds.build import Build
from sahel_kg.reasoning.engines import ClosureOptions, Options
from sahel_kg.record.evidence import EvidenceChoice
from sahel_kg.ties.choice import NetworkChoice
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


@pytest.mark.parametrize(
    ("name", "keywords"),
    [
        *((name, SignedChoice.__annotations__) for name in ("take_signed", "assess", "export")),
        *((name, SignedChoice.__annotations__.keys() - {"as_of"}) for name in ("follow_camps", "change_days")),
        ("read_history", HistoryOptions.__annotations__),
        ("sensitivity.measure", NetworkChoice.__annotations__),
        ("Build.admitting", EvidenceChoice.__annotations__),
        *((f"Build.{name}", NetworkChoice.__annotations__) for name in ("network", "render")),
    ],
)
def test_help_tells_each_keyword(name: str, keywords: Iterable[str]) -> None:
    function = attrgetter(name)(sahel_kg)
    parameters = inspect.signature(function).parameters
    assert {parameters[each].kind for each in keywords} == {inspect.Parameter.KEYWORD_ONLY}
    assert inspect.Parameter.VAR_KEYWORD not in {each.kind for each in parameters.values()}
    told = inspect.getdoc(function) or ""
    assert [each for each in keywords if f"\n    {each} : " not in told] == []
    assert "{keywords}" not in told
    assert "choose_signed`," not in told.partition("Returns\n")[0].partition("Raises\n")[0]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("take_signed", lambda network: sorted(network.graph.edges)),
        ("Build.network", lambda network: sorted(network.edges(keys=True))),
        ("read_history", lambda history: history.to_pandas().to_csv()),
        ("assess", lambda robustness: str(robustness)),
    ],
)
def test_help_tells_what_is_taken_without_a_keyword(name: str, answer: Callable[[Any], object], build: Build) -> None:
    function = attrgetter(name)(sahel_kg)
    parameters = inspect.signature(function).parameters.values()
    told = {each.name: each.default for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY}
    assert answer(function(build, **told)) == answer(function(build))


def test_help_is_a_table_of_contents() -> None:
    told = re.findall(r"\w+", sahel_kg.__doc__ or "")
    assert set(sahel_kg.__all__) <= set(told)
    members = re.findall(r" \.(\w+)", sahel_kg.__doc__ or "")
    assert {"sql", "query", "queries", "events", "actors", "titles"} <= set(members)
    assert [name for name in members if name not in dir(Build)] == []


def test_it_says_how_to_open_jupyter() -> None:
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    asked = re.search(r"pip install -c (\S+) -e '\.\[(\w+)\]' jupyterlab\n\$ \.venv/bin/jupyter lab (\S+)", page)
    assert asked is not None
    constraints, extra, notebook = asked.groups()
    assert (ROOT / constraints).is_file()
    assert (ROOT / notebook).is_file()
    assert f"\n{extra} = [" in (ROOT / "pyproject.toml").read_text("utf-8")
    assert "docs/python.md" in (ROOT / "README.md").read_text("utf-8")
