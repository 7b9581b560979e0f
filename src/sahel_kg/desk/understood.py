"""What the rows of a sheet were understood to say, in words."""

from __future__ import annotations

from sahel_kg.desk.coded import CodedSheet
from sahel_kg.desk.coding import CodedClaim
from sahel_kg.vocabulary import compact, value


def tell_claims(sheet: CodedSheet) -> list[tuple[str, str, str, str]]:
    """Return of each claim its row, its sentence, what it says and when, in the order of the rows."""
    labels = {iri: thing.thing.label for iri, thing in sheet.things.items()}
    rows = []
    for claim in sorted(sheet.claims, key=lambda each: (not each.row, each.row)):
        number = str(claim.row) if claim.row else "names"
        rows.append((number, claim.locator.segment, tell_statement(claim, labels), claim.time.words))
    return rows


def tell_statement(claim: CodedClaim, labels: dict[str, str]) -> str:
    """Return what a claim says, its things by their names."""

    def name(iri: str) -> str:
        short = labels.get(iri) or compact(iri)
        return short.removeprefix(f"claim:{claim.id}#").removeprefix("skg:")

    told: dict[tuple[str, str], list[str]] = {}
    for triple in claim.statement:
        subject, relation = value(triple.subject), compact(triple.predicate.value)
        told.setdefault((subject, relation), []).append(name(value(triple.object)))
    parts = []
    for (subject, relation), objects in told.items():
        word = {"rdf:type": "is a"}.get(relation, relation.removeprefix("skg:").removeprefix("owl:"))
        parts.append(f"{name(subject)} {word} {', '.join(objects)}")
    return "; ".join(parts) + (f" ({claim.assessment.lower()})" if claim.assessment else "")
