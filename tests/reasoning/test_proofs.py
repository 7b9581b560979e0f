"""Every proof passes a checker that knows only the rule files; and the checker refuses what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, XSD, BNode, URIRef
from rdflib.term import Node
from tests.reasoning.proof_checker import ProofChecker, WrongProof
from tests.reasoning.random_ontologies import (
    CLAIMS,
    EX,
    Quad,
    Statement,
    choose_rules,
    draw_statements,
    drop_graphs,
    examples,
    join_equals,
    list_triples,
    make_dataset,
    make_graph,
    make_list,
    place_statements,
    spread_out,
    write,
    write_rules,
    write_turtle,
)

from sahel_kg.reasoning import close
from sahel_kg.reasoning.proofs import Justification, Proof
from sahel_kg.reasoning.rules.profiles import load_profile, load_rules
from sahel_kg.reasoning.terms import Triple


def check_proofs(quads: Sequence[Quad], profile: str, paths: Sequence[Path] = ()) -> None:
    triples = drop_graphs(quads)
    closure = close(make_dataset(quads), rules=[profile, *paths])
    checker = ProofChecker(quads, choose_rules(triples, profile, paths))
    message = write_turtle(triples)
    try:
        is_full = profile == "owl-rl-full"
        for fact in spread_out(sorted(closure.inferred(), key=str), 20) if is_full else spread_out(closure.facts()):
            proof = closure.explain(fact)
            checker.check(proof)
            assert proof.fact == fact, message
            assert proof.round == closure.round(fact), message
        for finding in closure.contradictions + closure.tensions:
            checker.check_finding(finding, join_equals(closure.facts()))
            proofs = closure.explain_finding(finding)
            assert tuple(proof.fact for proof in proofs) == finding.facts, message
            for proof in proofs:
                checker.check(proof)
    except WrongProof as wrong:
        raise WrongProof(f"{wrong}\n{message}") from None


GRAPHS = st.lists(st.sampled_from([None, *CLAIMS]), min_size=18, max_size=18)


@examples(3)
@given(draw_statements(), GRAPHS)
def test_some_proofs_are_right(statements: list[Statement], graphs: list[URIRef | None]) -> None:
    check_proofs(place_statements(statements, graphs), "owl-rl")


@pytest.mark.slow
@examples(50)
@given(draw_statements(), GRAPHS)
def test_proofs_of_fifty_ontologies_are_right(statements: list[Statement], graphs: list[URIRef | None]) -> None:
    check_proofs(place_statements(statements, graphs), "owl-rl")


@pytest.mark.slow
@examples(8)
@given(draw_statements(7, 9))
def test_proofs_with_domain_rules_are_right(
    tmp_path_factory: pytest.TempPathFactory, statements: list[Statement]
) -> None:
    quads = place_statements(statements, [None] * 16)
    check_proofs(quads, "owl-rl", [write_rules(tmp_path_factory.getbasetemp())])


@pytest.mark.slow
@examples(4)
@given(draw_statements(4, 4))
def test_proofs_in_full_are_right(statements: list[Statement]) -> None:
    check_proofs(place_statements(statements, [None] * 8), "owl-rl-full")


@pytest.mark.slow
@examples(8)
@given(draw_statements())
def test_justifications_are_single_steps_and_one_is_grounded(statements: list[Statement]) -> None:
    triples = list_triples(statements)
    closure = close(make_graph(triples))
    checker = ProofChecker(((s, p, o, None) for s, p, o in triples), choose_rules(triples, "owl-rl"))
    names = [fact for fact in closure.facts() if fact[1] == OWL.sameAs]
    for fact in closure.inferred():
        steps = closure.justifications(fact)
        assert any(step.is_grounded for step in steps), (fact, write_turtle(triples))
        assert len(set(steps)) == len(steps)
        for step in steps:
            assert step.fact == fact
            checker.check_justification(step, names)


@pytest.mark.parametrize("alike", [[(EX.a, EX.b)], [(EX.a, EX.b), (EX.b, EX.c)], [(EX.c, EX.a), (EX.c, EX.b)]], ids=len)
@pytest.mark.parametrize("relation", [OWL.disjointUnionOf, OWL.unionOf, OWL.intersectionOf, OWL.members])
def test_members_of_a_list_that_are_one_thing(relation: URIRef, alike: list[tuple[URIRef, URIRef]]) -> None:
    """A member that is the same as another is disjoint with itself: the equality stands with the list."""
    cells = [BNode(f"cell{number}") for number in range(3)]
    triples: list[Triple] = [(EX.C, relation, cells[0]), *((one, OWL.sameAs, other) for one, other in alike)]
    triples += [(EX.C, RDF.type, OWL.AllDisjointClasses)] if relation == OWL.members else []
    for cell, member, rest in zip(cells, (EX.a, EX.b, EX.c), [*cells[1:], RDF.nil], strict=True):
        triples += [(cell, RDF.first, member), (cell, RDF.rest, rest)]
    closure = close(make_graph(triples))
    names = [fact for fact in closure.facts() if fact[1] == OWL.sameAs]
    checker = make_checker(triples)
    for fact in closure.facts():
        checker.check(closure.explain(fact))
        for step in closure.justifications(fact):
            checker.check_justification(step, names)
    assert ((EX.a, OWL.disjointWith, EX.a) in closure) == (relation == OWL.disjointUnionOf)


def test_proof_of_a_thing_that_is_the_same_as_a_literal() -> None:
    one = write("1", XSD.integer)
    triples: list[Triple] = [(EX.d, OWL.sameAs, EX.q), (EX.d, OWL.sameAs, one)]
    closure = close(make_graph(triples))
    checker = make_checker(triples)
    for fact in closure.facts():
        checker.check(closure.explain(fact))


def test_a_renamed_fact_does_not_rest_on_itself() -> None:
    """Of b p b, which becomes a p a, one rewriting is a p b: by what makes a and b one it is known already."""
    triples: list[Triple] = [
        (EX.q, RDFS.subPropertyOf, EX.p),
        (EX.p, RDF.type, OWL.InverseFunctionalProperty),
        (EX.a, EX.q, EX.b),
        (EX.b, EX.p, EX.b),
    ]
    closure = close(make_graph(triples))
    checker = make_checker(triples)
    for fact in closure.facts():
        checker.check(closure.explain(fact))


def test_a_given_fact_is_given_however_others_spell_its_value() -> None:
    triples: list[Triple] = [(EX[name], EX.p, write(text, XSD.integer)) for name, text in (("a", "1"), ("b", "01"))]
    closure = close(make_graph(triples))
    checker = make_checker(triples)
    for fact in closure.facts():
        checker.check(closure.explain(fact))


# --------------------------------------------------------------- the checker
OLD: list[Triple] = [(EX.a, EX.p, EX.b), (EX.b, EX.p, EX.c), (EX.p, RDF.type, OWL.TransitiveProperty)]


def given_proof(fact: Triple, *sources: Node) -> Proof:
    return Proof(fact, "", 0, "", (), sources=sources)


def infer(fact: Triple, rule: str, *premises: Proof, round_: int = 1) -> Proof:
    label = next(one.label for one in load_profile("owl-rl") if one.name == rule)
    return Proof(fact, rule, round_, label, premises)


def make_checker(triples: Iterable[Triple]) -> ProofChecker:
    return ProofChecker(((s, p, o, None) for s, p, o in triples), load_profile("owl-rl"))


STEP = infer((EX.a, EX.p, EX.c), "prp-trp", *map(given_proof, OLD))
SHORT = given_proof(OLD[0])
WRONG = {
    "a premise lacks": replace(STEP, premises=STEP.premises[:2]),
    "a premise is not needed": replace(STEP, premises=(*STEP.premises, given_proof((EX.c, EX.p, EX.d)))),
    "another fact": replace(STEP, fact=(EX.a, EX.p, EX.d)),
    "another rule": infer(STEP.fact, "prp-symp", *STEP.premises),
    "no rule of that name": replace(STEP, rule="prp-trq"),
    "another label": replace(STEP, label="Because"),
    "a source on an inference": replace(STEP, sources=(EX.claim0,)),
    "a leaf that was not given": replace(STEP, premises=(*STEP.premises[:2], given_proof((EX.q, RDF.type, OWL.Class)))),
    "a leaf of another graph": replace(STEP, premises=(given_proof(OLD[0], EX.claim0), *STEP.premises[1:])),
    "a leaf by a rule that is no axiom": Proof(STEP.fact, "prp-trp", 1, STEP.label, ()),
    "a premise of a later round": replace(STEP, premises=(replace(STEP.premises[0], round=2), *STEP.premises[1:])),
    "a premise of the same round": replace(STEP, premises=(replace(STEP.premises[0], round=1), *STEP.premises[1:])),
    "a circle": infer(
        (EX.a, EX.p, EX.c),
        "prp-trp",
        infer((EX.a, EX.p, EX.a), "prp-trp", STEP, given_proof((EX.c, EX.p, EX.a)), STEP.premises[2], round_=2),
        infer((EX.a, EX.p, EX.c), "prp-trp", *STEP.premises),
        STEP.premises[2],
        round_=3,
    ),
    "values that differ": Proof((write("1"), OWL.sameAs, write("2")), "dt-eq", 0, "Two spellings", ()),
    "a value out of its datatype": Proof((write("300"), RDF.type, XSD.byte), "dt-type2", 0, "A literal", ()),
    "the same as another": Proof((EX.a, OWL.sameAs, EX.b), "eq-ref", 0, "Everything", ()),
}


def test_checker_accepts_what_is_right() -> None:
    checker = make_checker([*OLD, (EX.c, EX.p, EX.a)])
    checker.check(STEP)
    checker.check(infer((RDFS.label, RDF.type, OWL.AnnotationProperty), "prp-ap", round_=0))
    checker.check(infer((write("1", XSD.int), OWL.sameAs, write("01", XSD.int)), "dt-eq", round_=0))
    checker.check(infer((write("1", XSD.int), RDF.type, XSD.byte), "dt-type2", round_=0))


@pytest.mark.parametrize("name", WRONG)
def test_checker_refuses_what_is_wrong(name: str) -> None:
    with pytest.raises(WrongProof):
        make_checker([*OLD, (EX.c, EX.p, EX.a), (EX.c, EX.p, EX.d)]).check(WRONG[name])


def test_checker_refuses_a_list_that_was_not_given() -> None:
    head, cells = make_list([EX.A, EX.B])
    triples = [(EX.C, OWL.unionOf, head), (EX.a, RDF.type, EX.D), (EX.a, RDF.type, EX.B), *cells]
    step = infer((EX.a, RDF.type, EX.C), "cls-uni", given_proof(triples[0]), given_proof(triples[2]))
    checker = make_checker(triples)
    with pytest.raises(WrongProof, match="does not follow"):
        checker.check(step)  # it does not say which list it read
    proof = close(make_graph(triples)).explain((EX.a, RDF.type, EX.C))
    checker.check(proof)
    (read,) = proof.lists
    with pytest.raises(WrongProof, match="no list"):
        checker.check(replace(proof, lists=(replace(read, members=(EX.A, EX.D)),)))
    with pytest.raises(WrongProof, match="does not follow"):
        checker.check(replace(proof, premises=(proof.premises[0], given_proof(triples[1]))))


def test_checker_refuses_guarded_terms_that_do_not_differ(tmp_path: Path) -> None:
    rules = load_rules([write_rules(tmp_path)])
    facts: list[Triple] = [(EX.a, EX.p, EX.c)]
    checker = ProofChecker([(*fact, None) for fact in facts], rules)
    (rule,) = (one for one in rules if one.name.endswith("guarded"))
    with pytest.raises(WrongProof):
        checker.check_justification(Justification((EX.a, EX.r, EX.a), rule.name, rule.label, tuple(facts), True))


def test_checker_refuses_an_equality_of_two_values() -> None:
    one, two = write("1", XSD.int), write("2", XSD.int)
    triples: list[Triple] = [(EX.a, EX.p, one), (one, OWL.sameAs, two)]
    premises = map(given_proof, triples)
    with pytest.raises(WrongProof):
        make_checker(triples).check(infer((EX.a, EX.p, two), "eq-rep-o", *premises))
