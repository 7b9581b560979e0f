"""CSV exports for spreadsheets: actors, ties and claims, safe to open and exactly readable."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from sahel_kg.claims import Claim
from sahel_kg.exports_rdf import statement_text
from sahel_kg.exports_selection import Selection
from sahel_kg.ties import Sign, Tie
from sahel_kg.timeline import NAMES
from sahel_kg.vocabulary import compact

Cell = str | int | bool | None

SIGNS: dict[Sign, str] = {"+": "cooperation", "-": "hostility", "~": "strain", "0": "neutral"}
"""Words for a tie's sign: a cell that is only + or - is taken for the beginning of a formula."""

ACTORS = ("id", "label", "short", "kind", "kinds", "described", "categories", "names")
TIES = (
    *("subject", "subject_label", "relation", "object", "object_label", "sign", "status", "reading"),
    *NAMES,
    *("basis", "reliability", "credibility", "claims"),
)
CLAIMS = (
    *("id", "source", "segment", "paragraph", "sentence", "start", "end", "sha256", "record"),
    *("kind", "assessment", "basis", "credibility", "speaker", "coder", "created", "codebook", "withdrawn"),
    *NAMES,
    *("statement", "note"),
)

_FORMULA = tuple("=+-@＝＋－＠\t\r")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    A text that begins with ``= + - @`` (also full-width, also after spaces), a tab, a carriage return or an
    apostrophe gets an apostrophe in front, so that a reader who drops one leading apostrophe of any cell has
    the text back (`original`).

    >>> neutral('=HYPERLINK("http://x","y")')
    '\\'=HYPERLINK("http://x","y")'
    >>> neutral("al-Qaeda")
    'al-Qaeda'
    """
    return f"'{text}" if text.startswith(("'", "\t", "\r")) or text.lstrip().startswith(_FORMULA) else text


def original(cell: str) -> str:
    """Return the text that `neutral` was given.

    >>> original(neutral("'t Zand")), original(neutral("-1"))
    ("'t Zand", '-1')
    """
    return cell.removeprefix("'")


def tables(selection: Selection) -> dict[str, bytes]:
    """Return ``actors.csv``, ``ties.csv`` and ``claims.csv``: RFC 4180, UTF-8 without a byte-order mark.

    Several CURIEs or kinds in a cell are parted by a space, names by ``" | "`` (a ``|`` or ``\\`` of a name
    has a ``\\`` before it), statements by ``" . "``. An empty cell is "not stated". Every text is made safe
    with `neutral`. All claims are in ``claims.csv``, Assessed and withdrawn ones too: see its columns `kind`
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
        "actors.csv": table(ACTORS, actors),
        "ties.csv": table(TIES, (_tie(tie, labels) for tie in selection.ties())),
        "claims.csv": table(CLAIMS, map(_claim, selection.claims)),
    }


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return CSV after RFC 4180, every text made safe for spreadsheets."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8")


def _cell(value: Cell) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    return neutral(value)


def _name(text: str, language: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("|", "\\|")
    return f"{escaped}@{language}" if language else escaped


def _curie(iri: str | None) -> str | None:
    return compact(iri) if iri else None


def _tie(tie: Tie, labels: dict[str, str]) -> tuple[Cell, ...]:
    return (
        *(compact(tie.subject), labels.get(tie.subject, ""), compact(tie.relation)),
        *(compact(tie.object), labels.get(tie.object, ""), SIGNS[tie.sign], tie.status, tie.reading),
        *tie.bounds.as_dict().values(),
        *(tie.basis, tie.reliability, tie.credibility, " ".join(claim.id for claim in tie.claims)),
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
        *claim.bounds.as_dict().values(),
        *(statement_text(claim.statement), claim.note),
    )
