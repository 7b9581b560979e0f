"""The commands on camps and on structural balance."""

from __future__ import annotations

from typing import Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli.shared import (
    AllianceOptions,
    FormatOption,
    OutputOption,
    PictureOption,
    emit,
    picture_suffix,
    put,
    put_picture,
    spread,
    titles_of,
)
from sahel_kg.errors import UsageError


@spread
def show_camps(
    *,
    any_number: Annotated[
        bool, typer.Option("--any", help="Any number of camps in place of two sides in each connected part.")
    ] = False,
    robust: Annotated[
        bool,
        typer.Option("--robust", help="Show how camps hold without single claims, sources and more: see robustness."),
    ] = False,
    matrix: Annotated[bool, typer.Option("--matrix", help="With -o, draw the matrix, not the network.")] = False,
    choice: AllianceOptions,
    form: FormatOption = None,
    output: PictureOption = None,
) -> None:
    """Show who stands with whom, who is in no camp and why, and which ties do not fit.

    An actor joins a camp only through cooperation: who only shares adversaries with it is in none.
    """
    from sahel_kg.alliances import find_camps, take_signed
    from sahel_kg.alliances.division.camps import COLUMNS
    from sahel_kg.views.text import camps_text

    kind, suffix = "any" if any_number else "two", picture_suffix(output, form)
    if matrix and not suffix:
        raise UsageError("--matrix is a picture: name it with -o FILE.svg or FILE.png")
    opened = choice.open()
    if robust:
        from sahel_kg.alliances import assess
        from sahel_kg.cli.assess import put_robustness

        held = assess(opened, by=None, kind=kind, **choice.joining())
        put_robustness(held, form, output, shown=("camps",), sources=titles_of(opened))
        return
    found = find_camps(take_signed(opened, **choice.joining()), kind=kind)
    if suffix and output:
        from sahel_kg.views.pictures import camp_matrix, camp_network

        draw = camp_matrix.figure if matrix else camp_network.figure
        told = f"{len(found.camps)} camps, {len(found.unassigned)} actors in none"
        put_picture(output, draw(found, sources=titles_of(opened)), told)
        return
    if (form or tables.default_format(output)) == "table":
        emit(camps_text.tell(found), output)
    else:
        put(COLUMNS, found.rows(), form, output, wrapper=found.as_dict())
    typer.echo(found.note, err=True)


@spread
def show_balance(
    choice: AllianceOptions,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Measure structural balance: triads by type, their share that is balanced, and how far two sides are from fitting.

    The line index is exact, or told with a proven bound.
    """
    from sahel_kg.alliances import measure_balance, take_signed
    from sahel_kg.alliances.division.balance import COLUMNS

    found = measure_balance(take_signed(choice.open(), **choice.joining()))
    put(COLUMNS, found.rows(), form, output, wrapper=found.as_dict())
    typer.echo(found.note, err=True)
