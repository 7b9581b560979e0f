"""Proving a goal that no rule derives: assume fresh things, or the goal's opposite, close again, and look.

Every step is a condition of the semantics read from right to left, as in "C is within D if whatever is assumed to
be of C is then found to be of D": https://www.w3.org/TR/owl2-rdf-based-semantics/#Semantic_Conditions. What is not
found here may follow all the same; what is found follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product

from rdflib import OWL, RDF, RDFS, Literal, URIRef, Variable
from rdflib.term import Node

from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.entailment.definitions import QUALIFIED, Definition, read_definitions
from sahel_kg.reasoning.entailment.knowledge import Knowledge
from sahel_kg.reasoning.terms import Triple, rank_term, rank_triple
from sahel_kg.reasoning.values.literals import DATATYPES, are_disjoint, is_in_datatype, is_within

Close = Callable[[Iterable[Triple]], Closure]
Context = frozenset[Triple]
Task = tuple[tuple[Triple, ...], Triple | None]
"""What to assume, and what must then be found; None: a contradiction."""

S, O, X, Y, Z = map(Variable, "soxyz")  # noqa: E741

BY_PREDICATE: dict[Node, tuple[Task, ...]] = {
    OWL.differentFrom: (((((S, OWL.sameAs, O)),), None),),
    RDFS.subClassOf: ((((X, RDF.type, S),), (X, RDF.type, O)),),
    OWL.equivalentClass: ((((X, RDF.type, S),), (X, RDF.type, O)), (((X, RDF.type, O),), (X, RDF.type, S))),
    OWL.disjointWith: ((((X, RDF.type, S), (X, RDF.type, O)), None),),
    RDFS.subPropertyOf: ((((X, S, Y),), (X, O, Y)),),
    OWL.equivalentProperty: ((((X, S, Y),), (X, O, Y)), (((X, O, Y),), (X, S, Y))),
    OWL.propertyDisjointWith: ((((X, S, Y), (X, O, Y)), None),),
    OWL.inverseOf: ((((X, S, Y),), (Y, O, X)), (((X, O, Y),), (Y, S, X))),
    RDFS.domain: ((((X, S, Y),), (X, RDF.type, O)),),
    RDFS.range: ((((X, S, Y),), (Y, RDF.type, O)),),
}
BY_SORT: dict[Node, Task] = {
    OWL.FunctionalProperty: (((X, S, Y), (X, S, Z)), (Y, OWL.sameAs, Z)),
    OWL.InverseFunctionalProperty: (((Y, S, X), (Z, S, X)), (Y, OWL.sameAs, Z)),
    OWL.SymmetricProperty: (((X, S, Y),), (Y, S, X)),
    OWL.AsymmetricProperty: (((X, S, Y), (Y, S, X)), None),
    OWL.TransitiveProperty: (((X, S, Y), (Y, S, Z)), (X, S, Z)),
    OWL.ReflexiveProperty: (((X, RDF.type, OWL.Thing),), (X, S, X)),
    OWL.IrreflexiveProperty: (((X, S, X),), None),
}

AT_LEAST = frozenset({OWL.minCardinality, OWL.minQualifiedCardinality, OWL.cardinality, OWL.qualifiedCardinality})
AT_MOST = frozenset({OWL.maxCardinality, OWL.maxQualifiedCardinality, OWL.cardinality, OWL.qualifiedCardinality})
LIMIT_CLOSURES = 200
LIMIT_CASES = 32
LIMIT_DEPTH = 6
"""How many assumptions may rest on one another: a class may ask for things that ask for things without end."""
LIMIT_COUNT = 4
"""The greatest cardinality that is counted out with fresh things."""


class _ExhaustedError(Exception):
    """So many closures were taken that this goal is given up."""


class Prover:
    """Proves goals from a premise.

    Parameters
    ----------
    premise : sequence of triple
        With what the goal's class expressions are made of.
    close : callable
        As for `sahel_kg.reasoning.entailment.decide`.
    names : dict of term to literal
        See Knowledge.
    prefix : str
        IRIs that begin with it occur nowhere else.
    """

    def __init__(self, premise: Sequence[Triple], close: Close, names: dict[Node, Literal], prefix: str) -> None:
        # a key counts for named things only, by the direct semantics, and a fresh thing stands for any
        self._keys = tuple(triple for triple in premise if triple[1] == OWL.hasKey)
        self._premise = [triple for triple in premise if triple[1] != OWL.hasKey]
        self._close, self._names, self._prefix = close, names, prefix
        self._known: dict[Context, Knowledge] = {}
        self._judged: dict[tuple[Triple, Context], bool] = {}
        self._depth = 0
        self._witnesses: dict[tuple[Node, Node, int], int] = {}

    def know(self, context: Context = frozenset()) -> Knowledge:
        """Return what follows from the premise and assumptions."""
        if context not in self._known:
            if len(self._known) >= LIMIT_CLOSURES:
                raise _ExhaustedError
            assumed = [self._name_literal(triple) for triple in context]
            links = [(name, OWL.sameAs, literal) for name, literal in self._names.items()]
            closure = self._close([*self._premise, *links, *assumed])
            self._known[context] = Knowledge(closure, self._names)
        return self._known[context]

    def _name_literal(self, triple: Triple) -> Triple:
        s, p, o = triple
        if not isinstance(s, Literal):
            return triple
        for name, literal in self._names.items():
            if literal == s:
                return name, p, o
        name = URIRef(f"{self._prefix}value{len(self._names)}")
        self._names[name] = s
        return name, p, o

    def prove(self, goal: Triple) -> bool:
        """Tell whether a goal without variables was found to follow."""
        try:
            return self._prove(goal, frozenset())
        except _ExhaustedError:
            return False

    def refute(self, goal: Triple) -> bool:
        """Tell whether a goal without variables was found to be false."""
        try:
            return self._carry_out(((goal,), None), frozenset())
        except _ExhaustedError:
            return False

    def _prove(self, goal: Triple, context: Context) -> bool:
        know = self.know(context)
        if know.is_contradictory or know.holds(goal):
            return True
        if (goal, context) not in self._judged:
            self._judged[goal, context] = False  # what rests on itself is not proved
            tasks = self._list_tasks(goal, context, know)
            self._judged[goal, context] = (
                all(self._carry_out(task, context) for task in tasks)
                if tasks
                else goal[1] == RDF.type and self._prove_member(goal[0], goal[2], context, know)
            )
        return self._judged[goal, context]

    def _list_tasks(self, goal: Triple, context: Context, know: Knowledge) -> list[Task]:
        """Return tasks that, all carried out, prove a goal about everything; none for other goals."""
        s, p, o = goal
        templates = BY_PREDICATE.get(p, ())
        if p == RDF.type and o in BY_SORT:
            templates = (BY_SORT[o],)
        elif p == OWL.propertyChainAxiom:
            steps = know.read_list(o) or ()
            stops = [Variable(f"x{number}") for number in range(len(steps) + 1)]
            path: tuple[Triple, ...] = tuple(zip(stops, steps, stops[1:], strict=False))
            templates = ((path, (stops[0], S, stops[-1])),) if steps else ()
        elif p == OWL.hasKey:
            keys = know.read_list(o) or ()
            values = [Variable(f"z{number}") for number in range(len(keys))]
            shared = [(each, key, value) for key, value in zip(keys, values, strict=True) for each in (X, Y)]
            assumed = ((X, RDF.type, S), (Y, RDF.type, S), *shared, *self._keys)
            templates = ((assumed, (X, OWL.sameAs, Y)),) if keys else ()
        fresh = {S: s, O: o}

        def fill(triple: Triple) -> Triple:
            return (
                self._fill(triple[0], fresh, context),
                self._fill(triple[1], fresh, context),
                self._fill(triple[2], fresh, context),
            )

        return [(tuple(map(fill, assumed)), fill(found) if found else None) for assumed, found in templates]

    def _fill(self, term: Node, fresh: dict[Variable, Node], context: Context) -> Node:
        if not isinstance(term, Variable):
            return term
        # numbered by the assumptions made before, which are more with each step down: no two are confused, and
        # goals that begin alike share a closure
        return fresh.setdefault(term, self._make_thing(f"{term}-{len(context)}"))

    def _make_thing(self, name: str) -> URIRef:
        return URIRef(f"{self._prefix}thing-{name}")

    # ------------------------------------------------------------ assuming
    def _carry_out(self, task: Task, context: Context) -> bool:
        if self._depth >= LIMIT_DEPTH:
            return False
        self._depth += 1
        try:
            return self._try_cases(task, context)
        finally:
            self._depth -= 1

    def _try_cases(self, task: Task, context: Context) -> bool:
        assumed, found = task
        for case in self._list_cases(frozenset(assumed), context):
            inner = context | case
            if not any(str(term).startswith(self._prefix + "thing-") for triple in inner for term in triple):
                inner |= frozenset(self._keys)
            if self.know(inner).is_contradictory:
                continue
            if found is None or not self._prove(found, inner):
                return False
        return True

    def _list_cases(self, assumed: Context, context: Context) -> list[Context]:
        """Split what is assumed into cases: a member of a union is of one of its classes, and the like."""
        cases = [assumed]
        for s, p, o in sorted(assumed, key=rank_triple):
            if p == RDF.type:
                ways = self._unfold(s, o, context, ())
                cases = [case | way for case, way in product(cases, ways)] if ways is not None else cases
        return cases if len(cases) <= LIMIT_CASES else [assumed]

    def _unfold(self, thing: Node, cls: Node, context: Context, above: tuple[Node, ...]) -> list[Context] | None:
        """Return what being of a class comes to, one set of triples for each case; None if there are too many."""
        ways: list[Context] = [frozenset()]
        if cls in above:
            return ways
        for place, definition in enumerate(self._define(cls, self.know())):
            # what a member of the class must have is one and the same thing however often it is asked for
            number = self._witnesses.setdefault((thing, cls, place), len(self._witnesses))
            more = self._unfold_one(thing, definition, context, (*above, cls), self._make_thing(f"w-{number}"))
            if more is None or len(more) * len(ways) > LIMIT_CASES:
                return None
            ways = [one | other for one, other in product(ways, more)]
        return ways

    def _unfold_one(
        self, thing: Node, definition: Definition, context: Context, above: tuple[Node, ...], witness: URIRef
    ) -> list[Context] | None:
        kind, parts, on_property = definition.constructor, definition.parts, definition.on_property
        if kind == OWL.oneOf:
            return [frozenset({(thing, OWL.sameAs, part)}) for part in parts]
        if kind in (OWL.unionOf, OWL.intersectionOf):
            ways: list[list[Context]] = []
            for part in parts:
                inner = self._unfold(thing, part, context, above)
                if inner is None:
                    return None
                ways.append([way | {(thing, RDF.type, part)} for way in inner])
            if kind == OWL.unionOf:
                return [way for found in ways for way in found]
            return [frozenset().union(*choice) for choice in product(*ways)]
        if on_property is None:
            return [frozenset()]
        if kind == OWL.hasSelf and str(parts[0]) in ("true", "1"):
            return [frozenset({(thing, on_property, thing)})]
        is_some = kind == OWL.someValuesFrom
        is_counted = kind in (
            OWL.minCardinality,
            OWL.cardinality,
            OWL.minQualifiedCardinality,
            OWL.qualifiedCardinality,
        )
        if not is_some and not (is_counted and definition.number):
            return [frozenset()]
        step = frozenset({(thing, on_property, witness)})
        cls = parts[0] if is_some else definition.qualifier
        if cls is None:
            return [step]
        inner = self._unfold(witness, cls, context, above)
        return None if inner is None else [step | way | {(witness, RDF.type, cls)} for way in inner]

    def _define(self, cls: Node, know: Knowledge) -> Iterator[Definition]:
        return read_definitions(cls, know.facts)

    # ---------------------------------------------------------- membership
    def _prove_member(self, thing: Node, cls: Node, context: Context, know: Knowledge) -> bool:
        """Prove that a thing is of a class by what the class, or one within it, is made of."""
        if cls in DATATYPES and isinstance(cls, URIRef):
            found = know.list_datatypes(thing)
            return bool(found) and is_within(found, cls)
        within = {*know.facts.subjects(RDFS.subClassOf, cls), *know.facts.subjects(OWL.equivalentClass, cls)}
        within.update(know.facts.objects(cls, OWL.equivalentClass))
        return any(
            self._satisfies(thing, definition, context, know)
            for each in (cls, *sorted(within - {cls}, key=rank_term))
            for definition in self._define(each, know)
        )

    def _satisfies(self, thing: Node, definition: Definition, context: Context, know: Knowledge) -> bool:
        kind, parts, on_property = definition.constructor, definition.parts, definition.on_property
        if kind == OWL.intersectionOf:
            return all(self._prove((thing, RDF.type, part), context) for part in parts)
        if kind == OWL.unionOf:
            return any(self._prove((thing, RDF.type, part), context) for part in parts)
        if kind == OWL.oneOf:
            return any(know.holds((thing, OWL.sameAs, part)) for part in parts)
        if kind == OWL.datatypeComplementOf:
            return self._is_outside(thing, parts[0], know)
        if kind == OWL.complementOf:
            return self._carry_out((((thing, RDF.type, parts[0]),), None), context)
        if on_property is None:
            return False
        if kind == OWL.hasValue:
            return know.holds((thing, on_property, parts[0]))
        if kind == OWL.hasSelf:
            return str(parts[0]) in ("true", "1") and know.holds((thing, on_property, thing))
        if kind == OWL.someValuesFrom:
            return self._count(thing, on_property, parts[0], 1, context, know)
        if kind == OWL.allValuesFrom:
            value = self._make_thing(f"y-{len(context)}")
            return self._carry_out((((thing, on_property, value),), (value, RDF.type, parts[0])), context)
        number, qualifier = definition.number, definition.qualifier
        if number is None or (kind in QUALIFIED) != (qualifier is not None):
            return False
        return (kind not in AT_LEAST or self._count(thing, on_property, qualifier, number, context, know)) and (
            kind not in AT_MOST or self._has_at_most(thing, on_property, qualifier, number, context)
        )

    def _is_outside(self, thing: Node, datatype: Node, know: Knowledge) -> bool:
        if not isinstance(datatype, URIRef):
            return False
        if isinstance(thing, Literal):
            return is_in_datatype(thing, datatype) is False
        return any(are_disjoint(found, datatype) for found in know.list_datatypes(thing))

    def _count(
        self, thing: Node, on_property: Node, cls: Node | None, number: int, context: Context, know: Knowledge
    ) -> bool:
        """Tell whether a thing has so many values (of a class) that are surely different."""
        if number > LIMIT_COUNT:
            return False
        values = [
            value
            for _, _, value in know.find(thing, on_property, None)
            if cls in (None, OWL.Thing) or (cls is not None and self._prove((value, RDF.type, cls), context))
        ]
        return any(
            all(self._prove((one, OWL.differentFrom, other), context) for one, other in combinations(chosen, 2))
            for chosen in combinations(sorted(set(values), key=rank_term), number)
        )

    def _has_at_most(self, thing: Node, on_property: Node, cls: Node | None, number: int, context: Context) -> bool:
        """Tell whether of one value more than so many, two would be the same."""
        if number > LIMIT_COUNT:
            return False
        values = [self._make_thing(f"y-{len(context)}-{place}") for place in range(number + 1)]
        assumed: set[Triple] = {(thing, on_property, value) for value in values}
        if cls is not None:
            assumed |= {(value, RDF.type, cls) for value in values}
        for case in self._list_cases(frozenset(assumed), context):
            know = self.know(context | case)
            if not know.is_contradictory and not any(
                know.holds((one, OWL.sameAs, other)) for one, other in combinations(values, 2)
            ):
                return False
        return True
