"""What other reasoners and parsers were reported to get wrong: each report a folder among the test inputs, its note
naming repository and number, and what is right.

``expect.json`` of a folder says how `sahel-kg close` is called and what it must print: `has` and `hasnt` are lines,
`err` is looked for in the summary, `contra` tells whether a contradiction is found, `entails` names premise, conclusion
and answer, and `extra` is of `check_more`. Two cases are not ours to decide:

- ``xml-entities-owl`` fails in the parser of pyoxigraph, which wants entities in double quotes: upstream's;
- ``hasvalue-and-domain`` is by design: a class lies in the domain of what all of its members have by no rule of OWL 2
  RL, so that a closure does not say it; `entails` does.
"""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from tests.cli.command import Answer, run
from tests.reasoning.proof_checker import ProofChecker

from sahel_kg.reasoning import close, entails
from sahel_kg.reasoning.inputs import read_triples
from sahel_kg.reasoning.rules.profiles import load_profile

SHARED = Path(os.environ.get("SAHEL_KG_SHARED", Path(__file__).resolve().parents[3] / "shared"))
FOLDER = SHARED / "cases" / "reasoner"
CASES = sorted(path.parent.name for path in FOLDER.glob("*/note.md")) or ["none"]
UPSTREAM = {"xml-entities-owl": "pyoxigraph wants the values of entities in double quotes"}


@pytest.fixture
def folder(shared: Path, case: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    if case == "none":
        pytest.skip("the folder of test inputs has no cases/reasoner")
    monkeypatch.chdir(shared / "cases" / "reasoner" / case)
    return Path.cwd()


@pytest.mark.parametrize("engine", ["auto", "duckdb"])
@pytest.mark.parametrize("case", CASES)
def test_what_was_reported_of_others_holds(folder: Path, case: str, engine: str) -> None:
    if not (folder / "expect.json").exists():
        check_proofs(folder, engine)
        return
    expected = json.loads((folder / "expect.json").read_text("utf-8"))
    began = time.monotonic()
    answer = run("close", *expected["args"], "--engine", engine)
    assert time.monotonic() - began < expected["limit"]
    if case in UPSTREAM:
        assert "double quotes" in answer.err, f"strike it from the exceptions: {UPSTREAM[case]} no more"
        pytest.xfail(UPSTREAM[case])
    check(answer, expected)


def check(answer: Answer, expected: dict[str, Any]) -> None:
    assert "Traceback" not in answer.err
    if expected["rc"] is not None:
        assert answer.code == expected["rc"], answer.err
    lines = answer.out.splitlines()
    assert set(expected["has"]) <= set(lines)
    assert not set(expected["hasnt"]) & set(lines)
    if expected["contra"] is not None:
        assert expected["contra"] == (" 0 contradictions" not in f" {answer.err}".replace("\n", " ")), answer.err
    for pattern in expected["err"]:
        assert re.search(pattern, answer.err)
    for premise, conclusion, holds in expected["entails"]:
        assert entails(premise, conclusion) == holds
    for extra in expected["extra"]:
        check_more(answer, lines, extra)


def check_more(answer: Answer, lines: list[str], extra: str) -> None:
    kind, _, value = re.fullmatch(r"([a-z-]+)([:=]|>=|!=)?(.*)", extra).groups()  # type: ignore[union-attr]
    if kind == "lines":
        assert len(lines) >= int(value)
    elif kind == "rc":
        assert answer.code != int(value)
    elif kind == "re":
        assert re.search(value, answer.out)
    elif kind == "noterr":
        assert not re.search(value, answer.err)
    elif kind == "reparse":
        assert len(list(ox.parse(answer.out.encode(), ox.RdfFormat.N_TRIPLES))) == len(lines)
    elif kind == "no-literal-subject":
        assert lines
        assert not [line for line in lines if line.startswith('"')]
    else:
        assert kind == "blank-subjects"
        assert len({line.split()[0] for line in lines if line.startswith("_:")}) == int(value)


def check_proofs(folder: Path, engine: str) -> None:
    """Let each fact have a proof in which no fact rests on itself."""
    given = list(read_triples(folder / "a.ttl"))
    checker = ProofChecker(((s, p, o, None) for s, p, o in given), load_profile("owl-rl"))
    closure = close(folder / "a.ttl", engine=engine)
    assert list(closure.inferred())
    for fact in closure.facts():
        checker.check(closure.explain(fact))


def test_what_a_closure_leaves_to_entailment(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shared / "cases" / "reasoner" / "hasvalue-and-domain")
    (fact,) = read_triples("_q.ttl")
    assert fact not in close("a.ttl")
    assert entails("a.ttl", "_q.ttl")
