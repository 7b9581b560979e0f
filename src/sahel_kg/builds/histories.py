"""Histories of a build: what began, ended, happened and was announced, in the words of its own labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from sahel_kg.arguments import refuses_others
from sahel_kg.docstrings import hands_on
from sahel_kg.errors import UsageError, WholeWarning, refuse_unknown, warn
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import Day, read_day
from sahel_kg.record.rewinding import DEFAULT_WINDOW, when
from sahel_kg.ties.chronology import History, HistoryChoice, HistoryOptions, trace
from sahel_kg.ties.differences import Difference, compare
from sahel_kg.ties.situation import want_build
from sahel_kg.ties.words import Words

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build


@hands_on(HistoryOptions.__annotations__, HistoryChoice)
@refuses_others
def read_history(build: Build, actor: str | Actor | None = None, **choice: Unpack[HistoryOptions]) -> History:
    """Return what began, ended, happened and was announced.

    Parameters
    ----------
    build : Build
    actor : str, optional
        Name, CURIE or IRI; only its ties and the events that it has a role in.
    **choice
        Which changes are of interest.

        {keywords}

    Raises
    ------
    UsageError
        As `sahel_kg.ties.chronology.trace`, and for an unknown keyword.
    """
    want_build(build)
    refuse_unknown(choice, (each.name for each in fields(HistoryChoice)), _OTHERWISE)
    said: dict[str, Any] = {**choice}
    said["first"], said["last"] = (
        read_day(choice.get("first"), "first", last=False),
        read_day(choice.get("last"), "last"),
    )
    return trace(build, find_words(build), HistoryChoice(actor, **said))


@refuses_others
def compare_days(
    build: Build,
    one: Day,
    other: Day,
    *,
    signs: Iterable[str] = (),
    relations: Iterable[str] = (),
    asserted_only: bool = False,
    reading: str | None = None,
    window: str | None = None,
    persist: str | None = None,
    around: str | Actor | Iterable[str | Actor] = (),
) -> Difference:
    """Return which ties are gained, lost or changed between two days.

    Parameters
    ----------
    build : Build
        ``build.admitting(...)`` for some evidence only.
    one, other : date, datetime, str or int
        Two days, the earlier first or second; a month or a year means its last day.
    signs, relations, asserted_only
        As `sahel_kg.ties.differences.compare` has them.
    around : str or Actor, or several, optional
        Only ties of these actors.
    reading, window, persist : str, optional
        How both days are read: by default ``"presumed"``, ``"12m"``, ``"12m"``.

    Returns
    -------
    Difference
        One thing after the other, and as a table; ``gained``, ``lost`` and so on are its ties.

    Raises
    ------
    UsageError
        For what is no day, reading or window, and for a sign, a relation or an actor that there is not.
    """
    want_build(build)
    named = [around] if isinstance(around, str | Actor) else around
    if build.when.day:
        warn(f"compare_days is of {one} and {other}, not of {build.when.day}, at which the build is seen", WholeWarning)
    first, second = (
        when(_need_day(day, name), reading or "presumed", window or DEFAULT_WINDOW, persist)
        for name, day in (("one", one), ("other", other))
    )
    return compare(
        build.of_all_times,
        find_words(build),
        first,
        second,
        signs=signs,
        relations=relations,
        asserted_only=asserted_only,
        around=[build.actors.find(each) for each in named],
    )


@refuses_others
def compare_builds(
    before: Build,
    after: Build,
    day: Day | None = None,
    *,
    signs: Iterable[str] = (),
    relations: Iterable[str] = (),
    asserted_only: bool = False,
    around: str | Actor | Iterable[str | Actor] = (),
) -> Difference:
    """Return which ties are gained, lost or changed from one build to another: without and with data of one's own.

    Parameters
    ----------
    before, after : Build
        As `load` or `Build.admitting` gives them.
    day : date, datetime, str or int, optional
        Both are looked at on this day, as `compare_days` reads one; without it, at all times.
    signs, relations, asserted_only, around
        As `compare_days` has them.

    Returns
    -------
    Difference
        As of `compare_days`: ``lost`` are ties that the second has no more.

    Raises
    ------
    UsageError
        As `compare_days`.
    """
    want_build(before)
    want_build(after)
    named = [around] if isinstance(around, str | Actor) else around
    at = when(day) if day is None else when(_need_day(day, "day"), "presumed", DEFAULT_WINDOW)
    found = compare(
        (before.of_all_times, after.of_all_times),
        find_words(after),
        at,
        at,
        signs=signs,
        relations=relations,
        asserted_only=asserted_only,
        around=[after.actors.find(each) for each in named],
    )
    return replace(found, words_before=find_words(before))


def _need_day(given: Day, what: str) -> date:
    day = read_day(given, what)
    if day is None:
        raise UsageError(f"{what}: None is no day: give a date, a text such as 2019-12-03 or 2019-12, or a year")
    return day


_OTHERWISE = {"since": "first", "until": "last", "as_of": "last"}
"""What the same is called elsewhere."""


def find_words(build: Build) -> Words:
    """Return what puts the ties and events of a build into words."""
    from sahel_kg.explaining.naming import open_book

    return Words(build.actors, build.labels, build.relations, open_book(build).phrasing)
