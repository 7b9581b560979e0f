"""The ontology itself is read: labels, definitions, profile, inverses, use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Node, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, SH, SKOS

from sahel_kg import resources
from sahel_kg.checks.joins import shape_joins
from sahel_kg.vocabulary import PREFIXES, SKG, compact
from tests.conftest import ROOT

ONTOLOGY = resources.shipped("ontology")
OWN = (str(SKG), PREFIXES["category"])


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(ONTOLOGY / "sahel.ttl")


@pytest.fixture(scope="module")
def terms(graph: Graph) -> list[URIRef]:
    # str(): rdflib's URIRef.startswith takes no tuple.
    found = sorted(s for s in set(graph.subjects()) if isinstance(s, URIRef) and str(s).startswith(OWN))
    assert len(found) > 100
    return found


def test_every_term_is_labelled_defined_and_has_a_source(graph: Graph, terms: list[URIRef]) -> None:
    for term in terms:
        languages = sorted(
            str(label.language) for label in graph.objects(term, RDFS.label) if isinstance(label, Literal)
        )
        assert languages == ["en", "fr"], f"{compact(term)} needs one label in en and one in fr"
        assert len(list(graph.objects(term, SKOS.definition))) == 1, f"{compact(term)} needs one definition"
        assert list(graph.objects(term, DCTERMS.source)), f"{compact(term)} does not say where it comes from"


def test_definitions_tell_terms_apart(graph: Graph, terms: list[URIRef]) -> None:
    definitions = [str(graph.value(t, SKOS.definition)) for t in terms]
    assert sorted(definitions) == sorted(set(definitions))


KINDS = {
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.SymmetricProperty,
    OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty,
    OWL.TransitiveProperty,
    OWL.Restriction,
    OWL.AllDisjointClasses,
    OWL.Ontology,
}
AXIOMS = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.inverseOf,
    OWL.equivalentClass,
    OWL.propertyChainAxiom,
    OWL.intersectionOf,
    OWL.onProperty,
    OWL.hasValue,
    OWL.members,
    OWL.versionInfo,
}


def test_it_lies_inside_the_rl_profile(graph: Graph) -> None:
    """OWL 2 Profiles, section 4.2: only constructs that RL allows where they stand are used at all."""
    used = {p for p in graph.predicates() if str(p).startswith((str(OWL), str(RDFS)))}
    assert used - AXIOMS - {RDFS.label, RDFS.comment} == set()
    kinds = {o for o in graph.objects(None, RDF.type) if str(o).startswith((str(OWL), str(RDFS)))}
    assert kinds - KINDS == set()
    for s, o in graph.subject_objects(RDFS.subClassOf):
        assert isinstance(s, URIRef)
        assert isinstance(o, URIRef)
    for s, o in [*graph.subject_objects(RDFS.domain), *graph.subject_objects(RDFS.range)]:
        assert isinstance(o, URIRef), f"{compact(s)} has an anonymous domain or range"
    for _, equivalent in graph.subject_objects(OWL.equivalentClass):
        for member in members(graph, graph.value(equivalent, OWL.intersectionOf)):
            named = isinstance(member, URIRef)
            assert named or graph.value(member, OWL.hasValue) is not None
    for _, chain in graph.subject_objects(OWL.propertyChainAxiom):
        assert all(isinstance(p, URIRef) for p in members(graph, chain))
    # a name of a model may carry a language: any literal
    allowed = {PREFIXES["xsd"] + "integer", PREFIXES["xsd"] + "string", PREFIXES["rdfs"] + "Literal"}
    ranges = {str(o) for p in graph.subjects(RDF.type, OWL.DatatypeProperty) for o in graph.objects(p, RDFS.range)}
    assert ranges <= allowed


def test_no_property_is_functional(graph: Graph) -> None:
    """Two leaders would become one person, two values would contradict each other."""
    assert not {OWL.FunctionalProperty, OWL.InverseFunctionalProperty} & set(graph.objects(None, RDF.type))


def test_every_inverse_is_named(graph: Graph) -> None:
    for inverse, of in graph.subject_objects(OWL.inverseOf):
        assert not isinstance(inverse, BNode)
        assert not isinstance(of, BNode)


def test_chains_are_regular(graph: Graph) -> None:
    """Chains end in organOf or locatedIn, or in the property itself: what they add stays small."""
    for prop, chain in graph.subject_objects(OWL.propertyChainAxiom):
        last = members(graph, chain)[-1]
        assert last in (URIRef(SKG.organOf), URIRef(SKG.locatedIn), prop)


def members(graph: Graph, node: Node | None) -> list[Node]:
    assert node is not None
    return list(Collection(graph, node))


def texts() -> Iterator[str]:
    """Data, queries and tests, where a term counts as used."""
    for folder, pattern in (
        ("data", "**/*.tt[l]"),
        ("data", "**/*.trig"),
        ("queries", "*.rq"),
        ("ontology", "rules.n3"),
        ("src", "sahel_kg/**/*.py"),
        ("tests", "**/*.ttl"),
        ("tests", "**/*.trig"),
        ("tests", "**/*.py"),
    ):
        for path in sorted((ROOT / folder).glob(pattern)):
            if path.is_file() and path != Path(__file__):
                yield path.read_text("utf-8", errors="replace")


def test_no_term_is_unused(graph: Graph, terms: list[URIRef]) -> None:
    used = set(re.findall(r"\b(?:skg|category):[\w-]+|SKG\.\w+", "\n".join(texts())))
    used = {u.replace("SKG.", "skg:") for u in used}
    used |= {compact(c) for t in terms if compact(t) in used for c in graph.objects(t, RDF.type)}  # its fixed list
    assert " ".join(compact(t) for t in terms if compact(t) not in used) == ""


JOINS = """
skg:Actor rdfs:label "actor"@en, "acteur"@fr . skg:Person rdfs:label "person"@en .
skg:above rdfs:domain skg:Actor ; rdfs:range skg:Actor .
skg:near rdfs:subPropertyOf skg:above ; rdfs:range skg:Person .
skg:nearer rdfs:subPropertyOf skg:near .
skg:nearBy owl:inverseOf skg:near .
skg:counted rdfs:domain skg:Person ; rdfs:range xsd:integer .
skg:circle rdfs:subPropertyOf skg:round . skg:round rdfs:subPropertyOf skg:circle .
"""


def test_shapes_of_what_relations_join() -> None:
    """The nearest domain and range count, inherited ones too, from above or from the other side of an inverse."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    shapes = shape_joins(Quad(*triple) for triple in parse((prefixes + JOINS).encode(), format=RdfFormat.TURTLE))
    held = {
        f"{compact(prop)} {compact(target)} {compact(cls)}"
        for target in (SH.targetSubjectsOf, SH.targetObjectsOf)
        for shape, prop in shapes.subject_objects(target)
        for cls in shapes.objects(shape, SH["class"])
    }
    actors, persons = ("above", "near", "nearer"), ("near", "nearer")
    assert held == {
        *(f"skg:{name} sh:targetSubjectsOf skg:Actor" for name in actors),
        *("skg:above sh:targetObjectsOf skg:Actor", "skg:nearBy sh:targetObjectsOf skg:Actor"),
        *(f"skg:{name} sh:targetObjectsOf skg:Person" for name in persons),
        *("skg:nearBy sh:targetSubjectsOf skg:Person", "skg:counted sh:targetSubjectsOf skg:Person"),
    }
    told = "correct the relation or what it joins, or give it its kind"
    assert {str(text) for text in shapes.objects(None, SH.message)} == {
        f"is not typed as an actor: {told}",
        f"is not typed as a person: {told}",
    }


def test_no_shape_repeats_the_ontology() -> None:
    shapes = Graph().parse(ONTOLOGY / "shapes.ttl")
    made = shape_joins(Quad(*triple) for triple in parse(path=ONTOLOGY / "sahel.ttl"))
    assert len(set(made.subjects())) > 5
    for target in (SH.targetSubjectsOf, SH.targetObjectsOf):
        for shape, relation in shapes.subject_objects(target):
            for cls in shapes.objects(shape, SH["class"]):
                repeated = [s for s in made.subjects(target, relation) if (s, SH["class"], cls) in made]
                assert not repeated, f"{shape}: {compact(relation)} has this in sahel.ttl already"


def test_alignments_name_terms_that_exist(terms: list[URIRef]) -> None:
    alignments = Graph().parse(ONTOLOGY / "alignments.ttl")
    assert {s for s in alignments.subjects() if isinstance(s, URIRef)} <= set(terms)
    assert all(p.startswith(str(SKOS)) for p in alignments.predicates() if isinstance(p, URIRef))
