"""Differences: which ties were gained, lost or changed between two days or two builds, or are told by one alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from sahel_kg.errors import listed
from sahel_kg.frames import Grid, Listing, Several, Types
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.record.claim_changes import CHANGE_COLUMNS, CHANGE_TYPES, CHANGES_OF_CLAIMS, ClaimChange
from sahel_kg.record.claims import rank_basis
from sahel_kg.record.extents import in_words
from sahel_kg.record.identities import WHOSE_NUMBER
from sahel_kg.record.relations import SIGN_WORDS, Sign, read_signs
from sahel_kg.record.rewinding import When
from sahel_kg.ties.cautions import tell_cautions
from sahel_kg.ties.chronology import all_ties
from sahel_kg.ties.endings import list_endings
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Tie, sign_word
from sahel_kg.ties.words import Words, graded
from sahel_kg.vocabulary import compact

COLUMNS = (
    *("change", "what", "subject", "subject_label", "relation", "relation_label", "object", "object_label", "sign"),
    *("reading before", "reading after", "status before", "status after", "basis before", "basis after"),
    *("grade before", "grade after", "when before", "when after", "why possible", "claims"),
)
_TYPES: Types = {
    **dict.fromkeys(COLUMNS[9:15], "code"),
    **dict.fromkeys(COLUMNS[15:], "text"),
}
ABSENCE = "What is not told any more need not have ended, nor what was not told before have begun."
ABSENCE_OF_BUILDS = "What only one of them tells need neither have begun nor have ended."
_Key = tuple[str, str, str]


@dataclass(frozen=True)
class Changed:
    """A tie that stands on both days, but not in the same way."""

    before: Tie
    after: Tie


@dataclass(frozen=True)
class TieDifference:
    """A tie in which two days differ.

    Parameters
    ----------
    change : str
        ``gained``, ``lost``, ``not told before``, ``not told any more``, ``happened before`` or ``changed``.
    what : str
        The tie as a sentence.
    before, after : Tie, optional
        As it stands on each day; None if it does not.
    """

    change: str
    what: str
    before: Tie | None
    after: Tie | None
    then: Tie | None = None
    """As it may have been on the day that does not tell of it."""
    when: tuple[str, str] = ("", "")
    """When it is so by each side, of all times in words; "" by the side that does not have it."""

    @property
    def why_possible(self) -> tuple[str, ...]:
        """Why it is only possible where it is not certain; on the other day, if it is not told of that one."""
        return tuple((self.then or self.tie).why_possible)

    @property
    def tie(self) -> Tie:
        """The tie, as it stands later if it does on both days."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def claims(self) -> str:
        """Ids of the claims of both days: what it is told by, and what it may be by where it is not told."""
        both = (each for each in (self.before, self.after, self.then) if each)
        return " ".join(dict.fromkeys(claim.id for each in both for claim in each.claims))

    def row(self) -> tuple[object, ...]:
        """Return it as a row of a table, in the order of `COLUMNS`."""
        tie, days = self.tie, (self.before, self.after)
        cells = [getattr(day, name) if day else None for name in ("reading", "status", "basis") for day in days]
        grades = [graded(*day.grade) if day else None for day in days]
        fact = (
            *(compact(tie.subject), tie.subject_label, compact(tie.relation), tie.relation_label),
            *(compact(tie.object), tie.object_label, sign_word(tie)),
        )
        return (self.change, self.what, *fact, *cells, *grades, *self.when, "; ".join(self.why_possible), self.claims)


@dataclass(frozen=True)
class Difference(Several[TieDifference]):
    """What two days differ in.

    Parameters
    ----------
    one, other : When
        The earlier and the later day, read in the same way.
    gained, lost : tuple of Tie
        Ties of one day only: those that had not begun on the earlier, or are told to have ended by the later.
    newly_told, untold : tuple of Tie
        Ties of one day only that may have been there on the other, of which no source tells.
    happened_before : tuple of Tie
        Happenings that count on the earlier day and surely lie before the window of the later: neither lost nor untold.
    changed : tuple of Changed
        The same relation of the same two on both days, with another reading, sign, status, basis or grade; of two
        builds at all times also with other days.
    unchanged : int
        How many ties are the same.
    note : str
        The choice in words.
    words : Words
        What puts ties into words.
    """

    one: When
    other: When
    gained: tuple[Tie, ...]
    lost: tuple[Tie, ...]
    newly_told: tuple[Tie, ...]
    untold: tuple[Tie, ...]
    happened_before: tuple[Tie, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    note: str
    words: Words = field(repr=False, compare=False)
    cautions: tuple[str, ...] = ()
    """What to know of how actors of what differs are told of; of many, how many more."""
    open_then: Mapping[_Key, Tie] = field(default_factory=dict, repr=False, compare=False)
    """How ties that one day does not tell of may have been there."""
    sides: Sequence[Mapping[_Key, Sequence[Tie]]] = field(default=({}, {}), repr=False, compare=False)
    """All that each side has, of which a tie that differs is the best."""
    of_builds: bool = False
    """Whether two builds are compared, and not two days."""
    words_before: Words | None = field(default=None, repr=False, compare=False)
    """What puts ties of the first build into words."""
    builds: tuple[str, ...] = ()
    """The folders of two builds, the first with which the second is compared."""
    claims: Listing[ClaimChange] = field(default_factory=lambda: list_claim_changes([]), hash=False)
    """Of two builds the claims that are seen in one of them and are not, or not so, in the other."""

    @property
    def absence(self) -> str:
        """What it does not mean that something is told of by one side alone."""
        return ABSENCE_OF_BUILDS if self.of_builds else ABSENCE

    def things(self) -> list[TieDifference]:
        """Return each tie in which they differ."""
        entries: list[tuple[str, Tie | None, Tie | None]] = [
            *(("gained", None, tie) for tie in self.gained),
            *(("lost", tie, None) for tie in self.lost),
            *(("not told before", None, tie) for tie in self.newly_told),
            *(("not told any more", tie, None) for tie in self.untold),
            *(("happened before", tie, None) for tie in self.happened_before),
            *(("changed", each.before, each.after) for each in self.changed),
        ]
        found = []
        for change, before, after in entries:
            if tie := after or before:
                then = self.open_then.get(_key(tie)) if change in ("not told before", "not told any more") else None
                words = self.words if after else self.words_before or self.words
                when = self._tell_when(before, 0), self._tell_when(after, 1)
                found.append(TieDifference(change, words.sentence(tie), before, after, then, when))
        return found

    def _tell_when(self, tie: Tie | None, side: int) -> str:
        """Say when a tie is so by one side, in order of time."""
        if tie is None:
            return ""
        same = [each for each in self.sides[side].get(_key(tie), [tie]) if _is_alike(each, tie)]
        return "; ".join(dict.fromkeys(in_words(each.extent) for each in sorted(same, key=_by_time)))

    def grid(self) -> Grid:
        """Return them as a table, a tie a row."""
        note = " ".join([f"{self.note[:1].upper()}{self.note[1:]} {self.absence}", *self.cautions])
        return Grid(COLUMNS, [entry.row() for entry in self.things()], self.in_words(), note, types=_TYPES)

    def in_words(self) -> str:
        """Say how much there is, in one line."""
        days = f"between {self.one.day} and {self.other.day}"
        if self.of_builds:
            days = f"between two builds, {f'on {self.one.day}' if self.one.day else 'at all times'}"
        elif self.one.day == self.other.day:
            return f"{self.one.day} twice: nothing changes between a day and itself; {self.unchanged} ties"
        counts = f"{len(self.gained)} gained, {len(self.lost)} lost, {len(self.newly_told)} not told before, "
        counts += f"{len(self.untold)} not told any more, {len(self.changed)} changed {days}"
        counts += f"; {n} happened before the window" if (n := len(self.happened_before)) else ""
        return f"{counts}; {self.unchanged} the same{self._count_claims()}"

    def _count_claims(self) -> str:
        if not self.of_builds:
            return ""
        told = (f"{sum(each.change == change for each in self.claims)} {change}" for change in CHANGES_OF_CLAIMS)
        return f"; claims: {', '.join(told)}"

    def as_dict(self) -> dict[str, Any]:
        """Return the diff object of the JSON formats (docs/formats/diff.schema.json)."""
        return {
            "version": 1,
            "from": str(self.one.day) if self.one.day else None,
            "to": str(self.other.day) if self.other.day else None,
            "builds": list(self.builds) if self.of_builds else None,
            "note": " ".join([f"{self.note} {self.absence}", *self.cautions]),
            "gained": [tie.as_dict() for tie in self.gained],
            "lost": [tie.as_dict() for tie in self.lost],
            "newly_told": [tie.as_dict() for tie in self.newly_told],
            "untold": [tie.as_dict() for tie in self.untold],
            "happened_before": [tie.as_dict() for tie in self.happened_before],
            "changed": [
                {
                    "before": each.before.as_dict(),
                    "after": each.after.as_dict(),
                    "when_before": self._tell_when(each.before, 0),
                    "when_after": self._tell_when(each.after, 1),
                }
                for each in self.changed
            ],
            "unchanged": self.unchanged,
            "claims": [each.as_dict() for each in self.claims] if self.of_builds else None,
        }


def list_claim_changes(changes: Iterable[ClaimChange]) -> Listing[ClaimChange]:
    """Return changes of claims as a list that is a table as well."""
    return Listing(changes, CHANGE_COLUMNS, ClaimChange.row, "Claims that differ", types=CHANGE_TYPES)


def compare(
    situation: Situation | tuple[Situation, Situation],
    words: Words,
    one: When,
    other: When,
    *,
    signs: Iterable[str] = (),
    relations: Iterable[str] = (),
    asserted_only: bool = False,
    around: Sequence[Actor] = (),
) -> Difference:
    """Return what is gained, lost and changed from one day to the other.

    Parameters
    ----------
    situation : Situation, or two
        Of two, the first is looked at on the one day and the second on the other.
    words : Words
        What puts ties into words.
    one, other : When
        Two days; the earlier may come second. Of two situations one day, or none: all times.
    signs : iterable of str
        Only ties of these, as words or symbols.
    relations : iterable of str
        Only these and all below them.
    asserted_only : bool
        Leave inferred ties out.
    around : sequence of Actor
        Only ties of these.

    Raises
    ------
    UsageError
        For a sign or a relation that there is not.
    """
    if one.day and other.day and other.day < one.day:
        one, other = other, one
    is_one = not isinstance(situation, tuple)
    sides = situation if isinstance(situation, tuple) else (situation, situation)
    situation = sides[1]
    ends = {iri for actor in around for iri in actor.iris}
    wanted_signs, wanted = read_signs(signs), {situation.relations.find(name) for name in listed(relations)}

    def fits(tie: Tie) -> bool:
        return (
            tie.relation not in WHOSE_NUMBER
            and (not ends or tie.subject in ends or tie.object in ends)
            and not (asserted_only and tie.status == "inferred")
            and (not wanted_signs or tie.sign in wanted_signs)
            and (not wanted or not situation.relations.above(tie.relation).isdisjoint(wanted))
        )

    every, telling, open_then = list[dict[_Key, list[Tie]]](), set[_Key](), list[dict[_Key, list[Tie]]]()
    for side, when in zip(sides, (one, other), strict=True):
        seen = side.at(when)
        every.append(_group(filter(fits, all_ties(seen, general=True))))
        telling |= {_key(tie) for tie in all_ties(seen)}
        open_then.append(_group(all_ties(side.at(replace(when, weakest=None)), general=True)))
    # What only generalises another tie is no gain and no loss; whether it was there is asked of all ties.
    gained, lost, newly, untold, past = list[Tie](), list[Tie](), list[Tie](), list[Tie](), list[Tie]()
    changed, unchanged = [], 0
    for key in sorted(telling & {*every[0], *every[1]}):
        pairs, same = _compare(every[0].get(key, []), every[1].get(key, []), timed=one.day is None)
        unchanged += same
        for before, after in pairs:
            if before and after:
                changed.append(Changed(before, after))
            elif after:
                (newly if key in open_then[0] else gained).append(after)
            elif before:
                over = lost if not is_one or before.extent.aspect == "holding" or _is_over(before, other) else past
                (untold if key in open_then[1] and not _is_over(before, other) else over).append(before)
    told = (around, wanted_signs, wanted, situation.evidence.in_words() if situation.evidence else "")
    note = _tell_choice(asserted_only, *told, one)
    lost = _with_endings(situation, lost) if is_one else lost
    turned = tuple(gained), tuple(lost), tuple(newly), tuple(untold), tuple(past)
    then = {
        _key(tie): _stands_then(tie, open_then[day][_key(tie)])
        for day, ties in enumerate((newly, untold))
        for tie in ties
    }
    shown = (gained, lost, newly, untold, (each.after for each in changed))
    cautions = tuple(tell_cautions(situation, _named(chain(*shown)))) if is_one else ()
    return Difference(one, other, *turned, tuple(changed), unchanged, note, words, cautions, then, every, not is_one)


def _named(ties: Iterable[Tie]) -> Iterator[str]:
    """Yield the ids of the actors and the claims of some ties."""
    for tie in ties:
        yield from (tie.subject_id, tie.object_id, *(claim.id for claim in tie.claims))


def _tell_choice(
    asserted_only: bool,
    around: Sequence[Actor],
    signs: Sequence[Sign],
    relations: Iterable[str],
    evidence: str,
    one: When,
) -> str:
    """Say which ties are compared, and how both days are read."""
    parts = ["asserted and denied ties" if asserted_only else "asserted, inferred and denied ties"]
    parts[0] += " of actors with each other and with places"
    if around:
        parts.append(f"those of {' and '.join(actor.label for actor in around)} alone")
    if signs:
        parts.append(" and ".join(SIGN_WORDS[sign] for sign in signs))
    if relations:
        parts.append(f"relations {', '.join(sorted(map(compact, relations)))}")
    if evidence:
        parts.append(evidence)
    parts.append(one.in_words().removeprefix(f"as of {one.day} ").strip("()"))
    return f"{'; '.join(parts)}."


def _is_over(tie: Tie, then: When) -> bool:
    """Tell whether the state is told to have ended by a day that what happened told of."""
    return tie.extent.over is not None and then.day is not None and tie.extent.over < then.day


def _with_endings(situation: Situation, ties: Sequence[Tie]) -> list[Tie]:
    """Return ties that are over with the claims that tell their ends beside those that say them."""
    told = zip(ties, list_endings(situation, ties), strict=True)
    return [replace(tie, claims=tuple(dict.fromkeys((*tie.claims, *ends)))) for tie, ends in told]


def _stands_then(tie: Tie, weak: Sequence[Tie]) -> Tie:
    """Return how a tie stands on a day that does not tell of it: by the claims that say it, or else by the best."""
    own = set(tie.claims)
    return min(
        weak,
        key=lambda t: (
            (t.status == "denied") != (tie.status == "denied"),
            own.isdisjoint(t.claims),
            BEST_FIRST.index(t.reading),
            t.status == "inferred",
            str(t.extent),
        ),
    )


def _group(ties: Iterable[Tie]) -> dict[_Key, list[Tie]]:
    grouped: dict[_Key, list[Tie]] = defaultdict(list)
    for tie in ties:
        grouped[_key(tie)].append(tie)
    return grouped


def _key(tie: Tie) -> _Key:
    return tie.subject, tie.relation, tie.object


def _compare(
    first: Sequence[Tie], second: Sequence[Tie], *, timed: bool
) -> tuple[list[tuple[Tie | None, Tie | None]], int]:
    """Return the pairs of one relation of two actors that differ, in when they are so too, and how many do not."""
    held = [_stands([t for t in ties if t.status != "denied"]) for ties in (first, second)]
    denied = [_stands([t for t in ties if t.status == "denied"]) for ties in (first, second)]
    pairs = [(held[0], held[1]), (denied[0], denied[1])]
    if held[0] and denied[1] and not (held[1] or denied[0]):
        pairs = [(held[0], denied[1])]
    elif denied[0] and held[1] and not (denied[1] or held[0]):
        pairs = [(denied[0], held[1])]
    there = [pair for pair in pairs if pair[0] or pair[1]]
    differing = [
        (one, other)
        for one, other in there
        if not (one and other and _looks(one) == _looks(other))
        or (timed and _spans(one, first) != _spans(other, second))
    ]
    return differing, len(there) - len(differing)


def _is_alike(one: Tie, other: Tie) -> bool:
    """Tell whether two of one relation of the same two are both denied, or neither."""
    return (one.status == "denied") == (other.status == "denied")


def _by_time(tie: Tie) -> tuple[date, ...]:
    return tuple(day or date.min for day in tie.bounds.as_days())


def _spans(tie: Tie, ties: Sequence[Tie]) -> set[object]:
    """Return between which days a tie is so, by all that say so."""
    return {each.bounds.as_days() for each in ties if _is_alike(each, tie)}


def _looks(tie: Tie) -> tuple[object, ...]:
    told = tie.reading in ("certain", "presumed")  # where a presumption begins or ends, nothing changes
    return told or tie.reading, tie.sign, tie.status, tie.basis, tie.grade


def _stands(ties: Sequence[Tie]) -> Tie | None:
    """Return how several ties of the same relation stand together: as the surest of them, by all claims that say so."""
    if not ties:
        return None
    best = min(
        ties,
        key=lambda t: (
            BEST_FIRST.index(t.reading),
            t.status == "inferred",
            t.grade[1] or 0,
            rank_basis(t.basis),
            str(t.extent),
        ),
    )
    if best.status == "inferred":
        return best
    equal = [t for t in ties if t.status == best.status and t.reading == best.reading]
    claims = {c.iri: c for t in [best, *equal] for c in t.claims}
    return replace(best, claims=tuple(claims.values()))
