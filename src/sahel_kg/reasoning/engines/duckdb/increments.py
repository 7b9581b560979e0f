"""Adding to a closure: what is new is closed with what is known; where that would differ from closing anew, anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import duckdb
from rdflib import RDF

from sahel_kg.reasoning.engines.duckdb.closure import TableClosure
from sahel_kg.reasoning.engines.duckdb.intake import connect, mark, read
from sahel_kg.reasoning.inputs import Source
from sahel_kg.reasoning.relational.tables import Tables, quoted
from sahel_kg.reasoning.rules.program import LITERAL_RELATIONS
from sahel_kg.terms import to_text

Stored = TypeVar("Stored", bound=TableClosure)
Columns = list[list[str | None]]

_COPIED = ("term", "given", "fact", "schema", "retired", "rep", "link", "item", "axiom", *LITERAL_RELATIONS.values())


def add(closure: Stored, source: Source) -> Stored:
    """Return the closure of what was given together with a source."""
    try:
        tables = copy_tables(closure.tables)
    except duckdb.InvalidInputException:  # opened to be read only
        return _start_anew(closure, source)
    following = type(closure)(tables, closure.ruleset, closure.options)
    with following.watch.limit():
        read(tables.connection, source, following.watch.check_time)
        mark(tables, closure.options, closure.last_round + 1)
        if not _changes_tables(closure, tables):
            tables.load()
            tables.execute("DROP VIEW marked; DROP TABLE quad_text")
            if following.resume(closure):
                return following
    return _start_anew(closure, source)


def copy_tables(tables: Tables) -> Tables:
    """Return a copy of a closure's tables, in a schema of its own of the same database."""
    connection = tables.connection.cursor()
    number = tables.number(
        "SELECT count(*) FROM duckdb_schemas() "
        "WHERE database_name = current_database() AND starts_with(schema_name, 'closure')"
    )
    ((database, old),) = tables.rows("SELECT current_database(), current_schema()")
    name = f"closure{number}"
    connection.execute(f"USE {quoted(database)}; CREATE SCHEMA {name}")
    for table in _COPIED:
        connection.execute(f"CREATE TABLE {name}.{table} AS FROM {old}.{table}")
    connection.execute(f"USE {name}")
    copy = Tables(connection, tables.slices)
    copy.take_over(tables)
    return copy


def _changes_tables(closure: TableClosure, tables: Tables) -> bool:
    """Tell whether new quads, in `marked`, touch what rounds take for given: lists, strata."""
    cells = tables.number("SELECT count(*) FROM marked WHERE p IN ($1, $2)", [to_text(RDF.first), to_text(RDF.rest)])
    return bool(cells or closure.options.strata is not None)


def _start_anew(closure: Stored, source: Source) -> Stored:
    options = replace(closure.options, database=None)
    tables = Tables(connect(options), closure.tables.slices)
    insert_quads(tables, export_quads(closure.tables))
    return type(closure).make(tables, closure.ruleset, options, source)


def export_quads(tables: Tables, where: str = "true") -> Columns:
    """Return the texts of what was given, as four columns."""
    rows = tables.rows(f"""
        SELECT s.text, p.text, o.text, g.text FROM given n JOIN term s ON s.id = n.s JOIN term p ON p.id = n.p
        JOIN term o ON o.id = n.o LEFT JOIN term g ON g.id = n.g WHERE {where}""")
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []]


def insert_quads(tables: Tables, columns: Columns) -> None:
    """Put four columns of texts into the table `quad_text`."""
    tables.execute("CREATE TABLE IF NOT EXISTS quad_text (s VARCHAR, p VARCHAR, o VARCHAR, g VARCHAR)")
    names = ", ".join(f"unnest(${number}::VARCHAR[])" for number in range(1, 5))
    tables.execute(f"INSERT INTO quad_text SELECT {names}", columns)
