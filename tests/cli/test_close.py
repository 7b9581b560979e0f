"""`close`: any RDF in, the closure out; nothing half-done is left behind."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.command import run

PREFIXES = """@prefix : <urn:x:> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DOGS = PREFIXES + ":Dog rdfs:subClassOf :Animal . :rex a :Dog ."
REX = "<urn:x:rex> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:x:Animal> .\n"


@pytest.fixture
def dogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("dogs.ttl").write_text(DOGS)
    return Path("dogs.ttl")


@pytest.mark.parametrize("engine", ["auto", "duckdb", "owlrl"])
def test_facts_go_to_standard_output(dogs: Path, engine: str) -> None:
    answer = run("close", dogs, "--engine", engine)
    assert answer.code == 0
    lines = answer.out.splitlines(keepends=True)
    assert lines == sorted(lines)
    assert REX in lines
    assert len(lines) == 3
    assert answer.err.startswith("2 facts given, 1 inferred (")
    assert "0 contradictions" in answer.err
    assert run("close", dogs, "--engine", engine, "--inferred-only").out == REX


def test_several_files_and_rules(dogs: Path) -> None:
    Path("more.nt").write_text("<urn:x:rex> <urn:x:chases> <urn:x:tom> .\n")
    Path("rules.n3").write_text(
        "@prefix : <urn:x:> . @prefix rule: <https://w3id.org/sahel-kg/rule#> .\n"
        "{ ?a :chases ?b } rule:flight { ?b :flees ?a } .\n"
    )
    told = run("close", dogs, "more.nt", "--rules", "owl-rl", "--rules", "rules.n3", "--inferred-only")
    assert told.out == REX + "<urn:x:tom> <urn:x:flees> <urn:x:rex> .\n"
    assert run("close", "more.nt", "--rules", "none", "--inferred-only").out == ""
    assert "flees" not in run("close", "more.nt", "--rules", "rules.n3", "--without", "flight").out
    answer = run("close", "more.nt", "--rules", "rules.n3", "--without", "fright")
    assert (answer.code, answer.errors) == (2, ["No rule is called 'fright'; did you mean flight? Rules: flight."])


@pytest.mark.parametrize("suffix", ["nt", "nq", "ttl", "trig", "rdf", "owl", "xml", "nt.gz", "ttl.gz"])
def test_every_format_reads_back(dogs: Path, suffix: str) -> None:
    made = Path(f"new/out.{suffix}")
    answer = run("close", dogs, "-o", made)
    assert (answer.code, answer.out) == (0, "")
    assert f" in {made}" in answer.err
    first = made.read_bytes()
    assert run("close", made, "--rules", "none").out == run("close", dogs).out
    assert run("close", dogs, "-o", made).code == 0
    assert made.read_bytes() == first, "the same bytes each time"
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    if suffix.endswith("gz"):
        assert gzip.decompress(first)


def test_a_database_is_kept(dogs: Path) -> None:
    assert run("close", dogs, "--database", "dogs.duckdb", "--memory-limit", "1GB").code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["dogs.duckdb", "dogs.ttl"]
    answer = run("close", dogs, "--database", "dogs.duckdb")
    assert answer.code == 2
    assert "dogs.duckdb exists" in answer.errors[0]
    assert Path("dogs.duckdb").exists()


def test_contradictions_are_told_and_stop_nothing(dogs: Path) -> None:
    dogs.write_text(DOGS + ":Animal owl:disjointWith :Stone . :rex a :Stone .")
    answer = run("close", dogs)
    assert answer.code == 0
    assert "1 contradiction\n  cax-dw: " in answer.err
    assert "nothing is both an urn:x:Animal and an urn:x:Stone" in answer.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.ttl"], 1, "nowhere.ttl: cannot be read: No such file or directory"),
        (["dogs.txt"], 2, "dogs.txt: unknown suffix; known are "),
        (["broken.ttl"], 1, "broken.ttl: line 1: "),
        (["binary.nt"], 1, "binary.nt: "),
        (["."], 2, ".: unknown suffix"),
        (["dogs.ttl", "-o", "out.docx"], 2, "-o out.docx: cannot tell the format"),
        (["dogs.ttl", "-o", "folder.nt"], 2, "-o folder.nt is a folder"),
        (["dogs.ttl", "-o", "dogs.ttl/out.nt"], 2, "cannot write "),
        (["dogs.ttl", "--rules", "nothing"], 2, "'nothing' is neither a profile"),
        (["dogs.ttl", "--rules", "broken.ttl"], 1, "broken.ttl"),
        (["dogs.ttl", "--engine", "steam"], 2, "There is no engine 'steam'"),
        (["dogs.ttl", "--memory-limit", "lots"], 2, "--limit-memory lots: write a number and a unit"),
        (["dogs.ttl", "--limit-facts", "1"], 3, "Stopped: the limit of 1 facts is reached"),
        (["predicate.ttl", "-o", "out.rdf"], 2, "RDF/XML cannot say this"),
    ],
)
def test_bad_input(dogs: Path, arguments: list[str], code: int, message: str) -> None:
    Path("dogs.txt").write_text(DOGS)
    Path("broken.ttl").write_text("<urn:a> <urn:b>")
    Path("binary.nt").write_bytes(b"\x00\xff\xfe")
    Path("predicate.ttl").write_text("<urn:a> <urn:x:1> <urn:b> .")
    Path("folder.nt").mkdir()
    before = sorted(path.name for path in Path().iterdir())
    answer = run("close", *arguments)
    assert answer.code == code, answer.err
    assert answer.out == ""
    assert len(answer.errors) == 1
    assert answer.errors[0].startswith(message)
    assert sorted(path.name for path in Path().iterdir()) == before


def test_a_limit_leaves_no_database(dogs: Path) -> None:
    assert run("close", dogs, "--limit-facts", "1", "--database", "dogs.duckdb").code == 3
    assert sorted(path.name for path in Path().iterdir()) == ["dogs.ttl"]


BROKEN = {
    "two-firsts": ":c owl:unionOf _:l . _:l rdf:first :D , :E ; rdf:rest () . :x a :D .",
    "circle": ":c owl:unionOf _:l . _:l rdf:first :D ; rdf:rest _:l . :x a :D .",
    "no-end": ":c owl:intersectionOf _:l . _:l rdf:first :D . :x a :D .",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_lists_are_named(dogs: Path, name: str) -> None:
    dogs.write_text(PREFIXES + BROKEN[name])
    answer = run("close", dogs)
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.errors) == 1
    assert "urn:x:c: the list of its " in answer.errors[0]


ODD = {
    "chain-of-none": ":p owl:propertyChainAxiom () . :x :q :y .",
    "ill-typed": ':p rdfs:range xsd:integer . :x :p "twelve"^^xsd:integer .',
    "literal-made-subject": ':p owl:inverseOf :q . :x :p "text" .',
    "equal-terms": "owl:Thing owl:sameAs :Thing . rdf:type owl:sameAs :type . :x :type :C .",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_ontologies(dogs: Path, name: str) -> None:
    dogs.write_text(PREFIXES + ODD[name])
    answer = run("close", dogs)
    assert answer.code == 0, answer.err
    assert ("dt-not-type" in answer.err) == (name == "ill-typed")
    assert all(line.startswith(("<", "_:")) for line in answer.out.splitlines())


@pytest.mark.parametrize("length", [1, 2, 30])
def test_chains_of_any_length(dogs: Path, length: int) -> None:
    links = " ".join(f":p{n}" for n in range(length))
    steps = " ".join(f":n{n} :p{n} :n{n + 1} ." for n in range(length))
    dogs.write_text(f"{PREFIXES} :p owl:propertyChainAxiom ( {links} ) . {steps}")
    assert f"<urn:x:n0> <urn:x:p> <urn:x:n{length}> .\n" in run("close", dogs).out


def test_ctrl_c_leaves_nothing(dogs: Path) -> None:
    count = 3000
    lines = [f"<urn:c:{n}> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:c:{n + 1}> .\n" for n in range(count)]
    Path("long.nt").write_text("".join(lines))
    command = [sys.executable, "-m", "sahel_kg", "close", "long.nt", "-o", "out.nt", "--database", "out.duckdb"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and not list(Path().glob(".sahel-kg-*/out.duckdb")):
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert sorted(os.listdir()) == ["dogs.ttl", "long.nt"]
