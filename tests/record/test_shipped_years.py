"""The years of the shipped actors: who merged was there no longer than that."""

from __future__ import annotations

from datetime import date

from sahel_kg import Build
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value


def test_nobody_outlasts_a_merger(both: Build) -> None:
    told = {
        value(triple.subject): claim.bounds.latest_end
        for claim in both.counted
        for triple in claim.statement
        if triple.predicate.value == str(SKG.mergedInto) and claim.bounds.latest_end
    }
    merged = {"actor:mnla", "actor:aqim-sahara", *(f"actor:ucdp-{n}" for n in (1157, 4376, 6267))}
    assert set(map(compact, told)) == merged
    assert {actor: both.years[actor][1] for actor in told} == told


def test_a_merger_ends_a_membership(both: Build) -> None:
    """By bg-mnla-merged the MNLA went into the FLA on 30 November 2024."""
    asked = ("MNLA", "skg:memberOf", "CMA")
    assert both.at(date(2024, 11, 30)).explain(*asked)
    assert both.at(date(2024, 12, 1)).explain(*asked) is None


def test_the_french_campaign_ends_with_its_last_name(both: Build) -> None:
    """By bg-french-campaign-until; France leads it until then, and is not presumed to beyond."""
    asked = ("France", "skg:leadsMission", "actor:french-campaign")
    assert both.at("2022-11-09").explain(*asked)
    assert both.at("2022-11-10").explain(*asked) is None


def test_the_coalition_is_there_from_the_day_on_which_its_founders_agreed(both: Build) -> None:
    """By bg-cma-from-day the CMA began on 9 June 2014, within the year that bg-cma-from tells."""
    iri = PREFIXES["actor"] + "cma"
    assert both.years[iri][0] == date(2014, 6, 9)
    assert not [tie for tie in both.at("2014-06-08").ties() if iri in (tie.subject, tie.object)]
    assert [tie for tie in both.at("2014-06-09").ties() if iri in (tie.subject, tie.object)]


def test_a_body_of_one_that_ended_ended_by_then(both: Build) -> None:
    """The joint force is an organ of the G5 Sahel, which was dissolved in 2023 (bg-g5-sahel-until)."""
    organs = {(tie.subject, tie.object) for tie in both.ties() if tie.relation == str(SKG.organOf)}
    ended = {(one, whole): both.years[whole][1] for one, whole in organs if both.years.get(whole, (None, None))[1]}
    assert {compact(one) for one, _ in ended} == {"actor:fc-g5s"}
    for (one, _), last in ended.items():
        own = both.years[one][1]
        assert own is not None
        assert last is not None
        assert own <= last
    assert both.at("2023-12-31").explain("Chad", "skg:participatesIn", "actor:fc-g5s")
    assert both.at("2024-01-01").explain("Chad", "skg:participatesIn", "actor:fc-g5s") is None


def test_four_groups_merged_into_jnim(both: Build) -> None:
    """By menastream-jnim-2017 these four gathered on 2 March 2017."""
    rows = both.query("successions", actor="actor:ucdp-6716").dicts()
    merged = {str(row["predecessor"]) for row in rows if row["earliestBegin"]}
    assert merged == {"actor:aqim-sahara", "actor:ucdp-1157", "actor:ucdp-4376", "actor:ucdp-6267"}
    assert both.at("2017-03-03").explain("actor:aqim-sahara", "skg:branchOf", "actor:ucdp-539") is None
