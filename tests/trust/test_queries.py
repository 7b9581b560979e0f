"""A query reaches nothing outside, whatever it says, and stops where it is told to."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.errors import LimitError, SahelError, UsageError
from sahel_kg.store.evaluator import Evaluator, QuadSituation, QueryLimits
from sahel_kg.store.guard import prepare
from sahel_kg.ties.keeping import QuadChange
from tests.cli.command import run
from tests.conftest import ROOT

SHARED = Path(os.environ.get("SAHEL_KG_SHARED", "../shared"))
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
DOUBLED = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40))
QUADS = b"".join(b'<urn:a:%d> <urn:p> "%d" .\n' % (n, n) for n in range(300))


class Eavesdropper:
    """A port that counts who calls, and hands out a forged row."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.heard: list[bytes] = []
        self.address = f"http://127.0.0.1:{self.server.getsockname()[1]}/x"
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection:
                self.heard.append(connection.recv(4096))
                body = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"urn:forged"}}]}}'
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
                    b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
                )


@pytest.fixture(scope="module")
def listener() -> Iterator[Eavesdropper]:
    found = Eavesdropper()
    yield found
    found.server.close()


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    found = Evaluator()
    yield found
    found.stop()


def evaluate(evaluator: Evaluator, query: str, limits: QueryLimits | None = None) -> list[dict[str, object]]:
    """Run a text that no guard has seen, on 300 triples."""
    heard: list[dict[str, object]] = []
    question = {"query": query, "prefixes": {}, "substitutions": {}}
    evaluator.ask(
        QuadSituation(1, 0, lambda: [QuadChange(QUADS)]), question, limits or QueryLimits(time=30), heard.append
    )
    return heard


# -- nothing leaves


def test_the_listener_hears_whom_nothing_holds_back(listener: Eavesdropper) -> None:
    """A check of the check: the same query, where it is evaluated in this process, is heard."""
    from pyoxigraph import QuerySolutions, Store

    found = Store().query(f"SELECT * {{ SERVICE <{listener.address}> {{ ?a ?b ?c }} }}")
    assert isinstance(found, QuerySolutions)
    assert [str(row["a"]) for row in found] == ["<urn:forged>"]
    assert len(listener.heard) == 1
    listener.heard.clear()


@pytest.mark.parametrize("silent", ["", "SILENT"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_what_evaluates_cannot_call(evaluator: Evaluator, listener: Eavesdropper, silent: str, host: str) -> None:
    address = listener.address.replace("127.0.0.1", host)
    heard = evaluate(evaluator, f"SELECT * {{ ?s ?p ?o SERVICE {silent} <{address}> {{ ?a ?b ?c }} }} LIMIT 3")
    assert "forged" not in str(heard)
    assert listener.heard == []


def test_what_evaluates_has_no_descriptor_left(evaluator: Evaluator) -> None:
    """Neither soft nor hard limit leaves one to be opened."""
    evaluate(evaluator, "ASK {}")
    assert evaluator._process is not None
    limits = Path(f"/proc/{evaluator._process.pid}/limits")
    if not limits.exists():
        pytest.skip("this system does not show the limits of a process")
    line = next(line for line in limits.read_text().splitlines() if line.startswith("Max open files"))
    assert line.split()[3:5] == ["0", "0"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder SAHEL_KG_SHARED is missing")
def test_a_service_in_disguise(build: Build, listener: Eavesdropper) -> None:
    text = (SHARED / "cases/trust/service-in-disguise.rq").read_text()
    text = text.replace("http://127.0.0.1:9/steal", listener.address)
    with pytest.raises(UsageError, match=r"the escape \\u005C is a backslash"):
        build.query(text)
    assert listener.heard == []


ESCAPES = [r"\u0022", r"\u0027", r"\u005C", r"\U0000005c", r"\u000a", r"\u000D", r"\u0023", r"\u003C", r"\u003E"]
PARTS = [*ESCAPES, '"', "'", '"""', "'''", "#", "\\", "\\\\", "\n", "\r", "<", ">", " ", "\\u0053ERVICE", "?x", "a"]


def disguises(seed: int, count: int) -> Iterator[str]:
    """Queries that hide a call behind what one reader may take for a string or a comment, and another not."""
    choose = random.Random(seed)
    for _ in range(count):
        before = "".join(choose.choices(PARTS, k=choose.randint(1, 5)))
        after = "".join(choose.choices(PARTS, k=choose.randint(1, 5)))
        yield f'SELECT * {{ ?s ?p ?o BIND("{before}" AS ?y) {{}} %s BIND("{after}" AS ?z) }} LIMIT 2'


@pytest.mark.parametrize("count", [200, pytest.param(1500, marks=pytest.mark.slow)])
def test_generated_disguises_call_nobody(build: Build, listener: Eavesdropper, count: int) -> None:
    """Whatever is not refused runs, and the listener hears nothing of it."""
    refused = 0
    for text in disguises(13, count):
        call = f"SERVICE SILENT <{listener.address}> {{ ?a ?b ?c }}"
        try:
            answer = build.query(text.replace("%s", call), limits=QueryLimits(time=10))
            assert "forged" not in str(answer.rows)
        except UsageError as error:
            refused += "SERVICE is refused" in str(error)
    assert listener.heard == []
    assert refused > count / 20


@pytest.mark.parametrize(
    ("space", "target"), list(product(["", " ", "\n", "#c\n", "\t"], ["<urn:x>", "?s", "SILENT<urn:x>", "SILENT ?s"]))
)
def test_no_service_is_silently_empty(build: Build, space: str, target: str) -> None:
    with pytest.raises(UsageError, match=r"SERVICE is refused|syntax error"):
        build.query(f"SELECT * {{ ?s ?p ?o .{space}SERVICE{space}{target}{space}{{ ?a ?b ?c }} }} LIMIT 1")


GLUED = [
    "SELECT * { VALUES (?x ?y) {(1 2)} FILTER(?x<?y)SERVICE#>\nSILENT :x {?a ?b ?c} }",
    "SELECT * { OPTIONAL {?s?p-1SERVICE SILENT :x {?a ?b ?c}} }",
    "SELECT * { OPTIONAL {?s :-1SERVICE SILENT :x {?a ?b ?c}} }",
    "SELECT * { OPTIONAL {?s ?p :.SERVICE SILENT :x {?a ?b ?c}} }",
    "SELECT * { OPTIONAL {?s ?p true.SERVICESILENT:x {?a ?b ?c}} }",
    "SELECT * { OPTIONAL {?s ?p 1SERVICESILENT:x {?a ?b ?c}} }",
    "SELECT * { OPTIONAL {?s ?p 1e5servicesilent:x {?a ?b ?c}} }",
]


@pytest.mark.parametrize("query", GLUED)
def test_no_service_is_hidden_in_a_word(build: Build, listener: Eavesdropper, query: str) -> None:
    with pytest.raises(UsageError, match="SERVICE is refused"):
        build.query(f"PREFIX : <{listener.address}/> {query}")
    assert listener.heard == []


def test_answers_of_any_form(build: Build) -> None:
    mixed = build.query("CONSTRUCT { <urn:a> <urn:b> ?x } WHERE { VALUES ?x { 1 'a' true <urn:c> } }")
    assert {row[2] for row in mixed} == {1, "a", "urn:c"}
    assert build.query("SELECT * {}").dicts() == [{}]
    odd = build.query("SELECT ('1_000'^^xsd:integer AS ?a) ('2012-W01-1'^^xsd:date AS ?b) ('+7'^^xsd:integer AS ?c) {}")
    assert odd.rows == (("1_000", "2012-W01-1", 7),)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\u00e9cade"', "écade"),
        (r"'\U0001F600'", "\N{GRINNING FACE}"),
        (r'"\\u0041"', r"\u0041"),
        (r'"\\\u0041"', r"\A"),
        (r'"\u0041\u"', None),
        (r'"\u0041\n"', "A\n"),
    ],
)
def test_escapes_mean_what_the_specification_says(build: Build, text: str, value: str | None) -> None:
    query = f"SELECT ({text} AS ?x) {{}}"
    if value is None:
        with pytest.raises(UsageError, match="syntax error"):
            build.query(query)
    else:
        assert build.query(query).rows == ((value,),)


@pytest.mark.parametrize("escape", [r"\uD800", r"\UFFFFFFFF"])
def test_escapes_that_are_no_characters(escape: str) -> None:
    with pytest.raises(UsageError, match="stands for no character"):
        prepare(f'ASK {{ BIND("{escape}x" AS ?x) }}')


def test_half_a_character() -> None:
    with pytest.raises(UsageError, match=r"half a character \(U\+D83D\)"):
        prepare("ASK { BIND('\ud83d' AS ?x) }")


# -- limits


@pytest.mark.parametrize(
    ("query", "over"),
    [
        (f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", "stopped after 2 s"),
        ("SELECT * { ?a ((!<urn:x>)|^(!<urn:x>))+ ?b . ?c ((!<urn:x>)|^(!<urn:x>))+ ?d }", "rows|stopped after 2 s"),
        (f"SELECT * {{ {CROSS} }} ORDER BY ?i", "needs more than 200 MB"),
        (f"SELECT * {{ BIND('0123456789' AS ?x0) {DOUBLED} }}", "needs more than 200 MB"),
        (f"SELECT * {{ {CROSS} }}", "more than 10,000 rows"),
        (f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {CROSS} }}", "more than 10,000 rows"),
    ],
)
def test_what_grows_without_end_ends_in_a_sentence(evaluator: Evaluator, query: str, over: str) -> None:
    began = time.monotonic()
    with pytest.raises(LimitError, match=over) as caught:
        evaluate(evaluator, query, QueryLimits(2, 200 << 20, 10_000))
    assert "\n" not in str(caught.value)
    assert time.monotonic() - began < 10
    assert evaluate(evaluator, "ASK {}") == [{"done": True, "answer": True}]


def test_an_answer_that_is_too_long_to_be_held(evaluator: Evaluator) -> None:
    long = "x" * 10_000
    with pytest.raises(LimitError, match="needs more than 20 MB"):
        evaluate(evaluator, f"SELECT ?a ?d ('{long}' AS ?x) {{ ?a ?b ?c . ?d ?e ?f }}", QueryLimits(30, 20 << 20))


def test_a_process_that_is_killed(evaluator: Evaluator) -> None:
    evaluate(evaluator, "ASK {}")
    assert evaluator._process is not None
    evaluator._process.kill()
    evaluator._process.wait()
    assert evaluate(evaluator, "ASK {}") == [{"done": True, "answer": True}]
    threading.Timer(1, evaluator._process.send_signal, [signal.SIGTERM]).start()
    with pytest.raises(SahelError, match=r"ended the process that ran it \(exit code -15\); the build is unharmed"):
        evaluate(evaluator, f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")


def test_a_process_that_ends_by_an_error_says_it(evaluator: Evaluator) -> None:
    no_quads = QuadSituation(2, 0, lambda: [QuadChange(b"no quads")])
    with pytest.raises(SahelError, match=r"\(exit code 70: SyntaxError: .*\); the build is unharmed"):
        evaluator.ask(no_quads, {"query": "ASK {}"}, QueryLimits(time=30), print)


def test_a_store_goes_from_state_to_state_and_back(evaluator: Evaluator) -> None:
    """What a later state has more stays where an earlier one has it too, in another line."""
    a, b, c, d = (f"<x:{name}> <x:p> _:same .\n".encode() for name in "abcd")
    states = [QuadChange(a + b), QuadChange(b + c, a), QuadChange(a + d)]
    written: list[int] = []

    def write() -> list[QuadChange]:
        written.append(1)
        return states

    def ask(place: int) -> list[str]:
        heard: list[dict[str, Any]] = []
        question = {"query": "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s", "prefixes": {}, "substitutions": {}}
        evaluator.ask(QuadSituation(1, place, write), question, QueryLimits(), heard.append)
        return [row[0][1].removeprefix("x:") for message in heard for row in message.get("rows", ())]

    told = {0: ["a", "b"], 1: ["b", "c"], 2: ["a", "b", "c", "d"]}
    for place in (0, 1, 2, 1, 0, 2, 0):
        assert ask(place) == told[place]
    assert written == [1]


def test_limits_on_the_command_line(build: Build) -> None:
    query = f"SELECT * {{ {CROSS} }}"
    cases = {
        ("--limit-time", "1"): "stopped after 1 s: ask for less",
        ("--limit-rows", "2000"): "more than 2,000 rows: end it with LIMIT",
        ("--limit-memory", "5MB"): "more than 5 MB: ask for less",
    }
    for options, sentence in cases.items():
        answer = run("query", "--build", build.path, query, *options)
        assert (answer.code, answer.out, len(answer.errors)) == (3, "", 1)
        assert sentence in answer.errors[0]
        assert options[0] in answer.errors[0]
    answer = run("query", "--build", build.path, "ASK {}", "--limit-memory", "much")
    assert (answer.code, answer.errors) == (
        2,
        ["--limit-memory much: write a number and a unit, such as 500MB or 2GB"],
    )


def test_both_readings_share_the_time(build: Build) -> None:
    began = time.monotonic()
    with pytest.raises(LimitError, match="stopped after"):
        build.at("2019-12-03").query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", limits=QueryLimits(time=1))
    assert time.monotonic() - began < 8


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the size of a process")
def test_a_limit_of_the_system_is_respected(build: Build) -> None:
    program = (
        "import resource, sys, sahel_kg; from sahel_kg.store.evaluator import QueryLimits\n"
        "b = sahel_kg.load(sys.argv[1]); resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))\n"
        "print(b.query('ASK {}', limits=QueryLimits(memory=8 << 30)).rows)"
    )
    command = [sys.executable, "-c", program, str(build.path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout == "((True,),)\n", done.stderr


# -- interrupts


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_an_interrupt_ends_a_query_and_the_next_one_runs(build: Build) -> None:
    """As a notebook's stop button does it: a signal while the query runs."""
    build.query("ASK {}")
    began = time.monotonic()
    threading.Timer(1, os.kill, [os.getpid(), signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        build.query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")
    assert time.monotonic() - began < 3
    assert build.query("ASK {}").rows == ((True,),)


INTERRUPTED = """
import os, signal, sys, threading
import sahel_kg
signal.signal(signal.SIGINT, signal.default_int_handler)  # who began the tests may ignore it
build = sahel_kg.load(sys.argv[1])
works = {
    "close": lambda: sahel_kg.close(sys.argv[2:], engine="duckdb"),
    "course": lambda: sahel_kg.follow_camps(build, sahel_kg.years(1990, 2019)),
    "render": lambda: [build.at(year).render() for year in range(2000, 2020)],
}
# all is imported: Python 3.11 makes another error of an interrupt amid a class
sahel_kg.follow_camps(build, ["2017-12-31"])
build.at("2017").render()
for name, work in works.items():
    timer = threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGINT])
    timer.start()
    try:
        work()
    except KeyboardInterrupt:
        print(name)
    timer.join()
assert build.sql("SELECT count(*) FROM claim").rows[0][0] == len(build.claims)
assert build.at("2018").render().startswith("<!DOCTYPE html>")
assert len(sahel_kg.follow_camps(build, ["2018-12-31"]).periods) == 1
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_an_interrupt_ends_long_work_and_leaves_nothing_broken(both: Build) -> None:
    """In a process of its own: an interrupt amid a callback of hypothesis is lost."""
    files = sorted((ROOT / "data").rglob("*.trig"))
    command = [sys.executable, "-c", INTERRUPTED, str(both.path), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split() == ["close", "course", "render"], done.stderr


def test_a_killed_asker_leaves_nothing_running(build: Build) -> None:
    program = (
        "import sys, sahel_kg; from sahel_kg.store.evaluator import current\n"
        "b = sahel_kg.load(sys.argv[1]); b.query('ASK {}'); print(current()._process.pid, flush=True)\n"
        f"b.query('SELECT (COUNT(*) AS ?n) {{ {CROSS} }}')"
    )
    asker = subprocess.Popen([sys.executable, "-c", program, str(build.path)], stdout=subprocess.PIPE, text=True)
    assert asker.stdout is not None
    worker = int(asker.stdout.readline())
    time.sleep(0.5)
    os.kill(worker, 0)
    asker.kill()
    asker.communicate()
    for _ in range(50):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{worker}/stat").exists() and ") Z " in Path(f"/proc/{worker}/stat").read_text():
            return  # ended; nobody has asked how
        time.sleep(0.1)
    raise AssertionError(f"process {worker} goes on")
