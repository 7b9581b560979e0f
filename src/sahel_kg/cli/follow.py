"""The command on how camps, their members and their ties went on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sahel_kg import tables
from sahel_kg.cli import options
from sahel_kg.cli.groups import OutputOptions, PeriodOptions, PictureOptions
from sahel_kg.cli.opening import joining, open_at
from sahel_kg.cli.output import picture_suffix, put, put_picture, put_text, say_note
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError, choose_from

if TYPE_CHECKING:
    from sahel_kg.alliances.course.moments import Moment
    from sahel_kg.alliances.course.periods import Course
    from sahel_kg.builds.build import Build

TABLES = ("periods", "camps", "changes", "ties")
MOST_WIDE = 10
"""With more periods camps are listed below each other."""
_TOLD_IN_TEXT = ("before", "after", "sign", "actors", "actors_label")


@spread
def follow(
    choice: PeriodOptions, out: PictureOptions, kind: options.Kind = "two", table: options.PeriodTable = None
) -> None:
    """Follow camps over time: who is in which, who crossed over, which split, merged, came or went, how balance moved.

    A camp keeps its number from one period to the next. Give --years, --day or --changes.
    """
    from sahel_kg.alliances.course.periods import follow_camps
    from sahel_kg.alliances.network.disputed import tell_disputed

    if table is not None and table not in TABLES:
        raise UsageError(f"--table {table}: {choose_from(table, TABLES)}")
    if choice.as_of is not None:
        raise UsageError(
            f"--as-of {choice.as_of} is one day, and each period has its own: give --day or --years instead"
        )
    suffix = picture_suffix(out)
    timed = {name: given for name in ("reading", "window", "persist") if (given := getattr(choice, name))}
    opened = open_at(choice)
    said = {**joining(choice), **timed}
    course = follow_camps(opened, _moments(opened, choice, said), kind=kind, **said)
    if suffix and out.output:
        from sahel_kg.ties.words import count
        from sahel_kg.views.pictures import camp_flow

        told = f"{count(len(course.lines), 'camp')} in {count(len(course.periods), 'period')}"
        put_picture(out.output, camp_flow.figure(course), told)
        return
    _put(course, table, out)
    if course.periods and (disputed := tell_disputed(course.periods[-1].network)):
        say(disputed)
    say_note(course.note, out)


def _moments(opened: Build, choice: PeriodOptions, said: dict[str, Any]) -> Sequence[Moment | date | str]:
    from sahel_kg.alliances.course import moments

    years = choice.years or ""
    asked = {"--years": choice.years, "--day": choice.day, "--changes": choice.changes}
    given = [name for name, value in asked.items() if value]
    if len(given) != 1:
        raise UsageError(f"{' and '.join(given) or 'no period'}: give one of --years, --day and --changes")
    if choice.day:
        return choice.day
    if choice.changes:
        return moments.change_days(opened, **said)
    first, colon, last = years.partition(":")
    if not (first.isdecimal() and (last or first).isdecimal()) or (colon and not last):
        raise UsageError(f"--years {years}: write the first and the last year, such as 2012:2019")
    return moments.years(int(first), int(last or first))


def _put(course: Course, table: str | None, out: OutputOptions) -> None:
    from sahel_kg.alliances.course.periods import CHANGE_COLUMNS, COLUMNS, PERIOD_COLUMNS

    ties = table == "ties"
    hidden: dict[str, tuple[str, ...]] = {"periods": ("day", "why"), "camps": (), "changes": _TOLD_IN_TEXT}
    found: dict[str, tuple[Sequence[str], Sequence[Sequence[object]]]] = {
        "periods": (PERIOD_COLUMNS, course.period_rows()),
        "camps": (COLUMNS, course.rows()),
        "changes": (CHANGE_COLUMNS, course.change_rows(ties=ties)),
    }
    wanted = ("changes",) if ties else (table,) if table else tuple(found) if out.is_read else ("camps",)
    if not out.is_read:
        put(*found[wanted[0]], out, wrapper=course.as_dict())
        return
    if not ties:
        hidden["changes"] = (*_TOLD_IN_TEXT, "claims")
    if len(course.periods) <= MOST_WIDE:
        found["camps"] = course.actor_rows()
    texts = [
        tables.render_table(*tables.readable(*found[name], hidden=hidden[name]), wide=out.is_wide, most=out.most)
        for name in wanted
    ]
    if "periods" in wanted:
        texts[0] += "".join(f"{period.label}: {period.why}\n" for period in course.periods if period.why)
    put_text("\n".join(texts), out)
