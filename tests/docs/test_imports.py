"""Imports run downwards, in the house and in each of its rooms, and heavy packages are imported where they are used."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path

import house
import pytest

import sahel_kg
from sahel_kg import Build
from tests.conftest import ROOT


@pytest.mark.parametrize("package", house.packages(), ids=lambda name: name or "house")
def test_no_import_runs_upwards(package: str) -> None:
    """Whatever imports run downwards in some order make no circle; imports in functions and for types count, too."""
    arrows = house.read_arrows(package)
    assert house.circles(arrows) == [], {
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


HEAVY = {
    *(
        "curies",
        "duckdb",
        "igraph",
        "jinja2",
        "leidenalg",
        "matplotlib",
        "networkx",
        "numpy",
        "owlrl",
        "oxrdflib",
        "pandas",
    ),
    *("pyshacl", "pyspark", "pyvis", "rapidfuzz", "rdflib", "scipy"),
    *(
        "cassis",
        "dateparser",
        "docx",
        "lxml",
        "nupunkt",
        "openpyxl",
        "pypdf",
        "python_calamine",
        "text_to_num",
        "trafilatura",
        "undate",
    ),
}
"""What is imported where it is used."""
READS = """
import contextlib, io, sys
from sahel_kg import cli
sys.argv = ["sahel-kg", *sys.argv[1:]]
try:
    with contextlib.redirect_stdout(io.StringIO()):
        cli.main()
except SystemExit as end:
    assert not end.code, end.code
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("--help", set()),
        ("camps --help", set()),
        ("queries --format csv", {"curies", "rdflib"}),
        ("show --format csv", {"curies", "duckdb", "rdflib"}),
        ("query leaders --format csv", {"curies", "duckdb", "rdflib"}),
        ("casualties --format csv", {"curies", "duckdb", "rdflib"}),
        ("explain actor:france opposes actor:isgs", {"curies", "duckdb", "numpy", "rdflib"}),
        ("rank --format csv --by degree", {"curies", "duckdb", "networkx", "numpy", "rdflib", "scipy"}),
    ],
)
def test_a_command_imports_what_it_needs(words: str, allowed: set[str], build: Build) -> None:
    """A list of modules, not a clock: what a command may take to start is what it may import."""
    command = [sys.executable, "-c", READS, *words.split()]
    environment = {**os.environ, "SAHEL_KG_BUILD": str(build.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert HEAVY & set(done.stdout.split()) <= allowed


@pytest.mark.parametrize("module", ["sahel_kg", "sahel_kg.cli"])
def test_it_starts_light(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()


def test_what_is_public_is_known_to_type_checkers_and_imported_on_demand() -> None:
    tree = ast.parse(Path(sahel_kg.__file__).read_text("utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in guarded.body if isinstance(node, ast.ImportFrom)]
    declared = {alias.name: node.module for node in imports for alias in node.names}
    assert sorted(sahel_kg.__all__) == sorted(declared)
    for name, module in declared.items():
        found = getattr(sahel_kg, name)
        assert found is getattr(importlib.import_module(module or ""), name, None), name
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        sahel_kg.nothing  # type: ignore[attr-defined]  # noqa: B018
