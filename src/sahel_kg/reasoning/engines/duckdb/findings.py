"""What findings need of the tables: facts in the words in which they were said."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib.term import Node

from sahel_kg.reasoning.relational.lists import members_of
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.terms import Triple, rank_term
from sahel_kg.reasoning.witnesses import Describer

Ids = tuple[int, int, int]


class TableDescriber(Describer[int]):
    """Puts matches of rules whose head is false into words.

    Parameters
    ----------
    tables : Tables
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._has_names = tables.number("SELECT count(*) FROM rep") > 0

    def find_key(self, text: str) -> int:
        return self.tables.id_of(text)

    def find_term(self, key: int) -> Node:
        return self.tables.term_of(key)

    def find_form(self, fact: Ids) -> Ids:
        if not self._has_names:
            return fact
        names = [self.list_names(ident) for ident in fact]
        s, p, o = (", ".join(map(str, each)) for each in names)
        rows = self.tables.rows(f"""
            SELECT g.s, g.p, g.v FROM given g JOIN term a ON a.id = g.s JOIN term b ON b.id = g.p
                JOIN term c ON c.id = g.o
            WHERE g.s IN ({s}) AND g.p IN ({p}) AND g.v IN ({o}) ORDER BY a.text, b.text, c.text LIMIT 1""")
        if rows:
            return rows[0][0], rows[0][1], rows[0][2]
        one, other, third = (min(each, key=lambda ident: rank_term(self.tables.term_of(ident))) for each in names)
        return one, other, third

    def list_names(self, key: int) -> list[int]:
        rows = self.tables.rows("SELECT term FROM rep WHERE representative = $1 ORDER BY term", [key])
        return [key, *(row[0] for row in rows)]

    def list_members(self, head: int) -> Iterable[int]:
        return members_of(self.tables, head)

    def spell(self, fact: Ids) -> Triple:
        s, p, o = fact
        if o > 0:  # no literal
            return self.tables.term_of(s), self.tables.term_of(p), self.tables.term_of(o)
        spelt = self.tables.rows("SELECT min(o) FROM given WHERE s = $1 AND p = $2 AND v = $3", [s, p, o])[0][0]
        obj = self.tables.term_of(o) if spelt is None else self.tables.spelling_of(spelt)
        return self.tables.term_of(s), self.tables.term_of(p), obj
