"""Rewinding: the time at which facts are looked at, and how each is read then."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from sahel_kg.errors import UsageError, choose_from
from sahel_kg.record.bounds import BEST_FIRST, READINGS, Day, Reading, TieReading, read_day, why_possible
from sahel_kg.record.extents import Extent, weaker

DEFAULT_WINDOW = "12m"
DEFAULT_PERSIST = "12m"
_ROUGHLY = 366
"""Days within which something surely happened, if it is to be presumed for a window that has part of them."""


@dataclass(frozen=True)
class When:
    """The time at which facts are looked at.

    Parameters
    ----------
    day : date, optional
        Without one, everything of any time.
    weakest : {"certain", "presumed", "possible"}, optional
        The weakest reading that is kept, with those that are better; what is undated is possible. If it is not said,
        lists keep every reading, and networks what is presumed.
    window : str, optional
        How long before the day something may have happened to count: ``12m``, ``2y`` or ``365d``. Without one, all
        that has happened by then counts.
    persist : str
        How long a state is presumed before its begin and after its end are sure: ``12m``, ``2y``, ``0d``.

    Raises
    ------
    UsageError
        For a reading, a window or a time to persist that is none.
    """

    day: date | None = None
    weakest: Reading | None = None
    window: str | None = None
    persist: str = DEFAULT_PERSIST

    def __post_init__(self) -> None:
        if self.weakest not in (None, *READINGS):
            raise UsageError(f"no reading '{self.weakest}': {choose_from(self.weakest, READINGS)}")
        if self.window is not None:
            parse_window(self.window)
        parse_persist(self.persist)

    @cached_property
    def since(self) -> date | None:
        """The first day of the window."""
        return window_start(self.day, self.window) if self.day and self.window else None

    def read(self, extent: Extent) -> TieReading | None:
        """Say how a fact is read then; None if it is not so, or not wanted."""
        found = self._read(extent)
        return found if found is not None and self.keeps(found) else None

    def keeps(self, reading: TieReading) -> bool:
        """Tell whether a reading is wanted."""
        return self.weakest in (None, "possible") or BEST_FIRST.index(reading) <= READINGS.index(self.weakest)

    def nearest(self, extent: Extent) -> date | None:
        """Return the day nearest to this one on which a fact is certain or presumed; None if there is none."""
        if self.day is None:
            return None
        own = extent.bounds
        if extent.aspect == "happening":
            first, last = own.latest_begin, own.earliest_end
            if last and self.window:
                counted = shift(last, self.window)
                while last < counted and (replace(self, day=counted).since or last) > last:
                    counted -= timedelta(days=1)
                last = counted
        else:
            first, last = extent.presumed or (own.latest_begin, own.earliest_end)
        if first is None or last is None or first > last:
            return None
        near = min(max(self.day, first), last)
        return near if replace(self, day=near, weakest=None).read(extent) in ("certain", "presumed") else None

    def _read(self, extent: Extent) -> TieReading | None:
        if extent.aspect == "timeless":
            return "certain"
        if self.since and self.day and extent.over and extent.over < self.day:
            return None
        if not (extent.bounds or extent.presumed):
            return "undated"
        return _read_state(extent, self.day) if extent.aspect == "holding" else self._read_happening(extent)

    def _read_happening(self, extent: Extent) -> Reading | None:
        """Say whether something has happened by a day, and not before a window that ends with it.

        Certain: it took place by `day` at the latest and went on until `since` at the earliest, both known. Presumed: a
        quarter or more of the days between which it took place, at most a year and a day, lie in the window.
        """
        own, day, since = extent.bounds, self.day, self.since
        first, last = own.earliest_begin, own.latest_end
        if day is None:
            return extent.at_most
        if (first and first > day) or (since and last and last < since):
            return None
        begun = own.latest_begin is not None and own.latest_begin <= day
        if begun and (since is None or (own.earliest_end is not None and own.earliest_end >= since)):
            return extent.at_most
        if first and last and (last - first).days <= _ROUGHLY:
            inside = (min(last, day) - max(first, since or first)).days + 1
            if 4 * inside >= (last - first).days + 1:
                return weaker("presumed", extent.at_most)
        return "possible"

    def why_possible(self, extent: Extent, published: date | None = None) -> list[str]:
        """Give the reasons why a fact is no more than possible then.

        Parameters
        ----------
        extent : Extent
        published : date, optional
            The day of the source: it cannot speak of a later one.
        """
        if extent.aspect == "timeless":
            return []
        if extent.aspect == "happening":
            return _why_happening(extent, self.day, self.since)
        own = extent.bounds
        reasons = why_possible(own, self.day)
        if self.day and published and own.earliest_end and published <= own.earliest_end < self.day:
            late = f"later than the source ({published})"
            reasons = [late if r in ("end not stated", "may have ended") else r for r in reasons]
        return reasons

    def in_words(self) -> str:
        """Say it in a few words."""
        if self.day is None:
            return "of any date"
        weakest = self.weakest or "possible"
        kept = " or ".join(READINGS[: READINGS.index(weakest) + 1])
        kept += ", each marked" if weakest != "certain" else ""
        counted = f"; what happened counts for {words_of_window(self.window)}" if self.window else ""
        lasting = weakest != "certain" and self.persist != DEFAULT_PERSIST
        counted += f"; states are presumed for {words_of_window(self.persist)}" if lasting else ""
        return f"as of {self.day} ({kept}{counted})"


def when(as_of: Day | None, reading: str | None = None, window: str | None = None, persist: str | None = None) -> When:
    """Return the time that the options of a command mean.

    Raises
    ------
    UsageError
        For what is no date, reading, window or time to persist; for one of the last three without a date.
    """
    day = read_day(as_of)
    weakest = "possible" if reading == "both" else reading
    if day is None and weakest not in (None, "possible"):
        raise UsageError("--reading needs --as-of: without a date a tie is read on its best day, and none is left out")
    if day is None and window is not None:
        raise UsageError("--window needs --as-of: it is counted back from that day")
    if day is None and persist is not None:
        raise UsageError("--persist needs --as-of: it says what is presumed on that day")
    if weakest not in (None, *READINGS):
        raise UsageError(f"--reading {reading}: {choose_from(reading, READINGS)}")
    return When(day, weakest, window, persist or DEFAULT_PERSIST)


def _read_state(extent: Extent, day: date | None) -> Reading | None:
    """Read a state on a day; without one, say how the best day could be read."""
    own = extent.bounds
    sure = (own.latest_begin, own.earliest_end)
    if day is None:
        if sure[0] and sure[1] and sure[0] <= sure[1]:
            return "certain"
        return "presumed" if extent.presumed else "possible"
    if sure[0] and sure[1] and sure[0] <= day <= sure[1]:
        return "certain"
    if extent.presumed and extent.presumed[0] <= day <= extent.presumed[1]:
        return "presumed"
    began = own.earliest_begin is None or own.earliest_begin <= day
    return "possible" if began and (own.latest_end is None or day <= own.latest_end) else None


def _why_happening(extent: Extent, day: date | None, since: date | None) -> list[str]:
    bounds = extent.bounds
    reasons = ["rests on a state that is only presumed"] if extent.at_most == "presumed" else []
    if bounds.latest_begin is None:
        reasons.append("not sure that it came about")
    elif day and bounds.latest_begin > day:
        reasons.append(f"known only to have happened by {bounds.latest_begin}")
    if since and bounds.latest_begin and (bounds.earliest_end is None or bounds.earliest_end < since):
        early = f"as early as {bounds.earliest_begin}" if bounds.earliest_begin else "at any time before"
        reasons.append(f"may have happened {early}, before the window")
    return reasons


_WINDOW = re.compile(r"([1-9]\d{0,3})([dmy])\Z")
_UNITS = {"d": "days", "m": "months", "y": "years"}


def parse_window(text: str) -> tuple[int, str]:
    """Return number and unit of a window.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> parse_window("12m")
    (12, 'm')
    """
    match = _WINDOW.match(text) if isinstance(text, str) else None
    if match is None:
        raise UsageError(f"'{text}' is no window: write 12m, 365d or 2y")
    return int(match[1]), match[2]


def words_of_window(text: str) -> str:
    """Return a window, or a time to persist, in words: ``12 months``."""
    number, unit = parse_persist(text)
    return f"{number} {_UNITS[unit].removesuffix('s') if number == 1 else _UNITS[unit]}"


def parse_persist(text: str) -> tuple[int, str]:
    """Return number and unit of a time to persist, which may be none: ``0d``.

    Raises
    ------
    UsageError
    """
    if text in ("0d", "0m", "0y"):
        return 0, text[1]
    try:
        return parse_window(text)
    except UsageError:
        raise UsageError(f"'{text}' is no duration: write 12m, 365d, 2y, or 0d for none") from None


@lru_cache(maxsize=1 << 12)
def shift(day: date, by: str, *, back: bool = False) -> date:
    """Return a day some time later or earlier; the end of a month if it has no such day.

    Examples
    --------
    >>> shift(date(2020, 2, 29), "12m")
    datetime.date(2021, 2, 28)
    """
    number, unit = parse_persist(by)
    number = -number if back else number
    try:
        if unit == "d":
            return day + timedelta(days=number)
        year, month = divmod(day.year * 12 + day.month - 1 + number * (12 if unit == "y" else 1), 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return date.min if back else date.max


def window_start(day: date, window: str) -> date:
    """Return the first day of a window that ends with `day`: as long as the window, `day` included.

    Examples
    --------
    >>> window_start(date(2019, 12, 31), "12m")
    datetime.date(2019, 1, 1)
    """
    number, unit = parse_window(window)
    try:
        if unit == "d":
            return day - timedelta(days=number - 1)
        months = day.year * 12 + day.month - 1 - number * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        length = monthrange(year, month + 1)[1]
        is_last = (
            day.day == monthrange(day.year, day.month)[1]
        )  # whole months stay whole: February is not 29 January on
        return date(year, month + 1, length if is_last else min(day.day, length)) + timedelta(days=1)
    except (ValueError, OverflowError):
        return date.min
