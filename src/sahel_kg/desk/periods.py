"""The cells *from* and *to* as the four bounds of a claim: what phrases mean against the date of their source.

What is read as what: the section When of ``docs/desk.md``, and Time of ``docs/codebook.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.dates import Said, ToldDate, read_date
from sahel_kg.desk.moments import read_moment
from sahel_kg.record.bounds import Bounds

PRESENT = timedelta(days=30)
"""How long before the source's date a plain present tense is certain."""
SOON = timedelta(days=14)
RECENT_WEEKS, RECENT_MONTHS = timedelta(weeks=12), 6

Ends = tuple[date | None, date | None]
OPEN: Ends = (None, None)
Cell = str | date | None
_DAY = timedelta(days=1)
_UP_TO: tuple[Said, ...] = ("by", "at_latest", "before")
"""Phrases that tell of a time up to some day, and of nothing after it."""
_SAYS_END: tuple[Said, ...] = ("period", "until", "no_longer")


def read_period(
    begins: Cell, ends: Cell, published: date | None, *, holds: bool, denied: bool = False, foretold: bool = False
) -> Bounds:
    """Return the bounds that the cells *from* and *to* give.

    Parameters
    ----------
    begins, ends : str, date or None
        As written, or what a spreadsheet has for it.
    published : date or None
        The source's date: what a present tense is read against.
    holds : bool
        Whether it is a state, which lasts, and not a happening.
    denied : bool
        Whether it is told not to be so: what was not so *in 2019* was so on no day of it.
    foretold : bool
        Whether it is a forecast, or what somebody recommends: anything else has come about by the source's date.

    Raises
    ------
    CellError

    Examples
    --------
    >>> read_period("2013", "", date(2019, 12, 3), holds=True).as_dict()["earliestEnd"]
    '2019-12-03'
    >>> read_period("before 2013", "", date(2019, 12, 3), holds=True).as_dict()["earliestEnd"]
    >>> read_period("late October 2019", "", None, holds=False).as_dict()["latestEnd"]
    '2019-10-31'
    >>> read_period("in 2019", "", date(2020, 6, 1), holds=True, denied=True).as_dict()["latestBegin"]
    '2019-01-01'
    """
    first, last = _read_cell(begins), _read_cell(ends)
    if not foretold:
        refuse_later(first, published, str(begins or ""))
        refuse_later(last, published, str(ends or ""))
    reader = _PeriodReader(published)
    if last and last.said == "period":
        raise CellError("has two dates: write the begin in 'from' and the end in 'to'")
    if first and last:
        found = reader.both(first, last)
    elif first:
        found = reader.never(first, holds) if denied else reader.one(first, holds)
    elif last:
        found = reader.never(last, holds) if denied and last.said in _UP_TO else reader.only_end(last, holds or denied)
    else:
        found = reader.untold(holds or denied)
    _refuse_disorder(found)
    return found if foretold else _come_about(found, published)


def refuse_later(told: ToldDate | None, published: date | None, text: str) -> None:
    """Refuse a date that lies after the date of its source: nothing of then can be told as a fact.

    Raises
    ------
    CellError
    """
    named = [told.first, told.second] if told and published else []
    if published and any(moment and moment.first > published for moment in named):
        advice = "correct one of the two, or tell it as forecast"
        raise CellError(f"'{text.strip()}' lies after the report itself, which came out by {published}: {advice}")


def _come_about(bounds: Bounds, published: date | None) -> Bounds:
    """Return bounds of what has begun, or ended, by the date of its source at the latest: *in 2019* of a day in it."""
    eb, lb, ee, le = bounds.as_days()
    if published is None or (eb or published) > published:
        return bounds
    return Bounds(eb, *(day and min(day, published) for day in (lb, ee, le)))


def _read_cell(cell: Cell) -> ToldDate | None:
    return read_date("", cell) if isinstance(cell, date) else read_date(cell or "")


def _refuse_disorder(bounds: Bounds) -> None:
    begin, _, _, end = bounds.as_days()
    if bounds.disorder():
        raise CellError(
            f"ends by {end}, before it begins on {begin}: correct one of the two"
            if begin and end
            else str(bounds.disorder())
        )


class _PeriodReader:
    """What phrases mean against the date of their source."""

    def __init__(self, published: date | None) -> None:
        self.published = published

    def _day(self) -> date:
        if self.published is None:
            raise CellError(
                "is told from the source's date, which source.toml does not have: add it there, or write the date here"
            )
        return self.published

    def untold(self, holds: bool) -> Bounds:
        """Nothing is told: a plain present tense for a state, and by the source's date for what happened."""
        day = self.published
        if day is None:
            return Bounds()
        return Bounds(None, day - PRESENT, day) if holds else Bounds(None, day, None, day)

    def one(self, told: ToldDate, holds: bool) -> Bounds:
        """The cell *from* alone."""
        if told.said == "unknown":
            return Bounds()
        if told.said == "ongoing":
            self._day()
            return self.untold(True)
        if told.said == "period":
            end = (told.second.first, told.second.last) if told.second else OPEN
            return Bounds(told.moment.first, told.moment.last, *end)
        if told.said in _SAYS_END:
            end = self.ends(told)
            return Bounds(None, end[0] if holds else end[1], *end)
        begin = self.begins(told)
        if told.said == "since":
            return self._lasting(begin) if holds else Bounds(*begin, None, self._not_before(begin))
        if holds and told.said in ("held", "by"):
            return Bounds(None, told.moment.last, told.moment.first)
        if holds and told.said in (*_UP_TO, "after", "from_then"):  # a bound of the begin, and nothing of the end
            return Bounds(begin[0], begin[1] or self._not_before(begin))
        if not holds:
            begin = begin if begin[1] else (begin[0], self._not_before(begin))
            return Bounds(*begin, *begin)
        return self._lasting(begin)

    def never(self, told: ToldDate, holds: bool) -> Bounds:
        """The cell *from* alone of what is denied, which lasts: nothing was in all of the time that is told of.

        Of no other time anything is denied, but on the days after a report that denies it up to its own.
        """
        if told.said in ("since", "until", "no_longer", "ongoing", "unknown"):
            return self.one(told, True)
        if told.said == "before":
            last = told.moment.first - _DAY
            return Bounds(None, last, last, last)
        if told.said in _UP_TO:
            return Bounds(None, told.moment.first, told.moment.first, told.moment.last)
        if holds and told.said in ("period", "at", "now", "years_ago", "months_ago", "days_ago"):
            return self.one(told, True)
        first, until = self.begins(told)
        if told.said == "period":
            first, until = told.moment.first, told.second.last if told.second else None
        goes_on = until is None or told.said in ("now", "recent_weeks", "recent_months")
        return Bounds(first, first, until or self._not_before((first, None)) or first, None if goes_on else until)

    def _lasting(self, begin: Ends) -> Bounds:
        """A state with a told begin, in the present tense."""
        day = self.published
        earliest, latest = begin
        if day is None or (earliest and earliest > day):
            return Bounds(*begin)
        latest = min(latest, day) if latest else None
        if latest is None:
            sure = day - PRESENT
            latest = sure if not earliest or earliest <= sure else day
        return Bounds(earliest, latest, day)

    def _not_before(self, begin: Ends) -> date | None:
        """By when something has happened: by the source's date, unless it is told of later."""
        day = self.published
        return day if day and not (begin[0] and begin[0] > day) else None

    def only_end(self, told: ToldDate, holds: bool) -> Bounds:
        """The cell *to* alone: a state was there until then."""
        if told.said == "unknown":
            return Bounds()
        end = self.ends(told)
        return Bounds(None, end[0] if holds else end[1], *end)

    def both(self, first: ToldDate, last: ToldDate) -> Bounds:
        """Both cells."""
        if first.said in _SAYS_END:
            raise CellError("says the end already: leave 'to' empty")
        end = self.ends(last)
        begin = OPEN if first.said in ("unknown", "ongoing") else self.begins(first)
        return Bounds(*begin, *end)

    def begins(self, told: ToldDate) -> Ends:
        """Return between which days something began, or was."""
        return self._ends(told)

    def ends(self, told: ToldDate) -> Ends:
        """Return between which days something ended."""
        if told.said == "since":
            raise CellError("says a begin: write it in 'from'")
        if told.said == "unknown":
            return OPEN
        if told.said in ("ongoing", "now"):
            return self._day(), None
        return self._ends(told)

    def _ends(self, told: ToldDate) -> Ends:
        if told.first is None:
            return self._counted(told)
        first, last = told.moment.first, told.moment.last
        one = _DAY if told.moment.grain != "day" else timedelta()
        meant: Mapping[str, Callable[[], Ends]] = {
            "by": lambda: (None, last),
            "at_latest": lambda: (None, last),
            "before": lambda: (None, first - one),
            "after": lambda: (last + one, None),
            "from_then": lambda: (first, None),
            "soon_after": lambda: (first, self._soon(last)),
            "between": lambda: (first, told.second.last if told.second else last),
        }
        said = told.of_day if told.said in ("since", "until") else told.said
        return meant.get(said, lambda: (first, last))()

    def _soon(self, last: date) -> date:
        """Within the days after, and not after the source's last day."""
        soon = last + SOON
        return min(soon, self.published) if self.published and self.published >= last else soon

    def _counted(self, told: ToldDate) -> Ends:
        day = self._day()
        if told.said in ("now", "no_longer"):
            return day - PRESENT, day
        if told.said == "recent_weeks":
            return day - RECENT_WEEKS, day
        if told.said == "recent_months":
            return _months_before(day, RECENT_MONTHS), day
        if told.said == "years_ago":
            year = read_moment(str(day.year - told.count))
            return year.first, year.last
        if told.said == "months_ago":
            month = read_moment(f"{_months_before(day.replace(day=1), told.count):%Y-%m}")
            return month.first, month.last
        return day - timedelta(days=told.count), day - timedelta(days=told.count)


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    first = date(months // 12, months % 12 + 1, 1)
    last = read_moment(f"{first:%Y-%m}").last.day
    return first.replace(day=min(day.day, last))
