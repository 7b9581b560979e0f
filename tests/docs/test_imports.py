"""Imports run downwards, in the house and in each of its rooms, and heavy packages are imported where they are used."""

from __future__ import annotations

import subprocess
import sys

import house
import pytest

from tests.conftest import ROOT

CIRCLES = {
    "": [["builds", "explaining", "findings", "ties"]],
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


def test_the_command_line_starts_light() -> None:
    heavy = "{'pandas', 'networkx', 'numpy', 'scipy', 'pyvis', 'owlrl', 'pyshacl', 'matplotlib', 'pyspark', 'duckdb'}"
    code = f"import sys, sahel_kg.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
