"""The screen that somebody looks at: how wide it is, and text that fits it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import TextIO

UNSEEN = 160
"""Columns that a table fills where nobody looks."""
_USUAL = 80
_LEAD = re.compile(r" *(?:(?:[-+*]|\d+\.) +|\d+  +)?")
_PIECE = re.compile(r"`sahel-kg [^`]*`\S*|(?<=: )sahel-kg .*$|[^ ]+")


def columns(stream: TextIO) -> int | None:
    """Return how wide the screen is that a stream goes to, none if it goes to a file or another program.

    What ``COLUMNS`` says counts before what the terminal has.
    """
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    except (OSError, ValueError):
        return _USUAL


def width() -> int:
    """Return the columns that a table may fill."""
    return columns(sys.stdout) or UNSEEN


def is_coloured(stream: TextIO) -> bool:
    """Tell whether a stream takes colours: a terminal does, unless ``NO_COLOR`` is set; all do with ``FORCE_COLOR``."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def fold(text: str, room: int | None) -> str:
    """Return a text of which no line is longer than that: lines break between words, and go on below their first word.

    A command stands whole, or goes on behind a backslash, so that it can be copied.

    >>> print(fold("- one two three\\n  four", 11))
    - one two
      three
      four
    >>> print(fold("All: sahel-kg show Mali --as-of 2019", 20))
    All:
      sahel-kg show \\
      Mali --as-of 2019
    """
    if room is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _fold_line(line, room))


def shorten(note: str, room: int, option: str) -> str:
    """Return a note in two lines: how it begins, up to the end of a sentence or clause, and what its last one warns of.

    A first clause that is longer has a third line, rather than to end amid what it counts.

    Parameters
    ----------
    note : str
    room : int
        Columns of a line.
    option : str
        What has all of it.

    >>> shorten("Of 9 actors; of all signs (if told; or not). A missing tie is no evidence: why?", 40, "--notes")
    'Of 9 actors; ... A missing tie is no evidence (all: --notes)'
    >>> shorten("2 gained, 3 lost, 27 not told; 4 the same. Some. What is lost may go on.", 30, "--notes")
    '2 gained, 3 lost, 27 not told; ... What is lost may go on (all: --notes)'
    """
    if _fits(note, room):
        return note
    *_, last = re.split(r"(?<=[.?!]) ", note)
    begin, end = note[: -len(last)], f"... {last.partition(':')[0].rstrip('.')} (all: {option})"
    for marks, lines in ((".;", 2), (".;:", 2), (".;:", 3), (".;:,", 3)):
        clauses = [begin[: found.end()].rstrip(":") for found in re.finditer(rf"[{marks}](?= )", begin)]
        cuts = [f"{each} {end}" for each in clauses if each.count("(") == each.count(")")]
        if fitting := [each for each in cuts if _fits(each, room, lines)]:
            return fitting[-1]
    return end


def _fits(note: str, room: int, lines: int = 2) -> bool:
    return fold(note, room).count("\n") < lines


def _fold_line(line: str, room: int) -> Iterator[str]:
    from rich.cells import cell_len

    if "\x1b" in line or cell_len(line) <= room:
        yield line
        return
    lead = found[0] if (found := _LEAD.match(line)) else ""
    hang = " " * min(len(lead) if lead.strip() else len(lead) + 2, room // 2)
    told = lead
    for piece, gap in _break(line[len(lead) :], room - len(hang)):
        if told.strip() and cell_len(told + gap + piece) > room:
            yield told.rstrip()
            told, gap = hang, ""
        told += gap + piece if told.strip() else piece
    yield told


def _break(text: str, room: int) -> Iterator[tuple[str, str]]:
    """Return what stands together, with the spaces before it."""
    from rich.cells import cell_len, chop_cells

    end = 0
    for found in _PIECE.finditer(text):
        piece, gap, end = found[0], text[end : found.start()], found.end()
        if cell_len(piece) <= room:
            yield piece, gap
        elif " " in piece:
            yield from _continue(piece, gap, room)
        else:
            for number, part in enumerate(chop_cells(piece, room)):
                yield part, gap if number == 0 else ""


def _continue(command: str, gap: str, room: int) -> Iterator[tuple[str, str]]:
    """Return the parts of a command, each but the last with a backslash behind."""
    *words, last = command.split(" ")
    told = ""
    for word in (*(f"{word} \\" for word in words), last):
        if told and len(f"{told[:-1]}{word}") > room:
            yield told.ljust(room), gap
            told = word
        else:
            told = f"{told[:-1]}{word}" if told else word
    yield told, gap
