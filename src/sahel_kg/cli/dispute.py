"""The commands about what does not go together: contradictions and tensions, and losses told side by side."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli.completion import offer_actors, offer_subjects
from sahel_kg.cli.groups import CasualtiesOptions, CasualtiesOutput, FindingsOptions, FindingsOutput
from sahel_kg.cli.opening import open_at, open_seen, same_build
from sahel_kg.cli.output import choose_form, emit, put, put_text, say_note
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError, choose_from

KINDS = ("contradiction", "tension")


@spread
def contradictions(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="ACTOR",
            help="Only those with this actor on a side: CURIE, IRI or name.",
            show_default="all",
            autocompletion=offer_actors,
        ),
    ] = None,
    *,
    choice: FindingsOptions,
    out: FindingsOutput,
) -> None:
    """List what does not go together, with the claims on each side, their grades and the time.

    What would contradict only if all that is possible were so comes last, apart from the rest.
    """
    from sahel_kg.explaining import naming
    from sahel_kg.views.text import disagreements

    chosen, kind = choose_form(out), choice.kind
    if kind is not None and kind not in KINDS:
        raise UsageError(f"--kind {kind}: {choose_from(kind, KINDS)}")
    if name and choice.actor:
        raise UsageError(f"{name} and --actor {choice.actor}: name the actor once")
    opened = open_seen(choice)
    wanted = opened.whole.actors.find(told) if (told := name or choice.actor) else None
    found = [
        each
        for each in opened.disagreements()
        if kind in (None, each.kind) and (wanted is None or any(map(each.is_about, wanted.iris)))
    ]
    if chosen == "json":
        emit(tables.to_json({"version": 1, "items": [each.as_dict() for each in found]}), out.output)
    elif chosen == "jsonl":
        emit(tables.to_json_lines(each.as_dict() for each in found), out.output)
    else:
        phrasing = naming.open_book(opened.whole).phrasing
        if chosen in ("table", "md"):
            time = f" with {wanted.label} on a side" if wanted else ""
            time += f"{',' * bool(wanted)} {opened.when.in_words()}" if opened.when.day else ""
            time += f", {opened.evidence.in_words()}" if opened.evidence else ""
            if chosen == "md":
                emit(disagreements.markdown(found, phrasing, time=time), out.output)
                return
            # `explain` tells a finding by all claims: beside a choice of them it would tell of others
            why = "" if opened.evidence else shlex.join(["sahel-kg", "explain", *same_build(choice)])
            put_text(disagreements.text(found, phrasing, time=time, why=why, most=out.most), out)
            return
        emit(tables.format_rows(disagreements.COLUMNS, disagreements.rows(found, phrasing), chosen), out.output, chosen)


@spread
def list_casualties(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="EVENT|ACTOR",
            help="CURIE, IRI or name; without one, all reports.",
            autocompletion=offer_subjects,
        ),
    ] = None,
    *,
    choice: CasualtiesOptions,
    out: CasualtiesOutput,
) -> None:
    """Put reports of losses side by side, and add up what is surely not the same dead.

    A total gives low and high, and says which reports it contains. An actor stands for its organs as well; without a
    name, everybody's total comes last. Losses of an actor and others that are told as one figure have a total of their
    own (together), which is added to no other. With --by-year a row of a total says how many reports it counts, how
    many lie within these (contains) and how many it does not add (excluded).
    """
    from sahel_kg.builds import casualties
    from sahel_kg.views.text import losses

    chosen = choose_form(out)
    opened = open_at(choice, choice.as_of)
    where = {"inflicted_by": choice.inflicted_by, "place": choice.place}
    if none := casualties.tell_none(opened, name, choice.since, **where):
        say(none)
    if choice.by_year:
        years = casualties.by_year(opened, name, choice.since, **where)
        if chosen == "md":
            emit(losses.years_markdown(years, opened), out.output)
        else:
            grid, meaning = years.grid(), casualties.tell_together(years, opened)
            put(grid.columns, grid.rows, out, first=("year", "party", "whose", "loss", "low", "best", "high"))
            if meaning:
                put_text(f"{meaning}\n", out) if chosen == "table" and out.output is None else say(meaning)
        say_note(casualties.tell_choice(opened, name, choice.since, **where), out)
        return
    totals = casualties.totals(opened, name, choice.since, **where)
    reports = casualties.list_reports(opened, name, choice.since, **where)
    if chosen == "json":
        emit(tables.to_json(losses.as_dict(reports, totals, opened)), out.output)
    elif chosen == "md":
        emit(losses.markdown(reports, totals, opened), out.output)
    elif chosen == "table":
        put_text(losses.text(reports, totals, opened, wide=out.is_wide, most=out.most), out)
    else:
        emit(tables.format_rows(losses.COLUMNS, losses.rows(reports, totals, opened), chosen), out.output, chosen)
    say_note(casualties.tell_choice(opened, name, choice.since, **where), out)
