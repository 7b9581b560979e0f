"""What of a file is refused before a parser meets it: a few bytes must not cost minutes, gigabytes or the process.

Oxigraph's parsers take a stack frame for each triple term within another, and look at all open elements and namespaces
of RDF/XML again for each new one; entities stand for as much text as their file likes.
"""

from __future__ import annotations

import re
from xml.parsers import expat

TERMS_DEEP = 100
ELEMENTS_DEEP = 1000
NAMESPACES = 1000
ATTRIBUTES = 1000
ADDRESS = 4096
"""Letters of a prefix or a base: each name that uses it has them again."""
EXPANDED = 10_000_000
"""Bytes that entities may add."""
_TOO_LONG = f"entities stand for more than {EXPANDED // 1_000_000} MB of text: write it out"
_AMPLIFIED = 43  # XML_ERROR_AMPLIFICATION_LIMIT_BREACH, which expat from 2.4 has and Python gives no name
_ESCAPED = re.compile(rb"\\[^\n]")
_TURTLE = re.compile(
    rb'""".*?"""' rb"|'''.*?'''" rb'|"[^"\n]*"' rb"|'[^'\n]*'" rb"|<[^<>\"{}|^`\x00-\x20]*>|\#[^\n]*|<<|>>",
    re.DOTALL,
)
"""What a file is made of where no escape is left."""
_LONG_PREFIX = re.compile(rb"(?:prefix\s+[^\s<:]*:\s*|base\s*)<[^<>\s\"]{%d}" % (ADDRESS + 1), re.IGNORECASE)
_IS_BASE = re.compile(r"xmlns|xml:base").match


class _ExcessError(Exception):
    """What a file has too much of."""


def find_excess(content: bytes, *, is_xml: bool) -> tuple[int, str] | None:
    """Return the line and the words for what makes a file one that no parser should meet; None if it may.

    Parameters
    ----------
    content : bytes
        Turtle, TriG, N-Triples, N-Quads, or RDF/XML.
    is_xml : bool
    """
    return _find_in_xml(content) if is_xml else _find_in_turtle(content)


def _find_in_turtle(content: bytes) -> tuple[int, str] | None:
    if found := _LONG_PREFIX.search(content):
        what = f"an address that others are written by is longer than {ADDRESS:,} letters: shorten it"
        return content.count(b"\n", 0, found.start()) + 1, what
    if content.count(b"<<") <= TERMS_DEEP:
        return None
    depth = 0
    for match in _TURTLE.finditer(_ESCAPED.sub(b"..", content)):
        depth += (match[0] == b"<<") - (match[0] == b">>")
        if depth > TERMS_DEEP:
            line = content.count(b"\n", 0, match.start()) + 1
            return line, f"triples about triples are nested more than {TERMS_DEEP} deep"
    return None


def _find_in_xml(content: bytes) -> tuple[int, str] | None:
    """Read it once for its form alone."""
    parser = expat.ParserCreate()
    depth = namespaces = text = 0
    opened: list[int] = []

    def begin(_: str, attributes: list[str]) -> None:
        nonlocal depth, namespaces, text
        names = attributes[::2]
        own = sum(name.startswith("xmlns") for name in names)
        opened.append(own)
        namespaces, depth = namespaces + own, depth + 1
        text += sum(map(len, attributes))
        if any(len(words) > ADDRESS for name, words in zip(names, attributes[1::2], strict=True) if _IS_BASE(name)):
            raise _ExcessError(f"an address that others are written by is longer than {ADDRESS:,} letters: shorten it")
        if depth > ELEMENTS_DEEP:
            raise _ExcessError(f"elements are nested more than {ELEMENTS_DEEP:,} deep: describe things side by side")
        if namespaces > NAMESPACES:
            raise _ExcessError(f"more than {NAMESPACES:,} namespaces are declared at once: declare those that are used")
        if len(attributes) > 2 * ATTRIBUTES:
            raise _ExcessError(f"an element has more than {ATTRIBUTES:,} attributes: write elements")

    def end(_: str) -> None:
        nonlocal depth, namespaces
        namespaces, depth = namespaces - opened.pop(), depth - 1

    def read(words: str) -> None:
        nonlocal text
        text += len(words)
        if text > len(content) + EXPANDED:
            raise _ExcessError(_TOO_LONG)

    def define(name: str, _: bool, value: str | None, *__: str | None) -> None:
        if value is not None and "&" in value:
            raise _ExcessError("entities within entities are refused; write them out")

    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = read, define
    try:
        parser.Parse(content, True)
    except _ExcessError as error:
        return parser.CurrentLineNumber, str(error)
    except expat.ExpatError as error:
        if error.code == _AMPLIFIED:
            return error.lineno, _TOO_LONG
        return error.lineno, f"is no well-formed XML ({expat.ErrorString(error.code)})"
    except (LookupError, ValueError):
        return 1, "is in an encoding that is not read: save the file as UTF-8"
    return None
