"""Which literals are well typed: the lexical spaces of the datatypes of OWL 2 RL.

owlrl's own check calls ``"INF"^^xsd:double`` wrong and fails on an empty decimal; rdflib knows no bounds.
Source: XSD 1.1 part 2, https://www.w3.org/TR/xmlschema11-2/
"""

from __future__ import annotations

import re
from calendar import monthrange

from rdflib import XSD, Literal, URIRef

_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
_DATE = rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_FLOAT = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?|[+-]?INF|NaN"

LEXICAL_SPACES: dict[URIRef, re.Pattern[str]] = {
    datatype: re.compile(pattern, re.ASCII)
    for datatype, pattern in {
        XSD.boolean: "true|false|0|1",
        XSD.decimal: r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        XSD.float: _FLOAT,
        XSD.double: _FLOAT,
        XSD.date: _DATE + _ZONE,
        XSD.time: _TIME + _ZONE,
        XSD.dateTime: f"{_DATE}T{_TIME}{_ZONE}",
        XSD.dateTimeStamp: f"{_DATE}T{_TIME}{_ZONE[:-1]}",
        XSD.gYear: _YEAR + _ZONE,
        XSD.gYearMonth: rf"{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}",
        XSD.hexBinary: "(?:[0-9a-fA-F]{2})*",
        XSD.language: "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    }.items()
}

# Least and greatest value of the integers, None being unbounded.
INTEGER_BOUNDS: dict[URIRef, tuple[int | None, int | None]] = {
    XSD.integer: (None, None),
    XSD.nonNegativeInteger: (0, None),
    XSD.positiveInteger: (1, None),
    XSD.nonPositiveInteger: (None, 0),
    XSD.negativeInteger: (None, -1),
    XSD.byte: (-(2**7), 2**7 - 1),
    XSD.short: (-(2**15), 2**15 - 1),
    XSD.int: (-(2**31), 2**31 - 1),
    XSD.long: (-(2**63), 2**63 - 1),
    XSD.unsignedByte: (0, 2**8 - 1),
    XSD.unsignedShort: (0, 2**16 - 1),
    XSD.unsignedInt: (0, 2**32 - 1),
    XSD.unsignedLong: (0, 2**64 - 1),
}

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DAY = re.compile(r"(-?\d+)-(\d\d)-(\d\d)", re.ASCII)


def is_ill_typed(literal: Literal) -> bool:
    """Tell whether a literal's text is none of its datatype's; an unknown datatype is never ill-typed.

    Examples
    --------
    >>> is_ill_typed(Literal("2019-02-30", datatype=XSD.date))
    True
    >>> is_ill_typed(Literal("2019-11", datatype=XSD.gYearMonth))
    False
    """
    datatype, text = literal.datatype, str(literal).strip(" \t\r\n")
    if datatype in INTEGER_BOUNDS:
        if not _INTEGER.fullmatch(text):
            return True
        least, most = INTEGER_BOUNDS[datatype]
        # int() refuses texts of thousands of digits; such a number is beyond every bound
        value = int(text) if len(text) < 1000 else 10**999 * (-1 if text.startswith("-") else 1)
        return (least is not None and value < least) or (most is not None and value > most)
    if datatype not in LEXICAL_SPACES:
        return False
    if not LEXICAL_SPACES[datatype].fullmatch(text):
        return True
    day = _DAY.match(text)
    # a leap year only depends on the year modulo 400, and datetime knows no year beyond 9999
    return day is not None and int(day[3]) > monthrange(2000 + int(day[1]) % 400, int(day[2]))[1]


def differ(left: Literal, right: Literal) -> bool:
    """Tell whether two literals surely have different values; False where rdflib cannot tell."""
    if left == right:
        return False
    if (left.language or right.language) and left.language != right.language:
        return True
    if left.value is None or right.value is None:
        return False
    # Python holds True == 1, XSD does not; but a boolean and a number are left to cax-dw of their datatypes
    return bool(left.value != right.value)
