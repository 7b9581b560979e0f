"""The house: rooms and what they import from each other, read from the code; docs/model.md shows the picture.

A room is a package of ``src/sahel_kg`` (or a file at its top). Every import counts: at the top of a file, inside a
function, for types only.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import networkx as nx

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "sahel_kg"
Arrows = Mapping[tuple[str, str], list[str]]
"""Who imports from whom, each with its places: ``file:line``."""


def module_files() -> dict[str, Path]:
    """Return the modules of the package by dotted name, `sahel_kg` itself left out."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name and name != "__main__":
            found[name] = path
    return found


@cache
def read_imports() -> tuple[tuple[str, str, str], ...]:
    """Return every import within the package: importing module, imported module, place."""
    return tuple(_list_imports())


def _list_imports() -> Iterator[tuple[str, str, str]]:
    files = module_files()
    for module, path in files.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("sahel_kg."):
                base = (node.module or "").removeprefix("sahel_kg").removeprefix(".")
                for alias in node.names:
                    full = f"{base}.{alias.name}".removeprefix(".")
                    target = full if full in files else base
                    if target and target != module:
                        yield module, target, f"{path.relative_to(PACKAGE)}:{node.lineno}"


def read_arrows(package: str = "") -> Arrows:
    """Return the imports between what lies in a package: its files and the packages in it.

    Parameters
    ----------
    package : str
        Dotted name, "" for the whole house.
    """
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    depth = package.count(".") + 1 if package else 0
    for one, other, place in read_imports():
        if all(f"{name}.".startswith(f"{package}.") or not package for name in (one, other)):
            ends = tuple((name.split(".")[depth : depth + 1] or ["__init__"])[0] for name in (one, other))
            if ends[0] != ends[1]:
                arrows[ends[0], ends[1]].append(place)
    return arrows


def circles(arrows: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return what imports itself in a circle."""
    parts = nx.strongly_connected_components(nx.DiGraph(list(arrows)))
    return sorted(sorted(part) for part in parts if len(part) > 1)


def packages() -> list[str]:
    """Return the dotted names of all packages, the house itself as ""."""
    return ["", *(name for name, path in module_files().items() if path.name == "__init__.py")]


def picture() -> str:
    """Return the rooms from top to bottom: a room imports only from rooms below it."""
    graph = nx.DiGraph(list(read_arrows()))
    graph.remove_nodes_from(["__init__", "__main__"])
    above = nx.condensation(graph)  # a circle, if there were one, would stand on one line
    rank: dict[str, int] = {}
    for part in reversed(list(nx.topological_sort(above))):
        own = above.nodes[part]["members"]
        below = {rank[room] for one in own for room in graph.successors(one) if room not in own}
        rank |= dict.fromkeys(own, 1 + max(below, default=0))
    files = module_files()
    rows = ["| room | what it is for | stands on |", "|---|---|---|"]
    for room in sorted(rank, key=lambda name: (-rank[name], name)):
        on = sorted(graph.successors(room), key=lambda name: (-rank[name], name))
        nearest = [one for one in on if not any(nx.has_path(graph, other, one) for other in on if other != one)]
        name = f"{room}/" if files[room].name == "__init__.py" else f"{room}.py"
        doc = (ast.get_docstring(ast.parse(files[room].read_text("utf-8"))) or "").partition("\n")[0]
        rows.append(f"| `{name}` | {doc} | {', '.join(nearest)} |")
    return "\n".join(rows) + "\n"
