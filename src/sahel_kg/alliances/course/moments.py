"""Moments: the days on which a signed network is looked at, one a year or one for each change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from operator import index
from typing import TYPE_CHECKING, SupportsIndex, Unpack

from sahel_kg.alliances.network.joining import KEYWORDS_TOLD, SignedChoice, choose_signed, draw_signed
from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.arguments import refuses_others
from sahel_kg.docstrings import hands_on
from sahel_kg.errors import UsageError, want
from sahel_kg.record.bounds import Day, read_day
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import DEFAULT_WINDOW, When, window_start
from sahel_kg.ties.choice import Choice, is_kept, is_wanted
from sahel_kg.ties.coverage import dated_span
from sahel_kg.vocabulary import SKG

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

MOST = 60
"""How many periods are looked at unless more are asked for."""
Moment = tuple[str, date]
"""What a period is called, and the day on which it is looked at."""


@refuses_others
def years(first: SupportsIndex, last: SupportsIndex) -> tuple[Moment, ...]:
    """Return the last days of some years: with a window of twelve months, what happened in each year counts.

    Raises
    ------
    UsageError
        If the first year lies after the last, or one has no four digits.

    Examples
    --------
    >>> years(2018, 2019)
    (('2018', datetime.date(2018, 12, 31)), ('2019', datetime.date(2019, 12, 31)))
    """
    begin, end = (_read_year(year) for year in (first, last))
    if not 1000 <= begin <= end <= 9999:
        raise UsageError(f"years {begin} to {end}: give two years, the earlier first")
    return tuple((str(year), date(year, 12, 31)) for year in range(begin, end + 1))


def _read_year(given: SupportsIndex) -> int:
    """Return a year as a number, whichever kind of whole number it is."""
    want(given, SupportsIndex, "two years as numbers, such as years(2018, 2019)")
    return index(given)


def read_moments(given: Iterable[Moment | Day] | Day) -> tuple[Moment, ...]:
    """Return days with their names, in order of time, each once; a month or a year means its last day.

    A moment, as pandas and numpy have them, is called by its day.

    Raises
    ------
    UsageError
        For what is no date.
    """
    found: dict[date, str] = {}
    for each in given if isinstance(given, Iterable) and not isinstance(given, str) else (given,):
        name, moment = each if isinstance(each, tuple) else (str(each), each)
        day = read_day(moment, f"period {name}")
        if day is None:
            raise UsageError(f"period {name}: it has no day")
        is_moment = not isinstance(each, tuple) and len(name) > len("2019-12-03")
        found.setdefault(day, day.isoformat() if is_moment else name)
    return tuple((found[day], day) for day in sorted(found))


@hands_on(sorted(SignedChoice.__annotations__.keys() - {"as_of"}), *KEYWORDS_TOLD)
@refuses_others
def change_days(
    build: Build,
    *,
    first: Day | None = None,
    last: Day | None = None,
    most: int = MOST,
    **options: Unpack[SignedChoice],
) -> tuple[date, ...]:
    """Return the days on which the signed network changes: an edge comes, goes, or changes its sign or weight.

    Parameters
    ----------
    build : Build
    first, last : date, str or int, optional
        Only days from the one to the other; otherwise from the first to the last that a claim gives.
    most : int
        More days than that are refused.
    **options
        Which ties and actors count, and how ties are joined.

        {keywords}

    Returns
    -------
    tuple of date
        In order. What happened drops out where the window ends; that, too, is a change.

    Raises
    ------
    UsageError
        If nothing is dated, or for more than `most` days on which something may change.
    """
    span = dated_span(build)
    if span is None:
        raise UsageError("no claim that counts has a date: there is no change to follow. Give days or years.")
    first, last = read_day(first, "first", last=False) or span[0][0], read_day(last, "last") or span[1][0]
    if first > last:
        raise UsageError(f"from {first} to {last}: the first day lies after the last: swap them")
    said: SignedChoice = {**options, "as_of": last}
    choice, joining = choose_signed(build, **said)
    days = [day for day in _possible_days(build, choice) if first <= day <= last]
    if len(days) > most:
        raise UsageError(
            f"on {len(days)} days from {first} to {last} the network may change, which is more than {most}: "
            "follow years, or fewer of them"
        )
    out: list[date] = []
    before: object = ()
    for day in days:
        edges = edges_of(draw_signed(build, choice.on(day), joining))
        if edges != before:
            out.append(day)
        before = edges
    return tuple(out)


def edges_of(network: SignedNetwork) -> tuple[tuple[str, str, str, float], ...]:
    """Return every edge of a network, strain included: what two networks are compared by."""
    edges = network.graph.edges(keys=True, data="weight")
    return tuple(sorted((*sorted((a, b)), sign, weight) for a, b, sign, weight in edges))


def _possible_days(build: Build, choice: Choice) -> list[date]:
    """Return the days on which ties of two actors and one relation begin or end to count: all that can matter."""
    seen, time = build.at(None).admitting(choice.evidence), choice.when
    spans: dict[tuple[str, ...], list[tuple[date, date]]] = defaultdict(list)
    for tie in seen.ties(general=True):
        is_organ = tie.relation == str(SKG.organOf)
        kept = all(is_kept(seen.actors[end], choice) for end in (tie.subject, tie.object))
        if is_organ or (is_wanted(tie, choice, seen.relations) and kept):
            span = _span(tie.extent, replace(time, window=time.window or DEFAULT_WINDOW))
            if span:
                spans[*sorted((tie.subject, tie.object)), tie.relation].append(span)
    out: set[date] = set()
    for found in spans.values():
        for begin, end in found:
            out |= {day for day in (begin, end) if date.min < day < date.max}
    return sorted(out)


def _span(extent: Extent, time: When) -> tuple[date, date] | None:
    """Return the first day on which a tie counts and the first on which it does not any more."""
    own, window = extent.bounds, time.window or DEFAULT_WINDOW
    given = [day for day in (own.earliest_begin, own.latest_begin, own.earliest_end, own.latest_end) if day]
    given += extent.presumed or ()
    days = {date.min, *given, *(_next(day) for day in given)}
    if extent.aspect == "happening":
        days |= {_expiry(day, window) for day in given}
        days |= _parts(own.earliest_begin, own.latest_end, window)
    counts = [(day, replace(time, day=day).read(extent) is not None) for day in sorted(days)]
    begun = next((day for day, is_so in counts if is_so), None)
    if begun is None:
        return None
    return begun, next((day for day, is_so in counts if day > begun and not is_so), date.max)


def _parts(first: date | None, last: date | None, window: str) -> set[date]:
    """Return the days from which on a quarter of the time of a happening lies in the window, and lies there no more."""
    if not (first and last):
        return set()
    quarter = timedelta(((last - first).days + 4) // 4 - 1)
    return {first + quarter, _expiry(last - quarter, window)}


def _next(day: date) -> date:
    return day + timedelta(1) if day < date.max else day


def _expiry(day: date, window: str) -> date:
    """Return the first day whose window begins after a day."""
    low, high = day.toordinal(), date.max.toordinal()
    while low < high:
        middle = (low + high) // 2
        if window_start(date.fromordinal(middle), window) > day:
            high = middle
        else:
            low = middle + 1
    return date.fromordinal(low)
