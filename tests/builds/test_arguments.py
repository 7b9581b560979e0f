"""Arguments in Python: an actor for its name, and sentences for what is none of what is wanted."""

from __future__ import annotations

import contextlib
import inspect
import warnings
from collections.abc import Callable
from datetime import date
from typing import Any

import networkx as nx
import numpy as np
import pytest

import sahel_kg
from sahel_kg.arguments import refuses_others
from sahel_kg.builds.build import Build
from sahel_kg.errors import UsageError, WholeWarning
from sahel_kg.record.actors import Actor
from tests.cli.command import run

PICTURES = ("camp_network", "camp_matrix", "camp_flow", "rank_ranges", "timeline_picture")
TAKING: list[Callable[[Build, Any], Any]] = [
    lambda build, who: build.query("leaders", led=who).rows,
    lambda build, who: str(build.explain("Operation Barkhane", "opposes", who)),
    lambda build, who: sahel_kg.profile(build, who).actor,
    lambda build, who: list(sahel_kg.read_history(build, who)),
    lambda build, who: list(sahel_kg.read_history(build, among=[who, "Mali"])),
    lambda build, who: sahel_kg.take_signed(build, around=who).actors,
    lambda build, who: sahel_kg.take_signed(build, around=[who, "Mali"], steps=np.int64(1)).actors,  # type: ignore[arg-type]
    lambda build, who: list(sahel_kg.network.around(build.network(), who)),
    lambda build, who: sahel_kg.find_paths(sahel_kg.take_signed(build), who, "Chad").rows(),
    lambda build, who: sahel_kg.find_paths(build.network(), "Chad", who).rows(),
    lambda build, who: list(sahel_kg.casualties.totals(build, who)),
    lambda build, who: list(sahel_kg.casualties.list_reports(build, inflicted_by=who)),
    lambda build, who: sahel_kg.casualties.total(build, party=who, loss="killed"),
]


@pytest.mark.parametrize("call", TAKING)
def test_an_actor_is_taken_wherever_its_name_is(build: Build, call: Callable[[Build, str | Actor], object]) -> None:
    assert call(build, build.actors["ISGS"]) == call(build, "actor:isgs")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda build: sahel_kg.load("nowhere"), "first, or give the folder of one as path"),
        (lambda build: sahel_kg.casualties.total(build, loss="dead"), "choose from Killed, Lost, Wounded$"),
        (lambda build: sahel_kg.camp_network.figure(sahel_kg.take_signed(build)), "wanted is camps"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.camp_matrix.figure(build), "wanted is camps"),
        (lambda build: sahel_kg.camp_flow.figure(build), "wanted is the course of camps, as follow_camps"),
        (lambda build: sahel_kg.rank_ranges.figure(build), "as assess"),
        (lambda build: sahel_kg.take_signed(build, steps="2"), "'2' steps around an actor: give a number from 1"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.follow_camps(build, sahel_kg.years), "is no day"),  # type: ignore[arg-type]
        (lambda build: build.network(described="no"), "described: 'no' is no truth value: give True or False"),
        (lambda build: sahel_kg.take_signed(build, organs="yes"), "organs: 'yes' is no truth value"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.find_brokers(sahel_kg.take_signed(build), None), "wanted is camps"),  # type: ignore[arg-type]
        (lambda _: sahel_kg.choose_evidence(None), "wanted is a build, or its claims"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.network.simple(build), "wanted is a network of ties, as build.network"),
        (lambda build: sahel_kg.network.around(sahel_kg.take_signed(build), "ISGS"), "given was a SignedNetwork"),
        (lambda _: sahel_kg.rank(nx.MultiDiGraph([("a", "b")])), "edges of what was given have no sign"),
        (lambda build: sahel_kg.survive(build, build), "wanted is variants, as variants_of"),
        (lambda build: sahel_kg.survive(build, "sources"), "given was a str"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.casualties.by_year(build, 2019), "wanted is the name of an event"),  # type: ignore[arg-type]
        (lambda build: build.admitting(min_credibility="3"), "'3': choose from 1"),
        (lambda build: build.confirmations(build.ties()[0]), "wanted is several ties"),
        (lambda build: sahel_kg.compare_days(build, 2019, None), "other: None is no day"),  # type: ignore[arg-type]
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(build: Build, call: Callable[[Any], object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        call(build)


PUBLIC = {
    **{name: each for name in sahel_kg.__all__ if inspect.isfunction(each := getattr(sahel_kg, name))},
    **{name: getattr(sahel_kg.casualties, name) for name in ("list_reports", "total", "totals", "by_year")},
    **{name: getattr(sahel_kg.network, name) for name in ("choose", "take", "around", "simple")},
    **{f"{each}.figure": getattr(sahel_kg, each).figure for each in PICTURES},
    "tell": sahel_kg.path_text.tell,
    "measure": sahel_kg.sensitivity.measure,
    "check": sahel_kg.pipeline.check,
    **{f"Build.{name}": each for name, each in inspect.getmembers(Build, inspect.isfunction) if name[0] != "_"},
}
WRONG = {"a list": [["a", "b", "c"]], "None": None, "a number": 7}


@pytest.mark.parametrize("name", PUBLIC)
def test_other_kinds_of_objects_are_refused_in_a_sentence(build: Build, name: str) -> None:
    """Each argument that has no default is given a list, None and a number; what cannot be done is a SahelError."""
    function = PUBLIC[name]
    signature = inspect.signature(function)
    needed = [each for each in signature.parameters.values() if each.default is each.empty]
    needed = [each for each in needed if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    right = [build if "Build" in str(each.annotation) or each.name == "self" else "ISGS" for each in needed]
    for place, parameter in enumerate(needed):
        for other in () if parameter.name == "self" else WRONG.values():
            with warnings.catch_warnings(), contextlib.suppress(sahel_kg.SahelError):
                warnings.simplefilter("ignore")
                function(*right[:place], other, *right[place + 1 :])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda build: build.confirmations([["a", "b", "c"]]), "^ties: each is to be a tie, as build.ties"),
        (lambda build: build.confirmations([None]), "one that was given is None$"),
        (lambda build: build.network(signs=[["+"]]), "^signs: each is to be a text, and one .* is a list$"),
        (lambda build: sahel_kg.take_signed(build, around=7), "^around: wanted are several"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.take_signed(build, weights=3), "wanted is a mapping of relations"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.read_history(build, relations=[["x"]]), "^relations: each is to be a text"),  # type: ignore[list-item]
        (lambda build: sahel_kg.casualties.totals(build, place=7), "^place: wanted is a text, and given was an int"),  # type: ignore[arg-type]
        (lambda _: sahel_kg.count_independent(["a"], 3), "^draws_on: wanted is a mapping of sources"),  # type: ignore[arg-type]
        (lambda _: sahel_kg.pn_centrality(None, 3), "^positive: "),
        (lambda build: build.ties(general="yes"), "general: 'yes' is no truth value"),
    ],
)
def test_the_argument_is_named(build: Build, call: Callable[[Any], object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        call(build)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda build: sahel_kg.assess(build, steps=7), "^steps needs around: it says how far"),
        (lambda build: sahel_kg.assess(build, kind="three"), "^no kind of camps called 'three': choose from two, any$"),
        (lambda build: sahel_kg.assess(build, kind=["two"]), "^kind: wanted is a text, and given was a list$"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.assess(build, by="degrees"), "^no measure 'degrees' of the signed network"),
        (lambda build: sahel_kg.assess(build, over=["claim"]), "^nothing to vary called 'claim'"),
        (lambda build: sahel_kg.assess(build, weights=["x"]), "^wanted is a mapping of relations"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.sensitivity.measure(build, most="x"), "^most: wanted is a whole number"),  # type: ignore[arg-type]
        (lambda build: sahel_kg.sensitivity.measure(build, by="fame"), "^no measure 'fame'"),
        (lambda build: sahel_kg.follow_camps(build, [2019], kind="three"), "^no kind of camps 'three'"),
    ],
)
def test_nothing_is_worked_out_before_arguments_are_looked_at(
    build: Build, call: Callable[[Any], object], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("it began to work")

    for name in ("sahel_kg.variants.variants.survive", "sahel_kg.alliances.robustness.grouping.survive"):
        monkeypatch.setattr(name, work)
    monkeypatch.setattr("sahel_kg.variants.sensitivity.survive", work, raising=False)
    with pytest.raises(UsageError, match=message):
        call(build)


def test_steps_are_of_somebody_whom_they_are_from(build: Build) -> None:
    with pytest.raises(UsageError, match=r"^steps needs around"):
        sahel_kg.take_signed(build, steps=3)
    answer = run("camps", "--steps", "3", "--build", build.path)
    assert (answer.code, answer.errors) == (2, ["--steps needs --around: it says how far from that actor is near"])
    assert run("camps", "--steps", "2", "--build", build.path).code == 0, "as it is anyway"


def test_what_goes_wrong_otherwise_is_not_told_of_arguments() -> None:
    @refuses_others
    def fail(names: list[str]) -> int:
        return len(names) + dict[str, int]()["x"]

    with pytest.raises(KeyError):
        fail(["a"])


def test_an_unknown_name_says_by_which_claims(both: Build) -> None:
    seen = both.admitting(sources="grey-dynamics-2019")
    assert "JNIM" in both.actors
    for look in (lambda: seen.actors.find("JNIM"), lambda: seen.explain("JNIM", "affiliateOf", "al-Qaeda")):
        with pytest.raises(UsageError, match="called 'JNIM' by claims from grey-dynamics-2019 and background"):
            look()
    with pytest.raises(UsageError, match=r"no actor is called 'JNIMM'; did you mean"):
        both.actors.find("JNIMM")


def test_reports_since_a_day_are_those_that_may_have_been_then(both: Build) -> None:
    every = sahel_kg.casualties.list_reports(both)
    for first in (date(2015, 1, 1), date(2019, 11, 2)):
        late = [each for each in every if each.bounds.latest_end is None or each.bounds.latest_end >= first]
        assert 0 < len(late) < len(every)
        assert list(sahel_kg.casualties.list_reports(both, since=first)) == late


def test_what_holds_in_variants_is_a_table(build: Build) -> None:
    held = sahel_kg.assess(build, as_of="2019-12-03", over=["implied"])
    assert held.to_pandas().equals(held.ranks.to_pandas())
    camps = sahel_kg.assess(build, as_of="2019-12-03", over=["implied"], by=None)
    assert camps.to_pandas().equals(camps.members.to_pandas())


def test_a_network_says_what_it_only_counts(both: Build) -> None:
    network = both.network(as_of="2019-12-03")
    drawn = both.network(as_of="2019-12-03", contributors="actors")
    counted = sum(number for _, number in network.nodes(data="contributors", default=0))
    assert counted
    assert repr(network).endswith(f"; contributors counted, not drawn: {counted}>")
    assert "counted" not in repr(drawn)
    assert network.graph["note"].partition(";")[0] in network._repr_html_()


def test_one_word_says_what_to_leave_out(build: Build) -> None:
    assert sahel_kg.variants_of(build, "implied") == sahel_kg.variants_of(build, ["implied"])
    with pytest.raises(UsageError, match="nothing to vary called 'claim'"):
        sahel_kg.variants_of(build, "claim")


def test_two_days_are_not_those_of_a_build_on_another(build: Build) -> None:
    with pytest.warns(WholeWarning, match="is of 2018 and 2019, not of 2013-12-31"):
        found = sahel_kg.compare_days(build.at(2013), 2018, 2019)
    assert found == sahel_kg.compare_days(build, 2018, 2019)


def test_one_period_is_one_of_a_list(build: Build) -> None:
    assert [period.label for period in sahel_kg.follow_camps(build, 2015).periods] == ["2015"]
