"""Slices: one run over twenty-five of them gives what twenty-five runs give, equality, lists and guards included."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, URIRef
from rdflib.term import Node
from tests.reasoning.proof_checker import ProofChecker
from tests.reasoning.random_ontologies import (
    CLAIMS,
    EX,
    THINGS,
    Quad,
    Statement,
    choose_rules,
    draw_statements,
    drop_graphs,
    examples,
    is_comparable,
    keep_graphs,
    make_dataset,
    make_list,
    place_statements,
    project_visible,
    write_rules,
    write_turtle,
)

from sahel_kg.errors import UsageError
from sahel_kg.reasoning import close
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.terms import Triple

Slices = Mapping[str, Collection[Node]]


def compare_slices(quads: Sequence[Quad], slices: Slices, paths: Sequence[Path] = (), proofs: int = 3) -> int:
    """Compare each slice with a run of its own; return how many were compared.

    Left out are slices in which other rules than in the whole are in force: data that speak of owl:Thing, say, switch
    on rules that restate, and one run has one set of rules.
    """
    rules: list[str | Path] = ["owl-rl", *paths]
    whole = close(make_dataset(quads), rules=rules, slices=slices)
    active = choose_rules(drop_graphs(quads), "owl-rl", paths)
    compared = 0
    for name, graphs in slices.items():
        mine = keep_graphs(quads, graphs)
        triples = drop_graphs(mine)
        if choose_rules(triples, "owl-rl", paths) != active or not is_comparable(triples, active):
            continue
        compared += 1
        single = close(make_dataset(mine), rules=rules)
        message = f"{name}\n{write_turtle(triples)}"
        assert project_slice(whole, name, triples) == project_slice(single, None, triples), message
        assert list_findings(whole, name) == list_findings(single, None), message
        checker = ProofChecker(mine, active)
        for fact in sorted(whole.inferred(in_slice=name), key=str)[:proofs]:
            proof = whole.explain(fact, in_slice=name)
            assert proof.fact == fact
            checker.check(proof)
    return compared


def project_slice(closure: Closure, name: str | None, triples: Sequence[Triple]) -> set[tuple[str, ...]]:
    facts = closure.facts(in_slice=name) if name else closure.facts()
    return project_visible(facts, triples, is_full=False)


def list_findings(closure: Closure, name: str | None) -> set[str]:
    found = closure.contradictions + closure.tensions
    return {finding.rule for finding in found if name is None or name in finding.slices}


def draw_slices(number: int) -> st.SearchStrategy[Slices]:
    """Return a strategy for slices: each claim holds in some."""
    chosen = st.lists(st.sets(st.sampled_from(CLAIMS), max_size=6), min_size=number, max_size=number)
    return chosen.map(lambda sets: {f"slice{place}": sorted(graphs) for place, graphs in enumerate(sets)})


_graphs = st.lists(st.sampled_from([None, None, *CLAIMS]), min_size=16, max_size=16)


@examples(3)
@given(draw_statements(8, 8), _graphs, draw_slices(4))
def test_each_slice_equals_a_run_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, statements: list[Statement], graphs: list[URIRef | None], slices: Slices
) -> None:
    rules = write_rules(tmp_path_factory.getbasetemp())
    compare_slices(place_statements(statements, graphs), slices, [rules])


@pytest.mark.slow
@examples(8)
@given(draw_statements(8, 8), _graphs, draw_slices(4))
def test_each_slice_equals_a_run_of_its_own_at_length(
    tmp_path_factory: pytest.TempPathFactory, statements: list[Statement], graphs: list[URIRef | None], slices: Slices
) -> None:
    rules = write_rules(tmp_path_factory.getbasetemp())
    compare_slices(place_statements(statements, graphs), slices, [rules])


def make_story() -> list[Quad]:
    """Return data in which equality, lists, keys, guards and contradictions come and go with the claims."""
    union, cells = make_list([EX.A, EX.B])
    key, more = make_list([EX.s])
    chain, links = make_list([EX.p, EX.q])
    schema: list[Triple] = [
        (EX.C, OWL.unionOf, union),
        (EX.C, OWL.hasKey, key),
        (EX.r, OWL.propertyChainAxiom, chain),
        (EX.p, RDF.type, OWL.FunctionalProperty),
        (EX.q, RDF.type, OWL.TransitiveProperty),
        (EX.A, OWL.disjointWith, EX.D),
        (EX.r, RDFS.domain, EX.D),
        *cells,
        *more,
        *links,
    ]
    chance = random.Random(20)
    quads: list[Quad] = [(s, p, o, None) for s, p, o in schema]
    for claim in CLAIMS:
        for _ in range(4):
            one, other = chance.sample(THINGS, 2)
            predicate = chance.choice([EX.p, EX.q, EX.q, EX.s, RDF.type])
            target = chance.choice([EX.A, EX.B]) if predicate == RDF.type else other
            quads.append((one, predicate, target, claim))
    # lists that hold in some slices only, one of them within another
    for members, claims in ([EX.e, EX.f], CLAIMS[:1]), ([EX.c, EX.e, EX.f], CLAIMS[1:3]):
        head, parts = make_list(members)
        quads += [(s, p, o, claim) for s, p, o in ((EX.D, OWL.oneOf, head), *parts) for claim in claims]
    return quads


def test_a_fact_given_in_one_slice_and_inferred_in_another_holds_in_both() -> None:
    schema: Quad = (EX.p, RDFS.subPropertyOf, EX.q, None)
    quads: list[Quad] = [schema, (EX.a, EX.q, EX.b, CLAIMS[0]), (EX.a, EX.p, EX.b, CLAIMS[1])]
    slices = {"given": CLAIMS[:1], "inferred": CLAIMS[1:2], "neither": [], "both": CLAIMS[:2]}
    closure = close(make_dataset(quads), slices=slices)
    holding = {name for name in slices if (EX.a, EX.q, EX.b) in set(closure.facts(in_slice=name))}
    assert holding == {"given", "inferred", "both"}
    assert list(closure.inferred(in_slice="inferred")) == [(EX.a, EX.q, EX.b)]
    assert list(closure.inferred(in_slice="both")) == []


@pytest.mark.slow
def test_twenty_five_slices_in_one_run_equal_twenty_five_runs(tmp_path: Path) -> None:
    chance = random.Random(25)
    slices = {f"slice{number}": chance.sample(CLAIMS, chance.randint(1, 6)) for number in range(25)}
    quads = make_story()
    assert compare_slices(quads, slices, [write_rules(tmp_path)], proofs=1) == 25
    whole = close(make_dataset(quads), slices=slices)
    assert any(p == OWL.sameAs for _, p, _ in whole.inferred())
    assert {finding.slices for finding in whole.contradictions} - {tuple(slices)}


@pytest.mark.parametrize("number", [1, 62, 63, 64, 126])
def test_any_number_of_slices_keeps_them_apart(number: int) -> None:
    quads: list[Quad] = [(EX.p, RDFS.subPropertyOf, EX.q, None)]
    quads += [(EX.a, EX.p, EX[f"thing{place}"], EX[f"graph{place}"]) for place in range(number)]
    slices = {f"slice{place}": [EX[f"graph{place}"]] for place in range(number)}
    closure = close(make_dataset(quads), slices=slices)
    for place in {0, number // 2, number - 1}:
        name = f"slice{place}"
        assert list(closure.inferred(in_slice=name)) == [(EX.a, EX.q, EX[f"thing{place}"])]
        checker = ProofChecker(keep_graphs(quads, slices[name]), choose_rules(drop_graphs(quads), "owl-rl"))
        checker.check(closure.explain((EX.a, EX.q, EX[f"thing{place}"]), in_slice=name))


def test_too_many_slices_and_unknown_ones_are_refused() -> None:
    quads: list[Quad] = [(EX.a, EX.p, EX.b, None)]
    with pytest.raises(UsageError, match="126"):
        close(make_dataset(quads), slices={f"slice{place}": [] for place in range(127)})
    with pytest.raises(UsageError, match="no slice 'later'"):
        close(make_dataset(quads), slices={"now": []}).facts(in_slice="later")
