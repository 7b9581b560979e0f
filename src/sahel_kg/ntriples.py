"""Escapes in the canonical text of N-Triples, and the parts of a literal.

What pyoxigraph writes; `str` of its terms is the same canonical form.
"""

from __future__ import annotations

import re

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_LONG = {escape[1]: character for character, escape in _SHORT.items()}
_ESCAPED_IN_TEXT = re.compile(r'["\\\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]')
_ESCAPED_IN_IRI = re.compile(r'[<>"{}|^`\\\x00-\x20\ud800-\udfff]')
_ESCAPE = re.compile(r"\\(?:u([0-9A-F]{4})|(.))")


def escape_text(text: str) -> str:
    """Return a lexical form as it stands between quotation marks."""
    return _ESCAPED_IN_TEXT.sub(lambda found: _SHORT.get(found[0]) or _write_code(found), text)


def escape_iri(iri: str) -> str:
    """Return an IRI as it stands between angle brackets; what no IRI may hold is escaped."""
    return _ESCAPED_IN_IRI.sub(_write_code, iri)


def unescape(text: str) -> str:
    """Return what an escaped text says."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _LONG[found[2]], text)


def split_literal(text: str) -> tuple[str, str]:
    """Return the lexical form of a literal, and what stands behind it: nothing, a tag with its @, ^^ and a datatype.

    Examples
    --------
    >>> split_literal('"in Mali"@en')
    ('in Mali', '@en')
    """
    end = text.rindex('"')  # quotes within the text are escaped, and neither a tag nor an IRI holds one
    return unescape(text[1:end]), text[end + 1 :]


def _write_code(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"
