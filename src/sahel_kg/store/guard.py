"""What of a query is refused before it runs, and the one text of it that is then run.

The process that evaluates cannot reach out, whatever a query says (`sahel_kg.store.worker`); what stands here gives
the reason in words, on the tokens of the text that is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sahel_kg.errors import UsageError

_ESCAPE = re.compile(r"\\\\|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\[uU]")
_TOKEN = re.compile(
    r"""
    \#[^\n]*                                                      # a comment
    | <[^<>"{}|^`\\\x00-\x20]*>                                   # an IRI
    | \"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*+\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*+'''
    | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+'
    | [?$@]\w[\w-]*                                               # a variable, a language
    | (?P<run>\w[\w.-]*+)?(?P<local>:(?:[\w.:%-]|\\.)*+)          # a prefixed name
    | (?P<words>\w[\w.-]*+)                                       # words and numbers, with no space between them
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"[\d.]+(?:E[+-]?\d+)?")
_PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})


def prepare(sparql: str) -> str:
    r"""Return the text that is run, if it is a read query on the build alone.

    ``\uXXXX`` and ``\UXXXXXXXX`` are expanded here, once, before tokens are told apart (SPARQL 1.1, section 19.2), and
    a carriage return ends a line: no two readers of the result can take it for two things.

    Raises
    ------
    UsageError
        For SERVICE, FROM, an update, or an escape that stands for no character or for a backslash.
    """
    text = _ESCAPE.sub(_expand, sparql.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError(f"the query has half a character (U+{ord(text[error.start]):04X}): leave it out") from None
    if "\0" in text:
        raise UsageError("the query has a NUL character: leave it out")
    words = list(_list_words(text))
    if any(word == "SERVICE" or word.startswith("SERVICESILENT") for word in words):  # a space may be left out
        raise UsageError("SERVICE is refused: nothing is fetched from a network")
    if next((word for word in words if ":" not in word and word not in _PROLOGUE), "") in _UPDATES:
        raise UsageError("that is a SPARQL update; a build is only read: use SELECT, ASK, CONSTRUCT or DESCRIBE")
    if "FROM" in words or "FROMNAMED" in words:
        raise UsageError("FROM is refused: a query reads the build that it is given and nothing else")
    return text


def _list_words(text: str) -> Iterator[str]:
    """Yield the words outside of strings, IRIs and comments, in capitals; of names the prefix and a colon."""
    for match in _TOKEN.finditer(text):
        if match["local"]:
            yield f"{match['run'] or ''}:".upper()
        elif match["words"]:
            yield from re.findall(r"[A-Z_]\w*", _NUMBER.sub("", match["words"].upper()))


def _expand(match: re.Match[str]) -> str:
    escape = match[0]
    if escape == "\\\\":  # a backslash of the text's own
        return escape
    code = int(match[1] or match[2] or "-1", 16)
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise UsageError(f"the escape {escape} stands for no character: write four or eight hexadecimal digits of one")
    if chr(code) == "\\":
        raise UsageError(rf"the escape {escape} is a backslash, which would begin another escape: write \\")
    return chr(code)
