"""Sheets as data: whatever reads a data folder reads the folders with a sheet in it as well."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from pyoxigraph import Quad

from sahel_kg.desk import coded
from sahel_kg.desk.coded import CodedSheet, SheetParts
from sahel_kg.desk.folder import REST, SOURCE, ReportFolder, find_folders, find_strays
from sahel_kg.desk.kept import keep
from sahel_kg.desk.listed_names import ListedName, by_iri, compare_kinds
from sahel_kg.desk.naming import KnownNames
from sahel_kg.errors import ParseError, Problem
from sahel_kg.record import dataset
from sahel_kg.record.dataset import Asserted
from sahel_kg.resources import shown
from sahel_kg.vocabulary import compact, value

NO_INPUT = ("drafts.csv", "decisions.csv")
"""Beside a sheet, and for people: what was proposed, and who decided what."""
Note = Callable[[CodedSheet], None]


def is_sheet_folder(folder: Path) -> bool:
    """Tell whether a folder is that of one report, and no folder of data files."""
    return (folder / SOURCE).is_file() or any(problem.file == shown(folder) for problem in find_strays([folder]))


def holds_data(folder: Path) -> bool:
    """Tell whether a folder holds anything that is read, or that is meant to be."""
    return bool(find_folders([folder]) or find_strays([folder])) or any(dataset.data_files(folder))


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
    left, declared = {path.resolve() for path in aside}, set[Quad]()
    folders = [folder for folder in find_folders(data) if folder.path.resolve() not in left]
    for each in _code_all([folder for folder in folders if folder.name not in asserted.segments], asserted):
        if isinstance(each, CodedSheet) and not each.problems:
            with contextlib.suppress(ParseError):
                add(asserted, each, declared)
    return asserted


def read_sheets(data: Sequence[Path], asserted: Asserted, note: Note = lambda sheet: None) -> list[CodedSheet]:
    """Read the sheets of some folders and add what they say; each knows the names of all others."""
    sheets, problems, folders = [], find_strays(data), list[ReportFolder]()
    declared = set[Quad]()
    for folder in find_folders(data):
        if folder.name in asserted.segments or folder.name in {each.name for each in folders}:
            home = asserted.file_of("segments", folder.name) or next(
                shown(each.path) for each in folders if each.name == folder.name
            )
            text = f"{home} has the sentences of {folder.name} already: move one of the two out of your data"
            problems.append(Problem(shown(folder.path), "", text))
        else:
            folders.append(folder)
    for each in _code_all(folders, asserted):
        if isinstance(each, ParseError):
            problems += each.problems
            continue
        sheets.append(each)
        note(each)
        if each.problems:
            problems += each.problems
            continue
        each.notes += keep(each.folder, each.kept)
        add(asserted, each, declared)
    if problems:
        raise ParseError(problems)
    return sheets


def _code_all(folders: Sequence[ReportFolder], asserted: Asserted) -> list[CodedSheet | ParseError]:
    """Code the sheets of folders, each beside the data files and the names that all others list."""
    opened = [_open(folder) for folder in folders]
    readable = [each for each in opened if not isinstance(each, ParseError)]
    known = KnownNames(asserted) if readable else None
    if known is None:
        return [each for each in opened if isinstance(each, ParseError)]
    listed = [name for parts in readable for name in coded.list_names(parts, asserted, known)]
    kinds, notes = compare_kinds(listed, known.kinds)
    rests = {parts.folder.name: _read_rest(parts.folder) for parts in readable}
    found: list[CodedSheet | ParseError] = []
    for parts in opened:
        if isinstance(parts, ParseError):
            found.append(parts)
            continue
        name = parts.folder.name
        rest = [quad for other, quads in rests.items() if other != name for quad in quads]
        sheet = coded.code_lines(parts, asserted, known.beside(listed, name, rest))
        sheet.problems += kinds.get(name, [])
        sheet.notes += [told for sheet_name, told in notes if sheet_name == name]
        sheet.notes += _tell_shared(listed, name)
        found.append(sheet)
    return found


def _open(folder: ReportFolder) -> SheetParts | ParseError:
    try:
        return coded.open_sheet(folder)
    except ParseError as error:
        return error


def _read_rest(folder: ReportFolder) -> list[Quad]:
    """Return what stands beside a sheet as TriG; nothing where that cannot be read: it is told when it is added."""
    with contextlib.suppress(ParseError):
        if (rest := folder.path / REST).is_file():
            return dataset.read_quads(rest)
    return []


def _tell_shared(listed: Sequence[ListedName], name: str) -> list[str]:
    """Return what to know of names that a sheet lists and sheets before it, by name, do as well."""
    shared: dict[str, list[str]] = {}
    for lines in by_iri(each for each in listed if each.is_new and each.end != "event").values():
        others = sorted({each.sheet for each in lines if each.sheet < name})
        mine = [each for each in lines if each.sheet == name]
        if mine and others:
            shared.setdefault(" and ".join(others), []).append(f"{mine[0].names[0]} ({compact(mine[0].iri)})")
    return [
        f"{', '.join(names)}: listed in {others} as well and taken for the same; "
        "if not, write an id of its own into the column id"
        for others, names in sorted(shared.items())
    ]


def add(asserted: Asserted, sheet: CodedSheet, declared: set[Quad]) -> None:
    """Add what a sheet says to data that were read; what several list is declared once, and noted in `declared`."""
    source = list(coded.about_source(sheet))
    known = value(source[0].subject) in asserted.origin  # what another file declares is as it is there
    things = [quad for quad in coded.about_things(sheet) if quad not in declared]
    declared |= {*things}
    about: list[Quad] = [*([] if known else source), *things, *coded.about_claims(sheet)]
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
