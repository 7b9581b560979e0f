"""What the engine DuckDB gives: a closure that can be added to, asked for causes, and kept in a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from rdflib.term import Node

from sahel_kg.reasoning.engines import Options
from sahel_kg.reasoning.engines.duckdb import storage
from sahel_kg.reasoning.engines.duckdb.causes import find_causes
from sahel_kg.reasoning.engines.duckdb.closure import TableClosure
from sahel_kg.reasoning.engines.duckdb.increments import add
from sahel_kg.reasoning.engines.duckdb.intake import connect
from sahel_kg.reasoning.engines.duckdb.turns import in_turn
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.inputs import Source
from sahel_kg.reasoning.loading import read_rows
from sahel_kg.reasoning.reading import QuadRow
from sahel_kg.reasoning.relational.tables import Tables, failures_told
from sahel_kg.reasoning.rules.profiles import RuleSet


class DuckDBClosure(TableClosure):
    """A closure in DuckDB tables, in memory or in a file."""

    @classmethod
    def make(cls, tables: Tables, rules: RuleSet, options: Options, source: Source | None = None) -> Self:
        """Close a source together with what `quad_text` holds."""
        closure = super().make(tables, rules, options, source)
        storage.save(closure)
        return closure

    @in_turn
    def causes(self, finding: Finding) -> list[frozenset[Node]]:
        """Return subset-minimal sets of named graphs without any of which a finding would not be.

        What stands in the default graph always counts; if the finding rests on nothing else, the list is empty.
        """
        return find_causes(self, finding)

    @in_turn
    def add(self, graph: Source) -> Self:
        return add(self, graph)


def materialise(given: Source, rules: RuleSet, options: Options) -> DuckDBClosure:
    """Return the closure of facts under rules (see `sahel_kg.reasoning.close`)."""
    with failures_told():
        return DuckDBClosure.make(Tables(connect(options)), rules, options, given)


def close_quads(quads: Iterable[QuadRow], rules: RuleSet, options: Options) -> DuckDBClosure:
    """Return the closure of statements that were read already."""
    with failures_told():
        tables = Tables(connect(options))
        read_rows(tables.connection, quads)
        return DuckDBClosure.make(tables, rules, options)


def open_closure(path: str | Path) -> DuckDBClosure:
    """Open a closure in a file (see `storage.open_closure`)."""
    return storage.open_closure(path, DuckDBClosure)
