"""Rows that a program or another tool proposes: drafts, in no build until a person moves each to the sheet.

A program is given the sentences, the names that occur in them and the words as JSON lines, and writes back a JSON
object a row. What is not in the text, and relations that do not exist, are refused.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sahel_kg import files
from sahel_kg.desk import quotes
from sahel_kg.desk.annotations import AnnotatedTie
from sahel_kg.desk.cells import CellError
from sahel_kg.desk.columns import CLAIMS
from sahel_kg.desk.folder import ReportFolder, ReportSource
from sahel_kg.desk.naming import KnownNames
from sahel_kg.desk.rows import split_names
from sahel_kg.desk.spreadsheet import SheetLine
from sahel_kg.desk.words import Wordbook
from sahel_kg.errors import ParseError, Problem, UsageError
from sahel_kg.record.dataset import Segment
from sahel_kg.resources import shown
from sahel_kg.tables import neutral

VERSION = 1
"""Of what a program is given and gives back."""
FILE = "drafts.csv"
COLUMNS = tuple(column.name for column in CLAIMS if column.name != "row")
BY = "proposed by"
_RELATIONS = ("relation", "happening", "loss")
_SHORT = 3
"""Letters of a name that is looked for in a text."""


@dataclass(frozen=True)
class Proposal:
    """One proposed row: its cells, and who proposed it."""

    cells: Mapping[str, str]
    by: str


@dataclass
class Proposals:
    """What was proposed, and what of it was refused: each with where it stood and why."""

    proposals: list[Proposal] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class ReportBook:
    """All that a proposal is held against.

    Parameters
    ----------
    folder : ReportFolder
    source : ReportSource
    text : str
    segments : sequence of Segment
    words : Wordbook
    known : KnownNames
    named : sequence of SheetLine
        What the sheet names itself.
    """

    folder: ReportFolder
    source: ReportSource
    text: str
    segments: Sequence[Segment]
    words: Wordbook
    known: KnownNames
    named: Sequence[SheetLine] = ()


# -- a program


def ask(command: str, book: ReportBook, by: str | None) -> Proposals:
    """Let a program propose rows.

    Parameters
    ----------
    command : str
        The program with its arguments; no shell is between.
    book : ReportBook
    by : str, optional
        Who is said to propose; the command without it.

    Raises
    ------
    UsageError
        It cannot be run.
    ParseError
        It failed, or wrote something else than rows.
    """
    words = shlex.split(command)
    if not words:
        raise UsageError("--with is empty: name a program that reads JSON lines and writes rows")
    given = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in tell(book))
    try:
        done = subprocess.run(words, input=given.encode("utf-8"), stdout=subprocess.PIPE, check=False)
    except OSError as error:
        raise UsageError(f"--with {words[0]}: cannot be run ({error.strerror}): name a program") from None
    if done.returncode:
        raise ParseError([Problem(words[0], "", f"ended with {done.returncode}, and nothing of it was taken")])
    try:
        lines = done.stdout.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise ParseError(
            [Problem(words[0], "", "wrote something that is not UTF-8, and nothing of it was taken")]
        ) from None
    proposed = Proposals()
    for number, line in enumerate(lines, 1):
        if line.strip():
            _take(line, Problem(words[0], f"line {number}", ""), book, by or command, proposed)
    return proposed


def tell(book: ReportBook) -> Iterator[dict[str, object]]:
    """Yield what a program is given, an object a line."""
    told = book.source
    yield {
        **{"kind": "report", "version": VERSION, "name": book.folder.name, "title": told.title},
        **{"publisher": told.publisher, "published": told.published, "columns": list(COLUMNS)},
    }
    for each in book.segments:
        yield {"kind": "sentence", "sentence": each.segment, "text": book.text[each.start : each.end]}
    for thing in book.known.things.values():
        if not thing.described and any(_occurs(name, book.text) for name in thing.names):
            yield {
                "kind": "name",
                "name": thing.label,
                "what": thing.end,
                "also": sorted(set(thing.names) - {thing.label}),
            }
    for line in book.named:
        yield {"kind": "name", "name": line["name"], "what": line["what"], "also": list(split_names(line["also"]))}
    for word in book.words.all:
        if word.group != "left out because":
            where = "relation" if word.group in _RELATIONS else word.group
            yield {"kind": "word", "for": where, "word": word.word, "meaning": word.meaning, "example": word.example}


def _occurs(name: str, text: str) -> bool:
    if len(name) < _SHORT or name.split()[0] not in text:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _take(line: str, at: Problem, book: ReportBook, by: str, proposed: Proposals) -> None:
    """Take a row, or say why not."""

    def refuse(message: str) -> None:
        proposed.refused.append(Problem(at.file, at.node, message))

    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        refuse(f"is no JSON object: {' '.join(line.split())[:60]}")
        return
    if not isinstance(row, dict):
        refuse("is no JSON object: write {...} a line")
        return
    if strange := sorted(set(row) - set(COLUMNS)):
        refuse(f"has {', '.join(map(repr, strange))}, which a row has not: choose from {', '.join(COLUMNS)}")
        return
    if odd := sorted(key for key, cell in row.items() if not isinstance(cell, str | int | float | None)):
        refuse(f"has no text in {', '.join(odd)}")
        return
    cells = {key: " ".join(str(cell).split()) for key, cell in row.items() if cell is not None and str(cell).strip()}
    _hold(cells, at, book, by, proposed)


def _hold(cells: dict[str, str], at: Problem, book: ReportBook, by: str, proposed: Proposals) -> None:
    """Hold a row against text and words; its quote decides in which sentence it stands."""
    if missing := [column for column in ("quote", "subject", "relation") if column not in cells]:
        proposed.refused.append(Problem(at.file, at.node, f"has no {', '.join(missing)}: each row needs one"))
        return
    try:
        found = quotes.find(cells["quote"], book.text, book.segments, cells.get("sentence"))
    except CellError as error:
        proposed.refused.append(Problem(at.file, at.node, f"quote {error}"))
        return
    if book.words.find(cells["relation"], *_RELATIONS) is None:
        near = book.words.near(cells["relation"], *_RELATIONS)
        hint = f": {' or '.join(map(repr, near))}?" if near else ""
        message = f"relation '{cells['relation']}' does not exist{hint}"
        proposed.refused.append(Problem(at.file, at.node, message))
        return
    proposed.proposals.append(Proposal({**cells, "sentence": found.segments[0] if found.segments else ""}, by))


# -- another tool's annotations


def propose(
    ties: Sequence[AnnotatedTie], labels: Mapping[str, str], file: str, book: ReportBook, by: str | None
) -> Proposals:
    """Return rows of annotated ties.

    Parameters
    ----------
    ties : sequence of AnnotatedTie
    labels : mapping
        The other tool's labels to listed words; one that is not among them may be a word itself.
    file : str
        The export, as the user names it.
    book : ReportBook
    by : str, optional
        Who is said to propose; else whom the export names, or its file.
    """
    proposed = Proposals()
    for tie in ties:
        start, end = tie.stretch
        said = f"{tie.words(tie.subject)} | {tie.label or 'no label'} | {tie.words(tie.object)}"
        at = Problem(file, f"{start} to {end}", "")
        if not tie.label or not labels.get(tie.label, tie.label):
            why = "has no label" if not tie.label else f"label '{tie.label}' stands for no word: give it one in the map"
            proposed.refused.append(Problem(at.file, at.node, f"{said}: {why}"))
            continue
        cells = {
            "quote": tie.words(tie.stretch),
            "subject": tie.words(tie.subject),
            "relation": labels.get(tie.label, tie.label),
            "object": tie.words(tie.object),
        }
        if tie.text == book.text:
            touched = quotes.stretch(book.text, tie.stretch, book.segments).segments
            if len(touched) == 1:
                cells["sentence"] = touched[0]
        _hold(cells, at, book, by or tie.by or file.rpartition("/")[2], proposed)
    return proposed


# -- the file


def write_drafts(folder: ReportFolder, proposals: Iterable[Proposal]) -> tuple[bytes, int]:
    """Return `drafts.csv` with what is new at its end, and how many rows that are; what stands there stays.

    Raises
    ------
    ParseError
        There is one that is none.
    """
    path = folder.path / FILE
    old: list[list[str]] = []
    if path.is_file():
        try:
            text = files.read(path).decode("utf-8-sig")
            first = text.partition("\n")[0]
            cut = ";" if first.count(";") > first.count(",") else ","
            old = list(csv.reader(io.StringIO(text, newline=""), delimiter=cut))
        except (OSError, UnicodeDecodeError, csv.Error):
            raise ParseError(
                [Problem(shown(path), "", "cannot be read: save it as CSV in UTF-8, or move it away")]
            ) from None
    head = [*COLUMNS, BY]
    if old and old[0] != head:
        raise ParseError([Problem(shown(path), "line 1", f"has other columns than {', '.join(head)}: move it away")])
    there = {tuple(row) for row in old}
    rows = [[neutral(each.cells.get(column, "")) for column in COLUMNS] + [neutral(each.by)] for each in proposals]
    new = [list(row) for row in dict.fromkeys(map(tuple, rows)) if row not in there]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([*old[1:], *new])
    return stream.getvalue().encode("utf-8-sig"), len(new)
