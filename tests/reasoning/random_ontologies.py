"""Random ontologies and data over a small vocabulary, for the tests that compare engines.

Six things, four classes and four properties, so that axioms meet facts and rules fire; any term of the data may stand
in any role (a class may be a thing as well). A *statement* is the triples of one axiom or fact, its list included.

How many examples are tried is a matter of the environment variable SAHEL_KG_EXAMPLES: not set, a test tries its own
small number, the same in every run; set to a number, that many new ones.
"""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import Node
from tests.conftest import TURTLE_PREFIXES

from sahel_kg.reasoning.rules.profiles import Rule, active_rules, load_profile, load_rules
from sahel_kg.reasoning.rules.restatements import restates
from sahel_kg.reasoning.terms import Triple, is_rdf, rank_term, rank_triple
from sahel_kg.reasoning.values.literals import RL_DATATYPES, value_key

Statement = tuple[Triple, ...]
Quad = tuple[Node, Node, Node, URIRef | None]
Cases = Mapping[str, Collection[Node]]
"""Graphs that count together, by name."""
T = TypeVar("T", bound=Callable[..., None])

logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # ill-typed literals are what we mean to write

EX = Namespace("https://example.org/")
THINGS = [EX[name] for name in "abcdef"]
CLASSES = [EX[name] for name in "ABCD"]
PROPERTIES = [EX[name] for name in "pqrs"]
CLAIMS = [EX[f"claim{number}"] for number in range(8)]
ZERO, ONE = (Literal(text, datatype=XSD.nonNegativeInteger) for text in "01")

DATATYPES = [XSD.integer, XSD.string, XSD.byte, XSD.decimal, XSD.boolean, RDFS.Literal]


def write(text: str, datatype: URIRef | None = None) -> Literal:
    """Return a literal as it is spelt."""
    return Literal(text, datatype=datatype, normalize=False)


LITERALS = [
    write("1", XSD.integer),
    write("01", XSD.integer),
    write("1.0", XSD.decimal),
    write("2", XSD.integer),
    write("1"),
    write("a"),
    Literal("a", lang="en"),
    Literal("a", lang="en-GB"),
    write("1", XSD.byte),
    write("true", XSD.boolean),
    write("1", XSD.boolean),
    write("1", XSD.double),
    write("-1", XSD.int),
    write("abc", XSD.integer),
    write("300", XSD.byte),
    write("abc", EX.unknown),
    write("abd", EX.unknown),
    write("2020-01-01T00:00:00Z", XSD.dateTime),
    write("2020-01-01T00:00:00.0Z", XSD.dateTime),
    write("2020-01-01T00:00:00+00:00", XSD.dateTimeStamp),
]

DOMAIN_RULES = f"""{TURTLE_PREFIXES}
@prefix : <{EX}> .
@prefix list: <urn:list:> .
rule:guarded rdfs:label "Two that share a value of p have r" .
{{ ?x :p ?z . ?y :p ?z . ?x log:notEqualTo ?y }} rule:guarded {{ ?x :r ?y }} .
{{ ?x a :A . ?x :q ?y . ?y a :B . ?x log:notEqualTo ?y }} rule:typed {{ ?y :s ?x . ?x a :D }} .
{{ ?x :q ?y }} rule:sub {{ ?x :s ?y }} .
{{ ?x :s ?y . ?y :r ?x }} rule:tense false .
rule:tense a skg:TensionRule .
{{ ?x ?p ?y . ?p a :D }} rule:meta {{ ?y ?p ?x }} .
{{ ?x :r ?y . ?x owl:sameAs ?y }} rule:alike {{ ?x a :C }} .
{{ ?c owl:oneOf ?l . (?l ?m) rl:each {{ ?x :p ?m . ?m :q ?z }} }} rule:each {{ ?x :s ?c }} .
{{ ?c owl:unionOf ?l . ?l rl:member ?m , ?n . ?m log:notEqualTo ?n . ?x a ?m , ?n }} rule:both {{ ?x :q ?c }} .
{{ ?x :p ?y ; :s ?z . ?y log:notEqualTo ?z }} rule:apart false .
"""


# ---------------------------------------------------------------- statements
def make_list(members: Sequence[Node]) -> tuple[Node, Statement]:
    """Return the head of an RDF list and its triples; lists of the same members, or with the same end, share cells."""
    head: Node = RDF.nil
    triples: list[Triple] = []
    for place in reversed(range(len(members))):
        name = "-".join(str(member).removeprefix(str(EX)) for member in members[place:])
        cell = BNode("list-" + "".join(letter if letter.isalnum() or letter == "-" else "_" for letter in name))
        triples += [(cell, RDF.first, members[place]), (cell, RDF.rest, head)]
        head = cell
    return head, tuple(triples)


def sample(*options: Node | Sequence[Node]) -> st.SearchStrategy[Node]:
    """Return a strategy for one of the terms, those in a sequence sharing the chance of one."""
    return st.one_of(*(st.sampled_from([each] if isinstance(each, Node) else list(each)) for each in options))


_class = st.sampled_from(CLASSES)
_wide_class = sample(CLASSES, CLASSES, CLASSES, CLASSES, [OWL.Thing, OWL.Nothing], DATATYPES)
_property = st.sampled_from(PROPERTIES)
_thing = st.sampled_from(THINGS)
_literal = st.sampled_from(LITERALS)
_value = st.one_of(_thing, _thing, _thing, _literal)


def say(*parts: st.SearchStrategy[Node] | Node) -> st.SearchStrategy[Statement]:
    """Return a strategy for statements of one triple."""
    return st.tuples(*(st.just(part) if isinstance(part, Node) else part for part in parts)).map(
        lambda triple: ((triple[0], triple[1], triple[2]),)
    )


def say_list(
    subject: st.SearchStrategy[Node],
    predicate: Node,
    members: st.SearchStrategy[Node],
    least: int,
    most: int,
    kind: URIRef | None = None,
) -> st.SearchStrategy[Statement]:
    """Return a strategy for statements whose object is a list; `kind` types the subject."""

    def build(subject: Node, found: list[Node]) -> Statement:
        head, cells = make_list(found)
        kinds: Statement = ((subject, RDF.type, kind),) if kind else ()
        return (*kinds, (subject, predicate, head), *cells)

    return st.builds(build, subject, st.lists(members, min_size=least, max_size=most))


def _restrict(node: Node, on: Node, *rest: tuple[Node, Node]) -> Statement:
    return ((node, OWL.onProperty, on), *((node, predicate, value) for predicate, value in rest))


# Half of the restrictions are one of the four classes, so that they have members without further axioms.
_restricted = st.one_of(_class, st.sampled_from([EX.R1, EX.R2]))
_limit = st.sampled_from([ZERO, ONE, ONE, write("1", XSD.int)])
_limited = st.sampled_from([OWL.maxCardinality, OWL.cardinality, OWL.minCardinality])
_counted = st.sampled_from([OWL.maxQualifiedCardinality, OWL.qualifiedCardinality, OWL.minQualifiedCardinality])
RESTRICTIONS: st.SearchStrategy[Statement] = st.one_of(
    st.builds(lambda c, p, d: _restrict(c, p, (OWL.someValuesFrom, d)), _restricted, _property, _wide_class),
    st.builds(lambda c, p, d: _restrict(c, p, (OWL.allValuesFrom, d)), _restricted, _property, _wide_class),
    st.builds(lambda c, p, y: _restrict(c, p, (OWL.hasValue, y)), _restricted, _property, _value),
    st.builds(lambda c, p: _restrict(c, p, (OWL.hasSelf, write("true", XSD.boolean))), _restricted, _property),
    st.builds(lambda c, p, k, n: _restrict(c, p, (k, n)), _restricted, _property, _limited, _limit),
    st.builds(
        lambda c, p, k, n, d: _restrict(c, p, (k, n), (OWL.onClass, d)),
        _restricted,
        _property,
        _counted,
        _limit,
        st.one_of(_class, st.just(OWL.Thing)),
    ),
    st.builds(
        lambda c, p, k, n, d: _restrict(c, p, (k, n), (OWL.onDataRange, d)),
        _restricted,
        _property,
        _counted,
        _limit,
        st.sampled_from(DATATYPES),
    ),
)
_kinds = [OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.SymmetricProperty, OWL.TransitiveProperty]
_checks = [OWL.AsymmetricProperty, OWL.IrreflexiveProperty, OWL.ReflexiveProperty]
_declared = [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDFS.Class, RDFS.Datatype]
_inclusions = sample(RDFS.subClassOf, RDFS.subClassOf, OWL.equivalentClass)
_parts = sample(RDFS.subPropertyOf, RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf)
PROPERTY_AXIOMS: st.SearchStrategy[Statement] = st.one_of(
    say(_property, _parts, _property),
    say(_property, RDF.type, st.sampled_from(_kinds)),
    say(_property, RDF.type, st.sampled_from(_checks)),
    say(_property, sample(RDFS.domain, RDFS.range), _wide_class),
    say(_property, OWL.propertyDisjointWith, _property),
    say_list(_property, OWL.propertyChainAxiom, _property, 1, 3),
    say_list(st.just(EX.apart1), OWL.members, _property, 2, 3, OWL.AllDisjointProperties),
)
CLASS_AXIOMS: st.SearchStrategy[Statement] = st.one_of(
    say(_wide_class, _inclusions, _wide_class),
    say(_class, sample(OWL.disjointWith, OWL.complementOf), _class),
    say_list(_class, OWL.intersectionOf, _class, 0, 3),
    say_list(_class, OWL.unionOf, _wide_class, 0, 3),
    say_list(_class, OWL.oneOf, _value, 0, 3),
    say_list(_class, OWL.disjointUnionOf, _class, 2, 3),
    say_list(_class, OWL.hasKey, _property, 1, 2),
    say_list(st.just(EX.apart2), OWL.members, _class, 2, 3, OWL.AllDisjointClasses),
)
EQUALITY: st.SearchStrategy[Statement] = st.one_of(
    say(_thing, OWL.sameAs, _thing),
    say(_thing, OWL.sameAs, _thing),
    say(_thing, OWL.sameAs, _value),
    say(_class, OWL.sameAs, _class),
    say(_property, OWL.sameAs, _property),
    say(_thing, OWL.differentFrom, _thing),
    say_list(st.just(EX.apart3), OWL.members, _value, 2, 3, OWL.AllDifferent),
    say_list(st.just(EX.apart4), OWL.distinctMembers, _thing, 2, 3, OWL.AllDifferent),
)
DENIALS: st.SearchStrategy[Statement] = st.builds(
    lambda n, x, p, y: (
        (n, OWL.sourceIndividual, x),
        (n, OWL.assertionProperty, p),
        (n, OWL.targetValue if isinstance(y, Literal) else OWL.targetIndividual, y),
    ),
    st.sampled_from([EX.denial1, EX.denial2]),
    _thing,
    _property,
    _value,
)
RARE: st.SearchStrategy[Statement] = st.one_of(
    say(sample(PROPERTIES, CLASSES), RDF.type, st.sampled_from(_declared)),
    say(_property, RDFS.subPropertyOf, sample(OWL.sameAs, OWL.differentFrom, RDF.type, RDFS.subClassOf)),
    say(sample(CLASSES, PROPERTIES), RDFS.label, _literal),
    say(sample(CLASSES, PROPERTIES), _property, sample(CLASSES, PROPERTIES, THINGS)),
    say(sample(CLASSES, PROPERTIES), RDF.type, _class),
    say(_thing, OWL.sameAs, sample(CLASSES, PROPERTIES)),
    say(_property, _inclusions, _class),
    say(sample(RDFS.subClassOf, OWL.sameAs, RDF.type), RDFS.subPropertyOf, _property),
)
AXIOMS: st.SearchStrategy[Statement] = st.one_of(
    PROPERTY_AXIOMS, PROPERTY_AXIOMS, CLASS_AXIOMS, CLASS_AXIOMS, RESTRICTIONS, EQUALITY, DENIALS, RARE
)
FACTS: st.SearchStrategy[Statement] = st.one_of(
    say(_thing, _property, _thing),
    say(_thing, _property, _thing),
    say(_thing, _property, _value),
    say(_thing, RDF.type, _class),
)


def draw_statements(axioms: int = 9, facts: int = 9) -> st.SearchStrategy[list[Statement]]:
    """Return a strategy for an ontology with data: at most so many axioms and facts."""
    return st.builds(
        lambda left, right: left + right,
        st.lists(AXIOMS, min_size=1, max_size=axioms),
        st.lists(FACTS, min_size=1, max_size=facts),
    )


# -------------------------------------------------------------------- graphs
def list_triples(statements: Iterable[Statement]) -> list[Triple]:
    """Return the triples of statements, each once."""
    return list(dict.fromkeys(triple for statement in statements for triple in statement))


def drop_graphs(quads: Iterable[Quad]) -> list[Triple]:
    """Return the triples of quads, each once."""
    return list(dict.fromkeys((s, p, o) for s, p, o, _ in quads))


def keep_graphs(quads: Iterable[Quad], graphs: Collection[Node]) -> list[Quad]:
    """Return the quads of some graphs and of the default graph."""
    return [quad for quad in quads if quad[3] is None or quad[3] in graphs]


def make_graph(triples: Iterable[Triple]) -> Graph:
    """Return triples as a graph."""
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def make_dataset(quads: Iterable[Quad]) -> Dataset:
    """Return quads as a dataset; None is the default graph."""
    dataset = Dataset()
    for s, p, o, name in quads:
        dataset.graph(name if name is not None else DATASET_DEFAULT_GRAPH_ID).add((s, p, o))
    return dataset


def place_statements(statements: Iterable[Statement], graphs: Iterable[URIRef | None]) -> list[Quad]:
    """Return the quads of statements, each in its graph; an ontology's lists stand in the default graph."""
    return [
        (s, p, o, None if p in (RDF.first, RDF.rest) else graph)
        for statement, graph in zip(statements, graphs, strict=False)
        for s, p, o in statement
    ]


def draw_cases(number: int) -> st.SearchStrategy[Cases]:
    """Return a strategy for cases: each claim counts in some."""
    chosen = st.lists(st.sets(st.sampled_from(CLAIMS), max_size=6), min_size=number, max_size=number)
    return chosen.map(lambda sets: {f"case{place}": sorted(graphs) for place, graphs in enumerate(sets)})


def make_story() -> list[Quad]:
    """Return data in which equality, lists, keys, guards and contradictions come and go with the claims."""
    union, cells = make_list([EX.A, EX.B])
    key, more = make_list([EX.s])
    chain, links = make_list([EX.p, EX.q])
    schema: list[Triple] = [
        (EX.C, OWL.unionOf, union),
        (EX.C, OWL.hasKey, key),
        (EX.r, OWL.propertyChainAxiom, chain),
        (EX.p, RDF.type, OWL.FunctionalProperty),
        (EX.q, RDF.type, OWL.TransitiveProperty),
        (EX.A, OWL.disjointWith, EX.D),
        (EX.r, RDFS.domain, EX.D),
        *cells,
        *more,
        *links,
    ]
    chance = random.Random(20)
    quads: list[Quad] = [(s, p, o, None) for s, p, o in schema]
    for claim in CLAIMS:
        for _ in range(4):
            one, other = chance.sample(THINGS, 2)
            predicate = chance.choice([EX.p, EX.q, EX.q, EX.s, RDF.type])
            target = chance.choice([EX.A, EX.B]) if predicate == RDF.type else other
            quads.append((one, predicate, target, claim))
    # lists that hold by some claims only, one of them within another
    for members, claims in ([EX.e, EX.f], CLAIMS[:1]), ([EX.c, EX.e, EX.f], CLAIMS[1:3]):
        head, parts = make_list(members)
        quads += [(s, p, o, claim) for s, p, o in ((EX.D, OWL.oneOf, head), *parts) for claim in claims]
    return quads


def write_turtle(triples: Iterable[Triple]) -> str:
    """Return triples as Turtle, for the message of a failed test."""
    lines = [" ".join(_write_term(term) for term in triple) + " ." for triple in triples]
    return "\n".join(lines)


def _write_term(term: Node) -> str:
    text = term.n3() if isinstance(term, URIRef | BNode | Literal) else str(term)
    for prefix, iri in (("", EX), ("owl:", OWL), ("rdf:", RDF), ("rdfs:", RDFS), ("xsd:", XSD)):
        if text.startswith(f"<{iri}"):
            return (prefix or ":") + text[len(str(iri)) + 1 : -1]
        text = text.replace(f"^^<{iri}", f"^^{prefix or ':'}").rstrip(">") if f"^^<{iri}" in text else text
    return text


# --------------------------------------------------------------- projections
def name_value(term: Node) -> str:
    """Return a text that names a term, a literal by its value if that is known."""
    key = value_key(term) if isinstance(term, Literal) else None
    return f"value {key}" if key is not None else _write_term(term)


def project(triples: Iterable[Triple]) -> set[tuple[str, ...]]:
    """Return triples by value: engines may write one value in any of its spellings."""
    return {tuple(map(name_value, triple)) for triple in triples}


def project_visible(facts: Iterable[Triple], given: Iterable[Triple], *, is_full: bool) -> set[tuple[str, ...]]:
    """Return what of all that was derived counts as a fact of a closure, by value.

    That is what is RDF and, unless everything is asked for, what was given or does not merely restate. Left out is that
    a thing is the same as itself, and what is said of datatypes that the data do not name: an engine need not put each
    literal into all of those.
    """
    known = list(given)
    unnamed = RL_DATATYPES - {term for triple in known for term in triple}
    shown = {
        fact
        for fact in facts
        if is_rdf(fact)
        and (is_full or not restates(fact))
        and not (fact[1] == OWL.sameAs and fact[0] == fact[2])
        and not unnamed.intersection(fact)
    }
    return project(known) | project(shown)


def is_comparable(given: Iterable[Triple], rules: Iterable[Rule[Node]]) -> bool:
    """Tell whether equality by representatives has nothing to miss.

    What is only said to be the same as something, and stands in no other fact, is no longer a thing of which a rule
    ``{ ?s ?p ?o }`` says something once the two are one.
    """
    triples = list(given)
    asks = any(rule.name == "cls-thing-all" for rule in rules) or any(o == RDF.nil for _, _, o in triples)
    joined = {term for s, p, o in triples if p == OWL.sameAs for term in (s, o)}
    return not asks or joined <= {term for s, p, o in triples if p != OWL.sameAs for term in (s, o)}


# --------------------------------------------------------------------- rules
def choose_rules(triples: Iterable[Triple], profile: str, paths: Sequence[Path] = ()) -> tuple[Rule[Node], ...]:
    """Return the rules that are in force for some data.

    In the full profile all are, but that eq-ref, whose facts an engine may list without applying rules to them, is one
    of them only where the data speak of owl:sameAs itself.
    """
    given = list(triples)
    rules = (*load_profile(profile), *load_rules(paths))
    speaks = any(OWL.sameAs in (s, o) for s, _, o in given)
    active = active_rules(rules, given, is_full=profile == "owl-rl-full")
    return tuple(rule for rule in active if speaks or rule.name != "eq-ref")


def join_equals(facts: Iterable[Triple]) -> Callable[[Node], Node]:
    """Return what gives the least name of a thing, given what is the same."""
    least: dict[Node, Node] = {}
    for s, p, o in sorted(facts, key=rank_triple):
        if p == OWL.sameAs:
            one, other = sorted((_follow(s, least), _follow(o, least)), key=rank_term)
            if one != other:
                least[other] = one
    return lambda term: _follow(term, least)


def _follow(term: Node, least: dict[Node, Node]) -> Node:
    while term in least:
        term = least[term]
    return term


def spread_out(facts: Iterable[Triple], most: int = 40) -> list[Triple]:
    """Return so many facts at most, evenly spread, or all where somebody looks for faults.

    What each is asked for by itself takes longer than the closure, and the facts of an example resemble each other.
    """
    every = list(facts)
    return every if os.environ.get("SAHEL_KG_EXAMPLES") else every[:: -(-len(every) // most) or 1]


# ------------------------------------------------------------------ settings
def examples(number: int) -> Callable[[T], T]:
    """Return the settings of a test that tries so many examples, or as many as the environment says."""
    wanted = os.environ.get("SAHEL_KG_EXAMPLES")
    return settings(
        max_examples=int(wanted) if wanted else number,
        derandomize=not wanted,
        # to shrink what fails takes minutes: only where somebody looks for faults
        phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if wanted else [])],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
        database=None,
    )


def write_rules(folder: Path) -> Path:
    """Write the domain rules of these tests to a file."""
    path = folder / "rules.n3"
    path.write_text(DOMAIN_RULES, encoding="utf-8")
    return path
