"""What a data folder tells without a claim: it is read, and nothing comes of it, which should be said."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import Quad

from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.relations import Relations
from sahel_kg.vocabulary import PREFIXES, value

_NAMES = {RDF_TYPE, *(PREFIXES["skos"] + name for name in ("prefLabel", "altLabel"))}


def tell_unclaimed(asserted: Asserted) -> list[str]:
    """Say of each file how many triples of it state no claim and name nothing that one speaks of."""
    counts = Counter(asserted.origin.get(value(quad.subject), "") for quad in find_unclaimed(asserted))
    return [
        f"{count} triple{'s' * (count > 1)} in {name} state{'s' * (count == 1)} no claim: "
        "what is told belongs into the named graph of one"
        for name, count in sorted(counts.items())
    ]


def find_unclaimed(asserted: Asserted) -> list[Quad]:
    """Return what is said outside claims about what no claim speaks of, and in the words of claims."""
    spoken = {value(term) for quad in asserted.claims for term in (quad.subject, quad.object)}
    spoken |= {value(quad.graph_name) for quad in asserted.claims}
    relations = {quad.predicate.value for quad in asserted.claims} - _NAMES | Relations(asserted.ontology).terms
    terms = {value(quad.subject) for quad in asserted.ontology}
    named = {value(quad.object) for quad in asserted.about}
    named |= {value(q.subject) for q in asserted.about if q.predicate.value == RDF_TYPE and value(q.object) in terms}

    def is_loose(quad: Quad) -> bool:
        subject = value(quad.subject)
        return subject.partition("#")[0] not in spoken and subject not in named

    return [quad for quad in asserted.about if quad.predicate.value in relations or is_loose(quad)]
