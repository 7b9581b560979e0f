"""Imports run one way, and heavy packages are imported where they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

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


def test_the_command_line_starts_light() -> None:
    heavy = "{'pandas', 'networkx', 'numpy', 'scipy', 'pyvis', 'owlrl', 'pyshacl', 'matplotlib', 'pyspark', 'duckdb'}"
    code = f"import sys, sahel_kg.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
