"""Tallies: in how many variants something holds, counted apart by what is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sahel_kg.alliances.variations import Variations
from sahel_kg.vocabulary import compact

TOLD = {
    "claims": "each claim left out",
    "sources": "each source left out, with all its claims",
    "background": "each source of background left out",
    "implied": "claims that are only implied left out",
    "grades": "only claims or sources of a higher grade",
    "inferences": "ties left out that no claim states",
}
"""The kinds of variants that are counted apart; ``over="sources"`` gives two."""
SHARES = tuple(TOLD)
SINGLE = ("claims", "sources", "background")
"""Those in which one thing is left out that has a name."""


@dataclass(frozen=True)
class Tally:
    """In how many variants of one kind something holds.

    Parameters
    ----------
    over : str
        Of `SHARES`.
    held, of : int
    broken_by : tuple of str
        Names of the variants in which it does not hold: of claims and sources, what is left out there.
    low, high : float, optional
        The lowest and highest value or rank in these variants, where it has any.
    """

    over: str
    held: int
    of: int
    broken_by: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.held / self.of

    def in_words(self) -> str:
        """Say it: ``251 of 258``."""
        return f"{self.held} of {self.of}"

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        said = {"held": self.held, "of": self.of, "low": self.low, "high": self.high}
        return {"over": self.over, **said, "broken_by": list(self.broken_by)}


Tallies = tuple[Tally, ...]


class Tallier:
    """Counts in how many variants something holds.

    Parameters
    ----------
    varied : Variations
    """

    def __init__(self, varied: Variations) -> None:
        reporting = {compact(c.source) for c in varied.build.admitted if c.basis != "Background"}
        self.varied = varied
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for variant, place in zip(varied.variants, varied.which, strict=True):
            is_background = variant.over == "sources" and variant.name not in reporting
            found["background" if is_background else variant.over].append((variant.name, place))
        self.found = {over: found[over] for over in SHARES if found[over]}

    @property
    def counted(self) -> dict[str, int]:
        """How many variants there are of each kind."""
        return {over: len(each) for over, each in self.found.items()}

    @property
    def remarks(self) -> list[str]:
        """Which sources leave nothing, and whether there is one only."""
        sources = self.found.get("sources", [])
        empty = [name for name, place in sources if not self.varied.networks[place].edges]
        if len(sources) == 1:
            nothing = ": leaving it out leaves nothing" if empty else ""
            return [f"There is one source only besides background, {sources[0][0]}{nothing}."]
        return [f"Without {name} nobody cooperates or fights." for name in empty]

    def count(self, holds: Sequence[bool], values: Sequence[float | None] = ()) -> Tallies:
        """Return a tally for each kind of variant.

        Parameters
        ----------
        holds : sequence of bool
            For each network of the variations.
        values : sequence of float or None
            What it is in each network, the first as it is; where it changes most is named first.
        """
        known = values or [None] * len(holds)

        def change(place: int) -> float:
            now, then = known[place], known[0]
            return float("inf") if now is None or then is None else abs(now - then)

        out = []
        for over, each in self.found.items():
            there = [value for _, place in each if (value := known[place]) is not None]
            broken = sorted(((-change(place), name) for name, place in each if not holds[place]))
            names = tuple(name for _, name in broken)
            out.append(
                Tally(
                    *(over, len(each) - len(names), len(each), names),
                    *(min(there, default=None), max(there, default=None)),
                )
            )
        return tuple(out)
