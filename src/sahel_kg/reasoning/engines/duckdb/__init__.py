"""The engine DuckDB: rules as SQL over integers, in memory or in a file, with the order of derivation kept."""

from __future__ import annotations

from sahel_kg.errors import UsageError
from sahel_kg.reasoning.engines import Options
from sahel_kg.reasoning.engines.duckdb.closure import DuckDBClosure
from sahel_kg.reasoning.engines.duckdb.intake import connect, read
from sahel_kg.reasoning.inputs import Source
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.rules.profiles import RuleSet

NAME = "duckdb"
MOST_SLICES = 126


def materialise(given: Source, rules: RuleSet, options: Options) -> DuckDBClosure:
    """Return the closure of facts under rules (see `sahel_kg.reasoning.close`)."""
    slices = list(options.slices or ())
    if len(slices) > MOST_SLICES:
        raise UsageError(f"{len(slices)} slices are too many for one run: give at most {MOST_SLICES}.")
    tables = Tables(connect(options), len(slices))
    read(tables.connection, given)
    return DuckDBClosure.make(tables, rules, options)
