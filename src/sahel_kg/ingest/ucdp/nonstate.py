"""The UCDP Non-State Conflict file: dyad-years in which no state is a party."""

from __future__ import annotations

from sahel_kg.ingest.fighting import Fighting, FightingSide
from sahel_kg.ingest.mapping import Mapping
from sahel_kg.ingest.roster import Roster
from sahel_kg.ingest.selection import read_year
from sahel_kg.ingest.table import Row, RowFaultError, UnknownActorError, whole, wholes


def outline(row: Row, codes: Mapping) -> Fighting:
    """Return the row without its secondary parties, which are given by name only.

    Raises
    ------
    RowFaultError
    """
    found = Fighting(whole(row, "key"), read_year(row), *(_side(row, side, codes) for side in "ab"))
    found.examine()
    return found


def _side(row: Row, name: str, codes: Mapping) -> FightingSide:
    """Return a side: the components of a temporary coalition, else the one actor."""
    number = whole(row, f"{name}_ids")
    members = wholes(row, f"{name}_components", codes)
    if len(members) == 1:
        raise RowFaultError(f"{name}_components", "names one component: a coalition has several")
    return FightingSide(members or (number,), coalition=bool(members))


def read_fighting(row: Row, codes: Mapping, roster: Roster) -> Fighting:
    """Read a row, its actors looked up by id; who supports them is looked up by name.

    Raises
    ------
    RowFaultError
    """
    plain = outline(row, codes)
    sides = []
    for name, side in (("a", plain.a), ("b", plain.b)):
        for number in side.primary:
            if number not in roster.names:
                word = f"{name}_components" if side.coalition else f"{name}_ids"
                raise UnknownActorError(word, f"actor {number} is unknown")
        word = f"{name}_secondary"
        sides.append(FightingSide(side.primary, roster.find(codes.items(row[word]), word), side.coalition))
    found = Fighting(plain.key, plain.year, *sides)
    found.examine()
    return found
