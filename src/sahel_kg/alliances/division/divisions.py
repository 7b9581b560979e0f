"""All divisions that cost no more than the cheapest: whether camps are a finding or one possibility of several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

STEPS = 40_000
"""Where the enumeration of one piece ends, in actors placed."""
_EPSILON = 1e-6


def count_divisions(
    count: int, edges: Sequence[tuple[int, int, int, float]], kind: str, cost: float, *, most: int, steps: int = STEPS
) -> tuple[list[tuple[int, ...]], bool]:
    """Return the divisions of a connected piece that cost no more than `cost`, and whether they are all.

    Parameters
    ----------
    count : int
        Places are 0 to ``count - 1``.
    edges : sequence of (place, place, sign, weight)
    kind : {"two", "any"}
        Two camps, counted up to swapping them, or any number of camps that are each connected by cooperation (to join
        two that have nothing to do with each other costs nothing and says nothing).
    cost : float
    most : int
        No more are listed.
    steps : int

    Notes
    -----
    Depth-first, an actor at a time, the one with most weight to those placed first; what the others will cost at least,
    each for itself, is added to what is spent (branch and bound).
    """
    friends, foes = (_matrix(count, edges, sign) for sign in (1, -1))
    order = _order(friends + foes)
    friends, foes = friends[np.ix_(order, order)], foes[np.ix_(order, order)]
    width = 2 if kind == "two" else count
    camps = np.zeros(count, dtype=int)
    found: list[tuple[int, ...]] = []
    taken = 0
    complete = True

    def place(depth: int, spent: float, like: np.ndarray, used: int) -> None:
        """Place the actor `depth`; `like` is what each loses or gains by each camp, less friends placed so far."""
        nonlocal taken, complete
        if len(found) >= most or taken >= steps:
            complete = False
            return
        if depth == count:
            division = _back(camps, order)
            if kind == "two" or _is_connected(camps, friends):
                found.append(division)
            return
        placed_friends = friends[depth, :depth].sum()
        open_camps = min(used + 1, width)
        costs = placed_friends + like[depth, :open_camps]
        for camp in np.argsort(costs, kind="stable"):
            taken += 1
            total = spent + costs[camp]
            if total > cost + _EPSILON:
                break
            after = like.copy()
            after[:, camp] += foes[:, depth] - friends[:, depth]
            rest = friends[depth + 1 :, : depth + 1].sum(axis=1)
            most_open = min(max(used, camp + 1) + 1, width)
            least = (rest + after[depth + 1 :, :most_open].min(axis=1)).sum() if depth + 1 < count else 0.0
            if total + least > cost + _EPSILON:
                continue
            camps[depth] = camp
            place(depth + 1, total, after, max(used, camp + 1))

    place(0, 0.0, np.zeros((count, width)), 0)
    return sorted(found), complete


def _matrix(count: int, edges: Sequence[tuple[int, int, int, float]], sign: int) -> np.ndarray:
    out = np.zeros((count, count))
    for a, b, own, weight in edges:
        if own == sign:
            out[a, b] = out[b, a] = weight
    return out


def _order(weights: np.ndarray) -> list[int]:
    """Return places such that each has much to do with those before it."""
    left = set(range(len(weights)))
    order: list[int] = []
    tied = weights.sum(axis=1) * 1e-6
    while left:
        following = max(left, key=lambda place: (tied[place], -place))
        left.remove(following)
        order.append(following)
        tied = tied + weights[following]
    return order


def _back(camps: np.ndarray, order: Sequence[int]) -> tuple[int, ...]:
    """Return a division in the order of the places, camps numbered as they come."""
    by_place = dict(zip(order, map(int, camps), strict=True))
    names: dict[int, int] = {}
    return tuple(names.setdefault(by_place[place], len(names)) for place in range(len(order)))


def _is_connected(camps: np.ndarray, friends: np.ndarray) -> bool:
    """Tell whether each camp is connected by cooperation."""
    for camp in set(map(int, camps)):
        members = np.flatnonzero(camps == camp)
        seen, todo = {int(members[0])}, [int(members[0])]
        while todo:
            for other in members[friends[todo.pop(), members] > 0]:
                if int(other) not in seen:
                    seen.add(int(other))
                    todo.append(int(other))
        if len(seen) < len(members):
            return False
    return True
