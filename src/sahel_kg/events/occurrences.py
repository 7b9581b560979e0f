"""Occurrences: events as claims date them, each once for each time that is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sahel_kg.events.events import Event, Events
from sahel_kg.record.bounds import TieReading
from sahel_kg.record.claims import BASES, Claim
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import When
from sahel_kg.vocabulary import PREFIXES, compact

_TOLD = (PREFIXES["actor"], PREFIXES["place"])
"""What a role is told of."""


@dataclass(frozen=True)
class Occurrence:
    """An event as one or several claims date it.

    Parameters
    ----------
    event : str
        IRI.
    label : str
    kinds : tuple of str
        IRIs of its classes.
    roles : tuple of (str, str)
        IRI of a relation, and of the actor or place that has this role.
    extent : Extent
    reading : {"certain", "possible", "undated"}
        Whether it surely happened.
    dated_by : tuple of Claim
        The claims that say what it is, with these bounds.
    claims : tuple of Claim
        These, and those that give it its roles.
    """

    event: str
    label: str
    kinds: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    extent: Extent
    reading: TieReading
    dated_by: tuple[Claim, ...]
    claims: tuple[Claim, ...]
    reliability: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    status: Literal["asserted"] = field(default="asserted", init=False)

    @property
    def basis(self) -> str | None:
        """The strongest basis among the claims that date it."""
        return min((c.basis for c in self.dated_by), key=BASES.index, default=None)

    @property
    def grade(self) -> tuple[str | None, int | None]:
        """Reliability and credibility of the best of these claims."""
        pairs = [(c.credibility, self.reliability.get(c.source, "F")) for c in self.dated_by]
        credibility, letter = min(pairs, default=(None, None))
        return letter, credibility

    def as_dict(self) -> dict[str, Any]:
        """Return the event object of the JSON format (docs/formats/timeline.schema.json)."""
        return {
            "event": compact(self.event),
            "event_label": self.label,
            "kinds": [compact(kind) for kind in self.kinds],
            "roles": [{"role": compact(role), "of": compact(who)} for role, who in self.roles],
            "reading": self.reading,
            "basis": self.basis,
            "bounds": self.extent.bounds.as_dict(),
            "grade": dict(zip(("reliability", "credibility"), self.grade, strict=True)),
            "claims": [claim.as_dict() for claim in self.claims],
        }


def list_occurrences(
    events: Events, labels: Mapping[str, str], reliability: Mapping[str, str], when: When
) -> list[Occurrence]:
    """Return events, one for each time that claims give an event.

    Parameters
    ----------
    events : Events
    labels : mapping of str to str
        IRI of an event to its name.
    reliability : mapping of str to str
        IRI of a source to its letter.
    when : When
        The time at which they are looked at.
    """
    return [each for event in events for each in _dated(event, labels, reliability, when)]


def _dated(event: Event, labels: Mapping[str, str], reliability: Mapping[str, str], when: When) -> list[Occurrence]:
    roles = [role for role in event.roles if role.thing.startswith(_TOLD)]
    given = {claim.iri: claim for role in roles for claim in role.claims}
    out = []
    for extent, dating in event.times.items():
        read = when.read(event.within_years(extent))
        if read is not None:
            support = given | {claim.iri: claim for claim in dating}
            out.append(
                Occurrence(
                    event.iri,
                    labels.get(event.iri, compact(event.iri)),
                    tuple(event.kinds),
                    tuple((role.relation, role.thing) for role in roles),
                    extent,
                    read,
                    dating,
                    tuple(support[iri] for iri in sorted(support)),
                    reliability,
                )
            )
    return out
