"""`code` and what reads the folders that it makes: from a report to a build, and on to others."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from sahel_kg.desk.missing_names import MissingName, list_missing
from tests.bad_input.conftest import ship_base
from tests.cli.command import run
from tests.conftest import ROOT
from tests.desk.sheets import EXAMPLE, fill, read, row

REPORT = ROOT / "docs" / "example" / "red-hills.txt"
FACTS = (
    *("--title", "Truce of the Red Hills breaks", "--publisher", "The Hill Post", "--published", "2018-06-02"),
    *("--reliability", "C", "--coder", "Ana Brel"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder one works in; few data are shipped."""
    ship_base(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def start(home: Path) -> Path:
    """Make the folder of the example with csv worksheets, and fill it in."""
    answer = run("code", REPORT, "--csv", *FACTS)
    assert answer.code == 0, answer.err
    folder = home / "sahel-kg-data" / "red-hills"
    for name in ("claims", "names", "sentences"):
        fill(folder, name, read(EXAMPLE, name))
    return folder


def test_a_report_becomes_a_folder(home: Path) -> None:
    answer = run("code", REPORT, *FACTS)
    assert (answer.code, answer.err) == (0, "")
    assert "sahel-kg-data/red-hills: 9 sentences (read as it is)" in answer.out
    assert "Fill in sahel-kg-data/red-hills/red-hills.xlsx" in answer.out
    folder = home / "sahel-kg-data" / "red-hills"
    assert sorted(path.name for path in folder.iterdir()) == [
        *("red-hills.xlsx", "segments.csv", "source.toml", "text.txt")
    ]
    again = run("code", REPORT, *FACTS)
    assert again.code == 2
    (error,) = again.errors
    assert error.startswith("sahel-kg-data/red-hills/red-hills.xlsx is there already, and nothing of yours is written")


def test_what_is_not_said_is_asked_for_or_refused(home: Path) -> None:
    assert run("code", REPORT).errors == [
        "say of the report --title, --publisher, --coder; on a terminal it is asked for"
    ]
    assert run("code", REPORT, *FACTS, "--published", "June 2018").errors == [
        "--published 'June 2018' is not a date: write 2019, 2019-11 or 2019-11-02"
    ]
    assert run("code", REPORT, *FACTS, "--reliability", "X").errors == [
        "--reliability X: choose from A (reliable) to E, or F (unknown)"
    ]
    assert run("code", REPORT, *FACTS, "--name", "claims").code == 2
    assert run("code", REPORT, *FACTS, "--pages", "some").errors == [
        "--pages some: write the first and the last, as in 12-20, or one"
    ]
    assert run("code", REPORT, *FACTS, "--pages", "1-2").code == 2  # it is no PDF
    assert run("code").errors == ["name a report: a txt, md, html, docx or pdf; or claims with --sheet FILE.trig"]
    assert not (home / "sahel-kg-data").exists()


def test_an_empty_sheet_is_read(home: Path) -> None:
    run("code", REPORT, *FACTS)
    answer = run("check")
    assert (answer.code, answer.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(run("coverage", "--source", "red-hills").out)))
    assert {row["state"] for row in rows} == {"missing"}


def test_check_shows_what_was_understood_and_build_takes_it_in(home: Path) -> None:
    start(home)
    answer = run("check")
    assert (answer.code, answer.err) == (0, "")
    assert "Hill Band attacked Army of Arra (Boma attack)" in answer.out
    assert "begun 2018-03; still so on 2018-06-02" in answer.out
    built = run("build", "--without-shipped")
    assert built.code == 0, built.err
    assert "25 claims: 24 reported, 1 assessed; 0 of them background" in built.out
    assert "sahel-kg show 'Hill Band'" in built.out
    assert "sahel-kg camps --source red-hills --as-of 2018-06-02" in built.out
    assert "attacked" in run("show", "Hill Band", "--format", "csv").out
    camps = run("camps", "--source", "red-hills", "--as-of", "2018-06-02", "--format", "csv")
    assert {"Hill Band", "Reed Brigade"} <= set(camps.out.replace(",", "\n").splitlines())
    assert run("render", "--source", "red-hills", "-o", "red-hills.html").code == 0


def test_mistakes_name_their_cells_and_missing_names_are_written(home: Path) -> None:
    folder = start(home)
    lines = read(folder, "claims")
    lines[0]["relation"], lines[1]["object"] = "atacked", "Civilians"
    fill(folder, "claims", lines)
    answer = run("check")
    assert answer.code == 1
    file = "sahel-kg-data/red-hills/claims.csv"
    assert answer.errors[0] == (
        f"{file}: claims E2 (relation, row 1): 'atacked' is no relation: did you mean 'attacked'? All are in the "
        "worksheet words, which takes your own words, too"
    )
    assert f"{file}: claims F3 (object, row 2): 'Civilians' is not known yet: list it in names" in answer.errors
    assert (
        "paste these lines into names.csv (name, what, also), and mend them:\nCivilians,population group\n"
        in answer.err
    )
    assert list_missing([MissingName("Civilians", "population group")]) == "Civilians\tpopulation group"
    names = home / Path(file).with_name("names.csv")
    before = names.read_text("utf-8")
    names.write_text(f"{before.rstrip()}\nCivilians,population group\n", "utf-8")  # as it was told
    assert "'Civilians' is not known yet" not in run("check").err
    names.write_text(before, "utf-8")
    assert "Hill Band atacked ? Army of Arra (no claim yet)" in answer.out
    assert "Boma attack killed Civilians ? (no claim yet)" in answer.out
    assert run("build").code == 1
    assert not (home / "build").exists()


def test_whose_word_it_is_stands_wherever_it_is_listed(home: Path) -> None:
    folder = start(home)
    rows = [
        row("Norland", "supports", "Hill Band", row="1", speaker="Arra"),
        row("Norland", "supports", "Hill Band", row="2", speaker="Norland", told_as="denied"),
        row("Norland", "hostile to", "Hill Band", row="3"),
        row("River Front", "fights alongside", "Hill Band", row="4", speaker="Arra"),
    ]
    fill(folder, "claims", rows)
    assert "Norland supports Hill Band (denied) (according to Norland)" in " ".join(run("check").out.split())
    assert run("build", "--without-shipped").code == 0
    told = run("show", "Norland").out
    assert "  1 (according to Arra)" in told
    assert told.count("according to") == 2  # the source itself says that they are hostile
    assert "According to Arra" in run("show", "Norland", "--all").out
    assert "Hill Band and River Front: cooperation (according to Arra)" in run("camps", "--format", "table").out
    (found,) = {
        line["sides"].split(" | ")[0]
        for line in csv.DictReader(io.StringIO(run("contradictions", "--format", "csv").out))
        if line["relations"] == "skg:supports | skg:supports" and line["kind"] == "contradiction"
    }
    assert found == "Norland supports Hill Band (according to Arra)"


def test_an_event_is_shown_by_the_name_that_a_row_gave_it(home: Path) -> None:
    start(home)
    assert run("build", "--without-shipped").code == 0
    told = run("show", "Boma attack").out
    assert told.splitlines()[:3] == ["Boma attack  (event:boma-attack)", "attack", "happened on 2018-05-14"]
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "target Army of Arra C3 red-hills-1" in lines
    assert "occurred at Boma C3 red-hills-1-place" in lines
    assert "killed at least 12 of Army of Arra (according to Ministry of Defence) C3 red-hills-2" in lines
    assert lines[-1] == "4 claims on it."
    (row_,) = csv.DictReader(io.StringIO("\n".join(run("show", "Boma attack", "--format", "csv").out.splitlines()[:2])))
    kind = {"event": "event:boma-attack", "what": "kind", "told": "attack", "grade": "C3", "claims": "red-hills-1"}
    assert row_ == kind
    assert run("show", "Boma attack", "--format", "html").code == 2
    assert run("show", "Boma atack").errors == [
        "no actor and no event is called 'Boma atack'; did you mean event:boma-attack (Boma attack)? "
        "`sahel-kg show` lists all actors"
    ]


def test_an_actor_is_found_by_the_name_that_a_sheet_maps_to_it(home: Path) -> None:
    folder = start(home)
    lines = [*read(folder, "names"), {"name": "Sahel Branch", "what": "armed group", "id": "actor:isgs"}]
    fill(folder, "names", lines)
    fill(folder, "claims", [*read(folder, "claims"), row("Sahel Branch", "hostile to", "Arra", row="90")])
    assert "Islamic State in the Greater Sahara is also called Sahel Branch" in run("check").out
    assert run("build").code == 0
    told = run("show", "Sahel Branch").out
    assert told.splitlines()[0].endswith("(actor:isgs)")
    assert "Sahel Branch (en)" in told
    assert run("verify").code == 0
    # another report may use it
    second = home / "sahel-kg-data" / "second"
    shutil.copytree(folder, second)
    (second / "ids.csv").unlink()
    fill(second, "names", read(EXAMPLE, "names"))
    again = run("check")
    assert (again.code, again.errors) == (0, [])
    assert "by its other name Sahel Branch" in again.err
    # and without the sheet nobody is called so
    assert run("show", "Sahel Branch", "--without-source", "red-hills").code == 2


def test_claims_are_passed_on_without_the_text(home: Path) -> None:
    folder = start(home)
    answer = run("code", "red-hills", "--write-trig", "out")
    assert answer.code == 0
    assert sorted(path.relative_to(home).as_posix() for path in (home / "out").rglob("*.*")) == [
        *("out/claims/red-hills.trig", "out/segments/red-hills.csv", "out/uncoded/red-hills.csv")
    ]
    before = (home / "out" / "claims" / "red-hills.trig").read_bytes()
    assert b"attacked an army post" not in before
    (folder / "text.txt").unlink()
    run("code", "red-hills", "--write-trig", "out")
    assert (home / "out" / "claims" / "red-hills.trig").read_bytes() == before
    shutil.move(home / "sahel-kg-data", home / "kept")
    assert run("check", "--data", "out").code == 0
    assert run("check", "--data", "out", "--data", "kept").code == 1  # the same claims twice
    back = run("code", REPORT, "--sheet", "out/claims/red-hills.trig")
    assert "sahel-kg-data/red-hills: 25 of 25 claims are rows" in back.out
    assert run("code", "red-hills", "--write-trig", "again").code == 0
    assert (home / "again" / "claims" / "red-hills.trig").read_bytes() == before
    assert run("code", "red-hills", "--write-trig", "sahel-kg-data").code == 2
    assert run("code", "nobody", "--write-trig", "x").errors == [
        "nobody is no coded folder; in sahel-kg-data there are: red-hills"
    ]


def test_what_is_passed_on_is_whole_or_says_what_it_needs(home: Path) -> None:
    folder = start(home)
    second = home / "sahel-kg-data" / "a-second"
    shutil.copytree(folder, second)
    fill(second, "claims", [{"row": "1", **row("Hill Band", "hostile to", "Mali")}])
    fill(second, "sentences", [])
    fill(second, "names", [])
    # the other report's actor is used and not listed
    answer = run("code", "a-second", "--write-trig", "out")
    assert answer.code == 0
    lister = "sahel-kg-data/red-hills/claims.csv"
    assert f"With it go the names of actor:hill-band, which {lister} declares" in answer.err
    assert f"list them in its own names, or write {lister} to out, too" in answer.err
    assert "actor:hill-band: has no kind" in answer.err
    assert b'skos:prefLabel "Hill Band"@en' in (home / "out" / "claims" / "a-second.trig").read_bytes()
    # with the other report beside it, whatever the order, it is whole
    assert run("code", "red-hills", "--write-trig", "out").code == 0
    assert run("check", "--data", "out").code == 0
    # and so it is once it lists the name itself
    fill(second, "names", [{"name": "Hill Band", "what": "armed group"}])
    answer = run("code", "a-second", "--write-trig", "own")
    assert "With it go" not in answer.err
    assert run("check", "--data", "own").code == 0
    own = (home / "own" / "claims" / "a-second.trig").read_bytes()
    assert b"a-second-kind-hill-band" in own


def test_claims_that_no_row_can_say_are_passed_on_as_well(home: Path) -> None:
    folder = start(home)
    rest = b"# kept\n@prefix actor: <https://w3id.org/sahel-kg/actor/> .\n"
    (folder / "rest.trig").write_bytes(rest)
    assert run("code", "red-hills", "--write-trig", "out").code == 0
    assert (home / "out" / "claims" / "red-hills-rest.trig").read_bytes() == rest


def test_verify_needs_no_source_for_coded_folders(home: Path) -> None:
    start(home)
    assert run("verify").out == "sahel-kg-data/red-hills/text.txt is source:red-hills; 25 locators confirmed\n"
    rows = list(csv.DictReader(io.StringIO(run("verify", "--source", "red-hills", "--show", "--format", "csv").out)))
    first = next(row for row in rows if row["claim"] == "claim:red-hills-1")
    assert (first["statement"], first["when"], first["coder"]) == (
        *("Hill Band attacked Army of Arra (Boma attack)", "2018-05-14", "Ana Brel"),
    )
    assert (first["agreed"], first["remark"]) == ("", "")
    assert run("verify", "--show", "-o", "review.html").code == 0
    page = (home / "review.html").read_text("utf-8")
    assert "Content-Security-Policy" in page
    assert "<script" not in page
    assert "Hill Band attacked Army of Arra (Boma attack)" in page


def test_verify_follows_a_changed_text(home: Path) -> None:
    folder = start(home)
    run("check")
    old = (folder / "text.txt").read_text("utf-8")
    (home / "old.txt").write_text(old, "utf-8")
    (folder / "text.txt").write_text(
        old.replace("Truce of", "The truce of").replace("12 soldiers", "21 soldiers"), "utf-8"
    )
    assert run("check").code == 1
    answer = run("verify", "--old", "old.txt")
    assert answer.code == 1
    rows = {row["claim"]: row for row in csv.DictReader(io.StringIO(answer.out))}
    assert rows["claim:red-hills-2"]["why"] == "the number '12' is '21'"
    assert rows["claim:red-hills-8"]["became"] == "moved"
    assert "`sahel-kg verify --source red-hills --mend` moves those that are there" in answer.errors[0]
    assert run("verify", "--old", "old.txt", "--mend").code == 0
    (error,) = run("check").errors
    assert "claims C3 (quote, row 2)" in error
    assert run("verify", "--mend").errors[0].startswith("no text of a coded folder has changed")


def test_without_own_data_nothing_is_left(home: Path) -> None:
    assert run("build", "--without-shipped").errors == [
        "--without-shipped leaves no claim: you have none of your own yet; `sahel-kg code REPORT`"
    ]


def test_each_answer_is_checked_when_it_is_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["", "Red Hills", "HRO", "yesterday", "2018-06", "Z", "b", "Me"])
    asked: list[str] = []

    def answer(question: str, **_: object) -> str:
        asked.append(question.partition(" ")[0].rstrip(","))
        return next(answers)

    monkeypatch.setattr("typer.prompt", answer)
    with monkeypatch.context() as patch:
        patch.setattr(
            "sahel_kg.cli.code.sys", type("Terminal", (), {"stdin": type("In", (), {"isatty": lambda: True})})
        )
        told = run("code", REPORT)
    assert told.code == 0, told.err
    assert asked == ["Title", "Title", "Publisher", "Date", "Date", "Reliability", "Reliability", "Your"]
    assert [line.partition(":")[0] for line in told.err.splitlines()][:3] == [
        *("cannot be left out", "'yesterday' is not a date", "Z")
    ]
    facts = (home / "sahel-kg-data" / "red-hills" / "source.toml").read_text("utf-8")
    assert 'title = "Red Hills"' in facts
    assert 'reliability = "B"' in facts
