"""Places for actors on a ring, camp beside camp: no name can lie on another, and no line can run under an actor.

The actors stand on a convex curve, so that a line between two of them meets no third one; the names stand outside of it
at heights of their own. A camp is an arc, so that the hulls of two camps never meet, a line of cooperation that fits
stays within a hull, and one of hostility that fits leaves it.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

Bond = tuple[str, str, float]
"""Two actors that should be near each other, and how much."""
Groups = list[list[str]]
_ROUNDS = 8


def order_groups(groups: Sequence[Sequence[str]], bonds: Sequence[Bond]) -> Groups:
    """Return groups and their actors in an order around the ring in which those with bonds are near each other.

    Every move of a group or swap of two neighbours that shortens all bonds together is made, until none does: not
    always the best order, always the same.
    """
    best = [sorted(group) for group in groups]
    least = _length(best, bonds)
    for _ in range(_ROUNDS):
        before = least
        for changed in _changes(best):
            length = _length(changed, bonds)
            if length < least - 1e-9:
                best[:], least = changed, length
        if least == before:
            break
    return best


def _changes(groups: Groups) -> Iterator[Groups]:
    """Yield what can be made of an order in one step; the first group stays, for a ring has no first place."""
    for here in range(1, len(groups)):
        for there in range(1, len(groups)):
            if here != there:
                rest = [*groups[:here], *groups[here + 1 :]]
                yield [*rest[:there], groups[here], *rest[there:]]
    for number in range(len(groups)):
        for turned in _turned(groups[number]):
            yield [*groups[:number], turned, *groups[number + 1 :]]


def _turned(group: list[str]) -> Iterator[list[str]]:
    yield group[::-1]
    for place in range(len(group) - 1):
        yield [*group[:place], group[place + 1], group[place], *group[place + 2 :]]


def _length(groups: Groups, bonds: Sequence[Bond]) -> float:
    """Return the length of all bonds, each actor taking one place and each end of a group another."""
    places: dict[str, int] = {}
    for number, group in enumerate(groups):
        places |= {actor: len(places) + number + place for place, actor in enumerate(group)}
    ring = _ring(len(places) + len(groups))
    return sum(much * abs(ring[places[one]] - ring[places[other]]) for one, other, much in bonds)


@lru_cache(maxsize=8)
def _ring(count: int) -> list[complex]:
    """Return that many places on a circle."""
    turn = 2j * math.pi / count
    return [cmath.exp(turn * place) for place in range(count)]


def place_groups(
    groups: Groups, rooms: Mapping[str, float], half: float, gap: float
) -> tuple[dict[str, tuple[float, float]], float]:
    """Return a place for every actor, the first group being in the middle of the left side, and the ring's height.

    Parameters
    ----------
    groups : list of list of str
        In their order around the ring, clockwise.
    rooms : mapping of str to float
        The height that an actor's name needs, in inches.
    half : float
        Half the width of the ring.
    gap : float
        Height that stays free beside a group of several; half of it between two actors in no group.

    Returns
    -------
    dict
        Actor to x (0 in the middle) and y (downwards).
    float
    """
    slots: list[tuple[str, float, float]] = []
    for group, after in zip(groups, [*groups[1:], groups[0]], strict=True):
        free = gap if max(len(group), len(after)) > 1 else gap / 2
        if len(groups) == 1:  # nobody to stand apart from
            free = 0.0
        slots += [(actor, rooms[actor], free if actor == group[-1] else 0.0) for actor in group]
    total = sum(room + free for _, room, free in slots)
    passed = -sum(rooms[actor] for actor in groups[0]) / 2
    sides: dict[bool, list[tuple[str, float]]] = {True: [], False: []}
    for actor, room, free in slots:
        turn = ((passed + room / 2) / total + 0.25) % 1.0  # from the lowest place on the left, upwards
        passed += room + free
        sides[turn < 0.5].append((actor, turn))
    height = max(total / 2 + gap, 1.7 * half)
    placed = {}
    for on_left, found in sides.items():
        for actor, turn in found:
            y = height * (1 - turn * 2) if on_left else height * (turn * 2 - 1)
            off = (2 * y / height - 1) * 0.97
            x = half * math.sqrt(max(1 - off * off, 0.0))
            placed[actor] = (-x if on_left else x, y)
    return placed, height
