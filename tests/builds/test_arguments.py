"""Arguments in Python: an actor for its name, and sentences for what is none of what is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import sahel_kg
from sahel_kg.builds.build import Build
from sahel_kg.errors import UsageError
from sahel_kg.record.actors import Actor

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
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(build: Build, call: Callable[[Any], object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        call(build)


def test_one_period_is_one_of_a_list(build: Build) -> None:
    assert [period.label for period in sahel_kg.follow_camps(build, 2015).periods] == ["2015"]
