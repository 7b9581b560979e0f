"""What patterns of rules can match in a table: it tells which queries can fire."""

from __future__ import annotations

from collections import Counter

from sahel_kg.reasoning.relational.sql import Key
from sahel_kg.reasoning.relational.tables import Tables

FEW_FACTS = 2_000
"""Up to so many, to look for the best order of joins takes longer than to join as the queries say."""


def list_keys(tables: Tables, table: str) -> set[Key]:
    """Return what patterns can match in a table."""
    return set(count_keys(tables, table))


def count_keys(tables: Tables, table: str, size: int = FEW_FACTS + 1) -> Counter[Key]:
    """Count the rows of a table that patterns can match: a predicate's, and a predicate's with a constant.

    Parameters
    ----------
    tables : Tables
    table : str
    size : int
        How many rows there are, if that is known: few are sooner read than grouped.
    """
    constant = f"CASE WHEN o BETWEEN {tables.first_constant} AND {tables.constants} THEN o END"
    if size > FEW_FACTS:
        rows = tables.rows(f"SELECT p, {constant} AS c, count(*) FROM {table} GROUP BY p, c")
    else:
        read = Counter(tables.rows(f"SELECT p, {constant} FROM {table}") if size else ())
        rows = [(p, o, count) for (p, o), count in read.items()]
    counts = Counter[Key]()
    for p, o, count in rows:
        counts[p, None] += count
        if o is not None:
            counts[p, o] = count
    return counts
