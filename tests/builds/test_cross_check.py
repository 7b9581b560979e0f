"""Two reasoners over the same claims: they agree on what is shipped, and a difference is seen and named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rdflib import OWL

from sahel_kg import Build, load
from sahel_kg.builds import pipeline
from sahel_kg.inference.inferences import is_about_the_conflict
from sahel_kg.reasoning import Closure
from tests.bad_input.conftest import base
from tests.cli.command import run

__all__ = ["base"]

RULE = "attack-roles"
TIE = {"subject": "actor:isgs", "relation": "skg:attacked", "object": "actor:malian-army"}
WORDS = "Islamic State in the Greater Sahara attacked Malian Armed Forces"


@pytest.fixture
def _one_lacks_a_rule(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch a rule off in the engine that the test names."""
    infer = pipeline.infer

    def lame(*given: Any, engine: str = "duckdb", without: Sequence[str] = (), **more: Any) -> Closure:
        return infer(*given, engine=engine, without=[*without, RULE] if engine == request.param else without, **more)

    monkeypatch.setattr(pipeline, "infer", lame)


def test_two_reasoners_agree_on_all_that_is_shipped(both: Build) -> None:
    found = both.cross_check
    assert found
    assert (found.engine, found.only_duckdb, found.only_owlrl) == ("owlrl", (), ())
    told = {(tie.subject, tie.relation, tie.object) for tie in both.ties(general=True) if tie.status == "inferred"}
    # what follows from claims never true together is no tie: Barkhane and groups that were gone by its first year
    facts, actors = both.derivations.facts, both.actors.iris
    never = {
        fact
        for place, fact in enumerate(facts)
        if place not in both.supports
        and {str(fact[0]), str(fact[2])} <= actors
        and str(fact[1]) in both.relations.terms
    }
    assert len(never) < 10
    assert len(told) + len(never) >= found.ties > 0.9 * len(told), (
        "ties inferred for other times than they are stated for count here"
    )


def test_every_inferred_fact_of_the_article_is_inferred_by_both(checked: pipeline.Checked) -> None:
    """Kinds, places and events, too, of which the summary says nothing."""
    ours, theirs = (set(pipeline.infer(checked, engine=engine).inferred()) for engine in ("duckdb", "owlrl"))
    only = set(filter(is_about_the_conflict, ours)) ^ set(filter(is_about_the_conflict, theirs))
    assert {predicate for _, predicate, _ in only} <= {OWL.differentFrom}, "which owlrl tells from one end alone"


@pytest.mark.parametrize(
    ("_one_lacks_a_rule", "only", "other"),
    [("owlrl", "duckdb", "owlrl"), ("duckdb", "owlrl", "duckdb")],
    indirect=["_one_lacks_a_rule"],
)
@pytest.mark.usefixtures("base", "_one_lacks_a_rule")
def test_a_rule_that_one_lacks_is_seen(only: str, other: str, tmp_path: Path) -> None:
    answer = run("build", "--build", tmp_path / "build", "--cross-check")
    assert answer.code == 0
    built = load(tmp_path / "build")
    found = built.report["cross_check"]
    assert built.cross_check
    assert built.cross_check.as_dict() == found
    assert TIE in found[f"only_{only}"]
    assert found[f"only_{other}"] == []
    (line,) = (line for line in answer.out.splitlines() if line.startswith("two reasoners differ on "))
    assert f"differ on {len(found[f'only_{only}'])} ties, and agree on {found['ties']}: only {only}: " in line
    assert WORDS in line


@pytest.mark.usefixtures("base")
def test_it_is_done_only_if_asked_and_says_so(build: Build, tmp_path: Path) -> None:
    assert build.report["cross_check"] is None
    answer = run("build", "--build", tmp_path / "build")
    assert "reasoner" not in answer.out
    assert json.loads((tmp_path / "build" / "report.json").read_text("utf-8"))["cross_check"] is None
    answer = run("build", "--build", tmp_path / "build", "--cross-check", "--without", RULE)
    assert "two independent reasoners, duckdb and owlrl, infer the same " in answer.out
