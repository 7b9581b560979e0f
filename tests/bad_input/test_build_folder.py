"""Build folders that are none, are damaged, are in use, or lost their writer half-way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sahel_kg import files, load
from sahel_kg.builds import publication
from tests.bad_input.conftest import BASE
from tests.cli.command import content, run
from tests.sampling import spread

pytestmark = pytest.mark.usefixtures("base")


def leftovers(folder: Path) -> list[str]:
    """Return what an unfinished build left beside its folder."""
    return sorted(path.name for path in folder.parent.iterdir() if path.name.startswith(".sahel-kg-"))


# -- where a build may not go


def test_a_folder_with_other_files_is_not_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "thesis.txt").write_text("all my work")
    answer = run("build", "--build", folder)
    assert answer.code == 2
    assert "holds what no build wrote (thesis.txt)" in answer.err
    assert "reading" not in answer.err, "told at once, not after the work"
    assert content(folder) == {"thesis.txt": b"all my work"}


def test_a_file_of_the_users_in_the_build_folder_is_not_deleted(own: Path) -> None:
    (own / "thesis.txt").write_text("all my work")
    before = content(own)
    answer = run("build", "--build", own)
    assert answer.code == 2
    assert "thesis.txt" in answer.err
    assert content(own) == before


def test_a_file_in_place_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("mine")
    answer = run("build", "--build", "file")
    assert (answer.code, answer.errors) == (2, ["--build file is a file: name a folder"])
    answer = run("build", "--build", "file/build")
    assert answer.code == 2
    assert answer.errors[0].endswith("choose another --build")
    answer = run("query", "leaders", "--build", "file")
    assert answer.code == 2
    assert answer.errors[0].startswith("no build in file (manifest.json: Not a directory): run `sahel-kg build`")
    assert Path("file").read_text() == "mine"


def test_a_link_to_a_build_stays_a_link(own: Path) -> None:
    link = own.parent / "current"
    link.symlink_to(own, target_is_directory=True)
    assert run("build", "--build", link).code == 0
    assert link.is_symlink()
    assert load(link).manifest == load(own).manifest


# -- options


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--source", "nowhere"), "no source 'nowhere'; there are: "),
        (("--without", "nothing"), "No rule is called 'nothing'. Rules: "),
    ],
)
def test_unknown_names(option: tuple[str, str], message: str, previous: Path) -> None:
    before = content(previous)
    answer = run("build", "--build", previous, *option)
    assert answer.code == 2
    assert len(answer.errors) == 1
    assert answer.errors[0].startswith(message)
    assert content(previous) == before


# -- damage


def truncate(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: len(lines) // 2]))  # whole lines: it parses, and half is gone


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("asserted.nq", truncate, "asserted.nq is not what was written"),
        ("inferred.nq", lambda path: path.write_text("<urn:a> <urn:b"), "inferred.nq is not what was written"),
        ("asserted.nq", Path.unlink, "asserted.nq cannot be read, No such file or directory"),
        ("report.json", Path.unlink, "report.json cannot be read, No such file or directory"),
        ("report.json", lambda path: path.write_text("{"), "report.json is not what was written"),
        ("manifest.json", lambda path: path.write_text('{"version": 1,'), "manifest.json is not what was written"),
        ("manifest.json", lambda path: path.write_text("[]"), "manifest.json is not what was written"),
        ("manifest.json", lambda path: path.write_text("{}"), "manifest.json is not what was written"),
        ("manifest.json", lambda path: path.write_bytes(b"\xff"), "manifest.json is not what was written"),
    ],
)
def test_a_damaged_build_is_named(name: str, change: Any, told: str, own: Path) -> None:
    change(own / name)
    answer = run("query", "leaders", "--build", own)
    assert answer.code == 1
    assert answer.out == ""
    (message,) = answer.errors
    assert "is damaged (" in message
    assert told in message
    assert message.endswith("run `sahel-kg build` again")


def test_a_damaged_build_is_built_again_once_it_is_moved_away(own: Path) -> None:
    """Nobody can tell whether a build wrote what is not what it wrote."""
    whole = content(own)
    truncate(own / "asserted.nq")
    answer = run("build", "--build", own)
    assert answer.code == 2
    assert "holds what no build wrote (asserted.nq): move that away" in answer.err
    (own / "asserted.nq").unlink()
    assert run("build", "--build", own).code == 0
    assert content(own) == whole


def test_no_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (("query", "leaders"), ("show",), ("rank",), ("render",), ("export", "--format", "trig")):
        answer = run(*command)
        assert answer.code == 2
        assert answer.errors == [
            "no build in build (manifest.json: No such file or directory): "
            "run `sahel-kg build` first, or name one with --build"
        ]
    assert list(tmp_path.iterdir()) == []


def test_a_build_that_changes_while_it_is_read(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader has the old manifest when the new files come: it reads again."""
    read = files.read
    times: list[int] = []

    def read_changed(path: Path) -> bytes:
        found = read(path)
        if path.name == "manifest.json" and not times:
            times.append(1)
            manifest = json.loads(found)
            manifest["outputs"]["asserted.nq"] = "0" * 64
            return json.dumps(manifest).encode()
        return found

    monkeypatch.setattr("sahel_kg.builds.build_files.read", read_changed)
    assert len(load(own).claims) > 0


# -- two at once, and killed ones


def test_two_builds_at_once(own: Path) -> None:
    before = content(own)
    with publication.locked(own):
        answer = run("build", "--build", own)
    assert answer.code == 2
    assert answer.errors[0].endswith("is running: wait for it to end")
    assert content(own) == before
    assert run("build", "--build", own).code == 0, "the lock is gone with its holder"


KILLED = """
import os, pathlib, signal, sys
from sahel_kg import cli, resources
from sahel_kg.builds import pipeline, publication
shipped = resources.shipped
resources.shipped = lambda name: pathlib.Path({base!r}) if name == "data" else shipped(name)
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
{where} = die
sys.argv = ["sahel-kg", "build", "--build", sys.argv[1]]
cli.main()
"""


@pytest.mark.parametrize(
    "where",
    spread(
        ["pipeline.infer", "publication.os.fsync", "publication._swap", "publication._remove"],
        256,
        keep=["publication._swap"],
    ),
)
def test_a_killed_build_leaves_the_previous_one(where: str, own: Path) -> None:
    before = content(own)
    code = KILLED.format(where=where, base=str(BASE))
    done = subprocess.run([sys.executable, "-c", code, own], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert content(own) == before
    assert load(own).claims
    assert len(leftovers(own)) == 1
    assert run("build", "--build", own).code == 0
    assert leftovers(own) == []
    assert content(own) == before


def test_an_interrupted_build_cleans_up(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(new: Path, old: Path) -> None:
        raise KeyboardInterrupt

    before = content(own)
    monkeypatch.setattr(publication, "_swap", interrupt)
    answer = run("build", "--build", own)
    assert answer.code == 130
    assert "Traceback" not in answer.err
    assert content(own) == before
    assert leftovers(own) == []


def test_where_folders_cannot_be_swapped_in_one_step(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    publication.write_folder(own, {"manifest.json": b"{}"})
    assert content(own) == {"manifest.json": b"{}"}
    assert leftovers(own) == []


def test_a_build_that_was_moved_aside_comes_back(own: Path) -> None:
    before = content(own)
    os.replace(own, files.beside(own).with_suffix(".old"))
    with publication.locked(own):
        assert content(own) == before
    assert leftovers(own) == []


def test_a_failing_disk(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    before = content(own)
    monkeypatch.setattr("os.fsync", full)
    answer = run("build", "--build", own)
    assert answer.code == 1
    assert answer.errors == [f"cannot write {own} (No space left on device); the previous build is untouched"]
    assert content(own) == before
    assert leftovers(own) == []


@pytest.mark.slow
def test_builds_are_the_same_bytes_in_any_process(tmp_path: Path, build: Any) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "sahel_kg", "build", "--source", "grey-dynamics-2019"]
        command += ["--build", str(tmp_path / seed)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True)
    assert content(tmp_path / "1") == content(tmp_path / "2") == content(build.path)


def test_readers_see_a_whole_build_at_any_time(own: Path) -> None:
    """While one process publishes again and again, another always finds all files."""
    publisher = f"""
from pathlib import Path
from sahel_kg.builds import publication
folder = Path({str(own)!r})
files = {{p.name: p.read_bytes() for p in folder.iterdir() if p.suffix != ".duckdb"}}
for _ in range(60):
    publication.write_folder(folder, files)
"""
    (own / "graph.duckdb").unlink()
    names = sorted(path.name for path in own.iterdir())
    assert len(names) == 4, "the publisher has no closure"
    process = subprocess.Popen([sys.executable, "-c", publisher])
    seen = 0
    while process.poll() is None:
        assert all((own / name).is_file() for name in names)
        seen += 1
    assert process.returncode == 0
    assert seen > 60
