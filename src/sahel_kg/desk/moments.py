"""Days, months, years and parts of them, as people write them in English and French, from first to last day.

The phrases are data (``phrases/``); dateparser reads the day, month and year inside, undate what is in EDTF.
"""

from __future__ import annotations

import calendar
import contextlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.taken import needed
from sahel_kg.ingest.days import read_numerals
from sahel_kg.record.bounds import parse_date

Grain = Literal["day", "month", "year", "decade", "part"]
LANGUAGES = ("en", "fr")

_EDTF = re.compile(r"[0-9x]{4}(-[0-9x]{2}){0,2}[?~%]?")
_MONTH = re.compile(r"(\d{1,2})[/.](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_YEAR_AND_MONTH = re.compile(r"(\d{4})/(\d{1,2})")
_WORDS = re.compile(r"[^\W\d_]+")
_SPREADSHEET = date(1899, 12, 30)
"""Day 0 of spreadsheets."""
_GRAINS: tuple[Grain, ...] = ("year", "month", "day")
"""Of a date with no dash, one, two."""
_THIRDS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "early": {"month": (1, 10), "year": (1, 4), "decade": (0, 3)},
    "middle": {"month": (11, 20), "year": (5, 8), "decade": (4, 6)},
    "late": {"month": (21, 31), "year": (9, 12), "decade": (7, 9)},
    "half_1": {"month": (1, 15), "year": (1, 6), "decade": (0, 4)},
    "half_2": {"month": (16, 31), "year": (7, 12), "decade": (5, 9)},
    "quarter_1": {"year": (1, 3)},
    "quarter_2": {"year": (4, 6)},
    "quarter_3": {"year": (7, 9)},
    "quarter_4": {"year": (10, 12)},
    "spring": {"year": (3, 5)},
    "summer": {"year": (6, 8)},
    "autumn": {"year": (9, 11)},
}


_ASIDES = ("early", "middle", "late")
"""Parts of which the first may stand without its year."""


@dataclass(frozen=True)
class DayRange:
    """From its first day to its last."""

    first: date
    last: date
    grain: Grain = "part"


class NoMomentError(CellError):
    """Words that are no date: some other phrase may fit them."""


class NoYearError(CellError):
    """A day or a month whose year is not told."""


def read_moment(text: str) -> DayRange:
    """Read a day, a month, a year, a decade, or a part of one.

    Raises
    ------
    NoMomentError
        It is no date at all.
    CellError
        It is one that may be two, or lacks its year.

    Examples
    --------
    >>> read_moment("late October 2019")
    DayRange(first=datetime.date(2019, 10, 21), last=datetime.date(2019, 10, 31), grain='part')
    >>> read_moment("1er nov. 2019").first
    datetime.date(2019, 11, 1)
    """
    text = plain(text)
    asked: CellError | None = None
    for part, pattern in _parts():
        if found := pattern.fullmatch(text):
            try:
                return _take(part, found["d"])
            except NoMomentError:
                continue
            except CellError as error:
                asked = asked or error
    if asked:
        raise asked
    return _read_base(text)


def plain(text: str) -> str:
    """Return words in one writing: small letters, one space, plain dashes and apostrophes."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = re.sub(r"[‘’ʼ]", "'", re.sub(r"[‐‑‒–—−]", "-", text))
    return re.sub(r"(?<!\.)\.\Z", "", " ".join(text.split()).strip(" ,;"))


@cache
def phrases() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Return the phrases of each language, by their table."""
    folder = resources.files("sahel_kg.desk") / "phrases"
    return {name: tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in LANGUAGES}


def patterns(table: str) -> Iterator[tuple[str, str]]:
    """Go through the meanings and phrases of a table in all languages."""
    for language in phrases().values():
        for meaning, forms in language[table].items():
            for form in forms:
                yield meaning, form


@cache
def _parts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (part, compile_phrase(form)) for part, form in sorted(patterns("parts"), key=lambda each: -len(each[1]))
    )


def compile_phrase(form: str) -> re.Pattern[str]:
    """Return what finds a phrase: ``{d}``, ``{a}``, ``{b}`` are dates in it, ``{n}`` is a number."""
    escaped = re.escape(form).replace(r"\ ", " ").replace(r"\-", "-")
    return re.compile(re.sub(r"\\{(\w)\\}", r"(?P<\1>.+?)", escaped))


# -- parts


def read_part_of(one: str, other: str) -> DayRange | None:
    """Read a part that does not say of what, but has it of another one: "early" beside "mid-2023"; None if it is none.

    >>> read_part_of("early", "mid-April 2023")
    DayRange(first=datetime.date(2023, 4, 1), last=datetime.date(2023, 4, 10), grain='part')
    """
    named = {form.replace("{d}", "").strip(" -"): part for part, form in patterns("parts") if part in _ASIDES}
    part = named.get(plain(one).strip(" -"))
    for another, pattern in _parts() if part else ():
        if another in _ASIDES and part and (found := pattern.fullmatch(plain(other))):
            with contextlib.suppress(CellError):
                return _take(part, found["d"])
    return None


def _take(part: str, inner: str) -> DayRange:
    if part == "decade":
        if not re.fullmatch(r"\d{3}0", inner):
            raise NoMomentError(f"'{inner}s' is no decade: write it as 1990s")
        return DayRange(date(int(inner), 1, 1), date(int(inner) + 9, 12, 31), "decade")
    whole = read_moment(inner)
    if part == "whole":
        return whole
    if part == "week":
        if whole.grain != "day":
            raise NoMomentError(f"'{inner}' is no day that a week begins with")
        return DayRange(whole.first, whole.first + timedelta(days=6))
    if part == "winter":
        raise CellError(f"'winter {inner}' may be its first months or its last: write the months, as December {inner}")
    if whole.grain not in _THIRDS[part]:
        raise NoMomentError(f"'{inner}' is nothing that has such a part: write the days")
    a, b = _THIRDS[part][whole.grain]
    if whole.grain == "month":
        return DayRange(whole.first.replace(day=a), whole.last if b > 28 else whole.first.replace(day=b))
    if whole.grain == "year":
        return DayRange(whole.first.replace(month=a), _month(whole.first.year, b).last)
    return DayRange(date(whole.first.year + a, 1, 1), date(whole.first.year + b, 12, 31))


# -- days, months, years


def _read_base(text: str) -> DayRange:
    if re.fullmatch(r"\d{4}(\.0+)?", text):
        return _year(int(text[:4]), text)
    if found := _YEAR_FIRST.fullmatch(text):
        text = "-".join(found.groups())
    if found := _YEAR_AND_MONTH.fullmatch(text):
        return _read_year_and_month(int(found[1]), int(found[2]), text)
    if _EDTF.fullmatch(text):
        return _read_edtf(text)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        counted = _SPREADSHEET + timedelta(days=int(text[:5]))
        raise CellError(f"'{text}' is how a spreadsheet counts days: write {counted}, if that is meant")
    try:
        if day := read_numerals(text, lambda: _ask_order(text)):
            return DayRange(day, day, "day")
        if found := _MONTH.fullmatch(text):
            return _month(int(found[2]), int(found[1]))
    except ValueError:
        raise CellError(f"'{text}' is no day of the calendar: write it as 2019-11-02") from None
    if re.fullmatch(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}", text):
        raise CellError(f"'{text}' has a year of two digits: write the day as 2019-11-02")
    return _read_words(text)


def _read_year_and_month(year: int, month: int, text: str) -> DayRange:
    if 1 <= month <= 12 and month != (year + 1) % 100:
        return _month(year, month)
    following = year + 1 if month == (year + 1) % 100 else year // 100 * 100 + month
    if following <= year:
        raise CellError(f"'{text}' is no day of the calendar: write it as 2019-11-02")
    is_month = 1 <= month <= 12
    told = f"{calendar.month_name[month]} {year}, or two years" if is_month else "two years"
    advice = f"write {f'{year}-{month:02}, ' if is_month else ''}'{year} to {following}' or '{year} or {following}'"
    raise CellError(f"'{text}' may be {told}: {advice}")


def _ask_order(text: str) -> bool:
    one, other, year = (int(number) for number in re.findall(r"\d+", text)[:3])
    ways = [date(year, month, day) for day, month in ((one, other), (other, one))]
    told = " or ".join(f"{way.day} {calendar.month_name[way.month]}" for way in ways)
    raise CellError(f"'{text}' may be {told}: write {ways[0]} or {ways[1]}")


def _read_edtf(text: str) -> DayRange:
    if text[-1] in "?~%":
        what = {"?": "uncertain", "~": "about right", "%": "uncertain and about right"}[text[-1]]
        message = (
            f"'{text}' says that {text[:-1]} is {what}, and not within what: write both ends, "
            "as 'between 2012 and 2014'"
        )
        raise CellError(message)
    if "x" not in text:
        try:
            first, last = parse_date(text), parse_date(text, last=True)
        except ValueError:
            raise CellError(_no_month(text)) from None
        return DayRange(first, last, _GRAINS[text.count("-")])
    with needed():
        from undate import Undate
    try:
        found = Undate.parse(text.upper(), "EDTF")
        ends = [date(int(d.year), int(d.month), int(d.day)) for d in (found.earliest, found.latest)]
    except Exception:
        raise CellError(f"'{text}' is no date in EDTF that can be read: write 201X, 2019-XX or 2019-11-XX") from None
    grain: Grain = (
        "decade"
        if re.fullmatch(r"\d{3}x", text)
        else "year"
        if text.endswith("-xx") and text.count("x") == 2
        else "part"
    )
    return DayRange(ends[0], ends[1], "month" if re.fullmatch(r"\d{4}-\d\d-xx", text) else grain)


def _no_month(text: str) -> str:
    year, month = int(text[:4]), int(text[5:7])
    if len(text) == 7 and month > 12 and year % 100 < month:
        return f"'{text}' is no month: for the years write {year} to {year // 100 * 100 + month}"
    return f"'{text}' is no day of the calendar: write it as 2019-11-02"


def _read_words(text: str) -> DayRange:
    """Read a date with a month in words; what dateparser makes of it must have all its numbers."""
    shape = re.sub(r"(?<=\d)(?:\s?er|st|nd|rd|th|e|ème)\b", "", re.sub(r"\bpremier\b", "1", text))
    shape = re.sub(r"\bjuill\b", "juil", re.sub(r"^(?:the|le|la)\s", "", shape)).replace(".", " ")
    shape = re.sub(r"[,]|\bof\b|\bde\b", " ", shape)
    shape = " ".join(re.sub(r"(?<=[^\W\d_])-(?=\d)|(?<=\d)-(?=[^\W\d_])", " ", shape).split())
    numbers = re.findall(r"\d+", shape)
    words = _WORDS.findall(shape)
    weekdays = [word for word in words if _weekday(word) is not None]
    years = [number for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    months = [word for word in words if word not in weekdays]
    odd = len(numbers) != len(years) + len(days) or re.sub(r"[\w ]", "", shape) or len(weekdays) > 1
    if odd or len(months) != 1 or len(days) > 2 or len(years) > 1:
        raise NoMomentError(_no_date(text))
    month = months[0]
    of_year = _parse(f"{month} 2000") if len(month) > 2 else None
    if of_year is None or any(each["numbers"].get(month) == of_year.month for each in phrases().values()):
        raise NoMomentError(_no_date(text))
    if len(days) > 1:
        raise CellError(f"'{text}' has no year of four digits: write the day as 2019-11-02")
    if not years:
        raise NoYearError(f"'{text}' has no year: write it, as in {text} 2019")
    whole = _month(int(years[0]), of_year.month)
    if not days:
        return whole
    found = _parse(f"{days[0]} {month} {years[0]}")
    if found is None or (found.year, found.day) != (int(years[0]), days[0]):
        raise CellError(f"'{text}' is no day of the calendar: {whole.first:%B} has {whole.last.day} days in {years[0]}")
    if weekdays and found.weekday() != _weekday(weekdays[0]):
        raise CellError(
            f"'{text}' was a {calendar.day_name[found.weekday()]}: correct the day, or leave out the weekday"
        )
    return DayRange(found, found, "day")


def _no_date(text: str) -> str:
    for language in phrases().values():
        for advice, said in language["asked"].items():
            if any(compile_phrase(plain(form)).fullmatch(plain(text)) for form in said):
                return f"'{text}' names no days: write {advice}"
    return f"'{text}' is no date that can be read: write it as 2019, 2019-11, 2019-11-02, or '?' if it is not told"


@cache
def _parse(text: str) -> date | None:
    with needed():
        from dateparser.date import DateDataParser
    ways: set[date] = set()
    for month in ("first", "last"):  # a word that it passes over leaves the month to this
        settings = {
            **{"REQUIRE_PARTS": ["year"], "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"},
            **{"PREFER_DAY_OF_MONTH": "first", "PREFER_MONTH_OF_YEAR": month},
        }
        found: datetime | None = (
            DateDataParser(languages=list(LANGUAGES), settings=settings).get_date_data(text).date_obj
        )
        if found is None:
            return None
        ways.add(found.date())
    return ways.pop() if len(ways) == 1 else None


def _weekday(word: str) -> int | None:
    for language in phrases().values():
        if word in language["weekdays"]["names"]:
            return int(language["weekdays"]["names"].index(word))
    return None


def _year(year: int, text: str) -> DayRange:
    if not 1000 <= year <= 2999:
        raise CellError(f"'{text}' is no year that can be meant: write it as 2019")
    return DayRange(date(year, 1, 1), date(year, 12, 31), "year")


def _month(year: int, month: int) -> DayRange:
    first = date(year, month, 1)
    return DayRange(first, first.replace(day=calendar.monthrange(year, month)[1]), "month")
