"""The RDF exports, read back with rdflib (another parser than any that wrote them) and with pyoxigraph."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat
from rdflib.namespace import DCTERMS, RDF, SKOS

from sahel_kg.builds.build import Build
from sahel_kg.exports.formats import export
from sahel_kg.record.rewinding import When
from sahel_kg.vocabulary import ONTOLOGY, SKG, value
from tests.exports.conftest import CONTROL, FORMULA, SCRIPT

# rdflib's own readers use what it deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

ACTOR = rdflib.Namespace("https://w3id.org/sahel-kg/actor/")
CLAIM = rdflib.Namespace("https://w3id.org/sahel-kg/claim/")
GRAPHS = {"trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}
OXIGRAPH = {"trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD}


@pytest.fixture(autouse=True)
def _as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep rdflib from rewriting literals, which would hide a difference."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def content(build: Build, form: str, **choice: object) -> bytes:
    files = export(build, form, **choice)  # type: ignore[arg-type]
    assert len(files) == 1
    return next(iter(files.values()))


@cache
def dataset(build: Build, form: str) -> rdflib.Dataset:
    """Read once, since that takes a second; nobody may write to it."""
    return rdflib.Dataset().parse(data=content(build, form), format=GRAPHS[form])


@cache
def graph(build: Build, *include: str) -> rdflib.Graph:
    """Read once, since that takes a second; nobody may write to it."""
    return rdflib.Graph().parse(data=content(build, "turtle", include=include), format="turtle")


def plain(build: Build) -> set[tuple[str, ...]]:
    """The build's own quads without blank nodes, as text."""
    quads = shown(build)
    rows = {tuple(str(getattr(t, "value", "")) for t in q) for q in quads if not _blank(q)}
    return {(s, p, o, g) for s, p, o, g in rows}


def shown(build: Build) -> list[pyoxigraph.Quad]:
    """All quads but what tells under which other IRI names were ingested, which is kept for builds alone."""
    quads = [*build.asserted, *build.inferred_quads]
    return [quad for quad in quads if not str(quad.graph_name).endswith("#said>")]


def _blank(quad: pyoxigraph.Quad) -> bool:
    return any(isinstance(t, pyoxigraph.BlankNode) for t in (quad.subject, quad.object))


@pytest.mark.parametrize("form", GRAPHS)
def test_rdflib_reads_the_same_quads(build: Build, form: str) -> None:
    read = list(dataset(build, form).quads())
    named = {
        (str(s), str(p), str(o), "" if g in (None, rdflib.graph.DATASET_DEFAULT_GRAPH_ID) else str(g))
        for s, p, o, g in read
        if not any(isinstance(t, rdflib.BNode) for t in (s, o))
    }
    assert named == plain(build)
    assert len(read) == len(set(shown(build)))


@pytest.mark.parametrize("form", GRAPHS)
def test_nothing_is_changed_or_lost(hostile: Build, form: str) -> None:
    read = set(pyoxigraph.parse(content(hostile, form), format=OXIGRAPH[form]))
    if form == "jsonld":  # its readers give blank nodes new labels
        read = {q for q in read if not _blank(q)}
        assert read == {q for q in (*hostile.asserted, *hostile.inferred_quads) if not _blank(q)}
    else:
        assert read == {*hostile.asserted, *hostile.inferred_quads}


@pytest.mark.parametrize("form", GRAPHS)
def test_every_claim_keeps_its_graph(build: Build, form: str) -> None:
    names = {str(g.identifier) for g in dataset(build, form).graphs() if len(g)}
    assert {c.iri for c in build.claims if c.statement} <= names
    assert names >= {ONTOLOGY, *build.grounds}


@pytest.mark.parametrize("form", [*GRAPHS, "turtle"])
def test_labels_come_back(hostile: Build, form: str) -> None:
    read = graph(hostile) if form == "turtle" else dataset(hostile, form)
    for name, text in (("script", SCRIPT), ("formula", FORMULA), ("control", CONTROL)):
        assert list(read.objects(ACTOR[name], SKOS.prefLabel)) == [rdflib.Literal(text, lang="en")]


def test_jsonld_fetches_nothing_and_can_stand_in_a_page(hostile: Build) -> None:
    raw = content(hostile, "jsonld")
    assert b"<" not in raw
    context = json.loads(raw)["@context"]
    assert all(isinstance(value, str) and value[-1] in "#/" for value in context.values())


def test_jsonld_keeps_a_claim_in_one_object(build: Build) -> None:
    nodes = {node["@id"]: node for node in json.loads(content(build, "jsonld"))["@graph"]}
    node = nodes["claim:gd-p3-s2-b"]
    assert node["@type"] == "skg:Claim"
    assert node["skg:kind"] == {"@id": "skg:Reported"}
    assert [n["@id"] for n in node["@graph"]] == ["actor:france"]


@pytest.mark.slow
def test_turtle_tells_only_what_is_told(hostile: Build) -> None:
    read = graph(hostile)
    told = (ACTOR.script, rdflib.URIRef(str(SKG.supports)), ACTOR.formula)
    judged = (ACTOR.formula, rdflib.URIRef(str(SKG.alliedWith)), ACTOR.script)
    withdrawn = (ACTOR.script, rdflib.URIRef(str(SKG.attacked)), ACTOR.formula)
    assert told in read
    assert judged not in read
    assert withdrawn not in read
    assert judged in graph(hostile, "assessed")
    assert withdrawn not in graph(hostile, "assessed")
    assert withdrawn in graph(hostile, "withdrawn")
    for claim, (_, predicate, obj) in (("x-told", told), ("x-judged", judged), ("x-withdrawn", withdrawn)):
        found = [
            s
            for s in read.subjects(RDF.object, obj)
            if (s, RDF.predicate, predicate) in read and (s, DCTERMS.isPartOf, CLAIM[claim]) in read
        ]
        assert len(found) == 1, claim


def test_turtle_cites_a_claim_for_every_statement(build: Build) -> None:
    read = graph(build)
    parts: dict[str, set[tuple[str, str, str]]] = {}
    for node in read.subjects(RDF.type, RDF.Statement):
        triple = tuple(str(read.value(node, p)) for p in (RDF.subject, RDF.predicate, RDF.object))
        parts.setdefault(str(read.value(node, DCTERMS.isPartOf)), set()).add(triple)  # type: ignore[arg-type]
    assert set(parts) - set(build.grounds) == {c.iri for c in build.claims if c.statement}
    for claim in build.claims:
        assert len(parts[claim.iri]) == len(claim.statement)
    assert sum(len(parts[graph]) for graph in build.grounds) == len(build.inferred)


def test_turtle_never_asserts_an_inference(build: Build) -> None:
    read = graph(build)
    said = {t for c in build.claims if c.counts for t in c.statement}
    said |= {q.triple for q in (*build.about, *build.ontology)}
    only_inferred = [q.triple for q in build.inferred if q.triple not in said]
    assert only_inferred
    for triple in only_inferred:
        s, p, o = (rdflib.URIRef(str(getattr(t, "value", ""))) for t in triple)
        assert (s, p, o) not in read


def test_as_of_keeps_what_holds_and_what_has_happened(build: Build) -> None:
    attack = next(c for c in build.claims if c.id.startswith("claim:gd-p2-s1") and "Attack>" in str(c.statement))
    day = attack.bounds.earliest_begin
    assert day is not None

    def claims(as_of: date) -> set[str]:
        quads = pyoxigraph.parse(content(build.at(as_of), "nquads"), format=RdfFormat.N_QUADS)
        return {str(getattr(q.graph_name, "value", "")) for q in quads}

    assert attack.iri not in claims(day.replace(year=day.year - 1))
    assert attack.iri in claims(day.replace(year=day.year + 1))
    later = claims(date(2019, 12, 3))
    inferred = {q.triple for g in later & set(build.grounds) for q in build.inferred if str(value(q.graph_name)) == g}
    assert inferred
    assert not [g for g in later & set(build.grounds) if When(date(2019, 12, 3)).read(build.grounds[g].extent) is None]
    assert str(CLAIM["gd-p1-s1-d"]) not in later  # led until a death in October 2019
    assert str(CLAIM["gd-p1-s3-b"]) in later


def test_as_of_leaves_nothing_said_about_dropped_claims(build: Build) -> None:
    quads = list(pyoxigraph.parse(content(build.at("2012-06-01"), "nquads"), format=RdfFormat.N_QUADS))
    graphs = {str(getattr(q.graph_name, "value", "")) for q in quads}
    about = {str(getattr(q.subject, "value", "")).partition("#")[0] for q in quads}
    dropped = {c.iri for c in build.claims} - graphs
    assert dropped
    assert not dropped & about


def test_turtle_of_rdf_1_2_has_each_claim_as_the_reifier_of_what_it_states(build: Build) -> None:
    raw = export(build, "ttl12", include=["assessed"])["sahel-kg.ttl"]
    read = list(pyoxigraph.parse(raw, format=RdfFormat.TURTLE))
    reified: dict[str, set[pyoxigraph.Triple]] = {}
    for quad in read:
        if isinstance(quad.object, pyoxigraph.Triple):
            reified.setdefault(str(value(quad.subject)), set()).add(quad.object)
    asserted = {quad.triple for quad in read if not isinstance(quad.object, pyoxigraph.Triple)}
    for claim in build.claims:
        assert reified.pop(claim.iri, set()) == set(claim.statement)
        assert set(claim.statement) <= asserted or claim.withdrawn is not None
    grounds: dict[str, set[pyoxigraph.Triple]] = {}
    for quad in build.inferred:
        grounds.setdefault(str(value(quad.graph_name)), set()).add(quad.triple)
    assert reified == grounds
    told = {triple for claim in build.claims for triple in claim.statement}
    assert not ({quad.triple for quad in build.inferred} - told) & (asserted - {q.triple for q in build.ontology})
    assert b" ~ claim:gd-p1-s1-a ." in raw
