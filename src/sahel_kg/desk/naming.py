"""Who and what is meant by a name: what the graph knows by any of its names, and what a sheet names itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode, Quad

from sahel_kg.desk.listed_names import KindTree, ListedName, by_iri, choose_label
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
    settled : set of str
        Those of its kinds that data files tell: what another sheet takes it for is no reason to say nothing.
    listed : list of ListedName
        What lists it, if only other sheets do.
    beside : set of str
        Those of its names that only other sheets have.
    """

    iri: str
    end: str
    names: dict[str, bool] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    described: bool = False
    ingested: bool = False
    settled: set[str] = field(default_factory=set)
    listed: list[ListedName] = field(default_factory=list)
    beside: set[str] = field(default_factory=set)

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
        self.kinds = KindTree(asserted.ontology)
        self.things: dict[str, KnownThing] = {}
        self._types: dict[str, set[str]] = defaultdict(set)
        self._labels: dict[str, str] = {}
        self._take([*asserted.about, *asserted.claims, *asserted.ontology])
        self._index()

    def _take(self, quads: Iterable[Quad]) -> None:
        """Take in what data files say of names and kinds."""
        starts = {PREFIXES[end]: end for end in ENDS}
        for quad in quads:
            subject, predicate = value(quad.subject), quad.predicate.value
            if predicate == RDF_TYPE and isinstance(quad.object, NamedNode):
                self._types[subject].add(quad.object.value)
            start = subject.rpartition("/")[0] + "/"
            if start not in starts or predicate not in (*_NAMES, _INGESTED):
                continue
            thing = self.things.setdefault(subject, KnownThing(subject, starts[start]))
            if predicate == _INGESTED:
                thing.ingested = starts[start] != "category"
            elif isinstance(quad.object, Literal):
                known = thing.names.get(quad.object.value, False)
                thing.names[quad.object.value] = known or _NAMES[predicate]
        for thing in self.things.values():
            thing.settled = self._types.get(thing.iri, set())
            thing.kinds = {*thing.settled}
            thing.described = str(SKG.DescribedActor) in thing.kinds

    def _index(self) -> None:
        self._by_key: dict[str, list[KnownThing]] = defaultdict(list)
        self._by_bare: dict[str, list[KnownThing]] = defaultdict(list)
        self._near: dict[tuple[tuple[str, ...], frozenset[str]], NearNames] = {}
        for thing in self.things.values():
            for key in {fold(name) for name in thing.names}:
                self._by_key[key].append(thing)
            for key in {bare(name) for name in thing.names}:
                self._by_bare[key].append(thing)

    def beside(self, listed: Sequence[ListedName], sheet: str, rest: Iterable[Quad] = ()) -> KnownNames:
        """Return what one sheet knows: these names, and those that the other sheets list, in whatever order.

        Parameters
        ----------
        listed : sequence of ListedName
            Of all sheets.
        sheet : str
            The one, by the name of its folder.
        rest : iterable of Quad
            What stands beside the other sheets, as TriG.
        """
        known = KnownNames.__new__(KnownNames)
        known.kinds = self.kinds
        known.things = {iri: replace(thing, names={**thing.names}) for iri, thing in self.things.items()}
        known._types = defaultdict(set, {iri: {*kinds} for iri, kinds in self._types.items()})
        known._take(rest)
        known._labels = {iri: choose_label(lines) for iri, lines in by_iri(listed).items() if iri not in known.things}
        for iri, lines in by_iri(each for each in listed if each.sheet != sheet).items():
            if iri not in known.things:
                known.things[iri] = KnownThing(iri, lines[0].end, {known._labels[iri]: True}, listed=lines)
            thing = known.things[iri]
            thing.kinds |= {each.kind.term for each in lines if each.kind}
            others = {name for each in lines for name in each.names} - {*thing.names}
            thing.beside = others
            thing.names.update(dict.fromkeys(sorted(others), False))
        known._index()
        return known

    def label_of(self, iri: str, name: str) -> str:
        """Return by which one name something is known that sheets list: the name given, if no other sheet does."""
        return self._labels.get(iri, name)

    def find(self, name: str, ends: Sequence[str] = ENDS) -> list[Match]:
        """Return what a name means, of some ends: nothing, one thing, or several that fit equally well.

        An exact preferred name comes first, then an exact one, then one that differs in case, accents or punctuation,
        last one that differs in articles or says the government for its state.
        What only one sentence describes is never meant, and what was made by hand comes before what was ingested.
        What other sheets list comes beside what data files know: none of them takes a name away.
        """
        if iri := expand(name):
            return [Match(self.things[iri])] if iri in self.things else []
        settled = self._find(name, ends, listed=False)
        return [*settled, *self._find(name, ends, listed=True)]

    def _find(self, name: str, ends: Sequence[str], *, listed: bool) -> list[Match]:
        """Return what data files know by a name, or else what other sheets list by it."""
        fitting = [t for t in self._by_key.get(fold(name), ()) if t.end in ends and not t.described]
        for tier in (
            [t for t in fitting if t.names.get(name)],
            [t for t in fitting if name in t.names],
            fitting,
            self._find_bare(name, ends),
        ):
            tier = [t for t in tier if bool(t.listed) is listed]
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
        known = self.things.get(iri)
        return f"{iri}-{source}" if (known and not known.listed) or iri in taken else iri
