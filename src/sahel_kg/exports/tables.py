"""CSV exports for spreadsheets: actors, ties and claims, safe to open and exactly readable."""

from __future__ import annotations

from datetime import date

from sahel_kg.exports.rdf import statement_text
from sahel_kg.exports.selection import Selection
from sahel_kg.frames import Grid, to_parquet
from sahel_kg.record.bounds import NAMES
from sahel_kg.record.claims import Claim
from sahel_kg.tables import delimited
from sahel_kg.ties.ties import COLUMNS as TIES
from sahel_kg.vocabulary import compact

Cell = str | int | bool | date | None

ACTORS = ("id", "label", "short", "kind", "kinds", "described", "categories", "names")
CLAIMS = (
    *("id", "source", "segment", "paragraph", "sentence", "start", "end", "sha256", "record"),
    *("kind", "assessment", "basis", "credibility", "speaker", "coder", "created", "codebook", "withdrawn"),
    *NAMES,
    *("statement", "note"),
)


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
    build = selection.build
    actors = [
        (
            *(actor.id, actor.label, actor.short, actor.kind, " ".join(actor.kinds), actor.described),
            *(" ".join(actor.categories), " | ".join(_name(n.text, n.language) for n in actor.names)),
        )
        for actor in build.actors
    ]
    return {
        "actors": Grid(ACTORS, actors),
        "ties": Grid(TIES, [tie.row() for tie in selection.ties()]),
        "claims": Grid(CLAIMS, [*map(_claim, selection.claims)]),
    }


def _name(text: str, language: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("|", "\\|")
    return f"{escaped}@{language}" if language else escaped


def _curie(iri: str | None) -> str | None:
    return compact(iri) if iri else None


def _claim(claim: Claim) -> tuple[Cell, ...]:
    at = claim.locator
    place: tuple[Cell, ...] = (None,) * 6
    if at is not None:
        place = (at.segment, at.paragraph, at.sentence, at.start, at.end, at.sha256)
    return (
        *(claim.id, _curie(claim.source), *place, claim.record),
        *(claim.kind, claim.assessment, claim.basis, claim.credibility, _curie(claim.speaker)),
        *(_curie(claim.coder), claim.created, claim.codebook, claim.withdrawn),
        *claim.bounds.as_days(),
        *(statement_text(claim.statement), claim.note),
    )
