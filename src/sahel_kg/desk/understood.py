"""What the rows of a sheet were understood to say, in words; of those that are no claim yet what of it was."""

from __future__ import annotations

from sahel_kg.desk.coded import CodedSheet, FaultyRow
from sahel_kg.desk.rows import split_names
from sahel_kg.desk.unrolling import tell
from sahel_kg.vocabulary import PREFIXES, compact

_ASSESSED = {"ContestedLabel": "contested label"}


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
        said = claim.note if claim.part == "same" else said
        told = f"{said} ({_ASSESSED.get(claim.assessment, claim.assessment.lower())})" if claim.assessment else said
        told += f" (according to {labels.get(claim.speaker, compact(claim.speaker))})" if claim.speaker else ""
        rows.append((number, claim.locator.segment, told, claim.time.words))
    rows += [(each.number, each.line["sentence"], _tell_faulty(each, sheet), each.when) for each in sheet.faulty]
    return sorted(rows, key=lambda row: (not row[0].isdecimal(), int(row[0]) if row[0].isdecimal() else 0))


def _tell_faulty(row: FaultyRow, sheet: CodedSheet) -> str:
    """Return what a row says, with a question mark behind each word that is not known."""
    unknown = {name for each in sheet.missing for name in each.said}
    verb = row.line["relation"]
    is_known = sheet.words.find(verb, "relation", "happening", "loss")
    told = [
        "; ".join(f"{name} ?" if name in unknown else name for name in split_names(row.line[column])) or "..."
        for column in ("subject", "object")
    ]
    return f"{told[0]} {is_known.word if is_known else f'{verb} ?'.lstrip()} {told[1]} (no claim yet)"
