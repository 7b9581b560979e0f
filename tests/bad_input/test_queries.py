"""Bad questions: unknown names, values that do not fit, and SPARQL that is broken or wants more than to read."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.errors import UsageError
from tests.cli.command import Answer, run


def ask(build: Build, *arguments: str | Path, stdin: str = "") -> Answer:
    """Run ``sahel-kg query`` on the build; whatever comes, it ends in one line at most."""
    answer = run("query", "--build", build.path, *arguments, stdin=stdin)
    assert "Traceback" not in answer.err
    assert len(answer.err.splitlines()) == len(answer.errors) == (answer.code != 0)
    return answer


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["leeders"], "no query and no file is called 'leeders'; did you mean leaders? `sahel-kg queries` lists them"),
        (["zzz"], "no query and no file is called 'zzz'; `sahel-kg queries` lists them"),
        (["folder/own"], "no query and no file is called 'folder/own'; `sahel-kg queries` lists them"),
        (["leaders", "colour=red"], "query leaders has no parameter 'colour'; it has: leader, led"),
        (["leaders", "include=all"], "query leaders has no parameter 'include'; it has: leader, led"),
        (["leaders", "leader"], "'leader' is no parameter: write KEY=VALUE; leaders takes leader, led"),
        (
            ["leaders", "led=Atlantis"],
            "no actor is called 'Atlantis', by its name or another: none of 52 has one that is near; `sahel-kg show` "
            "lists them all",
        ),
        (["leaders", "led=actor:atlantis"], "no actor actor:atlantis; `sahel-kg show` lists them all"),
        (["ties-on-date", "on=2019-06-31"], "on=2019-06-31: '2019-06-31' is no day of the calendar"),
        (["ties-on-date", "on=soon"], "on=soon: 'soon' is not a date: write 2019, 2019-11 or 2019-11-02"),
        (
            ["ties-on-date", "on=yesterday"],
            "on=yesterday: 'yesterday' is not a date: write 2019, 2019-11 or 2019-11-02",
        ),
        (["leaders", "--include", "rumours"], "cannot include 'rumours': choose from assessed, withdrawn"),
        (["leaders", "--format", "xml"], "--format xml: choose from table, csv, tsv, json, jsonl"),
        ([""], "the query is empty: give a name, a file or SPARQL"),
        (["-"], "the query is empty: give a name, a file or SPARQL"),
        (
            ["ASK {}", "led=actor:isgs"],
            "parameters belong to a named query; write the values of your own SPARQL into it",
        ),
    ],
)
def test_one_line_says_what_to_do(build: Build, arguments: list[str], message: str) -> None:
    answer = ask(build, *arguments)
    assert (answer.code, answer.out, answer.errors) == (2, "", [message])


def test_an_ambiguous_name_lists_the_candidates(build: Build) -> None:
    answer = ask(build, "leaders", "led=Azawad")
    assert answer.code == 2
    (message,) = answer.errors
    assert message.startswith("'Azawad' fits several actors: actor:cma (CMA), ")
    assert message.endswith("Give one of these instead.")


def test_a_value_is_never_part_of_the_query(build: Build) -> None:
    answer = ask(build, "leaders", "led=x> } DELETE WHERE { ?s ?p ?o } #")
    assert answer.code == 2
    assert answer.errors[0].startswith("no actor is called 'x> } DELETE")


# -- files and standard input


def test_query_files(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.rq").touch()
    Path("latin.rq").write_bytes("ASK {}\n# é".encode("latin-1"))
    Path("folder.rq").mkdir()
    for name, message in {
        "missing.rq": "missing.rq: cannot be read (No such file or directory)",
        "empty.rq": "empty.rq: is empty: delete the file or put the data into it",
        "latin.rq": "latin.rq: line 2: is not UTF-8: save the file in that encoding",
        "folder.rq": "folder.rq: is no file: move or delete it",
    }.items():
        answer = ask(build, name)
        assert (answer.code, answer.errors) == (2, [message])


def test_standard_input_in_another_encoding(build: Build) -> None:
    command = [sys.executable, "-m", "sahel_kg", "query", "--build", str(build.path), "-"]
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8:strict"}
    done = subprocess.run(command, input=b"ASK { ?s ?p '\xe9' }", env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"error: standard input is not UTF-8\n")


# -- broken SPARQL: the line is that of the user's own text


@pytest.mark.parametrize(
    ("sparql", "place", "near", "why"),
    [
        ("SELECT * {\n  ?s ?p\n}", "line 2, column 3", "?s ?p", ""),
        ("# a comment\nSELECT * {\n\n  ?s ?p ?o .\n  ?s ?p\n}", "line 5, column 3", "?s ?p", ""),
        (
            "PREFIX own: <urn:own>\nSELECT * {\n  ?s ?p 'no end }",
            *("line 3, column 3", "?s ?p 'no end }", ": a text that begins there has no end"),
        ),
        (
            "SELECT * { ?s ?p ?o }\nLIMIT many",
            *("line 2, column 1", "LIMIT many", ": many is no word of SPARQL; names have a prefix, as in actor:mali"),
        ),
        ("SELECT * {\r\n  ?s ?p\r\n}", "line 2, column 3", "?s ?p", ""),
        (
            "certainly not SPARQL",
            *(
                "line 1, column 1",
                "certainly not SPARQL",
                ": certainly is no word of SPARQL; names have a prefix, as in actor:mali",
            ),
        ),
        ("SELECT * {\n  ?s ?p ?o\n\n", "line 2, column 11", "?s ?p ?o", ": it ends too early: a } is missing"),
    ],
)
def test_syntax_errors_name_the_users_line(build: Build, sparql: str, place: str, near: str, why: str) -> None:
    answer = ask(build, "-", stdin=sparql)
    assert (answer.code, answer.errors) == (2, [f"SPARQL syntax error in {place}, near `{near}`{why}"])


def test_an_unknown_prefix_is_named_as_that(build: Build) -> None:
    answer = ask(build, "SELECT * {\n ?s own:likes ?o }")
    assert answer.code == 2
    assert answer.errors == [
        "SPARQL syntax error in line 2, column 14, near `?s own:likes ?o }`"
        ": a prefix is not known, declare it with PREFIX"
    ]


def test_prefixes_may_be_declared_again(build: Build) -> None:
    assert build.query("PREFIX skg: <urn:other:>\nASK { ?a skg:opposes ?b }").rows == ((False,),)
    assert build.query("# PREFIX skg: <urn:other:>\nASK { ?a skg:opposes ?b }").rows == ((True,),)


@pytest.mark.parametrize(
    "sparql", ["ASK " + "{" * 3000 + "}" * 3000, f"ASK {{ FILTER({'(' * 30_000}1{')' * 30_000}) }}"]
)
def test_deep_nesting_is_read(build: Build, sparql: str) -> None:
    answer = ask(build, "-", stdin=sparql)
    assert (answer.code, answer.errors) == (0, [])


def test_deeper_nesting_than_there_is_room_for(build: Build) -> None:
    answer = ask(build, "-", stdin=f"ASK {{ FILTER({'(' * 3_000_000}1{')' * 3_000_000}) }}")
    assert (answer.code, answer.errors) == (2, ["the query is nested too deeply: write it flatter"])
    assert build.query("ASK {}").rows == ((True,),)


# -- what wants more than to read


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX own: <urn:own>\nDELETE { ?s ?p ?o } INSERT { ?s ?p own:x } WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/hostname>",
        "CLEAR ALL",
        "DROP GRAPH <urn:g>",
        "CREATE GRAPH <urn:g>",
        "COPY <urn:a> TO <urn:b>",
    ],
)
def test_updates_are_refused(build: Build, update: str) -> None:
    before = len(build.asserted)
    answer = ask(build, update)
    assert answer.code == 2
    assert answer.errors == ["that is a SPARQL update; a build is only read: use SELECT, ASK, CONSTRUCT or DESCRIBE"]
    assert len(Build(build.path).asserted) == before


REMOTE = "SERVICE <http://127.0.0.1:{port}/sparql> {{ ?a ?b ?c }}"
SERVICES = [
    "SELECT * {{ {} }}",
    "SELECT * {{ ?s ?p ?o OPTIONAL {{ {} }} }}",
    "SELECT * {{ {{ SELECT * {{ {} }} }} }}",
    "SELECT * {{ {{ ?s ?p ?o }} UNION {{ {} }} }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ {} }} }}",
    "SELECT * {{ GRAPH ?g {{ {} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ {} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ {} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(1 = 1 && EXISTS {{ {} }}) }}",
    "SELECT * {{ BIND(EXISTS {{ {} }} AS ?x) }}",
    "SELECT (EXISTS {{ {} }} AS ?x) {{ ?s ?p ?o }}",
    "SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {{ {} }})",
    "SELECT ?s {{ ?s ?p ?o }} ORDER BY (EXISTS {{ {} }})",
    "ASK {{ {} }}",
    "CONSTRUCT {{ ?a ?b ?c }} WHERE {{ {} }}",
    "DESCRIBE ?a {{ {} }}",
    "SELECT * {{ # a comment ends at a carriage return\r {} \n}}",
    "SELECT * {{ # \\u000a {} \n}}",
]


@pytest.fixture(scope="module")
def listener() -> socket.socket:
    """A port that notices whoever calls."""
    server = socket.create_server(("127.0.0.1", 0))
    server.setblocking(False)
    return server


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("form", SERVICES)
def test_services_are_refused_wherever_they_stand(
    build: Build, form: str, silent: str, listener: socket.socket
) -> None:
    remote = REMOTE.format(port=listener.getsockname()[1]).replace("SERVICE ", f"SERVICE {silent}")
    with pytest.raises(UsageError, match="SERVICE is refused: nothing is fetched from a network"):
        build.query(form.format(remote))
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_services_are_refused_however_they_are_written(build: Build) -> None:
    for sparql in (
        "select*{service<http://127.0.0.1:1/>{?a ?b ?c}}",
        "SELECT * { SERVICE ?anywhere { ?a ?b ?c } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }",
        "SELECT * { SERVICE skg:remote { ?a ?b ?c } }",
    ):
        with pytest.raises(UsageError, match=r"SERVICE is refused|syntax error"):
            build.query(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:1/> { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
        "DESCRIBE <urn:a> FROM <http://127.0.0.1:1/>",
        "ASK FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
        "SELECT * # \rFROM <http://127.0.0.1:1/>\n { ?s ?p ?o }",
    ],
)
def test_from_is_refused(build: Build, sparql: str) -> None:
    answer = ask(build, sparql)
    assert answer.code == 2
    assert answer.errors == ["FROM is refused: a query reads the build that it is given and nothing else"]


@pytest.mark.parametrize(
    "sparql",
    [
        'ASK { BIND("SERVICE <http://x> { } FROM <y> DELETE WHERE" AS ?x) }',
        "ASK { } # SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }",
        "# FROM <http://127.0.0.1:1/>\nASK { }",
        "ASK { FILTER NOT EXISTS { <urn:SERVICE> <urn:FROM> ?SERVICE } }",
        "ASK { FILTER(STRLEN('''a\r\nb''') = 4) }",
        "PREFIX service: <urn:s:> PREFIX servicesilent: <urn:f:> ASK { FILTER NOT EXISTS { service:from ?from 1 } }",
        "ASK { FILTER NOT EXISTS { skg:e\u0301from ?e\u0301service ?a\u00b7service } }",
        "ASK {} # C:\\users\\me, FROM SERVICE",
        "ASK { BIND(<urn:service#from> AS ?from) FILTER NOT EXISTS { ?from <urn:service> _:service } }",
    ],
)
def test_words_in_strings_comments_and_names_are_fine(build: Build, sparql: str) -> None:
    assert build.query(sparql).rows == ((True,),)


# -- results that JSON does not know


def test_numbers_that_json_has_no_word_for(build: Build) -> None:
    answer = ask(build, "SELECT (1e0/0 AS ?x) (-1e0/0 AS ?y) {}", "--format", "json")
    assert answer.code == 0
    assert "Infinity" not in answer.out
    assert "NaN" not in answer.out


# -- Ctrl-C, while the query runs outside Python


def test_ctrl_c_ends_a_long_query(build: Build) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    command = [sys.executable, "-m", "sahel_kg", "query", "--build", str(build.path), endless]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert (out, err) == (b"", b"")
    assert process.returncode in (130, -signal.SIGINT)
