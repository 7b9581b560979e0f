"""A build is itself: for many threads, in other processes, and when another takes its place."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sahel_kg import Build, find_camps, load, take_signed
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.reasoning import close
from sahel_kg.ties.ties import Tie
from tests.sampling import spread

Question = Callable[[Build], object]

DAYS = ("2016-06-01", "2017-03-02", "2019-12-03")
DOGS = """
@prefix : <urn:> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Dog rdfs:subClassOf :Animal . :rex a :Dog .
"""


def questions(build: Build) -> list[tuple[str, Question]]:
    """What threads ask, each with a name; answers are compared as text."""
    inferred = [t for t in build.ties() if t.status == "inferred"]
    random.Random(7).shuffle(inferred)
    out: list[tuple[str, Question]] = [
        (f"explain {t.subject} {t.relation} {t.object}", partial(explain, t)) for t in inferred[:25]
    ]
    for asked in (oppositions, ties, edges, camps):
        out += [(f"{asked.__name__} on {day}", partial(asked, day)) for day in DAYS]
    return [*out, ("leaders", leaders), ("disagreements", disagreements)]


def explain(tie: Tie, build: Build) -> object:
    return build.explain(tie.subject, tie.relation, tie.object)


def oppositions(day: str, build: Build) -> object:
    return build.at(day).query("opposition").rows


def ties(day: str, build: Build) -> object:
    return [repr(tie) for tie in build.at(day).ties()]


def edges(day: str, build: Build) -> object:
    return sorted(map(str, build.at(day).network().edges(keys=True)))


def camps(day: str, build: Build) -> object:
    return find_camps(take_signed(build, as_of=day)).as_dict()


def leaders(build: Build) -> object:
    return build.query("leaders").rows


def disagreements(build: Build) -> object:
    return list(map(str, build.disagreements()))


@pytest.mark.parametrize("seconds", [2, pytest.param(8, marks=pytest.mark.slow)])
def test_eight_threads_get_the_answers_of_one(build: Build, seconds: float) -> None:
    asked = questions(build)
    expected = {name: repr(ask(build)) for name, ask in asked}
    shared = Build(build.path)  # nothing of it is worked out yet
    wrong: list[str] = []
    counts = [0] * 8
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        choose = random.Random(number)
        while time.monotonic() < end or counts[number] < 2:
            name, ask = choose.choice(asked)
            try:
                if repr(ask(shared)) != expected[name]:
                    wrong.append(name)
            except Exception as error:
                wrong.append(f"{name}: {type(error).__name__}: {error}")
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert min(counts) >= 2


def answers(build: Build) -> list[object]:
    """What another process is asked."""
    tie = next(t for t in build.ties() if t.status == "inferred")
    return [build.query("leaders").rows, str(build.explain(tie.subject, tie.relation, tie.object)), len(build.ties())]


@pytest.mark.parametrize(
    "method", spread(sorted(set(multiprocessing.get_all_start_methods()) & {"fork", "spawn"}), 256, keep=["fork"])
)
def test_other_processes_answer_alike(build: Build, method: Any) -> None:
    own = Build(build.path)
    here = answers(own)  # the connection and the evaluator are there when it forks
    with multiprocessing.get_context(method).Pool(2) as pool:
        asked = pool.map_async(answers, [own, own.at("2019-12-03").at(None)])
        assert asked.get(timeout=120) == [here, here]  # a process that dies would be waited for without end
    assert answers(own) == here


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="processes are not forked here")
def test_a_forked_process_may_let_go_of_what_it_inherited(build: Build) -> None:
    """DuckDB closed in a forked process waits for threads that stayed behind, and ends it."""
    own = Build(build.path)
    assert len(own.closure) > 0
    child = multiprocessing.get_context("fork").Process(target=let_go, args=(own,))
    child.start()
    child.join(60)
    assert child.exitcode == 0


def let_go(build: Build) -> None:
    """Forget a closure that the parent opened, and open it anew."""
    build._opened = None
    gc.collect()
    assert len(build.closure) > 0


def test_a_pickled_build_is_seen_as_it_was(build: Build) -> None:
    seen = build.at("2019-12-03")
    again = pickle.loads(pickle.dumps(seen))
    assert again.when == seen.when
    assert again.query("opposition").rows == seen.query("opposition").rows


@pytest.mark.parametrize(
    ("engine", "told"),
    [
        ("duckdb", "a closure cannot be asked in a process that was forked off: open or make it there"),
        ("auto", 1),  # nothing is open
    ],
)
def test_a_closure_in_a_forked_process_says_what_to_do(tmp_path: Path, engine: str, told: object) -> None:
    path = tmp_path / "dogs.ttl"
    path.write_text(DOGS)
    closure = close(path, engine=engine)
    with pytest.raises(UsageError, match="cannot be pickled: keep it in a file"):
        pickle.dumps(closure)
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("processes are not forked here")
    context = multiprocessing.get_context("fork")
    said = context.Queue()

    def ask() -> None:
        try:
            said.put(len(list(closure.inferred())))
        except UsageError as error:
            said.put(str(error))

    child = context.Process(target=ask)
    child.start()
    assert said.get(timeout=20) == told
    child.join()


@pytest.fixture
def rebuilt(build: Build, both: Build, tmp_path: Path) -> tuple[Build, Path, Callable[[], None]]:
    """A build that is open, its folder, and what puts another one there."""
    folder = tmp_path / "build"
    shutil.copytree(build.path, folder)

    def replace() -> None:
        folder.rename(tmp_path / "old")
        shutil.copytree(both.path, folder)
        shutil.rmtree(tmp_path / "old")

    return load(folder), folder, replace


def test_an_open_build_goes_on_with_what_it_opened(
    build: Build, both: Build, rebuilt: tuple[Build, Path, Callable[[], None]]
) -> None:
    old, folder, replace = rebuilt
    replace()
    new = load(folder)
    assert len(new.claims) == len(both.claims) != len(old.claims)
    facts = set(build.closure.inferred())
    assert set(old.closure.inferred()) == facts  # opened only now, when another closure has its name
    assert set(new.closure.inferred()) == set(both.closure.inferred()) != facts
    old.closure.close()
    assert set(old.closure.inferred()) == facts
    with pytest.raises(SahelError, match="was made anew since it was pickled: load it instead"):
        pickle.loads(pickle.dumps(old))


SWAPPING = """
import pathlib, shutil, sys
from sahel_kg.builds.publication import staged, write_folder
folder, *others = map(pathlib.Path, sys.argv[1:])
for n in range(40):
    other = others[n % 2]
    with staged(folder) as stage:
        shutil.copy(other / "graph.duckdb", stage)
        write_folder(folder, {p.name: p.read_bytes() for p in other.iterdir() if p.suffix != ".duckdb"}, stage)
"""


def test_what_is_opened_while_builds_change_places_is_one_of_them(build: Build, both: Build, tmp_path: Path) -> None:
    folder = tmp_path / "build"
    shutil.copytree(build.path, folder)
    known = {(len(b.claims), len(list(b.closure.given()))) for b in (build, both)}
    swapping = subprocess.Popen([sys.executable, "-c", SWAPPING, str(folder), str(both.path), str(build.path)])
    seen = set()
    while swapping.poll() is None:
        opened = Build(folder)
        seen.add((len(opened.claims), len(list(opened.closure.given()))))
    assert swapping.returncode == 0
    assert seen
    assert seen <= known
