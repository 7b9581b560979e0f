"""Proofs of a build's facts: the best one, or one that holds on a day, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sahel_kg.explaining import explanations, naming
from sahel_kg.inference.supports import Support, leaf_of_claims, prove
from sahel_kg.record.extents import When

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.explaining.explanations import Explanation
    from sahel_kg.explaining.phrasing import Triple

_ORDER = {"certain": 0, "possible": 1, "undated": 2}


def list_supports(build: Build, fact: Triple) -> list[Support]:
    """Return the ways in which a fact follows at the build's time, the best first.

    Certain before possible, then by credibility, then those that rest on few claims.
    """
    place = build.derivations.places.get(fact)
    found = build.whole.admitting(build.evidence).supports.get(place, []) if place is not None else []
    return sorted(
        (each for each in found if build.when.read(each.extent)),
        key=lambda s: (_ORDER[build.when.read(s.extent) or "undated"], s.credibility, len(s.claims), sorted(s.claims)),
    )


def explain(build: Build, fact: Triple, *, merge: bool = True) -> Explanation | None:
    """Return the best proof of a fact at the build's time in words; None if it does not hold then.

    Parameters
    ----------
    build : Build
    fact : triple
    merge : bool
        See `explanations.explain`.
    """
    book = naming.open_book(build.whole)
    if fact not in build.closure:
        return None
    place = build.derivations.places.get(fact)
    if place is None or place in build.derivations.always:
        return explanations.explain(build.closure.explain(fact), book, merge=merge)
    found = list_supports(build, fact)
    if not found:
        return None
    best, derivations = found[0], build.derivations
    claims = [c for c in build.claims if c.counts]
    leaf = leaf_of_claims(claims, build.relations.aspects, build.years)

    def also(place: int, support: Support) -> list[str]:
        """Return the claims by any of which the proof is as good as by the one that it names."""
        subject, predicate, obj = map(str, derivations.facts[place])
        said = {graph: leaf((subject, predicate, obj), graph) for graph in derivations.given[place]}
        return [
            graph
            for graph, known in said.items()
            if graph == support.claim or (known and known[1] <= best.credibility and known[0].covers(support.extent))
        ]

    proof, supports = prove(derivations, place, best, build.closure.explain, also)
    told = explanations.explain(proof, book, merge=merge, supports=supports)
    others = tuple(dict.fromkeys((each.extent, each.credibility) for each in found[1:]))
    return replace(told, others=others)


def other_times(build: Build, fact: Triple) -> list[Support]:
    """Return the ways in which a fact follows at any time, for one that does not at the build's."""
    return list_supports(build.whole.admitting(build.evidence).at(When()), fact)
