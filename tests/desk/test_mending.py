"""A text that was changed: places are followed, and what says something else is never taken for what was coded."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg.desk.folder import ReportFolder
from sahel_kg.desk.kept import keep
from sahel_kg.desk.mending import mend
from sahel_kg.errors import ParseError, UsageError
from tests.desk.sheets import code, complain, make, say


def change(folder: Path, *pairs: tuple[str, str]) -> str:
    """Change words of a folder's text; return the old one."""
    path = folder / "text.txt"
    old = text = path.read_text("utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, "utf-8")
    return old


def test_a_changed_text_is_no_longer_read(tmp_path: Path) -> None:
    folder = make(tmp_path)
    change(folder, ("12 soldiers", "21 soldiers"))
    with pytest.raises(ParseError, match=r"text.txt: is not the text that was coded: `sahel-kg verify --mend`"):
        code(folder)


def test_places_move_along(tmp_path: Path) -> None:
    folder = make(tmp_path)
    before = say(code(folder))
    old = change(folder, ("Truce of", "The truce of"), ("is unlikely", "is  unlikely"))
    mended = mend(ReportFolder(folder), old)
    assert {each.claim: each.anchor.fate for each in mended.places if each.row in (1, 14)} == {
        "red-hills-1": "moved",
        "red-hills-1-place": "moved",
        "red-hills-14": "other breaks",
    }
    assert mended.lost == []
    assert keep(ReportFolder(folder), mended.files) == []
    after = code(folder)
    assert (complain(after), say(after)) == ([], before)
    text = (folder / "text.txt").read_text("utf-8")
    assert {text[c.locator.start : c.locator.end] for c in after.claims if c.row == 8} == {"Its leader, Sela Toru"}


def test_a_corrected_typo_is_followed_though_the_quote_has_it_still(tmp_path: Path) -> None:
    folder = make(tmp_path)
    old = change(folder, ("instructors", "instrucktors"))
    assert keep(ReportFolder(folder), mend(ReportFolder(folder), old).files) == []
    sheet = code(folder)
    assert complain(sheet) == []
    assert sheet.notes == [
        "row 12: the text was corrected, and now says 'Norland, which leads the Hills Mission, has sent the army "
        "instrucktors since April 2018'; copy it into quote"
    ]


def test_other_numbers_names_and_negations_are_other_passages(tmp_path: Path) -> None:
    folder = make(tmp_path)
    old = change(folder, ("12 soldiers", "21 soldiers"), ("Sela Toru", "Sela Boru"), ("is unlikely", "is likely"))
    mended = mend(ReportFolder(folder), old)
    assert {each.row: each.anchor.why for each in mended.lost if each.row} == {
        2: "the number '12' is '21'",
        8: "the name 'Toru' is 'Boru'",
        9: "the name 'Toru' is 'Boru'",
        14: "the word 'unlikely' is 'likely'",
    }
    assert keep(ReportFolder(folder), mended.files) == []
    assert [found.partition(":")[0] for found in complain(code(folder))] == [
        f"claims C{number + 1} (quote, row {number})" for number in (2, 8, 9, 14)
    ]


def test_a_whole_sentence_that_says_something_else_is_asked_about(tmp_path: Path) -> None:
    from tests.desk.sheets import row

    folder = make(tmp_path, [row("Hill Band", "opposes", "Arra", sentence="p1s2")])
    assert keep(ReportFolder(folder), code(folder).kept) == []
    old = change(folder, ("12 soldiers", "21 soldiers"))
    assert keep(ReportFolder(folder), mend(ReportFolder(folder), old).files) == []
    assert complain(code(folder)) == [
        "claims C2 (quote, row 1): rested on words that have changed since: look at them, and copy them into quote"
    ]


def test_without_the_old_text_a_hash_tells_what_it_can(tmp_path: Path) -> None:
    folder = make(tmp_path)
    change(folder, ("Truce of", "The truce of"), ("12 soldiers", "21 soldiers"))
    mended = mend(ReportFolder(folder), None)
    fates = {each.row: (each.anchor.fate, each.anchor.why) for each in mended.places if each.row}
    assert fates[8] == ("moved", "")
    assert fates[2] == ("gone", "these words are nowhere; --old FILE can tell more")
    assert keep(ReportFolder(folder), mended.files) == []
    assert [found.partition(":")[0] for found in complain(code(folder))] == ["claims C3 (quote, row 2)"]


def test_another_old_text_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path)
    change(folder, ("12 soldiers", "21 soldiers"))
    with pytest.raises(UsageError, match="old is not the text that was coded: its SHA-256 must begin "):
        mend(ReportFolder(folder), "something else")
    (folder / "text.txt").unlink()
    with pytest.raises(UsageError, match=r"text\.txt is missing: put the new text there"):
        mend(ReportFolder(folder), None)
