"""All steps of a closure at once: each clause run over the facts as they stand at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from rdflib import OWL, RDF, URIRef
from rdflib.term import Node

from sahel_kg.reasoning.derivations import Derivation, Derivations
from sahel_kg.reasoning.engines.duckdb.keys import list_keys
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.language import LANGUAGE
from sahel_kg.reasoning.relational.sql import Body, FactTable, needs
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.rules.program import Atom, Clause
from sahel_kg.reasoning.terms import rank_term
from sahel_kg.reasoning.witnesses import Witness

IdRow = tuple[int, int, int]
Steps = dict[IdRow, dict[tuple[IdRow, ...], Clause]]

_ABOUT_THINGS = {RDF.type, OWL.sameAs, OWL.differentFrom}
"""Terms of the language that say something about things, not about classes and relations."""


def list_derivations(
    tables: Tables,
    steps: Steps,
    witnesses: Sequence[Witness[int]],
    describe: Callable[[Witness[int]], Finding],
) -> Derivations:
    """Return the steps that give facts about things (see `Closure.derivations`).

    Parameters
    ----------
    tables : Tables
        Without representatives.
    steps : dict
        Of `run_clauses`.
    witnesses : sequence of Witness
        Matches of rules without one.
    describe : callable
        Puts a match into words.
    """
    graphs = _read_graphs(tables)
    every = {*graphs, *steps, *(row for found in steps.values() for premises in found for row in premises)}
    tables.remember(ident for row in every for ident in row)
    tables.remember(graph for found in graphs.values() for graph in found if graph is not None)
    words = {ident: rank_term(tables.term_of(ident)) for row in every for ident in row}
    # ids differ from run to run: of proofs that are as good the same one has to be found every time
    rows = sorted(every, key=lambda row: tuple(words[ident] for ident in row))
    places = {row: place for place, row in enumerate(rows)}
    named = {row for row, found in graphs.items() if None not in found}
    axioms = {(s, p, o) for s, p, o in tables.rows("SELECT s, p, o FROM axiom")}
    certain = {row for row in rows if (row not in named and row not in steps) or row in axioms}
    certain |= {row for row, found in graphs.items() if None in found}
    _add_schema(certain, steps, lambda row: _is_about_things(*map(tables.term_of, row)))
    always = frozenset(places[row] for row in certain)

    def order(step: Derivation) -> tuple[str, list[int], tuple[int, ...]]:
        # what is always so may name blank nodes, which are called anew in every run
        return step.rule, [place for place in step.premises if place not in always], step.premises

    return Derivations(
        facts=[(tables.term_of(s), tables.term_of(p), tables.term_of(o)) for s, p, o in rows],
        given={
            places[row]: tuple(sorted(str(tables.term_of(graph)) for graph in found if graph is not None))
            for row, found in sorted(graphs.items(), key=lambda item: places[item[0]])
            if row in named
        },
        always=always,
        steps={
            places[fact]: tuple(
                sorted(
                    (
                        Derivation(clause.rule.name, clause.rule.label, tuple(places[row] for row in premises))
                        for premises, clause in steps[fact].items()
                    ),
                    key=order,
                )
            )
            for fact in rows
            if fact in steps and (fact not in certain or _is_about_things(*map(tables.term_of, fact)))
        },
        findings=[
            (describe(witness), tuple(places[row] for row in dict.fromkeys(witness.facts) if row in places))
            for witness in witnesses
        ],
    )


def run_clauses(tables: Tables, clauses: Sequence[Clause]) -> Steps:
    """Map each fact that a clause with a head gives to its premises, with the first clause that has them."""
    steps: Steps = defaultdict(dict)
    known = list_keys(tables, "fact")
    for clause in clauses:
        if not needs(clause, tables.id_of) <= known:
            continue  # planning a query costs more than running it
        for head in clause.head:
            for fact, premises in _match(tables, clause, head):
                if fact not in premises:
                    steps[fact].setdefault(premises, clause)
    return steps


def _read_graphs(tables: Tables) -> dict[IdRow, set[int | None]]:
    """Map each fact that was given to the named graphs that give it, None being none."""
    graphs: dict[IdRow, set[int | None]] = defaultdict(set)
    for s, p, o, graph in tables.rows("SELECT DISTINCT s, p, v, g FROM given"):
        graphs[s, p, o].add(graph)
    return graphs


def _is_about_things(subject: Node, predicate: Node, obj: Node) -> bool:
    if _is_language(subject):
        return False
    if predicate == RDF.type:
        return not _is_language(obj)
    return predicate in _ABOUT_THINGS or not _is_language(predicate)


def _is_language(term: Node) -> bool:
    return isinstance(term, URIRef) and str(term).startswith(LANGUAGE)


def _add_schema(
    certain: set[IdRow], steps: Mapping[IdRow, Iterable[tuple[IdRow, ...]]], is_about_things: Callable[[IdRow], bool]
) -> None:
    """Add what follows about classes and relations alone.

    What only a claim makes so stays out: two names of one thing, say, put the second into each list with the first.
    """
    todo = {row for row in steps if row not in certain and not is_about_things(row)}
    grown = True
    while grown:
        more = {row for row in todo if any(certain.issuperset(premises) for premises in steps[row])}
        certain |= more
        todo -= more
        grown = bool(more)


def _match(tables: Tables, clause: Clause, head: Atom) -> Iterator[tuple[IdRow, tuple[IdRow, ...]]]:
    """Yield what a clause gives, with its premises."""
    body = Body(clause, tables.id_of, facts=FactTable("fact", is_final=True))
    s, p, o = map(body.value, head)
    atoms = ", ".join(f"a{place}.s, a{place}.p, a{place}.o" for place in range(len(clause.atoms)))
    lists = "".join(f", {name}.premises" for name in clause.long_lists)
    rows: list[tuple[Any, ...]] = tables.rows(f"SELECT DISTINCT {s}, {p}, {o}, {atoms}{lists} {body}")
    count = 3 + 3 * len(clause.atoms)
    if not lists:
        for row in rows:
            yield row[:3], tuple(dict.fromkeys(zip(row[3::3], row[4::3], row[5::3], strict=True)))
        return
    for row in rows:
        for ways in product(*(ways for members in row[count:] for ways in members)):
            idents = [*row[3:count], *(ident for way in ways for ident in way)]
            triples = zip(idents[::3], idents[1::3], idents[2::3], strict=True)
            yield row[:3], tuple(dict.fromkeys(triples))
