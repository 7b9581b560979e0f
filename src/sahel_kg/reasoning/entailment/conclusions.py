"""A conclusion that is not among the facts, made into goals that can be proved one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from rdflib import OWL, RDF, RDFS, Literal, URIRef, Variable
from rdflib.term import Node

from sahel_kg.reasoning.entailment.definitions import (
    BOOLEANS,
    CLASS_SORTS,
    COMPLEMENTS,
    CONSTRUCTORS,
    find_expressions,
    find_twins,
    is_part_of_definition,
    read_definitions,
)
from sahel_kg.reasoning.entailment.goals import BY_PREDICATE, BY_SORT, Close, Prover
from sahel_kg.reasoning.entailment.knowledge import Knowledge, read_members
from sahel_kg.reasoning.entailment.matching import fill_triple, solve
from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.terms import Triple, is_rdf, rank_term
from sahel_kg.reasoning.values.literals import DATATYPES

# Axioms about several things at once, by the relation that each two of them then have.
PAIRWISE: dict[Node | None, URIRef] = {
    OWL.AllDifferent: OWL.differentFrom,
    OWL.AllDisjointClasses: OWL.disjointWith,
    OWL.AllDisjointProperties: OWL.propertyDisjointWith,
}
MEMBERS = (OWL.members, OWL.distinctMembers)
DENIAL = (OWL.sourceIndividual, OWL.assertionProperty)
TARGETS = (OWL.targetIndividual, OWL.targetValue)
_OF_CLASSES = (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith, OWL.complementOf)
CLASS_SUBJECTS = (*_OF_CLASSES, OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.disjointUnionOf, OWL.hasKey)
CLASS_OBJECTS = (*_OF_CLASSES, RDF.type, RDFS.domain, RDFS.range, OWL.someValuesFrom, OWL.allValuesFrom, OWL.onClass)
_OF_PROPERTIES = (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf, OWL.propertyDisjointWith)
PROPERTY_SUBJECTS = (*_OF_PROPERTIES, RDFS.domain, RDFS.range, OWL.propertyChainAxiom)
PROPERTY_OBJECTS = (*_OF_PROPERTIES, OWL.onProperty, OWL.assertionProperty)
PROPERTY_KINDS = frozenset({RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, *BY_SORT})


class Conclusion:
    """A conclusion that the facts do not hold.

    Parameters
    ----------
    given : sequence of triple
        The premise.
    goal : sequence of triple
    known : Knowledge
        What follows from the premise.
    prefix : str
        IRIs that begin with it occur nowhere else.
    """

    def __init__(self, given: Sequence[Triple], goal: Sequence[Triple], known: Knowledge, prefix: str) -> None:
        self._given, self._known, self._prefix = given, known, prefix
        self._goal = TripleIndex(goal)
        self._goals = list(goal)
        self._denied: list[Triple] = []
        self._assumed: list[Triple] = []
        self._constants: dict[Node, Node] = {}
        self._split_axioms()
        self._assume_expressions()

    def follows(self, close: Close, names: dict[Node, Literal]) -> bool:
        """Tell whether all goals were proved."""
        if not all(self._is_known(triple) for triple in self._goals):
            return False
        same = [fact for fact in self._known.facts.triples((None, OWL.sameAs, None)) if is_rdf(fact)]
        premise = [*self._given, *same, *self._assumed, *self._link_twins()]
        prover = Prover(premise, close, names, self._prefix)
        known = prover.know()
        # a definition never contradicts anything: if this one does, something is amiss, and nothing is claimed
        return not known.is_contradictory and solve(self._goals, known, prover, self._denied)

    def _split_axioms(self) -> None:
        """Replace axioms that stand at a blank node of their own by what they say."""
        for node in sorted({s for s, _, _ in self._goals if isinstance(s, Variable)}):
            said = dict(self._goal.predicate_objects(node))
            count = len(list(self._goal.predicate_objects(node)))
            sort = said.get(RDF.type)
            if any(True for _ in self._goal.subject_predicates(node)) or count != len(said):
                continue
            if sort in PAIRWISE and count == 2:
                heads = [said[p] for p in MEMBERS if p in said]
                members = read_members(heads[0], self._goal) if heads else None
                if members is None:
                    continue
                self._drop(node)
                self._drop_list(heads[0])
                self._goals += [(one, PAIRWISE[sort], other) for one, other in combinations(members, 2)]
            elif sort in (OWL.NegativePropertyAssertion, None) and set(said) - {RDF.type} in (
                {*DENIAL, TARGETS[0]},
                {*DENIAL, TARGETS[1]},
            ):
                self._drop(node)
                target = next(said[p] for p in TARGETS if p in said)
                self._denied.append((said[OWL.sourceIndividual], said[OWL.assertionProperty], target))

    def _drop(self, node: Node) -> None:
        self._goals = [triple for triple in self._goals if triple[0] != node]

    def _drop_list(self, head: Node) -> None:
        while head != RDF.nil:
            self._drop(head)
            head = next(iter(self._goal.objects(head, RDF.rest)))

    def _assume_expressions(self) -> None:
        """Assume that the class expressions and lists of the conclusion exist."""
        expressions, cells = find_expressions(self._goal)
        self._constants = {
            node: URIRef(f"{self._prefix}class{number}") for number, node in enumerate(sorted(expressions | cells))
        }
        self._split_named_definitions()
        parts = [triple for triple in self._goal if is_part_of_definition(triple, expressions, cells)]
        self._assumed += [fill_triple(triple, self._constants) for triple in parts]
        rest = [triple for triple in self._goals if triple not in parts]
        self._goals = [fill_triple(triple, self._constants) for triple in rest]
        self._denied = [fill_triple(triple, self._constants) for triple in self._denied]

    def _split_named_definitions(self) -> None:
        """Replace ``A owl:unionOf (...)`` by the equivalence of A and an assumed union; disjoint unions likewise."""
        goals: list[Triple] = []
        for s, p, o in self._goals:
            is_named = not isinstance(s, Variable)
            if is_named and p == OWL.disjointUnionOf and (members := read_members(o, self._goal)):
                goals += [(one, OWL.disjointWith, other) for one, other in combinations(members, 2)]
                p = OWL.unionOf
            if is_named and p in BOOLEANS | COMPLEMENTS and (o in self._constants or not isinstance(o, Variable)):
                node = URIRef(f"{self._prefix}class-of-{len(goals)}")
                self._assumed.append(fill_triple((node, p, o), self._constants))
                goals.append((s, OWL.equivalentClass, node))
            else:
                goals.append((s, p, o))
        self._goals = goals

    def _link_twins(self) -> list[Triple]:
        """Return that an assumed class expression is equivalent to all others that are made of the same."""
        assumed = TripleIndex(map(self._known.normalise, self._assumed))
        defined = {node: list(read_definitions(node, assumed)) for node in {s for s, _, _ in assumed}}
        others = [(node, definition) for node in defined for definition in defined[node]] + [
            (node, definition)
            for node in {s for kind in CONSTRUCTORS for s, _ in self._known.facts.subject_objects(kind)}
            for definition in read_definitions(node, self._known.facts)
        ]
        twins: dict[Node, set[Node]] = {}
        for _ in defined:  # as often as they may be nested
            before = sum(map(len, twins.values()))
            for node, definitions in defined.items():
                for definition in definitions:
                    twins.setdefault(node, set()).update(find_twins(definition, others, twins))
            if sum(map(len, twins.values())) == before:
                break
        return [
            (node, OWL.equivalentClass, twin)
            for node in sorted(twins, key=rank_term)
            for twin in sorted(twins[node] - {node}, key=rank_term)
        ]

    def _is_known(self, goal: Triple) -> bool:
        """Tell whether a goal about everything is about classes and properties that the premise speaks of."""
        s, p, o = goal
        if p in (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith):
            return self._is_class(s) and self._is_class(o)
        if p in (RDFS.domain, RDFS.range):
            return self._is_property(s) and self._is_class(o)
        if p == OWL.hasKey:
            return self._is_class(s)
        if p == OWL.propertyChainAxiom or (p == RDF.type and o in BY_SORT):
            return self._is_property(s)
        if p in BY_PREDICATE and p != OWL.differentFrom:
            return self._is_property(s) and self._is_property(o)
        return True

    def _is_class(self, term: Node) -> bool:
        facts = self._known.facts
        return (
            self._is_assumed(term)
            or term in (OWL.Thing, OWL.Nothing)
            or term in DATATYPES
            or any(sort in CLASS_SORTS for sort in facts.objects(term, RDF.type))
            or any(True for p in CLASS_OBJECTS for _ in facts.subjects(p, term))
            or any(True for p in CLASS_SUBJECTS for _ in facts.objects(term, p))
        )

    def _is_property(self, term: Node) -> bool:
        facts = self._known.facts
        return (
            self._is_assumed(term)
            or any(sort in PROPERTY_KINDS for sort in facts.objects(term, RDF.type))
            or any(True for _ in facts.subject_objects(term))
            or any(True for p in PROPERTY_OBJECTS for _ in facts.subjects(p, term))
            or any(True for p in PROPERTY_SUBJECTS for _ in facts.objects(term, p))
        )

    def _is_assumed(self, term: Node) -> bool:
        return isinstance(term, Variable) or str(term).startswith(self._prefix)
