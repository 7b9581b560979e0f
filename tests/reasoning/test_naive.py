"""The evaluator of domain rules against one that tries every combination of facts."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef, Variable
from rdflib.term import Node

from sahel_kg.reasoning.naive import evaluate, instantiate
from sahel_kg.reasoning.rules import Kind, Rule
from sahel_kg.reasoning.terms import Triple

NODES = [URIRef(f"https://example.org/{name}") for name in "abcd"]
VARIABLES = [Variable(name) for name in "xyz"]
TRIPLES = st.tuples(*[st.sampled_from(NODES)] * 3)
ATOMS = st.tuples(*[st.sampled_from([*NODES[:2], *VARIABLES])] * 3)


@st.composite
def draw_rule(draw: st.DrawFn) -> Rule:
    body = draw(st.lists(ATOMS, min_size=1, max_size=3))
    bound = sorted({term for atom in body for term in atom if isinstance(term, Variable)})
    terms = st.sampled_from([*NODES[:2], *bound])
    head = draw(st.lists(st.tuples(terms, terms, terms), max_size=2))
    guards = draw(st.lists(st.tuples(terms, terms), max_size=1))
    kind: Kind = "inference" if head else "contradiction"
    return Rule("r", tuple(body), tuple(guards), tuple(head), kind, "", "")


def fits(rule: Rule, choice: tuple[Triple, ...]) -> dict[Variable, Node] | None:
    binding: dict[Variable, Node] = {}
    for atom, fact in zip(rule.body, choice, strict=True):
        for pattern, term in zip(atom, fact, strict=True):
            wanted = binding.setdefault(pattern, term) if isinstance(pattern, Variable) else pattern
            if wanted != term:
                return None
    for left, right in rule.guards:
        if instantiate((left, left, left), binding) == instantiate((right, right, right), binding):
            return None
    return binding


def evaluate_by_force(rules: list[Rule], facts: set[Triple]) -> tuple[set[Triple], set[frozenset[Triple]]]:
    known, found = set(facts), set[frozenset[Triple]]()
    while True:
        new: set[Triple] = set()
        for rule in rules:
            for choice in product(known, repeat=len(rule.body)):
                binding = fits(rule, choice)
                if binding is not None:
                    new |= {instantiate(atom, binding) for atom in rule.head}
                    if rule.kind != "inference":
                        found.add(frozenset(choice))
        if new <= known:
            return known - facts, found
        known |= new


@settings(max_examples=150, deadline=None)
@given(st.lists(draw_rule(), max_size=3), st.sets(TRIPLES, max_size=6))
def test_agrees_with_brute_force(rules: list[Rule], facts: set[Triple]) -> None:
    # brute force is cubic: keep what it could derive small
    small = [rule for rule in rules if len(rule.body) < 3 or not rule.head]
    added, findings = evaluate(small, facts)
    if len(added) > 40:
        return
    expected, found = evaluate_by_force(small, facts)
    assert set(added) == expected
    assert {frozenset(finding.facts) for finding in findings} == found


def test_joins_over_five_thousand_facts_use_the_indexes() -> None:
    """Without them this would not end in the time of a test run."""
    p, q, r = NODES[:3]
    people = [URIRef(f"https://example.org/n{number}") for number in range(1000)]
    facts: list[Triple] = [(people[i], p, people[(i * 7 + k) % 1000]) for i in range(1000) for k in range(4)]
    facts += [(person, q, people[i % 100]) for i, person in enumerate(people)]
    x, y, z = VARIABLES
    rules = [
        Rule("both", ((x, p, y), (y, q, z)), ((x, z),), ((x, r, z),), "inference", "", ""),
        Rule("back", ((x, r, y), (y, p, x)), (), (), "tension", "", ""),
    ]
    added, _ = evaluate(rules, facts)
    assert len(added) > 3000
