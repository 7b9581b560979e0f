"""The value space: which literals mean the same value, which surely do not, and how the datatypes lie in each other.

All datatypes of OWL 2 RL, and the dates, years, months and times that OWL 2 leaves out. OWL compares values by
*identity*, not by XSD's equality: 0 and -0 of a float are two values, and so is one instant at two time zone
offsets (https://www.w3.org/TR/owl2-syntax/#Time_Instants shows the inconsistency that follows).

Every value has a key, a prefix for its family and a canonical text: ``n:7`` is that of 007.

The key of a text with a language tag is ``@`` + the tag in lower case + ``:`` + text.

Sources: https://www.w3.org/TR/owl2-profiles/#Entities_3, https://www.w3.org/TR/xmlschema11-2/
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sahel_kg.ntriples import split_literal
from sahel_kg.reasoning.language import RDF, RDFS, XSD
from sahel_kg.reasoning.values.lexical import (
    INTEGER_BOUNDS,
    MOMENTS,
    TAG,
    TEXTS,
    Reader,
    fits,
    is_between,
    make_integer_reader,
    make_moment_reader,
    make_text_reader,
    read_base64,
    read_boolean,
    read_collapsed,
    read_decimal,
    read_double,
    read_float,
    read_hex,
    read_iri,
    read_normalized,
    read_xml,
)


# ---------------------------------------------------------------- the table
class _Datatype(NamedTuple):
    family: str
    """Prefix of the keys; values of two families are never the same."""
    read: Reader
    """Canonical text of the value, or None if the text is not one of the datatype's."""


_FAMILIES = {
    XSD.dateTime: "t:",
    XSD.dateTimeStamp: "t:",
    XSD.date: "date:",
    XSD.gYearMonth: "month:",
    XSD.gYear: "year:",
    XSD.time: "time:",
}
"""Of moments: the prefix of the keys."""

_TABLE: dict[str, _Datatype] = {
    XSD.decimal: _Datatype("n:", read_decimal),
    **{datatype: _Datatype("n:", make_integer_reader(bounds)) for datatype, bounds in INTEGER_BOUNDS.items()},
    XSD.float: _Datatype("f:", read_float),
    XSD.double: _Datatype("d:", read_double),
    **{datatype: _Datatype("s:", make_text_reader(datatype)) for datatype in TEXTS},
    XSD.normalizedString: _Datatype("s:", read_normalized),
    XSD.token: _Datatype("s:", read_collapsed),
    XSD.anyURI: _Datatype("u:", read_iri),
    XSD.boolean: _Datatype("b:", read_boolean),
    XSD.hexBinary: _Datatype("x:", read_hex),
    XSD.base64Binary: _Datatype("y:", read_base64),
    RDF.XMLLiteral: _Datatype("m:", read_xml),
    **{datatype: _Datatype(family, make_moment_reader(MOMENTS[datatype])) for datatype, family in _FAMILIES.items()},
}

BEYOND_RL = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth, XSD.time, RDF.langString})
"""Datatypes that OWL 2 RL does not list and whose values are known all the same."""

DATATYPES: frozenset[str] = frozenset(_TABLE) | {RDF.PlainLiteral, RDF.langString, RDFS.Literal}
"""All datatypes that are known here."""

RL_DATATYPES: frozenset[str] = DATATYPES - BEYOND_RL
"""The datatypes of OWL 2 RL."""


# ----------------------------------------------------------------- literals
def value_key(literal: str) -> str | None:
    """Return a text that two literals share if and only if they mean the same value.

    Parameters
    ----------
    literal : str
        Canonical N-Triples, as written: see `sahel_kg.reasoning.inputs`.

    Returns
    -------
    str or None
        None for a literal that is ill-typed or of a datatype that is not known here: only the same term
        surely means the same, and no literal surely differs from it.

    Examples
    --------
    >>> value_key('"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    'n:1.5'
    >>> value_key('"Kidal"@fr')
    '@fr:Kidal'
    """
    lexical, suffix = split_literal(literal)
    if not suffix:
        return f"s:{lexical}"
    if suffix[0] == "@":
        return f"{suffix.lower()}:{lexical}"
    return _find_key(lexical, suffix[2:])


def _find_key(lexical: str, datatype: str) -> str | None:
    entry = _TABLE.get(datatype)
    if entry is not None:
        text = entry.read(lexical)
        return None if text is None else entry.family + text
    if datatype == RDF.PlainLiteral:
        text, mark, tag = lexical.rpartition("@")
        if mark and (not tag or TAG.fullmatch(tag)):
            return f"@{tag.lower()}:{text}" if tag else f"s:{text}"
    return None


def is_ill_typed(literal: str) -> bool:
    """Tell whether a literal's text is none of its datatype's; an unknown datatype is never ill-typed.

    A float or double that is too great for its datatype is ill-typed, not infinite; one too near to zero, not zero.

    Examples
    --------
    >>> is_ill_typed(f'"2019-02-30"^^{XSD.date}'), is_ill_typed(f'"2019-11"^^{XSD.gYearMonth}')
    (True, False)
    """
    datatype = _find_datatype(literal)
    return (datatype in _TABLE or datatype == RDF.PlainLiteral) and value_key(literal) is None


def is_in_datatype(literal: str, datatype: str) -> bool | None:
    """Tell whether a literal's value is one of a datatype's.

    Returns
    -------
    bool or None
        None if that cannot be known: a datatype is not known here. An ill-typed literal is of no datatype but
        rdfs:Literal.

    Examples
    --------
    >>> is_in_datatype(f'"5.0"^^{XSD.decimal}', XSD.byte)
    True
    """
    if datatype == RDFS.Literal:
        return True
    own = _find_datatype(literal)
    if datatype not in DATATYPES or (own and own not in DATATYPES - {RDFS.Literal}):
        return None
    key = value_key(literal)
    if key is None:
        return False
    if key.startswith("@"):
        return datatype in (RDF.langString, RDF.PlainLiteral)
    if datatype in (RDF.langString, RDF.PlainLiteral):
        return datatype == RDF.PlainLiteral and key.startswith("s:")
    if not key.startswith(_TABLE[datatype].family):
        return False
    if datatype in INTEGER_BOUNDS:
        return is_between(key[2:], INTEGER_BOUNDS[datatype])
    if datatype in TEXTS:
        return fits(key[2:], datatype)
    return datatype != XSD.dateTimeStamp or _has_zone(key)


def _find_datatype(literal: str) -> str:
    """Return the datatype that a literal is written with, "" if none is."""
    suffix = split_literal(literal)[1]
    return suffix[2:] if suffix.startswith("^^") else ""


def _has_zone(key: str) -> bool:
    return key.endswith("Z") or key[-6] in "+-"


# ---------------------------------------------------------------- datatypes
def is_within(datatypes: Iterable[str], datatype: str) -> bool:
    """Tell whether every value that is of all the given datatypes is of one more.

    False if that cannot be known. True if no value is of all of them.

    Examples
    --------
    >>> is_within([XSD.short, XSD.unsignedInt], XSD.unsignedShort)
    True
    """
    known = {each for each in datatypes if each in DATATYPES}
    if datatype in known or (known and datatype == RDFS.Literal):
        return True
    families = {_find_family(each) for each in known if each not in _UNIONS}
    if RDF.langString in known:
        families.add("@")
    if len(families) > 1:
        return True
    if RDF.PlainLiteral in known and families - {"s:", "@"}:
        return True
    least, most, is_whole = _bound(known)
    if is_whole and least is not None and most is not None and least > most:
        return True
    if datatype in INTEGER_BOUNDS:
        low, high = INTEGER_BOUNDS[datatype]
        return (
            is_whole
            and (low is None or (least is not None and least >= low))
            and (high is None or (most is not None and most <= high))
        )
    return any(datatype in _ABOVE.get(each, ()) for each in known)


def are_disjoint(left: str, right: str) -> bool:
    """Tell whether no value is of both datatypes; False if that cannot be known.

    Examples
    --------
    >>> are_disjoint(XSD.double, XSD.decimal), are_disjoint(XSD.negativeInteger, XSD.unsignedByte)
    (True, True)
    """
    # what has no values is within everything, so within two datatypes of different families
    return is_within([left, right], XSD.boolean) and is_within([left, right], XSD.anyURI)


def _find_family(datatype: str) -> str:
    return "@" if datatype == RDF.langString else _TABLE[datatype].family


def _bound(datatypes: Iterable[str]) -> tuple[int | None, int | None, bool]:
    """Return the least and the greatest integer that datatypes share, and whether they share integers only."""
    bounds = [INTEGER_BOUNDS[each] for each in datatypes if each in INTEGER_BOUNDS]
    lows = [low for low, _ in bounds if low is not None]
    highs = [high for _, high in bounds if high is not None]
    return max(lows, default=None), min(highs, default=None), bool(bounds)


_UNIONS = frozenset({RDF.PlainLiteral, RDFS.Literal})

# What lies in what beside the integers. By value, thus more than XSD derives: every xsd:language is a name.
_ABOVE: dict[str, frozenset[str]] = {
    XSD.string: frozenset({RDF.PlainLiteral}),
    RDF.langString: frozenset({RDF.PlainLiteral}),
    XSD.dateTimeStamp: frozenset({XSD.dateTime}),
}
for _below, _directly in (
    (XSD.normalizedString, XSD.string),
    (XSD.token, XSD.normalizedString),
    (XSD.NMTOKEN, XSD.token),
    (XSD.Name, XSD.NMTOKEN),
    (XSD.NCName, XSD.Name),
    (XSD.language, XSD.NCName),
):
    _ABOVE[_below] = _ABOVE[_directly] | {_directly}
for _below in INTEGER_BOUNDS:
    _ABOVE[_below] = frozenset({XSD.decimal})
