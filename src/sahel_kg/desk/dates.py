"""The cells *from* and *to*: dates in words, in EDTF or of a spreadsheet, as the four bounds of a claim.

What is read as what: the section Time of ``docs/codebook.md``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal, get_args

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.moments import DayRange, NoMomentError, compile_phrase, patterns, phrases, plain, read_moment
from sahel_kg.record.bounds import Bounds

Said = Literal[
    "at",
    "held",
    "since",
    "since_by",
    "until",
    "until_then",
    "by",
    "before",
    "after",
    "from_then",
    "soon_after",
    "between",
    "either",
    "period",
    "about",
    "now",
    "no_longer",
    "ongoing",
    "recent_weeks",
    "recent_months",
    "years_ago",
    "months_ago",
    "days_ago",
    "unknown",
]
"""What a phrase says of its dates; the phrases of each are in ``phrases/``."""

PRESENT = timedelta(days=30)
"""How long before the source's date a plain present tense is certain."""
SOON = timedelta(days=14)
RECENT_WEEKS, RECENT_MONTHS = timedelta(weeks=12), 6

Ends = tuple[date | None, date | None]
OPEN: Ends = (None, None)
_EDTF_INTERVAL = re.compile(r"(\.\.|[\dx-]{4,10}[?~%]?)?/(\.\.|[\dx-]{4,10}[?~%]?)?")
_YEARS = re.compile(r"(\d{4})\s?(?:-|/)\s?(\d{4})")
_LONGEST = 120
_WITHOUT_DATE = ("now", "no_longer", "ongoing", "recent_weeks", "recent_months", "unknown")


@dataclass(frozen=True)
class ToldDate:
    """What one cell says.

    Parameters
    ----------
    said : Said
    first, second : DayRange, optional
        The dates inside; a second one only where a phrase has two.
    count : int
        Of years, months or days ago.
    """

    said: Said
    first: DayRange | None = None
    second: DayRange | None = None
    count: int = 0

    @property
    def moment(self) -> DayRange:
        """The date of a phrase that has one."""
        if self.first is None:
            raise AssertionError(f"'{self.said}' has no date")
        return self.first


def read_date(text: str, cell: date | None = None, *, form: str = "") -> ToldDate | None:
    """Read one cell; None if it is empty.

    Parameters
    ----------
    text : str
        As it is written.
    cell : date or datetime, optional
        What a spreadsheet has for it.
    form : str
        How the spreadsheet shows it, as ``mmm yy``: a date without a day is a month.

    Raises
    ------
    CellError
        It cannot be read, or in two ways.

    Examples
    --------
    >>> read_date("depuis 2014").said
    'since'
    >>> read_date("by December 2019").moment.last
    datetime.date(2019, 12, 31)
    """
    if cell is not None:
        return ToldDate("at", of_spreadsheet(cell, form))
    written = plain(text)
    if text.strip() and not written:
        raise CellError(f"'{text.strip()}' is no date: write it as 2019, 2019-11, 2019-11-02, or '?' if it is not told")
    if not written:
        return None
    if len(written) > _LONGEST:
        raise CellError(f"'{written[:40]}...' is no date: write it as 2019, 2019-11, 2019-11-02")
    if found := _YEARS.fullmatch(written):
        return _ordered("period", read_moment(found[1]), read_moment(found[2]), written)
    if found := _EDTF_INTERVAL.fullmatch(written):
        return _read_interval(found[1], found[2], written)
    try:
        return ToldDate("at", read_moment(written))
    except NoMomentError as error:
        nothing: CellError = error
    except CellError as error:
        return _read_phrase(written, error)
    return _read_phrase(written, nothing)


def of_spreadsheet(cell: date, form: str) -> DayRange:
    """Return the day of a spreadsheet's date cell, or the month or year that it shows."""
    day = cell.date() if isinstance(cell, datetime) else cell
    letters = re.sub(r"\[[^]]*\]|\"[^\"]*\"|\\.", "", form.casefold())
    if letters and "y" in letters and not re.search("[dj]", letters):
        return read_moment(f"{day:%Y-%m}" if "m" in letters else f"{day:%Y}")
    return DayRange(day, day, "day")


def _read_interval(begin: str | None, end: str | None, text: str) -> ToldDate:
    first = read_moment(begin) if begin and begin != ".." else None
    last = read_moment(end) if end and end != ".." else None
    if first and last:
        return _ordered("period", first, last, text)
    if first:
        return ToldDate("since" if end == ".." else "period", first)
    if last:
        return ToldDate("until", last)
    raise CellError(f"'{text}' has neither begin nor end: write '?' if nothing is told")


@cache
def _phrases() -> tuple[tuple[Said, re.Pattern[str]], ...]:
    """Return the phrases, the longest first: "from A to B" is no "from D"."""
    known: dict[str, Said] = {said: said for said in get_args(Said)}
    found = [(known[said], form) for said, form in patterns("said")]
    ordered = sorted(found, key=lambda each: (-len(re.sub(r"\{\w\}", "", each[1])), each[1]))
    return tuple((said, compile_phrase(form)) for said, form in ordered)


def _read_phrase(text: str, nothing: CellError) -> ToldDate:
    """Read a phrase around dates; what is asked about a date inside is told rather than that it is none."""
    asked: CellError | None = None if isinstance(nothing, NoMomentError) else nothing
    for said, pattern in _phrases():
        found = pattern.fullmatch(text)
        if not found:
            continue
        try:
            return _take(said, found.groupdict(), text)
        except NoMomentError:
            continue
        except CellError as error:
            asked = asked or error
    if asked is None and re.search(r"\w-\w", text):
        return _read_phrase(re.sub(r"(?<=\w)-(?=\w)", " - ", text), nothing)
    raise asked or nothing


def _take(said: Said, inner: Mapping[str, str], text: str) -> ToldDate:
    if said in _WITHOUT_DATE:
        return ToldDate(said)
    if "n" in inner:
        return ToldDate(said, count=_count(inner["n"], text))
    if "a" in inner:
        first, second = _complete(inner["a"], inner["b"])
        return _ordered("between" if said == "either" else said, first, second, text)
    moment = read_moment(inner["d"])
    if said == "about":
        message = f"'{text}' does not say within what: write both ends, as 'between 2012 and 2014'"
        raise CellError(message)
    return ToldDate(said, moment)


def _count(text: str, whole: str) -> int:
    for language in phrases().values():
        if text in language["numbers"]:
            return int(language["numbers"][text])
    if not re.fullmatch(r"\d{1,2}", text):
        raise NoMomentError(f"'{whole}' is no date that can be read: write the year or the day")
    return int(text)


def _ordered(said: Said, first: DayRange, second: DayRange, text: str) -> ToldDate:
    if second.last < first.first or second.first < first.first:
        raise CellError(f"'{text}' ends before it begins: write both dates with their years")
    return ToldDate(said, first, second)


def _complete(one: str, other: str) -> tuple[DayRange, DayRange]:
    """Read two dates of which one may lack what the other has: "3 to 8 April 2020", "March 31 to April 8, 2020"."""
    year = re.search(r"\b\d{4}\b", other)
    months = [word for word in re.findall(r"[^\W\d_]+\.?", other) if _is_month(word)]
    before = [word for word in re.findall(r"[^\W\d_]+\.?", one) if _is_month(word)]
    ways = [(one, other)]
    if year:
        ways.append((f"{one} {year[0]}", other))
        if months:
            ways.append((f"{one} {months[-1]} {year[0]}", other))
        if before and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?,? \d{4}", other):
            ways.append((f"{one} {year[0]}", f"{before[-1]} {other}"))
    asked: CellError | None = None
    for first, second in ways:
        try:
            return read_moment(first), read_moment(second)
        except NoMomentError as error:
            asked = asked or error
        except CellError as error:
            asked = error if asked is None or isinstance(asked, NoMomentError) else asked
    raise asked or NoMomentError(f"'{one}' and '{other}' are no dates that can be read")


def _is_month(word: str) -> bool:
    try:
        read_moment(f"{word} 2000")
    except CellError:
        return False
    return True


# -- two cells as bounds

Cell = str | date | None


def read_period(begins: Cell, ends: Cell, published: date | None, *, holds: bool, denied: bool = False) -> Bounds:
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

    Raises
    ------
    CellError

    Examples
    --------
    >>> read_period("2013", "", date(2019, 12, 3), holds=True).as_dict()["earliestEnd"]
    '2019-12-03'
    >>> read_period("late October 2019", "", None, holds=False).as_dict()["latestEnd"]
    '2019-10-31'
    >>> read_period("in 2019", "", date(2020, 6, 1), holds=True, denied=True).as_dict()["latestBegin"]
    '2019-01-01'
    """
    first, last = _read_cell(begins), _read_cell(ends)
    reader = _PeriodReader(published)
    if last and last.said == "period":
        raise CellError("has two dates: write the begin in 'from' and the end in 'to'")
    if first is None and last is None:
        found = reader.untold(holds or denied)
    elif last is None and first is not None:
        found = reader.never(first, holds) if denied else reader.one(first, holds)
    elif first is None and last is not None:
        found = reader.only_end(last, holds or denied)
    else:
        found = reader.both(first, last)  # type: ignore[arg-type]
    _refuse_disorder(found)
    return found


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
        if told.said in ("until", "until_then", "no_longer"):
            end = self.ends(told)
            return Bounds(None, end[0] if holds else end[1], *end)
        if told.said == "held" and holds:
            return Bounds(None, told.moment.last, told.moment.first)
        begin = self.begins(told)
        if told.said in ("since", "since_by"):
            return self._lasting(begin) if holds else Bounds(*begin, None, self._not_before(begin))
        if not holds:
            begin = begin if begin[1] else (begin[0], self._not_before(begin))
            return Bounds(*begin, *begin)
        return self._lasting(begin)

    def never(self, told: ToldDate, holds: bool) -> Bounds:
        """The cell *from* alone of what is denied: a denial lasts, and of a time in which nothing was it fills it."""
        if told.said == "held" and holds:
            return Bounds(None, told.moment.first, told.moment.last)
        found = self.one(told, holds)
        if holds or not found:
            return found
        first, _, _, last = found.as_days()
        return Bounds(None, first or last, last)

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
        if first.said in ("period", "until", "until_then", "no_longer"):
            raise CellError("says the end already: leave 'to' empty")
        end = self.ends(last)
        begin = OPEN if first.said in ("unknown", "ongoing") else self.begins(first)
        return Bounds(*begin, *end)

    def begins(self, told: ToldDate) -> Ends:
        """Return between which days something began, or was."""
        return self._ends(told)

    def ends(self, told: ToldDate) -> Ends:
        """Return between which days something ended."""
        if told.said in ("since", "since_by"):
            raise CellError("says a begin: write it in 'from'")
        if told.said == "unknown":
            return OPEN
        if told.said in ("ongoing", "now"):
            return self._day(), None
        if told.said == "until_then":
            return told.moment.first, None
        return self._ends(told)

    def _ends(self, told: ToldDate) -> Ends:
        if told.first is None:
            return self._counted(told)
        first, last = told.moment.first, told.moment.last
        one = timedelta(days=1) if told.moment.grain != "day" else timedelta()
        meant: Mapping[str, Callable[[], Ends]] = {
            "by": lambda: (None, last),
            "since_by": lambda: (None, last),
            "before": lambda: (None, first - one),
            "after": lambda: (last + one, None),
            "from_then": lambda: (first, None),
            "soon_after": lambda: (first, self._soon(last)),
            "between": lambda: (first, told.second.last if told.second else last),
        }
        return meant.get(told.said, lambda: (first, last))()

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
