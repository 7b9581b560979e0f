"""Files as people have them: only files are read, and each is replaced as a whole or stays as it was.

What is being made stands beside its place, under a name of its own and locked while its process lives: a process that
was killed leaves it behind unlocked, and whoever writes to the same place next removes it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import IO

from sahel_kg.errors import UsageError

_READ: set[tuple[int, int]] = set()
_PATTERN = re.compile(r"[*?\[\]{}\ud800-\udfff]")


# -- reading


def open_file(path: str | Path) -> BufferedReader:
    """Open a file to read; a pipe or a device is none, and nothing waits for what may never come.

    Raises
    ------
    OSError
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        code = errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.EINVAL
        raise OSError(code, os.strerror(code) if code == errno.EISDIR else "a pipe or a device, no file", str(path))
    _READ.add((found.st_dev, found.st_ino))
    return os.fdopen(handle, "rb")


def read(path: str | Path) -> bytes:
    """Return what a file holds.

    Raises
    ------
    OSError
    """
    with open_file(path) as file:
        return file.read()


def was_read(path: Path) -> bool:
    """Tell whether a file was read since `forget`, by whatever name."""
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_dev, found.st_ino) in _READ


def forget() -> None:
    """Begin anew: nothing was read."""
    _READ.clear()


def plain(path: str | Path) -> str:
    """Return a name for a file that DuckDB takes for this file: no pattern, no address, no bytes beyond UTF-8.

    >>> plain("/tmp/a b.csv")
    '/tmp/a b.csv'
    """
    whole = os.path.abspath(path)
    return _link(whole) if _PATTERN.search(whole) else whole


@cache
def _link(whole: str) -> str:
    link = Path(_links().name) / f"{hashlib.sha256(os.fsencode(whole)).hexdigest()[:12]}"
    link.symlink_to(whole)
    return str(link)


@cache
def _links() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="sahel-kg-")


# -- writing


def place(path: Path) -> Path:
    """Return where a path leads.

    Raises
    ------
    OSError
        If its links lead in a circle.
    """
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        path.stat()
    return path.resolve()


def write(path: Path, content: bytes) -> None:
    """Write a file as `replacing` does."""
    with replacing(path) as file:
        file.write(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open what takes a file's place, with its mode, once it is complete; its folder is made if need be.

    A pipe or a device is written to as it is.

    Raises
    ------
    UsageError
    """
    if path.is_dir():
        raise UsageError(f"-o {path} is a folder: name a file in it")
    try:
        old = path.stat().st_mode if path.exists() else None
        if old is not None and not stat.S_ISREG(old):
            with open(path, "wb") as file:
                yield file
            return
        target = place(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _part(target) as (file, name):
            yield file
            file.flush()
            if old is not None:
                os.chmod(name, stat.S_IMODE(old))
            os.replace(name, target)
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror}): name another file with -o") from None


@contextlib.contextmanager
def _part(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    for left in leftovers(target):
        if not left.is_dir():
            left.unlink(missing_ok=True)
    while True:
        name = beside(target)
        # by its mode, and not as a temporary file: the umask is the user's
        file = os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb")
        if _lock(file.fileno(), name):
            break
        file.close()
    try:
        with file:
            yield file, name
    finally:
        name.unlink(missing_ok=True)


@contextlib.contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Make a folder beside a place, in which what belongs there is put together; it is gone afterwards.

    Raises
    ------
    OSError
    """
    while True:
        folder = beside(target)
        folder.mkdir()
        handle = os.open(folder, os.O_RDONLY)
        if _lock(handle, folder):
            break
        os.close(handle)
    try:
        yield folder
    finally:
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(handle), folder.stat()):  # else it has found its place
                shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def leftovers(target: Path) -> list[Path]:
    """Return what processes that are no more left beside a place."""
    prefix = _prefix(target)
    found = [path for path in target.parent.iterdir() if path.name.startswith(prefix)]
    return [path for path in found if _is_abandoned(path)]


def _prefix(target: Path) -> str:
    return f".sahel-kg-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}-"


def beside(target: Path) -> Path:
    """Return a new name for what is made before it takes a place."""
    return target.with_name(f"{_prefix(target)}{secrets.token_hex(8)}")


def _lock(handle: int, path: Path) -> bool:
    """Lock what was just made; False if somebody took it for abandoned before."""
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _is_abandoned(path: Path) -> bool:
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time change what is in a folder; the others wait.

    Raises
    ------
    OSError
    """
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
