"""The command on what camps and ranks hang on, and what `--robust` shows beside ranks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli.shared import (
    AllianceOptions,
    FormatOption,
    PictureOption,
    emit,
    picture_suffix,
    put,
    put_picture,
    spread,
    titles_of,
)
from sahel_kg.errors import UsageError

if TYPE_CHECKING:
    from sahel_kg.alliances.robustness.assessment import Robustness

TABLES = ("camps", "ranks")


@spread
def assess(
    choice: AllianceOptions,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="WHAT",
            help="claims, sources, implied, grades or inferences; repeatable.",
            show_default="all",
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="M", help="What ranks: pn, positive, negative, strained, net, betweenness, constraint or brokered."
        ),
    ] = "pn",
    kind: Annotated[str, typer.Option(metavar="two|any", help="Two camps in each part, or any number.")] = "two",
    table: Annotated[
        str | None,
        typer.Option(metavar="|".join(TABLES), help="One of the two.", show_default="both on a terminal, else camps"),
    ] = None,
    form: FormatOption = None,
    output: PictureOption = None,
) -> None:
    """Show what camps and ranks hang on: in how many variants of the evidence each holds, and which claims break it.

    Each claim and each source is left out, all Implied claims, lower grades, inferred ties.
    """
    from sahel_kg.alliances.robustness import assessment
    from sahel_kg.variants.variants import OVER

    if table is not None and table not in TABLES:
        raise UsageError(f"--table {table}: choose from {', '.join(TABLES)}")
    wanted = {"by": None if table == "camps" else by, "kind": None if table == "ranks" else kind}
    opened = choice.open()
    found = assessment.assess(opened, over=over or OVER, **wanted, **choice.joining())
    put_robustness(found, form, output, shown=(table,) if table else TABLES, sources=titles_of(opened))


def put_robustness(
    found: Robustness,
    form: str | None,
    output: Path | None,
    *,
    shown: Sequence[str],
    sources: str,
    most: int | None = None,
) -> None:
    """Print or write how camps and ranks hold: a table has all that is shown, another format the first."""
    from sahel_kg.alliances.robustness.assessment import CAMP_COLUMNS, COLUMNS
    from sahel_kg.variants.variants import OVER

    both = {"camps": (CAMP_COLUMNS, found.camp_rows()), "ranks": (COLUMNS, found.rows()[:most])}
    suffix = picture_suffix(output, form)
    if suffix and output:
        if "ranks" not in shown:
            raise UsageError(f"-o {output}: how camps hold is a table; a picture shows ranks (--table ranks)")
        from sahel_kg.views.pictures import rank_ranges

        put_picture(output, rank_ranges.figure(found, sources=sources), f"{len(found.ranks)} ranks")
        return
    if (form or tables.default_format(output)) == "table":
        missing = [name for name in OVER if name not in found.kinds]
        texts = [tables.render_table(*tables.readable(*both[name], hidden=("actor", *missing))) for name in shown]
        emit("\n".join(texts), output)
    else:
        put(*both[shown[0]], form, output, wrapper=found.as_dict())
    for sentence in (*found.remarks, *found.tell(), found.note):
        typer.echo(sentence, err=True)
