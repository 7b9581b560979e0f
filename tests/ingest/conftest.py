"""A working folder with the made-up files, and what a run wrote there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from sahel_kg.record import dataset
from sahel_kg.vocabulary import SKG, compact, value
from tests.cli.command import Answer, run
from tests.ingest import sample

Claims = dict[str, list[str]]


@pytest.fixture
def here(tmp_path: Path, ship: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with the made-up files."""
    sample.put(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def ingest(here: Path) -> Callable[..., Answer]:
    """Run ``ingest`` into ``data/``, on a fixed day."""
    return lambda *words: run("ingest", *words, "--data", "data", "--date", "2026-11-25")


def claims(path: Path) -> Claims:
    """Return a file's claims: name to its statements in CURIEs."""
    found: Claims = defaultdict(list)
    for quad in dataset.read_quads(path):
        if isinstance(quad.graph_name, NamedNode):
            words = (compact(value(term)) for term in (quad.subject, quad.predicate, quad.object))
            found[compact(quad.graph_name.value).removeprefix("claim:")].append(" ".join(words))
    return {name: sorted(statements) for name, statements in found.items()}


def said(path: Path, name: str) -> dict[str, list[str]]:
    """Return what is said about a node: predicate to its values."""
    found = defaultdict(list)
    for quad in dataset.read_quads(path):
        if not isinstance(quad.graph_name, NamedNode) and compact(value(quad.subject)) == name:
            language = getattr(quad.object, "language", None)
            text = compact(value(quad.object)) + (f"@{language}" if language else "")
            found[compact(quad.predicate.value)].append(text)
    return {predicate: sorted(values) for predicate, values in found.items()}


def pairs(path: Path, relation: str) -> dict[int, set[frozenset[str]]]:
    """Return who stood in a relation in which year."""
    years, found = {}, defaultdict(set)
    quads = dataset.read_quads(path)
    for quad in quads:
        if quad.predicate.value == str(SKG.earliestBegin):
            years[value(quad.subject)] = int(value(quad.object)[:4])
    for quad in quads:
        if quad.predicate.value == str(SKG[relation]):
            pair = frozenset({compact(value(quad.subject)), compact(value(quad.object))})
            found[years[value(quad.graph_name)]].add(pair)
    return found
