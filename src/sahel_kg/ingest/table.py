"""A CSV file of any size as rows by column name, each with its line; what is malformed is told, not dropped.

DuckDB reads the cells. It forgives much without a word (an open quote at the end of a file loses its row), so the
form of every record is looked at first. A file that a spreadsheet saved again may be cut by semicolons, hold ids as
``112.0`` and be in the encoding of Windows; it says the same.
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
from functools import cache
from pathlib import Path

from sahel_kg import files
from sahel_kg.errors import ParseError, Problem, SahelError, UsageError
from sahel_kg.ingest.mapping import Mapping, read_mappings
from sahel_kg.resources import shown

DELIMITERS = ",;\t|"
_QUOTED = re.compile(rb'"[^"]*"')
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0+)?")
_LONGEST_RECORD = 20_000_000
_WINDOWS = "cp1252"  # Latin-1 with the letters that Windows puts beside it
_BATCH = 10_000


@cache
def _stray(delimiter: str) -> re.Pattern[bytes]:
    """Return what no record has once a mark stands for each quoted text: a mark within a field, a line's end."""
    cut = re.escape(delimiter.encode())
    return re.compile(rb'"[^"%b\r\n]|[^"%b]"|\r(?!\n?\Z)|\n(?!\Z)' % (cut, cut))


def _is_whole(record: bytes, delimiter: str) -> bool:
    """Say whether each field is quoted, or has neither a quotation mark nor a line's end."""
    return record.count(b'"') % 2 == 0 and not _stray(delimiter).search(_QUOTED.sub(b'"', record))


def _is_open(record: bytes, delimiter: str) -> bool:
    """Say whether the last field is quoted, and not closed."""
    if record.count(b'"') % 2 == 0:
        return False
    marked = _QUOTED.sub(b'"', record)
    return not _stray(delimiter).search(marked[: marked.rindex(b'"') + 1])


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

    @property
    def told(self) -> str:
        """The reason as it stands in a CSV file, which puts an apostrophe before one that a text begins with."""
        return f"cell {self.reason}" if self.reason.startswith("'") else self.reason


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
    encoding : str
        What it was saved in: UTF-8, or what Windows saves where it is not.
    """

    path: Path
    mapping: Mapping
    header: list[str]
    delimiter: str = ","
    encoding: str = "utf-8"
    lines: array[int] = field(default_factory=lambda: array("q"))
    refused: list[Refusal] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines) + len(self.refused)

    def rows(self) -> Iterator[Row]:
        """Yield the sound records in their order."""
        import duckdb

        words, spelt = self.mapping.columns, {_plain(header): header for header in self.header}
        chosen = ", ".join(f"coalesce({_quote(spelt[_plain(header)])}, '')" for header in words.values())
        sql = (
            f"SELECT {chosen} FROM read_csv($path, auto_detect=false, header=true, columns=$columns, delim=$cut, "
            "quote='\"', escape='\"', strict_mode=false, parallel=false, max_line_size=$longest, nullstr=$null)"
        )
        given = {"columns": dict.fromkeys(self.header, "VARCHAR"), "longest": _LONGEST_RECORD, "null": ["\0"]}
        given["cut"] = self.delimiter
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
        """Return the file itself, or a copy in UTF-8 without the refused records: DuckDB would fill them up."""
        if not self.refused and self.encoding == "utf-8":
            return self.path
        copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sahel-kg-"))) / "sound.csv"
        bad = {refusal.line for refusal in self.refused}
        with open(self.path, "rb") as source, open(copy, "wb") as target:
            for line, record in _records(source, self):
                if line not in bad:
                    target.write(record if _reads(record, "utf-8") else record.decode(_WINDOWS).encode("utf-8"))
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
        It is no CSV file with the columns of the mapping.
    """
    name = shown(path)
    if not path.is_file():
        raise UsageError(f"{name}: no such file; name a CSV file of {mapping.title}")
    try:
        with files.open_file(path) as file:
            table = Table(path, mapping, [])
            records = _records(file, table)
            _read_header(next(records, (1, b""))[1], table)
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
    if not _is_whole(record, table.delimiter):
        found = "carriage return" if b"\r" in _QUOTED.sub(b"", record).rstrip(b"\r\n") else "quotation mark"
        reason = f"has a {found} inside a field that is not quoted: quote the field"
    elif (fields := _QUOTED.sub(b"", record).count(table.delimiter.encode()) + 1) != width:
        reason = f"has {fields} fields where the header has {width}"
    else:
        table.lines.append(line)
        return
    table.refused.append(Refusal(shown(table.path), line, "", reason))


def _records(file: Iterable[bytes], table: Table) -> Iterator[tuple[int, bytes]]:
    """Yield each record with the line it begins on; a record goes on while a quoted field is open."""
    begun, size, name = 0, 0, shown(table.path)
    lines: list[bytes] = []
    for number, line in enumerate(file, 1):
        _refuse_foreign(line, number, table)
        # where a field is open, a line is looked at as the rest of it: never all that came before
        is_open = _is_open(b'"x' + line if lines else line, table.delimiter)
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


def _refuse_foreign(line: bytes, number: int, table: Table) -> None:
    """Refuse what is no text, with the line; one line that is not UTF-8 makes the file one of Windows."""
    name = shown(table.path)
    if number == 1 and line.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        text = "is a workbook or an archive, no CSV file: save the sheet as CSV (UTF-8)"
        raise ParseError([Problem(name, "", text)])
    if b"\0" in line:
        raise ParseError([Problem(name, f"line {number}", "holds zero bytes: this is no CSV file in UTF-8")])
    if table.encoding == "utf-8" and not _reads(line, "utf-8"):
        table.encoding = _WINDOWS
    if table.encoding == _WINDOWS and not _reads(line, _WINDOWS):
        text = "is neither UTF-8 nor Latin-1: save the file in UTF-8"
        raise ParseError([Problem(name, f"line {number}", text)])


def _reads(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _plain(header: str) -> str:
    """Return a column's name as releases agree on it: some write ``side_a_id``, some ``SideAID``."""
    return header.replace("_", "").casefold()


def _read_header(record: bytes, table: Table) -> None:
    """Read the names of all columns into the table; those of the mapping must be there, in any order."""
    name, mapping = shown(table.path), table.mapping
    text = record.decode("utf-8-sig" if table.encoding == "utf-8" else table.encoding)
    if not text.strip():
        raise ParseError([Problem(name, "", "is empty or begins with no header: name the complete file")])
    wanted = {_plain(column): column for column in mapping.columns.values()}
    try:
        cut = {each: next(csv.reader([text.rstrip("\r\n")], delimiter=each)) for each in DELIMITERS}
    except csv.Error:
        problem = "is no header of a CSV file (its lines may end in CR alone): save the file as CSV (UTF-8)"
        raise ParseError([Problem(name, "line 1", problem)]) from None
    found = {each: len(wanted.keys() & set(map(_plain, cells))) for each, cells in cut.items()}
    table.delimiter = max(DELIMITERS, key=lambda each: (found[each], len(cut[each])))
    header = [clean(cell) for cell in cut[table.delimiter]]
    plain = [_plain(column) for column in header]
    problems = [
        Problem(name, "line 1", f"has two columns '{column}': rename or drop one")
        for column in sorted({column for column in header if plain.count(_plain(column)) > 1})
    ]
    missing = [column for key, column in wanted.items() if key not in plain]
    problems += [Problem(name, "line 1", text) for text in _told_missing(missing, header, mapping)]
    if problems:
        raise ParseError(problems)
    table.header = header


def _told_missing(missing: list[str], header: list[str], mapping: Mapping) -> Iterator[str]:
    """Say which columns lack; in one line if it is another file altogether."""
    plain = set(map(_plain, header))
    fitting = next((other for other in read_mappings() if set(map(_plain, other.columns.values())) <= plain), None)
    if missing and (fitting or len(missing) > len(mapping.columns) // 2):
        hint = f"it looks like {fitting.title}: use {fitting.name}" if fitting else "name the right file"
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
    """Return a cell that must hold a whole number; a spreadsheet may have made it ``112.0``.

    Raises
    ------
    RowFaultError
    """
    if not row[word]:
        raise RowFaultError(word, "is empty")
    return _read_whole(row[word], word)


def wholes(row: Row, word: str, mapping: Mapping) -> tuple[int, ...]:
    """Return a cell that holds a list of ids, sorted, none twice.

    Raises
    ------
    RowFaultError
    """
    return tuple(sorted({_read_whole(item, word) for item in mapping.items(row[word])}))


def _read_whole(text: str, word: str) -> int:
    found = _WHOLE.fullmatch(text)
    if not found:
        raise RowFaultError(word, f"has '{text}', which is no whole number")
    return int(found[1])
