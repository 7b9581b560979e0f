"""Drafts: rows of a small program, and of exports that were made by hand after the tools' documentation."""

from __future__ import annotations

import csv
import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg.desk.annotations import points, read_annotations
from sahel_kg.errors import ParseError
from tests.cli.command import Answer, run

REPORT = (
    "Raid on Arra\n\n🔥 The Hill Band attacked the River Band in Arra. Niger supports the River Band.\n\n"
    "🔥🔥 Mali left.\n"
)
PROGRAM = """
import json, sys
told = [json.loads(line) for line in sys.stdin]
json.dump(told, open("told.json", "w", encoding="utf-8"))
for row in json.load(open("rows.json", encoding="utf-8")):
    print(row if isinstance(row, str) else json.dumps(row))
"""
ROW = {
    "sentence": "p1s2",
    "quote": "Niger supports",
    "subject": "Niger",
    "relation": "supports",
    "object": "River Band",
}


@pytest.fixture
def here(tmp_path: Path, ship: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with a coded report, in which a program lies."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAHEL_KG_DATA", str(tmp_path / "data"))
    (tmp_path / "report.txt").write_text(REPORT, "utf-8")
    facts = ("--coder", "Ana", "--publisher", "Post", "--title", "Raid on Arra", "--published", "2018-03-05", "--csv")
    assert run("code", "report.txt", "--name", "arra", *facts).code == 0
    names = "name,what,also,in,note,id\nHill Band,armed group,Hillmen,,,\nRiver Band,armed group,,,,\nArra,place,,,,\n"
    (tmp_path / "data/arra/names.csv").write_text(names, "utf-8")
    (tmp_path / "program.py").write_text(PROGRAM, "utf-8")
    return tmp_path


def propose(here: Path, rows: list[Any]) -> Answer:
    (here / "rows.json").write_text(json.dumps(rows), "utf-8")
    return run("code", "draft", "arra", "--with", f"{shlex.quote(sys.executable)} program.py", "--by", "a rule")


def drafts(here: Path) -> list[dict[str, str]]:
    with (here / "data/arra/drafts.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# -- a program


def test_a_program_is_told_sentences_names_and_words(here: Path) -> None:
    assert propose(here, []).code == 0
    told = json.loads((here / "told.json").read_text("utf-8"))
    report = told[0]
    assert (report["kind"], report["version"], report["title"], report["published"]) == (
        "report",
        1,
        "Raid on Arra",
        "2018-03-05",
    )
    sentences = {each["sentence"]: each["text"] for each in told if each["kind"] == "sentence"}
    assert list(sentences) == ["t", "p1s1", "p1s2", "p2s1"]
    assert sentences["p1s2"] == "Niger supports the River Band."
    names = {each["name"]: each for each in told if each["kind"] == "name"}
    assert {"Niger", "Hill Band", "Mali"} <= set(names)
    assert names["Hill Band"]["also"] == ["Hillmen"]
    assert "France" not in names  # the text does not speak of it
    words = {(each["for"], each["word"]) for each in told if each["kind"] == "word"}
    assert {("relation", "supports"), ("relation", "attacked"), ("told as", "denied")} <= words
    assert not (here / "data/arra/drafts.csv").exists()


def test_rows_are_drafts_until_a_person_moves_them(here: Path) -> None:
    answer = propose(
        here, [ROW, {**ROW, "sentence": None, "quote": "The Hill Band ... River Band in", "relation": "attacked"}]
    )
    assert answer.out == "2 drafts, 0 there already, 0 refused\n"
    assert "no build reads a draft" in answer.err
    first, second = drafts(here)
    assert (first["sentence"], first["quote"], first["proposed by"]) == ("p1s2", "Niger supports", "a rule")
    assert second["sentence"] == "p1s1"  # its quote says so
    before = run("check").out
    assert " claims in " in before
    propose(here, [{**ROW, "subject": "Mali", "quote": "Mali left"}])
    assert run("check").out == before


def test_what_stands_there_stays(here: Path) -> None:
    propose(here, [ROW])
    path = here / "data/arra/drafts.csv"
    path.write_text(path.read_text("utf-8-sig").replace("Niger,supports", "Niger,cooperates with"), "utf-8")
    answer = propose(here, [ROW, ROW])
    assert answer.out == "1 drafts, 1 there already, 0 refused\n"
    assert [row["relation"] for row in drafts(here)] == ["cooperates with", "supports"]
    path.write_text("a,b\n1,2\n", "utf-8")
    assert "has other columns than sentence, quote" in propose(here, [ROW]).errors[0]
    assert path.read_text("utf-8") == "a,b\n1,2\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({**ROW, "quote": "Niger helps"}, "line 1: quote 'Niger helps' is not in the text"),
        ({**ROW, "sentence": "p1s1"}, "line 1: quote stands in p1s2, not in p1s1"),
        ({**ROW, "sentence": "p7s1", "quote": "Niger"}, "names the sentence 'p7s1', which the text does not have"),
        ({**ROW, "relation": "suports"}, "relation 'suports' does not exist: 'supports'?"),
        ({**ROW, "relation": "xyzzy"}, "relation 'xyzzy' does not exist"),
        ({**ROW, "row": 7}, "has 'row', which a row has not"),
        ({**ROW, "subject": ["Niger"]}, "has no text in subject"),
        ({"quote": "Niger"}, "has no subject, relation: each row needs one"),
        ("no JSON", "line 1: is no JSON object: no JSON"),
        ("[1]", "is no JSON object: write {...} a line"),
        ("[" * 100_000, "is no JSON object"),
    ],
)
def test_what_is_refused(row: Any, told: str, here: Path) -> None:
    answer = propose(here, [row])
    assert (answer.code, answer.out) == (0, "0 drafts, 0 there already, 1 refused\n")
    assert told in answer.err
    assert not (here / "data/arra/drafts.csv").exists()


def test_a_formula_stays_words(here: Path) -> None:
    propose(here, [{**ROW, "note": "=HYPERLINK(1)"}])
    assert drafts(here)[0]["note"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("arra",), "say who proposes: either a program, --with COMMAND, or an export"),
        (("arra", "--with", "x", "--export", "y"), "say who proposes"),
        (("arra", "--with", "no-such-program"), "--with no-such-program: cannot be run (No such file"),
        (("arra", "--with", ""), "--with is empty"),
        (
            ("arra", "--with", f"{shlex.quote(sys.executable)} -c 'import sys; sys.exit(3)'"),
            "ended with 3, and nothing",
        ),
        (("arra", "--with", "x", "--map", "y"), "--map is of the labels of an export"),
        (("none", "--with", "x"), "is no coded folder"),
        (("arra", "--export", "none.json"), "cannot be read (No such file"),
        (("arra", "--export", "report.txt"), "is no JSON"),
    ],
)
def test_what_cannot_be_done(words: tuple[str, ...], told: str, here: Path) -> None:
    answer = run("code", "draft", *words)
    assert answer.code in (1, 2)
    assert told in answer.errors[0]


def test_a_program_that_writes_no_text(here: Path) -> None:
    code = "import sys; sys.stdout.buffer.write(bytes([255]))"
    answer = run("code", "draft", "arra", "--with", f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}")
    assert "wrote something that is not UTF-8" in answer.errors[0]


def test_the_text_must_be_there(here: Path) -> None:
    (here / "data/arra/text.txt").unlink()
    assert "is not at hand as it was coded" in propose(here, [ROW]).errors[0]


# -- exports


def units(words: str, text: str = REPORT) -> tuple[int, int]:
    """Return where words stand, in units of UTF-16."""
    start = text.index(words)
    first = len(text[:start].encode("utf-16-le")) // 2
    return first, first + len(words.encode("utf-16-le")) // 2


def label_studio(*ties: tuple[str, str, str, str], text: str = REPORT) -> str:
    """Return an export: subject, label, object and direction of each tie."""
    result: list[dict[str, Any]] = []
    for n, (subject, label, thing, direction) in enumerate(ties):
        for end, words in (("a", subject), ("b", thing)):
            start, stop = units(words, text)
            value = {"start": start, "end": stop, "text": words, "labels": ["GROUP"]}
            region = {"id": f"{end}{n}", "from_name": "label", "to_name": "text", "type": "labels", "value": value}
            result.append(region)
        labels = [label] if label else []
        relation = {"type": "relation", "from_id": f"a{n}", "to_id": f"b{n}", "direction": direction, "labels": labels}
        result.append(relation)
    annotation = {"id": 9, "completed_by": {"id": 1, "email": "eve@example.org"}, "result": result}
    cancelled = {"id": 10, "was_cancelled": True, "result": result}
    return json.dumps([{"id": 1, "data": {"text": text}, "annotations": [annotation, cancelled]}])


def inception(*ties: tuple[str, str, str], text: str = REPORT) -> str:
    """Return a document in UIMA CAS JSON with a layer of spans and one of relations."""
    layer, span = "custom.Tie", "custom.Group"
    features: list[dict[str, Any]] = [
        {
            "%ID": 1,
            "%TYPE": "uima.cas.Sofa",
            "sofaNum": 1,
            "sofaID": "_InitialView",
            "mimeType": "text",
            "sofaString": text,
        }
    ]
    for subject, label, thing in ties:
        ids = []
        for words in (subject, thing):
            start, stop = units(words, text)
            ids.append(len(features) + 1)
            features.append({"%ID": ids[-1], "%TYPE": span, "@sofa": 1, "begin": start, "end": stop})
        start, stop = units(thing, text)
        tie = {"%ID": len(features) + 1, "%TYPE": layer, "@sofa": 1, "begin": start, "end": stop, "label": label}
        features.append({**tie, "@Governor": ids[0], "@Dependent": ids[1]})
    range_ = {"%RANGE": span}
    types = {
        span: {"%NAME": span, "%SUPER_TYPE": "uima.tcas.Annotation"},
        layer: {
            "%NAME": layer,
            "%SUPER_TYPE": "uima.tcas.Annotation",
            "Governor": {"%NAME": "Governor", **range_},
            "Dependent": {"%NAME": "Dependent", **range_},
            "label": {"%NAME": "label", "%RANGE": "uima.cas.String"},
        },
    }
    members = [each["%ID"] for each in features[1:]]
    views = {"_InitialView": {"%SOFA": 1, "%MEMBERS": members}}
    return json.dumps({"%TYPES": types, "%FEATURE_STRUCTURES": features, "%VIEWS": views})


def export(here: Path, content: str, *more: str) -> Answer:
    (here / "export.json").write_text(content, "utf-8")
    (here / "labels.toml").write_text('[words]\nATTACKS = "attacked"\nHELPS = "supports"\nUNCLEAR = ""\n', "utf-8")
    return run("code", "draft", "arra", "--export", "export.json", "--map", "labels.toml", *more)


def test_label_studio_counts_units_of_utf_16(here: Path) -> None:
    ties = (("The Hill Band", "ATTACKS", "the River Band in", "right"), ("River Band.", "HELPS", "Niger", "left"))
    answer = export(here, label_studio(*ties))
    assert answer.out == "2 drafts, 0 there already, 0 refused\n"
    said = [
        (row["sentence"], row["subject"], row["relation"], row["object"], row["proposed by"]) for row in drafts(here)
    ]
    assert said == [
        ("p1s1", "The Hill Band", "attacked", "the River Band in", "eve@example.org"),
        ("p1s2", "Niger", "supports", "River Band.", "eve@example.org"),
    ]
    assert drafts(here)[0]["quote"] == "The Hill Band attacked the River Band in"


def test_inception_counts_units_of_utf_16(here: Path) -> None:
    content = inception(
        ("The Hill Band", "ATTACKS", "the River Band in"), ("Mali", "UNCLEAR", "left"), ("Niger", "xyz", "Band.")
    )
    answer = export(here, content, "--by", "Eve")
    assert answer.out == "1 drafts, 0 there already, 2 refused\n"
    assert "Mali | UNCLEAR | left: label 'UNCLEAR' stands for no word: give it one in the map" in answer.err
    assert "relation 'xyz' does not exist" in answer.err
    (row,) = drafts(here)
    assert (row["quote"], row["subject"], row["proposed by"]) == (
        *("The Hill Band attacked the River Band in", "The Hill Band", "Eve"),
    )


def test_another_text_is_looked_for_by_its_words(here: Path) -> None:
    other = REPORT.replace("\n\n", "\r\n\r\n").replace("🔥 ", "🔥🔥🔥  ")
    answer = export(here, label_studio(("The Hill Band", "ATTACKS", "the River Band in", "right"), text=other))
    assert answer.out == "1 drafts, 0 there already, 0 refused\n"
    strange = export(here, label_studio(("Nobody", "ATTACKS", "anybody", "right"), text="Nobody saw anybody."))
    assert "quote 'Nobody saw anybody' is not in the text" in strange.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{}", "is neither INCEpTION's UIMA CAS JSON nor Label Studio's JSON"),
        ("[1]", "is neither"),
        ('{"%FEATURE_STRUCTURES": 3}', "is no export that can be read"),
        ('[{"data": {"a": "x", "b": "y"}, "annotations": [{"result": [{"type": "relation"}]}]}]', None),
        ('[{"data": {}, "annotations": 3}]', "is no export that can be read"),
        ("PK\x03\x04", "is an archive: unpack it"),
    ],
)
def test_an_export_that_is_none(content: str, told: str | None, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(content, "utf-8")
    if told is None:
        assert read_annotations(path) == []
        return
    with pytest.raises(ParseError) as error:
        read_annotations(path)
    assert told in str(error.value)


@given(st.text(alphabet="aé🔥\u0301𐍈", max_size=12), st.integers(0, 12))
def test_units_and_code_points(text: str, at: int) -> None:
    at = min(at, len(text))
    assert points(text, len(text[:at].encode("utf-16-le")) // 2) == at
