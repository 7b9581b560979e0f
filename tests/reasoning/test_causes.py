"""Which claims cause a finding: what the steps tell is what closing each set of claims anew does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, BNode, URIRef
from rdflib.term import Node
from tests.conftest import TURTLE_PREFIXES
from tests.reasoning.random_ontologies import (
    CLAIMS,
    EX,
    Quad,
    Statement,
    choose_rules,
    draw_statements,
    drop_graphs,
    examples,
    keep_graphs,
    make_dataset,
    make_list,
    place_statements,
    write_rules,
    write_turtle,
)

from sahel_kg.reasoning import Closure, Finding, close
from sahel_kg.reasoning.engines.duckdb.causes import MOST_AT_ONCE

Causes = set[frozenset[Node]]

APART: list[Quad] = [
    (EX.A, OWL.disjointWith, EX.B, None),
    (EX.p, OWL.propertyDisjointWith, EX.q, None),
    (EX.r, RDF.type, OWL.IrreflexiveProperty, None),
    (EX.p, RDFS.subPropertyOf, EX.s, None),
    (EX.s, RDFS.domain, EX.A, None),
    (EX.q, RDF.type, OWL.TransitiveProperty, None),
]
"""By which what is claimed at random comes to contradict itself."""


def compare(quads: Sequence[Quad], folder: Path, *, merging: bool) -> int:
    """Compare the causes of findings with those found by closing each set of claims anew; return how many.

    Left out are data in which claims choose the rules that are in force (see `choose_rules`).
    """
    paths = [write_rules(folder)]
    rules: list[str | Path] = ["owl-rl", *paths]
    named = {name for *_, name in quads if name is not None}
    sets = [frozenset(members) for size in range(len(named) + 1) for members in combinations(sorted(named), size)]
    parts = {members: keep_graphs(quads, members) for members in sets}
    if len({choose_rules(drop_graphs(part), "owl-rl", paths) for part in parts.values()}) > 1:
        return 0
    closure = close(make_dataset(quads), rules=rules, merging=merging)
    asked = [finding for finding in closure.findings if list_sources(closure, finding)][:4]
    if not asked:
        return 0
    met = {
        members: {(each.rule, each.facts) for each in close(make_dataset(part), rules=rules, merging=False).findings}
        for members, part in parts.items()
    }
    for finding in asked:
        told = closure.causes(finding)
        assert len(told) == len(set(told))
        if (finding.rule, finding.facts) not in met[frozenset(named)]:
            assert merging
            continue  # it speaks of a thing by several of its names
        expected: Causes = set()
        for members in sets:
            if (finding.rule, finding.facts) in met[members]:
                expected |= {members} if not any(smaller <= members for smaller in expected) else set()
        assert set(told) == expected, f"{finding}\n{write_turtle(drop_graphs(quads))}"
    return len(asked)


def list_sources(closure: Closure, finding: Finding) -> set[Node]:
    return {graph for proof in closure.explain_finding(finding) for leaf in proof.leaves() for graph in leaf.sources}


_graphs = st.lists(st.sampled_from([None, *CLAIMS[:3]]), min_size=16, max_size=16)


@pytest.mark.slow
@examples(8)
@given(draw_statements(8, 8), _graphs, st.booleans())
def test_causes_are_those_of_closing_each_set_of_claims(
    tmp_path_factory: pytest.TempPathFactory, statements: list[Statement], graphs: list[URIRef | None], merging: bool
) -> None:
    compare([*APART, *place_statements(statements, graphs)], tmp_path_factory.getbasetemp(), merging=merging)


def causes_of(quads: Sequence[Quad], *rules: str | Path, merging: bool = True) -> list[Causes]:
    """Return the causes of each finding."""
    closure = close(make_dataset(quads), rules=["owl-rl", *rules], merging=merging)
    return [set(closure.causes(finding)) for finding in closure.findings]


def test_every_minimal_set_counts_and_none_that_holds_more() -> None:
    one, two, three, four = CLAIMS[:4]
    quads: list[Quad] = [
        (EX.A, OWL.disjointWith, EX.B, None),
        (EX.C, RDFS.subClassOf, EX.A, four),
        (EX.x, RDF.type, EX.A, one),
        (EX.x, RDF.type, EX.C, three),
        (EX.x, RDF.type, EX.B, two),
    ]
    assert causes_of(quads) == [{frozenset((one, two)), frozenset((two, three, four))}]


def test_what_no_claim_says_has_no_cause() -> None:
    quads: list[Quad] = [(EX.A, OWL.disjointWith, EX.B, None)]
    assert causes_of([*quads, *((EX.x, RDF.type, each, None) for each in (EX.A, EX.B))]) == [set()]


def test_a_graph_that_has_no_name_is_a_cause(tmp_path: Path) -> None:
    path = tmp_path / "input.trig"
    path.write_text(
        f"{TURTLE_PREFIXES}@prefix : <{EX}> .\n:A owl:disjointWith :B . :x a :A . _:told {{ :x a :B }}", "utf-8"
    )
    closure = close(path)
    (finding,) = closure.findings
    ((cause,),) = closure.causes(finding)
    assert isinstance(cause, BNode)


def test_what_makes_two_things_one_is_among_the_causes() -> None:
    one, two, three = CLAIMS[:3]
    quads: list[Quad] = [
        (EX.A, OWL.disjointWith, EX.B, None),
        (EX.a, RDF.type, EX.A, one),
        (EX.a, RDF.type, EX.B, one),
        (EX.b, RDF.type, EX.B, two),
        (EX.a, OWL.sameAs, EX.b, three),
        (EX.a, OWL.differentFrom, EX.b, two),
    ]
    assert causes_of(quads) == [{frozenset((one,))}, {frozenset((two, three))}]


def test_of_many_claims_one_set_is_told_of_which_none_can_be_spared() -> None:
    number = MOST_AT_ONCE + 2
    names = [EX[f"link{n}"] for n in range(number)]
    quads: list[Quad] = [
        (EX.q, RDF.type, OWL.TransitiveProperty, None),
        (EX.q, RDF.type, OWL.IrreflexiveProperty, None),
        *((EX[f"n{n}"], EX.q, EX[f"n{(n + 1) % number}"], names[n]) for n in range(number)),
        (EX.n0, EX.q, EX.n2, EX.short),
    ]
    for causes in causes_of(quads):
        ((cause),) = causes
        assert cause <= {*names, EX.short}
        alone = keep_graphs(quads, cause)
        assert close(make_dataset(alone)).contradictions
        assert not any(close(make_dataset(keep_graphs(alone, cause - {each}))).contradictions for each in cause)


def test_a_finding_by_several_names_of_a_thing_is_found_by_each_of_them() -> None:
    one, two, three = CLAIMS[:3]
    quads: list[Quad] = [
        (EX.r, RDF.type, OWL.AsymmetricProperty, None),
        (EX.a, EX.r, EX.b, one),
        (EX.b, EX.r, EX.a, two),
        (EX.a, OWL.sameAs, EX.b, three),
    ]
    assert causes_of(quads[:3]) == [{frozenset((one, two))}]
    assert causes_of([quads[0], quads[1], quads[3]]) == [{frozenset((one, three))}]


def test_a_thing_of_many_names_costs_no_more_than_closing() -> None:
    one, two, three = CLAIMS[:3]
    quads: list[Quad] = [
        (EX.A, OWL.disjointWith, EX.B, None),
        (EX.n0, RDF.type, EX.A, one),
        (EX.n0, RDF.type, EX.B, two),
    ]
    quads += [(EX[f"n{n}"], OWL.sameAs, EX[f"n{n + 1}"], three) for n in range(80)]
    assert causes_of(quads) == [{frozenset((one, two))}]


def test_without_a_claim_a_guard_may_let_more_follow(tmp_path: Path) -> None:
    """Two that share a value are two, until a claim says that they are one: then a rule says less."""
    rules = write_rules(tmp_path)
    one, two, three = CLAIMS[:3]
    quads: list[Quad] = [
        (EX.r, RDF.type, OWL.AsymmetricProperty, None),
        (EX.a, EX.p, EX.z, one),
        (EX.b, EX.p, EX.z, one),
        (EX.a, OWL.sameAs, EX.b, two),
        (EX.a, EX.r, EX.b, three),
        (EX.b, EX.r, EX.a, three),
    ]
    of_itself = {frozenset((two, three))}
    expected = [of_itself, {frozenset((one,)), frozenset((three,))}, of_itself]
    assert causes_of(quads, rules, merging=False) == expected


def test_a_list_that_a_claim_holds_counts_with_it() -> None:
    head, cells = make_list([EX.A, EX.B])
    quads: list[Quad] = [(EX.x, RDF.type, EX.A, CLAIMS[0]), (EX.x, RDF.type, EX.B, CLAIMS[1])]
    axiom = [(EX.apart, RDF.type, OWL.AllDisjointClasses), (EX.apart, OWL.members, head)]
    quads += [(s, p, o, CLAIMS[2]) for s, p, o in (*axiom, *cells)]
    assert causes_of(quads) == [{frozenset(CLAIMS[:3])}]
