"""The same build gives the same bytes, in every process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from sahel_kg.builds.build import Build
from sahel_kg.exports.formats import FORMATS

SCRIPT = """
import hashlib, sys
import sahel_kg
from datetime import date
from sahel_kg.exports.formats import FORMATS, export
build = sahel_kg.load(sys.argv[1])
for form in (*FORMATS, "graphml"):
    for day in (None, date(2019, 12, 3)):
        for name, content in export(build.at(day), form).items():
            print(name, day, hashlib.sha256(content).hexdigest())
"""


def run(build: Build, seed: str) -> list[str]:
    env = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", SCRIPT, str(build.path)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.slow
def test_bytes_are_stable(hostile: Build) -> None:
    first, second = run(hostile, "1"), run(hostile, "2")
    assert len(first) == 2 * (len(FORMATS) + 1 + 4)
    assert first == second
