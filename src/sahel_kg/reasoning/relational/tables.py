"""The tables of a closure: terms, what was given, facts. Text goes in and comes out; between, all are integers.

A literal whose value is known has a negative id, everything else a positive one; literals of equal value share a
value, under which facts hold them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
from rdflib.term import Node

from sahel_kg.errors import SahelError
from sahel_kg.reasoning.interrupts import interrupts_told
from sahel_kg.reasoning.language import LANGUAGE
from sahel_kg.reasoning.values.datatypes import value_key
from sahel_kg.terms import from_text, to_text

_DEFINITIONS = """
CREATE TABLE term (
    id INTEGER, text VARCHAR, kind UTINYINT, key VARCHAR, value INTEGER, is_language BOOLEAN, is_used BOOLEAN);
CREATE TABLE given (s INTEGER, p INTEGER, o INTEGER, v INTEGER, g INTEGER, entry INTEGER);
CREATE TABLE fact (s INTEGER, p INTEGER, o INTEGER, round INTEGER);
CREATE TABLE schema (s INTEGER, p INTEGER, o INTEGER);
CREATE TABLE retired (
    s INTEGER, p INTEGER, o INTEGER, round INTEGER, until INTEGER, ns INTEGER, np INTEGER, no INTEGER);
CREATE TABLE rep (term INTEGER, representative INTEGER, round INTEGER);
CREATE TABLE link (term INTEGER, target INTEGER, round INTEGER);
CREATE TABLE item (list INTEGER, place INTEGER, term INTEGER);
CREATE TABLE axiom (s INTEGER, p INTEGER, o INTEGER, rule VARCHAR);
CREATE TABLE meta (name VARCHAR, value VARCHAR);
"""
_UNNESTED = ", ".join(
    f"unnest(${place}::{type_}[])"
    for place, type_ in enumerate(("INTEGER", "VARCHAR", "UTINYINT", "VARCHAR", "INTEGER", "BOOLEAN", "BOOLEAN"), 1)
)
"""The columns of the table `term` as parameters."""


class _Numbered(NamedTuple):
    """Terms that rules name, with their ids: each closure by the same rules has the same."""

    ids: Mapping[str, int]
    columns: Sequence[list[Any]]
    """Of the table `term`."""


_NUMBERED: dict[frozenset[str], _Numbered] = {}
_MOST_NUMBERED = 32

IRI, BLANK, LITERAL = 0, 1, 2
_LAST_ID = 2**31 - 1


class Tables:
    """One closure's tables, in a schema of their own of a DuckDB database.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A cursor of its own, whose current schema these tables are.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = self._owner = connection
        """While the owner is there, so is a database in memory."""
        self.constants = self.first_constant = 0
        self.has_literals = True
        """Whether the data may have literals."""
        self.empty = set[str]()
        """Side tables of literals in which nothing stands, as far as is known."""
        self._ids: dict[str, int] = {}
        self._terms: dict[int, Node] = {}
        self._spellings: dict[int, Node] = {}

    def create(self, constants: frozenset[str]) -> None:
        """Make the tables; `constants` get the lowest ids, so that they stay what they are."""
        self.connection.execute(_DEFINITIONS)
        if constants in _NUMBERED:
            known = _NUMBERED[constants]
            self.execute(f"INSERT INTO term SELECT {_UNNESTED}", known.columns)
        else:
            known = self._number(constants)
            if len(_NUMBERED) >= _MOST_NUMBERED:
                _NUMBERED.clear()
            _NUMBERED[constants] = known
        self.has_literals = False
        self._ids = dict(known.ids)
        self.constants, self.first_constant = max(known.ids.values()), min(1, *known.columns[0])
        values = [["constants", "first constant"], [str(self.constants), str(self.first_constant)]]
        self.execute("INSERT INTO meta SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])", values)

    def _number(self, constants: Iterable[str]) -> _Numbered:
        """Give ids to the terms that rules name."""
        texts = sorted(constants)
        self.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT unnest($1::VARCHAR[]) AS text", [texts])
        self._add_terms(is_used=False)
        rows = self.rows("SELECT * FROM term")
        columns = tuple(map(list, zip(*rows, strict=True)))
        return _Numbered({row[1]: row[4] for row in rows}, columns)

    def take_over(self, other: Tables) -> None:
        """Know what another copy of the same tables knows."""
        self._owner = other._owner
        self.constants, self.first_constant = other.constants, other.first_constant
        self.has_literals, self.empty = other.has_literals, set(other.empty)
        self._ids = dict(other._ids)

    def open(self) -> None:
        """Know the range of ids of the terms that rules name."""
        known = dict(self.rows("SELECT name, value FROM meta"))
        self.constants, self.first_constant = int(known["constants"]), int(known["first constant"])

    def execute(self, sql: str, parameters: Sequence[object] | None = None) -> duckdb.DuckDBPyConnection:
        """Run a statement."""
        with failures_told():
            return self.connection.execute(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with failures_told():
            return self.connection.execute(sql, parameters).fetchall()

    def number(self, sql: str, parameters: Sequence[object] | None = None) -> int:
        """Return the single number of a query."""
        # all rows: a result that is not read to its end stays open
        rows = self.rows(sql, parameters)
        return int(rows[0][0] or 0) if rows else 0

    def id_of(self, text: str) -> int:
        """Return the id under which facts hold a term, given as text of N-Triples; 0 if there is no such term."""
        found = self._ids.get(text)
        if found is None:
            rows = self.rows("SELECT value FROM term WHERE text = $1", [text])
            if not rows and text[0] == '"' and (key := value_key(text)) is not None:
                rows = self.rows("SELECT value FROM term WHERE key = $1 LIMIT 1", [key])
            found = self._ids[text] = rows[0][0] if rows else 0
        return found

    def find(self, term: Node) -> int:
        """Return the id of a term of rdflib, as `id_of` does of a text."""
        return self.id_of(to_text(term))

    def stand_in(self, term: Node) -> int:
        """Return the id of a term, or one that no fact has for a term that stands nowhere."""
        found = self.find(term)
        if not found:
            found = _LAST_ID - sum(1 for ident in self._terms if ident > _LAST_ID - 1000)
            self._terms[found] = term
        return found

    def term_of(self, ident: int) -> Node:
        """Return the term of an id; of a value, the first of its spellings in the data."""
        if ident not in self._terms:
            self.remember([ident])
        return self._terms[ident]

    def spelling_of(self, ident: int) -> Node:
        """Return the very term of an id, one of several spellings of a value."""
        if ident > 0:
            return self.term_of(ident)
        if ident not in self._spellings:
            self.remember_spellings([ident])
        return self._spellings[ident]

    def remember(self, idents: Iterable[int]) -> None:
        """Look up many ids at once."""
        missing = [ident for ident in set(idents) if ident not in self._terms]
        if missing:
            sql = (
                "SELECT value, coalesce(min(text) FILTER (is_used), min(text)) FROM term "
                "WHERE value IN (SELECT unnest($1::INTEGER[])) GROUP BY value"
            )
            for ident, text in self.rows(sql, [missing]):
                self._terms[ident] = from_text(text)

    def remember_spellings(self, idents: Iterable[int]) -> None:
        """Look up many ids of spellings at once."""
        missing = [ident for ident in set(idents) if ident not in self._spellings]
        if missing:
            sql = "SELECT id, text FROM term WHERE id IN (SELECT unnest($1::INTEGER[]))"
            for ident, text in self.rows(sql, [missing]):
                self._spellings[ident] = from_text(text)

    def load(self, entry: int = 0) -> None:
        """Take the table `quad_text` (s, p, o, g) into `given`, as entering in a round."""
        self.execute(
            "CREATE OR REPLACE TEMP TABLE fresh AS SELECT DISTINCT text FROM (SELECT s AS text FROM quad_text "
            "UNION ALL SELECT p FROM quad_text UNION ALL SELECT o FROM quad_text "
            "UNION ALL SELECT DISTINCT g FROM quad_text) q "
            "WHERE text IS NOT NULL AND text NOT IN (SELECT text FROM term)"
        )
        self._add_terms()
        known = "UPDATE term SET is_used = true WHERE NOT is_used AND id < 0 AND text IN (SELECT o FROM quad_text)"
        self.has_literals |= self.number(known) > 0
        self.execute(
            f"INSERT INTO given SELECT DISTINCT s.id, p.id, o.id, o.value, g.id, {entry} FROM quad_text q "
            "JOIN term s ON s.text = q.s JOIN term p ON p.text = q.p JOIN term o ON o.text = q.o "
            "LEFT JOIN term g ON g.text = q.g"
        )
        self.execute("DROP TABLE quad_text")
        self._ids = {term: ident for term, ident in self._ids.items() if ident}

    def _add_terms(self, *, is_used: bool = True) -> None:
        """Give ids to the texts of `fresh`."""
        keyed = "*, NULL::VARCHAR AS key FROM fresh"
        if self._find_keys():
            self.has_literals, keyed = True, "fresh.*, k.key FROM fresh LEFT JOIN literal_key k USING (text)"
        language = " OR ".join(f"starts_with(text, '<{prefix}')" for prefix in LANGUAGE)
        self.execute(f"""
            INSERT INTO term
            WITH told AS (
                SELECT text, CASE text[1] WHEN '<' THEN {IRI} WHEN '_' THEN {BLANK} ELSE {LITERAL} END AS kind,
                    key, {language} AS is_language
                FROM (SELECT {keyed}) f
            ), numbered AS (
                SELECT *, CASE WHEN key IS NULL
                    THEN (SELECT coalesce(max(id), 0) FROM term WHERE id > 0)
                        + row_number() OVER (PARTITION BY key IS NULL ORDER BY kind, text)
                    ELSE (SELECT coalesce(min(id), 0) FROM term WHERE id < 0)
                        - row_number() OVER (PARTITION BY key IS NULL ORDER BY text) END AS id
                FROM told
            )
            SELECT n.id, n.text, n.kind, n.key,
                CASE WHEN n.key IS NULL THEN n.id
                    ELSE coalesce(old.value, max(n.id) OVER (PARTITION BY n.key)) END, n.is_language, {is_used}
            FROM numbered n LEFT JOIN (SELECT DISTINCT key, value FROM term WHERE key IS NOT NULL) old USING (key)""")

    def _find_keys(self) -> bool:
        """Make the table of the keys of the literals among the texts of `fresh`, if any: equal keys, equal values."""
        literals = [row[0] for row in self.rows("SELECT text FROM fresh WHERE text[1] = '\"'")]
        if not literals:
            return False
        keys = [value_key(text) for text in literals]
        self.execute(
            "CREATE OR REPLACE TEMP TABLE literal_key AS SELECT unnest($1::VARCHAR[]) AS text, "
            "unnest($2::VARCHAR[]) AS key",
            [literals, keys],
        )
        return True


def quoted(name: str) -> str:
    """Return the name of a database or schema as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


@contextlib.contextmanager
def failures_told() -> Iterator[None]:
    """Take what DuckDB makes of Ctrl-C, and of a disk that fails, for what it is."""
    try:
        with interrupts_told():
            yield
    except (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException) as error:
        raise SahelError(f"the closure cannot be kept on disk: {str(error).splitlines()[0]}") from None
