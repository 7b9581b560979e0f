"""Which derived facts only restate others: the default closure does not list them.

Two things keep them out. Rules typed rl:RestatingRule are not applied (`profiles.active_rules`), each
for the reason that its file gives (rl:because). What other rules, or an engine of its own, give of the kind is
hidden by `restates`: true of everything or of every class, or about the language rather than the data.

A *given* fact is never left out, and `entails` answers as if all of it were there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sahel_kg.reasoning.language import OWL, RDF, RDFS, is_language

if TYPE_CHECKING:
    from sahel_kg.reasoning.terms import Triple

UNIVERSAL = frozenset({OWL.Thing, RDFS.Resource})
BOUNDING = frozenset({RDFS.domain, RDFS.range})
REFLEXIVE = frozenset({OWL.sameAs, RDFS.subClassOf, RDFS.subPropertyOf})
EQUIVALENCES = frozenset({OWL.equivalentClass, OWL.equivalentProperty})
RESTATING_TERMS = (
    *EQUIVALENCES,
    *REFLEXIVE,
    *UNIVERSAL,
    RDF.type,
    RDF.Property,
    RDFS.subClassOf,
    OWL.Nothing,
    RDFS.domain,
    RDFS.range,
)
"""Terms that the condition names: they need ids."""


def restates(fact: Triple) -> bool:
    """Tell whether a derived fact only restates others.

    Examples
    --------
    >>> from rdflib import OWL, RDFS, URIRef
    >>> restates((URIRef("urn:x:Raid"), RDFS.subClassOf, OWL.Thing))
    True
    """
    from sahel_kg.terms import to_text

    return restates_text(*map(to_text, fact))


def restates_text(subject: str, predicate: str, obj: str) -> bool:
    """Tell of a fact in texts of N-Triples whether it only restates others."""
    if predicate in EQUIVALENCES:
        return True
    if predicate in REFLEXIVE and subject == obj:
        return True
    if predicate == RDF.type and (obj in UNIVERSAL or obj == RDF.Property):
        return True
    if predicate == RDFS.subClassOf and (obj in UNIVERSAL or subject == OWL.Nothing):
        return True
    if predicate in BOUNDING and obj in UNIVERSAL:
        return True
    return is_language(predicate) and is_language(subject) and is_language(obj)


def may_restate_text(predicate: str, kind: str | None) -> bool:
    """Tell whether there may be facts with a predicate, or of a class, that only restate others."""
    return is_language(predicate) and (kind is None or is_language(kind))
