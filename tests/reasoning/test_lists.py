"""Lists of any length: what rules say of all members, of two of them, of a chain, and what no rule reads."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Namespace, URIRef
from tests.reasoning.proof_checker import ProofChecker

from sahel_kg.reasoning import Closure, close
from sahel_kg.reasoning.rules.profiles import load_profile
from sahel_kg.reasoning.terms import Triple

EX = Namespace("http://e.test/")
PREFIXES = "@prefix : <http://e.test/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
LENGTHS = [9, 33, pytest.param(1_000, marks=pytest.mark.slow), pytest.param(5_000, marks=pytest.mark.slow)]
SECONDS = 20
"""Of the processor, for a list of 5,000; where every member cost more the more there are, it would be hours."""


def close_text(folder: Path, text: str) -> Closure:
    path = folder / "input.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    began = time.process_time()
    closure = close(path)
    assert time.process_time() - began < SECONDS
    return closure


def names(prefix: str, length: int, skipped: Iterable[int] = ()) -> str:
    return " ".join(f":{prefix}{number}" for number in range(length) if number not in set(skipped))


def statements(length: int, text: str) -> str:
    return " ".join(text.replace("%", str(number)) for number in range(length))


def links(length: int) -> str:
    return " ".join(f":n{number} :p{number} :n{number + 1} . " for number in range(length))


@pytest.mark.parametrize("length", LENGTHS)
def test_each_member_and_all_members_of_a_class_count(tmp_path: Path, length: int) -> None:
    closure = close_text(
        tmp_path,
        f":One owl:oneOf ( {names('m', length)} ) . :Any owl:unionOf ( {names('U', length)} ) . "
        f":All owl:intersectionOf ( {names('I', length)} ) . :u a :U{length - 1} . "
        + statements(length, ":all a :I% . ")
        + statements(length - 1, ":but-one a :I% . ")
        + statements(length, ":m% a :Member . "),
    )
    last = EX[f"m{length - 1}"]
    assert (last, RDF.type, EX.One) in closure
    assert (EX.u, RDF.type, EX.Any) in closure
    assert (EX.all, RDF.type, EX.All) in closure
    assert (EX["but-one"], RDF.type, EX.All) not in closure
    assert (EX.One, URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf"), EX.Member) in closure


@pytest.mark.parametrize("length", LENGTHS)
def test_keys_of_all_members(tmp_path: Path, length: int) -> None:
    closure = close_text(
        tmp_path,
        f":C owl:hasKey ( {names('k', length)} ) . :x a :C . :y a :C . :z a :C . "
        + statements(length, ":x :k% :v% . :y :k% :v% . ")
        + statements(length - 1, ":z :k% :v% . "),
    )
    assert (EX.x, OWL.sameAs, EX.y) in closure
    assert (EX.x, OWL.sameAs, EX.z) not in closure


@pytest.mark.parametrize("length", LENGTHS)
def test_two_members_that_must_not_be_one(tmp_path: Path, length: int) -> None:
    closure = close_text(
        tmp_path,
        f"[] a owl:AllDifferent ; owl:members ( {names('a', length)} ) . :a3 owl:sameAs :a{length - 1} . "
        f"[] a owl:AllDisjointClasses ; owl:members ( {names('C', length)} ) . :x a :C1 , :C{length - 1} . "
        f"[] a owl:AllDisjointProperties ; owl:members ( {names('p', length)} ) . :x :p2 :y ; :p{length - 1} :y . ",
    )
    assert [finding.rule for finding in closure.contradictions] == ["cax-adc", "eq-diff2", "prp-adp"]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_chain_joins_what_all_its_links_join(tmp_path: Path, length: int) -> None:
    closure = close_text(
        tmp_path,
        f":far owl:propertyChainAxiom ( {names('p', length)} ) . "
        f":short owl:propertyChainAxiom ( {names('p', length, {4})} ) . :n3 owl:sameAs :also . :n0 :p0 :aside . "
        + links(length).replace(":n3 :p3", ":also :p3"),
    )
    found = {fact for fact in closure.inferred() if fact[1] in (EX.far, EX.short)}
    assert found == {(EX.n0, EX.far, EX[f"n{length}"])}


def test_a_proof_of_a_long_chain_names_every_link(tmp_path: Path) -> None:
    closure = close_text(
        tmp_path,
        f":far owl:propertyChainAxiom ( {names('p', 40)} ) . " + links(40).replace(" . ", " , :aside . "),
    )
    fact: Triple = (EX.n0, EX.far, EX.n40)
    proof = closure.explain(fact)
    assert [premise.fact for premise in proof.premises[1:]] == [
        (EX[f"n{number}"], EX[f"p{number}"], EX[f"n{number + 1}"]) for number in range(40)
    ]
    (step,) = closure.justifications(fact)
    assert step.is_grounded
    assert set(step.premises) == {premise.fact for premise in proof.premises}
    told = closure.derivations()
    (derived,) = told.steps[told.facts.index(fact)]
    assert len(derived.premises) == 41
    given = [(s, p, o, None) for s, p, o in closure.given()]
    ProofChecker(given, load_profile("owl-rl")).check(proof)


def test_a_long_chain_holds_where_all_its_links_do(tmp_path: Path) -> None:
    path = tmp_path / "input.trig"
    claims = "\n".join(f":g{number} {{ :n{number} :p{number} :n{number + 1} }}" for number in range(20))
    path.write_text(f"{PREFIXES}:far owl:propertyChainAxiom ( {names('p', 20)} ) .\n{claims}", encoding="utf-8")
    closure = close(path, merging=False)
    fact = (EX.n0, EX.far, EX.n20)
    told = closure.derivations()
    # in the first case all links are said, in the second all but the last, in the third the first alone
    graphs = {str(EX[f"g{number}"]): 0b001 | (number < 19) << 1 | (number < 1) << 2 for number in range(20)}
    assert told.evaluate(graphs, 0b111)[told.places[fact]] == 0b001
    assert len(closure.explain(fact).premises) == 21


@pytest.mark.parametrize("length", [100, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_list_that_no_rule_reads_costs_its_reading(tmp_path: Path, length: int) -> None:
    closure = close_text(
        tmp_path,
        f":x :steps ( {names('s', length)} ) . :far owl:propertyChainAxiom ( :p :q ) . :a :p :b . :b :q :c . "
        ":C owl:oneOf ( :a ) . [] a owl:AllDifferent ; owl:members ( :a :b ) .",
    )
    assert (EX.a, EX.far, EX.c) in closure
    assert (EX.a, RDF.type, EX.C) in closure
    assert len(list(closure.inferred())) == 2


def test_a_member_counts_by_the_name_it_gets_at_last(tmp_path: Path) -> None:
    """The member goes by a second name at once, and that by a third some rounds later."""
    chain = " ".join(
        f":p{number} <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> :p{number + 1} ." for number in range(4)
    )
    closure = close_text(
        tmp_path,
        ":D owl:oneOf ( :m ) . :m owl:sameAs :k . :a a :Member . :x :p0 :k ; :p4 :a . "
        f":p4 a owl:FunctionalProperty . {chain}",
    )
    assert (EX.m, OWL.sameAs, EX.a) in closure
    assert (EX.D, URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf"), EX.Member) in closure
