"""What commands say to what cannot be meant: the nearest word, the cause, what to write instead."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.alliances.network.joining import take_signed
from sahel_kg.builds.doubts import list_doubts
from sahel_kg.builds.queries import read_queries
from sahel_kg.views.text import terminal
from tests.cli.command import run
from tests.conftest import ROOT

CODED = ROOT / "docs" / "example" / "coded" / "red-hills"


@pytest.mark.parametrize(
    ("command", "offered"),
    [
        ("ranke", "'rank'"),
        ("rank --date 2019", "--date (Possible options: --as-of)"),
        ("query leaders --day 2019", "--day (Possible options: --as-of)"),
        ("timeline Mali --since 2019", "--since (Possible options: --from)"),
        ("rank --json", "--json (Possible options: --format)"),
        ("rank --surce x", "--source"),
        ("rank --relation suports", "skg:supports?"),
        ("rank --relation skg:oposes", "skg:opposes?"),
        ("rank --source grey-dynamic-2019", "grey-dynamics-2019?"),
        ("show Frnace", "actor:france (France)?"),
        ("show actor:isg", "actor:isgs (ISGS)"),
        ("casualties --place Malli", "place:mali"),
        ("query leadres", "leaders?"),
        ("query events-in-place place=place:mal", "place:mali?"),
        ("explain France oposes ISGS", "skg:opposes?"),
        ("sensitivity grey-dynamic", "grey-dynamics-2019?"),
        ("coverage --source grey", "grey-dynamics-2019"),
        ("casualties Brukina", "actor:burkina-faso (Burkina Faso)"),
        ("rank --relation fights", "skg:foughtAgainst?"),
        ("explain Niger fights JNIM", "skg:foughtAgainst?"),
        ("rank --relation ledBy", "skg:hasLeader?"),
        ("rank --format jsno", "json"),
        ("query events-in-place place=Timbuctu", "place:timbuktu-region?"),
        ("rank --by degre", "did you mean degree?"),
        ("camps --kind tow", "did you mean two?"),
        ("rank --sign hostile", "did you mean hostility?"),
        ("query leaders leder=x", "did you mean leader"),
    ],
)
def test_the_nearest_word_is_offered(command: str, offered: str, both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAHEL_KG_BUILD", str(both.path))
    answer = run(*command.split())
    assert (answer.code, answer.out) == (2, "")
    assert offered in answer.err
    assert "?;" not in answer.err


@pytest.mark.parametrize("place", ["Tongo Tongo", "Gao"])
def test_of_a_place_that_no_source_names_those_that_are_named_stand_there(
    place: str, both: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DR Congo is spelt much alike and far off; in the data lie, in others, Bamako, two regions and more."""
    monkeypatch.setenv("SAHEL_KG_BUILD", str(both.path))
    for asked in (("query", "events-in-place", f"place={place}"), ("casualties", "--place", place)):
        answer = run(*asked)
        assert (answer.code, answer.out) == (2, "")
        assert "did you mean" not in answer.err
        told = answer.err.strip().partition("countries, continents and in them ")[2].split(", ")
        assert {"Bamako", "Kidal region", "Timbuktu region", "northern Mali", "Sahel"} < set(told)
        assert "Mali" not in told


@pytest.mark.parametrize(
    ("sparql", "cause"),
    [
        ("SELECT ?a { ?a skg:earliestBegin 2019-01-02 }", 'write "2019-01-02"^^xsd:date, not 2019-01-02'),
        ("SELECT ?a { ?a skg:earliestBegin 2019-01 }", 'write "2019-01"^^xsd:gYearMonth, not 2019-01'),
        ("SELECT ?a { ?a skg:supports <mali> }", "<mali> is relative and there is no base: write the whole IRI"),
        (
            "SELECT ?a ?b { ?a skg:supports ?b } GROUP BY ?a",
            "neither grouped nor an aggregate: name it behind GROUP BY",
        ),
        ("SELECT ?a (COUNT(?b) AS ?n) { ?a skg:supports ?b }", "neither grouped nor an aggregate"),
        ("SELECT (?x AS ?x) { ?x ?y ?z }", "choose another"),
        ("SELECT ?a WHERE ?a skg:supports ?b }", ": { is expected there"),
        ("SELECT ?a WHERE { ?a a skg:Actor . { ?a a skg:State }", ": it ends too early: a } is missing"),
        ("SELECT ?a WHERE { ?a a skg:Actor } }", ": there is a } too many"),
        ("SELECT (COUNT(?a AS ?n) WHERE { ?a a skg:Actor }", ": a ) is missing before WHERE"),
        (
            "SELECT ?a { ?a a skg:Actor . FILTR(?a = actor:al-qaeda) }",
            ": FILTR is no word of SPARQL; did you mean FILTER?",
        ),
        (
            "SELECT ?a { ?a opposes actor:isgs }",
            ": opposes is no word of SPARQL; names have a prefix, as in actor:mali",
        ),
    ],
)
def test_a_syntax_error_has_its_cause(sparql: str, cause: str, build: Build) -> None:
    answer = run("query", sparql, "--build", build.path)
    assert answer.code == 2
    assert re.fullmatch(
        f"SPARQL syntax error in line 1, column [0-9]+, near `.*`.*{re.escape(cause)}.*", answer.errors[0]
    )


@pytest.mark.parametrize(
    ("sparql", "doubts"),
    [
        ("SELECT ?a { ?a skg:suports ?b }", ["skg:suports is nowhere in the build; did you mean skg:supports?"]),
        ("SELECT ?a { ?a a skg:ArmedGrup }", ["skg:ArmedGrup is nowhere in the build; did you mean skg:ArmedGroup"]),
        ("SELECT ?a { ?a skg:supports actor:mal }", ["actor:mal is nowhere in the build; did you mean actor:mali?"]),
        ("SELECT ?a { ?a skg:earliestBegin ?d FILTER(?d < 2019-01-01) }", ["a date stands in quotation marks"]),
        ('SELECT ?a { ?a skg:note "skg:nothing 2019-01-01" } # actor:nobody', []),
        ("PREFIX actor: <http://example.org/> SELECT ?a { ?a skg:supports actor:nobody }", []),
        ("SELECT ?a { ?a skg:supports actor:mali }", []),
    ],
)
def test_a_query_that_cannot_be_meant_is_run_and_doubted(sparql: str, doubts: list[str], build: Build) -> None:
    answer = run("query", sparql, "--build", build.path, "--format", "csv")
    assert answer.code == 0
    assert answer.out.splitlines()[0] == "a"
    told = answer.err.splitlines()
    assert len(told) == len(doubts)
    assert all(line.startswith(doubt) for line, doubt in zip(told, doubts, strict=True))


@pytest.mark.parametrize(
    ("pattern", "doubt"),
    [
        ("?a a skg:ArmedGroup ; rdfs:lable ?n", "no triple of the build has rdfs:lable; did you mean rdfs:label"),
        ("?a a skg:ArmedGroup ; rdfs:label ?n", "names of actors and places are skos:prefLabel, those of events rdfs"),
        ("?a skg:rejects ?n", "skg:rejects is defined in the ontology; no other triple has it"),
    ],
)
def test_why_a_query_has_no_rows_is_said(pattern: str, doubt: str, build: Build) -> None:
    answer = run("query", f"SELECT ?a {{ {pattern} }}", "--build", build.path, "--format", "csv")
    assert (answer.code, answer.out.split()) == (0, ["a"])
    assert answer.err.startswith(doubt)
    assert run("query", "SELECT ?a { ?a rdfs:label ?n }", "--build", build.path, "--format", "csv").err == ""


def test_who_is_asked_for_at_the_wrong_end_is_told_the_other(build: Build) -> None:
    asked = "query", "hostility", "--build", build.path, "--format", "csv"
    there = len(run(*asked, "opponent=Malian army").out.splitlines()) - 1
    answer = run(*asked, "actor=Malian army")
    assert len(answer.out.splitlines()) == 1
    told = f"as opponent 'Malian army' has {there} rows: sahel-kg query hostility 'opponent=Malian army' --build"
    assert answer.err.startswith(told)
    both_ends = run(*asked, "actor=Malian army", "opponent=ISGS").err
    assert both_ends.startswith("as opponent 'Malian army' has 1 row: sahel-kg query hostility 'opponent=Malian army'")
    assert "actor=ISGS" in both_ends
    assert both_ends.count("has 1 row") == 1
    assert "as opponent" not in run(*asked, "actor=ECOWAS").err


def test_a_note_says_where_the_other_end_of_ties_is(both: Build) -> None:
    """Mali's alliance with Niger is told from Mali, that of Burkina Faso with Niger from Burkina Faso."""
    asked = "query", "ties-on-date", "on=2024-01-01", "--build", both.path, "--format"
    one = run(*asked, "table", "actor=Niger")
    assert "allied with" not in one.out
    assert "ties told from the other end: sahel-kg query ties-on-date on=2024-01-01 other=Niger" in one.err
    rows = list(csv.DictReader(run(*asked, "csv", "other=Niger").out.splitlines()))
    assert {row["actor_label"] for row in rows if row["relation"] == "skg:alliedWith"} == {"Mali", "Burkina Faso"}
    for form in ("csv", "json", "jsonl"):
        assert "ties told from the other end: sahel-kg query ties-on-date" in run(*asked, form, "actor=Niger").err
    found = both.query("ties-on-date", on="2024-01-01", actor="Niger")
    assert found.note.endswith("Ties told from the other end: give actor as other=.")
    assert "Ties told from the other end: give other as actor=." in both.query("support", other="Niger").note
    assert "other end" not in both.query("support").note
    assert "other end" not in run(*asked, "table", "actor=Mali", "other=Niger").err


def test_no_question_of_the_project_is_doubted(both: Build) -> None:
    assert [doubt for query in read_queries().values() for doubt in list_doubts(both, query.sparql)] == []


def test_check_says_that_a_list_of_sentences_is_missing(tmp_path: Path) -> None:
    own = tmp_path / "own"
    assert run("code", CODED, "--write-trig", own).code == 0
    whole = run("check", "--data", own)
    for name in ("segments", "uncoded"):
        shutil.rmtree(own / name, ignore_errors=True)
    without = run("check", "--data", own)
    assert (whole.code, whole.err) == (0, "")
    assert without.code == 0
    assert re.fullmatch(
        r"segments/[\w-]+\.csv is missing: which sentences of source:[\w-]+ are coded, .*\n", without.err
    )


def test_one_is_told_in_the_singular(build: Build) -> None:
    network = take_signed(build, around=["ISGS"], steps=1, as_of="2019-12-03")
    size = len(network.graph)
    assert network.note.startswith(f"{size} actor{'s' * (size != 1)}, ")
    told = run("check", "--data", CODED.parent).out
    said = r"^red-hills: 14 rows, 25 claims\n.*: \d+ claims in \d+ files: no problem found$"
    assert re.search(said, told, re.MULTILINE)
    assert not re.search(r"\b1 \w+s\b|\.;", terminal.summary(build))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("rank", "JNIM"), "rank is of all actors, and takes no name: `sahel-kg show JNIM` is of one"),
        (
            ("camps", "Boko Haram"),
            "camps is of all actors, and takes no name: --around 'Boko Haram' keeps who is near one",
        ),
        (("diff", "2018", "2019", "JNIM"), "(JNIM): --around JNIM keeps the ties of one"),
    ],
)
def test_an_actor_where_a_command_is_of_all_is_shown_the_way(words: tuple[str, ...], told: str) -> None:
    answer = run(*words)
    assert answer.code == 2
    assert told in " ".join(answer.err.replace("\u2502", " ").split())


def test_what_no_relation_is_like_is_told_which_there_are(build: Build) -> None:
    """*hates* is no misspelling of *has branch*."""
    hostile = "of hostility there are attacked, fought against, hostile to, opposes, ousted, suppressed"
    for words in (("explain", "Mali", "hates", "ISGS"), ("timeline", "Mali", "--relation", "hates")):
        answer = run(*words, "--build", build.path)
        assert answer.code == 2
        assert hostile in answer.errors[0]
        assert "hasBranch" not in answer.errors[0]


def test_a_place_that_no_claim_names_is_said_to_be_that(build: Build) -> None:
    for words in (
        ("query", "fights", "place=Gao"),
        ("query", "events-in-place", "place=Gao"),
        ("casualties", "--place", "Gao"),
    ):
        assert "no place is called 'Gao': no claim names one so" in run(*words, "--build", build.path).errors[0]
