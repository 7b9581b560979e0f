"""`close` keeps within its limits, whatever it is doing, and leaves nothing behind when it reaches one."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from rdflib import OWL, Graph, URIRef

from sahel_kg import close
from sahel_kg.cli.allowance import HEADROOM, Allowance
from sahel_kg.errors import LimitError
from sahel_kg.reasoning import loading, reading
from tests.cli.command import run

NAMES = 300
PAIRS = NAMES * (NAMES - 1)
MEASURED = """
import resource, sys
from sahel_kg.cli import main
from sahel_kg.reasoning.engines.duckdb import engine
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    main()
finally:
    print(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.fixture
def same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small file of things that are all the same."""
    monkeypatch.chdir(tmp_path)
    lines = [f"<urn:x:{n}> <{OWL.sameAs}> <urn:x:{n + 1}> .\n" for n in range(NAMES - 1)]
    Path("same.nt").write_text("".join(lines))
    return Path("same.nt")


def write_many(path: Path, count: int) -> None:
    path.write_text("".join(f'<urn:x:thing-{n}> <urn:x:p{n % 7}> "literal number {n}" .\n' for n in range(count)))


# -- facts


def test_what_is_the_same_counts_by_all_its_names(same: Path) -> None:
    with pytest.raises(LimitError, match=rf"the limit of 1,000 facts is reached \(round \d, {PAIRS:,} facts by all"):
        close(same, limit_facts=1_000)
    with pytest.raises(LimitError):
        close(same, limit_facts=PAIRS - 1)
    assert len(close(same, limit_facts=PAIRS)) == PAIRS


def test_what_would_expand_to_billions_is_only_counted(same: Path) -> None:
    with same.open("a") as file:
        file.writelines(f"<urn:x:{n}> <urn:x:{n}> <urn:x:{n}> .\n" for n in range(NAMES))
    began = time.monotonic()
    with pytest.raises(LimitError, match=f"{NAMES**3 + PAIRS:,} facts"):
        close(same, limit_facts=1_000_000)
    assert time.monotonic() - began < 10


def test_adding_counts_so_too(same: Path) -> None:
    closure = close(same, limit_facts=PAIRS)
    more = Graph().add((URIRef("urn:x:1"), OWL.sameAs, URIRef("urn:x:more")))
    with pytest.raises(LimitError, match="facts is reached"):
        closure.add(more)


# -- time


@pytest.mark.parametrize("suffix", ["ttl", "nt"])
def test_reading_is_within_the_time(tmp_path: Path, suffix: str) -> None:
    write_many(tmp_path / f"many.{suffix}", 60_000)
    with pytest.raises(LimitError, match=r"the limit of 0.05 s is reached \(while reading, 0 s\)"):
        close(tmp_path / f"many.{suffix}", limit_time=0.05)


def test_a_graph_is_read_within_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "CHUNK", 10)
    graph = Graph()
    for n in range(1_000):
        graph.add((URIRef(f"urn:x:{n}"), URIRef("urn:p"), URIRef("urn:o")))
    with pytest.raises(LimitError, match="while reading"):
        close(graph, limit_time=0.01)


def test_the_clock_does_not_start_again_after_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_many(tmp_path / "few.ttl", 10)
    rename = reading.name_blank_nodes

    def wait(content: bytes) -> str:
        time.sleep(0.5)
        return rename(content)

    monkeypatch.setattr(reading, "name_blank_nodes", wait)
    with pytest.raises(LimitError, match=r"the limit of 0.4 s is reached"):
        close(tmp_path / "few.ttl", limit_time=0.4)


@pytest.mark.skipif(sys.platform == "win32", reason="no alarms")
@pytest.mark.parametrize("slow", ["lines", "write_facts", "_sum_up"])
def test_writing_and_listing_are_within_the_time(same: Path, monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
    where = "sahel_kg.cli.reason" if slow == "_sum_up" else "sahel_kg.exports.closures"
    monkeypatch.setattr(f"{where}.{slow}", lambda *_, **__: time.sleep(30))
    output = ["-o", "new.ttl"] if slow == "write_facts" else []
    began = time.monotonic()
    answer = run("close", same, "--database", "new.duckdb", "--limit-time", "2", *output)
    assert time.monotonic() - began < 10
    assert (answer.code, answer.out) == (3, "")
    assert answer.errors == [
        "Stopped: the limit of 2 s is reached. Nothing was published; raise the limit or give less."
    ]
    assert [path.name for path in Path().iterdir()] == ["same.nt"]


def test_without_alarms_nothing_is_published_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("signal.setitimer", raising=False)
    with pytest.raises(LimitError, match=r"the limit of 0.05 s"), Allowance(0.05, None).hold():
        time.sleep(0.1)


# -- memory


@pytest.mark.parametrize("size", ["1MB", "30MB", "99MB"])
def test_too_little_memory_to_begin(tmp_path: Path, size: str) -> None:
    write_many(tmp_path / "many.nt", 3)
    answer = run("close", tmp_path / "many.nt", "--limit-memory", size)
    assert (answer.code, answer.out) == (2, "")
    assert answer.errors == ["--limit-memory: at least 100MB are needed to begin"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the system does not bound memory")
@pytest.mark.parametrize("suffix", ["ttl", "nt"])
@pytest.mark.parametrize("size", [100, 300])
def test_memory_is_that_of_the_process(tmp_path: Path, suffix: str, size: int) -> None:
    write_many(tmp_path / f"many.{suffix}", 300_000)
    arguments = ["close", f"many.{suffix}", "--limit-memory", f"{size}MB", "-o", "new.nt", "--database", "new.duckdb"]
    command = [sys.executable, "-c", MEASURED, *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    before, peak = (int(kilobytes) << 10 for kilobytes in done.stdout.split())
    assert peak - before < (size << 20) + HEADROOM
    made = sorted(path.name for path in tmp_path.iterdir())
    if done.returncode == 0:
        assert made == [f"many.{suffix}", "new.duckdb", "new.nt"]
    else:
        assert done.returncode == 3
        assert len(done.stderr.splitlines()) == 1
        assert done.stderr.startswith("error: Out of memory: ")
        assert made == [f"many.{suffix}"]


def test_the_old_word_for_memory(same: Path) -> None:
    assert run("close", same, "--memory-limit", "1GB", "-o", "new.nt").code == 0
    assert run("close", same, "--memory-limit", "much").errors == run("close", same, "--limit-memory", "much").errors
