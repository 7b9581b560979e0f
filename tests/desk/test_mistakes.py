"""Every kind of mistake in a sheet: worksheet, cell and row are named, with what to do; all are listed at once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sahel_kg.desk.words import FILE, GROUPS, Wordbook
from sahel_kg.record.spelling import fold
from tests.desk.sheets import code, complain, fill, make, others, read, row


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"subject": ""}, "D2 (subject, row 1): is empty: write who or what it is about"),
        ({"relation": ""}, "E2 (relation, row 1): is empty: choose a word of the worksheet words"),
        (
            {"relation": "suports"},
            "E2 (relation, row 1): 'suports' is no relation: did you mean 'supports'? All are in the worksheet words, "
            "which takes your own words, too",
        ),
        (
            {"object": ""},
            "F2 (object, row 1): is empty, and 'opposes' needs one: Republic of Arra | opposes | Hill Band",
        ),
        (
            {"told as": "opinon"},
            "K2 (told as, row 1): 'opinon' is no word for it: did you mean 'judgement'? Known are fact, denied, "
            "judgement, explanation, forecast, recommendation, label: choose one, or empty the cell",
        ),
        (
            {"told as": "B3"},
            "K2 (told as, row 1): 'B3' is a grade: its number 3 goes into credibility, its letter stands for the whole "
            "report in source.toml",
        ),
        (
            {"told as": "prediction"},
            "K2 (told as, row 1): 'prediction' is no word for it: did you mean 'forecast'? Known are fact,",
        ),
        (
            {"from": "recently"},
            "G2 (from, row 1): 'recently' names no days: write 'recent weeks' or 'in recent months'",
        ),
        (
            {"basis": "Guessed"},
            "L2 (basis, row 1): 'Guessed' is none of Stated, Implied: choose one, or empty the cell",
        ),
        (
            {"credibility": "high"},
            "M2 (credibility, row 1): 'high' is none of 1, 2, 3, 4, 5, 6: choose one, or empty the cell",
        ),
        ({"row": "one"}, "A2 (row, row one): 'one' is no number: empty the cell, and the row gets one"),
        (
            {"sentence": "p9s9", "quote": ""},
            "B2 (sentence, row 1): 'p9s9' is none of the sentences: see the worksheet sentences",
        ),
        (
            {"quote": "attacked an army outpost"},
            "C2 (quote, row 1): 'attacked an army outpost' is not in the text; the nearest words (p1s1) are 'Band "
            "attacked an army post'",
        ),
        (
            {"quote": "on 14 May 2018. At least 12 soldiers"},
            "C2 (quote, row 1): reaches from p1s1 to p1s2, and a claim rests on one sentence: quote one and say the "
            "other in note, or join them in the worksheet sentences",
        ),
        ({"quote": "=...="}, "C2 (quote, row 1): is no quote: write words of the text, with ... for what is left out"),
        (
            {"place": "Boma"},
            "I2 (place, row 1): belongs to what happened, and 'opposes' tells no event: write 'attacked' or 'clashed "
            "with', or empty it; a row of its own says where somebody is: Hill Band | operates in | Boma",
        ),
        (
            {"relation": "fought against", "number": "3 killed"},
            "J2 (number, row 1): belongs to what happened, and 'fought against' tells no event: write 'clashed with', "
            "or empty it",
        ),
        (
            {"event": "spring of Boma"},
            "O2 (event, row 1): belongs to what happened, and 'opposes' tells no event: write 'attacked' or 'clashed "
            "with', or empty it",
        ),
        (
            {"told as": "denied", "event": "Boma attack"},
            "O2 (event, row 1): belongs to what happened, and the row says that it did not: empty it",
        ),
        (
            {"relation": "split from", "object": "Arra"},
            "F2 (object, row 1): 'Arra' is the subject as well, and 'splintered from' is between two: name the other; "
            "what came of it, or is part of it, needs a name of its own (Hill Band | splintered from | River Front)",
        ),
        (
            {"relation": "split", "object": ""},
            "F2 (object, row 1): is empty, and 'splintered from' needs one: Hill Band | splintered from | River Front",
        ),
        ({"relation": "attacked", "object": "Arra; Hill Band"}, "F2 (object, row 1): 'Arra' is the subject as well"),
        ({"relation": "clashed with", "object": ""}, "F2 (object, row 1): is empty, and 'clashed with' needs one"),
        (
            {"relation": "is a", "object": "armed grop"},
            "F2 (object, row 1): 'armed grop' is no kind: did you mean armed group",
        ),
        (
            {"relation": "had an accident"},
            "F2 (object, row 1): 'had an accident' takes no object: empty the cell, or choose a verb with one",
        ),
        (
            {"relation": "killed", "subject": "Hills Mission"},
            "J2 (number, row 1): write how many, of one sort: 3, at least 12, between 10 and 30",
        ),
        (
            {"relation": "attacked", "number": "12 cows"},
            "J2 (number, row 1): '12 cows': say of what, such as 3 killed; known are killed, wounded, lost and events",
        ),
        (
            {"relation": "attacked", "number": "five fighters killed, two civilians killed"},
            "J2 (number, row 1): says of whom: write a row each, 'the event | killed | Hill Band' with number 5; 'the "
            "event | killed | civilians' with number 2, and name the event in the column event",
        ),
        (
            {"relation": "attacked", "number": "two civilians killed, 11 wounded", "event": "E"},
            "J2 (number, row 1): says of whom: write a row each, 'E | killed | civilians' with number 2; wounded can "
            "stay here",
        ),
        (
            {"relation": "attacked", "number": "five fighters and two civilians killed", "event": "E"},
            "J2 (number, row 1): says of whom: write a row each, 'E | killed | Hill Band' with number 5; 'E | killed | "
            "civilians' with number 2",
        ),
        (
            {"relation": "has troops in the field", "object": "many"},
            "F2 (object, row 1): 'many' is no number: write it in digits",
        ),
        (
            {"object": "The government"},
            "F2 (object, row 1): 'The government' does not say which: write its name",
        ),
        (
            {"object": "armed groups"},
            "F2 (object, row 1): 'armed groups' is not known yet: list it in names, or write [armed groups] if only "
            "this sentence speaks of it",
        ),
        ({"from": "17 February"}, "G2 (from, row 1): '17 February' has no year: write it, as in 17 February 2018"),
        ({"relation": "active from", "object": "long ago"}, "F2 (object, row 1): 'long ago'"),
        *(
            (
                {"relation": said},
                f"E2 (relation, row 1): '{said}' is no relation: other names, former ones too, go into the column also",
            )
            for said in ("formerly called", "was renamed", "anciennement appelé", "also known as", "a.k.a.")
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_a_mistake_is_named_with_what_to_do(tmp_path: Path, cells: dict[str, str], message: str) -> None:
    line = {**row("Arra", "opposes", "Hill Band", quote="an army post"), **cells}
    (found,) = complain(code(make(tmp_path, [line])))
    assert found.startswith(f"claims {message}")


@pytest.mark.parametrize(("since", "until"), [("03/04/2019", ""), ("14 May", ""), ("", "whenever")])
def test_a_date_that_may_be_two_or_none_is_asked_about(tmp_path: Path, since: str, until: str) -> None:
    (found,) = complain(code(make(tmp_path, [row("Arra", "opposes", "Hill Band", from_=since, to=until)])))
    assert found.startswith(f"claims {'H2 (to' if not since else 'G2 (from'}, row 1): ")


@pytest.mark.parametrize(
    ("text", "group", "offered"),
    [
        ("ceasefire with", "relation happening loss", ["signed an agreement", "party to"]),
        ("cessez-le-feu avec", "relation happening loss", ["signed an agreement", "party to"]),
        ("is an enemy of", "relation happening loss", ["hostile to", "opposes"]),
        ("a soutenu", "relation happening loss", ["supports"]),
        ("attaked", "relation happening loss", ["attacked"]),
        ("spied on", "relation happening loss", []),
        ("formerly of", "relation happening loss", []),  # no training (formation), however it begins
        ("in a formal pact with", "relation happening loss", ["signed an agreement", "party to"]),
        ("supplanted", "relation happening loss", []),
        ("a formé", "relation happening loss", ["supports"]),
        ("rebels", "kind", ["armed group"]),
        ("prediction", "told as", ["forecast"]),
    ],
)
def test_what_means_the_like_is_offered_before_what_is_spelt_alike(text: str, group: str, offered: list[str]) -> None:
    groups = [group] if group == "told as" else group.split()
    assert Wordbook(others().ontology).near(text, *groups) == offered


def test_what_is_offered_for_its_meaning_is_listed() -> None:
    words = Wordbook(others().ontology)
    given = tomllib.loads(FILE.read_text("utf-8"))["near"]
    assert [word for each in given for word in each["meant"] if not words.find(word, *GROUPS)] == []
    said = [text for each in given for text in each["said"]]
    assert [text for text in said if fold(text) != text.removesuffix("*")] == []


def test_losses_of_nobody_are_asked_about(tmp_path: Path) -> None:
    line = row("Hill Band", "had an accident", number="3 killed", event="crash")
    (found,) = complain(code(make(tmp_path, [line])))
    assert found == "claims J2 (number, row 1): nobody says whose they are: write a row 'crash | killed | who'"


def test_all_are_listed_at_once_and_the_other_rows_are_looked_at(tmp_path: Path) -> None:
    lines = [row("Arra", "oposes", "Nobody"), row("Arra", "opposes", "Hill Bend"), row("Arra", "opposes", "Hill Band")]
    sheet = code(make(tmp_path, lines))
    assert [problem.node.partition(" (")[0] for problem in sorted(sheet.problems)] == ["claims E2", "claims F3"]
    assert [claim.row for claim in sheet.claims if claim.row] == [3]


def test_a_quote_in_another_sentence_is_taken_and_said(tmp_path: Path) -> None:
    sheet = code(make(tmp_path, [row("Hill Band", "opposes", "Arra", quote="Sela Toru")]))
    assert [claim.locator.segment for claim in sheet.claims if claim.row] == ["p2s2"]
    assert sheet.notes == ["row 1: its quote stands in p2s2, not in p1s1; taken so"]


@pytest.mark.parametrize("name", ["P1S2", "p1-s2", "p1 s2"])
def test_a_sentence_is_found_however_its_name_is_written(tmp_path: Path, name: str) -> None:
    sheet = code(make(tmp_path, [row("Hill Band", "opposes", "Arra", sentence=name, quote="30 wounded")]))
    assert complain(sheet) == []
    assert (sheet.notes, [claim.locator.segment for claim in sheet.claims if claim.row]) == ([], ["p1s2"])


def test_sentences_can_be_joined(tmp_path: Path) -> None:
    folder = make(tmp_path)
    lines = read(folder, "sentences")
    joined = {**lines[1], "text": f"{lines[1]['text']} {lines[2]['text']}"}
    fill(folder, "sentences", [lines[0], joined, *lines[3:]])
    sheet = code(folder)
    assert complain(sheet) == []
    assert [each.segment for each in sheet.segments] == ["t", "p1s1", "p2s1", "p2s2", "p3s1", "p3s2", "p4s1", "p4s2"]
    assert {claim.locator.segment for claim in sheet.claims if claim.row in (1, 2, 3)} == {"p1s1"}


def test_faults_of_the_worksheet_sentences(tmp_path: Path) -> None:
    folder = make(tmp_path, [row("Hill Band", "opposes", "Arra", sentence="p2s1")])
    lines = read(folder, "sentences")
    lines[0]["left out because"] = "boring"
    lines[1]["text"] = "Something else."
    lines[2]["sentence"] = "second"
    lines[4]["sentence"] = "p2s1"
    (folder / "segments.csv").unlink()
    fill(folder, "sentences", lines)
    assert [found for found in complain(code(folder)) if found.startswith("sentences")] == [
        "sentences D2 (left out because): 'boring' is none of the reasons: choose heading, about-the-source, "
        "no-proposition, general-statement, out-of-scope",
        "sentences B3 (text): does not stand in the text after the sentence before: put its words back as they are in "
        "text.txt",
        "sentences A4 (sentence): 'second' is no name of a sentence: write t, p1s2 (paragraph 1, sentence 2) or n1 (a "
        "note)",
        "sentences A6 (sentence): line 5 has the name 'p2s1' as well: give one of them another",
    ]


def test_kinds_are_known_as_tables_call_them() -> None:
    words = Wordbook(others().ontology)
    told = {words.find(text, "kind") for text in ("armed group", "ArmedGroup", "skg:ArmedGroup", "armedgroup")}
    assert {word.word for word in told if word} == {"armed group"}
    assert None not in told


def test_an_event_that_no_row_tells_is_named_with_the_row_to_write(tmp_path: Path) -> None:
    rows = [row("Kadu battle", "struck", "Arra", event="Kadu battle")]
    (found,) = complain(code(make(tmp_path, rows)))
    assert found == (
        "claims D2 (subject, row 1): no row tells what 'Kadu battle' was: write a row that does, such as 'Arra | was "
        "attacked' or '... | attacked | Arra', with this name in its column event; or list it in names: attack, "
        "battle ..."
    )
    (tmp_path / "told").mkdir()
    told = [row("Arra", "was attacked", event="Kadu battle"), *rows]
    assert complain(code(make(tmp_path / "told", told))) == []


def test_what_a_relation_joins_is_of_the_kinds_that_it_takes(tmp_path: Path) -> None:
    (found,) = complain(code(make(tmp_path, [row("Mali", "leader of", "Hill Band")])))
    assert found == (
        "claims D2 (subject, row 1): 'Mali' is a state, and 'leader of' takes a person here: write another name or "
        "relation"
    )
    (tmp_path / "turned").mkdir()
    (found,) = complain(code(make(tmp_path / "turned", [row("Hill Band", "has leader", "Mali")])))
    assert found.startswith("claims F2 (object, row 1): 'Mali' is a state, and 'has leader' takes a person")
    (tmp_path / "unknown").mkdir()
    (found,) = complain(code(make(tmp_path / "unknown", [row("Hill Band", "drawn from", "[men]")])))
    assert found.startswith(
        "claims F2 (object, row 1): nothing tells what 'men' is, and 'drawn from' takes a population"
    )
