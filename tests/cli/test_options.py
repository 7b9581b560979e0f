"""Options: each is named in one place, means the same in every command, and is offered where it makes sense."""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer

from sahel_kg import Build
from sahel_kg.cli.app import app
from sahel_kg.cli.groups import NetworkOptions, RankedOptions, SignedOptions
from sahel_kg.cli.opening import joining, taking
from tests.cli.command import run
from tests.conftest import ROOT

CLI = ROOT / "src" / "sahel_kg" / "cli"
FILES = sorted(CLI.rglob("*.py"))
WORDED = sorted((CLI / "options").glob("*.py"))
MOST_PARAMETERS = 7
MOST_LINES = 60


def commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    found = dict(group.commands)
    groups = {name: found.pop(name) for name in ("code", "link")}
    inner = {f"{name} {each}": command for name, group in groups.items() for each, command in group.commands.items()}
    return {**found, **groups, **inner}


def options() -> Iterator[tuple[str, Any]]:
    for name, command in commands().items():
        for parameter in command.params:
            if parameter.param_type_name == "option":
                yield name, parameter


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CLI).as_posix())
def test_options_are_named_in_one_room(path: Path) -> None:
    """Arguments have a place and no name of their own: they stand with their commands."""
    for function, call in calls(path):
        assert function != "Option" or path in WORDED, f"{path.name}:{call.lineno}"
        assert function != "Argument" or not call.args, f"{path.name}:{call.lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CLI).as_posix())
def test_functions_take_few_parameters_and_are_short(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            taken = len(node.args.args) + len(node.args.kwonlyargs)
            assert taken <= MOST_PARAMETERS, f"{path.name}: {node.name} takes {taken}"
            assert (node.end_lineno or 0) - node.lineno < MOST_LINES, f"{path.name}: {node.name} is long"


def test_no_two_options_have_one_name_in_that_room() -> None:
    """Groups take them as `options.NAME` and `desk.NAME`: which is meant is to be seen by the name."""
    named = [
        node.targets[0].id
        for path in WORDED
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    ]
    assert len(named) == len(set(named)) > 100


def test_every_option_bears_a_word_of_that_room() -> None:
    """Typer would call an option after its parameter if it had none."""
    text = "".join(path.read_text("utf-8") for path in WORDED)
    for command, option in options():
        for name in option.opts:
            word = name.removeprefix("--")
            assert f'"{name}"' in text or f'"{word}"' in text or name in ("--help", "-h"), f"{command} {name}"


def test_a_choice_between_keeping_and_leaving_out_has_one_word_and_one_polarity() -> None:
    for command, option in options():
        for word in ("described", "organs", "missions"):
            if any(word in name for name in (*option.opts, *option.secondary_opts)):
                assert (option.opts, option.secondary_opts) == ([f"--{word}"], [f"--no-{word}"]), command
        assert not any(name.startswith("--no-") for name in option.opts), command


OTHERWISE = {
    ("--source", "verify"): "the file that was coded",
    ("--source", "coverage"): "a source, or the file that was coded",
    ("--around", "render"): "one actor, as its argument",
    ("--since", "ingest"): "a year",
    ("--data", "ingest"): "one folder, to be written",
    ("--by", "code settle"): "who decides",
    ("--by", "code draft"): "who proposes",
    ("--data", "code draft"): "one folder, to be written",
    ("--data", "code"): "one folder, to be written",
    ("--data", "code settle"): "one folder, to be written",
    ("--by", "link accept"): "who decides",
    ("--by", "link reject"): "who decides",
    ("--by", "link later"): "who decides",
    ("--by", "link undo"): "who decides",
}
"""Where a word takes something else, and what."""


def test_an_option_takes_the_same_in_every_command() -> None:
    found: dict[str, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
    for command, option in options():
        for name in option.opts:
            if (name, command) not in OTHERWISE:
                found[name][option.type_descriptor.annotation, option.multiple, option.is_flag].append(command)
    assert {name: dict(takes) for name, takes in found.items() if len(takes) > 1} == {}


TIME = {"--as-of", "--reading", "--window"}
EVIDENCE = {"--basis", "--source", "--without-source", "--min-credibility", "--min-reliability"}
KEPT = {"--described", "--organs", "--missions"}
TIES = {"--relation", "--asserted-only"}
SIGNED = {"camps", "balance", "brokers", "positions", "communities", "course", "robustness", "path", "export"}
OFFERED = {
    **dict.fromkeys(("query", "show", "explain", "contradictions"), TIME | EVIDENCE),
    "casualties": {"--as-of"} | EVIDENCE,  # a total is low and high by itself, and all that was lost stays so
    "timeline": EVIDENCE | TIES | {"--sign"},  # from when to when is its own, and each change tells its reading
    "diff": {"--reading", "--window"} | EVIDENCE | TIES | {"--sign"},  # the days are its arguments
    "rank": TIME | EVIDENCE | TIES | {"--sign", "--organs", "--missions"},  # who ranks has a name
    **{name: TIME | EVIDENCE | TIES | KEPT | {"--sign"} for name in ("render", "sensitivity")},
    **dict.fromkeys(SIGNED, TIME | EVIDENCE | TIES | KEPT),
    "path": TIME | EVIDENCE | TIES | KEPT | {"--sign"},
}
"""What each command that asks a build has of the options of time, evidence and network, and why not all."""


def test_time_evidence_and_network_can_be_chosen_wherever_it_makes_sense() -> None:
    shared = TIME | EVIDENCE | KEPT | TIES | {"--sign"}
    found: dict[str, set[str]] = defaultdict(set)
    for command, option in options():
        if not command.startswith("link") and command not in ("build", "check", "verify", "coverage", "ingest"):
            found[command] |= set(option.opts) & shared
    assert {name: has for name, has in found.items() if has} == OFFERED


def test_old_words_work_and_are_not_shown(build: Build) -> None:
    hidden = {name for _, option in options() if option.hidden for name in option.opts}
    assert hidden == {"--roll-up", "--named-only", "--any", "--memory-limit"}
    where = ("--build", build.path)
    for command, old, new in (
        ("rank", ("--roll-up", "--no-missions"), ("--no-organs", "--no-missions")),
        ("camps", ("--any",), ("--kind", "any")),
    ):
        answers = [run(command, *words, *where, "--format", "json") for words in (old, new)]
        assert answers[0] == answers[1]
        assert answers[0].code == 0
        assert answers[0].out != run(command, *where, "--format", "json").out
        assert not any(word in run(command, "--help").out for word in old if word != "--no-missions")


def test_options_mean_what_python_means() -> None:
    """The same words, the same polarity; only the default is each one's own."""
    words = ("described", "organs", "missions")
    assert [taking(NetworkOptions())[word] for word in words] == [True, True, True]
    assert [joining(SignedOptions())[word] for word in words] == [False, False, False]
    for word in words:
        network, signed = NetworkOptions(), SignedOptions()
        assert taking(replace(network, **{word: False}))[word] is False  # type: ignore[arg-type]
        assert joining(replace(signed, **{word: True}))[word] is True  # type: ignore[arg-type]
    assert taking(NetworkOptions(named_only=True))["described"] is False
    assert taking(RankedOptions(roll_up=True))["organs"] is False


# -- what the commands say by some evidence, at some time


def test_show_by_some_evidence(build: Build) -> None:
    where = ("--build", build.path, "--format", "json")
    whole, stated = (json.loads(run("show", "ISGS", *more, *where).out) for more in ((), ("--basis", "Stated")))
    ids = [{claim["id"] for claim in each["claims"]} for each in (whole, stated)]
    assert ids[1] < ids[0]
    background = {claim["id"] for claim in stated["claims"] if claim["basis"] != "Stated"}
    assert background == {"claim:bg-isgs-from", "claim:bg-isgs-type"}, "kind and years"
    answer = run("show", "ISGS", "--basis", "Stated", "--build", build.path, "--format", "md")
    assert "basis Stated" in answer.out
    assert "Told by claims of basis Stated." in answer.err


def test_explain_by_some_evidence(both: Build) -> None:
    fact = ("explain", "France", "opposes", "ISGS", "--build", both.path)
    by_article = run(*fact, "--source", "grey-dynamics-2019")
    assert by_article.code == 0
    assert "claim gd-" in by_article.out
    assert "Told by claims from grey-dynamics-2019 and background on whom they name." in by_article.err
    stated = run(*fact, "--basis", "Stated")
    assert stated.out.splitlines() == [
        "France opposes ISGS: not so by claims of basis Stated",
        "Why it follows at all: the same by all claims.",
    ]
    assert json.loads(run(*fact, "--basis", "Stated", "--format", "json").out)["holds"] is False


def test_explain_within_a_window(build: Build) -> None:
    fact = ("explain", "ISGS", "attacked", "Malian Army", "--build", build.path)
    assert "happened on 2019-11-02" in run(*fact, "--as-of", "2021-01-01").out.splitlines()[2]
    assert run(*fact, "--as-of", "2021-01-01", "--window", "12m").out.splitlines() == [
        "ISGS attacked Malian Armed Forces: not so on 2021-01-01; what happened counts for 12 months",
        "- happened on 2019-11-02; claim gd-p2-s1-a (grey-dynamics-2019)",
        "Why it follows at all: the same without --as-of.",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("explain", "--source", "grey-dynamics-2019"), "--source needs a fact: `sahel-kg contradictions --source`"),
        (("explain", "--tension", "1", "--min-credibility", "3"), "--min-credibility needs a fact"),
        (
            ("explain", "ISGS", "attacked", "Malian Army", "--all", "--basis", "Stated"),
            "--all lists the steps from all claims: leave --basis away",
        ),
        (("query", "leaders", "--window", "12m"), "--window needs --as-of"),
        (("export", "--format", "csv", "--no-organs", "--missions"), "leave --missions away"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_does_not_go_together(build: Build, words: tuple[str, ...], message: str) -> None:
    answer = run(*words, "--build", build.path)
    assert answer.code == 2
    assert message in answer.err


def test_query_within_a_window(build: Build) -> None:
    asked = "SELECT ?event { ?event skg:target actor:malian-army ; skg:attacker actor:isgs }"
    found = [
        len(run("query", asked, "--as-of", "2021-01-01", *more, "--build", build.path, "--format", "csv").out.split())
        for more in ((), ("--window", "12m"))
    ]
    assert found == [2, 1]


@pytest.mark.parametrize("form", ["trig", "turtle", "nquads", "jsonld", "graphml", "csv"])
def test_export_of_the_whole_build_by_some_evidence(both: Build, form: str, tmp_path: Path) -> None:
    words = ("export", "--format", form, "--build", both.path, "-o")
    told = []
    for name, more in (("all", ()), ("article", ("--source", "grey-dynamics-2019"))):
        assert run(*words, tmp_path / name, *more).code == 0
        written = [tmp_path / name] if (tmp_path / name).is_file() else sorted((tmp_path / name).iterdir())
        told.append("\n".join(path.read_text("utf-8") for path in written))
    assert ["ucdp-acd-25.1-11346-2011-fought" in text for text in told] == [True, False]
    assert ["gd-p3-s1-g" in text for text in told] == [True, True]
