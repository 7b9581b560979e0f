"""The commands on time: what changed when, and what two days differ in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sahel_kg import tables
from sahel_kg.cli.completion import offer_actors
from sahel_kg.cli.groups import DifferenceOptions, DifferencesOutput, OutputOptions, PictureOptions, TimelineOptions
from sahel_kg.cli.opening import beyond, open_at, open_two
from sahel_kg.cli.output import choose_form, emit, picture_suffix, put, put_picture, put_text, say_note
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError, choose_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from sahel_kg.builds.build import Build
    from sahel_kg.ties.changes import Change
    from sahel_kg.ties.chronology import History
    from sahel_kg.ties.differences import Difference

DIFFERENCE_TABLES = ("ties", "claims")


@spread
def show_timeline(
    actors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ACTOR]...",
            help="CURIE, IRI or name: one for its changes, more for those between them, none for everybody's.",
            autocompletion=offer_actors,
        ),
    ] = None,
    *,
    choice: TimelineOptions,
    out: PictureOptions,
) -> None:
    """Show what began, ended, happened or was announced, and between which days; as a table or a picture."""
    from sahel_kg.builds.histories import read_history
    from sahel_kg.record.bounds import read_day
    from sahel_kg.ties import chronology
    from sahel_kg.ties.changes import join_years, leave_implied
    from sahel_kg.ties.coverage import tell_ends_within
    from sahel_kg.vocabulary import SKG

    picture, named = picture_suffix(out), actors or []
    first, last = read_day(choice.first, "--from", last=False), read_day(choice.last, "--to")
    opened = open_at(choice)
    history = read_history(
        opened,
        named[0] if len(named) == 1 else None,
        among=named if len(named) > 1 else (),
        signs=choice.sign or (),
        relations=choice.relation or (),
        asserted_only=choice.asserted_only,
        first=first,
        last=last,
    )
    if picture and out.output is not None:
        from sahel_kg.views.pictures import timeline_picture

        put_picture(out.output, timeline_picture.figure(history), history.in_words())
        return
    _put_history(history, out, aside="" if choice.relation else str(SKG.contributesTo))
    shown = (each for each in leave_implied(history.changes) if each.is_dated)
    rows = len(join_years(shown)) if out.is_read else None
    say_note(f"{history.in_words(rows)}. {history.note[:1].upper()}{history.note[1:]} {chronology.ABSENCE}", out)
    for caution in history.cautions:
        say(caution)
    if ends := tell_ends_within(opened, first, last):
        say(ends)


def _put_history(history: History, out: OutputOptions, aside: str) -> None:
    """Put changes; in the first rows of one actor's, those who only contribute to its side stand aside, counted."""
    from sahel_kg.ties.changes import COLUMNS, join_years, leave_implied

    if out.is_read:
        columns = ("when", "change", "what", "status", "basis", "grade", "claims")
        changes, helping = _part(history, aside if out.most else "")
        kept = leave_implied([*changes, *history.undated])
        dated = list(map(_run_row, join_years(each for each in kept if each.is_dated)))
        undated = _join_open([each for each in kept if not each.is_dated])
        text = tables.render_table(columns, dated, wide=out.is_wide, most=out.most)
        if helping:
            text += f"{len(helping)} who contribute to its side are left out: --all\n"
        if undated:
            told = tables.render_table(columns, undated, wide=out.is_wide, most=out.most)
            text += f"\nNot stated by when\n{told}"
        put_text(text, out)
        return
    put(COLUMNS, [change.row() for change in history.changes], out, wrapper=history.as_dict())


def _join_open(changes: Sequence[Change]) -> list[tuple[object, ...]]:
    """Return what is not told by when as rows: neither the begin nor the end of one tie is one row."""
    told: dict[object, list[Change]] = {}
    for change in changes:
        told.setdefault((change.text, change.matter.status, change.claims), []).append(change)
    rows = []
    for same in told.values():
        when = "; ".join(dict.fromkeys(each.when for each in same if each.when != "not stated")) or "not stated"
        words = {each.word for each in same}
        word = "begin and end not told" if len(words) > 1 else same[0].word
        rows.append((when, word, *_run_row(same[:1])[2:]))
    return rows


def _part(history: History, aside: str) -> tuple[list[Change], set[str]]:
    """Return the dated changes without those of who contributes to the side of the actor, and who that is."""
    from sahel_kg.ties.ties import Tie

    kept, helping = [], set()
    for change in history.dated:
        tie = change.matter
        if history.actor and isinstance(tie, Tie) and (tie.relation, tie.object) == (aside, history.actor.iri):
            helping.add(tie.subject)
        else:
            kept.append(change)
    return (kept, helping) if kept else (list(history.dated), set())


def _run_row(run: Sequence[Change]) -> tuple[object, ...]:
    """Return what happened in consecutive years as one row for people."""
    from sahel_kg.ties.words import graded

    change, when = run[0], run[0].when
    if len(run) > 1:
        when = " to ".join(dict.fromkeys(str(day.year) for day in (change.first, run[-1].last) if day))
    return (
        when,
        change.word,
        change.text,
        _tell_status(run),
        change.matter.basis,
        graded(*change.matter.grade),
        tables.cite_run(claim.id.removeprefix("claim:") for each in run for claim in each.claims),
    )


def _tell_status(run: Sequence[Change]) -> str:
    """Return whether what changed is asserted, inferred or denied, and how it is read where that is not certain."""
    status = run[0].matter.status
    readings = list(dict.fromkeys(each.matter.reading for each in run))
    told = " or ".join(readings) if len(readings) > 1 else readings[0]
    return status if told in ("certain", "undated") else f"{status}, {told}"


@spread
def diff(
    one: Annotated[
        str | None, typer.Argument(metavar="DATE", help="A day; a month or a year means its last day.")
    ] = None,
    other: Annotated[
        str | None, typer.Argument(metavar="DATE", help="Another day; the earlier one comes first anyway.")
    ] = None,
    *,
    choice: DifferenceOptions,
    out: DifferencesOutput,
) -> None:
    """Show which ties are gained, lost or changed between two days; or which ties and claims, between two builds.

    With --before the build is compared with another, on one day or, without any, at all times. What an edit does:
    `sahel-kg build --build before`, edit, `sahel-kg build`, `sahel-kg diff --before before`.
    """
    from sahel_kg.record.bounds import read_day

    given = [text for text in (one, other) if text is not None]
    days = [day for text in given if (day := read_day(text, "DATE"))]
    _refuse_days(choice, given)
    said: dict[str, Any] = {
        "signs": choice.sign or (),
        "relations": choice.relation or (),
        "asserted_only": choice.asserted_only,
        "reading": choice.reading,
        "window": choice.window,
        "persist": choice.persist,
        "around": choice.around or (),
    }
    if choice.before is None:
        opened, difference = _compare_days(choice, days, said)
    else:
        opened, difference = _compare_builds(choice, choice.before, days, said)
    _put_difference(difference, out, choice.table)
    if len(days) > 1 and days[1] < days[0]:
        say(f"{days[1]} is the earlier day and was taken first")
    for sentence in beyond(opened, sorted(set(days))) if days else ():
        say(sentence)
    for caution in difference.cautions:
        say(caution)
    note = f"{difference.note[:1].upper()}{difference.note[1:]}"
    say_note(f"{difference.in_words()}. {note} {difference.absence}", out)


def _refuse_days(choice: DifferenceOptions, given: Sequence[str]) -> None:
    """Refuse too few or too many days, and a table that there is not."""
    if choice.before is None and len(given) < 2:
        told = "give two days, such as 2012 2019-12-03, or --before DIR, which compares two builds"
        raise UsageError(f"{given[0]} is one day: {told}" if given else f"nothing to compare: {told}")
    if choice.before is not None and len(given) > 1:
        told = "two builds are compared on one day, or at all times"
        raise UsageError(f"{' '.join(given)} with --before {choice.before}: {told}")
    if choice.table is not None and choice.table not in DIFFERENCE_TABLES:
        raise UsageError(f"--table {choice.table}: {choose_from(choice.table, DIFFERENCE_TABLES)}")
    if choice.table is not None and choice.before is None:
        raise UsageError(f"--table {choice.table} needs --before: the claims are the same on both days")


def _compare_days(choice: DifferenceOptions, days: Sequence[date], said: Mapping[str, Any]) -> tuple[Build, Difference]:
    from sahel_kg.builds.histories import compare_days

    opened = open_at(choice)
    return opened, compare_days(opened, days[0], days[1], **said)


def _compare_builds(
    choice: DifferenceOptions, before: Path, days: Sequence[date], said: Mapping[str, Any]
) -> tuple[Build, Difference]:
    from sahel_kg.builds.histories import compare_builds

    two = open_two(choice, before)
    return two[1], compare_builds(*two, *days, **said)


def _put_difference(difference: Difference, out: DifferencesOutput, table: str | None) -> None:
    from sahel_kg.ties.differences import COLUMNS
    from sahel_kg.views.text import differences_text

    chosen = choose_form(out)
    if chosen == "md":
        emit(differences_text.markdown(difference, table), out.output)
        return
    if not out.is_read:
        grid = difference.claims.grid() if table == "claims" else difference.grid()
        put(grid.columns if table == "claims" else COLUMNS, grid.rows, out, wrapper=difference.as_dict())
        return
    layout: dict[str, Any] = {"wide": out.is_wide, "most": out.most}
    texts = []
    if table != "claims":
        columns, rows = differences_text.tie_columns(difference), differences_text.tie_rows(difference)
        texts.append(tables.render_table(columns, rows, **layout))
    if difference.of_builds and table != "ties":
        told = tables.render_table(differences_text.CLAIM_COLUMNS, differences_text.claim_rows(difference), **layout)
        texts.append(told if table else f"Claims\n{told}")
    put_text("\n".join(texts), out)
