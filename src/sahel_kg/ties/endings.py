"""Endings: which claims tell the last day on which a tie can have been so, wherever an end is told with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sahel_kg.inference.telling import Telling
from sahel_kg.record.claims import Claim, FactWords
from sahel_kg.ties.lifetimes import list_lifetimes
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import SKG

_AROUND = tuple(map(str, (SKG.deployedIn, SKG.territory, SKG.locatedIn)))
"""By what an end in a whole is one in its parts, and one of whoever sends troops."""
_Said = tuple[FactWords, Claim]


def list_endings(situation: Situation, ties: Iterable[Tie]) -> list[list[Claim]]:
    """Return for each of some ties the claims that tell the last day on which it can have been so, sorted.

    It is told by a claim that says it, by one that ends what such a claim leaves open, or by the last year of an actor
    of what its claims say. What happened counts no longer once the state is told to have ended that it tells of.
    """
    every = list(ties)
    last = [tie.extent.over or tie.bounds.latest_end for tie in every]
    said = [_list_said(tie) if day else [] for tie, day in zip(every, last, strict=True)]
    telling = _tell(situation, {fact[1] for several in said for fact, _ in several})
    return [tell_end(situation, facts, day, telling) if day else [] for facts, day in zip(said, last, strict=True)]


def tell_end(situation: Situation, said: Sequence[_Said], last: date, telling: Telling | None = None) -> list[Claim]:
    """Return the claims that tell that what some claims say can have been so until a day at the latest, sorted.

    Parameters
    ----------
    situation : Situation
    said : sequence of (fact, Claim)
        What is said, with the claim that says it.
    last : date
    telling : Telling, optional
        What knows the claims by these relations; without it, the one of all claims.
    """
    heard = telling or situation.telling
    told = [claim for _, claim in said]
    for fact, claim in said:
        known = heard(fact, claim.iri)
        is_over = known is not None and known.extent.over is not None
        told += (heard.later_endings if is_over else heard.endings)(fact, claim.iri)
    found = {claim.iri: claim for claim in told if claim.bounds.latest_end == last}
    actors = {end for fact, _ in said for end in (fact[0], fact[2])}
    gone = sorted(actor for actor in actors if situation.years.get(actor, (None, None))[1] == last)
    for life in list_lifetimes(situation, gone).values():
        found |= {claim.iri: claim for claim in life.end_claims}
    return [found[iri] for iri in sorted(found)]


def _list_said(tie: Tie) -> list[_Said]:
    """Return what the claims of a tie say: it, or what it follows from."""
    own = (tie.subject, tie.relation, tie.object)
    if tie.status != "inferred":
        return [(own, claim) for claim in tie.claims]
    return [(fact, claim) for claim in tie.claims for status, fact in claim.said if status != "denied"]


def _tell(situation: Situation, relations: set[str]) -> Telling:
    """Return what tells of claims by some relations: to read all takes longer where there are many."""
    whole, known = situation.of_all_times, situation.relations
    if whole.kept_facts is None or "telling" in whole.__dict__:
        return whole.telling
    either = {way for pair in known.inverse.items() for way in pair if relations.intersection(pair)}
    claims = whole.counted_by(sorted({*relations, *either, *known.ends_in_parts, *_AROUND}))
    counting = {claim.iri for claim in claims}
    return Telling(claims, counting, known, whole.years, whole.first_known, whole.when.persist)
