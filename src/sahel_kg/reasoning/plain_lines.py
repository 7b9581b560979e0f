"""Lines of N-Triples that need no parser: exactly one space between terms, canonical escapes, common IRIs and tags.

Narrower than the grammar everywhere, wider nowhere: tests compare it with pyoxigraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sahel_kg.reasoning.language import XSD

_ASCII = "A-Za-z0-9._~!$&'()*+,;=:@-"
STRING = f"^^{XSD.string}"
"""Is left out of canonical text."""
UNTAGGED = "angString>"
"""A datatype rdf:langString is an error without a tag: the parser's to tell."""
BLANK = r"_:[A-Za-z0-9_][A-Za-z0-9_-]*"


def write_iri(more: str = "") -> str:
    """Return the pattern of IRIs, `more` being letters beyond ASCII."""
    letters = more + _ASCII

    def repeat(others: str) -> str:
        return rf"[{others}{letters}]*(?:%[0-9A-Fa-f]{{2}}[{others}{letters}]*)*"

    return (
        r"<[A-Za-z][A-Za-z0-9+.-]*:"
        rf"(?://[A-Za-z0-9._~-]*(?:/{repeat('/')})?|/?(?:(?:[{letters}]|%[0-9A-Fa-f]{{2}}){repeat('/')})?)"
        rf"(?:\?{repeat('/?')})?(?:#{repeat('/?')})?>"
    )


def write_literal(iri: str, more: str = "") -> str:
    """Return the pattern of literals, `more` being characters beyond ASCII."""
    characters = rf"[ !#-\[\]-~{more}]*"
    return rf'"{characters}(?:\\[tbnrf"\\]{characters})*"(?:@[a-z]{{2,3}}(?:-[a-z]{{2}})?|\^\^{iri})?'


# To Python, classes that reach beyond ASCII take longer to compile than a small graph to close: here one character
# stands for all of them, which no IRI has before its path.
_STAND_IN = "!"
_BEYOND = re.compile(r"[^\x00-\x7f]")
_fits_iri = re.compile(write_iri()).fullmatch
_fits_blank = re.compile(BLANK).fullmatch
_fits_literal = re.compile(write_literal(write_iri())).fullmatch


def split_lines(content: bytes, name: Callable[[bytes], str]) -> list[str] | None:
    """Return what lines of N-Triples say, a space between terms, or None if a parser must read them.

    What stands there is not looked at: see `are_terms`.

    Parameters
    ----------
    content : bytes
    name : callable
        Gives what stands before the labels of blank nodes, if there are any.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    # a line that ends otherwise hangs together with the next, which no term does
    lines = text.split(" .\n")
    if lines.pop():
        return None
    if "_:" in text:
        prefix = name(content)
        lines = [_rename(line, prefix) if "_:" in line else line for line in lines]
    if STRING in text:
        lines = [line.removesuffix(STRING) if line.endswith('"' + STRING) else line for line in lines]
    return lines


def are_terms(subjects: Iterable[str], predicates: Iterable[str], objects: Iterable[str]) -> bool:
    """Tell whether terms are such as stand in lines that need no parser."""
    return (
        all(map(_is_iri, predicates))
        and all((_fits_blank if term[:1] == "_" else _is_iri)(term) for term in subjects)
        and all(_FITS.get(term[:1], _is_iri)(term) for term in objects)
    )


def _is_iri(term: str) -> bool:
    if not term.isascii():
        if not all(
            "\xa0" <= letter <= "\ud7ff" or "\uf900" <= letter <= "\ufdcf" or "\ufdf0" <= letter <= "\uffef"
            for letter in _BEYOND.findall(term)
        ):
            return False
        term = _BEYOND.sub(_STAND_IN, term)
    return _fits_iri(term) is not None


def _is_literal(term: str) -> bool:
    if not term.isascii():
        text, quote, tail = term.rpartition('"')
        if not tail.isascii() or "\ufffe" in text or "\uffff" in text:
            return False
        term = "".join((_BEYOND.sub(_STAND_IN, text), quote, tail))
    return _fits_literal(term) is not None and not term.endswith(UNTAGGED)


_FITS: dict[str, Callable[[str], object]] = {"_": _fits_blank, '"': _is_literal}


def _rename(line: str, prefix: str) -> str:
    s, _, rest = line.partition(" ")
    p, _, o = rest.partition(" ")
    # a label that is none would become one
    return " ".join(f"{prefix}_{term[2:]}" if term[:2] == "_:" and _fits_blank(term) else term for term in (s, p, o))
