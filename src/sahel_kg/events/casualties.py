"""Casualties: reports of losses side by side, and totals that count nobody twice.

Reports are never added across what may be the same dead. A report over an interval contains those that a claim says it
subsumes, and those for parts of its event; several reports for one event, party and kind of loss are accounts of the
same dead, of which the range is kept. Where two reports overlap and nothing says how they relate, the dead of the
larger are the fewest that there can be, and those of both together the most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sahel_kg.errors import UsageError
from sahel_kg.events.attacks import Pair
from sahel_kg.record.bounds import Bounds, as_of_date
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

_EVENT = PREFIXES["event"]
_MOST_EXACTLY = 12
"""Among up to so many overlapping reports the largest sum of reports apart is found exactly, else greedily."""


@dataclass(frozen=True)
class Report:
    """What one source says about the losses of one party.

    Parameters
    ----------
    iri : str
    event : str
        IRI of the event, mission or campaign in which they fell.
    party : str
        IRI of the actor whose losses are counted.
    loss : str
        Local name of the kind of loss: ``Killed`` or ``Lost``.
    low, best, high : int, optional
        As the source gives them.
    claims : tuple of Claim
        Those that make the report.
    """

    iri: str
    event: str
    party: str
    loss: str
    low: int | None
    best: int | None
    high: int | None
    claims: tuple[Claim, ...] = field(default=(), compare=False)

    @property
    def least(self) -> int:
        """The fewest that it allows; a number that is given alone is meant exactly."""
        return self.low if self.low is not None else self.best if self.best is not None and self.high is None else 0

    @property
    def most(self) -> int | None:
        """The most that it allows; None if it sets no limit."""
        return self.high if self.high is not None else self.best if self.low is None else None

    @cached_property
    def bounds(self) -> Bounds:
        """The window in which they fell."""
        return self.claims[0].bounds if self.claims else Bounds()

    @property
    def source(self) -> str:
        """IRI of the source."""
        return self.claims[0].source if self.claims else ""

    def number(self) -> str:
        """Return its number in words: ``53``, ``at least 40``, ``10 to 20, best 15``."""
        return number_in_words(self.low, self.best, self.high)

    def disagrees(self, other: Report) -> bool:
        """Tell whether two accounts of the same dead give numbers that cannot both be right.

        They do if neither allows what the other does, or if both commit themselves to a best number, and not the
        same. At least 40 and 53 agree, 53 and 54 do not.
        """
        apart = any(one.most is not None and one.most < two.least for one, two in ((self, other), (other, self)))
        return apart or (self.best is not None and other.best is not None and self.best != other.best)

    def as_dict(self) -> dict[str, Any]:
        """Return the report object of the JSON formats (docs/formats/casualties.schema.json)."""
        return {
            "id": compact(self.iri),
            "event": compact(self.event),
            "party": compact(self.party),
            "loss": self.loss,
            "low": self.low,
            "best": self.best,
            "high": self.high,
        }


def number_in_words(low: int | None, best: int | None, high: int | None) -> str:
    """Return a number or range in words.

    >>> number_in_words(101, None, None), number_in_words(None, 53, None), number_in_words(10, 15, 20)
    ('at least 101', '53', '10 to 20, best 15')
    """
    if best is not None and low in (None, best) and high in (None, best):
        return str(best)
    if low is not None and high is not None:
        said = str(low) if low == high else f"{low} to {high}"
    else:
        said = f"at least {low}" if low is not None else f"at most {high}" if high is not None else "not told"
    return said if best is None else f"{said}, best {best}"


@dataclass(frozen=True)
class Nesting:
    """How reports, events and parties relate.

    Parameters
    ----------
    subsumes : mapping of str to set of str
        Report to the reports within it, transitively.
    parts : mapping of str to set of str
        Event to the events that are parts of it, transitively.
    organs : mapping of str to set of str
        Actor to its organs, transitively.
    single : frozenset of str
        Events that are one event each, told apart from others: no series, no missions.
    """

    subsumes: Mapping[str, Collection[str]]
    parts: Mapping[str, Collection[str]]
    organs: Mapping[str, Collection[str]]
    single: frozenset[str]

    def contains(self, whole: Report, part: Report) -> str | None:
        """Say by what a report counts the dead of another among its own; None if nothing says that it does."""
        if part.iri in self.subsumes.get(whole.iri, ()):
            return "a claim says that it subsumes the other"
        if whole.loss == part.loss and self.shares_party(whole, part) and part.event in self.parts.get(whole.event, ()):
            return "its event has the other's as a part"
        return None

    def shares_party(self, one: Report, other: Report) -> bool:
        """Tell whether the dead of both can be the same: of one party, or of an organ of it."""
        if one.party == other.party:
            return True
        return other.party in self.organs.get(one.party, ()) or one.party in self.organs.get(other.party, ())

    def counts_for(self, party: str, report: Report) -> bool:
        """Tell whether a report counts losses of a party or of an organ of it."""
        return report.party == party or report.party in self.organs.get(party, ())

    def are_apart(self, one: Report, other: Report) -> bool:
        """Tell whether the dead of both are surely not the same.

        Two events that one source tells apart are two, as are two parts of one event; of two sources nobody knows
        as long as they overlap.
        """
        if not self.shares_party(one, other):
            return True
        first, second = one.bounds, other.bounds
        for early, late in ((first, second), (second, first)):
            if early.latest_end and late.earliest_begin and early.latest_end < late.earliest_begin:
                return True
        events = {one.event, other.event}
        told_apart = events <= self.single or any(events <= set(parts) for parts in self.parts.values())
        return told_apart and len(events) == 2 and one.source == other.source


@dataclass(frozen=True)
class Exclusion:
    """A report that a total does not add, and why."""

    report: Report
    reason: str


@dataclass(frozen=True)
class Total:
    """How many of one kind a party lost.

    Parameters
    ----------
    party : str
        IRI.
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

    def number(self) -> str:
        """Return the range in words."""
        if not self.counted and self.low == 0 and self.high is None:
            return "not told"
        return number_in_words(self.low, self.best, self.high)

    def as_dict(self) -> dict[str, Any]:
        """Return the total object of the JSON formats (docs/formats/casualties.schema.json)."""

        def listed(found: Iterable[Exclusion]) -> list[dict[str, str]]:
            return [{"report": compact(each.report.iri), "reason": each.reason} for each in found]

        return {
            "party": compact(self.party),
            "loss": self.loss,
            "low": self.low,
            "best": self.best,
            "high": self.high,
            "counted": [compact(report.iri) for report in self.counted],
            "contains": listed(self.contains),
            "excluded": listed(self.excluded),
            "notes": list(self.notes),
        }


# -- reading


def read_reports(claims: Iterable[Claim]) -> list[Report]:
    """Return the casualty reports that claims make, sorted; incomplete ones are left out.

    Parameters
    ----------
    claims : iterable of Claim
        Those that count.
    """
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    makers: dict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        for triple in claim.statement:
            subject, predicate = value(triple.subject), triple.predicate.value
            said[subject][predicate.removeprefix(str(SKG))].add(value(triple.object))
            if predicate != str(SKG.subsumes) and predicate != str(SKG.subsumedBy):
                makers[subject][claim.iri] = claim
    out = []
    for iri, values in said.items():
        ends = [min(values[name], default=None) for name in ("reportedFor", "party", "lossKind")]
        if str(SKG.CasualtyReport) in values[RDF_TYPE] and all(ends):
            event, party, loss = map(str, ends)
            low, best, high = (min(map(int, values[name]), default=None) for name in ("low", "best", "high"))
            made = tuple(sorted(makers[iri].values(), key=lambda c: (not _types(c, iri), c.iri)))
            out.append(Report(iri, event, party, loss.removeprefix(str(SKG)), low, best, high, made))
    return sorted(out, key=lambda r: (r.event, r.party, r.loss, r.source, r.iri))


def _types(claim: Claim, iri: str) -> bool:
    return any(value(t.subject) == iri and t.predicate.value == RDF_TYPE for t in claim.statement)


def read_nesting(claims: Iterable[Claim]) -> Nesting:
    """Return how the reports of some claims relate.

    Parameters
    ----------
    claims : iterable of Claim
        Those that count.
    """
    subsumes, parts, organs = (defaultdict[str, set[str]](set) for _ in range(3))
    series: set[str] = set()
    events: set[str] = set()
    forwards = {str(SKG.subsumes): subsumes, str(SKG.hasSubEvent): parts, str(SKG.hasOrgan): organs}
    backwards = {str(SKG.subsumedBy): subsumes, str(SKG.subEventOf): parts, str(SKG.organOf): organs}
    for claim in claims:
        for triple in claim.statement:
            subject, predicate, obj = value(triple.subject), triple.predicate.value, value(triple.object)
            if predicate in forwards:
                forwards[predicate][subject].add(obj)
            elif predicate in backwards:
                backwards[predicate][obj].add(subject)
            elif predicate == RDF_TYPE and obj == str(SKG.EventSeries):
                series.add(subject)
            events |= {term for term in (subject, obj) if term.startswith(_EVENT)}
    return Nesting(reach(subsumes), reach(parts), reach(organs), frozenset(events - series))


def reach(edges: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """Return what each node reaches in one step or more; a circle reaches itself."""
    out = {}
    for start in edges:
        found: set[str] = set()
        todo = list(edges[start])
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo.extend(edges.get(node, ()))
        out[start] = frozenset(found)
    return out


def find_report_circles(claims: Iterable[Claim]) -> list[tuple[str, ...]]:
    """Return the reports that subsume themselves, alone or in a circle.

    Two that subsume each other are two reports of the same dead, and so are several if that is said of each two; a
    longer way round says that a part contains its whole.
    """
    edges: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for triple in claim.statement:
            subject, obj = value(triple.subject), value(triple.object)
            if triple.predicate.value == str(SKG.subsumes):
                edges[subject].add(obj)
            elif triple.predicate.value == str(SKG.subsumedBy):
                edges[obj].add(subject)
    loops: set[tuple[str, ...]] = {(node,) for node, found in edges.items() if node in found}
    reached = reach(edges)
    for node in edges:
        circle = tuple(sorted(other for other in reached[node] if node in reached.get(other, ())))
        one_way = [(a, b) for a in circle for b in edges[a] if b in circle and b != a and a not in edges.get(b, ())]
        if one_way:
            loops.add(circle)
    return sorted(loops)


# -- asking


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
    claims = [claim for claim in build.claims if claim.counts]
    reports = read_reports(claims)
    if name is None:
        return reports
    wanted = find_subject(build, name)
    nesting = read_nesting(claims)
    events = {wanted, *nesting.parts.get(wanted, ())}
    parties = {wanted, *nesting.organs.get(wanted, ())}
    return [report for report in reports if report.event in events or report.party in parties]


def find_subject(build: Build, name: str) -> str:
    """Return the IRI of an event or actor.

    Raises
    ------
    UsageError
        If nothing, or several things, are called so.
    """
    import difflib

    from sahel_kg.record.actors import fold

    events = {iri: label for iri, label in build.whole.labels.items() if iri.startswith(_EVENT)}
    iri = expand(name)
    if iri is not None and iri.startswith(_EVENT):
        if iri in events or iri in build.whole.terms:
            return iri
    elif iri is None:
        key = fold(name)
        matches = [event for event, label in events.items() if fold(label) == key]
        matches = matches or [event for event, label in events.items() if key and f" {key} " in f" {fold(label)} "]
        try:
            return build.whole.actors.find(name).iri
        except UsageError:
            if len(matches) == 1:
                return matches[0]
            if len(matches) > 1:
                listed = ", ".join(f"{compact(event)} ({events[event]})" for event in sorted(matches))
                raise UsageError(f"'{name}' fits several events: {listed}. Give one of these instead.") from None
    else:
        return build.whole.actors.find(name).iri
    known = {fold(label): event for event, label in events.items()}
    known |= {compact(event).partition(":")[2].replace("-", " "): event for event in events}
    known |= {fold(each.text): actor.iri for actor in build.whole.actors for each in actor.names}
    near = dict.fromkeys(
        compact(known[each]) for each in difflib.get_close_matches(fold(name.partition(":")[2] or name), known, 3, 0.6)
    )
    likely = f"; did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"no event or actor is called '{name}'{likely}; `sahel-kg casualties` lists all reports")


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
    claims = [claim for claim in build.whole.admitting(build.evidence).claims if claim.counts]
    kinds = {value(q.subject).removeprefix(str(SKG)) for q in build.ontology if value(q.object) == str(SKG.LossKind)}
    if loss not in kinds:
        raise UsageError(f"no kind of loss '{loss}': choose from {', '.join(sorted(kinds))}")
    return add_up(read_reports(claims), read_nesting(claims), actor, loss, first, last)


def totals(build: Build, name: str | None = None, since: date | str | None = None) -> list[Total]:
    """Return a total of each party and kind of loss that is reported, of one actor, or in one event.

    Parameters
    ----------
    build : Build
    name : str, optional
        Of an actor, who stands for its organs as well, or of an event.
    since : date or str, optional
    """
    base = build.whole.admitting(build.evidence)
    found = list_reports(base, name)
    wanted = find_subject(build, name) if name else None
    first = _first_day(since)
    claims = [claim for claim in base.claims if claim.counts]
    nesting = read_nesting(claims)
    reports = read_reports(claims)
    if wanted is None or wanted.startswith(_EVENT):
        pairs: set[Pair] = {(report.party, report.loss) for report in found}
        reports = found if wanted else reports
    else:
        pairs = {(wanted, report.loss) for report in found if nesting.counts_for(wanted, report)}
        # what is counted for a mission whose losses are others'
        pairs |= {(r.party, r.loss) for r in found if not nesting.counts_for(wanted, r)}
    return [add_up(reports, nesting, *pair, first, build.when.day) for pair in sorted(pairs)]


def _first_day(since: date | str | None) -> date | None:
    from sahel_kg.record.bounds import parse_date

    if not isinstance(since, str):
        return since
    try:
        return parse_date(since)
    except ValueError as error:
        raise UsageError(f"--since: {error}") from None


# -- adding up


@dataclass(frozen=True)
class _Heap:
    """Reports of the same dead as one number."""

    reports: tuple[Report, ...]
    low: int
    best: int | None
    high: int | None


def add_up(
    reports: Sequence[Report],
    nesting: Nesting,
    party: str,
    loss: str,
    first: date | None = None,
    last: date | None = None,
) -> Total:
    """Return the total of a party from some reports.

    Parameters
    ----------
    reports : sequence of Report
    nesting : Nesting
    party : str
        IRI.
    loss : str
    first, last : date, optional
        The days that count, inclusive.
    """
    own = [report for report in reports if nesting.counts_for(party, report)]
    excluded: list[Exclusion] = []
    inside: list[Report] = []
    across: list[Report] = []
    for report in (r for r in own if r.loss == loss):
        where = _place(report.bounds, first, last)
        if where == "outside":
            excluded.append(Exclusion(report, "is of another time"))
        else:
            (inside if where == "inside" else across).append(report)
    low, best, high, counted, contains, notes = _sum(inside, nesting)
    if across:
        best, high = None, _sum([*inside, *across], nesting)[2]
        why = "its time reaches beyond that asked for: it raises the high number only"
        excluded += [Exclusion(report, why) for report in across]
    elif not inside:
        best = high = None  # nothing told is not nobody lost
    for report in (r for r in own if r.loss != loss):
        whole = next((each for each in counted if nesting.contains(each, report)), None)
        kind = f"counts those {report.loss.lower()}, not {loss.lower()}"
        if whole:
            contains.append(Exclusion(report, f"within {compact(whole.iri)}, and {kind}"))
        else:
            excluded.append(Exclusion(report, kind))
    notes = list(dict.fromkeys(notes))
    return Total(party, loss, low, best, high, tuple(counted), tuple(contains), tuple(excluded), tuple(notes))


def _place(bounds: Bounds, first: date | None, last: date | None) -> str:
    """Say whether a window lies inside the days that count, outside or across their ends."""
    begin, end = bounds.earliest_begin, bounds.latest_end
    if (last and begin and begin > last) or (first and end and end < first):
        return "outside"
    is_late = last is not None and (end is None or end > last)
    is_early = first is not None and (begin is None or begin < first)
    return "across" if is_late or is_early else "inside"


_Sum = tuple[int, int | None, int | None, list[Report], list[Exclusion], list[str]]


def _sum(reports: Sequence[Report], nesting: Nesting) -> _Sum:
    """Return low, best, high, the reports that are counted, those within them, and notes."""
    heaps = _gather(reports, nesting)
    inner: dict[int, set[int]] = defaultdict(set)
    reasons: dict[int, tuple[int, str]] = {}
    for whole, part in ((a, b) for a in range(len(heaps)) for b in range(len(heaps)) if a != b):
        reason = _within(heaps[whole], heaps[part], nesting)
        if reason and not _within(heaps[part], heaps[whole], nesting):
            inner[whole].add(part)
            reasons.setdefault(part, (whole, reason))
    contains = [
        Exclusion(report, f"the same dead as {compact(heap.reports[0].iri)}")
        for number, heap in enumerate(heaps)
        for report in (heap.reports[1:] if number not in reasons else ())
    ]
    for part, (whole, reason) in reasons.items():
        told = f"within {compact(heaps[whole].reports[0].iri)}: {reason}"
        contains += [Exclusion(report, told) for report in heaps[part].reports]
    top = [number for number in range(len(heaps)) if number not in reasons]
    notes: list[str] = []
    whole_heaps = [_fill(heaps, number, inner, nesting, notes) for number in top]
    low, best, high = _add(whole_heaps, nesting, notes)
    counted = [heap.reports[0] for heap in whole_heaps]
    for heap in whole_heaps:
        if len(heap.reports) > 1 and any(a.disagrees(b) for a, b in combinations(heap.reports, 2)):
            listed = ", ".join(f"{report.number()} ({compact(report.source)})" for report in heap.reports)
            notes.append(f"accounts of the same dead differ, their range is kept: {listed}")
    return low, best, high, counted, contains, notes


def _fill(
    heaps: Sequence[_Heap],
    number: int,
    inner: Mapping[int, set[int]],
    nesting: Nesting,
    notes: list[str],
) -> _Heap:
    """Raise the low number of a heap to what the reports within it add up to."""
    heap = heaps[number]
    parts = [heaps[part] for part in sorted(inner.get(number, ()))]
    within = [part for part in parts if not any(_within(other, part, nesting) for other in parts if other is not part)]
    low = _add(within, nesting, [])[0]
    if low <= heap.low:
        return heap
    if heap.high is not None and low > heap.high:
        told = compact(heap.reports[0].iri)
        notes.append(f"the reports within {told} add up to at least {low}, more than the {heap.high} that it allows")
    best = heap.best if heap.best is None or heap.best >= low else None
    return replace(heap, low=low, best=best, high=None if heap.high is None else max(heap.high, low))


def _gather(reports: Sequence[Report], nesting: Nesting) -> list[_Heap]:
    """Put reports of the same dead together: those that subsume each other, and accounts of one event and party."""
    groups: list[list[Report]] = []
    for report in sorted(reports, key=lambda r: (r.source, r.iri)):
        met = [group for group in groups if any(_same_dead(report, other, nesting) for other in group)]
        groups = [group for group in groups if group not in met]
        groups.append([each for group in met for each in group] + [report])
    out = []
    for group in groups:
        ordered = sorted(group, key=lambda r: (r.best is None, r.iri))
        bests = {report.best for report in ordered if report.best is not None}
        highs = [report.most for report in ordered]
        best = bests.pop() if len(bests) == 1 else None
        agree = not any(one.disagrees(other) for one, other in combinations(ordered, 2))
        # accounts that agree narrow each other down; of those that do not, either may be right
        low = (max if agree else min)(report.least for report in ordered)
        limits = [limit for limit in highs if limit is not None]
        high = (min(limits) if limits else None) if agree else None if None in highs else max(limits)
        out.append(_Heap(tuple(ordered), low, best, high))
    return sorted(out, key=lambda heap: heap.reports[0].iri)


def _same_dead(one: Report, other: Report, nesting: Nesting) -> bool:
    if one.loss != other.loss:
        return False
    contains, within = nesting.contains(one, other), nesting.contains(other, one)
    if contains or within:
        return bool(contains and within)
    is_event = one.event == other.event and one.event.startswith(_EVENT)
    return is_event and one.party == other.party and one.loss == other.loss


def _within(whole: _Heap, part: _Heap, nesting: Nesting) -> str | None:
    found = (nesting.contains(one, other) for one in whole.reports for other in part.reports)
    return next((reason for reason in found if reason), None)


def _add(heaps: Sequence[_Heap], nesting: Nesting, notes: list[str]) -> tuple[int, int | None, int | None]:
    """Add heaps of which none lies within another; what may be the same dead is not added to the low number."""
    bests = [heap.best for heap in heaps]
    highs = [heap.high for heap in heaps]
    low = 0
    has_overlap = False
    for cluster in _overlapping(heaps, nesting):
        low += _heaviest(cluster, nesting)
        if len(cluster) > 1:
            has_overlap = True
            listed = " and ".join(compact(heap.reports[0].iri) for heap in cluster)
            notes.append(
                f"{listed} may count the same dead, and no claim says whether: "
                "low is the larger of them, high their sum"
            )
    best = None if has_overlap or None in bests else sum(number for number in bests if number is not None)
    high = None if None in highs else sum(number for number in highs if number is not None)
    return low, best, high


def _are_apart(one: _Heap, other: _Heap, nesting: Nesting) -> bool:
    return any(nesting.are_apart(a, b) for a in one.reports for b in other.reports)


def _overlapping(heaps: Sequence[_Heap], nesting: Nesting) -> Iterator[list[_Heap]]:
    """Yield the heaps in clusters that may have dead in common."""
    left = list(heaps)
    while left:
        cluster = [left.pop(0)]
        for heap in cluster:  # grows on the way
            near = [other for other in left if not _are_apart(heap, other, nesting)]
            left = [other for other in left if other not in near]
            cluster += near
        yield cluster


def _heaviest(heaps: Sequence[_Heap], nesting: Nesting) -> int:
    """Return the largest sum of heaps that have surely nobody in common: so many fell at least."""
    if len(heaps) == 1:
        return heaps[0].low
    import networkx as nx

    ordered = sorted(heaps, key=lambda heap: -heap.low)
    if len(ordered) <= _MOST_EXACTLY:
        apart = nx.Graph()
        apart.add_nodes_from((place, {"low": heap.low}) for place, heap in enumerate(ordered))
        pairs = combinations(range(len(ordered)), 2)
        apart.add_edges_from((a, b) for a, b in pairs if _are_apart(ordered[a], ordered[b], nesting))
        return int(nx.max_weight_clique(apart, weight="low")[1])
    kept: list[_Heap] = []
    for heap in ordered:
        if all(_are_apart(heap, other, nesting) for other in kept):
            kept.append(heap)
    return sum(heap.low for heap in kept)
