"""When a row is so: its cells *from* and *to* as bounds, with what the codebook reads where they are empty."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Literal, NamedNode

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.dates import read_date, read_period
from sahel_kg.desk.moments import NoYearError
from sahel_kg.desk.rows import ClaimRow
from sahel_kg.errors import DataError
from sahel_kg.record.bounds import Bounds
from sahel_kg.tables import between
from sahel_kg.vocabulary import PREFIXES


@dataclass(frozen=True)
class ToldTime:
    """When something is so, and what was understood.

    Parameters
    ----------
    bounds : Bounds
    words : str
        For the coder to see.
    """

    bounds: Bounds = field(default_factory=Bounds)
    words: str = ""

    def literals(self) -> list[Literal | None]:
        """Return the four bounds as they are written: a year or a month stays one."""
        eb, lb, ee, le = self.bounds.as_days()
        return [*write_pair(eb, lb), *write_pair(ee, le)]


NO_TIME = ToldTime()


@dataclass
class Clock:
    """What the times of a sheet are read against.

    Parameters
    ----------
    published : date or None
        The source's date.
    """

    published: date | None
    _events: dict[str, ToldTime] = field(default_factory=dict)

    def note_event(self, event: str, time: ToldTime) -> None:
        """Remember when an event was, for the rows that speak of it."""
        self._events.setdefault(event, time)

    def tell(self, row: ClaimRow, aspect: str, event: str = "") -> ToldTime:
        """Return when a row is so.

        Parameters
        ----------
        row : ClaimRow
        aspect : {"holding", "happening", "timeless"}
        event : str
            IRI of the event that the row speaks of, or "".

        Raises
        ------
        DataError
        """
        since, until = row.line["from"], row.line["to"]
        if not since and not until:
            if aspect == "happening" and event in self._events:
                return self._events[event]
            if aspect == "timeless":
                return NO_TIME
        bounds = self._read(row, aspect)
        return ToldTime(bounds, tell_bounds(bounds))

    def _read(self, row: ClaimRow, aspect: str) -> Bounds:
        line = row.line
        begins, ends = (line.days.get(column) or line[column] for column in ("from", "to"))
        try:
            return read_period(
                begins, ends, self.published, holds=aspect != "happening", denied=row.is_denied and aspect != "timeless"
            )
        except CellError as error:
            column = "from" if self._is_wrong(begins) or not line["to"] else "to"
            told = str(error)
            if isinstance(error, NoYearError) and self.published:
                told = f"'{line[column]}' has no year: write it, as in {line[column]} {self.published.year}"
            raise DataError([line.problem(column, told)]) from None

    def _is_wrong(self, cell: date | str) -> bool:
        try:
            read_date(cell if isinstance(cell, str) else "", cell if isinstance(cell, date) else None)
        except CellError:
            return True
        return False

    def read_year(self, text: str, row: ClaimRow) -> Literal:
        """Return a year, month or day as a literal.

        Raises
        ------
        DataError
        """
        try:
            told = read_date(text, row.line.days.get("object"))
        except CellError as error:
            raise DataError([row.line.problem("object", str(error))]) from None
        if told is None or told.first is None or told.said != "at":
            raise DataError([row.line.problem("object", f"'{text}' is no year: write 2016, 2016-05 or 2016-05-14")])
        literal, _ = write_pair(told.first.first, told.first.last)
        if literal is None:
            raise AssertionError(text)
        return literal


def tell_bounds(bounds: Bounds) -> str:
    """Return bounds in words.

    >>> tell_bounds(Bounds(date(2016, 1, 1), date(2016, 12, 31), date(2016, 1, 1), date(2016, 12, 31)))
    '2016'
    >>> tell_bounds(Bounds(None, date(2018, 5, 3), date(2018, 6, 2)))
    'begun by 2018-05-03; still so on 2018-06-02'
    """
    eb, lb, ee, le = bounds.as_days()
    if (eb, lb) == (ee, le):
        return _tell_pair(eb, lb)
    begins = f"begun {_tell_pair(eb, lb)}"
    if ee and not le:
        return f"{begins}; still so on {ee}"
    return f"{begins}; ended {_tell_pair(ee, le)}"


def _tell_pair(first: date | None, last: date | None) -> str:
    """Return between which days something lies; a year or a month by itself."""
    told = [literal.value if literal is not None else None for literal in write_pair(first, last)]
    return between(*told)


def write_pair(first: date | None, last: date | None) -> tuple[Literal | None, Literal | None]:
    """Return an earliest and a latest bound: both as a year or a month if they are its first and its last day."""
    if first and last and (first.day, last) == (1, _month_end(last)):
        if (first.year, first.month, last.month) == (last.year, 1, 12):
            return (_year(first),) * 2
        if (first.year, first.month) == (last.year, last.month):
            return (_literal(f"{first:%Y-%m}", "gYearMonth"),) * 2
    return (
        _literal(first.isoformat(), "date") if first else None,
        _literal(last.isoformat(), "date") if last else None,
    )


def _year(day: date) -> Literal:
    return _literal(f"{day.year:04}", "gYear")


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + datatype))
