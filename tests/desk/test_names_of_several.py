"""Names of several reports in one data folder: each sheet knows what the others list, whatever folders are called."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from itertools import permutations
from pathlib import Path

from sahel_kg.desk import intake
from sahel_kg.desk.coded import CodedSheet
from sahel_kg.errors import DataError
from sahel_kg.record.dataset import Asserted
from sahel_kg.resources import shipped
from tests.bad_input.conftest import BASE
from tests.desk.sheets import EXAMPLE, Row, fill, row

Report = tuple[Sequence[Row], Sequence[Row]]


def listed(called: str, what: str = "", **cells: str) -> dict[str, str]:
    return {"name": called, "what": what, **{key.rstrip("_"): text for key, text in cells.items()}}


BAND: list[Row] = [row("Hill Band", "hostile to", "Mali")]
FRONT: list[Row] = [row("Mali", "hostile to", "Hill Band")]


def read(home: Path, reports: Mapping[str, Report]) -> tuple[dict[str, CodedSheet], list[str], Asserted | None]:
    """Read reports beside few data: sheets by folder, what is wrong, and all data if nothing is."""
    home.mkdir()
    for folder, (rows, names) in reports.items():
        shutil.copytree(EXAMPLE, home / folder)
        (home / folder / "ids.csv").unlink()
        fill(home / folder, "claims", [{"row": str(number), **line} for number, line in enumerate(rows, 1)])
        fill(home / folder, "names", names)
    sheets: dict[str, CodedSheet] = {}

    def note(sheet: CodedSheet) -> None:
        sheets[sheet.folder.name] = sheet

    try:
        asserted = intake.read([BASE, home], shipped("ontology"), note)
    except DataError as error:
        return sheets, [f"{Path(p.file).parent.name}: {p.node}: {p.message}" for p in error.problems], None
    return sheets, [], asserted


def meant(sheet: CodedSheet) -> list[str]:
    """Return whom the rows of a sheet speak of, by the last part of their ids."""
    ends = {str(end).strip("<>") for c in sheet.claims if c.row for t in c.statement for end in (t.subject, t.object)}
    return sorted(end.rpartition("/")[2] for end in ends)


def test_what_one_sheet_lists_all_know_whatever_the_folders_are_called(tmp_path: Path) -> None:
    for number, (lister, user) in enumerate((("aaa", "zzz"), ("zzz", "aaa"))):
        reports: dict[str, Report] = {
            lister: (BAND, [listed("Hill Band", "armed group", also="HB")]),
            user: ([row("HB", "supports", "Mali")], []),
        }
        sheets, wrong, _ = read(tmp_path / str(number), reports)
        assert wrong == []
        assert meant(sheets[user]) == ["hill-band", "mali"]
        (note,) = sheets[user].notes
        assert note == "'HB' is Hill Band (actor:hill-band), by its other name HB"
        assert "kind-hill-band" not in " ".join(claim.id for claim in sheets[user].claims)


def test_kinds_that_exclude_each_other_are_a_problem_that_names_both_cells(tmp_path: Path) -> None:
    kinds = {"aaa": "person", "mmm": "armed group"}
    for number, (one, other) in enumerate(permutations(kinds)):
        reports: dict[str, Report] = {
            "aaa": (BAND, [listed("Hill Band", kinds[one])]),
            "mmm": (BAND, [listed("Hill Band", kinds[other])]),
        }
        _, wrong, _ = read(tmp_path / str(number), reports)
        (found,) = wrong
        assert found.startswith(f"mmm: names B2 (what): 'Hill Band' (actor:hill-band) is listed as '{kinds[one]}' in ")
        assert f"aaa/names.csv, names B2 (what), and here as '{kinds[other]}': nothing is both" in found


def test_a_kind_that_the_data_exclude_is_a_problem(tmp_path: Path) -> None:
    _, (found,), _ = read(tmp_path / "a", {"one": ([row("Mali", "hostile to", "ISGS")], [listed("Mali", "person")])})
    assert found == (
        "one: names B2 (what): Mali (actor:mali) is a state, and a state is never a person: correct it, or write new "
        "into the column id if it is somebody else"
    )


def test_kinds_that_go_together_are_both_claims(tmp_path: Path) -> None:
    said = []
    for number, (one, other) in enumerate(permutations(("armed group", "armed force"))):
        reports: dict[str, Report] = {
            "aaa": (BAND, [listed("Hill Band", one)]),
            "zzz": (FRONT, [listed("Hill Band", other)]),
        }
        sheets, wrong, asserted = read(tmp_path / str(number), reports)
        assert wrong == []
        assert asserted is not None
        said.append(
            {
                str(q.object)
                for q in asserted.claims
                if "actor/hill-band" in str(q.subject) and "#type" in str(q.predicate)
            }
        )
        assert sum("both are claims" in note for sheet in sheets.values() for note in sheet.notes) == 1
        labels = [q for q in asserted.about if "actor/hill-band" in str(q.subject) and "prefLabel" in str(q.predicate)]
        assert len(labels) == 1  # declared once
    assert said[0] == said[1]
    assert len(said[0]) == 2


def test_ids_stay_when_another_report_lists_the_same_name(tmp_path: Path) -> None:
    for number, other in enumerate(("aaa", "zzz")):
        reports: dict[str, Report] = {
            "mmm": (BAND, [listed("Hill Band", "armed group")]),
            other: (FRONT, [listed("Hill Band", "armed group")]),
        }
        sheets, wrong, _ = read(tmp_path / str(number), reports)
        assert wrong == []
        assert meant(sheets["mmm"]) == meant(sheets[other]) == ["hill-band", "mali"]
        told = [note for sheet in sheets.values() for note in sheet.notes]
        first, last = sorted(("mmm", other))
        assert told == [
            f"Hill Band (actor:hill-band): listed in {first} as well and taken for the same; "
            "if not, write an id of its own into the column id"
        ]
        assert sheets[last].notes == told


def test_what_two_list_as_new_is_asked_about(tmp_path: Path) -> None:
    new, own = [listed("Hill Band", "armed group", id="new")], [listed("Hill Band", "armed group")]
    for number, (one, other) in enumerate(((new, own), (own, new), (new, new))):
        _, wrong, _ = read(tmp_path / str(number), {"aaa": (BAND, one), "zzz": (FRONT, other)})
        assert [found.partition(":")[0] for found in wrong] == [
            n for n, c in (("aaa", one), ("zzz", other)) if c == new
        ]
        assert all(
            "'Hill Band' is listed in " in found and "write actor:hill-band into the column id" in found
            for found in wrong
        )
        assert wrong[0].endswith(f"such as actor:hill-band-{wrong[0][:3]}")
    joined = [listed("Hill Band", "armed group", id="actor:hill-band")]
    sheets, wrong, _ = read(tmp_path / "joined", {"aaa": (BAND, joined), "zzz": (FRONT, new)})
    assert wrong == []
    assert meant(sheets["aaa"]) == meant(sheets["zzz"])
    apart = [listed("Hill Band", "armed group", id="actor:hill-band-aaa")]
    sheets, wrong, _ = read(tmp_path / "apart", {"aaa": (BAND, apart), "zzz": (FRONT, new)})
    assert wrong == []
    assert (meant(sheets["aaa"]), meant(sheets["zzz"])) == (["hill-band-aaa", "mali"], ["hill-band", "mali"])
    assert any("of the same name is Hill Band (actor:hill-band-aaa)" in note for note in sheets["zzz"].notes)


def test_other_names_of_two_sheets_are_asked_about(tmp_path: Path) -> None:
    long, short = [listed("Hill Band", "armed group", also="HB")], [listed("HB", "armed group")]
    for number, (one, other) in enumerate(((long, short), (short, long))):
        _, (found,), _ = read(
            tmp_path / str(number),
            {
                "aaa": ([row(one[0]["name"], "opposes", "Mali")], one),
                "zzz": ([row(other[0]["name"], "opposes", "Mali")], other),
            },
        )
        assert "'HB' is listed in " in found
        assert "as Hill Band (actor:hill-band): if it is the same, write actor:hill-band into the column id" in found
        assert found.endswith("such as actor:hb")


def test_a_name_that_a_data_file_has_is_taken_from_nobody(tmp_path: Path) -> None:
    own = [listed("ISGS", "armed group", id="new")]
    for number, (lister, user) in enumerate((("aaa", "zzz"), ("zzz", "aaa"))):
        reports: dict[str, Report] = {
            lister: ([row("ISGS", "hostile to", "Mali")], own),
            user: ([row("Mali", "opposes", "ISGS")], []),
        }
        _, (found,), _ = read(tmp_path / str(number), reports)
        assert f"{user}: claims F2" in found
        assert f"may be Islamic State in the Greater Sahara (actor:isgs) or ISGS (actor:isgs-{lister})" in found


def test_events_of_one_name_are_one(tmp_path: Path) -> None:
    rows: list[Row] = [row("Mali", "attacked", "ISGS", event="Boma raid", from_="3 May 2018")]
    reports: dict[str, Report] = {"aaa": (rows, []), "zzz": (rows, [])}
    sheets, wrong, _ = read(tmp_path / "a", reports)
    assert wrong == []
    assert "boma-raid" in meant(sheets["aaa"])
    assert meant(sheets["aaa"]) == meant(sheets["zzz"])
