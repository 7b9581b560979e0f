"""Names: terms that nothing declares, and IRIs that name two things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode
from rdflib import RDF, RDFS
from rdflib.namespace import DCTERMS, OWL, PROV, SKOS

from sahel_kg.checks.addresses import file_of, node_of
from sahel_kg.errors import Problem, suggest
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.dataset import Asserted
from sahel_kg.vocabulary import DATA_PREFIXES, PREFIXES, SKG, compact, value

_PREF_LABEL = PREFIXES["skos"] + "prefLabel"
_STANDARD = {str(vocabulary): vocabulary for vocabulary in (DCTERMS, OWL, PROV, RDF, RDFS, SKOS)}
"""Vocabularies whose terms rdflib knows one by one."""


def read_unknown(asserted: Asserted) -> dict[str, str]:
    """Map each term that nothing declares to what to do about it."""
    quads = [*asserted.claims, *asserted.about]
    terms = {q.subject.value for q in asserted.ontology if isinstance(q.subject, NamedNode)}
    declared = {q.subject.value for q in asserted.about if isinstance(q.subject, NamedNode)}
    used = {term for q in quads for term in (q.subject, q.predicate, q.object)}
    relating = {q.predicate.value for q in asserted.claims}
    relating |= {value(q.object) for q in asserted.claims if q.predicate.value == RDF_TYPE}
    own = (str(SKG), PREFIXES["category"])
    data = tuple(PREFIXES[p] for p in DATA_PREFIXES)
    unknown: dict[str, str] = {}
    for iri in {term.value for term in used if isinstance(term, NamedNode)} - terms:
        standard = next((s for start, s in _STANDARD.items() if iri.startswith(start)), None)
        if standard is not None and iri not in standard:
            told = _suggest(iri, (f"{standard}{each}" for each in standard.__annotations__))
            unknown[iri] = f"which that vocabulary does not define: correct the name{told}"
        elif iri.startswith(own):
            told = _suggest(iri, terms | declared)
            unknown[iri] = f"which the ontology does not define: correct the name or define it{told}"
        elif iri not in declared and iri.startswith(data):
            told = _suggest(iri, terms | declared)
            unknown[iri] = f"which no file of the data declares: correct the name or declare it{told}"
        elif iri in relating and standard is None:
            unknown[iri] = "which is no term of the ontology: use one that is, or define it there"
    return unknown


def _suggest(iri: str, known: Iterable[str]) -> str:
    """Return what looks like an IRI among those that have its prefix."""
    name = compact(iri).partition(":")[2]
    start = iri.removesuffix(name)
    return suggest(name, {each.removeprefix(start): compact(each) for each in known if each.startswith(start)})


def find_undefined(asserted: Asserted, unknown: Mapping[str, str]) -> Iterator[Problem]:
    """Terms of the ontology, actors, places, events and sources that nothing declares."""
    for quad in [*asserted.claims, *asserted.about] if unknown else ():
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, NamedNode) and (what := unknown.get(term.value)):
                yield Problem(file_of(asserted, quad), node_of(quad), f"uses {compact(term.value)}, {what}")


def read_named_twice(asserted: Asserted) -> dict[tuple[str, str], list[str]]:
    """Map (node, language) to its preferred names where it has several: two things with one IRI."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in asserted.about:
        if quad.predicate.value == _PREF_LABEL and isinstance(quad.object, Literal):
            names[value(quad.subject), quad.object.language or ""].add(quad.object.value)
    return {key: sorted(labels) for key, labels in names.items() if len(labels) > 1}


def find_named_twice(asserted: Asserted, named_twice: Mapping[tuple[str, str], list[str]]) -> Iterator[Problem]:
    """Things with two preferred names in a language."""
    for (iri, language), labels in named_twice.items():
        listed = " and ".join(f"'{label}'" for label in labels)
        text = f"stands for {listed} (@{language}): give one of the two an IRI of its own, or make a name an altLabel"
        yield Problem(asserted.origin.get(iri, ""), compact(iri), text)
