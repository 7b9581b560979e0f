"""The page about two sources: each command gives what stands below it, and its numbers are those of the data."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.vocabulary import PREFIXES, compact, value
from tests.cli.command import run
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "two-sources.md"


def examples(text: str) -> list[tuple[str, str]]:
    """Return the commands of a page, each with the lines that follow it."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


EXAMPLES = examples(PAGE.read_text("utf-8"))
FORESEEN = [line for line, _ in EXAMPLES if line.startswith(("sahel-kg link accept", "sahel-kg link undo"))]
"""Each closes all that is shipped once more."""


@pytest.mark.parametrize(
    ("line", "output"),
    [pytest.param(*each, marks=[pytest.mark.slow] if each[0] in FORESEEN[1:] else []) for each in EXAMPLES],
    ids=lambda text: text.split("\n")[0][:60],
)
def test_command(both: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, output: str) -> None:
    """The command is run in this process, what it is piped into by a shell."""
    monkeypatch.setenv("SAHEL_KG_BUILD", str(both.path))
    monkeypatch.setenv("SAHEL_KG_DATA", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)
    command, _, pipe = line.partition(" | ")
    printed = run(*shlex.split(command)[1:]).out
    environment = {**os.environ, "LC_ALL": "C"}
    words = ["bash", "-c", pipe or "cat"]
    done = subprocess.run(words, input=printed, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == output


def fought(build: Build, actor: str, year: int) -> set[str]:
    """Whom UCDP has an actor fight in a year."""
    found = set()
    for claim in build.claims:
        begin = claim.bounds.earliest_begin
        if claim.id.startswith("claim:ucdp-") and begin and begin.year == year:
            for triple in claim.statement:
                ends = {compact(value(triple.subject)), compact(value(triple.object))}
                if compact(triple.predicate.value) == "skg:foughtAgainst" and actor in ends:
                    found |= ends - {actor}
    return found


def test_what_the_page_says_of_ucdp(both: Build) -> None:
    names = {actor.id: {name.text for name in actor.names} for actor in both.actors}
    assert {"MNLA", "CMA"} <= names["actor:ucdp-1158"]
    assert not any("Greater Sahara" in name for id, own in names.items() if "ucdp" in id for name in own)
    assert {"MNLA", "CMA"} <= names["actor:mnla"] | names["actor:cma"]
    jihadists = {"actor:ucdp-539", "actor:ucdp-1161", "actor:ucdp-3481", "actor:ucdp-1051"}
    assert fought(both, "actor:mnla", 2012) == {*jihadists, "actor:ucdp-3157", "actor:mali"}
    assert fought(both, "actor:cma", 2015) == {"actor:mali", "actor:ucdp-1157"}
    assert fought(both, "actor:ucdp-1158", 2012) == set()
    assert fought(both, "actor:mali", 2019) == {"actor:islamic-state", "actor:ucdp-6716"}
    assert "JNIM" in names["actor:ucdp-6716"]
    # Bhutan contributes and opposes nobody
    assert "Government of Bhutan" in names["actor:ucdp-1208"]
    bhutan = PREFIXES["actor"] + "ucdp-1208"
    assert {tie.sign for tie in both.ties() if bhutan in (tie.subject, tie.object)} == {"+"}


def test_what_the_page_says_of_the_article(both: Build) -> None:
    article = [c for c in both.claims if c.id.startswith("claim:gd-")]
    named = {compact(value(t.object)) for c in article for t in c.statement} | {
        compact(value(t.subject)) for c in article for t in c.statement if t.predicate.value != RDF_TYPE
    }
    assert {"actor:isgs", "actor:cma", "actor:mnla"} <= named
    labels = {name.text for actor in both.actors if not actor.ingested for name in actor.names}
    assert not labels & {"JNIM", "Ansar Dine", "MUJAO"}
    # it states no operation of the Islamic State in Mali
    where = {(value(t.subject), value(t.object)) for c in article for t in c.statement}
    assert (PREFIXES["actor"] + "islamic-state", PREFIXES["place"] + "mali") not in where


def test_missions_the_union_and_persons_are_not_in_ucdp(both: Build) -> None:
    ingested = [actor for actor in both.actors if actor.ingested]
    assert len(ingested) > 300
    assert not any({"Mission", "InternationalOrganisation", "Person"} & set(actor.kinds) for actor in ingested)
