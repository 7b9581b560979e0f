"""The command that ranks actors by how they stand among their ties."""

from __future__ import annotations

from sahel_kg.cli import options
from sahel_kg.cli.groups import MeasureOptions, RankedOptions
from sahel_kg.cli.opening import open_seen, taking
from sahel_kg.cli.output import put, say_note
from sahel_kg.cli.spread import spread


@spread
def rank(choice: RankedOptions, out: MeasureOptions, by: options.RankedBy = "degree") -> None:
    """Rank named actors by degree, betweenness, closeness, Katz, PageRank and core.

    degree: with how many it has a tie; weighted-degree: how many relations.
    betweenness: the share of shortest paths that run through it.
    closeness: how near the others are; katz, pagerank: raised by who stands high.
    core: the largest k such that it is among some who each have k ties there.
    """
    from sahel_kg.ties import centrality, network
    from sahel_kg.views.text.terminal import name_kind

    opened = open_seen(choice)
    taken = network.take_joined(opened, network.choose(opened, **taking(choice)))
    ranking = centrality.rank(taken, by=by)
    rows: list[tuple[object, ...]] = ranking.rows()
    if out.is_read:
        kind = ranking.columns.index("kind")
        rows = [(*row[:kind], name_kind(str(row[kind]), opened.labels), *row[kind + 1 :]) for row in rows]
    put(ranking.columns, rows, out, wrapper=ranking.as_dict(), first=("rank", "actor", by))
    say_note(ranking.note, out)
