"""The database of a build as a file, which a rebuild may replace while the build is open."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sahel_kg import files
from sahel_kg.errors import SahelError
from sahel_kg.reasoning import Closure, open_closure
from sahel_kg.resources import DATABASE, shown

if TYPE_CHECKING:
    from sahel_kg.store.database import Database

Opened = TypeVar("Opened")


class DatabaseFile:
    """The database of a build, held from when the build is opened: what takes its place later is another's.

    Parameters
    ----------
    path : Path
        Where it lies now.

    Attributes
    ----------
    expected : str or None
        The hash that it must have, if that is known.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.expected: str | None = None
        self._is_sound = False
        self._tables: Database | None = None
        self._held: BufferedReader | None = None
        with contextlib.suppress(OSError):
            self._held = files.open_file(path)
            weakref.finalize(self, self._held.close)  # else Python warns of it wherever a build is let go of

    def open_closure(self) -> Closure:
        """Open the closure in it, from which to explain."""
        return self._open(open_closure)

    def tables(self) -> Database:
        """Return its tables, opened once in each process."""
        from sahel_kg.store.database import Database

        if self._tables is None or self._tables.is_elsewhere:
            self._tables = self._open(Database)
        return self._tables

    def _open(self, opening: Callable[[Path], Opened]) -> Opened:
        where = shown(self.path.parent)
        if self._held is None:
            raise SahelError(f"the build in {where} has no {DATABASE} to explain from: run `sahel-kg build` again")
        try:
            if not self._is_what_was_written(self._held):
                raise SahelError("it is not what was written")
            if self.is_in_place():
                opened = opening(self.path)
                if self.is_in_place():
                    return opened
            return self._open_copy(self._held, opening)
        except SahelError as error:
            text = str(error).rstrip(".")
            remedy = "move it away and run `sahel-kg build` again"
            raise SahelError(f"{DATABASE} of the build in {where} cannot be used ({text}): {remedy}") from None

    def _is_what_was_written(self, held: BufferedReader) -> bool:
        if self.expected is None or self._is_sound:
            return True
        found, place = hashlib.sha256(), 0
        while part := os.pread(held.fileno(), 1 << 20, place):  # several threads may read at once
            found.update(part)
            place += len(part)
        self._is_sound = found.hexdigest() == self.expected
        return self._is_sound

    def is_in_place(self) -> bool:
        """Tell whether what lies there now is what was there when this was made, nothing included."""
        try:
            there = self.path.stat()
        except OSError:
            return self._held is None
        return self._held is not None and os.path.samestat(os.fstat(self._held.fileno()), there)

    @property
    def state(self) -> tuple[int, ...] | None:
        """What tells whether the file is still the same, without reading it."""
        if self._held is None:
            return None
        found = os.fstat(self._held.fileno())
        return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    @staticmethod
    def _open_copy(held: BufferedReader, opening: Callable[[Path], Opened]) -> Opened:
        """Open what was in its place: it has no name any more, and DuckDB opens by name."""
        with tempfile.TemporaryDirectory(prefix="sahel-kg-") as folder:
            copy = Path(folder) / DATABASE
            with open(held.fileno(), "rb", closefd=False) as source, open(copy, "wb") as target:
                source.seek(0)
                shutil.copyfileobj(source, target)
            return opening(copy)
