"""Holding: in how many variants of the evidence a rank, a place in a camp or a camp holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sahel_kg.variants.variants import OVER

MOST_NAMED = 3


@dataclass(frozen=True)
class Spread:
    """In how many variants of one kind something holds.

    Parameters
    ----------
    held, of : int
    broken_by : tuple of str
        The variants in which it does not, claims with their place in the source.
    best, worst : int or None
        The best and the worst rank in them; None where it has none in any.
    out : int
        In how many of them the actor has no rank.
    """

    held: int
    of: int
    broken_by: tuple[str, ...] = ()
    best: int | None = None
    worst: int | None = None
    out: int = 0

    @property
    def share(self) -> float | None:
        """The share of variants in which it holds; None without a variant."""
        return self.held / self.of if self.of else None

    def in_words(self) -> str:
        """Say how many of how many; a spreadsheet would take 3/5 for a day in March."""
        return f"{self.held} of {self.of}"

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        counts = {"held": self.held, "of": self.of, "brokenBy": list(self.broken_by)}
        return {**counts, "best": self.best, "worst": self.worst, "out": self.out}


@dataclass(frozen=True)
class Held:
    """An actor's rank, or its place in a camp, and the variants in which that holds.

    Parameters
    ----------
    actor, label : str
    spreads : mapping of str to Spread
        By kind of variant.
    value : float or None
        Of the measure; None for a place in a camp, and where the measure says nothing.
    rank : int or None
        1 is first; equal values share the better rank.
    camp : int or None
        Number of its camp, 0 for who is in none; None for a rank.
    """

    actor: str
    label: str
    spreads: Mapping[str, Spread]
    value: float | None = None
    rank: int | None = None
    camp: int | None = None

    @property
    def best(self) -> int | None:
        """The best rank, as it is and in any variant of any kind."""
        return min(filter(None, (self.rank, *(s.best for s in self.spreads.values()))), default=None)

    @property
    def worst(self) -> int | None:
        """The worst rank, as it is and in any variant of any kind in which it has one."""
        return max(filter(None, (self.rank, *(s.worst for s in self.spreads.values()))), default=None)

    @property
    def share(self) -> float | None:
        """The share of variants of the first kind, single claims unless told otherwise, in which it holds."""
        return next(iter(self.spreads.values())).share

    @property
    def hangs_on(self) -> tuple[str, ...]:
        """The claims and sources without which it does not hold."""
        return tuple(
            name for kind in ("claims", "sources") if kind in self.spreads for name in self.spreads[kind].broken_by
        )

    def cells(self) -> tuple[object, ...]:
        """Return how many of how many for each kind of variant, and what it hangs on, as a table has them."""
        counts = (self.spreads[kind].in_words() if kind in self.spreads else None for kind in OVER)
        return (*counts, name_some(self.hangs_on))

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        said = {
            "actor": self.actor,
            "actor_label": self.label,
            "camp": self.camp,
            "rank": self.rank,
            "value": self.value,
        }
        return {**said, "best": self.best, "worst": self.worst, "variants": _told(self.spreads)}


@dataclass(frozen=True)
class CampHeld:
    """A camp, and the variants in which it is there.

    Parameters
    ----------
    number, size : int
    there : mapping of str to Spread
        In how many variants it is found again: see `finding_again.find_again`.
    firm : mapping of str to Spread
        In how many that camp has the same firm members.
    fewest : mapping of str to int
        How many of its actors that camp has at the least; 0 where it is in no variant.
    """

    number: int
    size: int
    there: Mapping[str, Spread]
    firm: Mapping[str, Spread]
    fewest: Mapping[str, int]

    def less(self, kind: str) -> str:
        """Say, in brackets, in how many variants it is as firm and to how few actors it shrinks, if it does."""
        told = [] if self.firm[kind] == self.there[kind] else [f"{self.firm[kind].in_words()} as firm"]
        if 0 < self.fewest[kind] < self.size:
            told.append(f"down to {self.fewest[kind]} of its {self.size} actors")
        return f" ({', '.join(told)})" if told else ""

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        said = {"camp": self.number, "size": self.size, "fewest": dict(self.fewest)}
        return {**said, "there": _told(self.there), "firm": _told(self.firm)}


@dataclass(frozen=True)
class VariantKind:
    """Variants of one kind.

    Parameters
    ----------
    variants : int
    changing : int
        How many have another signed network than the build as it is.
    costs : tuple of (float, float) or None
        The least and the greatest cost of camps in them, the line index with two camps; None where no variant has any.
    emptied_by : tuple of str
        Variants in which nobody cooperates or fights any more.
    """

    variants: int
    changing: int
    costs: tuple[float, float] | None = None
    emptied_by: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        costs = {"least": self.costs[0], "most": self.costs[1]} if self.costs else None
        said = {"variants": self.variants, "changing": self.changing}
        return {**said, "cost": costs, "emptiedBy": list(self.emptied_by)}


def name_some(names: Sequence[str]) -> str:
    """Return the first of some names in a row, and how many more there are."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}"


def _told(spreads: Mapping[str, Spread]) -> dict[str, Any]:
    return {what: spread.as_dict() for what, spread in spreads.items()}
