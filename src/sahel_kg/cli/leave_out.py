"""The command that leaves claims and sources out."""

from __future__ import annotations

from sahel_kg.cli import options
from sahel_kg.cli.groups import NetworkOptions, PictureOptions
from sahel_kg.cli.opening import open_seen, taking
from sahel_kg.cli.output import picture_suffix, put, put_picture, titles_of
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say


@spread
def leave_out(
    choice: NetworkOptions,
    out: PictureOptions,
    over: options.Over = None,
    by: options.SensitiveBy = "degree",
    most: options.MostCarriers = 15,
) -> None:
    """Find the claims and sources that carry most: leave each out and count the ties, findings and ranks that go.

    Named actors rank; tau is 1 if no rank moves. Actors' years stay as they are.
    """
    from sahel_kg.variants.sensitivity import COLUMNS, OVER, measure
    from sahel_kg.views.pictures import sensitivity_chart

    suffix = picture_suffix(out)
    opened = open_seen(choice)
    found = measure(opened, over=over or OVER, by=by, most=most, **taking(choice))
    if suffix and out.output:
        told = f"{len(found.carriers)} claims and sources"
        put_picture(out.output, sensitivity_chart.figure(found, sources=titles_of(opened)), told)
        return
    rows = [carrier.row() for carrier in found.carriers]
    if out.is_read:
        short = COLUMNS.index("label")
        rows = [(*row[:short], c.short, *row[short + 1 :]) for row, c in zip(rows, found.carriers, strict=True)]
    put(COLUMNS, rows, out, wrapper=found.as_dict(), hidden=("claims", "source"))
    say(found.note)
