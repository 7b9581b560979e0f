"""Which rows are asked for: by country and year."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sahel_kg.errors import UsageError
from sahel_kg.ingest.mapping import Mapping
from sahel_kg.ingest.table import Row, RowFaultError, whole

FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class RowSelection:
    """Rows in these countries (none: all), from this year on."""

    countries: frozenset[str] = frozenset()
    since: int | None = None

    def has(self, row: Row, mapping: Mapping) -> bool:
        """Whether the row is asked for.

        Raises
        ------
        RowFaultError
            If that cannot be told: its year is none.
        """
        if self.countries and self.countries.isdisjoint(mapping.items(row["place"])):
            return False
        return self.since is None or "year" not in mapping.columns or read_year(row) >= self.since


def read_year(row: Row) -> int:
    """Return the row's year.

    Raises
    ------
    RowFaultError
    """
    year = whole(row, "year")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RowFaultError("year", f"has '{year}', which is no year of conflict data")
    return year


def choose(countries: Sequence[str], since: int | None, mapping: Mapping, rows: Iterable[Row]) -> RowSelection:
    """Return the selection that names of countries mean, as the data set spells them.

    Raises
    ------
    UsageError
        A country is in no row, with what there is nearby.
    """
    if since is not None and not FIRST_YEAR <= since <= LAST_YEAR:
        raise UsageError(f"--since {since} is no year of conflict data: give one such as 1989")
    known: dict[str, str] = {}
    if countries:
        known = {item.casefold(): item for row in rows for item in mapping.items(row["place"])}
    unknown = [country for country in countries if country.strip().casefold() not in known]
    if unknown:
        raise UsageError("; ".join(_told_unknown(country, known) for country in unknown))
    return RowSelection(frozenset(known[country.strip().casefold()] for country in countries), since)


def _told_unknown(country: str, known: dict[str, str]) -> str:
    key = country.strip().casefold()
    inside = [each for each in known if key and (key in each or each in key)]
    near = list(dict.fromkeys([*difflib.get_close_matches(key, known, n=3, cutoff=0.6), *inside]))[:4]
    hint = f"did you mean {' or '.join(known[each] for each in near)}?" if near else f"there are {_some(known)}"
    return f"--country {country}: no row lies there; {hint}"


def _some(known: dict[str, str]) -> str:
    names = sorted(known.values())
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
