"""The closure of a build as a file, which a rebuild may replace while the build is open."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from sahel_kg.errors import SahelError
from sahel_kg.reasoning import Closure, open_closure
from sahel_kg.resources import CLOSURE, shown


class ClosureFile:
    """The closure of a build, held from when the build is opened: what takes its place later is another's.

    Parameters
    ----------
    path : Path
        Where it lies now.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: BinaryIO | None = None
        with contextlib.suppress(OSError):
            self._held = open(path, "rb") if path.is_file() else None  # noqa: SIM115

    def open(self) -> Closure:
        """Open it."""
        where = shown(self.path.parent)
        if self._held is None:
            raise SahelError(f"the build in {where} has no {CLOSURE} to explain from: run `sahel-kg build` again")
        try:
            if self.is_in_place():
                opened = open_closure(self.path)
                if self.is_in_place():
                    return opened
            return self._open_copy(self._held)
        except SahelError as error:
            text = str(error).rstrip(".")
            remedy = "run `sahel-kg build` again"
            raise SahelError(f"{CLOSURE} of the build in {where} cannot be used ({text}): {remedy}") from None

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

    def _open_copy(self, held: BinaryIO) -> Closure:
        """Open what was in its place: it has no name any more, and DuckDB opens by name."""
        with tempfile.TemporaryDirectory(prefix="sahel-kg-") as folder:
            copy = Path(folder) / CLOSURE
            with open(held.fileno(), "rb", closefd=False) as source, open(copy, "wb") as target:
                source.seek(0)
                shutil.copyfileobj(source, target)
            return open_closure(copy)
