"""What it takes to begin: a small graph is closed without the libraries that large ones are worth."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, XSD, URIRef

from sahel_kg.reasoning import close, language
from sahel_kg.reasoning.evaluation import closing, data
from sahel_kg.terms import write_literal
from sahel_kg.vocabulary import RL

HEAVY = ("curies", "duckdb", "networkx", "numpy", "pandas", "pydantic", "pyoxigraph", "rdflib", "scipy")
FEW = f"""<urn:x:a> <{RDFS.subClassOf}> <urn:x:b> .
<urn:x:i> <{RDF.type}> <urn:x:a> .
<urn:x:i> <urn:x:age> "07"^^<{XSD.integer}> .
<urn:x:i> <urn:x:name> "Kidal"@fr .
"""
ASK = """
import sys
from sahel_kg.reasoning import close, language
for path in sys.argv[1:]:
    closure = close(path)
    assert not closure.contradictions
    lines = "".join(closure.write()).splitlines()
    assert len(closure) == len(lines) == closure.count_inferred() + 4, lines
print(*sorted(sys.modules))
"""


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("", set()), ("few.nt", set()), ("few.ttl", {"pyoxigraph"})],
    ids=["import", "lines", "parsed"],
)
def test_heavy_libraries_are_not_imported(tmp_path: Path, name: str, allowed: set[str]) -> None:
    """Whoever closes lines of N-Triples and wants lines needs no library; nor do literals of any kind."""
    path = tmp_path / name
    if name:
        path.write_text(FEW, encoding="utf-8")
    asked = [str(path)] if name else []
    told = subprocess.run([sys.executable, "-c", ASK, *asked], capture_output=True, text=True, check=True)
    assert set(HEAVY) & set(told.stdout.split()) == allowed


def test_the_command_imports_none_either(tmp_path: Path) -> None:
    """Typer brings pydantic along."""
    path = tmp_path / "few.nt"
    path.write_text(FEW, encoding="utf-8")
    script = "import sys\nfrom sahel_kg import cli\ntry:\n    cli.main()\nexcept SystemExit as end:\n"
    script += "    print(end.code, *sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", script, "close", path], capture_output=True, text=True, check=True)
    *facts, (code, *modules) = map(str.split, told.stdout.splitlines())
    assert (len(facts), code) == (5, "0")
    assert set(HEAVY) & set(modules) == {"pydantic"}


def test_terms_as_texts_are_those_of_the_libraries() -> None:
    """What code names as a text stands in rdflib's namespaces."""
    for mine, theirs in ((language.RDF, RDF), (language.RDFS, RDFS), (language.OWL, OWL), (language.XSD, XSD)):
        assert mine.iri == str(theirs)
        named = vars(mine).keys() - {"iri"}
        assert named
        assert {name for name in named if name not in theirs} == set()
    assert language.RL.iri == str(RL)


def test_the_collector_does_not_go_through_what_was_made(tmp_path: Path) -> None:
    """What is young is looked at as soon as there is one object more: facts are old once they are closed."""
    path = tmp_path / "many.nt"
    path.write_text("".join(f"<urn:{n}> <urn:p> <urn:{n + 1}> .\n" for n in range(5000)))
    assert gc.isenabled()
    closure = close(path)
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    assert len(gc.get_objects(generation=0)) < 1000 < len(closure)


def test_values_have_one_text_whatever_says_them(tmp_path: Path) -> None:
    """A string without a datatype is one value with what collapses to it, and is found by any spelling."""
    path = tmp_path / "values.nt"
    token, integer = f"^^<{XSD.token}>", f"^^<{XSD.integer}>"
    path.write_text(
        f'<urn:a> <urn:p> "x" .\n<urn:b> <urn:p> " x "{token} .\n'
        f'<urn:c> <urn:p> "y" .\n<urn:d> <urn:p> "01"{integer} .\n'
        f"<urn:p> <{RDF.type}> <{OWL.InverseFunctionalProperty}> .\n"
    )
    found, expected = close(path), close(path, engine="duckdb")
    assert found.engine == "python"
    assert list(found.facts()) == list(expected.facts())
    p = URIRef("urn:p")
    assert (URIRef("urn:a"), OWL.sameAs, URIRef("urn:b")) in found
    assert (URIRef("urn:c"), OWL.sameAs, URIRef("urn:a")) not in found
    for subject, value in (("urn:c", write_literal("y", XSD.token)), ("urn:d", write_literal("+1", XSD.integer))):
        assert (URIRef(subject), p, value) in found
        assert (URIRef(subject), p, value) in expected


def test_a_long_chain_is_left_to_tables_before_anything_is_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(closing, "FactEvaluator", fail)
    path = tmp_path / "chain.nt"
    chain = "".join(f"<urn:{n}> <urn:p> <urn:{n + 1}> .\n" for n in range(100))
    path.write_text(f"<urn:p> <{RDF.type}> <{OWL.TransitiveProperty}> .\n{chain}")
    closure = close(path)
    assert (closure.engine, len(closure)) == ("duckdb", 1 + 100 * 101 // 2)


@given(st.sets(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"))))
def test_as_many_pairs_are_joined_at_least_as_are_counted(pairs: set[tuple[str, str]]) -> None:
    closed = set(pairs)
    while new := {(x, z) for x, y in closed for other, z in closed if y == other} - closed:
        closed |= new
    assert closing.count_joins(pairs) <= sum(y == other for _, y in closed for other, _ in closed)


def test_what_is_much_is_left_to_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many triples, a long chain, many names, many findings: what DuckDB closes then is the same."""
    from sahel_kg.reasoning.engines.python import closure as engine

    same, kind = f"<{OWL.sameAs}>", f"<{RDF.type}>"
    transitive = f"<urn:p> {kind} <{OWL.TransitiveProperty}> .\n"
    texts = {
        "few": "<urn:a> <urn:p> <urn:b> .\n",
        "many": "".join(f"<urn:a> <urn:p> <urn:{n}> .\n" for n in range(40)),
        "chain": transitive + "".join(f"<urn:{n}> <urn:p> <urn:{n + 1}> .\n" for n in range(30)),
        "names": "".join(f"<urn:{n}> {same} <urn:{n + 1}> .\n" for n in range(20)),
        "findings": "".join(f"<urn:{n}> {kind} <{OWL.Nothing}> .\n" for n in range(5)),
    }
    monkeypatch.setattr(engine, "MOST_GIVEN", 35)
    monkeypatch.setattr(engine, "MOST_WORK", 100)
    monkeypatch.setattr(engine, "WORK_OF_EACH", 10)
    for name, text in texts.items():
        path = tmp_path / f"{name}.nt"
        path.write_text(text)
        found, expected = close(path, limit_findings=4), close(path, limit_findings=4, engine="duckdb")
        assert found.engine == ("python" if name == "few" else "duckdb"), name
        assert list(found.facts()) == list(expected.facts())


def test_large_ontologies_and_long_lists_are_left_to_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of a rule for each class costs more than as many facts; cells of a list are looked at before."""
    monkeypatch.setattr(closing, "MOST_WORK", 1000)
    monkeypatch.setattr(data, "MOST_CELLS", 20)
    path = tmp_path / "much.ttl"
    for engine, text in {
        "python": "".join(f"<urn:{n}> <urn:p> <urn:{n + 1}> ." for n in range(200)) + "<urn:p> <urn:q> (1 2 3) .",
        "duckdb": "".join(f"<urn:{n}> <{RDFS.subClassOf}> <urn:{n // 2}> ." for n in range(200)),
        "duckdb, too": f"<urn:p> <urn:q> ({' '.join(map(str, range(30)))}) .",
    }.items():
        path.write_text(text, encoding="utf-8")
        found, expected = close(path), close(path, engine="duckdb")
        assert found.engine == engine.partition(",")[0]
        assert list(found.facts()) == list(expected.facts())


@pytest.mark.parametrize("profile", ["owl-rl", "owl-rl-full"])
def test_names_and_spellings_are_listed_as_by_tables(tmp_path: Path, profile: str) -> None:
    """Of terms that only rules name nothing is said; of two names and two spellings all that tables list."""
    path = tmp_path / "names.ttl"
    path.write_text(
        """@prefix : <urn:x:> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        :p a owl:TransitiveProperty ; rdfs:subPropertyOf :q . :q rdfs:range :C . :n rdfs:subPropertyOf :m .
        :a :p :b . :b :p :c ; owl:sameAs :d . :d a :D . :r owl:inverseOf :q . :a :n 1 , 01 , "x"@EN . :f :n 001 .
        :once a owl:FunctionalProperty . :e :once :g , :h . :h owl:sameAs :h .
        [] a owl:AllDifferent ; owl:members ( :a :c :e ) .""",
        encoding="utf-8",
    )
    found, expected = close(path, rules=profile), close(path, rules=profile, engine="duckdb")
    assert (found.engine, expected.engine) == ("python", "duckdb")
    assert list(found.facts()) == list(expected.facts())
    assert list(found.inferred()) == list(expected.inferred())
    assert "".join(found.write()) == "".join(expected.write())
    assert {(URIRef("urn:x:a"), URIRef("urn:x:q"), URIRef("urn:x:d"))} <= set(found.inferred())


@pytest.mark.parametrize("kind", [OWL.unionOf, OWL.intersectionOf, OWL.propertyChainAxiom, OWL.AllDifferent])
def test_lists_are_read_here_up_to_a_length(tmp_path: Path, kind: URIRef) -> None:
    path = tmp_path / "list.ttl"
    for length, engine in ((50, "python"), (400, "duckdb")):
        members = f"( {' '.join(f'<urn:m{n}>' for n in range(length))} )"
        path.write_text(
            f"[] a <{kind}> ; <{OWL.members}> {members} . <urn:m1> <{OWL.sameAs}> <urn:m2> ."
            if kind == OWL.AllDifferent
            else f"<urn:c> <{kind}> {members} ."
            + "".join(f"<urn:x> a <urn:m{n}> . <urn:{n}> <urn:m{n}> <urn:{n + 1}> ." for n in range(length))
        )
        closure = close(path)
        assert closure.engine == engine
        if kind == OWL.AllDifferent:
            assert [finding.rule for finding in closure.contradictions] == ["eq-diff2"]
        elif kind == OWL.propertyChainAxiom:
            assert (URIRef("urn:0"), URIRef("urn:c"), URIRef(f"urn:{length}")) in closure
        else:
            assert (URIRef("urn:x"), RDF.type, URIRef("urn:c")) in closure
