"""Who stayed in a body until it ended, or in a place until it left: presumed, worked out from ``data/``."""

from __future__ import annotations

from datetime import date

import pytest

from sahel_kg import Build
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.record.rewinding import When
from sahel_kg.vocabulary import PREFIXES, SKG


def read(build: Build, day: str, subject: str, relation: str, obj: str, persist: str = "12m") -> str | None:
    """The best reading that a claim gives to a fact on a day."""
    fact = PREFIXES["actor"] + subject, str(SKG[relation]), obj
    then = When(date.fromisoformat(day), persist=persist)
    telling = build.at(then).telling
    said = [claim.iri for claim in build.counted if ("asserted", fact) in claim.said]
    found = [then.read(told.extent) for iri in said if (told := telling(fact, iri))]
    return min((reading for reading in found if reading), key=BEST_FIRST.index, default=None)


@pytest.mark.parametrize(
    ("day", "fact", "expected"),
    [
        # gd-p8-s1-f: five states are members in November 2019; bg-g5-sahel-until: the G5 Sahel ended in 2023
        ("2022-06-15", ("chad", "memberOf", "g5-sahel"), "presumed"),
        ("2023-12-31", ("chad", "memberOf", "g5-sahel"), "presumed"),
        ("2024-01-01", ("chad", "memberOf", "g5-sahel"), None),
        # bg-mali-g5-until: Mali left from 15 May to 30 June 2022, which counts before the end of the body
        ("2022-07-15", ("mali", "memberOf", "g5-sahel"), None),
        # bg-fc-g5s-until
        ("2022-06-15", ("mauritania", "participatesIn", "fc-g5s"), "presumed"),
    ],
)
def test_a_member_stays_until_the_body_ends(
    both: Build, day: str, fact: tuple[str, str, str], expected: str | None
) -> None:
    subject, relation, body = fact
    assert read(both, day, subject, relation, PREFIXES["actor"] + body) == expected


@pytest.mark.parametrize(
    ("day", "actor", "expected"),
    [
        ("2021-06-15", "minusma", "presumed"),  # gd-p2-s5-d: there in 2019; bg-minusma-until: it ended in 2023
        ("2024-01-01", "minusma", None),
        # UCDP has French troops on the side of Mali in every year from 2013 to 2022; bg-france-mali-until
        ("2016-06-15", "france", "presumed"),
        ("2013-12-31", "france", "presumed"),
        ("2012-06-15", "france", "possible"),
        ("2022-08-16", "france", None),
    ],
)
def test_a_mission_stays_and_who_left_had_been_there(both: Build, day: str, actor: str, expected: str | None) -> None:
    assert read(both, day, actor, "deployedIn", PREFIXES["place"] + "mali") == expected


def test_nothing_is_presumed_where_nothing_is_to_persist(both: Build) -> None:
    assert read(both, "2022-06-15", "chad", "memberOf", PREFIXES["actor"] + "g5-sahel", "0d") == "possible"
    assert read(both, "2016-06-15", "france", "deployedIn", PREFIXES["place"] + "mali", "0d") == "possible"


def test_the_proof_says_why(both: Build) -> None:
    told = both.at("2022-06-15").explain("Chad", "skg:memberOf", "actor:g5-sahel")
    assert told
    assert any("presumed until 2023-12-31" in text for text in told.steps[0].cautions)
    told = both.at("2016-06-15").explain("France", "skg:deployedIn", "place:mali")
    assert told
    assert any("who left had been there" in text and "2022-a-support" in text for text in told.steps[0].cautions)
