"""Sheets as spreadsheets leave them: xlsx, ods, csv; dates, formulas, merged cells, headings, separators."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sahel_kg.desk.columns import WORKSHEETS
from sahel_kg.desk.spreadsheet import find_sheet, read_cells
from sahel_kg.desk.words import Wordbook
from sahel_kg.desk.workbook import Filling, write_workbook
from sahel_kg.errors import ParseError
from tests.desk import papers
from tests.desk.sheets import code, complain, make, others, read, say


@pytest.fixture(scope="module")
def words() -> Wordbook:
    return Wordbook(others().ontology)


def as_workbook(folder: Path, words: Wordbook) -> Path:
    """Turn the csv files of a folder into a workbook."""
    filling = Filling(read(folder, "claims"), read(folder, "names"), read(folder, "sentences"))
    for name in ("claims", "names", "sentences"):
        (folder / f"{name}.csv").unlink()
    path = folder / "red-hills.xlsx"
    path.write_bytes(write_workbook(filling, words))
    return path


def test_a_workbook_says_the_same_as_csv(tmp_path: Path, words: Wordbook) -> None:
    folder = make(tmp_path)
    before = code(folder)
    as_workbook(folder, words)
    after = code(folder)
    assert complain(after) == []
    assert (say(after), after.excuses, after.kept) == (say(before), before.excuses, before.kept)


def test_drop_downs_refer_to_the_worksheets_and_only_warn(tmp_path: Path, words: Wordbook) -> None:
    book = openpyxl.load_workbook(as_workbook(make(tmp_path), words))
    assert book.sheetnames == ["claims", "names", "sentences", "words"]
    rules = {str(rule.sqref): rule for rule in book["claims"].data_validations.dataValidation}
    listed = book["words"]["B"]
    start, end = (int(part.lstrip("$B")) for part in rules["E2:E2000"].formula1.removeprefix("words!").split(":"))
    offered = [cell.value for cell in listed[start - 1 : end]]
    assert {"supports", "attacked", "killed", "is a"} <= set(offered)
    assert {rule.errorStyle for rule in rules.values()} == {"warning"}
    assert rules["B2:B2000"].formula1 == "sentences!$A$2:$A$2000"
    assert book["sentences"]["C2"].value == "=COUNTIF(claims!$B$2:$B$2000,$A2)"


def test_dates_of_a_spreadsheet(tmp_path: Path, words: Wordbook) -> None:
    folder = make(tmp_path)
    path = as_workbook(folder, words)
    book = openpyxl.load_workbook(path)
    sheet = book["claims"]
    sheet["G2"] = date(2018, 5, 13)
    sheet["G8"] = 2018
    sheet["G9"], sheet["H9"] = date(2018, 5, 1), date(2019, 1, 1)
    sheet["G9"].number_format, sheet["H9"].number_format = "mmm yy", "yyyy"
    book.save(path)
    (shown,) = (line for line in read_cells(folder).lines["claims"] if line.line == 9)
    assert (shown["from"], shown["to"], shown.days) == ("2018-05", "2019", {})  # nobody wrote a day
    when = {claim.id: claim.time.words for claim in code(folder).claims}
    assert when["red-hills-1"] == "2018-05-13"
    assert when["red-hills-7"] == "begun 2018-01-01 to 2018-06-02; still so on 2018-06-02"


def test_formulas_and_merged_cells_are_named(tmp_path: Path, words: Wordbook) -> None:
    folder = make(tmp_path)
    path = as_workbook(folder, words)
    book = openpyxl.load_workbook(path)
    book["claims"]["C2"] = "=Fighters"
    book["claims"].merge_cells("D3:D4")
    book.save(path)
    assert complain(code(folder)) == [
        "claims C2: was taken for a formula by the spreadsheet: put an apostrophe (') before what you write",
        "claims D3:D4: cells are merged, and only the first of them holds anything: unmerge them and fill in each",
    ]


def test_a_sentence_that_looks_like_a_formula_stays_text(words: Wordbook) -> None:
    content = write_workbook(Filling(sentences=[{"sentence": "p1s1", "text": "=1+1 is two."}]), words)
    cell = openpyxl.load_workbook(io.BytesIO(content))["sentences"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1 is two.", "s")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_csv_with_other_separators_and_a_bom(tmp_path: Path, separator: str) -> None:
    import csv

    folder = make(tmp_path)
    before = say(code(folder))
    for name in ("claims", "names", "sentences"):
        lines = list(csv.reader(io.StringIO((folder / f"{name}.csv").read_text("utf-8-sig"))))
        stream = io.StringIO()
        csv.writer(stream, delimiter=separator).writerows(lines)
        (folder / f"{name}.csv").write_bytes(b"\xef\xbb\xbf" + stream.getvalue().encode())
    assert say(code(folder)) == before


def test_headings_in_other_words_and_missing_ones(tmp_path: Path) -> None:
    folder = make(tmp_path)
    path = folder / "claims.csv"
    text = path.read_text("utf-8-sig")
    path.write_text(text.replace("row,sentence,quote,subject", "Ligne,PHRASE,citation,sujet", 1), "utf-8")
    assert complain(code(folder)) == []
    path.write_text(text.replace("subject,relation", "subject,relatoin", 1), "utf-8")
    sheet = code(folder)
    assert complain(sheet) == ["claims: has no column 'relation': is 'relatoin' meant for it? Rename it"]


def test_cells_in_no_column_are_not_passed_over(tmp_path: Path) -> None:
    """A comma that nobody quoted has cut a cell of a csv file; in a workbook somebody took notes beside the table."""
    folder = make(tmp_path)
    path = folder / "claims.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    path.write_text("\n".join([*lines[:2], f"{lines[2]},junk,more", f"{lines[3]},,", *lines[4:]]) + "\n", "utf-8")
    told = "has more cells than there are columns, 'junk', 'more': put quotes around a cell that has a comma"
    assert complain(code(folder)) == [f"claims line 3: {told}, or delete them"]
    book = openpyxl.Workbook()
    book.active.title = "claims"
    book.active.append([column.name for column in WORKSHEETS["claims"]])
    book.active.append(["1", *[None] * len(WORKSHEETS["claims"]), "ask Ana"])
    book.save(tmp_path / "own.xlsx")
    cells = read_cells(tmp_path / "own.xlsx")
    assert (cells.problems, [note.partition(", ")[2] for note in cells.notes]) == (
        [],
        ["claims line 2: not read, as it stands in no column, is 'ask Ana'"],
    )


def test_several_sheets_or_none_are_refused(tmp_path: Path) -> None:
    folder = make(tmp_path)
    (folder / "other.xlsx").write_bytes(b"")
    with pytest.raises(ParseError, match=r"has several sheets, other.xlsx and claims.csv: only one can count"):
        find_sheet(folder)
    for path in (folder / "claims.csv", folder / "names.csv", folder / "sentences.csv"):
        path.unlink()
    with pytest.raises(ParseError, match=r"other.xlsx: is no workbook that can be read"):
        read_cells(folder)
    (folder / "other.xlsx").unlink()
    with pytest.raises(ParseError, match="has no sheet: save it there as"):
        read_cells(folder)


def test_a_sheet_that_is_open_elsewhere_is_read_as_it_was_saved(tmp_path: Path) -> None:
    folder = make(tmp_path)
    (folder / ".~lock.claims.csv#").write_text("Ana", "utf-8")
    (note,) = code(folder).notes
    assert note.endswith("claims.csv is open in another program: what was saved last is read")


def test_csv_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    folder = make(tmp_path)
    path = folder / "claims.csv"
    path.write_bytes(path.read_text("utf-8-sig").replace("Sela", "Séla").encode("cp1252"))
    with pytest.raises(ParseError, match=r"claims.csv: line 9: is not UTF-8: save it as 'CSV UTF-8'"):
        read_cells(folder)


def test_what_would_unpack_to_gigabytes_is_refused(tmp_path: Path, words: Wordbook) -> None:
    import zipfile

    path = as_workbook(make(tmp_path), words)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/zeros.bin", b"\0" * 101_000_000)
    with pytest.raises(ParseError, match="unpacks to more than 100 MB"):
        read_cells(path.parent)


def test_an_opendocument_sheet_says_the_same_as_csv(tmp_path: Path) -> None:
    folder = make(tmp_path)
    before = say(code(folder))
    tables: dict[str, list[list[str | date]]] = {}
    for name in ("claims", "names", "sentences"):
        lines = read(folder, name)
        rows: list[list[str | date]] = [[line[column] for column in lines[0]] for line in lines]
        tables[name] = [[*lines[0]], *rows]
        (folder / f"{name}.csv").unlink()
    since = tables["claims"][0].index("from")
    tables["claims"][1][since], tables["claims"][7][since] = date(2018, 5, 14), date(2018, 3, 1)
    (folder / "red-hills.ods").write_bytes(papers.ods(tables))
    after = code(folder)
    assert (complain(after), say(after)) == ([], before)
    assert [note.rpartition("ods, ")[2] for note in after.notes] == [
        "claims G8: 2018-03-01 is read as that day; if the month is meant, write 2018-03"
    ]
