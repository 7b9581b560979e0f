"""RDF terms from one form to another: pyoxigraph's, rdflib's, and the canonical text of N-Triples.

Lexical forms are kept: rdflib's normalisation is off. A plain literal has no datatype in rdflib, whatever it has
elsewhere: rdflib keeps ``"a"`` and ``"a"^^xsd:string`` apart, RDF 1.1 does not.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterable
from functools import lru_cache

import pyoxigraph as ox
from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from sahel_kg.errors import UsageError
from sahel_kg.ntriples import escape_iri, escape_text, split_literal, unescape

_LOG = logging.getLogger("rdflib.term")

OxTerm = ox.NamedNode | ox.BlankNode | ox.Literal


# -- pyoxigraph and rdflib


def write_literal(text: str, datatype: URIRef | None = None) -> Literal:
    r"""Return a literal of the very text: of a token rdflib strips all that Python takes for white space.

    Nothing is said of a text that is none of its datatype's: rdflib would print a traceback.

    >>> str(write_literal("\x1f ", XSD.token))
    '\x1f '
    """
    if datatype not in (XSD.token, XSD.normalizedString, XSD.boolean) or text in ("true", "false", "1", "0"):
        was, _LOG.disabled = _LOG.disabled, True
        try:
            return Literal(text, datatype=datatype, normalize=False)
        finally:
            _LOG.disabled = was
    literal = Literal(text)
    literal.__setstate__((None, {"language": None, "datatype": datatype}))  # what unpickling calls
    return literal


@lru_cache(maxsize=1 << 15)  # the same few predicates and classes stand in all of a build
def to_rdflib(term: Hashable) -> Node:
    """Return the rdflib term of a pyoxigraph term.

    Raises
    ------
    UsageError
        A triple, or the default graph.

    Examples
    --------
    >>> to_rdflib(ox.Literal("007", datatype=ox.NamedNode(str(XSD.integer)))).n3()
    '"007"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise UsageError(f"{term!r} is neither an IRI nor a blank node nor a literal.")
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == str(XSD.string):
        return Literal(term.value)
    return write_literal(term.value, URIRef(datatype))


def to_oxigraph(term: Node) -> OxTerm:
    """Return the pyoxigraph term of an rdflib term.

    Raises
    ------
    UsageError
        A variable or a formula.
    ValueError
        What pyoxigraph refuses: an IRI with a space, say.
    """
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if not isinstance(term, Literal):
        raise UsageError(f"{term!r} is neither an IRI nor a blank node nor a literal.")
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)


def triple_to_rdflib(triple: ox.Triple | ox.Quad) -> tuple[Node, Node, Node]:
    """Return a triple, or that of a quad, in rdflib's terms."""
    return to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)


def triple_to_oxigraph(triple: tuple[Node, Node, Node]) -> ox.Triple:
    """Return a triple in pyoxigraph's terms."""
    return ox.Triple(*map(to_oxigraph, triple))  # type: ignore[arg-type]


def to_graph(quads: Iterable[ox.Quad]) -> Graph:
    """Return the triples of quads, graph names dropped, as an rdflib graph."""
    graph = Graph()
    for quad in quads:
        graph.add(triple_to_rdflib(quad))
    return graph


# -- text


def to_text(term: Node) -> str:
    r"""Return the canonical N-Triples text of an rdflib term.

    Parameters
    ----------
    term : URIRef, BNode or Literal
        Characters that no IRI may hold, which rdflib lets through, are escaped: the text stays unambiguous.

    Raises
    ------
    UsageError
        A variable or a formula.

    Examples
    --------
    >>> to_text(Literal("in\nMali", lang="EN"))
    '"in\\nMali"@en'
    >>> to_text(Literal("a", datatype=XSD.string)) == to_text(Literal("a"))
    True
    """
    if isinstance(term, URIRef):
        return "".join(("<", escape_iri(term), ">"))
    if isinstance(term, Literal):
        text = f'"{escape_text(str(term))}"'
        if term.language:
            return f"{text}@{term.language.lower()}"
        return text if term.datatype in (None, XSD.string) else f"{text}^^{to_text(term.datatype)}"
    if isinstance(term, BNode):
        return "".join(("_:", term))
    raise UsageError(f"{term!r} is neither an IRI nor a blank node nor a literal.")


def from_text(text: str) -> Node:
    r"""Return the rdflib term of a canonical N-Triples text.

    Literals are not normalised, and one without a datatype gets none.

    Examples
    --------
    >>> from_text('"007"^^<http://www.w3.org/2001/XMLSchema#integer>').n3()
    '"007"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if text[0] == "<":
        return URIRef(unescape(text[1:-1]))
    if text[0] == "_":
        return BNode(text[2:])
    value, suffix = split_literal(text)
    if not suffix:
        return Literal(value)
    if suffix[0] == "@":
        return Literal(value, lang=suffix[1:])
    return write_literal(value, read_iri(suffix[2:]))


@lru_cache(maxsize=1024)
def read_iri(text: str) -> URIRef:
    """Return the IRI of a text."""
    return URIRef(unescape(text[1:-1]))
