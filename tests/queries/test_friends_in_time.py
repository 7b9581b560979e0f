"""Who is a friend of one of two and hostile to neither: a war of another time is none."""

from __future__ import annotations

from sahel_kg import Build


def friends(build: Build, actor: str, other: str) -> set[str]:
    return {str(row["friend"]) for row in build.query("friends-of-either", actor=actor, other=other).dicts()}


def test_a_war_of_another_time_is_none(both: Build) -> None:
    """Mali and Burkina Faso fought in 1985; troops beside it are told from 2013 on, an alliance of 2023."""
    found = both.query("friends-of-either", actor="Mali", other="CMA").dicts()
    ties = {str(row["relation"]) for row in found if row["friend"] == "actor:burkina-faso"}
    assert {"skg:alliedWith", "skg:contributesTo"} <= ties
    assert {row["foe"] for row in found if row["friend"] == "actor:burkina-faso"} == {None}
    assert "actor:mnla" in friends(both, "Mali", "CMA"), "it fought Mali in 2012, and is in the CMA from 2014 on"


def test_who_is_hostile_at_the_time_is_no_friend(both: Build) -> None:
    """ISGS, a branch of the Islamic State, attacked Mali's army on 2 November 2019."""
    assert "actor:isgs" not in friends(both, "actor:mali", "actor:islamic-state")
    assert "actor:isgs" in friends(both, "actor:islamic-state", "actor:ecowas")
