"""Lanes: the rows of a timeline, a tie or event of one actor each, or a named actor each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from sahel_kg.events.occurrences import Occurrence
from sahel_kg.record.relations import DENIED, SIGN_WORDS
from sahel_kg.ties.changes import actors_of
from sahel_kg.ties.chronology import History
from sahel_kg.ties.ties import Tie, sign_word
from sahel_kg.ties.words import Matter, Words, shortened
from sahel_kg.vocabulary import PREFIXES

GROUPS = (*SIGN_WORDS.values(), DENIED, "places", "events")
"""What the rows of an actor stand under, in order."""


LABEL = 54
"""Characters for which there is room beside a row."""


@dataclass(frozen=True)
class Lane:
    """One row.

    Parameters
    ----------
    label : str
        A tie seen from the actor, a tie in words, an event, two actors, or an actor.
    group : str
        One of `GROUPS`; "" for one actor or two.
    matters : tuple of Tie or Occurrence
    """

    label: str
    group: str
    matters: tuple[Matter, ...]

    @property
    def is_inferred(self) -> bool:
        """Whether no claim says any of it in so many words."""
        return all(matter.status == "inferred" for matter in self.matters)


def lanes_of(history: History) -> list[Lane]:
    """Return the rows of a history."""
    words, actor = history.words, history.actor
    if actor:
        return _of_ties(history.matters, lambda matter: words.seen_from(matter, actor, LABEL))
    if history.among and not history.is_joined:
        return _of_ties(history.matters, lambda matter: shortened(words.sentence(matter), LABEL))
    if history.among:
        return _of_pairs(history)
    return _of_all(history.matters, words)


def _of_ties(matters: Iterable[Matter], say: Callable[[Matter], str]) -> list[Lane]:
    """Return a row a tie (same relation, same other actor) and a row an event, grouped by sign."""
    grouped: dict[tuple[str, ...], list[Matter]] = defaultdict(list)
    for matter in matters:
        if isinstance(matter, Tie):
            grouped[matter.subject, matter.relation, matter.object, sign_word(matter)].append(matter)
        else:
            grouped[(matter.event,)].append(matter)
    rows = [(found[0], tuple(found)) for found in grouped.values()]
    lanes = [Lane(say(first), group_of(first), found) for first, found in rows]
    return sorted(lanes, key=lambda lane: (GROUPS.index(lane.group), *_span(lane.matters), lane.label))


def _of_pairs(history: History) -> list[Lane]:
    """Return a row for each two of some actors that have something in common, by the first day that is known of it."""
    grouped: dict[tuple[str, ...], list[Matter]] = defaultdict(list)
    among = {actor.iri for actor in history.among}
    for matter in history.matters:
        for pair in combinations(sorted(actors_of(matter, history.soil) & among), 2):
            grouped[pair].append(matter)
    name = {iri: shortened(history.words.name(iri), LABEL // 2 - 2) for iri in among}
    lanes = [Lane(" and ".join(sorted(name[iri] for iri in pair)), "", tuple(found)) for pair, found in grouped.items()]
    return sorted(lanes, key=lambda lane: (*_span(lane.matters), lane.label))


def _of_all(matters: Iterable[Matter], words: Words) -> list[Lane]:
    """Return a row a named actor, by the first day that is known of it."""
    grouped: dict[str, list[Matter]] = defaultdict(list)
    for matter in matters:
        for end in actors_of(matter) & words.actors.iris:
            if not words.actors[end].described:
                grouped[end].append(matter)
    lanes = [Lane(shortened(words.name(iri), LABEL), "", tuple(found)) for iri, found in grouped.items()]
    return sorted(lanes, key=lambda lane: (*_span(lane.matters), lane.label))


def group_of(matter: Matter) -> str:
    """Return which of `GROUPS` a tie or event belongs to."""
    if isinstance(matter, Occurrence):
        return "events"
    return "places" if matter.object.startswith(PREFIXES["place"]) else sign_word(matter)


def known_days(matter: Matter) -> list[date]:
    """Return the days that the bounds give, in order."""
    bounds = matter.extent.bounds
    every = (bounds.earliest_begin, bounds.latest_begin, bounds.earliest_end, bounds.latest_end)
    return sorted(day for day in every if day)


def _span(matters: Iterable[Matter]) -> tuple[date, date]:
    """Return the first and the last known day; what has none comes last."""
    days = [day for matter in matters for day in known_days(matter)]
    return min(days, default=date.max), max(days, default=date.max)
