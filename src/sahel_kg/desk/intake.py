"""Sheets as data: whatever reads a data folder reads the folders with a sheet in it as well."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from pyoxigraph import Quad

from sahel_kg.desk import coded
from sahel_kg.desk.coded import CodedSheet
from sahel_kg.desk.folder import REST, SOURCE, find_folders
from sahel_kg.desk.kept import keep
from sahel_kg.desk.naming import KnownNames
from sahel_kg.errors import ParseError, Problem
from sahel_kg.record import dataset
from sahel_kg.record.dataset import Asserted
from sahel_kg.resources import shown
from sahel_kg.vocabulary import value

NO_INPUT = ("drafts.csv", "decisions.csv")
"""Beside a sheet, and for people: what was proposed, and who decided what."""
Note = Callable[[CodedSheet], None]


def is_sheet_folder(folder: Path) -> bool:
    """Tell whether a folder is that of one report, and no folder of data files."""
    return (folder / SOURCE).is_file()


def holds_data(folder: Path) -> bool:
    """Tell whether a folder holds anything that is read."""
    return bool(find_folders([folder])) or any(dataset.data_files(folder))


def read(data: Sequence[Path], ontology: Path, note: Note = lambda sheet: None) -> Asserted:
    """Read the ontology, the data files of folders, and the sheets in them.

    Parameters
    ----------
    data : sequence of Path
        Data folders, or folders with a sheet themselves.
    ontology : Path
    note : callable
        Is shown each sheet that was read.

    Raises
    ------
    DataError
        For all sheets that have anything wrong in them, in one error.
    """
    asserted = dataset.read([folder for folder in data if not is_sheet_folder(folder)], ontology)
    read_sheets(data, asserted, note)
    return asserted


def read_beside(data: Sequence[Path], ontology: Path, aside: Sequence[Path] = ()) -> Asserted:
    """Read what something is coded beside: the data and the sheets in them, for the names that they know.

    Nothing is written, and a sheet with mistakes is left out: `check` names these.

    Parameters
    ----------
    data : sequence of Path
    ontology : Path
    aside : sequence of Path
        Folders of sheets that are not among it.
    """
    asserted = dataset.read([folder for folder in data if not is_sheet_folder(folder)], ontology)
    left = {path.resolve() for path in aside}
    for folder in find_folders(data):
        if folder.path.resolve() not in left and folder.name not in asserted.segments:
            with contextlib.suppress(ParseError):
                sheet = coded.code(folder, asserted, KnownNames(asserted))
                if not sheet.problems:
                    add(asserted, sheet)
    return asserted


def read_sheets(data: Sequence[Path], asserted: Asserted, note: Note = lambda sheet: None) -> list[CodedSheet]:
    """Read the sheets of some folders and add what they say; each knows the names of those before it."""
    sheets, problems = [], list[Problem]()
    for folder in find_folders(data):
        try:
            if folder.name in asserted.segments:
                text = f"{asserted.file_of('segments', folder.name)} has the sentences of {folder.name} already"
                raise ParseError([Problem(shown(folder.path), "", f"{text}: move one of the two out of your data")])
            sheet = coded.code(folder, asserted, KnownNames(asserted))
        except ParseError as error:
            problems += error.problems
            continue
        sheets.append(sheet)
        note(sheet)
        if sheet.problems:
            problems += sheet.problems
            continue
        sheet.notes += keep(folder, sheet.kept)
        add(asserted, sheet)
    if problems:
        raise ParseError(problems)
    return sheets


def add(asserted: Asserted, sheet: CodedSheet) -> None:
    """Add what a sheet says to data that were read."""
    source = list(coded.about_source(sheet))
    known = value(source[0].subject) in asserted.origin  # what another file declares is as it is there
    about: list[Quad] = [*([] if known else source), *coded.about_things(sheet), *coded.about_claims(sheet)]
    asserted.claims.extend(coded.stated(sheet))
    asserted.about.extend(about)
    for quad in about:
        asserted.origin.setdefault(value(quad.subject), sheet.file)
    for claim in sheet.claims:
        place = f"{sheet.file}: {claim.where}" if claim.where else sheet.file
        asserted.origin[claim.iri] = asserted.origin[f"{claim.iri}#locator"] = place
    asserted.segments[sheet.folder.name] = sheet.segments
    asserted.uncoded.setdefault(sheet.folder.name, []).extend(sheet.excuses)
    if (rest := sheet.folder.path / REST).is_file():
        dataset.add_file(asserted, rest)
    asserted.files.extend(sorted(path for path in sheet.folder.path.iterdir() if _is_input(path)))


def _is_input(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~$")) and path.name not in NO_INPUT
