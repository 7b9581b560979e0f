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
    return f"Nothing is told of {last} by {_name_ends(situation, over)}."


def tell_ends_within(situation: Situation, first: date | None, last: date | None) -> str:
    """Say of a period which sources tell nothing of it, since they end before, or only of its beginning.

    A source that ends in the one year that is asked for tells of that year.

    Parameters
    ----------
    first, last : date, optional
        Its days; without a first all that is before, without a last all that is after.
    """
    if not first and not last:
        return ""
    ends = sorted((end, source) for source, end in source_ends(situation).items())
    over = [(end, source) for end, source in ends if first and end < first]
    is_year = first is not None and last is not None and first.year == last.year
    part = [(end, source) for end, source in ends if last and end < last and (end, source) not in over]
    asked = _tell_period(first, last)
    told = []
    if over:
        told.append(f"Nothing is told of {asked} by {_name_ends(situation, over)}.")
    if part and not is_year:
        told.append(f"Only the beginning of {asked} is told by {_name_ends(situation, part)}.")
    return " ".join(told)


def _name_ends(situation: Situation, ends: Iterable[tuple[date, str]]) -> str:
    return "; ".join(f"{situation.titles.get(source, compact(source))}, to {_tell_day(end)}" for end, source in ends)


def _tell_period(first: date | None, last: date | None) -> str:
    if not first or not last:
        return f"the time from {first} on" if first else f"the time until {last}"
    is_whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    days = (first.year, last.year) if is_whole else (first, last)
    return " to ".join(dict.fromkeys(map(str, days)))


def tell_reach(situation: Situation, sources: Iterable[str]) -> str:
    """Say in a line how far each of some sources reaches, the shortest first; nothing if none of them is dated."""
    all_ends = source_ends(situation)
    ends = sorted((all_ends[source], compact(source).partition(":")[2]) for source in set(sources) & all_ends.keys())
    return ", ".join(f"{name} to {_tell_day(end)}" for end, name in ends)


def _tell_day(day: date) -> str:
    return str(day.year) if (day.month, day.day) == (12, 31) else str(day)
