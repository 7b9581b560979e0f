"""Rows that tell of a time in which an actor was not there are named by `check`."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from sahel_kg.desk.outside_years import tell_outside
from sahel_kg.record.claims import Claim
from sahel_kg.vocabulary import PREFIXES, SKG, value
from tests.desk.sheets import code_rows, row

XSD_DATE = NamedNode(PREFIXES["xsd"] + "date")


def years(name: str, actor: str, relation: str, day: str) -> Claim:
    fact = Triple(NamedNode(actor), NamedNode(str(SKG[relation])), Literal(day, datatype=XSD_DATE))
    return Claim(PREFIXES["claim"] + name, (fact,), "Reported", "Stated", PREFIXES["source"] + "x", credibility=2)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("3 May 2012", "row 1 tells of a time before the years of Hill Band, 2013-06-01 (claim:begin)"),
        ("3 May 2014", ""),
        ("June 2017", ""),
        ("2 June 2017", "row 1 tells of a time after the years of Hill Band, 2017-06-01 (claim:end)"),
    ],
)
def test_a_time_outside_the_years_of_an_actor_is_told(tmp_path: Path, day: str, told: str) -> None:
    sheet = code_rows(tmp_path, row("Hill Band", "fought against", "River Front", **{"from": day}))
    band = value(sheet.claims[0].statement[0].subject)
    claims = [years("begin", band, "activeFrom", "2013-06-01"), years("end", band, "activeUntil", "2017-06-01")]
    found = list(tell_outside(sheet, claims))
    assert found == (
        [f"{sheet.folder.name}: {told}: what happened is only possible, what lasts no tie"] if told else []
    )
