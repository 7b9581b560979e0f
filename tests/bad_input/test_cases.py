"""Bad data: a folder a fault, its ``expected.txt`` the exit code and the messages.

``cases/<fault>/`` is a user's own data folder, read beside the shipped data, or beside those few of them that are in
``base/``. Each line of ``expected.txt`` after the exit code is a whole message; ``...`` in it stands for anything.
There may be no other messages: one fault, one line. What is in ``fine/`` looks like a fault and is none.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sahel_kg import load, resources
from sahel_kg.builds import pipeline
from tests.cli.command import content, run
from tests.sampling import spread

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").iterdir())
FINE = sorted((HERE / "fine").iterdir())
BESIDE_ALL = {
    *("changes-a-shipped-claim", "sentences-listed-in-two-folders"),
    *("decided-to-be-the-same", "withdraws-a-shipped-claim"),
}
"""Read beside all that is shipped, of which they speak, not the few data of ``base/``."""


@pytest.fixture
def beside(request: pytest.FixtureRequest, case: Path) -> None:
    """Let the case be read beside what it needs."""
    if case.name not in BESIDE_ALL:
        request.getfixturevalue("base")


def expected(case: Path) -> tuple[int, list[str]]:
    """Return exit code and messages."""
    first, *messages = (case / "expected.txt").read_text("utf-8").splitlines()
    return int(first.removeprefix("exit ")), messages


def assert_told(case: Path, code: int, errors: list[str], everything: str) -> None:
    """Compare what a command said with what it should say."""
    assert "Traceback" not in everything
    wanted_code, wanted = expected(case)
    assert code == wanted_code, everything
    assert len(errors) == len(wanted), everything
    for message, line in zip(wanted, errors, strict=True):
        pattern = ".*".join(map(re.escape, message.split("...")))
        assert re.fullmatch(pattern, line), f"{line!r} is not {message!r}"


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_fault_gets_its_message(case: Path, previous: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    before = content(previous)
    answer = run("build", "--data", ".", "--build", previous)
    assert_told(case, answer.code, answer.errors, answer.err)
    assert answer.out == ""
    assert content(previous) == before
    assert [path.name for path in previous.parent.iterdir() if ".new-" in path.name] == []


@pytest.mark.parametrize(
    "name", spread(["syntax-error-in-trig", "impossible-day", "missing-locator"], 256, keep=["syntax-error-in-trig"])
)
def test_the_installed_command_says_the_same(name: str) -> None:
    case = HERE / "cases" / name
    command = [sys.executable, "-m", "sahel_kg", "check", "--data", "."]
    done = subprocess.run(command, cwd=case, capture_output=True, text=True, check=False)
    errors = [line.removeprefix("error: ") for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert_told(case, done.returncode, errors, done.stderr)


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("case", FINE, ids=lambda case: case.name)
def test_what_only_looks_wrong_passes(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    answer = run("check", "--data", ".")
    assert (answer.code, answer.err) == (0, "")
    assert "no problem found" in answer.out


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(("name", "rule"), [("contradiction", "prp-npa1"), ("group-that-is-a-person", "cax-adc")])
def test_contradictions_are_reported_and_stop_nothing(name: str, rule: str, tmp_path: Path) -> None:
    answer = run("build", "--data", HERE / "fine" / name, "--build", tmp_path / "build")
    assert answer.code == 0, answer.err
    found = load(tmp_path / "build").report["contradictions"]
    assert rule in {item["rule"] for item in found}
    assert re.search(rf"\b{len(found)} contradictions?\b", answer.out)


@pytest.mark.usefixtures("base")
def test_a_second_fault_is_told_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = (HERE / "cases" / "impossible-day" / "claims" / "own.trig").read_text("utf-8")
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "own.trig").write_text(claims.replace("skg:credibility 3", "skg:credibility 9"), "utf-8")
    monkeypatch.chdir(tmp_path)
    answer = run("check", "--data", ".")
    assert len(answer.errors) == 2
    assert "2 problems; nothing was changed" in answer.err


@pytest.mark.usefixtures("base")
def test_each_of_several_claims_that_are_wrong_alike_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = (HERE / "cases" / "credibility-out-of-range" / "claims" / "own.trig").read_text("utf-8")
    prefixes, _, claim = claims.rpartition("\n\n")
    (tmp_path / "claims").mkdir()
    for number in "123":
        again = claim.replace("own-1", f"own-{number}").replace("row 1", f"row {number}")
        (tmp_path / "claims" / f"{number}.trig").write_text(f"{prefixes}\n\n{again}", "utf-8")
    monkeypatch.chdir(tmp_path)
    (message,) = expected(HERE / "cases" / "credibility-out-of-range")[1]
    told = [message.replace("own.trig", f"{n}.trig").replace("own-1", f"own-{n}") for n in "123"]
    assert run("check", "--data", ".").errors == told


# -- files that cannot stand in a repository


@pytest.mark.usefixtures("base")
def test_unreadable_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "lost.trig").symlink_to("nowhere")
    os.mkfifo(tmp_path / "claims" / "pipe.trig")  # reading one would wait for ever
    monkeypatch.chdir(tmp_path)
    answer = run("check", "--data", ".")
    assert answer.code == 1
    assert answer.errors == [
        "claims/lost.trig: cannot be read (No such file or directory)",
        "claims/pipe.trig: is no file: move or delete it",
    ]


@pytest.mark.usefixtures("base")
def test_very_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sahel_kg.record.dataset.MAX_BYTES", 50_000_000)
    with open(tmp_path / "own.ttl", "wb") as file:
        file.truncate(50_000_001)
    monkeypatch.chdir(tmp_path)
    assert run("check", "--data", ".").errors == ["own.ttl: larger than 50 MB: split the file"]


@pytest.mark.usefixtures("base")
def test_deep_nesting_is_quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "@prefix : <urn:x:> .\n:a :b " + "[ :b " * 100_000 + ":c" + " ]" * 100_000 + " .\n"
    (tmp_path / "own.ttl").write_text(deep, "utf-8")
    monkeypatch.chdir(tmp_path)
    (message,) = run("check", "--data", ".").errors
    assert message.startswith("own.ttl: urn:x:a: blank node as object of urn:x:b")


# -- folders


def test_data_folders_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    for name in ("nowhere", "file"):
        answer = run("check", "--data", name)
        assert answer.code == 2
        assert answer.errors == [f"--data {name}: no such folder; name one with *.ttl or claims/*.trig in it"]
    answer = run("check", "--data", "empty")
    assert answer.code == 2
    assert answer.errors == [
        "empty holds no data: put *.ttl or claims/*.trig into it, or make a sheet with `sahel-kg code REPORT`"
    ]


def test_a_data_folder_counts_once_however_often_it_is_named() -> None:
    case = HERE / "fine" / "same-proposition-elsewhere"
    plain = pipeline.read(resources.data_folders([case]))
    twice = pipeline.read(resources.data_folders([case, resources.shipped("data"), case / ".." / case.name]))
    assert (twice.claims, twice.about, len(twice.files)) == (plain.claims, plain.about, len(plain.files))
