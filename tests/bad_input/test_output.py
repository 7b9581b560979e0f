"""Labels that would be script, formula or terminal command, through everything that a command prints.

The exports have their own test of this (tests/exports).
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sahel_kg import Build, load
from sahel_kg.builds import pipeline
from tests.bad_input.conftest import BASE
from tests.cli.command import Answer, run
from tests.conftest import TURTLE_PREFIXES, Once

SCRIPT = "</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x","click")'
ESCAPE = "\x1b[2J\x1b]0;owned\x07 \x9b31m right\u202eleft"
MARKUP = "[bold red]not markup[/] [link=http://x]here[/link]"
LONG = "very " * 20_000 + "long"
LABELS = {"script": SCRIPT, "formula": FORMULA, "escape": ESCAPE, "markup": MARKUP, "long": LONG}

META = """claim:own-{0} a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:Background ; skg:credibility 3 ;
    prov:hadPrimarySource source:ucdp-actor-22.1 ; skg:record "row {0}" ;
    prov:wasAttributedTo coder:sahel-kg-developers ; dct:created "2026-11-22"^^xsd:date ; skg:codebook "1" .
"""


@pytest.fixture(scope="module")
def hostile(once: Once) -> Build:
    """A build with actors of these names, each a group that opposes Mali."""
    return load(once("labels", _make_hostile))


def _make_hostile(folder: Path) -> None:
    data = folder.with_name("data")
    (data / "claims").mkdir(parents=True)
    names = [f"actor:{k} a skg:NamedActor ; skos:prefLabel {json.dumps(v)}@en .\n" for k, v in LABELS.items()]
    (data / "own.ttl").write_text(TURTLE_PREFIXES + "".join(names), "utf-8")
    claims = [f"claim:own-{k} {{ actor:{k} a skg:ArmedGroup ; skg:opposes actor:mali . }}\n" for k in LABELS]
    (data / "claims" / "own.trig").write_text(
        TURTLE_PREFIXES + "".join(claims) + "".join(map(META.format, LABELS)), "utf-8"
    )
    pipeline.run(folder, [BASE, data])


def harmless(text: str) -> bool:
    """Say whether nothing in a text steers a terminal."""
    return not any(c in text for c in "\x1b\x07\x9b\u202e\r")


def command(hostile: Build, *arguments: str) -> Answer:
    answer = run(*arguments, "--build", hostile.path)
    assert answer.code == 0, answer.err
    return answer


NAMES = "SELECT ?actor ?name { ?actor a skg:NamedActor ; skos:prefLabel ?name . FILTER(LANG(?name) = 'en') }"


@pytest.mark.parametrize("arguments", [["query", NAMES], ["show"], ["rank"]])
def test_tables_for_the_terminal(hostile: Build, arguments: list[str]) -> None:
    out = command(hostile, *arguments, "--format", "table").out
    assert harmless(out)
    assert "</script>" in out, "text stays text"
    assert "[bold" in out, "and is no markup of the table's"


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_spreadsheets_get_no_formula(hostile: Build, form: str, delimiter: str) -> None:
    for arguments in (["query", NAMES], ["show"]):
        out = command(hostile, *arguments, "--format", form).out
        cells = {cell for row in csv.reader(io.StringIO(out, newline=""), delimiter=delimiter) for cell in row}
        assert {f"'{FORMULA}", SCRIPT, ESCAPE, MARKUP, LONG} <= cells
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@"))]


def test_json_keeps_every_name_as_it_is(hostile: Build) -> None:
    rows = json.loads(command(hostile, "query", NAMES, "--format", "json").out)["rows"]
    assert set(LABELS.values()) <= {row["name"] for row in rows}
    lines = command(hostile, "query", NAMES, "--format", "jsonl").out.splitlines()
    assert set(LABELS.values()) <= {json.loads(line)["name"] for line in lines}


@pytest.mark.parametrize("name", LABELS)
def test_profiles(hostile: Build, name: str) -> None:
    out = command(hostile, "show", f"actor:{name}").out
    assert harmless(out)
    found = json.loads(command(hostile, "show", f"actor:{name}", "--format", "json").out)
    assert found["actor"]["label"] == LABELS[name]
    assert "'=HYPERLINK" not in command(hostile, "show", "actor:formula", "--format", "json").out


def test_errors_are_one_harmless_line(hostile: Build) -> None:
    for name in (f"nobody {ESCAPE}", "nobody\nerror: all is lost"):
        answer = run("show", name, "--build", hostile.path)
        assert answer.code == 2
        assert len(answer.err.splitlines()) == 1
        assert harmless(answer.err)


class Tags(HTMLParser):
    """The elements of a page and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_pages_hold_names_as_text(hostile: Build, tmp_path: Path) -> None:
    command(hostile, "render", "-o", str(tmp_path / "page.html"))
    command(hostile, "render", "--actor", "actor:script", "-o", str(tmp_path / "one.html"))
    for page in tmp_path.iterdir():
        html = page.read_text("utf-8")
        assert SCRIPT not in html
        assert "<img src=x" not in html
        tags = Tags()
        tags.feed(html)
        assert not [
            tag for tag, attributes in tags.found if tag == "img" or any(k.startswith("on") for k in attributes)
        ]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_knows_fewer_letters(build: Build, encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    argv = [sys.executable, "-m", "sahel_kg", "show", "--build", str(build.path)]
    done = subprocess.run(argv, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
