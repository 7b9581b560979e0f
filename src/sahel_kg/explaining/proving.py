"""Proofs of a situation's facts: the best one, or one that holds on a day, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sahel_kg.explaining import explanations, naming
from sahel_kg.inference.supports import Support, prove
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.ties.situation import Situation

if TYPE_CHECKING:
    from sahel_kg.explaining.explanations import Explanation
    from sahel_kg.explaining.phrasing import Triple


def list_supports(situation: Situation, fact: Triple) -> list[Support]:
    """Return the ways in which a fact follows at the situation's time, the best first.

    Certain before possible, then by credibility, then those that rest on few claims.
    """
    place = situation.derivations.places.get(fact)
    found = situation.of_all_times.supports.get(place, []) if place is not None else []
    return sorted(
        (each for each in found if situation.when.read(each.extent)),
        key=lambda s: (
            BEST_FIRST.index(situation.when.read(s.extent) or "undated"),
            s.credibility,
            len(s.claims),
            sorted(s.claims),
        ),
    )


def explain(situation: Situation, fact: Triple, *, merge: bool = True) -> Explanation | None:
    """Return the best proof of a fact at the situation's time in words; None if it does not hold then.

    Parameters
    ----------
    situation : Situation
    fact : triple
    merge : bool
        See `explanations.explain`.
    """
    book = naming.open_book(situation.whole)
    if fact not in situation.closure:
        return None
    place = situation.derivations.places.get(fact)
    if place is None or place in situation.derivations.always:
        return explanations.explain(situation.closure.explain(fact), book, merge=merge)
    found = list_supports(situation, fact)
    if not found:
        return None
    best, derivations = found[0], situation.derivations
    telling = situation.telling

    def also(place: int, support: Support) -> list[str]:
        """Return the claims by any of which the proof is as good as by the one that it names."""
        subject, predicate, obj = map(str, derivations.facts[place])
        said = {graph: telling((subject, predicate, obj), graph) for graph in derivations.given[place]}
        return [
            graph
            for graph, known in said.items()
            if graph in support.said
            or (known and known.credibility <= best.credibility and known.extent.covers(support.extent))
        ]

    proof, supports = prove(derivations, place, best, situation.closure.explain, also)
    told = explanations.explain(proof, book, merge=merge, supports=supports)
    others = tuple(dict.fromkeys((each.extent, each.credibility) for each in found[1:]))
    return replace(told, others=others)


def other_times(situation: Situation, fact: Triple) -> list[Support]:
    """Return the ways in which a fact follows at any time, for one that does not at the situation's."""
    return list_supports(situation.of_all_times, fact)
