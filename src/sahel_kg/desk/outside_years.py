"""Rows of a sheet that tell of a time in which one of the two was not there, as others tell its years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sahel_kg.desk.coded import CodedSheet
from sahel_kg.record.claims import Claim
from sahel_kg.record.years import TURNS, read_years
from sahel_kg.vocabulary import compact, value

_SO = "what happened is only possible, what lasts no tie"


def tell_outside(sheet: CodedSheet, claims: Iterable[Claim]) -> Iterator[str]:
    """Yield a sentence for each such row, with the claims that tell the years, and what becomes of it.

    Parameters
    ----------
    sheet : CodedSheet
    claims : iterable of Claim
        All of the data, those of the sheet among them.
    """
    dating = [claim for claim in claims if any(t.predicate.value in TURNS for t in claim.statement)]
    years = read_years(dating)
    labels = {iri: thing.thing.label for iri, thing in sheet.things.items()}
    for coded in sheet.claims:
        ends = dict.fromkeys(value(end) for t in coded.statement for end in (t.subject, t.object))
        for actor in ends:
            first, last = years.get(actor, (None, None))
            if word := coded.time.bounds.outside(first, last):
                relation, day = (TURNS[0], first) if word == "before" else (TURNS[1], last)
                told = sorted({claim.id for claim in dating if _tells(claim, actor, relation)})
                name = f"{labels.get(actor, compact(actor))}, {day} ({', '.join(told)})"
                where = f"{sheet.folder.name}: {f'row {coded.row}' if coded.row else 'the worksheet names'}"
                yield f"{where} tells of a time {word} the years of {name}: {_SO}"


def _tells(claim: Claim, actor: str, relation: str) -> bool:
    return any(t.predicate.value == relation and value(t.subject) == actor for t in claim.statement)
