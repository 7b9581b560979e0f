"""owlrl's two semantics, run over a TripleIndex instead of an rdflib graph, with its unsound spots mended.

Mended (owlrl 7.6.2), in every profile:

- prp-key leaves the last property of a key unread, and with a single one takes all members for the same;
- its check of literals calls ``"INF"^^xsd:double`` wrong and fails on others: see ``reasoning.datatypes``;
- a cardinality that is not a literal makes it fail;
- RDFS_Semantics takes ``true`` and ``1`` for equal, since Python does.

Contradictions are not taken from owlrl's sentences but from the rules of ``owl2rl.n3`` whose head is false.
"""

from __future__ import annotations

from itertools import combinations, product

from owlrl import OWLRL_Semantics, RDFS_Semantics
from owlrl.AxiomaticTriples import OWLRL_Datatypes_Disjointness
from owlrl.XsdDatatypes import OWL_Datatype_Subsumptions, OWL_RL_Datatypes
from rdflib import OWL, RDF, RDFS, Graph, Literal
from rdflib.term import Node

from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.terms import Triple

# Every rule of owlrl starts from a triple of the schema, told by its predicate or, for rdf:type, by its
# object. Facts about individuals start none but eq-ref and are skipped, which is where the time went.
STARTING_PREDICATES = frozenset({
    OWL.sameAs, RDFS.domain, RDFS.range, RDFS.subPropertyOf, OWL.propertyChainAxiom, OWL.equivalentProperty,
    OWL.inverseOf, OWL.hasKey, OWL.intersectionOf, OWL.unionOf, OWL.someValuesFrom, OWL.allValuesFrom,
    OWL.hasValue, OWL.maxCardinality, OWL.maxQualifiedCardinality, OWL.oneOf, RDFS.subClassOf,
    OWL.equivalentClass,
})  # fmt: skip
STARTING_TYPES = frozenset({
    OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.SymmetricProperty, OWL.TransitiveProperty,
    OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property,
})  # fmt: skip


class FullSemantics(OWLRL_Semantics):  # type: ignore[misc]
    """All that owlrl derives, eq-ref included.

    Parameters
    ----------
    index : TripleIndex
        Closed in place by `closure()`; keeps literals as subjects and blank nodes as predicates.
    """

    def __init__(self, index: TripleIndex) -> None:
        super().__init__(Graph(), axioms=False, daxioms=False, rdfs=False)
        self.graph = self.destination = index

    def rules(self, t: Triple, cycle_num: int) -> None:
        """Apply all rules that start from a triple (owlrl also lists blank nodes, in quadratic time)."""
        self._properties(t, cycle_num)
        self._equality(t, cycle_num)
        self._classes(t, cycle_num)
        self._class_axioms(t, cycle_num)
        self._schema_vocabulary(t, cycle_num)

    def store_triple(self, t: Triple) -> None:
        if t not in self.graph and not isinstance(t[1], Literal):
            self.added_triples.add(t)

    def add_error(self, message: str) -> None:
        """Drop owlrl's sentence: the checks find the same with rule and facts."""

    def post_process(self) -> None:
        """Keep generalised triples: the next pass needs them, and the closure leaves them out."""

    def _properties(self, triple: Triple, cycle_num: int) -> None:
        if triple[1] == OWL.hasKey:
            self._apply_key(triple[0], list(self.graph.items(triple[2])))
        else:
            super()._properties(triple, cycle_num)

    def _apply_key(self, keyed: Node, properties: list[Node]) -> None:
        """Apply prp-key: members that agree on a value of every key property are the same."""
        holders: dict[tuple[Node, ...], list[Node]] = {}
        for member in self.graph.subjects(RDF.type, keyed) if properties else ():
            for values in product(*(self.graph.objects(member, each) for each in properties)):
                holders.setdefault(values, []).append(member)
        for members in holders.values():
            for left, right in combinations(members, 2):
                self.store_triple((left, OWL.sameAs, right))

    def _classes(self, triple: Triple, cycle_num: int) -> None:
        is_limit = triple[1] in (OWL.maxCardinality, OWL.maxQualifiedCardinality)
        if isinstance(triple[2], Literal) or not is_limit:
            super()._classes(triple, cycle_num)

    def _one_time_rules_datatypes(self) -> None:
        """Apply dt-type1 and dt-type2 with the subsumptions and disjointness of the datatypes in use."""
        typed: list[tuple[Node, Node]] = [
            (literal, literal.datatype)
            for literal in {o for _, _, o in self.graph if isinstance(o, Literal)}
            if literal.datatype is not None and literal.datatype in OWL_RL_Datatypes
        ]
        typed += [(s, o) for s, o in self.graph.subject_objects(RDF.type) if o in OWL_RL_Datatypes]
        used = set()
        for node, datatype in typed:
            for each in (datatype, *OWL_Datatype_Subsumptions.get(datatype, ())):
                used.add(each)
                self.store_triple((node, RDF.type, each))
        for datatype in (*OWL_RL_Datatypes, *used):
            self.store_triple((datatype, RDF.type, RDFS.Datatype))
        for left, predicate, right in OWLRL_Datatypes_Disjointness:
            if left in used and right in used:
                self.store_triple((left, predicate, right))


class LeanSemantics(FullSemantics):
    """FullSemantics without eq-ref, and without looking at triples that start no other rule."""

    def rules(self, t: Triple, cycle_num: int) -> None:
        _, predicate, obj = t
        if predicate in STARTING_PREDICATES or (predicate == RDF.type and obj in STARTING_TYPES):
            super().rules(t, cycle_num)

    def store_triple(self, t: Triple) -> None:
        if not (t[1] == OWL.sameAs and t[0] == t[2]):
            super().store_triple(t)


class SchemaSemantics(RDFS_Semantics):  # type: ignore[misc]
    """RDFS entailment, without the equality of literals."""

    def __init__(self, index: TripleIndex) -> None:
        super().__init__(Graph(), axioms=False, daxioms=False, rdfs=False)
        self.graph = self.destination = index

    def store_triple(self, t: Triple) -> None:
        if t not in self.graph and not isinstance(t[1], Literal):
            self.added_triples.add(t)

    def one_time_rules(self) -> None:
        """Do nothing: owlrl would compare every literal with every other, by Python's notion of equality."""
