"""Who fought whom in a year, whichever file says so, as claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from sahel_kg.ingest.drafts import Draft, actor, year
from sahel_kg.ingest.mapping import Mapping as Codes
from sahel_kg.ingest.table import RowFaultError


@dataclass(frozen=True)
class FightingSide:
    """One side of the fighting.

    Parameters
    ----------
    primary : tuple of int
        Its parties.
    secondary : tuple of int
        Who sent troops in its support; these contribute, they do not oppose anybody.
    coalition : bool
        Whether its parties made a temporary coalition.
    """

    primary: tuple[int, ...]
    secondary: tuple[int, ...] = ()
    coalition: bool = False


@dataclass(frozen=True)
class Fighting:
    """One row: a conflict or a dyad in one year."""

    key: int
    year: int
    a: FightingSide
    b: FightingSide

    @property
    def primary(self) -> set[int]:
        """The primary parties of both sides."""
        return {*self.a.primary, *self.b.primary}

    @property
    def parties(self) -> set[int]:
        """All who are named."""
        return {*self.primary, *self.a.secondary, *self.b.secondary}

    def examine(self) -> None:
        """Refuse what cannot be.

        Raises
        ------
        RowFaultError
            Somebody stands on both sides, supports itself, or a side has nobody.
        """
        for word, side in (("a_ids", self.a), ("b_ids", self.b)):
            if not side.primary:
                raise RowFaultError(word, "is empty")
        if both := set(self.a.primary) & set(self.b.primary):
            raise RowFaultError("b_ids", f"actor {min(both)} stands on both sides")
        for word, side in (("a_secondary", self.a), ("b_secondary", self.b)):
            if self.primary & set(side.secondary):
                raise RowFaultError(word, f"actor {min(self.primary & set(side.secondary))} is a primary party too")


def draft(row: Fighting, codes: Codes) -> Iterator[Draft]:
    """Yield the claims of a row; fighting and fighting alongside are symmetric, so each pair is told once."""
    base, record = f"{codes.name}-{row.key}-{row.year}", _record(row, codes)
    relations = codes.relations

    def claim(rank: int, part: str, relation: str, pairs: Iterable[tuple[int, int]]) -> Iterator[Draft]:
        told = tuple(f"{actor(one)} skg:{relation} {actor(other)}" for one, other in pairs)
        if told:
            yield Draft((row.key, row.year, rank), f"{base}-{part}", told, record, row.year)

    yield from claim(0, "fought", relations["opponents"], product(row.a.primary, row.b.primary))
    for rank, name, side in ((1, "a", row.a), (3, "b", row.b)):
        if side.coalition:
            yield from claim(rank, f"{name}-alongside", relations["partners"], combinations(side.primary, 2))
        yield from claim(rank + 1, f"{name}-support", relations["contributors"], product(side.secondary, side.primary))


def _record(row: Fighting, codes: Codes) -> str:
    return f"{codes.record} {row.key}, year {row.year}"


def first_rows(rows: Iterable[Fighting]) -> dict[int, Fighting]:
    """Map each primary party to the earliest row that names it."""
    found: dict[int, Fighting] = {}
    for row in sorted(rows, key=lambda row: (row.year, row.key)):
        for party in row.primary:
            found.setdefault(party, row)
    return found


def draft_begins(parties: Iterable[int], first: Mapping[int, Fighting], codes: Codes) -> Iterator[Draft]:
    """Yield for each party the claim of the first year that knows it, resting on the row of that year."""
    for party in sorted(parties):
        row = first[party]
        statement = f"{actor(party)} skg:activeFrom {year(row.year)}"
        name = f"{codes.name}-{row.key}-{row.year}-from-{party}"
        yield Draft((row.key, row.year, 9, party), name, (statement,), _record(row, codes))
