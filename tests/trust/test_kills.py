"""Killed at any step of publishing or writing, a process leaves the old or the new behind, and nothing in between."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
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
what, *paths = sys.argv[1:]
target, other = map(pathlib.Path, paths)
files = {p.name: p.read_bytes() for p in other.iterdir() if p.suffix != ".duckdb"} if other.is_dir() else {}

def build():
    with locked(target), staged(target) as stage:
        shutil.copy(other / "graph.duckdb", stage)
        write_folder(target, files, stage)

def write():
    owned.write(target, other.read_bytes())

def die_at(step):
    count = 0

    def hook(event, args):
        nonlocal count
        if event in ("open", "ctypes.call_function") or event.startswith(("os.", "shutil.", "tempfile.")):
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    {"build": build, "write": write}[what]()
    os._exit(0)

for line in sys.stdin:
    child = os.fork()
    if not child:
        die_at(int(line))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@contextlib.contextmanager
def killing(what: str, target: Path, other: Path) -> Iterator[Callable[[int], bool]]:
    """Give what runs it up to a step, and returns whether it was killed there and not done before.

    One process imports what is needed and waits; what is killed are copies of it.
    """
    command = [sys.executable, "-c", KILLING, what, str(target), str(other)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as waiting:
        assert waiting.stdin
        assert waiting.stdout

        def kill_at(step: int) -> bool:
            assert waiting.stdin
            assert waiting.stdout
            print(step, file=waiting.stdin, flush=True)
            ended = int(waiting.stdout.readline())
            assert ended in (0, -signal.SIGKILL)
            return ended != 0

        yield kill_at


@pytest.mark.parametrize("every", [16, pytest.param(2, marks=pytest.mark.slow)])
def test_a_build_is_the_old_or_the_new(small: Build, standing: Path, tmp_path: Path, every: int) -> None:
    folder = tmp_path / "build"
    known = {len(b.claims): len(b.closure) for b in (small, Build(standing))}
    assert len(known) == 2
    shutil.copytree(small.path, folder)
    step, seen = 1, set()
    with killing("build", folder, standing) as kill_at:
        while kill_at(step):
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
    with killing("write", target, other) as kill_at:
        while True:
            target.write_bytes(b"old\n")
            if not kill_at(step):
                break
            assert target.read_bytes() in (b"old\n", other.read_bytes())
            step += every
    assert step > 3
    assert target.read_bytes() == other.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "out.csv"]
