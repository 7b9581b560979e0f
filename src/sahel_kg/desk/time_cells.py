"""Bounds as a coder would write them into the cells *from* and *to*: the fewest words that are read as the same."""

from __future__ import annotations

from datetime import date

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.periods import read_period
from sahel_kg.desk.times import write_pair
from sahel_kg.record.bounds import Bounds


def write_times(
    bounds: Bounds, aspect: str, published: date | None, *, denied: bool = False, foretold: bool = False
) -> tuple[str, str] | None:
    """Return the cells of bounds, None if no words are read as they are.

    Parameters
    ----------
    bounds : Bounds
    aspect : {"holding", "happening", "timeless"}
    published : date or None
        The source's date.
    denied : bool
        Whether it is told not to be so.
    foretold : bool
        Whether it is a forecast or a recommendation.
    """
    if not bounds:
        return ("", "") if aspect == "timeless" else ("?", "")
    eb, lb, ee, le = bounds.as_days()
    since, until = _write(eb, lb), _write(ee, le)
    empty = [("", "")] if aspect == "holding" else []  # of what happened it may be read as the time of its event
    for cells in (
        *empty,
        (since, ""),
        (f"since {since}", ""),
        ("", until),
        (since, until),
        (f"{since} to {until}", ""),
    ):
        try:
            holds = aspect != "happening"
            if read_period(*cells, published, holds=holds, denied=denied, foretold=foretold) == bounds:
                return cells
        except CellError:
            continue
    return None


def _write(first: date | None, last: date | None) -> str:
    """Return between which two days something lies, in words."""
    one, other = (literal.value if literal is not None else "" for literal in write_pair(first, last))
    if one == other:
        return one or "?"
    if not one:
        return f"by {other}"
    return f"between {one} and {other}" if other else f"not before {one}"
