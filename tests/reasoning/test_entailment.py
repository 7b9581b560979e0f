"""What follows and what does not: blank nodes, literals, restating rules, and goals that no rule derives.

The closures are the naive evaluator's, which is quick on so few facts; some cases run on the default engine too.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from rdflib import BNode, Graph, Variable

from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.engines import Options, find_engine
from sahel_kg.reasoning.entailment import By, Entailment, decide
from sahel_kg.reasoning.entailment.goals import Close
from sahel_kg.reasoning.inputs import read_triples
from sahel_kg.reasoning.reference.memory import MemoryClosure
from sahel_kg.reasoning.reference.naive import close_naively
from sahel_kg.reasoning.rules.profiles import RuleSet, active_rules, load_profile
from sahel_kg.reasoning.terms import Triple, is_rdf

PREFIXES = """@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DECLARED = """:A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty . :d a owl:DatatypeProperty .
:a a owl:NamedIndividual . :b a owl:NamedIndividual .
"""


def close_plainly(triples: Iterable[Triple]) -> Closure:
    given = dict.fromkeys(triples)
    facts, findings = close_naively(given, active_rules(load_profile("owl-rl"), given, is_full=False))
    inferred = [fact for fact in facts if is_rdf(fact) and fact not in given]
    return MemoryClosure(given, inferred, findings, engine="naive", rules=("owl-rl",), notes=(), reclose=close_plainly)


def close_by_default(triples: Iterable[Triple]) -> Closure:
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return find_engine("duckdb").materialise(graph, RuleSet(frozenset({"owl-rl"}), (), ("owl-rl",)), Options())


def read(text: str) -> list[Triple]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.ttl"
        path.write_text(PREFIXES + text, encoding="utf-8")
        return list(read_triples(path))


def open_blank_nodes(triple: Triple) -> Triple:
    s, p, o = (Variable(f"_{term}") if isinstance(term, BNode) else term for term in triple)
    return s, p, o


def ask(premise: str, conclusion: str, close: Close = close_plainly) -> Entailment:
    return decide(read(premise), map(open_blank_nodes, read(conclusion)), close)


def read_cases(name: str) -> dict[str, tuple[str, str]]:
    """Read cases: a premise and a conclusion by name."""
    text = (Path(__file__).parent / "entailments" / name).read_text(encoding="utf-8")
    cases = {}
    for block in text.split("\n## ")[1:]:
        title, _, rest = block.partition("\n")
        premise, _, conclusion = rest.partition("=>\n")
        assert title not in cases
        cases[title] = premise, conclusion
    return cases


FOLLOWS = read_cases("follows.txt")
DOES_NOT_FOLLOW = read_cases("does-not-follow.txt")
ON_THE_DEFAULT_ENGINE = (
    "equal-value", "value-of-range", "value-has-what-it-has", "nested-expression", "union-by-cases",
    "functional-inverse", "key-of-narrower", "all-different", "negative-value", "range-of-nothing",
)  # fmt: skip


@pytest.mark.parametrize("name", FOLLOWS)
def test_follows(name: str) -> None:
    premise, conclusion = FOLLOWS[name]
    assert ask(DECLARED + premise, conclusion).holds


@pytest.mark.parametrize("name", DOES_NOT_FOLLOW)
def test_does_not_follow(name: str) -> None:
    premise, conclusion = DOES_NOT_FOLLOW[name]
    assert ask(DECLARED + premise, conclusion) == Entailment(False, "")


@pytest.mark.parametrize("name", ON_THE_DEFAULT_ENGINE)
def test_follows_by_the_default_engine(name: str) -> None:
    premise, conclusion = FOLLOWS[name]
    assert ask(DECLARED + premise, conclusion, close_by_default).holds


def test_says_by_what_a_conclusion_follows() -> None:
    disjoint = DECLARED + ":A owl:disjointWith :B . :a a :A ."
    assert ask(disjoint, ":a a :A .").by == "rules"
    assert ask(disjoint, ":a a [ owl:complementOf :B ] .").by == "goal"
    assert ask(disjoint + ":a a :B .", ":a a :C .").by == "contradiction"
    goal = read(":B owl:disjointWith :A .")
    stages: list[tuple[By, Close]] = [("rules", lambda triples: close_plainly([])), ("additions", close_plainly)]
    assert decide(read(disjoint + ":B owl:disjointWith :A ."), goal, close_plainly, stages=stages).by == "additions"


def test_without_owl_only_facts_count() -> None:
    premise, goal = read(DECLARED + ":a :d 1 . :a :p :b ."), read(":A rdfs:subClassOf :A .")
    assert decide(premise, goal, close_plainly).holds
    assert not decide(premise, goal, close_plainly, is_owl=False).holds
    goal = [open_blank_nodes(triple) for triple in read(':a :d "01"^^xsd:integer ; :p _:x .')]
    assert decide(premise, goal, close_plainly, is_owl=False).holds


def test_names_of_what_is_assumed_are_taken_by_nobody() -> None:
    premise = read(DECLARED + "<urn:sahel-kg:assumed:thing-x-0> a :A, :B .")
    assert not decide(premise, read(":A rdfs:subClassOf :B ."), close_plainly).holds
