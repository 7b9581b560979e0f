"""Word documents: paragraphs and tables in the order of the page, with what python-docx passes over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sahel_kg.desk.taken import MAX_BYTES, Taken, needed, refuse, tool, unreadable

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGED = ("ins", "del", "moveFrom", "moveTo")
_DAMAGED = "is no Word document that can be read ({}): open it in a word processor and save it as docx"
_CELL = "\t"
"""Between the cells of a row: white space, so that a quote may run across."""


def take(raw: bytes, file: str) -> Taken:
    """Return the paragraphs of a docx; a row of a table is one.

    Raises
    ------
    ParseError
        It is none, or has changes that nobody accepted.
    """
    with unreadable(file, _DAMAGED):
        return _take(_open(raw, file), file)


def _take(document: Document, file: str) -> Taken:
    body = document.element.body
    if changed := {kind: n for kind in _CHANGED if (n := sum(1 for _ in body.iter(_W + kind)))}:
        inserted = changed.get("ins", 0) + changed.get("moveTo", 0)
        deleted = changed.get("del", 0) + changed.get("moveFrom", 0)
        message = (
            f"has tracked changes ({inserted} inserted, {deleted} deleted): accept or reject them first "
            "(Review > Accept > Accept All Changes), save it, and give it again"
        )
        raise refuse(file, message)
    paragraphs = tuple(text for block in _blocks(body) if (text := block.strip()))
    if not paragraphs:
        raise refuse(file, "has no text: if its pages are pictures, read them with a program for OCR first")
    core = document.core_properties
    told = {"title": core.title or "", "author": core.author or ""}
    return Taken(paragraphs, tool("python-docx"), {key: v for key, v in told.items() if v}, tuple(_left_out(body)))


def _open(raw: bytes, file: str) -> Document:
    with needed():
        import docx
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        if sum(each.file_size for each in packed.infolist()) > MAX_BYTES:
            raise refuse(file, f"unpacks to more than {MAX_BYTES // 1_000_000} MB: split the document")
    return docx.Document(io.BytesIO(raw))


def _left_out(body: Any) -> Iterator[str]:
    if notes := sum(1 for kind in ("footnoteReference", "endnoteReference") for _ in body.iter(_W + kind)):
        yield f"{notes} footnotes are not in the text: what is to be coded of them, write into the document's own text"
    if boxes := sum(1 for each in body.iter(_W + "txbxContent") if not _is_within(each, "Fallback")):
        yield f"{boxes} text boxes are not in the text: what is to be coded of them, write into the document's own text"


def _blocks(container: Any) -> Iterator[str]:
    """Go through paragraphs, tables and what controls of forms hold, in the order of the file."""
    for child in container:
        if child.tag == _W + "p":
            yield _words(child)
        elif child.tag == _W + "tbl":
            for row in child.iter(_W + "tr"):
                if _nearest(row, "tbl") is child:
                    yield _CELL.join(" ".join(part for part in _blocks(cell) if part) for cell in _cells(row))
        elif child.tag == _W + "sdt":
            for content in child.findall(_W + "sdtContent"):
                yield from _blocks(content)


def _cells(row: Any) -> Iterator[Any]:
    return (cell for cell in row.iter(_W + "tc") if _nearest(cell, "tr") is row)


def _words(paragraph: Any) -> str:
    """Return a paragraph's text; python-docx leaves out what stands in smart tags, fields and controls."""
    from docx.text.run import Run

    runs = (run for run in paragraph.iter(_W + "r") if _nearest(run, "p") is paragraph)
    return "".join(Run(run, paragraph).text for run in runs if not _is_within(run, "Fallback"))


def _nearest(element: Any, name: str) -> Any:
    return next(element.iterancestors(_W + name), None)


def _is_within(element: Any, name: str) -> bool:
    return any(str(each.tag).endswith("}" + name) for each in element.iterancestors())
