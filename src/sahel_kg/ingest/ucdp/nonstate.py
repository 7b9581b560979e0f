"""The UCDP Non-State Conflict file: dyad-years in which no state is a party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sahel_kg.ingest.fighting import Fighting, FightingConflict, FightingSide
from sahel_kg.ingest.mapping import Mapping
from sahel_kg.ingest.roster import Newcomer, Roster
from sahel_kg.ingest.selection import read_year
from sahel_kg.ingest.table import Row, RowFaultError, UnknownActorError, whole, wholes


def outline(row: Row, codes: Mapping) -> Fighting:
    """Return the row without its secondary parties, which are given by name only.

    Raises
    ------
    RowFaultError
    """
    a, b = (_side(row, side, codes) for side in "ab")
    found = Fighting(whole(row, "key"), read_year(row), a, b, FightingConflict(whole(row, "conflict")))
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
        newcomers = tuple(_read_newcomers(row, name, side, codes, roster))
        word = f"{name}_secondary"
        secondary = roster.find(codes.items(row[word]), word)
        sides.append(FightingSide(side.primary, secondary, side.coalition, newcomers))
    found = replace(plain, a=sides[0], b=sides[1], conflict=_read_record(row, codes))
    found.examine()
    return found


def _read_newcomers(row: Row, name: str, side: FightingSide, codes: Mapping, roster: Roster) -> Iterator[Newcomer]:
    """Yield the one actor of a side if the roster does not know it or its name; a coalition's parts have no names."""
    word, told = f"{name}_components" if side.coalition else f"{name}_ids", row[f"{name}_names"]
    roster.require(side.primary, word)
    for number in side.primary:
        if number not in roster.names and (side.coalition or not told or row["level"] not in codes.kinds):
            raise UnknownActorError(word, f"actor {number} is unknown")
    if not side.coalition and told and (told not in roster.ids or side.primary[0] not in roster.names):
        yield roster.introduce(side.primary[0], told, codes.kinds.get(row["level"], ""))


def _read_record(row: Row, codes: Mapping) -> FightingConflict:
    deaths = (whole(row, "low"), whole(row, "best"), whole(row, "high")) if row["best"] else None
    name = " - ".join(filter(None, (row["a_names"], row["b_names"])))
    return FightingConflict(whole(row, "conflict"), name, tuple(codes.items(row["place"])), deaths=deaths)
