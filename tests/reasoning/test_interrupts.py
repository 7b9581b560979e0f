"""Ctrl-C, whatever DuckDB makes of it."""

from __future__ import annotations

import duckdb
import pytest

from sahel_kg.reasoning.interrupts import interrupts_told


@pytest.mark.parametrize("error", [RuntimeError("Query interrupted"), duckdb.Error("KeyboardInterrupt: ")])
def test_an_interrupt_is_one(error: Exception) -> None:
    with pytest.raises(KeyboardInterrupt), interrupts_told():
        raise error


def test_what_is_none_passes() -> None:
    """Another error; also of a column that is called so and is missing, nothing more."""
    with pytest.raises(RuntimeError, match="another"), interrupts_told():
        raise RuntimeError("another")
    with pytest.raises(duckdb.BinderException, match="KeyboardInterrupt"), interrupts_told():
        duckdb.connect().execute('SELECT "KeyboardInterrupt" FROM (SELECT 1)')
