"""Answers as tables of other programs: pandas, Arrow, Parquet, with days as days and codes as categories."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, SupportsIndex, TypeVar, overload

from sahel_kg import notebook_tables, tables
from sahel_kg.errors import UsageError, suggest
from sahel_kg.resources import need_extra

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

T = TypeVar("T")
Type = Literal["day", "truth", "whole", "number", "code", "text"]
"""What a column holds: days, truth values, whole numbers, numbers, codes of a list, texts."""
Types = Mapping[str, Type]
"""Columns of a table to what each holds; what is not said here tells its name, and else it is text."""
_WHOLE = "to_pandas() has all"
FEW = 5
"""Rows that a Python shell shows."""
CODES = frozenset(
    (
        *("sign", "status", "reading", "basis", "reliability", "kind", "relation", "relation_label"),
        *("source", "speaker", "coder", "codebook", "assessment", "aspect", "loss", "measure", "rule", "change"),
        *("certainty",),
    )
)
"""Columns of few and known values, whatever table they stand in."""
DAYS = frozenset(
    (
        *("earliestBegin", "latestBegin", "earliestEnd", "latestEnd", "presumedFrom", "presumedUntil"),
        *("created", "day", "first", "last", "from", "until", "date", "reported"),
    )
)
"""Columns that hold days."""
_NAMED: Types = {**dict.fromkeys(CODES, "code"), **dict.fromkeys(DAYS, "day"), "credibility": "whole"}


@dataclass(frozen=True)
class Grid:
    """What a table says: its columns, its rows, and what stands over and under it."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    caption: str = ""
    note: str = ""
    hidden: Sequence[str] = ()
    """Columns that a notebook does not show."""
    types: Types = field(default_factory=dict)
    """What its columns hold: they are of one type whatever rows there are."""


class Brief:
    """What a Python shell shows in a line or a few, however much it holds."""

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if "__repr__" not in cls.__dict__:  # a dataclass writes its own, of all that it holds, unless there is one
            own = (base for base in cls.__mro__ if base.__module__ != "builtins" and "__repr__" in base.__dict__)
            cls.__repr__ = next(own).__repr__  # type: ignore[method-assign, assignment]

    def brief(self) -> str:
        """Say what it is: by default how its note begins."""
        return str(getattr(self, "note", "")).partition(". ")[0]

    def __repr__(self) -> str:
        return tables.printable(f"<{type(self).__name__}: {self.brief()}>")


class Tabular(Brief):
    """What can be had as a table: `to_pandas`, `to_arrow`, twenty rows of it in a notebook and five in a shell."""

    def grid(self) -> Grid:
        """Return all of it as a table."""
        raise NotImplementedError

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame: days are days, codes are categories (needs the extra ``notebook``)."""
        pandas = need_extra("pandas", "to_pandas()", "notebook")
        grid = self.grid()
        series = {}
        for name, cells in _columns(grid):
            kind = kind_of(name, cells, grid.types)
            if kind == "day":
                series[name] = pandas.to_datetime(pandas.Series(cells, dtype="object"), errors="coerce")
            elif kind == "text":
                series[name] = pandas.Series([_text(cell) for cell in cells], dtype="string")
            else:
                types = {"code": "category", "truth": "boolean", "whole": "Int64", "number": "Float64"}
                series[name] = pandas.Series(cells, dtype=types[kind])
        return pandas.DataFrame(series, columns=list(grid.columns))

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
        grid = self.grid()
        made = {}
        for name, cells in _columns(grid):
            kind = kind_of(name, cells, grid.types)
            given = [_text(cell) for cell in cells] if kind in ("text", "code") else cells
            made[name] = arrow.array(given, type=arrow.string() if kind == "code" else types[kind])
            if kind == "code":
                made[name] = made[name].dictionary_encode()
        return arrow.table(made)

    def __repr__(self) -> str:
        grid = self.grid()
        columns, rows = tables.readable(grid.columns, grid.rows[:FEW], grid.hidden)
        told = f"{grid.caption or type(self).__name__}: {len(grid.rows)} row{'s' * (len(grid.rows) != 1)}\n"
        if not grid.rows:  # what was asked, and why there may be nothing
            return tables.printable(told + grid.note)
        more = len(grid.rows) - FEW
        return told + tables.render_table(columns, rows, whole=_WHOLE) + f"{more} more: {_WHOLE}" * (more > 0)

    def _repr_html_(self) -> str:
        return show(self.grid())


class Several(Tabular, Generic[T]):
    """An answer of several things, over which it can be gone: by number, one after the other, as a table."""

    def things(self) -> Sequence[T]:
        """Return them in order."""
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self.things())

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[T]:
        return iter(self.things())

    def __getitem__(self, place: Any) -> Any:
        return self.things()[place]


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
    hidden : sequence of str
        Columns that a notebook does not show.
    types : mapping of str to str
        What columns hold, where their names do not tell.

    Examples
    --------
    >>> from sahel_kg.frames import Listing
    >>> squares = Listing([1, 2, 3], ("n", "square"), lambda n: (n, n * n), types={"n": "whole", "square": "whole"})
    >>> squares == [1, 2, 3], squares == (1, 2, 3)
    (True, True)
    >>> squares[1:].to_pandas()["square"].tolist()
    [4, 9]
    """

    def __init__(
        self,
        things: Iterable[T],
        columns: Sequence[str],
        row: Callable[[T], Sequence[object]],
        caption: str = "",
        hidden: Sequence[str] = (),
        types: Types | None = None,
    ) -> None:
        super().__init__(things)
        self._columns, self._row, self._caption = columns, row, caption
        self._hidden, self._types = hidden, types or {}
        self._kind = ""
        self._names: Callable[[T], Sequence[str]] = lambda thing: ()

    def named(self, kind: str, names: Callable[[T], Sequence[str]]) -> Listing[T]:
        """Let each be had by name as well, and return the list.

        Parameters
        ----------
        kind : str
            What one of them is called.
        names : callable
            From one of them to its names, the one that is offered first.

        Examples
        --------
        >>> Listing(["Mali", "Niger"], ("name",), lambda each: (each,)).named("state", lambda each: (each,))["Nigr"]
        Traceback (most recent call last):
        sahel_kg.errors.UsageError: no state 'Nigr'; did you mean Niger?
        """
        self._kind, self._names = kind, names
        return self

    __hash__ = None  # type: ignore[assignment]
    __repr__ = Tabular.__repr__  # not the list's

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, list | tuple) else NotImplemented

    @overload
    def __getitem__(self, place: SupportsIndex | str) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Listing[T]: ...
    def __getitem__(self, place: SupportsIndex | str | slice) -> T | Listing[T]:
        """Return one of the things, also by name if they have some, or several: a list that is a table as well."""
        if isinstance(place, slice):
            part = Listing(list(self)[place], self._columns, self._row, self._caption, self._hidden, self._types)
            return part.named(self._kind, self._names)
        if isinstance(place, str) and self._kind:
            for each in self:
                if place in self._names(each):
                    return each
            raise UsageError(f"no {self._kind} '{place}'{suggest(place, self._ipython_key_completions_())}")
        if isinstance(place, str):
            raise UsageError(f"'{place}': these go by number; columns are those of .to_pandas()")
        return super().__getitem__(place)

    def _ipython_key_completions_(self) -> list[str]:
        return [self._names(each)[0] for each in self] if self._kind else []

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)

    def grid(self) -> Grid:
        """Return all of it as a table."""
        return Grid(
            self._columns, [tuple(self._row(each)) for each in self], self._caption, "", self._hidden, self._types
        )


def show(grid: Grid) -> str:
    """Return the first rows of a table for a notebook: a thing by its label, the four bounds as two."""
    return notebook_tables.html(grid.columns, grid.rows, caption=grid.caption, note=grid.note, hidden=grid.hidden)


def kind_of(name: str, cells: Sequence[object], types: Types | None = None) -> Type:
    """Return what a column holds: what is said of it, or what its name tells, if that fits; else what it looks like.

    >>> kind_of("latestEnd", [None, None]), kind_of("sign", ["+"]), kind_of("name", ["Mali"]), kind_of("n", [1, 2.5])
    ('day', 'code', 'text', 'number')
    >>> kind_of("high", [None], {"high": "whole"}), kind_of("weight", [1], {"weight": "number"})
    ('whole', 'number')
    """
    said = [cell for cell in cells if cell is not None]
    told = (types or {}).get(name) or _NAMED.get(name)
    if told and all(map(_FITS[told], said)):
        return told
    return next((kind for kind in _GUESSED if said and all(map(_FITS[kind], said))), "text")


_FITS: dict[Type, Callable[[object], bool]] = {
    "truth": lambda cell: isinstance(cell, bool),
    "day": lambda cell: isinstance(cell, date),
    "whole": lambda cell: isinstance(cell, int) and not isinstance(cell, bool),
    "number": lambda cell: isinstance(cell, int | float) and not isinstance(cell, bool),
    "code": lambda cell: isinstance(cell, str),
    "text": lambda cell: True,
}
_GUESSED: tuple[Type, ...] = ("truth", "day", "whole", "number")


def to_parquet(grid: Grid) -> bytes:
    """Return a table as Parquet, a column a type; lists of ids stay texts."""
    import duckdb

    types = {"day": "DATE", "truth": "BOOLEAN", "whole": "BIGINT", "number": "DOUBLE"}
    kinds = [(name, types.get(kind_of(name, cells, grid.types), "VARCHAR"), cells) for name, cells in _columns(grid)]
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


def _columns(grid: Grid) -> Iterator[tuple[str, list[object]]]:
    """Yield each column with its cells; what is empty is not stated."""
    columns = zip(*grid.rows, strict=True) if grid.rows else [()] * len(grid.columns)
    for name, cells in zip(grid.columns, columns, strict=True):
        yield name, [None if cell == "" else cell for cell in cells]


def _text(cell: object) -> str | None:
    return None if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
