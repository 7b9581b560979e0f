"""Imports run one way, and heavy packages are imported where they are used."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sahel_kg import Build
from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "sahel_kg"
ORDER = (
    *("errors", "recent", "resources", "vocabulary", "timeline", "extents", "tables"),
    *("dataset", "claims", "evidence", "identities", "actors", "attacks", "sources", "casualties", "dependence"),
    *("linking", "decisions", "validation", "ingest", "reasoning", "supports", "inferences", "ties", "accounts"),
    *("findings", "pipeline", "foresight"),
    *("builds", "desk", "phrasing", "explanations", "explanations_json", "naming", "proving"),
    *("queries", "network", "centrality", "cases", "variants", "confirmations", "profiles"),
    *("chronology", "differences", "sensitivity", "alliances", "views"),
    *("exports_selection", "exports_rdf", "exports_tables", "exports_graphml", "exports_signed"),
    *("exports_closure", "exports"),
    *("cli_shared", "cli_ingest", "cli_link", "cli_reasoning", "cli_findings", "cli_sensitivity", "cli_paths"),
    *("cli_robustness", "cli_course", "cli_brokers", "cli_camps", "cli_time", "cli"),
)
"""The picture of docs/model.md from bottom to top: a module imports only from those before it."""


def imported(path: Path) -> set[str]:
    """Modules of the package that a file imports when it is imported itself."""
    out = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sahel_kg":
            parts = (node.module or "").split(".")[1:]
            out |= {parts[0]} if parts else {alias.name for alias in node.names}
    return out


def test_imports_run_down_the_chain() -> None:
    modules = {p.stem for p in PACKAGE.glob("*.py")} | {
        p.name for p in PACKAGE.iterdir() if (p / "__init__.py").is_file()
    }
    assert modules - {"__init__", "__main__"} == set(ORDER)
    for rank, module in enumerate(ORDER):
        files = [PACKAGE / f"{module}.py"] if (PACKAGE / f"{module}.py").is_file() else (PACKAGE / module).rglob("*.py")
        for path in files:
            upwards = imported(path) - set(ORDER[: rank + 1])
            assert not upwards, f"{path.relative_to(PACKAGE)} imports {upwards}"


HEAVY = {
    *("duckdb", "igraph", "jinja2", "leidenalg", "matplotlib", "networkx", "numpy", "owlrl", "oxrdflib", "pandas"),
    *("pyshacl", "pyspark", "pyvis", "rapidfuzz", "scipy"),
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
        ("queries --format csv", set()),
        ("show --format csv", set()),
        ("query leaders --format csv", set()),
        ("casualties --format csv", set()),
        ("explain actor:france opposes actor:isgs", {"duckdb", "numpy"}),
        ("rank --format csv --by degree", {"networkx", "numpy", "scipy"}),
    ],
)
def test_a_command_imports_what_it_needs(words: str, allowed: set[str], build: Build) -> None:
    """A list of modules, not a clock: what a command may take to start is what it may import."""
    command = [sys.executable, "-c", READS, *words.split()]
    environment = {**os.environ, "SAHEL_KG_BUILD": str(build.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert HEAVY & set(done.stdout.split()) <= allowed
