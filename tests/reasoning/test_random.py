"""Random ontologies: both engines against the naive evaluator of the very same rules, and against owlrl.

What is compared (`random_ontologies.project_visible`): the facts that a closure shows, literals by value, since either
may write a value in any spelling that the data have; and which rules find something, since an engine may list fewer of
the matches that come to the same.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node
from tests.reasoning.random_ontologies import (
    EX,
    ONE,
    ZERO,
    Statement,
    choose_rules,
    draw_statements,
    examples,
    is_comparable,
    join_equals,
    list_triples,
    make_graph,
    project,
    project_visible,
    spread_out,
    write_rules,
    write_turtle,
)

from sahel_kg.reasoning import close
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.language import LANGUAGE
from sahel_kg.reasoning.proofs import Proof
from sahel_kg.reasoning.reference.naive import close_naively
from sahel_kg.reasoning.rules import program
from sahel_kg.reasoning.rules.profiles import load_profile
from sahel_kg.reasoning.rules.restatements import restates
from sahel_kg.reasoning.terms import Triple


def agree_with_naive(statements: Sequence[Statement], profile: str, paths: Sequence[Path] = ()) -> None:
    triples = list_triples(statements)
    is_full = profile == "owl-rl-full"
    rules = choose_rules(triples, profile, paths)
    assume(is_comparable(triples, rules))
    facts, findings = close_naively(triples, rules)
    message = write_turtle(triples)
    small, large = (close(make_graph(triples), rules=[profile, *paths], engine=engine) for engine in ("auto", "duckdb"))
    assert small.engine == "python"
    assert tell(small) == tell(large), message
    shown = project_visible(small.facts(), triples, is_full=is_full)
    assert shown == project_visible(facts, triples, is_full=is_full), message
    assert name_rules(small.contradictions + small.tensions) == name_rules(findings), message
    given, inferred = list(small.given()), list(small.inferred())
    assert set(given) == set(triples), message
    for closure in (small, large):
        assert len(closure) == len({*given, *inferred}) == len(given) + len(inferred), message
        assert all(fact in closure for fact in spread_out(inferred, 20)), message


def tell(closure: Closure) -> tuple[object, ...]:
    """Return all that a closure says but for how it came about."""
    lines = "".join(closure.write())
    return (
        list(closure.given()),
        list(closure.inferred()),
        closure.contradictions,
        closure.tensions,
        closure.notes,
        lines,
    )


def name_rules(findings: Sequence[Finding]) -> set[tuple[str, str]]:
    return {(finding.kind, finding.rule) for finding in findings}


@examples(8)
@given(draw_statements())
def test_agrees_with_the_naive_evaluator(statements: list[Statement]) -> None:
    agree_with_naive(statements, "owl-rl")


@pytest.mark.slow
@examples(20)
@given(draw_statements())
def test_agrees_with_the_naive_evaluator_at_length(statements: list[Statement]) -> None:
    agree_with_naive(statements, "owl-rl")


@pytest.mark.slow
@examples(16)
@given(draw_statements(7, 9))
def test_agrees_with_the_naive_evaluator_on_domain_rules(
    tmp_path_factory: pytest.TempPathFactory, statements: list[Statement]
) -> None:
    agree_with_naive(statements, "owl-rl", [write_rules(tmp_path_factory.getbasetemp())])


@pytest.mark.slow
@examples(6)
@given(draw_statements(4, 5))
def test_agrees_with_the_naive_evaluator_in_full(statements: list[Statement]) -> None:
    agree_with_naive(statements, "owl-rl-full")


@examples(10)
@given(draw_statements())
def test_agrees_with_the_naive_evaluator_of_rdfs(statements: list[Statement]) -> None:
    agree_with_naive(statements, "rdfs")


@examples(10)
@given(draw_statements(7, 9))
def test_agrees_where_members_of_lists_are_counted(
    tmp_path_factory: pytest.TempPathFactory, statements: list[Statement]
) -> None:
    """The engine counts the members of long lists instead of joining all of them: here of all lists."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(program.LONGEST, "each", 0)
        patch.setitem(program.LONGEST, "chain", 0)
        agree_with_naive(statements, "owl-rl", [write_rules(tmp_path_factory.getbasetemp())])


# ------------------------------------------------------------------ profiles
def is_about_things(fact: Triple) -> bool:
    """Tell whether a fact says something of things, and more than that each is what it is.

    The full profile says of all that is named that it is a thing, so that it has a reflexive property to itself.
    """
    s, p, o = fact
    if p == RDF.type:
        return not _is_language(o)
    return s != o and (p == OWL.sameAs or not _is_language(p))


def _is_language(term: Node) -> bool:
    return isinstance(term, URIRef) and str(term).startswith(LANGUAGE)


def find_alike(triples: Sequence[Triple]) -> None:
    # what the full profile lists of its own terms follows about things where data put a relation above the language's
    assume(not any(_is_language(s) or (_is_language(o) and p != RDF.type and o != RDF.nil) for s, p, o in triples))
    plain, full = (close(make_graph(triples), rules=rules) for rules in ("owl-rl", "owl-rl-full"))
    said, all_said = (project(filter(is_about_things, closure.facts())) for closure in (plain, full))
    assert said == all_said, write_turtle(triples)
    assert bool(plain.contradictions) == bool(full.contradictions), write_turtle(triples)


@examples(4)
@given(draw_statements(7, 7))
def test_the_default_leaves_out_only_what_restates(statements: list[Statement]) -> None:
    find_alike(list_triples(statements))


@pytest.mark.slow
@examples(30)
@given(draw_statements(7, 7))
def test_the_default_leaves_out_only_what_restates_at_length(statements: list[Statement]) -> None:
    find_alike(list_triples(statements))


# --------------------------------------------------------------------- owlrl
W3C_RULES = frozenset(rule.name for rule in load_profile("owl-rl") if not rule.condition)
BEYOND_OWLRL = frozenset({"dt-eq", "dt-type2", "dt-diff", "cls-int1"})
"""What the engine owlrl says that it misses."""


@examples(6)
@given(draw_statements(7, 7))
def test_derives_what_owlrl_derives_and_what_more_by_rules_that_owlrl_lacks(statements: list[Statement]) -> None:
    agree_with_owlrl(statements)


@pytest.mark.slow
@examples(16)
@given(draw_statements(7, 7))
def test_derives_what_owlrl_derives_at_length(statements: list[Statement]) -> None:
    agree_with_owlrl(statements)


def agree_with_owlrl(statements: list[Statement]) -> None:
    """The projection: literals, datatypes and what is said of the language are left to the naive evaluator."""
    triples = list_triples(each for each in statements if not any(is_left_out(triple) for triple in each))
    graph = make_graph(triples)
    ours, theirs = close(graph), close(graph, engine="owlrl")
    message = write_turtle(triples)
    same = join_equals(theirs.facts())
    for fact in set(theirs.facts()) - set(ours.facts()):
        # by other names too, what only restates is not missed, nor what joins two terms of the language
        s, p, o = map(same, fact)
        about_language = str(s).startswith(LANGUAGE) and str(o).startswith(LANGUAGE)
        assert about_language or restates((s, p, o)) or any(map(is_about_values, fact)), (fact, message)
    assert name_rules(theirs.contradictions) <= name_rules(ours.contradictions), message
    for fact in set(ours.facts()) - set(theirs.facts()):
        if not any(map(is_about_values, fact)):
            assert {step.rule for step in walk(ours.explain(fact))} - W3C_RULES | BEYOND_OWLRL, (fact, message)


def is_left_out(triple: Triple) -> bool:
    is_about_language = str(triple[0]).startswith(LANGUAGE) or OWL.sameAs in (triple[0], triple[2])
    return is_about_language or any(map(is_about_values, triple))


def is_about_values(term: Node) -> bool:
    is_number = term in (ZERO, ONE)  # of a cardinality
    return not is_number and (isinstance(term, Literal) or term == RDFS.Literal or str(term).startswith(str(XSD)))


def walk(proof: Proof) -> list[Proof]:
    return [proof, *(step for premise in proof.premises for step in walk(premise))]


# --------------------------------------------------------------- determinism
def describe(closure: Closure) -> list[object]:
    findings = closure.contradictions + closure.tensions
    inferred = list(closure.inferred())
    return [list(closure.facts()), inferred, findings, *map(closure.explain, spread_out(inferred))]


@pytest.mark.slow
@examples(8)
@given(draw_statements(), st.randoms(use_true_random=False))
def test_neither_a_second_run_nor_another_order_changes_anything(
    statements: list[Statement], shuffler: random.Random
) -> None:
    triples = list_triples(statements)
    first = describe(close(make_graph(triples)))
    assert describe(close(make_graph(triples))) == first
    shuffler.shuffle(triples)
    assert describe(close(make_graph(triples))) == first


SCRIPT = """
import sys
from rdflib import Graph
from sahel_kg.reasoning import close
from sahel_kg.reasoning.rules import program
for path in sys.argv[1:]:
    closure = close([path])
    inferred = list(closure.inferred())
    print(inferred)
    for fact in inferred[::5]:
        print(closure.explain(fact), *closure.justifications(fact))
    print(closure.contradictions, closure.tensions)
"""


@pytest.mark.slow
def test_order_does_not_depend_on_hashing(tmp_path: Path) -> None:
    pairs: list[Triple] = [(EX[a], EX.p, EX[b]) for a, b in ("ab", "bc", "ca", "de", "ef")]
    schema: list[Triple] = [
        (EX.p, RDFS.subPropertyOf, EX.q),
        (EX.q, RDF.type, OWL.TransitiveProperty),
        (EX.p, RDF.type, OWL.FunctionalProperty),
        (EX.a, EX.p, EX.f),
        (EX.q, RDFS.domain, EX.A),
        (EX.B, OWL.someValuesFrom, EX.A),
        (EX.B, OWL.onProperty, EX.p),
        (EX.B, OWL.disjointWith, EX.A),
    ]
    path = tmp_path / "data.ttl"
    make_graph(pairs + schema).serialize(path, format="turtle")
    runs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    ]
    assert b"cax-dw" in runs[0]
    assert runs[0] == runs[1]
