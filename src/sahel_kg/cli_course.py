"""The commands on camps over time, and on what they hang on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli_shared import AllianceOptions, FormatOption, OutputOption, beyond, put, spread
from sahel_kg.errors import UsageError

if TYPE_CHECKING:
    from sahel_kg.alliances.periods import Point
    from sahel_kg.builds import Build

KindOption = Annotated[str, typer.Option(metavar="two|any", help="Two camps, or any number of them.")]
COURSE = ("lines", "periods", "changes", "ties")
HOLDS = ("actors", "camps", "ranks")


@spread
def follow(
    choice: AllianceOptions,
    show: Annotated[
        str,
        typer.Argument(
            metavar="lines|periods|changes|ties",
            help="Camps by period, numbers by period, what camps and actors do, or ties gained and lost.",
        ),
    ] = "lines",
    years: Annotated[
        str | None, typer.Option(metavar="Y:Y", help="Each year from the first to the last, 2012:2019: its last day.")
    ] = None,
    day: Annotated[list[str] | None, typer.Option(metavar="DATE", help="A day; repeatable.")] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Every day on which the network changes; with --years, in these.")
    ] = False,
    kind: KindOption = "two",
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Follow camps over years or days: which last, who crosses over, what splits or merges, and how balanced it is.

    Name --years, --day or --changes. With the window of 12 months a year counts what happened in it.
    """
    from sahel_kg.alliances import course as result
    from sahel_kg.alliances.periods import follow_camps

    if show not in COURSE:
        raise UsageError(f"nothing to show called '{show}': choose from {', '.join(COURSE)}")
    if choice.as_of is not None:
        raise UsageError("--as-of is one day: name the days to follow by --years, --day or --changes")
    opened = replace(choice, reading=None, window=None).open()
    options = {**choice.joining(), "reading": choice.reading, "window": choice.window}
    points = _read_points(opened, years, day, changes, options)
    found = follow_camps(opened, points, kind=kind, **options)
    for sentence in beyond(opened, [points[0].day, points[-1].day]) if points else ():
        typer.echo(sentence, err=True)
    rows = {
        "lines": (result.LINE_COLUMNS, found.line_rows()),
        "periods": (result.COLUMNS, found.rows()),
        "changes": (result.CHANGE_COLUMNS, found.change_rows(result.CAMP_CHANGES)),
        "ties": (result.CHANGE_COLUMNS, found.change_rows(result.TIE_CHANGES)),
    }
    hidden = {"changes": ("actors", "lines", "sign", "claims"), "ties": ("actors", "lines", "sign")}.get(show, ())
    put(*rows[show], form, output, wrapper=found.as_dict(), hidden=hidden)
    if show == "lines":
        told = [change for change in found.changes if change.change in ("crossed", "split", "merged")]
        for change in told:
            typer.echo(f"{change.period}: {change.text}", err=True)
        for period in found.periods:
            if period.camps is None:
                typer.echo(f"{period.label}: no camps. {period.why}", err=True)
    typer.echo(found.note, err=True)


def _read_points(
    opened: Build, years: str | None, day: list[str] | None, changes: bool, options: dict[str, object]
) -> tuple[Point, ...]:
    from sahel_kg.alliances import periods

    if day and (years or changes):
        raise UsageError("--day is for days of your own: leave out either it or --years and --changes")
    if day:
        return periods.days(day)
    spanned: tuple[Point, ...] = ()
    if years:
        first, _, last = years.partition(":")
        if not (first.isdigit() and (last or first).isdigit()):
            raise UsageError(f"--years {years}: write the first and the last year, such as 2012:2019")
        spanned = periods.years(int(first), int(last or first))
    if changes:
        since = spanned[0].day.replace(month=1, day=1) if spanned else None
        found = periods.change_days(opened, since, spanned[-1].day if spanned else None, **options)
        if not found:
            raise UsageError("the network changes on no day that is known: name --years or --day")
        return found
    if not spanned:
        raise UsageError("no days to follow: name --years 2012:2019, --day DATE or --changes")
    return spanned


@spread
def vary_evidence(
    choice: AllianceOptions,
    show: Annotated[
        str,
        typer.Argument(metavar="actors|camps|ranks", help="Actors in their camps, camps, or ranks by a measure."),
    ] = "actors",
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="WHAT",
            help="What to leave out: claims, sources, implied, grades or inferences; repeatable.",
            show_default="all",
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="M", help="What ranks: brokered, positive, negative, strained, net, pn, betweenness or constraint."
        ),
    ] = "pn",
    kind: KindOption = "two",
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Find what camps and ranks hang on: look for them again without each claim and source, or by better evidence only.

    Each column says in how many of its variants something holds.
    """
    from sahel_kg.alliances import robustness
    from sahel_kg.alliances.tallies import SHARES
    from sahel_kg.variants import OVER

    if show not in HOLDS:
        raise UsageError(f"nothing to show called '{show}': choose from {', '.join(HOLDS)}")
    found = robustness.assess(choice.open(), over=over or OVER, by=by, kind=kind, **choice.joining())
    limit = robustness.NAMED if (form or tables.default_format(output)) == "table" else None
    columns, rows = {
        "actors": (robustness.PLACE_COLUMNS, found.place_rows),
        "camps": (robustness.CAMP_COLUMNS, found.camp_rows),
        "ranks": (robustness.RANK_COLUMNS, found.rank_rows),
    }[show]
    unvaried = [over for over in SHARES if over not in found.counted]
    put(columns, rows(limit), form, output, wrapper=found.as_dict(), hidden=unvaried)
    typer.echo(found.note, err=True)
