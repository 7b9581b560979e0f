"""Equality by representatives: things that are the same share one id, the lowest, under which facts are kept.

A merge is a round of its own. Facts in which a merged thing stands move to `retired`, their new forms enter with
that round; proofs read the old forms.
"""

from __future__ import annotations

from sahel_kg.reasoning.language import OWL
from sahel_kg.reasoning.relational.tables import LITERAL, Tables


class Merger:
    """Merges what `owl:sameAs` joins.

    Parameters
    ----------
    tables : Tables
    constants : int
        Ids up to this one belong to the rules' vocabulary: no two of them are merged.
    """

    def __init__(self, tables: Tables, constants: int) -> None:
        self.tables = tables
        self.constants = constants
        self.same = tables.id_of(OWL.sameAs)
        self._parents = dict(tables.rows("SELECT term, representative FROM rep"))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is the same as anything."""
        return not self._parents

    def find(self, ident: int) -> int:
        """Return the representative of an id."""
        root = ident
        while root in self._parents:
            root = self._parents[root]
        while ident != root:
            self._parents[ident], ident = root, self._parents[ident]
        return root

    def merge(self, round_: int) -> bool:
        """Merge what the facts of `delta` join; keep `fact`, `schema`, `delta` and `retired` in step.

        Returns
        -------
        bool
            Whether anything was merged.
        """
        tables = self.tables
        # literals keep to themselves: what they are the same as, the rules of equality spell out
        literal = f"(SELECT id FROM term WHERE kind = {LITERAL} AND id > 0)"
        pairs = tables.rows(
            f"SELECT s, o FROM delta WHERE p = {self.same} AND s > 0 AND o > 0 AND s NOT IN {literal} "
            f"AND o NOT IN {literal} ORDER BY s, o"
        )
        changed = {root for pair in pairs for root in self._join(*pair)}
        if not changed:
            return False
        moved = set(changed)
        tables.execute(
            "CREATE OR REPLACE TEMP TABLE changed AS SELECT unnest($1::INTEGER[]) AS term, "
            "unnest($2::INTEGER[]) AS representative",
            [sorted(moved), [self.find(ident) for ident in sorted(moved)]],
        )
        tables.execute(
            "UPDATE rep SET representative = c.representative FROM changed c WHERE rep.representative = c.term"
        )
        tables.execute("INSERT INTO rep SELECT term, representative, $1 FROM changed", [round_])
        # rep tells what is now, link what was when: proofs read facts as they stood then
        tables.execute("INSERT INTO link SELECT term, representative, $1 FROM changed", [round_])
        self._move("fact", round_)
        return True

    def _join(self, one: int, other: int) -> list[int]:
        low, high = sorted((self.find(one), self.find(other)))
        if low == high or high <= self.constants:
            return []
        self._parents[high] = low
        return [high]

    def _move(self, table: str, round_: int) -> None:
        tables = self.tables
        tables.execute(f"""
            CREATE OR REPLACE TEMP TABLE moved AS
            SELECT f.s, f.p, f.o, f.round, coalesce(a.representative, f.s) AS ns, coalesce(b.representative, f.p) AS np,
                coalesce(c.representative, f.o) AS no
            FROM {table} f LEFT JOIN changed a ON a.term = f.s LEFT JOIN changed b ON b.term = f.p
                LEFT JOIN changed c ON c.term = f.o
            WHERE a.term IS NOT NULL OR b.term IS NOT NULL OR c.term IS NOT NULL""")
        # an equality that is used up: its two sides are one id now
        tables.execute(
            f"DELETE FROM {table} WHERE s IN (SELECT term FROM changed) OR p IN (SELECT term FROM changed) "
            "OR o IN (SELECT term FROM changed)"
        )
        tables.execute("INSERT INTO retired SELECT s, p, o, round, $1, ns, np, no FROM moved", [round_])
        tables.execute(f"""
            CREATE OR REPLACE TEMP TABLE entering AS
            SELECT DISTINCT m.ns AS s, m.np AS p, m.no AS o FROM moved m
            ANTI JOIN {table} f ON f.s = m.ns AND f.p = m.np AND f.o = m.no
            WHERE NOT (m.np = {self.same} AND m.ns = m.no)""")
        tables.execute(f"INSERT INTO {table} SELECT s, p, o, $1 FROM entering", [round_])
        tables.execute(
            "CREATE OR REPLACE TEMP TABLE delta AS SELECT d.s, d.p, d.o FROM delta d "
            "SEMI JOIN fact f ON f.s = d.s AND f.p = d.p AND f.o = d.o UNION FROM entering"
        )
