"""Ids stay: with rows that are moved, sorted, inserted and corrected, and where the text is not at hand."""

from __future__ import annotations

from pathlib import Path

from sahel_kg.desk.folder import ReportFolder
from sahel_kg.desk.kept import keep
from tests.desk.sheets import code, complain, fill, make, read, row, say


def test_rows_keep_their_ids_wherever_they_are(tmp_path: Path) -> None:
    folder = make(tmp_path)
    before = say(code(folder))
    lines = read(folder, "claims")
    fill(folder, "claims", [*lines[5:], *reversed(lines[:5])])
    assert say(code(folder)) == before


def test_a_row_without_a_number_gets_the_next_and_keeps_it(tmp_path: Path) -> None:
    folder = make(tmp_path, [row("Hill Band", "opposes", "Arra")])
    lines = read(folder, "claims")
    fill(folder, "claims", [row("Arra", "opposes", "Hill Band"), *lines, row("Norland", "supports", "Arra")])
    first = code(folder)
    assert say(first)["2"] == "Arra opposes Hill Band"
    assert say(first)["3"] == "Norland supports Arra"
    assert keep(ReportFolder(folder), first.kept) == []
    fill(folder, "claims", [row("Norland", "supports", "Arra", credibility="4"), *lines])
    again = say(code(folder))
    assert again["3"] == "Norland supports Arra"
    assert "2" not in again
    fill(folder, "claims", [*lines, row("Norland", "supports", "Hill Band")])
    assert say(code(folder))["4"] == "Norland supports Hill Band"  # 2 and 3 were others


def test_two_rows_with_one_number_are_named(tmp_path: Path) -> None:
    folder = make(tmp_path, [row("Hill Band", "opposes", "Arra"), row("Arra", "opposes", "Hill Band")])
    lines = read(folder, "claims")
    fill(folder, "claims", [{**line, "row": "7"} for line in lines])
    assert complain(code(folder)) == [
        "claims A3 (row, row 7): line 2 has the number 7 as well: empty this cell, and the row gets one of its own"
    ]


def test_without_the_text_the_kept_places_count(tmp_path: Path) -> None:
    folder = make(tmp_path)
    with_text = code(folder)
    (folder / "text.txt").unlink()
    without = code(folder)
    assert complain(without) == []
    assert [(c.id, c.locator, c.statement) for c in without.claims] == [
        (c.id, c.locator, c.statement) for c in with_text.claims
    ]
    lines = read(folder, "claims")
    fill(folder, "claims", [{**lines[0], "quote": "near Boma"}, *lines[1:], row("Arra", "opposes", "Hill Band")])
    assert complain(code(folder)) == [
        "claims C2 (quote, row 1): has changed, and text.txt is not at hand: put the text back into the folder",
        "claims C16 (quote): is new, and text.txt is not at hand: put the text back into the folder",
    ]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    folder = make(tmp_path)
    sheet = code(folder)
    (folder / "ids.csv").unlink()
    (folder / "ids.csv").mkdir()
    (note,) = keep(ReportFolder(folder), {"ids.csv": sheet.kept["ids.csv"]})
    assert "ids.csv cannot be written" in note
