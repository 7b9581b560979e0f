"""Who and what is meant by a name: what the graph knows by any of its names, and what a sheet names itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from sahel_kg.desk.slugs import slug
from sahel_kg.desk.wordings import bare, governed
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.nearness import LEAST, NearNames
from sahel_kg.record.spelling import fold
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand, value

ENDS = ("actor", "place", "event", "condition", "activity", "category")
"""What a name can be of; each is the prefix of its IRIs."""
_PREFERRED = PREFIXES["skos"] + "prefLabel"
_NAMES = {_PREFERRED: True, PREFIXES["skos"] + "altLabel": False, PREFIXES["rdfs"] + "label": True}
_INGESTED = PREFIXES["dct"] + "source"


@dataclass
class KnownThing:
    """One actor, place, event and so on, with its names.

    Parameters
    ----------
    iri : str
    end : str
        One of `ENDS`.
    names : dict
        Each name to whether it is preferred.
    kinds : set of str
        IRIs of its classes.
    described : bool
        Whether only one sentence speaks of it.
    ingested : bool
        Whether a data set brought it along.
    """

    iri: str
    end: str
    names: dict[str, bool] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    described: bool = False
    ingested: bool = False

    @property
    def label(self) -> str:
        """Its preferred name, else its CURIE."""
        return next((text for text, preferred in self.names.items() if preferred), compact(self.iri))

    def __str__(self) -> str:
        return f"{self.label} ({compact(self.iri)})"


@dataclass(frozen=True)
class Match:
    """What a name was found to mean, and by which of its names if not by the preferred one."""

    thing: KnownThing
    by: str = ""


class KnownNames:
    """Everything that has a name in the data at hand.

    Parameters
    ----------
    asserted : Asserted
        All data but the sheet's own.
    """

    def __init__(self, asserted: Asserted) -> None:
        self.things: dict[str, KnownThing] = {}
        types: dict[str, set[str]] = defaultdict(set)
        starts = {PREFIXES[end]: end for end in ENDS}
        for quad in [*asserted.about, *asserted.claims, *asserted.ontology]:
            subject, predicate = value(quad.subject), quad.predicate.value
            if predicate == RDF_TYPE and isinstance(quad.object, NamedNode):
                types[subject].add(quad.object.value)
            start = subject.rpartition("/")[0] + "/"
            if start not in starts or predicate not in (*_NAMES, _INGESTED):
                continue
            thing = self.things.setdefault(subject, KnownThing(subject, starts[start]))
            if predicate == _INGESTED:
                thing.ingested = starts[start] != "category"
            elif isinstance(quad.object, Literal):
                known = thing.names.get(quad.object.value, False)
                thing.names[quad.object.value] = known or _NAMES[predicate]
        self._by_key: dict[str, list[KnownThing]] = defaultdict(list)
        self._by_bare: dict[str, list[KnownThing]] = defaultdict(list)
        self._near: dict[tuple[tuple[str, ...], frozenset[str]], NearNames] = {}
        for thing in self.things.values():
            thing.kinds = types[thing.iri]
            thing.described = str(SKG.DescribedActor) in thing.kinds
            for key in {fold(name) for name in thing.names}:
                self._by_key[key].append(thing)
            for key in {bare(name) for name in thing.names}:
                self._by_bare[key].append(thing)

    def find(self, name: str, ends: Sequence[str] = ENDS) -> list[Match]:
        """Return what a name means, of some ends: nothing, one thing, or several that fit equally well.

        An exact preferred name comes first, then an exact one, then one that differs in case, accents or punctuation,
        last one that differs in articles or says the government for its state.
        What only one sentence describes is never meant, and what was made by hand comes before what was ingested.
        """
        if iri := expand(name):
            return [Match(self.things[iri])] if iri in self.things else []
        fitting = [t for t in self._by_key.get(fold(name), ()) if t.end in ends and not t.described]
        for tier in (
            [t for t in fitting if t.names.get(name)],
            [t for t in fitting if name in t.names],
            fitting,
            self._find_bare(name, ends),
        ):
            found = [t for t in tier if not t.ingested] or tier
            if found:
                return [Match(t, self._by(name, t)) for t in found]
        return []

    def _find_bare(self, name: str, ends: Sequence[str]) -> list[KnownThing]:
        states = [t for t in self._by_bare.get(governed(name), ()) if str(SKG.State) in t.kinds]
        fitting = [*self._by_bare.get(bare(name), ()), *states]
        return [t for t in fitting if t.end in ends and not t.described]

    @staticmethod
    def _by(name: str, thing: KnownThing) -> str:
        """Return by which of its other names something is meant, "" if by the preferred one."""
        meant = [text for text in thing.names if fold(text) == fold(name)]
        meant = meant or [text for text in thing.names if bare(text) in (bare(name), governed(name))]
        return "" if any(thing.names[text] for text in meant) or not meant else meant[0]

    def near(self, name: str, ends: Sequence[str] = ENDS, also: Iterable[str] = (), least: float = LEAST) -> list[str]:
        """Return who has the names that come nearest to a name, each with its id, and which of `also` do."""
        wanted = tuple(ends), frozenset(also)
        if wanted not in self._near:
            things = [thing for thing in self.things.values() if thing.end in ends and not thing.described]
            called = ((name, str(thing)) for thing in things for name in thing.names)
            self._near[wanted] = NearNames([*called, *((each, each) for each in wanted[1])])
        return self._near[wanted].find(name, least=least)

    def bearers(self, name: str) -> set[str]:
        """Return all that bear a name, each with its id, whatever the articles."""
        return {str(thing) for thing in self._by_bare.get(bare(name), ())}

    def new_iri(self, end: str, name: str, source: str, taken: Iterable[str] = ()) -> str:
        """Return an IRI for what the graph does not know yet; a taken one is told apart by the source's name."""
        iri = PREFIXES[end] + slug(name)
        return f"{iri}-{source}" if iri in self.things or iri in taken else iri
