"""What the ontology and the domain rules conclude, case by case: each folder has data, what follows, what must not.

The folder of a tension rule has a data folder of made-up claims; ``expected.tsv`` lists its tensions, each with both
sides and the first and last day of the time at which they meet. Whatever else is claimed there must not give one.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib import Graph

from sahel_kg import resources
from sahel_kg.builds import pipeline
from sahel_kg.findings import accounts
from sahel_kg.reasoning import Closure, close, load_rules
from sahel_kg.record import dataset
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import read_claims
from sahel_kg.terms import to_graph
from sahel_kg.vocabulary import compact
from tests.sampling import spread

FOLDERS = sorted((Path(__file__).parent / "cases").iterdir())
CASES = [folder for folder in FOLDERS if (folder / "input.ttl").exists()]
TENSIONS = [folder for folder in FOLDERS if (folder / "expected.tsv").exists()]
RULES = resources.shipped("ontology") / "rules.n3"


def close_with_ontology(data: Graph, *, without: tuple[str, ...] = ()) -> Closure:
    terms = dataset.read([], resources.shipped("ontology"))
    given = to_graph(pipeline.premises(pipeline.Checked(terms, []))) + data
    return close(given, rules=["owl-rl", RULES], without=without)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path) -> None:
    closure = close_with_ontology(Graph().parse(case / "input.ttl"))
    facts = set(closure.facts())
    assert set(Graph().parse(case / "expected.ttl")) - facts == set()
    assert set(Graph().parse(case / "not.ttl")) & facts == set()
    assert closure.contradictions == []


FACT_RULES = sorted({str(rule.name).rpartition("#")[2] for rule in load_rules([RULES]) if rule.kind == "inference"})


@pytest.mark.parametrize("name", spread(FACT_RULES, 3))
def test_each_fact_rule_has_a_case_and_can_be_switched_off(name: str) -> None:
    case = Path(__file__).parent / "cases" / name
    data = Graph().parse(case / "input.ttl")
    kept = set(Graph().parse(case / "expected.ttl")) - set(close_with_ontology(data, without=(name,)).facts())
    assert kept, f"{name} switched off changes nothing in its case"


PREFIX = """@prefix skg: <https://w3id.org/sahel-kg/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <urn:case:> .
"""
DENIAL = """:no a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:targetIndividual :b ;
    owl:assertionProperty skg:supportsSubstantially . """


@pytest.mark.parametrize(
    ("data", "tensions"),
    [
        (DENIAL + ":a skg:supports :b .", ["stronger-form-denied"]),
        (DENIAL + ":a skg:supports :army . :army skg:organOf :b .", ["stronger-form-denied"]),
        (DENIAL + ":a skg:cooperatesWith :b .", []),
        (DENIAL + ":a skg:supports :c . :b skg:supports :a .", []),
        (":a skg:alliedWith :b . :b skg:attacked :a .", ["mixed-sign"]),
        (":a skg:strainedWith :b . :a skg:opposes :b .", []),
    ],
)
def test_tensions_are_findings_never_facts(data: str, tensions: list[str]) -> None:
    closure = close_with_ontology(Graph().parse(data=PREFIX + data, format="turtle"))
    assert sorted({f.rule.rpartition("#")[2] for f in closure.tensions}) == tensions
    assert closure.contradictions == []


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (DENIAL + ":a skg:supportsSubstantially :b .", "prp-npa1"),
        (DENIAL + ":a skg:supportsSubstantially :army . :army skg:organOf :b .", "prp-npa1"),
        (":a a skg:State , skg:ArmedGroup .", "cax-adc"),
        (":a a skg:Actor , skg:Place .", "cax-adc"),
        (":a skg:cooperatesWith :a .", "prp-irp"),
        (":a skg:branchOf :b . :b skg:branchOf :a .", "prp-asyp"),
    ],
)
def test_contradictions(data: str, rule: str) -> None:
    closure = close_with_ontology(Graph().parse(data=PREFIX + data, format="turtle"))
    assert rule in {f.rule for f in closure.contradictions}


@pytest.mark.parametrize(
    "data",
    [
        ":cma a skg:Coalition , skg:ArmedGroup .",
        ":force a skg:Mission , skg:ArmedForce .",
        ":a skg:alliedWith :b . :a skg:attacked :b .",
        ":one skg:leaderOf :group . :two skg:leaderOf :group .",
    ],
)
def test_what_must_not_contradict(data: str) -> None:
    closure = close_with_ontology(Graph().parse(data=PREFIX + data, format="turtle"))
    assert closure.contradictions == []
    assert not [f for f in closure.inferred() if str(f[1]).endswith("sameAs")]


def tensions_of(case: Path, *, without: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The tensions in a case: rule, certainty, first and last day, both sides."""
    asserted = dataset.read([case / "data"], resources.shipped("ontology"))
    checked = pipeline.Checked(asserted, read_claims(asserted.claims, asserted.about))
    _, found = pipeline.conclude(checked, pipeline.infer(checked, without=without), without=without)
    assert {each.kind for each in found} <= {"tension"}
    rows = []
    for each in found:
        bounds = each.extent.bounds if each.extent else Bounds()
        ties = [side.tie for side in each.sides]
        sides = sorted(" ".join(map(compact, (t.subject, t.relation, t.object))).replace("skg:", "") for t in ties)
        days = [str(day or "") for day in (bounds.earliest_begin, bounds.latest_end)]
        rows.append((compact(each.rule), each.certainty, *days, *sides))
    return rows


@pytest.mark.parametrize("case", TENSIONS, ids=lambda path: path.name)
def test_tensions_in_time(case: Path) -> None:
    with (case / "expected.tsv").open(encoding="utf-8") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file, delimiter="\t")]
    assert sorted(tensions_of(case)) == sorted((f"rule:{case.name}", *row) for row in rows)


@pytest.mark.parametrize("case", spread(TENSIONS, 4))
def test_each_tension_rule_can_be_switched_off(case: Path) -> None:
    assert tensions_of(case, without=(case.name,)) == []


def test_each_tension_rule_has_a_case() -> None:
    rules = {rule.name for rule in load_rules([RULES]) if rule.kind == "tension"} | set(accounts.RULES)
    names = {rule.rpartition("#")[2] for rule in rules}
    assert names == {case.name for case in TENSIONS} | {"stronger-form-denied"}
