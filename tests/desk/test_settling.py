"""Two coders of one report, from the command line: compared, decided, and one sheet that a build reads."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.command import Answer, run

REPORT = (
    "Raid on Arra\n\nOn 3 March 2018 the Hill Band attacked the River Band in Arra. At least 13 people died and 30 "
    "were wounded. The Hill Band has been led by Osei Mbala since 2015.\n\n"
    "Niger supports the River Band. The Hill Band denied the attack.\n"
)
NAMES = """name,what,also,in,note,id
Hill Band,armed group,,,,
River Band,armed group,Riverines,,,
Osei Mbala,person,,,,
Arra,place,,,,
civilians,population,,,,
"""
HEAD = "row,sentence,quote,subject,relation,object,from,to,place,number,told as,basis,credibility,speaker,event,note\n"
ANA = HEAD + (
    "1,p1s1,the Hill Band attacked the River Band,Hill Band,attacked,River Band,3 March 2018,,Arra,,,,,,Arra raid,\n"
    "2,p1s2,At least 13 people died,Arra raid,killed,civilians,3 March 2018,,,at least 13,,Implied,4,,,\n"
    "3,p1s3,,Osei Mbala,leads,Hill Band,since 2015,,,,,,,,,\n"
    "4,p2s1,,Niger,supports,River Band,,,,,,,,,,\n"
)
BEN = HEAD + (
    "1,p2s1,Niger supports the River Band,Niger,cooperates with,Riverines,,,,,,,,,,\n"
    "2,p1s1,Hill Band attacked the River Band in Arra,Hill Band,attacked,River Band,2018-03-03,,Arra,,,,,,raid on "
    "Arra,\n"
    "3,p1s2,At least 13 people died,raid on Arra,killed,civilians,2018-03-03,,,13,,Implied,,,,\n"
    "4,p2s2,,Hill Band,hostile to,River Band,,,,,denied,,,,,\n"
)


@pytest.fixture
def two(tmp_path: Path, ship: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two coded folders of one report."""
    monkeypatch.setenv("SAHEL_KG_DATA", str(tmp_path / "none"))
    (tmp_path / "report.txt").write_text(REPORT, "utf-8")
    return _code(tmp_path, "ana", ANA), _code(tmp_path, "ben", BEN)


def _code(home: Path, coder: str, claims: str) -> Path:
    facts = ("--coder", coder, "--publisher", "Post", "--title", "Raid on Arra", "--published", "2018-03-05", "--csv")
    answer = run("code", home / "report.txt", "--name", "arra", "--data", home / coder, *facts)
    assert answer.code == 0, answer.err
    (home / coder / "arra" / "claims.csv").write_text(claims, "utf-8")
    (home / coder / "arra" / "names.csv").write_text(NAMES, "utf-8")
    return home / coder / "arra"


def settle(two: tuple[Path, Path], decided: Path) -> Answer:
    home = decided.parent
    return run("code", "settle", *two, decided, "--by", "Carla", "--data", home / "agreed", "--csv")


def test_what_two_coders_differ_in(two: tuple[Path, Path]) -> None:
    answer = run("code", "compare", *two, "--format", "csv")
    assert answer.code == 0, answer.err
    found = list(csv.reader(answer.out.lstrip("\ufeff").splitlines()))
    assert found[0] == ["pair", "sentence", "quote", "column", "ana", "ben", "decision", "by", "why"]
    assert [(row[0], row[3], row[4], row[5]) for row in found[1:]] == [
        ("1 with 2", "quote", "the Hill Band attacked the River Band", "Hill Band attacked the River Band in Arra"),
        ("2 with 3", "number", "at least 13", "13"),
        ("2 with 3", "credibility", "4", "3"),
        ("3 with none", "row", "Osei Mbala | leads | Hill Band", ""),
        ("4 with 1", "relation", "supports", "cooperates with"),
        ("none with 4", "row", "", "Hill Band | hostile to | River Band"),
    ]
    assert "3 rows are paired, 0 of them alike; 1 only ana has, 1 only ben" in answer.err


def test_how_far_they_agree(two: tuple[Path, Path]) -> None:
    answer = run("code", "compare", *two, "--format", "table")
    lines = [line.split() for line in answer.out.splitlines()]
    assert ["subject", "3", "3", "100%", "1.00"] in lines  # events and other names of one are the same
    assert ["relation", "3", "2", "67%", "0.62"] in lines
    assert ["speaker", "3", "3", "100%", "all", "the", "same:", "no", "alpha"] in lines
    assert ["1", "with", "2", "p1s1", "0.91"] in lines


def test_the_agreed_sheet(two: tuple[Path, Path], tmp_path: Path) -> None:
    table, decided = tmp_path / "differs.csv", tmp_path / "decided.csv"
    assert run("code", "compare", *two, "-o", table).code == 0
    open_ = settle(two, table)
    assert open_.code == 1
    assert len(open_.errors) == 6
    assert "line 2: is not decided: write ana, ben, or what is to stand there into 'decision'" in open_.errors[0]
    assert not (tmp_path / "agreed").exists()
    decisions = {"quote": "Ben", "number": "ana", "credibility": "5", "relation": "ana"}
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows[1:]:
        row[6] = decisions.get(row[3]) or ("keep" if row[4] else "drop")
        row[8] = "the words say so"
    with decided.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)  # as a spreadsheet saves it
    answer = settle(two, decided)
    assert answer.code == 0, answer.err
    folder = tmp_path / "agreed" / "arra"
    with (folder / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        claims = [row for row in csv.DictReader(file) if row["subject"]]
    said = [(row["row"], row["quote"], row["relation"], row["number"], row["credibility"]) for row in claims]
    assert said == [
        ("1", "Hill Band attacked the River Band in Arra", "attacked", "", ""),
        ("2", "At least 13 people died", "killed", "at least 13", "5"),
        ("3", "", "leads", "", ""),
        ("4", "", "supports", "", ""),
    ]
    kept = (folder / "decisions.csv").read_text("utf-8-sig")
    assert "2 with 3,p1s2,At least 13 people died,credibility,4,3,5,Carla,the words say so" in kept
    assert 'coder = "Carla"' in (folder / "source.toml").read_text("utf-8")
    checked = run("check", "--data", tmp_path / "agreed")
    assert (checked.code, checked.errors) == (0, [])
    again = settle(two, decided)
    assert again.code == 2
    assert "is there already, and nothing of yours is written over" in again.errors[0]


def test_a_reason_is_asked_for(two: tuple[Path, Path], tmp_path: Path) -> None:
    table = tmp_path / "differs.csv"
    run("code", "compare", *two, "-o", table)
    text = table.read_text("utf-8-sig").replace(",credibility,4,3,,,", ",credibility,4,3,ana,,")
    table.write_text(text.replace("River Band,,,\n", "River Band,perhaps,,because\n"), "utf-8")
    errors = settle(two, table).errors
    assert any("line 4: says no reason: write one into 'why'" in error for error in errors)
    table.write_text("pair,column\n", "utf-8")
    assert "line 1: has no column decision, why: let `code compare` write it" in settle(two, table).errors[0]


def test_what_cannot_be_compared(two: tuple[Path, Path], tmp_path: Path) -> None:
    ana, ben = two
    (ben / "claims.csv").write_text(BEN.replace("hostile to", "hates"), "utf-8")
    assert "'hates' is no relation" in run("code", "compare", ana, ben).errors[0]
    (ben / "text.txt").unlink()
    assert "is not at hand as it was coded" in run("code", "compare", ana, ben).errors[0]
    (tmp_path / "report.txt").write_text(REPORT + "\nMore.\n", "utf-8")
    other = _code(tmp_path, "eve", HEAD)
    assert "are not of one text" in run("code", "compare", ana, other).errors[0]
    assert "is no coded folder" in run("code", "compare", ana, tmp_path).errors[0]
    assert "is not there" in run("code", "compare", ana, tmp_path / "none").errors[0]


def test_two_workbooks_beside_one_text(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Sheets of several coders may lie in a folder of their own within that of the report."""
    import openpyxl

    ana, _ = two
    within = ana / "codings"
    within.mkdir()
    for coder, claims in (("ana", ANA), ("ben", BEN)):
        book = openpyxl.Workbook()
        for name, text in (("claims", claims), ("names", NAMES)):
            sheet = book.create_sheet(name)
            for row in csv.reader(text.splitlines()):
                sheet.append(row)
        book.save(within / f"{coder}.xlsx")
    answer = run("code", "compare", within / "ana.xlsx", within / "ben.xlsx", "--format", "csv")
    assert answer.code == 0, answer.err
    assert "4 with 1,p2s1,,relation,supports,cooperates with" in answer.out
    assert run("check", "--data", tmp_path / "ana").code == 0  # which reads the folder's own sheet alone
