"""Confirmations: by how many independent sources each tie is confirmed."""

from __future__ import annotations

from collections import defaultdict

from sahel_kg.inference.cases import find_cases
from sahel_kg.inference.inferences import find_questioned
from sahel_kg.record.dependence import Confirmation, count_independent
from sahel_kg.record.relations import TieKey, primary
from sahel_kg.ties.situation import Situation


def confirm(situation: Situation) -> dict[TieKey, Confirmation]:
    """Say for each tie of a situation how many independent sources confirm it.

    A source confirms a tie if the tie follows from that source's claims together with Background, at the time and by
    the evidence that the situation is seen at, and does not follow from Background alone; or if the source says the tie
    itself, whatever Background does. So Background, which serves every source alike, never confirms anything on its
    own, and a tie that only follows when two sources are put together is confirmed by neither: its count is 0.

    Parameters
    ----------
    situation : Situation

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
    follows: dict[TieKey, int] = defaultdict(int)
    says: dict[TieKey, int] = defaultdict(int)
    actors = situation.actors.iris

    def key_of(place: int) -> TieKey | None:
        subject, relation, obj = map(str, derivations.facts[place])
        if subject in actors and obj in actors and relation in whole.relations.terms:
            return primary(subject, relation, obj, whole.relations)
        return None

    questioned = find_questioned(derivations, graphs, everywhere)
    for place, extents in find_cases(derivations, telling, graphs, everywhere).items():
        if key := key_of(place):
            for extent, cases in extents.items():
                follows[key] |= cases & ~questioned.get(place, 0) if situation.when.read(extent) else 0
    for place, told in derivations.given.items():
        if key := key_of(place):
            words = derivations.facts[place]
            for graph in told:
                if graph in known and known[graph].basis != "Background":
                    said = telling((str(words[0]), str(words[1]), str(words[2])), graph)
                    says[key] |= bit_of[known[graph].source] if said and situation.when.read(said.extent) else 0
    found = {}
    for key, cases in follows.items():
        if cases:
            confirming = says[key] | (0 if cases & alone else cases)
            found[key] = count_independent([s for s in names if confirming & bit_of[s]], whole.draws_on)
    return found
