"""Run the command line in this process: fast, and by the same `main` that the installed command calls."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

import typer

from sahel_kg import cli
from sahel_kg.resources import DATABASE

_read_options = cache(typer.main.get_command)


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """The error messages, each without its ``error:``."""
        return [line.removeprefix("error: ") for line in self.err.splitlines() if line.startswith("error: ")]


def run(*arguments: str | Path, stdin: str = "") -> Answer:
    """Run ``sahel-kg`` with these arguments."""
    # the parser is the same each time: reading the options anew takes longer than many commands
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        mock.patch.object(typer.main, "get_command", _read_options),
        mock.patch.object(sys, "argv", ["sahel-kg", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", io.StringIO(stdin)),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
    return Answer(code, out.getvalue(), err.getvalue())


def content(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by name, less the closure: a cache whose bytes differ from run to run."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != DATABASE}
    if "manifest.json" in found:
        found["manifest.json"] = re.sub(rb'"graph.duckdb": "\w+"', b'"graph.duckdb": ""', found["manifest.json"])
    return found
