"""What tells that a state was there some time in a year, beside an end of that state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sahel_kg import Build
from sahel_kg.builds.histories import compare_days
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.record.relations import Relations
from sahel_kg.record.rewinding import When
from tests.inference.claims import make_claim, name, telling_of

SOIL = make_claim("soil", "actor:host territory place:land")
GIVES = name("actor:guest"), name("contributesTo"), name("actor:host")
LEFT = Bounds(None, None, date(2022, 8, 15), date(2022, 8, 15))
LEFT_BEFORE = Bounds(None, None, date(2018, 5, 1), date(2018, 5, 1))


def year(number: int) -> Bounds:
    return Bounds(date(number, 1, 1), date(number, 12, 31), date(number, 1, 1), date(number, 12, 31))


def row(number: int, fact: str = "actor:guest contributesTo actor:host") -> Claim:
    return replace(make_claim(f"row-{number}", fact, bounds=year(number)), aspect="happening")


def stays(*several: Bounds) -> list[Claim]:
    return [make_claim(n, "actor:guest deployedIn place:land", bounds=bounds) for n, bounds in enumerate(several)]


@pytest.mark.parametrize(
    ("number", "there", "until", "over", "at_most"),
    [
        (2022, [LEFT], LEFT.latest_end, LEFT.latest_end, "certain"),  # of the part of the year before the end
        (2021, [LEFT], date(2021, 12, 31), LEFT.latest_end, "certain"),  # and in no window after it
        (2023, [LEFT], date(2023, 12, 31), None, "possible"),  # who had left sends nobody
        (2022, [], date(2022, 12, 31), None, "certain"),
        (2017, [LEFT_BEFORE, LEFT], date(2017, 12, 31), LEFT_BEFORE.latest_end, "certain"),  # the first after it
        # back in that year
        (2022, [LEFT, Bounds(date(2022, 10, 1), date(2022, 10, 1), None, None)], date(2022, 12, 31), None, "certain"),
        # back before that year
        (2023, [LEFT, Bounds(date(2022, 10, 1), date(2022, 10, 1), None, None)], date(2023, 12, 31), None, "certain"),
        # back later: that year is as doubtful
        (2023, [LEFT, Bounds(date(2024, 10, 1), date(2024, 10, 1), None, None)], date(2023, 12, 31), None, "possible"),
    ],
)
def test_a_year_tells_of_the_part_before_a_departure(
    number: int, there: list[Bounds], until: date, over: date | None, at_most: str, relations: Relations
) -> None:
    claims = [row(number), *stays(*there), SOIL]
    told = telling_of(claims, relations)(GIVES, claims[0].iri)
    assert told is not None
    assert (told.extent.bounds.earliest_begin, told.extent.bounds.latest_end) == (date(number, 1, 1), until)
    assert (told.extent.over, told.extent.at_most) == (over, at_most)
    assert told.listed == told.extent


def test_an_end_of_the_same_state_is_one_as_well(relations: Relations) -> None:
    fact = "actor:a fightsAlongside actor:b"
    claims = [row(2022, fact), row(2023, fact), make_claim("end", fact, bounds=LEFT)]
    telling = telling_of(claims, relations)
    words = name("actor:a"), name("fightsAlongside"), name("actor:b")
    found = [telling(words, claim.iri) for claim in claims[:2]]
    assert [told and told.extent.over for told in found] == [LEFT.latest_end, None]
    assert [told and told.extent.at_most for told in found] == ["certain", "certain"], "it may be so again"
    assert [claim.iri for claim in telling.endings(words, claims[0].iri)] == [claims[2].iri]


def test_what_happens_has_no_end(relations: Relations) -> None:
    fact = "actor:a foughtAgainst actor:b"
    claims = [row(2022, fact), make_claim("end", fact, bounds=LEFT)]
    told = telling_of(claims, relations)((name("actor:a"), name("foughtAgainst"), name("actor:b")), claims[0].iri)
    assert told is not None
    assert told.extent.over is None


def test_no_window_after_the_end_has_it(relations: Relations) -> None:
    claims = [row(2022), *stays(LEFT), SOIL]
    told = telling_of(claims, relations)(GIVES, claims[0].iri)
    assert told is not None
    read = {day: When(date.fromisoformat(day), window="12m").read(told.extent) for day in ("2022-08-15", "2022-08-16")}
    assert read == {"2022-08-15": "certain", "2022-08-16": None}
    assert When(date(2023, 1, 1)).read(told.extent) == "certain", "it has happened ever since"


def test_a_state_that_sends_troops_ends_with_them(relations: Relations) -> None:
    """As a claim tells it that has it go on and gives no year."""
    claims = [
        make_claim("c", "actor:guest contributesTo actor:host", bounds=Bounds(None, date(2019, 12, 3), None, None))
    ]
    claims += [*stays(LEFT), SOIL]
    told = telling_of(claims, relations)(GIVES, claims[0].iri)
    assert told is not None
    assert told.extent.bounds.latest_end == LEFT.latest_end


def test_cases_know_who_tells_the_departure(relations: Relations) -> None:
    claims = [row(2022), *stays(LEFT), SOIL]
    counting = {claims[0].iri: 0b11, claims[1].iri: 0b01, SOIL.iri: 0b11}
    told = telling_of(claims, relations).cases(GIVES, claims[0].iri, counting)
    assert {mask: found.extent.over for found, mask in told} == {0b01: LEFT.latest_end, 0b10: None}


def test_france_left_mali_between_two_days(both: Build) -> None:
    """UCDP has French troops on Mali's side in 2019 and 2022; the last of them left on 15 August."""
    for around in ((), "Mali", "France"):
        found = compare_days(both, "2019-12-03", "2022-12-31", around=around)
        lost = {(tie.subject_id, tie.relation_id, tie.object_id): [c.id for c in tie.claims] for tie in found.lost}
        assert "claim:bg-france-mali-until" in lost["actor:france", "skg:contributesTo", "actor:mali"]
        after = {each.after.subject_id for each in found.changed if each.after.object_id == "actor:mali"}
        assert "actor:france" not in after
    there = {day: _sends(both, day) for day in ("2022-08-15", "2022-08-16", "2022-12-31", "2023-10-01")}
    assert there == {"2022-08-15": True, "2022-08-16": False, "2022-12-31": False, "2023-10-01": False}


def _sends(build: Build, day: str) -> bool:
    ties = build.at(When(date.fromisoformat(day), "presumed", "12m")).ties(general=True)
    return any(
        (tie.subject_id, tie.object_id) == ("actor:france", "actor:mali") and tie.sign == "+" and tie.status != "denied"
        for tie in ties
    )


def test_burkina_faso_has_french_troops_all_year(both: Build) -> None:
    """Nobody tells of an end there in 2022."""
    lost = {(t.subject_id, t.object_id) for t in compare_days(both, "2019-12-03", "2022-12-31").lost}
    assert ("actor:france", "actor:burkina-faso") not in lost
