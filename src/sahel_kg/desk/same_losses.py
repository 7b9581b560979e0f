"""The dead that two rows of one sentence tell are counted once, unless the rows say that they are others.

A number beside a happening is of whoever was struck only where no row says whose it is. Two rows that say the same are
two reports of the same dead, as the codebook has it of a figure told twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from sahel_kg.desk import statements
from sahel_kg.desk.coding import CodedClaim
from sahel_kg.vocabulary import SKG, value

_NUMBERS = tuple(str(SKG[name]) for name in ("low", "best", "high"))
_PARTIES = (str(SKG.party), str(SKG.partyTogether))
Counted = tuple[str, str, str]
"""In which sentence, in which event or mission, and how they were lost."""


@dataclass(frozen=True)
class ToldLosses:
    """Losses as one claim tells them.

    Parameters
    ----------
    claim : CodedClaim
    counted : tuple of str
    parties, numbers : frozenset of str
    is_beside : bool
        Whether it is the number of a row that tells something else, too.
    """

    claim: CodedClaim
    counted: Counted
    parties: frozenset[str]
    numbers: frozenset[str]
    is_beside: bool

    @property
    def report(self) -> str:
        """IRI of the report."""
        return f"{self.claim.iri}#report"

    @property
    def sum(self) -> int:
        """The number itself."""
        return max(map(int, self.numbers))


def count_once(claims: Sequence[CodedClaim], named: Collection[str]) -> tuple[list[CodedClaim], list[str]]:
    """Leave out numbers that rows say the parties of, and join reports of the same dead.

    Parameters
    ----------
    claims : sequence of CodedClaim
    named : collection of str
        IRIs of reports that rows have given a name: they are told apart.

    Returns
    -------
    list of CodedClaim
    list of str
        What was taken to be the same, for the coder.
    """
    told: dict[Counted, list[ToldLosses]] = defaultdict(list)
    for claim in claims:
        if (losses := _read(claim)) is not None and losses.report not in named:
            told[losses.counted].append(losses)
    related = statements.find_subsumed(claim.statement for claim in claims)
    dropped: set[str] = set()
    same: list[CodedClaim] = []
    notes: list[str] = []
    for found in told.values():
        whole = [each for each in found if not each.is_beside]
        for each in found:
            if each.is_beside and (own := _same_dead(each, whole)):
                dropped.add(each.claim.id)
                rows = f"row{'s' * (len(own) > 1)} {' and '.join(str(other.claim.row) for other in own)}"
                notes.append(f"row {each.claim.row}: its {each.sum} are those of {rows}, and counted once")
        left = [each for each in found if each.claim.id not in dropped]
        for one, other in combinations(left, 2):
            if one.parties != other.parties or not one.numbers & other.numbers or {one.report, other.report} & related:
                continue
            same.append(_join(one, other))
            both = f"rows {one.claim.row} and {other.claim.row}"
            notes.append(
                f"{both} tell the same {one.sum}, counted once; if they are others, name each in the column event"
            )
    return [*(claim for claim in claims if claim.id not in dropped), *same], notes


def _read(claim: CodedClaim) -> ToldLosses | None:
    said: dict[str, list[str]] = defaultdict(list)
    for triple in claim.statement:
        if value(triple.subject) == f"{claim.iri}#report":
            said[triple.predicate.value].append(value(triple.object))
    if not said:
        return None
    counted = claim.locator.segment, *said[str(SKG.reportedFor)], *said[str(SKG.lossKind)]
    if len(counted) != 3 or claim.record:
        return None
    parties = frozenset(party for name in _PARTIES for party in said[name])
    numbers = frozenset(number for name in _NUMBERS for number in said[name])
    return ToldLosses(claim, counted, parties, numbers, claim.part != "")


def _same_dead(beside: ToldLosses, whole: Iterable[ToldLosses]) -> list[ToldLosses]:
    """Return the rows that say whose the dead of a number are: one with the same number, or all that add up to it."""
    if own := [each for each in whole if each.numbers & beside.numbers]:
        return own[:1]
    parts = list(whole)
    return parts if len(parts) > 1 and sum(each.sum for each in parts) == beside.sum else []


def _join(one: ToldLosses, other: ToldLosses) -> CodedClaim:
    """Return that two reports are of the same dead: each is among the other's."""
    pairs = ((one.report, other.report), (other.report, one.report))
    stated = [statements.say(a, statements.SUBSUMES, statements.node(b)) for a, b in pairs]
    note = f"the same dead as those of row {one.claim.row}"
    return replace(other.claim.beside("same", stated), basis="Implied", note=note)
