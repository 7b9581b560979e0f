"""Coverage: of which days claims speak, and where each source ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from weakref import WeakKeyDictionary

from sahel_kg.record.claims import Claim
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import compact

_Span = tuple[tuple[date, Claim], tuple[date, Claim]]
_SPANS: WeakKeyDictionary[Situation, _Span | None] = WeakKeyDictionary()
_ENDS: WeakKeyDictionary[Situation, dict[str, date]] = WeakKeyDictionary()


def dated_span(situation: Situation) -> _Span | None:
    """Return the first and the last day that a claim gives, each with the claim; None if nothing is dated.

    A situation of one day has those of all days.
    """
    base = situation.of_all_times
    if base not in _SPANS:
        found = [(day, claim.iri, claim) for claim in base.counted for day in claim.bounds.as_days() if day]
        first, last = min(found, default=None), max(found, default=None)
        _SPANS[base] = ((first[0], first[2]), (last[0], last[2])) if first and last else None
    return _SPANS[base]


def tell_outside(situation: Situation, days: Iterable[date]) -> list[str]:
    """Say which days lie before or after all that is dated; nothing of a situation that has no dates."""
    span = dated_span(situation)
    if span is None:
        return []
    (first, early), (last, late) = span
    told = f"the first day that a claim names is {first} ({early.id}), the last {last} ({late.id})"
    asked = list(days)
    out = [f"{day} lies before everything that is dated: {told}" for day in asked if day < first]
    return out + [f"{day} lies after everything that is dated: {told}" for day in asked if day > last]


def source_ends(situation: Situation) -> dict[str, date]:
    """Return the last day of which each source speaks, by IRI; Background, which is no report, has none."""
    base = situation.of_all_times
    if base not in _ENDS:
        ends = _ENDS[base] = {}
        for claim in base.admitted:
            days = [day for day in claim.bounds.as_days() if day]
            if days and claim.basis != "Background":
                ends[claim.source] = max(*days, ends.get(claim.source, days[0]))
    return _ENDS[base]


def tell_ends(situation: Situation, days: Iterable[date]) -> str:
    """Say which sources tell nothing of the last of some days, and how far they go; nothing if all of them do.

    What such a source tells no more need not be over.
    """
    last = max(days, default=date.min)
    over = sorted((end, source) for source, end in source_ends(situation).items() if end < last)
    if not over:
        return ""
    told = (f"{situation.titles.get(source, compact(source))}, to {_tell_day(end)}" for end, source in over)
    return f"Nothing is told of {last} by {'; '.join(told)}."


def _tell_day(day: date) -> str:
    return str(day.year) if (day.month, day.day) == (12, 31) else str(day)
