"""What only shows from outside: closed pipes, Ctrl-C, devices, what is imported when."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.cli.app import app

SAHEL_KG = [sys.executable, "-m", "sahel_kg"]


@pytest.mark.parametrize(
    "command", [["queries"], ["show"], ["query", "SELECT * { ?s ?p ?o }"], ["export", "--format", "nquads"]]
)
def test_a_reader_that_has_seen_enough(build: Build, command: list[str]) -> None:
    where = [] if command == ["queries"] else ["--build", str(build.path)]
    process = subprocess.Popen([*SAHEL_KG, *command, *where], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    assert (process.wait(timeout=20), err) == (0, b"")


def test_ctrl_c_is_quiet(tmp_path: Path) -> None:
    process = subprocess.Popen([*SAHEL_KG, "build"], cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stderr is not None
    assert process.stderr.readline() == b"reading ...\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    err = process.stderr.read()
    assert process.wait(timeout=20) == 130
    assert set(err.decode().split()) <= {"checking", "reasoning", "publishing", "..."}
    assert [path.name for path in tmp_path.iterdir()] == [".build.lock"]


HELP = """
import contextlib, io, json, sys
from sahel_kg import cli
codes = {}
for command in json.loads(sys.argv[1]):
    sys.argv = ["sahel-kg", *command, "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            cli.main()
        except SystemExit as end:
            codes[" ".join(command)] = [end.code, "Usage: sahel-kg" in out.getvalue()]
heavy = {"pandas", "networkx", "pyspark", "scipy", "matplotlib", "pyshacl", "owlrl", "pyvis", "duckdb", "rdflib"}
print(json.dumps([codes, sorted(heavy & set(sys.modules))]))
"""


def test_help_imports_nothing_heavy() -> None:
    names = sorted(command.name or command.callback.__name__ for command in app.registered_commands if command.callback)
    assert {"build", "check", "verify", "coverage", "query", "show"} <= set(names)
    given = json.dumps([[], *([name] for name in names)])
    done = subprocess.run([sys.executable, "-c", HELP, given], capture_output=True, text=True, check=True)
    codes, heavy = json.loads(done.stdout)
    assert codes == {"": [0, True], **{name: [0, True] for name in names}}
    assert heavy == []


def test_output_to_a_pipe_and_a_device(build: Build, tmp_path: Path) -> None:
    """A device is written to; to put a file in its place, as root could, would break the machine."""
    command = [*SAHEL_KG, "query", "ASK {}", "--build", str(build.path), "-o"]
    done = subprocess.run([*command, "/dev/stdout"], capture_output=True, text=True, check=True)
    assert done.stdout == "answer\ntrue\n"
    device = tmp_path / "null"
    device.symlink_to("/dev/null")
    subprocess.run([*command, str(device)], check=True)
    assert device.is_symlink()
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
