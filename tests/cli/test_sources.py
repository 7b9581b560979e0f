"""Claims held against the text of their source: a short report of our own, and the real article."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path

import pytest

from sahel_kg import resources
from sahel_kg.builds import pipeline
from sahel_kg.errors import DataError, UsageError
from sahel_kg.record import sources
from tests.bad_input.conftest import ship_base
from tests.cli.command import run

TEXT = "The mayor of Bourem met the elders. Two pickups burned near the well at dawn. Nobody claimed the fire.\n"
FINE = Path(__file__).parents[1] / "bad_input" / "fine" / "same-proposition-elsewhere"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two claims and, beside it, the report that they rest on; few data are shipped."""
    ship_base(monkeypatch)
    shutil.copytree(FINE, tmp_path / "data")
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_verify_recognises_the_source(own: Path) -> None:
    answer = run("verify", "--source", "report.txt", "--data", own)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "report.txt is source:own-report; 2 locators confirmed\n"


def test_verify_shows_the_spans(own: Path) -> None:
    answer = run("verify", "--source", "report.txt", "--data", own, "--show")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [(row["claim"], row["segment"], row["span"]) for row in rows] == [
        ("claim:own-1", "p1s2", "Two pickups burned near the well at dawn."),
        ("claim:own-2", "p1s3", "Nobody claimed the fire."),
    ]
    assert rows[0]["statement"] == "Islamic State in the Greater Sahara opposes Mali"


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_verify_shows_why_a_claim_was_coded_so(own: Path, form: str) -> None:
    change(
        own / "claims" / "own.trig", "claim:own-1 a skg:Claim ;", 'claim:own-1 a skg:Claim ; skg:note "A guess."@en ;'
    )
    answer = run("verify", "--source", "report.txt", "--data", own, "--show", "--format", form).out
    assert answer.count("A guess.") == 1


def test_verify_names_a_wrong_hash_of_a_span(own: Path) -> None:
    """Only the text can tell that the hash of part of a sentence is wrong."""
    change(own / "claims" / "own.trig", "oa:start 36 ; oa:end 77", "oa:start 36 ; oa:end 46")
    assert run("check", "--data", own).code == 0
    answer = run("verify", "--source", "report.txt", "--data", own)
    wanted = hashlib.sha256(b"Two pickup").hexdigest()
    assert answer.code == 1
    assert answer.errors == [
        f"data/claims/own.trig: claim:own-1: hash 91f49b68856d... is not that of 36 to 46, which is {wanted}"
    ]


def test_verify_names_a_wrong_list_of_sentences(own: Path) -> None:
    change(own / "segments" / "own-report.csv", "p1s1,1,1,0,35", "p1s1,1,1,0,34")
    answer = run("verify", "--source", "report.txt", "--data", own)
    assert answer.code == 1
    (message,) = answer.errors
    assert message.startswith("data/segments/own-report.csv: p1s1: hash is not that of 0 to 34, which is ")


def test_another_text_is_no_source(own: Path) -> None:
    Path("other.txt").write_text(TEXT.replace("dawn", "dusk"), "utf-8")
    Path("folder").mkdir()
    for command in ("verify", "coverage"):
        answer = run(command, "--source", "other.txt", "--data", own)
        assert answer.code == 2
        (message,) = answer.errors
        assert message.startswith("other.txt is no source that is known here: its SHA-256 begins ")
        assert "source:own-report has dfa79860a76a..." in message
        assert message.endswith("Give the very file that was coded, unchanged.")
    answer = run("verify", "--source", "missing.txt", "--data", own)
    assert answer.errors == [
        "--source missing.txt: cannot be read (No such file or directory); name the file with the text of the source"
    ]
    assert run("coverage", "--source", "folder", "--data", own).code == 2


def test_coverage_by_paragraph(own: Path) -> None:
    answer = run("coverage", "--source", "report.txt", "--data", own)
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [(row["paragraph"], row["segment"], row["state"], row["claims"]) for row in rows] == [
        ("1", "p1s1", "missing", "0"),
        ("1", "p1s2", "coded", "1"),
        ("1", "p1s3", "coded", "1"),
    ]
    assert answer.err == "3 sentences: 2 coded, 0 excused, 1 missing\n"
    (own / "uncoded").mkdir()
    (own / "uncoded" / "own-report.csv").write_text("segment,reason,note\np1s1,out-of-scope,A meeting.\n")
    found = json.loads(run("coverage", "--source", "report.txt", "--data", own, "--format", "json").out)
    assert found == {
        "version": 1,
        "source": "source:own-report",
        "sentences": 3,
        "coded": 2,
        "excused": 1,
        "missing": [],
    }


@pytest.mark.parametrize("name", ["own-report", "source:own-report", "https://w3id.org/sahel-kg/source/own-report"])
def test_coverage_needs_no_text(own: Path, name: str) -> None:
    by_text = run("coverage", "--source", "report.txt", "--data", own)
    Path("report.txt").unlink()
    assert run("coverage", "--source", name, "--data", own) == by_text


def test_coverage_of_what_is_shipped() -> None:
    """Thirty-four sentences in nine paragraphs, the title and three of the author's note: those four are excused."""
    answer = run("coverage", "--source", "grey-dynamics-2019")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert {row["segment"]: (row["reason"], row["note"]) for row in rows if row["state"] == "excused"} == {
        "t": ("heading", "The title announces the topic and asserts nothing."),
        "n1": ("about-the-source", "Post, employer and studies of the author: kept with the source."),
        "n2": ("about-the-source", "Field of study of the author."),
        "n3": ("about-the-source", "Earlier stations of the author."),
    }
    assert answer.err == f"{len(rows)} sentences: {len(rows) - 4} coded, 4 excused, 0 missing\n"


def test_coverage_names_what_it_knows(own: Path) -> None:
    answer = run("coverage", "--source", "cisac-isgs", "--data", own)
    assert answer.code == 2
    assert answer.errors[0].endswith("is no file and no source whose sentences are listed; there are: own-report")


def test_a_withdrawn_claim_covers_nothing(own: Path) -> None:
    with open(own / "claims" / "own.trig", "a", encoding="utf-8") as file:
        file.write('claim:own-1 skg:withdrawn "Read wrongly"@en .\n')
    found = json.loads(run("coverage", "--source", "report.txt", "--data", own, "--format", "json").out)
    assert found["missing"] == ["p1s1", "p1s2"]


# -- the article, for those who hold it


def test_every_locator_of_the_article_holds(article: Path, checked: pipeline.Checked) -> None:
    text = sources.recognise(article, checked.asserted)
    assert text.name == "grey-dynamics-2019"
    found = sources.verify(text, checked.claims, checked.asserted)
    assert len(found) == sum(c.source == text.iri for c in checked.claims)
    places = [v.claim.locator for v in found if v.claim.locator]
    assert places == sorted(places), "in one order, whatever the order of the file"
    for verified in found:
        assert verified.claim.locator
        assert sources.digest(verified.span) == verified.claim.locator.sha256


def test_every_sentence_of_the_article_is_accounted_for(article: Path, checked: pipeline.Checked) -> None:
    text = sources.recognise(article, checked.asserted)
    covered = sources.cover(text.iri, checked.claims, checked.asserted)
    assert covered.missing == []
    assert len(covered.coded) + len(covered.excused) == len(covered.segments)
    assert not set(covered.coded) & set(covered.excused)
    length = max(s.end for s in covered.segments)
    assert length <= len(text.text)
    for before, after in zip(covered.segments, covered.segments[1:], strict=False):
        assert before.end <= after.start, "sentences do not overlap"
        if before.paragraph == after.paragraph is not None:
            assert text.text[before.end : after.start].strip() == "", "and leave no word of a paragraph out"


def test_one_letter_less_is_noticed(article: Path, checked: pipeline.Checked) -> None:
    text = sources.recognise(article, checked.asserted)
    shifted = sources.SourceText(text.iri, text.text[:500] + text.text[501:])
    with pytest.raises(DataError) as caught:
        sources.verify(shifted, checked.claims, checked.asserted)
    named = {problem.node for problem in caught.value.problems}
    for claim in checked.claims:
        if claim.source == text.iri and claim.locator:
            at = claim.locator
            assert (claim.id in named) == (at.end > 500), "all that comes after, and nothing before"


def test_cover_of_a_source_without_sentences(checked: pipeline.Checked) -> None:
    with pytest.raises(UsageError, match="has no list of sentences"):
        sources.cover("https://w3id.org/sahel-kg/source/cisac-isgs", checked.claims, checked.asserted)


def test_the_shipped_folder_holds_no_text() -> None:
    """Locators only: no shipped list has a column for the words themselves."""
    for path in resources.shipped("data").glob("segments/*.csv"):
        assert path.read_text("utf-8").splitlines()[0] == "segment,paragraph,sentence,start,end,sha256"
