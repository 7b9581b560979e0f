"""Facts and axioms as sentences."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Literal, URIRef, Variable

from sahel_kg.explaining.phrasing import Phrasing, Triple, is_axiom
from sahel_kg.vocabulary import PREFIXES, SKG

A, B, P, Q, C, D = (URIRef(f"urn:x:{name}") for name in ("a", "b", "p", "q", "C", "D"))
LABELS = {
    "urn:x:a": "ISGS",
    "urn:x:b": "Mali",
    "urn:x:p": "ousted",
    "urn:x:q": "hostile to",
    "urn:x:C": "armed group",
    "urn:x:D": "actor",
    "urn:x:event": "raid in Syria, 2019",
    "urn:x:target": "target",
    "urn:x:organ": "organ of",
    PREFIXES["category"] + "jihadist": "jihadist",
    str(SKG.hasCategory): "has category",
    "urn:x:against": "aimed against",
}
LIST, CELL, RESTRICTION = BNode("l"), BNode("m"), BNode("r")
DEFINITIONS: list[Triple] = [
    (LIST, RDF.first, P),
    (LIST, RDF.rest, CELL),
    (CELL, RDF.first, Q),
    (CELL, RDF.rest, RDF.nil),
    (RESTRICTION, OWL.onProperty, URIRef(SKG.hasCategory)),
    (RESTRICTION, OWL.hasValue, URIRef(PREFIXES["category"] + "jihadist")),
]
EVENT = URIRef("urn:x:event")
JIHADIST = URIRef(PREFIXES["category"] + "jihadist")


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        ((A, P, B), "ISGS ousted Mali"),
        ((A, Q, B), "ISGS is hostile to Mali"),
        ((A, URIRef("urn:x:organ"), B), "ISGS is an organ of Mali"),
        ((EVENT, URIRef("urn:x:target"), B), '"raid in Syria, 2019": target Mali'),
        ((A, URIRef("urn:x:against"), JIHADIST), 'ISGS is aimed against the category "jihadist"'),
        ((A, URIRef(SKG.hasCategory), JIHADIST), 'ISGS has category "jihadist"'),
        ((A, RDF.type, C), "ISGS is an armed group"),
        ((A, RDF.type, RESTRICTION), 'ISGS is a thing that has category "jihadist"'),
        ((P, RDFS.subPropertyOf, Q), '"ousted" is a kind of "hostile to"'),
        ((P, OWL.inverseOf, Q), '"ousted" is "hostile to" the other way round'),
        ((Q, OWL.propertyChainAxiom, LIST), "whatever ousted X, which is hostile to Y, is hostile to Y"),
        ((Q, OWL.propertyChainAxiom, BNode("?")), 'a chain of relations makes "hostile to"'),
        ((Q, RDF.type, OWL.SymmetricProperty), '"hostile to" holds in both directions'),
        ((Q, RDF.type, OWL.TransitiveProperty), '"hostile to" is transitive: two in a row make one'),
        ((Q, RDFS.domain, D), "whatever is hostile to something is an actor"),
        ((Q, RDFS.range, D), "whatever something is hostile to is an actor"),
        ((C, RDFS.subClassOf, D), "every armed group is an actor"),
        ((C, OWL.disjointWith, D), "nothing is both an armed group and an actor"),
        ((C, OWL.equivalentClass, RESTRICTION), 'an armed group is the same as a thing that has category "jihadist"'),
        (
            (RESTRICTION, OWL.onProperty, URIRef(SKG.hasCategory)),
            'there is a class: thing that has category "jihadist"',
        ),
        ((A, OWL.sameAs, B), "ISGS is the same as Mali"),
        ((A, P, Literal("2012", datatype=XSD.gYear)), "ISGS ousted 2012"),
        ((A, P, Literal("a\nb")), 'ISGS ousted "a b"'),
        ((A, P, Literal("x" * 100)), f'ISGS ousted "{"x" * 57}..."'),
        ((Variable("x"), P, B), "something ousted Mali"),
        ((URIRef("urn:other"), URIRef("urn:q"), BNode("b0")), "urn:other urn:q _:b0"),
        ((Literal("x"), RDF.type, XSD.integer), '"x" is a xsd:integer'),
    ],
)
def test_sentences(fact: Triple, sentence: str) -> None:
    assert Phrasing(LABELS, DEFINITIONS).sentence(fact) == sentence


def test_a_class_within_itself_and_a_list_without_end() -> None:
    node = BNode("c")
    loop: list[Triple] = [(node, OWL.intersectionOf, LIST), (LIST, RDF.first, node), (LIST, RDF.rest, LIST)]
    phrasing = Phrasing(LABELS, loop)
    assert phrasing.members(LIST) == (node,)
    assert phrasing.sentence((A, RDF.type, node)).startswith("ISGS is a ")


def test_axioms_are_told_from_facts() -> None:
    assert is_axiom((P, RDFS.subPropertyOf, Q))
    assert is_axiom((P, RDF.type, OWL.TransitiveProperty))
    assert not is_axiom((A, RDF.type, C))
    assert not is_axiom((A, OWL.sameAs, B))
    assert not is_axiom((A, P, B))
