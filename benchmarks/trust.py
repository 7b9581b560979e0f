"""What `docs/security.md` promises, measured: hostile files, limits, kills, mutants, threads.

Run ``python benchmarks/trust.py`` after ``make run``; it takes two minutes. What fails is counted.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.trust.mutants import mutants, survives
from tests.trust.test_builds import questions
from tests.trust.test_hostile import HOSTILE, close_hostile
from tests.trust.test_kills import kill_at
from tests.trust.test_queries import CROSS, DOUBLED

from sahel_kg import Build, load
from sahel_kg.errors import LimitError
from sahel_kg.store.evaluator import QueryLimits

THREADS, SECONDS, MUTANTS = 8, 60, 20_000


def measure_files(folder: Path) -> None:
    """Give each hostile file to ``close``."""
    for name in HOSTILE:
        path, (code, said, seconds, megabytes) = close_hostile(name, folder)
        size, lines = path.stat().st_size / 1e6, len(said.splitlines())
        print(f"{name} ({size:.1f} MB): {seconds:.1f} s, {megabytes:.0f} MB, exit code {code}, {lines} line")


def measure_limits(build: Build) -> None:
    """Ask what grows without end."""
    cases = {
        "time": (f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", QueryLimits(time=2)),
        "memory": (f"SELECT * {{ {CROSS} }} ORDER BY ?i", QueryLimits(memory=200 << 20)),
        "memory, one row": (f"SELECT * {{ BIND('0123456789' AS ?x0) {DOUBLED} }}", QueryLimits(memory=200 << 20)),
        "rows": (f"SELECT * {{ {CROSS} }}", QueryLimits(rows=10_000)),
    }
    build.query("ASK {}")
    for name, (query, limits) in cases.items():
        began = time.monotonic()
        try:
            build.query(query, limits=limits)
            print(f"limit on {name}: not reached")
        except LimitError as error:
            print(f"limit on {name}: {time.monotonic() - began:.1f} s: {str(error).partition(':')[0]}")


def count_kills(build: Build, folder: Path) -> None:
    """Kill the publishing of a build at each of its steps."""
    target, steps, damaged = folder / "build", 1, 0
    shutil.copytree(build.path, target)
    while kill_at(steps, "build", target, build.path):
        left = target if target.exists() else next(folder.glob(".build.new-*.old"))
        try:
            len(Build(left).closure)
        except Exception:
            damaged += 1
        steps += 1
    print(f"killed at each of {steps - 1} steps of publishing: {damaged} builds damaged")


def count_mutants(folder: Path) -> None:
    """Read mutants."""
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    failed = sum(bool(survives(kind, content, folder)) for kind, content in mutants(1, MUTANTS))
    print(f"{MUTANTS:,} mutants: {failed} errors that are not ours, {time.monotonic() - began:.0f} s")


def count_threads(build: Build) -> None:
    """Ask from many threads what one was asked before."""
    asked = [(ask, repr(ask(build))) for _, ask in questions(build)]
    shared, end = Build(build.path), time.monotonic() + SECONDS
    right, wrong = [0] * THREADS, [0] * THREADS

    def work(number: int) -> None:
        turn = number
        while time.monotonic() < end:
            ask, expected = asked[turn % len(asked)]
            try:
                is_right = repr(ask(shared)) == expected
            except Exception:
                is_right = False
            right[number] += is_right
            wrong[number] += not is_right
            turn += 7

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{THREADS} threads for {SECONDS} s: {sum(right):,} answers as of one thread, {sum(wrong)} others")


def main() -> None:
    """Measure all of it on the shipped build."""
    build = load()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_files(folder)
        measure_limits(build)
        count_kills(build, folder)
        count_mutants(folder)
        count_threads(build)


if __name__ == "__main__":
    main()
