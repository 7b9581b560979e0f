"""Proofs as numbered steps: nothing is told twice, runs of a rule are one step, depth does no harm."""

from __future__ import annotations

import json

import pytest
from rdflib import OWL, RDF, URIRef

from sahel_kg.explaining import explanations_json
from sahel_kg.explaining.explanations import Book, Explanation, explain, explain_finding, tell_finding
from sahel_kg.explaining.lacking import Lack, Lacking
from sahel_kg.explaining.phrasing import Phrasing, Triple
from sahel_kg.reasoning import Finding
from sahel_kg.reasoning.proofs import Justification, NearMiss, Proof
from sahel_kg.views.text import proof_graph, proof_markdown, proof_tree
from tests.exports.test_formats import check

BOOK = Book(Phrasing())


def term(name: str) -> URIRef:
    return URIRef(f"urn:x:{name}")


def fact(text: str) -> Triple:
    one, relation, other = text.split()
    return term(one), RDF.type if relation == "a" else term(relation), term(other)


def given(text: str) -> Proof:
    return Proof(fact(text), "", 0, "", ())


def chain(length: int, rule: str = "prp-trp") -> Proof:
    """A proof that n0 is near n[length], one step after the other."""
    marker = Proof((term("near"), RDF.type, OWL.TransitiveProperty), "", 0, "", ())
    proof = given("n0 near n1")
    for number in range(1, length):
        edge = given(f"n{number} near n{number + 1}")
        premises = (marker, proof, edge)
        proof = Proof(fact(f"n0 near n{number + 1}"), rule, number, "Two steps make one", premises)
    return proof


def test_a_run_of_one_rule_is_one_step() -> None:
    told = explain(chain(7), BOOK)
    assert told.goal.times == 6
    assert [told.step(number).text for number in told.goal.premises] == [
        *(f"urn:x:n{n} urn:x:near urn:x:n{n + 1}" for n in range(7)),
        '"urn:x:near" is transitive: two in a row make one',
    ]
    assert 'by 7 steps of "urn:x:near" (prp-trp: Two steps make one)' in proof_tree.tree(told, BOOK)
    assert len(explain(chain(7), BOOK, merge=False).steps) == 6 + 7 + 1


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["prp-trp", "rule-of-ones-own"])
def test_thousands_of_steps(rule: str) -> None:
    """No recursion anywhere, JSON that any parser reads, and a tree that fits a screen."""
    proof = chain(3000, rule)
    told = explain(proof, BOOK)
    tree = proof_tree.tree(told, BOOK)
    assert tree.count("\n") < 120
    assert "--full shows them" in tree
    assert proof_tree.tree(told, BOOK, full=True).count("urn:x:n2998 urn:x:near urn:x:n2999") == 1
    assert proof_graph.dot(told, BOOK).count("->") == sum(len(step.premises) for step in told.steps)
    assert proof_markdown.markdown(told, BOOK)
    text = json.dumps(explanations_json.proof_as_dict(explain(proof, BOOK, merge=False), BOOK), indent=1)
    document = json.loads(text)
    numbers = {item["step"] for item in document["further"]}
    assert len(numbers) == len(document["further"]) > 50
    check("explain", explanations_json.proof_as_dict(explain(chain(100), BOOK, merge=False), BOOK))


def test_a_subproof_is_told_once() -> None:
    shared = Proof(fact("a p b"), "rule-1", 1, "One", (given("a q b"),))
    left = Proof(fact("a l b"), "rule-2", 2, "Two", (shared,))
    again = Proof(fact("a p b"), "rule-1", 1, "One", (given("a q b"),))
    right = Proof(fact("a r b"), "rule-3", 2, "Three", (again, left))
    told = explain(Proof(fact("a s b"), "rule-4", 3, "Four", (left, right)), BOOK)
    tree = proof_tree.tree(told, BOOK)
    assert told.repeated == {2, 3}
    assert tree.count("by rule-1: One") == 1
    assert "[3] urn:x:a urn:x:p urn:x:b" in tree
    assert "urn:x:a urn:x:p urn:x:b (see step 3)" in tree
    document = explanations_json.proof_as_dict(told, BOOK)
    check("explain", document)
    assert document["premises"][1]["premises"][0]["see"] == 3


def test_what_the_ontology_gives_is_one_line_unless_asked_for() -> None:
    axioms = [Proof((term(a), OWL.equivalentProperty, term(b)), "", 0, "", ()) for a, b in ("pq", "qr")]
    lemma = Proof((term("p"), OWL.equivalentProperty, term("r")), "scm-eqp", 1, "Alike", tuple(axioms))
    told = explain(Proof(fact("a r b"), "prp-eqp1", 2, "Alike", (lemma, given("a p b"))), BOOK)
    assert [told.step(n).origin for n in told.goal.premises] == ["data", "ontology"], "axioms come last"
    tree = proof_tree.tree(told, BOOK)
    assert 'ontology: "urn:x:p" means the same as "urn:x:r" (from 2 axioms)' in tree
    assert "scm-eqp" not in tree
    assert "scm-eqp" in proof_tree.tree(told, BOOK, full=True)


def test_denials_read_as_one() -> None:
    parts = [(RDF.type, OWL.NegativePropertyAssertion), (OWL.sourceIndividual, term("a"))]
    parts += [(OWL.assertionProperty, term("p")), (OWL.targetIndividual, term("b"))]
    facts: list[Triple] = [(term("n"), predicate, obj) for predicate, obj in parts]
    facts.append(fact("a p b"))
    finding = Finding("contradiction", "prp-npa1", tuple(facts), "What is denied follows")
    proofs = [Proof(each, "", 0, "", ()) for each in facts]
    told = explain_finding(finding, proofs, [{term("g2"), term("g1")}], BOOK)
    texts = [side.goal.text for side in told.sides]
    assert texts == ["urn:x:a urn:x:p urn:x:b", "it is denied that urn:x:a urn:x:p urn:x:b"]
    assert told.causes == (("urn:x:g1", "urn:x:g2"),)
    assert tell_finding(finding, BOOK) == f"{'; '.join(texts)} (prp-npa1)"
    check("explain", explanations_json.finding_as_dict(told, BOOK))
    assert "- urn:x:g1, urn:x:g2" in proof_tree.finding_tree(told, BOOK)
    assert proof_graph.finding_dot(told, BOOK).count("-> finding") == 2
    assert "it is denied" in proof_markdown.finding_markdown(told, BOOK)


def test_near_misses_and_single_steps() -> None:
    misses = [
        NearMiss("prp-spo1", "Wider", (fact("a q b"),), (term("q"), OWL.equivalentProperty, term("p"))),
        NearMiss("rule-1", "One.", (fact("a q b"),), fact("b q c")),
    ]
    lacking = Lacking((), (), True, (fact("a p d"),), tuple(map(Lack, misses)))
    tree = proof_tree.near_misses(fact("a p b"), lacking, BOOK)
    assert "urn:x:a urn:x:p urn:x:b: not stated and does not follow\nbut urn:x:a urn:x:p urn:x:d\n" in tree
    assert "but is missing: urn:x:b urn:x:q urn:x:c" in tree
    assert "prp-spo1" not in tree
    assert "prp-spo1" in proof_tree.near_misses(fact("a p b"), lacking, BOOK, full=True)
    check("explain", explanations_json.near_misses_as_dict(fact("a p b"), lacking, BOOK))
    steps = [
        Justification(fact("a p b"), "rule-1", "One", (fact("a q b"),), True),
        Justification(fact("a p b"), "prp-symp", "Both", (fact("b p a"),), False),
        Justification(fact("a p b"), "", "", (), True),
    ]
    tree = proof_tree.justifications(fact("a p b"), (), steps, BOOK)
    assert "+ by rule-1: One" in tree
    assert "- by prp-symp: Both (leads round in a circle)" in tree
    check("explain", explanations_json.justifications_as_dict(fact("a p b"), (), steps, BOOK))


HOSTILE = 'a "quoted"\\ \x1b[31m [red]name[/red] <b>\n| *x* `y` {z}'


def test_hostile_labels() -> None:
    book = Book(Phrasing({"urn:x:a": HOSTILE}))
    told = explain(given("a p b"), book)
    for text in (proof_tree.tree(told, book), proof_markdown.markdown(told, book), proof_graph.dot(told, book)):
        assert "\x1b" not in text
    assert "[red]name[/red]" in proof_tree.tree(told, book)
    markdown = proof_markdown.markdown(told, book)
    assert "\\<b\\>" in markdown
    assert markdown.count("\n") == 1
    node = next(line for line in proof_graph.dot(told, book).splitlines() if line.startswith("  1 "))
    inside = node.split('label="', 1)[1].replace("\\\\", "").replace('\\"', "")
    assert inside.count('"') == 3, "the label's end, and the fill colour"


def test_numbers_follow_the_reader(sample: Explanation) -> None:
    assert [step.number for step in sample.steps] == list(range(1, len(sample.steps) + 1))
    assert sample.goal.premises[0] == 2


@pytest.fixture
def sample() -> Explanation:
    return explain(chain(3), BOOK, merge=False)
