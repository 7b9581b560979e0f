"""The evaluator in plain Python: against one that tries every combination of facts, on lists, values and equality."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef, Variable
from rdflib.term import Node
from tests.sampling import spread

from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.inputs import read_triples
from sahel_kg.reasoning.reference.joins import fill, read_list
from sahel_kg.reasoning.reference.naive import close_naively, evaluate, instantiate, unite_literals
from sahel_kg.reasoning.rules.profiles import ListAtom, Rule, RuleKind, active_rules, load_profile, load_rules
from sahel_kg.reasoning.terms import Triple

NODES = [URIRef(f"https://example.org/{name}") for name in "abcd"]
VARIABLES = [Variable(name) for name in "xyz"]
TRIPLES = st.tuples(*[st.sampled_from(NODES)] * 3)
ATOMS = st.tuples(*[st.sampled_from([*NODES[:2], *VARIABLES])] * 3)


@st.composite
def draw_rule(draw: st.DrawFn) -> Rule[Node]:
    body = draw(st.lists(ATOMS, min_size=1, max_size=3))
    bound = sorted({term for atom in body for term in atom if isinstance(term, Variable)})
    terms = st.sampled_from([*NODES[:2], *bound])
    head = draw(st.lists(st.tuples(terms, terms, terms), max_size=2))
    guards = draw(st.lists(st.tuples(terms, terms), max_size=1))
    kind: RuleKind = "inference" if head else "contradiction"
    return Rule("r", tuple(body), tuple(guards), tuple(head), kind, "", "")


def fits(rule: Rule[Node], choice: tuple[Triple, ...]) -> dict[Variable, Node] | None:
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


def evaluate_by_force(rules: list[Rule[Node]], facts: set[Triple]) -> tuple[set[Triple], set[frozenset[Triple]]]:
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
def test_agrees_with_brute_force(rules: list[Rule[Node]], facts: set[Triple]) -> None:
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


# -------------------------------------------------------------------- lists
LISTS: dict[Node, list[Node]] = {NODES[2]: [NODES[0], NODES[1]], NODES[3]: [NODES[1], NODES[1], NODES[0]]}
MEMBER, LIST = Variable("m"), Variable("l")


def spell_list(head: Node, members: list[Node]) -> Iterator[Triple]:
    cells = [head, *(URIRef(f"{head}/{place}") for place in range(1, len(members)))]
    for cell, member, rest in zip(cells, members, [*cells[1:], RDF.nil], strict=True):
        yield cell, RDF.first, member
        yield cell, RDF.rest, rest


@st.composite
def draw_list_rule(draw: st.DrawFn) -> Rule[Node]:
    device = draw(st.sampled_from(["member", "pair", "chain", "each"]))
    terms = st.sampled_from([*NODES[:2], *VARIABLES])
    inner = st.tuples(*[st.sampled_from([NODES[0], MEMBER, *VARIABLES])] * 3).filter(lambda atom: MEMBER in atom)
    each: ListAtom[Node]
    if device == "each":
        each = ListAtom("each", LIST, (MEMBER,), tuple(draw(st.lists(inner, min_size=1, max_size=2))))
    elif device == "member":
        each = ListAtom("member", LIST, (draw(terms),))
    else:
        each = ListAtom("pair" if device == "pair" else "chain", LIST, (draw(terms), draw(terms)))
    body = [(LIST, NODES[0], LIST), *draw(st.lists(ATOMS, max_size=1))]
    bound = {term for atom in (*body, *each.body, each.terms) for term in atom if term in VARIABLES}
    heads = st.sampled_from([*NODES[:2], *sorted(bound)])
    return Rule("r", tuple(body), (), ((draw(heads), NODES[0], draw(heads)),), "inference", "", "", (each,))


def fill_terms(terms: tuple[Node, ...], names: dict[Node, Node]) -> tuple[Node, ...]:
    return tuple(names.get(term, term) for term in terms)


def write_out(rule: Rule[Node]) -> Iterator[Rule[Node]]:
    """Yield what a rule says of each list as rules without lists."""
    (each,) = rule.lists
    for head, members in LISTS.items():
        plain = replace(rule, lists=(), body=tuple(fill(atom, {LIST: head}) for atom in rule.body))
        if each.device in ("member", "pair"):
            rows = [(one,) for one in members] if each.device == "member" else list(combinations(members, 2))
            for row in rows:
                if all(
                    isinstance(term, Variable) or term == value for term, value in zip(each.terms, row, strict=True)
                ):
                    names = dict(zip(each.terms, row, strict=True))
                    if all(names[term] == value for term, value in zip(each.terms, row, strict=True)):
                        body = tuple(fill(atom, names) for atom in plain.body)
                        yield replace(plain, body=body, head=tuple(fill(atom, names) for atom in plain.head))
        elif each.device == "chain":
            stops = [each.terms[0], *(Variable(f"u{place}") for place in range(1, len(members))), each.terms[1]]
            yield replace(plain, body=(*plain.body, *zip(stops[:-1], members, stops[1:], strict=True)))
        else:
            shared = {term for atom in (*rule.body, *rule.head) for term in atom}
            atoms = []
            for place, member in enumerate(members):
                own: dict[Node, Node] = {
                    term: Variable(f"{term}{place}")
                    for atom in each.body
                    for term in atom
                    if isinstance(term, Variable) and term not in shared
                }
                atoms += [fill(atom, own | {MEMBER: member}) for atom in each.body]
            yield replace(plain, body=(*plain.body, *atoms))


@settings(max_examples=200, deadline=None)
@given(draw_list_rule(), st.sets(st.tuples(*[st.sampled_from(NODES[:2])] * 3), max_size=6))
def test_lists_mean_what_they_say_written_out(rule: Rule[Node], facts: set[Triple]) -> None:
    facts |= {(head, NODES[0], head) for head in LISTS}
    cells = [cell for head, members in LISTS.items() for cell in spell_list(head, members)]
    added, _ = evaluate([rule], [*facts, *cells])
    expected, _ = evaluate(list(write_out(rule)), [*facts, *cells])
    assert added == expected


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [("1", RDF.first, "a")],
        [("1", RDF.rest, RDF.nil)],
        [("1", RDF.first, "a"), ("1", RDF.rest, "1")],
        [("1", RDF.first, "a"), ("1", RDF.first, "b"), ("1", RDF.rest, RDF.nil)],
        [
            ("1", RDF.first, "a"),
            ("1", RDF.rest, RDF.nil),
            ("1", RDF.rest, "2"),
            ("2", RDF.first, "b"),
            ("2", RDF.rest, RDF.nil),
        ],
        [("1", RDF.first, "a"), ("1", RDF.rest, "2"), ("2", RDF.first, "b")],
    ],
)
def test_a_broken_list_is_none(cells: list[tuple[str, Node, str]]) -> None:
    triples: list[Triple] = [(URIRef(s), p, URIRef(o)) for s, p, o in cells]
    assert read_list(TripleIndex(triples), URIRef("1")) is None


def test_two_names_of_a_member_are_one_member() -> None:
    cell, a, b = map(URIRef, "1ab")
    triples: list[Triple] = [(cell, RDF.first, a), (cell, RDF.first, b), (cell, RDF.rest, RDF.nil)]
    assert read_list(TripleIndex([*triples, (a, OWL.sameAs, b)]), cell) == (a,)
    assert read_list(TripleIndex(), RDF.nil) == ()


# --------------------------------------------------------- values and equality
PREFIXES = """@prefix : <https://example.org/> .
@prefix rl: <https://w3id.org/sahel-kg/rl#> .
@prefix rule: <https://w3id.org/sahel-kg/rule#> .
@prefix log: <http://www.w3.org/2000/10/swap/log#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EX = "https://example.org/"


def close_text(folder: Path, data: str, rules: str = "") -> tuple[set[Triple], list[Finding]]:
    """Close Turtle by the default profile, or by rules."""
    source = folder / "data.ttl"
    source.write_text(PREFIXES + data, encoding="utf-8")
    triples = list(read_triples([source]))
    if not rules:
        return close_naively(triples, active_rules(load_profile("owl-rl"), triples, is_full=False))
    path = folder / "rules.n3"
    path.write_text(PREFIXES + rules, encoding="utf-8")
    return close_naively(triples, load_rules([path]))


def name(text: str) -> URIRef:
    return URIRef(EX + text)


def test_literals_of_equal_value_are_one(tmp_path: Path) -> None:
    data = ':p a owl:InverseFunctionalProperty . :a :p "1"^^xsd:int . :b :p "01"^^xsd:integer . :c :p "1"^^xsd:float .'
    facts, findings = close_text(tmp_path, data)
    assert (name("a"), OWL.sameAs, name("b")) in facts
    assert (name("a"), OWL.sameAs, name("c")) not in facts
    assert findings == []


def test_the_value_of_a_rule_is_that_of_the_data(tmp_path: Path) -> None:
    data = ':C owl:maxCardinality "01"^^xsd:byte ; owl:onProperty :p . :x a :C ; :p :a , :b .'
    facts, _ = close_text(tmp_path, data)
    assert (name("a"), OWL.sameAs, name("b")) in facts


def test_literals_of_different_value_do_not_replace_each_other(tmp_path: Path) -> None:
    facts, findings = close_text(tmp_path, ":p a owl:FunctionalProperty . :a :p 1 , 2 . :b :q 1 . :c :r 2 .")
    assert {finding.rule for finding in findings} == {"dt-diff"}
    assert {(s, o) for s, p, o in facts if p == name("q")} == {(name("b"), Literal(1))}
    assert {(s, o) for s, p, o in facts if p == name("r")} == {(name("c"), Literal(2))}


def test_an_ill_typed_literal_is_found_where_it_stands(tmp_path: Path) -> None:
    _, findings = close_text(tmp_path, ':a :p "many"^^xsd:integer . :b :p "9"^^xsd:integer .')
    assert [finding.rule for finding in findings] == ["dt-not-type"]
    ((fact,),) = [finding.facts for finding in findings]
    assert fact[0] == name("a")


def test_a_literal_outside_the_range_is_found(tmp_path: Path) -> None:
    _, findings = close_text(tmp_path, ":p rdfs:range xsd:byte . :a :p 300 , 3 .")
    assert [(finding.rule, finding.facts) for finding in findings] == [
        ("dt-not-type", ((Literal(300), RDF.type, XSD.byte),))
    ]


def test_relations_of_literals_and_datatypes(tmp_path: Path) -> None:
    data = ':a :p 300 , 3 , "x"^^:unknown , :b .'
    rules = """{ ?s :p ?x . ?x rl:inDatatype xsd:short } rule:in { ?s :in ?x } .
{ ?s :p ?x . ?x rl:notInDatatype xsd:byte } rule:out { ?s :out ?x } .
{ ?s :p ?x . ?s :p ?y . ?x rl:otherValue ?y } rule:other { ?s :other ?y } ."""
    facts, _ = close_text(tmp_path, data, rules)
    found = {word: {o for _, p, o in facts if p == name(word)} for word in ("in", "out", "other")}
    assert found == {"in": {Literal(300), Literal(3)}, "out": {Literal(300)}, "other": {Literal(300), Literal(3)}}


def test_what_is_one_thing_is_the_same_without_eq_ref(tmp_path: Path) -> None:
    _, findings = close_text(tmp_path, ":a owl:differentFrom :a .")
    assert [(finding.rule, finding.facts) for finding in findings] == [
        ("eq-diff1", ((name("a"), OWL.differentFrom, name("a")),))
    ]
    facts, _ = close_text(tmp_path, ":a :p :b .", "{ ?x :p ?y . ?x owl:sameAs ?z } rule:r { ?z :q ?y } .")
    assert (name("a"), name("q"), name("b")) in facts
    facts, _ = close_text(tmp_path, ":a :p :b .", "{ ?x owl:sameAs ?z } rule:r { ?z :q ?x } .")
    assert len(facts) == 1


def test_guards_wait_until_equality_is_known(tmp_path: Path) -> None:
    rules = """{ ?x :in ?m . ?y :in ?m . ?x log:notEqualTo ?y } rule:r { ?x :with ?y } .
{ ?x :code ?z . ?y :code ?z } rule:s { ?x owl:sameAs ?y } ."""
    facts, _ = close_text(tmp_path, ":a :in :m ; :code 7 . :b :in :m ; :code 7 . :c :in :m .", rules)
    ties = {(s, o) for s, p, o in facts if p == name("with")}
    assert ties == {(name(one), name(other)) for one, other in [*product("ab", "c"), *product("c", "ab")]}


def test_axioms_hold_of_nothing_at_all() -> None:
    axiom = Rule("r", (), (), ((NODES[0], NODES[1], NODES[2]),), "inference", "", "")
    assert close_naively([], [axiom]) == ({(NODES[0], NODES[1], NODES[2])}, [])


def test_triples_that_are_not_rdf_take_part(tmp_path: Path) -> None:
    facts, _ = close_text(tmp_path, ":p owl:inverseOf :q . :a :p 1 . :q rdfs:domain :N .")
    assert {(Literal(1), name("q"), name("a")), (Literal(1), RDF.type, name("N"))} <= facts


def test_restating_rules_run_only_if_they_are_given() -> None:
    fact = (name("a"), RDF.type, name("A"))
    declared = (name("A"), RDF.type, OWL.Class)
    reflexive = (name("A"), RDFS.subClassOf, name("A"))
    rules = load_profile("owl-rl")
    assert reflexive in close_naively([fact, declared], rules)[0]
    assert reflexive not in close_naively([fact, declared], active_rules(rules, [fact, declared], is_full=False))[0]


# -------------------------------------------------------------------- cases
CASES = Path(__file__).parent / "cases"
RESTATING = {rule.name for profile in ("owl-rl", "rdfs") for rule in load_profile(profile) if "restating" in rule.flags}


def close_case(path: Path) -> tuple[set[Triple], list[Finding]]:
    rule = path.parent.name.split("_")[0]
    triples = list(read_triples([path]))
    profile = "rdfs" if rule.startswith("rdf") else "owl-rl"
    return close_naively(triples, active_rules(load_profile(profile), triples, is_full=rule in RESTATING))


@pytest.mark.parametrize("folder", spread(sorted(CASES.glob("*/")), 5))
def test_case_of_a_rule(folder: Path) -> None:
    facts, findings = close_case(folder / "input.ttl")
    if (folder / "expected.ttl").exists():
        assert set(read_triples([folder / "expected.ttl"])) <= facts
        assert not set(read_triples([folder / "not.ttl"])) & facts
        assert findings == []
    for path in folder.glob("finding.*"):
        expected = set(read_triples([path])) if path.suffix == ".ttl" else set(Graph().parse(path, format="n3"))
        spelt = unite_literals(expected)
        assert (folder.name.split("_")[0], {fill(fact, spelt) for fact in expected}) in [
            (finding.rule, set(finding.facts)) for finding in findings
        ]
        assert close_case(folder / "consistent.ttl")[1] == []
