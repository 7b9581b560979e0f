"""Rule files: what is read, what is refused and with which line; and the rules that come with the package."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import cast

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Literal, URIRef, Variable
from rdflib.term import Node

import sahel_kg.reasoning
from sahel_kg.errors import UsageError
from sahel_kg.reasoning.reference.naive import evaluate
from sahel_kg.reasoning.rules.profiles import ListAtom, Rule, RuleError, active_rules, load_profile, load_rules
from sahel_kg.reasoning.values.literals import RL_DATATYPES, are_disjoint, is_within
from sahel_kg.vocabulary import RL

PREFIXES = """@prefix : <https://example.org/> .
@prefix rule: <https://w3id.org/sahel-kg/rule#> .
@prefix skg: <https://w3id.org/sahel-kg/ontology#> .
@prefix log: <http://www.w3.org/2000/10/swap/log#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
# on the last line of PREFIXES, so that lines count the same
RL_PREFIX = "@prefix rl: <https://w3id.org/sahel-kg/rl#> . "
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


# ------------------------------------------------------------- list devices
def read_one(folder: Path, text: str) -> Rule[Node]:
    (rule,) = load_rules([write(folder, RL_PREFIX + text)])
    return rule


def test_list_devices_leave_the_body(tmp_path: Path) -> None:
    rule = read_one(
        tmp_path,
        "{ ?c :keys ?l . ?x a ?c . ?y a ?c . (?l ?p) rl:each { ?x ?p ?z . ?y ?p ?z } } rule:r { ?x :same ?y } .",
    )
    c, keys, p, x, y, z = map(Variable, "clpxyz")
    assert rule.body == ((c, URIRef(EX + "keys"), keys), (x, RDF.type, c), (y, RDF.type, c))
    assert rule.lists == (ListAtom("each", keys, (p,), ((x, p, z), (y, p, z))),)


@pytest.mark.parametrize(
    ("text", "device", "terms"),
    [
        ("?l rl:member ?m", "member", "m"),
        ("?l rl:member :a", "member", None),
        ("?l rl:pair (?a ?b)", "pair", "ab"),
        ("?l rl:chain (?x ?y)", "chain", "xy"),
    ],
)
def test_each_device_has_its_terms(tmp_path: Path, text: str, device: str, terms: str | None) -> None:
    rule = read_one(tmp_path, f"{{ ?c :list ?l . {text} }} rule:r false .")
    expected = (URIRef(EX + "a"),) if terms is None else tuple(map(Variable, terms))
    assert rule.lists == (ListAtom(device, Variable("l"), expected),)  # type: ignore[arg-type]
    assert len(rule.body) == 1


def test_a_list_beside_no_device_is_a_pattern_of_cells(tmp_path: Path) -> None:
    text = "{ ?p :chain (?p ?p) } rule:r { ?p a :Transitive } .\n{ ?c :union () } rule:s false ."
    chain, union = load_rules([write(tmp_path, text)])
    assert [atom[1] for atom in chain.body].count(RDF.first) == 2
    assert union.body == ((Variable("c"), URIRef(EX + "union"), RDF.nil),)


def test_axioms_have_an_empty_body(tmp_path: Path) -> None:
    rule = read_one(tmp_path, "{} rule:r { :a a :B } .")
    assert (rule.body, rule.lists, rule.kind) == ((), (), "inference")


def test_flags_reasons_and_conditions_are_read(tmp_path: Path) -> None:
    rule = read_one(
        tmp_path,
        "{ ?a :p ?b } rule:r { ?b :p ?a } . "
        'rule:r a rl:RestatingRule ; rl:because "It is."@en ; rl:neededFor :T , :S ; rl:neededWith :q .',
    )
    assert rule.flags == {"restating"}
    assert rule.needed_for == (URIRef(EX + "S"), URIRef(EX + "T"))
    assert rule.needed_with == (URIRef(EX + "q"),)
    assert (rule.because, rule.condition) == ("It is.", "")
    rule = read_one(tmp_path, '{ ?a :p ?b } rule:r { ?b :p ?a } . rule:r a rl:EqualityRule ; rl:condition "p is."@en .')
    assert (set(rule.flags), rule.because, rule.condition) == ({"equality"}, "p is.", "p is.")


def test_a_finding_never_restates(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        RL_PREFIX + "{ ?a :p ?b } rule:r { ?b :p ?a } . { ?a :q ?b } rule:r false . rule:r a rl:RestatingRule .",
    )
    assert {(rule.kind, bool(rule.flags)) for rule in load_rules([path])} == {
        ("inference", True),
        ("contradiction", False),
    }


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("{ ?c :l ?l . ?l rl:pair (?a ?b ?d) } rule:r false .", 6, "write it as ?l rl:pair (?a ?b)"),
        ("{ ?c :l ?l . ?l rl:pair ?a } rule:r false .", 6, "write it as ?l rl:pair (?a ?b)"),
        ("{ ?c :l ?l . ?l rl:chain (?a) } rule:r false .", 6, "write it as ?l rl:chain (?x ?y)"),
        ("{ ?c :l ?l . ?l rl:chain () } rule:r false .", 6, "write it as ?l rl:chain (?x ?y)"),
        ("{ ?c :l ?l . ?l rl:each { ?a :p ?b } } rule:r false .", 6, "write it as (?l ?m) rl:each { ... }"),
        ("{ ?c :l ?l . (?l ?m) rl:each ?c } rule:r false .", 6, "write it as (?l ?m) rl:each { ... }"),
        ("{ ?c :l ?l . (?l :m) rl:each { ?a :p ?b } } rule:r false .", 6, "write it as (?l ?m) rl:each { ... }"),
        ("{ ?c :l ?l . ?l rl:member { ?a :p ?b } } rule:r false .", 6, "write it as ?l rl:member ?m"),
        ("{ ?c :l ?l . ?l rl:member [] } rule:r false .", 6, "write it as ?l rl:member ?m"),
        ("{ ?c :l [] . ?l rl:member ?c } rule:r false .", 6, "the list ?l must stand in a triple"),
        ("\n{ ?c :l ?l . (?k ?m) rl:each { ?m :p ?c } } rule:r false .", 7, "the list ?k must stand in a triple"),
        ("{ ?c :l ?l . (?l ?m) rl:each { ?c :p ?d } } rule:r false .", 6, "?m must stand within the braces"),
        ("{ ?c :l ?l . (?l ?m) rl:each { ?m :p ?c } } rule:r { ?c :q ?m } .", 6, "?m is each member in turn"),
        ("{ ?c :l ?l . ?l :q ?m . (?l ?m) rl:each { ?m :p ?c } } rule:r false .", 6, "?m is each member in turn"),
        ("{ ?c :l ?l . (?l ?m) rl:each { ?m :p { ?a :b ?c } } } rule:r false .", 6, "formula within a formula"),
        (
            "{ ?c :l ?l . (?l ?m) rl:each { (?l ?n) rl:each { ?m :p ?n } } } rule:r false .",
            6,
            "rl:each cannot stand within",
        ),
        ("{ ?c :l ?l . (?l ?m) rl:each { ?m rl:member ?c } } rule:r false .", 6, "rl:member cannot stand within"),
        ("{ ?c :l ?l . (?l ?m) rl:each { ?m :p ?d . ?m log:notEqualTo ?d } } rule:r false .", 6, "cannot stand within"),
        ("{ ?c :l ?l . (?l ?m) rl:each { ?m :p ?d } } rule:r { ?e :q ?c } .", 6, "?e of the head"),
        (
            "{ ?a rl:memmber ?b } rule:r false .",
            6,
            "rl:memmber is not known here; known in a body are rl:chain, rl:each",
        ),
        ("{ ?a :p ?b } rule:r { ?a rl:inDatatype ?b } .", 6, "rl:inDatatype is a condition"),
        ("{ ?a :p ?b } rule:r { ?a rl:member ?b } .", 6, "rl:member is a condition"),
        ("{ ?a :p ?b } rule:r { ?a rl:other ?b } .", 6, "rl:other is not known here"),
        ("{} rule:r false .", 6, "an empty body"),
        ("{} rule:r { :a :p ?x } .", 6, "?x of the head"),
        ("{ ?a :p ?b } rule:r false . rule:r a rl:RestatedRule .", 6, "there is no rl:RestatedRule"),
        ('{ ?a :p ?b } rule:r false . rule:r rl:becuase "x"@en .', 6, "there is no rl:becuase"),
        ('{ ?a :p ?b } rule:r false .\nrule:s rl:because "x"@en .', 7, "no statement"),
        ("{ ?a :p ?b } rule:r false .\nrule:s a rl:EqualityRule .", 7, "no statement"),
    ],
)
def test_ill_formed_devices_and_flags_are_refused_with_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = write(tmp_path, RL_PREFIX + text)
    with pytest.raises(RuleError) as caught:
        load_rules([path])
    problem = caught.value.problems[0]
    assert reason in problem.message
    assert problem.node == f"line {line}"


# ----------------------------------------------------- the package's own rules
NAMES = """
eq-ref eq-sym eq-trans eq-rep-s eq-rep-p eq-rep-o eq-diff1 eq-diff2 eq-diff3
prp-ap prp-dom prp-rng prp-fp prp-ifp prp-irp prp-symp prp-asyp prp-trp prp-spo1 prp-spo2 prp-eqp1 prp-eqp2 prp-pdw
prp-adp prp-inv1 prp-inv2 prp-key prp-npa1 prp-npa2
cls-thing cls-nothing1 cls-nothing2 cls-int1 cls-int2 cls-uni cls-com cls-svf1 cls-svf2 cls-avf cls-hv1 cls-hv2
cls-maxc1 cls-maxc2 cls-maxqc1 cls-maxqc2 cls-maxqc3 cls-maxqc4 cls-oo
cax-sco cax-eqc1 cax-eqc2 cax-dw cax-adc
dt-type1 dt-type2 dt-eq dt-diff dt-not-type
scm-cls scm-sco scm-eqc1 scm-eqc2 scm-op scm-dp scm-spo scm-eqp1 scm-eqp2 scm-dom1 scm-dom2 scm-rng1 scm-rng2 scm-hv
scm-svf1 scm-svf2 scm-avf1 scm-avf2 scm-int scm-uni
"""
TABLES = NAMES.split()
"""Tables 4 to 9, https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"""

FILES = Path(sahel_kg.reasoning.__file__).parent / "rules"
ALL = [*load_profile("owl-rl"), *load_profile("rdfs")]


def load_file(name: str) -> tuple[Rule[Node], ...]:
    return load_rules([FILES / name])


def test_every_rule_of_the_tables_is_there_in_their_order() -> None:
    text = (FILES / "owl2rl.n3").read_text(encoding="utf-8")
    stated = list(dict.fromkeys(re.findall(r"\}\s+rl:([a-z0-9-]+)\s+(?:\{|false)", text)))
    assert stated == TABLES
    assert {rule.name for rule in load_file("owl2rl.n3")} == set(TABLES)


def test_profiles_are_their_files() -> None:
    assert set(load_profile("owl-rl")) == {*load_file("owl2rl.n3"), *load_file("owl2rl-plus.n3")}
    assert load_profile("owl-rl-full") == load_profile("owl-rl")
    assert set(load_profile("rdfs")) == set(load_file("rdfs.n3"))
    assert load_profile("none") == ()
    assert not {rule.name for rule in load_file("owl2rl-plus.n3")} & set(TABLES)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: str(rule.name))
def test_each_rule_reads_well(rule: Rule[Node]) -> None:
    assert rule.label[0].isupper()
    assert not rule.label.endswith(".")
    assert 4 < len(rule.label.split()) <= 16
    assert not re.search(r"owl:|rdfs?:|IEXT|ICEXT", rule.label)
    if "restating" in rule.flags:
        assert rule.because[0].isupper()
        assert rule.because.endswith(".")
        assert rule.because != rule.condition


def test_each_addition_names_its_condition() -> None:
    assert [rule.name for rule in load_file("owl2rl-plus.n3") if not rule.condition.endswith(".")] == []
    assert [rule.name for rule in load_file("owl2rl.n3") if rule.condition] == []


def test_equality_is_five_rules() -> None:
    equal = {rule.name for rule in ALL if "equality" in rule.flags}
    assert equal == {"eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o"}


def test_pairs_are_read_either_way() -> None:
    """rl:pair gives each unordered pair once: exchanging the two gives the same rule, or another that is there."""
    for rule in ALL:
        for atom in rule.lists:
            if atom.device == "pair":
                names: dict[Node, Node] = {atom.terms[0]: atom.terms[1], atom.terms[1]: atom.terms[0]}
                body = {tuple(names.get(term, term) for term in each) for each in rule.body}
                turned = {tuple(reversed(each)) if each[1] == OWL.sameAs else each for each in body}
                head = {tuple(names.get(term, term) for term in each) for each in rule.head}
                is_symmetric = set(rule.body) in (body, turned) and set(rule.head) == head
                mirrored = replace(rule, lists=(replace(atom, terms=atom.terms[::-1]),))
                assert is_symmetric or mirrored in ALL, rule.name


def read_datatype_axioms(name: str) -> set[tuple[Node, Node]]:
    return {(s, o) for rule in load_profile("owl-rl") if rule.name == name for s, _, o in rule.head}


def test_datatypes_lie_in_each_other_as_the_value_space_says() -> None:
    within = read_datatype_axioms("dt-within")
    while more := {(a, d) for a, b in within for c, d in within if b == c} - within:
        within |= more
    assert within == {(a, b) for a in RL_DATATYPES for b in RL_DATATYPES - {a} if is_within([a], b)}


def test_datatypes_are_apart_as_the_value_space_says() -> None:
    apart = {frozenset(pair) for pair in read_datatype_axioms("dt-apart")}
    above = {a: {b for b in RL_DATATYPES if is_within([a], b)} for a in RL_DATATYPES}
    for a, b in combinations(sorted(RL_DATATYPES), 2):
        said = any(frozenset({c, d}) in apart for c in above[a] for d in above[b])
        assert said == are_disjoint(a, b), (a, b)


def test_ranges_meet_as_the_value_space_says() -> None:
    meets = {
        (frozenset(o for _, _, o in rule.body), o)
        for rule in load_profile("owl-rl")
        if rule.name == "dt-range"
        for _, _, o in rule.head
    }
    for a, b in combinations(sorted(RL_DATATYPES), 2):
        if are_disjoint(a, b):
            continue  # rng-dw
        beyond = {c for c in RL_DATATYPES if is_within([a, b], c) and not is_within([a], c) and not is_within([b], c)}
        said = {
            c for pair, least in meets if pair == {a, b} for c in RL_DATATYPES if is_within([cast(URIRef, least)], c)
        }
        assert beyond <= said, (a, b)
        assert all(is_within([a, b], c) for c in said), (a, b)


@pytest.mark.parametrize(
    ("fact", "wakes"),
    [
        ((OWL.Thing, RDFS.subClassOf, RL.x), {"scm-cls", "cls-thing-all"}),
        ((RL.x, RDFS.subClassOf, OWL.Thing), set()),
        ((RL.x, RDF.type, OWL.Thing), set()),
        ((RL.x, OWL.someValuesFrom, OWL.Thing), set()),
        ((RL.x, OWL.equivalentClass, OWL.Thing), {"scm-cls", "cls-thing-all"}),
        ((OWL.Thing, RDF.type, OWL.Class), set()),
        ((OWL.Thing, RDFS.label, Literal("everything")), set()),
        ((RL.x, RDFS.range, XSD.byte), set()),
        ((RL.x, OWL.someValuesFrom, XSD.byte), {"dt-type2", "dt-within", "dt-apart"}),
        ((XSD.byte, RDF.type, RDFS.Datatype), set()),
        ((RL.x, OWL.sameAs, RL.y), set()),
        ((OWL.sameAs, RDFS.subPropertyOf, RL.y), {"eq-ref", "dt-eq"}),
        ((RL.x, RDF.first, OWL.Class), {"cls-thing", "cls-nothing1"}),
    ],
)
def test_restating_rules_wake_where_the_data_speak_of_what_they_give(
    fact: tuple[Node, Node, Node], wakes: set[str]
) -> None:
    rules = load_profile("owl-rl")
    asleep = {rule.name for rule in rules if "restating" in rule.flags}
    active = active_rules(rules, [fact], is_full=False)
    assert {rule.name for rule in active if "restating" in rule.flags} == wakes
    assert {rule for rule in rules if "restating" not in rule.flags} <= set(active)
    assert asleep <= {rule.name for rule in active_rules(rules, [], is_full=True)}


def test_a_file_that_has_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "rules.n3"
    for head in ("?y", "?x"):
        path.write_text(f"@prefix : <urn:r#> . {{ ?x :p ?y }} :rule {{ {head} :q ?x }} .", encoding="utf-8")
        (rule,) = load_rules([path])
        assert str(rule.head[0][0]) == head[1:]
    path.write_text("{ ?x", encoding="utf-8")
    with pytest.raises(RuleError):
        load_rules([path])
