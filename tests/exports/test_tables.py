"""CSV and GraphML, read back with the csv module, networkx and an XML parser."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import duckdb
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg.builds.build import Build
from sahel_kg.errors import UsageError
from sahel_kg.exports.formats import FORMATS, export
from sahel_kg.record.relations import SIGN_WORDS
from sahel_kg.tables import neutral
from sahel_kg.ties.choice import STATUSES
from sahel_kg.ties.ties import sign_word
from sahel_kg.vocabulary import compact
from tests.cli.command import run
from tests.exports.conftest import FORMULA, SCRIPT, original

XML = "{http://graphml.graphdrawing.org/xmlns}"


def rows(build: Build, name: str, **choice: object) -> list[dict[str, str]]:
    raw = export(build, "csv", **choice)[name]  # type: ignore[arg-type]
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    found = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in found)
    return found


def network(build: Build, **choice: object) -> nx.MultiDiGraph:
    raw = export(build, "graphml", **choice)["sahel-kg.graphml"]  # type: ignore[arg-type]
    return nx.read_graphml(io.BytesIO(raw), edge_key_type=str, force_multigraph=True)


def test_csv_has_every_actor_tie_and_claim(build: Build) -> None:
    assert [r["actor"] for r in rows(build, "actors.csv")] == [a.id for a in build.actors]
    assert [r["claim"] for r in rows(build, "claims.csv")] == [c.id for c in build.claims]
    ties = build.ties()
    found = rows(build, "ties.csv")
    assert [(r["subject"], r["relation"], r["object"], r["status"], r["sign"]) for r in found] == [
        (compact(t.subject), compact(t.relation), compact(t.object), t.status, sign_word(t)) for t in ties
    ]
    assert [r["claims"].split() for r in found] == [[c.id for c in t.claims] for t in ties]


def test_a_denied_tie_has_a_sign_of_its_own(build: Build) -> None:
    """In the tables, in the network and in JSON alike: whoever sums up cooperation does not count it."""
    denied = [tie for tie in build.ties() if tie.status == "denied"]
    assert denied
    assert {tie.as_dict()["sign"] for tie in denied} == {"denied"}
    edges = [data for *_, data in network(build).edges(data=True)]
    for told in (rows(build, "ties.csv"), edges):
        assert sum(each["sign"] == "denied" for each in told) == len(denied)
        assert {each["status"] for each in told if each["sign"] == "denied"} == {"denied"}
    for command in (["show", "France"], ["timeline", "France"], ["diff", "2012", "2019-12-03"]):
        printed = run(*command, "--format", "csv", "--build", build.path).out
        table = list(csv.DictReader(io.StringIO(printed)))
        own = [row for row in table if "denied" in (row.get("status"), row.get("status after"))]
        assert own, command
        assert {row["sign"] for row in own} == {"denied"}, command


def test_claims_csv_locates_and_states(build: Build) -> None:
    found = {r["claim"]: r for r in rows(build, "claims.csv")}
    for claim in build.claims:
        row = found[claim.id]
        assert row["statement"].count(" . ") == len(claim.statement) - 1
        assert (row["sha256"] != "") == (claim.locator is not None)
        if claim.locator:
            assert (int(row["start"]), int(row["end"])) == (claim.locator.start, claim.locator.end)
    assert found["claim:gd-p1-s5-d"]["statement"] == "actor:isgs skg:branchOf actor:islamic-state"


def test_no_cell_is_a_formula(hostile: Build) -> None:
    for raw in export(hostile, "csv").values():
        for row in csv.reader(io.StringIO(raw.decode("utf-8"), newline="")):
            assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@")) and cell != "-1"]
            assert not [cell for cell in row if cell.startswith(("\t", "\r"))]


def test_csv_texts_come_back(hostile: Build) -> None:
    actors = {r["actor"]: r for r in rows(hostile, "actors.csv")}
    assert actors["actor:formula"]["actor_label"] == "'" + FORMULA
    assert original(actors["actor:formula"]["actor_label"]) == FORMULA
    assert actors["actor:script"]["actor_label"] == SCRIPT
    names = original(actors["actor:formula"]["names"])
    assert set(names.split(" | ")) == {f"{FORMULA}@en", "a \\| b@en", "back\\\\slash@en", "-1@en"}
    claims = {r["claim"]: r for r in rows(hostile, "claims.csv")}
    assert original(claims["claim:x-told"]["note"]) == '=1+1\nsecond line, with "quotes"'
    assert original(claims["claim:x-kinds"]["record"]) == "+1"


def test_csv_marks_judgements_and_withdrawals(hostile: Build) -> None:
    claims = {r["claim"]: r for r in rows(hostile, "claims.csv")}
    assert claims["claim:x-judged"]["kind"] == "Assessed"
    assert claims["claim:x-withdrawn"]["withdrawn"] == "coded from the wrong row"

    def cited(**choice: object) -> set[str]:
        return {c for r in rows(hostile, "ties.csv", **choice) for c in r["claims"].split()}

    assert not {"claim:x-judged", "claim:x-withdrawn"} & cited()
    assert "claim:x-judged" in cited(include=["assessed"])
    assert "claim:x-withdrawn" in cited(include=["withdrawn"])


@pytest.mark.parametrize("day", [date(2012, 6, 1), date(2015, 6, 1), date(2019, 12, 3)])
def test_ties_of_a_day_cite_claims_of_that_day(hostile: Build, day: date) -> None:
    claims = {r["claim"] for r in rows(hostile.at(day), "claims.csv")}
    ties = rows(hostile.at(day), "ties.csv")
    assert {c for r in ties for c in r["claims"].split()} <= claims
    assert len(ties) == len(hostile.ties(as_of=day))
    assert ("claim:x-told" in claims) == (day < date(2016, 1, 2))


SIGNS = "=+-@＝＋－＠"


@given(st.text() | st.text(f"{SIGNS}'\t\r a"))
def test_neutral_is_reversible_and_safe(text: str) -> None:
    cell = neutral(text)
    assert original(cell) == text
    assert not cell.lstrip().startswith(tuple(SIGNS))


@pytest.mark.parametrize("space", ["", " ", "\u3000"])
@pytest.mark.parametrize("sign", SIGNS)
def test_full_width_signs_begin_a_formula_as_well(sign: str, space: str) -> None:
    """Spreadsheets of East Asia read them as the narrow ones."""
    assert neutral(f"{space}{sign}1+1") == f"'{space}{sign}1+1"


def test_graphml_has_the_network_with_its_claims(build: Build) -> None:
    read, given_ = network(build), build.network(statuses=STATUSES)
    assert set(read) == set(given_)
    assert read.number_of_edges() == given_.number_of_edges()

    def edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, str, str, str]]:
        out = []
        for a, b, data in graph.edges(data=True):
            claims = data.get("claims", "")
            ids = claims if isinstance(claims, str) else " ".join(c.id for c in claims)
            sign = "denied" if data["status"] == "denied" else SIGN_WORDS.get(data["sign"], data["sign"])
            out.append((a, b, data["relation"], sign, ids))
        return sorted(out)

    assert edges(read) == edges(given_)
    for node, data in given_.nodes(data=True):
        assert read.nodes[node]["label"] == data["label"]
        assert read.nodes[node]["described"] is data["described"]
    assert read.graph["note"] == given_.graph["note"]


def test_graphml_is_well_formed_with_unique_edge_ids(hostile: Build) -> None:
    root = ET.fromstring(export(hostile, "graphml")["sahel-kg.graphml"])
    ids = [edge.get("id") for edge in root.iter(f"{XML}edge")]
    assert len(ids) == len(set(ids)) == hostile.network(statuses=STATUSES).number_of_edges()
    booleans = {k.get("id") for k in root.iter(f"{XML}key") if k.get("attr.type") == "boolean"}
    assert booleans
    assert {d.text for d in root.iter(f"{XML}data") if d.get("key") in booleans} == {"true", "false"}


def test_graphml_labels_come_back(hostile: Build) -> None:
    read = network(hostile)
    assert read.nodes["actor:script"]["label"] == SCRIPT
    assert read.nodes["actor:formula"]["label"] == FORMULA
    assert read.nodes["actor:control"]["label"] == "bell\N{REPLACEMENT CHARACTER}, return\n and ]]> end"


def test_graphml_refuses_to_include(build: Build) -> None:
    with pytest.raises(UsageError, match="leave include away"):
        export(build, "graphml", include=["assessed"])


def test_unknown_names_are_refused(build: Build) -> None:
    with pytest.raises(UsageError, match="choose from trig, turtle"):
        export(build, "rdfxml")
    for form in FORMATS:
        with pytest.raises(UsageError, match="cannot include 'all'"):
            export(build, form, include=["all"])


def test_parquet_has_the_cells_of_csv_with_their_types(hostile: Build, tmp_path: Path) -> None:
    files = export(hostile, "parquet")
    assert files == export(hostile, "parquet")
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
        told = duckdb.read_parquet(str(tmp_path / name))
        expected = rows(hostile, name.replace("parquet", "csv"))
        assert told.columns == list(expected[0])
        for row, cells in zip(told.fetchall(), expected, strict=True):
            for cell, text in zip(row, cells.values(), strict=True):
                plain = str(cell).lower() if isinstance(cell, bool) else "" if cell is None else str(cell)
                assert plain == original(text)
    told = duckdb.read_parquet(str(tmp_path / "ties.parquet"))
    types = dict(zip(told.columns, map(str, told.types), strict=True))
    assert (types["latestEnd"], types["value"], types["sign"]) == ("DATE", "BIGINT", "VARCHAR")


@pytest.mark.parametrize(
    "command",
    [
        "show",
        "show JNIM",
        "rank --as-of 2019-12-03",
        "casualties",
        "casualties JNIM --by-year",
        "contradictions",
        "camps --as-of 2019-12-03",
        "camps --as-of 2019-12-03 --robust",
        "course --years 2018:2019 --around Mali --table camps",
        "course --years 2018:2019 --around Mali --table ties",
        "path ISGS Chad",
        "brokers --as-of 2019-12-03",
        "brokers MUJAO --as-of 2012-12-31",
        "positions --as-of 2019-12-03",
        "positions --questions --as-of 2019-12-03",
        "communities --as-of 2019-12-03 --runs 5",
        "timeline ISGS",
        "diff 2018-12-31 2019-12-31 --around Mali",
        "link --all",
    ],
)
def test_what_has_an_id_has_a_name_beside_it(both: Build, command: str) -> None:
    """Of every command: a column of ids of actors, places, events or relations has one of their labels."""
    known = re.compile(r"(actor|place|event|conflict|skg|rdf):\S+")
    said = run(*command.split(), "--build", both.path, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert said.code == 0, said.err
    assert rows
    ids = {name for row in rows for name, cell in row.items() if cell and all(map(known.fullmatch, _ids(cell)))}
    kinds = {"kind"}  # a kind of the ontology is its name
    assert {name for name in ids - kinds if f"{name}_label" not in rows[0]} == set()
    assert all(row[f"{name}_label"] for row in rows for name in ids - kinds if row[name])


def _ids(cell: str) -> list[str]:
    return cell.replace(" | ", " ").split()
