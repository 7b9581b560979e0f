"""Answers as tables of other programs: pandas, Arrow, Parquet, with days as days and codes as categories."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sahel_kg import tables
from sahel_kg.resources import need_extra

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

T = TypeVar("T")
SHOWN = 20
"""Rows that a notebook shows; all of them would be megabytes."""
CODES = frozenset(
    (
        *("sign", "status", "reading", "basis", "reliability", "credibility", "kind", "relation", "relation_label"),
        *("source", "speaker", "coder", "codebook", "assessment", "aspect", "loss", "measure", "rule", "change"),
    )
)
"""Columns of few and known values."""
DAYS = frozenset(
    (
        *("earliestBegin", "latestBegin", "earliestEnd", "latestEnd", "presumedFrom", "presumedUntil"),
        *("created", "day", "first", "last", "from", "until", "date", "reported"),
    )
)
"""Columns that hold days, if anything."""


@dataclass(frozen=True)
class Sheet:
    """What a table says: its columns, its rows, and what stands over and under it."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    caption: str = ""
    note: str = ""


class Tabular:
    """What can be had as a table: `to_pandas`, `to_arrow`, and twenty rows of it in a notebook."""

    def sheet(self) -> Sheet:
        """Return all of it as a table."""
        raise NotImplementedError

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame: days are days, codes are categories (needs the extra ``notebook``)."""
        pandas = need_extra("pandas", "to_pandas()", "notebook")
        sheet = self.sheet()
        series = {}
        for name, cells in _columns(sheet):
            kind = kind_of(name, cells)
            if kind == "day":
                series[name] = pandas.to_datetime(pandas.Series(cells, dtype="object"), errors="coerce")
            elif kind == "text":
                series[name] = pandas.Series([_text(cell) for cell in cells], dtype="string")
            else:
                types = {"code": "category", "truth": "boolean", "whole": "Int64", "number": "Float64"}
                series[name] = pandas.Series(cells, dtype=types[kind])
        return pandas.DataFrame(series, columns=list(sheet.columns))

    def to_arrow(self) -> pa.Table:
        """Return an Arrow table, for polars, DuckDB, R (needs the extra ``notebook``)."""
        arrow = need_extra("pyarrow", "to_arrow()", "notebook")
        types = {
            "day": arrow.date32(),
            "text": arrow.string(),
            "code": arrow.dictionary(arrow.int32(), arrow.string()),
            "truth": arrow.bool_(),
            "whole": arrow.int64(),
            "number": arrow.float64(),
        }
        sheet = self.sheet()
        made = {}
        for name, cells in _columns(sheet):
            kind = kind_of(name, cells)
            given = [_text(cell) for cell in cells] if kind in ("text", "code") else cells
            made[name] = arrow.array(given, type=arrow.string() if kind == "code" else types[kind])
            if kind == "code":
                made[name] = made[name].dictionary_encode()
        return arrow.table(made)

    def _repr_html_(self) -> str:
        sheet = self.sheet()
        rest = len(sheet.rows) - SHOWN
        more = f"{rest} more row{'s' * (rest != 1)}: to_pandas() has all." if rest > 0 else ""
        note = " ".join(filter(None, (more, sheet.note)))
        return tables.html(sheet.columns, sheet.rows[:SHOWN], caption=sheet.caption, note=note)


class Listing(list[T], Tabular, Generic[T]):
    """A list that can be had as a table; equal to a list or tuple of the same things.

    Parameters
    ----------
    things : iterable
    columns : sequence of str
    row : callable
        From one of the things to its cells.
    caption : str
        What they are, in a notebook.

    Examples
    --------
    >>> from sahel_kg.frames import Listing
    >>> squares = Listing([1, 2, 3], ("n", "square"), lambda n: (n, n * n))
    >>> squares == [1, 2, 3], squares == (1, 2, 3), squares[1:]
    (True, True, [2, 3])
    >>> squares.to_pandas()["square"].tolist()
    [1, 4, 9]
    """

    def __init__(
        self, things: Iterable[T], columns: Sequence[str], row: Callable[[T], Sequence[object]], caption: str = ""
    ) -> None:
        super().__init__(things)
        self._columns, self._row, self._caption = columns, row, caption

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, list | tuple) else NotImplemented

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)

    def sheet(self) -> Sheet:
        """Return all of it as a table."""
        return Sheet(self._columns, [tuple(self._row(each)) for each in self], self._caption)


def kind_of(name: str, cells: Sequence[object]) -> str:
    """Return of what kind a column is: day, truth, whole, number, code or text.

    >>> kind_of("latestEnd", [None, None]), kind_of("sign", ["+"]), kind_of("name", ["Mali"]), kind_of("n", [1, 2.5])
    ('day', 'code', 'text', 'number')
    """
    said = [cell for cell in cells if cell is not None]
    if said and all(isinstance(cell, bool) for cell in said):
        return "truth"
    if said and all(isinstance(cell, date) for cell in said):
        return "day"
    if said and all(isinstance(cell, int) and not isinstance(cell, bool) for cell in said):
        return "whole"
    if said and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in said):
        return "number"
    if not said and name in DAYS:
        return "day"
    return "code" if name in CODES else "text"


def to_parquet(sheet: Sheet) -> bytes:
    """Return a table as Parquet, a column a type; lists of ids stay texts."""
    import duckdb

    types = {"day": "DATE", "truth": "BOOLEAN", "whole": "BIGINT", "number": "DOUBLE"}
    kinds = [(name, types.get(kind_of(name, cells), "VARCHAR"), cells) for name, cells in _columns(sheet)]
    picked = ", ".join(
        f"unnest(${place}::{kind}[]) AS {_quoted(name)}" for place, (name, kind, _) in enumerate(kinds, 1)
    )
    given = [[_text(cell) if kind == "VARCHAR" else cell for cell in cells] for _, kind, cells in kinds]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "table.parquet"
        connection.execute(f"CREATE TABLE given AS SELECT {picked}", given)
        connection.execute(f"COPY given TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _columns(sheet: Sheet) -> Iterator[tuple[str, list[object]]]:
    """Yield each column with its cells; what is empty is not stated."""
    columns = zip(*sheet.rows, strict=True) if sheet.rows else [()] * len(sheet.columns)
    for name, cells in zip(sheet.columns, columns, strict=True):
        yield name, [None if cell == "" else cell for cell in cells]


def _text(cell: object) -> str | None:
    return None if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
