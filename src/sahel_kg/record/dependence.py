"""Dependence: which sources draw on which, and how many of some are independent.

Three reports of which two draw on the third are one confirmation, not three: roots are counted, not reports. What a
source draws on is stated where it is declared: ``source:a skg:drawsOn source:b``.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Quad

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import DataError, Problem
from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import TieKey
from sahel_kg.vocabulary import SKG, compact, value

DrawsOn = Mapping[str, Collection[str]]
"""IRI of a source to those that it draws on."""


@dataclass(frozen=True)
class Confirmation:
    """How well something is confirmed.

    Parameters
    ----------
    n : int
        The largest number of confirming sources of which no two have a root in common.
    independent : tuple of str
        One such choice of sources, IRIs, sorted; the first by name where there are several.
    sources : tuple of str
        All sources that confirm it.
    roots : tuple of str
        What these go back to. There may be more roots than `n`: a report that draws on two is one report.
    """

    n: int = 0
    independent: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it with CURIEs."""
        named = {k: list(map(compact, getattr(self, k))) for k in ("independent", "sources", "roots")}
        return {"n": self.n, **named}


@dataclass(frozen=True)
class Confirming:
    """Sources that say a tie, or from each of which alone it follows, at one time.

    Parameters
    ----------
    key : TieKey
        The tie, of IRIs.
    extent : Extent
    sources : tuple of str
        IRIs, sorted; none where it takes several together.
    said : bool
        Whether they say it; else it follows.
    background : bool
        Whether it follows from Background alone.
    """

    key: TieKey
    extent: Extent
    sources: tuple[str, ...]
    said: bool
    background: bool = False


def read_draws_on(about: Iterable[Quad]) -> dict[str, tuple[str, ...]]:
    """Return what each source says that it draws on, sorted.

    Parameters
    ----------
    about : iterable of Quad
        What is said about sources.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for quad in about:
        if quad.predicate.value == str(SKG.drawsOn):
            found[value(quad.subject)].add(value(quad.object))
    return {source: tuple(sorted(others)) for source, others in sorted(found.items())}


def find_circles(draws_on: DrawsOn) -> list[tuple[str, ...]]:
    """Return sources that draw on each other in a circle, each circle once, from its first source by name.

    Examples
    --------
    >>> find_circles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]})
    [('a', 'b', 'c')]
    """
    found: list[tuple[str, ...]] = []
    told: set[str] = set()
    for source in sorted(draws_on):
        if source not in told and (circle := _way_back(source, draws_on)):
            found.append(circle)
            told.update(circle)
    return found


def _way_back(source: str, draws_on: DrawsOn) -> tuple[str, ...]:
    """Return the shortest way from a source to itself; nothing if there is none."""
    ways: dict[str, tuple[str, ...]] = {}
    todo: deque[tuple[str, tuple[str, ...]]] = deque([(source, (source,))])
    while todo:
        current, way = todo.popleft()
        for other in sorted(draws_on.get(current, ())):
            if other == source:
                return way
            if other not in ways:
                ways[other] = (*way, other)
                todo.append((other, ways[other]))
    return ()


def tell_circle(circle: Iterable[str]) -> str:
    """Say what is wrong with a circle of sources and what to do."""
    names = list(map(compact, circle))
    if len(names) == 1:
        return "draws on itself: drop that skg:drawsOn"
    way = ", which draws on ".join([*names[1:], names[0]])
    return f"draws on {way}: a circle has no root, drop the skg:drawsOn that is wrong"


def roots(sources: Iterable[str], draws_on: DrawsOn) -> frozenset[str]:
    """Return what sources go back to in the end: those that draw on nothing, possibly themselves.

    Parameters
    ----------
    sources : iterable of str
    draws_on : mapping

    Raises
    ------
    DataError
        If they run into a circle.

    Examples
    --------
    >>> sorted(roots(["a", "d"], {"a": ["b"], "b": ["c"]}))
    ['c', 'd']
    """
    found, seen, todo = set(), set(), list(sources)
    while todo:
        source = todo.pop()
        if source in seen:
            continue
        seen.add(source)
        if not draws_on.get(source):
            found.add(source)
        elif circle := _way_back(source, draws_on):
            raise DataError([Problem("", compact(source), tell_circle(circle))])
        todo.extend(draws_on.get(source, ()))
    return frozenset(found)


@refuses_others
def count_independent(sources: Iterable[str], draws_on: DrawsOn) -> Confirmation:
    """Count the sources that are independent of each other.

    Two sources depend on each other if a root of one is a root of the other. What is returned is the largest set of
    which no two do: a set packing, worked out exactly, for the sources of one tie are few.

    Parameters
    ----------
    sources : iterable of str
        Those that confirm something.
    draws_on : mapping

    Raises
    ------
    DataError
        If they run into a circle.
    """
    all_of = {source: roots((source,), draws_on) for source in sorted(set(sources))}
    # a source that is a root itself stands for all that draw on it; one with more roots never serves better
    order = sorted(all_of, key=lambda s: (len(all_of[s]), s not in all_of[s], s))
    useful: list[str] = []
    for source in order:
        if not any(all_of[other] <= all_of[source] for other in useful):
            useful.append(source)
    best = tuple(sorted(_pack(tuple(useful), all_of)))
    together = frozenset[str]().union(*all_of.values())
    return Confirmation(len(best), best, tuple(all_of), tuple(sorted(together)))


def _pack(sources: tuple[str, ...], roots_of: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the largest choice of sources without a common root, the first in their order if there are several."""
    if not sources:
        return ()
    first, *others = sources
    free = tuple(s for s in others if roots_of[first].isdisjoint(roots_of[s]))
    with_first = (first, *_pack(free, roots_of))
    if len(free) == len(others):
        return with_first
    without = _pack(tuple(others), roots_of)
    return without if len(without) > len(with_first) else with_first
