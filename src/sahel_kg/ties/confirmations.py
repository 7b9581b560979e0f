"""Confirmations: by how many independent sources each tie is confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from sahel_kg.frames import Grid, Tabular
from sahel_kg.inference.cases import find_cases
from sahel_kg.inference.inferences import find_questioned
from sahel_kg.record.dependence import Confirmation, Confirming, count_independent
from sahel_kg.record.relations import TieKey, primary
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import compact

COLUMNS = (
    *("subject", "subject_label", "relation", "relation_label", "object", "object_label"),
    *("n", "independent", "sources"),
)
"""Of a table of confirmations: how many independent sources, one choice of such, and all that confirm the tie."""

_OF_ANY_YEAR = "Sources that tell a tie of different years count together"


class Confirmations(dict[TieKey, Confirmation], Tabular):
    """How well ties are confirmed, by subject, relation and object (IRIs); a table as well, with their names.

    Parameters
    ----------
    found : mapping of (subject, relation, object) to Confirmation
    situation : Situation
        Where the names are from, and at which time the ties are seen.
    """

    def __init__(self, found: dict[TieKey, Confirmation], situation: Situation) -> None:
        super().__init__(found)
        self._situation = situation

    def of(self, keys: Iterable[TieKey]) -> Confirmations:
        """Return those of some ties; what nothing confirms has a count of 0."""
        return Confirmations({key: self.get(key, Confirmation()) for key in keys}, self._situation)

    @property
    def note(self) -> str:
        """What is counted together."""
        when = self._situation.when
        if when.day is not None and when.window is not None:
            return ""
        years = f"What happened in whatever year before {when.day} counts" if when.day else _OF_ANY_YEAR
        return f"{years}: build.at(When(day, window='12m')).confirmations() counts the last 12 months before a day."

    def grid(self) -> Grid:
        """Return them as a table, a tie a row, the best confirmed first."""
        actors, relations = self._situation.of_all_times.actors, self._situation.relations
        rows = []
        for (subject, relation, other), told in sorted(self.items(), key=lambda each: (-each[1].n, each[0])):
            named = (
                *(compact(subject), actors[subject].label, compact(relation), relations.label(relation)),
                *(compact(other), actors[other].label),
            )
            cited = (" ".join(map(compact, several)) for several in (told.independent, told.sources))
            rows.append((*named, told.n, *cited))
        return Grid(COLUMNS, rows, "Confirmations", self.note, types={"n": "whole"})


def confirm(situation: Situation, among: Collection[TieKey] | None = None) -> Confirmations:
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
    Confirmations
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
    counted = {
        key: count_independent(sorted(says[key] | (set() if key in by_background else sources)), draws_on)
        for key, sources in follows.items()
    }
    return Confirmations(counted, situation)


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
