"""Cases of which `make test` runs a fixed sample, and `make test-slow` the rest: together they run all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet


def spread(cases: Iterable[object], one_in: int, *, keep: Iterable[object] = ()) -> list[ParameterSet]:
    """Mark all but a sample as slow: a hash of a case's name chooses, so that a new case moves no other.

    Parameters
    ----------
    cases : iterable
        Texts, numbers, tuples of several, or folders, which go by their last name.
    one_in : int
        The sample is about one in so many.
    keep : iterable
        Cases that belong to the sample whatever their hash.
    """
    kept = set(keep)
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            id=name_case(case),
            marks=[] if case in kept or is_drawn(case, one_in) else pytest.mark.slow,
        )
        for case in cases
    ]


def is_drawn(case: object, one_in: int) -> bool:
    """Tell whether a case is of the sample."""
    return hashlib.sha256(name_case(case).encode()).digest()[0] % one_in == 0


def name_case(case: object) -> str:
    if isinstance(case, tuple):
        return "-".join(map(name_case, case))
    name = case.name if isinstance(case, Path) else str(case)
    return name.encode("ascii", "backslashreplace").decode()  # a name of a file may hold bytes that are no letters
