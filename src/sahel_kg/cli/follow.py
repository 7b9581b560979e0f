"""The command on how camps, their members and their ties went on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    from sahel_kg.alliances.course.moments import Moment
    from sahel_kg.alliances.course.periods import Course
    from sahel_kg.builds.build import Build

TABLES = ("periods", "camps", "changes", "ties")
MOST_WIDE = 10
"""With more periods camps are listed below each other."""
_TOLD_IN_TEXT = ("before", "after", "sign", "actors", "actorsLabel")


@spread
def follow(
    choice: AllianceOptions,
    years: Annotated[
        str | None, typer.Option("--years", metavar="FIRST:LAST", help="Each year, as of its last day: 2012:2019.")
    ] = None,
    day: Annotated[
        list[str] | None,
        typer.Option("--day", metavar="DATE", help="That day; repeatable. A month or a year means its last day."),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Each day on which the network changes: for few sources.")
    ] = False,
    kind: Annotated[str, typer.Option(metavar="two|any", help="Two camps in each part, or any number.")] = "two",
    table: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(TABLES),
            help="One table: the periods, who is in which camp, what changed, or also each tie gained or lost.",
            show_default="the first three on a terminal, else camps",
        ),
    ] = None,
    form: FormatOption = None,
    output: PictureOption = None,
) -> None:
    """Follow camps over time: who is in which, who crossed over, which split, merged, came or went, how balance moved.

    A camp keeps its number from one period to the next. Give --years, --day or --changes.
    """
    from sahel_kg.alliances.course.periods import follow_camps

    if table is not None and table not in TABLES:
        raise UsageError(f"--table {table}: choose from {', '.join(TABLES)}")
    if choice.as_of is not None:
        raise UsageError(
            f"--as-of {choice.as_of} is one day, and each period has its own: give --day or --years instead"
        )
    suffix = picture_suffix(output, form)
    timed = {name: given for name, given in (("reading", choice.reading), ("window", choice.window)) if given}
    opened = choice.open_whole()
    options = {**choice.joining(), **timed}
    course = follow_camps(opened, _moments(opened, years, day, changes, options), kind=kind, **options)
    if suffix and output:
        from sahel_kg.views.pictures import camp_flow

        told = f"{len(course.lines)} camps in {len(course.periods)} periods"
        put_picture(output, camp_flow.figure(course, sources=titles_of(opened)), told)
        return
    _put(course, table, form, output)
    typer.echo(course.note, err=True)


def _moments(
    opened: Build, years: str | None, day: Sequence[str] | None, changes: bool, options: dict[str, Any]
) -> Sequence[Moment | date | str]:
    from sahel_kg.alliances.course import moments

    given = [name for name, said in (("--years", years), ("--day", day), ("--changes", changes)) if said]
    if len(given) != 1:
        raise UsageError(f"{' and '.join(given) or 'no period'}: give one of --years, --day and --changes")
    if day:
        return day
    if changes:
        return moments.change_days(opened, **options)
    first, colon, last = (years or "").partition(":")
    if not (first.isdecimal() and (last or first).isdecimal()) or (colon and not last):
        raise UsageError(f"--years {years}: write the first and the last year, such as 2012:2019")
    return moments.years(int(first), int(last or first))


def _put(course: Course, table: str | None, form: str | None, output: Path | None) -> None:
    from sahel_kg.alliances.course.periods import CHANGE_COLUMNS, COLUMNS, PERIOD_COLUMNS

    chosen = form or tables.default_format(output)
    is_read = chosen == "table"
    ties = table == "ties"
    hidden: dict[str, tuple[str, ...]] = {"periods": ("day", "why"), "camps": (), "changes": _TOLD_IN_TEXT}
    found: dict[str, tuple[Sequence[str], Sequence[Sequence[object]]]] = {
        "periods": (PERIOD_COLUMNS, course.period_rows()),
        "camps": (COLUMNS, course.rows()),
        "changes": (CHANGE_COLUMNS, course.change_rows(ties=ties)),
    }
    wanted = ("changes",) if ties else (table,) if table else tuple(found) if is_read else ("camps",)
    if not is_read:
        put(*found[wanted[0]], form, output, wrapper=course.as_dict())
        return
    if not ties:
        hidden["changes"] = (*_TOLD_IN_TEXT, "claims")
    if len(course.periods) <= MOST_WIDE:
        found["camps"] = course.actor_rows()
    texts = [tables.render_table(*tables.readable(*found[name], hidden=hidden[name])) for name in wanted]
    if "periods" in wanted:
        texts[0] += "".join(f"{period.label}: {period.why}\n" for period in course.periods if period.why)
    emit("\n".join(texts), output)
