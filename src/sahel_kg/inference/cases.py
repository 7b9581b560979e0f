"""Cases: which facts follow, and when, if some claims are left out; any number of cases in one evaluation.

A case is a set of claims that count: all but one, those of one source, those of a grade. Each is one bit of a mask, as
in `reasoning.Derivations.evaluate`; but two premises that never held together give nothing, so a mask is kept for each
extent of a fact. One evaluation of one closure then answers for all cases what rewinding it would answer for each.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TypeVar

from sahel_kg.inference.telling import Telling
from sahel_kg.reasoning.derivations import Derivations
from sahel_kg.record.extents import Extent, meet_all

Time = TypeVar("Time")
Cases = dict[int, dict[Extent, int]]
"""Place of a fact to its extents, each with the cases in which it has that one and none that covers it."""
_Sort = str | tuple[date | None, date | None]
_MANY = 8
"""Extents of a fact of which not all are compared with another one."""


def find_cases(derivations: Derivations, telling: Telling, graphs: Mapping[str, int], everywhere: int) -> Cases:
    """Return the cases in which each fact follows, by its extents.

    Parameters
    ----------
    derivations : Derivations
    telling : Telling
        When what a named graph gives holds; its grades play no part.
    graphs : mapping of str to int
        The cases in which each named graph counts, one bit a case; others count in none.
    everywhere : int
        All cases.

    Returns
    -------
    Cases
        Facts of ``derivations.always`` and facts without any case are left out.

    Notes
    -----
    Rules are monotone: what follows in a case follows in every case with more claims. A step that a guard
    (``log:notEqualTo``) withholds while two actors are the same does not come back when the claim that makes them the
    same is left out; only closing again would tell.
    """
    numbers = _Meetings()
    covers, meet = cache(numbers.covers), cache(numbers.meet)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    kin = _Kin(numbers)
    todo: OrderedDict[tuple[int, int], int] = OrderedDict()

    def add(place: int, extent: int, mask: int) -> None:
        known = found[place]
        mask &= ~known.get(extent, 0)
        if not mask:
            return
        near = kin.of(place, extent, known)
        for other in near:
            if (cases := known[other]) & mask and covers(other, extent):
                mask &= ~cases
        if not mask:
            return
        for other in near:
            if known[other] & mask and covers(extent, other):
                known[other] &= ~mask
                if not known[other]:
                    del known[other]
                    kin.drop(place, other)
        known[extent] = known.get(extent, 0) | mask
        kin.keep(place, extent)
        todo[place, extent] = todo.get((place, extent), 0) | mask

    for place, steps in derivations.steps.items():
        if place not in derivations.always and any(derivations.always.issuperset(step.premises) for step in steps):
            add(place, numbers[Extent(aspect="timeless")], everywhere)
    for place, names in derivations.given.items():
        words = (*map(str, derivations.facts[place]),)
        for name in names if place not in derivations.always else ():
            for told, mask in telling.cases((words[0], words[1], words[2]), name, graphs):
                add(place, numbers[told.extent], mask)
    while todo:
        (place, extent), offered = todo.popitem(last=False)
        mask = offered & found[place].get(extent, 0)
        if not mask:
            continue  # another extent has come to cover it since
        for head, _, premises in derivations.uses.get(place, ()):
            if len(premises) == 1:
                add(head, extent, mask)
                continue
            others = [
                [(extent, mask)] if premise == place else list(found.get(premise, {}).items()) for premise in premises
            ]
            for several, cases in _combine(others, mask):
                if (met := meet(several)) is not None:
                    add(head, met, cases)
    every = list(numbers)
    return {place: {every[n]: mask for n, mask in known.items()} for place, known in found.items() if known}


class _Meetings(dict[Extent, int]):
    """Extents, each with a number: what is compared a million times is compared as one."""

    def __init__(self) -> None:
        super().__init__()
        self._numbered: list[Extent] = []

    def __missing__(self, extent: Extent) -> int:
        self[extent] = len(self)
        self._numbered.append(extent)
        return self[extent]

    def sort_of(self, extent: int) -> _Sort:
        """Return what two extents share if one covers the other: the days of what surely happened, else the aspect."""
        each = self._numbered[extent]
        is_sure = each.aspect == "happening" and each.at_most != "possible"
        return (each.bounds.earliest_begin, each.bounds.latest_end) if is_sure else each.aspect

    def covers(self, one: int, other: int) -> bool:
        return self._numbered[one].covers(self._numbered[other])

    def meet(self, several: tuple[int, ...]) -> int | None:
        met = meet_all(map(self._numbered.__getitem__, several))
        return None if met is None else self[met]


class _Kin:
    """The extents of a fact that may cover one, or be covered by it: of hundreds of happenings those of the same days.

    Parameters
    ----------
    numbers : _Meetings
    """

    def __init__(self, numbers: _Meetings) -> None:
        self._sort_of = cache(numbers.sort_of)
        self._sorted: dict[int, dict[_Sort, set[int]]] = {}

    def of(self, place: int, extent: int, known: Collection[int]) -> list[int]:
        """Return those that may, among the known extents of a fact."""
        sort = self._sort_of(extent)
        if len(known) < _MANY or not isinstance(sort, tuple):
            return list(known)
        if place not in self._sorted:
            self._sorted[place] = defaultdict(set)
            for other in known:
                self.keep(place, other)
        there = self._sorted[place]
        # beside those of its days what is timeless, and what is only possible
        return [other for each in (sort, "timeless", "happening") for other in there.get(each, ())]

    def keep(self, place: int, extent: int) -> None:
        """Take up an extent that a fact has."""
        if place in self._sorted:
            self._sorted[place][self._sort_of(extent)].add(extent)

    def drop(self, place: int, extent: int) -> None:
        """Let go of one that it has no more."""
        if place in self._sorted:
            self._sorted[place][self._sort_of(extent)].discard(extent)


def _combine(choices: Sequence[Sequence[tuple[Time, int]]], mask: int) -> Iterator[tuple[tuple[Time, ...], int]]:
    """Yield one extent a premise with the cases in which all have theirs; none without a case."""
    if not choices:
        yield (), mask
        return
    for extent, cases in choices[0]:
        if both := mask & cases:
            for rest, left in _combine(choices[1:], both):
                yield (extent, *rest), left


def meet_cases(cases: Cases, places: Sequence[int], mask: int) -> Iterator[tuple[Extent, int]]:
    """Yield when some facts hold together, and in which cases; places without cases hold always.

    Parameters
    ----------
    cases : Cases
    places : sequence of int
        Without those of `Derivations.always`.
    mask : int
        The cases that are of interest.
    """
    for extents, left in _combine([list(cases.get(place, {}).items()) for place in places], mask):
        if (met := meet_all(extents)) is not None:
            yield met, left


def bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set.

    >>> list(bits(0b101001))
    [0, 3, 5]
    """
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
