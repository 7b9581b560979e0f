"""Alignment: which camp of one division is which camp of another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from sahel_kg.alliances.camps import Camps, find_camps
from sahel_kg.alliances.signed_network import SignedNetwork
from sahel_kg.errors import UsageError

SHARED = 0.5
"""More than this share of the smaller of two camps has to be in both, or they are not the same."""


def align(before: Sequence[Collection[str]], after: Sequence[Collection[str]]) -> dict[int, int]:
    """Match camps of two divisions, each with one at most, so that they overlap as much as can be.

    Parameters
    ----------
    before, after : sequence of collection of str
        The actors of each camp; in `before` an actor may be in several, of several times.

    Returns
    -------
    dict of int to int
        Place in `after` to place in `before`; camps that are like none are missing.

    Notes
    -----
    The sum of Jaccard's coefficients (of all actors in one of two camps, the share in both) is the greatest that there
    is; of equal ones the first in `before` goes first. Two camps can be the same if more than `SHARED` of the smaller
    one is in both: a camp that many join is still that camp, which a threshold of the coefficient itself would deny.

    References
    ----------
    Greene, Doyle and Cunningham (2010), Tracking the evolution of communities in dynamic social networks, ASONAM 2010,
    176-183: communities of a step are matched to the latest ones of each line by Jaccard's coefficient, several to one.
    Here one to one, by assignment (Kuhn 1955), so that a line does not fork.

    Examples
    --------
    >>> align([{"a", "b", "c"}, {"x", "y"}], [{"x", "y", "z"}, {"a", "b"}, {"c", "z"}])
    {0: 1, 1: 0}
    """
    worth = np.zeros((len(before), len(after)))
    for row, old in enumerate(map(set, before)):
        for column, new in enumerate(map(set, after)):
            both = len(old & new)
            if both > SHARED * min(len(old), len(new)):
                # what comes first wins between equals, and never against a better one
                worth[row, column] = both / len(old | new) - 1e-9 * row
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {int(b): int(a) for a, b in sorted(zip(rows, columns, strict=True), key=lambda p: p[1]) if worth[a, b] > 0}


@dataclass(frozen=True)
class Look:
    """The camps of a variant, under the numbers of those of the network as it is that they match.

    Parameters
    ----------
    actors : frozenset of str
        All that have a tie.
    members : mapping of str to int or None
        Actors in camps, with the number; None if the camp matches none.
    firm : mapping of int to set of str
    cost : float or None
        None where there are no camps.
    """

    actors: frozenset[str]
    members: Mapping[str, int | None]
    firm: Mapping[int, set[str]]
    cost: float | None

    def stays(self, actor: str, camp: int | None, firmly: bool) -> bool:
        """Tell whether an actor is where it was: in a camp, firmly if it was, or with ties and in none."""
        if camp is None:
            return actor in self.actors and actor not in self.members
        return actor in self.firm.get(camp, ()) if firmly else self.members.get(actor) == camp


def look_at(network: SignedNetwork, whole: Camps, kind: str) -> Look:
    """Find the camps of a variant and match them to those of the network as it is."""
    actors = frozenset(network.actors)
    try:
        found = find_camps(network, kind=kind)
    except UsageError:  # nobody cooperates, so there are no camps
        return Look(actors, {}, {}, None)
    same = align([camp.actors for camp in whole.camps], [camp.actors for camp in found.camps])
    number = {place: whole.camps[other].number for place, other in same.items()}
    return Look(
        actors,
        {actor: number.get(place) for place, camp in enumerate(found.camps) for actor in camp.actors},
        {number[place]: set(camp.firm) for place, camp in enumerate(found.camps) if place in number},
        found.cost,
    )
