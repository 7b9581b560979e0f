"""Bytes of a report as text: UTF-8 or what a mark at the begin says; anything else is asked for, never guessed."""

from __future__ import annotations

import codecs
import re

from sahel_kg.desk.taken import refuse
from sahel_kg.errors import UsageError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MANY = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_USUAL = re.compile("[\u00a0-\u017f\u2010-\u203a\u20ac]")
"""Letters and signs of English and French: others may be two letters of another encoding by chance."""
_ONE_BYTE = re.compile(r"cp125\d|iso8859-\d+|latin-?1|mac-\w+|cp437|cp850")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decode(raw: bytes, file: str, encoding: str | None = None) -> str:
    """Return the text of a report's bytes, its mark left out and nothing else changed.

    Parameters
    ----------
    raw : bytes
    file : str
        As the user names it.
    encoding : str, optional
        What the user says it is written in.

    Raises
    ------
    ParseError
        It is in no or in two encodings, or no text at all.
    UsageError
        There is no such encoding.
    """
    marked = next(((mark, name) for mark, name in _MARKS if raw.startswith(mark)), None)
    if marked:
        raw, encoding = raw[len(marked[0]) :], marked[1]
    text = _as_told(raw, file, encoding) if encoding else _as_utf8(raw, file)
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        told = "is no text" if "\x00" in text else f"holds a control character, U+{ord(found[0]):04X}"
        raise refuse(file, f"{told}: save the report as text in UTF-8, or give its PDF, docx or html", f"line {line}")
    return text


def _as_utf8(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    line, byte = raw.count(b"\n", 0, at) + 1, raw[at]
    where = f"line {line}"
    if proper := _first_proper(raw):
        message = (
            f"is in two encodings: line {proper} is UTF-8, this one (byte {byte:#04x}) is not. "
            "Bring the lines into one encoding: open each part in the editor it came from and save it as UTF-8"
        )
        raise refuse(file, message, where)
    if not raw.replace(b"\x00", b"").strip() or b"\x00" in raw:
        raise refuse(file, "is no text: give the report as txt, md, html, docx or pdf", where)
    shown = raw[max(0, at - 15) : at + 16].decode("cp1252", "replace").replace("\r", " ").replace("\n", " ").strip()
    message = (
        f"is not UTF-8 (byte {byte:#04x}). Say what it is with --encoding, for instance cp1252 for English and "
        f"French texts from Windows, in which it would be '{shown}'; or save it as UTF-8"
    )
    raise refuse(file, message, where)


def _as_told(raw: bytes, file: str, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        known = isinstance("".encode(name), bytes)
    except (LookupError, TypeError, ValueError):
        known = False
    if not known:
        raise UsageError(f"--encoding {encoding} is unknown: choose utf-8, cp1252, iso-8859-15, mac-roman, utf-16, ...")
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        where = f"line {raw.count(bytes([10]), 0, error.start) + 1}"
        message = f"is not in {encoding} (byte {raw[error.start]:#04x}): name another with --encoding"
        raise refuse(file, message, where) from None
    if _ONE_BYTE.fullmatch(name) and (proper := _first_proper(raw)):
        where = f"line {proper}"
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            other = raw.count(b"\n", 0, error.start) + 1
            message = f"is in two encodings: this line is UTF-8, line {other} is not. Save all of it as UTF-8"
            raise refuse(file, message, where) from None
        raise refuse(file, f"is UTF-8 and not {encoding}: leave out --encoding", where)
    return text


def _first_proper(raw: bytes) -> int | None:
    """Return the first line with a letter that is written in several bytes as UTF-8 writes it."""
    for found in _MANY.finditer(raw):
        try:
            letter = found[0].decode("utf-8")
        except UnicodeDecodeError:
            continue
        if _USUAL.match(letter):
            return raw.count(b"\n", 0, found.start()) + 1
    return None
