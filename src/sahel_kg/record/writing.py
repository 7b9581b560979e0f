"""Statements in writing: terms and triples as Turtle has them, on one line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad, Triple

from sahel_kg.vocabulary import PREFIXES, compact

_TYPE = PREFIXES["rdf"] + "type"
_XSD = PREFIXES["xsd"]
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")


def write_term(term: object) -> str:
    """Return a term in Turtle; a name that a CURIE cannot hold without escapes stays an IRI."""
    if isinstance(term, NamedNode):
        curie = compact(term.value)
        prefix, _, local = curie.partition(":")
        return curie if curie != term.value and prefix in PREFIXES and _LOCAL.match(local) else str(term)
    if isinstance(term, Literal):
        datatype = term.datatype.value
        if datatype == _XSD + "integer" and _INTEGER.match(term.value):
            return term.value
        if term.language or datatype == _XSD + "string":
            return str(term)
        return f"{Literal(term.value)}^^{write_term(term.datatype)}"
    return str(term)


def statement_text(statements: Iterable[Quad | Triple]) -> str:
    """Return statements on one line, much as in Turtle, with CURIEs throughout."""
    said = []
    for statement in statements:
        verb = "a" if statement.predicate.value == _TYPE else compact(statement.predicate.value)
        ends = [
            compact(t.value) if isinstance(t, NamedNode) else write_term(t)
            for t in (statement.subject, statement.object)
        ]
        said.append(f"{ends[0]} {verb} {ends[1]}")
    return " . ".join(said)
