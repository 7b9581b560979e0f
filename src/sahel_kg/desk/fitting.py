"""Whether what the rows of a sheet join has the kinds that their relations take: said in the sheet's words, by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sahel_kg.desk.coding import CodedClaim
from sahel_kg.desk.listed_names import KindTree
from sahel_kg.desk.namebook import SheetThing
from sahel_kg.desk.rows import ClaimRow
from sahel_kg.desk.wordings import with_article
from sahel_kg.desk.words import RelationWord, Wordbook
from sahel_kg.errors import Problem
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.vocabulary import SKG, value

_BY_NAME = {str(SKG.Actor), str(SKG.Place)}
"""Classes that a name cannot miss: by the relation it was looked up as an actor, or as a place."""
_EVENT = str(SKG.Event)


def find_unfit(
    rows: Sequence[ClaimRow],
    claims: Sequence[CodedClaim],
    things: Mapping[str, SheetThing],
    words: Wordbook,
    kinds: KindTree,
) -> Iterator[Problem]:
    """Yield a problem for each end of a row that is of no kind that its relation takes, as far as this is known."""
    told: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for triple in claim.statement:
            if triple.predicate.value == RDF_TYPE:
                told[value(triple.subject)].add(value(triple.object))
    by_row = {claim.row: claim for claim in claims if claim.row and not claim.part}
    for row in rows:
        word = row.word
        if not isinstance(word, RelationWord) or row.is_denied or row.number not in by_row:
            continue
        joined = [t for t in by_row[row.number].statement if t.predicate.value == word.term]
        subjects, objects = ({value(t.subject) for t in joined}, {value(t.object) for t in joined})
        for ends, column, taken in ((subjects, "subject", word.subject_is), (objects, "object", word.object_is)):
            for iri in sorted(ends):
                thing = things.get(iri)
                wanted = [cls for cls in taken if cls not in _BY_NAME]
                if thing is None or not wanted or (thing.thing.listed and not thing.kind):
                    continue
                own = told[iri] | thing.thing.kinds | ({thing.kind.term} if thing.kind else set())
                if not any(kinds.is_a(kind, cls) for kind in own for cls in wanted):
                    cell = {"subject": "object", "object": "subject"}[column] if word.swapped else column
                    message = _tell(row, thing.thing.label, own, wanted, words)
                    yield row.line.problem(cell, message)


def _tell(row: ClaimRow, label: str, own: set[str], wanted: Sequence[str], words: Wordbook) -> str:
    if _EVENT in wanted:
        advice = _verbs(row, words)
        such = f", such as {advice}, with this name in its column event" if advice else ""
        return f"no row tells what '{label}' was: write a row that does{such}; or list it in names: attack, battle ..."
    takes = " or ".join(with_article(words.kinds_by_term[cls].word) for cls in wanted if cls in words.kinds_by_term)
    is_what = " and ".join(with_article(words.kinds_by_term[k].word) for k in sorted(own) if k in words.kinds_by_term)
    if not is_what:
        return f"nothing tells what '{label}' is, and '{row.word.word}' takes {takes} here: list it in names as that"
    return f"'{label}' is {is_what}, and '{row.word.word}' takes {takes} here: write another name or relation"


def _verbs(row: ClaimRow, words: Wordbook) -> str:
    """Return rows that tell an event of which the relation of this one tells a role; "" if no verb does."""
    who = "; ".join(row.objects)
    alone = [each.word for each in words.happenings if each.subject_role == row.word.name and not each.object_role]
    struck = [each.word for each in words.happenings if each.object_role == row.word.name]
    active = [each.word for each in words.happenings if each.subject_role == row.word.name]
    rows = [f"'{who} | {verb}'" for verb in alone[:1]] or [f"'{who} | {verb} | ...'" for verb in active[:1]]
    return " or ".join([*rows, *(f"'... | {verb} | {who}'" for verb in struck[:1])])
