"""What does not go together at one time: its sides, each a tie with the claims that carry it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from sahel_kg.events.reports import Report
from sahel_kg.frames import Brief
from sahel_kg.record.bounds import NAMES, Bounds
from sahel_kg.record.extents import Extent
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import compact

FindingKind = Literal["contradiction", "tension"]
Certainty = Literal["certain", "possible"]
COLUMNS = ("kind", "number", "certainty", "rule", "message", *NAMES, "sides", "claims")
"""Of a table of findings."""


@dataclass(frozen=True)
class Side:
    """What stands on one side: a tie, or a fact in the form of one, with the claims that carry it.

    Parameters
    ----------
    tie : Tie
    report : Report, optional
        The losses that it tells, where numbers disagree.
    """

    tie: Tie
    report: Report | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the side of the JSON formats (docs/formats/contradictions.schema.json)."""
        return {
            "tie": self.tie.as_dict(),
            "claims": [claim.as_dict() for claim in self.tie.claims],
            "report": self.report.as_dict() if self.report else None,
        }


@dataclass(frozen=True)
class Disagreement(Brief):
    """A contradiction or a tension at one time.

    Parameters
    ----------
    kind : {"contradiction", "tension"}
    number : int
        From 1, among the contradictions or the tensions, whatever their time: what ``explain`` calls it by. One finding
        at several times has one number.
    rule : str
        IRI or name of the rule, as in `Finding`.
    message : str
        The rule's one-line reading.
    certainty : {"certain", "possible"}
    extent : Extent, optional
        When all sides are so; None of two accounts that give the same event different times.
    sides : tuple of Side
    extents : tuple of Extent
        When all that it rests on is so; of accounts that differ, when each of them tells the event to have been.
    """

    kind: FindingKind
    number: int
    rule: str
    message: str
    certainty: Certainty
    extent: Extent | None
    sides: tuple[Side, ...]
    extents: tuple[Extent, ...] = field(default=(), compare=False, repr=False)

    def brief(self) -> str:
        """Say it in a line."""
        return f"{self.kind} {self.number}, {self.certainty}: {self.message}"

    @property
    def is_certain(self) -> bool:
        """Whether it is one on some day in any case, and not only if all that is possible were so."""
        return self.certainty != "possible"

    def is_about(self, iri: str) -> bool:
        """Tell whether something is an end of one of its sides."""
        return any(iri in (side.tie.subject, side.tie.object) for side in self.sides)

    def row(self) -> tuple[object, ...]:
        """Return it as a row of a table, in the order of `COLUMNS`; its sides as statements."""
        bounds = self.extent.bounds if self.extent else Bounds()
        sides = map(_state, self.sides)
        claims = dict.fromkeys(claim.id for side in self.sides for claim in side.tie.claims)
        return (
            *(self.kind, self.number, self.certainty, compact(self.rule), self.message, *bounds.as_days()),
            *(" | ".join(sides), " ".join(claims)),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the item of the JSON formats (docs/formats/contradictions.schema.json)."""
        return {
            "kind": self.kind,
            "number": self.number,
            "rule": compact(self.rule),
            "reading": self.message,
            "certainty": self.certainty,
            "period": self.extent.bounds.as_dict() if self.extent and self.extent.bounds else None,
            "sides": [side.as_dict() for side in self.sides],
        }


def _state(side: Side) -> str:
    tie = side.tie
    said = f"{tie.subject_label} {tie.relation_label} {tie.object_label}"
    return f"it is denied that {said}" if tie.status == "denied" else said
