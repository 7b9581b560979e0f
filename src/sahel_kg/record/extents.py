"""Extents: when a fact holds or happened, what two of them have in common, and how one is read on a day.

A *holding* fact (a state) lasts over an interval whose ends may be known only roughly. A *happening* took place
somewhere between two days, and has happened ever since; it never holds. What is *timeless* (a kind, what lies in
what) is always so. The bounds of a conclusion are the tightest of its premises', so that it is certain on a day
only if all of them are, and possible only if all of them are (see docs/time.md).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from sahel_kg.errors import UsageError
from sahel_kg.record.bounds import Bounds, TieReading, as_of_date, reading, why_possible

Aspect = Literal["timeless", "holding", "happening"]
ASPECTS: tuple[str, ...] = get_args(Aspect)
Readings = Literal["certain", "possible", "both"]
READINGS: tuple[str, ...] = get_args(Readings)
DEFAULT_WINDOW = "12m"


def read_aspect(name: str | None) -> Aspect | None:
    """Return the aspect that an individual of `skg:Aspect` stands for, given its local name."""
    return next((aspect for aspect in get_args(Aspect) if name and aspect == name.lower()), None)


@dataclass(frozen=True, order=True)
class Extent:
    """When a fact holds or happened.

    Parameters
    ----------
    bounds : Bounds
        Of a happening: it lies between `earliest_begin` and `latest_end`; a `latest_begin` says that it surely
        took place, by that day at the latest. One that is not sure has no `earliest_end`: it may never have been.
    aspect : {"timeless", "holding", "happening"}
    """

    bounds: Bounds = Bounds()
    aspect: Aspect = "holding"

    def __post_init__(self) -> None:
        if self.aspect == "timeless":
            object.__setattr__(self, "bounds", Bounds())  # what is always so has none
        elif self.aspect == "happening":  # it has begun by its last day, and not ended before its first
            own = self.bounds
            begun = own.latest_begin and _earliest(own.latest_begin, own.latest_end)
            ended = begun and own.earliest_end and _latest(own.earliest_end, own.earliest_begin)
            object.__setattr__(self, "bounds", Bounds(own.earliest_begin, begun, ended, own.latest_end))

    def meet(self, other: Extent) -> Extent | None:
        """Return when a conclusion from two facts holds or happened; None if they are never together.

        Two states are together where both hold. A state that surely held all through the time in which something
        happened leaves it as it is; one that may have held leaves it only possible. Two happenings are taken for two
        accounts of one (who attacked, who was attacked): it lies where both put it.

        Examples
        --------
        >>> first, last = date(2015, 1, 1), date(2015, 12, 31)
        >>> year = Extent(Bounds(first, last, first, last), "happening")
        >>> state = Extent(Bounds(date(2014, 1, 1), date(2014, 1, 1), date(2016, 1, 1), None))
        >>> year.meet(state) == year
        True
        """
        if self.aspect == "timeless":
            return other
        if other.aspect == "timeless" or self == other:
            return self
        one, two = self.bounds, other.bounds
        begin, end = _latest(one.earliest_begin, two.earliest_begin), _earliest(one.latest_end, two.latest_end)
        if begin and end and begin > end:
            return None
        if self.aspect != other.aspect:
            happening, state = (self, other) if self.aspect == "happening" else (other, self)
            if state.surely_spans(happening.bounds):
                return happening
            return Extent(Bounds(begin, None, None, end), "happening")
        if self.aspect == "holding":
            begun = max(one.latest_begin, two.latest_begin) if one.latest_begin and two.latest_begin else None
            lasting = min(one.earliest_end, two.earliest_end) if one.earliest_end and two.earliest_end else None
        else:
            begun = min(one.latest_begin, two.latest_begin) if one.latest_begin and two.latest_begin else None
            begun, lasting = (
                _within(begun, begin, end),
                _within(_latest(one.earliest_end, two.earliest_end), begin, end),
            )
        return Extent(Bounds(begin, begun, lasting, end), self.aspect)

    def surely_spans(self, bounds: Bounds) -> bool:
        """Tell whether this state surely held all through the time in which something happened."""
        own, begin, end = self.bounds, bounds.earliest_begin, bounds.latest_end
        if not (begin and end and own.latest_begin and own.earliest_end):
            return False
        return own.latest_begin <= begin and end <= own.earliest_end

    def clip(self, first: date | None, last: date | None) -> Extent | None:
        """Cut to the days from `first` to `last`, inclusive and open where None; None if nothing is left.

        Missing bounds of certainty stay missing: a life bounds what can be, it does not say what was.
        """
        if self.aspect == "timeless" or not (first or last):
            return self
        own = self.bounds
        begin, end = _latest(own.earliest_begin, first), _earliest(own.latest_end, last)
        if begin and end and begin > end:
            return None
        if self.aspect == "happening":
            begun, lasting = _within(own.latest_begin, begin, end), _within(own.earliest_end, begin, end)
        else:
            begun = own.latest_begin and _latest(own.latest_begin, first)
            lasting = own.earliest_end and _earliest(own.earliest_end, last)
        return Extent(Bounds(begin, begun, lasting, end), self.aspect)

    def covers(self, other: Extent) -> bool:
        """Tell whether nothing is lost without the other: it is read no better, whatever it is met with.

        A happening that is sure covers only those of the same days: a state that surely spans some days need not span
        more of them, so that the narrower one can lead to what is certain where the wider one does not.
        """
        if self.aspect == "timeless" or self == other:
            return True
        if self.aspect != other.aspect:
            return False
        one, two = self.bounds, other.bounds
        is_wider = (one.earliest_begin or date.min) <= (two.earliest_begin or date.min) and (
            two.latest_end or date.max
        ) <= (one.latest_end or date.max)
        if self.aspect == "happening":
            if two.latest_begin is None:
                return is_wider
            if (one.earliest_begin, one.latest_end) != (two.earliest_begin, two.latest_end):
                return False
        return (
            is_wider
            and (one.latest_begin or date.max) <= (two.latest_begin or date.max)
            and (two.earliest_end or date.min) <= (one.earliest_end or date.min)
        )


def in_words(extent: Extent) -> str:
    """Say when a fact holds or happened.

    Examples
    --------
    >>> in_words(Extent(Bounds(None, date(2019, 12, 3), None, None)))
    'begun by 2019-12-03, never certain: end not stated'
    >>> in_words(Extent(Bounds(date(2019, 1, 1), date(2019, 12, 3), date(2019, 12, 3), None)))
    'certain on 2019-12-03, possible from 2019-01-01 on'
    """
    own = extent.bounds
    if extent.aspect == "timeless":
        return "at all times"
    if not own:
        return "undated"
    if extent.aspect == "happening":
        return f"happened {_span_of_happening(own)}{'' if own.latest_begin else ', not surely'}"
    possible = tell_span(own.earliest_begin, own.latest_end)
    if own.latest_begin and own.earliest_end and own.latest_begin <= own.earliest_end:
        return f"certain {tell_span(own.latest_begin, own.earliest_end)}, possible {possible}"
    known = [f"begun by {own.latest_begin}"] if own.latest_begin else []
    known += [f"not ended before {own.earliest_end}"] if own.earliest_end else []
    known += [f"possible {possible}"] if own.earliest_begin or own.latest_end else []
    return f"{', '.join(known)}, never certain: {', '.join(why_possible(own))}"


def tell_span(first: date | None, last: date | None) -> str:
    """Say from which day to which, inclusive and open where None.

    >>> tell_span(None, date(2012, 6, 1))
    'until 2012-06-01'
    """
    if first and last:
        return f"on {first}" if first == last else f"from {first} to {last}"
    return f"from {first} on" if first else f"until {last}" if last else "at any time"


def _span_of_happening(bounds: Bounds) -> str:
    first, last = bounds.earliest_begin, bounds.latest_end
    if first and last:
        return f"on {first}" if first == last else f"between {first} and {last}"
    by = last or bounds.latest_begin
    return f"by {by}" if by else f"on {first} or later"


def meet_all(extents: Iterable[Extent]) -> Extent | None:
    """Return when a conclusion from facts with these extents holds or happened; None if never.

    The order does not matter. States are met with states and happenings with happenings first: a happening that a state
    does not surely span is only possible from then on, although a second account of it may be exact enough.
    """
    met: dict[str, Extent] = {}
    for extent in extents:
        known = met.get(extent.aspect)
        found = extent if known is None else known.meet(extent)
        if found is None:
            return None
        met[extent.aspect] = found
    met.pop("timeless", None)
    out = Extent(aspect="timeless")
    for extent in met.values():
        together = out.meet(extent)
        if together is None:
            return None
        out = together
    return out


def _within(day: date | None, first: date | None, last: date | None) -> date | None:
    """Move a day into a time; None stays."""
    return day and _latest(_earliest(day, last), first)


def _latest(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earliest(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


@dataclass(frozen=True)
class When:
    """The time at which facts are looked at.

    Parameters
    ----------
    day : date, optional
        Without one, everything of any time.
    readings : {"certain", "possible", "both"}
        Which readings are kept; what is undated is possible, and never certain.
    window : str, optional
        How long before the day something may have happened to count: ``12m``, ``2y`` or ``365d``. Without one, all
        that has happened by then counts.

    Raises
    ------
    UsageError
        For a reading or a window that is none.
    """

    day: date | None = None
    readings: Readings = "both"
    window: str | None = None

    def __post_init__(self) -> None:
        if self.readings not in READINGS:
            raise UsageError(f"no reading '{self.readings}': choose from {', '.join(READINGS)}")
        if self.window is not None:
            parse_window(self.window)

    @property
    def since(self) -> date | None:
        """The first day of the window."""
        return window_start(self.day, self.window) if self.day and self.window else None

    def read(self, extent: Extent) -> TieReading | None:
        """Say how a fact is read then; None if it is not so, or not wanted."""
        found = self._read(extent)
        if self.readings == "both" or found is None:
            return found
        return found if (found == "certain") == (self.readings == "certain") or self.readings == "possible" else None

    def _read(self, extent: Extent) -> TieReading | None:
        if extent.aspect == "timeless":
            return "certain"
        if extent.aspect == "holding" or not extent.bounds:
            return reading(extent.bounds, self.day)
        return read_happening(extent.bounds, self.day, self.since)

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
            return _why_happening(extent.bounds, self.day, self.since)
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
        kept = {"certain": "certain", "possible": "certain or possible", "both": "certain or possible, each marked"}
        counted = f"; what happened counts for {words_of_window(self.window)}" if self.window else ""
        return f"as of {self.day} ({kept[self.readings]}{counted})"


def when(as_of: str | date | None, readings: str | None = None, window: str | None = None) -> When:
    """Return the time that the options of a command mean.

    Raises
    ------
    UsageError
        For what is no date, reading or window; for a reading or a window without a date.
    """
    day = as_of_date(as_of) if isinstance(as_of, str) or as_of is None else as_of
    if day is None and readings not in (None, "both"):
        raise UsageError("--reading needs --as-of: without a date, nothing is certain or possible")
    if day is None and window is not None:
        raise UsageError("--window needs --as-of: it is counted back from that day")
    if readings is not None and readings not in READINGS:
        raise UsageError(f"--reading {readings}: choose from {', '.join(READINGS)}")
    return When(day, readings or "both", window)  # type: ignore[arg-type]


def read_happening(bounds: Bounds, day: date | None, since: date | None) -> TieReading | None:
    """Say whether something has happened by a day, and not before a window that ends with it.

    Returns
    -------
    {"certain", "possible", None}
        *certain* if it took place by `day` at the latest and went on until `since` at the earliest, both known;
        *possible* if nothing excludes it.
    """
    surely_by = bounds.latest_begin
    if day is None:
        return "certain" if surely_by else "possible"
    if bounds.earliest_begin and bounds.earliest_begin > day:
        return None
    if since and bounds.latest_end and bounds.latest_end < since:
        return None
    begun = surely_by is not None and surely_by <= day
    lasting = since is None or (bounds.earliest_end is not None and bounds.earliest_end >= since)
    return "certain" if begun and lasting else "possible"


def _why_happening(bounds: Bounds, day: date | None, since: date | None) -> list[str]:
    reasons = []
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
    match = _WINDOW.match(text)
    if match is None:
        raise UsageError(f"'{text}' is no window: write 12m, 365d or 2y")
    return int(match[1]), match[2]


def words_of_window(text: str) -> str:
    """Return a window in words: ``12 months``."""
    number, unit = parse_window(text)
    return f"{number} {_UNITS[unit].removesuffix('s') if number == 1 else _UNITS[unit]}"


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
