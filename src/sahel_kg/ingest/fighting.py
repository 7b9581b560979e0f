"""Who fought whom in a year, whichever file says so, as claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from pyoxigraph import Literal

from sahel_kg.ingest.drafts import Draft, actor, conflict, report, year
from sahel_kg.ingest.mapping import Mapping as Codes
from sahel_kg.ingest.roster import Newcomer
from sahel_kg.ingest.spans import RowSpan
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
    newcomers : tuple of Newcomer
        Parties, or names of theirs, that the actors at hand do not know.
    """

    primary: tuple[int, ...]
    secondary: tuple[int, ...] = ()
    coalition: bool = False
    newcomers: tuple[Newcomer, ...] = ()


@dataclass(frozen=True)
class FightingConflict:
    """What a row says of its conflict, whoever took part.

    Parameters
    ----------
    countries : tuple of str
        Whose conflict it is.
    issues : tuple of str
        Local names of what it is about.
    territory : str
    intensity : str
        Local name of how deadly the year was.
    deaths : tuple of int, optional
        Low, best and high estimate of the dead of both sides together.
    """

    id: int
    name: str = ""
    countries: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    territory: str = ""
    intensity: str = ""
    deaths: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Fighting:
    """One row: a conflict or a dyad in one year."""

    key: int
    year: int
    a: FightingSide
    b: FightingSide
    conflict: FightingConflict
    span: RowSpan = field(default_factory=RowSpan)

    @property
    def primary(self) -> set[int]:
        """The primary parties of both sides."""
        return {*self.a.primary, *self.b.primary}

    @property
    def parties(self) -> set[int]:
        """All who are named."""
        return {*self.primary, *self.a.secondary, *self.b.secondary}

    @property
    def newcomers(self) -> tuple[Newcomer, ...]:
        """Whom, and what names, the actors at hand do not know."""
        return self.a.newcomers + self.b.newcomers

    @property
    def is_single(self) -> bool:
        """Whether one party fought one other, so that what holds of the row holds of the two."""
        return len(self.a.primary) == len(self.b.primary) == 1

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


def draft(row: Fighting, codes: Codes, where: Mapping[str, str]) -> Iterator[Draft]:
    """Yield the claims of a row; fighting and fighting alongside are symmetric, so each pair is told once.

    Parameters
    ----------
    where : mapping
        Name of a country to the place that it is.
    """
    base, record = f"{codes.base}-{row.key}-{row.year}", record_of(row.key, row.year, codes)
    relations, about = codes.relations, conflict(row.conflict.id)

    def claim(rank: int, part: str, told: tuple[str, ...], bounds: tuple[str, ...], of: str = about) -> Iterator[Draft]:
        if told:
            yield Draft((row.key, row.year, rank), f"{base}-{part}", told, record, bounds, conflict=of)

    def ties(rank: int, part: str, relation: str, pairs: Iterable[tuple[int, int]]) -> Iterator[Draft]:
        told = tuple(f"{actor(one)} skg:{relation} {actor(other)}" for one, other in pairs)
        yield from claim(rank, part, told, row.span.bounds(row.year, sure=row.is_single))

    whole = row.span.bounds(row.year, sure=True)
    yield from claim(0, "conflict", tuple(_characterise(row.conflict, where)), whole, "")
    yield from ties(1, "fought", relations["opponents"], product(row.a.primary, row.b.primary))
    for rank, name, side in ((2, "a", row.a), (4, "b", row.b)):
        if side.coalition:
            yield from ties(rank, f"{name}-alongside", relations["partners"], combinations(side.primary, 2))
        if len(side.primary) == 1:  # of several the file does not say whom a state helped
            pairs = product(side.secondary, side.primary)
            yield from ties(rank + 1, f"{name}-support", relations["contributors"], pairs)
    if row.conflict.deaths:
        parties = [actor(one) for one in sorted(row.primary)]
        told = tuple(report(f"{base}-deaths", about, parties, row.conflict.deaths))
        yield from claim(6, "deaths", told, whole)
    if "there" in relations and len(row.conflict.countries) == 1:  # of several it is not told who was in which
        _, begun, lasting, _ = row.span.bounds(row.year, sure=row.is_single)
        there = where[row.conflict.countries[0]]
        told = tuple(f"{actor(one)} skg:{relations['there']} {there}" for one in sorted(row.primary))
        yield Draft((row.key, row.year, 7), f"{base}-place", told, record, holds=(begun, lasting), conflict=about)


def _characterise(row: FightingConflict, where: Mapping[str, str]) -> Iterator[str]:
    about = conflict(row.id)
    for country in row.countries:
        yield f"{about} skg:conflictOf {where[country]}"
    for issue in row.issues:
        yield f"{about} skg:issue skg:{issue}"
    if row.territory:
        yield f"{about} skg:disputedTerritory {Literal(row.territory)}"
    if row.intensity:
        yield f"{about} skg:intensity skg:{row.intensity}"


def record_of(key: int, of: int, codes: Codes) -> str:
    """Return the words by which a row is found again."""
    return f"{codes.record} {key}, year {of}"


def first_rows(rows: Iterable[Fighting]) -> dict[int, Fighting]:
    """Map each primary party to the earliest row that names it."""
    found: dict[int, Fighting] = {}
    for row in sorted(rows, key=lambda row: (row.year, row.key)):
        for party in row.primary:
            found.setdefault(party, row)
    return found


def draft_begins(parties: Iterable[int], first: Mapping[int, Fighting], codes: Codes) -> Iterator[Draft]:
    """Yield for each party the claim that it existed by the first year that has it, resting on that year's row."""
    for party in sorted(parties):
        row = first[party]
        statement = f"{actor(party)} skg:activeBy {year(row.year)}"
        order, name = (row.key, row.year, 9, party), f"{codes.base}-{row.key}-{row.year}-by-{party}"
        yield Draft(order, name, (statement,), record_of(row.key, row.year, codes), begins=actor(party))


def draft_kinds(rows: Iterable[Fighting], codes: Codes) -> Iterator[tuple[Newcomer, Draft | None]]:
    """Yield whom or what names the rows bring along, the earliest row first; who is new with the claim of its kind."""
    told: set[tuple[int, str]] = set()
    for row in sorted(rows, key=lambda row: (row.year, row.key)):
        for one in row.newcomers:
            if (one.id, one.kind and "kind") in told or (one.id, one.name) in told:
                continue
            told |= {(one.id, "kind"), (one.id, one.name)} if one.kind else {(one.id, one.name)}
            statement = f"{actor(one.id)} a skg:{one.kind}"
            order, name = (row.key, row.year, 8, one.id), f"{codes.base}-actor-{one.id}"
            yield one, Draft(order, name, (statement,), record_of(row.key, row.year, codes)) if one.kind else None
