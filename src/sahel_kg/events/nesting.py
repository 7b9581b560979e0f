"""Nesting: which reports count the same dead, and which surely do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sahel_kg.events.events import SERIES, Events, is_conflict
from sahel_kg.events.reports import Report


@dataclass(frozen=True)
class Nesting:
    """How reports, events and parties relate.

    Parameters
    ----------
    subsumes : mapping of str to set of str
        Report to the reports within it, transitively.
    parts : mapping of str to set of str
        Event to the events that are parts of it, transitively.
    organs : mapping of str to set of str
        Actor to its organs, transitively.
    single : frozenset of str
        Events that are one event each, told apart from others: no series, no missions.
    """

    subsumes: Mapping[str, Collection[str]]
    parts: Mapping[str, Collection[str]]
    organs: Mapping[str, Collection[str]]
    single: frozenset[str]

    def contains(self, whole: Report, part: Report) -> str | None:
        """Say by what a report counts the dead of another among its own; None if nothing says that it does."""
        if part.iri in self.subsumes.get(whole.iri, ()):
            return "a claim says that it subsumes the other"
        same = whole.loss == part.loss and all(self._are_among(party, whole) for party in part.parties)
        if same and part.event in self.parts.get(whole.event, ()):
            return "its event has the other's as a part"
        return None

    def shares_party(self, one: Report, other: Report) -> bool:
        """Tell whether the dead of both can be the same: of one party, or of an organ of it."""
        return any(self._are_among(party, other) for party in one.parties)

    def _are_among(self, party: str, report: Report) -> bool:
        """Tell whether the dead of a party can be among those of a report."""
        return any(
            party == counted or party in self.organs.get(counted, ()) or counted in self.organs.get(party, ())
            for counted in report.parties
        )

    def counts_for(self, party: str, report: Report) -> bool:
        """Tell whether a report counts losses of a party or of an organ of it, and nobody else's."""
        return report.party == party or report.party in self.organs.get(party, ())

    def counts_with_others(self, party: str, report: Report) -> bool:
        """Tell whether a report counts losses of a party, or of an organ of it, together with others'."""
        return any(each == party or each in self.organs.get(party, ()) for each in report.together)

    def concerns(self, subject: str, report: Report) -> bool:
        """Tell whether a report is for an event or a part of it, for a mission, or for an actor or an organ of it."""
        in_it = report.event == subject or report.event in self.parts.get(subject, ())
        return in_it or self.counts_for(subject, report) or self.counts_with_others(subject, report)

    def are_apart(self, one: Report, other: Report) -> bool:
        """Tell whether the dead of both are surely not the same.

        Two events that one source tells apart are two, as are two parts of one event, and two conflicts of one data
        set; of two sources nobody knows as long as they overlap.
        """
        if not self.shares_party(one, other):
            return True
        first, second = one.bounds, other.bounds
        for early, late in ((first, second), (second, first)):
            if early.latest_end and late.earliest_begin and early.latest_end < late.earliest_begin:
                return True
        events = {one.event, other.event}
        told_apart = (
            events <= self.single
            or all(map(is_conflict, events))
            or any(events <= set(parts) for parts in self.parts.values())
        )
        return told_apart and len(events) == 2 and one.source == other.source


def nest(events: Events) -> Nesting:
    """Return how the reports of some events relate.

    Parameters
    ----------
    events : Events
    """
    single = frozenset(event.iri for event in events if SERIES not in event.kinds)
    subsumes, parts, organs = (reach(_edges(each)) for each in (events.subsumed, events.parts, events.organs))
    return Nesting(subsumes, parts, organs, single)


def reach(edges: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """Return what each node reaches in one step or more; a circle reaches itself."""
    out = {}
    for start in edges:
        found: set[str] = set()
        todo = list(edges[start])
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo.extend(edges.get(node, ()))
        out[start] = frozenset(found)
    return out


def find_report_circles(subsumed: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the reports that subsume themselves, alone or in a circle.

    Two that subsume each other are two reports of the same dead, and so are several if that is said of each two; a
    longer way round says that a part contains its whole.

    Parameters
    ----------
    subsumed : iterable of (str, str)
        Report and report that it subsumes: `Events.subsumed`.
    """
    edges = _edges(subsumed)
    loops: set[tuple[str, ...]] = {(node,) for node, found in edges.items() if node in found}
    reached = reach(edges)
    for node in edges:
        circle = tuple(sorted(other for other in reached[node] if node in reached.get(other, ())))
        one_way = [(a, b) for a in circle for b in edges[a] if b in circle and b != a and a not in edges.get(b, ())]
        if one_way:
            loops.add(circle)
    return sorted(loops)


def _edges(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = defaultdict(set)
    for whole, part in pairs:
        edges[whole].add(part)
    return dict(edges)
