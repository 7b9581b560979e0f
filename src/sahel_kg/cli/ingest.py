"""The command that turns other people's data sets into claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sahel_kg import resources
from sahel_kg.cli.groups import IngestOptions
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.files import write
from sahel_kg.resources import shown, user_data


@spread
def ingest(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="ucdp-actor, ucdp-acd or ucdp-nonstate.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The data set's CSV files, unchanged.")],
    choice: IngestOptions,
) -> None:
    """Write the rows of a conflict data set as claims into your data folder; a build then reads them."""
    from sahel_kg import ingest as library

    folder = user_data(choice.data)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--data {shown(folder)} is a file: name a folder")
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
    outcome = library.ingest(request)
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


def _read_day(text: str) -> date:
    from sahel_kg.record.bounds import parse_date

    try:
        return parse_date(text, datatype="date")
    except ValueError as error:
        raise UsageError(f"--date {error}") from None
