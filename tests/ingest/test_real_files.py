"""The real files: what is shipped is what the commands in docs/ucdp.md write, and it says what UCDP says."""

from __future__ import annotations

import csv
import re
import shlex
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Quad

from sahel_kg import Build, resources
from sahel_kg.record import dataset
from sahel_kg.vocabulary import SKG, compact, value
from tests.cli.command import Answer, run
from tests.conftest import ROOT
from tests.ingest.conftest import pairs

SHIPPED = ROOT / "data" / "claims"
ACTOR, ACD, NONSTATE = NAMES = ("ucdp-22.1/actor.trig", "ucdp-25.1/acd.trig", "ucdp-22.1/nonstate.trig")
CMA, AQIM, MUJAO, ANSAR_DINE, GATIA, IS, JNIM, MALI, FLA, JAS = (
    f"actor:ucdp-{number}" for number in (1158, 539, 1161, 1157, 5880, 234, 6716, 72, 8822, 1051)
)


@pytest.fixture(scope="module")
def ucdp(shared: Path) -> Path:
    """The folder of the UCDP files."""
    return shared / "data" / "ucdp"


def commands(ucdp: Path) -> list[list[str]]:
    """The three commands of the page, its variables filled in."""
    block = re.findall(r"```\n(.*?)```", (ROOT / "docs" / "ucdp.md").read_text("utf-8"), re.DOTALL)[0]
    lines = block.replace("\\\n", " ").splitlines()
    given = next(shlex.split(line)[2:] for line in lines if line.startswith("set -- "))
    told = [shlex.split(line.replace("$UCDP", str(ucdp))) for line in lines if line.startswith("sahel-kg ")]
    return [[word for each in words[1:] for word in (given if each == "$@" else [each])] for words in told]


def into(folder: Path, words: list[str]) -> list[str]:
    """Let a command write into another folder."""
    at = words.index("--data")
    return [*words[: at + 1], str(folder), *words[at + 2 :]]


def test_the_commands_write_what_is_shipped(ucdp: Path, ship: Path, tmp_path: Path) -> None:
    answers = [run(*into(tmp_path, words)) for words in commands(ucdp)]
    assert [answer.err.splitlines()[0] for answer in answers] == [
        "rows in 1725 = written 360 + refused 0 + not selected 1365",
        "rows in 2752 = written 234 + refused 0 + not selected 2518",
        "rows in 1442 = written 268 + refused 0 + not selected 1174",
    ]
    for name in NAMES:
        assert (tmp_path / "claims" / name).read_bytes() == (SHIPPED / name).read_bytes()
    assert not (tmp_path / "refused").exists()


@pytest.mark.slow
def test_what_is_shipped_already_is_not_written_again(ucdp: Path, tmp_path: Path) -> None:
    """Else the same claims would stand in two folders, and no build could read both."""
    actors = ucdp / "ucdp-actor-221.csv"
    files = (("ucdp-actor", actors, ()), ("ucdp-acd", ucdp / "ucdp-prio-acd-251-resaved.csv", ("--actors", actors)))
    answers = [
        run("ingest", source, path, *words, "--country", "Mali", "--country", "Sudan", "--data", tmp_path)
        for source, path, words in files
    ]
    assert [answer.code for answer in answers] == [0, 0]
    assert all(total(answer) for answer in answers)
    assert " + shipped already 35" in answers[1].err
    named_in = ("--named-in", files[1][1])
    assert run("ingest", *files[0][:2], *named_in, "--country", "Sudan", "--data", tmp_path).code == 0
    checked = run("check", "--data", tmp_path)
    assert checked.errors == []


def total(answer: Answer) -> bool:
    """Whether the counts of a run add up to its rows."""
    rows, *counts = map(int, re.findall(r"\d+", answer.err.splitlines()[0]))
    return rows == sum(counts) > 0


@pytest.mark.slow
@pytest.mark.parametrize("source", ["acd", "nonstate"])
def test_every_row_of_the_world_is_accounted_for(ucdp: Path, ship: Path, tmp_path: Path, source: str) -> None:
    name = {"acd": "ucdp-prio-acd-251-resaved.csv", "nonstate": "ucdp-nonstate-221.csv"}[source]
    actors = ucdp / "ucdp-actor-221.csv"
    assert total(run("ingest", "ucdp-actor", actors, "--data", tmp_path))
    answer = run("ingest", f"ucdp-{source}", ucdp / name, "--actors", actors, "--data", tmp_path)
    assert total(answer)
    refused = tmp_path / "refused" / f"ucdp-{source}.csv"
    told = list(csv.reader(refused.read_text("utf-8").splitlines()[1:])) if refused.exists() else []
    expected = {
        "42": "has '', not 25.1",
        "43": "has '', not 25.1",
        "1263": "actor 6896 is unknown, and which name is its is not told",
        "1407": "actor 8468 is unknown, and which name is its is not told",
        "2503": "actor 8640 is unknown, and which name is its is not told",
        "2541": "actor 8789 is unknown, and which name is its is not told",
        "2621": "has 'Government of Turkmenistan', the name of no actor that is known",
    }
    assert {row[1]: row[4] for row in told} == ({} if source == "nonstate" else expected)


@pytest.fixture(scope="module")
def fought() -> dict[int, set[frozenset[str]]]:
    """Who fought whom in which year, by both files."""
    return united("foughtAgainst")


def united(relation: str) -> dict[int, set[frozenset[str]]]:
    found: dict[int, set[frozenset[str]]] = defaultdict(set)
    for name in NAMES[1:]:
        for year, told in pairs(SHIPPED / name, relation).items():
            found[year] |= told
    return found


def years(fought: dict[int, set[frozenset[str]]], one: str, other: str) -> list[int]:
    """The years in which two fought each other."""
    return sorted(year for year, told in fought.items() if frozenset({one, other}) in told)


def test_who_fought_whom_in_mali(fought: dict[int, set[frozenset[str]]]) -> None:
    assert years(fought, CMA, AQIM) == [2012]
    assert years(fought, CMA, MUJAO) == [2012]
    assert years(fought, CMA, GATIA) == [2014, 2016, 2017]
    assert years(fought, CMA, ANSAR_DINE) == [2015]
    assert years(fought, IS, JNIM) == [2020, 2021]
    assert years(fought, MALI, JNIM) == list(range(2017, 2025))
    assert years(fought, MALI, FLA) == [2023, 2024]
    assert years(fought, MALI, CMA) == [2012, 2014, 2015]


def test_nobody_fights_against_and_alongside_another_in_one_year(fought: dict[int, set[frozenset[str]]]) -> None:
    for year, told in united("fightsAlongside").items():
        assert not told & fought[year]


def quads(name: str) -> list[Quad]:
    return dataset.read_quads(SHIPPED / name)


def test_no_contributor_opposes_anybody() -> None:
    """Nor does a row that names contributors set them against the other side."""
    contributing: dict[str, set[str]] = defaultdict(set)
    fighting: dict[str, set[str]] = defaultdict(set)
    for quad in [*quads(ACD), *quads(NONSTATE)]:
        row = "-".join(compact(value(quad.graph_name)).split("-")[:5])
        if quad.predicate.value == str(SKG.contributesTo):
            contributing[row].add(value(quad.subject))
        elif quad.predicate.value == str(SKG.foughtAgainst):
            fighting[row] |= {value(quad.subject), value(quad.object)}
    assert sum(map(len, contributing.values())) > 400
    for row, actors in contributing.items():
        assert not actors & fighting[row], row


def test_contributing_makes_nobody_an_adversary(both: Build) -> None:
    said = [t for c in both.claims if c.id.startswith("claim:ucdp-") for t in c.statement]
    contributors = {value(t.subject) for t in said if t.predicate.value == str(SKG.contributesTo)}
    fighters = {value(n) for t in said if t.predicate.value == str(SKG.foughtAgainst) for n in (t.subject, t.object)}
    hostile = {q.subject.value for q in both.inferred if q.predicate.value == str(SKG.hostileTo)}  # type: ignore[union-attr]
    # of those of whom only UCDP speaks: reports have France, and four more, oppose somebody
    senders = {iri for iri in contributors - fighters if "/ucdp-" in iri}
    assert len(senders) > 40
    assert not senders & hostile


def test_parties_are_those_of_the_rows(ucdp: Path, fought: dict[int, set[frozenset[str]]]) -> None:
    """Counted anew from the ids of the file, in another way."""
    wanted = re.findall(r"^# Rows of: (.*)\.$", (SHIPPED / ACD).read_text("utf-8"), re.MULTILINE)[0]
    expected: dict[int, set[frozenset[str]]] = defaultdict(set)
    with open(ucdp / "ucdp-prio-acd-251-resaved.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if set(row["location"].split(", ")) & set(wanted.split(", ")):
                for one in row["side_a_id"].split(", "):
                    for other in row["side_b_id"].split(", "):
                        expected[int(row["year"])].add(frozenset({f"actor:ucdp-{one}", f"actor:ucdp-{other}"}))
    assert pairs(SHIPPED / ACD, "foughtAgainst") == expected


def test_the_shipped_files_say_where_they_come_from() -> None:
    for name in NAMES:
        head = (SHIPPED / name).read_text("utf-8").partition("@prefix")[0]
        assert "CC BY 4.0" in head
        assert "# Cite: " in head
    assert "ucdp-25.1" in (resources.shipped("data").parent / "LICENSE-DATA").read_text("utf-8")
