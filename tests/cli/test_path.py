"""``sahel-kg path``: what it prints, and what it says where there is nothing to print."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path

import pytest

from sahel_kg import Build
from tests.cli.command import Answer, run
from tests.exports.test_formats import check


def path(build: Build, *arguments: str | Path, form: str = "table") -> Answer:
    answer = run("path", *arguments, "--build", build.path, "--format", form)
    assert answer.code == 0, answer.err
    return answer


def test_it_reads_as_a_chain_with_evidence(build: Build) -> None:
    told = path(build, "ISGS", "Chad").out
    assert told.startswith("ISGS to Chad: 1 shortest path of 1 step\n")
    assert "1. ISGS <-opposes- Chad\n" in told
    assert "Chad is a friend of an enemy of ISGS: balance would expect hostility" in told
    assert "by claim:gd-p2-s1-a (grey-dynamics-2019, p2s1)\n" in told
    assert "Best evidenced, of 2 steps: ISGS -attacked-> Mali -cooperates with- Chad\n" in told
    assert "\x1b" not in told


def test_what_it_suggests_can_be_run(build: Build) -> None:
    """Also for ties that were given to a state and are its organ's, which is what can be explained."""
    for options in ((), ("--as-of", "2019-12-03")):
        told = path(build, "ISGS", "Chad", *options).out
        commands = [line.partition("sahel-kg ")[2] for line in told.splitlines() if "why: sahel-kg" in line]
        assert any("actor:malian-army" in command for command in commands)
        for command in commands:
            words = shlex.split(command)
            assert words[0] == "explain"
            assert str(build.path) in words
            answer = run(*words)
            assert (answer.code, answer.err) == (0, "")


def test_what_it_suggests_asks_by_the_same_evidence(build: Build) -> None:
    chosen = (
        "--source",
        "grey-dynamics-2019",
        "--min-credibility",
        "4",
        "--as-of",
        "2019-12-03",
        "--reading",
        "possible",
    )
    told = path(build, "ISGS", "Chad", *chosen).out
    commands = [shlex.split(line.partition("sahel-kg ")[2]) for line in told.splitlines() if "why: sahel-kg" in line]
    assert commands
    for words in commands:
        assert all(
            f"{option} {value}" in " ".join(words) for option, value in zip(chosen[::2], chosen[1::2], strict=True)
        )
        assert run(*words).code == 0


def test_every_form_has_the_same_steps(build: Build) -> None:
    whole = json.loads(path(build, "ISGS", "Chad", form="json").out)
    check("path", whole)
    rows = list(csv.DictReader(io.StringIO(path(build, "ISGS", "Chad", form="csv").out)))
    steps = [step for one in (*whole["shortest"], whole["best"]) for step in one["steps"]]
    assert [(r["start"], r["end"]) for r in rows] == [(s["start"], s["end"]) for s in steps]
    assert [r["claims"].split() for r in rows] == [[c["id"] for c in s["ties"][0]["claims"]] for s in steps]


def test_time(build: Build) -> None:
    told = path(build, "CMA", "ISGS", "--as-of", "2019-12-03").out
    assert "On 2019-12-03: step 1 certain; step 2 happened in the 12 months before." in told
    assert "No sign: step 1 is strain" in told
    undated = path(build, "MNLA", "France", "--neutral").out
    assert (
        "All steps may be there together from 2014-06-09 to 2024-11-30, surely from 2019-11-03 to 2019-12-03."
        in undated
    )


def test_paths_that_are_equally_well_evidenced_are_marked(both: Build) -> None:
    told = path(both, "actor:ucdp-1051", "actor:united-states", "--as-of", "2019-12-31").out
    heads = [line for line in told.splitlines() if line.endswith("evidenced)")]
    marks = [line.rpartition("(")[2] for line in heads]
    assert marks[0] == "best evidenced)"
    assert set(marks[1:]) == {"as well evidenced)"}


def test_steps_of_different_years(both: Build) -> None:
    told = path(both, "MUJAO", "actor:islamic-state", "--most", "1").out
    assert "of 2 steps, one is shown (--most)" in told
    told = path(both, "actor:ucdp-521", "actor:islamic-state", "--most", "1").out
    assert "Warning: the steps are never there at one time." in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["France", "Ruritania"], "no actor is called 'Ruritania'"),
        (["France", "actor:france"], "'France' and 'actor:france' are the same actor, actor:france: name two"),
        (["France", "Barkhane"], "it is a mission, and missions are left out: add --missions"),
        (["France", "Malian army"], "its ties count as those of Mali: name that, or add --organs"),
        (["France", "actor:p6s1-militants"], "such actors are left out: add --described"),
        (["France", "Florence Parly"], "it has no tie of these signs: widen the choice, for instance with --neutral"),
        (["France", "Mali", "--neutral", "--weight", "claims"], "leave --weight away"),
        (["France", "Mali", "--sign", "love"], "no sign 'love'"),
        (["France", "Mali", "--most", "0"], "--most 0: give a number from 1"),
        (["France", "Mali", "--as-of", "1850"], "it has no tie of these signs on 1850-12-31"),
        (
            ["ISGS", "Mali", "--as-of", "2001", "--neutral"],
            "it has no tie of any sign on 2001-12-31: widen the choice, for instance with another day or --window 3y: "
            "`sahel-kg timeline actor:isgs` has its days",
        ),
    ],
)
def test_what_cannot_be_asked(build: Build, arguments: list[str], message: str) -> None:
    answer = run("path", *arguments, "--build", build.path)
    assert (answer.code, len(answer.errors)) == (2, 1)
    assert message in answer.errors[0]


def test_who_only_contributes_is_said_to_be_counted(both: Build) -> None:
    for more in ((), ("--neutral",)):
        answer = run("path", "France", "Russia", *more, "--build", both.path)
        assert "such actors are counted, not drawn: add --contributors actors" in answer.errors[0]
    assert run("path", "France", "Russia", "--contributors", "actors", "--build", both.path).code == 0


def test_no_path_says_what_would_help(build: Build, both: Build) -> None:
    answer = path(build, "CMA", "ISGS", "--sign", "strain")
    assert answer.out == "CMA to ISGS: no path by strain: ISGS has no such tie here\n"
    assert "With ties of any sign there is one of 2 steps." in answer.err
    assert path(build, "ISGS", "al-Qaeda", "--longest", "1").out.startswith("ISGS to al-Qaeda: no path")
    apart = path(both, "ISGS", "actor:ucdp-1032")
    assert "they lie in different parts, ISGS in one of" in apart.out
    assert "Nor is there one with neutral ties, missions and described actors." in apart.err
    empty = path(both, "ISGS", "actor:ucdp-1032", form="csv")
    assert len(empty.out.splitlines()) == 1


def test_a_direct_tie_that_is_only_possible_is_said(both: Build) -> None:
    """Mali's hostility to AQIM follows from claims without a last day: nothing says that it was so in December 2019."""
    said = "A direct tie is possible, Mali -opposes-> AQIM (hostility; inferred; "
    answer = path(both, "Mali", "AQIM", "--as-of", "2019-12-03")
    assert answer.out.startswith("Mali to AQIM: 2 shortest paths of 2 steps")
    assert said in answer.err
    assert "--reading possible walks it" in " ".join(answer.err.split())
    walked = path(both, "Mali", "AQIM", "--as-of", "2019-12-03", "--reading", "possible")
    assert walked.out.startswith("Mali to AQIM: 1 shortest path of 1 step")
    assert said not in walked.err
    assert "direct tie" not in path(both, "Mali", "AQIM", "--as-of", "2019-12-03", "--sign", "cooperation").err
    assert "direct tie" not in path(both, "Mali", "JNIM", "--as-of", "2019-12-03").err
