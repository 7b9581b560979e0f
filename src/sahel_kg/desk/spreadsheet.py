"""A sheet as a spreadsheet left it: xlsx, ods or csv in, lines of cells out, each with the place that messages name."""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sahel_kg import files
from sahel_kg.desk.columns import WORKSHEETS, find_column, nearest_heading
from sahel_kg.desk.dates import of_spreadsheet
from sahel_kg.desk.taken import MAX_BYTES, needed
from sahel_kg.errors import ParseError, Problem
from sahel_kg.resources import shown

MAX_LINES = 100_000
_OPEN = ("~$", ".~lock.")


@dataclass(frozen=True)
class SheetLine:
    """One line of a worksheet.

    Parameters
    ----------
    file : str
        As the user names it.
    worksheet : str
    line : int
        As the spreadsheet counts it, from 1.
    cells : dict
        Name of a column to what its cell says, without space around it; what is empty is not there.
    days : dict
        Name of a column to the day in it, where the spreadsheet took it for one.
    letters : dict
        Name of a column to its letter.
    """

    file: str
    worksheet: str
    line: int
    cells: dict[str, str]
    days: dict[str, date] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def place(self, column: str = "") -> str:
        """Return where a cell stands, for people: worksheet, cell, and the row's own number."""
        cell = f"{self.letters.get(column, '')}{self.line}" if column in self.letters else f"line {self.line}"
        own = f", row {self['row']}" if self.worksheet == "claims" and self["row"] else ""
        return f"{self.worksheet} {cell}" + (f" ({column}{own})" if column else own)

    def problem(self, column: str, message: str) -> Problem:
        """Return what is wrong with a cell."""
        return Problem(self.file, self.place(column), message)


@dataclass
class Spreadsheet:
    """All worksheets of a sheet.

    Attributes
    ----------
    lines : dict
        Name of a worksheet to its lines.
    problems : list of Problem
        What could not be read as it stands.
    notes : list of str
        What a reader should know, and that stops nothing.
    """

    lines: dict[str, list[SheetLine]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_sheet(folder: Path) -> list[Path]:
    """Return the files of a folder's sheet: one workbook, or a csv file a worksheet; none if there is no sheet.

    Raises
    ------
    ParseError
        If there are several sheets: nobody knows then which one counts.
    """
    books = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in (".xlsx", ".ods", ".xlsm")]
    books = [path for path in books if not path.name.startswith(_OPEN)]
    tables = [path for name in WORKSHEETS if (path := folder / f"{name}.csv").is_file()]
    found = [*(path.name for path in books), *(["claims.csv"] if folder / "claims.csv" in tables else [])]
    if len(found) > 1:
        listed = " and ".join(found)
        text = f"has several sheets, {listed}: only one can count, so move the others out of the folder"
        raise ParseError([Problem(shown(folder), "", text)])
    return books or tables


def read_cells(place: Path) -> Spreadsheet:
    """Read the sheet of a folder, or one workbook.

    Raises
    ------
    ParseError
        If there is none, or if it is no spreadsheet.
    """
    paths = find_sheet(place) if place.is_dir() else [place]
    if not paths:
        text = "has no sheet: save it there as .xlsx, .ods or claims.csv"
        raise ParseError([Problem(shown(place), "", text)])
    cells = Spreadsheet()
    for lock in sorted(paths[0].parent.iterdir()):
        if lock.name.startswith(_OPEN):
            cells.notes.append(f"{shown(paths[0])} is open in another program: what was saved last is read")
    for path in paths:
        if path.suffix.lower() == ".csv":
            _sort_lines(cells, path, path.stem, [[_bare(text) for text in row] for row in _read_csv(path)])
        else:
            book = _read_ods(path) if path.suffix.lower() == ".ods" else _read_xlsx(path, cells)
            for name, rows in book:
                if name.strip().lower() in WORKSHEETS:
                    _sort_lines(cells, path, name.strip().lower(), rows)
    if "claims" not in cells.lines:
        text = "has no worksheet claims: give one this name"
        cells.problems.append(Problem(shown(paths[0]), "", text))
    return cells


def _sort_lines(cells: Spreadsheet, path: Path, worksheet: str, rows: Sequence[Sequence[Any]]) -> None:
    """Find the columns by the headings of the first line that has any, and take the lines below it."""
    name = shown(path)
    lines = cells.lines.setdefault(worksheet, [])
    start = next((i for i, row in enumerate(rows) if any(_text(value) for value in row)), None)
    if start is None:
        if worksheet == "claims":
            cells.problems.append(Problem(name, worksheet, "is empty: its first line must name the columns"))
        return
    columns: dict[int, str] = {}
    strange = []
    for index, value in enumerate(rows[start]):
        heading = _text(value)
        column = find_column(worksheet, heading) if heading else None
        if column is None:
            strange += [heading] if heading else []
        elif column.name in columns.values():
            cells.problems.append(Problem(name, worksheet, f"has two columns '{column.name}': delete or rename one"))
        else:
            columns[index] = column.name
    missing = [column.name for column in WORKSHEETS[worksheet] if column.name not in columns.values()]
    for column in WORKSHEETS[worksheet]:
        if column.needed and column.name in missing:
            meant = next((text for text in strange if nearest_heading(text, missing) == column.name), None)
            hint = f"is '{meant}' meant for it? Rename it" if meant else "add it, empty if need be"
            cells.problems.append(Problem(name, worksheet, f"has no column '{column.name}': {hint}"))
    if strange:
        cells.notes.append(f"{name}, {worksheet}: not read is the column {', '.join(strange)}")
    letters = {column: _letter(index) for index, column in columns.items()}
    headed = [index for index, value in enumerate(rows[start]) if _text(value)]
    for number, row in enumerate(rows[start + 1 :], start + 2):
        if spare := [text for index, value in enumerate(row) if index not in headed and (text := _text(value))]:
            _tell_spare(cells, path, f"{worksheet} line {number}", spare)
        said = {column: _text(row[index]) for index, column in columns.items() if index < len(row)}
        days = {column: day for index, column in columns.items() if index < len(row) and (day := _day(row[index]))}
        said = {column: text for column, text in said.items() if text}
        for title, day in days.items():
            if (
                path.suffix.lower() == ".ods" and day.day == 1
            ):  # shown as "Mar 2018" it is stored so as well, and .ods does not say how it is shown
                told = f"{day} is read as that day; if the month is meant, write {day:%Y-%m}"
                cells.notes.append(f"{name}, {worksheet} {letters[title]}{number}: {told}")
        if said:
            lines.append(SheetLine(name, worksheet, number, said, days, letters))


def _tell_spare(cells: Spreadsheet, path: Path, where: str, spare: Sequence[str]) -> None:
    """Tell of cells in no column: of csv a comma has cut one of the row, in a workbook they are notes beside it."""
    listed = ", ".join(f"'{text}'" for text in spare)
    if path.suffix.lower() == ".csv":
        advice = "put quotes around a cell that has a comma, or delete them"
        told = f"has more cells than there are columns, {listed}: {advice}"
        cells.problems.append(Problem(shown(path), where, told))
    else:
        cells.notes.append(f"{shown(path)}, {where}: not read, as it stands in no column, is {listed}")


def _bare(text: str) -> str:
    """Return what a cell of a csv file holds without the apostrophe that keeps it from being a formula."""
    return text[1:] if text.startswith("'") else text


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if day := _day(value):
        return day.isoformat()
    return str(value).strip()


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _read_xlsx(path: Path, cells: Spreadsheet) -> Iterator[tuple[str, list[list[Any]]]]:
    with needed():
        import openpyxl

    name = shown(path)
    try:
        book = openpyxl.load_workbook(io.BytesIO(_read_packed(path)))
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError, EOFError) as error:
        text = f"is no workbook that can be read ({str(error) or type(error).__name__}): save it again as .xlsx"
        raise ParseError([Problem(name, "", text)]) from None
    for worksheet in book.worksheets:
        title = worksheet.title.strip().lower()
        if title not in WORKSHEETS:
            continue
        if worksheet.max_row > MAX_LINES:
            text = f"{title} has {worksheet.max_row} lines: delete the empty ones at its end"
            raise ParseError([Problem(name, title, text)])
        for merged in worksheet.merged_cells.ranges:
            text = "cells are merged, and only the first of them holds anything: unmerge them and fill in each"
            cells.problems.append(Problem(name, f"{title} {merged.coord}", text))
        rows = []
        for row in worksheet.iter_rows():
            rows.append([None if _is_count(title, cell) else _as_shown(cell) for cell in row])
            for cell in row:
                if cell.data_type == "f" and not _is_count(title, cell):
                    text = "was taken for a formula by the spreadsheet: put an apostrophe (') before what you write"
                    cells.problems.append(Problem(name, f"{title} {cell.coordinate}", text))
        yield worksheet.title, rows


def _as_shown(cell: Any) -> Any:
    """Return what a cell holds; a date that is shown without its day, as spreadsheets take "Nov 2019", is a month."""
    if not isinstance(cell.value, date):
        return cell.value
    grain = of_spreadsheet(cell.value, cell.number_format).grain
    return cell.value if grain == "day" else f"{cell.value:%Y-%m}" if grain == "month" else f"{cell.value:%Y}"


def _is_count(worksheet: str, cell: Any) -> bool:
    """Tell whether a cell holds the number of rows that a sentence has, which is for the eye alone."""
    return worksheet == "sentences" and cell.data_type == "f" and "COUNTIF" in str(cell.value).upper()


def _read_ods(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    with needed():
        from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_read_packed(path)))
        for name in book.sheet_names:
            if name.strip().lower() in WORKSHEETS:
                yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        text = f"is no spreadsheet that can be read ({error}): save it again"
        raise ParseError([Problem(shown(path), "", text)]) from None


def _read_csv(path: Path) -> list[list[str]]:
    name = shown(path)
    try:
        text = _read(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = f"line {_read(path)[: error.start].count(10) + 1}"
        raise ParseError([Problem(name, text, "is not UTF-8: save it as 'CSV UTF-8'")]) from None
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ParseError([Problem(name, "", f"is no CSV: {error}")]) from None
    if rows and len(rows[0]) == 1 and len(rows) > 1 and max(map(len, rows)) > 1:
        raise ParseError([Problem(name, "line 1", "must name the columns, with the separator of the other lines")])
    return rows


def _read_packed(path: Path) -> bytes:
    """Return a file that is packed, unless it would unpack to more than a sheet can need."""
    raw = _read(path)
    with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(raw)) as packed:
        if sum(each.file_size for each in packed.infolist()) > MAX_BYTES:
            text = f"unpacks to more than {MAX_BYTES // 1_000_000} MB: delete the empty lines at its end"
            raise ParseError([Problem(shown(path), "", text)])
    return raw


def _read(path: Path) -> bytes:
    try:
        return files.read(path)
    except OSError as error:
        text = f"cannot be read ({error.strerror}): if it is open in another program, close it there"
        raise ParseError([Problem(shown(path), "", text)]) from None
