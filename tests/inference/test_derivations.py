"""All steps as one graph, evaluated for many cases, against each case closed anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, URIRef

from sahel_kg.reasoning import Closure, Derivations, close
from sahel_kg.reasoning.derivations import meet
from sahel_kg.reasoning.rules.restatements import restates
from sahel_kg.reasoning.terms import Triple, is_rdf
from tests.reasoning.random_ontologies import (
    AXIOMS,
    CLAIMS,
    DOMAIN_RULES,
    EQUALITY,
    EX,
    FACTS,
    THINGS,
    Cases,
    Quad,
    Statement,
    choose_rules,
    draw_cases,
    drop_graphs,
    examples,
    keep_graphs,
    make_dataset,
    make_list,
    make_story,
    name_value,
    place_statements,
    project,
    write_rules,
    write_turtle,
)

_ABOUT_THINGS = {RDF.type, OWL.sameAs, OWL.differentFrom}
GUARDED = re.compile("notEqualTo|rule:guarded")
LANGUAGE = tuple(map(str, (RDF, RDFS, OWL)))


def is_about_things(fact: Triple) -> bool:
    """Tell whether a fact is one that derivations keep: what follows about terms of the language is left out."""
    s, p, o = fact
    if not is_rdf(fact) or restates(fact) or str(s).startswith(LANGUAGE) or (p == OWL.sameAs and s == o):
        return False
    if p == RDF.type:
        return not str(o).startswith((*LANGUAGE, "http://www.w3.org/2001/XMLSchema#"))
    return p in _ABOUT_THINGS or not str(p).startswith(LANGUAGE)


def evaluate(derivations: Derivations, cases: Cases) -> tuple[dict[str, set[tuple[str, ...]]], dict[str, set[str]]]:
    """Return the facts about things and the rules with findings, of each case."""
    graphs: dict[str, int] = {}
    for bit, members in enumerate(cases.values()):
        for graph in set(members):
            graphs[str(graph)] = graphs.get(str(graph), 0) | 1 << bit
    values = derivations.evaluate(graphs, (1 << len(cases)) - 1)
    facts: dict[str, set[tuple[str, ...]]] = {}
    findings: dict[str, set[str]] = {}
    for bit, name in enumerate(cases):
        held = (derivations.facts[place] for place, mask in values.items() if mask >> bit & 1)
        facts[name] = project(filter(is_about_things, held))
        findings[name] = {finding.rule for finding, places in derivations.findings if meet(values, places) >> bit & 1}
    return facts, findings


def things_of(closure: Closure) -> set[tuple[str, ...]]:
    return project(filter(is_about_things, closure.facts()))


def compare(quads: Sequence[Quad], cases: Cases, folder: Path | None = None) -> int:
    """Compare each case with a closure of its own; return how many.

    Guards take what is the same by any claim for the same in every case; they are compared where nothing is.
    """
    paths = [write_rules(folder)] if folder else []
    if paths and any(
        p == OWL.sameAs and s != o for s, p, o in close(make_dataset(quads), rules=["owl-rl", *paths]).inferred()
    ):
        paths[0].write_text("\n".join(line for line in DOMAIN_RULES.splitlines() if not GUARDED.search(line)), "utf-8")
    rules: list[str | Path] = ["owl-rl", *paths]
    active = choose_rules(drop_graphs(quads), "owl-rl", paths)
    alike = {
        name: graphs
        for name, graphs in cases.items()
        if choose_rules(drop_graphs(keep_graphs(quads, graphs)), "owl-rl", paths) == active
    }
    closure = close(make_dataset(quads), rules=rules, merging=False)
    facts, findings = evaluate(closure.derivations(), {**alike, "": [name for *_, name in quads if name]})
    assert facts.pop("") == things_of(closure), write_turtle(drop_graphs(quads))
    for name, graphs in alike.items():
        mine = keep_graphs(quads, graphs)
        message = f"{name}\n{write_turtle(drop_graphs(mine))}"
        single = close(make_dataset(mine), rules=rules)
        assert facts[name] == things_of(single), message
        assert findings[name] == {finding.rule for finding in single.findings}, message
    return len(alike)


_axioms = st.lists(AXIOMS, min_size=1, max_size=8)
_claimed = st.lists(st.one_of(FACTS, FACTS, FACTS, EQUALITY.filter(lambda s: len(s) == 1)), min_size=1, max_size=9)


@pytest.mark.slow
@examples(12)
@given(_axioms, _claimed, st.lists(st.sampled_from(CLAIMS), min_size=9, max_size=9), draw_cases(4))
def test_each_case_equals_a_closure_of_its_own(
    tmp_path_factory: pytest.TempPathFactory,
    axioms: list[Statement],
    claimed: list[Statement],
    graphs: list[URIRef | None],
    cases: Cases,
) -> None:
    """Axioms stand in the ontology and facts in claims: what follows about classes and relations alone is no claim."""
    quads = [*place_statements(axioms, [None] * len(axioms)), *place_statements(claimed, graphs)]
    compare(quads, cases, tmp_path_factory.getbasetemp())


def test_equality_lists_keys_and_guards_that_come_and_go(tmp_path: Path) -> None:
    quads = [quad for quad in make_story() if quad[3] is None or quad[1] != OWL.oneOf]
    cases = {f"case{number}": CLAIMS[number : number + 3] for number in range(6)} | {"none": [], "all": CLAIMS}
    assert compare(quads, cases, tmp_path) == 8


def list_axiom(subject: URIRef, predicate: URIRef, members: Sequence[URIRef]) -> list[Quad]:
    head, cells = make_list(members)
    return [(s, p, o, None) for s, p, o in ((subject, predicate, head), *cells)]


# written out up to four members, counted beyond
@pytest.mark.parametrize("length", [2, 5, *(pytest.param(length, marks=pytest.mark.slow) for length in (1, 4, 6, 8))])
def test_lists_of_any_length_name_all_their_premises(length: int) -> None:
    """Long lists are counted, not unrolled: every member has to be a premise all the same."""
    classes = [EX[f"K{number}"] for number in range(length)]
    relations = [EX[f"k{number}"] for number in range(length)]
    nodes = [EX[f"n{number}"] for number in range(length + 1)]
    quads = list_axiom(EX.Whole, OWL.intersectionOf, classes) + list_axiom(EX.long, OWL.propertyChainAxiom, relations)
    quads += [*list_axiom(EX.Keyed, OWL.hasKey, relations), *list_axiom(EX.Either, OWL.unionOf, classes)]
    names = [EX[f"claim{number}"] for number in range(length)]
    for number, name in enumerate(names):
        quads.append((EX.x, RDF.type, classes[number], name))
        quads.append((nodes[number], relations[number], nodes[number + 1], name))
        quads += [(EX.y, relations[number], EX.z, name), (EX.w, relations[number], EX.z, name)]
    quads += [(EX.y, RDF.type, EX.Keyed, None), (EX.w, RDF.type, EX.Keyed, None), (EX.w, EX.only, EX.v, None)]
    cases = {"all": names} | {f"without{number}": names[:number] + names[number + 1 :] for number in range(length)}
    assert compare(quads, cases) == length + 1
    facts, _ = evaluate(close(make_dataset(quads), merging=False).derivations(), cases)
    for fact in ((EX.x, RDF.type, EX.Whole), (nodes[0], EX.long, nodes[-1]), (EX.y, EX.only, EX.v)):
        assert {name for name in cases if tuple(map(name_value, fact)) in facts[name]} == {"all"}, fact


def test_transitivity_inverses_and_equality_rest_on_every_link() -> None:
    schema: list[Quad] = [
        (EX.within, RDF.type, OWL.TransitiveProperty, None),
        (EX.holds, OWL.inverseOf, EX.within, None),
        (EX.within, RDFS.subPropertyOf, EX.near, None),
        (EX.near, RDF.type, OWL.SymmetricProperty, None),
    ]
    nodes = [EX[f"n{number}"] for number in range(7)]
    names = [EX[f"claim{number}"] for number in range(6)]
    links: list[Quad] = [(nodes[n], EX.within, nodes[n + 1], names[n]) for n in range(5)]
    links.append((nodes[5], OWL.sameAs, nodes[6], names[5]))
    links.append((nodes[5], EX.within, nodes[0], EX.circle))
    cases = {"all": [*names, EX.circle], "line": names, "circle": [*names[:5], EX.circle]}
    cases |= {f"without{n}": names[:n] + names[n + 1 :] for n in range(6)}
    assert compare([*schema, *links], cases) == 9


@pytest.mark.slow
@pytest.mark.parametrize("length", [2, 5])
def test_every_way_to_fulfil_a_member_of_a_list_counts(length: int) -> None:
    """Two share several values of one relation of a key: each of them will do."""
    relations = [EX[f"k{number}"] for number in range(length)]
    quads = list_axiom(EX.Keyed, OWL.hasKey, relations)
    quads += [(who, RDF.type, EX.Keyed, None) for who in (EX.x, EX.y)]
    quads += [(who, relation, EX.z, None) for relation in relations[1:] for who in (EX.x, EX.y)]
    quads += [
        (who, relations[0], value, claim)
        for who in (EX.x, EX.y)
        for value, claim in zip(THINGS[:3], CLAIMS[:3], strict=True)
    ]
    cases = {f"only{number}": CLAIMS[number : number + 1] for number in range(3)} | {"none": [], "all": CLAIMS}
    assert compare(quads, cases) == 5


def test_no_step_rests_on_what_it_gives() -> None:
    derivations = close(make_dataset(make_story()), merging=False).derivations()
    assert derivations.steps
    for place, steps in derivations.steps.items():
        assert steps
        for step in steps:
            assert place not in step.premises
            assert all(0 <= premise < len(derivations.facts) for premise in step.premises)


def test_what_only_a_claim_says_of_a_list_is_not_always_so() -> None:
    """Two names of one thing: each list of the ontology holds both, while the claim that says so counts."""
    quads = list_axiom(EX.Two, OWL.oneOf, [EX.a, EX.b])
    quads += [
        (EX.R, OWL.onProperty, EX.p, None),
        (EX.R, OWL.hasValue, EX.a, None),
        (EX.N, RDFS.subClassOf, OWL.Nothing, None),
    ]
    quads += [(EX.e, OWL.sameAs, EX.a, CLAIMS[0]), (EX.x, EX.p, EX.e, CLAIMS[1]), (EX.x, RDF.type, EX.N, CLAIMS[2])]
    cases = {"equal": CLAIMS[:2], "apart": CLAIMS[1:2], "nothing": CLAIMS[2:3], "all": CLAIMS[:3]}
    assert compare(quads, cases) == 4
    facts, findings = evaluate(close(make_dataset(quads), merging=False).derivations(), cases)
    for fact in ((EX.e, RDF.type, EX.Two), (EX.x, RDF.type, EX.R)):
        assert {name for name in cases if tuple(map(name_value, fact)) in facts[name]} == {"equal", "all"}
    assert {name for name, found in findings.items() if found} == {"nothing", "all"}


def test_a_guard_takes_what_any_claim_makes_the_same_for_the_same_in_every_case(tmp_path: Path) -> None:
    """The limit of one graph for all cases: `?x log:notEqualTo ?y` is judged once, with every claim."""
    rules = write_rules(tmp_path)
    quads: list[Quad] = [
        (EX.a, EX.p, EX.z, CLAIMS[0]),
        (EX.b, EX.p, EX.z, CLAIMS[0]),
        (EX.a, OWL.sameAs, EX.b, CLAIMS[1]),
    ]
    fact = tuple(map(name_value, (EX.a, EX.r, EX.b)))
    for said, follows in (quads[:2], True), (quads, False):
        closure = close(make_dataset(said), rules=["owl-rl", rules], merging=False)
        facts, _ = evaluate(closure.derivations(), {"apart": CLAIMS[:1], "all": CLAIMS[:2]})
        assert (fact in facts["apart"]) == (fact in facts["all"]) == follows
