"""Imports run downwards, in the house and in each of its rooms, and heavy packages are imported where they are used."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import house
import pytest

import sahel_kg
from tests.conftest import ROOT

CIRCLES = {
    "": [["builds", "checks", "events", "explaining", "findings", "ties"]],
    "builds": [["build", "queries"]],
    "reasoning": [["closure", "derivations"]],
    "reasoning.engines.duckdb": [["causes", "closure", "increments", "storage"]],
}


@pytest.mark.parametrize("package", house.packages(), ids=lambda name: name or "house")
def test_no_import_runs_upwards(package: str) -> None:
    """Whatever imports run downwards in some order make no circle; imports in functions and for types count, too."""
    arrows = house.read_arrows(package)
    assert house.circles(arrows) == CIRCLES.get(package, []), {
        arrow: places
        for arrow, places in arrows.items()
        for circle in house.circles(arrows)
        if set(arrow) <= set(circle)
    }


def test_the_imports_are_seen() -> None:
    arrows = house.read_arrows()
    assert len(arrows) > 80
    assert ("cli", "builds") in arrows  # inside functions
    assert house.circles([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]) == [["a", "b", "c"]]


def test_the_picture_of_the_house_is_in_step() -> None:
    text = (ROOT / "docs" / "model.md").read_text("utf-8")
    assert house.picture() in text, "run `make docs`"


HEAVY = (
    "{'pandas', 'networkx', 'numpy', 'scipy', 'pyvis', 'owlrl', 'pyshacl', 'matplotlib', 'pyspark', 'duckdb', 'rdflib'}"
)


@pytest.mark.parametrize("module", ["sahel_kg", "sahel_kg.cli"])
def test_it_starts_light(module: str) -> None:
    code = f"import sys, {module}; print(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_public_is_known_to_type_checkers_and_imported_on_demand() -> None:
    tree = ast.parse(Path(sahel_kg.__file__).read_text("utf-8"))
    (guarded,) = (node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in guarded.body if isinstance(node, ast.ImportFrom)]
    declared = {alias.name: node.module for node in imports for alias in node.names}
    assert sorted(sahel_kg.__all__) == sorted(declared)
    for name, module in declared.items():
        found = getattr(sahel_kg, name)
        assert found is getattr(importlib.import_module(module or ""), name, None), name
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        sahel_kg.nothing  # noqa: B018
