"""A CSV file of any size as rows by column name, each with its line; what is malformed is told, not dropped.

DuckDB reads the cells. It forgives much without a word (an open quote at the end of a file loses its row), so the
form of every record is looked at first.
"""

from __future__ import annotations

import csv
import difflib
import re
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sahel_kg import files
from sahel_kg.errors import ParseError, Problem, SahelError, UsageError
from sahel_kg.ingest.mapping import Mapping, read_mappings
from sahel_kg.resources import shown

_FIELD = rb'(?:"(?:[^"]++|"")*+"|[^",\r\n]*+)'
_COMPLETE = re.compile(rb"(?:%b,)*+%b\r?\n?\Z" % (_FIELD, _FIELD))
_OPEN = re.compile(rb'(?:%b,)*"(?:[^"]++|"")*+\Z' % _FIELD)
_QUOTED = re.compile(rb'"(?:[^"]++|"")*+"')
_LONGEST_RECORD = 20_000_000
_BATCH = 10_000


class RowFaultError(SahelError):
    """A cell that makes its row, or what that cell says, unusable.

    Attributes
    ----------
    column : str
        The column's word in the mapping; "" if the whole row is meant.
    reason : str
    """

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


class UnknownActorError(RowFaultError):
    """A cell names somebody of whom the actors at hand know nothing."""


@dataclass(frozen=True, order=True)
class Refusal:
    """A row, or one cell of a row, that did not become claims."""

    file: str
    line: int
    column: str
    reason: str
    what: str = "row"


@dataclass(frozen=True)
class Row:
    """One record: the file and line it begins on, and its cells under the mapping's words."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, word: str) -> str:
        return self.cells[word]


@dataclass
class Table:
    """A file whose form has been looked at.

    Attributes
    ----------
    lines : array of int
        The line on which each sound record begins.
    refused : list of Refusal
        Records that are not of the header's form.
    """

    path: Path
    mapping: Mapping
    header: list[str]
    lines: array[int] = field(default_factory=lambda: array("q"))
    refused: list[Refusal] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines) + len(self.refused)

    def rows(self) -> Iterator[Row]:
        """Yield the sound records in their order."""
        import duckdb

        words = self.mapping.columns
        chosen = ", ".join(f"coalesce({_quote(header)}, '')" for header in words.values())
        sql = (
            f"SELECT {chosen} FROM read_csv($path, auto_detect=false, header=true, columns=$columns, delim=',', "
            "quote='\"', escape='\"', strict_mode=false, parallel=false, max_line_size=$longest, nullstr=$null)"
        )
        given = {"columns": dict.fromkeys(self.header, "VARCHAR"), "longest": _LONGEST_RECORD, "null": ["\0"]}
        name, count = shown(self.path), 0
        with ExitStack() as stack, duckdb.connect() as connection:
            try:
                answer = connection.execute(sql, given | {"path": files.plain(self._sound(stack))})
                while batch := answer.fetchmany(_BATCH):
                    for line, cells in zip(self.lines[count : count + len(batch)], batch, strict=True):
                        yield Row(name, line, dict(zip(words, map(clean, cells), strict=True)))
                    count += len(batch)
            except (duckdb.Error, ValueError) as error:
                what = str(error).splitlines()[0]
                raise ParseError([Problem(name, "", f"cannot be read as CSV ({what}): save it as plain CSV")]) from None
        if count != len(self.lines):
            text = f"has {len(self.lines)} rows, but {count} could be read: save it as plain CSV"
            raise ParseError([Problem(name, "", text)])

    def _sound(self, stack: ExitStack) -> Path:
        """Return the file itself, or a copy without the refused records: DuckDB would fill them up."""
        if not self.refused:
            return self.path
        copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sahel-kg-"))) / "sound.csv"
        bad = {refusal.line for refusal in self.refused}
        with open(self.path, "rb") as source, open(copy, "wb") as target:
            for line, record in _records(source, shown(self.path)):
                if line not in bad:
                    target.write(record)
        return copy


def clean(cell: str) -> str:
    """Return a cell without line breaks, control characters and needless blanks.

    >>> clean("Alliance for the Congo-\\n Kinshasa ")
    'Alliance for the Congo-Kinshasa'
    """
    cell = re.sub(r"(?<=\w-)\r?\n\s*", "", cell)
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", cell).split())


def open_table(path: Path, mapping: Mapping) -> Table:
    """Look a file through: encoding, header, form of every record.

    Raises
    ------
    UsageError
        There is no such file.
    ParseError
        It is no CSV file in UTF-8 with the columns of the mapping.
    """
    name = shown(path)
    if not path.is_file():
        raise UsageError(f"{name}: no such file; name a CSV file of {mapping.title}")
    try:
        with files.open_file(path) as file:
            records = _records(file, name)
            table = Table(path, mapping, _read_header(next(records, (1, b""))[1], path, mapping))
            for line, record in records:
                _sort_in(table, line, record)
    except OSError as error:
        raise ParseError([Problem(name, "", f"cannot be read ({error.strerror})")]) from None
    if not len(table):
        raise ParseError([Problem(name, "", "has a header and no rows: name the complete file")])
    return table


def _sort_in(table: Table, line: int, record: bytes) -> None:
    if not record.strip():
        return  # DuckDB, too, passes over empty lines
    width = len(table.header)
    if not _COMPLETE.match(record):
        found = "carriage return" if b"\r" in _QUOTED.sub(b"", record).rstrip(b"\r\n") else "quotation mark"
        reason = f"has a {found} inside a field that is not quoted: quote the field"
    elif (fields := _QUOTED.sub(b"", record).count(b",") + 1) != width:
        reason = f"has {fields} fields where the header has {width}"
    else:
        table.lines.append(line)
        return
    table.refused.append(Refusal(shown(table.path), line, "", reason))


def _records(file: Iterable[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    """Yield each record with the line it begins on; a record goes on while a quoted field is open."""
    begun, size = 0, 0
    lines: list[bytes] = []
    for number, line in enumerate(file, 1):
        _refuse_foreign(line, number, name)
        # where a field is open, a line is looked at as the rest of it: never all that came before
        is_open = _OPEN.match(b'"x' + line if lines else line)
        begun, size = begun or number, size + len(line)
        lines.append(line)
        if is_open:
            if size > _LONGEST_RECORD:
                break
            continue
        yield begun, b"".join(lines)
        begun, size, lines = 0, 0, []
    if begun:
        text = "a quotation mark opens a field here that nothing closes: close it"
        raise ParseError([Problem(name, f"line {begun}", text)])


def _refuse_foreign(line: bytes, number: int, name: str) -> None:
    """Refuse what is no text in UTF-8, with the line."""
    if number == 1 and line.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        text = "is a workbook or an archive, no CSV file: save the sheet as CSV (UTF-8)"
        raise ParseError([Problem(name, "", text)])
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        text = "is not UTF-8: save the file in that encoding"
        raise ParseError([Problem(name, f"line {number}", text)]) from None
    if b"\0" in line:
        raise ParseError([Problem(name, f"line {number}", "holds zero bytes: this is no CSV file in UTF-8")])


def _read_header(record: bytes, path: Path, mapping: Mapping) -> list[str]:
    """Return the names of all columns; those of the mapping must be there, in any order."""
    text = record.decode("utf-8-sig")
    if not text.strip():
        raise ParseError([Problem(shown(path), "", "is empty or begins with no header: name the complete file")])
    try:
        header = [clean(cell) for cell in next(csv.reader([text.rstrip("\r\n")]))]
    except csv.Error:
        problem = "is no header of a CSV file (its lines may end in CR alone): save the file as CSV (UTF-8)"
        raise ParseError([Problem(shown(path), "line 1", problem)]) from None
    problems = [
        Problem(shown(path), "line 1", f"has two columns '{column}': rename or drop one")
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    missing = [column for column in mapping.columns.values() if column not in header]
    problems += [Problem(shown(path), "line 1", text) for text in _told_missing(missing, header, mapping)]
    if problems:
        raise ParseError(problems)
    return header


def _told_missing(missing: list[str], header: list[str], mapping: Mapping) -> Iterator[str]:
    """Say which columns lack; in one line if it is another file altogether."""
    fitting = next((other for other in read_mappings() if set(other.columns.values()) <= set(header)), None)
    if missing and (fitting or len(missing) > len(mapping.columns) // 2):
        hint = f"it looks like {fitting.title}: use {fitting.name}" if fitting else "name the right file"
        if len(header) == 1:
            hint = "its columns must be separated by commas"
        listed = ", ".join(missing[:3]) + (" ..." if len(missing) > 3 else "")
        yield f"is not the file of {mapping.title} (no column {listed}): {hint}"
        return
    for column in missing:
        near = difflib.get_close_matches(column, set(header) - set(mapping.columns.values()), n=1, cutoff=0.6)
        hint = f"is '{near[0]}' meant? Rename it" if near else "add it, or name the right file"
        yield f"has no column '{column}': {hint}"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def whole(row: Row, word: str) -> int:
    """Return a cell that must hold a whole number.

    Raises
    ------
    RowFaultError
    """
    text = row[word]
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise RowFaultError(word, f"has '{text}', which is no whole number" if text else "is empty")
    return int(text)


def wholes(row: Row, word: str, mapping: Mapping) -> tuple[int, ...]:
    """Return a cell that holds a list of ids, sorted, none twice.

    Raises
    ------
    RowFaultError
    """
    items = mapping.items(row[word])
    for item in items:
        if not (item.isascii() and item.isdecimal()) or len(item) > 9:
            raise RowFaultError(word, f"has '{item}', which is no whole number")
    return tuple(sorted(set(map(int, items))))
