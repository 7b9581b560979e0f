"""How a fact is read on a day, by all its proofs together: as a state that lasts, as what had happened, as of late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sahel_kg.record.bounds import BEST_FIRST, TieReading
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import DEFAULT_WINDOW, When


@dataclass(frozen=True)
class DayReading:
    """How a fact is read on a day, each time by the proof that is best then.

    Parameters
    ----------
    day : date
    lasts : {"certain", "presumed", "possible", "undated"}, optional
        As a state, or as what is always so; None if no proof has it as one.
    happened : {"certain", "presumed", "possible", "undated"}, optional
        As what had happened by then, whenever; None if no proof has it so, or a window was chosen.
    lately : {"certain", "presumed", "possible", "undated"}, optional
        As what happened in the window before the day.
    window : str
        How long that is.
    """

    day: date
    lasts: TieReading | None
    happened: TieReading | None
    lately: TieReading | None
    window: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "day": self.day.isoformat(),
            "lasts": self.lasts,
            "happened": self.happened,
            "lately": self.lately,
            "window": self.window,
        }


def read_on_day(extents: Iterable[Extent], when: When) -> DayReading | None:
    """Return how a fact is read that is so at each of these times; None without a day."""
    if when.day is None:
        return None
    known = list(extents)
    happened = [extent for extent in known if extent.aspect == "happening"]
    states = [extent for extent in known if extent.aspect != "happening"]
    return DayReading(
        when.day,
        _best(when, states),
        None if when.window else _best(when, happened),
        _best(of_late(when), happened),
        when.window or DEFAULT_WINDOW,
    )


def of_late(when: When) -> When:
    """Return the same time, where what happened counts for a while only."""
    return when if when.window else replace(when, window=DEFAULT_WINDOW)


def _best(when: When, extents: Iterable[Extent]) -> TieReading | None:
    found = [reading for extent in extents if (reading := when.read(extent))]
    return min(found, key=BEST_FIRST.index, default=None)
