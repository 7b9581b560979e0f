"""The way in: a database, and what is given as the table `quad_text`."""

from __future__ import annotations

import contextlib
import itertools
import os
import weakref
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
from rdflib import Graph

from sahel_kg import files
from sahel_kg.errors import UsageError
from sahel_kg.reasoning.engines import Options
from sahel_kg.reasoning.engines.duckdb.turns import Inherited
from sahel_kg.reasoning.inputs import Source, is_paths, list_quads
from sahel_kg.reasoning.loading import read_terms, read_text

_NUMBERS = itertools.count()


def connect(options: Options) -> duckdb.DuckDBPyConnection:
    """Open a database, a new file or memory, with a schema for a closure.

    Raises
    ------
    UsageError
        The file exists, or the memory limit is none.
    """
    path = Path(options.database) if options.database else None
    if path and path.exists():
        raise UsageError(f"{path} exists: name a new file for the closure.")
    connection = _start(path, options.memory_limit) if path or options.memory_limit else _share()
    connection.execute("CREATE SCHEMA closure; USE closure")
    return connection


def _start(path: Path | None, memory_limit: str | None) -> duckdb.DuckDBPyConnection:
    """Start DuckDB."""
    try:
        connection = duckdb.connect(files.plain(path) if path else ":memory:")
    except duckdb.IOException as error:
        raise UsageError(f"{path} cannot be written: {str(error).splitlines()[0]}") from None
    connection.execute("SET preserve_insertion_order = false")
    silence(connection)
    if memory_limit:
        try:
            connection.execute("SET memory_limit = $1", [memory_limit])
        except duckdb.Error as error:
            raise UsageError(f"memory limit '{memory_limit}': {str(error).splitlines()[0]}") from None
    return connection


class Instance(Inherited):
    """DuckDB, once in a process for all closures in memory: to start it takes as long as to close a small graph."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = _start(None, None)

    def open(self) -> duckdb.DuckDBPyConnection:
        """Return a connection to a database of its own, which goes with the connection."""
        connection, name = self.connection.cursor(), f"memory{next(_NUMBERS)}"
        connection.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
        weakref.finalize(connection, self._let_go, name).atexit = False
        return connection

    def _let_go(self, name: str) -> None:
        if not self.is_elsewhere:
            with contextlib.suppress(duckdb.Error), self.connection.cursor() as connection:
                connection.execute(f"DETACH {name}")


@cache
def _of_process(process: int) -> Instance:
    """Return the instance of a process: one that was forked off starts its own."""
    return Instance()


def _share() -> duckdb.DuckDBPyConnection:
    try:
        return _of_process(os.getpid()).open()
    except duckdb.Error:  # an error within DuckDB has ended it
        _of_process.cache_clear()
        return _of_process(os.getpid()).open()


def silence(connection: duckdb.DuckDBPyConnection) -> None:
    """Show no progress bar."""
    # in a notebook without ipywidgets there can be none, and DuckDB refuses to hear of it
    with contextlib.suppress(duckdb.InvalidInputException):
        connection.execute("SET enable_progress_bar = false")


def read(connection: duckdb.DuckDBPyConnection, source: Source, check: Callable[[], None]) -> None:
    """Read what is given into the table `quad_text`; `check` is called from time to time, and may stop it.

    Raises
    ------
    UsageError
        It is neither a graph nor paths.
    ParseError
        A file cannot be read.
    """
    if isinstance(source, Graph):
        read_terms(connection, list_quads(source), check=check)
    elif is_paths(source):
        read_text(connection, source, check=check)
    else:
        raise UsageError(f"{source!r}: give an rdflib graph or dataset, or a list of paths.")
