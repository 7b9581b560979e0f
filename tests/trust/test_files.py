"""What people own stays theirs: nothing is written over unawares, nothing is half there, a path means its file."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from sahel_kg import Build, files, load
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.linking.decisions import FILE, Wish
from sahel_kg.linking.linker import Linker
from tests.cli.command import content, run
from tests.linking.conftest import small, world
from tests.sampling import spread
from tests.trust.conftest import base

__all__ = ["small", "world"]

NAMES = ["a b.nt", "act[1].nt", "a?.nt", "a*.nt", 'it\'s "q".nt', "md:x.nt", "{a,b}.nt", os.fsdecode(b"\xff\xfe.nt")]
FACTS = "".join(f"<urn:{n}> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:{n + 1}> .\n" for n in range(5))
SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a file to close."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("a.nt").write_text(FACTS)
    return folder


def start(*arguments: str | Path, **how: object) -> subprocess.Popen[bytes]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    return subprocess.Popen([sys.executable, "-m", "sahel_kg", *map(str, arguments)], **pipes)  # type: ignore[call-overload,no-any-return]


# -- the build folder


@pytest.mark.usefixtures(base.__name__)
@pytest.mark.parametrize("name", ["report.json", "asserted.nq", "graph.duckdb", "manifest.json"])
def test_a_build_replaces_only_what_a_build_wrote(name: str, own: Path, tmp_path: Path) -> None:
    """A name says nothing about who wrote a file."""
    for folder in (own, tmp_path / "mine"):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text("mine")
        before = content(folder)
        answer = run("build", "--build", folder)
        assert answer.code == 2
        assert "holds what no build wrote (" in answer.errors[0]
        assert name in answer.errors[0] or name == "manifest.json", "without which nobody knows"
        assert content(folder) == before
        assert (folder / name).read_text() == "mine"


@pytest.mark.usefixtures(base.__name__)
def test_a_build_leaves_alone_what_stands_beside_it(own: Path) -> None:
    (own.parent / ".build.lock").write_text("mine")
    theirs = [own.parent / f".build.new-{end}" for end in ("abc", "abc.old")]
    theirs.append(own.parent / ".sahel-kg-0123456789ab-0")
    for folder in theirs:
        folder.mkdir()
        (folder / "thesis.txt").write_text("mine")
    (own / "report.json").unlink()
    assert run("build", "--build", own).code == 0
    assert (own.parent / ".build.lock").read_text() == "mine"
    assert all((folder / "thesis.txt").exists() for folder in theirs)


@pytest.mark.usefixtures(base.__name__)
def test_a_build_keeps_the_mode_of_its_folder(own: Path) -> None:
    own.chmod(0o750)
    assert run("build", "--build", own).code == 0
    assert stat.S_IMODE(own.stat().st_mode) == 0o750


@pytest.mark.usefixtures(base.__name__)
def test_what_comes_while_it_is_built_stays(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def intrude(handle: int) -> None:
        (own / "thesis.txt").write_text("mine")

    monkeypatch.setattr("os.fsync", intrude)
    assert "thesis.txt" in run("build", "--build", own).errors[0]
    assert (own / "thesis.txt").read_text() == "mine"


def test_the_manifest_names_all_parts(own: Path) -> None:
    named = json.loads((own / "manifest.json").read_text())["outputs"]
    assert {"manifest.json", *named} == {path.name for path in own.iterdir()}


def test_a_closure_of_another_build_is_refused(own: Path, build: Build) -> None:
    shutil.copy(build.path / "graph.duckdb", own)
    with pytest.raises(SahelError, match=r"graph\.duckdb of the build in .* is not what was written"):
        len(load(own).closure)


# -- a file that is asked for


def test_what_is_read_is_not_written_over(here: Path, own: Path) -> None:
    Path("q.rq").write_text("ASK {}")
    shutil.copy(own / "report.json", "copy.json")
    os.link("a.nt", "same.nt")
    Path("r.ttl").write_text("@prefix rl: <urn:rule:> .\n{ ?a <urn:p> ?b } rl:mine { ?b <urn:p> ?a } .\n")
    commands: list[tuple[Path | str, tuple[str | Path, ...]]] = [
        ("a.nt", ("close", "a.nt")),
        ("same.nt", ("close", "a.nt")),
        ("q.rq", ("query", "q.rq", "--build", own)),
        *((own / name, ("show", "--build", own)) for name in content(own)),
        (own / "graph.duckdb", ("show", "--build", own)),
        ("copy.json", ("show", "--build", own)),
        ("r.ttl", ("close", "a.nt", "--rules", "r.ttl")),
    ]
    for output, command in commands:
        before = Path(output).read_bytes()
        answer = run(*command, "-o", output)
        assert (answer.code, len(answer.errors)) == (2, 1), answer.err
        assert "--force" in answer.errors[0]
        assert Path(output).read_bytes() == before
    assert run("close", "a.nt", "-o", "a.nt", "--force").code == 0
    assert run("show", "--build", own, "-o", "a.nt").code == 0, "what another command has read"
    assert run("show", "--build", own, "-o", "a.nt").code == 0, "what an earlier run wrote"


def test_modes_are_the_users(here: Path, own: Path) -> None:
    before = os.umask(0o027)
    try:
        assert run("close", "a.nt", "-o", "b.nt").code == 0
        assert run("show", "--build", own, "-o", "c.csv").code == 0
        assert stat.S_IMODE(Path("b.nt").stat().st_mode) == stat.S_IMODE(Path("c.csv").stat().st_mode) == 0o640
        Path("b.nt").chmod(0o604)
        assert run("close", "a.nt", "-o", "b.nt").code == 0
        assert stat.S_IMODE(Path("b.nt").stat().st_mode) == 0o604
    finally:
        os.umask(before)


KILLED = """
import os, signal, sys
from sahel_kg import cli
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
sys.argv = ["sahel-kg", *sys.argv[1:]]
cli.main()
"""


@pytest.mark.parametrize("words", [["-o", "b.nt"], ["--database", "c.db"]])
def test_a_killed_run_can_be_run_again(words: list[str], here: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, "close", "a.nt", *words], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(os.listdir()) == 2
    assert not Path(words[1]).exists()
    assert run("close", "a.nt", *words).code == 0
    assert sorted(os.listdir()) == ["a.nt", words[1]]


def test_what_lives_is_no_leftover(here: Path) -> None:
    with files.replacing(here / "b") as one:
        with files.replacing(here / "b") as other:
            other.write(b"other")
        one.write(b"one")
    assert Path("b").read_bytes() == b"one"
    assert sorted(os.listdir()) == ["a.nt", "b"]


@pytest.mark.parametrize("suffix", ["bmp", "jpg", "gif", "pdf", "JPEG"])
def test_a_picture_that_nobody_draws(suffix: str, here: Path, own: Path) -> None:
    for command in ("camps", "timeline", "rank", "course"):
        answer = run(command, "--build", own, "-o", f"x.{suffix}")
        assert (answer.code, len(answer.errors)) == (2, 1), (command, answer)
    assert "FILE.svg or FILE.png" in run("camps", "--build", own, "-o", f"x.{suffix}").errors[0]
    assert os.listdir() == ["a.nt"]


@pytest.mark.parametrize("command", ["show", "queries", "contradictions", "casualties", "render", "export", "query"])
def test_a_picture_is_never_text(command: str, here: Path, own: Path) -> None:
    words = {"export": ["--format", "trig"], "query": ["ASK {}"]}.get(command, [])
    words += [] if command == "queries" else ["--build", str(own)]
    for suffix in ("svg", "png"):
        answer = run(command, *words, "-o", f"x.{suffix}")
        assert (answer.code, len(answer.errors)) == (2, 1)
    assert os.listdir() == ["a.nt"]


# -- decisions


def test_decisions_of_one_instant_are_all_kept(small: Build, world: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    linkers = [Linker.open(small.path, [world, own]) for _ in range(3)]

    def wish(one: str, other: str, because: str = "seen") -> Wish:
        ends = linkers[0].find(one), linkers[0].find(other)
        return Wish(*ends, "different", because, "Ann Lee", date(2026, 11, 25))

    pairs = [("actor:union", "actor:set-5"), ("actor:red-front", "actor:set-1")]
    for each, pair in zip(linkers, pairs, strict=False):
        each.write(each.draft(wish(*pair)))
    again = Linker.open(small.path, [world, own])
    assert len([each for each in again.decided if (each.claim.coder or "").endswith("/ann-lee")]) == 2
    with pytest.raises(UsageError, match="changed meanwhile, and about the same"):
        linkers[2].write(linkers[2].draft(wish(*pairs[0], "heard")))
    text = (own / FILE).read_text("utf-8")
    assert text.count("a skg:Coder") == text.count("a skg:Source") == 1


@pytest.mark.slow
def test_processes_that_decide_at_once(small: Build, world: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    pairs = [("union", "set-5"), ("red-front", "set-1"), ("sons", "set-3"), ("union", "set-2")]
    code = """
import sys
from sahel_kg import cli
from sahel_kg.linking import linker
linker.data_folders = lambda given, build=None: list(given)
sys.argv = ["sahel-kg", *sys.argv[1:]]
cli.main()
"""
    common: list[str | Path] = [
        "--because",
        "seen",
        "--by",
        "Ann",
        "--build",
        small.path,
        "--data",
        world,
        "--data",
        own,
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, "link", "reject", *(f"actor:{each}" for each in pair), *common],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for pair in pairs
    ]
    assert [process.communicate()[1].count(b"error") for process in running] == [0] * 4
    decided = Linker.open(small.path, [world, own]).decided
    assert len([each for each in decided if (each.claim.coder or "").endswith("/ann")]) == 4


# -- a path means the file of that name


@pytest.mark.parametrize("name", spread(NAMES, 8, keep=[NAMES[1], NAMES[-1]]))
def test_a_path_means_its_file(name: str, here: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for decoy in ("act1.nt", "ab.nt", "x.nt"):
        Path(decoy).write_text(f"<urn:decoy> {SUBCLASS} <urn:decoy2> .\n")
    Path(name).write_text(FACTS)
    numbers = map(str, count())
    for given in (Path(name), Path.cwd() / name):
        output, database = next(numbers) + name, f"{next(numbers)}{name}.db"
        assert run("close", given, "-o", output, "--database", database).code == 0
        assert Path(output).read_text().count("\n") == 15
        assert Path(database).exists()
    query = Path(name).with_suffix(".rq")
    query.write_text("ASK {}")
    assert run("query", query, "--build", own).out.split() == ["answer", "true"]
    moved = Path(name).with_suffix("")
    shutil.copytree(own, moved)
    answer = run("explain", "Mali", "a", "skg:State", "--build", moved)
    assert answer.code == 0, answer.err
    assert run("show", "--build", moved, "-o", moved.with_suffix(".csv")).code == 0


@pytest.mark.usefixtures(base.__name__)
@pytest.mark.parametrize("name", spread([NAMES[1], NAMES[5], NAMES[-1]], 256, keep=[NAMES[1]]))
def test_a_build_of_any_name(name: str, here: Path) -> None:
    data = Path(f"data {name}")
    data.mkdir()
    (data / "own.ttl").write_text("# nothing\n")
    assert run("build", "--build", name, "--data", data).code == 0
    assert run("build", "--build", name, "--data", data).code == 0
    assert run("explain", "Mali", "a", "skg:State", "--build", name).code == 0


@pytest.mark.parametrize("name", ["act[1].csv", "md:act.csv", "act*.csv", os.fsdecode(b"\xff.csv")])
def test_a_table_means_its_file(name: str, here: Path) -> None:
    from sahel_kg.ingest.mapping import read_mapping
    from sahel_kg.ingest.table import open_table

    codes = read_mapping("ucdp-actor")
    header = list(codes.columns.values())
    for path, cell in (("act1.csv", "decoy"), (name, "right")):
        Path(path).write_text(",".join(header) + "\n" + ",".join([cell] * len(header)) + "\n")
    (row,) = open_table(Path(name), codes).rows()
    assert set(row.cells.values()) == {"right"}


# -- what is no file, and what takes nothing

ODD: dict[str, Callable[[str], object]] = {
    "pipe": os.mkfifo,
    "loop": lambda name: os.symlink(name, name),
    "endless": lambda name: os.symlink("/dev/zero", name),
    "folder": os.mkdir,
}


READERS = (
    "close NAME.nt",
    "close NAME.ttl --engine owlrl",
    "close a.nt --rules NAME.n3",
    "query NAME.rq",
    "ingest ucdp-actor NAME.csv --data own",
    "verify --source NAME.txt",
    "show --build odd",
    "check --data own",
)
# Each kind and each reader; all pairs of them in `make test-slow`.
ODD_ONES = [f"{kind}: {line}" for kind in ODD for line in READERS]
DIAGONAL = [f"{kind}: {line}" for number, kind in enumerate(ODD) for line in READERS[number :: len(ODD)]]


@pytest.mark.parametrize("case", spread(ODD_ONES, 256, keep=DIAGONAL))
def test_what_is_no_file_is_told(case: str, here: Path, own: Path) -> None:
    kind, _, line = case.partition(": ")
    words = line.split()
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it waits"))
    signal.alarm(20)
    try:
        Path("odd").mkdir()
        Path("own", "claims").mkdir(parents=True)
        last = words[-1].replace("NAME", "odd") if words[1:2] != ["ucdp-actor"] else "odd.csv"
        places = {"odd": "odd/manifest.json", "own": "own/claims/odd.trig"}
        given = next((word.replace("NAME", "odd") for word in words if "NAME" in word), places.get(last, last))
        if given == "odd.csv" or not Path(given).exists():
            ODD[kind](given)
        answer = run(*(word.replace("NAME", "odd") for word in words), *(["--build", str(own)] * (words[0] == "query")))
    finally:
        signal.alarm(0)
    assert answer.code in (1, 2)
    assert answer.errors
    assert answer.out == ""


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A small disk."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("a small disk needs the right to mount one")
    yield disk
    subprocess.run(["umount", "-l", disk], check=False)


@pytest.mark.usefixtures(base.__name__)
def test_a_full_disk(mounted: Path, here: Path, own: Path) -> None:
    (mounted / "filler").write_bytes(b"x" * 600_000)
    commands: list[list[str | Path]] = [
        ["close", "a.nt", "--database", mounted / "x.db"],
        ["build", "--build", mounted / "build"],
        ["export", "--format", "trig", "--build", own, "-o", mounted / "x.trig"],
    ]
    for words in commands:
        answer = run(*words)
        assert answer.code in (1, 2), words
        assert len(answer.errors) == 1
        assert {path.name for path in mounted.iterdir()} <= {"filler", ".build.lock"}
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    commands = [
        ["close", "a.nt", "--database", mounted / "x.db"],
        ["close", "a.nt", "-o", mounted / "x.nt"],
        ["build", "--build", mounted / "build"],
        ["export", "--format", "csv", "--build", own, "-o", mounted / "x"],
    ]
    for words in commands:
        answer = run(*words)
        assert (answer.code, len(answer.errors)) == (2, 1)


@pytest.mark.parametrize(
    ("words", "redirected"),
    [
        (["close", "a.nt"], ">&-"),
        (["close", "a.nt"], "> /dev/full"),
        (["queries"], ">&-"),
        (["queries"], "> /dev/full"),
        (["--version"], "> /dev/full"),
        (["--help"], "> /dev/full"),
        (["close", "a.nt", "-o", "full.nt"], ""),
        (["close", "a.nt", "-o", "loop.nt"], ""),
    ],
    ids=str,
)
def test_output_that_is_not_taken(words: list[str], redirected: str, here: Path) -> None:
    os.symlink("/dev/full", "full.nt")
    os.symlink("loop.nt", "loop.nt")
    shell = f"exec {sys.executable} -m sahel_kg {' '.join(words)} {redirected}"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode in (1, 2)
    assert "error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(os.listdir()) == ["a.nt", "full.nt", "loop.nt"]


def test_errors_that_nobody_hears(here: Path) -> None:
    for redirected in ("2> /dev/full", "2>&-", ">&- 2>&- <&-"):
        shell = f"exec {sys.executable} -m sahel_kg close none.nt {redirected}"
        assert subprocess.run(["sh", "-c", shell], capture_output=True, timeout=30, check=False).returncode == 1


def test_a_reader_that_has_seen_enough(here: Path) -> None:
    Path("long.nt").write_text("".join(f"<urn:{n}> <urn:p> <urn:{n}> .\n" for n in range(20_000)))
    process = start("close", "long.nt", "--rules", "none", "--database", "kept.db")
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.wait(timeout=60)
    assert process.returncode == 0
    assert b"Traceback" not in err
    assert Path("kept.db").exists()
