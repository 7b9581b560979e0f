"""Put a build in its place: one process at a time, all of it or nothing, and with the hashes of what it holds."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sahel_kg import files, resources
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.record.rewinding import DEFAULT_PERSIST
from sahel_kg.resources import DATABASE

BUILD_FILES = ("manifest.json", "asserted.nq", "inferred.nq", "report.json", DATABASE)
"""What a build folder holds."""
_ASIDE = ".old"


@contextlib.contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Make a folder beside the build's, in which the next one is put together."""
    try:
        with files.staging(folder) as stage:
            yield stage
    except OSError as error:
        raise SahelError(f"cannot write {folder} ({error.strerror}); the previous build is untouched") from None


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
        # not truncated, and not waited for: it may be anybody's
        lock = os.open(folder.parent / f".{folder.name}.lock", os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o666)
    except OSError as error:
        raise UsageError(f"cannot write to {folder.parent} ({error.strerror}): choose another --build") from None
    with os.fdopen(lock, "r+b", buffering=0) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"another build of {resources.shown(folder)} is running: wait for it to end") from None
        _tidy(folder)
        _refuse_foreign(folder)
        yield


def _tidy(folder: Path) -> None:
    """Remove the folders of builds that were killed; put a build back that was being replaced then."""
    for left in files.leftovers(folder):
        if left.name.endswith(_ASIDE) and not folder.exists():
            os.replace(left, folder)
        else:
            _remove(left)


def _remove(folder: Path) -> None:
    """Remove a folder with what a build writes into one, and nothing else."""
    listed: set[str] = set()
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # a build of an older version has other files
        listed = {
            name for name in json.loads(files.read(folder / "manifest.json"))["outputs"] if Path(name).name == name
        }
    for name in {*BUILD_FILES, *listed, f"{DATABASE}.wal"}:
        with contextlib.suppress(OSError):
            (folder / name).unlink()
    shutil.rmtree(folder / f"{DATABASE}.tmp", ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _refuse_foreign(folder: Path) -> None:
    """Refuse to replace a folder with anything that no build wrote, whatever it is called."""
    where = resources.shown(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--build {where} is a file: name a folder")
    foreign = find_foreign(folder) if folder.is_dir() else []
    if foreign:
        listed = ", ".join(foreign[:3]) + (" ..." if len(foreign) > 3 else "")
        raise UsageError(f"{where} holds what no build wrote ({listed}): move that away or choose another --build")


def find_foreign(folder: Path) -> list[str]:
    """Return what in a folder is not what a build wrote there, by the hashes in its manifest."""
    try:
        manifest = json.loads(files.read(folder / "manifest.json"))
        hashes = {"manifest.json": None, **manifest["outputs"]} if manifest["sahel_kg"] else {}
        if hashes:
            hashes.setdefault(DATABASE, None)  # which was not always named
    except (OSError, ValueError, KeyError, TypeError):
        hashes = {}
    return sorted(
        resources.shown(path.relative_to(folder))
        for path in folder.iterdir()
        if path.name not in hashes or not _is_file_of(path, hashes[path.name])
    )


def _is_file_of(path: Path, expected: str | None) -> bool:
    try:
        with files.open_file(path) as file:
            return not path.is_symlink() and expected in (None, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError:
        return False


def write_folder(folder: Path, content: Mapping[str, bytes], stage: Path | None = None) -> None:
    """Write files into a folder so that a reader sees either all old ones or all new ones.

    Parameters
    ----------
    folder : Path
    content : mapping of str to bytes
    stage : Path, optional
        A folder beside it that takes its place, with the closure that stands in it.
    """
    if stage is None:
        with staged(folder) as made:
            write_folder(folder, content, made)
        return
    try:
        for left in stage.iterdir():
            if left.name != DATABASE:
                left.unlink()
        for name, written in content.items():
            (stage / name).write_bytes(written)
        for path in stage.iterdir():
            with open(path, "rb") as handle:
                os.fsync(handle.fileno())
        if folder.exists():
            stage.chmod(stat.S_IMODE(folder.stat().st_mode))
            _refuse_foreign(folder)  # it may have come meanwhile
            _swap(stage, folder)
            _remove(stage)  # which is what stood there
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
    aside = new.with_name(new.name + _ASIDE)
    os.replace(old, aside)
    try:
        os.replace(new, old)
    except OSError:
        os.replace(aside, old)
        raise
    os.replace(aside, new)


def make_manifest(
    outputs: Mapping[str, str],
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
    outputs : mapping of str to str
        What the build folder will hold beside the manifest, each with its hash.
    inputs : sequence of Path
    counts : mapping of str to int
    engine : str
        That made the closure.
    sources : sequence of str
        That the build is limited to.
    without : sequence of str
        Rules that are switched off.
    """
    return {
        "version": 1,
        "sahel_kg": version("sahel-kg"),
        "engine": engine,
        "rules": ["owl-rl", "ontology/rules.n3"],
        "without": sorted(without),
        "sources": sorted(sources),
        "persist": DEFAULT_PERSIST,
        "inputs": {name_input(path): hash_file(path) for path in inputs},
        "outputs": dict(outputs),
        "counts": dict(counts),
    }


def read_inputs(folder: Path) -> dict[str, str]:
    """Return the inputs of the build in a folder, by name, with their hashes; none if there is none of this version."""
    try:
        manifest = json.loads(files.read(folder / "manifest.json"))
        return dict(manifest["inputs"]) if manifest["sahel_kg"] == version("sahel-kg") else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def name_input(path: Path) -> str:
    """Return the name by which a manifest knows a file: from the project's folder on where it is shipped."""
    shipped = resources.shipped("data").parent
    return str(path.relative_to(shipped)) if path.is_relative_to(shipped) else resources.shown(path)


def hash_file(path: Path) -> str:
    """Return the hash by which a manifest knows a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def as_json(value: object) -> bytes:
    """Return the bytes of a JSON file of a build."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
