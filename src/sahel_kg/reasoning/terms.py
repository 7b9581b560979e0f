"""Terms and triples: what counts as an RDF fact, and the order in which facts are listed."""

from __future__ import annotations

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

Triple = tuple[Node, Node, Node]


def rank_term(term: Node) -> tuple[int, str, str, str]:
    """Return a sort key that does not depend on hashing: IRIs, blank nodes, literals, each by its text."""
    if isinstance(term, Literal):
        return (2, str(term), str(term.datatype or ""), term.language or "")
    return (1 if isinstance(term, BNode) else 0, str(term), "", "")


def rank_triple(triple: Triple) -> tuple[tuple[int, str, str, str], ...]:
    """Return the sort key of a triple: subject, predicate, object."""
    return tuple(map(rank_term, triple))


def is_rdf(triple: Triple) -> bool:
    """Tell whether a triple may stand in an RDF graph: rules also derive literals as subjects, for one."""
    subject, predicate, obj = triple
    return (
        isinstance(subject, URIRef | BNode)
        and isinstance(predicate, URIRef)
        and isinstance(obj, URIRef | BNode | Literal)
    )
