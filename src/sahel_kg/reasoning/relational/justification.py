"""Single steps: all that give a fact, and the rules that would give it if one premise more held.

Both look at the facts as they stand at the end, under one name for all that is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rdflib import Variable as NodeVariable

from sahel_kg.reasoning.proofs import Justification, NearMiss
from sahel_kg.reasoning.relational.sql import Body, FactTable
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.rules.program import Atom, Clause
from sahel_kg.reasoning.rules.statements import Variable
from sahel_kg.reasoning.terms import Triple, rank_triple

IdRow = tuple[int, int, int]

MOST_STEPS = 2000
"""Facts that are looked at to tell whether a step can stand in a proof that is not circular."""

MOST_MATCHES = 10_000
"""Matches of one rule that are read."""


@dataclass(frozen=True)
class _RuleMatch:
    clause: Clause
    premises: tuple[IdRow, ...]


def list_justifications(tables: Tables, clauses: Sequence[Clause], fact: IdRow) -> list[Justification]:
    """Return every step that gives a fact, by rule and premises.

    Parameters
    ----------
    tables : Tables
    clauses : sequence of Clause
        Those with a head.
    fact : (int, int, int)
        By representatives.
    """
    steps: dict[IdRow, list[_RuleMatch]] = _find_steps(tables, clauses, [fact])
    own = [step for step in steps[fact] if fact not in step.premises]
    # what was known before the fact needs no look at how
    rounds = _list_rounds(tables, {fact, *(premise for step in own for premise in step.premises)})
    known = {row for row, round_ in rounds.items() if round_ < rounds.get(fact, 0)}
    known |= _ground(tables, clauses, fact, [step for step in own if not known.issuperset(step.premises)])
    found = [
        Justification(
            _spell(tables, fact),
            step.clause.rule.name,
            step.clause.rule.label,
            tuple(sorted((_spell(tables, premise) for premise in step.premises), key=rank_triple)),
            all(premise in known for premise in step.premises),
        )
        for step in own
    ]
    return sorted(
        dict.fromkeys(found), key=lambda one: (not one.is_grounded, one.rule, list(map(rank_triple, one.premises)))
    )


def _ground(tables: Tables, clauses: Sequence[Clause], fact: IdRow, own: Iterable[_RuleMatch]) -> set[IdRow]:
    """Return what, of all that the steps rest on, follows without the fact."""
    steps: dict[IdRow, list[_RuleMatch]] = {}
    todo = {premise for step in own for premise in step.premises} - {fact}
    while todo and len(steps) < MOST_STEPS:
        found = _find_steps(tables, clauses, todo)
        steps |= {row: found.get(row, []) for row in todo}
        todo = {premise for row in todo for step in steps[row] for premise in step.premises} - set(steps) - {fact}
    known = _list_given(tables, steps)
    grown = True
    while grown:
        more = {
            row
            for row, ways in steps.items()
            if row not in known and any(all(premise in known for premise in way.premises) for way in ways)
        }
        known |= more
        grown = bool(more)
    return known


def _list_rounds(tables: Tables, rows: Iterable[IdRow]) -> dict[IdRow, int]:
    set_goals(tables, rows)
    found = tables.rows("SELECT s, p, o, min(round) FROM fact f SEMI JOIN goal USING (s, p, o) GROUP BY s, p, o")
    return {(s, p, o): round_ for s, p, o, round_ in found}


def _list_given(tables: Tables, rows: Iterable[IdRow]) -> set[IdRow]:
    set_goals(tables, rows)
    given = tables.rows("""
        SELECT q.s, q.p, q.o FROM goal q WHERE EXISTS (
            SELECT 1 FROM given g LEFT JOIN rep a ON a.term = g.s LEFT JOIN rep b ON b.term = g.p
                LEFT JOIN rep c ON c.term = g.v
            WHERE coalesce(a.representative, g.s) = q.s AND coalesce(b.representative, g.p) = q.p
                AND coalesce(c.representative, g.v) = q.o)
        UNION SELECT q.s, q.p, q.o FROM goal q SEMI JOIN axiom USING (s, p, o)""")
    return set(given)


def set_goals(tables: Tables, rows: Iterable[IdRow]) -> None:
    """Make the table of what is asked for."""
    ordered = sorted(set(rows))
    columns = [list(column) for column in zip(*ordered, strict=True)] if ordered else [[], [], []]
    tables.execute(
        "CREATE OR REPLACE TEMP TABLE goal AS SELECT unnest($1::INTEGER[]) AS s, unnest($2::INTEGER[]) AS p, "
        "unnest($3::INTEGER[]) AS o",
        columns,
    )


def _find_steps(tables: Tables, clauses: Sequence[Clause], rows: Iterable[IdRow]) -> dict[IdRow, list[_RuleMatch]]:
    wanted = set(rows)
    set_goals(tables, wanted)
    found: dict[IdRow, list[_RuleMatch]] = {row: [] for row in wanted}
    for clause, head in _list_heads(tables, clauses, wanted):
        body = _make_body(tables, clause, range(len(clause.atoms)))
        atoms = ", ".join(f"a{place}.s, a{place}.p, a{place}.o" for place in range(len(clause.atoms)))
        body.tables.append("goal q")
        body.conditions += [f"{body.value(term)} = q.{column}" for term, column in zip(head, "spo", strict=True)]
        lists = "".join(f", {name}.premises" for name in clause.long_lists)
        sql = f"SELECT DISTINCT q.s, q.p, q.o, {atoms}{lists} {body} ORDER BY ALL LIMIT {MOST_MATCHES}"
        for s, p, o, *rest in tables.rows(sql):
            for steps in rest[3 * len(clause.atoms) :]:
                rest += [ident for step in steps for ident in step]
            rest = [ident for ident in rest if isinstance(ident, int)]
            premises = dict.fromkeys((a, b, c) for a, b, c in zip(rest[::3], rest[1::3], rest[2::3], strict=True))
            found[s, p, o].append(_RuleMatch(clause, tuple(premises)))
    return found


def _list_heads(tables: Tables, clauses: Sequence[Clause], rows: Iterable[IdRow]) -> Iterator[tuple[Clause, Atom]]:
    predicates = {p for _, p, _ in rows}
    for clause in clauses:
        for head in clause.head:
            if isinstance(head[1], Variable) or tables.id_of(head[1]) in predicates:
                yield clause, head


def _make_body(tables: Tables, clause: Clause, places: Iterable[int]) -> Body:
    kept = list(places)
    is_whole = len(kept) == len(clause.atoms)
    return Body(clause, tables.id_of, atoms=None if is_whole else kept, facts=FactTable("fact"))


def list_near_misses(tables: Tables, clauses: Sequence[Clause], fact: IdRow, most: int) -> list[NearMiss]:
    """Return rules that would give a fact if one premise more held, those first that leave least open.

    Parameters
    ----------
    tables : Tables
    clauses : sequence of Clause
        Those with a head.
    fact : (int, int, int)
        By representatives; 0 for a term that stands nowhere.
    most : int
        Of one rule.
    """
    set_goals(tables, [fact])
    found: dict[str, list[NearMiss]] = defaultdict(list)
    for clause, head in _list_heads(tables, clauses, [fact]):
        for dropped in range(len(clause.atoms)):
            kept = [place for place in range(len(clause.atoms)) if place != dropped]
            # without the axiom that names a list, any list would do
            lists = {row.terms[0] for row in clause.rows}
            if kept and not lists & set(clause.atoms[dropped]) and not clause.long_lists:
                found[clause.rule.name] += _miss(tables, clause, head, (kept, dropped), most)
    chosen: list[NearMiss] = []
    for misses in found.values():
        chosen += sorted(dict.fromkeys(misses), key=_rank)[:most]
    return sorted(chosen, key=_rank)


def _rank(miss: NearMiss) -> tuple[bool, int, str, list[object]]:
    # a domain rule, named by its IRI, says more to its reader than OWL's
    return (
        ":" not in miss.rule,
        sum(isinstance(term, NodeVariable) for term in set(miss.missing)),
        miss.rule,
        list(map(rank_triple, miss.present)),
    )


def _miss(tables: Tables, clause: Clause, head: Atom, split: tuple[list[int], int], most: int) -> Iterator[NearMiss]:
    kept, dropped = split
    atom = clause.atoms[dropped]
    # what the head fixes is known although the atom that says so is missing
    fixed: dict[str, str] = {
        term: f"q.{column}" for term, column in zip(head, "spo", strict=True) if isinstance(term, Variable)
    }
    body = _make_body(tables, clause, kept)
    body.tables.append("goal q")
    for term, column in zip(head, "spo", strict=True):
        if not isinstance(term, Variable):
            body.conditions.append(f"{tables.id_of(term)} = q.{column}")
        elif term in body.columns:
            body.conditions.append(f"{body.columns[term]} = q.{column}")
    known: dict[str, str] = {**fixed, **body.columns}

    def column_of(term: str) -> str:
        return known.get(term, "NULL") if isinstance(term, Variable) else str(tables.id_of(term))

    missing = ", ".join(map(column_of, atom))
    present = ", ".join(f"a{place}.s, a{place}.p, a{place}.o" for place in kept)
    sql = f"SELECT DISTINCT {missing}, {present} {body} ORDER BY ALL LIMIT {20 * most}"
    for row in tables.rows(sql):
        ids, rest = row[:3], row[3:]
        whole = all(ident is not None for ident in ids)
        if whole and (_holds(tables, ids) or ids == _goal(tables)):
            continue
        premises = tuple(zip(rest[::3], rest[1::3], rest[2::3], strict=True))
        terms = [
            NodeVariable(term) if ident is None else tables.term_of(ident)
            for term, ident in zip(atom, ids, strict=True)
        ]
        yield NearMiss(
            clause.rule.name,
            clause.rule.label,
            tuple(_spell(tables, premise) for premise in dict.fromkeys(premises)),
            (terms[0], terms[1], terms[2]),
        )


def _goal(tables: Tables) -> tuple[int, ...]:
    return tuple(tables.rows("SELECT s, p, o FROM goal")[0])


def _holds(tables: Tables, row: Sequence[int]) -> bool:
    return tables.number("SELECT count(*) FROM fact WHERE s = $1 AND p = $2 AND o = $3", list(row)) > 0


def _spell(tables: Tables, row: IdRow) -> Triple:
    s, p, o = map(tables.term_of, row)
    return s, p, o
