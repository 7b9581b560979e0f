"""Changes of claims: which ones two data sets have alone, and what those that both have say otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sahel_kg.frames import Types
from sahel_kg.record.bounds import NAMES
from sahel_kg.record.claims import COLUMNS, Claim
from sahel_kg.tables import plain_cell
from sahel_kg.vocabulary import compact

CHANGE_COLUMNS = ("change", "claim", "source", "segment", "what", "differing", "before", "after")
"""Of a table of them."""
CHANGE_TYPES: Types = {"change": "code", "claim": "text", "source": "code"}
CHANGES_OF_CLAIMS = ("added", "removed", "changed")
_ASIDE = frozenset(("claim", "segment", "paragraph", "sentence", "start", "end", "sha256", "record", "created"))
"""Columns that its place tells, and the day of coding, which says nothing of what was coded."""
_WORDS = {
    **{name: "".join(f" {c.lower()}" if c.isupper() else c for c in name) for name in NAMES},
    "assessment": "judgement",
}


@dataclass(frozen=True)
class ClaimChange:
    """A claim that only one of two builds has, or that says something else in the other.

    Parameters
    ----------
    change : str
        ``added``, ``removed`` or ``changed``.
    what : str
        What it says, in words.
    before, after : Claim, optional
        As it is in each; None if it is not.
    """

    change: str
    what: str
    before: Claim | None
    after: Claim | None

    @property
    def claim(self) -> Claim:
        """The claim, as it is in the second if it is in both."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def differing(self) -> dict[str, tuple[str, str]]:
        """In what it differs: the name of the property to what each says."""
        if not (self.before and self.after):
            return {}
        one, other = (_tell(claim) for claim in (self.before, self.after))
        return {name: (one[name], other[name]) for name in one if one[name] != other[name]}

    def row(self) -> tuple[object, ...]:
        """Return it as a row of a table, in the order of `CHANGE_COLUMNS`."""
        told = self.differing
        both = ("; ".join(f"{name}: {values[side] or '-'}" for name, values in told.items()) for side in (0, 1))
        claim = self.claim
        return (self.change, claim.id, compact(claim.source), claim.place, self.what, "; ".join(told), *both)

    def as_dict(self) -> dict[str, Any]:
        """Return the object of the JSON formats (docs/formats/diff.schema.json)."""
        return {
            "change": self.change,
            "what": self.what,
            "before": self.before.as_dict() if self.before else None,
            "after": self.after.as_dict() if self.after else None,
            "differing": [
                {"property": name, "before": old or None, "after": new or None}
                for name, (old, new) in self.differing.items()
            ],
        }


def compare_claims(
    before: Mapping[str, Claim],
    after: Mapping[str, Claim],
    wanted: Iterable[str],
    tell: tuple[Callable[[Claim], str], Callable[[Claim], str]],
) -> list[ClaimChange]:
    """Return what became of claims: added ones first, then removed, then changed, each sorted by its id.

    Parameters
    ----------
    before, after : mapping of str to Claim
        By IRI.
    wanted : iterable of str
        IRIs of those that are of interest.
    tell : two callables
        Put a claim of the first, and of the second, into words.
    """
    found = []
    for iri in sorted(set(wanted)):
        one, other = before.get(iri), after.get(iri)
        if one and other:
            change = ClaimChange("changed", "", one, other)
            if one != other and change.differing:
                found.append(ClaimChange("changed", tell[1](other), one, other))
        elif other:
            found.append(ClaimChange("added", tell[1](other), None, other))
        elif one:
            found.append(ClaimChange("removed", tell[0](one), one, None))
    return sorted(found, key=lambda each: CHANGES_OF_CLAIMS.index(each.change))


def _tell(claim: Claim) -> dict[str, str]:
    """Return what a coder has said of a claim, by the name of each property; not on which day."""
    cells = {name: plain_cell(cell) for name, cell in zip(COLUMNS, claim.row(), strict=True)}
    at = claim.locator
    place = f"{at.segment} ({at.start} to {at.end}, {at.sha256[:8]})" if at else claim.record or ""
    said = {_WORDS.get(name, name): cell for name, cell in cells.items() if name not in _ASIDE}
    return {**said, "aspect": claim.aspect or "", "place": place}
