"""The commands on time: what changed when, and what two days differ in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli.shared import (
    AssertedOption,
    BasisOption,
    BuildOption,
    CredibilityOption,
    FormatOption,
    OutputOption,
    ReadingOption,
    RelationOption,
    ReliabilityOption,
    SignOption,
    SourcesOption,
    WindowOption,
    beyond,
    emit,
    open_seen,
    picture_suffix,
    put,
    put_picture,
)
from sahel_kg.errors import UsageError

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.ties.chronology import History
    from sahel_kg.ties.differences import Difference


def show_timeline(
    actors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ACTOR]...",
            help="CURIE, IRI or name: one for its changes, more for those between them, none for everybody's.",
        ),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Only what may have come about from then on.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Only what may have come about until then.")
    ] = None,
    sign: SignOption = None,
    relation: RelationOption = None,
    basis: BasisOption = None,
    source: SourcesOption = None,
    min_credibility: CredibilityOption = None,
    min_reliability: ReliabilityOption = None,
    asserted_only: AssertedOption = False,
    folder: BuildOption = None,
    form: FormatOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Draw a picture, FILE.svg or FILE.png; or, with --format, a table."
        ),
    ] = None,
) -> None:
    """Show what began, ended, happened or was announced, and between which days; as a table or a picture."""
    from sahel_kg.builds.histories import read_history
    from sahel_kg.ties import chronology

    picture = picture_suffix(output, form)
    if output and not picture and form is None:
        raise UsageError(
            f"-o {output}: a picture is FILE.svg or FILE.png; for a table say --format {', '.join(tables.FORMATS)} too"
        )
    named = actors or []
    history = read_history(
        open_seen(
            folder,
            basis=basis,
            source=source,
            min_credibility=min_credibility,
            min_reliability=min_reliability,
        ),
        named[0] if len(named) == 1 else None,
        among=named if len(named) > 1 else (),
        signs=sign or (),
        relations=relation or (),
        asserted_only=asserted_only,
        first=chronology.read_day(first, "--from") if first else None,
        last=chronology.read_day(last, "--to", last=True) if last else None,
    )
    if picture and output is not None:
        from sahel_kg.views.pictures import timeline_picture

        put_picture(output, timeline_picture.figure(history), history.in_words())
        return
    _put_history(history, form, output)
    typer.echo(f"{history.in_words()}. {history.note[:1].upper()}{history.note[1:]} {chronology.ABSENCE}", err=True)


TIMELINE_COLUMNS = (
    *("from", "to", "when", "change", "what", "subject", "relation", "object", "sign"),
    *("status", "reading", "basis", "reliability", "credibility", "claims"),
)


def _put_history(history: History, form: str | None, output: Path | None) -> None:
    from sahel_kg.events.occurrences import Occurrence
    from sahel_kg.ties.changes import Change
    from sahel_kg.ties.relations import SIGN_WORDS
    from sahel_kg.views.text.terminal import graded

    chosen = form or tables.default_format(output)

    def cited(change: Change) -> str:
        return " ".join(claim.id.removeprefix("claim:") for claim in change.claims)

    if chosen == "table":
        columns = ("when", "change", "what", "status", "basis", "grade", "claims")

        def rows(changes: tuple[Change, ...]) -> list[tuple[object, ...]]:
            return [
                (
                    change.when,
                    change.change,
                    f"{change.text}\n{' '.join(change.fact)}",
                    change.matter.status,
                    change.matter.basis,
                    graded(*change.matter.grade),
                    cited(change),
                )
                for change in changes
            ]

        text = tables.render_table(columns, rows(history.dated))
        if history.undated:
            text += f"\nNot stated by when\n{tables.render_table(columns, rows(history.undated))}"
        emit(text, output)
        return
    flat = []
    for change in history.changes:
        matter = change.matter
        sign = None if isinstance(matter, Occurrence) else SIGN_WORDS[matter.sign]
        flat.append(
            (
                change.first,
                change.last,
                change.when,
                change.change,
                change.text,
                *change.fact,
                sign,
                matter.status,
                matter.reading,
                matter.basis,
                *matter.grade,
                cited(change),
            )
        )
    put(TIMELINE_COLUMNS, flat, form, output, wrapper=history.as_dict())


def diff(
    one: Annotated[str, typer.Argument(metavar="DATE", help="A day; a month or a year means its last day.")],
    other: Annotated[str, typer.Argument(metavar="DATE", help="Another day; the earlier one comes first anyway.")],
    reading: ReadingOption = None,
    window: WindowOption = None,
    sign: SignOption = None,
    relation: RelationOption = None,
    basis: BasisOption = None,
    source: SourcesOption = None,
    min_credibility: CredibilityOption = None,
    min_reliability: ReliabilityOption = None,
    asserted_only: AssertedOption = False,
    folder: BuildOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show which ties are gained, lost or changed between two days."""
    from sahel_kg.record.extents import DEFAULT_WINDOW
    from sahel_kg.record.extents import when as make_when
    from sahel_kg.ties import differences
    from sahel_kg.ties.chronology import read_day

    days = [read_day(text, "DATE", last=True) for text in (one, other)]
    times = [make_when(day, reading, window or DEFAULT_WINDOW) for day in days]
    opened = open_seen(
        folder,
        basis=basis,
        source=source,
        min_credibility=min_credibility,
        min_reliability=min_reliability,
    )
    difference = differences.compare(
        opened, times[0], times[1], signs=sign or (), relations=relation or (), asserted_only=asserted_only
    )
    _put_difference(difference, opened, form, output)
    if days[1] < days[0]:
        typer.echo(f"{days[1]} is the earlier day and was taken first", err=True)
    for sentence in beyond(opened, sorted(set(days))):
        typer.echo(sentence, err=True)
    note = f"{difference.note[:1].upper()}{difference.note[1:]}"
    typer.echo(f"{difference.in_words()}. {note} {differences.ABSENCE}", err=True)


DIFF_COLUMNS = (
    *("change", "what", "subject", "relation", "object", "sign"),
    *("reading before", "reading after", "status before", "status after", "basis before", "basis after"),
    *("grade before", "grade after", "why possible", "claims"),
)


def _put_difference(difference: Difference, opened: Build, form: str | None, output: Path | None) -> None:
    from sahel_kg.builds.histories import find_words
    from sahel_kg.ties.relations import SIGN_WORDS
    from sahel_kg.ties.ties import Tie
    from sahel_kg.views.text.terminal import graded
    from sahel_kg.vocabulary import compact

    words = find_words(opened)
    entries: list[tuple[str, Tie | None, Tie | None]] = [
        *(("gained", None, tie) for tie in difference.gained),
        *(("lost", tie, None) for tie in difference.lost),
        *(("changed", changed.before, changed.after) for changed in difference.changed),
    ]
    chosen = form or tables.default_format(output)
    rows: list[tuple[object, ...]] = []
    for change, before, after in entries:
        tie = after or before
        assert tie is not None
        both = [t for t in (before, after) if t]
        claims = " ".join(dict.fromkeys(c.id.removeprefix("claim:") for t in both for c in t.claims))
        why = "; ".join(tie.why_possible)
        fact = (compact(tie.subject), compact(tie.relation), compact(tie.object))
        if chosen == "table":
            rows.append(
                (
                    change,
                    f"{words.sentence(tie)}\n{' '.join(fact)}",
                    SIGN_WORDS[tie.sign],
                    *(_standing(each) for each in (before, after)),
                    claims,
                )
            )
            continue
        cells: list[object] = []
        for get in ("reading", "status", "basis"):
            cells += [getattr(each, get) if each else None for each in (before, after)]
        cells += [graded(*each.grade) if each else None for each in (before, after)]
        rows.append((change, words.sentence(tie), *fact, SIGN_WORDS[tie.sign], *cells, why, claims))
    if chosen == "table":
        columns = ("change", "what", "sign", f"on {difference.one.day}", f"on {difference.other.day}", "claims")
        emit(tables.render_table(columns, rows), output)
    else:
        put(DIFF_COLUMNS, rows, form, output, wrapper=difference.as_dict())


def _standing(tie: object) -> str:
    """Return how a tie stands on a day, in a cell: reading, why, status, basis and grade."""
    from sahel_kg.ties.ties import Tie
    from sahel_kg.views.text.terminal import graded

    if not isinstance(tie, Tie):
        return "-"
    why = f" ({'; '.join(tie.why_possible)})" if tie.why_possible else ""
    return f"{tie.reading}{why}, {tie.status}, {tie.basis or 'no basis'} {graded(*tie.grade)}".rstrip()
