"""The commands about what does not go together: contradictions and tensions, and losses told side by side."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli.shared import (
    AsOfOption,
    BasisOption,
    BuildOption,
    CredibilityOption,
    OutputOption,
    ReadingOption,
    ReliabilityOption,
    SourcesOption,
    emit,
    open_seen,
)
from sahel_kg.errors import UsageError

KINDS = ("contradiction", "tension")
FORMATS = (*tables.FORMATS, "md")


def contradictions(
    as_of: AsOfOption = None,
    reading: ReadingOption = None,
    kind: Annotated[
        str | None, typer.Option(metavar="K", help="contradiction or tension.", show_default="both")
    ] = None,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="Only those with this actor on a side.")] = None,
    basis: BasisOption = None,
    source: SourcesOption = None,
    min_credibility: CredibilityOption = None,
    min_reliability: ReliabilityOption = None,
    folder: BuildOption = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="F",
            help="table, csv, tsv, json, jsonl or md.",
            show_default="table on a terminal, else csv",
        ),
    ] = None,
    output: OutputOption = None,
) -> None:
    """List what does not go together, with the claims on each side, their grades and the time.

    What would contradict only if all that is possible were so comes last, apart from the rest.
    """
    from sahel_kg.explaining import naming
    from sahel_kg.views.text import disagreements

    chosen = _format(form, output)
    if kind is not None and kind not in KINDS:
        raise UsageError(f"--kind {kind}: choose from {', '.join(KINDS)}")
    opened = open_seen(
        folder,
        as_of,
        reading,
        basis=basis,
        source=source,
        min_credibility=min_credibility,
        min_reliability=min_reliability,
    )
    wanted = opened.whole.actors.find(actor).id if actor else None
    items = [
        item
        for item in opened.disagreements()
        if kind in (None, item["kind"])
        and (wanted is None or any(wanted in (s["tie"]["subject"], s["tie"]["object"]) for s in item["sides"]))
    ]
    if chosen == "json":
        emit(tables.to_json({"version": 1, "items": items}), output)
    elif chosen == "jsonl":
        emit("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), output)
    else:
        phrasing = naming.open_book(opened.whole).phrasing
        if chosen in ("table", "md"):
            time = f" {opened.when.in_words()}" if opened.when.day else ""
            time += f", {opened.evidence.in_words()}" if opened.evidence else ""
            show = disagreements.text if chosen == "table" else disagreements.markdown
            emit(show(items, phrasing, time=time), output)
            return
        emit(tables.format_rows(disagreements.COLUMNS, disagreements.rows(items, phrasing), chosen), output)


def _format(form: str | None, output: object) -> str:
    from pathlib import Path

    chosen = form or tables.default_format(output if isinstance(output, Path) else None)
    if chosen not in FORMATS:
        raise UsageError(f"--format {chosen}: choose from {', '.join(FORMATS)}")
    return chosen


def list_casualties(
    name: Annotated[
        str | None, typer.Argument(metavar="EVENT|ACTOR", help="CURIE, IRI or name; without one, all reports.")
    ] = None,
    as_of: AsOfOption = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Add up losses from that day on.")
    ] = None,
    basis: BasisOption = None,
    source: SourcesOption = None,
    min_credibility: CredibilityOption = None,
    min_reliability: ReliabilityOption = None,
    folder: BuildOption = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="F",
            help="table, csv, tsv, json, jsonl or md; csv, tsv and jsonl have the reports, not the totals.",
            show_default="table on a terminal, else csv",
        ),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Put reports of losses side by side, and add up what is surely not the same dead.

    A total gives low and high, and says which reports it contains. An actor stands for its organs as well.
    """
    from sahel_kg.builds import casualties
    from sahel_kg.views.text import losses

    chosen = _format(form, output)
    opened = open_seen(
        folder,
        as_of,
        basis=basis,
        source=source,
        min_credibility=min_credibility,
        min_reliability=min_reliability,
    )
    totals = casualties.totals(opened, name, since)
    reports = casualties.list_reports(opened, name)
    if chosen == "json":
        emit(tables.to_json(losses.as_dict(reports, totals, opened)), output)
    elif chosen == "md":
        emit(losses.markdown(reports, totals, opened), output)
    elif chosen == "table":
        emit(losses.text(reports, totals, opened), output)
    else:
        emit(tables.format_rows(losses.COLUMNS, losses.rows(reports, totals, opened), chosen), output)
