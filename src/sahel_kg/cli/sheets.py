"""What is said of sheets: how they were understood, what a second reader is shown, what became of a changed text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sahel_kg import files, tables
from sahel_kg.cli.groups import ReviewOutput
from sahel_kg.cli.output import choose_form, emit, put
from sahel_kg.cli.streams import say, tell
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.resources import shown

if TYPE_CHECKING:
    from sahel_kg.desk.coded import CodedSheet
    from sahel_kg.desk.folder import ReportFolder
    from sahel_kg.record.dataset import Asserted
    from sahel_kg.record.sources import Verified


def tell_sheet(sheet: CodedSheet) -> None:
    """Print what was understood of a sheet, and on the side what to know and which names to list."""
    from sahel_kg.desk.missing_names import NAMES_FILE, list_missing
    from sahel_kg.desk.understood import tell_claims

    for note in sheet.notes:
        say(note)
    if sheet.claims or sheet.faulty:
        tell(tables.render_table(("row", "sentence", "understood as", "when"), tell_claims(sheet)) + "\n")
    if sheet.missing:
        as_csv = (sheet.folder.path / NAMES_FILE).is_file()
        where = NAMES_FILE if as_csv else "the worksheet names"
        say(f"Not known yet: paste these lines into {where} (name, what, also), and mend them:")
        say(list_missing(sheet.missing, "," if as_csv else "\t"))


# -- a second reader


def show_review(name: str, found: Sequence[Verified], asserted: Asserted, out: ReviewOutput) -> None:
    """Print or write claims beside the words that they rest on: as a table, a page to print, or a csv to fill in."""
    from sahel_kg.desk.review import COLUMNS, VERDICT, lay_out
    from sahel_kg.views.pages.review_sheet import sheet

    rows = lay_out(found, asserted)
    if choose_form(out) == "html":
        emit(sheet.html(f"Claims of {name}", rows), out.output, "html")
        return
    empty = ("",) * len(VERDICT) if out.chosen in ("csv", "tsv") else ()
    columns = (*COLUMNS, *(VERDICT if empty else ()))
    hidden = () if out.is_wide else ("when", "credibility", "speaker", "coder")
    put(columns, [(*row.cells, *empty) for row in rows], out, hidden=hidden)


# -- a text that has changed


def find_texts(source: str | None, folders: Sequence[Path]) -> list[Path]:
    """Return the texts to hold claims against: the one that is meant, or that of each coded folder.

    Raises
    ------
    UsageError
    """
    coded = _coded(folders)
    if source is None:
        if texts := [folder.text for folder in coded if folder.text.is_file()]:
            return texts
        raise UsageError("name the text that was coded with --source FILE: no coded folder has its text at hand")
    named = next((folder for folder in coded if source in (folder.name, str(folder.path))), None)
    return [named.text if named and not Path(source).is_file() else Path(source)]


def find_changed(source: str | None, folders: Sequence[Path], old: Path | None, mend: bool) -> ReportFolder | None:
    """Return the coded folder whose text has changed, of those that are meant.

    Raises
    ------
    UsageError
        If one was to be mended, and there is none.
    """
    from sahel_kg.desk.folder import SOURCE, read_source
    from sahel_kg.desk.mending import is_changed

    meant = [folder for folder in _coded(folders) if source in (None, folder.name, str(folder.path), str(folder.text))]
    changed = [folder for folder in meant if is_changed(folder, read_source(folder.path / SOURCE))]
    if len(changed) > 1:
        names = ", ".join(folder.name for folder in changed)
        raise UsageError(f"the texts of {names} have changed: choose one with --source")
    if not changed and (old or mend):
        raise UsageError("no text of a coded folder has changed: put the new text into its text.txt first")
    return changed[0] if changed else None


def _coded(folders: Sequence[Path]) -> list[ReportFolder]:
    from sahel_kg.desk.folder import find_folders

    return find_folders(folders)


def follow_text(folder: ReportFolder, old: Path | None, mend: bool, out: ReviewOutput) -> None:
    """Show what became of the places of a folder, and move them along if that is wanted.

    Raises
    ------
    SahelError
        If places are lost.
    """
    from sahel_kg.desk import mending
    from sahel_kg.desk.kept import keep

    mended = mending.mend(folder, _read_old(old) if old else None)
    rows = mending.tell_places(mended.places)
    if rows:
        put(("claim", "sentence", "became", "why", "old", "new"), rows, out)
    kept = sum(each.anchor.fate not in mending.LOST for each in mended.places if each.claim)
    say(f"{shown(folder.text)} has changed: {kept} places of claims are there, {len(mended.lost)} are not")
    if not mend:
        raise SahelError(
            f"nothing was moved; `sahel-kg verify --source {folder.name} --mend` moves those that are there"
        )
    for note in keep(folder, mended.files):
        raise UsageError(note)
    say("moved along. Quotes stay as you wrote them: `sahel-kg check` names those to copy anew")


def _read_old(path: Path) -> str:
    try:
        return files.read(path).decode("utf-8")
    except OSError as error:
        raise UsageError(f"--old {path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise UsageError(f"--old {path} is not UTF-8: give the text.txt that was coded") from None
