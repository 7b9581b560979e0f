"""Which claim or source carries most: counts, ranks, the command, its formats and its picture."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg import Build
from sahel_kg.errors import UsageError
from sahel_kg.ties import centrality
from sahel_kg.variants.sensitivity import COLUMNS, Carrier, compare_ranks, measure
from sahel_kg.vocabulary import compact
from tests.cli.command import run
from tests.exports.test_formats import check
from tests.small_builds import Without, make_build, make_checked, make_claim


def carrier(build: Build, name: str, **choice: object) -> Carrier:
    found = measure(build, most=None, **choice)  # type: ignore[arg-type]
    return next(c for c in found.carriers if c.variant.name == name)


# -- Kendall's tau-b


def test_equal_ranks_agree_whatever_ties_and_all_tied_say_nothing() -> None:
    assert compare_ranks({"a": 1, "b": 1}, {"a": 1, "b": 1}) == 1.0
    assert compare_ranks({"a": 1, "b": 1}, {"a": 2, "b": 1}) is None


def test_who_drops_out_shares_the_last_place() -> None:
    before = {"a": 4.0, "b": 3.0, "c": 2.0, "d": 0.0}
    assert compare_ranks(before, {"a": 4.0, "b": 3.0}) == compare_ranks(before, {"a": 4, "b": 3, "c": -9, "d": -9})
    assert compare_ranks(before, {}) is None


@given(st.integers(0, 6), st.integers(0, 2**15))
def test_betweenness_is_that_of_networkx(nodes: int, ties: int) -> None:
    graph = nx.empty_graph(nodes)
    graph.add_edges_from(edge for n, edge in enumerate(nx.complete_graph(nodes).edges) if ties >> n & 1)
    assert centrality.betweenness(graph) == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)


def test_betweenness_of_a_larger_network(build: Build) -> None:
    for graph in (nx.Graph(build.network()), nx.gnm_random_graph(60, 100, seed=3), nx.path_graph(40)):
        assert centrality.betweenness(graph) == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)


# -- what is lost


def test_counts_by_hand() -> None:
    """An attack on an organ: the claim that it is one carries the tie that follows, the attack carries both."""
    claims = [
        make_claim(0, ("a", "hostileTo", "b")),
        make_claim(1, ("b", "organOf", "c")),
        make_claim(2, ("b", "organOf", "c"), source="two"),
        make_claim(3, ("d", "supports", "c"), source="two"),
        make_claim(4, ("d", "hostileTo", "c"), source="three"),
    ]
    build = make_build(make_checked(claims))
    found = {c.variant.name: c for c in measure(build, most=None).carriers}
    rows = {name: (len(c.lost), c.asserted, c.inferred, c.signed, c.findings) for name, c in found.items()}
    assert rows == {
        "claim:c0": (2, 1, 1, 2, 0),
        "claim:c1": (0, 0, 0, 0, 0),
        "claim:c2": (0, 0, 0, 0, 0),
        "claim:c3": (1, 1, 0, 1, 1),
        "claim:c4": (1, 1, 0, 1, 1),
        "source:one": (2, 1, 1, 2, 0),
        "source:two": (1, 1, 0, 1, 1),
        "source:three": (1, 1, 0, 1, 1),
    }
    assert [tie.as_dict() for tie in found["claim:c0"].lost] == [
        {**ends, "relation": "skg:hostileTo", "sign": "-", "subject": "actor:a"}
        for ends in (
            {"object": "actor:b", "status": "asserted"},
            {"object": "actor:c", "status": "inferred"},
        )
    ]
    assert found["claim:c0"].dropped == ("actor:a",)
    assert {name: " ".join(c.touched).replace("actor:", "") for name, c in found.items() if "claim" in name} == {
        "claim:c0": "a b c",  # it speaks of a and b, and what follows is of a and c
        "claim:c1": "b c",
        "claim:c2": "b c",
        "claim:c3": "c d",
        "claim:c4": "c d",
    }
    for name in ("c3", "claim:c3", "https://w3id.org/sahel-kg/claim/c3", "source:two", "two"):
        (alone,) = measure(build, only=name).carriers
        assert alone == found["source:two" if name.endswith("two") else "claim:c3"]
    # degrees: c 3, a and b 2, d 1; without c0: c 2, b and d 1, a drops out. Five pairs untied in each, one turned.
    assert found["claim:c0"].tau == compare_ranks({"c": 3, "a": 2, "b": 2, "d": 1}, {"c": 2, "b": 1, "d": 1, "a": 0})
    assert [c.variant.name for c in measure(build).carriers] == [
        *("claim:c0", "claim:c3", "claim:c4"),
        *("source:one", "source:three", "source:two"),
    ]


def test_the_article_stands_on_one_paragraph(build: Build) -> None:
    found = measure(build)
    first = found.carriers[0]
    assert (first.variant.name, first.place, first.basis) == ("claim:gd-p3-s2-f", "p3s2", "Implied")
    assert (len(first.lost), first.asserted, first.inferred, first.findings) == (14, 6, 8, 0)
    assert carrier(build, "claim:gd-p3-s2-b").findings == 5, "all tensions rest on one sentence"
    assert len([c for c in found.carriers if c.variant.over == "claims"]) == 15


@pytest.mark.parametrize(
    "choice",
    [{}, pytest.param({"as_of": "2019-12-03", "signs": ["-"], "organs": False}, marks=pytest.mark.slow)],
    ids=str,
)
def test_ranks_are_those_of_a_build_without_the_claim(build: Build, choice: dict[str, Any]) -> None:
    @cache
    def take(left_out: frozenset[str]) -> nx.MultiDiGraph:
        return build.admitting(Without(left_out=left_out)).network(**choice)

    def ranks(network: nx.MultiDiGraph, by: str) -> dict[str, float]:
        return {row.actor: row.values[by] for row in centrality.rank(network, by=by).table}

    for by in centrality.MEASURES:
        before = ranks(build.network(**choice), by)
        found = measure(build, by=by, most=8, over=["claims"], **choice)
        assert found.actors == len(before)
        assert len(found.carriers) > 1
        for one in found.carriers:
            after = ranks(take(one.variant.left_out), by)
            assert one.tau == compare_ranks(before, after), (by, one.variant.name)
            assert set(one.dropped) == before.keys() - after.keys()


def test_what_is_asked_for_must_exist(build: Build) -> None:
    with pytest.raises(UsageError, match="no measure 'fame': choose from degree"):
        measure(build, by="fame")
    with pytest.raises(UsageError, match="choose from claims, sources"):
        measure(build, over=["coders"])
    with pytest.raises(UsageError, match="give a number from 1"):
        measure(build, most=0)
    with pytest.raises(UsageError, match="no tie in this network"):
        measure(build, as_of="2019-12-03", relations=["skg:branchOf"], signs=["-"])


# -- the command


def test_whom_a_withdrawal_would_touch(build: Build) -> None:
    """Claim gd-p3-s2-b has France help five states; the five tensions with what paragraph 8 denies rest on it."""
    answer = run("sensitivity", "gd-p3-s2-b", "--build", build.path)
    states = ("burkina-faso", "chad", "mali", "mauritania", "niger")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [(r["subject"], r["relation"], r["object"], r["sign"], r["status"]) for r in rows] == [
        ("actor:france", "skg:supports", f"actor:{state}", "cooperation", "asserted") for state in states
    ]
    assert answer.err.startswith(
        "Without claim:gd-p3-s2-b (France supports Burkina Faso (and 4 more)) 5 ties (5 asserted, 0 inferred) and "
        "5 findings would go. It touches Burkina Faso, Chad, France, Mali, Mauritania, Niger.\n"
    )
    found = json.loads(run("sensitivity", "gd-p3-s2-b", "--build", build.path, "--format", "json").out)
    check("sensitivity", found)
    assert found["rows"][0]["touched"] == sorted(["actor:france", *(f"actor:{state}" for state in states)])
    # who fell is no tie: the claim touches whom it speaks of
    fallen = run("sensitivity", "gd-p2-s1-c", "--build", build.path, "--format", "table")
    assert fallen.out == "no rows\n"
    assert "0 ties (0 asserted, 0 inferred) and 0 findings would go. It touches Malian Armed Forces." in fallen.err


def test_of_a_source_only_those_are_touched_who_have_ties_then(both: Build) -> None:
    """A data set of decades speaks of many that were long gone on the day."""
    asked = ("sensitivity", "ucdp-acd-25.1", "--as-of", "2019-12-03", "--build", both.path, "--format")
    (row,) = json.loads(run(*asked, "json").out)["rows"]
    graph = both.network(as_of="2019-12-03")
    assert {end for tie in row["lost"] for end in (tie["subject"], tie["object"])} <= set(row["touched"])
    assert set(row["touched"]) <= set(graph)
    labels = sorted((graph.nodes[actor]["label"] for actor in row["touched"]), key=str.casefold)
    answer = run(*asked, "table")
    assert f"It touches {', '.join(labels[:12])} and {len(labels) - 12} more (--all)." in " ".join(answer.err.split())
    assert f"It touches {', '.join(labels)}." in " ".join(run(*asked, "table", "--all").err.split())
    assert re.search("^Chad +contributes to +Mali", answer.out, re.MULTILINE)


def test_what_a_network_of_the_rest_lacks_besides_still_follows(both: Build) -> None:
    """France gives troops by UCDP too, so it still supports Mali without the article, if no more so closely told."""
    found = measure(both, only="grey-dynamics-2019", as_of="2019-12-03")
    lost = {(tie.subject, tie.relation, tie.object) for tie in found.carriers[0].lost}
    rest = both.admitting(without_sources="grey-dynamics-2019")
    drawn, left = (
        {(one, tie["relation"], other) for one, other, tie in seen.network(as_of="2019-12-03").edges(data=True)}
        for seen in (both, rest)
    )
    assert left < drawn
    assert lost < drawn - left
    then = {tuple(map(compact, (t.subject, t.relation, t.object))) for t in rest.at("2019-12-03").ties(general=True)}
    beside = drawn - left - lost
    assert ("actor:france", "skg:supports", "actor:mali") in beside
    assert beside <= then
    assert "not lost, though a network of the rest may not draw it" in found.note


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gd-p1-s2-b", "claim:gd-p1-s2-b carries nothing: it is not told as fact"),
        ("nobody", "no claim and no source is called 'nobody'; `sahel-kg query sources` lists the sources"),
    ],
)
def test_what_carries_nothing_is_refused(build: Build, name: str, message: str) -> None:
    answer = run("sensitivity", name, "--build", build.path)
    assert (answer.code, answer.errors) == (2, [message])


def test_the_command_prints_every_format(build: Build) -> None:
    asked = ("sensitivity", "--build", build.path, "--as-of", "2019-12-03", "--most", "3")
    answer = run(*asked, "--format", "json")
    found = json.loads(answer.out)
    check("sensitivity", found)
    assert [row["left_out"] for row in found["rows"]] == ["claim"] * 3 + ["source"] * 3
    assert found["whole"]["claims"] == 285
    assert "as of 2019-12-03" in answer.err
    assert "Kendall's tau-b" in found["note"]
    rows = list(csv.reader(io.StringIO(run(*asked, "--format", "csv").out)))
    assert tuple(rows[0]) == COLUMNS
    assert [row[1] for row in rows[1:]] == [row["id"] for row in found["rows"]]
    lines = run(*asked, "--format", "jsonl", "--over", "sources").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [row["id"] for row in found["rows"][3:]]
    table = run(*asked, "--format", "table").out
    assert "claim:gd-p8-s1-a" in table
    assert "(and 4 more)" in table


def test_options_choose_the_network(build: Build) -> None:
    plain = json.loads(run("sensitivity", "--build", build.path, "--format", "json").out)["whole"]
    for options in (
        ("--sign", "hostility"),
        ("--relation", "skg:supports"),
        ("--asserted-only",),
        ("--no-described",),
        ("--no-missions",),
        ("--no-organs",),
        ("--basis", "Stated", "--basis", "Background"),
        ("--min-credibility", "2"),
        ("--as-of", "2013"),
    ):
        found = json.loads(run("sensitivity", "--build", build.path, "--format", "json", *options).out)["whole"]
        assert found["ties"] < plain["ties"], options


@pytest.mark.slow
def test_pictures_are_the_same_bytes_each_time(build: Build, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    for name, begin in (("a.svg", b"<?xml"), ("a.png", b"\x89PNG")):
        first, again = tmp_path / name, tmp_path / f"again-{name}"
        for path in (first, again):
            assert run("sensitivity", "--build", build.path, "-o", path).code == 0
        assert first.read_bytes() == again.read_bytes()
        assert first.read_bytes().startswith(begin)
    answer = run("sensitivity", "--build", build.path, "--format", "csv", "-o", tmp_path / "b.svg")
    assert (answer.code, answer.errors) == (
        2,
        [f"-o {tmp_path / 'b.svg'} is a picture and --format csv is a table: leave one of them out"],
    )


def test_a_missing_matplotlib_is_told(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    answer = run("sensitivity", "--build", build.path, "-o", tmp_path / "a.svg")
    assert (answer.code, answer.errors) == (
        2,
        ["a picture needs matplotlib: pip install '.[pictures]' in the checkout"],
    )
    assert not (tmp_path / "a.svg").exists()
