"""The W3C's cases of OWL 2 RL, each judged, and judged by what: the rules, the sound additions, or the goal.

``w3c/expected.tsv`` says for each case and judgement what it takes:

rules
    The rules of the W3C's tables alone (owl2rl.n3).
additions
    The sound additions too (owl2rl-plus.n3).
goal
    Goal-directed reasoning, which belongs to `entails` alone.
-
    Nothing may be found: the case is consistent, or does not follow.

``w3c/exceptions.tsv`` lists what an engine does not reach, with the reason. A listed one that passes fails the
test, so that the list can only shrink. Source of the cases: https://www.w3.org/TR/owl2-test/
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.mark import ParameterSet
from rdflib import BNode, Graph, Variable
from tests.sampling import is_drawn

from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.engines import ENGINES, Options, find_engine
from sahel_kg.reasoning.entailment import By, decide
from sahel_kg.reasoning.entailment.goals import Close
from sahel_kg.reasoning.inputs import read_triples
from sahel_kg.reasoning.rules.profiles import RuleSet, read_profile
from sahel_kg.reasoning.terms import Triple

FOLDER = Path(__file__).parent / "w3c"
JUDGEMENTS = {
    "ConsistencyTest": "consistency",
    "InconsistencyTest": "inconsistency",
    "PositiveEntailmentTest": "positive",
    "NegativeEntailmentTest": "negative",
}


class Judgement(NamedTuple):
    case: str
    judgement: str
    by: str


def read_table(name: str) -> list[list[str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))[1:]


EXPECTED = [Judgement(*row) for row in read_table("expected.tsv")]
EXCEPTIONS = {(engine, case, judgement): reason for engine, case, judgement, reason in read_table("exceptions.tsv")}


@cache
def choose_closings(engine: str) -> tuple[tuple[By, Close], ...]:
    """Return how an engine closes by the W3C's rules alone and by all, restating rules included."""
    everything = RuleSet(frozenset({"owl-rl-full"}), (), ("owl-rl-full",))
    if engine == "owlrl":
        return (("rules", make_close(engine, everything)),)
    tables = tuple(rule for rule in read_profile("owl-rl") if Path(rule.file).name == "owl2rl.n3")
    by_rules = RuleSet(frozenset(), tables, ("owl2rl.n3",))
    return ("rules", make_close(engine, by_rules)), ("additions", make_close(engine, everything))


@cache
def choose_default(engine: str) -> Close:
    return make_close(engine, RuleSet(frozenset({"owl-rl"}), (), ("owl-rl",)))


def make_close(engine: str, rules: RuleSet) -> Close:
    def close(triples: Iterable[Triple]) -> Closure:
        graph = Graph(bind_namespaces="none")
        for triple in triples:
            graph.add(triple)
        return find_engine(engine).materialise(graph, rules, Options())

    return close


@pytest.fixture(scope="session")
def suite(shared: Path) -> Path:
    return shared / "suites" / "owl2-w3c-rl"


def list_premise(suite: Path, case: str) -> list[Path]:
    """Return the files of a case's premise, with what it imports."""
    folder = suite / "cases" / case
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    translated = FOLDER / f"{case}.ttl"
    premise = translated if translated.exists() else folder / "premise.rdf"
    return [premise, *(folder / name for name in meta["imported"].values())]


def open_blank_nodes(triple: Triple) -> Triple:
    s, p, o = (Variable(f"_{term}") if isinstance(term, BNode) else term for term in triple)
    return s, p, o


def judge(suite: Path, engine: str, case: str, judgement: str) -> str:
    """Return by what a judgement was reached, "-" if nothing was found."""
    premise = list(read_triples(list_premise(suite, case)))
    if judgement in ("positive", "negative"):
        name = "conclusion.rdf" if judgement == "positive" else "nonconclusion.rdf"
        conclusion = map(open_blank_nodes, read_triples(suite / "cases" / case / name))
        found = decide(premise, conclusion, choose_default(engine), stages=choose_closings(engine))
        return found.by or "-"
    closings = choose_closings(engine) if judgement == "inconsistency" else (("additions", choose_default(engine)),)
    return next((by for by, close in closings if close(premise).contradictions), "-")


def judge_all() -> Iterator[ParameterSet]:
    """Yield engines with judgements: of those by DuckDB, which takes long to begin, `make test` takes a sample."""
    for row in EXPECTED:
        for engine in sorted(ENGINES):
            is_later = engine == "duckdb" and not is_drawn(row.case, 4)
            name = f"{row.case}-{row.judgement}-{engine}"
            yield pytest.param(engine, *row, id=name, marks=pytest.mark.slow if is_later else [])


@pytest.mark.parametrize(("engine", "case", "judgement", "by"), list(judge_all()))
def test_case_is_judged_as_it_should_be(suite: Path, engine: str, case: str, judgement: str, by: str) -> None:
    found = judge(suite, engine, case, judgement)
    is_right = (found == "-") == (by == "-") and found != "contradiction"
    reason = EXCEPTIONS.get((engine, case, judgement))
    if reason:
        assert not is_right, f"{case} passes now: strike it from exceptions.tsv ({reason})"
        pytest.xfail(reason)
    assert is_right, (found, by)
    # owlrl has no additions: what takes them is proved by the goal
    assert engine == "owlrl" or found == by


def test_all_cases_are_judged_in_all_that_they_are(suite: Path) -> None:
    index = json.loads((suite / "index.json").read_text(encoding="utf-8"))
    wanted = [
        (meta["id"].replace(" ", "_"), JUDGEMENTS[each])
        for meta in index
        for each in meta["types"]
        if each in JUDGEMENTS
    ]
    assert sorted(wanted) == sorted((row.case, row.judgement) for row in EXPECTED)
    assert len({case for case, _ in wanted}) == 67


def test_what_the_cases_take() -> None:
    order: list[str] = ["-", "rules", "additions", "goal"]
    hardest: dict[str, str] = {}
    for row in EXPECTED:
        hardest[row.case] = max(hardest.get(row.case, "-"), row.by, key=order.index)
    counts = Counter("rules" if by == "-" else by for by in hardest.values())
    assert counts == {"rules": 52, "additions": 9, "goal": 6}


def test_exceptions_are_of_cases_and_give_reasons() -> None:
    known = {(row.case, row.judgement) for row in EXPECTED}
    for (engine, case, judgement), reason in EXCEPTIONS.items():
        assert engine in ENGINES
        assert (case, judgement) in known
        assert reason
    assert not [key for key in EXCEPTIONS if key[0] == "duckdb"]
