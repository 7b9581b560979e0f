"""Attacks by who struck whom: how often, when, with how many dead. What ties carry as ``events``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.vocabulary import SKG, value

Pair = tuple[str, str]


class Events(TypedDict):
    """The ``events`` object of a tie (docs/formats/tie.schema.json); None is 'not stated'."""

    count: int
    first: str | None
    last: str | None
    deaths: int | None


@dataclass
class _Node:
    """What claims say of one event or casualty report, by the relation's local name."""

    said: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: list[str] = field(default_factory=list)

    def number(self, *relations: str) -> int | None:
        return max((int(n) for relation in relations for n in self.said[relation]), default=None)


def count_attacks(claims: Iterable[Claim], identities: Mapping[str, str] | None = None) -> dict[Pair, Events]:
    """Return the attacks of each (attacker, target).

    An event that is part of another of the same two is counted with that one; the dead are those of the target's
    side, the highest of several reports on one event, so that nobody counts twice.

    Parameters
    ----------
    claims : iterable of Claim
        Those that count.
    identities : mapping, optional
        IRI of an actor to the one that it is shown as.
    """
    shown = identities or {}
    nodes: dict[str, _Node] = defaultdict(_Node)
    for claim in claims:
        for triple in claim.statement:
            node = nodes[value(triple.subject)]
            obj = value(triple.object)
            node.said[triple.predicate.value.removeprefix(str(SKG))].add(shown.get(obj, obj))
            if triple.predicate.value == RDF_TYPE:
                bounds = (claim.bounds.earliest_begin, claim.bounds.latest_end)
                node.days.extend(day.isoformat() for day in bounds if day)
    deaths: dict[Pair, int] = {}
    for report in list(nodes.values()):
        number = report.number("best", "low")
        if number is not None and str(SKG.Killed) in report.said["lossKind"]:
            for event in report.said["reportedFor"]:
                for party in report.said["party"]:
                    deaths[event, party] = max(number, deaths.get((event, party), 0))
    struck: dict[Pair, list[str]] = defaultdict(list)
    for event in sorted(nodes):
        for attacker in nodes[event].said["attacker"]:
            for target in nodes[event].said["target"]:
                struck[attacker, target].append(event)
    return {pair: _total(pair[1], events, nodes, deaths) for pair, events in struck.items()}


def _total(target: str, events: list[str], nodes: dict[str, _Node], deaths: dict[Pair, int]) -> Events:
    whole = [event for event in events if nodes[event].said["subEventOf"].isdisjoint(events)]
    days = [day for event in whole for day in nodes[event].days]
    dead = [deaths[event, target] for event in whole if (event, target) in deaths]
    return {
        "count": sum(nodes[event].number("eventCount") or 1 for event in whole),
        "first": min(days, default=None),
        "last": max(days, default=None),
        "deaths": sum(dead) if dead else None,
    }
