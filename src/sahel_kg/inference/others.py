"""Others: what a claim of two things is read beside, and how far these end or deny what it says."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sahel_kg.inference.ends import find_endings, find_past, find_turning, run_up
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import Extent, Span
from sahel_kg.record.relations import TieKey

_DAY = timedelta(1)


@dataclass(frozen=True)
class Voice:
    """A claim that says something of two actors which may speak against what others say of them."""

    claim: str
    key: TieKey
    is_denial: bool
    sure: Span


@dataclass(frozen=True)
class Others:
    """What a claim is read beside.

    Parameters
    ----------
    same : list of Claim
        Of the same state of the same two.
    around : list of list of Claim
        Of what ends with it: of it in each whole of the place.
    against : list of Voice
    there : list of Claim
        Of who sends troops to a side: that they are in its country.
    inside : list of Claim
        Of the same state in parts of the place, where who is there is in the whole.
    yearly : list of Claim
        Of who is in a country: that it had troops on the side of its state in some year.
    """

    same: list[Claim] = field(default_factory=list)
    around: list[list[Claim]] = field(default_factory=list)
    against: list[Voice] = field(default_factory=list)
    there: list[Claim] = field(default_factory=list)
    inside: list[Claim] = field(default_factory=list)
    yearly: list[Claim] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """IRIs of the claims."""
        own = [
            *self.same,
            *self.there,
            *self.inside,
            *self.yearly,
            *(claim for several in self.around for claim in several),
        ]
        return {*(claim.iri for claim in own), *(voice.claim for voice in self.against)}

    def among(self, heard: Collection[str]) -> Others:
        """Return what is left of it where only some claims count."""
        return Others(
            [claim for claim in self.same if claim.iri in heard],
            [[claim for claim in several if claim.iri in heard] for several in self.around],
            [voice for voice in self.against if voice.claim in heard],
            [claim for claim in self.there if claim.iri in heard],
            [claim for claim in self.inside if claim.iri in heard],
            [claim for claim in self.yearly if claim.iri in heard],
        )

    def endings(self, claim: Claim) -> tuple[list[Claim], list[Claim]]:
        """Return the claims that end what one leaves open: by the same state, and by it in a whole of the place."""
        told = [
            each
            for several in (*self.around, self.there)
            for each in find_endings(claim, [*several, *self.same])
            if each in several
        ]
        first = min((each.bounds.latest_end for each in told if each.bounds.latest_end), default=None)
        return find_endings(claim, self.same), [each for each in told if each.bounds.latest_end == first]

    def before(self, claim: Claim) -> list[Bounds]:
        """Return when it was told so in parts of the place, or year after year, of which one tells the end."""
        return [
            replace(each.bounds, earliest_end=None, latest_end=None) if each in self.yearly else _left_open(each).bounds
            for each in self.earlier(claim)
        ]

    def earlier(self, claim: Claim) -> list[Claim]:
        """Return the claims by which who is told to have left had been there before."""
        if not (claim.bounds.earliest_end and claim.bounds.latest_end):
            return []
        inside = [each for each in self.inside if claim in find_endings(_left_open(each), [claim, *self.same])]
        return [*inside, *run_up(claim.bounds, self.yearly)]

    def later_endings(self, claim: Claim) -> list[Claim]:
        """Return the claims that tell by when a state had ended of which one tells that it was so some time."""
        return find_turning(claim.bounds, [*self.same, *self.there])

    def departures(self, claim: Claim) -> list[Claim]:
        """Return the claims that tell that who sends troops had left before."""
        return find_past(claim.bounds, self.there)

    def end_in_time(self, lived: Extent, claim: Claim) -> Extent:
        """Return when something happened, as far as it tells of a state that ended: before that, and of no time after.

        Whose troops had left before sends none, or some that nobody tells of.
        """
        over = max((end.bounds.latest_end for end in self.later_endings(claim) if end.bounds.latest_end), default=None)
        if over:
            lived = replace(lived.clip(None, over) or lived, over=over)
        return replace(lived, at_most="possible") if self.departures(claim) else lived


def _left_open(claim: Claim) -> Claim:
    """Return a claim without its end: who left a town need not have left the country."""
    begun = claim.bounds.latest_begin or claim.bounds.latest_end
    return replace(claim, bounds=replace(claim.bounds, latest_begin=begun, latest_end=None))


def cut(state: Extent, against: Iterable[Voice]) -> Span | None:
    """Cut the days on which a state is presumed where other claims surely speak against it."""
    assert state.presumed is not None
    first, last = state.presumed
    own = [day for day in (state.bounds.latest_begin, state.bounds.earliest_end) if day]
    begun, lasting = min(own, default=first), max(own, default=last)
    for voice in against:
        if voice.sure[1] > lasting:
            last = min(last, max(voice.sure[0], lasting + _DAY) - _DAY)
        if voice.sure[0] < begun:
            first = max(first, min(voice.sure[1], begun - _DAY) + _DAY)
    return (first, last) if first <= last else None
