"""Transitive properties closed in memory: a chain of a thousand is half a million pairs, not 166 million joins."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int32]

MOST_NODES = 20_000
"""Beyond, a bit for each pair of things takes too much memory; joins do the work then."""


def components(successors: list[list[int]]) -> list[list[int]]:
    """Return the strongly connected components of a graph, each after those that it reaches.

    Parameters
    ----------
    successors : list of list of int
        Of each node 0, 1, ...

    References
    ----------
    Tarjan, R. E. (1972). Depth-first search and linear graph algorithms. SIAM Journal on Computing 1(2).
    """
    count = len(successors)
    order, low = [-1] * count, [0] * count
    on_stack = [False] * count
    stack: list[int] = []
    found: list[list[int]] = []
    number = 0
    for start in range(count):
        if order[start] >= 0:
            continue
        work = [(start, iter(successors[start]))]
        order[start] = low[start] = number
        number += 1
        stack.append(start)
        on_stack[start] = True
        while work:
            node, rest = work[-1]
            for following in rest:
                if order[following] < 0:
                    order[following] = low[following] = number
                    number += 1
                    stack.append(following)
                    on_stack[following] = True
                    work.append((following, iter(successors[following])))
                    break
                if on_stack[following]:
                    low[node] = min(low[node], order[following])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    members = []
                    while True:
                        member = stack.pop()
                        on_stack[member] = False
                        members.append(member)
                        if member == node:
                            break
                    found.append(members)
    return found


class Reach:
    """What each thing reaches by a property.

    Parameters
    ----------
    edges : array of shape (n, 2)
        Pairs that the property joins.
    """

    def __init__(self, edges: Pairs) -> None:
        self.nodes, flat = np.unique(edges, return_inverse=True)
        starts, ends = flat.reshape(-1, 2).T
        successors: list[list[int]] = [[] for _ in self.nodes]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            successors[start].append(end)
        self.groups = components(successors)
        self._rows = _close(successors, self.groups)

    def count(self) -> int:
        """Return the number of pairs."""
        return sum(len(group) * row.bit_count() for group, row in zip(self.groups, self._rows, strict=True))

    def pairs(self) -> Pairs:
        """Return all pairs, shape (n, 2)."""
        length = (len(self.nodes) + 7) // 8
        blocks: list[Pairs] = []
        for group, row in zip(self.groups, self._rows, strict=True):
            if not row:
                continue
            ends = self.nodes[_list_bits(row, length)]
            starts = self.nodes[group]
            blocks.append(np.stack([np.repeat(starts, len(ends)), np.tile(ends, len(starts))], axis=1))
        return np.concatenate(blocks) if blocks else np.empty((0, 2), dtype=np.int32)


def _list_bits(row: int, length: int) -> list[int] | NDArray[np.int64]:
    """Return the places of the bits that are set."""
    if row.bit_count() > length:
        bits = np.unpackbits(np.frombuffer(row.to_bytes(length, "little"), dtype=np.uint8), bitorder="little")
        return np.nonzero(bits)[0]
    places = []
    while row:
        low = row & -row
        places.append(low.bit_length() - 1)
        row ^= low
    return places


def _close(successors: list[list[int]], groups: Iterable[list[int]]) -> list[int]:
    """Return for each group the set of nodes that its members reach, as the bits of an integer."""
    reached = [0] * len(successors)
    rows: list[int] = []
    for group in groups:
        row, own = 0, 0
        members = set(group)
        has_circle = len(group) > 1
        for node in group:
            own |= 1 << node
            for following in successors[node]:
                if following in members:
                    has_circle = True
                else:
                    row |= reached[following] | (1 << following)
        if has_circle:
            row |= own
        for node in group:
            reached[node] = row
        rows.append(row)
    return rows
