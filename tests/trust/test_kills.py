"""Killed at any step of publishing or writing, a process leaves the old or the new behind, and nothing in between."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sahel_kg import Build
from tests.cli.command import content
from tests.linking.conftest import small, world

__all__ = ["small", "world"]

KILLING = """
import os, pathlib, shutil, signal, sys
from sahel_kg import files as owned
from sahel_kg.builds.publication import locked, staged, write_folder
step, what, *paths = sys.argv[1:]
target, other = map(pathlib.Path, paths)
files = {p.name: p.read_bytes() for p in other.iterdir() if p.suffix != ".duckdb"} if other.is_dir() else {}
count = 0

def hook(event, args):
    global count
    if event in ("open", "ctypes.call_function") or event.startswith(("os.", "shutil.", "tempfile.")):
        count += 1
        if count == int(step):
            os.kill(os.getpid(), signal.SIGKILL)

def build():
    with locked(target), staged(target) as stage:
        shutil.copy(other / "graph.duckdb", stage)
        write_folder(target, files, stage)

def write():
    owned.write(target, other.read_bytes())

sys.addaudithook(hook)
{"build": build, "write": write}[what]()
"""


def kill_at(step: int, what: str, target: Path, other: Path) -> bool:
    """Run it up to a step; return whether it was killed there, and not done before."""
    command = [sys.executable, "-c", KILLING, str(step), what, str(target), str(other)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


@pytest.mark.parametrize("every", [16, pytest.param(2, marks=pytest.mark.slow)])
def test_a_build_is_the_old_or_the_new(small: Build, standing: Path, tmp_path: Path, every: int) -> None:
    folder = tmp_path / "build"
    known = {len(b.claims): len(b.closure) for b in (small, Build(standing))}
    assert len(known) == 2
    shutil.copytree(small.path, folder)
    step, seen = 1, set()
    while kill_at(step, "build", folder, standing):
        left = folder if folder.exists() else next(tmp_path.glob(".build.new-*.old"))
        found = Build(left)
        assert len(found.closure) == known[len(found.claims)]
        seen.add(len(found.claims))
        shutil.rmtree(left)
        shutil.copytree(small.path, folder)
        step += every
    assert step > 20
    assert content(folder) == content(standing)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".build.lock", "build"]
    assert len(small.claims) in seen


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_a_file_is_the_old_or_the_new(tmp_path: Path, every: int) -> None:
    target, other = tmp_path / "out.csv", tmp_path / "new"
    other.write_bytes(b"new\n" * 100_000)
    step = 1
    while True:
        target.write_bytes(b"old\n")
        if not kill_at(step, "write", target, other):
            break
        assert target.read_bytes() in (b"old\n", other.read_bytes())
        step += every
    assert step > 3
    assert target.read_bytes() == other.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "out.csv"]
