"""Identities: which actors are one by a person's decision, and what may never be one.

A decision is a claim like any other, by the rules of linking instead of the codebook. What is told of actors that are
one is told of one IRI, that which the project gave it by hand (see `unifying`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import NamedNode, Quad, Triple

from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import DCT, RDF_TYPE, Claim
from sahel_kg.vocabulary import PREFIXES, SKG, value

RULES = "link-1"
"""What a decision bears as its codebook: the version of the rules of linking."""
SAME_AS, DIFFERENT_FROM = PREFIXES["owl"] + "sameAs", PREFIXES["owl"] + "differentFrom"
STANDS_FOR, OVERLAPS_WITH = str(SKG.standsFor), str(SKG.overlapsWith)
WHOSE_NUMBER = (STANDS_FOR, OVERLAPS_WITH)
"""Relations that tell which numbers of a data set are whose, in whole or in part: no ties."""
DECIDED = {
    "same": SAME_AS,
    "stands-for": STANDS_FOR,
    "preceded-by": str(SKG.precededBy),
    "overlaps-with": OVERLAPS_WITH,
    "different": DIFFERENT_FROM,
    "later": str(SKG.possiblySameAs),
}
"""What is decided about two actors, and the relation by which the claim says it."""


def is_decision(claim: Claim) -> bool:
    """Tell whether a claim is a decision of `sahel-kg link`."""
    return claim.codebook == RULES


def read_origins(about: Iterable[Quad]) -> dict[str, str]:
    """Return the data set that each ingested actor comes from; those made by hand are missing.

    Releases of one data set number actors in one way (`actor:ucdp-72`), so that two numbers are two actors.
    """
    prefix = PREFIXES["actor"]
    found = {}
    for quad in about:
        actor = value(quad.subject)
        if quad.predicate.value == DCT + "source" and actor.startswith(prefix):
            numbered = re.fullmatch(r"(.+)-\d+", actor.removeprefix(prefix))
            found[actor] = PREFIXES["source"] + numbered[1] if numbered else value(quad.object)
    return found


def read_speakers(claims: Iterable[Claim]) -> dict[str, frozenset[str]]:
    """Return the sources that speak of each actor; one that speaks of two of them tells them apart."""
    prefix, found = PREFIXES["actor"], defaultdict[str, set[str]](set)
    for claim in claims:
        if not is_decision(claim):
            for triple in claim.statement:
                for end in (value(triple.subject), value(triple.object)):
                    if end.startswith(prefix):
                        found[end].add(claim.source)
    return {actor: frozenset(sources) for actor, sources in found.items()}


def find_common_source(
    one: str, other: str, origins: Mapping[str, str], speakers: Mapping[str, frozenset[str]]
) -> str | None:
    """Return the source that tells two actors apart, if one does; of ingested ones the data set that numbers both."""
    if one in origins or other in origins:
        return origins[one] if origins.get(one) == origins.get(other) else None
    return min(speakers.get(one, frozenset()) & speakers.get(other, frozenset()), default=None)


def read_groups(claims: Iterable[Claim]) -> list[set[str]]:
    """Return the actors that are one by decisions that count, directly or by way of others; each group has several."""
    group_of: dict[str, set[str]] = {}
    for claim in claims:
        if is_decision(claim) and claim.counts:
            for triple in claim.statement:
                if triple.predicate.value == SAME_AS:
                    ends = (value(triple.subject), value(triple.object))
                    joined = set(ends).union(*(group_of.get(end, ()) for end in ends))
                    group_of.update(dict.fromkeys(joined, joined))
    return sorted({id(group): group for group in group_of.values()}.values(), key=min)


@dataclass(frozen=True)
class StandIn:
    """An actor of one source that stands for one of another for a while: what is told of it then is told of that one.

    Parameters
    ----------
    shown : str
        IRI of the actor that it stands for.
    first, last : date, optional
        Within which what is told has to lie wholly; None is open.
    claim : str
        IRI of the decision.
    """

    shown: str
    first: date | None
    last: date | None
    claim: str

    def covers(self, bounds: Bounds) -> bool:
        """Tell whether what has these bounds lies wholly within the time."""
        begin, end = bounds.earliest_begin, bounds.latest_end
        is_late = self.first is None or (begin is not None and begin >= self.first)
        return bool(bounds) and is_late and (self.last is None or (end is not None and end <= self.last))


@dataclass(frozen=True)
class Identities:
    """Under which IRI each actor is shown, by the decisions that count.

    Parameters
    ----------
    same : mapping of str to str
        IRI of an actor to that of the one that it is the same as: the one made by hand, else the first.
    standing : mapping of str to tuple of StandIn
        IRI of an actor to whom it stands for, and when.
    """

    same: Mapping[str, str] = field(default_factory=dict)
    standing: Mapping[str, tuple[StandIn, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.same or self.standing)

    def shown(self, iri: str, bounds: Bounds) -> str:
        """Return the IRI under which what is told of an actor, within some bounds, is shown."""
        found = next((each.shown for each in self.standing.get(iri, ()) if each.covers(bounds)), iri)
        return self.same.get(found, found)


NO_IDENTITIES = Identities()


def is_pointer(claim: Claim, triple: Triple) -> bool:
    """Tell whether a triple says which IRIs are shown as which: it is read by both, and renames others."""
    return is_decision(claim) and triple.predicate.value in (SAME_AS, STANDS_FOR)


def read_identities(claims: Iterable[Claim], origins: Mapping[str, str]) -> Identities:
    """Read the identities off the decisions among claims.

    Parameters
    ----------
    claims : iterable of Claim
    origins : mapping
        See `read_origins`.
    """
    decisions = [claim for claim in claims if is_decision(claim) and claim.counts]
    same: dict[str, str] = {}
    for group in read_groups(decisions):
        first = min(group, key=lambda iri: (iri in origins, iri))
        same |= dict.fromkeys(group - {first}, first)
    standing: dict[str, tuple[StandIn, ...]] = {}
    for claim in sorted(decisions, key=lambda claim: claim.iri):
        for triple in claim.statement:
            if triple.predicate.value == STANDS_FOR:
                own = claim.bounds
                found = StandIn(value(triple.object), own.earliest_begin, own.latest_end, claim.iri)
                standing[value(triple.subject)] = (*standing.get(value(triple.subject), ()), found)
    return Identities(same, standing)


def read_kinds(quads: Iterable[Quad]) -> dict[str, set[str]]:
    """Return the classes of each thing, as they are said."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate.value == RDF_TYPE and isinstance(quad.object, NamedNode):
            kinds[value(quad.subject)].add(quad.object.value)
    return kinds


def read_disjoint(ontology: Iterable[Quad]) -> list[frozenset[str]]:
    """Return the sets of classes of which nothing can be in two."""
    rdf, owl = PREFIXES["rdf"], PREFIXES["owl"]
    said = {(str(q.subject), q.predicate.value): q.object for q in ontology}
    found = []
    for (_, predicate), node in said.items():
        if predicate == owl + "members":
            members = set()
            while (first := said.get((str(node), rdf + "first"))) is not None:
                members.add(value(first))
                node = said[str(node), rdf + "rest"]
            found.append(frozenset(members))
    return sorted(found, key=sorted)


def find_clash(one: set[str], other: set[str], disjoint: Iterable[frozenset[str]]) -> tuple[str, str] | None:
    """Return a class of each of two things that nothing can have both of, or None."""
    for classes in disjoint:
        for first in sorted(one & classes):
            for second in sorted((other & classes) - {first}):
                return first, second
    return None
