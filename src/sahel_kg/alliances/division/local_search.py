"""Dividing without a proof: good divisions by local search, and a lower bound from cycles that cannot fit."""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Iterable, Sequence

Edge = tuple[int, int, int, float]
"""Two places, +1 or -1, and a weight above 0; a pair has one edge at most."""
Near = Sequence[Sequence[tuple[int, int, float]]]
"""Of each place the places tied to it, with sign and weight."""
EPSILON = 1e-6
_KICKS, _ROUNDS = 500, 50


def unfit(edges: Iterable[Edge], camps: Sequence[int]) -> list[bool]:
    """Tell of each edge whether it does not fit a division."""
    return [(camps[a] == camps[b]) != (sign > 0) for a, b, sign, _ in edges]


def price(edges: Sequence[Edge], camps: Sequence[int]) -> float:
    """Return the weight of the edges that do not fit a division."""
    return math.fsum(weight for (*_, weight), misfit in zip(edges, unfit(edges, camps), strict=True) if misfit)


def renumber(camps: Sequence[int]) -> tuple[int, ...]:
    """Number camps in the order in which they come."""
    names: dict[int, int] = {}
    return tuple(names.setdefault(camp, len(names)) for camp in camps)


def search(count: int, edges: Sequence[Edge], kind: str) -> tuple[int, ...]:
    """Return a good division: the best of several starts, each improved by moving one actor at a time, then by kicks.

    Notes
    -----
    Starts are divisions in which a spanning tree fits and, for any number of camps, greedy joining (Keuper et al. 2015,
    Efficient decomposition of image and mesh graphs by lifted multicuts, ICCV). A kick moves an actor and some that it
    is tied to, and what it leads to is kept unless it is worse (iterated local search; Lourenço, Martin and Stützle
    2003); the kicks are the same each time.
    """
    near: list[list[tuple[int, int, float]]] = [[] for _ in range(count)]
    for a, b, sign, weight in edges:
        near[a].append((b, sign, weight))
        near[b].append((a, sign, weight))
    best: tuple[float, tuple[int, ...]] | None = None
    roots: list[int | None] = [*sorted(range(count), key=lambda v: (-len(near[v]), v))[: 12 if count <= 500 else 2]]
    if kind == "any":
        roots.insert(0, None)
    for root in roots:
        camps = _join(count, edges) if root is None else grow(near, root, kind)
        _improve(near, camps, kind)
        found = (price(edges, camps), renumber(camps))
        best = found if best is None or found < best else best
        if not best[0]:
            break
    if best is None:
        return ()
    kicks, chance = _KICKS if best[0] and count <= 500 else 0, random.Random(0)
    for _ in range(kicks):
        camps = list(best[1])
        place = chance.randrange(count)
        moved = [place, *(other for other, _, _ in near[place])]
        chance.shuffle(moved)
        fresh = max(camps) + 1
        for one in moved[: chance.randint(2, max(3, count // 6))]:
            camps[one] = 1 - camps[one] if kind == "two" else chance.randint(0, fresh)
        _improve(near, camps, kind)
        found = (price(edges, camps), renumber(camps))
        best = found if found[0] <= best[0] + EPSILON else best
    return best[1]


def grow(near: Near, root: int, kind: str) -> list[int]:
    """Return the division in which a spanning tree from the root fits, and one of each other part."""
    camps, fresh = [-1] * len(near), 0
    for start in (root, *range(len(near))):  # what is not connected with the root has a tree of its own
        if camps[start] >= 0:
            continue
        camps[start], fresh = (0 if kind == "two" else fresh), fresh + 1
        todo = deque([start])
        while todo:
            place = todo.popleft()
            for other, sign, _ in near[place]:
                if camps[other] < 0:
                    if sign > 0:
                        camps[other] = camps[place]
                    elif kind == "two":
                        camps[other] = 1 - camps[place]
                    else:
                        camps[other], fresh = fresh, fresh + 1
                    todo.append(other)
    return camps


def _join(count: int, edges: Sequence[Edge]) -> list[int]:
    """Join the two camps that gain most by it, from single actors on, until none gain."""
    between: list[dict[int, float]] = [{} for _ in range(count)]
    heads = list(range(count))
    heap: list[tuple[float, int, int]] = []
    for a, b, sign, weight in edges:
        between[a][b] = between[b][a] = sign * weight
        heap.append((-sign * weight, a, b))
    heapq.heapify(heap)
    while heap and heap[0][0] < -EPSILON:
        loss, one, other = heapq.heappop(heap)
        if between[one].get(other) != -loss:  # what they gain has changed since
            continue
        if len(between[one]) < len(between[other]):
            one, other = other, one
        del between[one][other], between[other][one]
        heads[other] = one
        for third, gain in between[other].items():
            del between[third][other]
            joint = between[one].get(third, 0.0) + gain
            between[one][third] = between[third][one] = joint
            heapq.heappush(heap, (-joint, min(one, third), max(one, third)))
        between[other] = {}
    for place in range(count):
        head = place
        while heads[head] != head:
            head = heads[head]
        heads[place] = head
    return heads


def _improve(near: Near, camps: list[int], kind: str) -> None:
    """Move single places to where they fit best, until none gains."""
    fresh = max(camps, default=0) + 1
    todo, waiting = deque(range(len(near))), [True] * len(near)
    while todo:
        place = todo.popleft()
        waiting[place] = False
        liking: dict[int, float] = {camps[place]: 0.0, 1 - camps[place] if kind == "two" else fresh: 0.0}
        for other, sign, weight in near[place]:
            liking[camps[other]] = liking.get(camps[other], 0.0) + sign * weight
        target = max(liking, key=lambda camp: (liking[camp], -camp))
        if liking[target] <= liking[camps[place]] + EPSILON:
            continue
        fresh += target == fresh
        camps[place] = target
        for other, _, _ in near[place]:
            if not waiting[other]:
                waiting[other] = True
                todo.append(other)


def pack(count: int, edges: Sequence[Edge], kind: str) -> float:
    """Return a lower bound of the cost: cycles without weight in common that each have a misfit.

    Notes
    -----
    With two camps they have an odd number of hostile edges, with any number just one. They are read off spanning
    forests of what is left until there are no more, so that each round is linear but for the length of the cycles.
    """
    near: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for edge, (a, b, _, _) in enumerate(edges):
        near[a].append((b, edge))
        near[b].append((a, edge))
    roots = sorted(range(count), key=lambda place: (-len(near[place]), place))
    left = [weight for *_, weight in edges]
    total = 0.0
    for _ in range(_ROUNDS):
        above: list[tuple[int, int]] = [(-1, -1)] * count
        depth, side = [-1] * count, [0] * count
        for root in roots:
            if depth[root] >= 0:
                continue
            depth[root], todo = 0, deque([root])
            while todo:
                place = todo.popleft()
                for other, edge in near[place]:
                    sign = edges[edge][2]
                    if depth[other] < 0 and left[edge] > EPSILON and (kind == "two" or sign > 0):
                        above[other], depth[other] = (place, edge), depth[place] + 1
                        side[other] = side[place] ^ (sign < 0)
                        todo.append(other)
        gained = 0.0
        for edge, (a, b, sign, _) in enumerate(edges):
            if left[edge] <= EPSILON or (side[a] ^ side[b]) == (sign < 0):
                continue
            cycle = [edge]
            while a != b and max(depth[a], depth[b]) > 0:
                deeper, b = (a, b) if depth[a] >= depth[b] else (b, a)
                a, step = above[deeper]
                cycle.append(step)
            least = min(left[step] for step in cycle) if a == b else 0.0
            if least > EPSILON:
                gained += least
                for step in cycle:
                    left[step] -= least
        total += gained
        if not gained:
            break
    return total
