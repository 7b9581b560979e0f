"""Each rule has a folder of data in `cases/` (see its README), which every engine must get right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from rdflib import OWL, Graph, Literal
from rdflib.term import Node
from tests.sampling import is_drawn, spread

from sahel_kg.errors import DataError
from sahel_kg.reasoning import close
from sahel_kg.reasoning.engines import ENGINES
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.inputs import read_triples
from sahel_kg.reasoning.reference.naive import close_naively
from sahel_kg.reasoning.rules.profiles import Rule, active_rules, load_profile
from sahel_kg.reasoning.terms import Triple, rank_term

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path.name for path in CASES.iterdir() if path.is_dir())
CONTRADICTIONS = [folder for folder in FOLDERS if list((CASES / folder).glob("finding.*"))]
INFERENCES = [folder for folder in FOLDERS if (CASES / folder / "expected.ttl").exists()]
FILES = {"input.ttl", "expected.ttl", "not.ttl", "missing.ttl", "consistent.ttl", "finding.ttl", "finding.n3"}
FILES |= {"profile", "refusal"}

STATEMENTS = [*load_profile("owl-rl"), *load_profile("rdfs")]
ADDITIONS = {rule.name for rule in STATEMENTS if Path(rule.file).name == "owl2rl-plus.n3"}


def rule_of(folder: str) -> str:
    return folder.split("_")[0]


# The plain evaluator runs the same rules without an engine's devices, and is judged like one.
JUDGED = ["naive", *sorted(ENGINES)]

# What an engine gets wrong, and why. The list can only shrink: a test fails when one of these comes right.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "naive": {},
    "auto": {},
    "duckdb": {},
    "owlrl": {
        **{
            folder: "owlrl has the rules of the W3C's tables alone"
            for folder in INFERENCES
            if rule_of(folder) in ADDITIONS or folder == "dt-diff_infers"
        },
        "dt-eq": "owlrl tells values apart by the way they are written",
        "dt-eq_functional": "owlrl tells values apart by the way they are written",
        "dt-eq_key": "owlrl tells values apart by the way they are written",
        "dt-type2_value-space": "owlrl gives a literal its own datatype and those above it alone",
        "cls-int1_two-firsts": "owlrl takes a broken list as far as it goes",
        "cls-int1_without-end": "owlrl takes a broken list as far as it goes",
        "prp-key_without-end": "owlrl takes a broken list as far as it goes",
        "prp-spo2_two-rests": "owlrl takes a broken list as far as it goes",
    },
}

# Rules that may find the same contradiction in another form.
ALSO_FOUND = {
    "cls-com": {"cax-dw"},
    "cls-maxqc2": {"cls-maxqc1"},
    "dt-diff_float": {"cax-dw", "dt-not-type"},
}

# Rules that give the same facts: without these as well, the facts of the folder are lost.
ALSO_GIVEN = {
    "eq-trans": {"eq-rep-s", "eq-rep-o"},
    "prp-eqp1": {"scm-eqp1"},
    "prp-eqp2": {"scm-eqp1"},
    "prp-irp-diff": {"prp-asyp-irp"},
    "cls-int2": {"scm-int"},
    "cls-uni": {"scm-uni"},
    "cls-maxc-diff": {"cls-thing-all"},
    "cax-eqc1": {"scm-eqc1"},
    "cax-eqc2": {"scm-eqc1"},
    "dt-range": {"dt-within"},
    "scm-com": {"scm-com-dw"},
}

# Rules that engines keep to in how they compare literals, so that nothing is lost without the statement.
UNSAID = {"dt-eq"}

# Rules that ask for nothing, or of anything at all, and so have no near miss.
UNCONDITIONAL = {"eq-ref", "prp-ap", "cls-thing", "cls-nothing1", "dt-type1", "dt-within", "dt-apart"}


@dataclass(frozen=True)
class Outcome:
    """What holds after closing, and the contradictions found."""

    facts: frozenset[Triple]
    findings: tuple[Finding, ...]


@cache
def read(folder: str, stem: str) -> frozenset[Triple]:
    """Return the facts of a file, none if there is no such file."""
    path = CASES / folder / f"{stem}.n3"
    if path.exists():  # a literal as subject is N3, not Turtle
        return frozenset(Graph().parse(path, format="n3"))
    path = path.with_suffix(".ttl")
    return frozenset(read_triples(path) if path.exists() else ())


def profile_of(folder: str) -> str:
    path = CASES / folder / "profile"
    return path.read_text(encoding="utf-8").strip() if path.exists() else "owl-rl"


@cache
def close_by(engine: str, folder: str, stem: str) -> Outcome:
    if engine == "naive":
        return evaluate(folder, read(folder, stem))
    closure = close([CASES / folder / f"{stem}.ttl"], engine=engine, rules=profile_of(folder))
    return Outcome(frozenset(closure.facts()), tuple(closure.contradictions))


def evaluate(folder: str, given: frozenset[Triple], without: Iterable[Rule[Node]] = ()) -> Outcome:
    """Close by the plain evaluator and the rules that the folder's profile has in force, or by fewer."""
    profile = profile_of(folder)
    rules = active_rules(load_profile(profile), given, is_full=profile == "owl-rl-full")
    facts, findings = close_naively(given, [rule for rule in rules if rule not in set(without)])
    return Outcome(frozenset(facts), tuple(findings))


def list_faults(engine: str, folder: str) -> Iterator[str]:
    """Yield what an engine gets wrong."""
    try:
        outcome = close_by(engine, folder, "input")
    except DataError as error:
        refusal = CASES / folder / "refusal"
        if not refusal.exists() or refusal.read_text(encoding="utf-8").strip() not in str(error):
            yield f"refuses the input: {error}"
        return
    yield from (f"does not infer {write(fact)}" for fact in read(folder, "expected") - outcome.facts)
    yield from (f"infers {write(fact)}" for fact in read(folder, "not") & outcome.facts)
    others = {finding.rule for finding in outcome.findings}
    if folder in CONTRADICTIONS:
        if not any(agrees(engine, folder, outcome, finding) for finding in outcome.findings):
            yield f"does not find the contradiction, but {outcome.findings}"
        others -= {rule_of(folder)} | ALSO_FOUND.get(folder, set())
        for finding in close_by(engine, folder, "consistent").findings:
            yield f"finds a contradiction in what is consistent: {finding}"
    yield from (f"finds a contradiction by {rule}" for rule in sorted(others))


def agrees(engine: str, folder: str, outcome: Outcome, finding: Finding) -> bool:
    """Tell whether a finding is the one expected: which of two equal things it names does not matter."""
    expected, found = read(folder, "finding"), set(finding.facts)
    names = unite_equals(outcome.facts)
    if finding.rule != rule_of(folder) or fold(expected, names) != fold(found, names):
        return False
    # the plain evaluator reads lists in which equal members already go by one name
    return engine == "naive" or equalities(expected) <= equalities(found)


def unite_equals(facts: Iterable[Triple]) -> dict[Node, Node]:
    """Return for each thing that has several names the least of them; values are left alone."""
    names: dict[Node, Node] = {}
    for s, p, o in facts:
        if p == OWL.sameAs and not isinstance(s, Literal) and not isinstance(o, Literal):
            least, other = sorted((names.get(s, s), names.get(o, o)), key=rank_term)
            names |= dict.fromkeys((s, o, other, *(n for n, one in names.items() if one == other)), least)
    return names


def fold(facts: Iterable[Triple], names: dict[Node, Node]) -> set[frozenset[Node] | Triple]:
    """Return facts by the least names, equalities without direction, and none of a thing with itself."""
    folded: set[frozenset[Node] | Triple] = set()
    for s, p, o in ((names.get(s, s), names.get(p, p), names.get(o, o)) for s, p, o in facts):
        if p != OWL.sameAs:
            folded.add((s, p, o))
        elif s != o:
            folded.add(frozenset((s, o)))
    return folded


def equalities(facts: Iterable[Triple]) -> set[frozenset[Node]]:
    return {frozenset((s, o)) for s, p, o in facts if p == OWL.sameAs and s != o}


def write(fact: Triple) -> str:
    return " ".join(term.n3() for term in fact)


def loses(folder: str, without: Iterable[Rule[Node]]) -> bool:
    """Tell whether the folder's rule no longer gives all that is expected of it."""
    outcome = evaluate(folder, read(folder, "input"), without)
    if folder in CONTRADICTIONS:
        return not any(agrees("naive", folder, outcome, finding) for finding in outcome.findings)
    return not read(folder, "expected") <= outcome.facts


def statements_of(rules: Iterable[str]) -> list[Rule[Node]]:
    return [rule for rule in STATEMENTS if rule.name in set(rules)]


def judge_fully() -> Iterator[ParameterSet]:
    """Yield engines with folders: those of the plain evaluator and of DuckDB, which are slow to begin, are a sample."""
    for engine in JUDGED:
        for folder in FOLDERS:
            is_later = engine in ("naive", "duckdb") and not is_drawn(folder, 8)
            yield pytest.param(engine, folder, id=f"{engine}-{folder}", marks=pytest.mark.slow if is_later else [])


@pytest.mark.parametrize(("engine", "folder"), list(judge_fully()))
def test_engine_gets_the_case_right(engine: str, folder: str) -> None:
    faults = list(list_faults(engine, folder))
    if folder in EXCEPTIONS[engine]:
        assert faults, f"{engine} gets {folder} right: take it off the list"
    else:
        assert faults == []


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if profile_of(folder) == "owl-rl-full"])
@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_default_leaves_out_what_only_restates(engine: str, folder: str) -> None:
    given = read(folder, "input")
    if rule_of(folder) in {rule.name for rule in active_rules(load_profile("owl-rl"), given, is_full=False)}:
        return  # the data call for it
    assert not read(folder, "expected") & set(close([CASES / folder / "input.ttl"], engine=engine).inferred())


@pytest.mark.parametrize(
    "engine", [pytest.param(one, marks=pytest.mark.slow if one == "duckdb" else []) for one in JUDGED]
)
def test_contradiction_does_not_let_everything_follow(engine: str) -> None:
    for folder in CONTRADICTIONS:
        outcome = close_by(engine, folder, "input")
        assert all(finding.kind == "contradiction" and finding.message for finding in outcome.findings)
        assert (OWL.Thing, OWL.sameAs, OWL.Nothing) not in outcome.facts
        # owlrl writes its errors as triples
        assert not [fact for fact in outcome.facts if "daml.org" in str(fact)]


def test_every_rule_has_a_folder_and_every_folder_a_rule() -> None:
    rules = {rule.name for rule in STATEMENTS}
    assert sorted(rules - set(FOLDERS)) == []
    assert sorted(folder for folder in FOLDERS if rule_of(folder) not in rules) == []
    listed = {folder for exceptions in EXCEPTIONS.values() for folder in exceptions} | set(ALSO_FOUND)
    assert sorted(listed - set(FOLDERS)) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_is_complete(folder: str) -> None:
    files = {path.name for path in (CASES / folder).iterdir()}
    assert files <= FILES
    assert (CASES / folder / "input.ttl").read_text(encoding="utf-8").startswith("# ")
    assert not read(folder, "input") & (read(folder, "expected") | read(folder, "not"))
    if folder in CONTRADICTIONS:
        assert files >= {"consistent.ttl"}
    else:
        assert read(folder, "not")
    if "_" not in folder:
        assert folder in {*INFERENCES, *CONTRADICTIONS}
        assert "missing.ttl" in files or folder in UNCONDITIONAL


# What a rule's folder says of the rule is looked at whenever either changes: a sample is enough in between.
@pytest.mark.parametrize(
    "folder", spread([one for one in (*INFERENCES, *CONTRADICTIONS) if rule_of(one) not in UNSAID], 5)
)
def test_folder_needs_its_rule(folder: str) -> None:
    rule = rule_of(folder)
    assert loses(folder, statements_of({rule, *ALSO_GIVEN.get(rule, ())}))


@pytest.mark.parametrize("name", spread(sorted({rule.name for rule in STATEMENTS}), 8))
def test_every_statement_of_a_rule_is_needed(name: str) -> None:
    folders = [folder for folder in FOLDERS if rule_of(folder) == name]
    statements = statements_of({name})
    others = statements_of(ALSO_GIVEN.get(name, ()))
    if len(statements) > 1:
        idle = [one for one in statements if not any(loses(folder, [one, *others]) for folder in folders)]
        assert idle == []
    if others:
        alone = [one for one in statements if any(loses(folder, [one]) for folder in folders)]
        assert alone != statements, f"{name} gives what no other rule gives: take it off the list"


@pytest.mark.parametrize("folder", spread([one for one in FOLDERS if (CASES / one / "missing.ttl").exists()], 5))
def test_near_miss_lacks_one_fact(folder: str) -> None:
    given = read(folder, "consistent" if folder in CONTRADICTIONS else "input")
    for fact in read(folder, "missing"):
        outcome = evaluate(folder, given | {fact})
        if folder in CONTRADICTIONS:
            assert rule_of(folder) in {finding.rule for finding in outcome.findings}, write(fact)
        else:
            assert read(folder, "not") & outcome.facts, write(fact)
