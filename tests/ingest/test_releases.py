"""Newer releases: files as spreadsheets save them, names and actors that are new, and two releases in one build."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from sahel_kg import load
from tests.cli.command import Answer, run
from tests.ingest import sample
from tests.ingest.conftest import claims, said

Ingest = Callable[..., Answer]
OLD, NEW = Path("data/claims/ucdp-22.1"), Path("data/claims/ucdp-25.1")
Rows = Sequence[Mapping[str, str]]


def of(release: str, rows: Rows) -> list[dict[str, str]]:
    """The rows as another release has them."""
    return [dict(row) | {"version": release} for row in rows]


def acd(here: Path, rows: Rows, name: str = "newer.csv") -> None:
    (here / name).write_text(sample.text(sample.ACD_COLUMNS, rows), "utf-8")


@pytest.fixture
def ready(ingest: Ingest) -> Ingest:
    """The actors are ingested."""
    assert ingest("ucdp-actor", "actor.csv").code == 0
    return ingest


def test_the_version_in_the_file_makes_the_source(ready: Ingest, here: Path) -> None:
    acd(here, of("24.1", sample.ACD))
    assert ready("ucdp-acd", "newer.csv").code == 0
    file = Path("data/claims/ucdp-24.1/acd.trig")
    assert claims(file)["ucdp-acd-24.1-301-2001-a-support"] == ["actor:ucdp-2 skg:contributesTo actor:ucdp-1"]
    about = said(file, "claim:ucdp-acd-24.1-301-2001-fought")
    assert about["prov:hadPrimarySource"] == ["source:ucdp-acd-24.1"]
    source = said(file, "source:ucdp-acd-24.1")
    assert source["dct:title"] == ["UCDP/PRIO Armed Conflict Dataset 24.1"]
    assert "Engström" in source["skg:note"][0]
    assert run("check", "--data", "data").errors == []


def test_a_release_that_is_declared_is_not_declared_again(ready: Ingest, here: Path) -> None:
    acd(here, of("25.1", sample.ACD))
    assert ready("ucdp-acd", "newer.csv").code == 0
    assert said(NEW / "acd.trig", "source:ucdp-acd-25.1") == {}


def saved_again(columns: Sequence[str], rows: Rows) -> str:
    """Rows as a spreadsheet writes them: semicolons, days first, ids as numbers with a point."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n", delimiter=";")
    writer.writeheader()
    for row in rows:
        cells = dict(row)
        for name in ("start_date", "start_date2", "ep_end_date"):
            if cells.get(name):
                year, month, day = map(int, cells[name].split("-"))
                cells[name] = f"{day}-{month}-{year}"
        for name in ("conflict_id", "side_a_id", "year", "intensity_level"):
            if cells.get(name):
                cells[name] = f"{cells[name]}.0"
        writer.writerow(cells)
    return out.getvalue()


DATED = [
    dict(sample.ACD[0]),
    dict(sample.ACD[1]) | {"start_date": "2001-05-04", "start_prec": "1"},
    dict(sample.ACD[2]) | {"start_date": "2001-10-17", "start_prec": "1", "ep_end": "1", "ep_end_date": "2002-03-28"},
]


def test_a_spreadsheet_changes_nothing(ready: Ingest, here: Path) -> None:
    acd(here, DATED, "acd.csv")
    assert ready("ucdp-acd", "acd.csv").code == 0
    before = (OLD / "acd.trig").read_bytes()
    assert "2001-05-04" in before.decode()
    (here / "acd.csv").write_text(saved_again(sample.ACD_COLUMNS, DATED), "utf-8", newline="")
    assert ready("ucdp-acd", "acd.csv").code == 0
    assert (OLD / "acd.trig").read_bytes() == before


def test_latin_1_reads_and_is_told(ingest: Ingest, here: Path) -> None:
    text = sample.FILES["actor.csv"].removeprefix("\ufeff").replace("Popular League", "Forces armées « libres »")
    (here / "actor.csv").write_bytes(text.encode("cp1252"))
    answer = ingest("ucdp-actor", "actor.csv")
    assert answer.code == 0
    assert "note: actor.csv is not in UTF-8: read as Latin-1" in answer.err
    assert "Forces armées « libres »@en" in said(OLD / "actor.trig", "actor:ucdp-12")["skos:altLabel"]


def test_column_names_are_read_however_a_release_writes_them(ready: Ingest, here: Path) -> None:
    assert ready("ucdp-acd", "acd.csv").code == 0
    before = (OLD / "acd.trig").read_bytes()
    columns = [name.replace("_", "").upper() for name in sample.ACD_COLUMNS]
    body = sample.FILES["acd.csv"].partition("\n")[2]
    (here / "acd.csv").write_text(",".join(columns) + "\n" + body, "utf-8")
    assert ready("ucdp-acd", "acd.csv").code == 0
    assert (OLD / "acd.trig").read_bytes() == before


def test_an_unknown_name_beside_a_known_id_is_a_new_name(ready: Ingest, here: Path) -> None:
    rows = of("25.1", [sample.ACD[0], dict(sample.ACD[1]) | {"side_b": "PLA, New, Rod"}])
    acd(here, rows)
    assert ready("ucdp-acd", "newer.csv").code == 0
    assert said(NEW / "acd.trig", "actor:ucdp-9") == {"skos:altLabel": ["New, Rod@en"]}
    assert claims(NEW / "acd.trig")["ucdp-acd-25.1-301-2001-fought"][1].endswith("actor:ucdp-9")
    assert run("check", "--data", "data").errors == []


def test_an_id_that_no_actor_file_has_makes_an_actor(ready: Ingest, here: Path) -> None:
    sides = ("Government of Syldavia", "1", ""), ("Liberation of the Plain", "8822", "")
    rows = of("25.1", [sample.conflict(301, year, "Syldavia", *sides) for year in (2024, 2023)])
    acd(here, rows)
    without = ready("ucdp-acd", "newer.csv")
    assert without.code == 1, "it may be in the Actor file, which is not at hand"
    assert "or give the whole Actor file with --actors" in without.err
    answer = ready("ucdp-acd", "newer.csv", "--actors", "actor.csv")
    assert answer.code == 0
    assert said(NEW / "acd.trig", "actor:ucdp-8822")["skos:prefLabel"] == ["Liberation of the Plain@en"]
    found = claims(NEW / "acd.trig")
    assert found["ucdp-acd-25.1-actor-8822"] == ["actor:ucdp-8822 rdf:type skg:ArmedGroup"]
    assert said(NEW / "acd.trig", "claim:ucdp-acd-25.1-actor-8822")["skg:record"] == ["conflict 301, year 2023"]
    assert run("check", "--data", "data").errors == []


def test_a_record_broken_over_two_lines_is_two_refused_lines(ready: Ingest, here: Path) -> None:
    lines = sample.text(sample.ACD_COLUMNS, of("25.1", sample.ACD)).splitlines()
    cut = lines[2].index(",2001,")
    (here / "newer.csv").write_text("\n".join([*lines[:2], lines[2][:cut], lines[2][cut:], *lines[3:]]) + "\n", "utf-8")
    answer = ready("ucdp-acd", "newer.csv")
    assert answer.err.startswith("rows in 4 = written 2 + refused 2 + not selected 0")
    with open("data/refused/ucdp-acd.csv", encoding="utf-8", newline="") as file:
        assert [row["line"] for row in csv.DictReader(file)] == ["3", "4"]


def withdrawn(folder: str = "data") -> dict[str, str]:
    """What no longer counts in a build of a folder."""
    assert run("build", "--data", folder, "--build", f"{folder}-build").code == 0
    return {c.id.removeprefix("claim:"): c.withdrawn for c in load(f"{folder}-build").claims if c.withdrawn}


def test_a_newer_release_supersedes_row_by_row(ready: Ingest, here: Path) -> None:
    """The row of 1999 is gone, that of 2001 has one party less, that of 2003 is new."""
    assert ready("ucdp-acd", "acd.csv").code == 0
    changed = dict(sample.ACD[1]) | {"side_b": "ROD", "side_b_id": "9"}
    acd(here, of("25.1", [changed, sample.ACD[2], dict(sample.ACD[2]) | {"year": "2003"}]))
    assert ready("ucdp-acd", "newer.csv").code == 0
    found = withdrawn()
    superseded, gone = (f"{how} UCDP/PRIO Armed Conflict Dataset 25.1" for how in ("superseded by", "no longer in"))
    assert {name for name, why in found.items() if why == gone} == {
        *("ucdp-acd-300-1999-conflict", "ucdp-acd-300-1999-fought", "ucdp-acd-300-1999-by-12"),
    }
    assert {name for name, why in found.items() if why == superseded} == {
        *("ucdp-acd-301-2001-conflict", "ucdp-acd-301-2001-fought", "ucdp-acd-301-2001-a-support"),
        *("ucdp-acd-301-2001-by-11", "ucdp-acd-301-2001-by-9"),
        *("ucdp-acd-301-2002-conflict", "ucdp-acd-301-2002-fought", "ucdp-acd-301-2002-by-13"),
    }


@pytest.mark.slow
def test_the_order_of_releases_does_not_matter(ready: Ingest, here: Path) -> None:
    acd(here, of("25.1", sample.ACD))
    assert ready("ucdp-acd", "acd.csv").code == 0
    assert ready("ucdp-acd", "newer.csv").code == 0
    first = withdrawn()
    for folder in (OLD, NEW):
        (folder / "acd.trig").unlink()
    assert ready("ucdp-acd", "newer.csv").code == 0
    assert ready("ucdp-acd", "acd.csv").code == 0
    assert withdrawn() == first
    assert len(first) == 11


def test_what_a_selection_leaves_out_is_not_withdrawn(ready: Ingest, here: Path) -> None:
    """Both rows are gone from the newer file; only one of them was asked for."""
    assert ready("ucdp-acd", "acd.csv").code == 0
    acd(here, of("25.1", [sample.ACD[2]]))
    assert ready("ucdp-acd", "newer.csv", "--country", "Syldavia").code == 0
    gone = {name for name, why in withdrawn().items() if why.startswith("no longer")}
    assert {name.split("-")[2] for name in gone} == {"301"}
    assert ready("ucdp-acd", "newer.csv", "--country", "Syldavia", "--since", "2002").code == 0
    assert not [why for why in withdrawn().values() if why.startswith("no longer")]


def test_where_a_row_is_refused_nothing_counts_as_gone(ready: Ingest, here: Path) -> None:
    assert ready("ucdp-acd", "acd.csv").code == 0
    acd(here, of("25.1", [dict(sample.ACD[1]) | {"side_b_id": "x"}, sample.ACD[2]]))
    assert ready("ucdp-acd", "newer.csv").code == 0
    assert {name.split("-")[3] for name in withdrawn()} == {"2002"}


def test_a_newer_actor_file_adds_names(ready: Ingest, here: Path) -> None:
    rows = of("25.1", sample.ACTORS)
    rows = [row | {"Version": "25.1"} for row in rows if row.pop("version")]
    rows[0]["NameData"] = "Syldavian Government"
    (here / "newer.csv").write_text(sample.text(sample.ACTOR_COLUMNS, rows), "utf-8")
    assert ready("ucdp-actor", "newer.csv").code == 0
    assert said(NEW / "actor.trig", "actor:ucdp-1") == {"skos:altLabel": ["Syldavian Government@en"]}
    found = withdrawn()
    assert len(found) == len(claims(OLD / "actor.trig"))
    assert set(found) == set(claims(OLD / "actor.trig"))
