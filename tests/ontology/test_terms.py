"""The ontology itself is read: labels, definitions, profile, inverses, use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Node, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, SH, SKOS

from sahel_kg import resources
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


def test_shapes_hold_every_domain_and_range(graph: Graph) -> None:
    """shapes.ttl repeats the domains and ranges, inherited ones too: this keeps the two in step."""
    shapes = Graph().parse(ONTOLOGY / "shapes.ttl")

    def inherited(prop: Node, axiom: URIRef, seen: frozenset[Node] = frozenset()) -> Node | None:
        if prop in seen:
            return None
        found = graph.value(prop, axiom)
        for above in graph.objects(prop, RDFS.subPropertyOf):
            found = found or inherited(above, axiom, seen | {prop})
        of = graph.value(prop, OWL.inverseOf)
        if found is None and of is not None:
            found = inherited(of, RDFS.range if axiom == RDFS.domain else RDFS.domain, seen | {prop})
        return found

    wanted = set()
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for prop in graph.subjects(RDF.type, kind):
            for axiom, target in ((RDFS.domain, SH.targetSubjectsOf), (RDFS.range, SH.targetObjectsOf)):
                cls = inherited(prop, axiom)
                if cls is not None and str(cls).startswith(OWN):
                    wanted.add((target, prop, cls))
    held = {
        (target, prop, cls)
        for target in (SH.targetSubjectsOf, SH.targetObjectsOf)
        for shape, prop in shapes.subject_objects(target)
        for cls in shapes.objects(shape, SH["class"])
    }
    assert wanted - held == set()
    assert held - wanted == set()


def test_alignments_name_terms_that_exist(terms: list[URIRef]) -> None:
    alignments = Graph().parse(ONTOLOGY / "alignments.ttl")
    assert {s for s in alignments.subjects() if isinstance(s, URIRef)} <= set(terms)
    assert all(p.startswith(str(SKOS)) for p in alignments.predicates() if isinstance(p, URIRef))
