"""What stays with a sheet: `ids.csv` has the row, id, offsets and hash of each claim, `segments.csv` the sentences.

With them rows keep their ids wherever they are moved, and claims their places where the text is not at hand.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sahel_kg import files
from sahel_kg.desk.folder import IDS, SEGMENTS, ReportFolder
from sahel_kg.desk.spreadsheet import SheetLine
from sahel_kg.errors import ParseError, Problem, SahelError
from sahel_kg.record.claims import Locator
from sahel_kg.record.dataset import Segment, read_rows, read_segments
from sahel_kg.resources import shown

_COLUMNS = ("row", "claim", "segment", "start", "end", "sha256", "cells")
_SEGMENT_COLUMNS = ("segment", "paragraph", "sentence", "start", "end", "sha256")


@dataclass(frozen=True, order=True)
class KeptPlace:
    """One line of `ids.csv`.

    Parameters
    ----------
    row : int
        0 for what no row says by itself: the kind of a name, where a place lies.
    claim : str
        What follows ``claim:``.
    locator : Locator
    cells : str
        A short hash of the row's cells, by which a row without a number is known again.
    """

    row: int
    claim: str
    locator: Locator
    cells: str = ""


@dataclass(frozen=True)
class KeptPlaces:
    """All that was kept: places by claim, and the sentences."""

    places: Mapping[str, KeptPlace]
    segments: Sequence[Segment]

    def id_of(self, row: int, source: str) -> str:
        """Return the id of a row's claim: the one it has, else one made of its number."""
        plain = f"{source}-{row}"
        own = [each.claim for each in self.places.values() if each.row == row]
        return plain if plain in own or not own else min(own, key=lambda claim: (len(claim), claim))

    @property
    def rows(self) -> set[int]:
        """The numbers that rows have or had."""
        return {each.row for each in self.places.values() if each.row}


def read_kept(folder: ReportFolder) -> KeptPlaces:
    """Read what was kept; nothing if nothing was yet.

    Raises
    ------
    ParseError
    """
    path, places = folder.path / IDS, {}
    if path.is_file():
        for line, row in read_rows(path, _COLUMNS):
            try:
                at = Locator(row["segment"], int(row["start"]), int(row["end"]), row["sha256"])
                kept = KeptPlace(int(row["row"] or 0), row["claim"], at, row["cells"])
            except ValueError:
                text = "row, start and end must be whole numbers: put the line back as it was"
                raise ParseError([Problem(shown(path), line, text)]) from None
            places[kept.claim] = kept
    segments = folder.path / SEGMENTS
    return KeptPlaces(places, read_segments(segments) if segments.is_file() else [])


def write_places(places: Iterable[KeptPlace]) -> bytes:
    """Return `ids.csv`."""
    rows = [
        (each.row or "", each.claim, at.segment, at.start, at.end, at.sha256, each.cells)
        for each in sorted(places)
        for at in (each.locator,)
    ]
    return _table(_COLUMNS, rows)


def write_segments(segments: Iterable[Segment]) -> bytes:
    """Return `segments.csv`."""
    rows = [
        (each.segment, *(number or "" for number in (each.paragraph, each.sentence)), each.start, each.end, each.sha256)
        for each in segments
    ]
    return _table(_SEGMENT_COLUMNS, rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")


def keep(folder: ReportFolder, contents: Mapping[str, bytes]) -> list[str]:
    """Write what stays with a sheet where it has changed; return what to say where that is not possible."""
    notes = []
    for name, content in contents.items():
        path = folder.path / name
        try:
            if not path.is_file() or files.read(path) != content:
                files.write(path, content)
        except (OSError, SahelError):
            notes.append(f"{shown(path)} cannot be written: rows without a number may get another one next time")
    return notes


def sign_cells(line: SheetLine) -> str:
    """Return a short hash of what a row says and where, by which it is known again as long as it says the same."""
    said = [line[column] for column in ("sentence", "quote", "subject", "relation", "object")]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
