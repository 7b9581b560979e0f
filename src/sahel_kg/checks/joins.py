"""What each relation joins, as SHACL: the ontology's domains and ranges, before a reasoner would force them.

A reasoner takes whoever opposes somebody for an actor, a place too. The shapes are made from the ontology, so that a
relation has its domain and range in one place; ``shapes.ttl`` holds what the ontology does not say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, Quad
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import OWL, SH

from sahel_kg.vocabulary import SKG, compact, value

_ENDS: Final = {
    str(RDFS.domain): ("AsSubject", SH.targetSubjectsOf, str(RDFS.range)),
    str(RDFS.range): ("AsObject", SH.targetObjectsOf, str(RDFS.domain)),
}
"""An axiom to the end it is about: in the shape's name, as the shape's target, and the axiom of the inverse's end."""
_ABOVE, _INVERSE, _LABEL = str(RDFS.subPropertyOf), str(OWL.inverseOf), str(RDFS.label)
_SHAPES: Final = "https://w3id.org/sahel-kg/shape/"

_Said = dict[tuple[str, str], set[str]]
"""What the ontology says: (subject, predicate) to the objects."""


def shape_joins(ontology: Iterable[Quad]) -> Graph:
    """Return a shape for each class that relations have as their domain, and for each that they have as their range.

    A relation without a domain of its own has that of the relations above it, or else the range of what it is the
    inverse of. Only the nearest counts: one fault, one message. Ranges of literals are no classes of ours.
    """
    said: _Said = defaultdict(set)
    labels: dict[str, str] = {}
    for quad in ontology:
        said[value(quad.subject), quad.predicate.value].add(value(quad.object))
        if quad.predicate.value == _LABEL and isinstance(quad.object, Literal) and quad.object.language == "en":
            labels[value(quad.subject)] = quad.object.value
    shapes = Graph()
    for relation in sorted({subject for subject, _ in said if subject.startswith(str(SKG))}):
        for axiom, (end, target, _) in _ENDS.items():
            for cls in _nearest(relation, axiom, said, frozenset()):
                if cls.startswith(str(SKG)):
                    shape = URIRef(_SHAPES + cls.removeprefix(str(SKG)) + end)
                    shapes.add((shape, RDF.type, SH.NodeShape))
                    shapes.add((shape, target, URIRef(relation)))
                    shapes.add((shape, SH["class"], URIRef(cls)))
                    shapes.add((shape, SH.message, RdfLiteral(_tell(labels.get(cls, compact(cls))), lang="en")))
    return shapes


def _nearest(relation: str, axiom: str, said: _Said, below: frozenset[str]) -> set[str]:
    """Return the classes at one end of a relation: its own, or inherited ones; `below` ends circles."""
    if relation in below:
        return set()
    if own := said.get((relation, axiom)):
        return own
    below |= {relation}
    above = {cls for name in said.get((relation, _ABOVE), ()) for cls in _nearest(name, axiom, said, below)}
    _, _, opposite = _ENDS[axiom]
    return above or {c for name in said.get((relation, _INVERSE), ()) for c in _nearest(name, opposite, said, below)}


def _tell(label: str) -> str:
    article = "an" if label[0] in "aeiou" else "a"
    return f"is not typed as {article} {label}: correct the relation or what it joins, or give it its kind"
