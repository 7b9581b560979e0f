"""What of a query is refused before it runs, and the one text of it that is then run.

The process that evaluates cannot reach out, whatever a query says (`sahel_kg.store.worker`), and its own parser tells
whether a query has SERVICE; what stands here sees to it that there is one text, and gives the reasons in words.
"""

from __future__ import annotations

import re

from sahel_kg.errors import UsageError

_ESCAPE = re.compile(r"\\\\|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_BEFORE = re.compile(r"\s+|#[^\n\r]*|(?:BASE|PREFIX\s+[^\s:]*:|VERSION)\s*(?:<[^>]*>|\"[^\"]*\")", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
REASONS = {
    "SERVICE": "SERVICE is refused: nothing is fetched from a network",
    "FROM": "FROM is refused: a query reads the build that it is given and nothing else",
}
"""Why what evaluates refuses a query that has a keyword (`sahel_kg.store.worker.has_keyword`)."""


def prepare(sparql: str) -> str:
    r"""Return the one text of a query that is read and run.

    ``\uXXXX`` and ``\UXXXXXXXX`` are expanded here, once, before tokens are told apart (SPARQL 1.1, section 19.2): no
    two readers of the result can take it for two things.

    Raises
    ------
    UsageError
        For an update, or an escape that stands for no character or for a backslash.
    """
    text = _ESCAPE.sub(_expand, sparql)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(f"the query has half a character (U+{ord(text[error.start]):04X}): leave it out") from None
    if "\0" in text:
        raise UsageError("the query has a NUL character: leave it out")
    start = 0
    while before := _BEFORE.match(text, start):
        start = before.end()
    first = _WORD.match(text, start)
    if first and first[0].upper() in _UPDATES:
        raise UsageError("that is a SPARQL update; a build is only read: use SELECT, ASK, CONSTRUCT or DESCRIBE")
    return text


def _expand(match: re.Match[str]) -> str:
    escape = match[0]
    if escape == "\\\\":  # a backslash of the text's own
        return escape
    code = int(match[1] or match[2], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise UsageError(f"the escape {escape} stands for no character: write that of one")
    if chr(code) == "\\":
        raise UsageError(rf"the escape {escape} is a backslash, which would begin another escape: write \\")
    return chr(code)
