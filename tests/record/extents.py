"""Random extents over nine days, for the tests that hold them against every world they allow."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as st

from sahel_kg.record.bounds import READINGS, Bounds
from sahel_kg.record.extents import Extent

ZERO = date(2019, 1, 1)
DAYS = [ZERO + timedelta(days=n) for n in range(9)]
INNER = DAYS[2:7]
"""Bounds lie here; the days around stand for 'any time before' and 'any time after'."""
Span = tuple[date, date]
"""First and last day, inclusive."""

_bound = st.none() | st.sampled_from(INNER)


@st.composite
def draw_bounds(draw: st.DrawFn) -> Bounds:
    """Bounds in order; each may be missing."""
    while True:
        found = Bounds(*(draw(_bound) for _ in range(4)))
        if not found.disorder():
            return found


@st.composite
def draw_days(draw: st.DrawFn) -> Bounds:
    """Bounds of something that happened somewhere from one day to another, as events are mostly told."""
    first, last = sorted((draw(st.sampled_from(INNER)), draw(st.sampled_from(INNER))))
    return Bounds(first, last, first, last)


@st.composite
def draw_holding(draw: st.DrawFn) -> Extent:
    """States: presumed on some days around those on which they are certain, told or not to begin or end somewhere."""
    own = draw(draw_bounds())
    presumed = None
    if own and draw(st.booleans()):
        first, last = sorted((draw(st.sampled_from(INNER)), draw(st.sampled_from(INNER))))
        if own.latest_begin and own.earliest_end and own.latest_begin <= own.earliest_end:
            first, last = min(first, own.latest_begin), max(last, own.earliest_end)
        presumed = max(first, own.earliest_begin or first), min(last, own.latest_end or last)
    elif own.latest_begin and own.earliest_end:
        presumed = own.latest_begin, own.earliest_end
    ends = ((own.earliest_begin, own.latest_begin), (own.earliest_end, own.latest_end))
    turns = {(one, other) for one, other in ends if one and other and draw(st.booleans())}
    return Extent(own, "holding", presumed, turns=tuple(sorted(turns)))


def draw_happening() -> st.SearchStrategy[Extent]:
    """Happenings, half of them told by a first and a last day only, of states that are told to end or not."""
    bounds = st.one_of(draw_bounds(), draw_days())
    over = st.none() | st.sampled_from(INNER)
    return st.builds(Extent, bounds, st.just("happening"), at_most=st.sampled_from(READINGS), over=over)


def draw_extent() -> st.SearchStrategy[Extent]:
    """Extents of any aspect."""
    return st.one_of(draw_holding(), draw_happening(), st.just(Extent(aspect="timeless")))


def list_worlds(bounds: Bounds) -> list[Span]:
    """Return every (first day, last day) that the bounds allow."""

    def fits(day: date, early: date | None, late: date | None) -> bool:
        return (early is None or early <= day) and (late is None or day <= late)

    return [
        (begin, end)
        for begin, end in product(DAYS, DAYS)
        if begin <= end
        and fits(begin, bounds.earliest_begin, bounds.latest_begin)
        and fits(end, bounds.earliest_end, bounds.latest_end)
    ]
