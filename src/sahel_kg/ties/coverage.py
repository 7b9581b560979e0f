"""Coverage: of which days claims speak, and where each source ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from weakref import WeakKeyDictionary

from sahel_kg.record.claims import Claim
from sahel_kg.ties.keeping import SourceSpan
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import compact

_Span = tuple[tuple[date, str], tuple[date, str]]
_SPANS: WeakKeyDictionary[Situation, _Span | None] = WeakKeyDictionary()
_ENDS: WeakKeyDictionary[Situation, dict[str, date]] = WeakKeyDictionary()


def dated_span(situation: Situation) -> _Span | None:
    """Return the first and the last day that a claim gives, each with the claim's IRI; None if nothing is dated.

    A situation of one day has those of all days.
    """
    base = situation.of_all_times
    if base not in _SPANS:
        spans = _list_spans(base, lambda: base.counted)
        first = min((span[2:4] for span in spans), default=None)
        last = max((span[4:6] for span in spans), default=None)
        _SPANS[base] = (first, last) if first and last else None
    return _SPANS[base]


def _list_spans(base: Situation, read_claims: Callable[[], Iterable[Claim]]) -> Iterable[SourceSpan]:
    """Return of each source and basis the first and the last day that claims give, with the claims."""
    if kept := base.kept_facts:
        return list(kept.spans())
    found: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
    for claim in read_claims():
        found[claim.source, claim.basis] += [(day, claim.iri) for day in claim.bounds.as_days() if day]
    return [(*key, *min(days), *max(days)) for key, days in found.items() if days]


def tell_outside(situation: Situation, days: Iterable[date]) -> list[str]:
    """Say which days lie before or after all that is dated; nothing of a situation that has no dates."""
    span = dated_span(situation)
    if span is None:
        return []
    (first, early), (last, late) = span
    told = f"the first day that a claim names is {first} ({compact(early)}), the last {last} ({compact(late)})"
    asked = list(days)
    out = [f"{day} lies before everything that is dated: {told}" for day in asked if day < first]
    return out + [f"{day} lies after everything that is dated: {told}" for day in asked if day > last]


def source_ends(situation: Situation) -> dict[str, date]:
    """Return the last day of which each source speaks, by IRI; Background, which is no report, has none."""
    base = situation.of_all_times
    if base not in _ENDS:
        ends = _ENDS[base] = {}
        for source, basis, _, _, last, _ in _list_spans(base, lambda: base.admitted):
            if basis != "Background":
                ends[source] = max(last, ends.get(source, last))
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
