"""Ties: every relation between two actors as one object, whoever asks for it.

A tie gathers the claims that assert the same relation of the same two with the same bounds. Inferred ties stand
beside the asserted ones, never among them; denied ones say that a relation does not hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pyoxigraph import NamedNode, Quad

from sahel_kg.attacks import Events
from sahel_kg.claims import RDF_TYPE, Claim
from sahel_kg.timeline import Bounds, TieReading, reading, why_possible
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

Sign = Literal["+", "-", "~", "0"]
Status = Literal["asserted", "inferred", "denied"]
SIGN_WORDS: dict[Sign, str] = {"+": "cooperation", "-": "hostility", "~": "strain", "0": "neutral"}
"""For people and for spreadsheets, which take a bare + or - for the beginning of a formula."""
BASES = ("Stated", "Implied", "Background")
"""From the strongest to the weakest."""

_OWL, _RDFS = PREFIXES["owl"], PREFIXES["rdfs"]
_ROOTS: dict[str, Sign] = {str(SKG.cooperatesWith): "+", str(SKG.hostileTo): "-", str(SKG.strainedWith): "~"}


class Relations:
    """The relations of the ontology: their signs, their general forms, their secondary directions.

    Parameters
    ----------
    ontology : iterable of Quad
    """

    def __init__(self, ontology: Iterable[Quad]) -> None:
        self._above: dict[str, set[str]] = defaultdict(set)
        self.inverse: dict[str, str] = {}
        self.symmetric: set[str] = set()
        self.labels: dict[str, str] = {}
        self.terms: set[str] = set()
        for quad in ontology:
            if not isinstance(quad.subject, NamedNode):
                continue
            subject, predicate = quad.subject.value, quad.predicate.value
            target = value(quad.object)
            if predicate == _RDFS + "subPropertyOf":
                self._above[subject].add(target)
            elif predicate == _OWL + "inverseOf":
                self.inverse[subject] = target
            elif predicate == RDF_TYPE and target == _OWL + "SymmetricProperty":
                self.symmetric.add(subject)
            elif predicate == _RDFS + "label" and getattr(quad.object, "language", None) == "en":
                self.labels[subject] = target
            if predicate == RDF_TYPE and target == _OWL + "ObjectProperty":
                self.terms.add(subject)

    def above(self, relation: str) -> set[str]:
        """Return the relation and all its general forms."""
        out, todo = set(), [relation]
        while todo:
            current = todo.pop()
            if current not in out:
                out.add(current)
                todo.extend(self._above[current])
        return out

    def sign(self, relation: str) -> Sign:
        """Return + for cooperation, - for hostility, ~ for strain, 0 for all else."""
        return next((sign for root, sign in _ROOTS.items() if root in self.above(relation)), "0")

    def label(self, relation: str) -> str:
        """Return the English label, or the CURIE."""
        return self.labels.get(relation, compact(relation))


@dataclass(frozen=True)
class Tie:
    """One relation between two actors; `subject`, `relation` and `object` are IRIs."""

    subject: str
    relation: str
    object: str
    sign: Sign
    status: Status
    bounds: Bounds
    reading: TieReading
    claims: tuple[Claim, ...] = ()
    day: date | None = None
    reliability: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    events: Events | None = field(default=None, compare=False)

    @cached_property
    def basis(self) -> str | None:
        """The strongest basis among the claims that assert it (a fact is as good as its best proof)."""
        return min((c.basis for c in self.claims), key=BASES.index, default=None)

    @cached_property
    def grade(self) -> tuple[str | None, int | None]:
        """Reliability and credibility of its best graded claim; F and 6, unknown, are worse than any."""
        pairs = [(c.credibility, self.reliability.get(c.source, "F")) for c in self.claims]
        credibility, letter = min(pairs, default=(None, None))
        return letter, credibility

    def as_dict(self) -> dict[str, Any]:
        """Return the tie object of the JSON formats (docs/formats/tie.schema.json)."""
        why = why_possible(self.bounds, self.day) if self.reading == "possible" else []
        return {
            "subject": compact(self.subject),
            "relation": compact(self.relation),
            "object": compact(self.object),
            "sign": self.sign,
            "status": self.status,
            "reading": self.reading,
            "why_possible": why,
            "basis": self.basis,
            "bounds": self.bounds.as_dict(),
            "grade": dict(zip(("reliability", "credibility"), self.grade, strict=True)),
            "events": dict(self.events) if self.events else None,
            "claims": [claim.as_dict() for claim in self.claims],
        }


def read_ties(
    claims: Sequence[Claim],
    inferred: Iterable[Quad],
    relations: Relations,
    actors: Iterable[str],
    *,
    as_of: date | None = None,
    reliability: Mapping[str, str] | None = None,
    years: Mapping[str, tuple[date | None, date | None]] | None = None,
    events: Mapping[tuple[str, str], Events] | None = None,
) -> list[Tie]:
    """Return all ties between actors: asserted, denied and inferred, sorted.

    Inferred ties have no date yet, so with `as_of` they are left out. The mirror of a symmetric relation and
    the secondary direction of an inverse are the same tie and are not repeated.

    Parameters
    ----------
    claims : sequence of Claim
        Those that count.
    inferred : iterable of Quad
    actors : iterable of str
        IRIs of all actors.
    as_of : date, optional
        Keep what holds or may hold on that day.
    reliability : mapping, optional
        IRI of a source to its letter.
    years : mapping, optional
        IRI of an actor to the first and last day on which it existed: no tie of its holds outside them.
    events : mapping, optional
        (attacker, target) to the `events` object of a tie.
    """
    known = {iri for iri in actors if as_of is None or _active(iri, as_of, years or {})}
    grouped: dict[tuple[str, str, str, Status, Bounds], list[Claim]] = defaultdict(list)
    for claim in claims:
        for status, subject, relation, obj in _asserted(claim, known):
            key = primary(subject, relation, obj, relations)
            grouped[(*key, status, claim.bounds)].append(claim)
    asserted = {key[:3] for key in grouped if key[3] == "asserted"}
    asserted |= {(o, r, s) for s, r, o in asserted if r in relations.symmetric}
    if as_of is None:
        for quad in inferred:
            triple = (value(quad.subject), quad.predicate.value, value(quad.object))
            if triple[0] in known and triple[2] in known and triple[1] in relations.terms:
                key = primary(*triple, relations)
                if key not in asserted:
                    grouped[(*key, "inferred", Bounds())] = []
    out = []
    for (subject, relation, obj, status, bounds), support in grouped.items():
        read = reading(bounds, as_of)
        if read is None:
            continue
        support.sort(key=lambda c: c.iri)
        sign = relations.sign(relation)
        attack = (events or {}).get((subject, obj)) if sign == "-" else None
        out.append(
            Tie(subject, relation, obj, sign, status, bounds, read, tuple(support), as_of, reliability or {}, attack)
        )
    return sorted(out, key=lambda t: (t.subject, t.relation, t.object, t.status, str(t.bounds)))


def _active(actor: str, day: date, years: Mapping[str, tuple[date | None, date | None]]) -> bool:
    first, last = years.get(actor, (None, None))
    return (first is None or first <= day) and (last is None or day <= last)


def primary(subject: str, relation: str, obj: str, relations: Relations) -> tuple[str, str, str]:
    """Turn a secondary direction round, and order the ends of a symmetric relation."""
    if relation in relations.inverse:
        subject, relation, obj = obj, relations.inverse[relation], subject
    if relation in relations.symmetric and obj < subject:
        subject, obj = obj, subject
    return subject, relation, obj


def _asserted(claim: Claim, actors: set[str]) -> list[tuple[Status, str, str, str]]:
    """Return (status, subject, relation, object) for each tie that a claim asserts or denies."""
    out: list[tuple[Status, str, str, str]] = []
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in claim.statement:
        subject = value(triple.subject)
        predicate, obj = triple.predicate.value, value(triple.object)
        if subject in actors and obj in actors and isinstance(triple.object, NamedNode):
            out.append(("asserted", subject, predicate, obj))
        parts[subject][predicate] = obj
    for said in parts.values():
        if said.get(RDF_TYPE) == _OWL + "NegativePropertyAssertion":
            ends = [said.get(_OWL + k, "") for k in ("sourceIndividual", "assertionProperty", "targetIndividual")]
            if ends[0] in actors and ends[2] in actors:
                out.append(("denied", ends[0], ends[1], ends[2]))
    return out


def most_specific(ties: Sequence[Tie], relations: Relations) -> list[Tie]:
    """Drop inferred ties that only generalise another tie of the same two.

    *A supports B* makes *A cooperates with B* true and adds nothing to a picture or a count.
    """
    between: dict[frozenset[str], list[Tie]] = defaultdict(list)
    for tie in ties:
        if tie.status != "denied":
            between[frozenset((tie.subject, tie.object))].append(tie)

    def generalises(tie: Tie, other: Tie) -> bool:
        if tie.relation == other.relation:
            return False
        if (tie.subject, tie.object) == (other.subject, other.object) or tie.relation in relations.symmetric:
            return tie.relation in relations.above(other.relation)
        backwards = [second for second, first in relations.inverse.items() if first == other.relation]
        return any(tie.relation in relations.above(relation) for relation in backwards)

    return [
        tie
        for tie in ties
        if tie.status != "inferred"
        or not any(generalises(tie, other) for other in between[frozenset((tie.subject, tie.object))])
    ]
