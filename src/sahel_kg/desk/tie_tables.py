"""A table of ties, a row a tie, as claims: a sheet without quotes, in whose place the row of the file stands."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sahel_kg import files, tables
from sahel_kg.desk.coded import CodedSheet
from sahel_kg.desk.coding import CodedClaim, Coder
from sahel_kg.desk.folder import ReportFolder, ReportSource
from sahel_kg.desk.kept import KeptPlaces
from sahel_kg.desk.name_claims import code_names, type_named
from sahel_kg.desk.namebook import NameBook
from sahel_kg.desk.naming import KnownNames
from sahel_kg.desk.passing_on import write_trig
from sahel_kg.desk.places import RowPlaces
from sahel_kg.desk.rows import ClaimRow, read_rows
from sahel_kg.desk.slugs import slug
from sahel_kg.desk.spreadsheet import SheetLine
from sahel_kg.desk.taken import needed
from sahel_kg.desk.times import Clock
from sahel_kg.desk.words import Wordbook
from sahel_kg.errors import ParseError, Problem
from sahel_kg.ingest.drafts import CODER
from sahel_kg.ingest.mapping import Mapping as Codes
from sahel_kg.ingest.runs import Outcome
from sahel_kg.ingest.table import Refusal, Row, Table, open_table
from sahel_kg.record.claims import Locator
from sahel_kg.record.dataset import Asserted
from sahel_kg.resources import shown

_PLACE = re.compile(r"table line (\d+)(?: \((?P<column>.+)\))?\Z")
_OTHERWISE = {
    "list it in names": "say in the map of what kind it is, as subject kind",
    "All are in the worksheet words, which takes your own words, too": "say what it stands for in [words] of the map",
    "list the name in names with one of these ids": "write one of these ids into the table",
}
"""What is said of a sheet, and how it is for a table."""
_SPECIAL = ("record", "subject kind", "object kind")


@dataclass(frozen=True)
class RowKeys(KeptPlaces):
    """What the claims of rows are called: by the key of their row, which stays when rows are moved."""

    keys: Mapping[int, str]

    def id_of(self, row: int, source: str) -> str:
        """Return the id of a row's claim."""
        return f"{source}-{self.keys.get(row, row)}"


class TablePlaces(RowPlaces):
    """Rows of a table in the place of words."""

    def locate(self, row: ClaimRow, claim: str) -> Locator | None:
        """Return a place that stands for the row: `segment` names it in the ids of whom it describes."""
        return Locator(f"row{row.number}", 0, 0, "")


def ingest_table(path: Path, codes: Codes, others: Asserted, day: date) -> Outcome:
    """Return what to write of a table.

    Parameters
    ----------
    path : Path
        A CSV file or a workbook, whose first worksheet is read.
    codes : Codes
        Its map.
    others : Asserted
        All other data, with the ontology.
    day : date
        The day of coding.

    Raises
    ------
    ParseError
        The file or its header is not what the map says; rows that are not are refused one by one.
    """
    with opened(path, codes) as table:
        rows = [replace(row, file=shown(path)) for row in table.rows()]
        refused = [replace(each, file=shown(path)) for each in table.refused]
        outcome = Outcome(Path("refused") / f"{codes.name}.csv", rows=len(table))
        if table.encoding != "utf-8":
            outcome.notes.append(f"{shown(path)} is not in UTF-8: read as Latin-1")
    outcome.refused += refused
    outcome.target = Path("claims") / codes.file
    sheet = _code(path, rows, codes, others, day, outcome)
    outcome.claims = len(sheet.claims)
    outcome.refused = sorted(set(outcome.refused))
    if not codes.record:
        outcome.notes.append(
            "claims are called by the lines of the table: name a column as record to keep them when rows move"
        )
    if not outcome.is_void:
        head = f"{codes.title} as claims, written by `sahel-kg ingest table` (map {codes.mapping}): do not edit."
        head += f" Cite: {codes.cite}." if codes.cite else ""
        outcome.files[outcome.target] = write_trig(sheet, head)
    if outcome.refused:
        columns = ("file", "line", "column", "left out", "reason")
        told = [(r.file, r.line, codes.columns.get(r.column, r.column), r.what, r.told) for r in outcome.refused]
        outcome.files[outcome.table] = tables.delimited(columns, told).encode("utf-8")
    return outcome


def _code(path: Path, rows: Sequence[Row], codes: Codes, others: Asserted, day: date, outcome: Outcome) -> CodedSheet:
    known, words = KnownNames(others), Wordbook(others.ontology, codes.words)
    lines, kinds = [], {}
    keys: dict[int, str] = {}
    for row in rows:
        cells = _cells(row, codes)
        key = slug(cells.get("record", "")) if codes.record else str(row.line)
        if not key or key in keys.values():
            before = next((line for line, other in keys.items() if other == key), 0)
            told = f"has the key of line {before}, '{cells['record']}': each row needs its own" if key else "is empty"
            outcome.refused.append(Refusal(row.file, row.line, "record", told))
            continue
        keys[row.line] = key
        said = {column: text for column, text in cells.items() if column not in _SPECIAL}
        lines.append(SheetLine(row.file, "table", row.line, said))
        kinds[row.line] = {column: cells.get(f"{column} kind", "") for column in ("subject", "object")}
    source = ReportSource(
        *(codes.title, codes.publisher, codes.published, codes.reliability, CODER, day),
        *(path.name, "", "", hashlib.sha256(files.read(path)).hexdigest(), 0),
    )
    folder = ReportFolder(Path(codes.name))
    sheet = CodedSheet(folder, source, words, shown(path), codebook=codes.mapping)
    read = read_rows(lines, words, {line.line: line.line for line in lines})
    names = NameBook(known, words, codes.name)
    names.declare(_declare(read.rows, kinds, known))
    places = TablePlaces(None, [], RowKeys({}, [], keys))
    coder = Coder(codes.name, names, places, Clock(source.day), places.kept)
    claims = type_named(coder.code(read.rows), names)
    claims += code_names(codes.name, claims, names, places)
    record = {f"row{line}": f"row {_cells_key(line, keys, codes)}" for line in keys}
    sheet.claims = [replace(claim, record=record[claim.locator.segment]) for claim in claims]
    sheet.things = names.things
    outcome.notes += [*names.notes]
    unknown = [problem for each in names.missing.values() for problem in each.problems()]
    _count(sheet.claims, lines, [*read.problems, *names.problems, *unknown, *coder.problems], outcome)
    return sheet


def _cells_key(line: int, keys: Mapping[int, str], codes: Codes) -> str:
    return keys[line] if codes.record else f"on line {line}"


def _cells(row: Row, codes: Codes) -> dict[str, str]:
    """Return what a row says: its cells, and what the map says of every row."""
    blank = {"", *codes.blank}
    said = {word: text for word in codes.columns if (text := row[word]) not in blank}
    cells = {**codes.always, **said}
    if codes.separator != ";":
        for column in ("subject", "object", "place"):
            if column in cells:
                cells[column] = "; ".join(codes.items(cells[column]))
    return cells


def _declare(
    rows: Sequence[ClaimRow], kinds: Mapping[int, Mapping[str, str]], known: KnownNames
) -> Iterator[SheetLine]:
    """Yield a line for each name that is new and whose kind a column or the map tells."""
    told: set[str] = set()
    for row in rows:
        for column, names in (("subject", row.subjects), ("object", row.objects)):
            kind = kinds[row.line.line].get(column, "")
            for name in names:
                if kind and name not in told and not name.startswith("[") and not known.find(name):
                    told.add(name)
                    yield SheetLine(row.line.file, "table", row.line.line, {"name": name, "what": kind})


def _count(
    claims: Sequence[CodedClaim], lines: Sequence[SheetLine], problems: Sequence[Problem], outcome: Outcome
) -> None:
    """Count each row as written or refused, with all that is wrong with it."""
    written = {claim.row for claim in claims if claim.row}
    outcome.written = len(written)
    told: dict[int, list[tuple[str, str]]] = {}
    for problem in problems:
        if found := _PLACE.match(problem.node):
            reason = problem.message
            for sheet, table in _OTHERWISE.items():
                reason = reason.replace(sheet, table)
            told.setdefault(int(found[1]), []).append(((found["column"] or "").partition(",")[0], reason))
    for line in lines:
        if line.line in written:
            continue
        for column, reason in told.get(line.line, [("", "says nothing that a claim can say")])[:1]:
            outcome.refused.append(Refusal(line.file, line.line, column, reason))


# -- the file


@contextmanager
def opened(path: Path, codes: Codes) -> Iterator[Table]:
    """Open a table; the first worksheet of a workbook is read as the CSV that it would be saved as.

    Raises
    ------
    ParseError
    """
    if path.suffix.lower() not in (".xlsx", ".xlsm", ".ods"):
        yield open_table(path, codes)
        return
    with tempfile.TemporaryDirectory(prefix="sahel-kg-") as folder:
        copy = Path(folder) / f"{path.stem}.csv"
        copy.write_bytes(_as_csv(path))
        try:
            yield open_table(copy, codes)
        except ParseError as error:
            raise ParseError([replace(each, file=shown(path)) for each in error.problems]) from None


def read_header(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the names of a table's columns, and its rows.

    Raises
    ------
    ParseError
    """
    raw = _as_csv(path) if path.suffix.lower() in (".xlsx", ".xlsm", ".ods") else _read(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    first = text.lstrip().partition("\n")[0]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count)))
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise ParseError([Problem(shown(path), "", "has no rows below its header: name the complete file")])
    return [cell.strip() for cell in rows[0]], rows[1:]


def _read(path: Path) -> bytes:
    try:
        return files.read(path)
    except OSError as error:
        raise ParseError([Problem(shown(path), "", f"cannot be read ({error.strerror})")]) from None


def _as_csv(path: Path) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for row in _worksheet(path):
        writer.writerow([_text(cell) for cell in row])
    return stream.getvalue().encode("utf-8")


def _worksheet(path: Path) -> list[list[Any]]:
    raw = _read(path)
    with needed():
        import openpyxl
        import python_calamine
    try:
        if path.suffix.lower() == ".ods":
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
            return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
        sheet = openpyxl.load_workbook(io.BytesIO(raw), data_only=True).worksheets[0]
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    except Exception as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ParseError(
            [Problem(shown(path), "", f"is no workbook that can be read ({told}): save it as CSV")]
        ) from None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
