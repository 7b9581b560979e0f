"""One file, whatever its mark, line ends or archive: read, or refused with the same words, by all that read RDF."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from sahel_kg import syntaxes
from sahel_kg.errors import ParseError
from sahel_kg.reasoning.inputs import read_triples
from sahel_kg.record.dataset import read_quads
from tests.bad_input.conftest import ship_base
from tests.cli.command import run

XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">
<rdf:Description rdf:about="%s"><x:p>m\u00e9</x:p></rdf:Description></rdf:RDF>"""
WHOLE = {
    ".ttl": '@prefix : <http://x/> .\n:a :p "m\u00e9" .\n',
    ".nt": '<http://x/a> <http://x/p> "m\u00e9" .\n',
    ".trig": '<http://x/g> { <http://x/a> <http://x/p> "m\u00e9" }\n',
    ".nq": '<http://x/a> <http://x/p> "m\u00e9" <http://x/g> .\n',
    ".jsonld": '{"@id": "http://x/a", "http://x/p": "m\u00e9"}\n',
    ".rdf": XML % "http://x/a",
}
RELATIVE = {
    ".ttl": '<a> <http://x/p> "b" .',
    ".nt": '<a> <http://x/p> "b" .',
    ".trig": '<http://x/g> { <a> <http://x/p> "b" }',
    ".nq": '<a> <http://x/p> "b" <http://x/g> .',
    ".jsonld": '{"@id": "a", "http://x/p": "b"}',
    ".rdf": XML % "a",
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "archive"])
@pytest.mark.parametrize("dress", ["plain", "mark", "windows", "upper"])
@pytest.mark.parametrize("suffix", WHOLE)
def test_every_dress_of_a_file_is_read_by_all(tmp_path: Path, suffix: str, dress: str, packed: bool) -> None:
    text = WHOLE[suffix].replace("\n", "\r\n") if dress == "windows" else WHOLE[suffix]
    content = text.encode("utf-8-sig" if dress == "mark" else "utf-8")
    path = tmp_path / f"a{suffix.upper() if dress == 'upper' else suffix}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(content) if packed else content)
    expected = ("http://x/a", "http://x/p", "m\u00e9")
    assert [tuple(map(str, triple)) for triple in read_triples(path)] == [expected]
    (quad,) = read_quads(path)
    assert str(quad.triple) == '<http://x/a> <http://x/p> "m\u00e9"'
    answer = run("close", path)
    assert (answer.code, answer.out) == (0, '<http://x/a> <http://x/p> "m\u00e9" .\n')


@pytest.mark.parametrize("suffix", RELATIVE)
def test_a_relative_iri_is_refused_by_all_with_the_same_words(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(RELATIVE[suffix], "utf-8")
    for read in (read_triples, read_quads):
        with pytest.raises(ParseError, match="a relative IRI says nothing without its file: write IRIs in full"):
            list(read(path))
    answer = run("close", path)
    assert answer.code == 1
    assert answer.errors[0].endswith("write IRIs in full, or give the file a base")


def test_a_base_makes_them_whole(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text('@base <http://x/> . <a> <p> "m\u00e9" .', "utf-8")
    (tmp_path / "a.jsonld").write_text('{"@context": {"@base": "http://x/"}, "@id": "a", "http://x/p": "b"}', "utf-8")
    for path in tmp_path.iterdir():
        assert [str(subject) for subject, *_ in read_triples(path)] == ["http://x/a"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no archive", "incorrect header check"),
        (gzip.compress(b"<http://x/a> <http://x/p> 1 .", mtime=0)[:-9], "the archive ends before its time"),
        (gzip.compress(b" " * 3_000_000, mtime=0), "it holds more than 1 MB: split the file"),
    ],
)
def test_a_damaged_or_swollen_archive_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, message: str
) -> None:
    monkeypatch.setattr("sahel_kg.record.dataset.MAX_BYTES", 1_000_000)
    (tmp_path / "a.ttl.gz").write_bytes(content)
    with pytest.raises(ParseError, match=message):
        read_quads(tmp_path / "a.ttl.gz")


def test_several_members_of_an_archive_are_one_file() -> None:
    assert syntaxes.unpack(gzip.compress(b"a") + gzip.compress(b"b"), packed=True) == b"ab"


def test_nothing_is_fetched_for_json_ld(tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text('{"@context": "http://x/c.jsonld", "@id": "http://x/a", "http://x/p": 1}')
    with pytest.raises(ParseError, match="nothing is fetched: write the context into the file"):
        read_quads(tmp_path / "a.jsonld")


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        (
            "sem.ttl",
            "@prefix x: <http://x/> . x:e a x:Event ; x:by x:a , x:b .",
            "3 triples in sem.ttl state no claim",
        ),
        ("one.jsonld", '{"@id": "http://x/e", "http://x/p": 1}', "1 triple in one.jsonld states no claim"),
        (
            "fact.ttl",
            "@prefix skg: <https://w3id.org/sahel-kg/ontology#> . @prefix actor: <https://w3id.org/sahel-kg/actor/> . "
            "actor:france skg:supports actor:mali .",
            "1 triple in fact.ttl states no claim",
        ),
    ],
)
def test_what_states_no_claim_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, count: str
) -> None:
    ship_base(monkeypatch)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path / "data")
    answer = run("check", "--data", tmp_path / "data")
    assert answer.code == 0
    assert f"{count}: what is told belongs into the named graph of one" in answer.err


def test_of_the_shipped_data_nothing_is_without_a_claim() -> None:
    assert "no claim" not in run("check").err
