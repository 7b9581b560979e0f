"""Names and dates as words for a reader; every name is untrusted and comes out as one plain line."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date

from sahel_kg.record.bounds import Bounds

# Characters that turn the direction of all text after them: a label could make its neighbours read backwards.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ASIDE = re.compile(r"\s+\([^()]*\)$")


def plain(text: object) -> str:
    """Return a text as one line without control characters, lone surrogates or marks that turn its direction.

    Examples
    --------
    >>> plain("Islamic\\n State\\x00")
    'Islamic State'
    """
    line = " ".join(str(text).split())
    if line.isprintable():  # which none of them is
        return line
    kept = "".join(c for c in line if unicodedata.category(c) not in {"Cc", "Cs"})
    return _TURNING.sub("", kept)


def wrapped(label: str, *, width: int = 17, lines: int = 3, whole: bool = False) -> list[str]:
    """Break a label into short lines for a picture, with an ellipsis where it is cut.

    What stands in brackets at the end is left to the tooltip, if it is not `whole`, and a word longer than a line is
    cut.

    Examples
    --------
    >>> wrapped("armed groups in Mali directed by ISGS (not named)")
    ['armed groups in', 'Mali directed by', 'ISGS']
    """
    words = ((not whole and _ASIDE.sub("", label)) or label).split()
    found: list[str] = []
    for word in words:
        short = word if len(word) <= width else word[: width - 1] + "…"
        if found and len(found[-1]) + 1 + len(short) <= width:
            found[-1] += " " + short
        else:
            found.append(short)
    if len(found) > lines:
        last = found[lines - 1]
        found = [*found[: lines - 1], (last if len(last) < width else last[: width - 1]) + "…"]
    return found


def day(known: date) -> str:
    """Return a date as a reader writes it.

    Examples
    --------
    >>> day(date(2019, 12, 3))
    '3 December 2019'
    """
    return f"{known.day} {_MONTHS[known.month - 1]} {known.year}"


def period(bounds: Bounds) -> tuple[str, str]:
    """Return begin and end of a tie in words.

    Examples
    --------
    >>> period(Bounds(None, date(2019, 12, 3), date(2019, 12, 3), None))
    ('3 December 2019 or earlier', '3 December 2019 or later')
    >>> period(Bounds(date(2019, 10, 21), date(2019, 10, 31)))
    ('between 21 and 31 October 2019', 'end not stated')
    >>> period(Bounds(date(2013, 1, 1), date(2013, 12, 31), date(2019, 10, 1), date(2019, 10, 31)))
    ('in 2013', 'in October 2019')
    """
    return (
        _bound(bounds.earliest_begin, bounds.latest_begin) or "begin not stated",
        _bound(bounds.earliest_end, bounds.latest_end) or "end not stated",
    )


def _bound(earliest: date | None, latest: date | None) -> str:
    if earliest and latest:
        if earliest == latest:
            return day(earliest)
        if (
            earliest.day == 1
            and latest.day == monthrange(latest.year, latest.month)[1]
            and earliest.year == latest.year
        ):
            if (earliest.month, latest.month) == (1, 12):
                return f"in {earliest.year}"
            if earliest.month == latest.month:
                return f"in {_MONTHS[earliest.month - 1]} {earliest.year}"
        # What both days share is said once: "between 21 and 31 October 2019".
        first, last = day(earliest), day(latest)
        if earliest.year == latest.year:
            first = first.rsplit(" ", 2 if earliest.month == latest.month else 1)[0]
        return f"between {first} and {last}"
    if latest:
        return f"{day(latest)} or earlier"
    return f"{day(earliest)} or later" if earliest else ""


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
