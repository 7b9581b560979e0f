"""What the rows of a sheet were understood to say, in words."""

from __future__ import annotations

from sahel_kg.desk.coded import CodedSheet
from sahel_kg.desk.unrolling import tell
from sahel_kg.vocabulary import PREFIXES, compact


def tell_claims(sheet: CodedSheet) -> list[tuple[str, str, str, str]]:
    """Return of each claim its row, its sentence, what it says and when, in the order of the rows."""
    labels = {iri: thing.thing.label for iri, thing in sheet.things.items()}
    rows = []
    unnamed = {f"{PREFIXES['event']}{sheet.folder.name}-{claim.row}" for claim in sheet.claims}
    for claim in sorted(sheet.claims, key=lambda each: (not each.row, each.row)):
        number = str(claim.row) if claim.row else "names"
        said = tell(
            claim.iri,
            claim.statement,
            sheet.words,
            lambda iri: "" if iri in unnamed else labels.get(iri) or compact(iri),
        )
        told = f"{said} ({claim.assessment.lower()})" if claim.assessment else said
        told += f" (according to {labels.get(claim.speaker, compact(claim.speaker))})" if claim.speaker else ""
        rows.append((number, claim.locator.segment, told, claim.time.words))
    return rows
