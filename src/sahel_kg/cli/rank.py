"""The command that ranks actors by how they stand among their ties."""

from __future__ import annotations

from sahel_kg.cli import options
from sahel_kg.cli.groups import MeasureOptions, RankedOptions
from sahel_kg.cli.opening import open_seen, taking
from sahel_kg.cli.output import put, say_note
from sahel_kg.cli.spread import spread


@spread
def rank(choice: RankedOptions, out: MeasureOptions, by: options.RankedBy = "degree") -> None:
    """Rank named actors by degree, betweenness, closeness, Katz, PageRank and core."""
    from sahel_kg.ties import centrality

    ranking = centrality.rank(open_seen(choice).network(**taking(choice)), by=by)
    put(ranking.columns, ranking.rows(), out, wrapper=ranking.as_dict(), hidden=("actor",), first=("name", by))
    say_note(ranking.note, out)
