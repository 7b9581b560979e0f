"""The years of actors: when they are told to have begun, to have existed and to have ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sahel_kg.record.bounds import parse_date
from sahel_kg.record.claims import Claim, literal_value
from sahel_kg.vocabulary import SKG, value

TURNS = str(SKG.activeFrom), str(SKG.activeUntil)
"""The relations by which it is told when an actor began and ended."""
KNOWN_BY = str(SKG.activeBy)
"""The relation by which it is told that an actor existed by some day, and nothing of when it began."""
Years = Mapping[str, tuple[date | None, date | None]]
"""IRI of an actor to the first and last day on which it is known to have existed; None is open."""


_Told = tuple[date, date]
"""First and last day of a begin or an end as it is told: those of a year, a month, or one day twice."""


def read_years(claims: Iterable[Claim]) -> Years:
    """Return the years of each actor: where sources differ, the widest.

    A day within a month, or a month within a year, that another source tells is no difference: it is told more closely.
    Of an actor that existed by a day the first one is open, but for a begin that is told and does not lie after that.
    """
    told = list(claims)
    begins, ends, known = (_read_turns(told, relation) for relation in (*TURNS, KNOWN_BY))
    first = {actor: min(told)[0] for actor, told in begins.items()}
    first = {actor: day for actor, day in first.items() if actor not in known or day <= min(known[actor])[1]}
    last = {actor: max(day for _, day in told) for actor, told in ends.items()}
    return {actor: (first.get(actor), last.get(actor)) for actor in {*first, *last}}


def read_first_known(claims: Iterable[Claim]) -> dict[str, date]:
    """Return the day by which each actor surely existed: the last one of the begin that `read_years` goes by, or of
    the first time by which it is told to have existed, whichever is earlier.
    """
    told = list(claims)
    days: dict[str, list[date]] = defaultdict(list)
    for relation in (TURNS[0], KNOWN_BY):
        for actor, several in _read_turns(told, relation).items():
            days[actor].append(min(several)[1])
    return {actor: min(several) for actor, several in days.items()}


def _read_turns(claims: Iterable[Claim], relation: str) -> dict[str, list[_Told]]:
    """Return when each actor is told to have begun, existed or ended, without what another tells more closely."""
    told: dict[str, set[_Told]] = defaultdict(set)
    for claim in claims:
        for triple in claim.statement:
            if triple.predicate.value == relation:
                text = literal_value(triple.object)
                told[value(triple.subject)].add((parse_date(text), parse_date(text, last=True)))
    return {actor: [one for one in several if not _is_wider(one, several)] for actor, several in told.items()}


def _is_wider(one: _Told, others: Iterable[_Told]) -> bool:
    return any(one != other and one[0] <= other[0] and other[1] <= one[1] for other in others)
