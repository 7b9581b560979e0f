"""Casualty reports: the losses of one party, or of several together, as one source gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sahel_kg.frames import Brief
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.vocabulary import compact


@dataclass(frozen=True)
class Report(Brief):
    """What one source says about the losses of one party, or of several together.

    Parameters
    ----------
    iri : str
    event : str
        IRI of the event, mission or campaign in which they fell.
    party : str
        IRI of the actor whose losses are counted; "" if they are those of several together.
    loss : str
        Local name of the kind of loss: ``Killed`` or ``Lost``.
    low, best, high : int, optional
        As the source gives them.
    claims : tuple of Claim
        Those that make the report.
    together : tuple of str
        IRIs of those whose losses are counted together, sorted.
    """

    iri: str
    event: str
    party: str
    loss: str
    low: int | None
    best: int | None
    high: int | None
    claims: tuple[Claim, ...] = field(default=(), compare=False)
    together: tuple[str, ...] = ()

    def brief(self) -> str:
        """Say how many, whose, and on which claims."""
        whose = " and ".join(compact(party) for party in self.parties)
        claims = " ".join(claim.id for claim in self.claims)
        return f"{number_in_words(self.low, self.best, self.high)} {self.loss.lower()}, {whose}; {claims}"

    @property
    def parties(self) -> tuple[str, ...]:
        """IRIs of all whose losses it counts."""
        return (self.party,) if self.party else self.together

    @property
    def least(self) -> int:
        """The fewest that it allows; a number that is given alone is meant exactly."""
        return self.low if self.low is not None else self.best if self.best is not None and self.high is None else 0

    @property
    def most(self) -> int | None:
        """The most that it allows; None if it sets no limit."""
        return self.high if self.high is not None else self.best if self.low is None else None

    @cached_property
    def bounds(self) -> Bounds:
        """The window in which they fell."""
        return self.claims[0].bounds if self.claims else Bounds()

    @property
    def source(self) -> str:
        """IRI of the source."""
        return self.claims[0].source if self.claims else ""

    def number(self) -> str:
        """Return its number in words: ``53``, ``at least 40``, ``10 to 20, best 15``."""
        return number_in_words(self.low, self.best, self.high)

    def disagrees(self, other: Report) -> bool:
        """Tell whether two accounts of the same dead give numbers that cannot both be right.

        They do if neither allows what the other does, or if both commit themselves to a best number, and not the
        same. At least 40 and 53 agree, 53 and 54 do not.
        """
        apart = any(one.most is not None and one.most < two.least for one, two in ((self, other), (other, self)))
        return apart or (self.best is not None and other.best is not None and self.best != other.best)

    def as_dict(self) -> dict[str, Any]:
        """Return the report object of the JSON formats (docs/formats/casualties.schema.json)."""
        return {
            "id": compact(self.iri),
            "event": compact(self.event),
            "party": compact(self.party) if self.party else None,
            "together": [compact(party) for party in self.together],
            "loss": self.loss,
            "low": self.low,
            "best": self.best,
            "high": self.high,
        }


def number_in_words(low: int | None, best: int | None, high: int | None) -> str:
    """Return a number or range in words.

    >>> number_in_words(101, None, None), number_in_words(None, 53, None), number_in_words(10, 15, 20)
    ('at least 101', '53', '10 to 20, best 15')
    >>> number_in_words(53, 53, None), number_in_words(53, 53, 53)
    ('at least 53, best 53', '53')
    """
    if best is not None and (low, high) in ((None, None), (best, best)):
        return str(best)
    if low is not None and high is not None:
        said = str(low) if low == high else f"{low} to {high}"
    else:
        said = f"at least {low}" if low is not None else f"at most {high}" if high is not None else "not told"
    return said if best is None else f"{said}, best {best}"
