"""What a cell of a sheet says, and cannot mean."""

from __future__ import annotations

from sahel_kg.errors import SahelError


class CellError(SahelError):
    """A cell that can be read in no way, or in two; its text says what to write instead.

    The text goes on after the name of the column: "quote stands 2 times in p3s1". Whoever knows the file adds
    worksheet, row and column.
    """
