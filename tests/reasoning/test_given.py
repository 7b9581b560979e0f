"""What is given, as plain Python reads it: lines that need no parser say what a parser makes of them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.reasoning.test_loading import GOOD, LINES, QUADS, fuzz

from sahel_kg.errors import ParseError
from sahel_kg.reasoning.evaluation.given import join, sort_lines, sort_rows
from sahel_kg.reasoning.reading import QuadRow, TextFile


def read_plainly(path: Path) -> list[QuadRow] | None:
    lines = TextFile(path).lines()
    found = None if lines is None else sort_lines(lines)
    return None if found is None else list(found.list_rows())


@given(st.lists(QUADS, max_size=8))
@settings(fuzz, max_examples=100)
def test_lines_say_what_a_parser_reads(tmp_path: Path, quads: list[pyoxigraph.Quad]) -> None:
    path = tmp_path / "random.nt"
    triples = [quad.triple for quad in quads]
    path.write_bytes(pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"")
    assert read_plainly(path) in (None, list(TextFile(path).rows()))


@given(st.lists(st.one_of(st.just(GOOD), LINES), max_size=4), st.sampled_from(["\n", "\r\n", "\n\n"]))
@settings(fuzz, max_examples=300)
@example(["<urn:a> <urn:b> _: ."], "\n")
@example(["_:-a <urn:b> <urn:c> ."], "\n")
def test_what_is_malformed_is_left_to_the_parser(tmp_path: Path, lines: list[str], end: str) -> None:
    path = tmp_path / "random.nt"
    path.write_bytes("".join(f"{line}{end}" for line in lines).encode())
    found = read_plainly(path)
    try:
        expected = list(TextFile(path).rows())
    except ParseError:
        assert found is None
    else:
        assert found in (None, expected)


@pytest.mark.parametrize(
    "line",
    [
        '<https://example.org/e/1> <urn:p:date> "2019-11-01"^^<http://www.w3.org/2001/XMLSchema#date> .',
        '<https://example.org/e/1> <urn:p:name> "Moura \\"n\\" é\\n"@fr-ml .',
        '_:b1 <urn:p:name> "a _:b"^^<http://www.w3.org/2001/XMLSchema#string> .',
        "<urn:é%20b> <http://example.org/p?q=r#s> _:b-1 .",
        "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org> .",
    ],
)
def test_plain_lines_need_no_parser(tmp_path: Path, line: str) -> None:
    path = tmp_path / "plain.nt"
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    assert read_plainly(path) == list(TextFile(path).rows())


def test_what_stands_in_several_places_is_put_together() -> None:
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    one, other = [("<a:>", kind, "<c:>", "<g:>"), ("<a:>", "<p:>", '"x"', "")], [("<b:>", kind, "<c:>", "")]
    found = join([sort_rows(one), sort_rows(other)])
    assert found.parts == {(kind, "<c:>"): {"<a:>", "<b:>"}, ("<p:>", None): {("<a:>", '"x"')}}
    assert found.terms == {"<a:>", "<b:>", "<c:>", '"x"'}
    assert found.list_rows() == [*one, *other]
