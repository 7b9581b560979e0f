"""`camps` and `balance`: what they print, their formats, what they refuse."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.alliances.division.balance import TRIADS
from sahel_kg.alliances.division.camps import COLUMNS, find_camps
from sahel_kg.alliances.network.joining import from_edges, take_signed
from sahel_kg.views.text import camps_text
from tests.cli.command import Answer, run
from tests.exports.test_formats import check

DAY = ("--as-of", "2019-12-03")
NEAR = ("--around", "actor:mali", "--around", "actor:burkina-faso", "--around", "actor:niger")


def ask(build: Build, *arguments: str | Path) -> Answer:
    answer = run(*arguments, "--build", build.path)
    assert answer.code == 0, answer.err
    return answer


@pytest.mark.parametrize("name", ["camps", "balance"])
@pytest.mark.parametrize("arguments", [DAY, NEAR])
def test_formats(both: Build, name: str, arguments: tuple[str, ...]) -> None:
    check(name, json.loads(ask(both, name, *arguments, "--format", "json").out))


def test_any_number_of_camps_costs_no_more(both: Build) -> None:
    """Also the schema's second kind."""
    two, many = (json.loads(ask(both, "camps", *more, "--format", "json").out) for more in ((), ("--kind", "any")))
    check("camps", many)
    assert (two["kind"], many["kind"]) == ("two", "any")
    assert many["cost"] < two["cost"] == two["bound"]
    assert {camp["side"] for camp in two["camps"]} == {0, 1}
    assert {camp["side"] for camp in many["camps"]} == {None}
    assert all(misfit["claims"] for misfit in two["misfits"])


def test_the_camps_of_the_article(build: Build) -> None:
    """One row an actor; who is in no camp has no number."""
    answer = ask(build, "camps", *DAY)
    found = list(csv.DictReader(io.StringIO(answer.out)))
    assert tuple(found[0]) == COLUMNS
    by_camp = {camp: {row["actor"] for row in found if row["camp"] == camp} for camp in ("1", "2", "3", "")}
    assert by_camp["3"] == {"actor:isgs", "actor:islamic-state"}
    assert by_camp["2"] == {"actor:cma", "actor:mnla"}, "a coalition and its member"
    assert len(by_camp["1"]) == 6
    assert {"actor:al-qaeda", "actor:united-states"} <= by_camp[""]
    why = {row["actor"]: row["why"] for row in found}
    assert why["actor:al-qaeda"] == (
        "no cooperation; shares adversaries with camp 3 (Burkina Faso, Chad, France, Mali and 2 others)"
    )
    assert "The only division with no misfit." in answer.err
    assert "A missing tie is not evidence of absence" in answer.err
    lines = [json.loads(line) for line in ask(build, "camps", *DAY, "--format", "jsonl").out.splitlines()]
    assert [line["camp"] for line in lines] == [int(row["camp"]) if row["camp"] else None for row in found]


def test_the_camps_of_the_article_on_a_terminal(build: Build) -> None:
    out = ask(build, "camps", *DAY, "--format", "table").out
    blocks = out.split("\n\n")
    assert blocks[0].startswith("Camp 1: Mali and 5 others\n   Burkina Faso [7], ")
    assert "hostile to it, unassigned: al-Qaeda" in blocks[0]
    assert blocks[1].startswith("Camp 2: CMA and MNLA\n")
    assert blocks[2].startswith("Camp 3: ISGS and Islamic State\n")
    assert blocks[3].startswith("Unassigned\n")
    assert blocks[4] == (
        "[n]: moving that actor alone would add misfits of weight n.\nThe only division with no misfit.\n"
    )


def test_strain_as_hostility_is_asked_for_and_told(build: Build) -> None:
    answer = ask(build, "camps", *DAY, "--sign-of", "skg:strainedWith=hostility", "--format", "table", "--notes")
    assert "   against camp 2 (CMA and MNLA); camp 3 (ISGS and Islamic State)\n" in answer.out
    assert "Camp 2: CMA and MNLA\n" in answer.out
    assert "skg:strainedWith counts as hostility" in answer.err


def test_misfits_say_where_they_stand_and_by_which_claims(both: Build) -> None:
    """Mali and the Islamic State's other adversaries fight each other: no camp of theirs, and said so."""
    answer = ask(both, "camps", "--format", "table", "--notes")
    said = " ".join(answer.out.partition("Ties that do not fit")[2].split())
    assert "hostile to each other, though on one side of the two" in said
    assert "by claim:ucdp-" in said
    assert "Ties of all dates stand side by side" in answer.err
    assert "Ties of all dates" not in ask(both, "camps", *DAY, "--notes").err


def test_who_is_not_firm_is_marked() -> None:
    """A go-between of two hostile pairs may be counted to either."""
    edges = [("a", "b", "+"), ("c", "d", "+"), ("b", "c", "-"), ("m", "b", "+"), ("m", "c", "+"), ("x", "a", "-")]
    told = camps_text.tell(find_camps(from_edges(edges)))
    assert "m [0, not firm]" in told
    assert "not firm: elsewhere in another division" in told
    assert "cooperate across the division (camp " in told
    assert "hostile to it, unassigned: x" in told


def test_within_a_camp_and_both_in_none() -> None:
    within = find_camps(
        from_edges([("a", "b", "+"), ("b", "c", "+"), ("a", "c", "-"), ("c", "d", "+"), ("d", "a", "+")])
    )
    assert [within.tell(m) for m in within.misfits] == ["hostile within camp 1"]
    lone = find_camps(from_edges([("a", "b", "-"), ("b", "c", "-"), ("c", "a", "-"), ("a", "d", "-"), ("d", "e", "+")]))
    assert [lone.tell(m) for m in lone.misfits] == [
        "hostile to each other, though on one side of the two (both unassigned)"
    ]


def test_camps_of_one_side_that_fight_are_told_apart_from_sides() -> None:
    """Three that fight each other: two of them share a side, and no word calls that being against each other."""
    pairs = [(a, b, "+") for a, b in ("ab", "cd", "ef")]
    camps = find_camps(
        from_edges([*pairs, ("a", "c", "-"), ("b", "d", "-"), ("a", "e", "-"), ("b", "f", "-"), ("c", "e", "-")])
    )
    told = camps_text.tell(camps)
    assert [camps.own_side(camp) for camp in camps.camps] == [(), (3,), (2,)]
    assert "Camp 1: a and b\n   a [3], b [3]\n   against camp 2 (c and d); camp 3 (e and f)\n" in told
    assert "   against camp 1 (a and b)\n   hostile to camp 3 (e and f), though of its own side\n" in told
    assert [camps.tell(m) for m in camps.misfits] == [
        "hostile to each other, though on one side of the two: both are against camp 1 (camp 2, camp 3)"
    ]


def test_how_sure_a_division_is_stands_in_the_answer(build: Build) -> None:
    """A note is cut on a screen, and this is what nobody may miss."""
    several = camps_text.tell(
        find_camps(from_edges([("a", "b", "+"), ("b", "c", "-"), ("c", "d", "+"), ("d", "a", "+")]))
    )
    assert several.endswith(
        "the least there can be: only who is firm in a camp is a finding. None of the 3 in camps is.\n"
    )
    assert "divisions with" in several
    assert "The only division with no misfit." in ask(build, "camps", "--format", "table", *DAY).out


def test_who_is_there_by_a_contribution_alone_is_told_beside_those_who_are_not_drawn(both: Build) -> None:
    """Drawn is who is known for something else in those years, which the day alone does not show."""
    answer = ask(both, "camps", "--as-of", "2019-12-03", "--format", "table")
    network = take_signed(both, as_of="2019-12-03")
    number = network.graph.nodes["actor:mali"]["contributors"]
    said = " ".join(answer.out.split())
    assert (
        f"{number} more contribute to Mali: counted, not drawn; Benin, Egypt, Ghana, Ivory Coast, Togo, Turkey do"
        in said
    )
    assert "known for something else within 5 years" in said
    assert "finding. All 26 in camps are: the divisions differ only in which camps and unassigned share a side." in said
    assert [tie.relation for tie in network.ties("actor:ucdp-117", "actor:mali")] == ["skg:contributesTo"]
    assert network.graph.degree("actor:ucdp-117") == 1


def test_long_lists_of_adversaries_are_cut_and_camps_told_together() -> None:
    edges = [("x", f"n{n}", "-") for n in range(8)] + [
        ("a", "b", "+"),
        ("c", "d", "+"),
        ("a", "y", "-"),
        ("c", "y", "-"),
    ]
    why = {lone.actor: lone.why for lone in find_camps(from_edges([*edges, ("z", "y", "-")])).unassigned}
    assert why["x"] == "no cooperation; hostile to n0, n1, n2, n3 and 4 others"
    assert why["z"] == "no cooperation; shares adversaries with camps 1 and 2 (y)"


def test_sharing_adversaries_with_whom_one_fights() -> None:
    found = find_camps(from_edges([("a", "b", "+"), ("a", "y", "-"), ("x", "y", "-"), ("x", "b", "-")]))
    why = {lone.actor: lone.why for lone in found.unassigned}
    assert why["x"] == "no cooperation; shares adversaries with camp 1 (y), but is hostile to it; besides hostile to b"


def test_balance_of_the_article(build: Build) -> None:
    """Twenty threes of the six that all cooperate, and each of their fifteen pairs with each of two adversaries."""
    said = json.loads(ask(build, "balance", *DAY, "--format", "json").out)
    assert [said["triads"][kind] for kind in TRIADS] == [20, 0, 30, 0]
    assert (said["degree"], said["line_index"], said["frustration"], said["idle"]) == (1, 0, 0, 4)
    answer = ask(build, "balance", *DAY)
    assert "ties on no cycle,4," in answer.out
    assert answer.err.startswith("Strain is left out. 13 actors, ")


@pytest.mark.parametrize("name", ["camps", "balance"])
def test_output_to_a_file(build: Build, name: str, tmp_path: Path) -> None:
    answer = ask(build, name, *DAY, "-o", tmp_path / "found.csv")
    assert answer.out == ""
    assert (tmp_path / "found.csv").read_bytes().decode("utf-8-sig") == ask(build, name, *DAY).out


@pytest.mark.parametrize("name", ["camps", "balance"])
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--around", "Nobody"), "no actor is called 'Nobody'"),
        (("--around", "FC-G5S"), "no tie of these signs"),
        (("--relation", "skg:memberOf"), "nobody cooperates or fights in this network"),
        (("--relation", "skg:strainedWith"), "nobody cooperates or fights in this network"),
        (
            ("--as-of", "1990-01-01", "--reading", "certain"),
            "nobody cooperates or fights in this network on 1990-01-01",
        ),
        (("--steps", "0", "--around", "Mali"), "0 steps around an actor"),
        (("--parallel", "both"), "no way to join parallel ties called 'both'"),
        (("--sign-of", "skg:strainedWith"), "write a relation and a sign"),
        (("--format", "xml"), "--format xml: choose from"),
    ],
)
def test_refusals(build: Build, name: str, arguments: tuple[str, ...], told: str) -> None:
    answer = run(name, *arguments, "--build", build.path)
    assert answer.code == 2
    assert len(answer.errors) == 1
    assert told in answer.errors[0]
    assert answer.out == ""


def test_the_old_word_for_any_number_may_not_contradict_the_new(both: Build) -> None:
    answer = run("camps", "--any", "--kind", "two", "--build", both.path)
    assert (answer.code, answer.out) == (2, "")
    assert answer.errors == ["--any is --kind any in old words: leave it away, or --kind two"]
    some = ("camps", "--any", "--around", "actor:mali")
    assert ask(both, *some).out == ask(both, *some, "--kind", "any").out


def test_without_cooperation_there_are_no_camps(build: Build) -> None:
    answer = run("camps", *DAY, "--relation", "skg:hostileTo", "--build", build.path)
    assert (answer.code, len(answer.errors)) == (2, 1)
    assert "there is no tie of cooperation in this network on 2019-12-03" in answer.errors[0]


def test_nobody_hostile_is_said(build: Build) -> None:
    answer = ask(build, "camps", *DAY, "--relation", "skg:cooperatesWith")
    assert "Nobody is hostile" in answer.err


def test_options_come_with_their_defaults(build: Build) -> None:
    """`spread` makes options of every field: what is asked for as the default changes nothing."""
    plain = take_signed(build, as_of="2019-12-03")
    asked = ("--parallel", "netted", "--weight", "pairs", "--contributors", "count", "--steps", "2")
    assert ask(build, "camps", *DAY, *asked).out == ask(build, "camps", *DAY).out
    assert plain.note in ask(build, "camps", *DAY, "--notes").err


def test_pictures(build: Build, tmp_path: Path) -> None:
    """One file draws the network, and the matrix if that is asked for; a table is none."""
    network, matrix = tmp_path / "network.svg", tmp_path / "matrix.svg"
    ask(build, "camps", *DAY, "-o", network)
    ask(build, "camps", *DAY, "--matrix", "--kind", "any", "-o", matrix)
    assert network.read_bytes().startswith(b"<?xml")
    assert network.read_bytes() != matrix.read_bytes()
    for arguments in (("--matrix",), ("-o", network, "--format", "csv"), ("--robust", "-o", network)):
        answer = run("camps", *DAY, *arguments, "--build", build.path)
        assert (answer.code, len(answer.errors)) == (2, 1)


def test_how_camps_hold_stands_beside_them(build: Build) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(build, "camps", *DAY, "--robust", "--format", "csv").out)))
    shares = {row["actor"]: row["claims"] for row in rows}
    assert shares["actor:isgs"] == "33 of 34"
    assert "gd-p1-s5-d" in next(row["hangsOn"] for row in rows if row["actor"] == "actor:isgs")


def test_what_hangs_on_a_claim_is_told_once(build: Build) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(build, "camps", *DAY, "--robust", "--format", "csv").out)))
    lines = ask(build, "camps", *DAY, "--robust", "--format", "table", "--all").out.splitlines()
    assert "hangsOn" not in lines[0]
    told = [line.strip().partition(": ") for line in lines[lines.index("Places in camps hang on") + 1 :]]
    assert len({name for name, _, _ in told}) == len(told)
    (those,) = (who for name, _, who in told if name == "gd-p1-s5-d (p1s5)")
    hanging = [row["actor_label"] for row in rows if "gd-p1-s5-d" in row["hangsOn"]]
    assert those == f"{len(hanging)} of {len(rows)} ({', '.join(hanging)})"


def test_relations_weigh_as_told(build: Build) -> None:
    """Without branchOf and affiliateOf nobody cooperates with ISGS."""
    rows = csv.DictReader(io.StringIO(ask(build, "camps", *DAY, "--weigh", "skg:affiliateOf=0", "--format", "csv").out))
    assert {row["actor"]: row["camp"] for row in rows}["actor:isgs"] == ""
    for wrong in ("affiliateOf", "skg:affiliateOf=x", "skg:affiliateOf=-1", "skg:affiliateOf=nan"):
        answer = run("camps", *DAY, "--weigh", wrong, "--build", build.path)
        assert (answer.code, len(answer.errors)) == (2, 1)


def test_how_sure_camps_are_is_said_once(build: Build) -> None:
    sure = find_camps(take_signed(build, as_of="2019-12-03")).sureness
    answer = ask(build, "camps", *DAY, "--notes", "--format", "table")
    told = " ".join((answer.out + answer.err).split())
    assert told.count(sure) == 1
    assert sure in ask(build, "camps", *DAY).err, "a table for programs has it in the note alone"
