"""What `camps --robust` and `brokers --robust` show: in how many variants of the evidence each line holds."""

from __future__ import annotations

from pathlib import Path

import typer

from sahel_kg.cli_shared import AllianceOptions, picture_suffix, put, put_picture, titles_of
from sahel_kg.errors import UsageError


def put_robustness(
    choice: AllianceOptions,
    form: str | None,
    output: Path | None,
    *,
    by: str | None = None,
    kind: str | None = None,
    most: int | None = None,
) -> None:
    """Print or write how ranks by a measure hold, or else how camps of a kind do."""
    from sahel_kg.alliances.robustness import CAMP_COLUMNS, COLUMNS, assess

    suffix = picture_suffix(output, form)
    if suffix and not by:
        raise UsageError(f"-o {output}: how camps hold is a table; for a picture leave --robust out, or rank actors")
    opened = choice.open()
    found = assess(opened, by=by, kind=kind, **choice.joining())
    if suffix and output:
        from sahel_kg.views import rank_ranges

        put_picture(output, rank_ranges.draw(found, suffix, sources=titles_of(opened)), f"{len(found.ranks)} ranks")
        return
    columns, rows = (COLUMNS, found.rows()) if by else (CAMP_COLUMNS, found.camp_rows())
    put(columns, rows[:most], form, output, wrapper=found.as_dict(), hidden=("actor",))
    for sentence in (*found.remarks, *found.tell(), found.note):
        typer.echo(sentence, err=True)
