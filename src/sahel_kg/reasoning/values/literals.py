"""What `values.datatypes` says of texts, of rdflib's literals and datatypes."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Literal, URIRef

from sahel_kg.reasoning.values import datatypes
from sahel_kg.terms import read_iri, to_text

DATATYPES: frozenset[URIRef] = frozenset(map(read_iri, datatypes.DATATYPES))
RL_DATATYPES: frozenset[URIRef] = frozenset(map(read_iri, datatypes.RL_DATATYPES))


def value_key(literal: Literal) -> str | None:
    """Return a text that two literals share if and only if they mean the same value; None where that is not known."""
    return datatypes.value_key(to_text(literal))


def is_ill_typed(literal: Literal) -> bool:
    """Tell whether a literal's text is none of its datatype's; an unknown datatype is never ill-typed."""
    return datatypes.is_ill_typed(to_text(literal))


def surely_differ(left: Literal, right: Literal) -> bool:
    """Tell whether two literals have different values, both being known.

    Examples
    --------
    >>> from rdflib import XSD
    >>> surely_differ(Literal("0", datatype=XSD.float), Literal("-0", datatype=XSD.float, normalize=False))
    True
    """
    first, second = value_key(left), value_key(right)
    return first is not None and second is not None and first != second


def is_in_datatype(literal: Literal, datatype: URIRef) -> bool | None:
    """Tell whether a literal's value is one of a datatype's; None if that cannot be known."""
    return datatypes.is_in_datatype(to_text(literal), to_text(datatype))


def is_within(several: Iterable[URIRef], datatype: URIRef) -> bool:
    """Tell whether every value that is of all the given datatypes is of one more."""
    return datatypes.is_within(map(to_text, several), to_text(datatype))


def are_disjoint(left: URIRef, right: URIRef) -> bool:
    """Tell whether no value is of both datatypes; False if that cannot be known."""
    return datatypes.are_disjoint(to_text(left), to_text(right))
