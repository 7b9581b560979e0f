"""Attacks are counted once, whatever was told twice or as a part."""

from __future__ import annotations

from datetime import date

from sahel_kg import Build
from sahel_kg.events.attacks import Attacks, count_attacks
from sahel_kg.events.events import read_events
from sahel_kg.record.claims import read_claims
from sahel_kg.vocabulary import SKG
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


def test_parts_and_second_reports_are_not_added() -> None:
    from pyoxigraph import DefaultGraph, RdfFormat, parse

    quads = list(parse(TURTLE_PREFIXES + TOLD, format=RdfFormat.TRIG))
    about = [q for q in quads if isinstance(q.graph_name, DefaultGraph)]
    claims = read_claims([q for q in quads if q not in about], about)
    assert count_attacks(read_events(claims)) == {
        ("urn:a", "urn:b"): Attacks(3, date(2019, 10, 1), date(2019, 12, 31), 9)
    }


def test_the_attack_of_the_article(build: Build) -> None:
    events = {
        (t.subject.rpartition("/")[2], t.object.rpartition("/")[2]): t.events
        for t in build.ties()
        if t.relation == str(SKG.attacked)
    }
    assert events["isgs", "malian-army"] == Attacks(1, date(2019, 11, 2), date(2019, 11, 2), 53)
    assert events["united-states", "abu-bakr-al-baghdadi"] == Attacks(1, date(2019, 10, 21), date(2019, 10, 31), 1)
