"""What happened in consecutive years stands in one row, and nothing is lost by it."""

from __future__ import annotations

from itertools import pairwise

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
