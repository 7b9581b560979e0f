"""Confirmations: by how many independent sources each tie is confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

from sahel_kg.inference.cases import find_cases
from sahel_kg.inference.inferences import find_questioned
from sahel_kg.record.dependence import Confirmation, Confirming, count_independent
from sahel_kg.record.relations import TieKey, primary
from sahel_kg.ties.situation import Situation


def confirm(situation: Situation, among: Collection[TieKey] | None = None) -> dict[TieKey, Confirmation]:
    """Say for each tie of a situation how many independent sources confirm it.

    A source confirms a tie if the tie follows from that source's claims together with Background, at the time and by
    the evidence that the situation is seen at, and does not follow from Background alone; or if the source says the tie
    itself, whatever Background does. So Background, which serves every source alike, never confirms anything on its
    own, and a tie that only follows when two sources are put together is confirmed by neither: its count is 0. Sources
    that tell a tie of different years count together, unless the situation is seen on a day by a window
    (``build.at(When(day, window="12m"))``).

    Parameters
    ----------
    situation : Situation
    among : collection of (subject, relation, object), optional
        Those that are of interest.

    Returns
    -------
    dict of (subject, relation, object) to Confirmation
        Of every tie that is asserted or inferred, the general ones included; IRIs.

    Raises
    ------
    SahelError
        If there is no closure that can be used.
    DataError
        If sources draw on each other in a circle.
    """
    kept = situation.kept
    told = kept.confirming(among) if kept else list_confirming(situation)
    follows: dict[TieKey, set[str]] = {}
    says: dict[TieKey, set[str]] = defaultdict(set)
    by_background: set[TieKey] = set()
    read = cache(situation.when.read)  # thousands of ties have a few hundred extents
    for each in told:
        if not read(each.extent) or (among is not None and each.key not in among):
            continue
        (says[each.key] if each.said else follows.setdefault(each.key, set())).update(each.sources)
        if each.background:
            by_background.add(each.key)
    draws_on = situation.whole.draws_on
    return {
        key: count_independent(sorted(says[key] | (set() if key in by_background else sources)), draws_on)
        for key, sources in follows.items()
    }


def list_confirming(situation: Situation) -> Iterator[Confirming]:
    """Yield for each tie and each time at which it is so the sources from each of which it follows, or that say it."""
    whole = situation.whole
    known = {c.iri: c for c in situation.admitted}
    names = sorted({c.source for c in situation.admitted if c.basis != "Background"})
    bit_of = {source: 1 << number for number, source in enumerate(names)}
    alone = 1 << len(names)  # the case in which nothing but Background counts
    whole_bit = alone << 1
    everywhere = (whole_bit << 1) - 1
    graphs = {
        c.iri: everywhere if c.basis == "Background" else bit_of[c.source] | whole_bit for c in situation.admitted
    }
    telling = situation.telling
    derivations = whole.derivations
    actors = situation.of_all_times.actors.iris

    def key_of(place: int) -> TieKey | None:
        subject, relation, obj = map(str, derivations.facts[place])
        if subject in actors and obj in actors and relation in whole.relations.terms:
            return primary(subject, relation, obj, whole.relations)
        return None

    questioned = find_questioned(derivations, graphs, everywhere)
    for place, extents in find_cases(derivations, telling, graphs, everywhere).items():
        if key := key_of(place):
            for extent, cases in extents.items():
                if left := cases & ~questioned.get(place, 0):
                    sources = tuple(name for name in names if left & bit_of[name])
                    yield Confirming(key, extent, sources, said=False, background=bool(left & alone))
    for place, told in derivations.given.items():
        if key := key_of(place):
            subject, relation, obj = map(str, derivations.facts[place])
            for graph in told:
                source = known[graph].source if graph in known and known[graph].basis != "Background" else None
                if source and (said := telling((subject, relation, obj), graph)):
                    yield Confirming(key, said.extent, (source,), said=True)
