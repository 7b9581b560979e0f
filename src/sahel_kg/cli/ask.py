"""The commands that ask a build: competency questions and SPARQL, tables by SQL, and all about an actor."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sahel_kg import tables
from sahel_kg.cli import options
from sahel_kg.cli.completion import offer_questions, offer_subjects
from sahel_kg.cli.groups import (
    BuildOptions,
    LimitOptions,
    MeasureOptions,
    OutputOptions,
    SeenOptions,
    SeenTiesOptions,
    SheetOptions,
)
from sahel_kg.cli.opening import limiting, open_build, open_seen, same_build
from sahel_kg.cli.output import (
    choose_form,
    emit,
    put,
    put_text,
    tell_columns,
    tell_evidence,
    tell_namesakes,
    warn_of,
)
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import AmbiguousNameError, ParseError, UsageError

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.builds.queries import Query
    from sahel_kg.store.sparql import Rows


@spread
def queries(out: OutputOptions) -> None:
    """List the competency questions with their parameters."""
    from sahel_kg.builds.queries import read_queries

    known = read_queries().values()
    rows = []
    for query in known:
        given = [f"{p.name}={p.default}" if p.default else f"{p.name}=..." for p in query.parameters]
        rows.append((query.name, query.title, " ".join(given)))
    wrapper = {"version": 1, "queries": [q.as_dict() for q in known]}
    put(("name", "title", "parameters"), rows, out, wrapper=wrapper)


@spread
def query(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE|-",
            help="A competency question, a SPARQL file, or - for standard input.",
            autocompletion=offer_questions,
        ),
    ],
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Parameters of the question.")
    ] = None,
    include: options.Include = None,
    *,
    choice: SeenOptions,
    limits: LimitOptions,
    out: MeasureOptions,
) -> None:
    """Run a competency question, or any SPARQL read query.

    With --as-of the query reads what is certain on that day, then what is possible as well; a column tells which.
    --notes says what the rows of a question mean.
    """
    from sahel_kg.builds.doubts import list_doubts, list_other_ends, list_turned
    from sahel_kg.builds.queries import read_queries, run

    given = _read_parameters(parameters or (), read_queries().get(name))
    sparql = _read_sparql(name, read_queries())
    opened = open_seen(choice)
    rows = run(opened, sparql, given, include=include or (), limits=limiting(limits))
    asked = read_queries().get(sparql)
    hidden = [p.name for p in asked.parameters if p.default] if asked else ()
    told = _name_relations(rows, opened) if asked and out.is_read else rows.rows
    put(rows.variables, told, out, hidden=hidden, first=asked.first if asked else ())
    for sentence in tell_columns(asked.columns, out) if asked and rows else ():
        say(sentence)
    for doubt in () if asked else list_doubts(opened, sparql, is_empty=not rows):
        say(doubt)
    for was, other, count in list_turned(opened, asked, given, limiting(limits)) if asked and not rows else ():
        turned = {other: given[was]} | ({was: given[other]} if other in given else {})
        pairs = {**{key: value for key, value in given.items() if key not in (was, other)}, **turned}
        words = [name, *(f"{key}={value}" for key, value in pairs.items()), *same_build(choice)]
        rows_told = f"{count} row{'s' * (count != 1)}"
        say(f"as {other} '{given[was]}' has {rows_told}: sahel-kg query {' '.join(map(shlex.quote, words))}")
    for was, other in list_other_ends(asked, given) if asked and rows else ():
        words = [name, *(f"{other if key == was else key}={value}" for key, value in given.items())]
        say(f"ties told from the other end: sahel-kg query {' '.join(map(shlex.quote, [*words, *same_build(choice)]))}")
    if rows.note:
        say(rows.note)
    cells = [cell for row in rows.rows for cell in row]
    tell_namesakes(opened, cells)
    warn_of(opened, cells)
    if asked and (out.notes or not rows):
        say(f"{asked.title}: {'' if rows else 'no rows. '}{asked.description}{_CLAIMED * _is_by_claim(rows.variables)}")


def _name_relations(rows: Rows, opened: Build) -> list[tuple[object, ...]]:
    """Return rows in which relations are told in words, as `show` and `explain` tell them."""
    from sahel_kg.vocabulary import compact

    words = {compact(iri): label for iri, label in opened.relations.labels.items()}
    named = [name.lower().endswith("relation") for name in rows.variables]
    return [
        tuple(words.get(str(cell), cell) if is_named else cell for cell, is_named in zip(row, named, strict=True))
        for row in rows
    ]


_CLAIMED = (
    " Days are those that each claim tells of itself (of hostility that happened, within the years of both);"
    " `sahel-kg show` has those of the tie, all its claims and the years of both ends together, and"
    " `sahel-kg explain` says how they come about."
)


def _is_by_claim(columns: Sequence[str]) -> bool:
    return {"claim", "latestBegin", "earliestEnd"} <= set(columns)


def _read_parameters(given: Sequence[str], question: Query | None) -> dict[str, object]:
    found: dict[str, object] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals:
            names = f"; {question.name} takes {', '.join(p.name for p in question.parameters)}" if question else ""
            raise UsageError(f"'{text}' is no parameter: write KEY=VALUE{names}")
        found[key] = value
    return found


def _read_sparql(name: str, known: Any) -> str:
    """Return the name of a question as it is, and what a file or standard input holds."""
    is_file = name not in known and (name.endswith((".rq", ".sparql")) or Path(name).is_file())
    return _read_text(name) if name == "-" or is_file else name


def _read_text(name: str) -> str:
    """Return what a file or standard input holds."""
    from sahel_kg.record.dataset import read_text

    try:
        return sys.stdin.read() if name == "-" else read_text(Path(name))
    except (ParseError, UnicodeDecodeError) as error:
        text = "standard input is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise UsageError(str(text)) from None


@spread
def sql(
    statement: Annotated[
        str | None,
        typer.Argument(metavar="SQL|FILE|-", help="One SELECT; without any, the tables are listed."),
    ] = None,
    *,
    choice: BuildOptions,
    limits: LimitOptions,
    out: OutputOptions,
) -> None:
    """Ask the tables of the build with SQL: claim, tie, event, loss, finding, step and others (docs/database.md).

    They hold the whole build: days and grades are columns. DuckDB, R and Python read the file graph.duckdb as well.
    """
    opened = open_build(choice.folder)
    if statement is None:
        from sahel_kg.store.schema import TABLES

        rows = [(table.name, f"each row is {table.meaning}", " ".join(table.names)) for table in TABLES]
        put(("table", "meaning", "columns"), rows, out)
        return
    text = _read_text(statement) if statement == "-" or statement.endswith(".sql") else statement
    found = opened.sql(text, limits=limiting(limits))
    wrapper = {"version": 1, "columns": list(found.columns), "rows": found.dicts()}
    chosen, cells = choose_form(out), [tuple(map(_cell, row)) for row in found]
    if chosen == "jsonl":
        emit(tables.to_json_lines(found.dicts()), out.output, chosen)
    elif chosen == "table":  # the columns that were asked for, under their names
        emit(tables.render_table(found.columns, cells, wide=out.is_wide, most=out.most), out.output, chosen)
    else:
        put(found.columns, cells, out, wrapper=wrapper)


def _cell(value: object) -> object:
    """Return a list as the other tables have it: parted by spaces, or by " | " where its members have spaces."""
    if not isinstance(value, list):
        return value
    members = [str(_cell(member)) for member in value]
    return (" | " if any(" " in member for member in members) else " ").join(members)


@spread
def show(
    actor: Annotated[
        str | None,
        typer.Argument(
            help="CURIE, IRI or name of an actor, or of an event; without one, all actors are listed.",
            autocompletion=offer_subjects,
        ),
    ] = None,
    *,
    choice: SeenTiesOptions,
    out: SheetOptions,
) -> None:
    """Show an actor: names, ties now and formerly, events, disputes, ranks; or an event. Without a name, list them."""
    opened = open_seen(choice)
    if actor is None:
        _list_actors(opened, OutputOptions(out.form, out.output, every=out.every, wide=out.wide))
    elif event := _find_event(opened, actor):
        _show_event(opened, event, out)
    else:
        _show_actor(opened, actor, choice, out)
    tell_evidence(opened)


def _list_actors(opened: Build, out: OutputOptions) -> None:
    from sahel_kg.views.text.terminal import name_kind

    columns = ("actor", "actor_label", "kind", "described", "other names")
    rows = []
    ties = Counter(end for tie in opened.ties() for end in (tie.subject, tie.object)) if out.most else Counter()
    for one in sorted(opened.actors, key=lambda a: (-ties[a.iri], a.described, a.kind, a.label)):
        others = "; ".join(dict.fromkeys(n.text for n in one.names if n.text != one.label))
        kind = name_kind(one.kind, opened.labels) if out.is_read else one.kind
        rows.append((one.id, one.label, kind, "described" if one.described else "named", others))
    put(columns, rows, out, first=("actor", "kind"))
    tell_namesakes(opened, (row[0] for row in rows))


def _find_event(opened: Build, name: str) -> str:
    """Return the IRI of the event that a name means, "" if it means an actor or nothing."""
    from sahel_kg.events.events import is_event
    from sahel_kg.events.names import called_events, find_place, find_subject
    from sahel_kg.record.nearness import NearNames, tell_near
    from sahel_kg.vocabulary import compact

    whole = opened.whole
    try:
        whole.actors.find(name)
        return ""
    except AmbiguousNameError:
        return ""
    except UsageError:  # all terms of a build are read for a name that no actor has, only
        with contextlib.suppress(UsageError):
            found = find_subject(name, whole.actors, whole.labels, whole.terms)
            return found if is_event(found) else ""
        place = ""
        with contextlib.suppress(UsageError):
            place = compact(find_place(name, whole.labels, whole.terms, whole.counted))
        if place:
            asked = f"`sahel-kg query actors-in-place place={place}` or `events-in-place`"
            raise UsageError(f"'{name}' is a place: {asked} says who or what is told to have been there") from None
        near = tell_near(name, called_events(whole.labels), "`sahel-kg show` lists all actors")
        if near.startswith("; did") and not NearNames(whole.actors.called()).find(name):
            raise UsageError(f"no actor and no event is called '{name}'{near}") from None
    return ""


def _show_event(opened: Build, iri: str, out: SheetOptions) -> None:
    from sahel_kg.views.text import event_sheet

    event = opened.events.by_iri.get(iri)
    if event is None:
        raise UsageError(f"no claim that counts here tells of {iri}: take fewer options of evidence")
    if out.chosen == "table" and out.output is None:
        put_text(event_sheet.event_text(event, opened, wide=out.is_wide), out)
    else:
        put(event_sheet.COLUMNS, event_sheet.event_rows(event, opened), out)


def _show_actor(opened: Build, actor: str, choice: SeenTiesOptions, out: SheetOptions) -> None:
    from sahel_kg.builds import profiles
    from sahel_kg.ties.ties import COLUMNS
    from sahel_kg.views.text import profile_brief, terminal
    from sahel_kg.vocabulary import compact

    profile = profiles.profile(opened, actor)
    chosen = choose_form(out)
    if chosen == "json":
        emit(tables.to_json(profile.as_dict()), out.output)
    elif chosen in ("md", "html"):
        from sahel_kg.views.pages.profile_sheet import sheet

        laid = sheet.lay_out(opened, profile)
        page = sheet.html(laid) if chosen == "html" else sheet.markdown(laid)
        emit(page, out.output, told=f"the sheet of {profile.actor.label}")
    elif chosen == "table" and not out.every and out.output is None:
        seen = ["--as-of", str(profile.day)] if profile.day else []
        options = "".join(f" {shlex.quote(each)}" for each in (*same_build(choice), *seen))
        put_text(profile_brief.brief_text(profile, opened, options, wide=out.is_wide), out)
    elif chosen == "table":
        put_text(terminal.profile_text(profile, opened, wide=out.is_wide), out)
    else:
        put(COLUMNS, [tie.row() for tie in (*profile.ties, *profile.former, *profile.places)], out)
    ends = (compact(end) for tie in (*profile.ties, *profile.former) for end in (tie.subject, tie.object))
    tell_namesakes(opened, [profile.actor.id, *ends])
