"""Rows become claims: relations, happenings, losses, denials, judgements, kinds, several names in a cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from sahel_kg.desk.coded import CodedSheet
from sahel_kg.vocabulary import expand
from tests.desk.sheets import code, code_rows, complain, make, row, say


def triples(sheet: CodedSheet, number: str) -> set[str]:
    """Return the statement of a claim in CURIEs."""
    from sahel_kg.vocabulary import compact, value

    claim = next(each for each in sheet.claims if each.id == f"red-hills-{number}")
    return {
        " ".join(compact(value(term)) for term in (t.subject, t.predicate, t.object)).replace(
            f"claim:{claim.id}", "claim:"
        )
        for t in claim.statement
    }


def test_the_example_says_what_its_rows_say(tmp_path: Path) -> None:
    sheet = code(make(tmp_path))
    assert complain(sheet) == []
    assert say(sheet) == {
        "1": "Hill Band attacked Army of Arra (Boma attack)",
        "1-place": "Boma attack happened in Boma",
        "2": "Boma attack killed Army of Arra (at least 12)",
        "3": "Boma attack wounded Army of Arra (30)",
        "4": "Army of Arra organ of Arra",
        "5": "Ministry of Defence organ of Arra",
        "6": "Hill Band splintered from River Front",
        "7": "Hill Band controls Boma",
        "8": "Sela Toru leader of Hill Band",
        "9": "Sela Toru member of Army of Arra",
        "10": "River Front supports Hill Band (denied)",
        "11": "Norland leads mission Hills Mission",
        "12": "Norland supports Army of Arra",
        "13": "Reed Brigade fights alongside Hill Band",
        "14": "end of the truce concerns Hill Band; Arra",
        "in-boma": "Boma located in Red Hills",
        "kind-army-of-arra": "Army of Arra is an armed force",
        "kind-arra": "Arra is a state",
        "kind-hill-band": "Hill Band is an armed group",
        "kind-hills-mission": "Hills Mission is a mission",
        "kind-ministry-of-defence": "Ministry of Defence is an armed force",
        "kind-norland": "Norland is a state",
        "kind-reed-brigade": "Reed Brigade is an armed group",
        "kind-river-front": "River Front is an armed group",
        "kind-sela-toru": "Sela Toru is a person",
    }
    assert {claim.basis for claim in sheet.claims if claim.id.startswith("red-hills-kind")} == {"Implied"}


def test_a_happening_is_an_event_with_roles_place_and_losses(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Hill Band", "attacked", "Army of Arra", place="Boma", number="at least 92 killed; 30 wounded", event="E"),
    )
    assert complain(sheet) == []
    assert triples(sheet, "1") == {
        "event:e rdf:type skg:Attack",
        "event:e skg:attacker actor:hill-band",
        "event:e skg:target actor:army-of-arra",
    }
    assert triples(sheet, "1-place") == {"event:e skg:occurredAt place:boma"}
    killed = triples(sheet, "1-killed")
    assert {"claim:#report skg:low 92", "claim:#report skg:lossKind skg:Killed"} <= killed
    assert {"claim:#report skg:party actor:army-of-arra", "claim:#report skg:reportedFor event:e"} <= killed
    assert {"claim:#report skg:best 30", "claim:#report skg:lossKind skg:Wounded"} <= triples(sheet, "1-wounded")
    assert {claim.locator for claim in sheet.claims if claim.row} == {sheet.claims[0].locator}


def test_a_clash_is_an_event_with_two_sides_whose_dead_are_those_of_both(tmp_path: Path) -> None:
    line = row("Hill Band", "clashed with", "Army of Arra; Norland", place="Boma", number="9 killed", event="fight")
    sheet = code_rows(tmp_path, line, row("River Front", "a affronté", "Hill Band"))
    assert complain(sheet) == []
    sides = ("hill-band", "army-of-arra", "norland")
    assert triples(sheet, "1") == {
        "event:fight rdf:type skg:Clash",
        *(f"event:fight skg:hasParty actor:{side}" for side in sides),
        *(f"actor:hill-band skg:foughtAgainst actor:{side}" for side in sides[1:]),
    }
    assert say(sheet)["1"] == "Hill Band clashed with Army of Arra; Norland (fight)"
    assert triples(sheet, "1-place") == {"event:fight skg:occurredAt place:boma"}
    assert {f"claim:#report skg:partyTogether actor:{side}" for side in sides} <= triples(sheet, "1-killed")
    assert "event:red-hills-2 rdf:type skg:Clash" in triples(sheet, "2")


def test_place_and_number_of_a_later_row_are_those_of_its_event(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Hill Band", "attacked", "Army of Arra", event="E"),
        row("E", "killed", "Norland", number="3", place="Boma"),
        row("Norland", "party to", "E", place="Red Hills", event="E"),
        row("Norland", "party to", "E", event="F"),
    )
    assert triples(sheet, "2-place") == {"event:e skg:occurredAt place:boma"}
    assert triples(sheet, "3-place") == {"event:e skg:occurredAt place:red-hills"}
    assert complain(sheet) == [
        "claims O5 (event, row 4): 'F' is a name for what happened, and 'party to' tells another event: name that one, "
        "or empty the cell"
    ]


def test_whose_soldiers_are_killed_is_told_by_whom_was_struck(tmp_path: Path) -> None:
    lines = [
        row("Hill Band", "attacked", "Army of Arra", number=number)
        for number in ("12 soldiers killed", "killed: 12", "douze soldats tués", "12 soldiers were killed")
    ]
    sheet = code_rows(tmp_path, *lines)
    assert complain(sheet) == []
    assert [text for key, text in say(sheet).items() if key.endswith("killed")] == [
        "Hill Band attacked Army of Arra killed Army of Arra (12)"
    ] * 4


def test_what_is_told_of_an_event_has_its_time(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("E", "killed", "civilians", number="3"),
        row("E", "happened in", "Boma"),
        row("Hill Band", "attacked", "Army of Arra", event="E", from_="14 May 2018"),
        row("civilians", "is a", "population group"),
    )
    assert complain(sheet) == []
    when = {claim.row: claim.time.words for claim in sheet.claims if claim.row}
    assert when == {1: "2018-05-14", 2: "2018-05-14", 3: "2018-05-14", 4: ""}


def test_several_names_are_one_claim_of_all_pairs(tmp_path: Path) -> None:
    sheet = code_rows(tmp_path, row("Norland; Arra", "supports", "Hill Band; River Front"))
    assert len(triples(sheet, "1")) == 4
    assert [claim.row for claim in sheet.claims if claim.row] == [1]


def test_a_denial_is_of_the_relation_itself(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("River Front", "attacked", "Army of Arra; Norland", told_as="denied"),
        row("River Front", "launched an offensive", told_as="denied"),
    )
    assert triples(sheet, "1") == {
        f"claim:#denial-{number} {said}"
        for number, target in ((1, "army-of-arra"), (2, "norland"))
        for said in (
            "rdf:type owl:NegativePropertyAssertion",
            "owl:sourceIndividual actor:river-front",
            "owl:assertionProperty skg:attacked",
            f"owl:targetIndividual actor:{target}",
        )
    }
    assert complain(sheet) == [
        "claims K3 (told as, row 2): 'launched an offensive' cannot be denied so: deny a relation between two, such as "
        "attacked or supports"
    ]


@pytest.mark.parametrize(
    ("told", "assessment"),
    [("", ""), ("fact", ""), ("judgement", "Judgement"), ("prévision", "Forecast"), ("advice", "Recommendation")],
)
def test_how_it_is_told(tmp_path: Path, told: str, assessment: str) -> None:
    sheet = code_rows(tmp_path, row("end of the truce", "concerns", "Arra", told_as=told))
    (claim,) = (each for each in sheet.claims if each.row)
    assert claim.assessment == assessment
    assert triples(sheet, "1") == {
        "condition:end-of-the-truce rdf:type skg:Condition",
        "condition:end-of-the-truce skg:concerns actor:arra",
    }


def test_a_label_is_contested_unless_said_otherwise(tmp_path: Path) -> None:
    sheet = code_rows(tmp_path, row("Hill Band", "called", "terrorist"))
    (claim,) = (each for each in sheet.claims if each.row)
    assert claim.assessment == "ContestedLabel"
    assert triples(sheet, "1") == {"actor:hill-band skg:labelledAs category:terrorist"}


def test_the_other_direction_is_the_same_relation(tmp_path: Path) -> None:
    sheet = code_rows(tmp_path, row("Hill Band", "has leader", "Sela Toru"))
    assert triples(sheet, "1") == {"actor:sela-toru skg:leaderOf actor:hill-band"}


def test_who_leads_a_mission_leads_no_group(tmp_path: Path) -> None:
    sheet = code_rows(tmp_path, row("Norland", "leads", "Hills Mission"), row("Sela Toru", "leads", "Hill Band"))
    assert triples(sheet, "1") == {"actor:norland skg:leadsMission actor:hills-mission"}
    assert triples(sheet, "2") == {"actor:sela-toru skg:leaderOf actor:hill-band"}


def test_who_is_described_belongs_to_the_sentence(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Arra", "opposes", "[bands of the hills]"),
        row("Arra", "opposes", "[bands of the hills]", sentence="p1s2"),
    )
    assert triples(sheet, "1") == {"actor:arra skg:opposes actor:red-hills-p1s1-bands-of-the-hills"}
    assert triples(sheet, "2") == {"actor:arra skg:opposes actor:red-hills-p1s2-bands-of-the-hills"}
    assert sheet.things[expand("actor:red-hills-p1s1-bands-of-the-hills") or ""].thing.described


def test_what_rows_say_of_a_kind_stands_for_itself(tmp_path: Path) -> None:
    sheet = code_rows(tmp_path, row("Hill Band", "is a", "armed group; coalition", quote="Hill Band"))
    assert triples(sheet, "1") == {"actor:hill-band rdf:type skg:ArmedGroup", "actor:hill-band rdf:type skg:Coalition"}
    assert "kind-hill-band" not in say(sheet)


def test_series_and_durations(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Hill Band", "attacked several times", "Army of Arra", event="raids", number="2 events"),
        row("Hill Band", "controls", "Boma", number="10 months"),
    )
    assert "event:raids skg:eventCount 2" in triples(sheet, "1-count")
    assert [claim.duration for claim in sheet.claims if claim.row == 2] == ["10 months"]


def test_numbers_years_and_texts_are_literals(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Norland", "has troops in the field", "4,500"),
        row("Hill Band", "active from", "2016"),
        row("Sela Toru", "office title", "Captain"),
    )
    found = {claim.row: claim.statement for claim in sheet.claims if claim.row}
    assert [str(found[number][0].object) for number in (1, 2, 3)] == [
        '"4500"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"2016"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        '"Captain"@en',
    ]


def test_the_dead_are_those_of_whom_a_row_says_it(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Hill Band", "attacked", "Army of Arra", event="E", number="12 killed; 7 wounded"),
        row("E", "killed", "Norland", number="12"),
        row("E", "wounded", "Norland", number="4"),
        row("E", "wounded", "Army of Arra", number="3"),
    )
    assert complain(sheet) == []
    assert [key for key in say(sheet) if key[0].isdigit()] == ["1", "2", "3", "4"]
    assert list(sheet.notes) == [
        "row 1: its 12 are those of row 2, and counted once",
        "row 1: its 7 are those of rows 3 and 4, and counted once",
    ]


def test_the_same_dead_of_two_rows_are_counted_once(tmp_path: Path) -> None:
    lines = [
        row("Hill Band", "attacked", "Army of Arra", event="E"),
        row("E", "killed", "Army of Arra", number="at least 12"),
        row("E", "killed", "Army of Arra", number="12"),
        row("E", "killed", "Norland", number="12"),
        row("E", "killed", "Army of Arra", number="12", sentence="p1s2"),
    ]
    sheet = code_rows(tmp_path, *lines)
    assert complain(sheet) == []
    start = "claim:red-hills-"
    assert triples(sheet, "3-same") == {
        f"{start}2#report skg:subsumes {start}3#report",
        f"{start}3#report skg:subsumes {start}2#report",
    }
    assert [claim.basis for claim in sheet.claims if claim.part == "same"] == ["Implied"]
    assert list(sheet.notes) == [
        "rows 2 and 3 tell the same 12, counted once; if they are others, name each in the column event"
    ]
    (tmp_path / "others").mkdir()
    told_apart = [{**line, "event": f"dead {number}"} if number else line for number, line in enumerate(lines)]
    assert "3-same" not in say(code_rows(tmp_path / "others", *told_apart))


def test_reports_can_be_spoken_of(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Hills Mission", "lost", "Army of Arra", number="12", event="dead of May"),
        row("Hills Mission", "lost", "Norland", number="4", event="dead of Boma"),
        row("dead of May", "counts among its dead", "dead of Boma"),
    )
    (claim,) = (each for each in sheet.claims if each.row == 3)
    start = "https://w3id.org/sahel-kg/claim/red-hills-"
    wanted = Triple(
        NamedNode(f"{start}1#report"),
        NamedNode("https://w3id.org/sahel-kg/ontology#subsumes"),
        NamedNode(f"{start}2#report"),
    )
    assert claim.statement == (wanted,)


def test_own_words_and_french_ones(tmp_path: Path) -> None:
    folder = make(tmp_path, [row("Hill Band", "riv", "Arra"), row("Hill Band", "a attaqué", "Arra")])
    (folder / "words.csv").write_text("word,your words\nhostile to,riv; rival\n", "utf-8")
    assert say(code(folder))["1"] == "Hill Band hostile to Arra"
    assert triples(code(folder), "2") >= {"event:red-hills-2 rdf:type skg:Attack"}


def test_accusations_talks_and_mediators(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Arra", "blamed", "Norland", event="charge"),
        row("charge", "is about", "end of the truce"),
        row("Hill Band", "rejected", "end of the truce"),
        row("Norland", "mediated between", "Hill Band; Arra", event="talks"),
        row("Hill Band", "signed a ceasefire with", "Arra", event="truce"),
        row("Norland", "mediated", "truce"),
        row("truce", "mediated by", "Norland"),
    )
    assert complain(sheet) == []
    assert triples(sheet, "1") == {
        "event:charge rdf:type skg:Accusation",
        "event:charge skg:announcer actor:arra",
        "event:charge skg:accuses actor:norland",
    }
    assert "event:red-hills-3 skg:rejects condition:end-of-the-truce" in triples(sheet, "3")
    assert triples(sheet, "4") == {
        "event:talks rdf:type skg:Negotiation",
        "event:talks skg:mediatedBy actor:norland",
        "event:talks skg:hasParty actor:hill-band",
        "event:talks skg:hasParty actor:arra",
    }
    assert "event:truce rdf:type skg:Agreement" in triples(sheet, "5")
    assert triples(sheet, "6") == triples(sheet, "7") == {"actor:norland skg:mediated event:truce"}


def test_an_agreement_has_both_as_signatories(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Hill Band", "signed a pact with", "River Front", event="pact"),
        row("Norland", "signatory of", "pact"),
    )
    assert triples(sheet, "1") == {
        "event:pact rdf:type skg:Agreement",
        "event:pact skg:hasSignatory actor:hill-band",
        "event:pact skg:hasSignatory actor:river-front",
    }
    assert say(sheet)["1"] == "Hill Band; River Front signed an agreement (pact)"
    assert triples(sheet, "2") == {"actor:norland skg:signatoryOf event:pact"}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"from": "since 2016"}, "begun 2016; still so on 2018-06-02"),
        ({"from": "before 2016"}, "begun by 2015-12-31; end not told"),
        ({"from": "by mid-2016"}, "begun by 2016-08-31; not over before 2016-05-01"),
        ({"from": "before 2016", "to": "now"}, "begun by 2015-12-31; still so on 2018-06-02"),
        ({"from": "by mid-2016", "told_as": "denied"}, "at no time until 2016-05-01 to 2016-08-31"),
        ({"from": "before 2016", "told_as": "denied"}, "at no time until 2015-12-31"),
        ({"from": "in 2016", "told_as": "denied"}, "at no time of 2016"),
    ],
)
def test_check_says_what_is_told_of_the_end(tmp_path: Path, cells: dict[str, str], words: str) -> None:
    """The report is of 2 June 2018: who says *before 2016* does not say that it was so then."""
    sheet = code_rows(tmp_path, row("Hill Band", "supports", "River Front", **cells))
    assert complain(sheet) == []
    assert sheet.claims[0].time.words == words


def test_what_lies_after_the_report_is_asked_about_unless_it_is_a_forecast(tmp_path: Path) -> None:
    sheet = code_rows(
        tmp_path,
        row("Hill Band", "attacked", "River Front", place="Boma", **{"from": "in 2030"}),
        row("Hill Band", "supports", "River Front", **{"from": "2016", "to": "until July 2018"}),
        row("Hill Band", "supports", "River Front", **{"from": "in 2030", "told as": "forecast"}),
        row("Hill Band", "active until", "2030"),
    )
    assert [line.split(": ", 1) for line in complain(sheet)] == [
        [cell, f"'{text}' lies after the report itself, which came out by 2018-06-02: correct one of the two, {told}"]
        for told in ["or tell it as forecast"]
        for cell, text in [
            ("claims G2 (from, row 1)", "in 2030"),
            ("claims H3 (to, row 2)", "until July 2018"),
            ("claims F5 (object, row 4)", "2030"),
        ]
    ]


def test_who_fought_together_is_a_row_of_its_own(tmp_path: Path) -> None:
    day = {"from_": "14 May 2018", "to": "14 May 2018"}
    sheet = code_rows(
        tmp_path,
        row("Hill Band; [bands of the hills]", "attacked", "Army of Arra", **day),
        row("Hill Band", "fights alongside", "[bands of the hills]", **day),
    )
    assert complain(sheet) == []
    bands = "actor:red-hills-p1s1-bands-of-the-hills"
    event = "event:red-hills-1"
    assert triples(sheet, "1") == {
        f"{event} rdf:type skg:Attack",
        f"{event} skg:attacker actor:hill-band",
        f"{event} skg:attacker {bands}",
        f"{event} skg:target actor:army-of-arra",
    }
    assert triples(sheet, "2") == {f"actor:hill-band skg:fightsAlongside {bands}"}


def test_who_merged_or_went_over_is_an_actor_no_longer(tmp_path: Path) -> None:
    """A group that did, if it is told when, and as a fact: a time between two days is no end that can be told.

    A state that joins an alliance goes on, so does a person that joins a group, and who joined a state took it over.
    """
    sheet = code_rows(
        tmp_path,
        row("Hill Band", "merged into", "River Front", from_="March 2018", to="March 2018"),
        row("Hill Band", "joined", "River Front", from_="14 May 2018"),
        row("Hill Band", "joined", "River Front"),
        row("Hill Band", "joined", "River Front", from_="by May 2018"),
        row("Hill Band", "joined", "River Front", from_="2018", told_as="forecast"),
        row("Hill Band", "joined", "River Front", from_="2017", told_as="denied"),
        row("Arra", "joined", "River Front", from_="2017"),
        row("Sela Toru", "joined", "Hill Band", from_="2017"),
        row("Hill Band", "joined", "Arra", from_="2017"),
    )
    assert complain(sheet) == []
    ends = {claim.id: claim for claim in sheet.claims if claim.id.endswith("-end")}
    assert triples(sheet, "1-end") == {"actor:hill-band skg:activeUntil 2018-03"}
    assert triples(sheet, "2-end") == {"actor:hill-band skg:activeUntil 2018-05-14"}
    assert {claim.basis for claim in ends.values()} == {"Implied"}
    assert sorted(ends) == ["red-hills-1-end", "red-hills-2-end"]
