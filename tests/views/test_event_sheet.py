"""The sheet of an event: what rests on a claim that is hard to believe reads so."""

from __future__ import annotations

from sahel_kg import Build
from sahel_kg.views.text.event_sheet import event_rows, event_text
from sahel_kg.vocabulary import PREFIXES


def test_doubtful_places_are_marked(build: Build) -> None:
    event = build.events.by_iri[f"{PREFIXES['event']}attack-2019-11-02"]
    places = {told: grade for _, what, told, grade, _ in event_rows(event, build) if what == "occurred at"}
    assert places == {"Bamako (doubtful)": "C5", "Mali": "C3"}
    told = event_text(event, build)
    assert "Bamako (doubtful)" in told
    (doubted,) = [claim for claim in build.claims if claim.id == "claim:gd-p2-s1-b"]
    assert doubted.note
    assert f"\ngd-p2-s1-b: {doubted.note}\nTold by Recent Developments in Mali's Struggle" in told


def test_what_several_say_has_the_best_grade(build: Build) -> None:
    grades = {claim.id: claim.credibility for claim in build.claims}
    for event in build.events:
        for *_, told, grade, cited in event_rows(event, build):
            best = min(grades[f"claim:{each}"] for each in cited.split())
            assert grade.endswith(str(best)), event.iri
            assert told.count("(doubtful)") == (best in (4, 5)), event.iri
