"""Files of RDF, read or refused in one way by all that read them: marks, archives, relative IRIs."""

from __future__ import annotations

import re
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sahel_kg.errors import ParseError, Problem
from sahel_kg.untrusted import find_excess

if TYPE_CHECKING:
    from pyoxigraph import Quad

SUFFIXES = {
    ".ttl": "TURTLE",
    ".nt": "N_TRIPLES",
    ".nq": "N_QUADS",
    ".trig": "TRIG",
    ".rdf": "RDF_XML",
    ".owl": "RDF_XML",
    ".xml": "RDF_XML",
    ".jsonld": "JSON_LD",
}
"""Suffix to syntax; each may be followed by .gz."""
UNPACKED = 2_000_000_000
"""Bytes that an archive may hold."""
_NOWHERE = "relative:///"
_RELATIVE = "a relative IRI says nothing without its file: write IRIs in full, or give the file a base"


def suffix_of(path: Path) -> str:
    """Return the suffix that tells the syntax, in lower case.

    >>> suffix_of(Path("a.ttl.gz")), suffix_of(Path("B.TRIG")), suffix_of(Path("archive.gz"))
    ('.ttl', '.trig', '')
    """
    name = path.name.lower()
    return Path(name.removesuffix(".gz")).suffix


def is_packed(path: Path) -> bool:
    """Tell whether a file is an archive of gzip, by its name."""
    return path.suffix.lower() == ".gz"


def unpack(content: bytes, *, packed: bool, most: int = UNPACKED) -> bytes:
    """Return the content of a file as a parser wants it: unpacked, and without a byte-order mark.

    Raises
    ------
    zlib.error
        If it is no archive, is damaged, or holds more than `most` bytes.
    """
    if packed:
        content = b"".join(_inflate(content, most))
    return content.removeprefix(BOM_UTF8)


def _inflate(content: bytes, most: int) -> Iterator[bytes]:
    """Yield the members of an archive."""
    left = most
    while content:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        out = member.decompress(content, left + 1)
        left -= len(out)
        if left < 0:
            raise zlib.error(f"it holds more than {most // 1_000_000:,} MB: split the file")
        if not member.eof:
            raise zlib.error("the archive ends before its time")
        yield out
        content = member.unused_data.lstrip(b"\0")


def parse(name: str, content: bytes, syntax: str) -> Iterator[Quad]:
    """Yield the statements of a content.

    Parameters
    ----------
    name : str
        Of the file, in errors.
    content : bytes
        As `unpack` returns it.
    syntax : str
        One of the values of `SUFFIXES`.

    Raises
    ------
    ParseError
        With the line, if the syntax has lines.
    """
    import pyoxigraph

    if syntax != "JSON_LD" and (found := find_excess(content, is_xml=syntax == "RDF_XML")):
        raise ParseError([Problem(name, f"line {found[0]}", found[1])])
    # JSON-LD has relative IRIs vanish without a word where there is no base: there they get one, by which they are seen
    base = _NOWHERE if syntax == "JSON_LD" else None
    try:
        quads = pyoxigraph.parse(content, getattr(pyoxigraph.RdfFormat, syntax), base_iri=base)
        if not base:
            yield from quads
        for quad in quads if base else ():
            if any(str(term).startswith(f"<{_NOWHERE}") for term in quad):
                raise ParseError([Problem(name, "", _RELATIVE)])
            yield quad
    except SyntaxError as error:
        raise ParseError(
            [Problem(name, f"line {error.lineno}" if error.lineno else "", _tell(str(error.msg)))]
        ) from None
    except ValueError as error:
        raise ParseError([Problem(name, "", _tell(str(error)))]) from None


def _tell(message: str) -> str:
    """Return what a parser says, without what it says twice, and what to do."""
    if "No scheme found in an absolute IRI" in message:
        return _RELATIVE
    if "LoadDocumentCallback" in message:
        return "its context is an address, and nothing is fetched: write the context into the file"
    return f"syntax error: {re.sub(r'^Parser error .*?[0-9]: ', '', message)}"
