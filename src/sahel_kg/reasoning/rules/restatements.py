"""Which derived facts only restate others: the default closure does not list them.

Two things keep them out. Rules typed rl:RestatingRule are not applied (`profiles.active_rules`), each
for the reason that its file gives (rl:because). What other rules, or an engine of its own, give of the kind is
hidden by `restates`: true of everything or of every class, or about the language rather than the data.

A *given* fact is never left out, and `entails` answers as if all of it were there.
"""

from __future__ import annotations

from rdflib import OWL, RDF, RDFS, XSD
from rdflib.term import Node

from sahel_kg.reasoning.terms import Triple
from sahel_kg.terms import to_text

LANGUAGE = tuple(map(str, (RDF, RDFS, OWL, XSD)))
UNIVERSAL = frozenset({OWL.Thing, RDFS.Resource})
REFLEXIVE = frozenset({OWL.sameAs, RDFS.subClassOf, RDFS.subPropertyOf})
EQUIVALENCES = frozenset({OWL.equivalentClass, OWL.equivalentProperty})
RESTATING_TERMS: tuple[Node, ...] = (
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
    return restates_text(*map(to_text, fact))


def restates_text(subject: str, predicate: str, obj: str) -> bool:
    """Tell of a fact in texts of N-Triples whether it only restates others."""
    if predicate in _EQUIVALENCES:
        return True
    if predicate in _REFLEXIVE and subject == obj:
        return True
    if predicate == _TYPE and (obj in _UNIVERSAL or obj == _PROPERTY):
        return True
    if predicate == _BELOW and (obj in _UNIVERSAL or subject == _NOTHING):
        return True
    if predicate in _BOUNDING and obj in _UNIVERSAL:
        return True
    return predicate.startswith(_LANGUAGE) and subject.startswith(_LANGUAGE) and obj.startswith(_LANGUAGE)


def may_restate_text(predicate: str, kind: str | None) -> bool:
    """Tell whether there may be facts with a predicate, or of a class, that only restate others."""
    return predicate.startswith(_LANGUAGE) and (kind is None or kind.startswith(_LANGUAGE))


_EQUIVALENCES, _REFLEXIVE, _UNIVERSAL, _BOUNDING = (
    frozenset(map(to_text, terms)) for terms in (EQUIVALENCES, REFLEXIVE, UNIVERSAL, (RDFS.domain, RDFS.range))
)
_TYPE, _PROPERTY, _BELOW, _NOTHING = map(to_text, (RDF.type, RDF.Property, RDFS.subClassOf, OWL.Nothing))
_LANGUAGE = tuple(f"<{namespace}" for namespace in LANGUAGE)
