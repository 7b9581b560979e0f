"""By what other actors of data sets an actor is told of: what a person decided about their numbers, in a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sahel_kg import tables
from sahel_kg.record.identities import STANDS_FOR
from sahel_kg.vocabulary import compact

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.record.bounds import Bounds
    from sahel_kg.ties.ties import Tie


def tell_decided(ties: Iterable[Tie], own: Iterable[str], opened: Build) -> str:
    """Return a line on who stands for an actor, for whom it does and with whom it is in part the same; "" if nobody.

    Parameters
    ----------
    ties : iterable of Tie
        Of `identities.WHOSE_NUMBER`.
    own : iterable of str
        IRIs of the actor.
    opened : Build
    """
    told: dict[str, dict[str, None]] = defaultdict(dict)
    mine = set(own)
    for tie in ties:
        word, other = "Told of in part as", tie.object if tie.subject in mine else tie.subject
        if tie.relation == STANDS_FOR:
            word = "Stands for" if tie.subject in mine else "Also told of as"
        called = opened.actors.name(other)
        says = [compact(other), _when(tie.bounds), *(claim.id.partition(":")[2] for claim in tie.claims)]
        denied = "not " * (tie.status == "denied")
        told[word][f"{denied}{called} ({', '.join(filter(None, says))})"] = None
    return tables.printable("; ".join(f"{word} {', '.join(each)}" for word, each in sorted(told.items())))


def _when(bounds: Bounds) -> str:
    begin, end = bounds.earliest_begin or bounds.latest_begin, bounds.latest_end
    if begin and end and begin.year != end.year:
        return f"{begin.year} to {end.year}"
    return f"until {end.year}" if end else f"from {begin.year} on" if begin else ""
