"""The engine owlrl against owlrl itself, under a stated projection: what we skip must not matter."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace
from rdflib.collection import Collection
from rdflib.namespace import XSD
from rdflib.term import Node

from sahel_kg.reasoning import close
from sahel_kg.reasoning.rules.restatements import restates
from sahel_kg.reasoning.terms import Triple, is_rdf
from sahel_kg.reasoning.values.literals import is_ill_typed, surely_differ

EX = Namespace("https://example.org/")
ERRORS = "http://www.daml.org/2002/03/agents/agent-ont#"
CLASSES = [EX.A, EX.B, EX.C]
PROPERTIES = [EX.p, EX.q, EX.r]
THINGS = [EX.x, EX.y, EX.z]


def choose(*options: Sequence[Node]) -> st.SearchStrategy[Triple]:
    return st.tuples(*(st.sampled_from(list(each)) for each in options))


AXIOMS = st.one_of(
    choose(CLASSES, [RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith], CLASSES),
    choose(PROPERTIES, [RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf], PROPERTIES),
    choose(PROPERTIES, [RDFS.domain, RDFS.range, OWL.someValuesFrom], CLASSES),
    choose(PROPERTIES, [RDF.type], [OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.FunctionalProperty]),
    choose(PROPERTIES, [RDF.type], [OWL.ObjectProperty, OWL.InverseFunctionalProperty]),
    choose(CLASSES, [RDF.type], [OWL.Class]),
    choose(CLASSES, [OWL.onProperty], PROPERTIES),
    choose(CLASSES, [OWL.hasValue], THINGS),
    choose(CLASSES, [OWL.someValuesFrom, OWL.allValuesFrom], [*CLASSES, OWL.Thing]),
    choose(THINGS, [OWL.sameAs, OWL.differentFrom], THINGS),
    choose(PROPERTIES[:1], [RDFS.subPropertyOf], [OWL.sameAs]),
)
FACTS = st.one_of(
    choose(THINGS, [RDF.type], CLASSES),
    choose(THINGS, PROPERTIES, THINGS),
    choose(THINGS, PROPERTIES[2:], [Literal(3), Literal("a"), Literal("b", lang="en")]),
)


def close_with_owlrl(graph: Graph) -> set[Triple]:
    copy = Graph()
    for triple in graph:
        copy.add(triple)
    DeductiveClosure(OWLRL_Semantics).expand(copy)
    return {triple for triple in copy if is_rdf(triple) and not any(str(term).startswith(ERRORS) for term in triple)}


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(st.lists(AXIOMS, max_size=9), st.lists(FACTS, max_size=8), st.booleans())
def test_agrees_with_owlrl(axioms: list[Triple], facts: list[Triple], has_chain: bool) -> None:
    compare(axioms, facts, has_chain)


def compare(axioms: list[Triple], facts: list[Triple], has_chain: bool) -> None:
    graph = Graph()
    for triple in axioms + facts:
        graph.add(triple)
    if has_chain:
        head = EX.chain
        Collection(graph, head, [EX.p, EX.q])
        graph.add((EX.r, OWL.propertyChainAxiom, head))
    expected = close_with_owlrl(graph)
    assert set(close(graph, engine="owlrl", rules="owl-rl-full").facts()) == expected
    lean = {fact for fact in expected if fact in graph or not restates(fact)}
    assert set(close(graph, engine="owlrl").facts()) == lean


def test_a_key_of_one_property_does_not_merge_its_class() -> None:
    graph = Graph()
    Collection(graph, EX.keys, [EX.id])
    graph.add((EX.Row, OWL.hasKey, EX.keys))
    for name, value in (("a", 1), ("b", 2)):
        graph.add((EX[name], RDF.type, EX.Row))
        graph.add((EX[name], EX.id, Literal(value)))
    assert (EX.a, OWL.sameAs, EX.b) in close_with_owlrl(graph)  # if this fails, owlrl has been mended
    assert (EX.a, OWL.sameAs, EX.b) not in close(graph)


def test_cardinality_that_is_no_literal_does_not_stop_the_closure() -> None:
    graph = Graph()
    graph.add((EX.C, OWL.maxCardinality, EX.one))
    assert len(close(graph)) == 1


def test_literals_are_judged_by_their_lexical_space() -> None:
    good = [("INF", XSD.double), ("2019", XSD.gYear), ("-0044-03-15", XSD.date), ("255", XSD.unsignedByte)]
    good += [("2019-11Z", XSD.gYearMonth), ("", XSD.hexBinary), (" 7 ", XSD.integer), ("x", EX.unknown)]
    bad = [
        ("", XSD.decimal),
        ("2019-02-29", XSD.date),
        ("256", XSD.unsignedByte),
        ("-1", XSD.nonNegativeInteger),
    ]
    bad += [("19", XSD.gYear), ("yes", XSD.boolean), ("9" * 5000, XSD.long), ("", XSD.dateTime)]
    for expected, cases in ((False, good), (True, bad)):
        for text, datatype in cases:
            assert is_ill_typed(Literal(text, datatype=datatype, normalize=False)) is expected, text


def test_equal_values_do_not_differ() -> None:
    assert not surely_differ(Literal("1", datatype=XSD.integer), Literal("01", datatype=XSD.integer, normalize=False))
    assert surely_differ(Literal("a", lang="en"), Literal("a", lang="fr"))
    assert surely_differ(Literal(1), Literal(2))
