"""What the value space says of the literals at hand: the side tables of the rules dt-type2, dt-not-type and dt-diff.

Nothing of this is written down for all literals and all datatypes: only for the datatypes that a class
expression speaks of, and for the literals that rules have put into a datatype.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sahel_kg.reasoning.language import OWL, RDF, RDFS, RL
from sahel_kg.reasoning.relational.tables import LITERAL, Tables
from sahel_kg.reasoning.rules.in_force import SPEAKING
from sahel_kg.reasoning.rules.profiles import Rule
from sahel_kg.reasoning.rules.program import LITERAL_RELATIONS
from sahel_kg.reasoning.values.datatypes import DATATYPES, is_ill_typed, is_in_datatype, is_within
from sahel_kg.terms import to_text

Pairs = list[tuple[int, int]]


def fill_datatypes(tables: Tables, rules: Iterable[Rule[str]]) -> None:
    """Let literals belong to the datatypes that the data or rules speak of (dt-type2).

    Parameters
    ----------
    tables : Tables
    rules : iterable of Rule
        Those in force.
    """
    create_tables(tables)
    asked = {o for rule in rules for _, p, o in rule.body if p == RL.inDatatype}
    used = find_datatypes(tables) | {tables.id_of(term) for term in asked if term in DATATYPES}
    if not used:
        return
    datatypes = [(ident, to_text(tables.term_of(ident))) for ident in sorted(used)]
    literals = tables.rows(
        f"SELECT value, min(text) FROM term WHERE kind = {LITERAL} AND is_used GROUP BY value ORDER BY value"
    )
    inside, outside = Pairs(), Pairs()
    for ident, literal in literals:
        for datatype, text in datatypes:
            verdict = is_in_datatype(literal, text)
            if verdict is not None:
                (inside if verdict else outside).append((ident, datatype))
    _insert(tables, "in_datatype", inside)
    _insert(tables, "not_in_datatype", outside)
    tables.execute(f"INSERT INTO axiom SELECT l, {tables.id_of(RDF.type)}, m1, 'dt-type2' FROM in_datatype")


def find_datatypes(tables: Tables) -> set[int]:
    """Return the datatypes that a class expression or an axiom about datatypes speaks of."""
    plain = ", ".join(str(tables.id_of(p)) for p in (RDFS.range, RDF.type))
    objects = f"SELECT v FROM given WHERE p NOT IN ({plain})"
    subjects = ", ".join(str(tables.id_of(p)) for p in SPEAKING)
    spoken = f"{objects} UNION ALL SELECT s FROM given WHERE p IN ({subjects})"
    rows = tables.rows(f"SELECT id, text FROM term WHERE is_language AND id IN ({spoken})")
    return {ident for ident, text in rows if text in DATATYPES}


def fill_checks(tables: Tables) -> None:
    """Fill what the rules of contradictions ask: literals in datatypes that they are no values of, unequal values."""
    if not tables.has_literals:
        return
    is_type, same = tables.id_of(RDF.type), tables.id_of(OWL.sameAs)
    outside = list(_list_outside(tables, is_type))
    anything = tables.id_of(RDFS.Literal)
    unknown = tables.rows(f"SELECT id, text FROM term WHERE kind = {LITERAL} AND id > 0")
    outside += [(ident, anything) for ident, text in unknown if is_ill_typed(text)]
    tables.execute("DELETE FROM not_in_datatype")
    _insert(tables, "not_in_datatype", outside)
    tables.execute("DELETE FROM other_value")
    pairs = tables.rows(f"SELECT DISTINCT s, o FROM fact WHERE p = {same} AND s < 0 AND o < 0 AND s <> o")
    _insert(tables, "other_value", pairs)


def _list_outside(tables: Tables, is_type: int) -> Iterator[tuple[int, int]]:
    """Yield literals with the datatypes that they were put into and are no values of."""
    used = tables.rows(f"""
        SELECT id, text FROM term WHERE is_language AND id IN (SELECT o FROM fact WHERE p = {is_type} AND (
            s < 0 OR s IN (SELECT id FROM term WHERE kind = {LITERAL} AND id > 0)))""")
    for datatype, text in ((ident, text) for ident, text in used if text in DATATYPES):
        # a well-typed literal of the datatype, or of one below it, need not be looked at
        fine = ", ".join(f"'^^{each}'" for each in sorted(DATATYPES) if is_within([each], text))
        rows = tables.rows(rf"""
            SELECT value, min(text) FROM term WHERE kind = {LITERAL} AND value IN (
                SELECT s FROM fact WHERE p = {is_type} AND o = {datatype})
                AND (key IS NULL OR regexp_extract(text, '\^\^<[^>]*>$') NOT IN ({fine}))
            GROUP BY value""")
        for ident, literal in rows:
            if is_in_datatype(literal, text) is False:
                yield ident, datatype


def create_tables(tables: Tables) -> None:
    """Make the side tables, empty."""
    made = (f"CREATE OR REPLACE TABLE {name} (l INTEGER, m1 INTEGER)" for name in LITERAL_RELATIONS.values())
    tables.execute("; ".join(made))
    tables.empty = set(LITERAL_RELATIONS.values())


def _insert(tables: Tables, name: str, pairs: Iterable[tuple[int, int]]) -> None:
    rows = sorted(set(pairs))
    if rows:
        tables.empty.discard(name)
        left, right = map(list, zip(*rows, strict=True))
        tables.execute(f"INSERT INTO {name} SELECT unnest($1::INTEGER[]), unnest($2::INTEGER[])", [left, right])
