"""Camps of a variant found again among those of the whole, by the actors that are in some camp of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

DISSOLVED = 0.5
"""The overlap (Jaccard) up to which a camp is dissolved, as Hennig has it; only one camp can overlap by more."""


def find_again(whole: Sequence[Collection[str]], variant: Sequence[Collection[str]]) -> dict[int, int]:
    """Return for camps of a variant, by their place, the camp of the whole that each of them is.

    Parameters
    ----------
    whole, variant : sequence of collections of actors
        Disjoint camps.

    Returns
    -------
    dict of int to int
        Place in `variant` to place in `whole`; each at most once.

    Notes
    -----
    Compared are actors that are in some camp of both, as Hennig compares clusters of a sample with those of all data by
    what was drawn: who lost its last tie of cooperation is no longer in its camp, but says nothing of whether those
    left are still together. A camp is found again in the one that overlaps with it by more than half then, and in which
    two of its actors at least still are.

    References
    ----------
    Hennig (2007), Cluster-wise assessment of cluster stability, Computational Statistics and Data Analysis 52(1),
    258-271.

    Examples
    --------
    >>> find_again([{"a", "b", "c", "d", "e"}, {"x", "y"}], [{"a", "b"}, {"x", "z"}])
    {0: 0}
    >>> find_again([{"a", "b"}, {"x", "y"}], [{"a", "b", "x", "y"}])
    {}
    """
    before = {actor: place for place, actors in enumerate(whole) for actor in actors}
    left = Counter(before[actor] for actors in variant for actor in actors if actor in before)
    found = {}
    for new, actors in enumerate(variant):
        common = Counter(before[actor] for actor in actors if actor in before)
        for old, number in common.items():
            if number > 1 and number > DISSOLVED * (left[old] + common.total() - number):
                found[new] = old
    return found
