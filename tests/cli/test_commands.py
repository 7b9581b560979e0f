"""Each command on the shipped data: what it prints, in every format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import sahel_kg
from sahel_kg import Build, load
from sahel_kg.builds import pipeline
from tests.bad_input.conftest import BASE, base, standing
from tests.cli.command import Answer, content, run

__all__ = ["base", "standing"]
TABLES = [
    ["show"],
    ["show", "ISGS"],
    ["rank"],
    ["query", "leaders"],
    ["query", "ASK {}"],
    ["query", "CONSTRUCT { ?a skg:opposes ?b } WHERE { ?a skg:opposes ?b }"],
]


def command(build: Build, *arguments: str | Path) -> Answer:
    answer = run(*arguments, "--build", build.path)
    assert answer.code == 0, answer.err
    return answer


def build_then_ask(expected: Path) -> None:
    """The first five minutes: build in an empty folder, then ask, without a single option."""
    answer = run("build", "--cross-check")
    stages = ("reading", "checking", "reasoning", "cross-checking", "publishing")
    assert (answer.code, answer.err) == (0, "".join(f"{stage} ...\n" for stage in stages))
    assert f"{len(load(expected).claims)} claims" in answer.out
    assert "The build is in build." in answer.out
    assert content(Path("build")) == content(expected)
    assert run("query", "leaders").out.startswith("leader,")
    assert run("show", "isgs").out.startswith(f"{load(expected).actors['isgs'].label}  (actor:isgs)\n")


@pytest.mark.slow
def test_build_then_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, both: Build) -> None:
    monkeypatch.chdir(tmp_path)
    build_then_ask(both.path)


@pytest.mark.usefixtures("base")
def test_build_few_data_then_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pipeline.run(tmp_path / "other" / "build", [BASE], cross_check=True)
    build_then_ask(tmp_path / "other" / "build")


def test_check(both: Build) -> None:
    answer = run("check")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"{len(both.claims)} claims in ")
    assert answer.out.endswith("no problem found\n")


@pytest.mark.slow
def test_a_build_of_one_source_keeps_background_on_whom_it_names(tmp_path: Path, build: Build) -> None:
    folder = tmp_path / "build"
    assert run("build", "--build", folder, "--source", "cisac-isgs").code == 0
    made = load(folder)
    kept, background = ({c.iri for c in each.claims if c.basis == "Background"} for each in (made, build))
    ties = {c.id for c in build.claims if c.iri in background - kept}
    assert {"claim:bg-mali-aes", "claim:bg-burkina-faso-mali-alliance", "claim:bg-mnla-in-cma"} <= ties, (
        "it names ISGS alone"
    )
    assert not [c for c in build.claims if c.iri in background - kept and c.is_setting]
    assert {c.id for c in made.claims if c.source.endswith("cisac-isgs")} == {"claim:bg-isgs-type"}
    assert {t.relation_id for t in made.ties()} <= {"skg:overlapsWith"}, "whose number UCDP has is told of ISGS too"
    assert made.manifest["sources"] == ["cisac-isgs"]


@pytest.mark.usefixtures("base")
def test_a_rule_can_be_switched_off(tmp_path: Path, standing: Path) -> None:
    folder = tmp_path / "build"
    assert run("build", "--build", folder, "--without", "attack-roles").code == 0
    assert load(folder).manifest["without"] == ["attack-roles"]
    assert len(load(folder).inferred) < len(load(standing).inferred)


@pytest.mark.slow
def test_own_data_beside_the_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, both: Build) -> None:
    """``sahel-kg-data/`` beside the build is read without being named."""
    monkeypatch.chdir(tmp_path)
    fine = Path(__file__).parents[1] / "bad_input" / "fine" / "same-proposition-elsewhere"
    (tmp_path / "sahel-kg-data").symlink_to(fine)
    assert run("build").code == 0
    assert len(load().claims) == len(both.claims) + 2


def test_queries_are_listed() -> None:
    listed = json.loads(run("queries", "--format", "json").out)
    names = [query["name"] for query in listed["queries"]]
    assert "leaders" in names
    rows = list(csv.reader(io.StringIO(run("queries").out)))
    assert rows[0] == ["name", "title", "parameters"]
    assert [row[0] for row in rows[1:]] == names


@pytest.mark.parametrize("arguments", TABLES, ids=" ".join)
def test_every_format_holds_the_same_rows(build: Build, arguments: list[str]) -> None:
    answers = {form: command(build, *arguments, "--format", form).out for form in ("csv", "tsv", "jsonl", "table")}
    rows = list(csv.DictReader(io.StringIO(answers["csv"], newline="")))
    assert rows
    assert list(csv.DictReader(io.StringIO(answers["tsv"]), delimiter="\t")) == rows
    lines = [json.loads(line) for line in answers["jsonl"].splitlines()]
    assert [list(line) for line in lines] == [list(row) for row in rows]
    for line, row in zip(lines, rows, strict=True):
        for key, value in line.items():
            if isinstance(value, str) and not value.startswith(("'", "=", "+", "-", "@")):
                assert row[key] == value
    assert answers["table"].strip()
    assert "\x1b" not in answers["table"]
    whole = json.loads(command(build, *arguments, "--format", "json").out)
    assert whole["version"] == 1


def test_tables_go_to_csv_where_there_is_no_terminal(build: Build) -> None:
    assert command(build, "query", "leaders").out == command(build, "query", "leaders", "--format", "csv").out


def test_output_to_a_file(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "leaders.csv"
    answer = command(build, "query", "leaders", "-o", path)
    assert answer.out == ""
    told = command(build, "query", "leaders").out
    assert path.read_bytes() == b"\xef\xbb\xbf" + told.encode(), "Excel would take accents for something else"
    command(build, "query", "leaders", "--no-bom", "-o", path)
    assert path.read_bytes().decode() == told
    command(build, "query", "leaders", "--format", "tsv", "-o", path)
    assert not path.read_bytes().startswith(b"\xef")
    path.write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    command(build, "query", "leaders", "-o", link)
    assert link.is_symlink()
    assert path.read_text() != "old"
    assert [p.name for p in path.parent.iterdir()] == ["leaders.csv"]


@pytest.mark.parametrize(
    ("words", "name", "form"),
    [
        (("query", "leaders"), "leaders.json", "json"),
        (("query", "leaders"), "leaders.txt", "table"),
        (("queries",), "questions.tsv", "tsv"),
        (("show", "ISGS"), "isgs.csv", "csv"),
        (("show", "ISGS"), "isgs.json", "json"),
        (("contradictions",), "found.md", "md"),
        (("casualties", "Mali"), "losses.MD", "md"),
        (("explain", "ISGS", "attacked", "Malian Army"), "proof.dot", "dot"),
        (("explain", "ISGS", "attacked", "Malian Army"), "proof.txt", "tree"),
        (("path", "ISGS", "Chad"), "paths.jsonl", "jsonl"),
    ],
)
def test_a_file_has_the_form_that_its_name_tells(
    build: Build, words: tuple[str, ...], name: str, form: str, tmp_path: Path
) -> None:
    build_option = () if words == ("queries",) else ("--build", build.path)
    assert run(*words, *build_option, "-o", tmp_path / name).code == 0
    assert run(*words, *build_option, "--format", form, "-o", tmp_path / "said.bin").code == 0
    told = (tmp_path / name).read_bytes().removeprefix(b"\xef\xbb\xbf")
    assert told == (tmp_path / "said.bin").read_bytes()


def test_output_that_cannot_be_written(build: Build, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for target, message in (
        (tmp_path, f"-o {tmp_path} is a folder: name a file in it"),
        (tmp_path / "file" / "x", f"cannot write {tmp_path}/file/x (File exists): name another file with -o"),
    ):
        answer = run("query", "leaders", "--build", build.path, "-o", target)
        assert (answer.code, answer.errors) == (2, [message])
    assert content(tmp_path) == {"file": b"mine"}


def test_queries_from_a_file_and_from_standard_input(build: Build, tmp_path: Path) -> None:
    sparql = "SELECT (COUNT(*) AS ?n) { ?c a skg:Claim }"
    (tmp_path / "own.rq").write_text(sparql)
    expected = f"n\r\n{len(build.claims)}\r\n"
    assert command(build, "query", tmp_path / "own.rq").out == expected
    assert run("query", "-", "--build", build.path, stdin=sparql).out == expected


def test_query_parameters(build: Build) -> None:
    all_of_them = json.loads(command(build, "query", "leaders", "--format", "json").out)["rows"]
    one = json.loads(command(build, "query", "leaders", "led=Islamic State", "--format", "json").out)["rows"]
    assert one == [row for row in all_of_them if row["led"] == "actor:islamic-state"]
    by_curie = command(build, "query", "leaders", "led=actor:islamic-state", "--format", "json").out
    assert json.loads(by_curie)["rows"] == one


def test_show_as_of(build: Build) -> None:
    found = json.loads(command(build, "show", "MNLA", "--as-of", "2019-11", "--format", "json").out)
    assert found["as_of"] == "2019-11-30"
    for bad in ("2019-02-29", "soon", "2019-13"):
        answer = run("show", "MNLA", "--as-of", bad, "--build", build.path)
        assert answer.code == 2
        assert answer.errors[0].startswith("--as-of: ")


@pytest.mark.parametrize("form", ["table", "json", "md"])
def test_show_tells_why_claims_were_coded_so(build: Build, form: str) -> None:
    """By the data, claim bg-isgs-type has this note; a sheet has only what a tie or an event is cited with."""
    note = "nowhere said outright" if form == "md" else "UCDP has no row for ISGS."
    assert note in " ".join(command(build, "show", "ISGS", "--format", form, "--all").out.split())


def test_show_by_any_name(build: Build) -> None:
    for name in (
        "ISGS",
        "isgs",
        "actor:isgs",
        "https://w3id.org/sahel-kg/actor/isgs",
        "EIGS",
        "etat islamique au grand sahara",
    ):
        assert json.loads(command(build, "show", name, "--format", "json").out)["actor"]["id"] == "actor:isgs"


def test_rank_options(build: Build) -> None:
    ranked = json.loads(command(build, "rank", "--by", "betweenness", "--format", "json").out)
    assert ranked["version"] == 1
    values = [row["betweenness"] for row in ranked["rows"]]
    assert [row["rank"] for row in ranked["rows"]] == [1 + sum(other > value for other in values) for value in values]
    table = list(csv.DictReader(command(build, "rank", "--format", "csv").out.splitlines()))
    degrees = [int(row["degree"]) for row in table]
    assert len(set(degrees)) < len(degrees), "equals share the better place"
    assert [int(row["rank"]) for row in table] == [1 + sum(other > own for other in degrees) for own in degrees]
    frame = sahel_kg.rank(build.network()).to_pandas()
    assert list(frame["rank"]) == [int(row["rank"]) for row in table]
    assert command(build, "rank", "--format", "table").out.split()[:2] == ["rank", "actor"]
    for arguments in (["--by", "fame"], ["--sign", "love"], ["--relation", "skg:nothing"], ["--basis", "Rumour"]):
        answer = run("rank", "--build", build.path, *arguments)
        assert answer.code == 2
        assert len(answer.errors) == 1


def test_render(build: Build, tmp_path: Path) -> None:
    answer = command(build, "render", "--actor", "ISGS", "-o", tmp_path / "page.html")
    assert answer.out == ""
    assert "ties" in answer.err
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "by opposition-through: Who acts through a mission or an organ opposes whom that opposes" in page


def test_export(build: Build, tmp_path: Path) -> None:
    assert "claim/gd-p1-s1-a" in command(build, "export", "--format", "nquads").out
    command(build, "export", "--format", "csv", "-o", tmp_path / "tables")
    plain = content(tmp_path / "tables")
    assert sorted(plain) == ["actors.csv", "claims.csv", "ties.csv"]
    command(build, "export", "--format", "csv", "--bom", "-o", tmp_path / "tables")
    assert content(tmp_path / "tables") == {name: b"\xef\xbb\xbf" + raw for name, raw in plain.items()}
    command(build, "export", "--format", "parquet", "-o", tmp_path / "parquet")
    assert sorted(content(tmp_path / "parquet")) == ["actors.parquet", "claims.parquet", "ties.parquet"]
    answer = run("export", "--format", "csv", "--build", build.path)
    assert answer.code == 2
    assert "name a folder with -o" in answer.errors[0]
    answer = run("export", "--format", "gif", "--build", build.path)
    assert answer.code == 2


def test_usage_errors_of_the_command_line() -> None:
    for arguments in (["nonsense"], ["query"], ["check", "--nonsense"], ["coverage"]):
        answer = run(*arguments)
        assert answer.code == 2
        assert "Usage: sahel-kg" in answer.err
        assert "Traceback" not in answer.err


def test_the_suffix_tells_the_format_of_an_export(build: Build, tmp_path: Path) -> None:
    command(build, "export", "-o", tmp_path / "a.graphml")
    assert (tmp_path / "a.graphml").read_text("utf-8").startswith("<?xml")
    for words, told in (
        ((), "say --format, one of trig, turtle,"),
        (("-o", "a.xyz"), "-o a.xyz tells no format: say --format, one of"),
        (
            ("-o", "ties.csv", "--format", "csv"),
            "-o ties.csv is a file: csv is a folder of actors.csv, ties.csv, claims.csv",
        ),
    ):
        answer = run("export", "--build", str(build.path), *words)
        assert answer.code == 2
        assert told in answer.err


def test_render_takes_an_actor_as_show_does(build: Build, tmp_path: Path) -> None:
    asked = ("--build", build.path, "-o")
    assert run("render", "ISGS", *asked, tmp_path / "a.html").code == 0
    assert run("render", "--actor", "ISGS", *asked, tmp_path / "b.html").code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    answer = run("render", "ISGS", "--actor", "France", *asked, tmp_path / "c.html")
    assert (answer.code, answer.errors) == (2, ["ISGS and --actor France: name the actor once"])
