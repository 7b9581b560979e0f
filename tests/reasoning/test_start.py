"""What it takes to begin: a small graph is closed without the libraries that large ones are worth."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, URIRef

from sahel_kg.reasoning import close
from sahel_kg.reasoning.evaluation import closing, data

HEAVY = ("curies", "duckdb", "networkx", "numpy", "pandas", "pydantic", "scipy")


@pytest.mark.parametrize("closing", [False, True])
def test_heavy_libraries_are_not_imported(tmp_path: Path, closing: bool) -> None:
    path = tmp_path / "small.ttl"
    path.write_text("<urn:x:a> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:x:b> .", encoding="utf-8")
    script = "import sys\nfrom sahel_kg.reasoning import close\n"
    script += f"closure = close({str(path)!r})\nassert len(closure) == len(list(closure.facts())) == 1\n" * closing
    script += "assert not closure.contradictions\n" * closing
    script += f"print([name for name in {HEAVY} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


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
