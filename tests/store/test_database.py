"""The tables of a build: they say what is worked out from its claims, and are read and never changed."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

import sahel_kg
from sahel_kg.builds.build import Build
from sahel_kg.errors import LimitError, SahelError, UsageError
from sahel_kg.exports.formats import export
from sahel_kg.inference.inferences import read_grounds
from sahel_kg.inference.supports import Support, find_supports
from sahel_kg.reasoning.derivations import Derivations
from sahel_kg.record.bounds import Reading
from sahel_kg.record.claims import RDF_TYPE, read_claims
from sahel_kg.record.rewinding import When
from sahel_kg.resources import DATABASE
from sahel_kg.store.database import Database, write_tables
from sahel_kg.store.evaluator import QueryLimits
from sahel_kg.store.quads import write_quads
from sahel_kg.store.schema import TABLES, VERSION
from sahel_kg.store.written import PublishedStatements
from sahel_kg.ties.confirmations import list_confirming
from sahel_kg.vocabulary import PREFIXES, SKG, value
from tests.cli.command import run
from tests.cli.command import run as sahel
from tests.conftest import ROOT


@pytest.fixture(params=["article", "default"])
def some(request: pytest.FixtureRequest, build: Build, both: Build) -> Build:
    return build if request.param == "article" else both


def steps_of(derivations: Derivations) -> dict[object, list[object]]:
    """Each fact with the steps that give it; blank nodes have other names in each run."""
    facts = [
        tuple(map(str, fact)) if place not in derivations.always else place
        for place, fact in enumerate(derivations.facts)
    ]
    return {
        facts[place]: [(step.rule, step.label, [facts[premise] for premise in step.premises]) for step in steps]
        for place, steps in derivations.steps.items()
    }


def test_what_is_kept_is_what_would_be_worked_out(some: Build) -> None:
    kept = some.kept
    assert kept is not None
    assert kept.facts.claims(When()) == read_claims(some._parts.statements, some.about)
    told, closed = kept.derivations(), some.closure.derivations()
    assert (list(told.facts), told.given, told.always) == (closed.facts, closed.given, closed.always)
    assert dict(told.places) == closed.places
    assert told.steps.keys() == closed.steps.keys()
    assert steps_of(told) == steps_of(closed)
    assert told.findings == closed.findings
    assert (told.facts[0], type(told.facts[0][0])) == (closed.facts[0], type(closed.facts[0][0]))
    supports, found = kept.supports(), find_supports(closed, some.telling)
    assert supports.keys() == found.keys()

    def tell(support: Support) -> object:
        step = support.step and (support.step.rule, support.step.premises)
        premises = [(place, each.extent, each.credibility, each.claims) for place, each in support.premises]
        return support.extent, support.credibility, support.said, support.claims, step, premises

    for place, several in found.items():
        assert list(map(tell, supports[place])) == list(map(tell, several))
    confirming = sorted(list_confirming(some), key=str)
    assert sorted(kept.confirming(), key=str) == confirming
    some_keys = {each.key for each in confirming[::7]}
    assert [e for e in sorted(kept.confirming(some_keys), key=str) if e.key in some_keys] == [
        e for e in confirming if e.key in some_keys
    ]
    assert kept.confirming(set()) == []
    assert kept.grounds() == read_grounds(some.inferred_quads)


def test_what_is_read_without_what_tables_tell_is_all_else(some: Build) -> None:
    asserted, inferred = some._statements.every()
    few = some._statements.with_statements()
    assert len(few) < len(asserted) / 2
    left_out = set(asserted) - set(few)
    assert few == [quad for quad in asserted if quad not in left_out]
    assert {type(quad.graph_name) for quad in left_out} == {DefaultGraph}
    assert {value(quad.subject).partition("#")[0] for quad in left_out} <= {claim.iri for claim in some.claims}
    labels = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
    assert not [quad for quad in left_out if quad.predicate.value in labels]
    claims = {claim.iri for claim in some.claims}
    assert some._statements.beside_claims() == [quad for quad in few if value(quad.graph_name) not in claims]
    facts = some._statements.facts()
    assert facts == [quad for quad in inferred if isinstance(quad.graph_name, NamedNode)]
    assert facts


def test_statements_are_told_from_what_is_said_about_a_claim_by_their_graph() -> None:
    claim, kind = PREFIXES["claim"] + "a", str(SKG.kind)
    lines = [
        f"<{PREFIXES['actor']}z> <{RDF_TYPE}> <{SKG.State}> .",
        f"<{claim}#report> <{RDF_TYPE}> <{SKG.CasualtyReport}> <{claim}> .",
        f'<{claim}> <{SKG.note}> "ends like a graph <{claim}> . \\" <x> ." .',
        f'<{claim}> <{SKG.note}> "told in English"@en .',
        f"<{claim}> <{kind}> <{SKG.Reported}> .",
        f'<{claim}> <{PREFIXES["rdfs"]}label> "named" .',
        f'<{PREFIXES["source"]}s> <{SKG.reliability}> "A" .',
    ]
    written = PublishedStatements("".join(f"{line}\n" for line in sorted(lines)).encode(), b"")
    told = [quad for quad in written.every()[0] if quad.predicate.value not in (str(SKG.note), kind)]
    assert written.with_statements() == told
    assert written.beside_claims() == [quad for quad in told if value(quad.graph_name) != claim]
    assert written.facts() == []


@pytest.mark.parametrize("day", [None, "2013-01-15", "2019-12-01"])
def test_confirmations_are_those_of_the_claims_of_that_day(both: Build, day: str | None) -> None:
    from sahel_kg.ties import confirmations

    seen = both.at(day)
    told = seen.confirmations()
    assert len(told) > 50
    kept, both._kept = both._kept, None
    try:
        assert confirmations.confirm(seen) == told
    finally:
        both._kept = kept


def test_other_evidence_is_worked_out_anew(build: Build) -> None:
    from sahel_kg.record.evidence import Evidence

    assert build.kept is not None
    assert build.at("2019-12-01").kept is build.kept
    assert build.admitting(Evidence(bases=("Stated",))).kept is None


def test_every_table_has_its_columns_and_says_what_they_are(some: Build) -> None:
    described = some.sql(
        "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE schema_name = 'main'"
    )
    found = {
        (table, column): (kind, comment)
        for table, column, kind, comment in described
        if table in {t.name for t in TABLES}
    }
    told = {(t.name, c.name): (c.type, c.meaning) for t in TABLES for c in t.columns}
    assert found == told
    empty = [t.name for t in TABLES if not some.sql(f'SELECT 1 FROM "{t.name}" LIMIT 1')]
    assert empty == []


def test_ties_and_claims_are_those_of_every_other_answer(some: Build) -> None:
    files = export(some, "csv")
    for name, columns in (
        (
            "ties",
            "subject, subject_label, relation, object, object_label, sign, status, latestEnd, basis",
        ),
        ("claims", 'id, source, segment, start, "end", sha256, kind, basis, credibility, speaker, earliestBegin, note'),
    ):
        exported = list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode())))
        general = "WHERE NOT general" if name == "ties" else ""
        rows = some.sql(f"SELECT {columns} FROM {name.removesuffix('s')} {general}")
        wanted = ["claim" if name == "id" else name for name in re.findall(r"\w+", columns)]  # as they are elsewhere
        told = [["" if cell is None else str(cell) for cell in row] for row in rows]
        assert sorted(told) == sorted([row[column].removeprefix("'") for column in wanted] for row in exported)


def test_an_actor_is_found_by_its_short_name(some: Build) -> None:
    rows = some.sql("SELECT subject, object FROM tie WHERE 'ISGS' IN (subject_short, object_short)")
    assert len(rows) > 5
    assert all("actor:isgs" in row for row in rows)
    assert list(some.sql("SELECT label FROM actor WHERE short = 'ISGS'")) == [("ISGS",)]


def test_days_lists_and_numbers_are_what_they_are(both: Build) -> None:
    answer = both.sql("SELECT earliestBegin, claims, credibility FROM tie WHERE earliestBegin IS NOT NULL LIMIT 3")
    assert answer.columns == ("earliestBegin", "claims", "credibility")
    assert isinstance(answer[0][0], date)
    assert all(one.startswith("claim:") for one in answer[0][1])
    frame = both.sql("SELECT earliestBegin, credibility, general FROM tie").to_pandas()
    assert list(map(str, frame.dtypes)) == ["datetime64[s]", "Int64", "bool"]
    assert len(frame) == len(both.ties(general=True))
    assert both.sql("SELECT id FROM tie WHERE false").to_pandas().empty


REFUSED = {
    "CREATE TABLE mine (a INTEGER)": "no SELECT but CREATE",
    "DROP TABLE tie": "no SELECT but DROP",
    "DELETE FROM tie": "no SELECT but DELETE",
    "INSERT INTO tie SELECT * FROM tie": "no SELECT but INSERT",
    "ATTACH ':memory:' AS other": "no SELECT but ATTACH",
    "COPY tie TO 'ties.csv'": "no SELECT but COPY",
    "EXPORT DATABASE 'all'": "no SELECT but EXPORT",
    "INSTALL httpfs": "no SELECT but LOAD",
    "SET memory_limit = '100GB'": "no SELECT but SET",
    "SELECT 1; DROP TABLE tie": "give one SQL statement, not 2",
    "": "give one SQL statement, not 0",
    "SELECT * FROM read_csv('pyproject.toml')": "reads this build and nothing else",
    "SELECT * FROM read_text('/etc/hostname')": "reads this build and nothing else",
    "SELECT * FROM 'pyproject.toml'": "cannot be run",
    "SELECT subjekt FROM tie": 'Candidate bindings: "subject"',
    "SELECT * FROM ties": "did you mean tie?",
    "SELEC 1": "cannot be run: Parser Error",
    "SELECT CAST('x' AS INTEGER)": "cannot be run: Conversion Error",
}


@pytest.mark.parametrize("statement", REFUSED)
def test_what_does_not_read_is_refused_in_a_sentence(both: Build, statement: str) -> None:
    before = (both.path / DATABASE).read_bytes()
    with pytest.raises(UsageError) as refused:
        both.sql(statement)
    assert REFUSED[statement] in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (both.path / DATABASE).read_bytes() == before


def test_python_variables_are_no_tables(both: Build) -> None:
    mine = both.sql("SELECT 1").to_pandas()
    assert len(mine) == 1
    with pytest.raises(UsageError, match="no table is called mine; "):
        both.sql("SELECT * FROM mine")


@pytest.mark.parametrize(
    ("called", "meant"),
    [
        ("ties", "tie"),
        ("Ties", "tie"),
        ("claims", "claim"),
        ("losses", "loss"),
        ("contradictions", "finding"),
        ("proofs", "step"),
        ("suport", "support"),
        *((f"{table.name}s", table.name) for table in TABLES),
    ],
)
def test_a_table_that_is_called_otherwise_is_offered_by_its_name(both: Build, called: str, meant: str) -> None:
    with pytest.raises(UsageError) as refused:
        both.sql(f"SELECT * FROM {called}")
    told = f"no table is called {called}; did you mean {meant}? `sahel-kg sql` lists the tables"
    assert str(refused.value) == f"the query cannot be run: {told}"


def test_what_is_written_about_tables_names_those_that_there_are() -> None:
    """In statements of the pages and of the command's help, and wherever a page speaks of a table by its name."""
    pages = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "notebooks" / "alliances.ipynb"]
    names = {table.name for table in TABLES}
    found = set()
    for page in pages:
        text = page.read_text("utf-8")
        statements = re.findall(r"SELECT .*", text)
        found |= {(page.name, name) for each in statements for name in re.findall(r"(?:FROM|JOIN) ([a-z]\w*)", each)}
        found |= {(page.name, name) for name in re.findall(r"(?:the|`sql`'s) table `(\w+)`", text)}
    wrong = {(page, name) for page, name in found if name not in {*names, "unnest"}}
    assert ("database.md", "tie") in found
    assert not wrong
    described = re.search(r"with SQL: (.*) and others", run("sql", "--help").out.replace("\n", " "))
    assert described
    assert set(re.split(r", | and ", " ".join(described[1].split()))) <= names


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (QueryLimits(time=0.5), "took more than 0.5 s"),
        (QueryLimits(memory=10_000_000), "more memory"),
        (QueryLimits(rows=10), "more than 10 rows"),
    ],
)
def test_limits_hold(both: Build, limits: QueryLimits, said: str) -> None:
    wide = "SELECT a.id, string_agg(b.id || c.id, ',') FROM claim a, claim b, claim c GROUP BY a.id"
    with pytest.raises(LimitError, match=said):
        both.sql("SELECT id FROM claim" if limits.rows else wide, limits=limits)
    assert both.sql("SELECT count(*) FROM claim")[0] == (len(both.claims),)


def test_a_bound_is_that_of_one_question_which_writes_nothing(
    both: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = "SELECT string_agg(a.id || b.id, ',') AS told FROM claim a, claim b GROUP BY a.id"
    wide = f"SELECT sum(length(told)) FROM ({told})"
    with pytest.raises(LimitError, match="more memory"):
        both.sql(wide, limits=QueryLimits(memory=10_000_000))
    (length,) = both.sql(wide)[0]
    assert length > 10_000_000
    assert list(tmp_path.iterdir()) == []


def test_threads_have_each_their_own_answer(both: Build) -> None:
    found: dict[int, set[object]] = {}

    def ask(number: int) -> None:
        statement = f"SELECT {number}, count(*) FROM tie WHERE id % 7 = {number % 7}"
        found[number] = {both.sql(statement)[0] for _ in range(10)}

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(8):
        assert found[number] == {(number, len(range(number % 7, len(both.ties(general=True)), 7)))}


def test_a_build_goes_on_with_its_own_tables_when_another_takes_its_place(
    both: Build, build: Build, tmp_path: Path
) -> None:
    folder = tmp_path / "build"
    shutil.copytree(both.path, folder)
    old = sahel_kg.load(folder)
    shutil.rmtree(folder)
    shutil.copytree(build.path, folder)
    assert old.sql("SELECT count(*) FROM claim")[0] == (len(both.claims),)
    assert sahel_kg.load(folder).sql("SELECT count(*) FROM claim")[0] == (len(build.claims),)


def test_any_number_of_processes_read_it_at_once(build: Build) -> None:
    code = (
        "import sys, duckdb; c = duckdb.connect(sys.argv[1], read_only=True); "
        "print(c.execute('SELECT count(*) FROM claim').fetchone()[0]); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(build.path / DATABASE)]
    readers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert build.sql("SELECT count(*) FROM claim")[0] == (len(build.claims),)
    assert [reader.communicate("")[0].strip() for reader in readers] == [str(len(build.claims))] * 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_asks_the_tables_anew(build: Build) -> None:
    count = build.sql("SELECT count(*) FROM claim")[0][0]
    child = os.fork()
    if child == 0:
        os._exit(0 if build.sql("SELECT count(*) FROM claim")[0][0] == count else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def of_another_version(file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"UPDATE about SET version = {VERSION + 1}")


def without_a_table(file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute("DROP TABLE support")


def foreign(file: Path) -> None:
    file.unlink()
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE mine (a INTEGER)")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (of_another_version, "its tables are of another version"),
        (without_a_table, "its tables are of another version"),
        (foreign, "it has no tables"),
        (lambda file: file.write_bytes(b"nonsense" * 1000), "it has no tables"),
        (Path.unlink, "has no graph.duckdb"),
    ],
)
def test_a_database_that_is_none_of_ours_is_a_sentence(
    build: Build, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    folder = tmp_path / "build"
    shutil.copytree(build.path, folder)
    spoil(folder / DATABASE)
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["outputs"][DATABASE]  # as if it were what was written
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(SahelError, match=re.escape(said)) as found:
        dict(sahel_kg.load(folder).supports)
    assert "run `sahel-kg build` again" in str(found.value)


def test_the_command_answers_in_every_form(build: Build, tmp_path: Path) -> None:
    statement = "SELECT claims, general, earliestBegin AS day FROM tie WHERE len(claims) > 1 ORDER BY id LIMIT 2"
    told = build.sql(statement)
    where = ("--build", str(build.path))
    rows = json.loads(sahel("sql", statement, "--format", "json", *where).out)["rows"]
    assert [row["claims"] for row in rows] == [row[0] for row in told]
    lines = sahel("sql", statement, "--format", "csv", *where).out.splitlines()
    assert lines[0] == "claims,general,day"
    assert lines[1].startswith(" ".join(told[0][0]) + ",")
    (tmp_path / "mine.sql").write_text(statement)
    assert sahel("sql", str(tmp_path / "mine.sql"), "--format", "csv", *where).out.splitlines() == lines
    listed = [json.loads(line)["table"] for line in sahel("sql", "--format", "jsonl", *where).out.splitlines()]
    assert listed == [table.name for table in TABLES]
    refused = sahel("sql", "DROP TABLE tie", *where)
    assert (refused.code, refused.out) == (2, "")


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Though they are handed over as texts, and the first thousands of a column may be empty."""
    odd = ["", "NULL", 'it\'s "so"', "[x, 'y']", "a\x1fb", "a\ue000b", "line\nline", "é\u2028", "🌍"]
    names: list[tuple[object, ...]] = [
        ("actor:a", text, None if place % 2 else "en", place % 3 == 0) for place, text in enumerate(odd)
    ]
    losses: list[tuple[object, ...]] = [
        (f"claim:{n}", "event:e", [], "Killed", None, None, None, "source:s", None, None, []) for n in range(3000)
    ]
    losses.append(("claim:x", "event:e", odd, "Killed", 0, -1, 2**31 - 1, "source:s", date(1, 1, 1), date.max, [""]))
    turns = [[date(2012, 1, 1), date(2012, 2, 29)], [date(2013, 1, 1), date(2013, 12, 31)]]
    extents: list[tuple[object, ...]] = [
        (0, "holding", *[None] * 6, "certain", [], None),
        (1, "holding", *[None] * 6, "certain", turns, date(2022, 8, 15)),
    ]
    supports: list[tuple[object, ...]] = [
        (0, 0, None, 0, 1, [], None, [], []),
        (1, 0, 0, 0, 1, ["claim:x"], 2, [5, -1], [0]),
    ]
    told: dict[str, list[tuple[object, ...]]] = {"name": names, "loss": losses, "extent": extents, "support": supports}
    write_tables(tmp_path / DATABASE, {table.name: told.get(table.name, []) for table in TABLES})
    database = Database(tmp_path / DATABASE)
    assert {name: database.rows(name) for name in told} == told
    assert database.rows("loss", id=["claim:x", "claim:7"], event=["event:e"]) == [losses[7], losses[-1]]


@pytest.mark.parametrize("day", [None, date(2015, 6, 1), date(2019, 12, 3)])
@pytest.mark.parametrize("weakest", [None, "certain"])
def test_a_store_is_filled_with_the_quads_of_its_day(some: Build, day: date | None, weakest: Reading | None) -> None:
    seen = some.at(When(day, weakest))
    written = list(parse(write_quads(seen, frozenset())[0].more, format=RdfFormat.N_QUADS))
    quads = [*seen.asserted, *seen.inferred_quads]
    left_out = {c.iri for c in seen.claims if not c.counts}
    apart = {name for q in quads if (name := value(q.graph_name)) in left_out or name.endswith("#said")}
    union = [Quad(*q.triple) for q in quads if value(q.graph_name) and value(q.graph_name) not in apart]
    assert Counter(map(str, written)) == Counter(map(str, [*quads, *union]))


def test_what_a_property_asserts_lacks_kinds_of_claims_only(some: Build) -> None:
    for seen in (some, some.at("2019-12-03")):
        asserted = defaultdict(list)
        for quad in seen.asserted:
            asserted[quad.predicate.value].append(quad)
        for predicate, found in asserted.items():
            if predicate == RDF_TYPE:
                found = [quad for quad in found if value(quad.graph_name) or PREFIXES["claim"] not in str(quad.subject)]
            assert seen.asserted_by(predicate) == found
