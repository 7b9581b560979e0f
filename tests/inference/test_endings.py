"""An end that one claim tells, of a state that another leaves open."""

from __future__ import annotations

from datetime import date

import pytest

from sahel_kg import Build
from sahel_kg.builds.histories import find_words, read_history
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.relations import Relations
from sahel_kg.record.rewinding import When
from sahel_kg.ties.differences import compare
from tests.inference.claims import make_claim, name, telling_of

FACT = "actor:a memberOf actor:m"
REPORTED = Bounds(None, date(2019, 11, 3), date(2019, 12, 3), None)
LEFT = Bounds(None, None, date(2022, 5, 15), date(2022, 6, 30))


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
    assert told.extent.bounds == told.stated.bounds
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
