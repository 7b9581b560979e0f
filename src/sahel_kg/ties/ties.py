"""Ties: every relation between two actors as one object, whoever asks for it.

A tie gathers the claims that assert the same relation of the same two with the same bounds. Inferred ties stand
beside the asserted ones, never among them; denied ones say that a relation does not hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, Protocol

from pyoxigraph import NamedNode, Quad

from sahel_kg.errors import UsageError
from sahel_kg.events.attacks import Events
from sahel_kg.inference.inferences import Ground, weakest_basis, weakest_reliability
from sahel_kg.inference.supports import Leaf, told_extent
from sahel_kg.record.bounds import Bounds, TieReading
from sahel_kg.record.claims import BASES, RDF_TYPE, Claim
from sahel_kg.record.extents import Aspect, Extent, When, in_words, read_aspect
from sahel_kg.tables import card
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand, value

Sign = Literal["+", "-", "~", "0"]
Status = Literal["asserted", "inferred", "denied"]
TieKey = tuple[str, str, str]
"""Subject, relation and object of a tie, in its primary direction."""
SIGN_WORDS: dict[Sign, str] = {"+": "cooperation", "-": "hostility", "~": "strain", "0": "neutral"}
"""For people and for spreadsheets, which take a bare + or - for the beginning of a formula."""
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
        self.aspects: dict[str, Aspect] = {}
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
            elif predicate == str(SKG.aspect) and (aspect := read_aspect(target.removeprefix(str(SKG)))):
                self.aspects[subject] = aspect
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

    def find(self, name: str) -> str:
        """Return the relation that a CURIE, an IRI or a local name means.

        Raises
        ------
        UsageError
            If there is none.
        """
        iri = expand(name) or str(SKG[name])
        if iri not in self.terms:
            raise UsageError(f"no relation '{name}'; write its CURIE, such as skg:supports")
        return iri


def read_signs(names: Iterable[str]) -> tuple[Sign, ...]:
    """Return the signs that words or symbols mean: ``hostility`` or ``-``.

    Raises
    ------
    UsageError
        For what is no sign.
    """
    meant: dict[str, Sign] = {name: sign for sign, word in SIGN_WORDS.items() for name in (sign, word)}
    chosen = tuple(names)
    for name in chosen:
        if name not in meant:
            raise UsageError(f"no sign '{name}': choose from {' '.join(SIGN_WORDS.values())}")
    return tuple(dict.fromkeys(meant[name] for name in chosen))


@dataclass(frozen=True)
class Tie:
    """One relation between two actors; `subject`, `relation` and `object` are IRIs.

    Parameters
    ----------
    claims : tuple of Claim
        Those that assert or deny it; of an inferred tie those that its proof rests on.
    when : When
        The time at which it is looked at.
    credibility : int, optional
        Of an inferred tie: that of its weakest claim.
    published : mapping of str to date
        IRI of a source to its day.
    """

    subject: str
    relation: str
    object: str
    sign: Sign
    status: Status
    extent: Extent
    reading: TieReading
    claims: tuple[Claim, ...] = ()
    when: When = When()
    credibility: int | None = None
    reliability: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    published: Mapping[str, date] = field(default_factory=dict, compare=False, repr=False)
    events: Events | None = field(default=None, compare=False)

    @property
    def bounds(self) -> Bounds:
        """Between which days it began and ended, or happened."""
        return self.extent.bounds

    @cached_property
    def basis(self) -> str | None:
        """The strongest basis among the claims that assert it; of an inferred tie the weakest of its proof's."""
        if self.status == "inferred":
            return weakest_basis(self.claims) if self.claims else None
        return min((c.basis for c in self.claims), key=BASES.index, default=None)

    @cached_property
    def grade(self) -> tuple[str | None, int | None]:
        """Reliability and credibility: of its best claim; of an inferred tie those of its proof's weakest."""
        if self.status == "inferred":
            return weakest_reliability(self.claims, self.reliability) if self.claims else None, self.credibility
        pairs = [(c.credibility, self.reliability.get(c.source, "F")) for c in self.claims]
        credibility, letter = min(pairs, default=(None, None))
        return letter, credibility

    @property
    def why_possible(self) -> list[str]:
        """Why it is no more than possible; nothing if it is certain or undated."""
        if self.reading != "possible":
            return []
        days = [self.published[c.source] for c in self.claims if c.source in self.published]
        return self.when.why_possible(self.extent, max(days, default=None))

    def as_dict(self) -> dict[str, Any]:
        """Return the tie object of the JSON formats (docs/formats/tie.schema.json)."""
        return {
            "subject": compact(self.subject),
            "relation": compact(self.relation),
            "object": compact(self.object),
            "sign": self.sign,
            "status": self.status,
            "aspect": self.extent.aspect,
            "reading": self.reading,
            "why_possible": self.why_possible,
            "basis": self.basis,
            "bounds": self.bounds.as_dict(),
            "grade": dict(zip(("reliability", "credibility"), self.grade, strict=True)),
            "events": dict(self.events) if self.events else None,
            "claims": [claim.as_dict() for claim in self.claims],
        }

    def _repr_html_(self) -> str:
        letter, credibility = self.grade
        said = {
            "sign": SIGN_WORDS[self.sign],
            "status": self.status,
            "when": in_words(self.extent),
            "reading": "; ".join([self.reading, *self.why_possible]),
            "seen": self.when.in_words(),
            "basis": self.basis or "",
            "grade": f"{letter or ''}{credibility or ''}",
            "claims": "\n".join(
                f"{c.id} ({compact(c.source)}{f', {c.place}' if c.place else ''})" for c in self.claims
            ),
        }
        return card(" ".join(map(compact, (self.subject, self.relation, self.object))), said)


@dataclass(frozen=True)
class Setting:
    """What ties are read with, beside claims and inferences.

    Parameters
    ----------
    relations : Relations
    actors : frozenset of str
        IRIs of all actors.
    when : When
    leaf : callable
        Tells when what a claim says holds, within the years of its actors.
    reliability : mapping
        IRI of a source to its letter.
    published : mapping
        IRI of a source to its day.
    events : mapping
        (attacker, target) to the `events` object of a tie.
    identities : mapping
        IRI of an actor to the one that it is shown as (see `identities.read_identities`).
    """

    relations: Relations
    actors: frozenset[str]
    leaf: Leaf
    when: When = When()
    reliability: Mapping[str, str] = field(default_factory=dict)
    published: Mapping[str, date] = field(default_factory=dict)
    events: Mapping[tuple[str, str], Events] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)

    def shown(self, subject: str, relation: str, obj: str) -> tuple[str, str, str] | None:
        """Return a tie in its primary direction between the actors that its ends are shown as; None if it is none.

        What is said of the identity of two actors is no tie, nor is what would tie an actor to itself.
        """
        ends = self.identities.get(subject, subject), self.identities.get(obj, obj)
        if relation not in self.relations.terms or (ends[0] == ends[1] and subject != obj):
            return None
        return primary(ends[0], relation, ends[1], self.relations)


def read_ties(
    claims: Sequence[Claim], inferred: Iterable[Quad], grounds: Mapping[str, Ground], setting: Setting
) -> list[Tie]:
    """Return all ties between actors: asserted, denied and inferred, sorted.

    The mirror of a symmetric relation and the secondary direction of an inverse are the same tie and are not
    repeated; an inferred tie is left out where an asserted one of the same relation covers it.

    Parameters
    ----------
    claims : sequence of Claim
        Those that count.
    inferred : iterable of Quad
        In inference graphs.
    grounds : mapping of str to Ground
        IRI of an inference graph to what it rests on.
    setting : Setting
    """
    relations, actors = setting.relations, setting.actors
    grouped: dict[tuple[str, str, str, Status, Extent], list[Claim]] = defaultdict(list)
    said: dict[tuple[str, str, str], list[Extent]] = defaultdict(list)
    for claim in claims:
        for status, subject, relation, obj in _asserted(claim, actors):
            leaf = setting.leaf((subject, relation, obj), claim.iri)
            if leaf is None or replace(setting.when, readings="both").read(leaf[0]) is None:
                continue  # one of the two did not exist then
            key = setting.shown(subject, relation, obj)
            if key is None:
                continue
            extent = told_extent((subject, relation, obj), claim, leaf[0], relations.aspects)
            grouped[(*key, status, extent)].append(claim)
            if status == "asserted":
                said[key] += [extent, leaf[0]]
    ties: list[tuple[tuple[str, str, str, Status, Extent], list[Claim], int | None]] = [
        (key, sorted(support, key=lambda c: c.iri), None) for key, support in grouped.items()
    ]
    known = {claim.iri: claim for claim in claims}
    found: dict[tuple[str, str, str], list[Ground]] = defaultdict(list)
    for quad in inferred:
        triple = (value(quad.subject), quad.predicate.value, value(quad.object))
        if triple[0] in actors and triple[2] in actors and (tie := setting.shown(*triple)):
            found[tie].append(grounds[value(quad.graph_name)])
    for key, several in found.items():
        for ground in _best(several, said[key]):
            support = [known[iri] for iri in ground.claims if iri in known]
            ties.append(((*key, "inferred", ground.extent), support, ground.credibility))
    out = []
    for (subject, relation, obj, status, extent), support, credibility in ties:
        read = setting.when.read(extent)
        if read is None:
            continue
        sign = relations.sign(relation)
        attack = setting.events.get((subject, obj)) if sign == "-" else None
        out.append(
            Tie(
                subject,
                relation,
                obj,
                sign,
                status,
                extent,
                read,
                tuple(support),
                setting.when,
                credibility,
                setting.reliability,
                setting.published,
                attack,
            )
        )
    return sorted(out, key=lambda t: (t.subject, t.relation, t.object, t.status, str(t.extent), str(t.credibility)))


def _best(grounds: Iterable[Ground], said: Sequence[Extent]) -> list[Ground]:
    """Return the grounds of a tie that neither what is said nor a better ground covers: mirrors, mostly."""
    out: list[Ground] = []
    for ground in sorted(set(grounds), key=lambda g: (g.credibility or 0, len(g.claims), g.claims)):
        is_said = any(extent.covers(ground.extent) for extent in said)
        if not is_said and not any(other.extent.covers(ground.extent) for other in out):
            out.append(ground)
    return out


def primary(subject: str, relation: str, obj: str, relations: Relations) -> tuple[str, str, str]:
    """Turn a secondary direction round, and order the ends of a symmetric relation."""
    if relation in relations.inverse:
        subject, relation, obj = obj, relations.inverse[relation], subject
    if relation in relations.symmetric and obj < subject:
        subject, obj = obj, subject
    return subject, relation, obj


def _asserted(claim: Claim, actors: Collection[str]) -> list[tuple[Status, str, str, str]]:
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
    """Drop inferred ties that only generalise another tie of the same two, at the same time or longer.

    *A supports B* makes *A cooperates with B* true and adds nothing to a picture or a count.
    """
    between: dict[frozenset[str], list[Tie]] = defaultdict(list)
    for tie in ties:
        if tie.status != "denied":
            between[frozenset((tie.subject, tie.object))].append(tie)
    return [
        tie
        for tie in ties
        if tie.status != "inferred"
        or not any(generalises(tie, other, relations) for other in between[frozenset((tie.subject, tie.object))])
    ]


class Related(Protocol):
    """A tie, or what stands for one."""

    @property
    def subject(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def object(self) -> str: ...
    @property
    def sign(self) -> Sign: ...
    @property
    def status(self) -> Status: ...
    @property
    def extent(self) -> Extent: ...


def generalises(tie: Related, other: Related, relations: Relations) -> bool:
    """Tell whether a tie only says in general what another one of the same two says, at the same time or longer."""
    if tie.relation == other.relation or not other.extent.covers(tie.extent):
        return False
    either_way = not relations.symmetric.isdisjoint((tie.relation, other.relation))
    if (tie.subject, tie.object) == (other.subject, other.object) or either_way:
        return tie.relation in relations.above(other.relation)
    backwards = [second for second, first in relations.inverse.items() if first == other.relation]
    return any(tie.relation in relations.above(relation) for relation in backwards)
