"""Reading the text of a literal: each function gives the canonical text of its value, or None for no value.

Spaces around a value that is no text are passed over, as XSD does; a text keeps its own, but for those that its
datatype replaces (xsd:normalizedString) or collapses (xsd:token). XSD's white space is `_SPACES`, no more: what
Python strips and splits at by default is not.

Source: https://www.w3.org/TR/xmlschema11-2/
"""

from __future__ import annotations

import re
import struct
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import copysign, inf, isinf

from sahel_kg.reasoning.language import XSD

Reader = Callable[[str], str | None]

_SPACES = " \t\r\n"

# ------------------------------------------------------------------ numbers
# Least and greatest value of the integers, None being unbounded.
INTEGER_BOUNDS: dict[str, tuple[int | None, int | None]] = {
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

_DECIMAL = re.compile(r"([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_FLOAT = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?", re.ASCII)


def read_decimal(text: str) -> str | None:
    """Return the shortest text of a number: no sign that says nothing, no zeros at either end."""
    found = _DECIMAL.fullmatch(text.strip(_SPACES))
    if found is None:
        return None
    sign, whole, after, alone = found.groups()
    whole, fraction = (whole or "").lstrip("0") or "0", (after or alone or "").rstrip("0")
    number = f"{whole}.{fraction}" if fraction else whole
    return "-" + number if sign == "-" and number != "0" else number


def is_between(number: str, bounds: tuple[int | None, int | None]) -> bool:
    """Tell whether a number, as read_decimal writes it, is an integer within bounds."""
    if "." in number:
        return False
    least, most = bounds
    if len(number) > 25:  # beyond every bound; and int() refuses texts of thousands of digits
        return (least is None) if number.startswith("-") else (most is None)
    return (least is None or int(number) >= least) and (most is None or int(number) <= most)


def make_integer_reader(bounds: tuple[int | None, int | None]) -> Reader:
    """Return a reader of the integers within bounds."""

    def read(text: str) -> str | None:
        text = text.strip(_SPACES)
        number = read_decimal(text) if _INTEGER.fullmatch(text) else None
        return number if number is not None and is_between(number, bounds) else None

    return read


def read_double(text: str) -> str | None:
    text = text.strip(_SPACES)
    if not _FLOAT.fullmatch(text):
        return _read_special(text)
    return _write_float(text, float(text))


def read_float(text: str) -> str | None:
    text = text.strip(_SPACES)
    if not _FLOAT.fullmatch(text):
        return _read_special(text)
    wide = float(text)
    narrow = _narrow(wide)
    other = 2 * wide - narrow
    if wide != narrow and _narrow(other) == other:
        # rounding to 64 bits ended halfway between two numbers of 32: what it cut off decides
        exact, middle = Decimal(text), Decimal(wide)
        if exact != middle:
            narrow = max(narrow, other) if exact > middle else min(narrow, other)
    return _write_float(text, narrow)


def _narrow(number: float) -> float:
    """Round to 32 bits."""
    try:
        return float(struct.unpack("<f", struct.pack("<f", number))[0])
    except OverflowError:
        return copysign(inf, number)


def _read_special(text: str) -> str | None:
    return {"INF": "INF", "+INF": "INF", "-INF": "-INF", "NaN": "NaN"}.get(text)


def _write_float(text: str, number: float) -> str | None:
    # a number too great, or too near to zero, for the datatype is taken for a mistake, not for infinity or zero
    if isinf(number) or (number == 0 and re.search("[1-9]", re.split("[Ee]", text)[0])):
        return None
    text = repr(number)
    return text[:-2] if text.endswith(".0") else text


# -------------------------------------------------------------------- texts
_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = _NAME_START + ".\\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_LANGUAGE = "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"

TEXTS: dict[str, str] = {
    XSD.string: ".*",
    XSD.normalizedString: "[^\t\n\r]*",
    XSD.token: "(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
    XSD.language: _LANGUAGE,
    XSD.Name: f"[:{_NAME_START}][:{_NAME}]*",
    XSD.NCName: f"[{_NAME_START}][{_NAME}]*",
    XSD.NMTOKEN: f"[:{_NAME}]+",
}
TAG = re.compile(_LANGUAGE)
_RUN = re.compile(f"[{_SPACES}]+")


def fits(text: str, datatype: str) -> bool:
    """Tell whether a text is one of a datatype of texts."""
    return re.fullmatch(TEXTS[datatype], text, re.DOTALL) is not None  # compiled when it is first asked for


def make_text_reader(datatype: str) -> Reader:
    return lambda text: text if fits(text, datatype) else None


def read_normalized(text: str) -> str | None:
    return re.sub("[\t\n\r]", " ", text)


def read_collapsed(text: str) -> str | None:
    return _RUN.sub(" ", text).strip(_SPACES)


def read_iri(text: str) -> str | None:
    """Return an IRI, or a reference to one, as RFC 3987 has it."""
    # imported here: few literals are IRIs
    from pyoxigraph import NamedNode

    text = text.strip(_SPACES)
    first = re.split("[/?#]", text)[0]
    try:
        NamedNode(text if ":" in first else f"x:{text}")
    except ValueError:
        return None
    return text


def read_boolean(text: str) -> str | None:
    return {"true": "true", "1": "true", "false": "false", "0": "false"}.get(text.strip(_SPACES))


_HEX = re.compile("(?:[0-9a-fA-F]{2})*")
_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?")


def read_hex(text: str) -> str | None:
    text = text.strip(_SPACES)
    return text.upper() if _HEX.fullmatch(text) else None


def read_base64(text: str) -> str | None:
    text = _RUN.sub("", text)
    return text if _BASE64.fullmatch(text) else None


def read_xml(text: str) -> str | None:
    # imported here: no other literal needs a parser
    from xml.etree.ElementTree import ParseError, canonicalize

    try:
        # within an element no document type can stand, and thus no entity that expands without end
        return canonicalize(f"<x>{text}</x>", with_comments=True)
    except (ParseError, ValueError):
        return None


# --------------------------------------------------------------------- time
_ZONE = r"(?P<zone>Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR = r"(?P<year>-?(?:[1-9]\d{3,999}|0\d{3}))"  # a limit that XSD allows
_DATE = _YEAR + r"-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?P<clock>(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(?P<fraction>\d+))?|(?P<midnight>24:00:00(?:\.0+)?))"

MOMENTS: dict[str, str] = {
    XSD.dateTime: f"{_DATE}T{_TIME}{_ZONE}",
    XSD.dateTimeStamp: f"{_DATE}T{_TIME}{_ZONE[:-1]}",
    XSD.date: _DATE + _ZONE,
    XSD.gYearMonth: f"{_YEAR}-(?P<month>0[1-9]|1[0-2]){_ZONE}",
    XSD.gYear: _YEAR + _ZONE,
    XSD.time: _TIME + _ZONE,
}


def make_moment_reader(pattern: str) -> Reader:
    def read(text: str) -> str | None:
        found = re.fullmatch(pattern, text.strip(_SPACES), re.ASCII)
        if found is None:
            return None
        parts = found.groupdict()
        year, month, day = parts.get("year"), parts.get("month"), parts.get("day")
        if day and int(day) > monthrange(_shift_year(year or ""), int(month or ""))[1]:
            return None
        if parts.get("midnight") and year and month and day:
            year, month, day = _step(year, month, day)
        return _write_moment(parts, "0000" if year == "-0000" else year, month, day)

    return read


def _write_moment(parts: Mapping[str, str | None], year: str | None, month: str | None, day: str | None) -> str:
    clock = "00:00:00" if parts.get("midnight") else parts.get("clock")
    fraction = (parts.get("fraction") or "").rstrip("0")
    zone = parts.get("zone") or ""
    return (
        "-".join(part for part in (year, month, day) if part)
        + ("T" if day and clock else "")
        + (clock or "")
        + ("." + fraction if fraction else "")
        + ("Z" if zone in ("+00:00", "-00:00") else zone)
    )


def _shift_year(year: str) -> int:
    """Return a year that Python knows and that has the same days: the calendar repeats after 400."""
    sign = -1 if year.startswith("-") else 1
    return 2000 + sign * int(year[-4:]) % 400


def _step(year: str, month: str, day: str) -> tuple[str, str, str]:
    """Return the next day."""
    shifted = date(_shift_year(year), int(month), int(day))
    after = shifted + timedelta(days=1)
    if after.year != shifted.year:
        number = int(year) + 1
        year = f"{'-' if number < 0 else ''}{abs(number):04d}"
    return year, f"{after.month:02d}", f"{after.day:02d}"
