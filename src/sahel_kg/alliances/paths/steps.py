"""Steps: the ties of one pair on a path, and paths of them: their sign, their evidence, and when they are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sahel_kg.alliances.network.signed_ties import SignedTie
from sahel_kg.alliances.paths.spells import Spell, intersect, may_be, surely_is, unite
from sahel_kg.record.claims import rank_basis
from sahel_kg.record.evidence import LETTERS
from sahel_kg.record.relations import Sign

Weakness = tuple[int, int, int, int]
"""How weak evidence is, by credibility, reliability, status and basis: the lower, the better."""
_STATUSES = ("asserted", "inferred", "denied")


def rank_evidence(tie: SignedTie) -> Weakness:
    """Return how weak the evidence of a tie is.

    By credibility, then reliability, then asserted before inferred, then Stated, Implied, Background; unknown is worst.

    >>> tie = SignedTie("a", "r", "b", "+", "asserted", credibility=3, reliability="C", basis="Implied")
    >>> rank_evidence(tie)
    (3, 2, 0, 1)
    """
    return (
        tie.credibility or 6,
        LETTERS.index(tie.reliability or "F"),
        _STATUSES.index(tie.status),
        rank_basis(tie.basis),
    )


@dataclass(frozen=True)
class PathStep:
    """Two actors that follow each other on a path.

    Parameters
    ----------
    start, end : str
        CURIEs, in the order of the path.
    ties : tuple of SignedTie
        Those between them, in either direction: first what makes the sign of the step, the best evidenced first.
    """

    start: str
    end: str
    ties: tuple[SignedTie, ...]

    @property
    def tie(self) -> SignedTie:
        """The tie that is shown."""
        return self.ties[0]

    @cached_property
    def sign(self) -> Sign | None:
        """Cooperation or hostility if there is one of them, None if there are both, else strain or neutral."""
        return sign_of(self.ties)

    @property
    def direction(self) -> str:
        """How the tie shown runs on the path: forward, backward or both."""
        if self.tie.symmetric:
            return "both"
        return "forward" if self.tie.subject == self.start else "backward"

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        return {"start": self.start, "end": self.end, "sign": self.sign, "ties": [t.as_dict() for t in self.ties]}


@dataclass(frozen=True)
class Path:
    """A row of actors, each tied to the next."""

    steps: tuple[PathStep, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """CURIEs of the actors on it."""
        return (self.steps[0].start, *(step.end for step in self.steps))

    @cached_property
    def sign(self) -> Sign | None:
        """The product of the signs of its steps: what balance would make of it. None where a step has no sign.

        References
        ----------
        Cartwright and Harary (1956), Structural balance: a generalization of Heider's theory, Psychological Review
        63(5), 277-293.
        """
        if self.unsigned:
            return None
        return "-" if sum(step.sign == "-" for step in self.steps) % 2 else "+"

    @property
    def unsigned(self) -> tuple[int, ...]:
        """Numbers of the steps, from 1, that are neither cooperation nor hostility, or both."""
        return tuple(n for n, step in enumerate(self.steps, 1) if step.sign not in ("+", "-"))

    @cached_property
    def ranks(self) -> tuple[Weakness, ...]:
        """How weak the evidence of its steps is, the weakest first."""
        return tuple(sorted((rank_evidence(step.tie) for step in self.steps), reverse=True))

    @cached_property
    def together(self) -> tuple[Spell, ...]:
        """The days on which all steps may be there at one time, each by any of its ties; empty if never."""
        return intersect(unite(may_be(tie.extent) for tie in step.ties) for step in self.steps)

    @cached_property
    def surely_together(self) -> tuple[Spell, ...]:
        """The days on which all steps are surely there at one time."""
        return intersect(
            unite(spell for tie in step.ties if (spell := surely_is(tie.extent)) is not None) for step in self.steps
        )

    @cached_property
    def walks(self) -> tuple[bool, bool]:
        """Whether the steps may follow one another in time: from the first actor to the last, and back.

        A walk that respects time (see References) needs each step to be there no earlier than the one before: what is
        passed on can go that way, although the steps are never there together. Any tie of a step will do.

        References
        ----------
        Holme and Saramaki (2012), Temporal networks, Physics Reports 519(3), 97-125.
        """
        spells = [unite(may_be(tie.extent) for tie in step.ties) for step in self.steps]
        return _can_walk(spells), _can_walk(spells[::-1])

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        return {
            "actors": list(self.actors),
            "sign": self.sign,
            "together": [_spell_object(spell) for spell in self.together],
            "surely_together": [_spell_object(spell) for spell in self.surely_together],
            "walks": dict(zip(("forward", "backward"), self.walks, strict=True)),
            "steps": [step.as_dict() for step in self.steps],
        }


def sign_of(ties: Iterable[SignedTie]) -> Sign | None:
    """Return cooperation or hostility if one of them is among the ties, None if both are, else strain or neutral."""
    signs = {tie.sign for tie in ties}
    if {"+", "-"} <= signs:
        return None
    known: tuple[Sign, ...] = ("+", "-", "~")
    return next((sign for sign in known if sign in signs), "0")


def _can_walk(several: Iterable[Sequence[Spell]]) -> bool:
    """Tell whether each step can be taken no earlier than the one before; each has its spells in order."""
    now = date.min
    for spells in several:
        left = [first or date.min for first, last in spells if (last or date.max) >= now]
        if not left:
            return False
        now = max(now, left[0])
    return True


def _spell_object(spell: Spell) -> dict[str, str | None]:
    return {name: day.isoformat() if day else None for name, day in zip(("first", "last"), spell, strict=True)}
