"""Chronology: what began, ended, happened or was announced, and between which days.

A change is read off the bounds of a tie or an event, and off nothing else: where no source gives a day there is a
change whose day is not stated, never one with a date made up. Changes of inferred ties have the bounds of the tie.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from rdflib import URIRef

from sahel_kg.errors import UsageError
from sahel_kg.inference.supports import aspect_of
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import TieReading, parse_date
from sahel_kg.record.claims import BASES, RDF_TYPE, Claim
from sahel_kg.record.extents import Extent
from sahel_kg.ties.listing import list_ties, read_ties
from sahel_kg.ties.relations import SIGN_WORDS, read_signs
from sahel_kg.ties.ties import Status, Tie
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

if TYPE_CHECKING:
    from sahel_kg.ties.situation import Situation

ChangeKind = Literal["began", "ended", "happened", "announced", "held"]
KINDS: tuple[ChangeKind, ...] = ("announced", "happened", "began", "ended", "held")
"""What is *held* has no date at all: neither begin nor end is stated, and it is no change."""
STATUSES: tuple[Status, ...] = ("asserted", "inferred", "denied")
ABSENCE = "A missing change is not evidence that nothing changed: the source may not have looked."
_ACTOR, _EVENT, _PLACE = (PREFIXES[prefix] for prefix in ("actor", "event", "place"))
_ANNOUNCEMENT, _REPORT = str(SKG.Announcement), str(SKG.CasualtyReport)


@dataclass(frozen=True)
class Occurrence:
    """An event as one or several claims date it.

    Parameters
    ----------
    event : str
        IRI.
    label : str
    kinds : tuple of str
        IRIs of its classes.
    roles : tuple of (str, str)
        IRI of a relation, and of the actor or place that has this role.
    extent : Extent
    reading : {"certain", "possible", "undated"}
        Whether it surely happened.
    dated_by : tuple of Claim
        The claims that say what it is, with these bounds.
    claims : tuple of Claim
        These, and those that give it its roles.
    """

    event: str
    label: str
    kinds: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    extent: Extent
    reading: TieReading
    dated_by: tuple[Claim, ...]
    claims: tuple[Claim, ...]
    reliability: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    status: Status = field(default="asserted", init=False)

    @property
    def basis(self) -> str | None:
        """The strongest basis among the claims that date it."""
        return min((c.basis for c in self.dated_by), key=BASES.index, default=None)

    @property
    def grade(self) -> tuple[str | None, int | None]:
        """Reliability and credibility of the best of these claims."""
        pairs = [(c.credibility, self.reliability.get(c.source, "F")) for c in self.dated_by]
        credibility, letter = min(pairs, default=(None, None))
        return letter, credibility

    def as_dict(self) -> dict[str, Any]:
        """Return the event object of the JSON format (docs/formats/timeline.schema.json)."""
        return {
            "event": compact(self.event),
            "label": self.label,
            "kinds": [compact(kind) for kind in self.kinds],
            "roles": [{"role": compact(role), "of": compact(who)} for role, who in self.roles],
            "reading": self.reading,
            "basis": self.basis,
            "bounds": self.extent.bounds.as_dict(),
            "grade": dict(zip(("reliability", "credibility"), self.grade, strict=True)),
            "claims": [claim.as_dict() for claim in self.claims],
        }


Matter = Tie | Occurrence
"""What a change is a change of."""


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
    matters : tuple of Tie or Occurrence
        What changed: one tie or event, as all claims have it that give these days; the best first.
    """

    change: ChangeKind
    first: date | None
    last: date | None
    text: str
    matters: tuple[Matter, ...]

    @property
    def matter(self) -> Matter:
        """The tie or event, on the best evidence."""
        return self.matters[0]

    @property
    def is_dated(self) -> bool:
        """Whether a source says by when it had come about."""
        return self.last is not None

    @property
    def when(self) -> str:
        """The days in words: ``2019-10-21 to 2019-10-31``, ``by 2019-12-03``, ``not stated``."""
        if self.last is None:
            return f"not stated (not before {self.first})" if self.first else "not stated"
        if self.first is None:
            return f"by {self.last}"
        return str(self.last) if self.first == self.last else f"{self.first} to {self.last}"

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that it rests on."""
        return tuple(dict.fromkeys(chain.from_iterable(matter.claims for matter in self.matters)))

    @property
    def fact(self) -> tuple[str, str, str]:
        """Subject, relation and object as CURIEs; of an event what it is."""
        if isinstance(self.matter, Occurrence):
            kind = self.matter.kinds[0] if self.matter.kinds else str(SKG.Event)
            return compact(self.matter.event), "rdf:type", compact(kind)
        return compact(self.matter.subject), compact(self.matter.relation), compact(self.matter.object)

    def may_lie_in(self, first: date | None, last: date | None) -> bool:
        """Tell whether it can have come about between two days, inclusive and open where None."""
        too_late = last is not None and self.first is not None and self.first > last
        too_early = first is not None and self.last is not None and self.last < first
        return not (too_late or too_early)

    def as_dict(self) -> dict[str, Any]:
        """Return the change object of the JSON format (docs/formats/timeline.schema.json)."""
        said = self.matter.as_dict()
        is_event = isinstance(self.matter, Occurrence)
        return {
            "change": self.change,
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
            "text": self.text,
            "tie": None if is_event else said,
            "event": said if is_event else None,
            "claims": [claim.as_dict() for claim in self.claims],
        }


class Words:
    """Puts ties and events into words.

    Parameters
    ----------
    build : Situation
    """

    def __init__(self, build: Situation) -> None:
        from sahel_kg.explaining.naming import open_book

        self.actors, self.labels, self.relations = build.actors, build.labels, build.relations
        self.phrasing = open_book(build).phrasing

    def name(self, iri: str) -> str:
        """Return the name of an actor, a place or an event; of a long one its acronym, if there is one."""
        if iri in self.actors.iris:
            actor = self.actors[iri]
            return actor.label if len(actor.label) <= _LONGEST else actor.short
        return self.labels.get(iri, compact(iri))

    def sentence(self, matter: Matter) -> str:
        """Return a tie as a sentence, an event with its roles."""
        if isinstance(matter, Tie):
            fact = (URIRef(matter.subject), URIRef(matter.relation), URIRef(matter.object))
            text = self.phrasing.sentence(fact)
            return f"denied: {text}" if matter.status == "denied" else text
        by_role: dict[str, list[str]] = defaultdict(list)
        for role, who in matter.roles:
            if who.startswith(_ACTOR):
                told = _ROLES.get(role, self.relations.label(role))
                by_role[told].append(self.phrasing.name(URIRef(who)))
        parts = "; ".join(f"{role} {', '.join(who)}" for role, who in by_role.items())
        return f"{matter.label} ({parts})" if parts else matter.label

    def seen_from(self, matter: Matter, actor: Actor, longest: int) -> str:
        """Return a tie as a row of the actor names it: "opposes ISGS", "Operation Barkhane opposes it".

        What is longer than `longest` characters is cut in the name, so that the relation stays.
        """
        if isinstance(matter, Occurrence):
            return shortened(matter.label, longest)
        relation = self.phrasing.predicate(URIRef(matter.relation))
        forward = matter.subject == actor.iri or matter.relation in self.relations.symmetric
        other = self.name(matter.object if matter.subject == actor.iri else matter.subject)
        denied = "denied: " if matter.status == "denied" else ""
        room = longest - len(denied) - len(relation) - (1 if forward else 4)
        other = shortened(other, max(room, 8))
        return denied + (f"{relation} {other}" if forward else f"{other} {relation} it")


_LONGEST = 25
_ROLES = {str(SKG.party): "losses of", str(SKG.signatoryOf): "signed by"}


@dataclass(frozen=True)
class History:
    """The changes of an actor or of a whole build, and what they were taken from.

    Parameters
    ----------
    actor : Actor, optional
        Whose changes they are; without one, everybody's.
    first, last : date, optional
        Only what may have come about between these days.
    dated, undated : tuple of Change
        In order of time; and those of which no source says by when.
    words : Words
        The names of the build that they were taken from.
    note : str
        The choice in words.
    sources : tuple of str
        Titles.
    among : tuple of Actor
        If not empty, only the changes between two of these.
    """

    actor: Actor | None
    first: date | None
    last: date | None
    dated: tuple[Change, ...]
    undated: tuple[Change, ...]
    words: Words = field(repr=False)
    note: str = ""
    sources: tuple[str, ...] = ()
    among: tuple[Actor, ...] = ()

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
    def changes(self) -> list[Change]:
        """All changes, the undated ones last."""
        return [*self.dated, *self.undated]

    @cached_property
    def matters(self) -> list[Matter]:
        """The ties and events that changed."""
        return list({id(matter): matter for change in self.changes for matter in change.matters}.values())

    def in_words(self) -> str:
        """Say in a sentence how much there is; what has no day is counted, too."""
        who = f"{self.who}: " if self.who else ""
        if not self.changes:
            return f"{who}no tie and no event, so nothing is dated"
        events = sum(isinstance(matter, Occurrence) for matter in self.matters)
        ties = len({(m.subject, m.relation, m.object) for m in self.matters if isinstance(m, Tie)})
        open_ends = [sum(c.change == kind for c in self.undated) for kind in KINDS]
        missing = ", ".join(count(n, noun) for n, noun in zip(open_ends, _NOUNS, strict=True) if n)
        told = f"; not stated by when, so listed last: {missing}" if missing else ""
        return f"{who}{count(len(self.dated), 'dated change')} of {count(ties, 'tie')}, {count(events, 'event')}{told}"

    def as_dict(self) -> dict[str, Any]:
        """Return the timeline object of the JSON formats (docs/formats/timeline.schema.json)."""
        return {
            "version": 1,
            "actor": self.actor.id if self.actor else None,
            "among": [actor.id for actor in self.among],
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
            "note": f"{self.note} {ABSENCE}",
            "changes": [change.as_dict() for change in self.dated],
            "undated": [change.as_dict() for change in self.undated],
        }


_NOUNS = ("announcement", "event", "begin", "end", "tie without any date")


def shortened(text: str, longest: int) -> str:
    """Cut a text to a length; an aside in brackets is the first to go.

    >>> shortened("armed groups (not named)", 20), shortened("armed groups (not named)", 10)
    ('armed groups', 'armed gro…')
    """
    if len(text) > longest:
        text = re.sub(r"\s+\([^()]*\)", "", text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "tie"), count(2, "tie")
    ('1 tie', '2 ties')
    """
    first, space, rest = noun.partition(" without")
    return f"{number} {first}{'s' * (number != 1)}{space}{rest}"


def read_history(
    build: Situation,
    actor: str | None = None,
    *,
    among: Iterable[str] = (),
    signs: Iterable[str] = (),
    relations: Iterable[str] = (),
    asserted_only: bool = False,
    first: date | None = None,
    last: date | None = None,
    general: bool = False,
) -> History:
    """Return what began, ended, happened and was announced.

    Parameters
    ----------
    build : Situation
    actor : str, optional
        Name, CURIE or IRI; only its ties and the events that it has a role in.
    among : iterable of str
        Two actors or more, instead of one: only ties between two of them and events that two of them have a role in.
    signs : iterable of str
        Only ties of these, as words or symbols; events have no sign and are left out then.
    relations : iterable of str
        Only ties of these and all below them; events are left out then.
    asserted_only : bool
        Leave inferred ties out.
    first, last : date, optional
        Only what may have come about between these days.
    general : bool
        Keep inferred ties that only generalise another.

    Raises
    ------
    UsageError
        For an actor, a sign or a relation that there is not, if `first` lies after `last`, or for one actor only in
        `among`.
    """
    if first and last and first > last:
        raise UsageError(f"--from {first} lies after --to {last}: swap them")
    chosen = build.actors.find(actor) if actor else None
    several = tuple({found.iri: found for found in map(build.actors.find, among)}.values())
    if len(several) == 1:
        raise UsageError(f"{several[0].label} alone: name another actor for the ties between them")
    everybody = frozenset(found.iri for found in several)
    wanted_signs, wanted = read_signs(signs), tuple(build.relations.find(name) for name in relations)
    known = build.relations

    def concerns(matter: Matter) -> bool:
        ends = actors_of(matter)
        return (chosen is None or chosen.iri in ends) and (not everybody or len(ends & everybody) > 1)

    def fits(tie: Tie) -> bool:
        return (
            not (asserted_only and tie.status == "inferred")
            and (not wanted_signs or tie.sign in wanted_signs)
            and (not wanted or not known.above(tie.relation).isdisjoint(wanted))
            and concerns(tie)
        )

    ties = [tie for tie in all_ties(build, general=general) if fits(tie)]
    with_events = not (wanted_signs or wanted)
    events = [event for event in (occurrences(build) if with_events else ()) if concerns(event)]
    words = Words(build)
    changes = [change for change in _changes([*ties, *events], words.sentence) if change.may_lie_in(first, last)]
    parts = ["asserted and denied ties" if asserted_only else "asserted, inferred and denied ties"]
    between = f"{len(several)} actors, between two of them" if several else "actors with each other and with places"
    parts[0] += f" of {between}" + (", and events" if with_events else "")
    if wanted_signs:
        parts.append(" and ".join(SIGN_WORDS[sign] for sign in wanted_signs))
    if wanted:
        parts.append(f"relations {', '.join(map(compact, wanted))}")
    if build.evidence:
        parts.append(build.evidence.in_words())
    if first or last:
        parts.append("; ".join(f"{word} {day}" for word, day in (("from", first), ("to", last)) if day))
    return History(
        chosen,
        first,
        last,
        tuple(sorted((c for c in changes if c.is_dated), key=_order)),
        tuple(sorted((c for c in changes if not c.is_dated), key=_order)),
        words,
        "; ".join(parts) + ".",
        tuple(sorted({build.titles[c.source] for c in build.claims if c.basis != "Background" and c.counts})),
        several,
    )


def actors_of(matter: Matter) -> set[str]:
    """Return the IRIs of both ends of a tie, or of all that have a role in an event."""
    if isinstance(matter, Occurrence):
        return {who for _, who in matter.roles}
    return {matter.subject, matter.object}


def change_points(build: Situation, actor: str | None = None, **choice: Any) -> list[Change]:
    """Return the changes of `read_history`, those without a day last."""
    return read_history(build, actor, **choice).changes


def read_day(text: str, option: str, *, last: bool = False) -> date:
    """Return the day that an option gives; a month or a year means its first day or its last.

    Raises
    ------
    UsageError
        If it is no date.
    """
    try:
        return parse_date(text, last=last)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def all_ties(build: Situation, *, general: bool = False) -> list[Tie]:
    """Return the ties between actors, and what is said of actors and places (who holds, is in or flees what).

    Of places only what is said: what follows is where they lie in.
    """
    terms = {value(term) for c in build.counted for t in c.statement for term in (t.subject, t.object)}
    places = {iri for iri in terms if iri.startswith(_PLACE)}
    held = read_ties(build, build.actors.iris | places, ())
    return list_ties(build, general=general) + [t for t in held if t.object in places and t.subject not in places]


def occurrences(build: Situation) -> list[Occurrence]:
    """Return the events of a build, one for each time that claims give an event."""
    kinds: dict[str, set[str]] = defaultdict(set)
    roles: dict[str, dict[tuple[str, str], list[Claim]]] = defaultdict(lambda: defaultdict(list))
    typed: dict[str, dict[Extent, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    other: dict[str, dict[Extent, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in (c for c in build.claims if c.counts):
        reports: dict[str, dict[str, str]] = defaultdict(dict)
        for triple in claim.statement:
            subject, predicate, obj = value(triple.subject), triple.predicate.value, value(triple.object)
            reports[subject][predicate] = obj
            if subject.startswith(_EVENT):
                extent = Extent(claim.bounds, aspect_of(subject, str(SKG.subEventOf), claim, {}))
                if predicate == RDF_TYPE:
                    kinds[subject].add(obj)
                    typed[subject][extent].append(claim)
                else:
                    other[subject][extent].append(claim)
                    if obj.startswith((_ACTOR, _PLACE)):
                        roles[subject][predicate, obj].append(claim)
            elif obj.startswith(_EVENT) and subject.startswith(_ACTOR):
                roles[obj][predicate, subject].append(claim)
        for said in reports.values():  # losses count for the event in which they fell
            if said.get(RDF_TYPE) == _REPORT and said.get(str(SKG.reportedFor), "").startswith(_EVENT):
                roles[said[str(SKG.reportedFor)]][str(SKG.party), said.get(str(SKG.party), "")].append(claim)
    out = []
    for event in sorted({*typed, *other}):
        for extent, claims in sorted((typed.get(event) or other[event]).items(), key=str):
            read = build.when.read(extent)
            if read is not None:
                given = [c for found in roles[event].values() for c in found]
                support = sorted({c.iri: c for c in [*claims, *given]}.values(), key=lambda c: c.iri)
                unique = tuple({c.iri: c for c in claims}.values())
                out.append(
                    Occurrence(
                        event,
                        build.labels.get(event, compact(event)),
                        tuple(sorted(kinds[event])),
                        tuple(sorted(roles[event])),
                        extent,
                        read,
                        unique,
                        tuple(support),
                        build.reliability,
                    )
                )
    return out


def _bounds_of(matter: Matter) -> list[tuple[ChangeKind, date | None, date | None]]:
    """Return the changes that a tie or event is made of, each with its first and last day."""
    bounds = matter.extent.bounds
    begin: tuple[ChangeKind, date | None, date | None] = ("began", bounds.earliest_begin, bounds.latest_begin)
    end: tuple[ChangeKind, date | None, date | None] = ("ended", bounds.earliest_end, bounds.latest_end)
    if matter.extent.aspect == "timeless":
        return []
    if matter.extent.aspect == "holding" and not bounds:
        return [("held", None, None)]
    if matter.extent.aspect == "happening":
        if isinstance(matter, Occurrence) and _ANNOUNCEMENT in matter.kinds:
            return [("announced", bounds.earliest_begin, bounds.latest_begin or bounds.latest_end)]
        if not is_lasting(matter.extent):
            return [("happened", bounds.earliest_begin, bounds.latest_end)]
    return [begin, end]


def is_lasting(happening: Extent) -> bool:
    """Tell whether something that happened surely took longer than a day, or has no end that is stated."""
    begun, ending = happening.bounds.latest_begin, happening.bounds.earliest_end
    return begun is not None and (happening.bounds.latest_end is None or (ending is not None and begun < ending))


def _key(matter: Matter) -> tuple[str, ...]:
    if isinstance(matter, Occurrence):
        return (matter.event,)
    return matter.subject, matter.relation, matter.object, matter.status


def _changes(matters: Sequence[Matter], say: Callable[[Matter], str]) -> list[Change]:
    """Return the changes of ties and events, each once, however many claims give the same days."""
    found: dict[tuple[tuple[str, ...], ChangeKind, date | None, date | None], list[Matter]] = defaultdict(list)
    for matter in matters:
        for change, first, last in _bounds_of(matter):
            found[_key(matter), change, first, last].append(matter)
    dated: dict[tuple[tuple[str, ...], ChangeKind], list[tuple[date | None, date]]] = defaultdict(list)
    for key, change, first, last in found:
        if last is not None:
            dated[key, change].append((first, last))
    texts: dict[tuple[str, ...], str] = {}
    out = []
    for (key, change, first, last), several in found.items():
        if last is None:  # a claim that does not give the day need not be heard where another one does
            told = dated[key, change] if change != "held" else [*dated[key, "began"], *dated[key, "ended"]]
            several = [m for m in several if not any(_may_be(m, change, *days) for days in told)]
        if several:
            several.sort(key=lambda m: (m.grade[1] or 0, BASES.index(m.basis) if m.basis else len(BASES)))
            if key not in texts:
                texts[key] = say(several[0])
            out.append(Change(change, first, last, texts[key], tuple(several)))
    return out


def _may_be(matter: Matter, change: ChangeKind, first: date | None, last: date) -> bool:
    """Tell whether the begin or end that another claim dates can be that of this one, and not of another time."""
    bounds = matter.extent.bounds
    if change == "ended":
        begun = bounds.earliest_begin or bounds.latest_begin
        since = max((day for day in (begun, bounds.earliest_end) if day), default=None)
        return since is None or last >= since
    ended = bounds.latest_end or bounds.earliest_end
    after = bounds.earliest_begin
    return (after is None or last >= after) and (first is None or ended is None or first <= ended)


def _order(change: Change) -> tuple[date, date, int, str]:
    known = change.first or change.last or date.min
    return known, change.last or date.max, KINDS.index(change.change), change.text
