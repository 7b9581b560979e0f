"""Lifetimes: when an actor is told to have begun, or by when it existed, and to have ended, and by which claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sahel_kg.record.bounds import TieReading, parse_date
from sahel_kg.record.claims import BASES, Claim, literal_value
from sahel_kg.record.years import KNOWN_BY, TURNS
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import compact, value

_TOLD = (TURNS[0], KNOWN_BY, TURNS[1])
_WORDS = ("from", "by", "to")


@dataclass(frozen=True)
class Lifetime:
    """The begin and the end of an actor, as they are told; where sources differ, the widest.

    Parameters
    ----------
    begin, end : str
        A year, a month or a day, as told; "" if none is told.
    begin_claims, end_claims : tuple of Claim
        Those that tell it, sorted.
    by : str
        When it existed at the latest, where no begin is told, or none that early: it may be older.
    by_claims : tuple of Claim
    """

    begin: str = ""
    end: str = ""
    begin_claims: tuple[Claim, ...] = ()
    end_claims: tuple[Claim, ...] = ()
    by: str = ""
    by_claims: tuple[Claim, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.begin or self.by or self.end)

    def in_words(self, *, cited: bool = False) -> str:
        """Say it, as ``from 2011 to 2024-11-30`` or ``by 2001``; with each claim and its source if they are wanted."""
        told = []
        turns = ((self.begin, self.begin_claims), (self.by, self.by_claims), (self.end, self.end_claims))
        for word, (text, claims) in zip(_WORDS, turns, strict=True):
            ids = [(claim.id.partition(":")[2], compact(claim.source).partition(":")[2]) for claim in claims[:1]]
            says = "".join(f"{claim} of {source}" for claim, source in ids)
            more = f" and {len(claims) - 1} more" if len(claims) > 1 else ""
            told += [f"{word} {text}{f' ({says}{more})' if cited else ''}"] if text else []
        return " ".join(told)

    def as_dict(self) -> dict[str, Any]:
        """Return the years of the JSON format (docs/formats/show.schema.json)."""
        return {
            "from": self.begin or None,
            "from_claims": [claim.id for claim in self.begin_claims],
            "by": self.by or None,
            "by_claims": [claim.id for claim in self.by_claims],
            "until": self.end or None,
            "until_claims": [claim.id for claim in self.end_claims],
        }


@dataclass(frozen=True)
class LifeTurn:
    """The begin or the end of an actor itself, as a history has it beside ties and events.

    Parameters
    ----------
    actor : str
        IRI.
    label : str
    relation : str
        IRI of *active from* or *active until*.
    told : str
        The year, month or day as told.
    claims : tuple of Claim
        Those that tell it, sorted.
    """

    actor: str
    label: str
    relation: str
    told: str
    claims: tuple[Claim, ...]
    reliability: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    status: Literal["asserted"] = field(default="asserted", init=False)
    reading: TieReading = field(default="certain", init=False)

    @property
    def is_begin(self) -> bool:
        """Whether it is the begin."""
        return self.relation == TURNS[0]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day on which it can have been."""
        return parse_date(self.told), parse_date(self.told, last=True)

    @property
    def basis(self) -> str | None:
        """The strongest basis among the claims."""
        return min((claim.basis for claim in self.claims), key=BASES.index, default=None)

    @property
    def grade(self) -> tuple[str | None, int | None]:
        """Reliability and credibility of the best of the claims."""
        pairs = [(claim.credibility, self.reliability.get(claim.source, "F")) for claim in self.claims]
        credibility, letter = min(pairs, default=(None, None))
        return letter, credibility

    def as_dict(self) -> dict[str, Any]:
        """Return the turn object of the JSON format (docs/formats/timeline.schema.json)."""
        return {
            "actor": compact(self.actor),
            "actor_label": self.label,
            "relation": compact(self.relation),
            "told": self.told,
            "basis": self.basis,
            "grade": dict(zip(("reliability", "credibility"), self.grade, strict=True)),
            "claims": [claim.as_dict() for claim in self.claims],
        }


def list_turns(situation: Situation, actors: Iterable[str]) -> Iterator[LifeTurn]:
    """Yield the begin and the end of each of some actors, by IRI, as far as they are told by the situation's day."""
    day = situation.when.day
    for actor, life in list_lifetimes(situation, actors).items():
        turns = ((life.begin, life.begin_claims), (life.end, life.end_claims))
        for relation, (told, claims) in zip(TURNS, turns, strict=True):
            if told and not (day and parse_date(told) > day):
                label = situation.actors[actor].label
                yield LifeTurn(actor, label, relation, told, claims, situation.reliability)


def find_lifetime(situation: Situation, actor: str) -> Lifetime:
    """Return when an actor is told to have begun and to have ended; it is false if nobody tells."""
    return list_lifetimes(situation, (actor,))[actor]


def list_lifetimes(situation: Situation, actors: Iterable[str]) -> dict[str, Lifetime]:
    """Return when each of some actors, by IRI, is told to have begun, or by when it existed, and to have ended."""
    wanted = {}
    for actor in actors:
        first, last = situation.years.get(actor, (None, None))
        wanted[actor] = first, None if first else situation.first_known.get(actor), last
    found: dict[tuple[str, int], dict[str, dict[str, Claim]]] = defaultdict(lambda: defaultdict(dict))
    for claim in situation.dating if any(map(any, wanted.values())) else ():
        for triple in claim.statement:
            actor = value(triple.subject)
            if triple.predicate.value in _TOLD and actor in wanted:
                place = _TOLD.index(triple.predicate.value)
                text = literal_value(triple.object)
                if parse_date(text, last=bool(place)) == wanted[actor][place]:
                    found[actor, place][text][claim.iri] = claim
    out = {}
    for actor in wanted:
        (begin, begin_claims), (by, by_claims), (end, end_claims) = (
            _choose(found[actor, place]) for place in range(len(_TOLD))
        )
        out[actor] = Lifetime(begin, end, begin_claims, end_claims, by, by_claims)
    return out


def _choose(told: Mapping[str, Mapping[str, Claim]]) -> tuple[str, tuple[Claim, ...]]:
    """Return what tells a day most closely, with its claims."""
    text = max(told, key=lambda each: (len(each), each), default="")
    return text, tuple(claim for _, claim in sorted(told[text].items())) if text else ()
