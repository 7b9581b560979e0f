"""The interface of reasoning: what close and entails promise, whatever the engine."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Dataset, Graph, Literal, URIRef

from sahel_kg.errors import DataError, ParseError, UsageError
from sahel_kg.reasoning import NotSupportedError, close, entails
from sahel_kg.reasoning.terms import Triple

PREFIXES = """@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rule: <https://w3id.org/sahel-kg/rule#> .
@prefix skg: <https://w3id.org/sahel-kg/ontology#> .
"""
RULES = """
{ ?e :attacker ?a . ?e :target ?b } rule:attack { ?a :attacked ?b } .
{ ?a :hostileTo ?b . ?a :alliedWith ?b } rule:mixed false .
rule:mixed a skg:TensionRule ; rdfs:label "hostile and allied at once"@en .
{ ?a :enemyOf ?b . ?b a :State } rule:rebel { ?a a :Rebel } .
"""
DATA = """
:attacked rdfs:subPropertyOf :hostileTo . :hostileTo owl:inverseOf :enemyOf .
:enemyOf a owl:SymmetricProperty .
:e :attacker :isgs ; :target :mali . :mali a :State . :isgs :alliedWith :mali .
:Rebel rdfs:subClassOf :Group .
"""


def term(name: str) -> URIRef:
    return URIRef("https://example.org/" + name)


def read(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.n3"
    path.write_text(PREFIXES + RULES, encoding="utf-8")
    return path


def test_domain_rules_and_owl_feed_each_other(rules: Path) -> None:
    closure = close(read(DATA), rules=["owl-rl", rules])
    inferred = set(closure.inferred())
    # rule -> prp-spo1, prp-inv, prp-symp -> rule -> cax-sco
    assert (term("isgs"), term("attacked"), term("mali")) in inferred
    assert (term("isgs"), term("enemyOf"), term("mali")) in inferred
    assert (term("isgs"), RDF.type, term("Rebel")) in inferred
    assert (term("isgs"), RDF.type, term("Group")) in inferred
    assert closure.engine == "python"
    assert closure.rules == ("owl-rl", str(rules))


def test_tension_is_a_finding_and_never_a_fact(rules: Path) -> None:
    closure = close(read(DATA), rules=["owl-rl", rules])
    (tension,) = closure.tensions
    assert tension.kind == "tension"
    assert tension.rule == "https://w3id.org/sahel-kg/rule#mixed"
    assert tension.message == "hostile and allied at once"
    assert set(tension.facts) == {
        (term("isgs"), term("alliedWith"), term("mali")),
        (term("isgs"), term("hostileTo"), term("mali")),
    }
    assert closure.contradictions == []


def test_rule_is_switched_off(rules: Path) -> None:
    closure = close(read(DATA), rules=["owl-rl", rules], without=["attack"])
    assert (term("isgs"), term("attacked"), term("mali")) not in closure
    with pytest.raises(UsageError, match="No rule is called 'attac'"):
        close(read(DATA), rules=["owl-rl", rules], without=["attac"])


def test_given_graph_is_untouched_and_given_facts_are_all_there() -> None:
    graph = read(DATA)
    before = set(graph)
    closure = close(graph)
    assert set(graph) == before == set(closure.given())
    assert not set(closure.inferred()) & before
    assert len(closure) == len(list(closure.facts())) == len(closure.graph())
    result = closure.graph()
    result.add((term("a"), term("b"), term("c")))
    assert len(closure.graph()) == len(result) - 1


def test_dataset_counts_as_the_union_of_its_graphs_and_keeps_its_settings() -> None:
    dataset = Dataset()
    dataset.add((term("p"), RDFS.subPropertyOf, term("q")))
    dataset.graph(term("claim")).add((term("a"), term("p"), term("b")))
    closure = close(dataset)
    assert list(closure.inferred()) == [(term("a"), term("q"), term("b"))]
    assert dataset.default_union is False
    assert len(list(dataset.quads())) == 2


def test_paths_are_read_together_and_blank_nodes_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES + ":p rdfs:subPropertyOf :q . _:x :p :a .")
    (tmp_path / "b.trig").write_text(PREFIXES + ":claim { _:x :p :b }")
    closure = close([tmp_path / "a.ttl", str(tmp_path / "b.trig")])
    assert len({s for s, p, _ in closure.inferred() if p == term("q")}) == 2
    assert list(closure.facts()) == list(close([tmp_path / "a.ttl", tmp_path / "b.trig"]).facts())


def test_profiles_differ_in_what_only_restates() -> None:
    graph = read(":C a owl:Class . :a a :C . :n :count 3 .")
    assert list(close(graph).inferred()) == []
    full = close(graph, rules="owl-rl-full")
    assert (term("a"), OWL.sameAs, term("a")) in full
    assert (term("a"), RDF.type, OWL.Thing) in full
    assert not [fact for fact in full.facts() if isinstance(fact[0], Literal)]
    assert list(close(graph, rules="none").inferred()) == []


def test_rdfs_knows_no_owl() -> None:
    closure = close(read(DATA + ":a :attacked :b . :hostileTo rdfs:domain :Actor ."), rules="rdfs")
    assert (term("a"), term("hostileTo"), term("b")) in closure
    assert (term("a"), RDF.type, term("Actor")) in closure
    assert (term("b"), term("enemyOf"), term("a")) not in closure


def test_rule_file_alone_runs_without_owl(rules: Path) -> None:
    closure = close(read(DATA), rules=rules)
    assert list(closure.inferred()) == [(term("isgs"), term("attacked"), term("mali"))]


def test_adding_equals_closing_anew(rules: Path) -> None:
    more = read(":f :attacker :mnla ; :target :mali . :isgs owl:sameAs :isis-gs . :State owl:disjointWith :Rebel .")
    for first, second in ((read(DATA), more), (more, read(DATA))):
        start = close(first, rules=["owl-rl", rules])
        size = len(start)
        added, anew = start.add(second), close(first + second, rules=["owl-rl", rules])
        assert list(added.given()) == list(anew.given())
        assert list(added.inferred()) == list(anew.inferred())
        assert added.contradictions == anew.contradictions
        assert added.tensions == anew.tensions
        assert len(start) == size


def test_imports_are_noted_and_not_followed() -> None:
    closure = close(read("<https://example.org/o> owl:imports <https://example.invalid/x> ."))
    assert len(closure.notes) == 1
    assert "https://example.invalid/x" in closure.notes[0]


def test_an_import_of_what_is_given_is_no_note() -> None:
    closure = close(
        read(
            "<urn:x:o1> a owl:Ontology ; owl:imports <urn:x:o2>, <urn:x:o2/1.0>, <urn:x:o3> . "
            "<urn:x:o2> a owl:Ontology ; owl:versionIRI <urn:x:o2/1.0> ; owl:imports <urn:x:o1> ."
        )
    )
    assert [note.split()[2] for note in closure.notes] == ["urn:x:o3"]


@pytest.mark.parametrize(
    ("engine", "suffix"),
    [
        ("auto", "nt"),
        ("duckdb", "ttl"),
        ("duckdb", "nt"),
        ("duckdb", "nt.gz"),
        ("owlrl", "ttl"),
        ("owlrl", "nt"),
    ],  # it reads no archives
)
def test_a_byte_order_mark_is_skipped(tmp_path: Path, engine: str, suffix: str) -> None:
    path = tmp_path / f"windows.{suffix}"
    content = b"\xef\xbb\xbf<urn:x:a> <urn:x:p> _:b .\n"
    path.write_bytes(gzip.compress(content) if suffix.endswith("gz") else content)
    assert len(close(path, engine=engine)) >= 1


def test_nothing_is_printed_of_ill_typed_literals(tmp_path: Path) -> None:
    path = tmp_path / "ill.ttl"
    kinds = ("integer", "boolean", "gYear", "double", "hexBinary", "dateTime")
    path.write_text("".join(f'<urn:x:a> <urn:x:p> "x{kind}"^^<{XSD[kind]}> .\n' for kind in kinds), encoding="utf-8")
    script = f"from sahel_kg.reasoning import close\nprint(len(close({str(path)!r}).contradictions))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (told.stdout, told.stderr) == (f"{len(kinds)}\n", "")


def test_what_owlrl_cannot_tell_is_refused() -> None:
    closure = close(read(":a :p :b ."), engine="owlrl")
    fact: Triple = (term("a"), term("p"), term("b"))
    for ask in (closure.round, closure.explain, closure.justifications):
        with pytest.raises(NotSupportedError, match="engine owlrl"):
            ask(fact)


def test_mistakes_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no engine 'owl'"):
        close(Graph(), engine="owl")
    with pytest.raises(UsageError, match="'owl2' is neither a profile"):
        close(Graph(), rules="owl2")
    with pytest.raises(ParseError, match="cannot be read"):
        close([tmp_path / "none.ttl"])
    with pytest.raises(UsageError, match="unknown suffix"):
        close([tmp_path / "none.csv"])
    bad = tmp_path / "bad.ttl"
    bad.write_text("<urn:a> <urn:b> .\n")
    with pytest.raises(ParseError, match="line 1"):
        close([bad])
    bomb = tmp_path / "bomb.rdf"
    bomb.write_text('<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><r>&b;</r>')
    with pytest.raises(ParseError, match="entities"):
        close([bomb])
    with pytest.raises(DataError, match="contains itself"):
        close(read(":p owl:propertyChainAxiom _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l ."))


def test_ill_typed_literal_survives_reading(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES + ':a :p "nonsense"^^xsd:boolean .')
    (finding,) = close([tmp_path / "a.ttl"]).contradictions
    assert finding.rule == "dt-not-type"


def test_entailment_reads_blank_nodes_as_something() -> None:
    premise = read(":ousted rdfs:subPropertyOf :attacked . :a :ousted :b . :n :count 3 .")
    assert entails(premise, read(":a :attacked :b ."))
    assert entails(premise, read("[] :attacked [] ."))
    assert entails(premise, read("_:x :attacked _:y . _:x :ousted _:y ."))
    assert not entails(premise, read("_:x :attacked _:x ."))
    assert not entails(premise, read(":b :attacked [] ."))
    assert entails(premise, read(":n :count _:c . _:c a xsd:integer ."))
    assert entails(premise, Graph())
    assert not entails(premise, read(":a :attacked :b ."), rules="none")


def test_entailment_knows_what_the_default_closure_leaves_out() -> None:
    assert entails(read(":C a owl:Class ."), read(":C rdfs:subClassOf :C , owl:Thing ."))
    assert entails(read(":a :p :b ."), read(":a owl:sameAs :a ."))


def test_contradiction_entails_everything(rules: Path) -> None:
    premise = read(":State owl:disjointWith :Group . :a a :State , :Group .")
    assert entails(premise, read(":x :y :z ."))
    assert not entails(premise, read(":x :y :z ."), rules="none")
    # a tension is no contradiction
    assert not entails(read(DATA), read(":x :y :z ."), rules=["owl-rl", rules])


def test_blank_node_of_the_premise_is_not_taken_for_one_of_the_conclusion() -> None:
    shared = BNode()
    premise, conclusion = Graph(), Graph()
    premise.add((term("a"), term("p"), shared))
    conclusion.add((shared, term("p"), BNode()))
    assert entails(premise, conclusion)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    close(read(DATA + ":State owl:disjointWith :Group . :a a :State , :Group ."))
    assert capfd.readouterr() == ("", "")


SCRIPT = """
import sys
from sahel_kg.reasoning import close
closure = close([sys.argv[1]], rules=["owl-rl", sys.argv[2]])
for fact in closure.facts():
    print(*map(repr, fact))
for finding in closure.contradictions + closure.tensions:
    print(finding)
"""


def test_order_does_not_depend_on_hashing(tmp_path: Path, rules: Path) -> None:
    data = tmp_path / "data.ttl"
    data.write_text(
        PREFIXES + DATA + "[] :attacker :x ; :target :y . :State owl:disjointWith :Rebel , :Place . :mali a :Place ."
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(data), str(rules)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    ]
    assert runs[0]
    assert runs[0] == runs[1] == runs[2]
