"""An in-memory set of triples with three indexes, read both by the rule evaluator and by owlrl.

owlrl asks an rdflib Graph millions of small questions; answering them from plain dictionaries instead of
rdflib's store is much of what makes the closure of an article a matter of seconds. The reading methods
therefore carry rdflib's names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rdflib import RDF
from rdflib.term import Node

from sahel_kg.errors import DataError, Problem
from sahel_kg.reasoning.terms import Triple, rank_term

Pattern = tuple[Node | None, Node | None, Node | None]

_EMPTY: dict[Node, set[Node]] = {}


def _nested() -> defaultdict[Node, set[Node]]:
    return defaultdict(set)


class TripleIndex:
    """A set of triples; every pattern with a bound position is answered without a scan.

    Parameters
    ----------
    triples : iterable of triple
        What it holds at first; generalised triples (a literal as subject) are allowed.
    """

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._all: dict[Triple, None] = {}
        self._spo: defaultdict[Node, defaultdict[Node, set[Node]]] = defaultdict(_nested)
        self._pos: defaultdict[Node, defaultdict[Node, set[Node]]] = defaultdict(_nested)
        self._osp: defaultdict[Node, defaultdict[Node, set[Node]]] = defaultdict(_nested)
        for triple in triples:
            self.add(triple)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._all)

    def __contains__(self, triple: object) -> bool:
        return triple in self._all

    def add(self, triple: Triple) -> bool:
        """Add a triple and tell whether it was new."""
        if triple in self._all:
            return False
        subject, predicate, obj = triple
        self._all[triple] = None
        self._spo[subject][predicate].add(obj)
        self._pos[predicate][obj].add(subject)
        self._osp[obj][subject].add(predicate)
        return True

    def triples(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples that fit a pattern, None being a wildcard."""
        s, p, o = pattern
        if s is not None and p is not None:
            if o is None:
                return ((s, p, found) for found in self.objects(s, p))
            return iter(((s, p, o),) if (s, p, o) in self._all else ())
        if p is not None:
            if o is None:
                return ((found, p, value) for found, value in self.subject_objects(p))
            return ((found, p, o) for found in self.subjects(p, o))
        if s is not None:
            if o is None:
                return ((s, found, value) for found, value in self.predicate_objects(s))
            return ((s, found, o) for found in self._osp.get(o, _EMPTY).get(s, ()))
        if o is not None:
            return ((found, predicate, o) for found, predicate in self.subject_predicates(o))
        return iter(self._all)

    def speaks_of(self, predicate: Node) -> bool:
        """Tell whether any triple has the predicate."""
        return predicate in self._pos

    def objects(self, subject: Node, predicate: Node) -> Iterable[Node]:
        """Return the objects of a subject and predicate."""
        found = self._spo.get(subject)
        return found.get(predicate, ()) if found else ()

    def subjects(self, predicate: Node, obj: Node) -> Iterable[Node]:
        """Return the subjects of a predicate and object."""
        found = self._pos.get(predicate)
        return found.get(obj, ()) if found else ()

    def subject_objects(self, predicate: Node) -> Iterator[tuple[Node, Node]]:
        """Yield the pairs that a predicate joins."""
        for obj, subjects in self._pos.get(predicate, _EMPTY).items():
            for subject in subjects:
                yield subject, obj

    def predicate_objects(self, subject: Node) -> Iterator[tuple[Node, Node]]:
        """Yield what is said of a subject."""
        for predicate, objects in self._spo.get(subject, _EMPTY).items():
            for obj in objects:
                yield predicate, obj

    def subject_predicates(self, obj: Node) -> Iterator[tuple[Node, Node]]:
        """Yield what points at an object."""
        for subject, predicates in self._osp.get(obj, _EMPTY).items():
            for predicate in predicates:
                yield subject, predicate

    def items(self, head: Node) -> Iterator[Node]:
        """Yield the members of an RDF list in order.

        Raises
        ------
        DataError
            The list leads back to itself.
        """
        seen: set[Node] = set()
        while head != RDF.nil:
            if head in seen:
                raise DataError([Problem("", str(head), "this RDF list contains itself; end it with rdf:nil")])
            seen.add(head)
            yield from sorted(self.objects(head, RDF.first), key=rank_term)[:1]
            rest = sorted(self.objects(head, RDF.rest), key=rank_term)[:1]
            if not rest:
                return
            head = rest[0]
