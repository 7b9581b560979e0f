"""Facts as lines, put together by DuckDB: the very text that terms have as terms of rdflib, in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from tests.reasoning.random_ontologies import Statement, draw_statements, examples, list_triples, make_graph

from sahel_kg.exports import closures
from sahel_kg.reasoning import Closure, close
from sahel_kg.terms import to_text

ODD = r"""
<http://e.test/a> <http://e.test/p> "a\tb \"c\" \\ \n\u001F\u007F\u00E9\U0001F600" .
<http://e.test/a> <http://e.test/p> " two  spaces "^^<http://www.w3.org/2001/XMLSchema#token> .
<http://e.test/a> <http://e.test/p> "a\tb"^^<http://www.w3.org/2001/XMLSchema#normalizedString> .
<http://e.test/a> <http://e.test/p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e.test/b> <http://e.test/p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e.test/a> <http://e.test/p> "no number"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e.test/a> <http://e.test/p> "x"@EN-GB .
_:x <http://e.test/p> _:y .
<http://e.test/p> <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> <http://e.test/q\u0142> .
"""


def spell(closure: Closure, *, inferred_only: bool = False) -> list[str]:
    facts = closure.inferred() if inferred_only else closure.facts()
    return sorted(f"{' '.join(map(to_text, fact))} .\n" for fact in facts)


def read(closure: Closure, *, inferred_only: bool = False, in_order: bool = True) -> list[str]:
    text = "".join(closure.write(inferred_only=inferred_only, in_order=in_order))
    return [f"{line}\n" for line in text.split("\n")[:-1]]


@pytest.mark.parametrize("engine", ["auto", "duckdb"])
@pytest.mark.parametrize("rules", ["owl-rl", "owl-rl-full"])
def test_terms_of_every_kind(tmp_path: Path, rules: str, engine: str) -> None:
    path = tmp_path / "odd.nt"
    path.write_text(ODD, encoding="utf-8")
    closure = close(path, rules=rules, engine=engine)
    assert read(closure) == spell(closure)
    assert read(closure, inferred_only=True) == spell(closure, inferred_only=True)
    assert sorted(read(closure, in_order=False)) == spell(closure)
    assert closure.count_inferred() == len(list(closure.inferred()))


@examples(6)
@given(draw_statements(6, 6))
def test_lines_of_random_ontologies(statements: list[Statement]) -> None:
    graph = make_graph(list_triples(statements))
    both = [close(graph, engine=engine) for engine in ("auto", "duckdb")]
    assert read(both[0]) == spell(both[0]) == read(both[1])


def test_lines_come_in_parts_and_what_is_asked_meanwhile_does_not_end_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sahel_kg.reasoning.engines.duckdb.closure.LINES", 2)
    path = tmp_path / "odd.nt"
    path.write_text(ODD, encoding="utf-8")
    closure = close(path, engine="duckdb")
    parts = [(part, closure.count_inferred()) for part in closure.write()]
    assert len(parts) > 2
    assert "".join(part for part, _ in parts) == "".join(spell(closure))


def test_large_files_are_not_sorted_unless_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "odd.nt"
    path.write_text(ODD, encoding="utf-8")
    closure = close(path)
    asked: list[bool] = []
    monkeypatch.setattr(closure, "write", lambda *, inferred_only, in_order: asked.append(in_order))
    for most in (1, 100):
        monkeypatch.setattr(closures, "MOST_COMPARED", most)
        closures.lines(closure)
        closures.lines(closure, in_order=True)
    assert asked == [False, True, True, True]
