"""The command that leaves claims and sources out."""

from __future__ import annotations

from typing import Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli.shared import (
    AsOfOption,
    AssertedOption,
    BasisOption,
    BuildOption,
    CredibilityOption,
    FormatOption,
    MissionsOption,
    NamedOption,
    OrgansOption,
    PictureOption,
    ReadingOption,
    RelationOption,
    ReliabilityOption,
    SignOption,
    SourcesOption,
    WindowOption,
    open_seen,
    picture_suffix,
    put,
    put_picture,
    titles_of,
)


def leave_out(
    over: Annotated[
        list[str] | None,
        typer.Option("--over", metavar="WHAT", help="claims or sources; repeatable.", show_default="both"),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            help="What ranks are by: degree, weighted-degree, betweenness, closeness, katz, pagerank or core."
        ),
    ] = "degree",
    most: Annotated[int, typer.Option("--most", metavar="N", help="How many claims, and how many sources.")] = 15,
    as_of: AsOfOption = None,
    reading: ReadingOption = None,
    window: WindowOption = None,
    sign: SignOption = None,
    relation: RelationOption = None,
    basis: BasisOption = None,
    source: SourcesOption = None,
    min_credibility: CredibilityOption = None,
    min_reliability: ReliabilityOption = None,
    asserted_only: AssertedOption = False,
    named_only: NamedOption = False,
    roll_up: OrgansOption = False,
    no_missions: MissionsOption = False,
    folder: BuildOption = None,
    form: FormatOption = None,
    output: PictureOption = None,
) -> None:
    """Find the claims and sources that carry most: leave each out and count the ties, findings and ranks that go.

    Named actors rank; tau is 1 if no rank moves. Actors' years stay as they are.
    """
    from sahel_kg.ties.network import SIGNS
    from sahel_kg.variants.sensitivity import COLUMNS, OVER, measure
    from sahel_kg.views.pictures import sensitivity_chart

    suffix = picture_suffix(output, form)
    opened = open_seen(
        folder,
        as_of,
        reading,
        window,
        basis=basis,
        source=source,
        min_credibility=min_credibility,
        min_reliability=min_reliability,
    )
    found = measure(
        opened,
        over=over or OVER,
        by=by,
        most=most,
        signs=sign or SIGNS,
        relations=relation or (),
        statuses=("asserted",) if asserted_only else ("asserted", "inferred"),
        described=not named_only,
        organs=not roll_up,
        missions=not no_missions,
    )
    if suffix and output:
        told = f"{len(found.carriers)} claims and sources"
        put_picture(output, sensitivity_chart.figure(found, sources=titles_of(opened)), told)
        return
    rows = [carrier.row() for carrier in found.carriers]
    is_read = (form or tables.default_format(output)) == "table"
    if is_read:
        short = COLUMNS.index("label")
        rows = [(*row[:short], c.short, *row[short + 1 :]) for row, c in zip(rows, found.carriers, strict=True)]
    put(COLUMNS, rows, form, output, wrapper=found.as_dict(), hidden=("claims", "source"))
    typer.echo(found.note, err=True)
