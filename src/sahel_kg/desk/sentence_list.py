"""The worksheet *sentences*: cells in, the sentences of the text with their spans and what is left out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sahel_kg.desk import sentences
from sahel_kg.desk.spreadsheet import SheetLine
from sahel_kg.desk.words import Wordbook
from sahel_kg.errors import Problem
from sahel_kg.record.dataset import Excuse, Segment
from sahel_kg.record.sources import digest

_NAME = re.compile(r"(t|p[1-9]\d*s[1-9]\d*|n[1-9]\d*)\Z")


@dataclass
class SentenceList:
    """The sentences, those that are left out with a reason, and what is wrong with the worksheet."""

    segments: list[Segment] = field(default_factory=list)
    excuses: list[Excuse] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_sentences(
    lines: Sequence[SheetLine], text: str | None, kept: Sequence[Segment], words: Wordbook
) -> SentenceList:
    """Read the worksheet; where sentences were joined or parted, the text says where they stand.

    Parameters
    ----------
    lines : sequence of SheetLine
    text : str or None
        Without it the sentences are those that were kept.
    kept : sequence of Segment
        As they were found before.
    words : Wordbook
    """
    read = SentenceList()
    spans: list[tuple[str, int, int]] = []
    seen: dict[str, int] = {}
    at = 0
    for line in lines:
        name = line["sentence"]
        if not _NAME.match(name):
            told = f"'{name}' is no name of a sentence: write t, p1s2 (paragraph 1, sentence 2) or n1 (a note)"
            read.problems.append(line.problem("sentence", told))
            continue
        if name in seen:
            told = f"line {seen[name]} has the name '{name}' as well: give one of them another"
            read.problems.append(line.problem("sentence", told))
            continue
        seen[name] = line.line
        _read_excuse(line, name, words, read)
        if text is None:
            continue
        span = _find(text, line["text"], at) or _recall(text, name, kept)
        if span is None:
            told = "does not stand in the text after the sentence before: put its words back as they are in text.txt"
            read.problems.append(line.problem("text", told))
            continue
        spans.append((name, *span))
        at = span[1]
    read.segments = sentences.name(text, spans) if text is not None else list(kept)
    return read


def _read_excuse(line: SheetLine, name: str, words: Wordbook, read: SentenceList) -> None:
    if not (text := line["left out because"]):
        return
    if word := words.find(text, "left out because"):
        read.excuses.append(Excuse(name, word.word, line["note"]))
        return
    known = ", ".join(each.word for each in words.of_group("left out because"))
    told = f"'{text}' is none of the reasons: choose {known}"
    read.problems.append(line.problem("left out because", told))


def _recall(text: str, name: str, kept: Sequence[Segment]) -> tuple[int, int] | None:
    """Return where a sentence was kept that the text has, corrected: the worksheet may have it as it was."""
    found = next((each for each in kept if each.segment == name), None)
    if found is None or digest(text[found.start : found.end]) != found.sha256:
        return None
    return found.start, found.end


def _find(text: str, sentence: str, at: int) -> tuple[int, int] | None:
    """Return where a sentence stands from some place on, whatever its white space."""
    if (start := text.find(sentence, at)) >= 0 and sentence:
        return start, start + len(sentence)
    pattern = r"\s+".join(map(re.escape, sentence.split()))
    found = re.compile(pattern).search(text, at) if pattern else None
    return found.span() if found else None
