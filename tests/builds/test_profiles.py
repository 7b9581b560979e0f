"""Events of an actor on a day: those that may have happened only later are marked, as ties are."""

from __future__ import annotations

from sahel_kg import Build
from sahel_kg.builds.profiles import profile
from sahel_kg.record.rewinding import when
from tests.exports.test_formats import check

SEIZED = "event:seizure-by-isgs"


def read(build: Build, day: str | None) -> dict[str, str]:
    found = profile(build, "ISGS", as_of=day)
    check("show", found.as_dict())
    return {str(each.row()[0]): each.reading for each in found.events}


def test_events_are_read_by_the_day(build: Build) -> None:
    """When ISGS took its territories is not told, only that it had by December 2019."""
    assert read(build, "2015-06-01") == {SEIZED: "possible"}
    assert read(build, "2019-12-03") == {"event:attack-2019-11-02": "certain", SEIZED: "certain"}
    assert set(read(build, None).values()) == {"certain"}
    (event,) = profile(build, "ISGS", as_of="2015-06-01").events
    assert event.told == "ISGS takes territories in the Sahel [possible by then]"


def test_only_what_is_wanted_is_there(build: Build) -> None:
    assert not profile(build.at(when("2015-06-01", "certain")), "ISGS").events


def test_places_are_told_with_what_is_said_of_them(build: Build) -> None:
    found = profile(build, "ISGS")
    said = [(tie.relation_label, tie.object_id, tie.status) for tie in found.places]
    assert said == [("controls", "place:p1s5-territories", "asserted"), ("operates in", "place:mali", "asserted")]
    assert [each["object"] for each in found.as_dict()["places"]] == ["place:p1s5-territories", "place:mali"]
    assert {tie.reading for tie in profile(build, "ISGS", as_of="2015-06-01").places} == {"possible"}
    assert not profile(build.at(when("2015-06-01", "certain")), "ISGS").places
