"""Losses that an actor inflicted, losses in a place, and those of everybody: each number worked out by hand."""

from __future__ import annotations

import pytest

from sahel_kg.events.areas import read_area
from sahel_kg.events.attacks import list_inflicted
from sahel_kg.events.events import Events
from sahel_kg.events.nesting import nest
from sahel_kg.events.reports import Report
from sahel_kg.events.totals import EVERYBODY, Total, add_up, list_totals
from sahel_kg.vocabulary import PREFIXES, compact
from tests.events.test_attacks import read

KILLED = "a skg:CasualtyReport ; skg:lossKind skg:Killed ; skg:reportedFor"
WAR = f"""
claim:a {{ event:raid a skg:Attack ; skg:attacker actor:band ; skg:target actor:army ; skg:occurredAt place:town . }}
claim:b {{ event:siege a skg:Attack ; skg:attacker actor:cell ; skg:target actor:army ; skg:occurredAt place:land . }}
claim:c {{ event:far a skg:Attack ; skg:attacker actor:band ; skg:target actor:army ; skg:occurredAt place:abroad . }}
claim:d {{ event:crash a skg:Accident . }}
claim:e {{ actor:cell skg:organOf actor:band . }}
claim:f {{ place:town skg:locatedIn place:province . place:province skg:locatedIn place:land . }}
claim:1 {{ <#raid-army> {KILLED} event:raid ; skg:party actor:army ; skg:best 10 . }}
claim:2 {{ <#raid-villagers> {KILLED} event:raid ; skg:party actor:villagers ; skg:best 3 . }}
claim:3 {{ <#raid-band> {KILLED} event:raid ; skg:party actor:band ; skg:best 2 . }}
claim:4 {{ <#siege> {KILLED} event:siege ; skg:party actor:army ; skg:best 5 . }}
claim:5 {{ <#far> {KILLED} event:far ; skg:party actor:army ; skg:best 7 . }}
claim:6 {{ <#crash> {KILLED} event:crash ; skg:party actor:army ; skg:best 4 . }}
claim:7 {{ <#feud> {KILLED} conflict:feud ; skg:partyTogether actor:band , actor:rivals ; skg:best 20 . }}
claim:8 {{ <#strife> {KILLED} conflict:strife ; skg:partyTogether actor:band , actor:clan ; skg:best 30 . }}
""" + "".join(
    f'claim:{number} skg:earliestBegin "{year}"^^xsd:gYear ; skg:latestEnd "{year}"^^xsd:gYear .\n'
    for number, year in [*((n, 2020) for n in range(1, 7)), (7, 2019), (8, 2019)]
)
Number = tuple[int, int | None, int | None]


@pytest.fixture(scope="module")
def events() -> Events:
    return read(WAR)


def numbers(totals: list[Total]) -> dict[str, Number]:
    return {compact(t.party) if t.party else "everybody": (t.low, t.best, t.high) for t in totals}


def test_everybody(events: Events) -> None:
    """10 + 3 + 2 + 5 + 7 + 4 of one party each, 20 + 30 of two together; two conflicts of one data set are two."""
    found = numbers(list_totals(events.reports, nest(events)))
    assert found == {
        "actor:army": (26, 26, 26),
        "actor:band": (2, 2, 2),
        "actor:villagers": (3, 3, 3),
        "everybody": (81, 81, 81),
    }


def test_of_several_together_nobody_knows_how_many_were_whose(events: Events) -> None:
    nesting = nest(events)
    feud = next(report for report in events.reports if report.together and report.best == 20)
    assert [compact(party) for party in feud.parties] == ["actor:band", "actor:rivals"]
    band = PREFIXES["actor"] + "band"
    assert nesting.concerns(band, feud)
    assert not nesting.counts_for(band, feud)
    assert feud.as_dict()["party"] is None
    assert feud.as_dict()["together"] == ["actor:band", "actor:rivals"]


def test_what_is_counted_together_may_be_counted_alone_elsewhere(events: Events) -> None:
    """Of one time, the band's 2 may be among the 20 or not."""
    same_time = read(WAR.replace('"2019"', '"2020"'))
    reports = [r for r in same_time.reports if r.best in (2, 20)]
    total = add_up(reports, nest(same_time), EVERYBODY, "Killed")
    assert (total.low, total.best, total.high) == (20, None, 22)
    assert "may count the same dead" in total.notes[0]


@pytest.mark.parametrize(
    ("attacker", "found"),
    [
        # its organ's siege too; not its own dead, nor an accident, nor what two lost against each other
        ("band", {"actor:army": (22, 22, 22), "actor:villagers": (3, 3, 3), "everybody": (25, 25, 25)}),
        ("cell", {"actor:army": (5, 5, 5)}),
        ("army", {}),
    ],
)
def test_inflicted(events: Events, attacker: str, found: dict[str, Number]) -> None:
    nesting = nest(events)
    reports = list_inflicted(events, PREFIXES["actor"] + attacker, nesting)
    assert numbers(list_totals(reports, nesting)) == found


@pytest.mark.parametrize(
    ("place", "army", "everybody"),
    [
        # raid and siege; the crash may have been here, as may the feuds; what was abroad was not
        ("land", (15, None, 19), (20, None, 74)),
        # of the siege only the land is told
        ("town", (10, None, 19), (15, None, 74)),
        ("abroad", (7, None, 11), (7, None, 61)),
    ],
)
def test_in_a_place(events: Events, place: str, army: Number, everybody: Number) -> None:
    nesting, area = nest(events), read_area(events, PREFIXES["place"] + place)

    def is_there(report: Report) -> bool | None:
        return area.holds(events.by_iri.get(report.event))

    found = numbers(list_totals(events.reports, nesting, located=is_there))
    assert (found["actor:army"], found["everybody"]) == (army, everybody)
