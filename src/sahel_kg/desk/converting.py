"""A file of claims becomes folders with a sheet, one a source: what no row says stays TriG beside it, and is listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

from sahel_kg.desk.coded import SheetParts, about_claims, code_lines, stated
from sahel_kg.desk.coding import ENDED
from sahel_kg.desk.folder import IDS, REST, SEGMENTS, SOURCE, TEXT, ReportFolder, ReportSource, write_source
from sahel_kg.desk.from_claims import SheetDraft, describe_source, draft_sheet, list_told_again
from sahel_kg.desk.kept import KeptPlaces, write_places, write_segments
from sahel_kg.desk.naming import KnownNames
from sahel_kg.desk.spreadsheet import SheetLine
from sahel_kg.desk.words import Wordbook
from sahel_kg.desk.workbook import Filling, write_tables, write_workbook
from sahel_kg.errors import UsageError
from sahel_kg.record.claims import RDF_TYPE, Claim, identity, read_claims
from sahel_kg.record.dataset import Asserted
from sahel_kg.resources import shown
from sahel_kg.vocabulary import PREFIXES, compact, value


@dataclass(frozen=True)
class ConvertedSheet:
    """The folder of one source: its name, its sheet, the claims that stay TriG, and its files but for the sheet."""

    name: str
    draft: SheetDraft
    rest: list[Quad]
    files: dict[str, bytes]


def convert(file: Path, asserted: Asserted, text: tuple[str, str] | None = None) -> list[ConvertedSheet]:
    """Return the sheets of the claims in a file.

    Parameters
    ----------
    file : Path
    asserted : Asserted
        All data, this file among them.
    text : tuple of str, optional
        IRI of a source and its text.

    Raises
    ------
    UsageError
        If the file has no claims that rest on places in a text.
    """
    name = shown(file)
    others = leave_out(asserted, name)
    claims = [claim for claim in read_claims(asserted.claims, asserted.about) if asserted.origin.get(claim.iri) == name]
    sources = sorted({claim.source for claim in claims if claim.locator})
    if not sources:
        raise UsageError(f"{name} has no claim that rests on a place in a text: a sheet is of a report")
    return [
        _convert(source, claims, asserted, others, text if text and text[0] == source else None) for source in sources
    ]


def leave_out(asserted: Asserted, file: str) -> Asserted:
    """Return data without what one file says."""

    def is_other(node: str) -> bool:
        return asserted.origin.get(node) != file

    return replace(
        asserted,
        claims=[quad for quad in asserted.claims if is_other(value(quad.graph_name))],
        about=[quad for quad in asserted.about if is_other(value(quad.subject))],
        origin={node: home for node, home in asserted.origin.items() if home != file},
    )


def _convert(
    source: str, claims: Sequence[Claim], asserted: Asserted, others: Asserted, text: tuple[str, str] | None
) -> ConvertedSheet:
    own = [claim for claim in claims if claim.source == source]
    name = source.rpartition("/")[2]
    words, told = Wordbook(asserted.ontology), describe_source(name, own, asserted, TEXT)
    draft = draft_sheet(own, asserted, told, text[1] if text else None, words)
    segments = asserted.segments.get(name, [])
    draft.filling.sentences = [
        {
            "sentence": each.segment,
            "text": text[1][each.start : each.end] if text else "",
            **next(
                (
                    {"left out because": e.reason, "note": e.note}
                    for e in asserted.uncoded.get(name, ())
                    if e.segment == each.segment
                ),
                {},
            ),
        }
        for each in segments
    ]
    again = _drop_unequal(draft, own, told, others, text[1] if text else None)
    draft.left |= {compact(iri): "states what no row can say" for iri in list_told_again(own) if iri not in again}
    rows = {*again, *(f"{PREFIXES['claim']}{each.claim}" for each in draft.places)}
    mine = {claim.iri for claim in own}
    rest = [q for q in asserted.claims if value(q.graph_name) in mine - rows]
    rest += [q for q in asserted.about if value(q.subject).partition("#")[0] in mine - rows]
    if told.is_known_coder and PREFIXES["coder"] + told.coder_name not in others.origin:
        rest += [q for q in asserted.about if value(q.subject) == PREFIXES["coder"] + told.coder_name]
    files = {SOURCE: write_source(told), IDS: write_places(draft.places), SEGMENTS: write_segments(segments)}
    if text:
        files[TEXT] = text[1].encode("utf-8")
    if rest:
        files[REST] = serialize(sorted(rest, key=str), format=RdfFormat.TRIG, prefixes=PREFIXES) or b""
    return ConvertedSheet(name, draft, rest, files)


def _drop_unequal(
    draft: SheetDraft, claims: Sequence[Claim], source: ReportSource, others: Asserted, text: str | None
) -> set[str]:
    """Take out the rows that would not give the very claims that they stand for, until all others do.

    Returned are the claims that these rows give besides: that who merged was an actor of its own until then.
    """
    wanted = {claim.id: claim for claim in claims}
    folder, known = ReportFolder(Path(claims[0].source.rpartition("/")[2])), KnownNames(others)
    segments = others.segments.get(folder.name, [])
    _leave_kinds(draft, [wanted[f"claim:{each.claim}"] for each in draft.places])
    while draft.places:
        kept = KeptPlaces({each.claim: each for each in draft.places}, segments)
        lines = {name: _as_lines(name, draft.filling) for name in ("claims", "names", "sentences")}
        sheet = code_lines(SheetParts(folder, source, text, kept, lines), others, known)
        found = {claim.id: claim for claim in read_claims(stated(sheet), list(about_claims(sheet)))}
        wrong = {
            f"claim:{each.claim}": "a row would say it otherwise"
            for each in draft.places
            if not _is_same(found.get(f"claim:{each.claim}"), wanted[f"claim:{each.claim}"])
            or ((ended := found.get(f"claim:{each.claim}-{ENDED}")) and not _is_same(wanted.get(ended.id), ended))
        }
        if not wrong:
            return {claim.iri for claim in claims if claim.id in found}
        draft.drop(wrong)
        _leave_kinds(draft, [wanted[f"claim:{each.claim}"] for each in draft.places])
    return set()


def _leave_kinds(draft: SheetDraft, claims: Sequence[Claim]) -> None:
    """Take the kind out of the lines of names whose kind no claim with a row tells any more."""
    told = {compact(value(t.subject)) for claim in claims for t in claim.statement if t.predicate.value == RDF_TYPE}
    for line in draft.filling.names:
        if "what" in line and line["id"] not in told:
            del line["what"]


def _is_same(one: Claim | None, other: Claim) -> bool:
    """Tell whether two claims say the same, in the same place, of the same kind and grade."""
    if one is None or identity(one) != identity(other):
        return False
    return all(
        getattr(one, name) == getattr(other, name) for name in ("kind", "assessment", "basis", "credibility", "note")
    )


def _as_lines(worksheet: str, filling: Filling) -> list[SheetLine]:
    lines: Iterable[dict[str, str]] = getattr(filling, worksheet)
    return [SheetLine("", worksheet, number, line) for number, line in enumerate(lines, 2)]


def sheet_files(name: str, draft: SheetDraft, words: Wordbook, *, csv: bool) -> dict[str, bytes]:
    """Return the sheet of a converted source, as a workbook or as csv files."""
    return write_tables(draft.filling, words) if csv else {f"{name}.xlsx": write_workbook(draft.filling, words)}
