"""The ties that a signed network is made of, read off a network once: nothing after looks into its attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sahel_kg.events.attacks import Attacks
from sahel_kg.record.bounds import NAMES, Bounds, TieReading, parse_date
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import Sign
from sahel_kg.ties.ties import Status, told_sign


@dataclass(frozen=True)
class SignedTie:
    """A tie as a network has it, with the sign that it counts as.

    Parameters
    ----------
    subject, relation, object : str
        CURIEs.
    label : str
        The relation in words.
    claims : tuple of Claim, optional
        None where nobody says by which claims, as in a variant.
    """

    subject: str
    relation: str
    object: str
    sign: Sign
    status: Status
    extent: Extent = Extent()
    reading: TieReading = "undated"
    label: str = ""
    symmetric: bool = False
    why_possible: tuple[str, ...] = ()
    basis: str | None = None
    reliability: str | None = None
    credibility: int | None = None
    events: Attacks | None = None
    claims: tuple[Claim, ...] | None = None
    weight: float = 1.0

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """CURIEs of its claims."""
        return tuple(claim.id for claim in self.claims or ())

    def as_dict(self) -> dict[str, Any]:
        """Return the tie object of the JSON formats (docs/formats/tie.schema.json)."""
        return {
            "subject": self.subject,
            "relation": self.relation,
            "object": self.object,
            "sign": told_sign(self),
            "status": self.status,
            "aspect": self.extent.aspect,
            "reading": self.reading,
            "why_possible": list(self.why_possible),
            "basis": self.basis,
            "bounds": self.extent.bounds.as_dict(),
            "presumed": self.extent.presumption(),
            "grade": {"reliability": self.reliability, "credibility": self.credibility},
            "events": self.events.as_dict() if self.events else None,
            "claims": [claim.as_dict() for claim in self.claims or ()],
        }


def read_tie(start: str, end: str, said: Mapping[str, Any], sign: Sign | None = None) -> SignedTie:
    """Return an edge of a network as a tie.

    Parameters
    ----------
    start, end : str
        CURIEs.
    said : mapping
        What is said of the edge, as `tie_network.read_edges` has it, or its plain attributes alone: they name claims,
        and have none.
    sign : Sign, optional
        What it counts as, if not by its own sign.
    """
    same = ("symmetric", "basis", "reliability", "credibility", "events", "claims", "weight", "reading")
    bounds = said.get("bounds") or Bounds.from_dict({name: said.get(name) for name in NAMES})
    days = [said[name] for name in ("presumedFrom", "presumedUntil") if name in said]
    presumed = said.get("presumed") or ((parse_date(days[0]), parse_date(days[1])) if len(days) == 2 else None)
    why = said.get("why_possible", ())
    given = {name: said[name] for name in same if name in said}
    if isinstance(said.get("claims"), str):
        del given["claims"]
    return SignedTie(
        start,
        said["relation"],
        end,
        sign or said["sign"],
        said["status"],
        Extent(bounds, said.get("aspect", "holding"), presumed),
        label=said.get("relation_label", ""),
        why_possible=tuple(why.split("; ") if isinstance(why, str) else why),
        **given,
    )


def join_claims(ties: Iterable[SignedTie]) -> list[str]:
    """Return the CURIEs of the claims of some ties, each once, sorted."""
    return sorted({name for tie in ties for name in tie.claim_ids})
