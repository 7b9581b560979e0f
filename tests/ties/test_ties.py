"""What is one tie and not two."""

from __future__ import annotations

from datetime import date

import pytest

from sahel_kg.builds.build import Build
from sahel_kg.errors import UsageError
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import Relations, read_signs
from sahel_kg.ties.listing import list_asserted, list_ties
from sahel_kg.ties.ties import Tie, most_specific
from sahel_kg.vocabulary import PREFIXES, SKG

A, B = PREFIXES["actor"] + "a", PREFIXES["actor"] + "b"
YEAR = Extent(Bounds(date(2015, 1, 1), date(2015, 12, 31), date(2015, 1, 1), date(2015, 12, 31)), "happening")


def test_what_fights_both_ways_is_generalised_both_ways(build: Build) -> None:
    relations: Relations = build.relations
    fought = Tie(A, str(SKG.foughtAgainst), B, "-", "asserted", YEAR, "certain")
    hostile = [Tie(one, str(SKG.hostileTo), two, "-", "inferred", YEAR, "certain") for one, two in ((A, B), (B, A))]
    assert most_specific([fought, *hostile], relations) == [fought]
    attacked = Tie(A, str(SKG.attacked), B, "-", "asserted", YEAR, "certain")
    assert most_specific([attacked, *hostile], relations) == [attacked, hostile[1]]


def test_the_mirror_of_what_is_said_is_no_tie_of_its_own(build: Build) -> None:
    # Barkhane took the place of the mission of 2013 on 1 August 2014: the one day of both
    found = [t for t in build.ties() if t.relation == str(SKG.succeeds) and t.subject.endswith("/barkhane")]
    assert [t.status for t in found] == ["asserted"]


def test_signs_are_words_or_symbols() -> None:
    assert read_signs(["hostility", "-", "+"]) == ("-", "+")
    with pytest.raises(UsageError, match="no sign 'friendly': choose from cooperation, hostility, strain, neutral"):
        read_signs(["friendly"])


@pytest.mark.parametrize("day", [None, "2013-01-15"])
def test_the_ties_of_one_actor_and_the_asserted_ones_are_those_of_the_whole_list(both: Build, day: str | None) -> None:
    seen = both.at(day)
    actors = [actor.iri for actor in both.actors][::40]
    seen.listed.clear()
    alone = {iri: list_ties(seen, {iri}) for iri in actors}
    asserted = list(list_asserted(seen))
    every = list_ties(seen)
    assert alone == {iri: [tie for tie in every if iri in (tie.subject, tie.object)] for iri in actors}
    assert any(alone.values())
    assert asserted == [tie for tie in every if tie.status == "asserted"] == list(list_asserted(seen))
    assert alone == {iri: list_ties(seen, {iri}) for iri in actors}
