"""The commands on camps and on structural balance."""

from __future__ import annotations

from typing import Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli_shared import AllianceOptions, FormatOption, OutputOption, emit, put, spread


@spread
def show_camps(
    *,
    any_number: Annotated[
        bool, typer.Option("--any", help="Any number of camps in place of two sides in each connected part.")
    ] = False,
    choice: AllianceOptions,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show who stands with whom, who is in no camp and why, and which ties do not fit.

    An actor joins a camp only through cooperation: who only shares adversaries with it is in none.
    """
    from sahel_kg.alliances import find_camps, take_signed
    from sahel_kg.alliances.camps import COLUMNS
    from sahel_kg.views import camps_text

    found = find_camps(take_signed(choice.open(), **choice.joining()), kind="any" if any_number else "two")
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
    from sahel_kg.alliances.balance import COLUMNS

    found = measure_balance(take_signed(choice.open(), **choice.joining()))
    put(COLUMNS, found.rows(), form, output, wrapper=found.as_dict())
    typer.echo(found.note, err=True)
