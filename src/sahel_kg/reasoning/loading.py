"""Bulk reading of RDF into a DuckDB table of canonical N-Triples text.

Equal terms have equal text: no escape that is not needed, xsd:string left out, language tags in lower case.
Line formats are split by DuckDB itself, at about ten times the speed of a parser that hands over one statement
after the other. Only lines that a strict pattern recognises go that way; all others, and all other formats, go
through pyoxigraph, which accepts or refuses them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

import duckdb
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import Node

from sahel_kg import files
from sahel_kg.errors import ParseError
from sahel_kg.reasoning.inputs import PathLike, list_paths
from sahel_kg.reasoning.plain_lines import BLANK, STRING, UNTAGGED, write_iri, write_literal
from sahel_kg.reasoning.reading import QuadRow, TextFile
from sahel_kg.terms import to_text

CHUNK = 20_000
"""Statements of a parser that are handed to DuckDB at once, and between two looks at the clock."""

FEW = 1_000
"""Statements that are handed over as lists."""

UNNAMED = "_:?"
"""Stands before a label until the file's blank nodes are named; no label starts like this."""


def _go_on() -> None:
    """Set no limit to reading."""


def read_terms(
    connection: duckdb.DuckDBPyConnection,
    quads: Iterable[tuple[Node, Node, Node, Node | None]],
    table: str = "quad_text",
    *,
    check: Callable[[], None] = _go_on,
) -> None:
    """Write statements of rdflib terms to a table.

    Parameters
    ----------
    connection
        Open, and not within a transaction.
    quads : iterable of (subject, predicate, object, graph)
        None or rdflib's name of the default graph stand for the default graph. Blank nodes keep their names.
    table : str
        Made with the columns s, p, o, g (VARCHAR; g NULL for the default graph) if it does not exist.
    check : callable
        Called before each chunk; what it raises ends the reading.

    Raises
    ------
    UsageError
        See `to_text`.
    """
    _make_table(connection, table)
    rows = (
        (to_text(s), to_text(p), to_text(o), "" if g is None or g == DATASET_DEFAULT_GRAPH_ID else to_text(g))
        for s, p, o, g in quads
    )
    _insert(connection, table, rows, check)


def read_rows(connection: duckdb.DuckDBPyConnection, rows: Iterable[QuadRow], table: str = "quad_text") -> None:
    """Write rows of texts to a table (see `read_text`)."""
    _make_table(connection, table)
    _insert(connection, table, rows, _go_on)


def read_text(
    connection: duckdb.DuckDBPyConnection,
    paths: Iterable[PathLike] | PathLike,
    table: str = "quad_text",
    *,
    check: Callable[[], None] = _go_on,
) -> None:
    """Read RDF files into a table; a statement that stands twice may come twice.

    Parameters
    ----------
    connection
        Open, and not within a transaction. After an error the table must not be used.
    paths : paths
        Formats are told by suffix: ttl, nt, nq, trig, rdf, owl, xml, each also with .gz. Blank nodes are named
        after the file's content, so that two files never share one and two runs agree: in nt and nq they keep
        their label behind that name, in other formats they are numbered.
    table : str
        Made with the columns s, p, o, g (VARCHAR; g NULL for the default graph) if it does not exist.
    check : callable
        Called before each chunk; what it raises ends the reading.

    Raises
    ------
    ParseError
        A file is missing, or is not what its suffix says; `problems` name the line.
    UsageError
        A suffix is not known.
    """
    _make_table(connection, table)
    for path in list_paths(paths):
        file = TextFile(Path(path))
        check()
        if not file.by_lines or not _read_lines(connection, file, table, check):
            _read_whole(connection, file, table, check)


def _make_table(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (s VARCHAR, p VARCHAR, o VARCHAR, g VARCHAR)")


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[QuadRow], check: Callable[[], None]
) -> None:
    left = iter(rows)
    few = list(islice(left, FEW))
    if few:
        check()
        columns = [list(column) for column in zip(*few, strict=True)]
        names = ", ".join(f"nullif(unnest(${place}::VARCHAR[]), '')" for place in range(1, 5))
        connection.execute(f"INSERT INTO {table} SELECT {names}", columns)
    if len(few) < FEW:
        return
    import numpy as np  # its import takes longer than to close a small graph

    while chunk := list(islice(left, CHUNK)):
        check()
        # arrays of objects: lists as parameters take five times as long. "" for NULL, since DuckDB guesses the type
        # of such a column from a sample.
        arrays = {
            name: np.array(column, dtype=object) for name, column in zip("spog", zip(*chunk, strict=True), strict=True)
        }
        connection.register("rows_of_python", arrays)
        try:
            connection.execute(f"INSERT INTO {table} SELECT s, p, o, nullif(g::VARCHAR, '') FROM rows_of_python")
        finally:
            connection.unregister("rows_of_python")


def _read_whole(connection: duckdb.DuckDBPyConnection, file: TextFile, table: str, check: Callable[[], None]) -> None:
    """Read a file by pyoxigraph."""
    _insert(connection, table, file.rows(), check)


def _read_lines(connection: duckdb.DuckDBPyConnection, file: TextFile, table: str, check: Callable[[], None]) -> bool:
    """Read a file of N-Triples or N-Quads by DuckDB; False, and nothing written, if a parser must read it whole."""
    if not file.starts_plainly():
        return False
    try:
        connection.execute(f"INSERT INTO {table} {_select_lines(file)}")
    except (duckdb.OutOfMemoryException, duckdb.InterruptException):
        raise
    except duckdb.Error:  # not UTF-8, a line of megabytes, both kinds of line ends: for the parser to judge
        return False
    odd = connection.execute(f"SELECT s FROM {table} WHERE p IS NULL").fetchall()
    if odd:
        connection.execute(f"DELETE FROM {table} WHERE p IS NULL")
        _insert(connection, table, _parse_lines(file, [line for (line,) in odd]), check)
    _name_late(connection, file, table)
    return True


def _parse_lines(file: TextFile, lines: list[str]) -> list[QuadRow]:
    """Return what some lines say: statements end with their line, which thus is right or wrong by itself."""

    def label(name: str) -> str:
        return f"{UNNAMED}{name[2:]}"

    try:
        rows = file.parse("\n".join(lines).encode(), label)
        return [(s, p, o, label(g) if g[:1] == "_" else g) for s, p, o, g in rows]
    except ParseError:
        for _ in file.parse(file.read(), label):  # only the whole file tells which line it was
            pass
        raise


def _name_late(connection: duckdb.DuckDBPyConnection, file: TextFile, table: str) -> None:
    """Name blank nodes after the content: it is looked at only if there are any, since that takes long."""
    prefix = ""
    for column in "sog":
        where = f"WHERE starts_with({column}, '{UNNAMED}')"
        if connection.execute(f"SELECT 1 FROM {table} {where} LIMIT 1").fetchall():
            prefix = prefix or file.name_blank_nodes()
            named = f"'{prefix}_' || substr({column}, {len(UNNAMED) + 1})"
            connection.execute(f"UPDATE {table} SET {column} = {named} {where}")


# The lines that DuckDB splits.
_IRI = write_iri(r"\x{A0}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFEF}")
_LITERAL = write_literal(_IRI, r"\x{80}-\x{FFFD}\x{10000}-\x{10FFFF}")
_TRIPLE = rf"(?:{_IRI}|{BLANK}) {_IRI} (?:{_IRI}|{BLANK}|{_LITERAL})"


def _select_lines(file: TextFile) -> str:
    """Return the SELECT of s, p, o, g; of a line that is not recognised p is NULL, and s the line."""
    quads = file.format == "N_QUADS"
    pattern = _TRIPLE + (rf"(?: (?:{_IRI}|{BLANK}))? \." if quads else r" \.")
    # With a graph, the last word is a name; without, it holds the last quote of a literal, or is the object.
    graph = "split_part(tail, ' ', -1)" if quads else "''"
    has_graph = "NOT contains(word, '\"') AND length(word) < length(tail)" if quads else "false"
    # The delimiter must not occur, or if so, as what a line may end with: at the end DuckDB skips it silently.
    lines = (
        f"read_csv({_quote(files.plain(file.path))}, columns = {{'line': 'VARCHAR'}}, header = false, delim = "
        "'\t\t\t\t', quote = '', escape = '', auto_detect = false, null_padding = false, strict_mode = true, "
        f"compression = '{'gzip' if file.zipped else 'none'}')"
    )
    return f"""
    SELECT
        CASE WHEN fits THEN {_rename("s")} ELSE line END,
        CASE WHEN fits THEN p END,
        CASE WHEN NOT fits THEN NULL
            WHEN ends_with(o, {_quote('"' + STRING)}) THEN left(o, length(o) - {len(STRING)})
            ELSE {_rename("o")} END,
        CASE WHEN fits AND has_graph THEN {_rename("word")} END
    FROM (
        SELECT *, CASE WHEN has_graph THEN left(tail, length(tail) - length(word) - 1) ELSE tail END AS o
        FROM (
            SELECT *, {graph} AS word, {has_graph} AS has_graph
            FROM (
                SELECT *, substr(line, length(s) + length(p) + 3, length(line) - length(s) - length(p) - 4) AS tail
                FROM (
                    SELECT
                        line,
                        regexp_full_match(line, {_quote(pattern)}) AND NOT contains(line, '{UNTAGGED}') AS fits,
                        split_part(line, ' ', 1) AS s,
                        split_part(line, ' ', 2) AS p
                    FROM {lines}
                    WHERE line <> '' AND NOT starts_with(line, '#')
                )
            )
        )
    )"""


def _rename(column: str) -> str:
    return f"CASE WHEN starts_with({column}, '_:') THEN '{UNNAMED}' || substr({column}, 3) ELSE {column} END"


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
