"""The command that leaves claims and sources out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sahel_kg.cli import options
from sahel_kg.cli.completion import offer_sources
from sahel_kg.cli.groups import NetworkOptions, PictureOptions
from sahel_kg.cli.opening import open_seen, taking
from sahel_kg.cli.output import picture_suffix, put, put_picture, say_note
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.variants.sensitivity import Sensitivity


@spread
def leave_out(
    choice: NetworkOptions,
    out: PictureOptions,
    only: Annotated[
        str | None,
        typer.Argument(
            metavar="CLAIM|SOURCE",
            help="Only this one: which ties go without it.",
            show_default="each",
            autocompletion=offer_sources,
        ),
    ] = None,
    over: options.Over = None,
    by: options.SensitiveBy = "degree",
    most: options.MostCarriers = 15,
) -> None:
    """Find the claims and sources that carry most: leave each out and count the ties, findings and ranks that go.

    ties: those lost; signed: of friend or foe; dropped: actors that have none left.
    tau: Kendall's tau-b of the ranks with and without it, 1 if none moves.
    With CLAIM, whom its withdrawal would touch, tie by tie. Named actors rank.
    """
    from sahel_kg.variants.sensitivity import COLUMNS, OVER, measure
    from sahel_kg.views.pictures import sensitivity_chart

    suffix = picture_suffix(out)
    opened = open_seen(choice)
    found = measure(opened, only=only, over=over or OVER, by=by, most=most, **taking(choice))
    if suffix and out.output:
        told = f"{len(found.carriers)} claims and sources"
        put_picture(out.output, sensitivity_chart.figure(found, sources=opened.credit(opened.admitted)), told)
        return
    if only is not None:
        _put_lost(found, opened, out)
        return
    rows = [carrier.row() for carrier in found.carriers]
    if out.is_read:
        short = COLUMNS.index("what")
        rows = [(*row[:short], c.short, *row[short + 1 :]) for row, c in zip(rows, found.carriers, strict=True)]
    put(
        COLUMNS,
        rows,
        out,
        wrapper=found.as_dict(),
        hidden=("claims", "source"),
        first=("id", "ties", "findings", "tau", "what"),
    )
    say_note(found.note, out)


TOUCHED = 12
"""Actors that the sentence on the side names, unless all are asked for."""
LOST_COLUMNS = ("subject", "subject_label", "relation", "object", "object_label", "sign", "status")


def _put_lost(found: Sensitivity, opened: Build, out: PictureOptions) -> None:
    """Put the ties that go without one claim or source, and say whom else it touches."""
    from sahel_kg.record.relations import SIGN_WORDS
    from sahel_kg.vocabulary import compact

    labels = {actor.id: actor.label for actor in opened.actors}
    words = {compact(iri): label for iri, label in opened.relations.labels.items()} if out.is_read else {}
    (carrier,) = found.carriers
    rows = [
        (
            t.subject,
            labels[t.subject],
            words.get(t.relation, t.relation),
            t.object,
            labels[t.object],
            SIGN_WORDS[t.sign],
            t.as_dict()["status"],
        )
        for t in carrier.lost
    ]
    put(LOST_COLUMNS, rows, out, wrapper=found.as_dict())
    names = sorted((labels[actor] for actor in carrier.touched), key=str.casefold)
    most = TOUCHED if out.most and len(names) > TOUCHED else len(names)
    touched = ", ".join(names[:most]) + (f" and {len(names) - most} more (--all)" if most < len(names) else "")
    ties = f"{len(rows)} tie{'s' * (len(rows) != 1)} ({carrier.asserted} asserted, {carrier.inferred} inferred)"
    goes = f"{ties} and {carrier.findings} finding{'s' * (carrier.findings != 1)}"
    say(f"Without {carrier.variant.name} ({carrier.short}) {goes} would go. It touches {touched or 'no actor'}.")
    say_note(found.note, out)
