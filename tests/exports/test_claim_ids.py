"""A claim is named in one way wherever a program reads it: by its CURIE, which every command and question takes."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator

import pytest

from sahel_kg import Build
from tests.cli.command import run

COMMANDS = [
    "show ISGS",
    "path ISGS Chad",
    "casualties Mali",
    "contradictions",
    "camps --as-of 2019-12-03",
    "course --years 2015:2019 --around Mali --table ties",
    "positions --as-of 2019-12-03 --questions --source grey-dynamics-2019",
    "robustness --as-of 2019-12-03 --over claims --source grey-dynamics-2019",
    "robustness --as-of 2019-12-03 --over claims --source grey-dynamics-2019 --table ranks",
    "sensitivity --as-of 2019-12-03 --over claims --source grey-dynamics-2019 --most 3",
    "timeline ISGS",
    "diff 2012 2019-12-03 --sign hostility",
    "diff --before ARTICLE --around Chad",
    "diff --before ARTICLE --around Chad --table claims",
    "query leaders",
    "query attacks",
]
CITING = ("claim", "claims", "hangsOn", "weakest", "id")
"""Columns that name claims; sentences may call them by their last part."""


@pytest.mark.parametrize("command", COMMANDS)
def test_csv_and_json_name_claims_by_their_curies(command: str, both: Build, build: Build) -> None:
    words = [*shlex.split(command.replace("ARTICLE", str(build.path))), "--build", str(both.path), "--format"]
    short = {claim.id.partition(":")[2] for each in (both, build) for claim in each.claims}
    rows = list(csv.DictReader(io.StringIO(run(*words, "csv").out)))
    cited = [token for row in rows for name in CITING for token in re.split(r"[\s,|]+", row.get(name) or "")]
    assert any(token.startswith("claim:") for token in cited)
    assert sorted(short & set(cited)) == []
    assert sorted(short & set(strings(json.loads(run(*words, "json").out)))) == []


def strings(value: object) -> Iterator[str]:
    """Every text in a JSON document, and each part of one that is a list of names."""
    if isinstance(value, str):
        yield from value.split(" ")
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in ("text", "note", "cautions", "said"):
                yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
