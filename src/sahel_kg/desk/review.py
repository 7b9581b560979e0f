"""Claims beside the words that they rest on, for a second reader: what each says, as what, when, how sure, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sahel_kg.desk.naming import KnownNames
from sahel_kg.desk.times import tell_bounds
from sahel_kg.desk.unrolling import tell
from sahel_kg.desk.words import Wordbook
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.sources import Verified
from sahel_kg.vocabulary import compact, value

COLUMNS = ("claim", "segment", "span", "statement", "kind", "basis", "when", "credibility", "speaker", "coder", "note")
VERDICT = ("agreed", "remark")
"""Columns to fill in."""


@dataclass(frozen=True)
class ReviewedClaim:
    """One line of a review; `COLUMNS` says what each cell is."""

    cells: tuple[str, ...]

    def __getitem__(self, column: str) -> str:
        return self.cells[COLUMNS.index(column)]


def lay_out(verified: Sequence[Verified], asserted: Asserted) -> list[ReviewedClaim]:
    """Return each claim whose locator was confirmed, in words, in the order of the text."""
    words, known = Wordbook(asserted.ontology), KnownNames(asserted).things
    labels = {value(q.subject): value(q.object) for q in asserted.about if compact(q.predicate.value) == "rdfs:label"}

    def name(iri: str) -> str:
        return known[iri].label if iri in known else labels.get(iri) or compact(iri)

    rows = []
    for each in verified:
        claim = each.claim
        kind = claim.assessment or claim.kind
        rows.append(
            ReviewedClaim(
                (
                    *(claim.id, claim.place, each.span, tell(claim.iri, claim.statement, words, name)),
                    *("contested label" if kind == "ContestedLabel" else kind.lower(), claim.basis),
                    *(tell_bounds(claim.bounds) if claim.bounds else "", str(claim.credibility)),
                    *(name(claim.speaker) if claim.speaker else "", name(claim.coder or ""), claim.note or ""),
                )
            )
        )
    return rows
