"""What `entails` claims, against models: no interpretation may satisfy a premise and not what is said to follow.

All interpretations over one and two things are looked at, and many over three, of two classes, two properties and
two individuals (direct semantics, https://www.w3.org/TR/owl2-direct-semantics/).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rdflib import OWL, RDF, RDFS, XSD, BNode, Literal, Namespace
from rdflib.term import Node
from tests.reasoning.test_entailment import close_plainly, open_blank_nodes

from sahel_kg.reasoning.entailment import decide
from sahel_kg.reasoning.terms import Triple

EX = Namespace("https://example.org/")
CLASSES, PROPERTIES, THINGS = ("A", "B"), ("p", "q"), ("a", "b")
Expression = tuple[Any, ...]
Axiom = tuple[Any, ...]
Flags = Any
"""Arrays of booleans; numpy's stubs are too vague about their sums."""


# -------------------------------------------------------------------- models
@dataclass(frozen=True)
class Models:
    """Many interpretations over domains of one size, an axis for them before all others."""

    size: int
    classes: dict[str, Flags]
    properties: dict[str, Flags]
    things: dict[str, NDArray[np.int_]]

    @property
    def count(self) -> int:
        return len(self.things["a"])

    def extend(self, expression: Expression) -> Flags:
        """Return which things are of a class expression."""
        match expression:
            case ("thing",):
                return np.ones((self.count, self.size), bool)
            case ("nothing",):
                return np.zeros((self.count, self.size), bool)
            case ("class", name):
                return self.classes[name]
            case ("and", left, right):
                return self.extend(left) & self.extend(right)
            case ("or", left, right):
                return self.extend(left) | self.extend(right)
            case ("not", inner):
                return ~self.extend(inner)
            case ("one", *names):
                hit = [np.arange(self.size) == self.things[name][:, None] for name in names]
                return np.logical_or.reduce(hit)
            case ("some", name, inner):
                return (self.properties[name] & self.extend(inner)[:, None, :]).any(axis=2)
            case ("all", name, inner):
                return (~self.properties[name] | self.extend(inner)[:, None, :]).all(axis=2)
            case ("value", name, thing):
                return self.properties[name][np.arange(self.count), :, self.things[thing]]
            case ("self", name):
                return self.properties[name].diagonal(axis1=1, axis2=2)
            case ("most", number, name):
                return self.properties[name].sum(axis=2) <= number
            case ("least", number, name):
                return self.properties[name].sum(axis=2) >= number
            case ("mostof", number, name, inner):
                return (self.properties[name] & self.extend(inner)[:, None, :]).sum(axis=2) <= number
        raise AssertionError(expression)

    def satisfy(self, axiom: Axiom) -> Flags:
        """Return which interpretations satisfy an axiom."""
        rows = np.arange(self.count)
        same = np.eye(self.size, dtype=bool)
        match axiom:
            case ("sub", left, right):
                return (~self.extend(left) | self.extend(right)).all(axis=1)
            case ("equivalent", left, right):
                return (self.extend(left) == self.extend(right)).all(axis=1)
            case ("disjoint", left, right):
                return ~(self.extend(left) & self.extend(right)).any(axis=1)
            case ("type", thing, expression):
                return self.extend(expression)[rows, self.things[thing]]
            case ("fact", name, left, right):
                return self.properties[name][rows, self.things[left], self.things[right]]
            case ("nofact", name, left, right):
                return ~self.properties[name][rows, self.things[left], self.things[right]]
            case ("same", left, right):
                return self.things[left] == self.things[right]
            case ("different", left, right):
                return self.things[left] != self.things[right]
            case ("subproperty", left, right):
                return (~self.properties[left] | self.properties[right]).all(axis=(1, 2))
            case ("apart", left, right):
                return ~(self.properties[left] & self.properties[right]).any(axis=(1, 2))
            case ("inverse", left, right):
                return (self.properties[left] == self.properties[right].transpose(0, 2, 1)).all(axis=(1, 2))
            case ("chain", name, first, second):
                steps = self.properties[first][:, :, :, None] & self.properties[second][:, None, :, :]
                return (~steps.any(axis=2) | self.properties[name]).all(axis=(1, 2))
            case ("domain", name, expression):
                return (~self.properties[name] | self.extend(expression)[:, :, None]).all(axis=(1, 2))
            case ("range", name, expression):
                return (~self.properties[name] | self.extend(expression)[:, None, :]).all(axis=(1, 2))
            case ("is", "Functional", name):
                return (self.properties[name].sum(axis=2) <= 1).all(axis=1)
            case ("is", "InverseFunctional", name):
                return (self.properties[name].sum(axis=1) <= 1).all(axis=1)
            case ("is", "Symmetric", name):
                return (self.properties[name] == self.properties[name].transpose(0, 2, 1)).all(axis=(1, 2))
            case ("is", "Asymmetric", name):
                return ~(self.properties[name] & self.properties[name].transpose(0, 2, 1)).any(axis=(1, 2))
            case ("is", "Reflexive", name):
                return (self.properties[name] | ~same).all(axis=(1, 2))
            case ("is", "Irreflexive", name):
                return ~(self.properties[name] & same).any(axis=(1, 2))
            case ("is", "Transitive", name):
                return self.satisfy(("chain", name, name, name))
        raise AssertionError(axiom)


@cache
def list_models() -> tuple[Models, ...]:
    found = []
    for size, sample in ((1, None), (2, None), (3, 40_000)):
        bits = [2**size] * 2 + [2 ** (size * size)] * 2 + [size] * 2
        if sample is None:
            numbers = np.array(list(product(*map(range, bits))))
        else:
            numbers = np.random.default_rng(0).integers(0, bits, size=(sample, len(bits)))

        def spread(column: NDArray[np.int_], *shape: int) -> Flags:
            width = int(np.prod(shape))
            flags = (column[:, None] >> np.arange(width)) & 1
            return flags.astype(bool).reshape(len(column), *shape)

        found.append(
            Models(
                size,
                {name: spread(numbers[:, place], size) for place, name in enumerate(CLASSES)},
                {name: spread(numbers[:, 2 + place], size, size) for place, name in enumerate(PROPERTIES)},
                {name: numbers[:, 4 + place] for place, name in enumerate(THINGS)},
            )
        )
    return tuple(found)


# ------------------------------------------------------------------- triples
class Writer:
    """Writes axioms as triples."""

    def __init__(self) -> None:
        self.triples: list[Triple] = []

    def say(self, s: Node, p: Node, o: Node) -> None:
        self.triples.append((s, p, o))

    def write_list(self, members: list[Node]) -> Node:
        head: Node = RDF.nil
        for member in reversed(members):
            cell = BNode()
            self.say(cell, RDF.first, member)
            self.say(cell, RDF.rest, head)
            head = cell
        return head

    def write(self, expression: Expression) -> Node:
        kind, *rest = expression
        if kind in ("thing", "nothing"):
            return OWL.Thing if kind == "thing" else OWL.Nothing
        if kind == "class":
            return EX[rest[0]]
        node = BNode()
        self.say(node, RDF.type, OWL.Class if kind in ("and", "or", "not", "one") else OWL.Restriction)
        if kind in ("and", "or"):
            members = [self.write(part) for part in rest]
            self.say(node, OWL.intersectionOf if kind == "and" else OWL.unionOf, self.write_list(members))
        elif kind == "one":
            self.say(node, OWL.oneOf, self.write_list([EX[name] for name in rest]))
        elif kind == "not":
            self.say(node, OWL.complementOf, self.write(rest[0]))
        elif kind in ("some", "all", "value", "self"):
            self.say(node, OWL.onProperty, EX[rest[0]])
            constructor = {
                "some": OWL.someValuesFrom,
                "all": OWL.allValuesFrom,
                "value": OWL.hasValue,
                "self": OWL.hasSelf,
            }
            filler = Literal(True) if kind == "self" else EX[rest[1]] if kind == "value" else self.write(rest[1])
            self.say(node, constructor[kind], filler)
        else:
            self.say(node, OWL.onProperty, EX[rest[1]])
            number = Literal(str(rest[0]), datatype=XSD.nonNegativeInteger)
            if kind == "mostof":
                self.say(node, OWL.onClass, self.write(rest[2]))
            qualified = OWL.maxQualifiedCardinality
            counts = {"most": OWL.maxCardinality, "least": OWL.minCardinality, "mostof": qualified}
            self.say(node, counts[kind], number)
        return node

    def write_axiom(self, axiom: Axiom) -> None:
        between_classes = {"sub": RDFS.subClassOf, "equivalent": OWL.equivalentClass, "disjoint": OWL.disjointWith}
        between_names = {
            "same": OWL.sameAs, "different": OWL.differentFrom, "subproperty": RDFS.subPropertyOf,
            "apart": OWL.propertyDisjointWith, "inverse": OWL.inverseOf,
        }  # fmt: skip
        kind, *rest = axiom
        if kind in between_classes:
            self.say(self.write(rest[0]), between_classes[kind], self.write(rest[1]))
        elif kind in between_names:
            self.say(EX[rest[0]], between_names[kind], EX[rest[1]])
        elif kind == "type":
            self.say(EX[rest[0]], RDF.type, self.write(rest[1]))
        elif kind == "fact":
            self.say(EX[rest[1]], EX[rest[0]], EX[rest[2]])
        elif kind == "nofact":
            node = BNode()
            self.say(node, RDF.type, OWL.NegativePropertyAssertion)
            self.say(node, OWL.assertionProperty, EX[rest[0]])
            self.say(node, OWL.sourceIndividual, EX[rest[1]])
            self.say(node, OWL.targetIndividual, EX[rest[2]])
        elif kind == "chain":
            self.say(EX[rest[0]], OWL.propertyChainAxiom, self.write_list([EX[rest[1]], EX[rest[2]]]))
        elif kind == "is":
            self.say(EX[rest[1]], RDF.type, OWL[rest[0] + "Property"])
        else:
            self.say(EX[rest[0]], RDFS.domain if kind == "domain" else RDFS.range, self.write(rest[1]))


def write(axioms: list[Axiom]) -> list[Triple]:
    writer = Writer()
    for axiom in axioms:
        writer.write_axiom(axiom)
    return writer.triples


DECLARED: list[Triple] = [
    *((EX[name], RDF.type, OWL.Class) for name in CLASSES),
    *((EX[name], RDF.type, OWL.ObjectProperty) for name in PROPERTIES),
    *((EX[name], RDF.type, OWL.NamedIndividual) for name in THINGS),
]

# ---------------------------------------------------------------- strategies
of_class, of_property, of_thing = st.sampled_from(CLASSES), st.sampled_from(PROPERTIES), st.sampled_from(THINGS)
ATOMS = st.one_of(
    st.tuples(st.just("class"), of_class),
    st.tuples(st.just("class"), of_class),
    st.sampled_from([("thing",), ("nothing",)]),
)
EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("one"), of_thing),
        st.tuples(st.just("one"), st.just("a"), st.just("b")),
        st.tuples(st.sampled_from(["some", "all"]), of_property, inner),
        st.tuples(st.just("value"), of_property, of_thing),
        st.tuples(st.just("self"), of_property),
        st.tuples(st.sampled_from(["most", "least"]), st.sampled_from([0, 1, 2]), of_property),
        st.tuples(st.just("mostof"), st.sampled_from([0, 1]), of_property, inner),
    ),
    max_leaves=3,
)
KINDS = ["Functional", "InverseFunctional", "Symmetric", "Asymmetric", "Reflexive", "Irreflexive", "Transitive"]
AXIOMS: st.SearchStrategy[Axiom] = st.one_of(
    st.tuples(st.just("sub"), EXPRESSIONS, EXPRESSIONS),
    st.tuples(st.sampled_from(["sub", "equivalent", "disjoint"]), ATOMS, EXPRESSIONS),
    st.tuples(st.just("type"), of_thing, EXPRESSIONS),
    st.tuples(st.sampled_from(["fact", "nofact"]), of_property, of_thing, of_thing),
    st.tuples(st.sampled_from(["same", "different"]), of_thing, of_thing),
    st.tuples(st.sampled_from(["subproperty", "apart", "inverse"]), of_property, of_property),
    st.tuples(st.just("chain"), of_property, of_property, of_property),
    st.tuples(st.sampled_from(["domain", "range"]), of_property, EXPRESSIONS),
    st.tuples(st.just("is"), st.sampled_from(KINDS), of_property),
)


def has_counterexample(premise: list[Axiom], axiom: Axiom) -> bool:
    for models in list_models():
        allowed = np.ones(models.count, bool)
        for each in premise:
            allowed &= models.satisfy(each)
        if (allowed & ~models.satisfy(axiom)).any():
            return True
    return False


@settings(max_examples=20, deadline=None)
@given(st.lists(AXIOMS, min_size=1, max_size=4), st.lists(AXIOMS, min_size=1, max_size=3))
def test_nothing_is_claimed_that_a_model_refutes(premise: list[Axiom], goals: list[Axiom]) -> None:
    look_for_models(premise, goals)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(st.lists(AXIOMS, min_size=1, max_size=4), st.lists(AXIOMS, min_size=1, max_size=3))
def test_nothing_is_claimed_that_a_model_refutes_at_length(premise: list[Axiom], goals: list[Axiom]) -> None:
    look_for_models(premise, goals)


def look_for_models(premise: list[Axiom], goals: list[Axiom]) -> None:
    for goal in goals:
        found = decide([*DECLARED, *write(premise)], map(open_blank_nodes, write([goal])), close_plainly)
        if found.holds:
            assert not has_counterexample(premise, goal), found
