"""Terms from pyoxigraph's form to rdflib's, to text, and back: nothing is normalised and nothing is lost."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import XSD, BNode, Literal, URIRef, Variable
from rdflib.term import Node

from sahel_kg.errors import UsageError
from sahel_kg.terms import from_text, to_graph, to_oxigraph, to_rdflib, to_text, triple_to_oxigraph, triple_to_rdflib
from sahel_kg.vocabulary import PREFIXES, compact, converter

PAIRS = [
    (ox.NamedNode("urn:x:a"), URIRef("urn:x:a"), "<urn:x:a>"),
    (ox.BlankNode("b1"), BNode("b1"), "_:b1"),
    (ox.Literal('a\n"b"'), Literal('a\n"b"'), r'"a\n\"b\""'),
    (ox.Literal("", language="fr-ml"), Literal("", lang="fr-ml"), '""@fr-ml'),
    *(
        (
            ox.Literal(text, datatype=ox.NamedNode(kind)),
            Literal(text, datatype=kind, normalize=False),
            f'"{text}"^^<{kind}>',
        )
        for text, kind in (("007", XSD.integer), ("2019-02-30", XSD.date), ("x", URIRef("urn:x:own")))
    ),
]


@pytest.mark.parametrize(("theirs", "ours", "text"), PAIRS, ids=[pair[2] for pair in PAIRS])
def test_three_forms_of_a_term(theirs: ox.NamedNode | ox.BlankNode | ox.Literal, ours: Node, text: str) -> None:
    assert to_rdflib(theirs) == from_text(text) == ours
    assert str(to_rdflib(theirs)) == str(ours), "the lexical form is kept"
    assert to_oxigraph(ours) == theirs
    assert to_text(ours) == text == str(theirs)


def test_a_string_is_a_string_with_and_without_its_datatype() -> None:
    typed = Literal("a", datatype=XSD.string)
    assert to_oxigraph(typed) == to_oxigraph(Literal("a")) == ox.Literal("a")
    assert to_rdflib(ox.Literal("a")) == Literal("a") != typed


def test_triples() -> None:
    theirs = ox.Triple(ox.NamedNode("urn:x:a"), ox.NamedNode("urn:x:p"), ox.Literal("1"))
    ours = (URIRef("urn:x:a"), URIRef("urn:x:p"), Literal("1"))
    assert triple_to_rdflib(theirs) == ours
    assert triple_to_oxigraph(ours) == theirs
    quads = [ox.Quad(theirs.subject, theirs.predicate, theirs.object, ox.NamedNode(f"urn:x:g{n}")) for n in range(2)]
    assert list(to_graph(quads)) == [ours], "graph names are dropped"


def test_what_is_no_term_is_refused() -> None:
    refused = "neither an IRI nor a blank node nor a literal"
    with pytest.raises(UsageError, match=refused):
        to_rdflib(ox.DefaultGraph())
    for convert in (to_oxigraph, to_text):
        with pytest.raises(UsageError, match=refused):
            convert(Variable("x"))
    with pytest.raises(ValueError, match="IRI"):
        to_oxigraph(URIRef("no iri"))


def test_a_curie_is_what_the_converter_makes_of_an_iri() -> None:
    names = ("", "a", "a/b", "a#b", "a#report", "a#b/c", "a/b#c", "#", "/", "a#", "a/", "a:b", "é")
    iris = [*(iri + name for iri in PREFIXES.values() for name in names), *(iri[:-1] for iri in PREFIXES.values())]
    iris += ["urn:x:a", "https://example.org/a", "", "no IRI"]
    found = {iri: compact(iri) for iri in iris}
    assert found == {iri: converter().compress(iri) or iri for iri in iris}
    assert found[PREFIXES["claim"] + "a#report"] == "claim:a#report"
