"""The years of actors: of several tellings the widest, of one told more and less closely the closer."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from sahel_kg import Build
from sahel_kg.record.claims import Claim
from sahel_kg.record.years import read_first_known, read_years
from sahel_kg.vocabulary import PREFIXES, SKG

ACTOR = PREFIXES["actor"] + "a"


def tell(*tellings: tuple[str, str]) -> list[Claim]:
    """A claim for each of some tellings, a property of the life of an actor and its value."""
    out = []
    for number, (name, text) in enumerate(tellings):
        statement = Triple(NamedNode(ACTOR), NamedNode(str(SKG[name])), Literal(text))
        out.append(Claim(f"{PREFIXES['claim']}{number}", (statement,), "Reported", "Background", "s"))
    return out


@pytest.mark.parametrize(
    ("told", "first", "known", "last"),
    [
        ([("activeFrom", "2014")], date(2014, 1, 1), date(2014, 12, 31), None),
        ([("activeFrom", "2014"), ("activeFrom", "2014-08-01")], date(2014, 8, 1), date(2014, 8, 1), None),
        ([("activeFrom", "2014"), ("activeFrom", "2014-08")], date(2014, 8, 1), date(2014, 8, 31), None),
        ([("activeFrom", "2014-08-01"), ("activeFrom", "2013")], date(2013, 1, 1), date(2013, 12, 31), None),
        ([("activeFrom", "2013"), ("activeFrom", "2014")], date(2013, 1, 1), date(2013, 12, 31), None),
        ([("activeUntil", "2022"), ("activeUntil", "2022-11-09")], None, None, date(2022, 11, 9)),
        ([("activeUntil", "2022-11-09"), ("activeUntil", "2023")], None, None, date(2023, 12, 31)),
        ([("activeUntil", "2022-11"), ("activeUntil", "2022-10")], None, None, date(2022, 11, 30)),
        ([("activeUntil", "2017"), ("activeUntil", "2017")], None, None, date(2017, 12, 31)),
        ([("activeFrom", "2017-03-02"), ("activeBy", "2017")], date(2017, 3, 2), date(2017, 3, 2), None),
        ([("activeFrom", "2011"), ("activeBy", "2013")], date(2011, 1, 1), date(2011, 12, 31), None),
        ([("activeFrom", "2024-11-30"), ("activeBy", "2023")], None, date(2023, 12, 31), None),
        (
            [("activeBy", "2004"), ("activeUntil", "2022"), ("activeBy", "2001")],
            None,
            date(2001, 12, 31),
            date(2022, 12, 31),
        ),
    ],
)
def test_the_closer_telling_of_one_and_the_widest_of_several(
    told: list[tuple[str, str]], first: date | None, known: date | None, last: date | None
) -> None:
    for claims in (tell(*told), tell(*reversed(told))):
        assert read_years(claims).get(ACTOR, (None, None)) == (first, last)
        assert read_first_known(claims).get(ACTOR) == known


def test_the_shipped_years_that_are_known_to_the_day(both: Build) -> None:
    """UCDP gives JNIM the year 2017; the day of its founding is told beside it."""
    years = {iri.rpartition("/")[2]: span for iri, span in both.years.items()}
    assert years["ucdp-6716"] == (date(2017, 3, 2), None)
    assert years["barkhane"] == (date(2014, 8, 1), date(2022, 11, 9))
    assert years["minusma"][0] == date(2013, 4, 25)
