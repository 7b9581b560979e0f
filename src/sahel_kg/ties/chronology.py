"""Chronology: the changes of an actor, of several or of all, and what they were taken from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypedDict

from sahel_kg.errors import UsageError, listed
from sahel_kg.events.occurrences import Occurrence, list_occurrences
from sahel_kg.frames import Grid, Listing, Several
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import Day, want_days
from sahel_kg.record.identities import WHOSE_NUMBER
from sahel_kg.record.relations import SIGN_WORDS, Relations, Sign, read_signs
from sahel_kg.ties.cautions import Caution, list_cautions_of
from sahel_kg.ties.changes import ASIDE, COLUMNS, KINDS, TYPES, Change, actors_of, list_changes
from sahel_kg.ties.listing import list_held, list_ties
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Tie
from sahel_kg.ties.words import Matter, Words, count
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

ABSENCE = "A missing change is not evidence that nothing changed: the source may not have looked."
_NOUNS = ("announcement", "event", "begin", "end", "tie without any date")
_PLACE = PREFIXES["place"]
_TERRITORY = str(SKG.territory)


@dataclass(frozen=True)
class History(Several[Change]):
    """The changes of an actor or of a whole situation, and what they were taken from.

    Parameters
    ----------
    actor : Actor, optional
        Whose changes they are; without one, everybody's.
    first, last : date, optional
        Only what may have come about between these days.
    dated, undated : Listing of Change
        Each a table: in order of time; and those of which no source says by when.
    words : Words
        The names of the build that they were taken from.
    note : str
        The choice in words.
    sources : str
        After which it is, in words.
    among : tuple of Actor
        If not empty, only the changes between two of these.
    soil : mapping of str to str
        IRI of each territory of one of these to whose it is: a tie with it is one with that actor.
    cautions : tuple of str
        What to know of how these actors, and the others of their ties, are told of.
    """

    actor: Actor | None
    first: date | None
    last: date | None
    dated: Listing[Change]
    undated: Listing[Change]
    words: Words = field(repr=False)
    note: str = ""
    sources: str = ""
    among: tuple[Actor, ...] = ()
    soil: Mapping[str, str] = field(default_factory=dict, repr=False)
    cautions: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """Whose changes they are, by name; "" for everybody's."""
        names = [actor.label for actor in ([self.actor] if self.actor else self.among)]
        if len(names) > 3:
            return f"{names[0]} and {len(names) - 1} others"
        return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)

    @property
    def is_joined(self) -> bool:
        """Whether a picture has a row for each actor or pair, and not for each tie and event."""
        return not self.actor and len(self.among) != 2

    @property
    def changes(self) -> Listing[Change]:
        """All changes, the undated ones last."""
        return _list([*self.dated, *self.undated])

    def things(self) -> Listing[Change]:
        """Return all changes, the undated ones last."""
        return self.changes

    def grid(self) -> Grid:
        """Return them as a table, a change a row."""
        note = " ".join([f"{self.note[:1].upper()}{self.note[1:]} {ABSENCE}", *self.cautions])
        return Grid(COLUMNS, [change.row() for change in self], self.in_words(), note, ASIDE, TYPES)

    @cached_property
    def matters(self) -> list[Matter]:
        """The ties and events that changed."""
        return list({id(matter): matter for change in self.changes for matter in change.matters}.values())

    def in_words(self, rows: int | None = None) -> str:
        """Say in a sentence how much there is; what has no day is counted, too.

        Parameters
        ----------
        rows : int, optional
            In how many rows the dated ones stand, if those of consecutive years share one.
        """
        who = f"{self.who}: " if self.who else ""
        if not self.changes:
            return f"{who}no tie and no event, so nothing is dated"
        events = sum(isinstance(matter, Occurrence) for matter in self.matters)
        ties = len({(m.subject, m.relation, m.object) for m in self.matters if isinstance(m, Tie)})
        open_ends = [sum(c.change == kind for c in self.undated) for kind in KINDS]
        missing = ", ".join(count(n, noun) for n, noun in zip(open_ends, _NOUNS, strict=True) if n)
        told = f"; not stated by when, so listed last: {missing}" if missing else ""
        dated = count(len(self.dated), "dated change")
        if rows is not None and rows < len(self.dated):
            dated += f" in {count(rows, 'row')} (consecutive years in one)"
        return f"{who}{dated} of {count(ties, 'tie')}, {count(events, 'event')}{told}"

    def as_dict(self) -> dict[str, Any]:
        """Return the timeline object of the JSON formats (docs/formats/timeline.schema.json)."""
        return {
            "version": 1,
            "actor": self.actor.id if self.actor else None,
            "among": [actor.id for actor in self.among],
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
            "note": " ".join([f"{self.note} {ABSENCE}", *self.cautions]),
            "changes": [change.as_dict() for change in self.dated],
            "undated": [change.as_dict() for change in self.undated],
        }


@dataclass(frozen=True)
class HistoryChoice:
    """Which changes are of interest.

    Parameters
    ----------
    actor : str, optional
        Name, CURIE or IRI; only its ties and the events that it has a role in.
    among : collection of str
        Two actors or more, instead of one: only ties between two of them, or of one with the territory of another, and
        events that two of them have a role in.
    signs : collection of str
        Only ties of these, as words or symbols; events have no sign and are left out then.
    relations : collection of str
        Only ties of these and all below them; events are left out then.
    asserted_only : bool
        Leave inferred ties out.
    first, last : date, optional
        Only what may have come about between these days; a month or a year means its first day, or its last.
    general : bool
        Keep inferred ties that only generalise another.
    """

    actor: str | Actor | None = None
    among: Collection[str] = ()
    signs: Collection[str] = ()
    relations: Collection[str] = ()
    asserted_only: bool = False
    first: date | None = None
    last: date | None = None
    general: bool = False


class HistoryOptions(TypedDict, total=False):
    """Which changes are of interest, as keywords: see `HistoryChoice`."""

    among: Collection[str]
    signs: Collection[str]
    relations: Collection[str]
    asserted_only: bool
    first: Day | None
    last: Day | None
    general: bool


@dataclass(frozen=True)
class _Wanted:
    """A choice with everybody and everything found that it names."""

    choice: HistoryChoice
    actor: Actor | None
    among: tuple[Actor, ...]
    signs: tuple[Sign, ...]
    relations: tuple[str, ...]
    soil: Mapping[str, str]
    """IRI of each territory to the one of `among` whose it is."""

    @property
    def has_events(self) -> bool:
        """Whether events are of interest: they have neither sign nor relation."""
        return not (self.signs or self.relations)

    def concerns(self, matter: Matter) -> bool:
        """Tell whether a tie or event is of the actor, or between two of several."""
        ends = actors_of(matter)
        several = {actor.iri for actor in self.among}
        is_between = not several or len(actors_of(matter, self.soil) & several) > 1
        return is_between and (self.actor is None or self.actor.iri in ends)

    def fits(self, tie: Tie, relations: Relations) -> bool:
        """Tell whether a tie is of interest."""
        return (
            (tie.relation not in WHOSE_NUMBER or bool(self.relations))
            and not (self.choice.asserted_only and tie.status == "inferred")
            and (not self.signs or tie.sign in self.signs)
            and (not self.relations or not relations.above(tie.relation).isdisjoint(self.relations))
            and self.concerns(tie)
        )

    def in_words(self, evidence: str) -> str:
        """Return the choice as a sentence."""
        asserted_only, first, last = self.choice.asserted_only, self.choice.first, self.choice.last
        kinds = "asserted and denied ties" if asserted_only else "asserted, inferred and denied ties"
        between = f"{len(self.among)} actors, between two of them"
        between += " or of one with the territory of another" if self.soil else ""
        between = between if self.among else "actors with each other and with places"
        parts = [f"{kinds} of {between}" + (", and events" if self.has_events else "")]
        if self.signs:
            parts.append(" and ".join(SIGN_WORDS[sign] for sign in self.signs))
        if self.relations:
            parts.append(f"relations {', '.join(map(compact, self.relations))}")
        if evidence:
            parts.append(evidence)
        if first or last:
            parts.append("; ".join(f"{word} {day}" for word, day in (("from", first), ("to", last)) if day))
        return "; ".join(parts) + "."


def trace(situation: Situation, words: Words, choice: HistoryChoice) -> History:
    """Return what began, ended, happened and was announced.

    Parameters
    ----------
    situation : Situation
    words : Words
        What puts ties and events into words.
    choice : HistoryChoice

    Raises
    ------
    UsageError
        For an actor, a sign or a relation that there is not, if `first` lies after `last`, or for one actor only in
        `among`.
    """
    wanted = _settle(situation, choice)
    first, last = choice.first, choice.last
    of = {each.iri for each in ([wanted.actor] if wanted.actor else wanted.among)} or None
    matters: list[Matter] = [
        tie for tie in all_ties(situation, of, general=choice.general) if wanted.fits(tie, situation.relations)
    ]
    if wanted.has_events:
        matters += [event for event in list_events(situation) if wanted.concerns(event)]
    changes = [change for change in list_changes(matters, words.sentence) if change.may_lie_in(first, last)]
    return History(
        wanted.actor,
        first,
        last,
        _list(change for change in changes if change.is_dated),
        _list(change for change in changes if not change.is_dated),
        words,
        wanted.in_words(situation.evidence.in_words() if situation.evidence else ""),
        situation.credit(claim for change in changes for claim in change.claims),
        wanted.among,
        wanted.soil,
        tuple(dict.fromkeys(each.text for each in _warn(situation, wanted, changes))),
    )


def _warn(situation: Situation, wanted: _Wanted, changes: Iterable[Change]) -> list[Caution]:
    """Return what to know of how the asserted of some changes are told, and those whose changes they are."""
    actors = [actor.iri for actor in ([wanted.actor] if wanted.actor else wanted.among)]
    claims = {claim.iri: claim for c in changes if c.matter.status == "asserted" for claim in c.claims}
    return list_cautions_of(situation, actors, claims.values()) if actors else []


def _list(changes: Iterable[Change]) -> Listing[Change]:
    return Listing(changes, COLUMNS, Change.row, "Changes", ASIDE, TYPES)


def _settle(situation: Situation, choice: HistoryChoice) -> _Wanted:
    want_days(choice.first, choice.last)
    actor = situation.actors.find(choice.actor) if choice.actor else None
    among = tuple({found.iri: found for found in map(situation.actors.find, listed(choice.among))}.values())
    if len(among) == 1:
        raise UsageError(f"{among[0].label} alone: name another actor for the ties between them")
    relations = tuple(situation.relations.find(name) for name in listed(choice.relations))
    return _Wanted(choice, actor, among, read_signs(choice.signs), relations, _find_soil(situation, among))


def _find_soil(situation: Situation, among: Collection[Actor]) -> dict[str, str]:
    """Return the territories of actors, each with whose it is."""
    owners = {actor.iri for actor in among}
    told = situation.counted_by((_TERRITORY,)) if owners else ()
    said = (triple for claim in told for triple in claim.statement)
    return {
        value(t.object): value(t.subject)
        for t in said
        if t.predicate.value == _TERRITORY and value(t.subject) in owners
    }


def list_events(situation: Situation) -> list[Occurrence]:
    """Return the events of a situation, one for each time that claims give an event."""
    return list_occurrences(situation.events, situation.labels, situation.reliability, situation.when)


def all_ties(situation: Situation, of: Collection[str] | None = None, *, general: bool = False) -> list[Tie]:
    """Return the ties between actors, and what is said of actors and places (who holds, is in or flees what).

    Of places only what is said: what follows is where they lie in.

    Parameters
    ----------
    situation : Situation
    of : collection of str, optional
        IRIs of some actors: only ties of which one is an end.
    general : bool
        See `list_ties`.
    """
    held = (tie for tie in list_held(situation, of) if tie.object.startswith(_PLACE))
    between = list_ties(situation, of, general=general)
    return between + [tie for tie in held if not tie.subject.startswith(_PLACE)]
