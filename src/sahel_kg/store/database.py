"""The database of a build: its tables written, opened to be read only, and asked with SQL."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import duckdb

from sahel_kg import files
from sahel_kg.errors import LimitError, SahelError, UsageError, suggest
from sahel_kg.notebook_tables import SHOWN, render_html
from sahel_kg.reasoning.engines.duckdb.turns import Inherited
from sahel_kg.reasoning.interrupts import interrupts_told
from sahel_kg.resources import need_extra
from sahel_kg.store.evaluator import QueryLimits
from sahel_kg.store.schema import BY_NAME, CALLED, TABLES, VERSION
from sahel_kg.tables import render_table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

RowsOf = Mapping[str, Iterable[Sequence[object]]]
"""Name of each table to its rows."""
_READS = ("SELECT", "EXPLAIN")
_APART = tuple(map(chr, (0x1F, *range(0xE000, 0xF900))))
"""One of these, which no text has, stands before each member of a list that is handed over as a text."""
_NO_TABLE = re.compile(r"Table with name (\S+) does not exist")
_UNTOLD = 4096
"""Rows that are fetched at once."""


class TableRows(Sequence[tuple[Any, ...]]):
    """The rows that SQL gave, as Python values: days as dates, lists as lists.

    Parameters
    ----------
    columns : tuple of str
    types : tuple of str
        As DuckDB names them.
    rows : list of tuple
    """

    def __init__(self, columns: tuple[str, ...], types: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        self.columns, self.types, self.rows = columns, types, rows

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries, as JSON has them: days and all that it does not know as text."""
        return [dict(zip(self.columns, map(_as_json, row), strict=True)) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame (needs the extra ``notebook``)."""
        pandas = need_extra("pandas", "to_pandas()", "notebook")
        frame = pandas.DataFrame(self.rows, columns=list(self.columns))
        for place, kind in enumerate(self.types):
            if kind == "DATE":
                frame.isetitem(place, pandas.to_datetime(frame.iloc[:, place]).astype("datetime64[s]"))
            elif kind == "INTEGER":
                frame.isetitem(place, frame.iloc[:, place].astype("Int64"))
        return cast("pd.DataFrame", frame)

    def to_arrow(self) -> pa.Table:
        """Return an Arrow table (needs the extra ``notebook``)."""
        arrow = need_extra("pyarrow", "to_arrow()", "notebook")
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.columns)
        kinds = {"DATE": arrow.date32(), "INTEGER": arrow.int32(), "VARCHAR": arrow.string(), "BOOLEAN": arrow.bool_()}
        arrays = [
            arrow.array(list(cells), type=kinds.get(kind)) for cells, kind in zip(columns, self.types, strict=True)
        ]
        return cast("pa.Table", arrow.Table.from_arrays(arrays, names=list(self.columns)))

    def __repr__(self) -> str:
        return render_table(self.columns, self.rows[:SHOWN], whole="to_pandas() has all") + self._more()

    def _repr_html_(self) -> str:
        return render_html(self.columns, self.rows[:SHOWN], note=self._more())

    def _more(self) -> str:
        more = len(self) - SHOWN
        return f"{more} more: to_pandas() has all" if more > 0 else ""


def _as_json(cell: Any) -> Any:
    if isinstance(cell, list | tuple):
        return list(map(_as_json, cell))
    if isinstance(cell, dict):
        return {str(name): _as_json(member) for name, member in cell.items()}
    if isinstance(cell, float) and not math.isfinite(cell):
        return None  # JSON has no NaN and no infinity
    return cell if isinstance(cell, str | int | float | None) else str(cell)


def write_tables(path: Path, rows: RowsOf) -> None:
    """Add the tables of a build to a database, which may hold a closure.

    Parameters
    ----------
    path : Path
    rows : mapping of str to iterable of sequence
        Of every table of `schema.TABLES`.
    """
    with interrupts_told(), duckdb.connect(files.plain(path)) as connection:
        connection.execute("SET pandas_analyze_sample = 0")  # all columns are texts, whatever the first rows have
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE about (version INTEGER)")
        connection.execute("INSERT INTO about VALUES ($1)", [VERSION])
        for table in TABLES:
            connection.execute(table.ddl)
            columns = list(zip(*rows[table.name], strict=True))
            if columns:
                told = [_as_texts(f"c{n}", table.columns[n].type, cells) for n, cells in enumerate(columns)]
                connection.register("told", {f"c{n}": cells for n, (_, cells) in enumerate(told)})
                cells = ", ".join(sql for sql, _ in told)
                connection.execute(f'INSERT INTO "{table.name}" SELECT {cells} FROM told')
                connection.unregister("told")
            connection.execute(f"COMMENT ON TABLE \"{table.name}\" IS '{_plain(table.meaning)}'")
            for column in table.columns:
                connection.execute(f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS \'{_plain(column.meaning)}\'')
        connection.execute("COMMIT")


def _as_texts(name: str, kind: str, cells: Sequence[Any]) -> tuple[str, npt.NDArray[np.object_]]:
    """Return what reads a column from an array of texts, and this: DuckDB takes it much faster than a parameter."""
    import numpy as np

    read, texts = f"{name}::{kind}", cells
    if kind in ("INTEGER[]", "VARCHAR[]"):
        apart = next(each for each in _APART if kind == "INTEGER[]" or not any(each in m for c in cells for m in c))
        texts = ["".join(f"{apart}{member}" for member in cell) for cell in cells]
        read = f"string_split({name}, '{apart}')[2:]::{kind}"
    elif kind == "DATE[][]":
        texts = [str([list(map(str, span)) for span in cell]) for cell in cells]
    elif kind != "VARCHAR":
        texts = [None if cell is None else str(cell) for cell in cells]
    array = np.empty(len(cells), dtype=object)
    array[:] = texts
    return read, array


def _plain(text: str) -> str:
    return text.replace("'", "''")


class Database(Inherited):
    """The tables of a build, read only; each thread has a cursor of its own.

    Parameters
    ----------
    path : Path
        Of the file, which nothing changes.

    Raises
    ------
    SahelError
        If it has no such tables, or those of another version.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        # In a database of its own: by its path, DuckDB would go on with a file that this process has open,
        # whatever has taken its place.
        # What outgrows the memory ends: a question writes no gigabytes into the folder that somebody works in.
        self._connection = duckdb.connect(config={"python_enable_replacements": "false", "temp_directory": ""})
        quoted = _plain(files.plain(path))
        try:
            self._connection.execute(f"ATTACH '{quoted}' AS build (READ_ONLY, TYPE duckdb); USE build.main")
            found = self._connection.execute("SELECT version FROM about").fetchall()
            tables = self._connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'")
            known = {name for (name,) in tables.fetchall()}
        except duckdb.Error as error:
            self._connection.close()
            raise SahelError(f"it has no tables: {str(error).splitlines()[0]}") from None
        if found != [(VERSION,)] or not known.issuperset(BY_NAME):
            self._connection.close()
            raise SahelError("its tables are of another version")
        for name, value in (("enable_external_access", "false"), ("autoinstall_known_extensions", "false")):
            self._connection.execute(f"SET {name} = {value}")

    def rows(self, table: str, **among: Iterable[object]) -> list[tuple[Any, ...]]:
        """Return the rows of a table, in the order in which they were written.

        Parameters
        ----------
        table : str
        **among : iterable
            Columns, each with the values of which a row must have one.
        """
        names = ", ".join(f'"{name}"' for name in BY_NAME[table].names)
        wanted = "".join(f' AND "{name}" IN (SELECT unnest(${name}))' for name in among)
        values = {name: list(several) for name, several in among.items()}
        return self.fetch(f'SELECT {names} FROM "{table}" WHERE true{wanted} ORDER BY rowid', values)

    def fetch(self, statement: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Return the rows of a statement of ours."""
        with self._connection.cursor() as cursor, interrupts_told():
            try:
                cursor.execute("USE build.main")
                return cursor.execute(statement, values).fetchall()
            except duckdb.Error as error:
                raise SahelError(f"its tables cannot be read: {_first(error)}") from None

    def ask(
        self, sql: str, limits: QueryLimits | None = None, values: Sequence[object] | Mapping[str, object] = ()
    ) -> TableRows:
        """TableRows one statement that reads: see `sahel_kg.Build.sql`."""
        limits = limits or QueryLimits()
        with self._connection.cursor() as cursor, _explained(cursor, limits), interrupts_told():
            statements = cursor.extract_statements(sql)
            if len(statements) != 1:
                raise UsageError(f"give one SQL statement, not {len(statements)}")
            kind = statements[0].type.name.removeprefix("StatementType.")
            if kind not in _READS:
                raise UsageError(f"a build is read only, and this is no SELECT but {kind}: nothing was changed")
            bound = "RESET memory_limit" if limits.memory is None else f"SET memory_limit = '{limits.memory}B'"
            cursor.execute(bound)  # it is the database's: without this, the bound of the question before holds
            cursor.execute("USE build.main")
            cursor.execute(statements[0], values if isinstance(values, Mapping) else list(values))
            described = cursor.description or []
            rows: list[tuple[Any, ...]] = []
            while part := cursor.fetchmany(_UNTOLD):
                rows += part
                if limits.rows is not None and len(rows) > limits.rows:
                    raise LimitError(
                        f"the answer has more than {limits.rows:,} rows: add a LIMIT, or allow more with --limit-rows"
                    )
            return TableRows(tuple(d[0] for d in described), tuple(str(d[1]) for d in described), rows)


@contextmanager
def _explained(cursor: duckdb.DuckDBPyConnection, limits: QueryLimits) -> Iterator[None]:
    """Interrupt what takes too long, and put what DuckDB says into a sentence."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        cursor.interrupt()

    timer = threading.Timer(limits.time, stop) if limits.time is not None else None
    if timer:
        timer.start()
    try:
        yield
    except duckdb.InterruptException:
        if late.is_set():
            raise LimitError(
                f"the query took more than {limits.time:g} s: narrow it, or allow more with --limit-time"
            ) from None
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException:
        raise LimitError(
            "the query needs more memory than it may take: narrow it, or allow more with --limit-memory"
        ) from None
    except (duckdb.PermissionException, duckdb.InvalidInputException) as error:
        if "parameters" in _first(error):
            raise UsageError(f"the values do not fit the statement: {_first(error)}") from None
        raise UsageError(f"a query reads this build and nothing else: {_first(error)}") from None
    except duckdb.Error as error:
        if missing := _NO_TABLE.search(str(error)):
            name = missing[1].casefold()
            known = {name: CALLED[name]} if name in CALLED else CALLED
            near = suggest(name, known, "`sahel-kg sql` lists the tables")
            raise UsageError(f"the query cannot be run: no table is called {missing[1]}{near}") from None
        raise UsageError(f"the query cannot be run: {_told(error)}") from None
    finally:
        if timer:
            timer.cancel()


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]


def _told(error: Exception) -> str:
    """Return what DuckDB says, with its candidates, and without the statement that it repeats."""
    return " ".join(str(error).partition("\nLINE ")[0].split())
