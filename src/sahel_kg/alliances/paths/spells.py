"""Spells: the days on which ties are there, as intervals without overlap, open where a bound is not stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sahel_kg.record.extents import Extent

Spell = tuple[date | None, date | None]
"""First and last day, inclusive; None is open."""
_FIRST, _LAST, _DAY = date.min, date.max, timedelta(days=1)


def may_be(extent: Extent) -> Spell:
    """Return the days on which a tie may be there; of a happening those on which it may have happened."""
    own = extent.bounds
    return own.earliest_begin, own.latest_end


def surely_is(extent: Extent) -> Spell | None:
    """Return the days on which a tie is surely there; of a happening the day, if it is known. None if there is none."""
    own = extent.bounds
    if extent.aspect == "timeless":
        return None, None
    if extent.aspect == "happening":
        known = own.latest_begin and own.earliest_begin == own.latest_end
        return (own.earliest_begin, own.latest_end) if known else None
    begun, lasting = own.latest_begin, own.earliest_end
    return (begun, lasting) if begun and lasting and begun <= lasting else None


def unite(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """Return intervals as few as they can be, in order: those that overlap or touch become one.

    Examples
    --------
    >>> unite([(date(2013, 1, 1), None), (date(2012, 1, 1), date(2012, 12, 31))])
    ((datetime.date(2012, 1, 1), None),)
    """
    out: list[tuple[date, date]] = []
    for first, last in sorted((first or _FIRST, last or _LAST) for first, last in spells):
        if out and (out[-1][1] == _LAST or first <= out[-1][1] + _DAY):
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return tuple(map(_opened, out))


def intersect(several: Iterable[Sequence[Spell]]) -> tuple[Spell, ...]:
    """Return the days that lie in an interval of each list: all days if there is no list.

    Examples
    --------
    >>> intersect([[(None, date(2012, 6, 1))], [(date(2012, 1, 1), None)]])
    ((datetime.date(2012, 1, 1), datetime.date(2012, 6, 1)),)
    """
    common: list[tuple[date, date]] = [(_FIRST, _LAST)]
    for spells in several:
        both = [
            (max(first, one or _FIRST), min(last, other or _LAST)) for first, last in common for one, other in spells
        ]
        common = [(first, last) for first, last in both if first <= last]
    return unite(map(_opened, common))


def _opened(spell: tuple[date, date]) -> Spell:
    first, last = spell
    return None if first == _FIRST else first, None if last == _LAST else last
