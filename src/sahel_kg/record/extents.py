"""Extents: when a fact holds or happened, what two of them have in common, and how one is read on a day.

A *holding* fact (a state) lasts over an interval whose ends may be known only roughly. A *happening* took place
somewhere between two days, and has happened ever since; it never holds. What is *timeless* (a kind, what lies in
what) is always so.

On a day a state is *certain*, *presumed* or *possible*: three intervals, each in the next. It is certain where it had
begun at the latest and not ended at the earliest, presumed around that (see `inference.telling`), possible where
nothing excludes it. A conclusion's intervals are what its premises' have in common, so that it is read as the worst of
them (see docs/time.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from sahel_kg.record.bounds import READINGS, Bounds, Reading, why_possible

Aspect = Literal["timeless", "holding", "happening"]
ASPECTS: tuple[str, ...] = get_args(Aspect)
Span = tuple[date, date]
"""First and last day, inclusive."""


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
    presumed : tuple of (date, date), optional
        Of a state: the days on which it is presumed, those on which it is certain among them.
    at_most : {"certain", "presumed", "possible"}
        Of a happening: how well it can be read at all, for a state that it rests on may not have been there.
    turns : tuple of (date, date)
        Of a state: days between which it is told to have begun, or to have ended. Whatever happened between just these
        happened while the state was there: who is killed in office was in office.
    over : date, optional
        Of a happening: the day by which the state that it tells of is told to have ended. It has happened all the same,
        and is in no window that ends later.
    """

    bounds: Bounds = Bounds()
    aspect: Aspect = "holding"
    presumed: Span | None = None
    at_most: Reading = "certain"
    turns: tuple[Span, ...] = field(default=(), repr=False)
    over: date | None = None

    def __post_init__(self) -> None:
        bounds, presumed, at_most = self.bounds, self.presumed, self.at_most
        if self.aspect == "timeless":
            bounds, presumed, at_most = Bounds(), None, "certain"  # what is always so has none
        elif self.aspect == "happening":  # it has begun by its last day, and not ended before its first
            begun = bounds.latest_begin and _earliest(bounds.latest_begin, bounds.latest_end)
            if begun is None or at_most == "possible":
                bounds, at_most = Bounds(bounds.earliest_begin, None, None, bounds.latest_end), "possible"
            else:
                ended = bounds.earliest_end and _latest(bounds.earliest_end, bounds.earliest_begin)
                bounds = Bounds(bounds.earliest_begin, begun, ended, bounds.latest_end)
            presumed = None
        else:
            at_most = "certain"
            presumed = presumed if presumed and presumed[0] <= presumed[1] else None
        first, last = bounds.earliest_begin or date.min, bounds.latest_end or date.max
        turns = tuple(turn for turn in self.turns if first <= turn[0] and turn[1] <= last)
        over = self.over if self.aspect == "happening" else None
        settled = {"bounds": bounds, "presumed": presumed, "at_most": at_most, "turns": turns, "over": over}
        for name, value in settled.items():
            object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other.__class__ is not Extent:
            return NotImplemented
        return self._hash == other._hash and self._content == other._content

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _content(self) -> tuple[object, ...]:
        return self.bounds.as_days(), self.aspect, self.presumed, self.at_most, self.turns, self.over

    @cached_property
    def _hash(self) -> int:
        """Of its content, worked out once: closing meets the same few extents a million times."""
        return hash(self._content)

    def __getstate__(self) -> dict[str, object]:
        """Leave out the hash, which another process has otherwise."""
        return {name: it for name, it in self.__dict__.items() if not name.startswith("_")}

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        return repr(self)

    def presumption(self) -> dict[str, str] | None:
        """Return the days between which a state is presumed, for the JSON formats."""
        return dict(zip(("from", "until"), map(str, self.presumed), strict=True)) if self.presumed else None

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
        if self.aspect != other.aspect:
            return self._during(other) if self.aspect == "happening" else other._during(self)
        one, two = self.bounds, other.bounds
        begin, end = _latest(one.earliest_begin, two.earliest_begin), _earliest(one.latest_end, two.latest_end)
        if begin and end and begin > end:
            return None
        if self.aspect == "holding":
            begun = max(one.latest_begin, two.latest_begin) if one.latest_begin and two.latest_begin else None
            lasting = min(one.earliest_end, two.earliest_end) if one.earliest_end and two.earliest_end else None
            presumed = _common(self.presumed, other.presumed) if self.presumed and other.presumed else None
            turns = {turn for turn in (*self.turns, *other.turns) if self._was_there(turn) and other._was_there(turn)}
            return Extent(Bounds(begin, begun, lasting, end), "holding", presumed, turns=tuple(sorted(turns)))
        begun = min(one.latest_begin, two.latest_begin) if one.latest_begin and two.latest_begin else None
        begun, lasting = (
            _within(begun, begin, end),
            _within(_latest(one.earliest_end, two.earliest_end), begin, end),
        )
        at_most, over = weaker(self.at_most, other.at_most), _earliest(self.over, other.over)
        return Extent(Bounds(begin, begun, lasting, end), "happening", None, at_most, over=over)

    def _during(self, state: Extent) -> Extent | None:
        """Return this happening as far as a state was there: read at most as the state is on its worst day."""
        own = self.bounds
        first, last = own.earliest_begin, own.latest_end
        begin, end = _latest(first, state.bounds.earliest_begin), _earliest(last, state.bounds.latest_end)
        if begin and end and begin > end:
            return None
        if first and last:
            if state._was_there((first, last)):
                return self
            if state.presumed and state.presumed[0] <= first and last <= state.presumed[1]:
                return Extent(own, "happening", None, weaker(self.at_most, "presumed"), over=self.over)
        return Extent(Bounds(begin, None, None, end), "happening", None, "possible", over=self.over)

    def _was_there(self, days: Span) -> bool:
        """Tell whether this state surely held all through some days, or began or ended with what happened in them."""
        begun, lasting = self.bounds.latest_begin, self.bounds.earliest_end
        return days in self.turns or bool(begun and lasting and begun <= days[0] and days[1] <= lasting)

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
            return Extent(Bounds(begin, begun, lasting, end), "happening", None, self.at_most, over=self.over)
        begun = own.latest_begin and _latest(own.latest_begin, first)
        lasting = own.earliest_end and _earliest(own.earliest_end, last)
        presumed = self.presumed and _common(self.presumed, (first or date.min, last or date.max))
        return Extent(Bounds(begin, begun, lasting, end), "holding", presumed, turns=self.turns)

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
        if self.over and (other.over is None or self.over < other.over):
            return False
        if self.aspect == "happening" and other.at_most != "possible":
            if (one.earliest_begin, one.latest_end) != (two.earliest_begin, two.latest_end):
                return False
            if weaker(self.at_most, other.at_most) != other.at_most:
                return False
        is_wider = (one.earliest_begin or date.min) <= (two.earliest_begin or date.min) and (
            two.latest_end or date.max
        ) <= (one.latest_end or date.max)
        if self.aspect == "happening":
            if other.at_most == "possible":
                return is_wider
        else:
            if other.presumed and not (self.presumed and _common(self.presumed, other.presumed) == other.presumed):
                return False
            if not all(map(self._was_there, other.turns)):
                return False  # what happened then is read better by the other
        return (
            is_wider
            and (one.latest_begin or date.max) <= (two.latest_begin or date.max)
            and (two.earliest_end or date.min) <= (one.earliest_end or date.min)
        )


_ALWAYS, _UNSURE = "timeless", "possible"


def slot_of(extent: Extent) -> object:
    """Return what an extent shares with those that it may cover or be covered by, timeless and unsure ones apart."""
    if extent.aspect != "happening":
        return extent.aspect
    if extent.at_most == "possible":
        return _UNSURE
    return extent.bounds.earliest_begin, extent.bounds.latest_end


def covering_slots(slot: object, known: Iterable[object]) -> Iterable[object]:
    """Return those slots in which an extent may lie that covers one of a slot."""
    return tuple(known) if slot == _UNSURE else (slot, _ALWAYS)


def covered_slots(slot: object, known: Iterable[object]) -> Iterable[object]:
    """Return those slots in which an extent may lie that is covered by one of a slot."""
    return tuple(known) if slot == _ALWAYS else (slot, _UNSURE)


class ExtentSet:
    """Extents that cover others: of hundreds of years of fighting only the same year is looked at.

    Parameters
    ----------
    extents : iterable of Extent
    """

    def __init__(self, extents: Iterable[Extent] = ()) -> None:
        self._at: dict[object, dict[Extent, None]] = {}
        for extent in extents:
            self.add(extent)

    def add(self, extent: Extent) -> None:
        """Add one."""
        self._at.setdefault(slot_of(extent), {})[extent] = None

    def covers(self, extent: Extent) -> bool:
        """Tell whether one of them covers an extent."""
        groups = [self._at.get(slot, {}) for slot in covering_slots(slot_of(extent), self._at)]
        return any(extent in group for group in groups) or any(
            known.covers(extent) for group in groups for known in group
        )


def in_words(extent: Extent) -> str:
    """Say when a fact holds or happened.

    Examples
    --------
    >>> in_words(Extent(Bounds(None, date(2019, 12, 3), None, None)))
    'begun by 2019-12-03, never certain: end not stated'
    >>> in_words(Extent(Bounds(date(2019, 1, 1), date(2019, 12, 3), date(2019, 12, 3), None)))
    'certain on 2019-12-03, possible from 2019-01-01 on'
    >>> in_words(Extent(Bounds(date(2016, 1, 1), None, None, date(2016, 12, 31)), "happening"))
    'took place some time in 2016, not surely'
    >>> days = date(2012, 3, 15), date(2012, 3, 25)
    >>> in_words(Extent(Bounds(days[0], days[0], days[1], days[1]), "happening"))
    'took place from 2012-03-15 to 2012-03-25'
    >>> in_words(Extent(Bounds(days[0], None, None, days[1]), "happening"))
    'took place some time between 2012-03-15 and 2012-03-25, not surely'
    """
    own = extent.bounds
    if extent.aspect == "timeless":
        return "at all times"
    if not own:
        return "undated"
    if extent.aspect == "happening":
        sure = {"certain": "", "presumed": ", presumably", "possible": ", not surely"}[extent.at_most]
        return f"{_tell_happening(own)}{sure}"
    possible = tell_span(own.earliest_begin, own.latest_end)
    told = [f"presumed {tell_span(*extent.presumed)}"] if extent.presumed else []
    if own.latest_begin and own.earliest_end and own.latest_begin <= own.earliest_end:
        told.insert(0, f"certain {tell_span(own.latest_begin, own.earliest_end)}")
    if told:
        is_open = not (own.earliest_begin or own.latest_end)
        return ", ".join([*told, f"possible {'before and after' if is_open else possible}"])
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


def _tell_happening(bounds: Bounds) -> str:
    """Say when something happened: what is told to have lasted apart from what took a day or is told by its year."""
    first, last = bounds.earliest_begin, bounds.latest_end
    begun, lasting = bounds.latest_begin, bounds.earliest_end
    if begun and lasting and begun < lasting:
        if (begun, lasting) == (first, last):
            return f"took place from {first} to {last}"
        around = f"between {first} and {last}" if first and last else tell_span(first, last)
        return f"took place {around}, surely {tell_span(begun, lasting)}"
    if first and last:
        if first == last:
            return f"happened on {first}"
        is_year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
        return f"took place some time {f'in {first.year}' if is_year else f'between {first} and {last}'}"
    by = last or bounds.latest_begin
    return f"happened by {by}" if by else f"happened on {first} or later"


def meet_all(extents: Iterable[Extent]) -> Extent | None:
    """Return when a conclusion from facts with these extents holds or happened; None if never.

    The order does not matter. States are met with states and happenings with happenings first: a happening that a state
    does not surely span is only possible from then on, although a second account of it may be exact enough.
    """
    met: dict[str, Extent] = {}
    states: list[Extent] = []
    for extent in extents:
        known = met.get(extent.aspect)
        found = extent if known is None else known.meet(extent)
        if found is None:
            return None
        met[extent.aspect] = found
        states += [extent] if extent.aspect == "holding" else []
    out = met.get("happening")
    if out is None:
        return met.get("holding", Extent(aspect="timeless"))
    for state in states:  # one by one: each may have begun, or ended, with what happened
        together = out.meet(state)
        if together is None:
            return None
        out = together
    return out


def _common(one: Span, other: Span) -> Span:
    """Return the days that two spans share; the first lies after the last if there are none."""
    return max(one[0], other[0]), min(one[1], other[1])


def weaker(one: Reading, other: Reading) -> Reading:
    """Return the weaker of two readings."""
    return max(one, other, key=READINGS.index)


def _within(day: date | None, first: date | None, last: date | None) -> date | None:
    """Move a day into a time; None stays."""
    return day and _latest(_earliest(day, last), first)


def _latest(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earliest(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other
