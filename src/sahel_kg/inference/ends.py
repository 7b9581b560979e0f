"""Ends: what other claims tell of the end, or of the begin, of a state that a claim leaves open, or tells by a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import Extent


def find_endings(claim: Claim, others: Iterable[Claim]) -> list[Claim]:
    """Return the claims that tell the end of a state that this one leaves open, the latest that is told.

    None do where the state is told to have held after that, or to have begun between what this claim tells and that.
    """
    known = max((day for day in claim.bounds.as_days() if day), default=None)
    if known is None or claim.bounds.latest_end:
        return []
    later = [other for other in others if any(day and day > known for day in other.bounds.as_days())]
    last = max((other.bounds.latest_end for other in later if other.bounds.latest_end), default=None)
    if last is None or any(_outlasts(other.bounds, known, last) for other in later):
        return []
    return [other for other in later if other.bounds.latest_end == last]


def _outlasts(bounds: Bounds, known: date, last: date) -> bool:
    """Tell whether a state begins anew after a day, or holds after the last on which it is told to have ended."""
    is_new = bounds.earliest_begin is not None and bounds.earliest_begin > known
    return is_new or any(day and day > last for day in bounds.as_days())


def find_turning(told: Bounds, states: Iterable[Claim]) -> list[Claim]:
    """Return the claims that tell when a state ended of which something tells that it was so some time in a year.

    The end lies in that year or is the first after it; none that is told to have been followed by more of it then.

    Parameters
    ----------
    told : Bounds
        Of what happened.
    states : iterable of Claim
        Of the state.
    """
    first, last, several = told.earliest_begin, told.latest_end, list(states)
    if not (first and last):
        return []
    ends = {end for state in several if (end := state.bounds.latest_end) and end >= first}
    over = min((end for end in ends if not _is_told_between(several, end, last)), default=None)
    return [state for state in several if over and state.bounds.latest_end == over]


def find_past(told: Bounds, states: Iterable[Claim]) -> list[Claim]:
    """Return the claims that tell the last end of a state before what tells of it, and none that it began anew."""
    first, several = told.earliest_begin, list(states)
    ends = (end for state in several if (end := state.bounds.latest_end) and first and end < first)
    over = max(ends, default=None)
    if over is None or _is_told_between(several, over, told.latest_end or date.max):
        return []
    return [state for state in several if state.bounds.latest_end == over]


def _is_told_between(states: Iterable[Claim], end: date, last: date) -> bool:
    """Tell whether a state is told of after a day, and not after another."""
    return any(day and end < day <= last for state in states for day in state.bounds.as_days())


def go_on(state: Extent, endings: Iterable[Bounds]) -> Extent:
    """Presume a state until the end that others tell of it: who left in 2023 had not left before."""
    days = [middle(own.earliest_end, own.latest_end) for own in endings if own.earliest_end and own.latest_end]
    begun = state.bounds.latest_begin
    if not (days and begun):
        return state
    first, last = state.presumed or (begun, begun)
    return replace(state, presumed=(first, max(last, *days)))


def go_back(state: Extent, before: Iterable[Extent]) -> Extent:
    """Presume a state that has an end from when it was told of in a part of the place: who was there was in all."""
    first, last = state.bounds.earliest_begin or date.min, state.bounds.latest_end or date.max
    begun = [each.presumed[0] if each.presumed else each.bounds.latest_begin for each in before]
    known = [max(day, first) for day in begun if day]
    if not known:
        return state
    own = state.presumed or (min(known), middle(state.bounds.earliest_end or last, last))
    return replace(state, presumed=(min(own[0], *known), max(own[1], middle(state.bounds.earliest_end or last, last))))


def stay(state: Extent, ends: Iterable[date | None]) -> Extent:
    """Presume a state of which no end is told until one of the two ended: who is a member was one until then."""
    days = [day for day in ends if day]
    if not days or state.presumed is None or state.bounds.latest_end:
        return state
    return replace(state, presumed=(state.presumed[0], max(state.presumed[1], min(days))))


def run_up(end: Bounds, rows: Iterable[Claim]) -> list[Claim]:
    """Return the claims that tell by the year what goes on until an end that is told, year after year without a gap."""
    found: list[Claim] = []
    if end.earliest_end is None or end.latest_end is None:
        return found
    reached = end.earliest_end
    told = [(row.bounds.latest_end, row.bounds.earliest_begin, row.iri, row) for row in rows]
    spans = sorted((last, first, iri, row) for last, first, iri, row in told if last and first)
    for last, first, _, row in reversed(spans):
        if first <= reached and last >= reached - timedelta(1):
            found.append(row)
            reached = first
    return found


def middle(first: date, last: date) -> date:
    """Return the day in the middle of two, the earlier of two such."""
    return first + timedelta((last - first).days // 2)


def close(state: Extent, endings: Iterable[Iterable[Bounds]]) -> Extent:
    """Let a state end when others tell that it did: it says no more than that it was over by then."""
    ends = [bounds.latest_end for several in endings for bounds in several if bounds.latest_end]
    return state.clip(None, min(ends)) or state if ends else state


def find_partner(claim: Claim, others: Iterable[Claim]) -> Claim | None:
    """Return the claim that tells the end of the state whose begin this one tells, or the begin where it ends."""
    told = [other for other in others if other.bounds]
    found = [
        other
        for other in told
        if (pair := _in_order(claim.bounds, other.bounds))
        and not any(_comes_between(each.bounds, *pair) for each in [*told, claim])
    ]
    return min(found, key=lambda other: (other.credibility, other.iri), default=None)


def _in_order(one: Bounds, other: Bounds) -> tuple[Bounds, Bounds] | None:
    """Return the bounds that tell a begin only and those that tell an end only; None if none do."""
    for begin, end in ((one, other), (other, one)):
        if begin.earliest_begin and not begin.latest_end and end.latest_end and not end.earliest_begin:
            known = [day for day in (begin.earliest_begin, begin.latest_begin, begin.earliest_end) if day]
            if max(known) <= end.latest_end and not join(begin, end).disorder():
                return begin, end
    return None


def _comes_between(bounds: Bounds, begin: Bounds, end: Bounds) -> bool:
    """Tell whether some other begin or end lies between a begin and an end."""
    first, last = begin.earliest_begin or date.min, end.latest_end or date.max
    return any(day is not None and first < day < last for day in (bounds.earliest_begin, bounds.latest_end))


def join(one: Bounds, other: Bounds) -> Bounds:
    """Return the bounds of a state of which one claim tells the begin and one the end."""
    begin, end = (one, other) if one.earliest_begin else (other, one)
    return Bounds(begin.earliest_begin, begin.latest_begin, end.earliest_end, end.latest_end)
