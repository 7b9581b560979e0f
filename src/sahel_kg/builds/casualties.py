"""Casualties of a build: reports of losses side by side, and totals that count nobody twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sahel_kg.errors import UsageError
from sahel_kg.events.names import find_subject
from sahel_kg.events.nesting import nest
from sahel_kg.events.reports import Report
from sahel_kg.events.totals import Total, add_up, list_totals
from sahel_kg.record.bounds import as_of_date, parse_date
from sahel_kg.vocabulary import SKG, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build


def list_reports(build: Build, name: str | None = None) -> list[Report]:
    """Return the casualty reports of a build, side by side: those for one event, party and kind of loss together.

    Parameters
    ----------
    build : Build
    name : str, optional
        CURIE, IRI or name of an event, or of a party or mission; an actor stands for its organs as well.

    Raises
    ------
    UsageError
        If nothing, or several things, are called so.
    """
    events = build.events
    subject = _find(build, name)
    if subject is None:
        return list(events.reports)
    nesting = nest(events)
    return [report for report in events.reports if nesting.concerns(subject, report)]


def total(
    build: Build,
    *,
    party: str,
    loss: str = "Killed",
    as_of: date | str | None = None,
    since: date | str | None = None,
) -> Total:
    """Return how many a party lost, nobody counted twice; low and high, and what they contain.

    Parameters
    ----------
    build : Build
        ``build.admitting(...)`` for some evidence only; the day of ``build.at(...)`` is taken if none is given.
    party : str
        CURIE, IRI or name of an actor; its organs belong to it.
    loss : str
        Kind of loss, ``Killed`` or ``Lost``. They are not added: those lost may have been killed.
    as_of : date or str, optional
        Losses until that day. A report whose window goes on makes the high number higher, not the low one.
    since : date or str, optional
        Losses from that day on.

    Raises
    ------
    UsageError
        For an unknown actor or kind of loss, or days in the wrong order.
    """
    actor = build.whole.actors.find(party).iri
    last = as_of_date(as_of) if isinstance(as_of, str) else as_of or build.when.day
    first = _first_day(since)
    if first and last and first > last:
        raise UsageError(f"from {first} to {last} there is no day: give the earlier day first")
    kinds = {value(q.subject).removeprefix(str(SKG)) for q in build.ontology if value(q.object) == str(SKG.LossKind)}
    if loss not in kinds:
        raise UsageError(f"no kind of loss '{loss}': choose from {', '.join(sorted(kinds))}")
    events = build.of_all_times.events
    return add_up(events.reports, nest(events), actor, loss, first, last)


def totals(build: Build, name: str | None = None, since: date | str | None = None) -> list[Total]:
    """Return a total of each party and kind of loss that is reported, of one actor, or in one event.

    Parameters
    ----------
    build : Build
    name : str, optional
        Of an actor, who stands for its organs as well, or of an event.
    since : date or str, optional
    """
    return list_totals(build.of_all_times.events, _find(build, name), _first_day(since), build.when.day)


def _find(build: Build, name: str | None) -> str | None:
    whole = build.whole
    return None if name is None else find_subject(name, whole.actors, whole.labels, whole.terms)


def _first_day(since: date | str | None) -> date | None:
    if not isinstance(since, str):
        return since
    try:
        return parse_date(since)
    except ValueError as error:
        raise UsageError(f"--since: {error}") from None
