"""The commands on camps and on structural balance."""

from __future__ import annotations

import typer

from sahel_kg.cli import options
from sahel_kg.cli.groups import MeasureOptions, PictureOptions, SignedOptions
from sahel_kg.cli.opening import joining, open_seen
from sahel_kg.cli.output import picture_suffix, put, put_picture, put_text, say_note
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError


@spread
def show_camps(
    context: typer.Context,
    choice: SignedOptions,
    out: PictureOptions,
    kind: options.Kind = "two",
    any_number: options.AnyAlias = False,
    robust: options.RobustCamps = False,
    matrix: options.Matrix = False,
) -> None:
    """Show who stands with whom, who is in no camp and why, and which ties do not fit.

    An actor joins a camp only through cooperation: who only shares adversaries with it is in none.
    """
    from sahel_kg.alliances.division.camps import COLUMNS, find_camps
    from sahel_kg.alliances.network.disputed import tell_disputed
    from sahel_kg.alliances.network.joining import take_signed
    from sahel_kg.views.text import camps_text

    source = context.get_parameter_source("kind")
    if any_number and kind != "any" and source is not None and source.name == "COMMANDLINE":
        raise UsageError(f"--any is --kind any in old words: leave it away, or --kind {kind}")
    kind, suffix = "any" if any_number else kind, picture_suffix(out)
    if matrix and not suffix:
        raise UsageError("--matrix is a picture: name it with -o FILE.svg or FILE.png")
    opened = open_seen(choice)
    if robust:
        from sahel_kg.alliances.robustness.assessment import assess
        from sahel_kg.cli.assess import put_robustness

        held = assess(opened, by=None, kind=kind, **joining(choice))
        put_robustness(held, out, shown=("camps",))
        return
    found = find_camps(take_signed(opened, **joining(choice)), kind=kind)
    if suffix and out.output:
        from sahel_kg.ties.words import count
        from sahel_kg.views.pictures import camp_matrix, camp_network

        draw = camp_matrix.figure if matrix else camp_network.figure
        told = f"{count(len(found.camps), 'camp')}, {count(len(found.unassigned), 'actor')} in none"
        put_picture(out.output, draw(found), told)
        return
    if out.is_read:
        put_text(camps_text.tell(found, out.most, opened.actors.name), out)
    else:
        put(COLUMNS, found.rows(), out, wrapper=found.as_dict())
    if disputed := tell_disputed(found.network):
        say(disputed)
    for caution in found.cautions:
        say(caution)
    say_note(found.tell_choice() if out.is_read else found.note, out)  # how sure it is stands in the text


@spread
def show_balance(choice: SignedOptions, out: MeasureOptions) -> None:
    """Measure structural balance: triads by type, their share that is balanced, and how far two sides are from fitting.

    The line index is exact, or told with a proven bound.
    """
    from sahel_kg.alliances.division.balance import COLUMNS, measure_balance
    from sahel_kg.alliances.network.joining import take_signed

    found = measure_balance(take_signed(open_seen(choice), **joining(choice)))
    put(COLUMNS, found.rows(), out, wrapper=found.as_dict())
    say_note(found.note, out)
