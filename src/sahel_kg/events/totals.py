"""Totals: losses added up so that nobody is counted twice.

Reports are never added across what may be the same dead. A report over an interval contains those that a claim says it
subsumes, and those for parts of its event; several reports for one event, party and kind of loss are accounts of the
same dead, of which the range is kept. Where two reports overlap and nothing says how they relate, the dead of the
larger are the fewest that there can be, and those of both together the most.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations
from typing import Any, TypeAlias

from sahel_kg.events.events import is_conflict, is_event
from sahel_kg.events.heaps import Heap, Sum, add, gather, tell_within
from sahel_kg.events.nesting import Nesting
from sahel_kg.events.reports import Report, number_in_words
from sahel_kg.frames import Brief
from sahel_kg.vocabulary import compact

Pair = tuple[str, str]
OF_ANOTHER_TIME = "is of another time"
Located: TypeAlias = Callable[[Report], bool | None]
EVERYBODY = ""
"""In the place of a party: the losses of all, several counted together among them."""


@dataclass(frozen=True)
class Exclusion(Brief):
    """A report that a total does not add, and why."""

    report: Report
    reason: str

    def brief(self) -> str:
        """Say what it is and why."""
        return f"{self.report.brief()}: {self.reason}"


@dataclass(frozen=True)
class Total(Brief):
    """How many of one kind a party lost, or everybody.

    Parameters
    ----------
    party : str
        IRI; `EVERYBODY` for all parties.
    loss : str
    low : int
    best : int, optional
        None if some report gives none, or reports overlap.
    high : int, optional
        None if some report sets no limit.
    counted : tuple of Report
        Those that it is made of.
    contains : tuple of Exclusion
        Those within these, or accounts of the same dead: not added.
    excluded : tuple of Exclusion
        Those left out.
    notes : tuple of str
        What a reader should know.
    year : int, optional
        The one that it is of, if it is one of `list_by_year`.
    together : tuple of str
        IRIs of all whose losses are told as one figure, sorted, where it is a party's with others (`add_up_together`):
        how many of them were whose is not told, so it is added to no total of one party.
    joint : Total, optional
        Of one party (`casualties.total`) what it and others lost that is told as one figure, apart from its own;
        `as_dict` is of the own alone, as JSON has the other beside it.
    """

    party: str
    loss: str
    low: int
    best: int | None
    high: int | None
    counted: tuple[Report, ...] = ()
    contains: tuple[Exclusion, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    notes: tuple[str, ...] = ()
    year: int | None = None
    together: tuple[str, ...] = ()
    joint: Total | None = None

    def brief(self) -> str:
        """Say how many, of how many reports, and which of the others leave it open."""
        time = f" in {self.year}" if self.year else ""
        whose = ", several parties together" if self.together else ""
        told = f"{self.number()} {self.loss.lower()}{time}{whose}; reports counted: {len(self.counted)}"
        opening = Counter(each.reason for each in self.excluded if " high number" in each.reason)
        parts = [told, *(f"of {number} besides: {reason}" for reason, number in opening.most_common(3))]
        parts += [f"with others, told as one figure: {self.joint.number()}"] if self.joint else []
        return "; ".join(parts)

    @property
    def is_told(self) -> bool:
        """Whether any report says how many."""
        return bool(self.counted) or self.low > 0 or self.high is not None

    def number(self) -> str:
        """Return the range in words."""
        return number_in_words(self.low, self.best, self.high) if self.is_told else "not told"

    def as_dict(self) -> dict[str, Any]:
        """Return the total object of the JSON formats (docs/formats/casualties.schema.json)."""

        def listed(found: Iterable[Exclusion]) -> list[dict[str, str]]:
            return [{"report": compact(each.report.iri), "reason": each.reason} for each in found]

        return {
            "party": compact(self.party) if self.party else None,
            "together": [compact(party) for party in self.together],
            "loss": self.loss,
            "low": self.low,
            "best": self.best,
            "high": self.high,
            "counted": [compact(report.iri) for report in self.counted],
            "contains": listed(self.contains),
            "excluded": listed(self.excluded),
            "notes": list(self.notes),
        }


def add_up(
    reports: Sequence[Report],
    nesting: Nesting,
    party: str,
    loss: str,
    first: date | None = None,
    last: date | None = None,
    located: Located | None = None,
) -> Total:
    """Return the total of a party, or of everybody, from some reports.

    Parameters
    ----------
    reports : sequence of Report
    nesting : Nesting
    party : str
        IRI, or `EVERYBODY`.
    loss : str
    first, last : date, optional
        The days that count, inclusive. A report whose window goes beyond makes the high number higher, not the low one.
    located : callable, optional
        Tells whether the losses of a report were in the place that counts; None makes the high number higher only.
    """
    own = [report for report in reports if _concerns(party, report, nesting)]
    total = _add(own, nesting, (party, loss), lambda report: _place(report, first, last, located))
    joint = (r for r in reports if r.loss == loss and party != EVERYBODY and nesting.counts_with_others(party, r))
    if together := sum(_place(report, first, last, located)[0] != "outside" for report in joint):
        told_of = "1 report tells" if together == 1 else f"{together} reports tell"
        note = f"{told_of} losses of several parties together, which are in no party's total"
        return replace(total, notes=(*total.notes, note))
    return total


def add_up_together(
    reports: Sequence[Report],
    nesting: Nesting,
    party: str,
    loss: str,
    first: date | None = None,
    last: date | None = None,
    located: Located | None = None,
) -> Total:
    """Return how many a party and others lost that are told as one figure: never a part of what `add_up` gives.

    Parameters
    ----------
    reports, nesting, party, loss, first, last, located
        As for `add_up`, of one party.
    """
    joint = [r for r in reports if r.loss == loss and nesting.counts_with_others(party, r)]
    total = _add(joint, nesting, (party, loss), lambda report: _place(report, first, last, located))
    there = [*total.counted, *(each.report for each in total.contains)]
    there += [each.report for each in total.excluded if each.reason != OF_ANOTHER_TIME]
    together = {party, *(each for report in there for each in report.together)}
    return replace(total, together=tuple(sorted(together)))


def _add(own: Sequence[Report], nesting: Nesting, of: Pair, place: Callable[[Report], tuple[str, str]]) -> Total:
    """Return the total of a party's reports, each of which lies inside what counts, outside or across its ends."""
    party, loss = of
    placed = {report: place(report) for report in own if report.loss == loss}
    told: dict[str, list[Report]] = defaultdict(list)
    for report, (where, _) in placed.items():
        told[where].append(report)
    inside, across = told["inside"], told["across"]
    sum_, heaps, contains = _join(inside, nesting)
    if across:
        sum_ = replace(sum_, best=None, high=_join([*inside, *across], nesting)[0].high)
    elif not inside:
        sum_ = replace(sum_, best=None, high=None)  # nothing told is not nobody lost
    excluded = [
        Exclusion(report, reason if where == "outside" else f"{reason}: {_raising(report, sum_.high)}")
        for report, (where, reason) in placed.items()
        if reason
    ]
    counted = tuple(heap.reports[0] for heap in heaps)
    for report in (r for r in own if r.loss != loss):
        whole = next((each for each in counted if nesting.contains(each, report)), None)
        kind = f"counts those {report.loss.lower()}, not {loss.lower()}"
        if whole:
            contains.append(Exclusion(report, f"within {compact(whole.iri)}, and {kind}"))
        else:
            excluded.append(Exclusion(report, kind))
    notes = tuple(dict.fromkeys(sum_.notes))
    return Total(party, loss, sum_.low, sum_.best, sum_.high, counted, tuple(contains), tuple(excluded), notes)


def list_totals(
    reports: Sequence[Report],
    nesting: Nesting,
    subject: str | None = None,
    first: date | None = None,
    last: date | None = None,
    located: Located | None = None,
) -> list[Total]:
    """Return a total of each party and kind of loss that is reported, of one actor, or in one event.

    Without an actor, several parties have a total together at the end; of whom nothing is told then and there has none.
    Losses of an actor and others that are told as one figure have a total of their own, after its own (`together`).

    Parameters
    ----------
    reports : sequence of Report
    nesting : Nesting
    subject : str, optional
        IRI of an actor, who stands for its organs as well, or of an event.
    first, last : date, optional
        The days that count, inclusive.
    located : callable, optional
        As for `add_up`.
    """
    found = [report for report in reports if subject is None or nesting.concerns(subject, report)]
    everybody: list[Pair] = []
    joint: list[Total] = []
    if subject is None or is_event(subject) or is_conflict(subject):
        reports = found
        there = [report for report in found if _place(report, first, last, located)[0] != "outside"]
        pairs: set[Pair] = {(report.party, report.loss) for report in there if report.party}
        several = Counter(loss for _, loss in {(report.parties, report.loss) for report in there})
        alone = {loss for _, loss in pairs}  # losses of several parties together are in no party's total
        everybody = [(EVERYBODY, loss) for loss in sorted(several) if several[loss] > 1 or loss not in alone]
    else:  # what is counted for a mission may be losses of others
        pairs = {(subject if nesting.counts_for(subject, r) else r.party, r.loss) for r in found if r.party}
        losses = sorted({r.loss for r in found if nesting.counts_with_others(subject, r)})
        joint = [add_up_together(reports, nesting, subject, loss, first, last, located) for loss in losses]
    return [*(add_up(reports, nesting, *pair, first, last, located) for pair in [*sorted(pairs), *everybody]), *joint]


def list_by_year(
    reports: Sequence[Report],
    nesting: Nesting,
    subject: str | None = None,
    first: date | None = None,
    last: date | None = None,
    located: Located | None = None,
) -> list[Total]:
    """Return the totals of `list_totals` for each year: those of what some report tells of it.

    Low numbers of years add up to no more than that of all: a report that reaches over a turn of the year raises the
    high number of each of its years and the low one of none. One without a beginning or an end raises that of every
    year that has a row and lies before or after, and makes no row but in the year that it tells.

    Parameters
    ----------
    reports, nesting, subject, first, last, located
        As for `list_totals`.
    """
    told = [each for each in reports if _place(each, first, last, located)[0] != "outside"]
    years = {year for each in told if subject is None or nesting.concerns(subject, each) for year in _years_of(each)}
    found: list[Total] = []
    for year in sorted(years):
        begin, end = max(first or date.min, date(year, 1, 1)), min(last or date.max, date(year, 12, 31))
        there = [each for each in told if begin <= end and _place(each, begin, end, located)[0] != "outside"]
        own = [each for each in there if year in _years_of(each)]
        found += (
            replace(total, year=year)
            for total in list_totals(there, nesting, subject, begin, end, located)
            if any(each.loss == total.loss and _is_of(total, each, nesting) for each in own)
        )
    return found


def _is_of(total: Total, report: Report, nesting: Nesting) -> bool:
    if total.together:
        return nesting.counts_with_others(total.party, report)
    return _concerns(total.party, report, nesting)


def _concerns(party: str, report: Report, nesting: Nesting) -> bool:
    return party == EVERYBODY or nesting.counts_for(party, report)


def _years_of(report: Report) -> range:
    """Return the years that a report is told of; where it tells no beginning or no end, that of the other."""
    ends = [day.year for day in (report.bounds.earliest_begin, report.bounds.latest_end) if day]
    return range(min(ends), max(ends) + 1) if ends else range(0)


def _place(report: Report, first: date | None, last: date | None, located: Located | None) -> tuple[str, str]:
    """Say whether losses lie inside the days and the place that count, outside or across their ends, and why."""
    begin, end = report.bounds.earliest_begin, report.bounds.latest_end
    if (last and begin and begin > last) or (first and end and end < first):
        return "outside", OF_ANOTHER_TIME
    is_there = located(report) if located else True
    if is_there is False:
        return "outside", "is told of elsewhere"
    if is_there is None:
        return "across", "is told of no place, or only of a wider one"
    is_late = last is not None and (end is None or end > last)
    is_early = first is not None and (begin is None or begin < first)
    if is_late or is_early:
        return "across", "its time reaches beyond that asked for"
    return "inside", ""


def _raising(report: Report, high: int | None) -> str:
    """Say what a report across the ends does to the high number of a total."""
    if report.most is None:
        return "it sets no limit, so that there is no high number"
    return "it raises the high number only" if high is not None else "it could raise a high number only"


def _join(reports: Sequence[Report], nesting: Nesting) -> tuple[Sum, list[Heap], list[Exclusion]]:
    """Return the sum of some reports, the heaps that it is made of, and what these contain."""
    heaps = gather(reports, nesting)
    inner: dict[int, list[Heap]] = defaultdict(list)
    reasons: dict[int, tuple[Heap, str]] = {}
    for (outer, whole), (number, part) in permutations(enumerate(heaps), 2):
        reason = tell_within(whole, part, nesting)
        if reason and not tell_within(part, whole, nesting):
            inner[outer].append(part)
            reasons.setdefault(number, (whole, reason))
    top = [number for number in range(len(heaps)) if number not in reasons]
    contains = [
        Exclusion(report, f"the same dead as {heaps[number].name}")
        for number in top
        for report in heaps[number].reports[1:]
    ]
    for number, (whole, reason) in reasons.items():
        contains += [Exclusion(report, f"within {whole.name}: {reason}") for report in heaps[number].reports]
    filled = [_fill(heaps[number], inner[number], nesting) for number in top]
    found = add([heap for heap, _ in filled], nesting)
    notes = [note for _, note in filled if note] + list(found.notes)
    for heap, _ in filled:
        if heap.differs:
            listed = ", ".join(f"{report.number()} ({compact(report.source)})" for report in heap.reports)
            notes.append(f"accounts of the same dead differ, their range is kept: {listed}")
    return replace(found, notes=tuple(notes)), [heap for heap, _ in filled], contains


def _fill(heap: Heap, parts: Sequence[Heap], nesting: Nesting) -> tuple[Heap, str]:
    """Raise the low number of a heap to what the reports within it add up to; say so if it allows no such number."""
    nested = {part.name for whole in parts for part in parts if part is not whole and tell_within(whole, part, nesting)}
    low = add([part for part in parts if part.name not in nested], nesting).low
    if low <= heap.low:
        return heap, ""
    note = ""
    if heap.high is not None and low > heap.high:
        note = f"the reports within {heap.name} add up to at least {low}, more than the {heap.high} that it allows"
    best = heap.best if heap.best is None or heap.best >= low else None
    return replace(heap, low=low, best=best, high=None if heap.high is None else max(heap.high, low)), note
