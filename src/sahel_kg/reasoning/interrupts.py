"""Ctrl-C while DuckDB works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def interrupts_told() -> Iterator[None]:
    """Take what DuckDB makes of Ctrl-C, in a query or while it looks at columns of Python's, for what it is."""
    try:
        yield
    except (RuntimeError, duckdb.Error) as error:
        if str(error) == "Query interrupted" or str(error).startswith("KeyboardInterrupt"):
            raise KeyboardInterrupt from None
        raise
