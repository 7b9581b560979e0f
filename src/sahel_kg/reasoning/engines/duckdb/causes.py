"""Which claims cause a finding: sets of named graphs, none of whose members can be spared, confirmed by closing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations

from rdflib.term import Node

from sahel_kg.reasoning.engines.duckdb.closure import TableClosure
from sahel_kg.reasoning.engines.duckdb.increments import export_quads, insert_quads
from sahel_kg.reasoning.engines.duckdb.intake import connect
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.terms import to_text

MOST_AT_ONCE = 6
"""Up to so many graphs all their sets are tried in one run, each a slice: 63 of them."""

Graphs = frozenset[Node]


def find_causes(closure: TableClosure, finding: Finding) -> list[Graphs]:
    """Return the minimal sets of named graphs, among those of the finding's proofs, that cause it.

    Parameters
    ----------
    closure : TableClosure
    finding : Finding

    Returns
    -------
    list of frozenset
        All of them if the proofs rest on few graphs, else one.
    """
    leaves = (leaf for proof in closure.explain_finding(finding) for leaf in proof.leaves())
    named = sorted({graph for leaf in leaves for graph in leaf.sources}, key=str)
    if not named:
        return []
    if len(named) <= MOST_AT_ONCE:
        sets = [frozenset(each) for size in range(len(named) + 1) for each in combinations(named, size)]
        return _keep_minimal(_causing(closure, finding, sets))
    rest = list(named)
    for graph in named:
        fewer = frozenset(rest) - {graph}
        if _causing(closure, finding, [fewer]):
            rest.remove(graph)
    return [frozenset(rest)]


def _causing(closure: TableClosure, finding: Finding, sets: Iterable[Graphs]) -> list[Graphs]:
    """Return those of the sets that give the finding, together with the default graph."""
    slices: Mapping[str, Graphs] = {str(number): graphs for number, graphs in enumerate(sets)}
    options = replace(closure.options, database=None, slices=slices, strata=None)
    tables = Tables(connect(options), len(slices))
    names = ", ".join("'" + to_text(graph).replace("'", "''") + "'" for graph in frozenset().union(*slices.values()))
    insert_quads(tables, export_quads(closure.tables, f"n.g IS NULL OR g.text IN ({names or 'NULL'})"))
    again = type(closure).make(tables, closure.ruleset, options)
    met = {name for each in again.findings if _is_same(each, finding) for name in each.slices}
    return [graphs for name, graphs in slices.items() if name in met]


def _is_same(one: Finding, other: Finding) -> bool:
    return one.rule == other.rule and one.facts == other.facts


def _keep_minimal(sets: Iterable[Graphs]) -> list[Graphs]:
    kept: list[Graphs] = []
    for each in sorted(sets, key=lambda one: (len(one), sorted(map(str, one)))):
        if not any(smaller <= each for smaller in kept):
            kept.append(each)
    return kept
