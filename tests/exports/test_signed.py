"""The signed network in GEXF, GraphML and CSV, read back with networkx, the csv module and an XML parser."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from sahel_kg import Build
from sahel_kg.alliances.division.camps import find_camps
from sahel_kg.alliances.network.joining import from_edges, join, take_signed
from sahel_kg.alliances.network.signed_network import Joining, SignedNetwork
from sahel_kg.alliances.paths.spells import may_be
from sahel_kg.errors import UsageError
from sahel_kg.exports.formats import SIGNED, export
from sahel_kg.exports.signed import EDGES, NODES, gexf, signed_csv, signed_graphml
from sahel_kg.record.bounds import NAMES, Bounds
from sahel_kg.record.relations import SIGN_WORDS
from tests.alliances.test_joining import multigraph
from tests.cli.command import run
from tests.conftest import ROOT
from tests.exports.conftest import FORMULA, SCRIPT, original
from tests.sampling import spread

XML = "{http://gexf.net/1.3}"


def has_package(name: str) -> bool:
    """Tell whether R is here with a package of its."""
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", f"library({name})"], capture_output=True).returncode == 0


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8"), newline=""), strict=True))


def read(files: dict[str, bytes]) -> nx.Graph:
    (raw,) = files.values()
    stream = io.BytesIO(raw)
    return nx.read_gexf(stream) if b"<gexf" in raw[:200] else nx.read_graphml(stream, force_multigraph=False)


@pytest.fixture(scope="module")
def region(both: Build) -> SignedNetwork:
    return take_signed(both)


def test_every_format_has_the_same_edges(region: SignedNetwork) -> None:
    expected = {
        (*sorted((a, b)), SIGN_WORDS[sign], data["weight"], tuple(data["claims"].split()))
        for a, b, sign, data in region.graph.edges(keys=True, data=True)
    }
    netted_once = read(signed_graphml(region))
    for graph in (read(gexf(region)), netted_once):
        found = graph.edges(data=True)
        told = {(*sorted((a, b)), d["sign"], d["weight"], tuple(d["claims"].split())) for a, b, d in found}
        assert {d["value"] for *_, d in found} == {1, -1, 0}
        assert set(graph) >= set(region.actors)
        if graph is netted_once:
            assert told == expected
            assert {data["label"] for _, data in graph.nodes(data=True)} == set(map(region.label, region.actors))
        else:  # which has more: what is even over all time
            assert {each[:3] for each in told} > {each[:3] for each in expected}
    edges = rows(signed_csv(region), "edges.csv")
    assert expected == {
        (r["source"], r["target"], r["sign"], float(r["weight"]), tuple(r["claims"].split())) for r in edges
    }
    assert [r["id"] for r in rows(signed_csv(region), "nodes.csv")] == list(region.actors)


def test_who_was_allied_in_one_year_and_fought_in_another_has_two_edges() -> None:
    """Netted over all time there would be none."""

    def year(first: int, last: int) -> dict[str, Any]:
        return {"bounds": Bounds(date(first, 1, 1), None, None, date(last, 12, 31))}

    graph = multigraph(
        ("allied", "a", "b", year(2007, 2010)),
        ("attacked", "b", "a", year(2010, 2010)),
        ("attacked", "b", "a", year(2016, 2016)),
        ("supports", "b", "c", year(2001, 2001)),
        ("attacked", "b", "c", year(2001, 2001)),
    )
    assert join(graph).counts == {"+": 0, "-": 0, "~": 0}
    root = ET.fromstring(gexf(join(graph))["sahel-kg.gexf"])
    told = {
        (edge.get("source"), edge.get("target"), edge.get("kind")): [
            (spell.get("start"), spell.get("end")) for spell in edge.iter(f"{XML}spell")
        ]
        for edge in root.iter(f"{XML}edge")
    }
    assert told == {
        ("a", "b", "cooperation"): [("2007-01-01", "2009-12-31")],
        ("a", "b", "hostility"): [("2016-01-01", "2016-12-31")],
    }


def test_spells_do_not_overlap_and_hold_every_tie(region: SignedNetwork) -> None:
    """Gephi refuses intervals that overlap (graphstore, issue 127)."""
    document = ET.fromstring(gexf(region)["sahel-kg.gexf"])
    graph = document.find(f"{XML}graph")
    assert graph is not None
    said = ("dynamic", "date", "interval", "undirected")
    assert tuple(map(graph.get, ("mode", "timeformat", "timerepresentation", "defaultedgetype"))) == said
    spells: dict[frozenset[str], list[tuple[date, date]]] = {}
    for element in (*graph.iter(f"{XML}edge"), *graph.iter(f"{XML}node")):
        found = [
            (date.fromisoformat(e.get("start") or "0001-01-01"), date.fromisoformat(e.get("end") or "9999-12-31"))
            for e in element.iter(f"{XML}spell")
        ]
        assert all(first <= last for first, last in found)
        assert all(one[1] < other[0] for one, other in pairwise(found))
        if element.tag == f"{XML}edge":
            ends = frozenset((element.get("source") or "", element.get("target") or ""))
            spells[ends] = [*spells.get(ends, []), *(found or [(date.min, date.max)])]
    assert sum(len(found) > 1 for found in spells.values()) > 20
    for a, b, sign in region.graph.edges(keys=True):
        if sign != "~" and len({each for each in region.drawn if {*each[:2]} == {a, b} and each[2] != "~"}) > 1:
            continue  # some days of which are even
        for tie in region.ties_on(a, b, sign):
            first, last = may_be(tie.extent)
            assert any(
                one <= (first or date.min) and (last or date.max) <= other for one, other in spells[frozenset((a, b))]
            )


def test_bounds_are_those_of_the_edge_as_a_whole() -> None:
    def bounds(*days: str | None) -> dict[str, Any]:
        return {"bounds": Bounds.from_dict(dict(zip(NAMES, days, strict=True)))}

    ties = [
        ("supports", "a", "b", {**bounds("2012-01-01", "2012-02-01", "2012-03-01", "2012-12-31"), "credibility": 2}),
        ("allied", "a", "b", {**bounds("2015-01-01", None, "2015-06-01", "2015-12-31"), "credibility": 1}),
        ("supports", "b", "c", bounds("2012-01-01", None, None, "2012-12-31")),
        ("allied", "b", "c", bounds(None, "2014-01-01", None, None)),
    ]
    files = signed_csv(join(multigraph(*ties)))
    first, second = rows(files, "edges.csv")
    assert [first[name] for name in NAMES] == ["2012-01-01", "2012-02-01", "2015-06-01", "2015-12-31"]
    assert (first["spells"], first["credibility"]) == ("2012-01-01/2012-12-31 2015-01-01/2015-12-31", "1")
    assert [second[name] for name in NAMES] == ["", "2014-01-01", "", ""]
    assert second["spells"] == "../.."
    assert [tuple(r) for r in rows(files, "nodes.csv")] == [NODES] * 3
    assert tuple(first) == EDGES
    assert [r["spells"] for r in rows(files, "nodes.csv")] == [first["spells"], "../..", "../.."]
    graph = read(signed_graphml(join(multigraph(*ties))))
    assert graph.edges["a", "b"]["spells"] == first["spells"]
    assert "earliestBegin" not in graph.edges["b", "c"]
    dated = read(gexf(join(multigraph(*ties))))
    assert dated.edges["a", "b"]["spells"] == [("2012-01-01", "2012-12-31"), ("2015-01-01", "2015-12-31")]
    assert "spells" not in dated.edges["b", "c"]


# What the RELAX NG schema of GEXF 1.3 (gephi/gexf) allows: attributes, and children in their order.
TIMES = {"start", "end", "timestamp"}
SPELLED = TIMES | {"intervals", "timestamps"}
SCHEMA: dict[str, tuple[set[str], list[str]]] = {
    "gexf": ({"version", "variant"}, ["meta", "graph"]),
    "meta": ({"lastmodifieddate"}, ["creator", "keywords", "description"]),
    "creator": (set(), []),
    "description": (set(), []),
    "graph": (
        {"defaultedgetype", "idtype", "mode", "timeformat", "timerepresentation", "timezone"} | TIMES,
        ["attributes", "nodes", "edges"],
    ),
    "attributes": ({"class", "mode"}, ["attribute"]),
    "attribute": ({"id", "title", "type"}, ["default", "options"]),
    "nodes": ({"count"}, ["node"]),
    "edges": ({"count"}, ["edge"]),
    "node": ({"id", "label", "pid"} | SPELLED, ["attvalues", "spells"]),
    "edge": ({"id", "type", "label", "source", "target", "weight", "kind"} | SPELLED, ["attvalues", "spells"]),
    "attvalues": (set(), ["attvalue"]),
    "attvalue": ({"for", "value"} | TIMES, []),
    "spells": (set(), ["spell"]),
    "spell": (TIMES, []),
}
REQUIRED = {
    "gexf": {"version"},
    "attributes": {"class"},
    "attribute": {"id", "title", "type"},
    "node": {"id"},
    "edge": {"source", "target"},
    "attvalue": {"for", "value"},
}
WORDS = {
    ("gexf", "version"): {"1.3"},
    ("graph", "mode"): {"static", "dynamic"},
    ("graph", "timeformat"): {"date"},
    ("attributes", "class"): {"node", "edge"},
    ("attributes", "mode"): {"static"},
    ("attribute", "type"): {"string", "boolean", "integer", "long", "double", "float"},
    ("edge", "type"): {"directed", "undirected"},
}


@pytest.mark.parametrize("choice", [{}, {"as_of": "2019-12-03"}, {"parallel": "kept"}], ids=str)
def test_gexf_has_nothing_that_its_schema_lacks(both: Build, choice: dict[str, Any]) -> None:
    root = ET.fromstring(export(both, "gexf", **choice)["sahel-kg.gexf"])
    titles = {each.get("id"): each.get("type") for each in root.iter(f"{XML}attribute")}
    for element in root.iter():
        name = element.tag.removeprefix(XML)
        attributes, children = SCHEMA[name]
        assert set(element.attrib) <= attributes, name
        assert set(element.attrib) >= REQUIRED.get(name, set()), name
        places = [children.index(child.tag.removeprefix(XML)) for child in element]
        assert places == sorted(places), name
        for attribute, value in element.attrib.items():
            assert value in WORDS.get((name, attribute), {value}), (name, attribute)
            if attribute in TIMES:
                assert date.fromisoformat(value).isoformat() == value
        if name == "spells":
            assert len(element), "a schema wants one spell at least"
        if name == "attvalue" and titles[element.get("for")] in ("integer", "long"):
            assert int(element.get("value", "")) in (*range(-1, 1000),)


def test_a_pair_with_two_signs_has_two_edges() -> None:
    network = from_edges([("a", "b", "+"), ("a", "b", "-"), ("a", "b", "~")], Joining(parallel="kept"))
    raw = gexf(network)["sahel-kg.gexf"]
    edges = list(ET.fromstring(raw).iter(f"{XML}edge"))
    assert sorted(edge.get("kind") or "" for edge in edges) == ["cooperation", "hostility", "strain"]
    assert len({edge.get("id") for edge in edges}) == 3
    assert b"networkx_key" not in raw
    graph = nx.read_gexf(io.BytesIO(raw))
    assert sorted(data["value"] for *_, data in graph.edges(data=True)) == [-1, 0, 1]
    assert nx.read_graphml(io.BytesIO(signed_graphml(network)["sahel-kg-signed.graphml"])).number_of_edges() == 3


def test_camps_are_on_actors() -> None:
    network = from_edges([("a", "b", "+"), ("b", "c", "-"), ("c", "d", "+"), ("d", "e", "-")])
    files = signed_csv(network)
    assert [r["camp"] for r in rows(files, "nodes.csv")] == ["1", "1", "2", "2", ""]
    ends = [(r["source_camp"], r["target_camp"]) for r in rows(files, "edges.csv")]
    assert ends == [("1", "1"), ("1", "2"), ("2", "2"), ("2", "")]
    assert find_camps(network).note.encode() in files["note.txt"]
    for graph in (read(gexf(network)), read(signed_graphml(network))):
        assert [graph.nodes[actor].get("camp") for actor in "abcde"] == [1, 1, 2, 2, None]


def test_without_cooperation_there_are_no_camps_and_the_note_says_so() -> None:
    files = signed_csv(from_edges([("a", "b", "-"), ("b", "c", "-")]))
    assert {r["camp"] for r in rows(files, "nodes.csv")} == {""}
    assert b"No camps: Camps: there is no tie of cooperation" in files["note.txt"]


def test_without_dates_the_network_is_static() -> None:
    graph = ET.fromstring(gexf(from_edges([("a", "b", "+")]))["sahel-kg.gexf"]).find(f"{XML}graph")
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat"), graph.get("timerepresentation")) == ("static", None, None)


def test_the_choice_is_in_the_file(build: Build) -> None:
    note = take_signed(build, as_of="2019-12-03", missions=True).note
    assert "missions left out" not in note
    for form in SIGNED:
        told = "\n".join(raw.decode() for raw in export(build, form, as_of="2019-12-03", missions=True).values())
        assert "as of 2019-12-03" in told
        assert "missions left out" not in told


@pytest.mark.parametrize("form", SIGNED)
def test_what_is_denied_is_no_cooperation(build: Build, form: str) -> None:
    def edges(files: dict[str, bytes]) -> set[tuple[str, str, str, str]]:
        if form == "signed-csv":
            return {(r["source"], r["target"], r["sign"], r["value"]) for r in rows(files, "edges.csv")}
        stream = io.BytesIO(next(iter(files.values())))
        graph = nx.read_gexf(stream) if form == "gexf" else nx.read_graphml(stream, force_multigraph=True)
        found = graph.edges(data=True)
        return {(*sorted((a, b)), data["sign"], str(data.get("value", ""))) for a, b, data in found}

    plain, asked = edges(export(build, form)), edges(export(build, form, include=["denied"]))
    states = ("burkina-faso", "chad", "mali", "mauritania", "niger")
    denied = [sorted((f"actor:{a}", f"actor:{b}")) for a in ("france", "european-union") for b in states]
    assert asked - plain == {(*ends, "denied", "") for ends in denied}
    assert plain < asked
    assert {sign for *_, sign, _ in plain} <= set(SIGN_WORDS.values())


@pytest.mark.parametrize("form", SIGNED)
def test_untrusted_names(hostile: Build, form: str) -> None:
    files = export(hostile, form)
    raw = b"".join(files.values())
    assert b"lastmodifieddate" not in raw
    if form == "signed-csv":
        cells = [c for name in ("nodes.csv", "edges.csv") for row in rows(files, name) for c in row.values()]
        assert not [c for c in cells if c.lstrip().startswith(("=", "+", "@", "\t")) or (c[:1] == "-" and c != "-1")]
        labels = {r["id"]: original(r["label"]) for r in rows(files, "nodes.csv")}
        assert labels["actor:control"] == "bell\N{REPLACEMENT CHARACTER}, return\n and ]]> end"
    else:
        labels = {node: data["label"] for node, data in read(files).nodes(data=True)}
        control = labels["actor:control"]
        assert control.startswith("bell\N{REPLACEMENT CHARACTER}, return")
        assert control.endswith(" and ]]> end")
    assert (labels["actor:script"], labels["actor:formula"]) == (SCRIPT, FORMULA)


@pytest.mark.parametrize("form", spread(SIGNED, 256, keep=["gexf"]))
def test_bytes_do_not_hang_on_order_or_hash(tmp_path: Path, build: Build, form: str) -> None:
    code = (
        "import sys, sahel_kg; from sahel_kg.exports.formats import export;"
        f"files = export(sahel_kg.load({str(build.path)!r}), {form!r});"
        "sys.stdout.buffer.write(b''.join(files.values()))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    other = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout
    assert other == b"".join(export(build, form).values())


def test_what_a_signed_network_lacks_is_said(build: Build, tmp_path: Path) -> None:
    """GraphML and GEXF of one choice had other actors and ties, and nobody was told."""
    said = run("export", "--format", "gexf", "-o", tmp_path / "a.gexf", "--build", build.path).err
    assert "neutral ones are left out (`--format graphml` has them)" in said
    said = run("export", "--format", "graphml", "-o", tmp_path / "a.graphml", "--build", build.path).err
    assert "signed network" not in said


def test_from_the_command_line(build: Build, tmp_path: Path) -> None:
    options = ("--as-of", "2019-12-03", "--window", "5y", "--contributors", "actors", "--build", build.path)
    assert run("export", "--format", "gexf", "-o", tmp_path / "a.gexf", *options).code == 0
    expected = export(build, "gexf", as_of="2019-12-03", window="5y", contributors="actors")
    assert (tmp_path / "a.gexf").read_bytes() == expected["sahel-kg.gexf"]
    assert run("export", "--format", "signed-csv", "-o", tmp_path / "csv", *options).code == 0
    assert sorted(path.name for path in (tmp_path / "csv").iterdir()) == ["edges.csv", "nodes.csv", "note.txt"]
    for arguments, message in (
        (["csv", "--missions"], "csv is the whole build: leave --missions away, or choose from gexf"),
        (["trig", "--asserted-only"], "leave --asserted-only away"),
        (["gexf", "--include", "assessed"], "leave --include assessed away"),
        (["gexf", "--as-of", "1850"], "nobody cooperates or fights in this network on 1850-12-31"),
        (["gephi"], "no format 'gephi': choose from trig"),
    ):
        answer = run("export", "--format", *arguments, "--build", build.path)
        assert (answer.code, len(answer.errors)) == (2, 1)
        assert message in answer.errors[0]


def test_the_python_of_the_docs_reads_it(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas

    snippets = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "alliances.md").read_text("utf-8"), re.DOTALL)
    (snippet,) = (each for each in snippets if "read_csv" in each)
    for name, content in export(build, "signed-csv").items():
        (tmp_path / "sahel").mkdir(exist_ok=True)
        (tmp_path / "sahel" / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"pandas": pandas, "networkx": nx}
    exec(snippet, names)
    network = take_signed(build)
    assert set(names["network"]) == set(network.actors)
    assert names["network"].number_of_edges() == network.graph.number_of_edges()
    assert names["network"].nodes["actor:france"]["kind"] == "State"
    signs = [data["value"] for _, _, data in names["network"].edges(data=True)]
    assert (signs.count(1), signs.count(-1), signs.count(0)) == tuple(network.counts.values())


# R's packages as far as they are here, and igraph in Python, which is.
TOOLS = ["igraph in Python", *(each for each in ("igraph", "network") if has_package(each))]


@pytest.mark.slow
@pytest.mark.parametrize("tool", TOOLS)
def test_the_lines_of_the_docs_for_other_tools_run(build: Build, tmp_path: Path, tool: str) -> None:
    for form, folder in (("signed-csv", tmp_path / "sahel"), ("signed-graphml", tmp_path)):
        folder.mkdir(exist_ok=True)
        for name, content in export(build, form).items():
            (folder / name.replace("sahel-kg-signed", "sahel")).write_bytes(content)
    network = take_signed(build)
    counts = network.counts
    docs = (ROOT / "docs" / "alliances.md").read_text("utf-8")
    found = re.findall(r"```(r|python)\n(.*?)```", docs, re.DOTALL)
    if tool == "igraph in Python":
        code = "import igraph\n" + next(code for _, code in found if "Read_GraphML" in code)
        code += "print(network.vcount(), network.ecount(), cooperation.ecount())"
        told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert told.stdout.split() == list(map(str, (len(network.actors), sum(counts.values()), counts["+"])))
        return
    sizes = {
        "igraph": "igraph::vcount(network), igraph::ecount(network)",
        "network": "network::network.size(network), network::network.edgecount(network)",
    }
    snippets = [code for language, code in found if language == "r" and f"{tool}::" in code]
    assert snippets
    for code in snippets:
        whole = f"{code}\ncat({sizes[tool]})"
        told = subprocess.run(["Rscript", "-e", whole], cwd=tmp_path, capture_output=True, text=True, check=True)
        signed_only = "value != 0" in code
        pairs = counts["+"] + counts["-"] if signed_only else sum(counts.values())
        actors = len({a for edge in network.edges for a in edge[:2]}) if signed_only else len(network.actors)
        assert told.stdout.split()[-2:] == [str(actors), str(pairs)]


def test_what_is_refused(build: Build) -> None:
    with pytest.raises(UsageError, match="turtle is the whole build: leave window away"):
        export(build, "turtle", window="2y")
    with pytest.raises(UsageError, match="nobody cooperates or fights"):
        gexf(from_edges([]))
