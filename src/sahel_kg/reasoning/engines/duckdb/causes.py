"""Which claims cause a finding: sets of named graphs, none of whose members can be spared, read off all derivations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import chain, combinations
from operator import or_

from rdflib import OWL, RDF
from rdflib.term import Node

from sahel_kg.reasoning.derivations import Derivations, meet
from sahel_kg.reasoning.engines.duckdb.closure import TableClosure
from sahel_kg.reasoning.engines.duckdb.increments import close_anew
from sahel_kg.reasoning.findings import Finding

MOST_AT_ONCE = 6
"""Up to so many graphs all their sets are tried, each a case: 64 of them."""

MOST_NAMES = 12
"""Of one thing: beyond, the steps from each of its names to each other are too many to list."""

Graphs = frozenset[Node]
Test = Callable[[Sequence[Graphs]], list[bool]]
"""Tells of sets of named graphs which give the finding, together with the default graph."""


def find_causes(closure: TableClosure, finding: Finding) -> list[Graphs]:
    """Return the minimal sets of named graphs, among those that the finding rests on, that cause it.

    Parameters
    ----------
    closure : TableClosure
    finding : Finding

    Returns
    -------
    list of frozenset
        All of them if it rests on few graphs, else one.
    """
    leaves = (leaf for proof in closure.explain_finding(finding) for leaf in proof.leaves())
    named = sorted({graph for leaf in leaves for graph in leaf.sources}, key=str)
    if not named:
        return []
    if closure.count_names() > MOST_NAMES:

        def test_merged(sets: Sequence[Graphs]) -> list[bool]:
            closures = (close_anew(closure, graphs=members) for members in sets)
            return [bool(_list_alike(closure, finding, each.findings)) for each in closures]

        return _search(named, test_merged)
    apart = close_anew(closure, merging=False) if closure.has_merged else closure
    steps = apart.derivations()
    alike = _list_alike(closure, finding, apart.findings)
    ways = [places for each, places in steps.findings if each in alike]
    is_in_doubt = _is_in_doubt(apart, steps)

    def test_by_steps(sets: Sequence[Graphs]) -> list[bool]:
        counting: dict[str, int] = defaultdict(int)
        for bit, graph in ((bit, graph) for bit, members in enumerate(sets) for graph in members):
            counting[str(graph)] |= 1 << bit
        values = steps.evaluate(counting, (1 << len(sets)) - 1)
        cases = reduce(or_, (meet(values, places) for places in ways), 0)
        return [bool(cases >> bit & 1) for bit in range(len(sets))]

    def test_by_closing(sets: Sequence[Graphs]) -> list[bool]:
        closures = (close_anew(apart, graphs=members, merging=False) for members in sets)
        return [not alike.isdisjoint(each.findings) for each in closures]

    test = test_by_closing if is_in_doubt else test_by_steps
    graphs = _list_graphs(apart, steps, steps.given if is_in_doubt else chain.from_iterable(ways))
    if len(graphs) > MOST_AT_ONCE and test([frozenset(named)]) == [True]:
        graphs = named
    return _search(graphs, test)


def _list_alike(closure: TableClosure, finding: Finding, found: Sequence[Finding]) -> set[Finding]:
    """Return the finding among those found by other names; if it is none, what it is once things have one name."""
    if finding in found:
        return {finding}
    named = closure.name_facts(finding.facts)
    return {each for each in found if each.rule == finding.rule and closure.name_facts(each.facts) == named}


def _is_in_doubt(closure: TableClosure, steps: Derivations) -> bool:
    """Tell whether steps do not say all that hangs on claims: guards on what is the same, and lists in named graphs."""
    if any(clause.guards for clause in closure.clauses):
        equal = (place for place, (s, p, o) in enumerate(steps.facts) if p == OWL.sameAs and s != o)
        if not steps.always.issuperset(equal):
            return True
    return any(steps.facts[place][1] in (RDF.first, RDF.rest) for place in steps.given)


def _list_graphs(closure: TableClosure, steps: Derivations, places: Iterable[int]) -> list[Node]:
    """Return the named graphs that facts rest on, by whatever steps."""
    seen, todo = set[int](), set(places)
    while todo:
        seen |= todo
        below = {premise for place in todo for step in steps.steps.get(place, ()) for premise in step.premises}
        todo = below - seen - steps.always
    names = {name for place in seen - steps.always for name in steps.given.get(place, ())}
    idents = closure.tables.rows("SELECT DISTINCT g FROM given WHERE g IS NOT NULL")
    return sorted((term for (ident,) in idents if str(term := closure.tables.term_of(ident)) in names), key=str)


def _search(graphs: Sequence[Node], test: Test) -> list[Graphs]:
    return _list_minimal(graphs, test) if len(graphs) <= MOST_AT_ONCE else [_spare(graphs, test)]


def _list_minimal(graphs: Sequence[Node], test: Test) -> list[Graphs]:
    """Return all sets that give the finding while none of their members can be spared."""
    kept: list[Graphs] = []
    for size in range(len(graphs) + 1):
        sets = [frozenset(members) for members in combinations(graphs, size)]
        sets = [members for members in sets if not any(smaller <= members for smaller in kept)]
        kept += [members for members, gives in zip(sets, test(sets), strict=True) if gives]
    return kept


def _spare(graphs: Sequence[Node], test: Test) -> Graphs:
    """Return a set of which none can be spared: they are left out one after the other, if what is left will do."""
    rest = frozenset(graphs)
    for graph in graphs:
        (gives,) = test([rest - {graph}])
        rest = rest - {graph} if gives else rest
    return rest
