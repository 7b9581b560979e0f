"""The rows of the worksheet *claims*: cells in, words of the list and lists of names out; nothing is resolved yet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sahel_kg.desk.spreadsheet import SheetLine
from sahel_kg.desk.words import HappeningWord, RelationWord, ToldWord, Word, Wordbook
from sahel_kg.errors import Problem

BRACKETS = re.compile(r"\[(.+)\]\Z", re.DOTALL)
"""A name in brackets: somebody whom only this sentence describes."""


_GRADE = re.compile(r"[A-Fa-f][1-6]")


@dataclass(frozen=True)
class ClaimRow:
    """One row.

    Parameters
    ----------
    number : int
        Its own number, which stays.
    line : SheetLine
    word : Word
        Its relation, happening or loss.
    subjects, objects, places : tuple of str
        Names, each as it was written.
    told : ToldWord
        Fact, denied, or a judgement of some sort.
    basis : str
    credibility : int
    """

    number: int
    line: SheetLine
    word: Word
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    places: tuple[str, ...]
    told: ToldWord
    basis: str
    credibility: int

    @property
    def is_denied(self) -> bool:
        """Whether it tells what is not so."""
        return self.told.word == "denied"

    @property
    def is_kind(self) -> bool:
        """Whether it says of what kind something is."""
        return self.word.term.endswith("#type")

    @property
    def event(self) -> str:
        """The name that it gives to what happened."""
        return self.line["event"]


@dataclass
class ReadRows:
    """All rows that could be read, by their numbers, those that could not, and what is wrong with them."""

    rows: list[ClaimRow] = field(default_factory=list)
    unread: list[SheetLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def split_names(text: str) -> tuple[str, ...]:
    """Return the names of a cell, with ``;`` between; not within brackets, and none twice.

    >>> split_names("Mali; Niger ;[groups; of whom little is known]")
    ('Mali', 'Niger', '[groups; of whom little is known]')
    """
    parts = re.split(r";(?![^\[]*\])", text)
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def read_rows(lines: Sequence[SheetLine], words: Wordbook, numbers: dict[int, int]) -> ReadRows:
    """Read the rows.

    Parameters
    ----------
    lines : sequence of SheetLine
        Of the worksheet *claims*.
    words : Wordbook
    numbers : dict
        Line of a row without a number of its own to the one that it gets.
    """
    read = ReadRows()
    used: dict[int, list[SheetLine]] = defaultdict(list)
    for line in lines:
        if not is_filled(line):
            continue
        number = _read_number(line, read) if line["row"] else numbers[line.line]
        if number is not None:
            used[number].append(line)
            if (row := _read_row(number, line, words, read)) is not None:
                read.rows.append(row)
                continue
        read.unread.append(line)
    for number, several in used.items():
        for line in several[1:]:
            first = several[0].line
            text = f"line {first} has the number {number} as well: empty this cell, and the row gets one of its own"
            read.problems.append(line.problem("row", text))
    read.rows.sort(key=lambda row: row.number)
    return read


def is_filled(line: SheetLine) -> bool:
    """Tell whether a line says more than its number."""
    return any(column != "row" for column in line.cells)


def _read_number(line: SheetLine, read: ReadRows) -> int | None:
    text = line["row"]
    if text.isascii() and text.isdecimal() and int(text) > 0:
        return int(text)
    read.problems.append(line.problem("row", f"'{text}' is no number: empty the cell, and the row gets one"))
    return None


def _read_row(number: int, line: SheetLine, words: Wordbook, read: ReadRows) -> ClaimRow | None:
    before = len(read.problems)
    word = _read_word(line, words, read)
    told = _choose(line, "told as", words, read, getattr(word, "told_as", "fact"))
    basis = _choose(line, "basis", words, read, "Stated")
    credibility = _choose(line, "credibility", words, read, "3")
    subjects, objects = split_names(line["subject"]), split_names(line["object"])
    if not subjects:
        read.problems.append(line.problem("subject", "is empty: write who or what it is about"))
    if word is not None and not objects and _needs_object(word):
        read.problems.append(line.problem("object", f"is empty, and '{word.word}' needs one: {word.example}"))
    if word is not None and objects and isinstance(word, HappeningWord) and not word.object_role:
        text = f"'{word.word}' takes no object: empty the cell, or choose a verb with one"
        read.problems.append(line.problem("object", text))
    if len(read.problems) > before or word is None or not (isinstance(told, ToldWord) and basis and credibility):
        return None
    if isinstance(word, RelationWord) and word.swapped:
        subjects, objects = objects, subjects
    grade = int(credibility.word)
    return ClaimRow(number, line, word, subjects, objects, split_names(line["place"]), told, basis.word, grade)


def _needs_object(word: Word) -> bool:
    return isinstance(word, RelationWord) or word.term.endswith("#type") or getattr(word, "tie", False)


def _read_word(line: SheetLine, words: Wordbook, read: ReadRows) -> Word | None:
    text = line["relation"]
    if not text:
        read.problems.append(line.problem("relation", "is empty: choose a word of the worksheet words"))
        return None
    word = words.find(text, "relation", "happening", "loss")
    if isinstance(word, HappeningWord):
        word = words.fit_verb(text, has_object=bool(line["object"]))
    if word is None:
        if advice := words.elsewhere(text):
            read.problems.append(line.problem("relation", f"'{text}' is no relation: {advice}"))
            return None
        near = words.near(text, "relation", "happening", "loss")
        hint = f"did you mean {' or '.join(repr(each) for each in near)}? " if near else ""
        told = f"'{text}' is no relation: {hint}All are in the worksheet words, which takes your own words, too"
        read.problems.append(line.problem("relation", told))
    return word


def _choose(line: SheetLine, column: str, words: Wordbook, read: ReadRows, default: str) -> Word | None:
    text = line[column] or default
    if word := words.find(text, column):
        return word
    if _GRADE.fullmatch(text):
        told = f"its number {text[1]} goes into credibility, its letter stands for the whole report in source.toml"
        read.problems.append(line.problem(column, f"'{text}' is a grade: {told}"))
        return None
    near = [f"'{each}'" for each in words.near(text, column)]
    known = f"no word for it: did you mean {' or '.join(near)}? Known are" if near else "none of"
    listed = ", ".join(word.word for word in words.of_group(column))
    read.problems.append(line.problem(column, f"'{text}' is {known} {listed}: choose one, or empty the cell"))
    return None


def next_number(lines: Iterable[SheetLine], kept: Iterable[int]) -> int:
    """Return the first number that no row has or ever had."""
    told = [int(line["row"]) for line in lines if line["row"].isascii() and line["row"].isdecimal()]
    return max([0, *told, *kept]) + 1
