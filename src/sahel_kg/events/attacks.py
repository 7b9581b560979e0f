"""Attacks by who struck whom: how often, when, with how many dead. What ties carry as ``events``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sahel_kg.events.events import SERIES, Event, Events
from sahel_kg.events.nesting import Nesting, nest
from sahel_kg.events.reports import Report, number_in_words
from sahel_kg.events.totals import Pair, Total, add_up
from sahel_kg.vocabulary import compact

_SERIES_LEAST = 2
"""A series is told without telling its events apart: they are several."""


@dataclass(frozen=True)
class Attacks:
    """The attacks of one actor on another.

    Parameters
    ----------
    count : int
    at_least : bool
        Whether there may be more of them: of a series nobody says how many.
    first, last : date, optional
        Between which days they lie; None is 'not stated'.
    deaths : Total, optional
        The dead of the side that was struck, its organs among them; None is 'not stated'.
    within : tuple of (str, str)
        IRI and words of each report of other attacks that counts these dead, too: never to be added.
    """

    count: int
    at_least: bool
    first: date | None
    last: date | None
    deaths: Total | None
    within: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the ``events`` object of a tie (docs/formats/tie.schema.json)."""
        dead = self.deaths
        return {
            "count": self.count,
            "at_least": self.at_least,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "deaths": {"low": dead.low, "best": dead.best, "high": dead.high} if dead else None,
            "within": [compact(iri) for iri, _ in self.within],
        }

    def in_words(self) -> str:
        """Say how many attacks and how many dead: ``at least 2 attacks, at least 101 dead``."""
        known = None if self.at_least else self.count
        said = f"{number_in_words(self.count, known, known)} attack{'s' * (self.count != 1)}"
        if self.deaths:
            told = self.deaths.number()
            said += f", dead: {told}" if "," in told else f", {told} dead"
        return said + (f" (counted in: {'; '.join(words for _, words in self.within)})" if self.within else "")


def count_attacks(
    events: Events,
    told: Events | None = None,
    *,
    labels: Mapping[str, str] | None = None,
    days: tuple[date | None, date | None] = (None, None),
) -> dict[Pair, Attacks]:
    """Return the attacks of each (attacker, target); what an organ does or suffers, its whole does or suffers.

    An event that is part of another of the same two is counted with that one. The dead are counted as `totals` counts
    them everywhere.

    Parameters
    ----------
    events : Events
        Those that count.
    told : Events, optional
        What is told of losses, if it is more than `events`: of all times.
    labels : mapping of str to str, optional
        IRI of an event to its name.
    days : (date, date), optional
        The first and last day of the dead that count, inclusive.
    """
    count = _Count(told or events, labels or {}, days)
    struck: dict[Pair, list[Event]] = defaultdict(list)
    for event in events:
        targets = count.sides(event.targets)
        for attacker in count.sides(event.attackers):
            for target in targets - {attacker}:
                struck[attacker, target].append(event)
    return {pair: count.join(pair[1], found) for pair, found in struck.items()}


def list_suffered(events: Iterable[Event], reports: Iterable[Report], nesting: Nesting) -> list[Report]:
    """Return the reports of losses in some events and in their parts."""
    names = {event.iri for event in events}
    names = names.union(*(nesting.parts.get(name, ()) for name in names))
    return [report for report in reports if report.event in names]


def list_inflicted(events: Events, attacker: str, nesting: Nesting) -> list[Report]:
    """Return the reports of losses that others had in the attacks of an actor or of its organs.

    Parameters
    ----------
    events : Events
    attacker : str
        IRI.
    nesting : Nesting
    """
    strikers = {attacker, *nesting.organs.get(attacker, ())}
    struck = [event for event in events if not strikers.isdisjoint(event.attackers)]
    return [r for r in list_suffered(struck, events.reports, nesting) if strikers.isdisjoint(r.parties)]


class _Count:
    """Counts attacks and their dead, by what is told of losses."""

    def __init__(
        self,
        told: Events,
        labels: Mapping[str, str],
        days: tuple[date | None, date | None],
    ) -> None:
        self.labels, self.days = labels, days
        self.nesting: Nesting = nest(told)
        self.reports = told.reports
        self.wholes: dict[str, set[str]] = defaultdict(set)
        for whole, organs in self.nesting.organs.items():
            for organ in organs:
                self.wholes[organ].add(whole)

    def sides(self, actors: Iterable[str]) -> set[str]:
        """Return some actors, and those whose organs they are."""
        own = set(actors)
        return own.union(*(self.wholes.get(actor, ()) for actor in own))

    def join(self, target: str, events: Sequence[Event]) -> Attacks:
        """Return events of one attacker and one target as one."""
        names = {event.iri for event in events}
        whole = [event for event in events if names.isdisjoint(event.wholes)]
        counts = [self._number(event, events) for event in whole]
        bounds = [claim.bounds for event in whole for claim in event.typing]
        dates = [day for each in bounds for day in (each.earliest_begin, each.latest_end) if day]
        own = list_suffered(events, self.reports, self.nesting)
        dead = add_up(own, self.nesting, target, "Killed", *self.days)
        return Attacks(
            sum(number for number, _ in counts),
            any(is_least for _, is_least in counts),
            min(dates, default=None),
            max(dates, default=None),
            dead if dead.is_told else None,
            tuple(self._around(dead.counted, own)),
        )

    @staticmethod
    def _number(event: Event, others: Sequence[Event]) -> tuple[int, bool]:
        """Return how many events one stands for, and whether there may be more."""
        if event.counts or SERIES not in event.kinds:
            return event.count, False
        parts = sum(other.count for other in others if event.iri in other.wholes)
        return max(parts, _SERIES_LEAST), True

    def _around(self, counted: Iterable[Report], own: Sequence[Report]) -> Iterable[tuple[str, str]]:
        """Yield the reports of other events that count the same dead among their own."""
        others = [report for report in self.reports if report not in own]
        for other in others:
            if any(self.nesting.contains(other, report) for report in counted):
                label = self.labels.get(other.event, compact(other.event))
                yield other.iri, f"{label}, dead: {other.number()}"
