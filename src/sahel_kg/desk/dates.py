"""A cell with a date: words, EDTF or what a spreadsheet has, as what is told of which days; as bounds: `periods`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Literal, get_args

from sahel_kg.desk.cells import CellError, as_written
from sahel_kg.desk.moments import (
    DayRange,
    NoMomentError,
    compile_phrase,
    patterns,
    phrases,
    plain,
    read_moment,
    read_part_of,
)

Said = Literal[
    "at",
    "from",
    "held",
    "since",
    "since_by",
    "since_before",
    "until",
    "until_then",
    "by",
    "at_latest",
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

_EDTF_INTERVAL = re.compile(r"(\.\.|[\dx-]{4,10}[?~%]?)?/(\.\.|[\dx-]{4,10}[?~%]?)?")
_YEARS = re.compile(r"(\d{4})\s?(?:-|/)\s?(\d{4})")
_LONGEST = 120
_FROM = r"(?:from|de|du) "
_DOUBLED: Mapping[Said, tuple[Said, Said]] = {
    "since_by": ("since", "at_latest"),
    "since_before": ("since", "before"),
    "until_then": ("until", "from_then"),
}
"""Phrases of two: that something goes on from a day, or went on to one, and what is told of that day."""
_OF_A_DAY: tuple[Said, ...] = ("held", "by", "at_latest", "before", "after", "from_then", "soon_after", "between")
"""What may be told of the day since or until which something was so: *since before 2023*, *until after 2019*."""
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
    of_day : Said
        Of *since* and *until*: what is told of the date inside, as in *since before 2023*.
    """

    said: Said
    first: DayRange | None = None
    second: DayRange | None = None
    count: int = 0
    of_day: Said = "at"

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
        raise CellError(f"'{text.strip()[:40]}...' is no date: write it as 2019, 2019-11, 2019-11-02")
    try:
        return _read_written(written)
    except CellError as error:
        offered = _offer(" ".join(text.split())) if isinstance(error, NoMomentError) else ""
        raise type(error)(offered or as_written(str(error), text)) from None


def _offer(text: str) -> str:
    """Say what to write for dates with a stroke between, which may be one of the two or both; else nothing."""
    ways = [re.sub(r"(?<=\w) ?/ ?(?=\w)", f" {word} ", text) for word in ("or", "to")]
    try:
        found = [_read_written(plain(way)) for way in ways if way != text]
    except CellError:
        return ""
    told = f"'{text}' may be one of the two, or the one to the other"
    return f"{told}: write '{ways[0]}' or '{ways[1]}'" if found else ""


def _read_written(written: str) -> ToldDate:
    written = re.sub(r"-(to|or|and|à|ou|et)-", r" \1 ", written)
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
    if said in ("from", "since", "until"):
        return _read_turn(said, inner["d"])
    if said in _DOUBLED:
        turn, of_day = _DOUBLED[said]
        return ToldDate(turn, read_moment(inner["d"]), of_day=of_day)
    if "n" in inner:
        return ToldDate(said, count=_count(inner["n"], text))
    if "a" in inner:
        if part := read_part_of(inner["a"], inner["b"]):
            is_whole = said == "period" and re.match(_FROM, text)  # "early to mid-2023" is some time in the two
            return _ordered("period" if is_whole else "between", part, read_moment(inner["b"]), text)
        first, second = _complete(inner["a"], inner["b"])
        return _ordered("between" if said == "either" else said, first, second, text)
    moment = read_moment(inner["d"])
    if said == "about":
        message = f"'{text}' does not say within what: write both ends, as 'between 2012 and 2014'"
        raise CellError(message)
    return ToldDate(said, moment)


def _read_turn(said: Said, text: str) -> ToldDate:
    """Read the date since or until which something was so, or a phrase in its place: "since before 2023"."""
    try:
        return ToldDate("at" if said == "from" else said, read_moment(text))
    except NoMomentError as error:
        inner = _read_phrase(text, error)
        if inner.said not in _OF_A_DAY:
            raise
    return replace(inner, said="until" if said == "until" else "since", of_day=inner.said)


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
