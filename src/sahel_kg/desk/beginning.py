"""A report becomes a folder: its text, what is known of it, and an empty sheet to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pyoxigraph import Quad

from sahel_kg import files
from sahel_kg.desk import sentences
from sahel_kg.desk.extraction import Extraction
from sahel_kg.desk.folder import SEGMENTS, SOURCE, TEXT, ReportFolder, ReportSource, write_source
from sahel_kg.desk.kept import write_segments
from sahel_kg.desk.spreadsheet import find_sheet
from sahel_kg.desk.words import Wordbook
from sahel_kg.desk.workbook import Filling, write_tables, write_workbook
from sahel_kg.errors import UsageError
from sahel_kg.record.dataset import LAYOUT, Segment
from sahel_kg.record.sources import digest
from sahel_kg.resources import shown


@dataclass(frozen=True)
class ReportFacts:
    """What whoever codes a report says of it."""

    title: str
    publisher: str
    published: str
    reliability: str
    coder: str
    coded: date = field(default_factory=date.today)


def make_source(report: Path, taken: Extraction, facts: ReportFacts) -> ReportSource:
    """Return what `source.toml` has to say."""
    return ReportSource(
        *(facts.title, facts.publisher, facts.published, facts.reliability, facts.coder, facts.coded),
        *(report.name, taken.sha256, taken.tool, digest(taken.text), len(taken.text)),
    )


def begin(
    folder: ReportFolder, source: ReportSource, taken: Extraction, ontology: Iterable[Quad], *, csv: bool
) -> tuple[Path, int]:
    """Write the folder of a report: `source.toml`, `text.txt`, the sheet; return the sheet and its number of sentences.

    Raises
    ------
    UsageError
        If there is a sheet already, or if nothing can be written there.
    """
    refuse_taken(folder)
    segments = sentences.split(taken.text, taken.paragraphs)
    filling = Filling(sentences=list_sentences(segments, taken.text))
    words = Wordbook(ontology)
    sheet = write_tables(filling, words) if csv else {f"{folder.name}.xlsx": write_workbook(filling, words)}
    contents = {
        SOURCE: write_source(source),
        TEXT: taken.text.encode("utf-8"),
        SEGMENTS: write_segments(segments),
        **sheet,
    }
    write_folder(folder, contents)
    return folder.path / next(iter(sheet)), len(segments)


def write_folder(folder: ReportFolder, contents: Mapping[str, bytes]) -> None:
    """Write the files of a folder, all of them or none.

    Raises
    ------
    UsageError
    """
    place = folder.path
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with files.staging(place) as stage:
            for name, content in contents.items():
                (stage / name).write_bytes(content)
            stage.replace(place)
    except OSError as error:
        raise UsageError(f"cannot write {shown(place)} ({error.strerror}): choose another --data DIR") from None


def refuse_taken(folder: ReportFolder) -> None:
    """Refuse to make a folder where one is, or where data files belong.

    Raises
    ------
    UsageError
    """
    if folder.name in LAYOUT:
        raise UsageError(f"--name {folder.name}: a data folder has files of its own there: choose another name")
    if folder.path.exists() and not folder.path.is_dir():
        raise UsageError(f"{shown(folder.path)} is a file: choose another --name")
    if folder.path.is_dir() and (found := [*find_sheet(folder.path), *sorted(folder.path.iterdir())]):
        text = f"{shown(found[0])} is there already, and nothing of yours is written over"
        raise UsageError(f"{text}: go on with it, or choose another --name")


def list_sentences(segments: Sequence[Segment], text: str) -> list[dict[str, str]]:
    """Return the lines of the worksheet *sentences*."""
    return [{"sentence": each.segment, "text": text[each.start : each.end]} for each in segments]
