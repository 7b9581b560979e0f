"""What Python gives as a dictionary is what the command of the same prints as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import sahel_kg
from sahel_kg import Build
from tests.cli.command import run

DAY = "2019-12-03"


def signed(build: Build) -> Any:
    return sahel_kg.take_signed(build, as_of=DAY)


Asked = Callable[[Build], Any]
PAIRS: dict[str, Asked] = {
    "timeline ISGS": lambda b: sahel_kg.read_history(b, "ISGS"),
    f"diff 2012 {DAY}": lambda b: sahel_kg.compare_days(b, 2012, DAY),
    f"camps --as-of {DAY}": lambda b: sahel_kg.find_camps(signed(b)),
    f"balance --as-of {DAY}": lambda b: sahel_kg.measure_balance(signed(b)),
    f"communities --as-of {DAY}": lambda b: sahel_kg.find_communities(signed(b)),
    f"brokers --as-of {DAY}": lambda b: sahel_kg.measure_standing(
        signed(b), sahel_kg.find_camps(signed(b)), by="brokered"
    ),
    f"positions --as-of {DAY}": lambda b: sahel_kg.compare_positions(signed(b)),
    f"positions --as-of {DAY} --questions": lambda b: sahel_kg.predict_ties(signed(b)),
    "course --years 2018:2019": lambda b: sahel_kg.follow_camps(b, sahel_kg.years(2018, 2019)),
    "path ISGS Chad": lambda b: sahel_kg.find_paths(sahel_kg.take_signed(b, parallel="kept"), "ISGS", "Chad"),
    f"sensitivity --as-of {DAY} --over sources": lambda b: sahel_kg.sensitivity.measure(b, as_of=DAY, over="sources"),
    f"robustness --as-of {DAY} --over implied": lambda b: sahel_kg.assess(b, as_of=DAY, over="implied"),
    f"show ISGS --as-of {DAY}": lambda b: sahel_kg.profile(b.at(DAY), "ISGS"),
}


@pytest.mark.parametrize("command", PAIRS)
def test_a_dictionary_is_what_the_command_prints(command: str, build: Build) -> None:
    given = PAIRS[command](build).as_dict()
    answer = run(*command.split(), "--format", "json", "--build", build.path)
    assert json.loads(json.dumps(given)) == json.loads(answer.out)
