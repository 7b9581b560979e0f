"""What is said of a sheet that was read: what each row was understood to say, which names lack, what else is to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sahel_kg import tables
from sahel_kg.cli.streams import say, tell

if TYPE_CHECKING:
    from sahel_kg.desk.coded import CodedSheet


def tell_sheet(sheet: CodedSheet) -> None:
    """Print what was understood of a sheet, and on the side what to know and which names to list."""
    from sahel_kg.desk.namebook import list_missing
    from sahel_kg.desk.understood import tell_claims

    for note in sheet.notes:
        say(note)
    if sheet.claims:
        tell(tables.render_table(("row", "sentence", "understood as", "when"), tell_claims(sheet)))
    if sheet.missing:
        say("Names that are listed nowhere; paste these lines into the worksheet names, and say what each is:")
        say(list_missing(sheet.missing.items()))
