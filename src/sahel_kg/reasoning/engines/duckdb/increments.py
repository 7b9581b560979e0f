"""Adding to a closure: what is new is closed with what is known; where that would differ from closing anew, anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

import duckdb
from rdflib.term import Node

from sahel_kg.reasoning.engines.duckdb.closure import TableClosure
from sahel_kg.reasoning.engines.duckdb.intake import connect, read
from sahel_kg.reasoning.inputs import Source
from sahel_kg.reasoning.language import RDF
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
        return close_anew(closure, source)
    following = type(closure)(tables, closure.ruleset, closure.options)
    with following.watch.limit():
        read(tables.connection, source, following.watch.check_time)
        if not _has_lists(tables):
            tables.load(closure.last_round + 1)
            if following.resume(closure):
                return following
    return close_anew(closure, source)


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
    copy = Tables(connection)
    copy.take_over(tables)
    return copy


def _has_lists(tables: Tables) -> bool:
    """Tell whether new quads are of lists, which rounds take for given."""
    sql = "SELECT count(*) FROM quad_text WHERE p IN ($1, $2)"
    return tables.number(sql, [RDF.first, RDF.rest]) > 0


def close_anew(
    closure: Stored,
    source: Source | None = None,
    *,
    graphs: Iterable[Node] | None = None,
    merging: bool | None = None,
) -> Stored:
    """Return the closure of what was given once more, in memory.

    Parameters
    ----------
    closure : TableClosure
    source : graph or paths, optional
        What counts besides.
    graphs : iterable of term, optional
        Of named graphs only these count.
    merging : bool, optional
        As in `Options`, if otherwise than before.
    """
    options = replace(closure.options, database=None, merging=closure.options.merging if merging is None else merging)
    tables = Tables(connect(options))
    _insert_quads(tables, _export_quads(closure.tables, graphs))
    return type(closure).make(tables, closure.ruleset, options, source)


def _export_quads(tables: Tables, graphs: Iterable[Node] | None) -> Columns:
    """Return the texts of what was given, of all named graphs or of some, as four columns."""
    sql = (
        "SELECT s.text, p.text, o.text, g.text FROM given n JOIN term s ON s.id = n.s JOIN term p ON p.id = n.p "
        "JOIN term o ON o.id = n.o LEFT JOIN term g ON g.id = n.g"
    )
    if graphs is None:
        rows = tables.rows(sql)
    else:
        names = list(map(to_text, graphs))
        rows = tables.rows(f"{sql} WHERE n.g IS NULL OR g.text IN (SELECT unnest($1::VARCHAR[]))", [names])
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []]


def _insert_quads(tables: Tables, columns: Columns) -> None:
    """Put four columns of texts into the table `quad_text`."""
    tables.execute("CREATE TABLE IF NOT EXISTS quad_text (s VARCHAR, p VARCHAR, o VARCHAR, g VARCHAR)")
    names = ", ".join(f"unnest(${number}::VARCHAR[])" for number in range(1, 5))
    tables.execute(f"INSERT INTO quad_text SELECT {names}", columns)
