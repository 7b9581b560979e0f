"""Undecided identities: actors of one answer that bear one name in two sources, and nobody has said who is who."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from sahel_kg.record.actors import Actor
from sahel_kg.record.identities import (
    DECIDED,
    find_clash,
    find_common_source,
    is_decision,
    read_disjoint,
    read_speakers,
)
from sahel_kg.record.spelling import fold
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import value

_OPEN = DECIDED["later"]


def find_undecided(situation: Situation, actors: Iterable[Actor]) -> list[tuple[Actor, Actor]]:
    """Return the pairs of some actors that bear one name and may be one, as far as anybody has decided.

    Actors that one source tells apart, and kinds of which nothing is both, are no question.
    """
    named: dict[str, dict[str, Actor]] = defaultdict(dict)
    for actor in actors:
        if not actor.described:
            for name in actor.names:
                named[fold(name.text)][actor.iri] = actor
    pairs = {
        (one, other): (alike[one], alike[other])
        for key, alike in named.items()
        if key and len(alike) > 1
        for one, other in combinations(sorted(alike), 2)
    }
    if not pairs:
        return []
    decided, whole = set(_decided(situation)), situation.whole
    kept = whole.kept_facts
    told = kept.claims_about(whole.when, {iri for pair in pairs for iri in pair}) if kept else whole.claims
    speakers, disjoint = read_speakers(told), read_disjoint(whole.ontology)
    return [
        both
        for pair, both in sorted(pairs.items())
        if frozenset(pair) not in decided
        and find_common_source(*pair, whole.origins, speakers) is None
        and find_clash(both[0].classes, both[1].classes, disjoint) is None
    ]


def _decided(situation: Situation) -> Iterator[frozenset[str]]:
    for claim in situation.decisions:
        if is_decision(claim) and claim.withdrawn is None:
            for triple in claim.statement:
                if triple.predicate.value != _OPEN:
                    yield frozenset((value(triple.subject), value(triple.object)))


def tell_undecided(situation: Situation, shown: Iterable[object]) -> str:
    """Say in one line which actors of an answer may be one; nothing if none may be.

    Parameters
    ----------
    situation : Situation
    shown : iterable of object
        What is in the answer: ids (CURIEs) of actors are looked at, all else is passed over.
    """
    ids = {each for each in shown if str(each).startswith("actor:")}
    found = find_undecided(situation, [each for each in situation.actors if each.id in ids]) if len(ids) > 1 else []
    if not found:
        return ""
    told = "; ".join(f"{one.id} and {other.id}" for one, other in found[:3])
    more = f"; and {len(found) - 3} more" if len(found) > 3 else ""
    return f"Undecided whether they are one, though they bear one name: {told}{more} (sahel-kg link)."
