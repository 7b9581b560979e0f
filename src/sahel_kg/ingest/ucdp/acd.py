"""The UCDP/PRIO Armed Conflict file: conflict-years in which a state is a party."""

from __future__ import annotations

from sahel_kg.ingest.fighting import Fighting, FightingSide
from sahel_kg.ingest.mapping import Mapping
from sahel_kg.ingest.roster import Roster
from sahel_kg.ingest.selection import read_year
from sahel_kg.ingest.table import Row, whole, wholes


def outline(row: Row, codes: Mapping) -> Fighting:
    """Return the row without its secondary parties, which are given by name only.

    Raises
    ------
    RowFaultError
    """
    sides = (FightingSide(wholes(row, f"{side}_ids", codes)) for side in "ab")
    found = Fighting(whole(row, "key"), read_year(row), *sides)
    found.examine()
    return found


def read_fighting(row: Row, codes: Mapping, roster: Roster) -> Fighting:
    """Read a row, its actors looked up: ids decide, and the names beside them must agree.

    Raises
    ------
    RowFaultError
    """
    plain = outline(row, codes)
    sides = []
    for name, side in (("a", plain.a), ("b", plain.b)):
        roster.confirm(side.primary, codes.items(row[f"{name}_names"]), (f"{name}_ids", f"{name}_names"))
        word = f"{name}_secondary"
        sides.append(FightingSide(side.primary, roster.find(codes.items(row[word]), word)))
    found = Fighting(plain.key, plain.year, *sides)
    found.examine()
    return found
