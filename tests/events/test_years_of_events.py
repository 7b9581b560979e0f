"""An event cannot have been before those who had a part in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sahel_kg import Build
from sahel_kg.builds.profiles import profile
from sahel_kg.vocabulary import PREFIXES

SEIZURE = PREFIXES["event"] + "seizure-by-isgs"


def listed(build: Build, year: int) -> set[str]:
    period: dict[str, Any] = {"from": f"{year}-01-01", "to": f"{year}-12-31"}
    return {str(row["event"]) for row in build.query("events-in-period", **period).dicts()}


def test_isgs_takes_nothing_before_it_is_there(both: Build) -> None:
    """By gd-p1-s5-f it took territories by 3 December 2019; by bg-isgs-from it is there from 2015 on."""
    assert both.events.by_iri[SEIZURE].lived == (date(2015, 1, 1), None)
    years = [year for year in range(2010, 2021) if "event:seizure-by-isgs" in listed(both, year)]
    assert years == [2015, 2016, 2017, 2018, 2019]
    assert [event.label for event in profile(both, "ISGS", as_of=2012).events] == []


def test_what_is_told_of_another_time_stays(both: Build) -> None:
    """Whom a source has in an event of before his years was there, or is another: the event is as it is told."""
    event = both.events.by_iri[SEIZURE]
    told = next(iter(event.times))
    early = told.clip(None, date(2011, 12, 31))
    assert early is not None
    assert event.within_years(early) == early


def test_attacks_lie_within_the_years(both: Build) -> None:
    """The two attacks before 2 November 2019, without a first day, struck the army of Mali: by its years of 1960 on."""
    rows = both.query("attacks", target="actor:malian-army").dicts()
    first = {str(row["event"]): str(row["earliestBegin"]) for row in rows}
    assert first == {
        "event:attack-2019-11-02": "2019-11-02",
        "event:attacks-of-recent-weeks-2019": "2019-09-10",
        "event:border-attacks-2019": "1960-01-01",
    }
    period: dict[str, Any] = {"from": "1950-01-01", "to": "1959-12-31"}
    assert not both.query("attacks", target="actor:malian-army", **period)
