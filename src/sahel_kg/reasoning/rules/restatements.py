"""Which derived facts only restate others: the default closure does not list them.

Two things keep them out. Rules typed rl:RestatingRule are not applied (`profiles.active_rules`), each
for the reason that its file gives (rl:because). What other rules, or an engine of its own, give of the kind is
hidden by `restates`: true of everything or of every class, or about the language rather than the data.

A *given* fact is never left out, and `entails` answers as if all of it were there.
"""

from __future__ import annotations

from rdflib import OWL, RDF, RDFS, XSD, URIRef
from rdflib.term import Node

from sahel_kg.reasoning.terms import Triple

LANGUAGE = tuple(map(str, (RDF, RDFS, OWL, XSD)))
UNIVERSAL = frozenset({OWL.Thing, RDFS.Resource})
REFLEXIVE = frozenset({OWL.sameAs, RDFS.subClassOf, RDFS.subPropertyOf})
EQUIVALENCES = frozenset({OWL.equivalentClass, OWL.equivalentProperty})


def restates(fact: Triple) -> bool:
    """Tell whether a derived fact only restates others.

    Examples
    --------
    >>> restates((URIRef("urn:x:Raid"), RDFS.subClassOf, OWL.Thing))
    True
    """
    subject, predicate, obj = fact
    if predicate in EQUIVALENCES:
        return True
    if predicate in REFLEXIVE and subject == obj:
        return True
    if predicate == RDF.type and (obj in UNIVERSAL or obj == RDF.Property):
        return True
    if predicate == RDFS.subClassOf and (obj in UNIVERSAL or subject == OWL.Nothing):
        return True
    if predicate in (RDFS.domain, RDFS.range) and obj in UNIVERSAL:
        return True
    return _is_language(subject) and _is_language(predicate) and _is_language(obj)


def _is_language(term: Node) -> bool:
    return isinstance(term, URIRef) and str(term).startswith(LANGUAGE)
