"""Numbers of a row: losses of each sort, and how many events a series holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.numbers import read_numbers
from sahel_kg.desk.rows import ClaimRow
from sahel_kg.desk.words import Word, Wordbook
from sahel_kg.errors import DataError
from sahel_kg.record.spelling import fold

Estimate = tuple[int | None, int | None, int | None]
"""The lowest, the best and the highest number; None is not told."""
_LASTING = re.compile(
    r"\d.*\b(?:years?|months?|weeks?|days?|hours?|ans?|années?|mois|semaines?|jours?|heures?)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class _LossNumber:
    """How those of a number were lost, if it says so, who they are, and how many."""

    word: Word | None
    who: str
    estimate: Estimate


@dataclass(frozen=True)
class RowCounts:
    """What the cell *number* of a row says.

    Parameters
    ----------
    losses : tuple
        Each sort of loss with its estimate.
    events : int or None
        How many events.
    duration : str
        How long what the row says lasted, as it is told: 10 months.
    """

    losses: tuple[tuple[Word, Estimate], ...] = ()
    events: int | None = None
    duration: str = ""


def read_counts(row: ClaimRow, words: Wordbook) -> RowCounts:
    """Read the cell; a number without a word is of the losses that its row tells.

    Raises
    ------
    DataError
    """
    text = row.line["number"]
    lasting = [part.strip() for part in text.split(";") if _LASTING.search(part)]
    text = ";".join(part for part in text.split(";") if not _LASTING.search(part))
    if not text.strip():
        return RowCounts(duration="; ".join(lasting))
    try:
        found = read_numbers(text)
    except CellError as error:
        raise DataError([row.line.problem("number", str(error))]) from None
    read = [
        _LossNumber(*_read_loss(what, row, words), (low, best, high))
        for what, low, best, high in found
        if not what.startswith("event")
    ]
    events = next((best if best is not None else low for what, low, best, _ in found if what.startswith("event")), None)
    kinds = [each.word for each in read if each.word]
    if any(kinds) and (len(set(kinds)) < len(read) or any(_is_of_others(each.who, row, words) for each in read)):
        raise DataError([row.line.problem("number", _tell_rows(read, row, words))])
    if not all(each.word for each in read):
        known = ", ".join(each.word for each in words.of_group("loss"))
        told = f"'{text}': say of what, such as 3 killed; known are {known} and events"
        raise DataError([row.line.problem("number", told)])
    return RowCounts(tuple((each.word, each.estimate) for each in read if each.word), events, "; ".join(lasting))


def _read_loss(what: str, row: ClaimRow, words: Wordbook) -> tuple[Word | None, str]:
    """Return how those of a number were lost, and who they are."""
    own = row.word if row.word.group == "loss" else None
    word, who = words.find_loss(what) if what else (None, "")
    return word or own, who


def _is_of_others(who: str, row: ClaimRow, words: Wordbook) -> bool:
    """Tell whether a number says of itself whose it is, and that is not plainly the side of its row."""
    own = {*words.own_people, *(fold(name) for name in row.objects)}
    return bool(who) and who not in own


def _tell_rows(read: Sequence[_LossNumber], row: ClaimRow, words: Wordbook) -> str:
    """Return what to write in the place of numbers that are of several, or of others than were struck."""
    event = row.subjects[0] if row.word.group == "loss" else row.event or "the event"
    last = next(each.word for each in read if each.word)
    rows, stays = [], []
    for each in read:
        last = each.word or last
        if not each.who and sum(other.word is each.word for other in read) == 1:
            stays.append(f"{each.word.word if each.word else last.word}")
            continue
        number = next(n for n in (each.estimate[1], each.estimate[0], each.estimate[2]) if n is not None)
        struck = row.objects[0] if row.objects and row.word.group != "loss" else ""
        who = struck if each.who in words.own_people and struck else each.who or "who"
        rows.append(f"'{event} | {last.word} | {who}' with number {number}")
    name = "" if row.event or row.word.group == "loss" else ", and name the event in the column event"
    rest = f"; {' and '.join(stays)} can stay here" if stays else ""
    return f"says of whom: write a row each, {'; '.join(rows)}{name}{rest}"
