"""When a row is so: its cells *from* and *to* as bounds, with what the codebook reads where they are empty."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Literal, NamedNode

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.dates import read_date
from sahel_kg.desk.moments import NoYearError
from sahel_kg.desk.periods import read_period, refuse_later
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
FORETOLD = ("Forecast", "Recommendation")
"""What is told so need not have come about when the report came out."""


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
        return ToldTime(bounds, tell_denied(bounds) if row.is_denied else tell_bounds(bounds))

    def _read(self, row: ClaimRow, aspect: str) -> Bounds:
        line = row.line
        begins, ends = (line.days.get(column) or line[column] for column in ("from", "to"))
        try:
            return read_period(
                *(begins, ends, self.published),
                holds=aspect != "happening",
                denied=row.is_denied and aspect != "timeless",
                foretold=row.told.assessment in FORETOLD,
            )
        except CellError as error:
            column = "from" if self._is_wrong(begins, row) or not line["to"] else "to"
            told = str(error)
            if isinstance(error, NoYearError) and self.published:
                told = f"'{line[column]}' has no year: write it, as in {line[column]} {self.published.year}"
            raise DataError([line.problem(column, told)]) from None

    def _is_wrong(self, cell: date | str, row: ClaimRow) -> bool:
        try:
            told = read_date(cell if isinstance(cell, str) else "", cell if isinstance(cell, date) else None)
            if row.told.assessment not in FORETOLD:
                refuse_later(told, self.published, "")
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
            if row.told.assessment not in FORETOLD:
                refuse_later(told, self.published, text)
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
    >>> tell_bounds(Bounds(None, date(2018, 12, 31), date(2018, 1, 1)))
    'begun by 2018-12-31; not over before 2018-01-01'
    >>> tell_bounds(Bounds(None, date(2018, 5, 3)))
    'begun by 2018-05-03; end not told'
    """
    eb, lb, ee, le = bounds.as_days()
    if (eb, lb) == (ee, le):
        return _tell_pair(eb, lb)
    begins = f"begun {_tell_pair(eb, lb)}" if eb or lb else "begin not told"
    if not (ee or le):
        return f"{begins}; end not told"
    if ee and not le:
        return f"{begins}; {'not over before' if lb is None or ee < lb else 'still so on'} {ee}"
    return f"{begins}; ended {_tell_pair(ee, le)}"


def tell_denied(bounds: Bounds) -> str:
    """Return in words of when it is denied that something was so.

    >>> tell_denied(Bounds(date(2016, 1, 1), date(2016, 1, 1), date(2016, 12, 31), date(2016, 12, 31)))
    'at no time of 2016'
    >>> tell_denied(Bounds(None, date(2016, 5, 1), date(2016, 5, 1), date(2016, 8, 31)))
    'at no time until 2016-05-01 to 2016-08-31'
    """
    eb, lb, ee, le = bounds.as_days()
    if lb and (eb, ee) == (lb, le):
        return f"at no time of {_tell_pair(lb, ee)}"
    if ee and (eb, lb) == (None, ee):
        return f"at no time until {_tell_pair(ee, le)}" if le else f"at no time until {ee} at least"
    return tell_bounds(bounds)


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
