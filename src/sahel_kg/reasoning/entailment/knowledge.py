"""What is known of a closure: its facts by value, and what the rules that only restate would add.

`entails` answers as if these rules were in force; here they are answered when asked for, never written down:
eq-ref, dt-type1, dt-type2, dt-eq, dt-diff, scm-cls, scm-eqc2, scm-op, scm-dp, scm-eqp2, prp-ap, cls-thing,
cls-nothing1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from rdflib import OWL, RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node

from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.rules.profiles import load_profile
from sahel_kg.reasoning.terms import Triple, rank_term
from sahel_kg.reasoning.values.literals import DATATYPES, are_disjoint, is_in_datatype, surely_differ, value_key

Pairs = Iterable[tuple[Node, Node]]

# A value of each datatype: that one exists follows from nothing, by dt-type2.
SAMPLES = (
    *(Literal(text, datatype=XSD.integer) for text in ("1", "-1")),
    Literal("1", datatype=XSD.float),
    Literal("1", datatype=XSD.double),
    Literal("a"),
    Literal("a", lang="en"),
    Literal("true", datatype=XSD.boolean),
    Literal("00", datatype=XSD.hexBinary),
    Literal("AA==", datatype=XSD.base64Binary),
    Literal("urn:a", datatype=XSD.anyURI),
    Literal("a", datatype=RDF.XMLLiteral, normalize=False),
    Literal("2000-01-01T00:00:00Z", datatype=XSD.dateTime, normalize=False),
)
SORTS: dict[Node, tuple[URIRef, ...]] = {
    RDFS.subClassOf: (OWL.Class,),
    OWL.equivalentClass: (OWL.Class,),
    RDFS.subPropertyOf: (OWL.ObjectProperty, OWL.DatatypeProperty),
    OWL.equivalentProperty: (OWL.ObjectProperty, OWL.DatatypeProperty),
}
EQUIVALENCES: dict[Node, URIRef] = {OWL.equivalentClass: RDFS.subClassOf, OWL.equivalentProperty: RDFS.subPropertyOf}


@cache
def list_axioms() -> tuple[Triple, ...]:
    """Return what the rules of OWL 2 RL say of the language itself, whatever the data."""
    return tuple(fact for rule in load_profile("owl-rl") if not rule.body for fact in rule.head)


class Knowledge:
    """The facts of a closure, literals of one value being one term, for patterns to be looked up in.

    Parameters
    ----------
    closure : Closure
    names : mapping of term to literal
        Terms that stand for a literal, which may not be a subject in RDF: a fact about one is a fact about it.
    restates : bool
        Whether to answer for the rules of OWL 2 RL that only restate.
    """

    def __init__(self, closure: Closure, names: Mapping[Node, Literal], *, restates: bool = True) -> None:
        self._literals: dict[str, Literal] = {}
        self._names = names
        self._restates = restates
        self.facts = TripleIndex(map(self.normalise, closure.facts()))
        self.things = {s for s, _, _ in self.facts} | {o for _, _, o in self.facts}
        for axiom in list_axioms() if restates else ():
            self.facts.add(axiom)
        self.is_contradictory = bool(closure.contradictions) or (restates and self._has_value_of_no_datatype())

    def normalise(self, triple: Triple) -> Triple:
        """Return a triple with each literal replaced by the first of the same value."""
        s, p, o = triple
        return self.normalise_term(s), p, self.normalise_term(o)

    def normalise_term(self, term: Node) -> Node:
        """Return the term that stands for all of the same value."""
        term = self._names.get(term, term)
        key = value_key(term) if isinstance(term, Literal) else None
        return term if key is None or not isinstance(term, Literal) else self._literals.setdefault(key, term)

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple is a fact or restates facts."""
        triple = self.normalise(triple)
        return triple in self.facts or next(self.find(*triple), None) is not None

    def find(self, s: Node | None, p: Node, o: Node | None) -> Iterator[Triple]:
        """Yield the facts that fit a pattern, None being a wildcard, those that only restate after the others."""
        yield from self.facts.triples((s, p, o))
        if self._restates:
            for left, right in self._restate(s, p, o):
                if s in (None, left) and o in (None, right):
                    yield left, p, right

    def _restate(self, s: Node | None, p: Node, o: Node | None) -> Pairs:
        if p == OWL.sameAs:
            yield from ((term, term) for term in self._choose(s, o, self.things))
            yield from ((right, left) for left, right in self._subject_objects(o, p, s))
        elif p == OWL.differentFrom:
            for left in [s] if s is not None else self._list_literals():
                for right in [o] if o is not None else self._list_literals():
                    if isinstance(left, Literal) and isinstance(right, Literal) and surely_differ(left, right):
                        yield left, right
        elif p == RDF.type:
            yield from self._restate_type(s, o)
        elif p in SORTS:
            sorts = {term for sort in SORTS[p] for term in self.facts.subjects(RDF.type, sort)}
            yield from ((term, term) for term in self._choose(s, o, sorts))
            if p == RDFS.subClassOf:
                yield from ((term, OWL.Thing) for term in sorts)
                yield from ((OWL.Nothing, term) for term in sorts)
            if p in EQUIVALENCES:
                below = EQUIVALENCES[p]
                pairs = self._subject_objects(s, below, o)
                yield from ((left, right) for left, right in pairs if (right, below, left) in self.facts)

    def _restate_type(self, s: Node | None, o: Node | None) -> Pairs:
        if o is not None and o in (OWL.Thing, RDFS.Resource):
            yield from ((term, o) for term in self._choose(s, None, self.things) if not isinstance(term, Literal))
        datatypes = DATATYPES if o is None else {each for each in DATATYPES if each == o}
        for datatype in datatypes:
            literals = [s] if s is not None else [*self._list_literals(), *SAMPLES]
            for literal in literals:
                if isinstance(literal, Literal) and is_in_datatype(literal, datatype):
                    yield literal, datatype

    def _choose(self, s: Node | None, o: Node | None, otherwise: Iterable[Node]) -> Iterable[Node]:
        """Return the candidates for a term that may be both ends of a pattern."""
        given = [term for term in (s, o) if term is not None]
        return (
            [term for term in given[:1] if otherwise is self.things or term in set(otherwise)] if given else otherwise
        )

    def _subject_objects(self, s: Node | None, p: Node, o: Node | None) -> Pairs:
        return [(left, right) for left, _, right in self.facts.triples((s, p, o))]

    def _list_literals(self) -> list[Node]:
        return [term for term in self.things if isinstance(term, Literal)]

    def list_datatypes(self, term: Node) -> list[URIRef]:
        """Return the datatypes that a term is said to be of."""
        return [each for each in self.facts.objects(term, RDF.type) if isinstance(each, URIRef) and each in DATATYPES]

    def _has_value_of_no_datatype(self) -> bool:
        """Tell whether something is of two datatypes that share no value."""
        typed = {term for datatype in DATATYPES for term in self.facts.subjects(RDF.type, datatype)}
        for term in typed:
            found = self.list_datatypes(term)
            if any(are_disjoint(left, right) for left in found for right in found):
                return True
        return False

    def read_list(self, head: Node) -> tuple[Node, ...] | None:
        """Return the members of a list; see `read_members`."""
        return read_members(head, self.facts)


def read_members(head: Node, facts: TripleIndex) -> tuple[Node, ...] | None:
    """Return the members of a list, or None if it is not complete, ends in itself, or forks."""

    def choose(predicate: Node) -> Node | None:
        found = sorted(facts.objects(head, predicate), key=rank_term)
        return found[0] if found and all((found[0], OWL.sameAs, other) in facts for other in found[1:]) else None

    members: list[Node] = []
    seen: set[Node] = set()
    while head != RDF.nil:
        first, rest = choose(RDF.first), choose(RDF.rest)
        if head in seen or first is None or rest is None:
            return None
        seen.add(head)
        members.append(first)
        head = rest
    return tuple(members)
