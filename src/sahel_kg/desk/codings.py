"""Two coders' sheets of one report, read so that they can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sahel_kg.desk import coded
from sahel_kg.desk.agreement import ComparedRow, Comparison, compare
from sahel_kg.desk.cells import CellError
from sahel_kg.desk.coded import CodedSheet, SheetParts, code_lines, number_rows, read_own_words
from sahel_kg.desk.folder import SOURCE, ReportFolder, ReportSource, is_unchanged, read_source
from sahel_kg.desk.kept import KeptPlaces, read_kept
from sahel_kg.desk.naming import KnownNames
from sahel_kg.desk.numbers import read_numbers
from sahel_kg.desk.rows import BRACKETS, ClaimRow, read_rows, split_names
from sahel_kg.desk.spreadsheet import SheetLine, read_cells
from sahel_kg.desk.words import HappeningWord
from sahel_kg.errors import ParseError, Problem, UsageError
from sahel_kg.record.claims import Locator
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.spelling import fold
from sahel_kg.resources import shown

COLUMNS = (
    *("quote", "subject", "relation", "object", "from", "to", "place", "number", "told as", "basis", "credibility"),
    "speaker",
)
"""What is compared; names of events are each coder's own, and notes are for people."""
_MARKS = " \t\r\n.,;:!?…\"'«»“”‘’()[]"
_NAMED = ("subject", "object", "place", "speaker")


@dataclass(frozen=True)
class Coding:
    """One coder's sheet.

    Parameters
    ----------
    coder : str
        As messages call whoever made it.
    path : Path
        What was given.
    folder : ReportFolder
        Where the text is.
    source : ReportSource
    lines : mapping
        Name of a worksheet to its lines.
    rows : tuple of ComparedRow
    by_number : mapping
        Number of a row to its line.
    """

    coder: str
    path: Path
    folder: ReportFolder
    source: ReportSource
    lines: Mapping[str, Sequence[SheetLine]]
    rows: tuple[ComparedRow, ...]
    by_number: Mapping[int, SheetLine]


def read_codings(one: Path, other: Path, others: Asserted) -> tuple[Coding, Coding]:
    """Read the sheets of two coders.

    Parameters
    ----------
    one, other : Path
        A coded folder each, or a workbook in one, or in a folder within one.
    others : Asserted
        All other data, with the ontology.

    Raises
    ------
    DataError
        With all that is wrong in either.
    UsageError
        They are not of one text.
    """
    known = KnownNames(others)
    read = [_read(path, others, known) for path in (one, other)]
    coded.refuse([sheet for _, sheet in read])
    first, second = (coding for coding, _ in read)
    if first.source.text_sha256 != second.source.text_sha256:
        raise UsageError(
            f"{shown(one)} and {shown(other)} are not of one text: compare two codings of the same text.txt"
        )
    if first.coder == second.coder:
        first, second = replace(first, coder=f"{first.coder} 1"), replace(second, coder=f"{second.coder} 2")
    return first, second


def compare_codings(one: Coding, other: Coding) -> tuple[Comparison, dict[str, str]]:
    """Compare two codings; return the other's names of events with those of the one that mean the same.

    What both name an event in rows that are taken for one is one event.
    """
    first = compare(one.rows, other.rows, COLUMNS)
    events: dict[str, str] = {}
    for pair in first.pairs:
        mine, theirs = pair.one.cells.get("event", ""), pair.other.cells.get("event", "")
        if mine and theirs:
            events.setdefault(fold(theirs), mine)
    if all(fold(mine) == theirs for theirs, mine in events.items()):
        return first, events
    return compare(one.rows, [_rename(row, events) for row in other.rows], COLUMNS), events


def _rename(row: ComparedRow, events: Mapping[str, str]) -> ComparedRow:
    keys = {fold(theirs): fold(mine) for theirs, mine in events.items()}
    values = dict(row.values)
    for column in _NAMED:
        values[column] = _join(keys.get(key, key) for key in values[column].split("; "))
    return replace(row, names=frozenset(keys.get(key, key) for key in row.names), values=values)


def _join(keys: Iterable[str]) -> str:
    return "; ".join(sorted(keys))


# -- one coding


def _read(path: Path, others: Asserted, known: KnownNames) -> tuple[Coding, CodedSheet]:
    folder = _find_folder(path)
    source, text, kept = read_source(folder.path / SOURCE), folder.read_text(), read_kept(folder)
    if text is None or not is_unchanged(text, source):
        told = "is not at hand as it was coded: put it back, since quotes are compared in it"
        raise ParseError([Problem(shown(folder.text), "", told)])
    cells = read_cells(path)
    kept = KeptPlaces({}, kept.segments) if path.is_file() else kept
    sheet = code_lines(SheetParts(folder, source, text, kept, cells.lines, cells.problems), others, known)
    lines = cells.lines.get("claims", [])
    rows = read_rows(lines, sheet.words, number_rows(lines, kept)).rows
    read = _RowReader(sheet, known, text)
    compared = tuple(found for row in rows if (found := read.compared(row)))
    coder = path.stem if path.is_file() else source.coder.removeprefix("coder:")
    return Coding(coder, path, folder, source, cells.lines, compared, {row.number: row.line for row in rows}), sheet


def _find_folder(path: Path) -> ReportFolder:
    if not path.exists():
        raise UsageError(f"{shown(path)} is not there: name a coded folder, or a workbook in one")
    whole = path.absolute()
    for folder in (whole, whole.parent, whole.parent.parent) if not path.is_dir() else (whole,):
        if (folder / SOURCE).is_file():
            return ReportFolder(folder)
    hint = "name one that `sahel-kg code REPORT` made" if path.is_dir() else "put it into the folder of its report"
    raise UsageError(f"{shown(path)} is no coded {'folder' if path.is_dir() else 'sheet'}: {hint}")


class _RowReader:
    """What rows say, in a form in which the same is equal."""

    def __init__(self, sheet: CodedSheet, known: KnownNames, text: str) -> None:
        self._known, self._text = known, text
        self._claims = {claim.row: claim for claim in reversed(sheet.claims) if claim.row}
        self._own: dict[str, str] = {}
        for iri, thing in sheet.things.items():
            names = [*thing.thing.names, *(split_names(thing.line["also"]) if thing.line else ())]
            self._own |= {fold(name): iri for name in names if thing.thing.end != "event"}

    def compared(self, row: ClaimRow) -> ComparedRow | None:
        """Return a row as it is compared; None if it came to no claim."""
        claim = self._claims.get(row.number)
        if claim is None:
            return None
        keys = {column: self._keys(row, column) for column in _NAMED}
        begin, end = claim.time.bounds.as_days()[:2], claim.time.bounds.as_days()[2:]
        at = claim.locator
        values = {
            **{column: _join(names) for column, names in keys.items()},
            "quote": self._quoted(at),
            "relation": row.word.word if isinstance(row.word, HappeningWord) else row.word.term or row.word.word,
            "from": _told(begin),
            "to": _told(end),
            "number": _count(row.line["number"]),
            "told as": row.told.word,
            "basis": row.basis,
            "credibility": str(row.credibility),
        }
        written = {column: row.line[column] for column in (*COLUMNS, "event", "note", "sentence")}
        names = frozenset(keys["subject"]) | frozenset(keys["object"])
        return ComparedRow(row.number, at.segment, (at.start, at.end), names, values, written)

    def _quoted(self, at: Locator) -> str:
        """Return where the words of a quote stand, whatever marks are around them."""
        words = self._text[at.start : at.end]
        first = len(words) - len(words.lstrip(_MARKS))
        return f"{at.start + first}-{at.start + len(words.rstrip(_MARKS))}"

    def _keys(self, row: ClaimRow, column: str) -> list[str]:
        told = {"subject": row.subjects, "object": row.objects, "place": row.places}
        return [self._key(name) for name in told.get(column, split_names(row.line[column]))]

    def _key(self, name: str) -> str:
        if BRACKETS.match(name):
            return f"[{fold(name)}]"
        if own := self._own.get(fold(name)):
            return own
        found = self._known.find(name)
        return found[0].thing.iri if len(found) == 1 else fold(name)


def _told(days: Iterable[date | None]) -> str:
    return "/".join(day.isoformat() if day else ".." for day in days)


def _count(text: str) -> str:
    try:
        return repr(sorted(read_numbers(text), key=repr))
    except CellError:
        return fold(text)


def own_words(coding: Coding) -> dict[str, str]:
    """Return the words of a coder's own, each with the listed one."""
    return read_own_words(coding.lines.get("words", []))
