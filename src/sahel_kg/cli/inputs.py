"""What a command reads, and that it does not write over it unawares."""

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


_running = _Command()


def begin() -> None:
    """Forget what an earlier command of this process has read."""
    files.forget()
    _running.forced, _running.hashes = False, frozenset()


def allow(wanted: bool) -> bool:
    """Let what is read be written over."""
    _running.forced = wanted
    return wanted


def note_build(build: Build) -> None:
    """Note what files a build was made of and consists of: who reads it reads them."""
    _running.hashes = frozenset((*build.manifest["inputs"].values(), *build.manifest["outputs"].values()))


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
