"""Each rule of OWL 2 RL that has a folder in `cases/`, on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, Graph

from sahel_kg.reasoning import close
from sahel_kg.reasoning.engines import ENGINES
from sahel_kg.reasoning.inputs import read_triples

CASES = Path(__file__).parent / "cases"
INFERENCES = sorted(path.parent.name for path in CASES.glob("*/expected.ttl"))
CONTRADICTIONS = sorted({path.parent.name for path in CASES.glob("*/finding.*")})


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("rule", INFERENCES)
def test_rule_infers_what_is_expected_and_nothing_that_is_not(rule: str, engine: str) -> None:
    closure = close([CASES / rule / "input.ttl"], engine=engine)
    inferred = set(closure.inferred())
    assert set(read_triples(CASES / rule / "expected.ttl")) <= set(closure.facts())
    assert set(read_triples(CASES / rule / "expected.ttl")) & inferred
    assert not set(read_triples(CASES / rule / "not.ttl")) & set(closure.facts())
    assert closure.contradictions == []


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_rule_finds_the_contradiction_with_its_facts(rule: str, engine: str) -> None:
    closure = close([CASES / rule / "input.ttl"], engine=engine)
    if (CASES / rule / "finding.ttl").exists():
        expected = set(read_triples(CASES / rule / "finding.ttl"))
    else:
        expected = set(Graph().parse(CASES / rule / "finding.n3", format="n3"))
    assert (rule, expected) in [(one.rule, set(one.facts)) for one in closure.contradictions]
    assert {one.rule for one in closure.contradictions} <= {rule, "dt-not-type"}
    assert all(one.kind == "contradiction" and one.message for one in closure.contradictions)


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_near_miss_is_consistent(rule: str, engine: str) -> None:
    assert close([CASES / rule / "consistent.ttl"], engine=engine).contradictions == []


def test_no_case_writes_error_triples_into_the_facts() -> None:
    for rule in CONTRADICTIONS:
        closure = close([CASES / rule / "input.ttl"])
        assert not [fact for fact in closure.facts() if "daml.org" in str(fact)]
        # a contradiction does not stop the closure, nor does it let everything follow
        assert len(closure) < 40
        assert (OWL.Thing, OWL.sameAs, OWL.Thing) not in closure
