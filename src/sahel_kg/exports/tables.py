"""CSV exports for spreadsheets: actors, ties and claims, safe to open and exactly readable."""

from __future__ import annotations

from sahel_kg.exports.selection import Selection
from sahel_kg.frames import Grid, to_parquet
from sahel_kg.record.actors import COLUMNS as ACTORS
from sahel_kg.record.actors import TYPES as ACTOR_TYPES
from sahel_kg.record.claims import COLUMNS as CLAIMS
from sahel_kg.record.claims import TYPES as CLAIM_TYPES
from sahel_kg.tables import delimited
from sahel_kg.ties.ties import COLUMNS as TIES
from sahel_kg.ties.ties import TYPES as TIE_TYPES


def csv_files(selection: Selection) -> dict[str, bytes]:
    """Return ``actors.csv``, ``ties.csv`` and ``claims.csv``: RFC 4180, UTF-8 without a byte-order mark."""
    return {f"{name}.csv": delimited(grid.columns, grid.rows).encode() for name, grid in grids(selection).items()}


def parquet_files(selection: Selection) -> dict[str, bytes]:
    """Return the same three as Parquet: days, numbers and truth values as what they are, all else as text."""
    return {f"{name}.parquet": to_parquet(grid) for name, grid in grids(selection).items()}


def grids(selection: Selection) -> dict[str, Grid]:
    """Return actors, ties and claims as tables.

    Several CURIEs or kinds in a cell are parted by a space, names by ``" | "`` (a ``|`` or ``\\`` of a name
    has a ``\\`` before it), statements by ``" . "``. An empty cell is "not stated". Every text is made safe
    in CSV with `tables.neutral`. All claims are there, Assessed and withdrawn ones too: see its columns `kind`
    and `withdrawn`. No text of a source is anywhere: a claim cites it by offsets and hash.
    """
    return {
        "actors": Grid(ACTORS, [actor.row() for actor in selection.build.actors], types=ACTOR_TYPES),
        "ties": Grid(TIES, [tie.row() for tie in selection.ties()], types=TIE_TYPES),
        "claims": Grid(CLAIMS, [claim.row() for claim in selection.claims], types=CLAIM_TYPES),
    }
