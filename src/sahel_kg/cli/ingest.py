"""The command that turns other people's data sets into claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sahel_kg import resources
from sahel_kg.cli.desk_groups import IngestOptions
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say, tell
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.files import write
from sahel_kg.resources import shown, user_data

if TYPE_CHECKING:
    from sahel_kg.ingest import Outcome

TABLE = "table"
"""A table of ties with a map of its own, in the place of a data set's name."""


@spread
def ingest(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="ucdp-actor, ucdp-acd, ucdp-nonstate, or table.")],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="The data set's CSV files, unchanged; or one table of ties.")
    ],
    choice: IngestOptions,
) -> None:
    """Write the rows of a conflict data set as claims into your data folder; a build then reads them."""
    from sahel_kg import ingest as library

    folder = user_data(choice.data)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--data {shown(folder)} is a file: name a folder")
    if source == TABLE:
        _ingest_table(files, choice, folder)
        return
    if choice.map or choice.draft_map:
        raise UsageError(f"--map and --draft-map belong to {TABLE}: the map of {source} is known")
    request = library.Request(
        source=source,
        files=files,
        folder=folder,
        shipped=resources.shipped("data"),
        countries=choice.country or (),
        since=choice.since,
        named_in=choice.named_in or (),
        actors=choice.actors,
        day=_read_day(choice.day) if choice.day else date.today(),
    )
    _write(library.ingest(request), folder)


def _write(outcome: Outcome, folder: Path) -> None:
    """Write what came of the rows, and say what became of each."""
    for name, content in outcome.files.items():
        write(folder / name, content)
    table = folder / outcome.table
    if not outcome.refused:
        table.unlink(missing_ok=True)
    say(outcome.summary)
    cells = len(outcome.refused) - outcome.refused_rows
    if outcome.refused:
        besides = f" and {cells} cells" if cells else ""
        say(f"{outcome.refused_rows} rows{besides} left out: see {shown(table)}")
    for note in outcome.notes:
        say(f"note: {note}")
    target = shown(folder / outcome.target)
    if outcome.is_void:
        raise SahelError(f"every row was refused: nothing was written to {target}, what stands there stays as it was")
    say(f"{target}: {outcome.claims} claims")


def _ingest_table(files: list[Path], choice: IngestOptions, folder: Path) -> None:
    """Read a table of ties by a map, or propose one."""
    from sahel_kg.desk.converting import leave_out
    from sahel_kg.desk.intake import read_beside
    from sahel_kg.desk.map_drafts import draft_map
    from sahel_kg.desk.tie_tables import ingest_table
    from sahel_kg.desk.words import Wordbook
    from sahel_kg.ingest.own_maps import read_own_map
    from sahel_kg.record import dataset

    if len(files) != 1:
        raise UsageError(f"{len(files)} files: name one table, each has a map of its own")
    if not files[0].is_file():
        raise UsageError(f"{shown(files[0])}: no such file; name a CSV file or a workbook")
    if choice.country or choice.since or choice.named_in or choice.actors:
        raise UsageError(
            "--country, --since, --named-in and --actors belong to the other sources: take rows out of the table"
        )
    ontology = resources.shipped("ontology")
    if choice.draft_map:
        tell(draft_map(files[0], Wordbook(dataset.read([], ontology).ontology)))
        return
    if choice.map is None:
        raise UsageError("--map is missing: say which column is what; --draft-map proposes a map")
    codes = read_own_map(choice.map)
    others = read_beside(resources.data_folders([folder] if folder.is_dir() else None), ontology)
    others = leave_out(others, shown(folder / "claims" / codes.file))
    day = _read_day(choice.day) if choice.day else date.today()
    _write(ingest_table(files[0], codes, others, day), folder)


def _read_day(text: str) -> date:
    from sahel_kg.record.bounds import parse_date

    try:
        return parse_date(text, datatype="date")
    except ValueError as error:
        raise UsageError(f"--date {error}") from None
