"""What a fact lacks: who denies it, what is so in its place, and the rules that are one premise short of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from pyoxigraph import Triple as OxTriple
from rdflib import OWL, RDF, RDFS, URIRef, Variable
from rdflib.term import Node

from sahel_kg.explaining.phrasing import Triple, is_axiom
from sahel_kg.reasoning.proofs import NearMiss
from sahel_kg.record.claims import Claim
from sahel_kg.record.relations import primary
from sahel_kg.terms import triple_to_rdflib
from sahel_kg.ties.listing import list_ties
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import PREFIXES, SKG, value

_OF_A_WHOLE = tuple(SKG[name] for name in ("organOf", "branchOf", "phaseOf", "memberOf"))
_PARTS = (*_OF_A_WHOLE, *(SKG[name] for name in ("actsThrough", "locatedIn", "subEventOf")))
"""By these what is said of one may have been meant of the other."""
_ACTOR, _CATEGORY, _DESCRIBED = SKG.Actor, SKG.Category, SKG.DescribedActor
_NAMING = (SKG.NamedActor, _DESCRIBED)
_Ends = tuple[dict[Node, set[Node]], dict[Node, set[Node]]]
_LOOKED_AT = 50
"""Near misses of one rule that are weighed."""


@dataclass(frozen=True)
class Lack:
    """A rule that is one premise short of a fact.

    Parameters
    ----------
    miss : NearMiss
    instead : tuple of triple
        What is so in the place of the missing premise: the attack was on the army, which is an organ of the state.
    """

    miss: NearMiss
    instead: tuple[Triple, ...] = ()


@dataclass(frozen=True)
class Lacking:
    """Why a fact does not hold.

    Parameters
    ----------
    denied : tuple of Claim
        Those that deny it.
    not_counted : tuple of Claim
        Those that say it and do not count: judgements, and what was withdrawn.
    can_be : bool
        Whether its ends are of kinds that it can have.
    instead : tuple of triple
        What is so in its place.
    lacks : tuple of Lack
        Rules that would give it, the nearest first.
    """

    denied: tuple[Claim, ...]
    not_counted: tuple[Claim, ...]
    can_be: bool
    instead: tuple[Triple, ...]
    lacks: tuple[Lack, ...]


def denied_by(situation: Situation, fact: Triple) -> list[Claim]:
    """Return the claims that count and deny a fact, or a more general one of the same two."""
    subject, relation, obj = map(str, fact)
    known = situation.relations
    wanted = {primary(subject, each, obj, known) for each in known.above(relation)}
    kept = situation.kept_facts
    return [
        claim
        for claim in (kept.claims_that_deny(situation.when) if kept else situation.counted)
        if any(status == "denied" and primary(*said, known) in wanted for status, said in claim.said)
    ]


def find_lacks(situation: Situation, fact: Triple) -> Lacking:
    """Return why a fact does not hold.

    Rules are left out that lack what cannot be, that an event signs something, that a place attacks somebody, and those
    that would have one of the two be a part, or the whole, of an actor with whom it has no tie whatever.
    """
    known = _Known(situation)
    can_be = known.is_possible(fact)
    ends = {str(fact[0]), str(fact[2])}
    tied = {frozenset((tie.subject, tie.object)) for tie in list_ties(situation, of=ends)} if can_be else set()

    def is_far_fetched(missing: Triple) -> bool:
        pair = frozenset((str(missing[0]), str(missing[2])))
        are_actors = all(each.startswith(PREFIXES["actor"]) for each in pair)
        return missing[1] in _OF_A_WHOLE and are_actors and len(pair & ends) == 1 and pair not in tied

    lacks = [
        Lack(miss, known.instead(miss.missing))
        for miss in (situation.closure.why_not(fact, most=_LOOKED_AT) if can_be else ())
        if known.is_possible(miss.missing) and not is_far_fetched(miss.missing)
    ]
    denied, aside = tuple(denied_by(situation, fact)), tuple(not_counted(situation, fact))
    instead = (*known.turned(fact), *known.instead(fact))
    return Lacking(denied, aside, can_be, instead, tuple(sorted(lacks, key=_distance)))


def choose_ends(situation: Situation, things: Iterable[Node], predicate: Node, place: int) -> list[Node]:
    """Return those of some things that can be the subject (0) or the object (2) of a relation, by their kinds."""
    known = _Known(situation)
    return [each for each in things if known.can_end(each, predicate, place)]


def not_counted(situation: Situation, fact: Triple) -> list[Claim]:
    """Return the claims that say a fact and do not count: judgements, and what was withdrawn."""
    wanted = tuple(map(str, fact))

    def says(claim: Claim) -> bool:
        return any(wanted == (value(t.subject), t.predicate.value, value(t.object)) for t in claim.statement)

    return [claim for claim in situation.claims if not claim.counts and says(claim)]


def is_of_ontology(lack: Lack) -> bool:
    """Tell whether what is missing is an axiom: not what an analyst looks for."""
    subject, predicate, _ = lack.miss.missing
    return (
        is_axiom(lack.miss.missing)
        or predicate == OWL.sameAs
        or isinstance(predicate, Variable)
        or subject == predicate
    )


def _distance(lack: Lack) -> tuple[bool, bool, bool, int]:
    return is_of_ontology(lack), not lack.instead, ":" not in lack.miss.rule, len(lack.miss.present)


class _Known:
    """What is known of things, to tell what comes close to a fact and what cannot be."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self._joined: dict[Node, _Ends] = {}
        self.said: dict[tuple[Node, Node], list[Node]] = defaultdict(list)
        for quad in situation.ontology:
            subject, predicate, obj = triple_to_rdflib(quad)
            self.said[subject, predicate].append(obj)
        self.apart = [
            frozenset(self._members(head))
            for quad in situation.ontology
            if value(quad.object) == str(OWL.AllDisjointClasses)
            for head in self.said[triple_to_rdflib(quad)[0], OWL.members]
        ]
        self.relations = situation.relations

    @cached_property
    def _triples(self) -> Mapping[str, Sequence[OxTriple]]:
        """What claims that count state and what was inferred, by property."""
        found: dict[str, list[OxTriple]] = defaultdict(list)
        for claim in self.situation.counted:
            for triple in claim.statement:
                found[triple.predicate.value].append(triple)
        for quad in self.situation.inferred:
            found[quad.predicate.value].append(quad.triple)
        return found

    def _told(self, predicate: str) -> Sequence[OxTriple]:
        kept = self.situation.kept_facts
        return kept.by(self.situation.when, [predicate]) if kept else self._triples.get(predicate, ())

    def _join(self, predicate: Node) -> _Ends:
        """Return the objects of each subject by a property, and the subjects of each object."""
        if predicate not in self._joined:
            about = [q.triple for q in self.situation.told_by(str(predicate))]
            ends: _Ends = defaultdict(set), defaultdict(set)
            for subject, _, obj in map(triple_to_rdflib, {*self._told(str(predicate)), *about}):
                ends[0][subject].add(obj)
                ends[1][obj].add(subject)
            self._joined[predicate] = ends
        return self._joined[predicate]

    def _objects(self, subject: Node, predicate: Node) -> Set[Node]:
        if predicate == RDF.type and str(subject).startswith(PREFIXES["claim"]):
            found = (q for q in self.situation.about if value(q.subject) == str(subject))
            kinds = {triple_to_rdflib(q)[2] for q in found if q.predicate.value == str(predicate)}
            return kinds | self._join(predicate)[0].get(subject, set())
        return self._join(predicate)[0].get(subject, set())

    def _subjects(self, predicate: Node, obj: Node) -> Set[Node]:
        return self._join(predicate)[1].get(obj, set())

    def _members(self, head: Node) -> Iterator[Node]:
        while self.said.get((head, RDF.first)):
            yield self.said[head, RDF.first][0]
            head = self.said[head, RDF.rest][0]

    def _above(self, kinds: Iterable[Node]) -> set[Node]:
        """Return some classes and all above them."""
        found: set[Node] = set()
        todo = list(kinds)
        while todo:
            kind = todo.pop()
            if kind not in found:
                found.add(kind)
                todo += self.said.get((kind, RDFS.subClassOf), ())
        return found

    def is_possible(self, fact: Triple) -> bool:
        """Tell whether the ends of a fact are of kinds that it can have."""
        subject, predicate, obj = fact
        if predicate == RDF.type:
            return self._fits(subject, [obj]) and self._can_become(subject, obj)
        return all(self.can_end(end, predicate, place) for end, place in ((subject, 0), (obj, 2)))

    def can_end(self, thing: Node, predicate: Node, place: int) -> bool:
        """Tell whether a thing can be the subject (0) or the object (2) of a relation."""
        general = [URIRef(each) for each in self.relations.above(str(predicate))]
        what = RDFS.range if place else RDFS.domain
        return self._fits(thing, [kind for each in general for kind in self.said.get((each, what), ())])

    def _fits(self, thing: Node, wanted: Iterable[Node]) -> bool:
        """Tell whether a thing can be of some kinds: none of its own is apart from them."""
        own = {*self._objects(thing, RDF.type), *self.said.get((thing, RDF.type), ())}
        kinds = self._above(own) | self._above(wanted)
        return not any({one, other} <= kinds for group in self.apart for one, other in combinations(group, 2))

    def _can_become(self, thing: Node, kind: Node) -> bool:
        """Tell whether a thing can be of a kind besides its own: an actor of some kind is no actor of another."""
        own = self._objects(thing, RDF.type) - {_ACTOR, *_NAMING}
        if kind in _NAMING:
            return _DESCRIBED not in self._objects(thing, RDF.type)
        is_actor = _ACTOR in self._above(own)
        return not is_actor or not own.isdisjoint(self._above([kind]))

    def turned(self, fact: Triple) -> tuple[Triple, ...]:
        """Return a fact the other way round, if that is so."""
        subject, predicate, obj = fact
        return ((obj, predicate, subject),) if subject in self._objects(obj, predicate) else ()

    def instead(self, fact: Triple) -> tuple[Triple, ...]:
        """Return what is so in the place of a fact: another kind of a thing, or the same of a part or a whole."""
        subject, predicate, obj = fact
        if predicate == RDF.type:
            general = self._above([obj])
            kinds = sorted(self._objects(subject, RDF.type) - general, key=str)
            return tuple((subject, predicate, kind) for kind in kinds[:1])
        if _CATEGORY in self.said.get((obj, RDF.type), ()) and not self.is_possible(fact):
            predicate = SKG.aimedAgainst  # one is hostile to actors, and stands against a sort of them
            if obj in self._objects(subject, predicate):
                return ((subject, predicate, obj),)
        for other in sorted(self._objects(subject, predicate), key=str):
            if link := self._link(other, obj):
                return (subject, predicate, other), link
        for other in sorted(self._subjects(predicate, obj), key=str):
            if link := self._link(other, subject):
                return (other, predicate, obj), link
        return ()

    def _link(self, one: Node, other: Node) -> Triple | None:
        """Return by what one thing is part of another, either way round."""
        for relation in _PARTS:
            for part, whole in ((one, other), (other, one)):
                if whole in self._objects(part, relation):
                    return part, relation, whole
        return None
