"""Namespaces, the prefix map, and the way from a CURIE to an IRI and back.

The prefix map is local on purpose: nothing is looked up in a registry or on a network.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from rdflib import Namespace, URIRef

if TYPE_CHECKING:
    from curies import Converter


class _Terms(Namespace):
    """A namespace that makes each of its terms once: they are compared with those of every quad."""

    def __getattr__(self, name: str) -> URIRef:
        term = super().__getattr__(name)
        self.__dict__[name] = term
        return term


BASE: Final = "https://w3id.org/sahel-kg/"
SKG: Final = _Terms(BASE + "ontology#")
RULE: Final = _Terms(BASE + "rule#")
RL: Final = _Terms(BASE + "rl#")
"""The rules of OWL 2 RL by their W3C names, as rule files write them."""
OA: Final = _Terms("http://www.w3.org/ns/oa#")

PREFIXES: Final[dict[str, str]] = {
    "skg": str(SKG),
    "activity": BASE + "activity/",
    "actor": BASE + "actor/",
    "category": BASE + "category/",
    "claim": BASE + "claim/",
    "coder": BASE + "coder/",
    "condition": BASE + "condition/",
    "conflict": BASE + "conflict/",
    "event": BASE + "event/",
    "inference": BASE + "inference/",
    "place": BASE + "place/",
    "rule": str(RULE),
    "source": BASE + "source/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "log": "http://www.w3.org/2000/10/swap/log#",
    "oa": str(OA),
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rl": str(RL),
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ONTOLOGY: Final = BASE + "ontology"
"""IRI of the ontology, and of the named graph that holds it in a build."""

_PREFIX_OF: Final = {iri: prefix for prefix, iri in PREFIXES.items()}

DATA_PREFIXES: Final = ("activity", "actor", "condition", "conflict", "event", "place", "source", "coder")
"""What the files in data/ declare; a CURIE of theirs that no file declares is an error."""


@cache
def converter() -> Converter:
    """Return the converter over `PREFIXES`."""
    # imported here: it takes longer than to close a small graph
    from curies import Converter

    return Converter.from_prefix_map(PREFIXES)


def compact(iri: object) -> str:
    """Return the CURIE of an IRI, or the IRI itself where no prefix fits.

    >>> compact("https://w3id.org/sahel-kg/actor/isgs")
    'actor:isgs'
    """
    return _compact(str(iri))


@lru_cache(maxsize=2**16)
def _compact(iri: str) -> str:
    for end in sorted((iri.rfind("#") + 1, iri.rfind("/") + 1), reverse=True):
        if end < len(iri) and (prefix := _PREFIX_OF.get(iri[:end])):
            return f"{prefix}:{iri[end:]}"
    return converter().compress(iri) or iri  # which takes longer


def expand(curie: str) -> str | None:
    """Return the IRI of a CURIE with a known prefix, an absolute IRI as it is, and None otherwise.

    >>> expand("actor:isgs")
    'https://w3id.org/sahel-kg/actor/isgs'
    >>> expand("the Islamic State") is None
    True
    """
    if curie.startswith(("http://", "https://", "urn:")):
        return curie
    prefix, colon, name = curie.partition(":")
    return PREFIXES[prefix] + name if colon and name and prefix in PREFIXES else None


def value(term: object) -> str:
    """Return the IRI, literal text or label of a pyoxigraph term; "" for what has none (the default graph)."""
    found = getattr(term, "value", "")
    return found if isinstance(found, str) else ""
