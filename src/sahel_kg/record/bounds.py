"""Bounds in time: what a claim says about when, and whether it holds on a day.

Up to four bounds after the Simple Event Model (van Hage et al. 2011), each a day, a month or a year. What a
source does not give stays open: nothing is made up.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import index
from typing import TYPE_CHECKING, Literal, SupportsIndex, TypeAlias, get_args

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError

if TYPE_CHECKING:
    from numpy import datetime64

Reading = Literal["certain", "presumed", "possible"]
"""From the strongest to the weakest: `extents` says what each means."""
TieReading = Literal["certain", "presumed", "possible", "undated"]
READINGS: tuple[Reading, ...] = get_args(Reading)
BEST_FIRST: tuple[TieReading, ...] = get_args(TieReading)

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_PARTS = {"gYear": 1, "gYearMonth": 2, "date": 3}
NAMES = ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")


@lru_cache(maxsize=2**14)
def parse_date(text: str, *, last: bool = False, datatype: str | None = None) -> date:
    """Read a day, month or year, expanded to its first day or its last.

    Parameters
    ----------
    text : str
        ``2019-11-02``, ``2019-11`` or ``2019``.
    last : bool
        Expand to the last day instead of the first.
    datatype : {"date", "gYearMonth", "gYear"}, optional
        The XSD datatype that the text must have the form of.

    Raises
    ------
    ValueError
        If it is none of these, or no day of the calendar.

    Examples
    --------
    >>> parse_date("2019-02", last=True)
    datetime.date(2019, 2, 28)
    """
    match = _PARTIAL.match(text)
    given = [int(part) for part in match.groups() if part] if match else []
    if not given or (datatype and _PARTS.get(datatype) != len(given)):
        form = f" of type xsd:{datatype}" if datatype else ""
        raise ValueError(f"'{text}' is not a date{form}: write 2019, 2019-11 or 2019-11-02")
    year = given[0]
    try:
        month = given[1] if len(given) > 1 else 12 if last else 1
        day = given[2] if len(given) > 2 else calendar.monthrange(year, month)[1] if last else 1
        return date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        raise ValueError(f"'{text}' is no day of the calendar") from None


@dataclass(frozen=True, order=True)
class Bounds:
    """Between which days something began and ended; None is 'not stated'. All days are inclusive."""

    earliest_begin: date | None = None
    latest_begin: date | None = None
    earliest_end: date | None = None
    latest_end: date | None = None

    def __bool__(self) -> bool:
        return any(self.as_days())

    def as_days(self) -> tuple[date | None, date | None, date | None, date | None]:
        """Return them in the order of `NAMES`."""
        return self.earliest_begin, self.latest_begin, self.earliest_end, self.latest_end

    def as_dict(self) -> dict[str, str | None]:
        """Return ISO dates under the names of the ontology."""
        return {name: day.isoformat() if day else None for name, day in zip(NAMES, self.as_days(), strict=True)}

    @classmethod
    def from_dict(cls, days: Mapping[str, str | None]) -> Bounds:
        """Return what `as_dict` wrote."""
        return cls(*(date.fromisoformat(day) if (day := days[name]) else None for name in NAMES))

    def tight(self) -> Bounds:
        """Return the same without days that cannot be: no end before the earliest begin, no begin after the latest end.

        Of what several things give together: it may be that it never was, so these days make nothing sure.

        >>> opposed = Bounds(date(2013, 1, 1), date(2019, 11, 3), date(2012, 6, 27), date(2017, 3, 2))
        >>> str(opposed.tight().latest_begin), str(opposed.tight().earliest_end)
        ('2017-03-02', '2013-01-01')
        """
        begin, begun, lasting, end = self.as_days()
        begun = end if begun and end and begun > end else begun
        lasting = begin if lasting and begin and lasting < begin else lasting
        return (
            self if (begun, lasting) == (self.latest_begin, self.earliest_end) else Bounds(begin, begun, lasting, end)
        )

    def outside(self, first: date | None, last: date | None) -> Literal["before", "after", ""]:
        """Say whether all of it lies before a first day or after a last one, such as the years of an actor."""
        earliest, latest = self.earliest_begin or self.earliest_end, self.latest_end or self.latest_begin
        if first and latest and latest < first:
            return "before"
        return "after" if last and earliest and earliest > last else ""

    def disorder(self) -> str | None:
        """Say which bounds contradict each other, or return None."""
        eb, lb, ee, le = self.as_days()
        for name1, first, name2, second in (
            ("earliestBegin", eb, "latestBegin", lb),
            ("earliestEnd", ee, "latestEnd", le),
            ("earliestBegin", eb, "latestEnd", le),
        ):
            if first and second and first > second:
                return f"{name1} {first} lies after {name2} {second}"
        return None


@refuses_others
def why_possible(bounds: Bounds, day: date | None = None) -> list[str]:
    """Give the reasons why a state is only possible on a day (or, without one, on every day)."""
    reasons = []
    if bounds.latest_begin is None:
        reasons.append("begin not stated" if bounds.earliest_begin is None else "latest begin not stated")
    elif day and day < bounds.latest_begin:
        reasons.append("may not have begun yet" if bounds.earliest_begin else "begin not stated")
    if bounds.earliest_end is None:
        reasons.append("end not stated" if bounds.latest_end is None else "earliest end not stated")
    elif day and day > bounds.earliest_end:
        reasons.append("may have ended" if bounds.latest_end else "end not stated")
    overlap = bounds.earliest_end and bounds.latest_begin and bounds.earliest_end < bounds.latest_begin
    if not day and overlap:
        reasons.append("may have ended before it surely began")
    return reasons


Day: TypeAlias = "date | str | SupportsIndex | datetime64"
"""A day: a date, a datetime, a Timestamp or datetime64, a text, a year as a whole number of Python or numpy."""


def read_day(given: Day | None, what: str = "--as-of", *, last: bool = True) -> date | None:
    """Return a day as Python, pandas and people give it; a month or a year means its last day.

    Parameters
    ----------
    given : date, datetime, pandas Timestamp or Period, numpy datetime64, str, int or numpy integer
        ``"2019"`` and ``2019`` are a year, ``"2019-12"`` a month; None is no day.
    what : str
        What the day is for, as an error names it.
    last : bool
        Else a month or a year means its first day.

    Raises
    ------
    UsageError
        If it is no day; what lacks in a column of days (``NaT``) is none, and does not mean all times.

    Examples
    --------
    >>> read_day(2019), read_day("2019-11"), read_day(datetime(2019, 12, 3, 8, 30))
    (datetime.date(2019, 12, 31), datetime.date(2019, 11, 30), datetime.date(2019, 12, 3))
    """
    if type(given).__name__ == "datetime64" and given == given:  # of numpy; as in pandas, a moment may be none
        given = str(given)[: len("2019-12-03")]
    if isinstance(given, SupportsIndex) and not isinstance(given, bool) and not hasattr(given, "__len__"):  # an array
        if not 1000 <= index(given) <= 9999:
            raise UsageError(f"{what}: {given} is no year: write all four digits, as in 2019")
        given = str(index(given))
    if given is None or isinstance(given, str):
        return as_of_date(given, what, last=last)
    moment = getattr(given, "end_time" if last else "start_time", given)  # of a pandas Period
    if isinstance(moment, datetime) and moment == moment:
        return moment.date()
    if isinstance(given, date) and given == given:
        return given
    raise UsageError(f"{what}: {given!r} is no day: give a date, a text such as 2019-12-03 or 2019-12, or a year")


def as_of_date(text: str | None, what: str = "--as-of", *, last: bool = True) -> date | None:
    """Return the day of an ``--as-of`` option; a month or a year means its last day.

    Raises
    ------
    UsageError
        If it is no date.
    """
    if text is None:
        return None
    try:
        return parse_date(text, last=last)
    except ValueError as error:
        raise UsageError(f"{what}: {error}") from None


@refuses_others
def want_days(first: date | None, last: date | None) -> None:
    """Refuse a first day that comes after the last one.

    Raises
    ------
    UsageError
        Naming both.
    """
    if first and last and first > last:
        raise UsageError(f"from {first} to {last} there is no day: give the earlier day first")
