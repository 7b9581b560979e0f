"""Reports of all kinds, made for a test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def pdf(pages: Sequence[Sequence[str]], *, extra: bytes = b"") -> bytes:
    """Return a PDF with lines of text on its pages."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for lines in pages:
        shown = b"".join(b"(" + _escaped(line) + b") Tj T* " for line in lines)
        content = b"BT /F1 10 Tf 14 TL 50 780 Td " + shown + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R" % len(objects)
        objects.append(page + b" /Resources << /Font << /F1 3 0 R >> >> >>")
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, extra)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(out)


def _escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def word(*paragraphs: str, rows: Sequence[Sequence[str]] = (), xml: Sequence[str] = (), last: str = "") -> bytes:
    """Return a docx: paragraphs, a table, then paragraphs as XML, then one more."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    for each in xml:
        document.element.body.append(parse_xml(each.replace(">", f" {nsdecls('w')}>", 1)))
    if last:
        document.add_paragraph(last)
    return packed(document)


def packed(document: Any) -> bytes:
    """Return a document as its file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def ods(worksheets: Mapping[str, Sequence[Sequence[str | date]]]) -> bytes:
    """Return worksheets as OpenDocument: cells of text, and days as a spreadsheet stores them."""

    def cell(value: str | date) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
        text = f"<text:p>{escape(value)}</text:p>" if value else ""
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'

    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in worksheets.items()
    )
    start = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{name}="{start}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    stream = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{start}manifest:1.0">{entry}</m:manifest>')
    return stream.getvalue()


def page(body: str, *, head: str = "<meta charset='utf-8'><title>Raid on Arra</title>") -> str:
    """Return an article as a news site has it, with what belongs to the site around."""
    menu = "<nav><a href='/'>Home</a> <a href='/africa'>Africa</a> <a href='/about'>About us</a></nav>"
    foot = "<footer>Copyright 2021, all rights reserved</footer>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{menu}<article>{body}</article>{foot}</body></html>"
