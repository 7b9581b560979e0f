"""Histories of a build: what began, ended, happened and was announced, in the words of its own labels."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Set
from dataclasses import fields, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

from sahel_kg.arguments import refuses_others
from sahel_kg.docstrings import hands_on
from sahel_kg.errors import UsageError, WholeWarning, listed, refuse_unknown, warn
from sahel_kg.explaining.naming import open_book, tell_claim
from sahel_kg.frames import Listing
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import Day, read_day
from sahel_kg.record.claim_changes import ClaimChange, compare_claims
from sahel_kg.record.claims import Claim
from sahel_kg.record.relations import read_signs
from sahel_kg.record.rewinding import DEFAULT_WINDOW, When, when
from sahel_kg.resources import shown
from sahel_kg.ties.chronology import History, HistoryChoice, HistoryOptions, trace
from sahel_kg.ties.differences import Difference, compare, list_claim_changes
from sahel_kg.ties.situation import want_build
from sahel_kg.ties.words import Words
from sahel_kg.vocabulary import value

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
    reading: str | None = None,
    window: str | None = None,
    persist: str | None = None,
    around: str | Actor | Iterable[str | Actor] = (),
) -> Difference:
    """Return which ties and claims differ between two builds: before and after an edit, without and with one's data.

    Parameters
    ----------
    before, after : Build
        As `load` or `Build.admitting` gives them.
    day : date, datetime, str or int, optional
        Both are looked at on this day, as `compare_days` reads one; without it, at all times.
    signs, relations, asserted_only, around
        As `compare_days` has them; of claims only those that name these actors, and state or deny such a tie.
    reading, window, persist : str, optional
        How both are read on the day, as `compare_days` has them.

    Returns
    -------
    Difference
        As of `compare_days`: ``lost`` are ties that the second has no more, ``claims`` the claims that differ.

    Raises
    ------
    UsageError
        As `compare_days`, and for a reading, a window or a persistence without a day.
    """
    want_build(before)
    want_build(after)
    named = [around] if isinstance(around, str | Actor) else around
    on = None if day is None else _need_day(day, "day")
    for name, given in (("reading", reading), ("window", window), ("persist", persist)):
        if on is None and given is not None:
            raise UsageError(f"--{name} needs a day: without one both builds are looked at at all times")
    usual = ("presumed", DEFAULT_WINDOW) if on else (None, None)
    at = when(on, reading or usual[0], window or usual[1], persist)
    actors = [_find_in(after, before, each) for each in named]
    signs, relations = listed(signs), listed(relations)
    found = compare(
        (before.of_all_times, after.of_all_times),
        find_words(after),
        at,
        at,
        signs=signs,
        relations=relations,
        asserted_only=asserted_only,
        around=actors,
    )
    wanted = {iri for actor in actors for iri in actor.iris}
    changes = _compare_claims(before, after, at, _Fitting(after, signs, relations, wanted).fits)
    note = " ".join(filter(None, [found.note, tell_made(before, after)]))
    builds = tuple(shown(each.path) for each in (before, after))
    return replace(found, words_before=find_words(before), builds=builds, claims=changes, note=note)


class _Fitting:
    """Which claims name some actors, and state or deny ties of some signs and relations."""

    def __init__(self, build: Build, signs: Iterable[str], relations: Iterable[str], actors: Set[str]) -> None:
        self.known, self.actors, self.signs = build.relations, actors, read_signs(signs)
        self.relations = {build.relations.find(name) for name in listed(relations)}

    def fits(self, claim: Claim) -> bool:
        """Tell whether a claim does."""
        ends = {value(term) for triple in claim.statement for term in (triple.subject, triple.object)}
        stated = {fact[1] for _, fact in claim.said} & self.known.terms
        return (
            (not self.actors or not self.actors.isdisjoint(ends))
            and (not self.signs or any(self.known.sign(each) in self.signs for each in stated))
            and (not self.relations or any(not self.known.above(each).isdisjoint(self.relations) for each in stated))
        )


def _compare_claims(before: Build, after: Build, at: When, fits: Callable[[Claim], bool]) -> Listing[ClaimChange]:
    """Return the claims that are seen at a time in either build and differ."""
    seen = {claim.iri for each in (before, after) for claim in each.of_all_times.at(at).claims if fits(claim)}
    one, other = ({claim.iri: claim for claim in each.of_all_times.claims} for each in (before, after))
    tell = tuple(partial(tell_claim, book=open_book(each.of_all_times)) for each in (before, after))
    return list_claim_changes(compare_claims(one, other, seen, (tell[0], tell[1])))


def _find_in(after: Build, before: Build, name: str | Actor) -> Actor:
    """Return the actor that a name means in the second build, or else in the first."""
    try:
        return after.actors.find(name)
    except UsageError:
        with contextlib.suppress(UsageError):
            return before.actors.find(name)
        raise


def tell_made(before: Build, after: Build) -> str:
    """Say in what two builds were made of other files, or otherwise; "" if they are the same."""
    if before.manifest == after.manifest:
        return ""
    told = []
    files = [each.manifest["inputs"] for each in (before, after)]
    words = {"new": files[1].keys() - files[0].keys(), "gone": files[0].keys() - files[1].keys()}
    words["changed"] = {name for name in files[0].keys() & files[1].keys() if files[0][name] != files[1][name]}
    for word, names in words.items():
        few = sorted(names) if len(names) <= _FEW else [*sorted(names)[:_FEW], f"{len(names) - _FEW} more"]
        told += [f"{word}: {', '.join(few)}"] if names else []
    out = [f"Made of other files ({'; '.join(told)})."] if told else ["Both are made of the same files."]
    for key, word in _MADE.items():
        one, other = (_tell_value(each.manifest[key]) for each in (before, after))
        out += [f"{word}: {one}, then {other}."] if one != other else []
    return " ".join(out)


def _tell_value(told: object) -> str:
    return (", ".join(map(str, told)) if isinstance(told, list) else str(told)) or "none"


_FEW = 4
"""Files that are named where there are many."""
_MADE = {
    "sahel_kg": "By another version of sahel-kg",
    "rules": "By other rules",
    "without": "Rules switched off",
    "sources": "From some sources only",
    "persist": "States presumed for another time",
}
"""What of a manifest may be why two builds differ, and how it is told."""


def _need_day(given: Day, what: str) -> date:
    day = read_day(given, what)
    if day is None:
        raise UsageError(f"{what}: None is no day: give a date, a text such as 2019-12-03 or 2019-12, or a year")
    return day


_OTHERWISE = {"since": "first", "until": "last", "as_of": "last"}
"""What the same is called elsewhere."""


def find_words(build: Build) -> Words:
    """Return what puts the ties and events of a build into words."""
    return Words(build.actors, build.labels, build.relations, open_book(build).phrasing)
