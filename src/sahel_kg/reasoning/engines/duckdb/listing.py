"""SQL that puts facts by representatives back into the terms that were given, and hides what only restates."""

from __future__ import annotations

from collections.abc import Iterable

from sahel_kg.reasoning.language import OWL, RDF, RDFS
from sahel_kg.reasoning.relational.tables import LITERAL, Tables
from sahel_kg.reasoning.rules.restatements import BOUNDING, EQUIVALENCES, REFLEXIVE, UNIVERSAL

LINES = 20_000
"""That are written at once."""


def make_views(tables: Tables, *, is_full: bool, is_merging: bool, has_names: bool) -> None:
    """Make the view `inferred` (s, p, o, round) of the facts that were not given but follow.

    An object that has several spellings stands as the value; in the full profile each spelling is a fact.
    """
    facts = "SELECT s, p, o, round FROM fact"
    if has_names:
        same = tables.id_of(OWL.sameAs)
        names = (
            "(SELECT term, representative, round FROM rep UNION ALL "
            "SELECT DISTINCT representative, representative, 0 FROM rep)"
        )
        facts = f"""
            SELECT coalesce(a.term, f.s) AS s, coalesce(b.term, f.p) AS p, coalesce(c.term, f.o) AS o,
                greatest(f.round, a.round, b.round, c.round) AS round
            FROM fact f LEFT JOIN {names} a ON a.representative = f.s LEFT JOIN {names} b ON b.representative = f.p
                LEFT JOIN {names} c ON c.representative = f.o
            WHERE NOT (f.p = {same} AND f.s = f.o)
            UNION ALL
            SELECT a.term, {same}, b.term, greatest(a.round, b.round)
            FROM {names} a JOIN {names} b ON a.representative = b.representative AND a.term <> b.term"""
    if is_full:
        facts = _spell_out(tables, facts, is_merging=is_merging)
    visible = "" if is_full else f" AND NOT ({_restates(tables)})"
    tables.execute(f"""
        CREATE OR REPLACE VIEW inferred AS
        SELECT * FROM ({facts}) x
        WHERE s > 0 AND p > 0 AND s NOT IN (SELECT id FROM term WHERE kind = {LITERAL} AND id > 0)
            AND p NOT IN (SELECT id FROM term WHERE kind <> 0) {visible}
            AND NOT EXISTS (
                SELECT 1 FROM given g WHERE g.s = x.s AND g.p = x.p AND {"g.o" if is_full else "g.v"} = x.o)""")


def select_text(*, is_full: bool, inferred_only: bool, in_order: bool) -> str:
    """Return a query of the facts as lines of N-Triples: the very text that was read, or the first of a value's."""
    spelling = "SELECT value AS id, coalesce(min(text) FILTER (is_used), min(text)) AS text FROM term GROUP BY value"
    spelt = "term" if is_full else f"({spelling})"
    views = [("inferred", spelt)] if inferred_only else [("given", "term"), ("inferred", spelt)]
    facts = (
        f"SELECT s.text || ' ' || p.text || ' ' || o.text || ' .' AS line FROM (SELECT DISTINCT s, p, o FROM {view}) f "
        f"JOIN term s ON s.id = f.s JOIN term p ON p.id = f.p JOIN {texts} o ON o.id = f.o"
        for view, texts in views
    )
    return " UNION ALL ".join(facts) + (" ORDER BY line" if in_order else "")


def count_expanded(tables: Tables) -> int:
    """Count the facts by all names of what is the same, those that only restate included, without listing them."""
    names = "(SELECT representative, count(*) + 1 AS n FROM rep GROUP BY representative)"
    return tables.number(f"""
        SELECT (SELECT coalesce(sum(coalesce(a.n, 1)::DOUBLE * coalesce(b.n, 1) * coalesce(c.n, 1)), 0)
            FROM fact f LEFT JOIN {names} a ON a.representative = f.s LEFT JOIN {names} b ON b.representative = f.p
                LEFT JOIN {names} c ON c.representative = f.o)
            + (SELECT sum(n::DOUBLE * (n - 1)) FROM {names} x)""")


def _spell_out(tables: Tables, facts: str, *, is_merging: bool) -> str:
    """Return a query that also yields all spellings of a value, and that everything is the same as itself."""
    spelt = (
        f"SELECT x.s, x.p, coalesce(t.id, x.o) AS o, x.round FROM ({facts}) x "
        "LEFT JOIN term t ON t.value = x.o AND t.id < 0"
    )
    if not is_merging:
        return spelt
    same = tables.id_of(OWL.sameAs)
    terms = " UNION ".join(f"SELECT {column} AS id FROM ({facts}) q" for column in "spo")
    # equalities of literals, which have rules, may have said it as well
    return f"{spelt} WHERE NOT (x.p = {same} AND x.s = x.o) UNION ALL SELECT id, {same}, id, 1 FROM ({terms}) u"


def _restates(tables: Tables) -> str:
    """Return the condition of `sahel_kg.reasoning.rules.restatements.restates` as SQL."""

    def listed(terms: Iterable[str]) -> str:
        return ", ".join(sorted(str(tables.id_of(term)) for term in terms))

    universal = listed(UNIVERSAL)
    below = tables.id_of(RDFS.subClassOf)
    language = "IN (SELECT id FROM term WHERE is_language)"
    return f"""
        p IN ({listed(EQUIVALENCES)}) OR (p IN ({listed(REFLEXIVE)}) AND s = o)
        OR (p = {tables.id_of(RDF.type)} AND o IN ({universal}, {tables.id_of(RDF.Property)}))
        OR (p = {below} AND (o IN ({universal}) OR s = {tables.id_of(OWL.Nothing)}))
        OR (p IN ({listed(BOUNDING)}) AND o IN ({universal}))
        OR (s {language} AND p {language} AND o {language})"""
