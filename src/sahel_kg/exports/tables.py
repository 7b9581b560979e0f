"""CSV exports for spreadsheets: actors, ties and claims, safe to open and exactly readable."""

from __future__ import annotations

from datetime import date

from sahel_kg.exports.rdf import statement_text
from sahel_kg.exports.selection import Selection
from sahel_kg.frames import Sheet, to_parquet
from sahel_kg.record.bounds import NAMES
from sahel_kg.record.claims import Claim
from sahel_kg.tables import delimited
from sahel_kg.ties.ties import Tie, sign_value, sign_word
from sahel_kg.vocabulary import compact

Cell = str | int | bool | date | None

ACTORS = ("id", "label", "short", "kind", "kinds", "described", "categories", "names")
TIES = (
    *("subject", "subject_label", "relation", "object", "object_label", "sign", "value", "status", "reading"),
    *NAMES,
    *("presumedFrom", "presumedUntil", "basis", "reliability", "credibility", "claims"),
)
CLAIMS = (
    *("id", "source", "segment", "paragraph", "sentence", "start", "end", "sha256", "record"),
    *("kind", "assessment", "basis", "credibility", "speaker", "coder", "created", "codebook", "withdrawn"),
    *NAMES,
    *("statement", "note"),
)


def csv_files(selection: Selection) -> dict[str, bytes]:
    """Return ``actors.csv``, ``ties.csv`` and ``claims.csv``: RFC 4180, UTF-8 without a byte-order mark."""
    return {f"{name}.csv": delimited(sheet.columns, sheet.rows).encode() for name, sheet in sheets(selection).items()}


def parquet_files(selection: Selection) -> dict[str, bytes]:
    """Return the same three as Parquet: days, numbers and truth values as what they are, all else as text."""
    return {f"{name}.parquet": to_parquet(sheet) for name, sheet in sheets(selection).items()}


def sheets(selection: Selection) -> dict[str, Sheet]:
    """Return actors, ties and claims as tables.

    Several CURIEs or kinds in a cell are parted by a space, names by ``" | "`` (a ``|`` or ``\\`` of a name
    has a ``\\`` before it), statements by ``" . "``. An empty cell is "not stated". Every text is made safe
    in CSV with `tables.neutral`. All claims are there, Assessed and withdrawn ones too: see its columns `kind`
    and `withdrawn`. No text of a source is anywhere: a claim cites it by offsets and hash.
    """
    build = selection.build
    labels = {actor.iri: actor.label for actor in build.actors}
    actors = [
        (
            *(actor.id, actor.label, actor.short, actor.kind, " ".join(actor.kinds), actor.described),
            *(" ".join(actor.categories), " | ".join(_name(n.text, n.language) for n in actor.names)),
        )
        for actor in build.actors
    ]
    return {
        "actors": Sheet(ACTORS, actors),
        "ties": Sheet(TIES, [tie_row(tie, labels) for tie in selection.ties()]),
        "claims": Sheet(CLAIMS, [*map(_claim, selection.claims)]),
    }


def _name(text: str, language: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("|", "\\|")
    return f"{escaped}@{language}" if language else escaped


def _curie(iri: str | None) -> str | None:
    return compact(iri) if iri else None


def tie_row(tie: Tie, labels: dict[str, str]) -> tuple[Cell, ...]:
    return (
        *(compact(tie.subject), labels.get(tie.subject, ""), compact(tie.relation)),
        *(compact(tie.object), labels.get(tie.object, ""), sign_word(tie), sign_value(tie)),
        *(tie.status, tie.reading),
        *tie.bounds.as_days(),
        *(tie.extent.presumed or (None, None)),
        *(tie.basis, *tie.grade, " ".join(claim.id for claim in tie.claims)),
    )


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
