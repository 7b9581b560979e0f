"""No text steers the terminal that it is printed on, whatever data say."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from sahel_kg import Build, cli, load, tables
from sahel_kg.builds import pipeline
from sahel_kg.cli import streams
from sahel_kg.cli.app import COMMANDS
from tests.bad_input.conftest import BASE, ship_base
from tests.cli.command import Answer, run
from tests.conftest import TURTLE_PREFIXES, Once
from tests.sampling import spread
from tests.trust.conftest import base

ESCAPE = "\x1b[2J\x1b]0;owned\x07\x9b31m \u202eevil\u2066 \u200f\u061c\rX"
STEERING = {*map(chr, (*range(9), 11, 12, *range(14, 32), *range(127, 160)))} | set(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
META = """claim:own-{0} a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:Stated ; skg:credibility 3 ;
    skg:aspect skg:Happening ; skg:earliestBegin "2012-01-01"^^xsd:date ; skg:latestEnd "2012-01-09"^^xsd:date ;
    skg:note {1} ; prov:hadPrimarySource source:own ; skg:record {1} ;
    prov:wasAttributedTo coder:own ; dct:created "2026-11-22"^^xsd:date ; skg:codebook "1" .
"""
SAID = {
    "a": "actor:evil-0 a skg:ArmedGroup ; skg:attacked actor:mali",
    "b": "actor:evil-1 a skg:ArmedGroup ; skg:alliedWith actor:evil-0",
    "c": "actor:evil-2 a skg:State ; skg:attacked actor:evil-1",
    "d": "event:evil a skg:Attack ; skg:attacker actor:evil-0 ; skg:target actor:evil-2",
    "e": "actor:evil-2 skg:attacked actor:evil-0",
    "f": "actor:evil-2 skg:alliedWith actor:evil-0",
}


def text(number: object = "") -> str:
    return json.dumps(f"{number}{ESCAPE}")


@pytest.fixture(scope="module")
def hostile(once: Once) -> Build:
    """A build in which every text that data may give holds what steers a terminal."""
    return load(once("terminal", _make))


def _make(folder: Path) -> None:
    data = folder.with_name("data")
    (data / "claims").mkdir(parents=True)
    names = [
        f"actor:evil-{n} a skg:NamedActor ; skos:prefLabel {text(n)}@en ; skos:altLabel {text('E')}@fr ;\n"
        f"    dct:source source:{'own' if n else 'other'} .\n"
        for n in range(3)
    ]
    names += [
        f'source:{name} a skg:Source ; dct:title {text(name)} ; dct:publisher {text("P")} ; skg:reliability "C" ;\n'
        f"    rdfs:seeAlso <https://example.org/{name}> .\n"
        for name in ("own", "other")
    ]
    names.append(f"coder:own a skg:Coder ; rdfs:label {text('C')}@en .\nevent:evil rdfs:label {text('V')}@en .\n")
    (data / "own.ttl").write_text(TURTLE_PREFIXES + "".join(names), "utf-8")
    claims = [f"claim:own-{name} {{ {said} . }}\n" for name, said in SAID.items()]
    meta = [META.format(name, text(name)) for name in SAID]
    (data / "claims" / "own.trig").write_text(TURTLE_PREFIXES + "".join(claims + meta), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        ship_base(patch)
        pipeline.run(folder, [BASE, data])


class Terminal(io.StringIO):
    """What takes colours."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(*words: Any) -> Answer:
    with (
        mock.patch("io.StringIO", Terminal),
        mock.patch.dict("os.environ", {"NO_COLOR": "1"}),
        mock.patch("sahel_kg.cli.streams.Waiting.start"),  # the line that counts seconds is taken away by what steers
    ):
        return run(*words)


ODD = f"no such thing {ESCAPE}"
WORDS: dict[str, list[list[Any]]] = {
    "build": [["--data", "DATA", "--build", "NEW"], ["--build", ODD, "--source", ODD]],
    "check": [["--data", "DATA"], ["--data", ODD]],
    "verify": [["--source", ODD]],
    "coverage": [["--source", ODD]],
    "ingest": [["ucdp-actor", ODD], [ODD, "x.csv"]],
    "close": [["FILE"], ["FILE", "--rules", "none"], [ODD], ["FILE", "-o", "OUT.nt"]],
    "query": [
        ["SELECT ?a ?b { ?a skos:prefLabel ?b }", *form]
        for form in ([], ["--format", "table"], ["--format", "json"], ["--format", "jsonl"], ["--format", "tsv"])
    ]
    + [["leaders"], [ODD]],
    "queries": [[]],
    "show": [[], ["actor:evil-0"], ["actor:evil-2", "--format", "md"], ["actor:evil-1", "--format", "html"], [ODD]],
    "sql": [["SELECT * FROM tie"], ["SELECT * FROM name", "--format", "csv"], [ODD]],
    "explain": [
        [],
        ["actor:evil-0", "hostileTo", "Mali"],
        ["actor:evil-1", "cooperatesWith", "actor:evil-0", "--full"],
        ["actor:evil-1", "cooperatesWith", "actor:evil-0", "--all"],
        ["actor:evil-1", "cooperatesWith", "actor:evil-0", "--format", "dot"],
        ["actor:evil-1", "cooperatesWith", "actor:evil-0", "--format", "json"],
        ["actor:evil-1", "hostileTo", "Mali"],
        ["--contradiction", "1"],
        ["--tension", "1"],
        [ODD, "hostileTo", "Mali"],
    ],
    "path": [["actor:evil-0", "actor:mali"], ["actor:evil-1", "actor:mali", "--format", "table"], [ODD, "Mali"]],
    "casualties": [[], [ODD]],
    "contradictions": [[], ["--format", "md"], ["--format", "jsonl"], ["--actor", "actor:evil-0"], ["--actor", ODD]],
    "rank": [[], ["--by", ODD]],
    "camps": [[], ["--around", "actor:evil-0"], ["--around", ODD], ["-o", "OUT.svg"]],
    "brokers": [[]],
    "positions": [[], ["--questions"]],
    "balance": [["--notes"]],
    "communities": [[]],
    "course": [["--years", "2011:2013"], ["--day", ODD]],
    "robustness": [[]],
    "sensitivity": [[]],
    "timeline": [[], ["actor:evil-0"], [ODD], ["-o", "OUT.svg"]],
    "diff": [
        ["2010", "2014"],
        ["2010", "2014", "--format", "md"],
        ["--before", "ARTICLE"],
        ["--before", "ARTICLE", "--format", "md"],
        ["--before", ODD],
        [ODD, "2014"],
    ],
    "render": [["-o", "OUT.html"], ["-o", f"OUT/{ESCAPE}.html"]],
    "export": [
        ["--format", form]
        for form in ("trig", "turtle", "nquads", "jsonld", "graphml", "gexf", "signed-graphml", "csv", ODD)
    ],
}
LINK = [
    [],
    ["--all"],
    ["show", "actor:evil-0", "actor:evil-1"],
    ["accept", "actor:evil-0", "actor:evil-1", "--because", ODD, "--by", "Ann", "--dry-run"],
    ["reject", "actor:evil-0", "actor:evil-1", "--because", ODD, "--by", "Ann", "--dry-run"],
    ["show", ODD, ODD],
]


SILENT = ("queries", "sensitivity", "communities")
"""Commands that print no text of the data here."""


def steering(told: str) -> set[str]:
    """Return what in a text steers; the line ends of CSV are none."""
    return STEERING & set(told) | ({"\r"} if "\r" in told.replace("\r\n", "") else set())


def test_every_command_is_tried() -> None:
    assert set(WORDS) == {name for commands in COMMANDS.values() for name in commands}


@pytest.mark.usefixtures(base.__name__)
@pytest.mark.parametrize("name", spread([*WORDS, "link"], 3))
def test_no_command_lets_data_steer(name: str, hostile: Build, build: Build, tmp_path: Path) -> None:
    data = hostile.path.with_name("data")
    file = tmp_path / f"facts {ESCAPE}.ttl"
    file.write_text(f'<urn:a> <urn:p> {text()} ; a <urn:c{"%"}20> . <urn:b> <urn:p> "\\u009b\\u202e" .', "utf-8")
    stands = {"ARTICLE": build.path, "DATA": data, "NEW": tmp_path / f"new {ESCAPE}", "FILE": file}
    own = {"build", "check", "verify", "coverage", "ingest", "close", "queries"}
    seen = 0
    for words in LINK if name == "link" else WORDS[name]:
        given = [stands.get(word, word.replace("OUT", str(tmp_path / "out"))) for word in words]
        rest = [] if name in own else ["--build", hostile.path]
        rest += ["--data", BASE, "--data", data] if name == "link" else []
        answer = on_a_terminal(name, *given, *rest)
        assert answer.code in (0, 1, 2)
        assert "Traceback" not in answer.err
        assert steering(answer.out) == steering(answer.err) == set(), (words, answer)
        seen += (answer.out + answer.err).count("evil")
    assert seen or name in SILENT, "nothing was tried"


def test_files_hold_exactly_what_was_said(hostile: Build, tmp_path: Path) -> None:
    asked = "SELECT ?b { actor:evil-0 skos:prefLabel ?b }"
    for form in ("csv", "json"):
        out = tmp_path / f"x.{form}"
        assert run("query", asked, "--format", form, "--build", hostile.path, "-o", out).code == 0
        text = out.read_bytes().decode()
        assert (json.loads(text)["rows"][0]["b"] == f"0{ESCAPE}") if form == "json" else f"0{ESCAPE}" in text
    for form in ("trig", "nquads"):
        import pyoxigraph as ox

        printed = run("export", "--format", form, "--build", hostile.path).out
        kind = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}[form]
        assert any(getattr(q.object, "value", "") == f"0{ESCAPE}" for q in ox.parse(printed, format=kind))


def test_colours_of_ones_own_stay() -> None:
    assert (
        tables.harmless("\x1b[1mbold\x1b[0m \x1b[2J", styled=True) == "\x1b[1mbold\x1b[0m \N{REPLACEMENT CHARACTER}[2J"
    )


def test_all_text_goes_one_way() -> None:
    """No command prints by itself."""
    folder = Path(cli.__file__).parent
    for path in folder.glob("*.py"):
        if path.stem == Path(streams.__file__).stem:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert called.rpartition(".")[2] not in ("echo", "secho", "print", "echo_via_pager"), (path.name, called)
            assert called not in [
                f"sys.{name}.{how}" for name in ("stdout", "stderr") for how in ("write", "writelines")
            ]


def test_a_message_of_the_parser() -> None:
    """Also of what is no option or command."""
    for words in (["query", f"--{ESCAPE}"], [ESCAPE], ["show", "--steps", ESCAPE], ["camps", "--steps", ESCAPE]):
        answer = run(*words)
        assert answer.code == 2
        assert steering(answer.out + answer.err) == set(), words
