"""What a command reads, that it does not write over it unawares, and how a file that it writes begins."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sahel_kg import files
from sahel_kg.errors import UsageError

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build


@dataclass
class _Command:
    """What is known of the command that runs."""

    forced: bool = False
    hashes: frozenset[str] = frozenset()
    marked: bool | None = None


_running = _Command()


def begin() -> None:
    """Forget what an earlier command of this process has read."""
    files.forget()
    _running.forced, _running.hashes, _running.marked = False, frozenset(), None


def allow(wanted: bool) -> bool:
    """Let what is read be written over."""
    _running.forced = wanted
    return wanted


def mark(wanted: bool | None) -> bool | None:
    """Let CSV files begin with a byte-order mark, or not."""
    _running.marked = wanted
    return wanted


def is_marked(output: Path, *, by_default: bool = True) -> bool:
    """Tell whether a CSV file begins with a byte-order mark: tables for people do, unless something else is wanted."""
    return output.suffix.lower() == ".csv" and (by_default if _running.marked is None else _running.marked)


def note_build(build: Build) -> None:
    """Note what files a build was made of and consists of: who reads it reads them, those of another one too."""
    _running.hashes |= frozenset((*build.manifest["inputs"].values(), *build.manifest["outputs"].values()))


def read_output(given: Path | None) -> Path | None:
    """Return the file that is to be written; `-` is the terminal, as it is elsewhere."""
    return None if given == Path("-") else given


def refuse(output: Path) -> None:
    """Refuse to write over what is read.

    Raises
    ------
    UsageError
        Unless it is wanted.
    """
    if _running.forced or not output.is_file():
        return
    if files.was_read(output) or _hash(output) in _running.hashes:
        raise UsageError(f"-o {output} is a file that this command reads: name another, or insist with --force")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
