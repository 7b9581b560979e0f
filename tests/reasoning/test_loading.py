"""Loading: whichever way a file takes, the same table; whatever is wrong with it, the file and the line."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyoxigraph
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rdflib import RDF, XSD, BNode, Dataset, Graph, Literal, URIRef, Variable
from rdflib.compare import isomorphic
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import Node

from sahel_kg.errors import ParseError, UsageError
from sahel_kg.reasoning import loading
from sahel_kg.reasoning.inputs import read_triples
from sahel_kg.reasoning.loading import read_terms, read_text
from sahel_kg.reasoning.reading import TextFile
from sahel_kg.terms import from_text, to_text

Row = tuple[str, str, str, str | None]

# hypothesis reuses the folder; each example writes its file anew
fuzz = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="rdflib")  # on ill-typed literals


CONNECTION = duckdb.connect()


def load(*paths: Path) -> list[Row]:
    """Return the statements of files, sorted."""
    CONNECTION.execute("DROP TABLE IF EXISTS quad_text")  # a connection of its own takes long
    read_text(CONNECTION, paths)
    return rows_of(CONNECTION)


def rows_of(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return the rows, sorted."""
    return connection.execute("SELECT s, p, o, g FROM quad_text ORDER BY ALL").fetchall()


def load_slowly(path: Path) -> list[Row]:
    """Return the statements of a file as the parser alone reads it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_read_lines", lambda *_: False)
        return load(path)


# Characters that an escape, a line end or a careless pattern would trip over.
TRICKY = "<>@^_:.#% "
TRICKY += "\\\"'\n\r\t\b\f\x00\x01\x0b\x1f\x7f\x80\x85\xa0é\u2028\u200e\ufeff\ufffd\ufffe\uffff\U0001f600\U0001fffe"
TEXT = st.text(st.one_of(st.sampled_from(TRICKY), st.characters(exclude_categories=["Cs"])), max_size=12)
IRIS = st.one_of(
    st.sampled_from(
        [
            "urn:a",
            "a:",
            "http://example.org/b?c=d&e#f",
            "http://h:8080/x",
            "http://[::1]/",
            "http://a@b/c%20d",
            "urn:x:é/ö",
            "urn:?\ue000",
            "http:////x",
            "mailto:a+b@c.d",
            "urn:'()*+,;=!$&~:@/?-._",
        ]
    ),
    st.builds("urn:{}".format, st.text("ab/:%20é?;,'", max_size=6)).filter(lambda iri: _is_iri(iri)),
)
LITERALS = st.one_of(
    st.builds(pyoxigraph.Literal, TEXT),
    st.builds(lambda text, tag: pyoxigraph.Literal(text, language=tag), TEXT, st.sampled_from(["en", "zh-Hans"])),
    st.builds(lambda text, iri: pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(iri)), TEXT, IRIS),
    st.builds(lambda text: pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(str(XSD.date))), TEXT),
)
NAMED = st.builds(pyoxigraph.NamedNode, IRIS)
BLANK = st.builds(pyoxigraph.BlankNode, st.sampled_from(["a", "b1", "0", "a-", "a.b", "é", "_x"]))
QUADS = st.builds(
    pyoxigraph.Quad,
    st.one_of(NAMED, BLANK),
    NAMED,
    st.one_of(NAMED, BLANK, LITERALS),
    st.one_of(st.just(pyoxigraph.DefaultGraph()), NAMED, BLANK),
)


def _is_iri(text: str) -> bool:
    try:
        list(pyoxigraph.parse(f"<{text}> <{text}> <{text}> .".encode(), pyoxigraph.RdfFormat.N_TRIPLES))
    except SyntaxError:
        return False
    return True


# --- text of terms -------------------------------------------------------------------------------------------

RDFLIB_IRIS = st.one_of(st.builds(URIRef, IRIS), st.builds(URIRef, st.text('ab<>"{}|^`\\u 0\n\x00é\ud800', max_size=8)))
RDFLIB_TERMS: st.SearchStrategy[Node] = st.one_of(
    RDFLIB_IRIS,
    st.builds(BNode, st.text("ab-_.", min_size=1, max_size=5)),
    st.builds(Literal, st.text(st.one_of(st.sampled_from(TRICKY + "\ud800"), st.characters()))),
    st.builds(lambda text, tag: Literal(text, lang=tag), TEXT, st.sampled_from(["en", "fr-ML"])),
    st.builds(lambda text, iri: Literal(text, datatype=iri, normalize=False), TEXT, RDFLIB_IRIS),
    st.builds(
        lambda text, iri: Literal(text, datatype=iri, normalize=False),
        st.sampled_from(["nonsense", "007", "", "2019-02-30", " 1"]),
        st.sampled_from([XSD.boolean, XSD.integer, XSD.date, XSD.double, RDF.langString]),
    ),
)


@given(RDFLIB_TERMS)
@settings(max_examples=200, deadline=None)
def test_text_leads_back_to_the_term(term: Node) -> None:
    assert from_text(to_text(term)) == term
    assert to_text(from_text(to_text(term))) == to_text(term)


@given(RDFLIB_TERMS, RDFLIB_TERMS)
@settings(max_examples=200, deadline=None)
def test_two_terms_have_two_texts(one: Node, other: Node) -> None:
    assert (to_text(one) == to_text(other)) == (one == other)


@given(st.one_of(NAMED, LITERALS))
@settings(max_examples=200, deadline=None)
def test_text_is_what_pyoxigraph_writes(term: pyoxigraph.NamedNode | pyoxigraph.Literal) -> None:
    triple = pyoxigraph.Triple(pyoxigraph.NamedNode("a:"), pyoxigraph.NamedNode("a:"), term)
    written = pyoxigraph.serialize([triple], format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert f"<a:> <a:> {to_text(from_text(str(term)))} .\n".encode() == written


def test_string_needs_no_datatype_and_tags_no_case() -> None:
    assert to_text(Literal("a", datatype=XSD.string)) == '"a"'
    assert to_text(Literal("a", lang="fr-ML")) == '"a"@fr-ml'


def test_terms_that_are_not_rdf_are_refused() -> None:
    with pytest.raises(UsageError, match="neither an IRI"):
        to_text(Variable("x"))


# --- the two ways --------------------------------------------------------------------------------------------


@pytest.mark.slow
@given(st.lists(QUADS, max_size=8))
@fuzz
def test_both_ways_give_the_same_table(tmp_path: Path, quads: list[pyoxigraph.Quad]) -> None:
    read_both_ways(tmp_path, quads)


def read_both_ways(tmp_path: Path, quads: list[pyoxigraph.Quad]) -> None:
    path = tmp_path / "random.nq"
    path.write_bytes(pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b"")
    assert load(path) == load_slowly(path)
    assert {from_text(o) for _, _, o, _ in load(path) if o[0] != "_"} == {
        from_text(str(quad.object)) for quad in quads if not isinstance(quad.object, pyoxigraph.BlankNode)
    }


PIECES = st.sampled_from(
    [
        "<urn:a>",
        "<urn:a%20b>",
        "<urn:a%2>",
        "<urn:é>",
        "<urn:a b>",
        "<a>",
        "<http://h/p?q#f>",
        "<http://h:x/>",
        "<urn:a#b#c>",
        "<urn:a[b]>",
        "<urn:\\u0061>",
        "_:a",
        "_:a.",
        "_:a:b",
        "_:",
        '"x"',
        '"x y"',
        '"x" y"',
        '"\\"',
        '"\\\\"',
        '"\\q"',
        '"\\u00e9"',
        '"\\uD800"',
        '"x"@en',
        '"x"@EN-us',
        '"x"@',
        '"x"@abcdefghi',
        '"x"@en--ltr',
        '"x"^^<urn:d>',
        '"x"^^<http://www.w3.org/2001/XMLSchema#string>',
        '"y^^<http://www.w3.org/2001/XMLSchema#string>"',
        '"x"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>',
        '"x"^^',
        "'x'",
        "true",
        "<<( <urn:a> <urn:b> <urn:c> )>>",
        ".",
        ". .",
        "#",
        "# <urn:a>",
        "\t",
        "\t\t\t\t",
        " ",
        "\r",
        "\x00",
        "\x01",
        "\x0b",
        "\ufeff",
        "\xa0",
    ]
)
TERMS = st.sampled_from(
    ["<urn:a>", "<urn:b>", "_:b", '"x"', '"<urn:a>"', '" <urn:a>"', '"."', '"a\t\t\t\tb"', '" ."@en']
)
LINES = st.one_of(
    st.tuples(TERMS, TERMS, TERMS).map(" ".join).map("{} .".format),
    st.tuples(TERMS, TERMS, TERMS, TERMS).map(" ".join).map("{} .".format),
    st.tuples(st.just("<urn:a> <urn:b>"), PIECES).map(" ".join).map("{} .".format),
    st.tuples(st.just("<urn:a> <urn:b>"), PIECES, PIECES).map(" ".join).map("{} .".format),
    st.tuples(st.just('<urn:a> <urn:b> "c" .'), PIECES).map("".join),
    st.tuples(PIECES, st.just('<urn:a> <urn:b> "c" .')).map("".join),
    st.lists(PIECES, max_size=5).map(" ".join),
    st.lists(PIECES, max_size=5).map("".join),
)
GOOD = "<urn:a> <urn:b> <urn:c> ."


@given(
    st.sampled_from([".nt", ".nq"]),
    st.lists(st.one_of(st.just(GOOD), LINES), max_size=4),
    st.sampled_from(["\n", "\r\n"]),
)
@example(".nq", ["<urn:a> <urn:b>", GOOD, "<urn:c> ."], "\n")
@example(".nt", [GOOD + "\x01"], "\n")
@example(".nt", ["\ufeff" + GOOD], "\n")
@fuzz
def test_nothing_malformed_slips_through(tmp_path: Path, suffix: str, lines: list[str], end: str) -> None:
    path = tmp_path / f"random{suffix}"
    path.write_bytes(end.join(lines).encode())
    expected: list[Row] | tuple[object, ...]
    try:
        expected = load_slowly(path)
    except ParseError as error:
        expected = error.problems
    found: list[Row] | tuple[object, ...]
    try:
        found = load(path)
    except ParseError as error:
        found = error.problems
    assert found == expected


@given(st.binary(max_size=40).map(lambda noise: GOOD.encode() + b"\n" + noise))
@fuzz
def test_bytes_of_any_kind_are_judged_by_the_parser(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "random.nt"
    path.write_bytes(content)
    try:
        expected = load_slowly(path)
    except ParseError:
        with pytest.raises(ParseError):
            load(path)
    else:
        assert load(path) == expected


def test_plain_lines_never_meet_the_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plain.nq"
    plain = [
        '<https://example.org/e/1> <urn:p:date> "2019-11-01"^^<http://www.w3.org/2001/XMLSchema#date> <urn:claim:1> .',
        '<https://example.org/e/1> <urn:p:name> "Moura \\"n\\" é\\n"@fr-ml .',
        '_:b1 <urn:p:name> "a"^^<http://www.w3.org/2001/XMLSchema#string> _:g .',
        "# a comment",
        "",
        "<urn:a%20b> <http://example.org/p?q=r#s> <http://example.org> .",
    ]
    path.write_text("\n".join(plain), encoding="utf-8")

    def refuse(*_: object) -> Iterator[tuple[str, str, str, str]]:
        raise AssertionError

    monkeypatch.setattr(TextFile, "parse", refuse)
    rows = load(path)
    prefix = rows[-1][0].removesuffix("b1")
    assert rows == [
        ("<https://example.org/e/1>", "<urn:p:date>", f'"2019-11-01"^^<{XSD.date}>', "<urn:claim:1>"),
        ("<https://example.org/e/1>", "<urn:p:name>", '"Moura \\"n\\" é\\n"@fr-ml', None),
        ("<urn:a%20b>", "<http://example.org/p?q=r#s>", "<http://example.org>", None),
        (f"{prefix}b1", "<urn:p:name>", '"a"', f"{prefix}g"),
    ]


# --- files ---------------------------------------------------------------------------------------------------

TURTLE = """@prefix : <#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :b "nonsense"^^xsd:boolean, (1 [ :c "é\\n" ]) . _:x :y [] ."""


@pytest.mark.parametrize("suffix", [".ttl", ".trig", ".rdf"])
def test_other_formats_read_as_ever(tmp_path: Path, suffix: str) -> None:
    graph = Graph().parse(data=TURTLE.replace("xsd:boolean", "xsd:token"), format="turtle", publicID="urn:base")
    path = tmp_path / f"file{suffix}"
    path.write_text(
        graph.serialize(format={".ttl": "turtle", ".trig": "trig", ".rdf": "xml"}[suffix]), encoding="utf-8"
    )
    found = [(from_text(s), from_text(p), from_text(o)) for s, p, o, _ in load(path)]
    assert set(found) == set(read_triples(path))
    assert isomorphic(graph, _graph_of(found))


def _graph_of(triples: list[tuple[Node, Node, Node]]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def test_relative_iris_are_those_of_a_base_in_the_file(tmp_path: Path) -> None:
    """The place of a file on this disk is none: its facts would be others elsewhere."""
    path = tmp_path / "a file.ttl"
    path.write_text("@base <http://x/y> . <#a> <b> <> .", encoding="utf-8")
    assert load(path) == [("<http://x/y#a>", "<http://x/b>", "<http://x/y>", None)]
    path.write_text("<#a> <b> <> .", encoding="utf-8")
    with pytest.raises(ParseError, match="a relative IRI says nothing without its file"):
        load(path)


def test_blank_nodes_belong_to_their_file_and_runs_agree(tmp_path: Path) -> None:
    files = []
    for name, text in [("a.nt", "_:a <urn:p> _:b ."), ("b.nt", "_:a <urn:q> _:b ."), ("c.ttl", "[] <urn:p> [] .")]:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        files.append(path)
    rows = load(*files)
    assert len({node for s, _, o, _ in rows for node in (s, o)}) == 6
    assert rows == load(*files)
    copy = tmp_path / "copy.nt"
    copy.write_bytes(files[0].read_bytes())
    assert load(copy) == load(files[0])


@pytest.mark.parametrize("name", ["a.nt.gz", "a.nq.gz", "a.ttl.gz", "A.NT.GZ"])
def test_gzip(tmp_path: Path, name: str) -> None:
    plain, packed = tmp_path / name.lower().removesuffix(".gz"), tmp_path / name
    plain.write_text(f'{GOOD}\n_:a <urn:p> "\\u00e9" .\n', encoding="utf-8")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert load(packed) == load(plain)
    assert len(load(packed)) == 2
    packed.write_bytes(packed.read_bytes()[:-9])
    with pytest.raises(ParseError, match="cannot be read"):
        load(packed)
    packed.write_bytes(b"no gzip")
    with pytest.raises(ParseError, match="cannot be read"):
        load(packed)


@pytest.mark.parametrize("name", ["star*.nt", "one[1].nt", "what?.nt", "quo'te.nt", "two words.nt", "é.nt"])
def test_names_of_files_are_no_patterns(tmp_path: Path, name: str) -> None:
    (tmp_path / "starry.nt").write_text("<urn:other> <urn:b> <urn:c> .", encoding="utf-8")
    (tmp_path / name).write_text(GOOD, encoding="utf-8")
    assert load(tmp_path / name) == [("<urn:a>", "<urn:b>", "<urn:c>", None)]


@pytest.mark.parametrize(
    ("name", "text", "where", "message"),
    [
        ("a.nt", f"{GOOD}\n{GOOD}\n<urn:a> <urn:b> .\n", "line 3", "object"),
        ("a.nq", f"{GOOD}\n\n<urn:a> <urn:b> <urn:c> <urn:g> <urn:h> .\n", "line 3", "dot"),
        ("a.nt", f"{GOOD}\n<urn:a> <urn:b> <urn:c> <urn:g> .\n", "line 2", "dot"),
        ("a.nt", f"{GOOD}\n<urn:a> <urn:b> <relative> .", "line 2", "relative IRI"),
        ("a.nt", f'{GOOD}\n"a" <urn:b> <urn:c> .', "line 2", "subject"),
        ("a.nt", f"{GOOD}\n<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .", "", "triples about triples"),
        ("a.nt", f'{GOOD}\n<urn:a> <urn:b> "c"@ar--rtl .', "", "direction"),
        ("a.ttl", "<urn:a> <urn:b>\n<urn:c>", "line 2", ""),
        ("a.rdf", '<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;">]><r/>', "line 1", "entities within entities"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, name: str, text: str, where: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ParseError) as caught:
        load(tmp_path / name)
    (problem,) = caught.value.problems
    assert (problem.file, problem.node) == (str(tmp_path / name), where)
    assert message in problem.message


def test_files_that_are_missing_or_unknown(tmp_path: Path) -> None:
    for name in ("missing.nt", "missing.ttl", "missing.nt.gz"):
        with pytest.raises(ParseError, match="cannot be read"):
            load(tmp_path / name)
    (tmp_path / "folder.nt").mkdir()
    with pytest.raises(ParseError, match="cannot be read"):
        load(tmp_path / "folder.nt")
    for name in ("a.txt", "a.gz", "a"):
        with pytest.raises(UsageError, match="unknown suffix"):
            load(tmp_path / name)


def test_empty_files_say_nothing(tmp_path: Path) -> None:
    for name in ("a.nt", "a.nq", "a.ttl", "a.trig"):
        (tmp_path / name).write_bytes(b"")
        assert load(tmp_path / name) == []


def test_a_line_of_megabytes(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(f'{GOOD}\n<urn:a> <urn:b> "{"x" * 5_000_000}" .\n', encoding="utf-8")
    assert [len(o) for _, _, o, _ in load(tmp_path / "a.nt")] == [5_000_002, 7]


def test_many_statements_by_the_parser_come_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "CHUNK", 10)
    (tmp_path / "a.ttl").write_text("".join(f"<urn:{number}> <urn:p> [] .\n" for number in range(95)), encoding="utf-8")
    assert len(set(load(tmp_path / "a.ttl"))) == 95


def test_files_are_added_to_a_table_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(GOOD, encoding="utf-8")
    connection = duckdb.connect()
    read_terms(connection, [(URIRef("urn:x"), URIRef("urn:y"), Literal(1), None)])
    read_text(connection, tmp_path / "a.nt")
    read_text(connection, str(tmp_path / "a.nt"))
    assert [s for s, _, _, _ in rows_of(connection)] == ["<urn:a>", "<urn:a>", "<urn:x>"]


# --- rdflib --------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(RDFLIB_IRIS, RDFLIB_IRIS, RDFLIB_TERMS, st.one_of(st.none(), RDFLIB_IRIS)), max_size=6))
@settings(max_examples=30, deadline=None)
def test_rdflib_terms_come_back(quads: list[tuple[Node, Node, Node, Node | None]]) -> None:
    connection = duckdb.connect()
    read_terms(connection, quads)
    found = [(from_text(s), from_text(p), from_text(o), g and from_text(g)) for s, p, o, g in rows_of(connection)]
    assert sorted(map(repr, found)) == sorted(map(repr, quads)) or set(found) == set(quads)
    assert len(found) == len(quads)


def test_default_graph_has_no_name() -> None:
    dataset = Dataset()
    dataset.parse(data="<urn:a> <urn:b> 1 . <urn:g> { <urn:a> <urn:b> 2 }", format="trig")
    connection = duckdb.connect()
    read_terms(connection, dataset.quads((None, None, None, None)))
    read_terms(connection, [(URIRef("urn:x"), URIRef("urn:y"), Literal(1), DATASET_DEFAULT_GRAPH_ID)])
    assert [g for _, _, _, g in rows_of(connection)] == [None, "<urn:g>", None]
