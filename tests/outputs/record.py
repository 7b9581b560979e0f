"""Run the command lines of ``commands.tsv`` in one process and record what each prints.

``python -m tests.outputs.record`` (``make outputs``) writes the record anew; a test holds it against what is printed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from sahel_kg import resources
from sahel_kg.builds import pipeline
from tests.cli.command import run

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RECORD = HERE / "printed"


@dataclass(frozen=True)
class Line:
    """A command line in one format."""

    words: tuple[str, ...]
    is_slow: bool = False

    @property
    def text(self) -> str:
        """The line as somebody types it."""
        return shlex.join(("sahel-kg", *self.words)).replace("'{out}", "'OUT").replace("{out}", "OUT")

    @property
    def is_read(self) -> bool:
        """Whether people read what it prints, on a screen, and not a program."""
        return "--format" not in self.words or self.words[-1] in ("table", "tree")

    @property
    def name(self) -> str:
        """Name of its file: the words of the line."""
        words = " ".join(self.words).replace("{out}/", "").replace("--", "").replace(" -o ", " ")
        return re.sub(r"[^\w.-]+", "_", words).strip("_") + ".txt"


def read_lines() -> list[Line]:
    """Return the command lines, one for each format."""
    lines = []
    for row in (HERE / "commands.tsv").read_text("utf-8").splitlines():
        if row.startswith("#"):
            continue
        forms, text, *marks = row.split("\t")
        words = shlex.split(text)
        for form in forms.split(","):
            lines.append(Line(tuple(words if form == "-" else [*words, "--format", form]), "slow" in marks))
    return lines


def print_line(line: Line, build: Path, article: Path, columns: int = 120) -> str:
    """Return what a command prints and writes, on that build; what people read fits so many columns."""
    environment = {"SAHEL_KG_BUILD": str(build), "NO_COLOR": "1", "LINES": "50"}
    environment |= {"COLUMNS": str(columns)} if line.is_read else {}
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, environment):
        os.environ.pop("SAHEL_KG_DATA", None)
        put = {"{out}": folder, "{article}": str(article)}
        words = [re.sub(r"\{out\}|\{article\}", lambda found: put[found[0]], word) for word in line.words]
        before = Path.cwd()
        os.chdir(ROOT)
        try:
            answer = run(*words)
        finally:
            os.chdir(before)
        parts = [f"$ {line.text}\n", answer.out]
        parts += [f"[to stderr]\n{answer.err}"] if answer.err else []
        parts += [f"[exit code {answer.code}]\n"] if answer.code else []
        parts += _describe(Path(folder))
        names = {folder: "OUT", str(article): "ARTICLE", str(build): "BUILD", str(ROOT): "."}
        text = "".join(parts)
        for long, short in names.items():
            text = text.replace(long, short)
        text = re.sub(r"\b\d+\.\d s\b", "SECONDS s", text)  # how long `close` took
        return re.sub(r" +$", "", text, flags=re.MULTILINE)


def _describe(folder: Path) -> Iterator[str]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        yield f"[{path.relative_to(folder)}: {len(content)} bytes, sha256 {digest}]\n"


def main() -> None:
    """Write the record anew."""
    shared = Path(os.environ.get("SAHEL_KG_SHARED", ROOT / ".." / "shared")).resolve()
    RECORD.mkdir(exist_ok=True)
    lines = read_lines()
    for path in RECORD.glob("*.txt"):
        if path.name not in {line.name for line in lines}:
            path.unlink()
    with tempfile.TemporaryDirectory() as folder:
        pipeline.run(Path(folder) / "build", [resources.shipped("data")])
        for line in lines:
            text = print_line(line, Path(folder) / "build", shared / "source" / "article.txt")
            (RECORD / line.name).write_text(text, "utf-8")
            print(line.name, file=sys.stderr)


if __name__ == "__main__":
    main()
