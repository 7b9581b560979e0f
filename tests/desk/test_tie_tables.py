"""Tables of ties: each row becomes a claim or is refused with the reason, and the sum adds up."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sahel_kg.desk.map_drafts import match_columns
from sahel_kg.ingest.own_maps import read_own_map
from sahel_kg.record import dataset
from tests.cli.command import Answer, run
from tests.desk import papers, sheets

HEAD = "dyad_id,Group 1,Group 2,Tie Type,Start,End,Comment,Extra\n"
ROWS = (
    "d1,Hill Band,River Band,rivalry,2013,2017,old feud,x\n"
    "d2,Ghana,River Band,alliance,2015,,,\n"
    "d3,al-Qaeda,ISGS,rivalry,late 2015,?,,\n"
    "d4,Hill Band,Mali,rivalry,03/04/2015,,,\n"
    "d5,,Mali,rivalry,2015,,,\n"
    "d6,Hill Band,Mali,frenemies,2015,,,\n"
    "d2,Ghana,Hill Band,alliance,2015,,,\n"
    "d8,Lake Band,Hill Band,alliance,2010,2009,,\n"
    "d9,Lake Band; Ghana,Hill Band,alliance,2010,n/a,,\n"
)
MAP = """
name = "dyads"
title = "Dyads"
publisher = "A lab"
published = 2019
cite = "A lab (2019)"
blank = ["n/a"]
[columns]
subject = "Group 1"
object = "Group 2"
relation = "Tie Type"
from = "Start"
to = "End"
note = "Comment"
record = "dyad_id"
[always]
"subject kind" = "armed group"
"object kind" = "armed group"
credibility = "2"
[words]
rivalry = "hostile to"
alliance = "cooperates with"
"""


@pytest.fixture
def here(tmp_path: Path, ship: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with a table and its map."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dyads.csv").write_text(HEAD + ROWS, "utf-8")
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    return tmp_path


def ingest(table: str = "dyads.csv", *more: str) -> Answer:
    return run("ingest", "table", table, "--map", "map.toml", "--data", "data", "--date", "2026-11-29", *more)


def statements(path: Path) -> set[str]:
    quads = dataset.read_quads(path)
    return {f"{q.subject} {q.predicate} {q.object}" for q in quads if "/claim/" in str(q.graph_name)}


def said(path: Path) -> list[str]:
    short = [line.replace("<https://w3id.org/sahel-kg/", "").replace(">", "") for line in statements(path)]
    return sorted(line.replace("ontology#", "") for line in short if "ArmedGroup" not in line)


def test_each_row_is_a_claim_or_refused(here: Path) -> None:
    answer = ingest()
    assert answer.code == 0, answer.err
    assert "rows in 9 = written 4 + refused 5 + not selected 0" in answer.err
    assert said(here / "data/claims/dyads.trig") == [
        "actor/al-qaeda hostileTo actor/isgs",
        "actor/ghana cooperatesWith actor/hill-band",
        "actor/ghana cooperatesWith actor/river-band",
        "actor/hill-band hostileTo actor/river-band",
        "actor/lake-band cooperatesWith actor/hill-band",
    ]
    with (here / "data/refused/dyads.csv").open(encoding="utf-8", newline="") as file:
        refused = [(row["line"], row["column"], row["reason"]) for row in csv.DictReader(file)]
    assert [(line, column) for line, column, _ in refused] == [
        *(("5", "Start"), ("6", "Group 1"), ("7", "Tie Type"), ("8", "dyad_id"), ("9", "End")),
    ]
    for (_, _, reason), told in zip(
        refused,
        (
            *("may be 3 April or 4 March", "is empty", "say what it stands for in [words] of the map"),
            *("has the key of line 3, 'd2'", "before it begins"),
        ),
        strict=True,
    ):
        assert told in reason
        assert not reason.startswith("'")  # a reader of csv takes the first for the mark of a text


def test_a_claim_names_its_row_source_and_map(here: Path) -> None:
    ingest()
    text = (here / "data/claims/dyads.trig").read_text("utf-8")
    assert "Cite: A lab (2019)." in text.splitlines()[0]
    block = text.partition("claim:dyads-d1 a skg:Claim")[2].partition("\n\n")[0]
    for part in (
        *('skg:record "row d1"', "skg:credibility 2", 'skg:note "old feud"@en', 'skg:codebook "table-1"'),
        *('skg:earliestBegin "2013"^^xsd:gYear', 'skg:latestEnd "2017"^^xsd:gYear', "coder:sahel-kg-ingest"),
    ):
        assert part in block
    assert "skg:locator" not in text
    again = text
    ingest()
    assert (here / "data/claims/dyads.trig").read_text("utf-8") == again


def test_a_build_reads_the_claims(here: Path) -> None:
    ingest()
    checked = run("check", "--data", "data")
    assert (checked.code, checked.errors) == (0, [])


def test_a_proposed_map_is_completed_and_used(here: Path) -> None:
    proposed = run("ingest", "table", "dyads.csv", "--draft-map").out
    told = tomllib.loads(proposed)
    assert told["columns"] == tomllib.loads(MAP)["columns"]
    assert told["words"] == {"rivalry": "", "alliance": "", "frenemies": ""}
    assert "# not read: Extra" in proposed
    (here / "map.toml").write_text(proposed, "utf-8")
    errors = ingest().errors
    assert errors == [
        'map.toml: publisher: is missing: write publisher = "..."',
        'map.toml: title: is missing: write title = "..."',
    ]
    for key in ("title", "publisher", '"subject kind"', '"object kind"', '"rivalry"', '"alliance"'):
        word = {'"rivalry"': "hostile to", '"alliance"': "cooperates with"}.get(key, "armed group")
        proposed = proposed.replace(f'{key} = ""', f'{key} = "{word}"', 1)
    (here / "map.toml").write_text(proposed, "utf-8")
    assert "written 4 + refused 5" in ingest().err


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_workbook_is_read_as_its_table(suffix: str, here: Path) -> None:
    rows = list(csv.reader((HEAD + ROWS).splitlines()))
    if suffix == ".xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append([int(cell) if cell.isdecimal() else cell for cell in row])
        book.save(here / "dyads.xlsx")
    else:
        (here / "dyads.ods").write_bytes(papers.ods({"ties": rows}))
    answer = ingest(f"dyads{suffix}")
    assert "rows in 9 = written 4 + refused 5 + not selected 0" in answer.err
    assert f"dyads{suffix}" in (here / "data/refused/dyads.csv").read_text("utf-8")


def test_semicolons_and_windows_letters(here: Path) -> None:
    rows = (HEAD + "d1,Groupe d’Été,River Band,rivalry,2013,,déjà,\n").replace(",", ";")
    (here / "dyads.csv").write_bytes(rows.encode("cp1252"))
    answer = ingest()
    assert "written 1" in answer.err
    assert "is not in UTF-8: read as Latin-1" in answer.err
    assert "groupe-d-ete" in (here / "data/claims/dyads.trig").read_text("utf-8")


def test_names_that_a_sheet_of_ones_own_lists_are_known(here: Path) -> None:
    sheets.make(here / "data")
    rows = "d1,Reed Brigade,Mali,rivalry,2013,2017,,\nd2,Lake Band,Mali,rivalry,2013,2017,,\n"
    (here / "dyads.csv").write_text(HEAD + rows, "utf-8")
    (here / "map.toml").write_text(MAP.replace('"subject kind"', '# "subject kind"'), "utf-8")
    ingest()
    refused = (here / "data/refused/dyads.csv").read_text("utf-8")
    assert ("'Lake Band' is not known yet" in refused, "Reed Brigade" in refused) == (True, False)


def test_without_kinds_new_names_are_asked_about(here: Path) -> None:
    (here / "map.toml").write_text(MAP.replace('"subject kind"', '# "subject kind"'), "utf-8")
    ingest()
    text = (here / "data/refused/dyads.csv").read_text("utf-8")
    assert "'Lake Band' is not known yet" in text
    assert "say in the map of what kind it is" in text


def test_years_of_a_panel(here: Path) -> None:
    """A column of years is begin and end: what is told of a year is not told to go on."""
    (here / "dyads.csv").write_text("a,b,year\nHill Band,River Band,1999\nHill Band,River Band,2000\n", "utf-8")
    table = MAP.partition("[columns]")[0] + '[columns]\nsubject = "a"\nobject = "b"\nfrom = "year"\nto = "year"\n'
    table += '[always]\nrelation = "hostile to"\n"subject kind" = "armed group"\n"object kind" = "armed group"\n'
    (here / "map.toml").write_text(table, "utf-8")
    answer = ingest()
    assert "rows in 2 = written 2" in answer.err
    assert "claims are called by the lines of the table" in answer.err
    text = (here / "data/claims/dyads.trig").read_text("utf-8")
    assert text.count('"1999"^^xsd:gYear') == text.count('"2000"^^xsd:gYear') == 4
    assert 'skg:record "row on line 2"' in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ingest", "table", "dyads.csv"), "--map is missing: say which column is what; --draft-map proposes a map"),
        (("ingest", "table", "none.csv", "--draft-map"), "no such file; name a CSV file or a workbook"),
        (("ingest", "table", "dyads.csv", "dyads.csv", "--draft-map"), "2 files: name one table"),
        (("ingest", "table", "dyads.csv", "--map", "none.toml"), "cannot be read (No such file"),
        (("ingest", "table", "dyads.csv", "--map", "dyads.csv"), "is no TOML"),
        (("ingest", "table", "dyads.csv", "--map", "map.toml", "--since", "2000"), "belong to the other sources"),
        (("ingest", "ucdp-actor", "dyads.csv", "--draft-map"), "--map and --draft-map belong to table"),
        (("ingest", "table", "map.toml", "--map", "map.toml"), "begins with no header"),
    ],
)
def test_what_cannot_be_ingested(words: tuple[str, ...], told: str, here: Path) -> None:
    answer = run(*words)
    assert answer.code in (1, 2)
    assert told in answer.errors[0]
    assert not (here / "sahel-kg-data").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('name = "dyads"', 'name = "Dy ads"'), "use small letters, digits and hyphens only"),
        (('title = "Dyads"', "title = 3"), 'is missing: write title = "..."'),
        (("published = 2019", 'published = "May"'), "is not a date"),
        (('relation = "Tie Type"', 'relatoin = "Tie Type"'), "[columns] relatoin: is nothing that a row says"),
        (('relation = "Tie Type"', ""), "has no relation"),
        (('cite = "', 'licence = "x"\ncite = "'), "licence: is not read: choose from name"),
        (('blank = ["n/a"]', 'blank = "n/a"'), "must be a list"),
        (('rivalry = "hostile to"', "rivalry = 3"), "[words]: must be lines"),
        (('cite = "', 'reliability = "Z"\ncite = "'), "choose from A (reliable)"),
    ],
)
def test_a_map_with_a_mistake(change: tuple[str, str], told: str, here: Path) -> None:
    (here / "map.toml").write_text(MAP.replace(*change), "utf-8")
    assert any(told in error for error in ingest().errors)


def test_a_column_that_is_not_there(here: Path) -> None:
    (here / "map.toml").write_text(MAP.replace('"Group 2"', '"Grupo 2"'), "utf-8")
    assert "has no column 'Grupo 2': is 'Group 2' meant? Rename it" in ingest().errors[0]


def test_a_table_of_which_nothing_can_be_read_leaves_what_stands(here: Path) -> None:
    ingest()
    before = (here / "data/claims/dyads.trig").read_bytes()
    (here / "dyads.csv").write_text(HEAD + "d1,Hill Band,Mali,frenemies,2015,,,\n", "utf-8")
    answer = ingest()
    assert answer.code == 1
    assert "every row was refused" in answer.errors[0]
    assert (here / "data/claims/dyads.trig").read_bytes() == before


def test_columns_are_known_in_other_spellings() -> None:
    assert match_columns(["side_a", "side_b", "year"]) == {
        "subject": "side_a",
        "object": "side_b",
        "from": "year",
        "to": "year",
    }
    found = match_columns(["Acteur 1", "Acteur 2", "Lien", "Année début", "Année fin"])
    assert list(found.values()) == ["Acteur 1", "Acteur 2", "Lien", "Année début", "Année fin"]
    assert match_columns(["x", "", "y"]) == {}


def test_the_map_of_one_table_is_like_those_of_the_data_sets(here: Path) -> None:
    codes = read_own_map(here / "map.toml")
    assert (codes.name, codes.mapping, codes.record, codes.always["credibility"]) == ("dyads", "table-1", "record", "2")


CELLS = st.sampled_from(
    ["Hill Band", "River Band", "Ghana", "", "[bands]", "x;y", "2013", "rivalry", "n/a", '"a"', "=1+1"]
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=6))
def test_the_sum_of_rows_adds_up_whatever_they_hold(rows: list[list[str]], here: Path) -> None:
    with (here / "dyads.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD.strip().split(","))
        writer.writerows([f"k{n}", *row] for n, row in enumerate(rows))
    answer = ingest()
    counts = next(line for line in answer.err.splitlines() if line.startswith("rows in"))
    total, written, refused, rest = (int(word) for word in counts.split() if word.isdecimal())
    assert total == len(rows) == written + refused + rest
