"""Class expressions: what a restriction, a union and the like is made of, in a conclusion and in a closure.

A blank node of a conclusion that is nothing but a class expression need not be found: it may be assumed to exist,
because a definition of a new name says nothing of the old ones (comprehension,
https://www.w3.org/TR/owl2-rdf-based-semantics/#Appendix:_Comprehension_Conditions_.28Informative.29).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, Literal, URIRef, Variable
from rdflib.term import Node

from sahel_kg.reasoning.entailment.knowledge import read_members
from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.terms import Triple
from sahel_kg.reasoning.values.lexical import make_integer_reader

BOOLEANS = frozenset({OWL.intersectionOf, OWL.unionOf, OWL.oneOf})
COMPLEMENTS = frozenset({OWL.complementOf, OWL.datatypeComplementOf})
QUALIFIED = frozenset({OWL.minQualifiedCardinality, OWL.maxQualifiedCardinality, OWL.qualifiedCardinality})
CARDINALITIES = frozenset({OWL.minCardinality, OWL.maxCardinality, OWL.cardinality}) | QUALIFIED
FILLERS = frozenset({OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue, OWL.hasSelf}) | CARDINALITIES
QUALIFIERS = frozenset({OWL.onClass, OWL.onDataRange})
CONSTRUCTORS = BOOLEANS | COMPLEMENTS | FILLERS
PARTS = CONSTRUCTORS | QUALIFIERS | {OWL.onProperty}
CLASS_SORTS = frozenset({OWL.Class, OWL.Restriction, OWL.DataRange, RDFS.Class, RDFS.Datatype})
PROPERTY_SORTS = frozenset({OWL.ObjectProperty, RDF.Property})
LANGUAGE = (str(RDF), str(RDFS), str(OWL))

read_count = make_integer_reader((0, None))


@dataclass(frozen=True)
class Definition:
    """What a class expression is made of.

    Parameters
    ----------
    constructor : URIRef
        owl:unionOf, owl:someValuesFrom and so on.
    parts : tuple of term
        The members of the list, or the one class, value or number.
    on_property : term or None
        Of a restriction.
    qualifier : term or None
        The class or datatype of a qualified cardinality.
    """

    constructor: URIRef
    parts: tuple[Node, ...]
    on_property: Node | None = None
    qualifier: Node | None = None

    @property
    def number(self) -> int | None:
        """The number of a cardinality."""
        text = read_count(str(self.parts[0])) if isinstance(self.parts[0], Literal) else None
        return int(text) if text is not None and len(text) < 10 else None


def read_definitions(node: Node, facts: TripleIndex) -> Iterator[Definition]:
    """Yield each way in which a node is defined; a restriction whose parts do not make one is none."""
    for constructor, value in list(facts.predicate_objects(node)):
        if not isinstance(constructor, URIRef) or constructor not in CONSTRUCTORS:
            continue
        if constructor in BOOLEANS:
            members = read_members(value, facts)
            if members is not None:
                yield Definition(constructor, members)
        elif constructor in COMPLEMENTS:
            yield Definition(constructor, (value,))
        else:
            qualifiers = [o for p in QUALIFIERS for o in facts.objects(node, p)] if constructor in QUALIFIED else [None]
            for on_property in list(facts.objects(node, OWL.onProperty)):
                for qualifier in qualifiers:
                    yield Definition(constructor, (value,), on_property, qualifier)


def find_expressions(goal: TripleIndex) -> tuple[set[Variable], set[Variable]]:
    """Return the variables of a goal that are but class expressions or inverses, and those that are but list cells.

    What they are made of is made of constants and of each other alone, and nothing is made of itself.
    """
    shapes: dict[Variable, str] = {}

    def judge(node: Node, above: tuple[Node, ...]) -> bool:
        if not isinstance(node, Variable):
            return True
        if node in above:
            return False
        if node not in shapes:
            said = list(goal.predicate_objects(node))
            shape = _tell_shape(said)
            parts = [o for p, o in said if p in PARTS or p in (RDF.first, RDF.rest, OWL.inverseOf)]
            shapes[node] = shape if shape and all(judge(part, (*above, node)) for part in parts) else ""
        return bool(shapes[node])

    for subject in {s for s, _, _ in goal if isinstance(s, Variable)}:
        judge(subject, ())
    return (
        {node for node, shape in shapes.items() if shape == "expression"},
        {node for node, shape in shapes.items() if shape == "list"},
    )


def _tell_shape(said: Iterable[tuple[Node, Node]]) -> str:
    values: dict[Node, list[Node]] = {}
    for predicate, obj in said:
        values.setdefault(predicate, []).append(obj)
    built = [p for p in values if p in CONSTRUCTORS]
    if any(len(found) > 1 for p, found in values.items() if p in PARTS or p in (RDF.first, RDF.rest, OWL.inverseOf)):
        return ""
    if RDF.first in values or RDF.rest in values:
        return "list" if RDF.first in values and RDF.rest in values and not built else ""
    if OWL.inverseOf in values:
        return "expression" if not built and not _is_language(values[OWL.inverseOf][0]) else ""
    if len(built) != 1:
        return ""
    is_restriction = built[0] in FILLERS
    if is_restriction != (OWL.onProperty in values) or (is_restriction and _is_language(values[OWL.onProperty][0])):
        # a class by what it says of rdf:type is how one makes a paradox
        return ""
    return "expression" if (built[0] in QUALIFIED) == any(p in values for p in QUALIFIERS) else ""


def _is_language(term: Node) -> bool:
    return isinstance(term, URIRef) and str(term).startswith(LANGUAGE)


def is_part_of_definition(triple: Triple, expressions: set[Variable], cells: set[Variable]) -> bool:
    """Tell whether a triple of a goal only says what a class expression or a list is made of."""
    s, p, o = triple
    if s in cells:
        return p in (RDF.first, RDF.rest) or (p, o) == (RDF.type, RDF.List)
    if s in expressions:
        return p in PARTS or p == OWL.inverseOf or (p == RDF.type and (o in CLASS_SORTS or o in PROPERTY_SORTS))
    return False


def find_twins(
    definition: Definition, facts: Iterable[tuple[Node, Definition]], same: dict[Node, set[Node]]
) -> set[Node]:
    """Return the nodes that are defined just so.

    Parameters
    ----------
    definition : Definition
    facts : iterable of (node, Definition)
        All class expressions of a closure.
    same : dict of term to terms
        The twins of class expressions that `definition` is made of.
    """

    def agree(mine: Node | None, other: Node | None) -> bool:
        return mine == other or (mine is not None and other in same.get(mine, ()))

    def agree_all(mine: tuple[Node, ...], other: tuple[Node, ...]) -> bool:
        return all(any(agree(a, b) for b in other) for a in mine) and all(any(agree(a, b) for a in mine) for b in other)

    return {
        node
        for node, found in facts
        if found.constructor == definition.constructor
        and agree(definition.on_property, found.on_property)
        and agree(definition.qualifier, found.qualifier)
        and agree_all(definition.parts, found.parts)
    }
