"""When in its year the fighting of a row was: what the row's days say, and nothing that they do not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sahel_kg.ingest.days import DayOrders, Span, read_precision
from sahel_kg.ingest.drafts import day_of, year
from sahel_kg.ingest.table import Row, RowFaultError, whole

DAYS = ("start", "episode", "end")
"""The mapping's words for the columns that hold days."""


@dataclass(frozen=True)
class RowSpan:
    """Days that narrow the year of a row; None where only the year is known.

    Parameters
    ----------
    begin, end : date, optional
        Nothing of it came before the one or after the other.
    sure : date, optional
        By then two had fought, if only two are in the row.
    lasting : date, optional
        Until then the two went on.
    """

    begin: date | None = None
    sure: date | None = None
    lasting: date | None = None
    end: date | None = None

    def bounds(self, of: int, *, sure: bool) -> tuple[str, str, str, str]:
        """Return the four bounds in Turtle; with `sure` those that hold only if the row has just two parties."""
        begin, end = (day_of(day) if day else year(of) for day in (self.begin, self.end))
        sure_by = day_of(self.sure) if sure and self.sure else end
        lasting = day_of(self.lasting) if sure and self.lasting else begin
        return begin, sure_by, lasting, end


def read_span(row: Row, of: int, orders: DayOrders) -> tuple[RowSpan, list[RowFaultError]]:
    """Read a row's days, and tell what is wrong with them: the row stands, with as much as can be read.

    The first death of a conflict bounds the begin of the year in which it fell, the 25th of an episode makes the first
    year of the episode sure by then, the end of an episode bounds its last year: from below only if it says how precise
    it is.
    """
    faults: list[RowFaultError] = []
    first, last = date(of, 1, 1), date(of, 12, 31)

    def read(word: str) -> Span | None:
        try:
            day = orders.read(row, word)
            found = orders.span(row, word, f"{word}_precision")
        except RowFaultError as fault:
            faults.append(fault)
            return None
        return found if day and (day.year == of or word == "end") else None

    start, episode = read("start"), read("episode")
    begin = start[0] if start and start[0] > first else None
    span = RowSpan(begin, min((each[1] for each in (start, episode) if each and each[1] < last), default=None))
    try:
        if not _has_ended(row):
            return span, faults
        if (end := read("end")) is None:
            return span, faults
        if end[1] < (begin or first):
            told = f"ends on {end[1]}, before it begins on {begin or first}: correct one of the two"
            raise RowFaultError("end", told)
        lower = max(end[0], begin or first) if read_precision(row, "end_precision") else first
        span = replace(span, lasting=min(lower, last) if lower > first else None)
    except RowFaultError as fault:
        return span, [*faults, fault]
    if end[1] < last:
        span = replace(span, end=end[1], sure=min(span.sure, end[1]) if span.sure else None)
    return span, faults


def _has_ended(row: Row) -> bool:
    """Whether the row is the last of its episode.

    Raises
    ------
    RowFaultError
    """
    flag = whole(row, "ended") if row["ended"] else 0
    if flag not in (0, 1):
        raise RowFaultError("ended", f"has '{row['ended']}', which is neither 0 nor 1")
    if row["end"] and not flag:
        raise RowFaultError("end", "names a day beside a 0")
    return bool(flag)
