"""Bad input: each fault has its message, no row is lost, nothing is half written, and there is never a traceback."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from sahel_kg.ingest import SOURCES
from tests.cli.command import Answer, run
from tests.ingest import sample
from tests.ingest.conftest import claims, said

Ingest = Callable[..., Answer]
Change = Callable[[bytes], bytes]
CLAIMS = Path("data/claims/ucdp-22.1")
FILES = dict(zip(SOURCES, sample.FILES, strict=True))


@pytest.fixture
def ready(ingest: Ingest) -> Ingest:
    """The actors are ingested."""
    assert ingest("ucdp-actor", "actor.csv").code == 0
    return ingest


def swap(old: str, new: str, times: int = 1) -> Change:
    """Replace the first occurrence of a text, which must be there."""

    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), times)

    return change


def line(number: int, change: Change) -> Change:
    """Change one line of a file, the header being line 1."""

    def changed(content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        lines[number - 1] = change(lines[number - 1])
        return b"".join(lines)

    return changed


def cell(number: int, column: str, text: str, columns: list[str]) -> Change:
    """Set a cell of a line that holds no line break."""

    def change(record: bytes) -> bytes:
        cells = next(csv.reader([record.decode("utf-8-sig")]))
        cells[columns.index(column)] = text
        return ",".join(f'"{each}"' for each in cells).encode() + b"\n"

    return line(number, change)


FATAL: dict[str, tuple[str, Change, str]] = {
    "empty": ("ucdp-acd", lambda _: b"", "acd.csv: is empty or begins with no header: name the complete file"),
    "blank": ("ucdp-acd", lambda _: b"\n \n", "acd.csv: is empty or begins with no header: name the complete file"),
    "only-a-byte-order-mark": (
        "ucdp-acd",
        lambda _: b"\xef\xbb\xbf",
        "acd.csv: is empty or begins with no header: name the complete file",
    ),
    "header-alone": (
        *("ucdp-acd", lambda content: content.splitlines()[0]),
        "acd.csv: has a header and no rows: name the complete file",
    ),
    "workbook": (
        *("ucdp-acd", lambda content: b"PK\x03\x04" + content),
        "acd.csv: is a workbook or an archive, no CSV file: save the sheet as CSV (UTF-8)",
    ),
    "neither-utf-8-nor-latin-1": (
        *("ucdp-acd", line(3, lambda text: text.replace(b"Syldavia", b"Syld\x81via"))),
        "acd.csv: line 3: is neither UTF-8 nor Latin-1: save the file in UTF-8",
    ),
    "utf-16": (
        *("ucdp-acd", lambda content: content.decode().encode("utf-16-le")),
        "acd.csv: line 1: holds zero bytes: this is no CSV file in UTF-8",
    ),
    "another-file": (
        *("ucdp-acd", lambda _: sample.FILES["nonstate.csv"].encode()),
        "acd.csv: line 1: is not the file of UCDP/PRIO Armed Conflict Dataset (no column side_a, side_b, gwno_a "
        "...): it looks like UCDP Non-State Conflict Dataset: use ucdp-nonstate",
    ),
    "renamed-column": (
        *("ucdp-acd", swap("side_b_id", "side_b_new_id")),
        "acd.csv: line 1: has no column 'side_b_id': is 'side_b_new_id' meant? Rename it",
    ),
    "column-twice": (
        *("ucdp-acd", swap("cumulative_intensity", "year")),
        "acd.csv: line 1: has two columns 'year': rename or drop one",
    ),
    "open-quote": (
        *("ucdp-acd", line(4, lambda text: text.replace(b"22.1", b'"22.1'))),
        "acd.csv: line 4: a quotation mark opens a field here that nothing closes: close it",
    ),
    "lines-end-in-cr": (
        *("ucdp-acd", lambda content: content.replace(b"\n", b"\r")),
        "acd.csv: line 1: is no header of a CSV file (its lines may end in CR alone): save the file as CSV (UTF-8)",
    ),
    "no-release": (
        *("ucdp-acd", lambda content: content.replace(b"22.1", b"")),
        "acd.csv: names no release ('version' is empty): get the file from https://ucdp.uu.se/downloads/, where "
        "each row has one, such as 25.1",
    ),
    "release-saved-as-a-day": (
        *("ucdp-acd", lambda content: content.replace(b"22.1", b"22-jan")),
        "acd.csv: names no release ('version' holds 22-jan): get the file from https://ucdp.uu.se/downloads/, where "
        "each row has one, such as 25.1",
    ),
}


@pytest.mark.parametrize("fault", FATAL)
def test_a_file_that_is_not_the_right_one_writes_nothing(ready: Ingest, here: Path, fault: str) -> None:
    source, change, message = FATAL[fault]
    path = here / FILES[source]
    path.write_bytes(change(path.read_bytes()))
    answer = ready(source, path.name)
    assert "Traceback" not in answer.err
    assert answer.code == 1
    assert answer.errors == [message]
    assert sorted(path.name for path in CLAIMS.iterdir()) == ["actor.trig"]
    assert not Path("data/refused").exists()


def test_a_misplaced_file_is_recognised(ready: Ingest) -> None:
    hint = "it looks like UCDP Non-State Conflict Dataset: use ucdp-nonstate"
    assert ready("ucdp-actor", "nonstate.csv").errors[0].endswith(hint)


A, C, N = list(sample.ACTOR_COLUMNS), list(sample.ACD_COLUMNS), list(sample.NONSTATE_COLUMNS)
ROWS: dict[str, tuple[str, Change, tuple[str, str, str]]] = {
    "too-few-fields": (
        *("ucdp-acd", line(3, lambda text: text[text.index(b",") + 1 :])),
        ("3", "", "has 27 fields where the header has 28"),
    ),
    "too-many-fields": (
        *("ucdp-acd", line(3, lambda text: b"x," + text)),
        ("3", "", "has 29 fields where the header has 28"),
    ),
    "stray-quote": (
        *("ucdp-acd", line(2, lambda text: text.replace(b"Poldavia", b'Pol"davia'))),
        ("2", "", "has a quotation mark inside a field that is not quoted: quote the field"),
    ),
    "stray-carriage-return": (
        *("ucdp-acd", line(2, lambda text: text.replace(b"Poldavia", b"Pol\rdavia"))),
        ("2", "", "has a carriage return inside a field that is not quoted: quote the field"),
    ),
    "no-year": ("ucdp-acd", cell(3, "year", "", C), ("3", "year", "is empty")),
    "year-in-words": ("ucdp-acd", cell(3, "year", "MMI", C), ("3", "year", "has 'MMI', which is no whole number")),
    "year-out-of-range": (
        "ucdp-acd",
        cell(3, "year", "20011", C),
        ("3", "year", "has '20011', which is no year of conflict data"),
    ),
    "swapped-id-and-year": (
        *("ucdp-acd", lambda text: cell(3, "year", "301", C)(cell(3, "conflict_id", "2001", C)(text))),
        ("3", "year", "has '301', which is no year of conflict data"),
    ),
    "swapped-names-and-ids": (
        *("ucdp-acd", lambda text: cell(3, "side_b", "11, 9", C)(cell(3, "side_b_id", "PLA, ROD", C)(text))),
        ("3", "side_b_id", "has 'PLA', which is no whole number"),
    ),
    "no-id": ("ucdp-acd", cell(3, "side_b_id", "", C), ("3", "side_b_id", "is empty")),
    "unknown-id-beside-a-known-name": (
        *("ucdp-acd", cell(3, "side_b_id", "11, 99", C)),
        ("3", "side_b_id", "actor 99 is unknown, and 'ROD' is a name of actor 9"),
    ),
    "two-unknown-ids": (
        *("ucdp-acd", lambda text: cell(3, "side_b", "AXE, ION", C)(cell(3, "side_b_id", "98, 99", C)(text))),
        ("3", "side_b_id", "actor 98 is unknown, and which name is its is not told"),
    ),
    "more-names-than-ids": (
        *("ucdp-acd", cell(3, "side_b", "ION, PLA, ROD", C)),
        ("3", "side_b", "has 'ION', which is no name of actor 9, 11"),
    ),
    "no-issue": (
        *("ucdp-acd", cell(3, "incompatibility", "4", C)),
        ("3", "incompatibility", "has '4', which is none of 1, 2, 3"),
    ),
    "name-of-another": (
        *("ucdp-acd", cell(3, "side_b", "PLA, Zekh", C)),
        ("3", "side_b", "has 'Zekh', which is no name of actor 9, 11"),
    ),
    "id-without-name": ("ucdp-acd", cell(3, "side_b", "PLA", C), ("3", "side_b_id", "no name stands for actor 9")),
    "unknown-supporter": (
        *("ucdp-acd", cell(3, "side_a_2nd", "Government of Ruritania", C)),
        ("3", "side_a_2nd", "has 'Government of Ruritania', the name of no actor that is known"),
    ),
    "ambiguous-supporter": (
        *("ucdp-acd", cell(3, "side_a_2nd", "PLA", C)),
        ("3", "side_a_2nd", "has 'PLA', which may be any of actor 11, 12"),
    ),
    "on-both-sides": (
        *("ucdp-acd", lambda text: cell(3, "side_b", "ROD", C)(cell(3, "side_b_id", "1", C)(text))),
        ("3", "side_b_id", "actor 1 stands on both sides"),
    ),
    "supports-its-own-side-twice": (
        *("ucdp-acd", cell(3, "side_a_2nd", "Government of Syldavia", C)),
        ("3", "side_a_2nd", "actor 1 is a primary party too"),
    ),
    "other-release": ("ucdp-acd", cell(3, "version", "21.1", C), ("3", "version", "has '21.1', not 22.1")),
    "told-twice": (
        *("ucdp-acd", lambda text: text + text.splitlines(keepends=True)[2]),
        ("5", "conflict_id", "conflict 301 in 2001 stands on line 3 already"),
    ),
    "told-otherwise": (
        *("ucdp-acd", lambda text: text + text.splitlines(keepends=True)[2].replace(b"Government of Borduria", b"")),
        (
            *("5", "conflict_id"),
            "conflict 301 in 2001 stands on line 3 already, with another side_a_2nd: delete the row that is wrong",
        ),
    ),
    "one-component": (
        *("ucdp-nonstate", cell(3, "side_a_components", "11", N)),
        ("3", "side_a_components", "names one component: a coalition has several"),
    ),
    "coalition-without-components": (
        *("ucdp-nonstate", cell(3, "side_a_components", "", N)),
        ("3", "side_a_id", "actor 77 is unknown"),
    ),
    "unknown-component": (
        *("ucdp-nonstate", cell(3, "side_a_components", "11, 98", N)),
        ("3", "side_a_components", "actor 98 is unknown"),
    ),
    "actor-without-id": ("ucdp-actor", cell(3, "ActorId", "", A), ("3", "ActorId", "is empty")),
    "actor-without-name": (
        *(
            "ucdp-actor",
            lambda t: cell(3, "NameData", "n/a", A)(
                cell(3, "NameOrig", "", A)(cell(3, "NameOrigFullEng", "N/A ", A)(t))
            ),
        ),
        ("3", "NameData", "is empty"),
    ),
    "unknown-level": (
        *("ucdp-actor", cell(3, "Org", "5", A)),
        ("3", "Org", "has '5', which is no level of organisation: 1, 2, 3, 4"),
    ),
    "actor-twice": (
        *("ucdp-actor", cell(3, "ActorId", "1", A)),
        ("3", "ActorId", "actor 1 stands on line 2 already"),
    ),
}


def refused(source: str) -> list[list[str]]:
    """The table of what was left out, without its header."""
    with open(f"data/refused/{source}.csv", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.parametrize("fault", ROWS)
def test_a_bad_row_is_refused_and_the_others_are_written(ready: Ingest, here: Path, fault: str) -> None:
    source, change, (number, column, reason) = ROWS[fault]
    path = here / FILES[source]
    total = {"ucdp-actor": 11, "ucdp-acd": 3, "ucdp-nonstate": 3}[source] + fault.startswith("told-")
    path.write_bytes(change(path.read_bytes()))
    answer = ready(source, path.name, "--actors", "actor.csv") if source != "ucdp-actor" else ready(source, path.name)
    assert "Traceback" not in answer.err
    assert (answer.code, answer.errors) == (0, [])
    first, second, *_ = answer.err.splitlines()
    assert first == f"rows in {total} = written {total - 1} + refused 1 + not selected 0"
    assert second.startswith("1 rows left out: see ") or second.startswith("1 rows and ")
    rows = [row for row in refused(source) if row[3] == "row"]
    assert rows == [[path.name, number, column, "row", reason]]


CELLS = {
    "flag-without-id": (cell(8, "ActorIdPrev", "", A), "ActorIdPrev", "names nobody beside a 1"),
    "id-without-flag": (cell(8, "Splinter", "0", A), "ActorIdPrev", "names somebody beside a 0"),
    "flag-in-words": (cell(8, "Splinter", "yes", A), "Splinter", "has 'yes', which is neither 0 nor 1"),
    "link-to-nobody": (cell(8, "ActorIdPrev", "9, 97", A), "ActorIdPrev", "actor 97 has no row"),
    "link-to-itself": (cell(8, "ActorIdPrev", "13", A), "ActorIdPrev", "names the actor itself"),
}


@pytest.mark.parametrize("fault", CELLS)
def test_a_bad_link_is_left_out_and_told_and_the_actor_stands(ingest: Ingest, here: Path, fault: str) -> None:
    change, column, reason = CELLS[fault]
    (here / "actor.csv").write_bytes(change((here / "actor.csv").read_bytes()))
    answer = ingest("ucdp-actor", "actor.csv")
    assert answer.err.splitlines()[:2] == [
        "rows in 11 = written 11 + refused 0 + not selected 0",
        "0 rows and 1 cells left out: see data/refused/ucdp-actor.csv",
    ]
    assert refused("ucdp-actor") == [["actor.csv", "8", column, "cell", reason]]
    found = claims(CLAIMS / "actor.trig")
    assert "ucdp-actor-13-kind" in found
    kept = ["actor:ucdp-13 skg:splinteredFrom actor:ucdp-9"] if fault == "link-to-nobody" else None
    assert found.get("ucdp-actor-13-splintered") == kept


DAYS = {
    "no-day": ({"start_date": "2001-02-30"}, "start_date", "has '2001-02-30', which is no day: write it as 2012-03-31"),
    "day-or-month": (
        {"start_date": "4-5-2001"},
        "start_date",
        "has '4-5-2001', of which no value in the column tells day and month apart",
    ),
    "no-precision": (
        {"start_date": "2001-02-03", "start_prec": "9"},
        "start_prec",
        "has '9', which is no code of precision: 1 to 7",
    ),
    "end-without-end": ({"ep_end": "0", "ep_end_date": "2001-02-03"}, "ep_end_date", "names a day beside a 0"),
    "end-before-begin": (
        {"start_date": "2001-05-04", "start_prec": "2", "ep_end": "1", "ep_end_date": "2001-04-30"},
        "ep_end_date",
        "ends on 2001-04-30, before it begins on 2001-05-01: correct one of the two",
    ),
}


@pytest.mark.parametrize("fault", DAYS)
def test_a_bad_day_is_left_out_and_told_and_the_row_stands(ready: Ingest, here: Path, fault: str) -> None:
    cells, column, reason = DAYS[fault]
    content = (here / "acd.csv").read_bytes()
    for name, text in cells.items():
        content = cell(3, name, text, C)(content)
    (here / "acd.csv").write_bytes(content)
    assert ready("ucdp-acd", "acd.csv").err.splitlines()[:2] == [
        "rows in 3 = written 3 + refused 0 + not selected 0",
        "0 rows and 1 cells left out: see data/refused/ucdp-acd.csv",
    ]
    assert refused("ucdp-acd") == [["acd.csv", "3", column, "cell", reason]]
    assert said(CLAIMS / "acd.trig", "claim:ucdp-acd-301-2001-fought")["skg:latestEnd"] == ["2001"]


def test_a_run_in_which_every_row_is_refused_leaves_what_stands(ready: Ingest, here: Path) -> None:
    assert ready("ucdp-acd", "acd.csv").code == 0
    before = (CLAIMS / "acd.trig").read_bytes()
    path = here / "acd.csv"
    path.write_text(sample.text(C, [row | {"side_b_id": "x"} for row in sample.ACD]), "utf-8")
    answer = ready("ucdp-acd", "acd.csv")
    assert (answer.code, answer.errors) == (
        1,
        [
            "every row was refused: nothing was written to data/claims/ucdp-22.1/acd.trig, what stands there stays as "
            "it was"
        ],
    )
    assert (CLAIMS / "acd.trig").read_bytes() == before
    assert len(refused("ucdp-acd")) == 3


def test_files_of_two_releases_are_ingested_one_by_one(ready: Ingest, here: Path) -> None:
    (here / "newer.csv").write_text(sample.FILES["acd.csv"].replace("22.1", "25.1"), "utf-8")
    answer = ready("ucdp-acd", "acd.csv", "newer.csv")
    text = "newer.csv: is of another release than the others (22.1, 25.1): ingest each release by itself"
    assert (answer.code, answer.errors) == (1, [text])


def test_lines_are_counted_across_line_breaks_in_quotes(ready: Ingest, here: Path) -> None:
    path = here / "acd.csv"
    content = cell(3, "territory_name", "one\ntwo\nthree", C)(path.read_bytes())
    path.write_bytes(content.replace(b"13, 9", b"13, 96"))
    assert ready("ucdp-acd", "acd.csv").err.startswith("rows in 3 = written 2 + refused 1")
    assert refused("ucdp-acd")[0][1:3] == ["6", "side_b_id"]


def test_the_table_of_an_earlier_run_does_not_stay(ready: Ingest, here: Path) -> None:
    good = (here / "acd.csv").read_bytes()
    (here / "acd.csv").write_bytes(cell(3, "year", "", C)(good))
    ready("ucdp-acd", "acd.csv")
    assert Path("data/refused/ucdp-acd.csv").is_file()
    (here / "acd.csv").write_bytes(good)
    ready("ucdp-acd", "acd.csv")
    assert not Path("data/refused/ucdp-acd.csv").exists()


WORDS = {
    "unknown-source": (
        ("ucdp-ged", "acd.csv"),
        "'ucdp-ged' is no source: choose from ucdp-actor, ucdp-acd, ucdp-nonstate",
    ),
    "no-such-file": (
        ("ucdp-acd", "nowhere.csv"),
        "nowhere.csv: no such file; name a CSV file of UCDP/PRIO Armed Conflict Dataset",
    ),
    "misspelt-country": (
        ("ucdp-acd", "acd.csv", "--country", "Syldavai"),
        "--country Syldavai: no row lies there; did you mean Syldavia or Poldavia?",
    ),
    "unknown-country": (
        ("ucdp-acd", "acd.csv", "--country", "Xyz"),
        "--country Xyz: no row lies there; there are Poldavia, Syldavia",
    ),
    "named-in-elsewhere": (
        ("ucdp-acd", "acd.csv", "--named-in", "nonstate.csv"),
        "--named-in belongs to ucdp-actor: other files only name actors",
    ),
    "actors-of-actors": (
        ("ucdp-actor", "actor.csv", "--actors", "actor.csv"),
        "--actors belongs to the other sources: ucdp-actor is the Actor file itself",
    ),
    "years-of-actors": (
        ("ucdp-actor", "actor.csv", "--since", "2000"),
        "--since chooses among the rows of --named-in files: actors have no years",
    ),
    "nothing-since": (
        ("ucdp-acd", "acd.csv", "--since", "2050"),
        "no row is selected: --since 2050 is after the last; nothing was written",
    ),
    "no-year": (
        ("ucdp-acd", "acd.csv", "--since", "12"),
        "--since 12 is no year of conflict data: give one such as 1989",
    ),
}


@pytest.mark.parametrize("fault", WORDS)
def test_what_cannot_be_asked_for_is_a_usage_error(ready: Ingest, fault: str) -> None:
    words, message = WORDS[fault]
    before = {path: path.read_bytes() for path in CLAIMS.iterdir()}
    answer = ready(*words)
    assert (answer.code, answer.errors) == (2, [message])
    assert {path: path.read_bytes() for path in CLAIMS.iterdir()} == before


def test_a_day_and_a_folder_that_cannot_be(here: Path) -> None:
    bad_day = run("ingest", "ucdp-actor", "actor.csv", "--date", "2026-13-01", "--data", "data")
    assert (bad_day.code, bad_day.errors) == (2, ["--date '2026-13-01' is no day of the calendar"])
    bad_folder = run("ingest", "ucdp-actor", "actor.csv", "--data", "acd.csv")
    assert (bad_folder.code, bad_folder.errors) == (2, ["--data acd.csv is a file: name a folder"])
    assert not Path("data").exists()


def test_the_default_folder_is_the_users_own(here: Path) -> None:
    assert run("ingest", "ucdp-actor", "actor.csv").code == 0
    assert Path("sahel-kg-data/claims/ucdp-22.1/actor.trig").is_file()
