"""Rule files: what is read, what is refused and with which line."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Literal, URIRef, Variable

from sahel_kg.errors import UsageError
from sahel_kg.reasoning.naive import evaluate
from sahel_kg.reasoning.rules import RuleError, load_rules

PREFIXES = """@prefix : <https://example.org/> .
@prefix rule: <https://w3id.org/sahel-kg/rule#> .
@prefix skg: <https://w3id.org/sahel-kg/ontology#> .
@prefix log: <http://www.w3.org/2000/10/swap/log#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
EX = "https://example.org/"


def write(folder: Path, text: str) -> Path:
    path = folder / "rules.n3"
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path


def test_rule_is_read_with_label_kind_and_guard(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """{ ?a :in ?m . ?b :in ?m . ?a log:notEqualTo ?b } rule:together { ?a :with ?b } .
{ ?a :with ?b . ?a :against ?b } rule:mixed false .
{ ?a :against ?a } rule:self false .
rule:together rdfs:label "ensemble"@fr , "who shares a mission cooperates"@en .
rule:mixed a skg:TensionRule .
""",
    )
    mixed, self_, together = load_rules([path])
    assert together.name == "https://w3id.org/sahel-kg/rule#together"
    assert together.label == "who shares a mission cooperates"
    assert together.guards == ((Variable("a"), Variable("b")),)
    assert together.head == ((Variable("a"), URIRef(EX + "with"), Variable("b")),)
    assert [rule.kind for rule in (mixed, self_, together)] == ["tension", "contradiction", "inference"]


def test_one_name_may_carry_several_statements(tmp_path: Path) -> None:
    path = write(tmp_path, "{ ?a :p ?b } rule:r { ?a :q ?b } .\n{ ?a :s ?b } rule:r { ?a :q ?b } .")
    assert len(load_rules([path])) == 2


def test_blank_nodes_of_a_body_are_variables_of_their_rule(tmp_path: Path) -> None:
    path = write(tmp_path, "{ ?a :p _:x . _:x :q [ :r ?c ] } rule:r { ?a :s ?c } .")
    p, q, r, s, *nodes = (URIRef(EX + name) for name in "pqrsabcd")
    a, b, c, d = nodes
    added, _ = evaluate(load_rules([path]), [(a, p, b), (b, q, c), (c, r, d), (d, q, a)])
    assert added == [(a, s, d)]
    assert load_rules([path]) == load_rules([path])


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("\n{ ?a :p ?b } rule:r { ?a :q ?c } .", 7, "?c of the head"),
        ("{ ?a :p ?b } rule:r { ?a :q ?b } .\n\n{ ?a :p ?b } rule:r { ?z :q ?b } .", 8, "?z of the head"),
        ("{ ?a :p ?b . ?a log:notEqualTo ?c } rule:r false .", 6, "?c stands only beside"),
        ("{ ?a :p ?b } rule:r { ?a :q [] } .", 6, "blank node in the head"),
        ("{ ?a :p ?b } rule:r { ?a log:notEqualTo ?b } .", 6, "belongs in the body"),
        ("{ ?a :p ?b . ?a log:equalTo ?b } rule:r false .", 6, "not supported"),
        ("{ ?a :p ?b } rule:r true .", 6, "must be { ... } or false"),
        ("{ ?a :p ?b } rule:r :x .", 6, "must be { ... } or false"),
        ("{ ?a :p ?b } rule:r {} .", 6, "empty"),
        (":x rule:r { ?a :p ?b } .", 6, "a rule is"),
        ("{ ?a :p ?b } => { ?a :q ?b } .", 6, "give the rule a name"),
        ("{ ?a :p { ?b :p ?a } } rule:r false .", 6, "formula within a formula"),
        ("{ ?a :p ?b } rule:r { ?a :q ?b } . rule:r a skg:TensionRule .", 6, "never infers"),
        ('{ ?a :p ?b } rule:r false . rule:other rdfs:label "x"@en .', 6, "no statement"),
        ("\n\n{ ?a :p ?b } foo:r false .", 8, 'Prefix "foo:" not bound'),
        ("{ ?a :p ?b rule:r false .", 6, "bad syntax"),
        ("{ ?a :p ?b } rule:r", None, ""),
    ],
)
def test_ill_formed_rules_are_refused_with_file_and_line(
    tmp_path: Path, text: str, line: int | None, reason: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(RuleError) as caught:
        load_rules([path])
    problem = caught.value.problems[0]
    assert problem.file == str(path)
    assert reason in problem.message
    if line is not None:
        assert problem.node == f"line {line}"


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "{ ?a :p ?b } rule:r { ?a :q ?c } .\n{ ?a :p ?b } rule:s true .")
    with pytest.raises(RuleError) as caught:
        load_rules([path])
    assert [problem.node for problem in caught.value.problems] == ["line 6", "line 7"]


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        load_rules([tmp_path / "none.n3"])


@pytest.mark.parametrize("name", ["r", "rule:r", "https://w3id.org/sahel-kg/rule#r"])
def test_rule_is_switched_off_by_any_spelling_of_its_name(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, "{ ?a :p ?b } rule:r false .\n{ ?a :p ?b } rule:s false .")
    assert [rule.name[-1] for rule in load_rules([path], without=[name])] == ["s"]


def test_unknown_rule_cannot_be_switched_off(tmp_path: Path) -> None:
    path = write(tmp_path, "{ ?a :p ?b } rule:r false .")
    with pytest.raises(UsageError, match=r"No rule is called 'x'\. Rules: r"):
        load_rules([path], without=["x"])


def test_a_head_that_would_not_be_rdf_is_not_a_fact(tmp_path: Path) -> None:
    path = write(tmp_path, "{ ?a :p ?b } rule:r { ?b :q ?a } .")
    added, _ = evaluate(load_rules([path]), [(URIRef(EX + "a"), URIRef(EX + "p"), Literal("x"))])
    assert added == []
