"""What happened in consecutive years stands in one row, and nothing is lost by it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sahel_kg import Build
from sahel_kg.ties.listing import join_years, year_of
from sahel_kg.vocabulary import compact


def test_runs_hold_every_tie_once_and_have_no_gaps(both: Build) -> None:
    ties = both.ties()
    runs = join_years(ties)
    assert sorted(map(str, ties)) == sorted(str(tie) for run in runs for tie in run)
    assert len(runs) < 0.6 * len(ties)
    for run in runs:
        assert len({(tie.subject, tie.relation, tie.object, tie.status) for tie in run}) == 1
        assert all((year_of(after) or 0) - (year_of(before) or 0) in (0, 1) for before, after in pairwise(run))
        assert len(run) == 1 or all(year_of(tie) for tie in run)


def test_the_wars_of_mali_with_cma_are_two_rows(both: Build) -> None:
    """By hand from UCDP: MNLA in 2012, CMA in 2014 and 2015."""
    found = {}
    for name in ("actor:mnla", "actor:cma"):
        ends = {"actor:mali", name}
        own = [tie for tie in both.ties() if {compact(tie.subject), compact(tie.object)} == ends and tie.sign == "-"]
        found[name] = [[year_of(tie) for tie in run] for run in join_years(own)]
    assert found == {"actor:mnla": [[2012]], "actor:cma": [[2014, 2015]]}


@pytest.mark.parametrize(
    ("subject", "relation", "obj"),
    [
        ("actor:france", "skg:leadsMission", "actor:barkhane"),
        ("actor:chad", "skg:memberOf", "actor:g5-sahel"),
        ("actor:minusma", "skg:organOf", "actor:united-nations"),
        ("actor:france", "skg:leadsMission", "actor:french-campaign"),
    ],
)
def test_a_tie_has_the_bounds_that_its_proof_has(both: Build, subject: str, relation: str, obj: str) -> None:
    """As a tie, in its JSON, and as what began and ended: the years of both ends cut what a claim tells."""
    asked = (subject, relation, obj)
    told = both.explain(*asked)
    assert told is not None
    proven = told.steps[0].extent
    (tie,) = [tie for tie in both.ties() if (tie.subject_id, tie.relation_id, tie.object_id) == asked]
    assert proven is not None
    assert tie.extent == proven
    assert None not in (tie.bounds.earliest_begin, tie.bounds.latest_end), "as their years are told"
    claim = tie.claims[0].bounds
    assert claim.latest_end is None, "told by no claim of it"


def test_a_tie_that_nobody_dates_is_undated(both: Build) -> None:
    undated = [tie for tie in both.ties() if tie.reading == "undated"]
    assert undated
    assert all(not claim.bounds for tie in undated for claim in tie.claims)
