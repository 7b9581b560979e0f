"""Hostile and unlucky input ends in a sentence within seconds, whatever reads it."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sahel_kg.ingest.mapping import read_mapping
from sahel_kg.views.pictures import canvas
from tests.sampling import spread
from tests.trust.mutants import mutants, survives

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:"'
TERM = "<<( <urn:a> <urn:b> "
MANY = " ".join(f'xmlns:n{i}="urn:{i}"' for i in range(200_000))


def document(inside: str, doctype: str = "") -> str:
    return f"{doctype}<rdf:RDF {RDF}>{inside}</rdf:RDF>"


def describe(inside: str) -> str:
    return f'<rdf:Description rdf:about="urn:a">{inside}</rdf:Description>'


def entity(text: str) -> str:
    return f'<!DOCTYPE r [<!ENTITY a "{text}">]>'


LONG = "an address that others are written by is longer than 4,096 letters"
HOSTILE: dict[str, tuple[str, Callable[[], str], str]] = {
    "entities": (
        ".rdf",
        lambda: document(describe(f"<e:p>{'&a;' * 20_000}</e:p>"), entity("x" * 50_000)),
        "entities stand for more than 10 MB of text",
    ),
    "entities in attributes": (
        ".rdf",
        lambda: document(describe(f'<e:p e:q="{"&a;" * 200}"/>') * 100, entity("x" * 50_000)),
        "entities stand for more than 10 MB of text",
    ),
    "entities in entities": (
        ".rdf",
        lambda: document(describe("<e:p>&a;</e:p>"), '<!DOCTYPE r [<!ENTITY b "x"><!ENTITY a "&b;&b;">]>'),
        "entities within entities are refused",
    ),
    "nested elements": (
        ".rdf",
        lambda: document("<e:a><e:p>" * 50_000 + "</e:p></e:a>" * 50_000),
        "elements are nested more than 1,000 deep",
    ),
    "namespaces": (
        ".rdf",
        lambda: document(describe(f"<e:p {MANY}>1</e:p>")),
        "more than 1,000 namespaces are declared at once",
    ),
    "attributes": (
        ".rdf",
        lambda: document("<rdf:Description " + " ".join(f'e:a{i}=""' for i in range(100_000)) + "/>"),
        "an element has more than 1,000 attributes",
    ),
    "a long namespace": (
        ".rdf",
        lambda: document(describe("<e:p>x</e:p>" * 20_000)).replace("urn:e:", "urn:" + "e" * 50_000),
        LONG,
    ),
    "a long base": (
        ".rdf",
        lambda: document("".join(f'<e:A rdf:ID="n{i}"/>' for i in range(20_000))).replace(
            "xmlns:e", f'xml:base="urn:{"e" * 20_000}" xmlns:e'
        ),
        LONG,
    ),
    "a long prefix": (
        ".ttl",
        lambda: f"@prefix e: <urn:{'x' * 100_000}> .\n" + "e:a e:p e:b .\n" * 20_000,
        LONG,
    ),
    "another long base": (".ttl", lambda: f"BASE <urn:{'x' * 50_000}>\n" + "<a> <p> <b> .\n" * 20_000, LONG),
    "an unknown encoding": (
        ".rdf",
        lambda: '<?xml version="1.0" encoding="UF-8"?>' + document(""),
        "is in an encoding that is not read",
    ),
    "an encoding of several bytes": (
        ".rdf",
        lambda: '<?xml version="1.0" encoding="Shift_JIS"?>' + document(""),
        "is in an encoding that is not read",
    ),
    "nested triple terms": (
        ".ttl",
        lambda: f"<urn:a> <urn:b> {TERM * 50_000}<urn:c>{' )>>' * 50_000} .",
        "triples about triples are nested more than 100 deep",
    ),
    "nested triple terms in lines": (
        ".nt",
        lambda: f'<urn:a> <urn:b> "1" .\n<urn:a> <urn:b> {TERM * 50_000}<urn:c>{" )>>" * 50_000} .\n',
        "triples about triples are nested more than 100 deep",
    ),
    "nested rules": (".n3", lambda: f"@prefix : <urn:> . {'{ ' * 5_000}:a :b :c{' }' * 5_000} => {{ :a :b :c }} .", ""),
    "an endless word": (".ttl", lambda: f"<urn:a> <urn:b> <{'x' * 5_000_000}", "line 1"),
    "an open string": (".ttl", lambda: "<urn:a> <urn:b> " + '"""' + 'x""' * 1_000_000, "line 1"),
    "brackets": (".ttl", lambda: "[" * 1_000_000, "line 1"),
}


@pytest.mark.parametrize("name", spread(HOSTILE, 3))
def test_hostile_files_end_in_a_sentence(name: str, tmp_path: Path) -> None:
    path, (code, err, seconds, megabytes) = close_hostile(name, tmp_path)
    assert code == 1
    assert HOSTILE[name][2] in err
    assert path.name in err
    assert len(err.splitlines()) == 1
    assert err.startswith("error: ")
    assert seconds < 10
    assert megabytes < 1000


def close_hostile(name: str, folder: Path) -> tuple[Path, tuple[int, str, float, float]]:
    """Write a hostile file and give it to ``close``; return where it is, and what `measure` does."""
    suffix, make, _ = HOSTILE[name]
    path, plain = folder / f"hostile{suffix}", folder / "plain.ttl"
    path.write_text(make())
    plain.write_text("<urn:a> <urn:b> <urn:c> .")
    rules = ["--rules", path, plain] if suffix == ".n3" else ["--rules", "none", path]
    return path, measure(folder, "close", *map(str, rules))


MEASURING = (
    "import resource, subprocess, sys\n"
    "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
    "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
"""A small program that runs another: a process counts as at least as large as the one that it was started from."""


def measure(folder: Path, *arguments: str) -> tuple[int, str, float, float]:
    """Run a command by itself; return its code, what it said, seconds, and its largest size in MB."""
    began = time.monotonic()
    command = [sys.executable, "-c", MEASURING, sys.executable, "-m", "sahel_kg", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    code, size = map(int, done.stdout.split())
    unit = 1 if sys.platform == "darwin" else 1024
    return code, done.stderr.decode("utf-8", "replace"), time.monotonic() - began, size * unit / 1e6


def test_a_quote_that_nothing_closes(tmp_path: Path) -> None:
    """Two million bytes in an open field took minutes when each line was looked at with all before it."""
    header = ",".join(read_mapping("ucdp-actor").columns.values())
    (tmp_path / "actor.csv").write_text(f'{header}\n1,"' + "a b c d e f g h\n" * 130_000)
    code, err, seconds, _ = measure(tmp_path, "ingest", "ucdp-actor", "actor.csv", "--data", "data")
    assert (code, err) == (
        1,
        "error: actor.csv: line 2: a quotation mark opens a field here that nothing closes: close it\n",
    )
    assert seconds < 30  # of a machine that has others to serve as well


def test_a_label_without_a_blank_is_cut() -> None:
    """Cut a letter at a time, one of 24,000 letters never came to its end."""
    label = "Wi" * 12_000
    short = canvas.cut(label, 2.0, 9.0)
    assert canvas.width_of(short, 9.0) <= 2.0 < canvas.width_of(f"{label[: len(short)]}…", 9.0)
    assert canvas.fold(label, 2.0, 9.0) == [short]
    assert canvas.cut("Mali", 2.0, 9.0) == "Mali"


def test_what_is_deep_but_sound_is_read(tmp_path: Path) -> None:
    (tmp_path / "lists.ttl").write_text(f"<urn:a> <urn:b> {'(' * 5_000}{')' * 5_000} .")
    (tmp_path / "code.ttl").write_text(f"<urn:a> <urn:b> '''{'cout << 1;' * 5_000}''' .")
    (tmp_path / "elements.rdf").write_text(document("<e:a><e:p>" * 200 + "</e:p></e:a>" * 200))
    code, err, _, _ = measure(tmp_path, "close", "--rules", "none", "lists.ttl", "code.ttl", "elements.rdf")
    assert (code, err.splitlines()[0].split(" (")[0]) == (0, "10,400 facts given, 0 inferred")


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("SIGSEGV", 1, "broke one of the libraries that it is read with"),
        ("SIGABRT", 3, "a library gave up, most likely for want of memory"),
        ("SIGKILL", 3, "the system ended it"),
        ("SIGTERM", 143, ""),
        ("SIGINT", 130, ""),
    ],
)
def test_whatever_ends_a_command_something_is_said(name: str, code: int, sentence: str) -> None:
    program = (
        "import os, signal; from sahel_kg.cli.supervisor import supervise\n"
        f"def work():\n signal.signal(signal.SIGINT, signal.SIG_DFL)\n os.kill(os.getpid(), signal.{name})\n"
        "supervise(work)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == bool(sentence)


SLEEPING = (
    "import os, time; from sahel_kg.cli.supervisor import supervise\n"
    "def work():\n print(os.getpid(), flush=True)\n time.sleep(60)\n"
    "supervise(work)"
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_command_does_not_outlive_who_started_it(number: signal.Signals) -> None:
    if number == signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux ends a process with its parent")
    started = subprocess.Popen([sys.executable, "-c", SLEEPING], stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    worker = int(started.stdout.readline())
    started.send_signal(number)
    assert started.wait(10) == (143 if number == signal.SIGTERM else -9)
    for _ in range(100):
        state = Path(f"/proc/{worker}/stat")
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        if state.exists() and ") Z " in state.read_text():
            return  # ended; nobody has asked how
        time.sleep(0.05)
    raise AssertionError("it goes on")


@pytest.fixture
def _silent() -> Iterator[None]:
    """What rdflib logs of a mutant may be no text at all."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("_silent")
@pytest.mark.parametrize("count", [300, pytest.param(3000, marks=pytest.mark.slow)])
def test_mutants_are_read_or_refused(count: int, tmp_path: Path) -> None:
    """More of them: ``python benchmarks/fuzz.py 100000``."""
    failed = [
        (kind.suffix, content, what)
        for kind, content in mutants(2019, count)
        if (what := ascii(survives(kind, content, tmp_path))) != "''"
    ]
    assert failed == [], f"{len(failed)} of {count}"
