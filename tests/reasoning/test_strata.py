"""Strata: a fact's stratum is the first one up to which it follows, as closing each prefix of them tells."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, URIRef
from rdflib.term import Node
from tests.reasoning.proof_checker import ProofChecker
from tests.reasoning.random_ontologies import (
    CLAIMS,
    EX,
    Quad,
    Statement,
    choose_rules,
    draw_statements,
    drop_graphs,
    examples,
    is_comparable,
    keep_graphs,
    make_dataset,
    name_value,
    place_statements,
    write_turtle,
)

from sahel_kg.reasoning import close
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.terms import Triple

Strata = Sequence[Collection[Node]]


def find_strata_by_force(quads: Sequence[Quad], strata: Strata) -> dict[tuple[str, ...], int]:
    """Return the stratum of each fact, found by closing each prefix of the strata.

    Left out are data in which strata switch rules on (see `choose_rules`), or in which what followed without some
    claims does not with them: a guard may fail once two names are known to mean the same.
    """
    active = choose_rules(drop_graphs(quads), "owl-rl")
    found: dict[tuple[str, ...], int] = {}
    before: set[Triple] = set()
    for place in range(len(strata)):
        prefix = keep_graphs(quads, {graph for graphs in strata[: place + 1] for graph in graphs})
        assume(choose_rules(drop_graphs(prefix), "owl-rl") == active)
        facts = set(close(make_dataset(prefix)).facts())
        assume(before <= facts)
        before = facts
        for fact in facts:
            found.setdefault(name_fact(fact), place)
    return found


def name_fact(fact: Triple) -> tuple[str, ...]:
    return tuple(map(name_value, fact))


def list_strata(closure: Closure, in_slice: str | None = None) -> dict[tuple[str, ...], int | None]:
    if in_slice is None:
        return {name_fact(fact): closure.stratum(fact) for fact in closure.facts()}
    return {name_fact(fact): closure.stratum(fact, in_slice=in_slice) for fact in closure.facts(in_slice=in_slice)}


_places = st.lists(st.integers(0, 2), min_size=len(CLAIMS), max_size=len(CLAIMS))
_graphs = st.lists(st.sampled_from([None, *CLAIMS]), min_size=16, max_size=16)


_slices = st.lists(st.sets(st.sampled_from(CLAIMS)), min_size=3, max_size=3)


def make_strata(places: Sequence[int]) -> list[list[Node]]:
    return [[claim for claim, mine in zip(CLAIMS, places, strict=True) if mine == place] for place in range(3)]


@pytest.mark.slow
@examples(12)
@given(draw_statements(8, 8), _graphs, _places)
def test_stratum_is_the_first_from_which_a_fact_follows(
    statements: list[Statement], graphs: list[URIRef | None], places: list[int]
) -> None:
    quads, strata = place_statements(statements, graphs), make_strata(places)
    expected = find_strata_by_force(quads, strata)
    closure = close(make_dataset(quads), strata=strata)
    assert list_strata(closure) == expected, write_turtle(drop_graphs(quads))
    checker = ProofChecker(quads, choose_rules(drop_graphs(quads), "owl-rl"), is_layered=True)
    for fact in sorted(closure.inferred(), key=str)[:5]:
        proof = closure.explain(fact)
        checker.check(proof)
        # the best proof is as good as its weakest leaf
        assert max(closure.stratum(leaf.fact) or 0 for leaf in proof.leaves()) == closure.stratum(fact)


@pytest.mark.slow
@examples(5)
@given(draw_statements(7, 7), _graphs, _places, _slices)
def test_strata_within_slices(
    statements: list[Statement], graphs: list[URIRef | None], places: list[int], chosen: list[set[Node]]
) -> None:
    compare_within_slices(statements, graphs, places, chosen)


def compare_within_slices(
    statements: list[Statement], graphs: list[URIRef | None], places: list[int], chosen: list[set[Node]]
) -> None:
    quads, strata = place_statements(statements, graphs), make_strata(places)
    slices = {f"slice{place}": sorted(each, key=str) for place, each in enumerate(chosen)}
    active = choose_rules(drop_graphs(quads), "owl-rl")
    closure = close(make_dataset(quads), strata=strata, slices=slices)
    for name, mine in slices.items():
        part = keep_graphs(quads, mine)
        if choose_rules(drop_graphs(part), "owl-rl") == active and is_comparable(drop_graphs(part), active):
            expected = find_strata_by_force(part, strata)
            assert list_strata(closure, name) == expected, f"{name}\n{write_turtle(drop_graphs(part))}"


@examples(3)
@given(draw_statements(4, 4), _graphs, _places, _slices)
def test_strata_within_slices_of_one_story(
    statements: list[Statement], graphs: list[URIRef | None], places: list[int], chosen: list[set[Node]]
) -> None:
    compare_within_slices(statements, graphs, places, chosen)


def test_a_fact_is_as_credible_as_the_weakest_claim_of_its_best_proof() -> None:
    best, fair, poor = CLAIMS[:3]
    quads: list[Quad] = [
        (EX.p, RDF.type, OWL.TransitiveProperty, None),
        (EX.q, RDFS.subPropertyOf, EX.p, None),
        (EX.a, EX.p, EX.b, best),
        (EX.b, EX.p, EX.c, poor),
        (EX.b, EX.q, EX.c, fair),
        (EX.c, OWL.sameAs, EX.d, poor),
    ]
    closure = close(make_dataset(quads), strata=[[best], [fair], [poor]])
    assert closure.stratum((EX.a, EX.p, EX.b)) == 0
    assert closure.stratum((EX.a, EX.p, EX.c)) == 1
    assert closure.stratum((EX.a, EX.p, EX.d)) == 2
    assert {leaf.sources for leaf in closure.explain((EX.a, EX.p, EX.c)).leaves()} == {(), (best,), (fair,)}
