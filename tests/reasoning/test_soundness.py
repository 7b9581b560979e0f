"""Every rule of OWL 2 RL, and every addition, against small worlds in which all that is true is written down.

A world is an interpretation after the OWL 2 RDF-Based Semantics: names stand for elements, classes have members,
properties join pairs, and which triples of the vocabulary hold follows by the semantic conditions, which are
written out here a second time and independently of the rules. A sound rule finds nothing to add, and no
contradiction. https://www.w3.org/TR/owl2-rdf-based-semantics/#Semantic_Conditions
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from random import Random
from typing import cast

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node

from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.reference.joins import instantiate, solve
from sahel_kg.reasoning.rules.profiles import Rule, load_profile
from sahel_kg.reasoning.terms import Triple
from sahel_kg.reasoning.values.literals import RL_DATATYPES, is_in_datatype, value_key

Pairs = frozenset[tuple[object, object]]
Members = frozenset[object]

RULES = load_profile("owl-rl")
ZERO, ONE = (Literal(number, datatype=XSD.nonNegativeInteger) for number in "01")
TRUE = Literal(True)
LITERALS: list[Node] = [
    ZERO,
    ONE,
    TRUE,
    Literal("300", datatype=XSD.short),
    Literal("-1", datatype=XSD.integer),
    Literal("01", datatype=XSD.integer, normalize=False),
    Literal("1.5", datatype=XSD.decimal),
    Literal("a"),
    Literal("a", lang="en"),
    Literal("2019-03-23T04:00:00Z", datatype=XSD.dateTimeStamp),
]
# True by decree: what the tables of the W3C state without a condition.
AXIOMS = [
    fact for rule in RULES if rule.name in ("prp-ap", "cls-thing", "cls-nothing1", "dt-type1") for fact in rule.head
]


COUNTS = {"C": 6, "p": 9, "n": 40, "l": 13, "r": 32}
# Two worlds in which nearly every rule has something to say; any seeds do.
WORLDS = (1, 6)
# What needs two particular ranges: test_rules compares it with the value space.
SILENT = {"dt-range"}


def name(kind: str, number: int) -> URIRef:
    return URIRef(f"https://example.org/{kind}{number}")


class World:
    """A random interpretation; `tell` lists what is true in it."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        people = [name("x", number) for number in range(5)]
        self.element: dict[Node, object] = {person: self.random.randrange(3) for person in people}
        self.element |= {literal: value_key(literal) for literal in LITERALS if isinstance(literal, Literal)}
        self.things: list[Node] = [*people, *LITERALS]
        self.core = sorted(set(self.element.values()), key=str)
        self.people = sorted({self.element[person] for person in people}, key=str)
        self.literals = [self.element[literal] for literal in LITERALS]
        language = {term for rule in RULES for triple in (*rule.body, *rule.head) for term in triple}
        others = {term for term in language if isinstance(term, URIRef)} | {RDF.nil}
        others |= {name(kind, number) for kind in ("C", "p", "n", "l", "r") for number in range(COUNTS[kind])}
        others |= {URIRef(f"{name('l', n)}/{part}") for n in range(COUNTS["l"]) for part in (1, 2, "apart", "parts")}
        self.element |= {other: other for other in others}
        self.all: Members = frozenset(self.element.values())
        self.facts: list[Triple] = list(AXIOMS)
        self.lists: dict[Node, list[Node]] = {RDF.nil: []}
        self.properties = self._make_properties()
        self.classes = self._make_classes()
        self._make_lists()
        self._make_restrictions()
        self._make_booleans()

    # ------------------------------------------------------------- extensions
    def _make_properties(self) -> dict[Node, Pairs]:
        found: list[Pairs] = []
        for kind in [*self.random.choices(range(11), k=7), 0, 1]:
            some = frozenset(
                (self.random.choice(self.people), self.random.choice(self.people))
                for _ in range(self.random.randrange(5))
            )
            earlier = self.random.choice(found) if found else some
            values = frozenset((self.random.choice(self.people), self.random.choice(self.literals)) for _ in range(3))
            inverse = frozenset((y, x) for x, y in earlier)
            found.append(
                {
                    0: some,
                    1: values,
                    2: frozenset(dict(_sort(some | values)).items()),
                    3: frozenset((x, y) for y, x in {y: x for x, y in _sort(some)}.items()),
                    4: some | frozenset((y, x) for x, y in some),
                    5: earlier | some,
                    6: inverse,
                    7: _close_transitively(some),
                    8: some | frozenset((x, x) for x in self.all),
                    9: _compose(earlier, some),
                    10: frozenset((x, y) for x, y in some if x != y and (y, x) not in earlier),
                }[kind]
            )
        extensions: dict[Node, Pairs] = {name("p", number): pairs for number, pairs in enumerate(found)}
        return extensions | {OWL.bottomObjectProperty: frozenset(), OWL.bottomDataProperty: frozenset()}

    def _make_classes(self) -> dict[Node, Members]:
        classes: dict[Node, Members] = {OWL.Thing: self.all, OWL.Nothing: frozenset()}
        for number in range(5):
            some = frozenset(self.random.sample(self.core, self.random.randrange(4)))
            classes[name("C", number)] = some
        classes[name("C", 5)] = classes[name("C", 0)] | classes[name("C", 1)]
        for datatype in [RDFS.Literal, XSD.integer, XSD.string, *self.random.sample(sorted(RL_DATATYPES), 6)]:
            classes[datatype] = frozenset(
                self.element[literal]
                for literal in LITERALS
                if isinstance(literal, Literal) and is_in_datatype(literal, datatype)
            )
        return classes

    def _make_lists(self) -> None:
        kinds: list[list[Node]] = [self.things[:5], [*self.classes][:8], [*self.properties][:9]]
        for number in range(12):
            source = kinds[number % 3]
            self.lists[name("l", number)] = self.random.choices(source, k=self.random.choice((1, 2, 2, 3)))
        transitive = [p for p, pairs in self.properties.items() if pairs and _compose(pairs, pairs) <= pairs]
        self.lists[name("l", 12)] = [self.random.choice(transitive or [name("p", 0)])] * 2

    def _make_restrictions(self) -> None:
        number = 0
        # the last property joins people with literals
        for prop in (self.random.choice([*self.properties][:8]), name("p", 8)):
            for what, value in self._draw_restrictions():
                node = name("r", number)
                number += 1
                filler = self.classes.get(value, self.all)
                counts = {x: len({y for z, y in self.properties[prop] if z == x and y in filler}) for x in self.all}
                qualifier: list[tuple[Node, Node]] = []
                if what in (OWL.maxQualifiedCardinality, OWL.minQualifiedCardinality, OWL.qualifiedCardinality):
                    data = value in RL_DATATYPES
                    qualifier = [(OWL.onDataRange if data else OWL.onClass, value)]
                    value = self.random.choice((ZERO, ONE, ONE))
                elif value in (ZERO, ONE):
                    counts = {x: len({y for z, y in self.properties[prop] if z == x}) for x in self.all}
                limit = int(str(value)) if value in (ZERO, ONE) else 0
                self.classes[node] = frozenset(
                    x for x in self.all if self._belongs(x, what, value, prop, counts[x], limit, filler)
                )
                self.facts += [(node, OWL.onProperty, prop), (node, what, value)]
                self.facts += [(node, about, each) for about, each in qualifier]

    def _draw_restrictions(self) -> Iterator[tuple[Node, Node]]:
        fillers = [*self.classes][:8]
        datatypes = [XSD.integer, XSD.short, XSD.string]
        for what in (OWL.someValuesFrom, OWL.allValuesFrom):
            yield what, self.random.choice(fillers)
        yield OWL.hasValue, self.random.choice(self.things)
        yield OWL.hasSelf, TRUE
        for what in (OWL.maxCardinality, OWL.minCardinality, OWL.cardinality):
            yield what, self.random.choice((ZERO, ONE))
        qualified = (OWL.maxQualifiedCardinality, OWL.minQualifiedCardinality, OWL.qualifiedCardinality)
        for what in qualified:
            yield what, self.random.choice(fillers[2:5])
            yield what, self.random.choice(datatypes)
            yield what, OWL.Thing

    def _belongs(self, x: object, what: Node, value: Node, prop: Node, count: int, limit: int, filler: Members) -> bool:
        values = {y for z, y in self.properties[prop] if z == x}
        return {
            OWL.someValuesFrom: bool(values & filler),
            OWL.allValuesFrom: values <= filler,
            OWL.hasValue: self.element[value] in values,
            OWL.hasSelf: x in values,
            OWL.maxCardinality: count <= limit,
            OWL.minCardinality: count >= limit,
            OWL.cardinality: count == limit,
            OWL.maxQualifiedCardinality: count <= limit,
            OWL.minQualifiedCardinality: count >= limit,
            OWL.qualifiedCardinality: count == limit,
        }[cast(URIRef, what)]

    def _make_booleans(self) -> None:
        """Name some complements, unions and intersections, so that they exist."""
        for number, members in enumerate(list(self.lists.values())):
            if members and all(member in self.classes for member in members):
                extensions = [self.classes[member] for member in members]
                self.classes[name("n", number)] = frozenset().union(*extensions)
                self.classes[name("n", number + 13)] = extensions[0].intersection(*extensions)
            if members and all(member in self.things for member in members):
                self.classes[name("n", number)] = frozenset(self.element[member] for member in members)
        for number in range(3):
            self.classes[name("n", 30 + number)] = self.all - self.classes[name("C", number)]
        self.classes[name("n", 33)] = self.all

    # ----------------------------------------------------------- what is true
    def tell(self) -> Iterator[Triple]:
        """Yield what is true, by all names of each thing; a triple may come twice."""
        names = {term: [term] for term in self.element}
        for thing in self.things:
            names[thing] = [other for other in self.things if self.element[other] == self.element[thing]]
        for s, p, o in self._tell():
            yield from product(names[s], [p], names[o])

    def _tell(self) -> Iterator[Triple]:
        yield from self.facts
        yield from self._tell_things()
        yield from self._tell_classes()
        yield from self._tell_properties()
        yield from self._tell_lists()

    def _tell_things(self) -> Iterator[Triple]:
        for one, other in product(self.things, repeat=2):
            yield one, (OWL.sameAs if self.element[one] == self.element[other] else OWL.differentFrom), other
        for term in self.element:
            yield term, OWL.sameAs, term
        number = 0
        for x, (p, pairs), y in product(self.things[:5], self.properties.items(), self.things):
            if (self.element[x], self.element[y]) not in pairs and number < 20 and self.random.random() < 0.1:
                node = name("n", number)
                number += 1
                yield node, OWL.sourceIndividual, x
                yield node, OWL.assertionProperty, p
                yield node, (OWL.targetValue if isinstance(y, Literal) else OWL.targetIndividual), y

    def _tell_classes(self) -> Iterator[Triple]:
        for c, members in self.classes.items():
            yield c, RDF.type, OWL.Class
            for term, element in self.element.items():
                if element in members:
                    yield term, RDF.type, c
        for (c, one), (d, other) in product(self.classes.items(), repeat=2):
            if one <= other:
                yield c, RDFS.subClassOf, d
            if one == other:
                yield c, OWL.equivalentClass, d
            if not one & other:
                yield c, OWL.disjointWith, d
            if one == self.all - other:
                yield c, OWL.complementOf, d

    def _tell_properties(self) -> Iterator[Triple]:
        for p, pairs in self.properties.items():
            inverse = frozenset((y, x) for x, y in pairs)
            yield p, RDF.type, OWL.ObjectProperty
            yield p, RDF.type, OWL.DatatypeProperty
            for s, o in product(self.element, repeat=2) if len(pairs) > 20 else product(self.things, repeat=2):
                if (self.element[s], self.element[o]) in pairs:
                    yield s, p, o
            traits = {
                OWL.FunctionalProperty: len({x for x, _ in pairs}) == len(pairs),
                OWL.InverseFunctionalProperty: len({y for _, y in pairs}) == len(pairs),
                OWL.SymmetricProperty: pairs == inverse,
                OWL.AsymmetricProperty: not pairs & inverse,
                OWL.TransitiveProperty: _compose(pairs, pairs) <= pairs,
                OWL.ReflexiveProperty: all((x, x) in pairs for x in self.all),
                OWL.IrreflexiveProperty: not any(x == y for x, y in pairs),
            }
            for trait, holds in traits.items():
                if holds:
                    yield p, RDF.type, trait
            for c, members in self.classes.items():
                if {x for x, _ in pairs} <= members:
                    yield p, RDFS.domain, c
                if {y for _, y in pairs} <= members:
                    yield p, RDFS.range, c
            for q, others in self.properties.items():
                if pairs <= others:
                    yield p, RDFS.subPropertyOf, q
                if pairs == others:
                    yield p, OWL.equivalentProperty, q
                if not pairs & others:
                    yield p, OWL.propertyDisjointWith, q
                if inverse == others:
                    yield p, OWL.inverseOf, q

    def _tell_lists(self) -> Iterator[Triple]:
        for head, members in self.lists.items():
            yield from _spell_list(head, members)
            if all(member in self.classes for member in members):
                yield from self._tell_list_of_classes(head, [self.classes[member] for member in members])
            if members and all(member in self.properties for member in members):
                yield from self._tell_list_of_properties(head, [self.properties[member] for member in members])
            if all(member in self.things for member in members):  # the empty list too, for oneOf
                elements = [self.element[member] for member in members]
                for c, extension in self.classes.items():
                    if extension == frozenset(elements):
                        yield c, OWL.oneOf, head
                if elements and len(set(elements)) == len(elements):
                    node = URIRef(str(head) + "/apart")
                    yield node, RDF.type, OWL.AllDifferent
                    yield node, self.random.choice((OWL.members, OWL.distinctMembers)), head

    def _tell_list_of_classes(self, head: Node, extensions: list[Members]) -> Iterator[Triple]:
        union = frozenset[object]().union(*extensions)
        is_disjoint = not any(one & other for one, other in combinations(extensions, 2))
        for c, members in self.classes.items():
            if members == union:
                yield c, OWL.unionOf, head
                if is_disjoint:
                    yield c, OWL.disjointUnionOf, head
            if members == self.all.intersection(*extensions):
                yield c, OWL.intersectionOf, head
        if is_disjoint and extensions:
            node = URIRef(str(head) + "/parts")
            yield node, RDF.type, OWL.AllDisjointClasses
            yield node, OWL.members, head

    def _tell_list_of_properties(self, head: Node, extensions: list[Pairs]) -> Iterator[Triple]:
        chain = extensions[0]
        for pairs in extensions[1:]:
            chain = _compose(chain, pairs)
        for p, pairs in self.properties.items():
            if chain <= pairs:
                yield p, OWL.propertyChainAxiom, head
        for c, members in self.classes.items():
            agree = [
                {(x, y) for x, z in pairs for y, w in pairs if z == w and x != y and {x, y} <= members}
                for pairs in extensions
            ]
            if not set.intersection(*agree):
                yield c, OWL.hasKey, head
        if not any(one & other for one, other in combinations(extensions, 2)):
            node = URIRef(str(head) + "/parts")
            yield node, RDF.type, OWL.AllDisjointProperties
            yield node, OWL.members, head


def _sort(pairs: Pairs) -> list[tuple[object, object]]:
    """Put pairs in an order that hashing does not sway."""
    return sorted(pairs, key=str)


def _compose(one: Pairs, other: Pairs) -> Pairs:
    return frozenset((x, z) for x, y in one for w, z in other if w == y)


def _close_transitively(pairs: Pairs) -> Pairs:
    while not _compose(pairs, pairs) <= pairs:
        pairs |= _compose(pairs, pairs)
    return pairs


def _spell_list(head: Node, members: list[Node]) -> Iterator[Triple]:
    cells = [head, *(URIRef(f"{head}/{place}") for place in range(1, len(members)))]
    for cell, member, rest in zip(cells, members, [*cells[1:], RDF.nil], strict=False):
        yield cell, RDF.first, member
        yield cell, RDF.rest, rest


def find_unsound(rule: Rule[Node], index: TripleIndex, left_out: frozenset[Node]) -> tuple[bool, list[Triple]]:
    """Tell whether a rule fires in a world, and what it says that is not true there.

    Of the datatypes each world has a few; what rules say of the others is passed over.
    """
    fires, wrong = False, list[Triple]()
    for binding in solve(rule, index):
        fires = True
        if rule.kind != "inference":  # no world contradicts itself
            return True, [instantiate(atom, binding) for atom in rule.body]
        heads = (instantiate(head, binding) for head in rule.head)
        wrong += [fact for fact in heads if fact not in index and not left_out.intersection(fact)]
    return fires, wrong


@pytest.mark.slow
def test_what_rules_say_is_true_in_every_world() -> None:
    fired = set[Rule[Node]]()
    for seed in WORLDS:
        world = World(seed)
        index = TripleIndex(world.tell())
        for rule in RULES:
            fires, wrong = find_unsound(rule, index, RL_DATATYPES.difference(world.classes))
            assert not wrong, (seed, rule.name, wrong[:3])
            if fires:
                fired.add(rule)
    # a rule that never fires would not have been tested
    assert {rule.name for rule in RULES if rule.kind == "inference"} - {rule.name for rule in fired} <= SILENT
