"""Changes: what began, ended, happened or was announced, and between which days.

A change is read off the bounds of a tie or an event, and off nothing else: where no source gives a day there is a
change whose day is not stated, never one with a date made up. Changes of inferred ties have the bounds of the tie.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any, Literal

from sahel_kg.events.occurrences import Occurrence
from sahel_kg.frames import Types
from sahel_kg.record.claims import Claim, rank_basis
from sahel_kg.record.extents import Extent
from sahel_kg.tables import DECADES
from sahel_kg.ties.lifetimes import LifeTurn
from sahel_kg.ties.ties import Tie, sign_word
from sahel_kg.ties.words import Matter
from sahel_kg.vocabulary import SKG, compact

ChangeKind = Literal["began", "ended", "happened", "announced", "held"]
KINDS: tuple[ChangeKind, ...] = ("announced", "happened", "began", "ended", "held")
"""What is *held* has no date at all: neither begin nor end is stated, and it is no change."""

_ANNOUNCEMENT = str(SKG.Announcement)
_Days = tuple[ChangeKind, date | None, date | None]
_Key = tuple[str, ...]
_At = tuple[_Key, _Days]


COLUMNS = (
    *("from", "to", "when", "change", "what", "subject", "subject_label", "relation", "relation_label"),
    *("object", "object_label", "sign"),
    *("status", "reading", "basis", "reliability", "credibility", "claims"),
)
"""Of a table of changes."""
ASIDE = (
    *("from", "to", "subject", "subject_label", "relation", "relation_label", "object", "object_label"),
    *("sign", "reading", "reliability"),
)
"""Columns of it that a notebook has no room for."""
TYPES: Types = {"to": "day"}


@dataclass(frozen=True)
class Change:
    """Something began, ended, happened or was announced; or is known to have held, and nothing of when.

    Parameters
    ----------
    change : {"began", "ended", "happened", "announced", "held"}
    first, last : date, optional
        Between which days, inclusive; None is 'not stated'.
    text : str
        The tie or event in words.
    matters : tuple of Tie, Occurrence or LifeTurn
        What changed: one tie or event, as all claims have it that give these days, the best first; or an actor itself.
    """

    change: ChangeKind
    first: date | None
    last: date | None
    text: str
    matters: tuple[Matter | LifeTurn, ...]
    endings: tuple[Claim, ...] = ()
    """Of what ended: the claims that tell the last day, some of which may say no more."""

    @property
    def matter(self) -> Matter | LifeTurn:
        """The tie, event or actor, on the best evidence."""
        return self.matters[0]

    @property
    def is_dated(self) -> bool:
        """Whether a source says by when it had come about."""
        return self.last is not None

    @property
    def word(self) -> str:
        """What came about, as people read it: what has no end that a source tells has not *ended*."""
        is_open = self.last is None and self.change in ("began", "ended")
        return {"began": "begin not told", "ended": "end not told"}[self.change] if is_open else self.change

    @property
    def is_early(self) -> bool:
        """Whether the first day tells only that both were there: it is decades before the last (Mali, from 1960)."""
        return bool(self.first and self.last and self.last.year - self.first.year > DECADES)

    @property
    def when(self) -> str:
        """The days in words: ``2019-10-21 to 2019-10-31``, ``by 2019-12-03``, ``not stated``."""
        if self.last is None and self.first and self.change == "ended":
            return f"went on to {self.first} at least"
        if self.last is None:
            return f"not stated (not before {self.first})" if self.first else "not stated"
        if self.first is None or self.is_early:
            return f"by {self.last}"
        return str(self.last) if self.first == self.last else f"{self.first} to {self.last}"

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that it rests on."""
        every = chain(chain.from_iterable(matter.claims for matter in self.matters), self.endings)
        return tuple(dict.fromkeys(every))

    @property
    def fact(self) -> tuple[str, str, str]:
        """Subject, relation and object as CURIEs; of an event what it is, of an actor itself the day as told."""
        if isinstance(self.matter, LifeTurn):
            return compact(self.matter.actor), compact(self.matter.relation), self.matter.told
        if isinstance(self.matter, Occurrence):
            kind = self.matter.kinds[0] if self.matter.kinds else str(SKG.Event)
            return compact(self.matter.event), "rdf:type", compact(kind)
        return compact(self.matter.subject), compact(self.matter.relation), compact(self.matter.object)

    @property
    def labels(self) -> tuple[str, str, str]:
        """What the three of `fact` are called."""
        if isinstance(self.matter, Occurrence):
            kind = self.fact[2].rpartition(":")[2]
            return self.matter.label, "is a", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()
        if isinstance(self.matter, LifeTurn):
            return self.matter.label, f"active {'from' if self.matter.is_begin else 'until'}", self.matter.told
        return self.matter.subject_label, self.matter.relation_label, self.matter.object_label

    def may_lie_in(self, first: date | None, last: date | None) -> bool:
        """Tell whether it can have come about between two days, inclusive and open where None."""
        too_late = last is not None and self.first is not None and self.first > last
        too_early = first is not None and self.last is not None and self.last < first
        return not (too_late or too_early)

    def row(self) -> tuple[str | int | date | None, ...]:
        """Return it as a row of a table, in the order of `COLUMNS`."""
        matter = self.matter
        sign = sign_word(matter) if isinstance(matter, Tie) else None
        return (
            *(self.first, self.last, self.when, self.word, self.text),
            *chain.from_iterable(zip(self.fact, self.labels, strict=True)),
            sign,
            *(matter.status, matter.reading, matter.basis, *matter.grade),
            " ".join(claim.id for claim in self.claims),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the change object of the JSON format (docs/formats/timeline.schema.json)."""
        said = self.matter.as_dict()
        return {
            "change": self.change,
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
            "text": self.text,
            "tie": said if isinstance(self.matter, Tie) else None,
            "event": said if isinstance(self.matter, Occurrence) else None,
            "turn": said if isinstance(self.matter, LifeTurn) else None,
            "claims": [claim.as_dict() for claim in self.claims],
        }


def list_changes(matters: Iterable[Matter | LifeTurn], say: Callable[[Matter | LifeTurn], str]) -> list[Change]:
    """Return the changes of ties and events in order of time, each once, however many claims give the same days.

    Parameters
    ----------
    matters : iterable of Tie, Occurrence or LifeTurn
    say : callable
        Puts one into words.
    """
    found: dict[tuple[_Key, _Days], list[Matter | LifeTurn]] = defaultdict(list)
    for matter in matters:
        for days in _bounds_of(matter):
            found[_key(matter), days].append(matter)
    texts: dict[_Key, str] = {}
    out = []
    for (key, days), several in _without_repeats(found).items():
        best = sorted(several, key=lambda m: (m.grade[1] or 0, rank_basis(m.basis)))
        if key not in texts:
            texts[key] = say(best[0])
        out.append(Change(*days, texts[key], tuple(best)))
    return sorted(out, key=_order)


def leave_implied(changes: Iterable[Change]) -> list[Change]:
    """Leave out by when a state had begun where another claim tells an earlier day, and how long it went on likewise.

    What may have ended in between is kept.
    """
    told = list(changes)
    begun: dict[tuple[str, ...], date] = {}
    over: dict[tuple[str, ...], date] = {}
    went_on: dict[tuple[str, ...], date] = {}
    for each in told:
        key = (*each.fact, each.matter.status)
        if each.last is not None and each.change in ("began", "ended"):
            firsts = begun if each.change == "began" else over
            firsts[key] = min(each.last, firsts.get(key, each.last))
        elif each.change == "ended" and each.first:
            went_on[key] = max(each.first, went_on.get(key, each.first))
    kept = []
    for each in told:
        key = (*each.fact, each.matter.status)
        last = over.get(key, date.max)
        is_begun = each.change == "began" and each.last and begun[key] < each.last <= last
        is_begun = is_begun and (not each.first or each.first <= begun[key])
        is_outlasted = each.change == "ended" and each.first and not each.last and each.first < went_on[key] <= last
        kept += [] if is_begun or is_outlasted else [each]
    return kept


def join_years(changes: Iterable[Change]) -> list[tuple[Change, ...]]:
    """Return changes in runs: what happened between the same two in consecutive years stands together."""
    runs: list[list[Change]] = []
    begun: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        key, year = (*change.fact, change.matter.status, change.matter.basis or ""), _year_of(change)
        run = begun.get(key)
        if year is not None and run and year - (_year_of(run[-1]) or 0) in (0, 1):
            run.append(change)
            continue
        runs.append([change])
        if year is not None:
            begun[key] = runs[-1]
    return [tuple(run) for run in runs]


def _year_of(change: Change) -> int | None:
    """Return the year in which something happened, if all of it lies in one."""
    is_one = change.change == "happened" and change.first and change.last and change.first.year == change.last.year
    return change.first.year if is_one and change.first else None


def _without_repeats(found: Mapping[_At, Sequence[Matter | LifeTurn]]) -> dict[_At, list[Matter | LifeTurn]]:
    """Leave out what lacks a day that another claim gives, or has an end that another tells more closely."""
    dated: dict[tuple[_Key, ChangeKind], list[tuple[date | None, date]]] = defaultdict(list)
    for key, (change, first, last) in found:
        if last is not None:
            dated[key, change].append((first, last))
    out = {}
    for (key, days), several in found.items():
        change, first, last = days
        told = dated[key, change] if change != "held" else [*dated[key, "began"], *dated[key, "ended"]]
        if change == "ended" and any(to == last and (since or date.min) > (first or date.min) for since, to in told):
            continue
        kept = [m for m in several if last is not None or not any(_may_be(m, change, *each) for each in told)]
        if kept:
            out[key, days] = kept
    return out


def _bounds_of(matter: Matter | LifeTurn) -> list[_Days]:
    """Return the changes that a tie or event is made of, each with its first and last day."""
    if isinstance(matter, LifeTurn):
        return [("began" if matter.is_begin else "ended", *matter.days)]
    bounds = matter.extent.bounds.tight()
    begin: _Days = ("began", bounds.earliest_begin, bounds.latest_begin)
    is_told = bounds.latest_end or bounds.earliest_end == matter.extent.bounds.earliest_end
    end: _Days = ("ended", bounds.earliest_end if is_told else None, bounds.latest_end)
    if matter.extent.aspect == "timeless":
        return []
    if matter.extent.aspect == "holding" and not bounds:
        return [("held", None, None)]
    if matter.extent.aspect == "happening":
        if isinstance(matter, Occurrence) and _ANNOUNCEMENT in matter.kinds:
            return [("announced", bounds.earliest_begin, bounds.latest_begin or bounds.latest_end)]
        if not is_lasting(matter.extent):
            return [("happened", bounds.earliest_begin, bounds.latest_end)]
    return [begin if _tells_begin(matter) else ("began", bounds.earliest_begin, None), end]


def _tells_begin(matter: Matter) -> bool:
    """Tell whether more is known of a begin than that it came before the end."""
    bounds = matter.extent.bounds
    is_more = bounds.latest_begin is None or bounds.latest_begin != bounds.latest_end
    return is_more or any(claim.bounds.earliest_begin or claim.bounds.latest_begin for claim in matter.claims)


def is_lasting(happening: Extent) -> bool:
    """Tell whether something that happened surely took longer than a day, or has no end that is stated."""
    begun, ending = happening.bounds.latest_begin, happening.bounds.earliest_end
    return begun is not None and (happening.bounds.latest_end is None or (ending is not None and begun < ending))


def _key(matter: Matter | LifeTurn) -> _Key:
    if isinstance(matter, LifeTurn):
        return matter.actor, matter.relation, matter.told
    if isinstance(matter, Occurrence):
        return (matter.event,)
    return matter.subject, matter.relation, matter.object, matter.status


def actors_of(matter: Matter, soil: Mapping[str, str] = MappingProxyType({})) -> set[str]:
    """Return the IRIs of both ends of a tie, or of all that have a role in an event.

    Parameters
    ----------
    matter : Tie or Occurrence
    soil : mapping of str to str
        IRI of each territory for which the actor stands whose it is, if it is the end of a tie.
    """
    if isinstance(matter, Occurrence):
        return {who for _, who in matter.roles}
    return {soil.get(end, end) for end in (matter.subject, matter.object)}


def _may_be(matter: Matter | LifeTurn, change: ChangeKind, first: date | None, last: date) -> bool:
    """Tell whether the begin or end that another claim dates can be that of this one, and not of another time."""
    if isinstance(matter, LifeTurn):
        return False
    bounds = matter.extent.bounds
    if change == "ended":
        begun = bounds.earliest_begin or bounds.latest_begin
        since = max((day for day in (begun, bounds.earliest_end) if day), default=None)
        return since is None or last >= since
    ended = bounds.latest_end or bounds.earliest_end
    after = bounds.earliest_begin
    return (after is None or last >= after) and (first is None or ended is None or first <= ended)


def _order(change: Change) -> tuple[date, int, date, int, str]:
    known = (change.last if change.is_early else change.first or change.last) or date.min
    turn = change.matter if isinstance(change.matter, LifeTurn) else None
    place = 1 if turn is None else 0 if turn.is_begin else 2  # nothing is of an actor before its begin
    return known, place, change.last or date.max, KINDS.index(change.change), change.text
