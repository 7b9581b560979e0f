"""Lineages: camps of one period found again in the next, so that a camp keeps its number over time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

LEAST = 0.1
"""The least overlap at which a camp goes on: the threshold that Greene's own program has unless told otherwise."""


def overlap(one: Collection[str], other: Collection[str]) -> float:
    """Return the Jaccard index: the share of common actors among all actors of two camps.

    >>> overlap({"a", "b", "c"}, {"b", "c", "d"})
    0.5
    """
    common = len(set(one) & set(other))
    return common / (len(set(one)) + len(set(other)) - common) if common else 0.0


def match_camps(
    before: Sequence[Collection[str]],
    after: Sequence[Collection[str]],
    *,
    least: float = LEAST,
    ages: Sequence[int] = (),
) -> dict[int, int]:
    """Return for camps of one division, by their place, those of another that they are the continuation of.

    Parameters
    ----------
    before, after : sequence of collections of actors
    least : float
        The least overlap of two camps that are matched.
    ages : sequence of int, optional
        How long ago each of the camps before was seen: of two that overlap as much the younger one goes on.

    Returns
    -------
    dict of int to int
        Place in `after` to place in `before`; each at most once. The sum of overlaps is the largest possible.

    Examples
    --------
    >>> match_camps([{"a", "b"}, {"c", "d", "e"}], [{"c", "d"}, {"x", "y"}, {"a", "b", "e"}])
    {0: 1, 2: 0}
    """
    if not before or not after:
        return {}
    shares = np.array([[overlap(one, other) for other in after] for one in before])
    shares[shares < least] = 0.0
    worth = shares.copy()
    if ages:
        worth -= np.where(shares > 0, 1e-9 * np.array(ages)[:, None], 0.0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    pairs = zip(columns.tolist(), rows.tolist(), strict=True)
    return {new: old for new, old in sorted(pairs) if shares[old, new] > 0}


def align(divisions: Sequence[Sequence[Collection[str]]], *, least: float = LEAST) -> list[list[int]]:
    """Return the number of the line that each camp of each period belongs to.

    Parameters
    ----------
    divisions : sequence of sequences of collections of actors
        The camps of each period, in order of time.
    least : float

    Returns
    -------
    list of lists of int
        Numbers from 1 in the order in which lines appear. A line that is not there for a while may come back.

    Notes
    -----
    Each line is known by the camp in which it was last seen, its front; camps are matched with fronts by Jaccard's
    index, as Greene, Doyle and Cunningham do, but one to one, so that the sum of overlaps is largest: a camp that
    splits goes on in one part, and two that merge in one line. What else overlaps is told as a split or a merger.

    References
    ----------
    Greene, Doyle and Cunningham (2010), Tracking the evolution of communities in dynamic social networks, ASONAM,
    176-183.

    Examples
    --------
    >>> align([[{"a", "b"}, {"c", "d"}], [{"c", "d", "b"}], [{"a", "x"}, {"c", "d"}]])
    [[1, 2], [2], [1, 2]]
    """
    fronts: dict[int, Collection[str]] = {}
    seen: dict[int, int] = {}
    out = []
    for period, camps in enumerate(divisions):
        lines = list(fronts)
        ages = [period - seen[line] for line in lines]
        found = match_camps([fronts[line] for line in lines], camps, least=least, ages=ages)
        numbers = []
        for place, camp in enumerate(camps):
            number = lines[found[place]] if place in found else len(fronts) + 1
            fronts[number], seen[number] = camp, period
            numbers.append(number)
        out.append(numbers)
    return out
