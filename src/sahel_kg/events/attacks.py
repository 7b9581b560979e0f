"""Attacks by who struck whom: how often, when, with how many dead. What ties carry as ``events``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sahel_kg.events.events import Event, Events
from sahel_kg.events.reports import Report

Pair = tuple[str, str]


@dataclass(frozen=True)
class Attacks:
    """The attacks of one actor on another.

    Parameters
    ----------
    count : int
    first, last : date, optional
        Between which days they lie; None is 'not stated'.
    deaths : int, optional
        The dead of the side that was struck; None is 'not stated'.
    """

    count: int
    first: date | None
    last: date | None
    deaths: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return the ``events`` object of a tie (docs/formats/tie.schema.json)."""
        return {
            "count": self.count,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "deaths": self.deaths,
        }


def count_attacks(events: Events, identities: Mapping[str, str] | None = None) -> dict[Pair, Attacks]:
    """Return the attacks of each (attacker, target).

    An event that is part of another of the same two is counted with that one; the dead are those of the target's
    side, the highest of several reports on one event, so that nobody counts twice.

    Parameters
    ----------
    events : Events
    identities : mapping, optional
        IRI of an actor to the one that it is shown as.
    """
    shown = identities or {}
    struck: dict[Pair, list[Event]] = defaultdict(list)
    for event in events:
        targets = {shown.get(target, target) for target in event.targets}
        for attacker in {shown.get(each, each) for each in event.attackers}:
            for target in targets:
                struck[attacker, target].append(event)
    return {pair: _join(pair[1], found, shown) for pair, found in struck.items()}


def _join(target: str, events: Sequence[Event], shown: Mapping[str, str]) -> Attacks:
    names = {event.iri for event in events}
    whole = [event for event in events if names.isdisjoint(event.wholes)]
    bounds = [claim.bounds for event in whole for claim in event.typing]
    days = [day for each in bounds for day in (each.earliest_begin, each.latest_end) if day]
    dead = [number for event in whole if (number := _deaths(event.reports, target, shown)) is not None]
    return Attacks(
        sum(event.count for event in whole),
        min(days, default=None),
        max(days, default=None),
        sum(dead) if dead else None,
    )


def _deaths(reports: Iterable[Report], party: str, shown: Mapping[str, str]) -> int | None:
    """Return the highest number of dead of a party that is told."""
    own = [r for r in reports if r.loss == "Killed" and shown.get(r.party, r.party) == party]
    return max((number for r in own for number in (r.best, r.low) if number is not None), default=None)
