"""Put a build in its place: one process at a time, all of it or nothing, and with the hashes of what it holds."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sahel_kg import resources
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.resources import CLOSURE

BUILD_FILES = frozenset({"manifest.json", "asserted.nq", "inferred.nq", "report.json", CLOSURE})
"""What a build folder may hold; a folder with anything else in it is not replaced."""


@contextlib.contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Make a folder beside the build's, in which the next one is put together."""
    stage = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time write a build folder; a lock dies with its process.

    What a build that was killed left behind is put right first.

    Raises
    ------
    UsageError
        If another build is running, the place cannot be written, or holds what no build wrote.
    """
    import fcntl

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        handle = open(folder.parent / f".{folder.name}.lock", "w")  # noqa: SIM115
    except OSError as error:
        raise UsageError(f"cannot write to {folder.parent} ({error.strerror}): choose another --build") from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"another build of {resources.shown(folder)} is running: wait for it to end") from None
        _tidy(folder)
        _refuse_foreign(folder)
        yield


def _tidy(folder: Path) -> None:
    """Remove the folders of builds that were killed; put a build back that was being replaced then."""
    for left in folder.parent.iterdir():
        if left.name.startswith(f".{folder.name}.new-"):
            if left.name.endswith(".old") and not folder.exists():
                os.replace(left, folder)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _refuse_foreign(folder: Path) -> None:
    """Refuse to replace a folder with files that no build wrote."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--build {resources.shown(folder)} is a file: name a folder")
    foreign = sorted({path.name for path in folder.iterdir()} - BUILD_FILES) if folder.is_dir() else []
    if foreign:
        listed = ", ".join(foreign[:3]) + (" ..." if len(foreign) > 3 else "")
        where = resources.shown(folder)
        raise UsageError(f"{where} holds what no build wrote ({listed}): move that away or choose another --build")


def write_folder(folder: Path, files: dict[str, bytes], stage: Path | None = None) -> None:
    """Write files into a folder so that a reader sees either all old ones or all new ones.

    Parameters
    ----------
    folder : Path
    files : dict of str to bytes
    stage : Path, optional
        A folder beside it that takes its place, with the closure that stands in it.
    """
    if stage is None:
        with staged(folder) as made:
            write_folder(folder, files, made)
        return
    try:
        for left in stage.iterdir():
            if left.name != CLOSURE:
                left.unlink()
        for name, content in files.items():
            (stage / name).write_bytes(content)
        for path in stage.iterdir():
            with open(path, "rb") as handle:
                os.fsync(handle.fileno())
        stage.chmod(0o755)
        if folder.exists():
            _swap(stage, folder)
        else:
            os.replace(stage, folder)
    except OSError as error:
        raise SahelError(f"cannot write {folder} ({error.strerror}); the previous build is untouched") from None


def _swap(new: Path, old: Path) -> None:
    """Let two folders change places: in one step on Linux, elsewhere with a moment in between (see `_tidy`)."""
    import ctypes

    here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)
    system = ctypes.CDLL(None)
    if hasattr(system, "renameat2") and not system.renameat2(here, bytes(new), here, bytes(old), exchange):
        return
    aside = new.with_name(f"{new.name}.old")
    os.replace(old, aside)
    try:
        os.replace(new, old)
    except OSError:
        os.replace(aside, old)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def make_manifest(
    files: Mapping[str, bytes],
    inputs: Sequence[Path],
    counts: Mapping[str, int],
    *,
    engine: str,
    sources: Sequence[str],
    without: Sequence[str],
) -> dict[str, Any]:
    """Return what a build was made from and how, with the hash of each file that went in and came out.

    Parameters
    ----------
    files : mapping of str to bytes
        What the build folder will hold beside the manifest and the closure.
    inputs : sequence of Path
    counts : mapping of str to int
    engine : str
        That made the closure.
    sources : sequence of str
        That the build is limited to.
    without : sequence of str
        Rules that are switched off.
    """
    shipped = resources.shipped("data").parent
    return {
        "version": 1,
        "sahel_kg": version("sahel-kg"),
        "engine": engine,
        "rules": ["owl-rl", "ontology/rules.n3"],
        "without": sorted(without),
        "sources": sorted(sources),
        "inputs": {_input_name(path, shipped): _sha256(path.read_bytes()) for path in inputs},
        "outputs": {name: _sha256(content) for name, content in files.items()},
        "counts": dict(counts),
    }


def _input_name(path: Path, shipped: Path) -> str:
    return str(path.relative_to(shipped)) if path.is_relative_to(shipped) else resources.shown(path)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def as_json(value: object) -> bytes:
    """Return the bytes of a JSON file of a build."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
