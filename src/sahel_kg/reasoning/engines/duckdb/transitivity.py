"""Transitive properties closed in memory: a chain of a thousand is half a million pairs, not 166 million joins."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import duckdb

Block = tuple[int, list[int], list[int]]
"""A property, and things that it joins: each of the first with each of the last."""

FEW_PAIRS = 2_000
"""Up to so many are written into the query."""
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
    starts, ends : sequence of int
        Pairs that the property joins.
    """

    def __init__(self, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.nodes = sorted({*starts, *ends})
        self._starts, self._ends = starts, ends

    @cached_property
    def _closed(self) -> tuple[list[list[int]], list[int]]:
        """The groups of nodes that reach each other, and what each reaches as the bits of an integer."""
        places = {node: place for place, node in enumerate(self.nodes)}
        successors: list[list[int]] = [[] for _ in self.nodes]
        for start, end in zip(self._starts, self._ends, strict=True):
            successors[places[start]].append(places[end])
        groups = components(successors)
        return groups, _close(successors, groups)

    def count(self) -> int:
        """Return the number of pairs."""
        return sum(len(group) * row.bit_count() for group, row in zip(*self._closed, strict=True))

    def blocks(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield things with all that each of them reaches."""
        for group, row in zip(*self._closed, strict=True):
            if row:
                yield [self.nodes[place] for place in group], [self.nodes[place] for place in _list_bits(row)]


def _list_bits(row: int) -> Iterable[int]:
    """Return the places of the bits that are set."""
    if row.bit_count() > max(FEW_PAIRS, row.bit_length() // 8):
        import numpy as np

        content = np.frombuffer(row.to_bytes((row.bit_length() + 7) // 8, "little"), dtype=np.uint8)
        places: list[int] = np.nonzero(np.unpackbits(content, bitorder="little"))[0].tolist()
        return places
    found = []
    while row:
        low = row & -row
        found.append(low.bit_length() - 1)
        row ^= low
    return found


@contextlib.contextmanager
def select_pairs(connection: duckdb.DuckDBPyConnection, blocks: Sequence[Block]) -> Iterator[list[str]]:
    """Give a query, if there are blocks, of the triples that they stand for."""
    count = sum(len(starts) * len(ends) for _, starts, ends in blocks)
    if count <= FEW_PAIRS:
        rows = (f"({start}, {link}, {end})" for link, starts, ends in blocks for start in starts for end in ends)
        yield [f"SELECT * FROM (VALUES {', '.join(rows)}) reached (s, p, o)"] if blocks else []
        return
    import numpy as np  # its import takes longer than to close a small graph

    columns = {
        "s": np.concatenate([np.repeat(np.array(starts, np.int32), len(ends)) for _, starts, ends in blocks]),
        "p": np.repeat(
            np.array([link for link, _, _ in blocks], np.int32), [len(starts) * len(ends) for _, starts, ends in blocks]
        ),
        "o": np.concatenate([np.tile(np.array(ends, np.int32), len(starts)) for _, starts, ends in blocks]),
    }
    connection.register("reached", columns)
    try:
        yield ["SELECT s, p, o FROM reached"]
    finally:
        connection.unregister("reached")


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
