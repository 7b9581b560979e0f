"""The closure of a build as a file, which a rebuild may replace while the build is open."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from io import BufferedReader
from pathlib import Path

from sahel_kg import files
from sahel_kg.errors import SahelError
from sahel_kg.reasoning import Closure, open_closure
from sahel_kg.resources import CLOSURE, shown


class ClosureFile:
    """The closure of a build, held from when the build is opened: what takes its place later is another's.

    Parameters
    ----------
    path : Path
        Where it lies now.
    expected : str, optional
        The hash that it must have.
    """

    def __init__(self, path: Path, expected: str | None = None) -> None:
        self.path = path
        self.expected = expected
        self._held: BufferedReader | None = None
        with contextlib.suppress(OSError):
            self._held = files.open_file(path)

    def open(self) -> Closure:
        """Open it."""
        where = shown(self.path.parent)
        if self._held is None:
            raise SahelError(f"the build in {where} has no {CLOSURE} to explain from: run `sahel-kg build` again")
        if self.expected not in (None, self._hash(self._held)):
            raise SahelError(
                f"the build in {where} is damaged ({CLOSURE} is not what was written): "
                "move it away and run `sahel-kg build` again"
            )
        try:
            if self._is_in_place():
                opened = open_closure(self.path)
                if self._is_in_place():
                    return opened
            return self._open_copy(self._held)
        except SahelError as error:
            text = str(error).rstrip(".")
            remedy = "run `sahel-kg build` again"
            raise SahelError(f"{CLOSURE} of the build in {where} cannot be used ({text}): {remedy}") from None

    @staticmethod
    def _hash(held: BufferedReader) -> str:
        held.seek(0)
        return hashlib.file_digest(held, "sha256").hexdigest()

    def _is_in_place(self) -> bool:
        try:
            return self._held is not None and os.path.samestat(os.fstat(self._held.fileno()), self.path.stat())
        except OSError:
            return False

    def _open_copy(self, held: BufferedReader) -> Closure:
        """Open what was in its place: it has no name any more, and DuckDB opens by name."""
        with tempfile.TemporaryDirectory(prefix="sahel-kg-") as folder:
            copy = Path(folder) / CLOSURE
            with open(held.fileno(), "rb", closefd=False) as source, open(copy, "wb") as target:
                source.seek(0)
                shutil.copyfileobj(source, target)
            return open_closure(copy)
