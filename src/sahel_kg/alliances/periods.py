"""Periods: the days on which the network is looked at, and its camps followed from one to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import networkx as nx

from sahel_kg.alliances.alignment import align
from sahel_kg.alliances.balance import measure_balance
from sahel_kg.alliances.camps import KINDS, Camps, find_camps
from sahel_kg.alliances.course import Course, Period, tell_changes
from sahel_kg.alliances.joining import settle_signed, take_signed
from sahel_kg.alliances.signed_network import CONTRIBUTES, SIGNED, SignedNetwork
from sahel_kg.errors import UsageError
from sahel_kg.extents import DEFAULT_WINDOW, Extent, parse_window
from sahel_kg.extents import when as make_when
from sahel_kg.timeline import as_of_date
from sahel_kg.variants import survive
from sahel_kg.vocabulary import compact

if TYPE_CHECKING:
    from sahel_kg.builds import Build

MOST = 120
"""How many periods may be followed."""
FIRST, LAST = 1800, 2100


@dataclass(frozen=True, order=True)
class Point:
    """A day on which the network is looked at, and what it is called."""

    day: date
    label: str


def years(first: int, last: int) -> tuple[Point, ...]:
    """Return a point a year: its 31 December, so that with a window of 12 months what happened that year counts.

    Raises
    ------
    UsageError
        If they are in the wrong order, or no years that make sense.

    Examples
    --------
    >>> [point.label for point in years(2012, 2014)]
    ['2012', '2013', '2014']
    """
    if not FIRST <= first <= last <= LAST:
        raise UsageError(f"years {first} to {last}: give the earlier first, from {FIRST} to {LAST}")
    return tuple(Point(date(year, 12, 31), str(year)) for year in range(first, last + 1))


def days(given: Iterable[Point | date | str]) -> tuple[Point, ...]:
    """Return points in order, each day once; of a text that names a month or a year, its last day counts.

    Raises
    ------
    UsageError
        For what is no date, without any, or for more than `MOST`.
    """
    found: dict[date, Point] = {}
    for each in given:
        point = each
        if not isinstance(point, Point):
            day = as_of_date(point) if isinstance(point, str) else point
            if day is None:
                raise UsageError("a day is missing: write 2019-12-31, 2019-12 or 2019")
            point = Point(day, str(day))
        found.setdefault(point.day, point)
    if not found:
        raise UsageError("no period to look at: give years, or days")
    if len(found) > MOST:
        raise UsageError(
            f"{len(found)} periods, and at most {MOST} are followed: give years, fewer days, or a network with fewer "
            "changes (--around an actor, certain relations, one source)"
        )
    return tuple(sorted(found.values()))


def change_days(build: Build, first: date | None = None, last: date | None = None, **options: Any) -> tuple[Point, ...]:
    """Return the days on which the signed network changes.

    Parameters
    ----------
    build : Build
    first, last : date, optional
        Only days from then on, or until then.
    **options
        As for `take_signed`, except ``as_of``.

    Notes
    -----
    A day counts if two actors gain their first or lose their last tie of a sign on it, or if relations have weights or
    signs of their own, of a relation. That what happened leaves the window is a change too. What a tie only is read
    as, certain or possible, is none unless one of these is left out.

    Raises
    ------
    SahelError
        If the build keeps no proofs.
    """
    options, reading, window = _split(options)
    seen, choice, joining = settle_signed(build, **options)
    signs, plain = dict(joining.signs), not (joining.signs or joining.weights) and joining.weight == "pairs"
    events: dict[date, dict[tuple[str, ...], int]] = defaultdict(lambda: defaultdict(int))
    for (subject, relation, obj), standing, where in survive(seen, []).place(choice):
        if not standing.specific & where:
            continue
        is_drawn = standing.sign in SIGNED or signs or (compact(relation) == CONTRIBUTES)
        if not is_drawn:
            continue
        key = (*sorted((subject, obj)), standing.sign if plain else relation)
        was = False
        for day in sorted(_turns(standing.extent, window)):
            has = make_when(day, reading, window).read(standing.extent) is not None
            if has != was:
                events[day][key] += 1 if has else -1
                was = has
    count: dict[tuple[str, ...], int] = defaultdict(int)
    found = []
    for day in sorted(events):
        before = {key: count[key] > 0 for key in events[day]}
        for key, step in events[day].items():
            count[key] += step
        if any((count[key] > 0) != was for key, was in before.items()):
            found.append(day)
    first, last = max(first or date.min, date.min + timedelta(days=1)), last or date.max  # nothing begins on day one
    return tuple(Point(day, str(day)) for day in found if first <= day <= last)


def _turns(extent: Extent, window: str) -> set[date]:
    """Return days on which how a fact is read may change, and some others; the first day that there is, among them."""
    number, unit = parse_window(window)
    known = [day for day in extent.bounds.as_dict().values() if day]
    out = {date(1, 1, 1)}
    for text in known:
        day = date.fromisoformat(text)
        length = {"d": 1, "m": 30.4369, "y": 365.2425}[unit] * number
        out |= {day, *_near(day, 1, 1)}
        if extent.aspect == "happening":
            out |= set(_near(day, int(length), 4))
    return out


def _near(day: date, after: int, slack: int) -> Iterator[date]:
    """Yield days about so many days after one; months have no one length."""
    for step in range(after - slack + 1, after + slack + 1):
        try:
            yield day + timedelta(days=step)
        except OverflowError:
            return


def follow_camps(build: Build, periods: Iterable[Point | date | str], *, kind: str = "two", **options: Any) -> Course:
    """Find the camps of each period, and which of them are the same.

    Parameters
    ----------
    build : Build
    periods : iterable of Point, date or str
        `years`, `change_days`, or days.
    kind : {"two", "any"}
        As for `camps.find_camps`.
    **options
        As for `take_signed`, except ``as_of``; with a ``window``, that one counts at each day.

    Returns
    -------
    Course
        A period without camps says why, and interrupts no line.

    Raises
    ------
    UsageError
        For an option or a period that cannot be; not for a period in which there is nothing.

    References
    ----------
    See `alignment.align`.
    """
    if kind not in KINDS:
        raise UsageError(f"no kind of camps called '{kind}': choose from {', '.join(KINDS)}")
    options, reading, window = _split(options)
    points = days(periods)
    settle_signed(build, as_of=points[0].day, reading=reading, window=window, **options)  # what is wrong is told first
    looks = tuple(look_at(build, point, kind, {"reading": reading, "window": window, **options}) for point in points)
    lineages = line_up([(p.camps, p.network.actors) for p in looks])
    return Course(looks, lineages, tell_changes(looks, lineages))


def _split(options: Mapping[str, Any]) -> tuple[dict[str, Any], str | None, str]:
    """Return options without those on time, the reading and the window."""
    rest = dict(options)
    if rest.pop("as_of", None) is not None:
        raise UsageError("as_of is one day, and periods have their own: leave it out")
    reading, window = rest.pop("reading", None), rest.pop("window", None)
    return rest, reading, window or DEFAULT_WINDOW


def look_at(build: Build, point: Point, kind: str, options: Mapping[str, Any]) -> Period:
    """Return one period, with camps and balance where there are any."""
    why = []
    try:
        network = take_signed(build, as_of=point.day, **options)
    except UsageError as error:  # nobody near the actors that are asked for, as `settle_signed` took everything else
        _, choice, joining = settle_signed(build, as_of=point.day, **options)
        return Period(point.label, point.day, SignedNetwork(nx.MultiGraph(), choice, joining), None, str(error))
    camps = balance = None
    try:
        camps = find_camps(network, kind=kind)
    except UsageError as error:
        why.append(str(error))
    try:
        balance = measure_balance(network)
    except UsageError as error:
        if camps is not None:
            why.append(str(error))
    return Period(point.label, point.day, network, camps, " ".join(why), balance)


def line_up(found: Sequence[tuple[Camps | None, Sequence[str]]]) -> tuple[dict[str, int], ...]:
    """Return for each period the line of each actor.

    Parameters
    ----------
    found : sequence of (Camps or None, actors)
        Of each period the camps, and all actors of the network.

    Returns
    -------
    tuple of dict of str to int
        Lines are numbered in the order in which they begin; 0: in no camp.
    """
    fronts: dict[int, tuple[str, ...]] = {}
    latest: dict[int, int] = {}
    out = []
    for k, (camps, actors) in enumerate(found):
        lineage = dict.fromkeys(sorted(actors), 0)
        here = camps.camps if camps else ()
        order = sorted(fronts, key=lambda line: (-latest[line], line))
        same = align([fronts[line] for line in order], [camp.actors for camp in here])
        for place, camp in enumerate(here):
            line = order[same[place]] if place in same else len(fronts) + 1
            fronts[line], latest[line] = camp.actors, k
            lineage |= dict.fromkeys(camp.actors, line)
        out.append(lineage)
    return tuple(out)
