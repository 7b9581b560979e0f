"""An end that one claim tells, of a state that another leaves open."""

from __future__ import annotations

from datetime import date

import pytest

from sahel_kg import Build
from sahel_kg.builds.histories import find_words, read_history
from sahel_kg.record.bounds import BEST_FIRST, Bounds, TieReading
from sahel_kg.record.relations import Relations
from sahel_kg.record.rewinding import When
from sahel_kg.ties.differences import compare
from tests.inference.claims import make_claim, name, telling_of

FACT = "actor:a memberOf actor:m"
REPORTED = Bounds(None, date(2019, 11, 3), date(2019, 12, 3), None)
LEFT = Bounds(None, None, date(2022, 5, 15), date(2022, 6, 30))
MIDDLE = date(2022, 6, 7)
BACK = Bounds(date(2021, 1, 1), date(2021, 1, 1), None, None)


@pytest.mark.parametrize(
    ("others", "end"),
    [
        ([LEFT], LEFT.latest_end),
        ([LEFT, Bounds(None, None, date(2021, 1, 1), date(2021, 2, 1))], LEFT.latest_end),  # the latest that is told
        ([Bounds(None, None, None, date(2018, 6, 30))], None),  # of another time: it was there in 2019
        ([LEFT, Bounds(None, date(2023, 1, 1), date(2023, 2, 1), None)], None),  # told to hold after that
        ([LEFT, Bounds(date(2020, 1, 1), date(2020, 1, 1), None, None)], None),  # begun anew: which one ended?
        ([Bounds(date(2020, 1, 1), date(2020, 1, 1), None, date(2022, 1, 1))], None),
        ([], None),
    ],
)
def test_a_told_end_closes_what_is_open(others: list[Bounds], end: date | None, relations: Relations) -> None:
    claims = [make_claim(0, FACT, bounds=REPORTED)]
    claims += [make_claim(n, FACT, bounds=bounds) for n, bounds in enumerate(others, 1)]
    subject, relation, obj = FACT.split()
    told = telling_of(claims, relations)((name(subject), name(relation), name(obj)), claims[0].iri)
    assert told is not None
    assert told.extent == told.listed
    assert told.extent.bounds == Bounds(*REPORTED.as_days()[:3], end)
    assert told.claims == (claims[0].iri,)


def test_mali_left_the_g5(build: Build) -> None:
    then, later = (When(date.fromisoformat(day), "presumed") for day in ("2019-12-03", "2023-12-31"))
    lost = {
        (tie.subject_id, tie.object_id)
        for tie in compare(build, find_words(build), then, later, relations=["skg:memberOf"]).lost
    }
    assert ("actor:mali", "actor:g5-sahel") in lost
    assert ("actor:chad", "actor:g5-sahel") not in lost  # it acknowledged the end of it, and left no day
    asked = ("Mali", "skg:memberOf", "G5 Sahel")
    assert build.at("2023-06-01").explain(*asked) is None
    told = build.explain(*asked)
    assert told is not None
    assert [claim.id for claim in told.steps[0].endings] == ["claim:bg-mali-g5-until"]
    ends = [c.when for c in read_history(build, among=["Mali", "G5 Sahel"]) if c.change == "ended"]
    assert ends == ["2022-05-15 to 2022-06-30"]


@pytest.mark.parametrize(
    ("others", "until"),
    [
        ([LEFT], date(2022, 6, 7)),  # the middle of the days on which it can have ended
        ([Bounds(None, None, None, date(2022, 6, 30))], date(2019, 12, 5)),  # over by then: it may have ended before
        ([LEFT, Bounds(date(2020, 1, 1), date(2020, 1, 1), None, None)], date(2019, 12, 5)),  # begun anew
        ([], date(2019, 12, 5)),
    ],
)
def test_who_left_had_not_left_before(others: list[Bounds], until: date, relations: Relations) -> None:
    claims = [make_claim(0, FACT, bounds=REPORTED)]
    claims += [make_claim(n, FACT, bounds=bounds) for n, bounds in enumerate(others, 1)]
    subject, relation, obj = FACT.split()
    told = telling_of(claims, relations)((name(subject), name(relation), name(obj)), claims[0].iri)
    assert told is not None
    assert told.extent.presumed == (date(2019, 11, 1), until)  # for two days where nothing tells more
    assert told.extent.bounds.earliest_end == date(2019, 12, 3), "presumed, not certain"


@pytest.mark.parametrize(
    ("said", "there", "end"),
    [
        ("deployedIn", "deployedIn place:land", LEFT.latest_end),
        ("deployedIn", "operatesIn place:land", LEFT.latest_end),  # who is not active there has no troops there
        ("operatesIn", "deployedIn place:land", None),  # without troops one may be active
        ("controls", "controls place:land", None),  # who has lost a country may hold a town
        ("controls", "operatesIn place:land", LEFT.latest_end),
        ("deployedIn", "deployedIn place:elsewhere", None),
        ("deployedIn", "deployedIn place:continent", LEFT.latest_end),  # around what is around it
    ],
)
def test_an_end_in_a_place_is_one_in_its_parts(said: str, there: str, end: date | None, relations: Relations) -> None:
    claims = [
        make_claim(0, f"actor:a {said} place:town", bounds=REPORTED),
        make_claim(1, f"actor:a {there}", bounds=LEFT),
        make_claim(2, "place:town locatedIn place:land", "place:land locatedIn place:continent"),
    ]
    fact = name("actor:a"), name(said), name("place:town")
    telling = telling_of(claims, relations)
    told = telling(fact, claims[0].iri)
    assert told is not None
    assert told.extent.bounds.latest_end == end
    assert told.extent.presumed == (date(2019, 11, 1), date(2019, 12, 5)), "where in the country is not told"
    assert [claim.iri for claim in telling.endings(fact, claims[0].iri)] == [claims[1].iri] * (end is not None)


@pytest.mark.parametrize(
    ("said", "bounds", "others", "presumed"),
    [
        # two days before it is certain, as in the town
        ("deployedIn place:town", REPORTED, [], (date(2019, 11, 1), MIDDLE)),
        (
            "deployedIn place:town",
            Bounds(date(2013, 1, 1), date(2019, 12, 3), None, None),
            [],
            (date(2019, 12, 3), MIDDLE),
        ),
        (
            "deployedIn place:town",
            Bounds(None, None, date(2021, 1, 1), date(2021, 1, 2)),
            [],
            (date(2020, 12, 31), MIDDLE),
        ),
        ("deployedIn place:continent", REPORTED, [], None),  # who is around it need not be in it
        ("operatesIn place:town", REPORTED, [], None),  # perhaps without troops
        ("deployedIn place:town", Bounds(None, date(2023, 1, 1), date(2023, 1, 1), None), [], None),
        # it had left in between, and was back
        ("deployedIn place:town", REPORTED, [BACK], (BACK.latest_begin, date(2022, 5, 17))),
    ],
)
def test_who_left_a_country_had_been_there_since_he_was_in_a_town(
    said: str, bounds: Bounds, others: list[Bounds], presumed: tuple[date, date] | None, relations: Relations
) -> None:
    claims = [
        make_claim(0, "actor:a deployedIn place:land", bounds=LEFT),
        make_claim(1, f"actor:a {said}", bounds=bounds),
        make_claim(2, "place:town locatedIn place:land", "place:land locatedIn place:continent"),
        *(make_claim(n, "actor:a deployedIn place:land", bounds=each) for n, each in enumerate(others, 3)),
    ]
    fact = name("actor:a"), name("deployedIn"), name("place:land")
    told = telling_of(claims, relations)(fact, claims[0].iri)
    assert told is not None
    assert told.extent.presumed == presumed
    assert BACK in others or told.extent.bounds == LEFT, "presumed, not certain"


def test_france_is_in_mali_from_when_it_is_told_in_kidal(build: Build) -> None:
    """By gd-p4-s3-a it was in Kidal by 3 December 2019, by bg-france-mali-until in Mali until 15 August 2022."""
    asked = ("France", "skg:deployedIn", "Mali")
    assert build.at(When(date(2019, 12, 3), "presumed")).explain(*asked)
    assert build.at(When(date(2019, 12, 3), "certain")).explain(*asked) is None
    lost = compare(build, find_words(build), *(When(date(y, 12, 3), "presumed") for y in (2019, 2022))).lost
    assert ("actor:france", "place:mali") in {(tie.subject_id, tie.object_id) for tie in lost}


def test_an_end_tells_no_begin(build: Build) -> None:
    told = [c for c in read_history(build, "Operation Barkhane") if c.fact[1:] == ("skg:deployedIn", "place:mali")]
    assert [(c.word, c.is_dated) for c in told] == [("ended", True), ("begin not told", False)]


def test_nobody_is_in_kidal_who_has_left_mali(build: Build) -> None:
    asked = ("France", "skg:deployedIn", "Kidal region")
    assert build.at("2022-08-15").explain(*asked), "the day on which the last soldier left, by bg-france-mali-until"
    assert build.at("2022-08-16").explain(*asked) is None


def test_burkina_faso_is_in_the_g5_between_what_two_claims_tell(build: Build) -> None:
    """By gd-p8-s1-f in 2019, and by bg-burkina-faso-g5-until not before 29 November 2023 no more."""

    def read(day: str) -> TieReading | None:
        asked = ("actor:burkina-faso", "actor:g5-sahel")
        found = [tie.reading for tie in build.at(day).ties() if (tie.subject_id, tie.object_id) == asked]
        return min(found, key=BEST_FIRST.index, default=None)

    read_on = {day: read(day) for day in ("2019-12-03", "2021-06-01", "2023-11-30", "2024-01-01")}
    assert read_on == {
        "2019-12-03": "certain",
        "2021-06-01": "presumed",
        "2023-11-30": "presumed",
        "2024-01-01": None,
    }
