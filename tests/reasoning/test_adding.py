"""Adding to a closure gives what closing anew gives, several times in a row, and leaves the old one as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, XSD, URIRef
from tests.reasoning.proof_checker import ProofChecker
from tests.reasoning.random_ontologies import (
    CLAIMS,
    EX,
    Quad,
    Statement,
    choose_rules,
    draw_statements,
    drop_graphs,
    examples,
    make_dataset,
    make_list,
    write,
    write_rules,
    write_turtle,
)
from tests.sampling import spread

from sahel_kg.reasoning import close
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.terms import Triple


def describe(closure: Closure) -> tuple[object, ...]:
    return (
        list(closure.given()),
        list(closure.inferred()),
        len(closure),
        closure.contradictions,
        closure.tensions,
        closure.notes,
    )


def compare(parts: Sequence[Sequence[Quad]], rules: Sequence[str | Path] = ("owl-rl",)) -> None:
    """Add parts one after the other, and compare with closing all of them at once."""
    closure = close(make_dataset(parts[0]), rules=rules)
    so_far = list(parts[0])
    for part in parts[1:]:
        before = describe(closure)
        following = closure.add(make_dataset(part))
        assert describe(closure) == before
        so_far += part
        anew = close(make_dataset(so_far), rules=rules)
        message = f"{write_turtle(closure.given())}\nwith\n{write_turtle(drop_graphs(part))}"
        assert describe(following) == describe(anew), message
        closure = following
    triples = drop_graphs(so_far)
    checker = ProofChecker(so_far, choose_rules(triples, "owl-rl", [each for each in rules if isinstance(each, Path)]))
    for fact in sorted(closure.inferred(), key=str)[:5]:
        checker.check(closure.explain(fact))


_places = st.lists(st.integers(0, 3), min_size=16, max_size=16)
_graphs = st.lists(st.sampled_from([None, *CLAIMS]), min_size=16, max_size=16)


@pytest.mark.slow
@examples(12)
@given(draw_statements(8, 8), _graphs, _places, st.booleans())
def test_adding_equals_closing_anew(
    tmp_path_factory: pytest.TempPathFactory,
    statements: list[Statement],
    graphs: list[URIRef | None],
    places: list[int],
    has_rules: bool,
) -> None:
    parts: list[list[Quad]] = [[], [], [], []]
    for statement, graph, place in zip(statements, graphs, places, strict=False):
        parts[place] += [(s, p, o, graph) for s, p, o in statement]
    compare(parts, ["owl-rl", write_rules(tmp_path_factory.getbasetemp())] if has_rules else ["owl-rl"])


UNION, CELLS = make_list([EX.A, EX.B])
CASES: dict[str, tuple[list[Triple], list[Triple]]] = {
    "a fact": ([(EX.p, RDFS.subPropertyOf, EX.q)], [(EX.a, EX.p, EX.b)]),
    "an axiom": ([(EX.a, EX.p, EX.b)], [(EX.p, RDFS.subPropertyOf, EX.q)]),
    "what was inferred": ([(EX.p, RDFS.subPropertyOf, EX.q), (EX.a, EX.p, EX.b)], [(EX.a, EX.q, EX.b)]),
    "what was given": ([(EX.a, EX.p, EX.b)], [(EX.a, EX.p, EX.b)]),
    "nothing": ([(EX.a, EX.p, EX.b)], []),
    "to nothing": ([], [(EX.p, RDFS.subPropertyOf, EX.q), (EX.a, EX.p, EX.b)]),
    "an equality": ([(EX.a, EX.p, EX.b), (EX.b, EX.q, EX.c)], [(EX.b, OWL.sameAs, EX.d), (EX.a, OWL.sameAs, EX.c)]),
    "a fact about one of equals": ([(EX.b, OWL.sameAs, EX.a)], [(EX.b, EX.p, EX.c), (EX.c, EX.p, EX.b)]),
    "an equality of equals": ([(EX.c, OWL.sameAs, EX.b)], [(EX.b, OWL.sameAs, EX.a), (EX.c, EX.p, EX.d)]),
    "an equality that a guard asks for": ([(EX.a, EX.p, EX.c), (EX.b, EX.p, EX.c)], [(EX.a, OWL.sameAs, EX.b)]),
    "a list": ([(EX.a, RDF.type, EX.B)], [(EX.C, OWL.unionOf, UNION), *CELLS]),
    "a use of a list": ([(EX.a, RDF.type, EX.B), *CELLS], [(EX.C, OWL.unionOf, UNION)]),
    "an equality in a list": ([(EX.C, OWL.unionOf, UNION), *CELLS], [(EX.D, OWL.sameAs, EX.B), (EX.a, RDF.type, EX.D)]),
    "a contradiction": ([(EX.A, OWL.disjointWith, EX.B), (EX.a, RDF.type, EX.A)], [(EX.a, RDF.type, EX.B)]),
    "an equality of two values": (
        [(EX.p, RDF.type, OWL.FunctionalProperty), (EX.a, EX.p, write("1", XSD.integer))],
        [(EX.a, EX.p, write("01", XSD.integer)), (EX.a, EX.p, write("2", XSD.integer))],
    ),
    "another spelling": ([(EX.a, EX.p, write("01", XSD.integer))], [(EX.a, EX.p, write("1", XSD.integer))]),
    "a datatype that a class speaks of": (
        [(EX.a, EX.p, write("1", XSD.integer))],
        [(EX.C, OWL.someValuesFrom, XSD.byte), (EX.C, OWL.onProperty, EX.p)],
    ),
    "a literal where a class speaks of its datatype": (
        [(EX.C, OWL.someValuesFrom, XSD.byte), (EX.C, OWL.onProperty, EX.p)],
        [(EX.a, EX.p, write("1", XSD.integer)), (EX.b, EX.p, write("300", XSD.integer))],
    ),
    "an ill-typed literal": ([(EX.a, EX.p, EX.b)], [(EX.a, EX.p, write("abc", XSD.integer))]),
    "owl:sameAs as a property": ([(EX.a, OWL.sameAs, EX.b)], [(OWL.sameAs, RDFS.subPropertyOf, EX.p)]),
    "an axiom on owl:Thing": ([(EX.a, EX.p, EX.b)], [(OWL.Thing, RDFS.subClassOf, EX.A)]),
    "a transitive property": ([(EX.a, EX.p, EX.b), (EX.b, EX.p, EX.c)], [(EX.p, RDF.type, OWL.TransitiveProperty)]),
    "a contradiction of what has two names": (
        [(EX.A, OWL.disjointWith, EX.B), (EX.p, RDFS.domain, EX.A), (EX.d, EX.p, EX.e), (EX.c, OWL.sameAs, EX.d)],
        [(EX.q, RDFS.domain, EX.B), (EX.b, EX.q, EX.e), (EX.b, OWL.sameAs, EX.c)],
    ),
    "an import": ([(EX.a, EX.p, EX.b)], [(EX.o, OWL.imports, EX.other)]),
}


@pytest.mark.parametrize("name", spread(CASES, 4, keep=["a list", "an equality", "a contradiction"]))
def test_adding_one_thing_equals_closing_anew(name: str, tmp_path: Path) -> None:
    first, second = ([(s, p, o, None) for s, p, o in part] for part in CASES[name])
    compare([first, second], ["owl-rl", write_rules(tmp_path)])


def test_added_claims_join_the_sources_of_what_was_known() -> None:
    schema: list[Quad] = [(EX.p, RDFS.subPropertyOf, EX.q, None)]
    closure = close(make_dataset([*schema, (EX.a, EX.p, EX.b, CLAIMS[0])]))
    following = closure.add(make_dataset([(EX.a, EX.p, EX.b, CLAIMS[1])]))
    leaves = following.explain((EX.a, EX.q, EX.b)).leaves()
    assert (CLAIMS[0], CLAIMS[1]) in {leaf.sources for leaf in leaves}
    assert (CLAIMS[0],) in {leaf.sources for leaf in closure.explain((EX.a, EX.q, EX.b)).leaves()}
