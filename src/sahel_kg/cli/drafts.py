"""The command that takes rows from a program or another tool as drafts, beside a sheet and never in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sahel_kg import files, resources
from sahel_kg.cli.code import app
from sahel_kg.cli.desk_groups import DraftOptions
from sahel_kg.cli.examples import show_example
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say, tell
from sahel_kg.errors import UsageError
from sahel_kg.resources import shown, user_data

if TYPE_CHECKING:
    from sahel_kg.desk.drafting import ReportBook


@app.command("draft", epilog=show_example("code draft"))
@spread
def draft(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A coded folder, or its name.")], choice: DraftOptions
) -> None:
    """Take rows that a program proposes, or that were annotated elsewhere, as drafts beside the sheet."""
    from sahel_kg.desk import annotations, drafting

    if (choice.program is None) == (choice.export is None):
        raise UsageError("say who proposes: either a program, --with COMMAND, or an export, --export FILE")
    if choice.map is not None and choice.export is None:
        raise UsageError("--map is of the labels of an export: a program gives words as it was told them")
    book = _open(folder, choice)
    if choice.export is not None:
        labels = _read_labels(choice.map) if choice.map else {}
        ties = annotations.read_annotations(choice.export)
        proposed = drafting.propose(ties, labels, shown(choice.export), book, choice.by)
    else:
        proposed = drafting.ask(choice.program or "", book, choice.by)
    for problem in proposed.refused:
        say(f"refused: {problem}")
    content, new = drafting.write_drafts(book.folder, proposed.proposals)
    path = book.folder.path / drafting.FILE
    if new:
        files.write(path, content)
    known = len(proposed.proposals) - new
    counts = f"{new} drafts, {known} there already, {len(proposed.refused)} refused"
    tell(f"{counts}\n")
    if new:
        say(f"Move the rows of {shown(path)} that you agree with to the worksheet claims: no build reads a draft")


def _open(given: Path, choice: DraftOptions) -> ReportBook:
    """Read what proposals are held against."""
    from sahel_kg.desk.drafting import ReportBook
    from sahel_kg.desk.folder import SOURCE, ReportFolder, is_unchanged, read_source
    from sahel_kg.desk.intake import read_beside
    from sahel_kg.desk.kept import read_kept
    from sahel_kg.desk.naming import KnownNames
    from sahel_kg.desk.spreadsheet import read_cells
    from sahel_kg.desk.words import Wordbook

    home = user_data(choice.data)
    path = given if (given / SOURCE).is_file() else home / given.name
    if not (path / SOURCE).is_file():
        raise UsageError(f"{shown(given)} is no coded folder: name one that `sahel-kg code REPORT` made")
    folder = ReportFolder(path.absolute())
    source, text = read_source(folder.path / SOURCE), folder.read_text()
    if text is None or not is_unchanged(text, source):
        raise UsageError(
            f"{shown(folder.text)} is not at hand as it was coded: put it back, since quotes are looked for in it"
        )
    asserted = read_beside(resources.data_folders(), resources.shipped("ontology"), [folder.path])
    segments = read_kept(folder).segments
    named = read_cells(folder.path).lines.get("names", [])
    return ReportBook(folder, source, text, segments, Wordbook(asserted.ontology), KnownNames(asserted), named)


def _read_labels(path: Path) -> dict[str, str]:
    """Return the table [words] of a map: each label with the word that it stands for."""
    import tomllib

    from sahel_kg.errors import ParseError, Problem

    try:
        told = tomllib.loads(files.read(path).decode("utf-8-sig"))
    except OSError as error:
        raise ParseError([Problem(shown(path), "", f"cannot be read ({error.strerror})")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParseError([Problem(shown(path), "", f"is no TOML: {error}")]) from None
    labels = told.get("words")
    if not isinstance(labels, dict) or not all(isinstance(word, str) for word in labels.values()):
        text = 'must be a table of labels, as [words] and below it ATTACKS = "attacked"'
        raise ParseError([Problem(shown(path), "[words]", text)])
    return {label: word.strip() for label, word in labels.items()}
