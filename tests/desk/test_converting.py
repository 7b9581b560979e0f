"""Sheets from claims and claims from sheets: the same claims, and what no row says stays TriG."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from sahel_kg import resources
from sahel_kg.desk import intake
from sahel_kg.desk.converting import ConvertedSheet, convert, leave_out, sheet_files
from sahel_kg.desk.passing_on import write_data
from sahel_kg.desk.words import Wordbook
from sahel_kg.record import dataset
from sahel_kg.record.claims import Claim, identity, read_claims
from sahel_kg.record.dataset import Asserted
from tests.desk.sheets import Row, code, make, others, row

FILE = resources.shipped("data") / "claims" / "grey-dynamics-2019.trig"
SOURCE = "https://w3id.org/sahel-kg/source/grey-dynamics-2019"
SHARED = Path(os.environ.get("SAHEL_KG_SHARED", "../shared")) / "source" / "article.txt"


@cache
def all_data() -> Asserted:
    return dataset.read([resources.shipped("data")], resources.shipped("ontology"))


@cache
def converted() -> ConvertedSheet:
    (found,) = convert(FILE, all_data())
    return found


def own_claims(asserted: Asserted) -> dict[str, Claim]:
    return {claim.iri: claim for claim in read_claims(asserted.claims, asserted.about) if claim.source == SOURCE}


def test_nearly_all_claims_of_the_article_are_rows() -> None:
    sheet = converted()
    assert (len(sheet.draft.places), len(sheet.draft.left)) == (214, 12)
    assert Counter(sheet.draft.left.values()) == {
        "states what no row can say": 9,
        "a row would say it otherwise": 3,
    }
    assert all(
        set(line)
        <= {
            "row",
            "sentence",
            "subject",
            "relation",
            "object",
            "from",
            "to",
            "number",
            "told as",
            "basis",
            "credibility",
            "speaker",
            "event",
            "note",
        }
        for line in sheet.draft.filling.claims
    )


def test_sheet_and_rest_give_the_claims_of_the_article(tmp_path: Path) -> None:
    """Written as files and read again, in place of the TriG."""
    sheet, folder = converted(), tmp_path / "grey-dynamics-2019"
    folder.mkdir()
    words = Wordbook(all_data().ontology)
    for name, content in {**sheet.files, **sheet_files(sheet.name, sheet.draft, words, csv=True)}.items():
        (folder / name).write_bytes(content)
    read = leave_out(all_data(), resources.shown(FILE))
    read = replace(read, segments={}, uncoded={}, files=list(read.files))
    before = own_claims(all_data())
    intake.read_sheets([tmp_path], read)
    after = own_claims(read)
    assert after.keys() == before.keys()
    assert {iri: identity(claim) for iri, claim in after.items()} == {
        iri: identity(claim) for iri, claim in before.items()
    }
    for name in ("kind", "assessment", "basis", "credibility", "speaker", "note", "bounds", "locator", "aspect"):
        assert {iri: getattr(c, name) for iri, c in after.items()} == {
            iri: getattr(c, name) for iri, c in before.items()
        }
    lasted = "https://w3id.org/sahel-kg/ontology#toldDuration"
    assert {str(q) for q in read.about if q.predicate.value == lasted} == {
        str(q) for q in all_data().about if q.predicate.value == lasted
    }
    assert read.uncoded["grey-dynamics-2019"] == all_data().uncoded["grey-dynamics-2019"]
    assert read.segments["grey-dynamics-2019"] == all_data().segments["grey-dynamics-2019"]


@pytest.mark.skipif(not SHARED.is_file(), reason="the text of the article is not part of the project")
def test_every_quote_leads_back_to_its_place() -> None:
    text = SHARED.read_bytes().decode("utf-8")
    (found,) = convert(FILE, all_data(), (SOURCE, text))
    assert len(found.draft.places) == 214
    assert all(line["quote"] for line in found.draft.filling.claims)


def convert_written(passed: Path, files: Mapping[str, bytes]) -> tuple[ConvertedSheet, Wordbook]:
    """Write the files that a sheet gives, and return the sheet that is made of them again, beside the other data."""
    for name, content in files.items():
        (passed / name).parent.mkdir(parents=True, exist_ok=True)
        (passed / name).write_bytes(content)
    with_file = dataset.read([passed], resources.shipped("ontology"))
    merged = replace(
        with_file,
        about=[*others().about, *with_file.about],
        claims=[*others().claims, *with_file.claims],
        origin={**others().origin, **with_file.origin},
    )
    (sheet,) = convert(passed / "claims" / "red-hills.trig", merged)
    return sheet, Wordbook(merged.ontology)


@pytest.mark.parametrize("more", [(), (row("Hill Band", "merged into", "River Front", from_="March 2018"),)])
def test_a_sheet_becomes_the_same_bytes_by_way_of_trig(more: tuple[Row, ...], tmp_path: Path) -> None:
    """What a merger ends is told by its row, and by no other."""
    folder = make(tmp_path / "one", more) if more else make(tmp_path / "one")
    first = write_data(code(folder))
    assert first == write_data(code(folder))
    sheet, words = convert_written(tmp_path / "passed", first)
    assert sheet.draft.left == {}
    again = tmp_path / "two" / "red-hills"
    again.mkdir(parents=True)
    for name, content in {
        **sheet.files,
        **sheet_files("red-hills", sheet.draft, words, csv=True),
    }.items():
        (again / name).write_bytes(content)
    assert write_data(code(again)) == first


@pytest.mark.parametrize("is_told", [True, False])
def test_an_end_that_a_row_would_tell_otherwise_is_no_row(is_told: bool, tmp_path: Path) -> None:
    """Neither is an end that a file tells by another day changed, nor one that it does not tell made up."""
    first = write_data(
        code(make(tmp_path / "one", [row("Hill Band", "merged into", "River Front", from_="March 2018")]))
    )
    content = first["claims/red-hills.trig"].decode("utf-8")
    assert content.count('"2018-03"^^xsd:gYearMonth') > 1
    if is_told:
        content = content.replace('activeUntil "2018-03"^^xsd:gYearMonth', 'activeUntil "2018"^^xsd:gYear')
    else:
        content = re.sub(r"claim:red-hills-1-end \{.*?\}\n", "", content, flags=re.DOTALL)
        content = re.sub(r"claim:red-hills-1-end .*? \.\n", "", content, flags=re.DOTALL)
    sheet, _ = convert_written(tmp_path / "passed", {**first, "claims/red-hills.trig": content.encode("utf-8")})
    ended = {"claim:red-hills-1-end"} if is_told else set()
    assert set(sheet.draft.left) == {"claim:red-hills-1"} | ended
    assert not any(line["relation"] == "merged into" for line in sheet.draft.filling.claims)
