"""A report as one text: read as it is, or taken out of a page, a document or a PDF by a library that is named.

The text is what locators count in, so what came out once is kept; a newer version of the library may give another.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sahel_kg import files
from sahel_kg.desk import pdf_files, word_files
from sahel_kg.desk.encodings import decode
from sahel_kg.desk.taken import MAX_BYTES, Taken, needed, refuse, tool, unreadable
from sahel_kg.errors import UsageError
from sahel_kg.resources import shown

Span = tuple[int, int]
"""Code points of a text, from 0, end exclusive."""

AS_IT_IS = "read as it is"
SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".pdf")
_OTHERS = {
    ".doc": "open it in a word processor and save it as docx",
    ".odt": "open it in a word processor and save it as docx",
    ".rtf": "open it in a word processor and save it as docx",
    ".pages": "export it as docx",
    ".epub": "give the text of its chapter as txt or html",
    ".mhtml": "save the page as html",
}
_BLANK = re.compile(r"(?:\r\n?|\n)[^\S\n\r]*(?:\r\n?|\n)\s*|\f\s*")
_LINE = re.compile(r"\r\n?|\n")
_ENDS = re.compile(r"[.!?…؟۔][\"'”’»)\]]*\Z")
_LONG = 120
"""Letters of a line that is no part of a paragraph broken into lines."""
_CHARSET = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]+encoding=["']([\w.:-]+)""", re.IGNORECASE
)
_SAME = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
"""What browsers take for another: the standard of HTML says so."""


@dataclass(frozen=True)
class Extraction:
    """The text of a report.

    Parameters
    ----------
    text : str
        What locators count in, in code points.
    paragraphs : tuple of Span
        In order, none empty, without white space around.
    sha256 : str
        Of the report's file.
    tool : str
        What took the text out, with its version, or that it was read as it is.
    told : mapping
        What the file says of itself: ``title``, ``author``, ``date``, ``publisher``; only what it says.
    notes : tuple of str
        What is not in the text, each a sentence for the reader.
    """

    text: str
    paragraphs: tuple[Span, ...]
    sha256: str
    tool: str
    told: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def extract(path: Path, *, encoding: str | None = None, pages: tuple[int, int] | None = None) -> Extraction:
    """Take the text out of a report.

    Parameters
    ----------
    path : Path
        A txt, md, html, docx or pdf.
    encoding : str, optional
        What a txt, md or html is written in, where it is not UTF-8.
    pages : tuple of int, optional
        The first and the last page of a PDF to read.

    Raises
    ------
    ParseError
        It cannot be read or has no text, with what to do.
    UsageError
        It is of a kind that is not read, or an option does not go with it.
    """
    suffix, file = path.suffix.lower(), shown(path)
    _refuse_options(suffix, file, encoding, pages)
    raw = _read(path, file)
    if suffix not in SUFFIXES:
        raise UsageError(f"{file} is no txt, md, html, docx or pdf: {_OTHERS.get(suffix, 'save its text as txt')}")
    if suffix in (".txt", ".text"):
        text = decode(raw, file, encoding)
        if text.lstrip().startswith("{\\rtf"):
            raise refuse(file, f"is RTF, whatever its name says: {_OTHERS['.rtf']}")
        found = find_paragraphs(text)
        if not found:
            raise refuse(file, "is empty: give a report with text in it")
        return Extraction(text, found, hashlib.sha256(raw).hexdigest(), AS_IT_IS)
    if suffix == ".pdf":
        taken = pdf_files.take(raw, file, pages)
    elif suffix == ".docx":
        taken = word_files.take(raw, file)
    else:
        reader: Callable[[str, str], Taken] = _take_markdown if suffix in (".md", ".markdown") else _take_html
        declared = encoding or (_declared(raw) if reader is _take_html else None)
        with unreadable(file, "cannot be read ({}): give its text as txt"):
            taken = reader(decode(raw, file, declared), file)
    text, spans = _lay(taken.paragraphs)
    return Extraction(text, spans, hashlib.sha256(raw).hexdigest(), taken.tool, taken.told, taken.notes)


def find_paragraphs(text: str) -> tuple[Span, ...]:
    """Return where the paragraphs of a text stand: between blank lines, else each line if lines are not merely broken.

    Examples
    --------
    >>> find_paragraphs("A title\\n\\nOne broken\\nline. Two.\\n")
    ((0, 7), (9, 30))
    """
    blocks = list(_between(text, _BLANK, 0, len(text)))
    spans = [line for start, end in blocks for line in _lines(text, start, end)]
    return tuple(spans)


def _lines(text: str, start: int, end: int) -> list[Span]:
    """Return the lines of a block, if each is a paragraph, else the block."""
    lines = list(_between(text, _LINE, start, end))
    whole = [bool(_ENDS.search(text[a:b])) for a, b in lines]
    stands_alone = len(lines) > 1 and any(b - a > _LONG for a, b in lines) and all(whole[1:])
    return lines if stands_alone else [(lines[0][0], lines[-1][1])] if lines else []


def _between(text: str, breaks: re.Pattern[str], start: int, end: int) -> list[Span]:
    spans, at = [], start
    for a, b in [*(found.span() for found in breaks.finditer(text, start, end)), (end, end)]:
        part = text[at:a]
        if part.strip():
            spans.append((at + len(part) - len(part.lstrip()), at + len(part.rstrip())))
        at = b
    return spans


def _refuse_options(suffix: str, file: str, encoding: str | None, pages: tuple[int, int] | None) -> None:
    if encoding and suffix in (".docx", ".pdf"):
        raise UsageError(f"--encoding says nothing of {file}: leave it out")
    if pages and suffix != ".pdf":
        raise UsageError(f"--pages goes with a PDF, which {file} is not: leave it out")


def _read(path: Path, file: str) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise refuse(file, f"is larger than {MAX_BYTES // 1_000_000} MB: give the part that is to be coded")
        return files.read(path)
    except OSError as error:
        raise UsageError(f"cannot read {file} ({error.strerror}): name a report") from None


def _lay(paragraphs: tuple[str, ...]) -> tuple[str, tuple[Span, ...]]:
    spans, at = [], 0
    for paragraph in paragraphs:
        spans.append((at, at + len(paragraph)))
        at += len(paragraph) + 2
    return "\n\n".join(paragraphs) + "\n", tuple(spans)


# -- kinds of files


def _declared(raw: bytes) -> str | None:
    """Return the encoding that a page declares; UTF-8 is tried first, whatever it declares."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        found = _CHARSET.search(raw[:4096])
        name = (found[1] or found[2]).decode("ascii").lower() if found else None
        return None if name in (None, "utf-8", "utf8") else _SAME.get(name, name)
    return None


def _take_html(text: str, file: str) -> Taken:
    with needed():
        import trafilatura
    for whole in (text, f"<html><body>{text}</body></html>"):  # a fragment has no body of its own
        found = trafilatura.bare_extraction(
            whole,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},  # else a date out of the text
        )
        if getattr(found, "text", None):
            break
    body = getattr(found, "text", None) or ""
    paragraphs = tuple(line for each in body.splitlines() if (line := each.strip()) and re.search(r"\w", line))
    if not paragraphs:
        message = "has no text of an article: copy the text from the browser into a txt and give that"
        raise refuse(file, message)
    said = {
        "title": getattr(found, "title", None),
        "author": getattr(found, "author", None),
        "date": getattr(found, "date", None),
        "publisher": getattr(found, "sitename", None),
    }
    told = {key: value for key, value in said.items() if value}
    note = "menus, notes and advertisements of the page are left out: look at text.txt before coding"
    return Taken(paragraphs, tool("trafilatura"), told, (note,))


def _take_markdown(text: str, file: str) -> Taken:
    with needed():
        from markdown_it import MarkdownIt
    paragraphs: list[str] = []
    row: list[str] = []
    title = ""
    kind = ""
    for token in MarkdownIt("commonmark", {"html": False}).enable("table").parse(text):
        if token.type.endswith("_open"):
            kind = token.tag
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            paragraphs.append("\t".join(row))
        elif token.type in ("fence", "code_block"):
            paragraphs.append(token.content.strip())
        elif token.type == "inline":
            words = "".join("\n" if c.type.endswith("break") else c.content for c in token.children or ()).strip()
            if kind in ("td", "th"):
                row.append(words)
                continue
            title = title or (words if kind == "h1" else "")
            paragraphs.append(words)
    kept = tuple(each for each in paragraphs if each.strip())
    if not kept:
        raise refuse(file, "is empty: give a report with text in it")
    return Taken(kept, tool("markdown-it-py"), {"title": title} if title else {})
