"""Heaps: reports of the same dead as one number, and what several of them add up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sahel_kg.events.events import is_event
from sahel_kg.events.nesting import Nesting
from sahel_kg.events.reports import Report
from sahel_kg.vocabulary import compact

_MOST_EXACTLY = 12
"""Among up to so many overlapping heaps the largest sum of heaps apart is found exactly, else greedily."""


@dataclass(frozen=True)
class Heap:
    """Reports of the same dead as one number, the surest report first."""

    reports: tuple[Report, ...]
    low: int
    best: int | None
    high: int | None

    @property
    def name(self) -> str:
        """CURIE of its first report."""
        return compact(self.reports[0].iri)

    @property
    def differs(self) -> bool:
        """Whether two of its reports cannot both be right."""
        return any(one.disagrees(other) for one, other in combinations(self.reports, 2))


@dataclass(frozen=True)
class Sum:
    """What heaps add up to, with what a reader should know of it."""

    low: int
    best: int | None
    high: int | None
    notes: tuple[str, ...] = ()


def gather(reports: Sequence[Report], nesting: Nesting) -> list[Heap]:
    """Put reports of the same dead together: those that subsume each other, and accounts of one event and party."""
    groups: list[list[Report]] = []
    for report in sorted(reports, key=lambda r: (r.source, r.iri)):
        met = [group for group in groups if any(_same_dead(report, other, nesting) for other in group)]
        groups = [group for group in groups if group not in met]
        groups.append([each for group in met for each in group] + [report])
    return sorted(map(_heap, groups), key=lambda heap: heap.reports[0].iri)


def _heap(reports: Sequence[Report]) -> Heap:
    ordered = tuple(sorted(reports, key=lambda r: (r.best is None, r.iri)))
    bests = {report.best for report in ordered if report.best is not None}
    best = bests.pop() if len(bests) == 1 else None
    agree = not any(one.disagrees(other) for one, other in combinations(ordered, 2))
    # accounts that agree narrow each other down; of those that do not, either may be right
    low = (max if agree else min)(report.least for report in ordered)
    highs = [report.most for report in ordered]
    limits = [limit for limit in highs if limit is not None]
    high = (min(limits) if limits else None) if agree else None if None in highs else max(limits)
    return Heap(ordered, low, best, high)


def _same_dead(one: Report, other: Report, nesting: Nesting) -> bool:
    if one.loss != other.loss:
        return False
    contains, within = nesting.contains(one, other), nesting.contains(other, one)
    if contains or within:
        return bool(contains and within)
    return one.event == other.event and is_event(one.event) and one.parties == other.parties


def tell_within(whole: Heap, part: Heap, nesting: Nesting) -> str | None:
    """Say by what one heap lies within another; None if nothing says that it does."""
    found = (nesting.contains(one, other) for one in whole.reports for other in part.reports)
    return next((reason for reason in found if reason), None)


def add(heaps: Sequence[Heap], nesting: Nesting) -> Sum:
    """Add heaps of which none lies within another; what may be the same dead is not added to the low number."""
    bests, highs = [heap.best for heap in heaps], [heap.high for heap in heaps]
    low = 0
    notes = []
    for cluster in _overlapping(heaps, nesting):
        low += _heaviest(cluster, nesting)
        if len(cluster) > 1:
            listed = " and ".join(heap.name for heap in cluster)
            notes.append(
                f"{listed} may count the same dead, and no claim says whether: "
                "low is the larger of them, high their sum"
            )
    best = None if notes or None in bests else sum(number for number in bests if number is not None)
    high = None if None in highs else sum(number for number in highs if number is not None)
    return Sum(low, best, high, tuple(notes))


def _are_apart(one: Heap, other: Heap, nesting: Nesting) -> bool:
    return any(nesting.are_apart(a, b) for a in one.reports for b in other.reports)


def _overlapping(heaps: Sequence[Heap], nesting: Nesting) -> Iterator[list[Heap]]:
    """Yield the heaps in clusters that may have dead in common."""
    left = list(heaps)
    while left:
        cluster = [left.pop(0)]
        for heap in cluster:  # grows on the way
            near = [other for other in left if not _are_apart(heap, other, nesting)]
            left = [other for other in left if other not in near]
            cluster += near
        yield cluster


def _heaviest(heaps: Sequence[Heap], nesting: Nesting) -> int:
    """Return the largest sum of heaps that have surely nobody in common: so many fell at least."""
    if len(heaps) == 1:
        return heaps[0].low
    import networkx as nx

    ordered = sorted(heaps, key=lambda heap: -heap.low)
    if len(ordered) <= _MOST_EXACTLY:
        apart = nx.Graph()
        apart.add_nodes_from((place, {"low": heap.low}) for place, heap in enumerate(ordered))
        pairs = combinations(range(len(ordered)), 2)
        apart.add_edges_from((a, b) for a, b in pairs if _are_apart(ordered[a], ordered[b], nesting))
        return int(nx.max_weight_clique(apart, weight="low")[1])
    kept: list[Heap] = []
    for heap in ordered:
        if all(_are_apart(heap, other, nesting) for other in kept):
            kept.append(heap)
    return sum(heap.low for heap in kept)
