"""Facts by what they say: the pairs that a property joins, the members of a class.

A rule about classes is an operation of sets then, one about properties a comprehension over pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import Any

from sahel_kg.reasoning.evaluation.patterns import Fact
from sahel_kg.reasoning.language import RDF

TYPE = RDF.type
_PLACES = itemgetter(0), itemgetter(1)

Pair = tuple[str, str]
Element = Any
"""A text or a pair of them: a member of a class, or the subject and the object of a property."""
Key = tuple[str, str | None]
"""A property with None, or rdf:type with a class."""
Elements = set[Element]
"""What is said of one class or property."""
Grouping = dict[Key, Elements]


def split(fact: Fact) -> tuple[Key, Element]:
    """Return the part of a fact, and what it is there."""
    s, p, o = fact
    return ((p, o), s) if p == TYPE else ((p, None), (s, o))


def list_facts(key: Key, elements: Iterable[Element]) -> list[Fact]:
    """Return elements of a part as facts."""
    p, kind = key
    if kind is None:
        return [(s, p, o) for s, o in elements]
    return [(s, p, kind) for s in elements]


def sort_out(facts: Iterable[Fact]) -> Grouping:
    """Return facts by what they say."""
    parts = defaultdict[Key, Elements](set)
    for fact in facts:
        key, element = split(fact)
        parts[key].add(element)
    return parts


def find_terms(key: Key, part: Elements, terms: AbstractSet[str]) -> Elements:
    """Return the elements of a part that have one of some terms."""
    if not terms.isdisjoint(key):
        return set(part)
    if key[1] is not None:
        return part.intersection(terms)
    return {*select(part, 0, terms), *select(part, 1, terms)}


def select(pairs: Collection[Pair], place: int, terms: AbstractSet[str]) -> list[Pair]:
    """Return the pairs of which the subject (0) or the object (1) is one of some terms; mostly there are none."""
    if has_none(pairs, place, terms):
        return []
    return [pair for pair in pairs if pair[place] in terms]


def has_none(pairs: Iterable[Pair], place: int, terms: AbstractSet[str]) -> bool:
    """Tell whether of no pair the subject (0) or the object (1) is one of some terms."""
    return not terms or terms.isdisjoint(map(_PLACES[place], pairs))


def count(parts: Grouping) -> int:
    """Return how many facts there are."""
    return sum(map(len, parts.values()))


class Facts:
    """Facts in parts, found by each of their terms.

    Attributes
    ----------
    parts : dict of Elements
    members : dict of str to Elements
        The same parts of rdf:type by class.
    """

    def __init__(self) -> None:
        self.parts: Grouping = {}
        self.members: dict[str, Elements] = {}
        self._objects: dict[str, defaultdict[str, list[str]]] = {}
        self._subjects: dict[str, defaultdict[str, list[str]]] = {}

    def __len__(self) -> int:
        return count(self.parts)

    def __iter__(self) -> Iterator[Fact]:
        for key, part in self.parts.items():
            yield from list_facts(key, part)

    def __contains__(self, fact: Fact) -> bool:
        key, element = split(fact)
        return element in self.parts.get(key, ())

    def part(self, key: Key) -> Elements:
        """Return a part, which stays the same object whatever is added."""
        found = self.parts.get(key)
        if found is None:
            found = self.parts[key] = set()
            p, kind = key
            if p == TYPE and kind is not None:
                self.members[kind] = found
        return found

    def objects(self, p: str) -> Mapping[str, Iterable[str]]:
        """Return the objects of each subject; what is added later is there, too."""
        return self._index(self._objects, p, 0)

    def subjects(self, p: str) -> Mapping[str, Iterable[str]]:
        """Return the subjects of each object; what is added later is there, too."""
        return self.members if p == TYPE else self._index(self._subjects, p, 1)

    def _index(self, indices: dict[str, defaultdict[str, list[str]]], p: str, place: int) -> Mapping[str, list[str]]:
        if p not in indices:
            indices[p] = defaultdict(list)
            self._fill(indices[p], p, place)
        return indices[p]

    def _fill(self, index: defaultdict[str, list[str]], p: str, place: int) -> None:
        for pair in self.list_pairs(p):
            index[pair[place]].append(pair[1 - place])

    def list_pairs(self, p: str) -> Collection[Pair]:
        """Return what a property joins, be it rdf:type."""
        if p == TYPE:
            return [(s, kind) for kind, members in self.members.items() for s in members]
        return self.parts.get((p, None), ())

    def add(self, key: Key, elements: Elements) -> None:
        """Let elements that are not there be found."""
        self.part(key).update(elements)
        p, kind = key
        if p in self._objects:
            objects = self._objects[p]
            if kind is None:
                for s, o in elements:
                    objects[s].append(o)
            else:
                for s in elements:
                    objects[s].append(kind)
        if p in self._subjects:
            subjects = self._subjects[p]
            for s, o in elements:
                subjects[o].append(s)

    def take_out(self, terms: AbstractSet[str]) -> Grouping:
        """Let no fact with one of some terms be found any more; return these."""
        gone: Grouping = {}
        for key, part in self.parts.items():
            if leaving := find_terms(key, part, terms):
                gone[key] = leaving
                part -= leaving
        for p in {p for p, _ in gone}:
            for index, place in ((self._objects, 0), (self._subjects, 1)):
                if p in index:
                    index[p].clear()
                    self._fill(index[p], p, place)
        return gone

    def find(self, s: str | None, p: str | None, o: str | None) -> Collection[Fact]:
        """Return the facts that fit, None being a wildcard."""
        if p is None:
            names = dict.fromkeys(p for p, _ in self.parts)
            return [fact for name in names for fact in self.find(s, name, o)]
        if s is not None and o is not None:
            return [(s, p, o)] if (s, p, o) in self else []
        if s is not None:
            return [(s, p, each) for each in self.objects(p).get(s, ())]
        if o is not None:
            return [(each, p, o) for each in self.subjects(p).get(o, ())]
        return [(s, p, o) for s, o in self.list_pairs(p)]
