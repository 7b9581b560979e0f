"""Identities: which actors are one by a person's decision, and what may never be one.

A decision is a claim like any other, by the rules of linking instead of the codebook. Views show actors that are one as
one, under the name that the project gave it by hand; in the graph both IRIs stay, and the reasoner gives each the facts
of the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode, Quad

from sahel_kg.record.claims import DCT, RDF_TYPE, Claim
from sahel_kg.vocabulary import PREFIXES, SKG, value

RULES = "link-1"
"""What a decision bears as its codebook: the version of the rules of linking."""
SAME_AS, DIFFERENT_FROM = PREFIXES["owl"] + "sameAs", PREFIXES["owl"] + "differentFrom"
DECIDED = {
    "same": SAME_AS,
    "preceded-by": str(SKG.precededBy),
    "overlaps-with": str(SKG.overlapsWith),
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


def read_identities(claims: Iterable[Claim], origins: Mapping[str, str]) -> dict[str, str]:
    """Map each actor that is shown under another IRI to that one: the one made by hand, else the first.

    Parameters
    ----------
    claims : iterable of Claim
    origins : mapping
        See `read_origins`.
    """
    shown: dict[str, str] = {}
    for group in read_groups(claims):
        first = min(group, key=lambda iri: (iri in origins, iri))
        shown |= dict.fromkeys(group - {first}, first)
    return shown


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
