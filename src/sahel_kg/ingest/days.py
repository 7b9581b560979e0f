"""Days as a data set writes them, and how sure they are.

A spreadsheet that saves a file again writes days in its own order, and ``4-5-2012`` alone does not tell which: the
column does, if it holds one number above 12.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sahel_kg.ingest.table import Row, RowFaultError, whole

Span = tuple[date, date]
"""The first and the last day that something can have been on."""

_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T][0-9:.]*)?")
_SAVED_AGAIN = re.compile(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4})(?: [0-9:.]*)?")
_PERIOD = timedelta(days=29)


@dataclass(frozen=True)
class DayOrders:
    """Which of the two numbers before the year is the day, by column; what no column settles is not read.

    Parameters
    ----------
    day_first : mapping
        The mapping's word for a column to whether its days come before its months.
    """

    day_first: Mapping[str, bool] = field(default_factory=dict)

    def read(self, row: Row, word: str) -> date | None:
        """Return a cell's day; None if it is empty.

        Raises
        ------
        RowFaultError
            It is no day, or may be two.
        """
        text = row[word]
        if not text:
            return None
        with contextlib.suppress(ValueError):
            if found := read_numerals(text, lambda: self._settled(word, text)):
                return found
        raise RowFaultError(word, f"has '{text}', which is no day: write it as 2012-03-31")

    def span(self, row: Row, word: str, precision: str) -> Span | None:
        """Return from when to when a cell's day may lie by the code beside it; None if it says nothing.

        Raises
        ------
        RowFaultError
        """
        day = self.read(row, word)
        return widen(day, read_precision(row, precision)) if day else None

    def _settled(self, word: str, text: str) -> bool:
        if word not in self.day_first:
            raise RowFaultError(word, f"has '{text}', of which no value in the column tells day and month apart")
        return self.day_first[word]


def read_numerals(text: str, is_day_first: Callable[[], bool]) -> date | None:
    """Return the day that figures alone tell, as ``2012-3-31`` or ``31/3/2012``; None if they have another form.

    Parameters
    ----------
    text : str
    is_day_first : callable
        Asked where either number may be the day.

    Raises
    ------
    ValueError
        There is no such day.
    """
    if found := _ISO.fullmatch(text):
        return date(*map(int, found.groups()))
    if found := _SAVED_AGAIN.fullmatch(text):
        one, other, year = map(int, found.groups())
        first = one > 12 or (other <= 12 and one != other and is_day_first())
        return date(year, other, one) if first else date(year, one, other)
    return None


def settle(rows: Iterable[Row], words: Iterable[str]) -> DayOrders:
    """Find out which number is the day in each of some columns.

    A column with numbers above 12 in both places has both orders: each such day tells its own, the others stay unread.
    """
    seen: dict[str, set[bool]] = {word: set() for word in words}
    for row in rows:
        for word, orders in seen.items():
            if found := _SAVED_AGAIN.fullmatch(row[word]):
                orders |= {first for first, number in ((True, found[1]), (False, found[2])) if int(number) > 12}
    return DayOrders({word: True in orders for word, orders in seen.items() if len(orders) == 1})


def read_precision(row: Row, word: str) -> int:
    """Return the code of how precise a day is; 0 if there is none.

    Raises
    ------
    RowFaultError
    """
    code = whole(row, word) if row[word] else 0
    if code > 7:
        raise RowFaultError(word, f"has '{row[word]}', which is no code of precision: 1 to 7")
    return code


def widen(day: date, precision: int) -> Span | None:
    """Return the days that a day stands for: its month (2), 30 days to it (3), its year (4), the year up to it (5).

    Codes 6 and 7 say that even the year is a guess: None.

    Examples
    --------
    >>> widen(date(2012, 5, 17), 2)
    (datetime.date(2012, 5, 1), datetime.date(2012, 5, 31))
    >>> widen(date(2012, 8, 31), 5)
    (datetime.date(2012, 1, 1), datetime.date(2012, 8, 31))
    """
    first = date(day.year, 1, 1)
    if precision == 2:
        start = day.replace(day=1)
        return start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if precision == 3:
        return day - _PERIOD, day
    if precision == 4:
        return first, date(day.year, 12, 31)
    if precision == 5:
        return first, day
    return None if precision > 5 else (day, day)
