"""Casualties of a build: reports of losses side by side, and totals that count nobody twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, choose_from
from sahel_kg.events.areas import read_area
from sahel_kg.events.attacks import list_inflicted
from sahel_kg.events.events import Events
from sahel_kg.events.names import find_place, find_subject
from sahel_kg.events.nesting import Nesting, nest
from sahel_kg.events.reports import Report
from sahel_kg.events.totals import EVERYBODY, Located, Total, add_up, add_up_together, list_by_year, list_totals
from sahel_kg.frames import Listing, Types
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import NAMES, Day, read_day, want_days
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.ties.coverage import tell_ends_within
from sahel_kg.ties.situation import want_build
from sahel_kg.vocabulary import SKG, compact, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

REPORT_COLUMNS = (
    *("event", "event_label", "party", "party_label", "loss", "low", "best", "high"),
    *(*NAMES, "source", "claims"),
)
TOTAL_COLUMNS = ("party", "party_label", "whose", "loss", "low", "best", "high", "counted", "contains", "excluded")
YEAR_COLUMNS = ("year", *TOTAL_COLUMNS)
_CONFLICT_OF = str(SKG.conflictOf)
_NUMBERS: Types = dict.fromkeys(("year", "low", "best", "high", "counted", "contains", "excluded"), "whole")


@refuses_others
def list_reports(
    build: Build,
    name: str | Actor | None = None,
    since: Day | None = None,
    *,
    as_of: Day | None = None,
    inflicted_by: str | Actor | None = None,
    place: str | None = None,
) -> Listing[Report]:
    """Return the casualty reports of a build, side by side: those for one event, party and kind of loss together.

    Parameters
    ----------
    build : Build
    name : str, optional
        CURIE, IRI or name of an event, or of a party or mission; an actor stands for its organs as well.
    since : date, datetime, str or int, optional
        Losses that may have been on that day or later; a month or a year means its first.
    as_of : date, datetime, str or int, optional
        Short for ``build.at(as_of)``.
    inflicted_by : str, optional
        Of an actor: only losses that others had in its attacks or in those of its organs.
    place : str, optional
        Of a place: only what is not told of elsewhere.

    Raises
    ------
    UsageError
        If nothing, or several things, are called so, and for days in the wrong order.
    """
    build = _see(build, as_of)
    events, first = build.events, _read_since(build, since)
    nesting, subject, is_there = nest(events), _find(build, name), _locate(build, events, place)
    found = [
        report
        for report in _choose(build, events, nesting, inflicted_by)
        if (subject is None or nesting.concerns(subject, report)) and is_there(report) is not False
        if first is None or (report.bounds.latest_end or first) >= first
    ]
    return Listing(found, REPORT_COLUMNS, lambda report: report_row(report, build), "Reports of losses", types=_NUMBERS)


@refuses_others
def total(
    build: Build,
    party: str | Actor | None = None,
    since: Day | None = None,
    *,
    loss: str = "Killed",
    as_of: Day | None = None,
    inflicted_by: str | Actor | None = None,
    place: str | None = None,
) -> Total:
    """Return how many a party lost, nobody counted twice; low and high, and what they contain.

    Parameters
    ----------
    build : Build
        ``build.admitting(...)`` for some evidence only; the day of ``build.at(...)`` is taken if none is given.
    party : str, optional
        CURIE, IRI or name of an actor; its organs belong to it. Without one, everybody.
    since : date, datetime, str or int, optional
        Losses from that day on.
    loss : str
        Kind of loss, ``Killed`` or ``Lost``, in any case. They are not added: those lost may have been killed.
    as_of : date, datetime, str or int, optional
        Losses until that day. A report whose window goes on makes the high number higher, not the low one.
    inflicted_by, place : str, optional
        As for `list_reports`. A report of no place, or of a wider one, makes the high number higher, not the low one.

    Returns
    -------
    Total
        Its ``joint`` is what the party and others lost that is told as one figure, if any is: never added to another.

    Raises
    ------
    UsageError
        For an unknown actor, place or kind of loss, or days in the wrong order.
    """
    want_build(build)
    actor = EVERYBODY if party is None else build.whole.actors.find(party).iri
    build = _see(build, as_of)
    kinds = {
        value(quad.subject).removeprefix(str(SKG))
        for quad in build.ontology
        if value(quad.predicate) == RDF_TYPE and value(quad.object) == str(SKG.LossKind)
    }
    loss = next((kind for kind in kinds if kind.casefold() == str(loss).casefold()), loss)
    if loss not in kinds:
        raise UsageError(f"no kind of loss '{loss}': {choose_from(loss, sorted(kinds))}")
    reports, nesting, _, first, last, is_there = _told(build, None, since, inflicted_by, place)
    own = add_up(reports, nesting, actor, loss, first, last, is_there)
    joint = add_up_together(reports, nesting, actor, loss, first, last, is_there) if party is not None else None
    return replace(own, joint=joint) if joint and joint.together[1:] else own


@refuses_others
def totals(
    build: Build,
    name: str | Actor | None = None,
    since: Day | None = None,
    *,
    as_of: Day | None = None,
    inflicted_by: str | Actor | None = None,
    place: str | None = None,
) -> Listing[Total]:
    """Return a total of each party and kind of loss that is reported, of one actor, or in one event.

    Where several parties have losses and none is asked for, everybody's come last. Losses of the actor that is asked
    for and others that are told as one figure have a total of their own (``together``), to be added to no other.

    Parameters
    ----------
    build : Build
    name : str, optional
        Of an actor, who stands for its organs as well, or of an event.
    since : date, datetime, str or int, optional
        Losses from that day on; a month or a year means its first.
    as_of : date, datetime, str or int, optional
        Short for ``build.at(as_of)``.
    inflicted_by, place : str, optional
        As for `total`.
    """
    build = _see(build, as_of)
    found = list_totals(*_told(build, name, since, inflicted_by, place))
    return Listing(found, TOTAL_COLUMNS, lambda total: total_row(total, build), "Losses", types=_NUMBERS)


@refuses_others
def by_year(
    build: Build,
    name: str | Actor | None = None,
    since: Day | None = None,
    *,
    as_of: Day | None = None,
    inflicted_by: str | Actor | None = None,
    place: str | None = None,
) -> Listing[Total]:
    """Return the totals of each year, counted as `totals` counts: a row a year, party and kind of loss that is told.

    Low numbers of years add up to no more than that of all years: what a report tells of several years raises the high
    number of each and the low number of none. A year without a row is one of which no report tells.

    Parameters
    ----------
    build : Build
    name, since, as_of, inflicted_by, place : optional
        As for `totals`.
    """
    build = _see(build, as_of)
    found = list_by_year(*_told(build, name, since, inflicted_by, place))
    return Listing(
        found, YEAR_COLUMNS, lambda total: (total.year, *total_row(total, build)), "Losses by year", types=_NUMBERS
    )


def tell_choice(
    build: Build,
    name: str | Actor | None = None,
    since: Day | None = None,
    *,
    inflicted_by: str | Actor | None = None,
    place: str | None = None,
) -> str:
    """Say in sentences whose losses `totals` of the same adds up, by whom, when and where, and how."""
    iri = _find(build, name)
    whose = "of everybody" if iri is None else f"in {_called(iri, build)}"
    if iri in build.whole.actors.iris:
        whose = f"of {_called(iri, build)} and its organs"
    by = f"inflicted by {build.whole.actors.find(inflicted_by).label}" if inflicted_by else "whoever inflicted them"
    where = [f"in {_called(_find_place(build, place), build)}"] if place else []
    days = [f"from {read_day(since, '--since', last=False)} on"] if since else []
    days += [f"until {build.when.day}"] if build.when.day else []
    said = "; ".join([f"Losses {whose}", by, *where, *(days or ["of all times"])])
    said += f"; {build.evidence.in_words()}" if build.evidence else ""
    ends = tell_ends_within(build, read_day(since, "--since", last=False), build.when.day)
    return (
        f"{said}. What may be the same dead is not added up: a total says what it counts and what it contains. "
        f"That no loss is told is no sign that there was none.{f' {ends}' * bool(ends)}"
    )


def tell_none(
    build: Build,
    name: str | Actor | None = None,
    since: Day | None = None,
    *,
    inflicted_by: str | Actor | None = None,
    place: str | None = None,
) -> str:
    """Say that no loss is told from a day on, and of when the last one is; nothing if one is told."""
    if since is None or list_reports(build, name, since, inflicted_by=inflicted_by, place=place):
        return ""
    before = list_reports(build, name, inflicted_by=inflicted_by, place=place)
    ends = [report.bounds.latest_end for report in before if report.bounds.latest_end]
    last = f"; the last that is told is of {max(ends)} at the latest" if ends else ""
    return f"No loss is told from {read_day(since, '--since', last=False)} on{last}."


def report_row(report: Report, build: Build) -> tuple[object, ...]:
    """Return a report as a row of a table, in the order of `REPORT_COLUMNS`."""
    return (
        *(compact(report.event), _called(report.event, build)),
        *(" ".join(map(compact, report.parties)), "; ".join(_called(party, build) for party in report.parties)),
        *(report.loss, report.low, report.best, report.high, *report.bounds.as_days()),
        *(compact(report.source) if report.source else None, " ".join(claim.id for claim in report.claims)),
    )


def total_row(total: Total, build: Build) -> tuple[object, ...]:
    """Return a total as a row of a table, in the order of `TOTAL_COLUMNS`; several parties together are all named."""
    parties = (total.party, *(party for party in total.together if party != total.party))
    label = "everybody" if total.party == EVERYBODY else "; ".join(_called(party, build) for party in parties)
    whose = "together" if total.together else "all" if total.party == EVERYBODY else "own"
    counts = len(total.counted), len(total.contains), len(total.excluded)
    return (" ".join(map(compact, parties)), label, whose, total.loss, total.low, total.best, total.high, *counts)


def tell_together(totals: Sequence[Total], build: Build) -> str:
    """Say what the losses mean that an actor and others had together; nothing if no total is of such."""
    parties = sorted({_called(total.party, build) for total in totals if total.together})
    if not parties:
        return ""
    whose = " or ".join(parties)
    return (
        f"Together: losses of {whose} and others that are told as one figure, those of all sides. "
        f"How many were {whose}'s is not told, from none to all; what is told of {whose} alone may be among them, "
        "so the two are not added up."
    )


def _called(iri: str, build: Build) -> str:
    return build.names.get(iri, compact(iri))


def _told(
    build: Build, name: str | Actor | None, since: Day | None, inflicted_by: str | Actor | None, place: str | None
) -> tuple[Sequence[Report], Nesting, str | None, date | None, date | None, Located]:
    """Return what `list_totals` takes: reports, how their events are nested, of whom, from and to when, and where."""
    events = build.of_all_times.events
    nesting = nest(events)
    reports = _choose(build, events, nesting, inflicted_by)
    first, is_there = _read_since(build, since), _locate(build, events, place)
    return reports, nesting, _find(build, name), first, build.when.day, is_there


def _choose(build: Build, events: Events, nesting: Nesting, inflicted_by: str | Actor | None) -> Sequence[Report]:
    if inflicted_by is None:
        return events.reports
    return list_inflicted(events, build.whole.actors.find(inflicted_by).iri, nesting)


def _locate(build: Build, events: Events, place: str | None) -> Located:
    """Return what tells whether losses were in a place, as far as that of their event is told."""
    if place is None:
        return lambda _: True
    area = read_area(events, _find_place(build, place))
    countries = _list_countries(build)

    def is_there(report: Report) -> bool | None:
        found = countries.get((report.source, report.claims[0].record)) if report.claims else None
        if found is None or any("State" in build.actors[party].kinds for party in report.parties):
            return area.holds(events.by_iri.get(report.event))
        return area.holds_all(found)

    return is_there


def _list_countries(build: Build) -> Mapping[tuple[str | None, str | None], set[str]]:
    """Return the source and the record of each conflict to its countries.

    Where no state is a party they are those in which it was fought then; else it is theirs, wherever it was fought
    (UCDP Non-State Conflict Codebook and UCDP/PRIO Armed Conflict Dataset Codebook, Location).
    """
    found = defaultdict[tuple[str | None, str | None], set[str]](set)
    for claim in build.whole.counted_by((_CONFLICT_OF,)):
        for triple in claim.statement:
            if triple.predicate.value == _CONFLICT_OF:
                found[claim.source, claim.record].add(value(triple.object))
    return found


def _find_place(build: Build, place: str) -> str:
    whole = build.whole
    return find_place(place, whole.labels, whole.terms, whole.counted)


def _find(build: Build, name: str | Actor | None) -> str | None:
    if name is None or isinstance(name, Actor):
        return name.iri if name else None
    whole = build.whole
    return find_subject(name, whole.actors, whole.labels, whole.terms)


def _read_since(build: Build, since: Day | None) -> date | None:
    """Return the first day that counts, which may not come after the day that is looked at."""
    first = read_day(since, "--since", last=False)
    want_days(first, build.when.day)
    return first


def _see(build: Build, as_of: Day | None) -> Build:
    want_build(build)
    return build if as_of is None else build.at(as_of)
