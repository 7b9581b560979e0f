"""Sheets from claims: each claim that a row can say becomes one, and the rest stays TriG beside the sheet.

A row stands for a claim only if it gives the very same one when it is read: so each is coded again and compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.coding import ENDED, PARTINGS
from sahel_kg.desk.folder import ReportSource
from sahel_kg.desk.kept import KeptPlace
from sahel_kg.desk.naming import KnownNames
from sahel_kg.desk.quotes import find
from sahel_kg.desk.slugs import slug
from sahel_kg.desk.statements import find_subsumed
from sahel_kg.desk.time_cells import write_times
from sahel_kg.desk.times import FORETOLD
from sahel_kg.desk.unrolling import Unrolled, unroll
from sahel_kg.desk.words import IS_A, RelationWord, Wordbook
from sahel_kg.desk.workbook import Filling
from sahel_kg.errors import order
from sahel_kg.record.claims import Claim
from sahel_kg.record.dataset import Asserted, Segment
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

_ASSESSED = {
    "Judgement": "judgement",
    "Explanation": "explanation",
    "Forecast": "forecast",
    "Recommendation": "recommendation",
    "ContestedLabel": "label",
}
_UNSAID = tuple(str(SKG[name]) for name in ("aspect", "withdrawn", "conflict"))
"""What is said of a claim and no column has."""
_LABEL = PREFIXES["rdfs"] + "label"


@dataclass
class SheetDraft:
    """A sheet made of claims.

    Attributes
    ----------
    filling : Filling
    places : list of KeptPlace
        Lines of `ids.csv`: which row is which claim.
    left : dict
        CURIE of a claim that no row says to why.
    """

    filling: Filling = field(default_factory=Filling)
    places: list[KeptPlace] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)

    def drop(self, why: dict[str, str]) -> None:
        """Take out the rows of some claims, which are given with the reason."""
        rows = {str(each.row) for each in self.places if f"claim:{each.claim}" in why}
        self.filling.claims = [line for line in self.filling.claims if line["row"] not in rows]
        self.places = [each for each in self.places if f"claim:{each.claim}" not in why]
        self.left |= why


class Namer:
    """Gives things the names by which a sheet speaks of them, and lists these.

    Parameters
    ----------
    known : KnownNames
        All names there are, those of the claims' own files included.
    words : Wordbook
    """

    def __init__(self, known: KnownNames, words: Wordbook) -> None:
        self._known = known
        self._values = {word.term: word.word for word in words.of_group("value")}
        self._labels: dict[tuple[str, str], str] = {}
        self.lines: dict[str, dict[str, str]] = {}

    def __call__(self, iri: str, ends: Sequence[str]) -> str:
        """Return the name of a thing for a cell that takes some ends; its id where the name might mean another."""
        if iri in self._values:
            return self._values[iri]
        if "#report" in iri:
            return f"report of {compact(iri).removeprefix('claim:').removesuffix('#report')}"
        thing = self._known.things.get(iri)
        if thing is None:
            return compact(iri)
        label = f"[{thing.label}]" if thing.described else thing.label
        taken = self._labels.setdefault((label.casefold(), thing.end), iri)
        others = {end for (text, end), other in self._labels.items() if text == label.casefold() and other != iri}
        if ";" in label or taken != iri or (others & set(ends)) or self._is_ambiguous(label, thing.end, ends):
            label = compact(iri)
        else:
            self.lines.setdefault(iri, {"name": label, "id": compact(iri)})
        return label

    def _is_ambiguous(self, label: str, end: str, ends: Sequence[str]) -> bool:
        """Tell whether a name means something else where several ends may stand."""
        return any(self._known.find(label, (other,)) for other in ends if other != end and other in PREFIXES)


def draft_sheet(
    claims: Sequence[Claim], asserted: Asserted, source: ReportSource, text: str | None, words: Wordbook
) -> SheetDraft:
    """Return the sheet of a source's claims.

    Parameters
    ----------
    claims : sequence of Claim
        Of one source.
    asserted : Asserted
        All data, these claims among them.
    source : ReportSource
    text : str or None
    words : Wordbook
    """
    draft, namer = SheetDraft(), Namer(KnownNames(asserted), words)
    segments = asserted.segments.get(claims[0].source.rpartition("/")[2], []) if claims else []
    unsaid = {value(q.subject): compact(q.predicate.value) for q in asserted.about if q.predicate.value in _UNSAID}
    lasted = {value(q.subject): value(q.object) for q in asserted.about if q.predicate.value == str(SKG.toldDuration)}
    reports = find_subsumed(claim.statement for claim in claims)
    kinds: dict[str, str] = {}
    again = list_told_again(claims)
    rows = [claim for claim in claims if claim.iri not in again]
    for number, claim in enumerate(sorted(rows, key=lambda each: order(each.iri)), 1):
        row = unroll(claim.iri, claim.statement, words, namer)
        denied, foretold = row is not None and row.denied, claim.assessment in FORETOLD
        times = write_times(claim.bounds, _aspect(row), source.day, denied=denied, foretold=foretold)
        if claim.locator is None:
            draft.left[claim.id] = "rests on no place in a text"
        elif claim.iri in unsaid:
            draft.left[claim.id] = f"has {unsaid[claim.iri]}, for which there is no column"
        elif row is None:
            draft.left[claim.id] = "states what no row can say"
        elif times is None:
            draft.left[claim.id] = "is told of a time that no words say"
        else:
            kinds |= {iri: kind for iri, kind in row.kinds.items() if iri not in kinds}
            cells = _write_cells(number, claim, row, namer, times)
            cells["number"] = "; ".join(filter(None, (cells["number"], lasted.get(claim.iri, ""))))
            cells["quote"] = _quote(claim, segments, text)
            if f"{claim.iri}#report" in reports:
                cells["event"] = namer(f"{claim.iri}#report", ("report",))
            draft.filling.claims.append({column: text_ for column, text_ in cells.items() if text_})
            draft.places.append(KeptPlace(number, claim.iri.removeprefix(PREFIXES["claim"]), claim.locator))
    for iri, kind in kinds.items():
        namer.lines.get(iri, {})["what"] = kind
    draft.filling.names = sorted(namer.lines.values(), key=lambda line: line["name"].casefold())
    return draft


def list_told_again(claims: Sequence[Claim]) -> dict[str, str]:
    """Return the claims that tell the end of who merged or went over, with the claims whose rows tell it as well."""
    parted = {f"{c.iri}-{ENDED}": c.iri for c in claims if any(t.predicate.value in PARTINGS for t in c.statement)}
    ended = {c.iri for c in claims if all(t.predicate.value == str(SKG.activeUntil) for t in c.statement)}
    return {iri: whole for iri, whole in parted.items() if iri in ended}


def _aspect(row: Unrolled | None) -> str:
    """Return how a row is in time: a kind is always so, and what is no relation happened."""
    if row is None or row.relation == IS_A:
        return "timeless"
    return getattr(row.word, "aspect", "happening")


def _write_cells(number: int, claim: Claim, row: Unrolled, namer: Namer, times: tuple[str, str]) -> dict[str, str]:
    told = "denied" if row.denied else _ASSESSED.get(claim.assessment or "", "")
    if not told and isinstance(row.word, RelationWord) and row.word.told_as != "fact":
        told = "fact"
    return {
        "row": str(number),
        "sentence": claim.locator.segment if claim.locator else "",
        "quote": "",
        "subject": row.subject,
        "relation": row.relation,
        "object": row.object,
        "from": times[0],
        "to": times[1],
        "number": row.number,
        "told as": told,
        "basis": "" if claim.basis == "Stated" else claim.basis,
        "credibility": "" if claim.credibility == 3 else str(claim.credibility),
        "speaker": namer(claim.speaker, ("actor",)) if claim.speaker else "",
        "event": namer(row.event, ("event",)) if row.event else "",
        "note": claim.note or "",
    }


def _quote(claim: Claim, segments: Sequence[Segment], text: str | None) -> str:
    """Return the words that a claim rests on, if they lead back to where they stand; else ids.csv does."""
    at = claim.locator
    if text is None or at is None:
        return ""
    quote = text[at.start : at.end]
    try:
        found = find(quote, text, segments, at.segment)
    except CellError:
        return ""
    return quote if (found.start, found.end) == (at.start, at.end) else ""


def describe_source(name: str, claims: Sequence[Claim], asserted: Asserted, text_name: str) -> ReportSource:
    """Return what `source.toml` says of a source that is declared already."""
    said: dict[str, str] = {}
    for quad in asserted.about:
        if value(quad.subject) == PREFIXES["source"] + name:
            said.setdefault(compact(quad.predicate.value), value(quad.object))
    coder = sorted({claim.coder or "" for claim in claims})[0]
    label = next(
        (value(q.object) for q in asserted.about if value(q.subject) == coder and q.predicate.value == _LABEL), ""
    )
    is_called_so = PREFIXES["coder"] + slug(label) == coder
    days = sorted(claim.created or "" for claim in claims)
    return ReportSource(
        title=said.get("dct:title", name),
        publisher=said.get("dct:publisher", ""),
        published=said.get("skg:earliestPublished", ""),
        reliability=said.get("skg:reliability", "F"),
        coder=label if is_called_so else compact(coder),
        coded=date.fromisoformat(days[-1]),
        file=text_name,
        sha256=said.get("skg:sha256", ""),
        taken_out_by="claims",
        text_sha256=said.get("skg:sha256", ""),
        length=int(said.get("oa:end", "0")),
    )
