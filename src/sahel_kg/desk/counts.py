"""Numbers of a row: losses of each sort, and how many events a series holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.numbers import read_numbers
from sahel_kg.desk.rows import ClaimRow
from sahel_kg.desk.words import Word, Wordbook
from sahel_kg.errors import DataError

Estimate = tuple[int | None, int | None, int | None]
"""The lowest, the best and the highest number; None is not told."""
_LASTING = re.compile(
    r"\d.*\b(?:years?|months?|weeks?|days?|hours?|ans?|années?|mois|semaines?|jours?|heures?)\b", re.IGNORECASE
)


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
    losses, events = [], None
    for what, *estimate in found:
        if what.startswith("event"):
            events = estimate[1] if estimate[1] is not None else estimate[0]
            continue
        word = words.find(what, "loss") if what else row.word if row.word.group == "loss" else None
        if word is None:
            known = ", ".join(each.word for each in words.of_group("loss"))
            told = f"'{text}': say of what, such as 3 killed; known are {known} and events"
            raise DataError([row.line.problem("number", told)])
        losses.append((word, (estimate[0], estimate[1], estimate[2])))
    return RowCounts(tuple(losses), events, "; ".join(lasting))
