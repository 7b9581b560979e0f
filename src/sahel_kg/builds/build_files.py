"""The files of a build folder, each held against the hash in its manifest."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from sahel_kg.builds.database_file import DatabaseFile
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.files import read
from sahel_kg.resources import DATABASE, shown


def read_build(path: Path) -> tuple[Mapping[str, bytes], DatabaseFile]:
    """Return the files of one build: a new one may take the old one's place between two files."""
    for _ in range(20):
        closure = DatabaseFile(path / DATABASE)
        with contextlib.suppress(SahelError):
            files = _read(path)
            if closure.is_in_place():
                return files, closure
    return _read(path), DatabaseFile(path / DATABASE)


def _read(path: Path) -> dict[str, bytes]:
    """Return the files of a build, each held against the hash in its manifest."""
    try:
        files = {"manifest.json": read(path / "manifest.json")}
    except OSError as error:
        raise UsageError(
            f"no build in {shown(path)} (manifest.json: {error.strerror}): run `sahel-kg build` first, "
            "or name one with --build"
        ) from None
    name, fault = "manifest.json", "is not what was written"
    try:
        outputs = json.loads(files[name])["outputs"]
        for name in ("asserted.nq", "inferred.nq", "report.json"):
            files[name] = read(path / name)
            if hashlib.sha256(files[name]).hexdigest() != outputs[name]:
                raise ValueError
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = f"cannot be read, {error.strerror}" if isinstance(error, OSError) else fault
        raise SahelError(
            f"the build in {shown(path)} is damaged ({name} {fault}): move it away and run `sahel-kg build` again"
        ) from None
    return files
