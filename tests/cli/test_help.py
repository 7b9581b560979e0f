"""What `--help` shows: options in panels and an example that works; what a shell completes, and how lightly."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.cli import completion
from sahel_kg.cli.app import COMMANDS
from sahel_kg.cli.examples import EXAMPLES
from tests.cli.command import run
from tests.cli.test_options import commands
from tests.docs.test_imports import HEAVY
from tests.sampling import spread

ASKED = [name for group in ("Ask", "Analyse") for name in COMMANDS[group] if name != "robustness"]
PANELS = {"Options", "Time", "Build and evidence", "Network", "Output"}


def test_every_command_has_an_example_that_it_takes() -> None:
    found = commands()
    assert set(EXAMPLES) == set(found)
    for name, command in found.items():
        words = shlex.split(EXAMPLES[name])
        assert words[: len(name.split())] == name.split()
        command.make_context(name, words[len(name.split()) :])
        assert " ".join(command.epilog.split()) == f"Example: sahel-kg {EXAMPLES[name]}"


@pytest.mark.parametrize("name", spread(ASKED, 4))
def test_the_example_of_a_question_has_an_answer(name: str, both: Build) -> None:
    answer = run(*shlex.split(EXAMPLES[name]), *(() if name == "queries" else ("--build", both.path)))
    assert answer.code == 0
    assert len(answer.out.splitlines()) > 1


def test_options_stand_in_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = run("camps", "--help").out
    assert {line.strip("╭─╮ ") for line in told.splitlines() if line.startswith("╭")} == PANELS
    shown = {parameter.rich_help_panel for command in commands().values() for parameter in command.params}
    assert {"Limits", "Decision", "Losses", "Periods", "Pairs", "Rows"} | (PANELS - {"Options"}) <= shown
    assert "<bool>   " not in told.replace("--help    -h      <bool>", "")


# -- completion


@pytest.fixture
def given(both: Build) -> Any:
    return SimpleNamespace(params={"folder": both.path})


def test_names_are_completed(given: Any) -> None:
    assert ("ISGS", "actor:isgs") in completion.offer_actors(given, "IS")
    assert ("islamic State in the Greater Sahara", "actor:isgs") in completion.offer_actors(given, "islamic State in")
    assert completion.offer_relations(given, "suppo") == [
        ("supports", "supports"),
        ("supportsSubstantially", "supports substantially"),
    ]
    assert completion.offer_sources(given, "grey") == [("grey-dynamics-2019", "")]
    assert ("leaders", "Who leads whom, and when") in completion.offer_questions(given, "lead")
    assert ("Mali", "place:mali") in completion.offer_places(given, "Mal")
    given.params["fact"] = ["France"]
    assert completion.offer_fact(given, "oppos") == [("opposes", "opposes")]
    given.params["folder"] = Path("nowhere")
    assert completion.offer_actors(given, "IS") == []


def test_every_name_that_is_offered_is_understood(given: Any, both: Build) -> None:
    names = [offer[0] for offer in completion.offer_actors(given, "") if offer[1] in ("actor:isgs", "actor:mali")]
    assert len(names) > 6
    for name in names:
        assert both.actors.find(name).id
    for relation, _ in completion.offer_relations(given, ""):
        assert both.relations.find(relation)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sahel-kg show Isl", r"Islamic\ State\ in\ the\ Greater\ Sahara"),
        ("sahel-kg show Islamic\\ State\\ in\\ the", r"Islamic\ State\ in\ the\ Greater\ Sahara"),
        ("sahel-kg show 'Islamic State in the", "Islamic State in the Greater Sahara"),
        ("sahel-kg explain France oppo", "opposes"),
        ("sahel-kg rank --relation suppo", "supportsSubstantially"),
        ("sahel-kg rank --source grey", "grey-dynamics-2019"),
        ("sahel-kg query hosti", "hostility"),
        ("sahel-kg link show MNL", "MNLA"),
    ],
)
def test_a_shell_completes_without_heavy_packages(typed: str, offered: str, both: Build) -> None:
    code = "import sys; from sahel_kg.cli import app; sys.argv = ['sahel-kg']\ntry: app.main()\nfinally: "
    code += "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    words = typed.replace("\\ ", "\0").split(" ") if "'" not in typed else ["sahel-kg", "show", typed[14:]]
    environment = {
        **os.environ,
        "SAHEL_KG_BUILD": str(both.path),
        "_SAHEL_KG_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(word.replace("\0", "\\ ") for word in words),
        "COMP_CWORD": str(len(words) - 1),
    }
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert offered in done.stdout.splitlines()
    assert (HEAVY | {"rich"}) & set(done.stderr.splitlines()[-1].split()) == set()
