"""Events are read off claims once, each thing with the claims that say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse

from sahel_kg import Build
from sahel_kg.events.events import Event, Events, read_events
from sahel_kg.events.nesting import find_report_circles, nest
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim, read_claims
from sahel_kg.record.extents import Extent
from sahel_kg.vocabulary import SKG, compact, expand, value
from tests.conftest import TURTLE_PREFIXES

TOLD = """
claim:a { event:raid a skg:Attack ; skg:attacker actor:one ; skg:target actor:two ; skg:occurredAt place:town . }
claim:a skg:earliestBegin "2019-11-02"^^xsd:date ; skg:latestEnd "2019-11-02"^^xsd:date .
claim:b { event:raid skg:attacker actor:one , actor:three ; skg:subEventOf event:wave . }
claim:b skg:earliestBegin "2019"^^xsd:gYear .
claim:c { event:wave a skg:EventSeries ; skg:hasSubEvent event:ambush ; skg:eventCount 3 , "many" . }
claim:d { event:peace skg:occurredAt place:town . actor:one skg:signatoryOf event:peace . }
claim:d skg:aspect skg:Holding .
claim:e { <e#r> a skg:CasualtyReport ; skg:reportedFor event:raid ; skg:party actor:two ; skg:lossKind skg:Killed . }
claim:f { <e#r> skg:best 5 . <e#r> skg:subsumes <g#r> . }
claim:g { <g#r> skg:subsumedBy <e#r> . <g#r> a skg:CasualtyReport ; skg:party actor:two . }
claim:h { actor:guard skg:organOf actor:two . actor:two skg:hasOrgan actor:army . }
"""


@pytest.fixture(scope="module")
def events() -> Events:
    base = expand("claim:x")
    assert base
    quads = list(parse(TURTLE_PREFIXES + TOLD, format=RdfFormat.TRIG, base_iri=base))
    about = [q for q in quads if isinstance(q.graph_name, DefaultGraph)]
    return read_events(read_claims([q for q in quads if q not in about], about))


def ids(claims: Iterable[Claim]) -> str:
    return "".join(claim.id.removeprefix("claim:") for claim in claims)


def event_of(events: Events, name: str) -> Event:
    iri = expand(f"event:{name}")
    assert iri
    return events.by_iri[iri]


def test_roles_have_the_claims_that_say_them(events: Events) -> None:
    raid = event_of(events, "raid")
    assert [(compact(role.relation), compact(role.thing), ids(role.claims)) for role in raid.roles] == [
        ("skg:attacker", "actor:one", "ab"),
        ("skg:attacker", "actor:three", "b"),
        ("skg:occurredAt", "place:town", "a"),
        ("skg:party", "actor:two", "ef"),  # who lost people has a part in the event in which they fell
        ("skg:target", "actor:two", "a"),
    ]
    assert [compact(place) for place in raid.places] == ["place:town"]
    peace = event_of(events, "peace")
    assert [(compact(role.relation), compact(role.thing)) for role in peace.roles] == [
        ("skg:occurredAt", "place:town"),
        ("skg:signatoryOf", "actor:one"),
    ]


def test_those_that_say_what_it_is_date_it(events: Events) -> None:
    day = date(2019, 11, 2)
    raid, peace = event_of(events, "raid"), event_of(events, "peace")
    assert {extent: ids(claims) for extent, claims in raid.times.items()} == {
        Extent(Bounds(day, None, None, day), "happening"): "a"
    }
    assert ids(raid.describing) == "ab"
    assert {extent: ids(claims) for extent, claims in peace.times.items()} == {Extent(): "d"}


def test_parts_are_told_either_way(events: Events) -> None:
    wave = event_of(events, "wave")
    assert {compact(each.iri): ids(each.wholes.get(wave.iri, ())) for each in events} == {
        "event:ambush": "c",
        "event:peace": "",
        "event:raid": "b",
        "event:wave": "",
    }
    assert not event_of(events, "ambush").times, "it is known by name alone"
    assert wave.count == 3, "what is no number is left out"
    assert event_of(events, "raid").count == 1


def test_a_report_is_what_its_claims_say_together(events: Events) -> None:
    [report] = events.reports  # the other one is for no event
    assert (compact(report.iri), report.number(), ids(report.claims)) == ("claim:e#r", "5", "ef")
    assert event_of(events, "raid").reports == (report,)
    assert [ids(claims) for claims in events.subsumed.values()] == ["fg"]


def test_nesting(events: Events) -> None:
    nesting = nest(events)
    assert {compact(each) for each in nesting.organs[expand("actor:two") or ""]} == {"actor:guard", "actor:army"}
    assert {compact(each) for each in nesting.single} == {"event:ambush", "event:peace", "event:raid"}


def test_circles_of_reports() -> None:
    assert find_report_circles([("a", "b"), ("b", "a"), ("c", "c")]) == [("c",)]
    assert find_report_circles([("a", "b"), ("b", "c"), ("c", "a")]) == [("a", "b", "c")]


def test_nothing_that_is_said_of_an_event_is_lost(both: Build) -> None:
    counted = [claim for claim in both.claims if claim.counts]
    events = read_events(counted)
    said = {
        (value(t.subject), t.predicate.value, value(t.object))
        for claim in counted
        for t in claim.statement
        if value(t.subject) in events.by_iri and value(t.object).startswith("http")
    }
    told = {(e.iri, role.relation, role.thing) for e in events for role in e.roles}
    told |= {(e.iri, str(SKG.subEventOf), whole) for e in events for whole in e.wholes}
    kinds = {(e.iri, kind) for e in events for kind in e.kinds}
    assert said
    assert {fact for fact in said if fact not in told and (fact[0], fact[2]) not in kinds} == set()


def test_what_is_doubtful_of_an_event_is_told_in_its_table(build: Build) -> None:
    """Claims of credibility 4 and 5 are doubtful; that the attack of 2 November 2019 was in Bamako is by such a one."""
    frame = build.events.to_pandas().set_index("event")
    assert frame.loc["event:attack-2019-11-02", "doubtful"] == "place:bamako"
    assert "place:bamako" in frame.loc["event:attack-2019-11-02", "places"].split()
    for event in build.events:
        told = {
            role.thing: [claim.credibility for claim in role.claims]
            for role in event.roles
            if role.thing in (*event.attackers, *event.targets, *event.places)
        }
        assert set(event.doubtful) == {thing for thing, given in told.items() if not {1, 2, 3, 6} & set(given)}
