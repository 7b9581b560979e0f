"""Events as claims tell them: the one place where events and losses are read off statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

from pyoxigraph import NamedNode, Triple

from sahel_kg.events.reports import Report
from sahel_kg.frames import Grid, Several
from sahel_kg.record.bounds import NAMES, Bounds
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.record.extents import Extent
from sahel_kg.record.years import Years
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

ATTACKER, TARGET, CARRIED_OUT_BY = (str(SKG[name]) for name in ("attacker", "target", "carriedOutBy"))
OCCURRED_AT, PARTY, _TOGETHER = (str(SKG[name]) for name in ("occurredAt", "party", "partyTogether"))
SERIES = str(SKG.EventSeries)

COLUMNS = ("event", "kinds", "attackers", "targets", "places", "doubtful", "count", *NAMES, "claims")
"""Of a table of events; what of it is told with doubt alone stands in *doubtful* as well."""
DOUBTFUL = (4, 5)
"""Credibility of what is doubtful or improbable; 6 is unknown."""
_ACTOR, _EVENT, _CONFLICT = (PREFIXES[name] for name in ("actor", "event", "conflict"))
_COUNT, _REPORT, _REPORTED_FOR, _LOSS = (
    str(SKG[name]) for name in ("eventCount", "CasualtyReport", "reportedFor", "lossKind")
)
_NUMBERS = tuple(str(SKG[name]) for name in ("low", "best", "high"))
_OF_REPORTS = frozenset({_REPORTED_FOR, PARTY, _TOGETHER, _LOSS, *_NUMBERS})
_WITHIN = {str(SKG.subsumes): "reports", str(SKG.hasSubEvent): "events", str(SKG.hasOrgan): "organs"}
_OF_WHOLE = {
    **{str(SKG.subsumedBy): "reports", str(SKG.subEventOf): "events"},
    **{str(SKG.organOf): "organs", str(SKG.locatedIn): "places"},
}
WITHIN = (*_WITHIN, *_OF_WHOLE)
"""Relations that say that one is within another: all that `read_events` reads of two actors."""
_TOLD_APART = {_COUNT, *_WITHIN, *_OF_WHOLE, PREFIXES["rdfs"] + "label"}
Told = Mapping[str, tuple[Claim, ...]]
"""IRIs, each with the claims that say it."""
Within = Mapping[tuple[str, str], tuple[Claim, ...]]
"""(whole, part) to the claims that say that one is within the other."""


@dataclass(frozen=True)
class Role:
    """What something has to do with an event: it struck, was struck, signed, lost people, or is where it was.

    Parameters
    ----------
    relation : str
        IRI, in the direction in which it is told: ``skg:attacker`` of the event, ``skg:signatoryOf`` of the actor.
    thing : str
        IRI of the actor, the place or whatever else is named.
    claims : tuple of Claim
        Those that say so.
    """

    relation: str
    thing: str
    claims: tuple[Claim, ...]

    @property
    def is_doubtful(self) -> bool:
        """Whether the best of its claims is doubtful or improbable."""
        return min(claim.credibility for claim in self.claims) in DOUBTFUL


@dataclass(frozen=True)
class Event:
    """What claims tell of one event.

    Parameters
    ----------
    iri : str
    kinds : mapping of str to tuple of Claim
        IRI of each of its classes.
    roles : tuple of Role
        Sorted. Whose losses a report counts has a part in the event in which they fell.
    wholes : mapping of str to tuple of Claim
        IRI of each event that it is told to be part of, in one step.
    counts : mapping of int to tuple of Claim
        How many events it stands for, where claims say so.
    details : mapping of (str, str) to tuple of Claim
        Relation and what else it leads to: an event that is not the whole of it, or a text or number as it is told.
    typing : tuple of Claim
        Those that say what it is, sorted.
    describing : tuple of Claim
        Those that say anything else of it, in the order in which they came.
    reports : tuple of Report
        What is told of losses in it.
    lived : tuple of (date or None, date or None)
        The first and the last day of the years of all who had a part in it: it cannot have been at another time.
    """

    iri: str
    kinds: Told = field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    wholes: Told = field(default_factory=dict)
    counts: Mapping[int, tuple[Claim, ...]] = field(default_factory=dict)
    details: Within = field(default_factory=dict)
    typing: tuple[Claim, ...] = ()
    describing: tuple[Claim, ...] = ()
    reports: tuple[Report, ...] = ()
    lived: tuple[date | None, date | None] = (None, None)

    def things(self, relation: str) -> list[str]:
        """Return the IRIs of what has one role."""
        return [role.thing for role in self.roles if role.relation == relation]

    def row(self) -> tuple[object, ...]:
        """Return it as a row of a table, in the order of `COLUMNS`; of several times that are told the first."""
        bounds = next((extent.bounds for extent in self.times), Bounds())
        parts = (self.kinds, self.attackers, self.targets, self.places, self.doubtful)
        claims = {claim.id for claim in (*self.typing, *self.describing)}
        told = (" ".join(map(compact, part)) for part in parts)
        return (compact(self.iri), *told, self.count, *bounds.as_days(), " ".join(sorted(claims)))

    @property
    def attackers(self) -> list[str]:
        """IRIs of those who struck."""
        return self.things(ATTACKER)

    @property
    def targets(self) -> list[str]:
        """IRIs of those who were struck."""
        return self.things(TARGET)

    @property
    def places(self) -> list[str]:
        """IRIs of where it was."""
        return self.things(OCCURRED_AT)

    @property
    def doubtful(self) -> list[str]:
        """IRIs of those who struck, of the struck and of places that no claim tells without doubt."""
        in_table = [role for role in self.roles if role.relation in (ATTACKER, TARGET, OCCURRED_AT)]
        return [role.thing for role in in_table if role.is_doubtful]

    @property
    def count(self) -> int:
        """How many events it stands for: the highest number that is told, else one."""
        return max(self.counts, default=1) or 1

    def within_years(self, told: Extent) -> Extent:
        """Return when it can have been of a time that is told: within the years of all, if it can have been then."""
        return told.clip(*self.lived) or told

    @cached_property
    def times(self) -> Mapping[Extent, tuple[Claim, ...]]:
        """When it was, each time with the claims that give it: those that say what it is, if there are any."""
        found: dict[Extent, list[Claim]] = defaultdict(list)
        for claim in self.typing or self.describing:
            found[Extent(claim.bounds, claim.aspect or "happening")].append(claim)
        return {extent: tuple(claims) for extent, claims in sorted(found.items(), key=lambda each: str(each[0]))}


@dataclass(frozen=True)
class Events(Several[Event]):
    """What some claims tell of events and losses; iterates over the events, sorted by IRI.

    Parameters
    ----------
    by_iri : mapping of str to Event
        Every event that is spoken of, if only as the event in which somebody fell.
    reports : tuple of Report
        Casualty reports, sorted; incomplete ones are left out. They may be for missions and campaigns, too.
    subsumed : mapping of (str, str) to tuple of Claim
        Report and report that it is said to subsume.
    parts : mapping of (str, str) to tuple of Claim
        Event and event that is said to be part of it.
    organs : mapping of (str, str) to tuple of Claim
        Actor and actor that is said to be its organ: what an organ loses its whole loses.
    places : mapping of (str, str) to tuple of Claim
        Place and place that is said to lie in it.
    """

    by_iri: Mapping[str, Event]
    reports: tuple[Report, ...]
    subsumed: Within
    parts: Within
    organs: Within
    places: Within

    def things(self) -> tuple[Event, ...]:
        """Return the events, sorted by IRI."""
        return tuple(self.by_iri.values())

    def __iter__(self) -> Iterator[Event]:
        return iter(self.by_iri.values())

    def grid(self) -> Grid:
        """Return them as a table, an event a row."""
        return Grid(COLUMNS, [event.row() for event in self], "Events", types={"count": "whole"})


def is_event(iri: str) -> bool:
    """Tell whether something is an event; losses are reported for missions and campaigns, too, which are actors."""
    return iri.startswith(_EVENT)


def is_conflict(iri: str) -> bool:
    """Tell whether something is what a data set counts as one conflict over its years."""
    return iri.startswith(_CONFLICT)


def read_events(claims: Iterable[Claim], years: Years | None = None) -> Events:
    """Return what claims tell of events, in one pass over their statements.

    A number that is none is left out (validation names it).

    Parameters
    ----------
    claims : iterable of Claim
        Those that count.
    years : mapping, optional
        IRI of an actor to the first and last day on which it is known to have existed.
    """
    notes = _Notes(years or {})
    for claim in claims:
        for triple in claim.statement:
            notes.take(claim, triple)
    return notes.finish()


_Claims = dict[str, Claim]
"""Claims by IRI, each once."""


def _tuple(claims: _Claims) -> tuple[Claim, ...]:
    return tuple(claims.values())


@dataclass
class _EventNotes:
    kinds: dict[str, _Claims] = field(default_factory=lambda: defaultdict(dict))
    roles: dict[tuple[str, str], _Claims] = field(default_factory=lambda: defaultdict(dict))
    wholes: dict[str, _Claims] = field(default_factory=lambda: defaultdict(dict))
    counts: dict[int, _Claims] = field(default_factory=lambda: defaultdict(dict))
    details: dict[tuple[str, str], _Claims] = field(default_factory=lambda: defaultdict(dict))
    describing: _Claims = field(default_factory=dict)

    def finish(self, iri: str, reports: tuple[Report, ...], years: Years) -> Event:
        typing = {claim.iri: claim for found in self.kinds.values() for claim in found.values()}
        for report in reports:
            for party in report.parties:
                self.roles[PARTY, party].update((claim.iri, claim) for claim in report.claims)
        return Event(
            iri,
            {kind: _tuple(found) for kind, found in sorted(self.kinds.items())},
            tuple(Role(*key, _tuple(found)) for key, found in sorted(self.roles.items())),
            {whole: _tuple(found) for whole, found in sorted(self.wholes.items())},
            {number: _tuple(found) for number, found in sorted(self.counts.items())},
            {detail: _tuple(found) for detail, found in sorted(self.details.items())},
            tuple(typing[name] for name in sorted(typing)),
            _tuple(self.describing),
            reports,
            _meet(years[thing] for _, thing in self.roles if thing in years),
        )


@dataclass
class _ReportNotes:
    said: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    typing: _Claims = field(default_factory=dict)
    makers: _Claims = field(default_factory=dict)

    def finish(self, iri: str) -> Report | None:
        """Return the report; None if it is incomplete."""
        event, party, loss = (min(self.said[name], default="") for name in (_REPORTED_FOR, PARTY, _LOSS))
        together = () if party else tuple(sorted(self.said[_TOGETHER]))
        if not (self.typing and event and (party or together) and loss):
            return None
        low, best, high = (_least(self.said[name]) for name in _NUMBERS)
        made = sorted(self.makers.values(), key=lambda claim: (claim.iri not in self.typing, claim.iri))
        return Report(iri, event, party, loss.removeprefix(str(SKG)), low, best, high, tuple(made), together)


def _meet(spans: Iterable[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """Return the days that all of some spans share; if there are none, that nothing is known."""
    several = list(spans)
    first = max((day for day, _ in several if day), default=None)
    last = min((day for _, day in several if day), default=None)
    return (None, None) if first and last and first > last else (first, last)


def _least(told: Iterable[str]) -> int | None:
    return min((number for number in map(_number, told) if number is not None), default=None)


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


class _Notes:
    """What has been heard so far, claim by claim."""

    def __init__(self, years: Years) -> None:
        self.years = years
        self.events: dict[str, _EventNotes] = defaultdict(_EventNotes)
        self.reports: dict[str, _ReportNotes] = defaultdict(_ReportNotes)
        self.within: dict[str, dict[tuple[str, str], _Claims]] = {
            name: defaultdict(dict) for name in _OF_WHOLE.values()
        }

    def take(self, claim: Claim, triple: Triple) -> None:
        """Take note of one triple of a claim."""
        subject, predicate, obj = value(triple.subject), triple.predicate.value, value(triple.object)
        if predicate in _WITHIN:
            self.within[_WITHIN[predicate]][subject, obj][claim.iri] = claim
        elif predicate in _OF_WHOLE:
            self.within[_OF_WHOLE[predicate]][obj, subject][claim.iri] = claim
        elif predicate in _OF_REPORTS or (predicate == RDF_TYPE and obj == _REPORT):
            self._take_report(claim, subject, predicate, obj)
        is_thing = isinstance(triple.object, NamedNode)
        if is_event(subject):
            self._take_event(claim, subject, predicate, obj, is_thing)
            if predicate == _COUNT and (number := _number(obj)) is not None:
                self.events[subject].counts[number][claim.iri] = claim
        if is_thing and is_event(obj):
            about = self.events[obj]  # it is known from now on, if only by name
            if subject.startswith(_ACTOR):
                about.roles[predicate, subject][claim.iri] = claim

    def _take_report(self, claim: Claim, subject: str, predicate: str, obj: str) -> None:
        report = self.reports[subject]
        report.makers[claim.iri] = claim
        if predicate == RDF_TYPE:
            report.typing[claim.iri] = claim
        else:
            report.said[predicate].add(obj)

    def _take_event(self, claim: Claim, subject: str, predicate: str, obj: str, is_thing: bool) -> None:
        event = self.events[subject]
        if predicate == RDF_TYPE and is_thing:
            event.kinds[obj][claim.iri] = claim
            return
        event.describing[claim.iri] = claim
        if is_thing and not is_event(obj):
            event.roles[predicate, obj][claim.iri] = claim
        elif predicate not in _TOLD_APART:
            event.details[predicate, obj][claim.iri] = claim

    def finish(self) -> Events:
        """Return it all as it stands."""
        made = (notes.finish(iri) for iri, notes in self.reports.items())
        reports = sorted((r for r in made if r), key=lambda r: (r.event, r.party, r.loss, r.source, r.iri))
        fallen: dict[str, list[Report]] = defaultdict(list)
        for report in reports:
            fallen[report.event].append(report)
        for (whole, part), claims in self.within["events"].items():
            if part in self.events:
                self.events[part].wholes[whole] = claims
        within = {
            name: MappingProxyType({pair: _tuple(claims) for pair, claims in found.items()})
            for name, found in self.within.items()
        }
        return Events(
            MappingProxyType(
                {iri: self.events[iri].finish(iri, tuple(fallen[iri]), self.years) for iri in sorted(self.events)}
            ),
            tuple(reports),
            within["reports"],
            within["events"],
            within["organs"],
            within["places"],
        )
