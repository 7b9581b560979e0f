"""Hold the asserted data against the shapes, the ontology's terms, the calendar and itself.

Every finding names the file and the node it is about; a build stops on any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.namespace import SH

from sahel_kg.claims import RDF_TYPE, Claim, duplicates, read_bounds
from sahel_kg.dataset import Asserted, to_rdflib
from sahel_kg.errors import Problem
from sahel_kg.timeline import NAMES, parse_date
from sahel_kg.vocabulary import DATA_PREFIXES, OA, PREFIXES, SKG, compact, value

_XSD = PREFIXES["xsd"]
_PREF_LABEL = PREFIXES["skos"] + "prefLabel"


def validate(asserted: Asserted, claims: Sequence[Claim], shapes: Path) -> list[Problem]:
    """Check everything that was said by hand.

    Parameters
    ----------
    asserted : Asserted
    claims : sequence of Claim
        As read by `claims.read_claims`.
    shapes : Path
        The SHACL file.

    Returns
    -------
    list of Problem
        Sorted; empty if the data is sound.
    """
    found = [
        *_undefined_terms(asserted),
        *_twice_declared(asserted),
        *_dates(asserted),
        *_graphs(asserted, claims),
        *_locators(asserted, claims),
        *duplicates(claims, asserted.origin),
        *_shapes(asserted, shapes),
    ]
    return sorted(set(found))


def _file(asserted: Asserted, quad: Quad) -> str:
    graph = value(quad.graph_name)
    return asserted.origin.get(graph or value(quad.subject), "")


def _node(quad: Quad) -> str:
    return compact(value(quad.graph_name) or getattr(quad.subject, "value", quad.subject))


def _undefined_terms(asserted: Asserted) -> Iterator[Problem]:
    """Terms of the ontology, actors, places, events and sources that nothing declares."""
    terms = {q.subject.value for q in asserted.ontology if isinstance(q.subject, NamedNode)}
    declared = {q.subject.value for q in asserted.about if isinstance(q.subject, NamedNode)}
    category = PREFIXES["category"]
    for quad in [*asserted.claims, *asserted.about]:
        for term in (quad.subject, quad.predicate, quad.object):
            if not isinstance(term, NamedNode) or term.value in terms:
                continue
            iri = term.value
            if iri.startswith((str(SKG), category)):
                text = f"uses {compact(iri)}, which the ontology does not define: correct the name or define it"
                yield Problem(_file(asserted, quad), _node(quad), text)
            elif iri not in declared and any(iri.startswith(PREFIXES[p]) for p in DATA_PREFIXES):
                text = f"uses {compact(iri)}, which no file in data/ declares: correct the name or declare it"
                yield Problem(_file(asserted, quad), _node(quad), text)


def _twice_declared(asserted: Asserted) -> Iterator[Problem]:
    """Two actors or places under one IRI: two preferred names in one language."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in asserted.about:
        if quad.predicate.value == _PREF_LABEL and isinstance(quad.object, Literal):
            names[value(quad.subject), quad.object.language or ""].add(quad.object.value)
    for (iri, language), labels in names.items():
        if len(labels) > 1:
            listed = " and ".join(f"'{label}'" for label in sorted(labels))
            text = f"stands for {listed} (@{language}): give the second actor an IRI of its own, or use altLabel"
            yield Problem(asserted.origin.get(iri, ""), compact(iri), text)


def _dates(asserted: Asserted) -> Iterator[Problem]:
    """Bounds and other dates: of the calendar, of one of three types, in order."""
    bounds = {str(SKG[name]): name for name in NAMES}
    years = {
        str(SKG.activeFrom),
        str(SKG.activeUntil),
        PREFIXES["dct"] + "created",
        str(SKG.earliestPublished),
    }
    seen: dict[str, dict[str, list[Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in [*asserted.about, *asserted.claims]:
        predicate = quad.predicate.value
        if predicate not in bounds and predicate not in years:
            continue
        name = bounds.get(predicate) or compact(predicate)
        given = quad.object
        try:
            if not isinstance(given, Literal) or not given.datatype.value.startswith(_XSD):
                raise ValueError('is no date: write "2019-11-02"^^xsd:date, or gYearMonth, gYear')
            parse_date(given.value, datatype=given.datatype.value.removeprefix(_XSD))
        except ValueError as error:
            yield Problem(_file(asserted, quad), _node(quad), f"{name}: {error}")
            continue
        if predicate in bounds:
            seen[value(quad.subject)][predicate].append(given)
    for node, values in seen.items():
        for predicate, several in values.items():
            if len(several) > 1:
                text = f"has {len(several)} values of {bounds[predicate]}: keep one, or make two claims"
                yield Problem(asserted.origin.get(node, ""), compact(node), text)
        if disorder := read_bounds(values).disorder():
            yield Problem(asserted.origin.get(node, ""), compact(node), f"{disorder}: correct the bounds")


def _graphs(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Claims without a statement, and statements in a graph that is no claim."""
    typed = {
        value(q.subject) for q in asserted.about if q.predicate.value == RDF_TYPE and value(q.object) == str(SKG.Claim)
    }
    for claim in claims:
        file = asserted.origin.get(claim.iri, "")
        if not claim.statement:
            text = "states nothing: give it a named graph with its proposition, or delete it"
            yield Problem(file, claim.id, text)
        if claim.iri not in typed:
            text = "is a named graph without anything said about it: add `a skg:Claim` with kind, basis and source"
            yield Problem(file, claim.id, text)


def _locators(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Locators against the length of the source and the offsets of the sentence, without the text."""
    length = {
        value(q.subject): int(value(q.object))
        for q in asserted.about
        if q.predicate.value == str(OA.end) and compact(value(q.subject)).startswith("source:")
    }
    for claim in claims:
        at = claim.locator
        if at is None:
            continue
        file, name = asserted.origin.get(claim.iri, ""), claim.source.rpartition("/")[2]
        end = length.get(claim.source)
        if end is not None and at.end > end:
            yield Problem(file, claim.id, f"locator ends at {at.end}, past the source's end at {end}")
            continue
        sentences = {s.segment: s for s in asserted.segments.get(name, ())}
        sentence = sentences.get(at.segment)
        if sentences and sentence is None:
            yield Problem(file, claim.id, f"locator names sentence '{at.segment}', which {name} does not have")
        elif sentence and not sentence.start <= at.start < at.end <= sentence.end:
            text = f"locator {at.start} to {at.end} lies outside {at.segment} ({sentence.start} to {sentence.end})"
            yield Problem(file, claim.id, text)
        elif sentence and (at.start, at.end) == (sentence.start, sentence.end) and at.sha256 != sentence.sha256:
            yield Problem(file, claim.id, f"hash of its locator is not that of sentence {at.segment}")


def _shapes(asserted: Asserted, shapes: Path) -> Iterator[Problem]:
    """Run SHACL on a copy (pyshacl changes a dataset it is given) and say where each result stands."""
    import pyshacl

    data = to_rdflib([*asserted.claims, *asserted.about, *_taxonomy(asserted)])
    shape_graph = Graph().parse(shapes)
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shape_graph, inference="none", advanced=False)
    if conforms:
        return
    users = _users(asserted)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        message = str(report.value(result, SH.resultMessage))
        shape = report.value(result, SH.sourceShape)
        predicates = set()
        for target in (SH.targetSubjectsOf, SH.targetObjectsOf):
            predicates |= {(target, str(p)) for p in shape_graph.objects(shape, target)}
        places = sorted({w for target, p in predicates for w in users.get((target, p, str(focus)), ())})
        if places:
            for node, predicate in places:
                text = f"{compact(focus)} {message} ({compact(predicate)})"
                yield Problem(asserted.origin.get(node, ""), compact(node), text)
        else:
            file = asserted.origin.get(str(focus)) or asserted.origin.get(str(focus).partition("#")[0], "")
            yield Problem(file, compact(str(focus)), message)


def _taxonomy(asserted: Asserted) -> list[Quad]:
    """Subclass axioms and the types of the ontology's individuals: what sh:class needs."""
    wanted = (str(RDFS.subClassOf), RDF_TYPE)
    return [q for q in asserted.ontology if q.predicate.value in wanted]


def _users(asserted: Asserted) -> dict[tuple[URIRef, str, str], set[tuple[str, str]]]:
    """Map (subject or object of, relation, node) to the claims in which the node stands so."""
    users: dict[tuple[URIRef, str, str], set[tuple[str, str]]] = defaultdict(set)
    for quad in asserted.claims:
        if not isinstance(quad.graph_name, NamedNode):
            continue
        where = (quad.graph_name.value, quad.predicate.value)
        users[SH.targetSubjectsOf, quad.predicate.value, value(quad.subject)].add(where)
        users[SH.targetObjectsOf, quad.predicate.value, value(quad.object)].add(where)
    return users
