"""Few facts, closed in plain Python and kept in tables, against rounds of queries: the same facts, steps, proofs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from rdflib import OWL, RDF, RDFS, URIRef
from tests.reasoning.proof_checker import ProofChecker
from tests.reasoning.random_ontologies import (
    EX,
    Quad,
    Statement,
    choose_rules,
    draw_statements,
    drop_graphs,
    examples,
    make_dataset,
    make_graph,
    place_statements,
    spread_out,
    write_rules,
    write_turtle,
)
from tests.reasoning.test_proofs import GRAPHS

from sahel_kg.reasoning import Closure, Derivations, close
from sahel_kg.reasoning.engines.duckdb import few


def close_both(quads: Sequence[Quad], rules: Sequence[str | Path]) -> tuple[Closure, Closure]:
    """Return the closure by Python, and that by queries."""
    with pytest.MonkeyPatch.context() as patch:
        closures = [close(make_dataset(quads), rules=rules, merging=False)]
        patch.setattr(few, "MOST_GIVEN", 0)
        closures.append(close(make_dataset(quads), rules=rules, merging=False))
    assert [bool(closure._few) for closure in closures] == [True, False]  # type: ignore[attr-defined]
    return closures[0], closures[1]


def steps_of(derivations: Derivations) -> set[object]:
    facts = derivations.facts
    return {
        (facts[place], step.rule, step.label, frozenset(facts[premise] for premise in step.premises))
        for place, steps in derivations.steps.items()
        for step in steps
    }


def compare(quads: Sequence[Quad], paths: Sequence[Path] = ()) -> None:
    triples = drop_graphs(quads)
    message = write_turtle(triples)
    by_python, by_queries = close_both(quads, ["owl-rl", *paths])
    assert set(by_python.facts()) == set(by_queries.facts()), message
    assert by_python.findings == by_queries.findings, message
    one, other = by_python.derivations(), by_queries.derivations()
    assert (one.facts, one.given, one.always) == (other.facts, other.given, other.always), message
    assert steps_of(one) == steps_of(other), message
    assert one.findings == other.findings, message
    checker = ProofChecker(quads, choose_rules(triples, "owl-rl", paths))
    for fact in spread_out(by_python.facts(), 20):
        proof = by_python.explain(fact)
        checker.check(proof)
        assert proof.fact == fact, message


@pytest.mark.slow
@examples(24)
@given(draw_statements(), GRAPHS)
def test_ontologies_close_alike(statements: list[Statement], graphs: list[URIRef | None]) -> None:
    compare(place_statements(statements, graphs))


@pytest.mark.slow
@examples(12)
@given(draw_statements(7, 9), GRAPHS)
def test_domain_rules_close_alike(
    tmp_path_factory: pytest.TempPathFactory, statements: list[Statement], graphs: list[URIRef | None]
) -> None:
    compare(place_statements(statements, graphs), [write_rules(tmp_path_factory.getbasetemp())])


def test_what_is_added_or_too_much_goes_on_in_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    triples = [(EX.C, RDFS.subClassOf, EX.D), (EX.D, RDFS.subClassOf, EX.E), (EX.a, RDF.type, EX.C)]
    closure = close(make_graph(triples), merging=False)
    more = closure.add(make_graph([(EX.b, OWL.sameAs, EX.a)]))
    assert (EX.b, RDF.type, EX.E) in more
    quads = [(*triple, None) for triple in (*triples, (EX.b, OWL.sameAs, EX.a))]
    ProofChecker(quads, choose_rules(drop_graphs(quads), "owl-rl")).check(more.explain((EX.b, RDF.type, EX.E)))
    monkeypatch.setattr(few, "MOST_GIVEN", 2)
    assert set(close(make_graph(triples), merging=False).facts()) == set(closure.facts())
