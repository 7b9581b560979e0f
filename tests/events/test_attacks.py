"""Attacks are counted once, whatever was told twice or as a part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pyoxigraph import DefaultGraph, RdfFormat, parse

from sahel_kg import Build
from sahel_kg.events.attacks import Attacks, count_attacks
from sahel_kg.events.events import Events, read_events
from sahel_kg.events.nesting import nest
from sahel_kg.events.totals import Pair, add_up
from sahel_kg.record.claims import read_claims
from sahel_kg.vocabulary import PREFIXES, compact
from tests.conftest import TURTLE_PREFIXES

TOLD = """
<urn:c1> { event:one a skg:Attack ; skg:attacker <urn:a> ; skg:target <urn:b> ; skg:subEventOf event:all . }
<urn:c2> { event:all a skg:EventSeries ; skg:attacker <urn:a> ; skg:target <urn:b> ; skg:eventCount 3 . }
<urn:c3> { <urn:r1> a skg:CasualtyReport ; skg:reportedFor event:one ;
    skg:party <urn:b> ; skg:lossKind skg:Killed ; skg:best 5 . }
<urn:c4> { <urn:r2> a skg:CasualtyReport ; skg:reportedFor event:all ;
    skg:party <urn:b> ; skg:lossKind skg:Killed ; skg:low 9 . }
<urn:c5> { <urn:r3> a skg:CasualtyReport ; skg:reportedFor event:all ;
    skg:party <urn:b> ; skg:lossKind skg:Killed ; skg:best 8 . }
<urn:c6> { <urn:r4> a skg:CasualtyReport ; skg:reportedFor event:all ;
    skg:party <urn:a> ; skg:lossKind skg:Killed ; skg:best 70 . }
<urn:c2> skg:earliestBegin "2019-10"^^xsd:gYearMonth ; skg:latestEnd "2019"^^xsd:gYear .
"""


ORGAN = """
claim:a { event:raid a skg:Attack ; skg:attacker actor:band ; skg:target actor:state . }
claim:b { <#r> a skg:CasualtyReport ; skg:reportedFor event:raid ;
    skg:party actor:army ; skg:lossKind skg:Killed ; skg:low 10 ; skg:high 30 . }
claim:c { actor:army skg:organOf actor:state . actor:guard skg:organOf actor:army . }
claim:d { event:ambush a skg:Attack ; skg:attacker actor:band ; skg:target actor:guard . }
claim:e { <#s> a skg:CasualtyReport ; skg:reportedFor event:ambush ;
    skg:party actor:guard ; skg:lossKind skg:Killed ; skg:best 4 . }
claim:f { event:war a skg:EventSeries ; skg:target actor:state ; skg:hasSubEvent event:raid .
    <#t> a skg:CasualtyReport ; skg:reportedFor event:war ;
    skg:party actor:state ; skg:lossKind skg:Killed ; skg:low 101 . }
"""


def read(told: str) -> Events:
    quads = list(parse(TURTLE_PREFIXES + told, format=RdfFormat.TRIG, base_iri=PREFIXES["claim"]))
    about = [q for q in quads if isinstance(q.graph_name, DefaultGraph)]
    return read_events(read_claims([q for q in quads if q not in about], about))


def said(attacks: Mapping[Pair, Attacks]) -> dict[tuple[str, str], str]:
    return {(compact(one), compact(other)): each.in_words() for (one, other), each in attacks.items()}


def test_parts_and_second_reports_are_not_added() -> None:
    [attacks] = count_attacks(read(TOLD)).values()
    assert (attacks.count, attacks.at_least) == (3, False)
    assert (attacks.first, attacks.last) == (date(2019, 10, 1), date(2019, 12, 31))
    # at least 9 and 8 for the same dead cannot both be right: the range is kept
    assert attacks.in_words() == "3 attacks, dead: at least 8, best 8"
    assert attacks.deaths == add_up(read(TOLD).reports, nest(read(TOLD)), "urn:b", "Killed")


def test_the_dead_of_an_organ_are_the_wholes_and_keep_their_range() -> None:
    assert said(count_attacks(read(ORGAN))) == {
        ("actor:band", "actor:state"): "2 attacks, 14 to 34 dead (counted in: event:war, dead: at least 101)",
        ("actor:band", "actor:army"): "1 attack, 4 dead",
        ("actor:band", "actor:guard"): "1 attack, 4 dead",
    }


def test_of_a_series_nobody_knows_how_many() -> None:
    told = "claim:a { event:all a skg:EventSeries ; skg:attacker actor:one ; skg:target actor:two . }"
    parts = "".join(
        f"claim:{name} {{ event:{name} a skg:Attack ; skg:subEventOf event:all ; "
        "skg:attacker actor:one ; skg:target actor:two . }"
        for name in ("x", "y", "z")
    )
    assert [each.in_words() for each in count_attacks(read(told)).values()] == ["at least 2 attacks"]
    assert [each.in_words() for each in count_attacks(read(told + parts)).values()] == ["at least 3 attacks"]


def test_the_attacks_of_the_article(build: Build) -> None:
    events = {
        (t.subject.rpartition("/")[2], t.object.rpartition("/")[2]): t.events.in_words()
        for t in build.ties()
        if t.events
    }
    within = "(counted in: attacks on Malian troops, autumn 2019, dead: at least 101)"
    assert events == {
        ("isgs", "malian-army"): f"1 attack, 53 dead {within}",
        ("isgs", "mali"): f"1 attack, 53 dead {within}",
        ("p6s1-militants", "malian-army"): "at least 2 attacks, at least 101 dead",
        ("p6s1-militants", "mali"): "at least 2 attacks, at least 101 dead",
        ("united-states", "abu-bakr-al-baghdadi"): "1 attack, 1 dead",
        ("united-states", "islamic-state"): "1 attack",
        ("french-mission-2013", "p4s7-jihadists"): "1 attack",
    }
