"""The UCDP/PRIO Armed Conflict file: conflict-years in which a state is a party."""

from __future__ import annotations

from dataclasses import replace

from sahel_kg.ingest.fighting import Fighting, FightingConflict, FightingSide
from sahel_kg.ingest.mapping import Mapping
from sahel_kg.ingest.roster import Roster
from sahel_kg.ingest.selection import read_year
from sahel_kg.ingest.table import Row, RowFaultError, whole, wholes
from sahel_kg.ingest.ucdp.actors import GROUP, STATE


def outline(row: Row, codes: Mapping) -> Fighting:
    """Return the row without its secondary parties, which are given by name only.

    Raises
    ------
    RowFaultError
    """
    a, b = (FightingSide(wholes(row, f"{side}_ids", codes)) for side in "ab")
    key = whole(row, "key")
    found = Fighting(key, read_year(row), a, b, FightingConflict(key))
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
        words, kind = (f"{name}_ids", f"{name}_names"), STATE if row[f"{name}_codes"] else GROUP
        newcomers = roster.confirm(side.primary, codes.items(row[words[1]]), words, kind)
        word = f"{name}_secondary"
        sides.append(FightingSide(side.primary, roster.find(codes.items(row[word]), word), newcomers=newcomers))
    found = replace(plain, a=sides[0], b=sides[1], conflict=_read_record(row, codes))
    found.examine()
    return found


def _read_record(row: Row, codes: Mapping) -> FightingConflict:
    territory = row["territory"]
    name = f"{row['place']}: {territory or 'Government'}"
    issues = tuple(_look_up(row, "issue", codes.issues))
    intensity = "".join(_look_up(row, "intensity", codes.intensities))
    return FightingConflict(whole(row, "key"), name, tuple(codes.items(row["place"])), issues, territory, intensity)


def _look_up(row: Row, word: str, meanings: dict[str, list[str]]) -> list[str]:
    """Return what a code means; an empty cell says nothing."""
    if not row[word]:
        return []
    code = str(whole(row, word))
    if code not in meanings:
        raise RowFaultError(word, f"has '{code}', which is none of {', '.join(meanings)}")
    return meanings[code]
