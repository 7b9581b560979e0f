"""Which derived facts only restate others, and are therefore left out of the default closure.

| left out | why |
|---|---|
| ``x owl:sameAs x`` (eq-ref) | true of everything |
| ``x a owl:Thing``, ``x a rdfs:Resource``, ``p a rdf:Property`` | true of every thing, every predicate |
| ``c rdfs:subClassOf c``, ``... owl:Thing``, ``owl:Nothing rdfs:subClassOf c`` (scm-cls), the same for properties | true of every class |
| domain or range owl:Thing, rdfs:Resource | says nothing |
| owl:equivalentClass, owl:equivalentProperty (scm-eqc2, scm-eqp2) | the two inclusions are kept |
| facts in which only RDF, RDFS, OWL and XSD terms stand (prp-ap, dt-type1, axioms) | about the language, not the data |

A *given* fact is never left out.
"""  # noqa: E501

from __future__ import annotations

from rdflib import OWL, RDF, RDFS, XSD, URIRef
from rdflib.term import Node

from sahel_kg.reasoning.terms import Triple

LANGUAGE = tuple(map(str, (RDF, RDFS, OWL, XSD)))
UNIVERSAL = frozenset({OWL.Thing, RDFS.Resource})
REFLEXIVE = frozenset({OWL.sameAs, RDFS.subClassOf, RDFS.subPropertyOf})
EQUIVALENCES = frozenset({OWL.equivalentClass, OWL.equivalentProperty})


def restates(fact: Triple) -> bool:
    """Tell whether a derived fact only restates others (see the table above)."""
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
