"""RDF lists of what is given, as tables that rules join: members, their pairs; the short ones whole, by length."""

from __future__ import annotations

from collections.abc import Iterator

from sahel_kg.reasoning.language import RDF
from sahel_kg.reasoning.lists import LIST_PREDICATES, gather_lists
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.rules.program import LONGEST


def read_lists(tables: Tables) -> list[str]:
    """Fill the table `item` from rdf:first and rdf:rest; return notes about lists that are left out.

    Raises
    ------
    DataError
        A list that an axiom uses is broken: two members in one cell, a circle, no end.
    """
    tables.execute("DELETE FROM item")
    first, rest, nil = tables.id_of(RDF.first), tables.id_of(RDF.rest), tables.id_of(RDF.nil)
    cells = tables.rows(f"SELECT DISTINCT s, p = {first}, v FROM given WHERE p IN ({first}, {rest}) ORDER BY ALL")
    if not cells:
        return []
    users = tables.rows(
        f"SELECT DISTINCT v, p, s FROM given WHERE p <> {rest} "
        f"AND v IN (SELECT s FROM given WHERE p IN ({first}, {rest})) ORDER BY v, p, s"
    )
    lists, notes = gather_lists(
        cells,
        users,
        nil=nil,
        known={tables.id_of(p) for p in LIST_PREDICATES},
        name=lambda ident: str(tables.term_of(ident)),
    )
    columns = [
        list(column)
        for column in zip(
            *((head, n, term) for head, members in lists.items() for n, term in enumerate(members)),
            strict=True,
        )
    ]
    if columns:
        tables.execute(
            "INSERT INTO item SELECT unnest($1::INTEGER[]), unnest($2::INTEGER[]), unnest($3::INTEGER[])", columns
        )
    return notes


def make_lists(tables: Tables, names: str = "rep", prefix: str = "") -> frozenset[str]:
    """Make the tables of lists, by representatives; without lists there are none.

    Parameters
    ----------
    tables : Tables
    names : str
        A table (term, representative).
    prefix : str
        Stands before the names of the tables that are made.

    Returns
    -------
    frozenset of str
        Of `Clause.lists` those that there are.
    """
    lengths = [row[0] for row in tables.rows("SELECT DISTINCT count(*) AS n FROM item GROUP BY list ORDER BY n")]
    if not lengths:
        return frozenset()
    create = "CREATE OR REPLACE TEMP"
    tables.execute(f"""
        {create} TABLE {prefix}cell AS
        SELECT coalesce(a.representative, i.list) AS l, i.list, i.place, coalesce(b.representative, i.term) AS m,
            count(*) OVER (PARTITION BY i.list) AS length
        FROM item i LEFT JOIN {names} a ON a.term = i.list LEFT JOIN {names} b ON b.term = i.term""")
    tables.execute(f"{create} VIEW {prefix}member AS SELECT l, m AS m1 FROM {prefix}cell")
    # all pairs of a long list are many, and few are asked for
    tables.execute(
        f"{create} VIEW {prefix}pair AS SELECT a.l, a.m AS m1, b.m AS m2 FROM {prefix}cell a "
        f"JOIN {prefix}cell b ON a.list = b.list AND a.place < b.place"
    )
    short = [length for length in lengths if length <= max(LONGEST.values())]
    for length in short:
        columns = ", ".join(f"max(m) FILTER (place = {place}) AS m{place + 1}" for place in range(length))
        tables.execute(
            f"{create} TABLE {prefix}list{length} AS SELECT DISTINCT l, {columns} FROM {prefix}cell "
            f"WHERE length = {length} GROUP BY l, list"
        )
    long = {device for device, most in LONGEST.items() if lengths[-1] > most}
    return frozenset({"member", "pair", *long, *(f"list{length}" for length in short)})


def members_of(tables: Tables, head: int) -> Iterator[int]:
    """Yield the members of a list as they were given."""
    for (term,) in tables.rows("SELECT term FROM item WHERE list = $1 ORDER BY place", [head]):
        yield term
