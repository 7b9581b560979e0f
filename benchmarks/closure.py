"""How fast a closure is, what it holds in memory, and how that compares: ratios measured in one run.

    .venv/bin/python benchmarks/closure.py [--events 100000] [--differences] [--lubm] [--sizes] [--million] [--traps]
                                           [--article] [--questions] [--start] [--lists] [--output] [--all]

Without options: 10^5 events. `reasonable` and sparq-rdf are needed for their sides (pip install reasonable==0.4.4
sparq-rdf==0.1.6), and each is left out with a word if it is not there. `--lubm` needs LUBM(1) in the folder that
SAHEL_KG_SHARED names. Each side runs in a process of its own, so that its peak memory is its own; times leave out
imports, but for those of `--start`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import fresh
import sides

import events

ROOT = Path(__file__).resolve().parents[1]
OWLRL_EVENTS = 300
TIMEOUT = 1800


def main() -> None:
    """Measure what was asked for, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000, metavar="N", help="the size of the comparison")
    parser.add_argument("--runs", type=int, default=3, help="medians of so many runs of ours (not of 10^6 events)")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "sahel-kg-benchmark")
    chapters = {
        "differences": "what the others miss, by rule",
        "lubm": "LUBM(1)",
        "sizes": "10^4 and 10^5 events, and the exponent; with --million 10^6 as well",
        "million": "10^6 events in memory and within 2 GB on disk",
        "traps": "a long chain, a clique of equal things, a circle of classes",
        "article": "the shipped data",
        "questions": "proofs, and one claim more, in a closure of a million",
        "start": "fresh processes, beside the others: ten triples to 10^6 events, LUBM(1)",
        "lists": "lists of 1,000 and 5,000, and one of 10^5 that no rule reads",
        "output": "lines of N-Triples",
    }
    for name, text in chapters.items():
        parser.add_argument(f"--{name}", action="store_true", help=text)
    parser.add_argument("--all", action="store_true", help="all of these")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    asked = {name for name in chapters if arguments.all or getattr(arguments, name)}

    cores, busy = os.cpu_count() or 1, os.getloadavg()[0]
    print(f"Python {platform.python_version()}, duckdb {version('duckdb')}, {cores} cores, load {busy:.1f}")
    if busy > cores / 4:
        print("The machine has other work: times are too long, and only roughly comparable.")

    if not asked or arguments.all:
        compare(arguments.folder, arguments.events, arguments.runs)
    if "differences" in asked:
        list_differences(arguments.folder)
    if "lubm" in asked:
        compare_lubm(arguments.folder, arguments.runs)
    if "sizes" in asked or "million" in asked:
        grow(arguments.folder, arguments.runs, small="sizes" in asked, large="million" in asked)
    if "traps" in asked:
        spring_traps(arguments.folder)
    if "article" in asked:
        close_article()
    if "questions" in asked:
        ask(arguments.folder)
    if "start" in asked:
        begin(arguments.folder)
    if "lists" in asked:
        read_lists(arguments.folder)
    if "output" in asked:
        write_lines(arguments.folder, arguments.events)


# --- chapters ------------------------------------------------------------------------------------------------


def compare(folder: Path, count: int, runs: int) -> None:
    """Ours beside reasonable, owlrl and a copy of the table, on synthetic events."""
    title(f"{count:,} events")
    files = events.write(folder, count)
    ours = run("ours", paths=files, runs=runs)
    show_ours(ours)
    if "error" in ours:
        return
    show_reasonable("reasonable", run("reasonable", paths=files), ours)
    show_sparq(run("sparq", paths=files))
    bare = [files[0], files[2]]  # its check of owl:disjointWith looks at every pair of members
    show_reasonable("reasonable, without the disjointness", run("reasonable", paths=bare), ours)
    small = run("owlrl", paths=events.write(folder, OWLRL_EVENTS))
    if "error" not in small:
        theirs, mine = small["given"] / small["seconds"], ours["given"] / ours["reasoning"]
        line("owlrl", f"{small['given']:,} -> {small['facts']:,} triples in {small['seconds']:.1f} s")
        line("", f"{theirs:,.0f} triples/s against {mine:,.0f}: {mine / theirs:,.0f} times the rate")


def list_differences(folder: Path) -> None:
    """What we derive and they do not, and the other way round."""
    title("Facts without blank nodes, compared")
    for other, count in (("reasonable", 2000), ("owlrl", OWLRL_EVENTS)):
        found = run("differences", paths=events.write(folder, count), other=other)
        if "error" in found:
            continue
        line(other, f"{count:,} events: ours {found['mine']:,}, theirs {found['theirs']:,}")
        line("", f"it misses {found['missed']:,} of ours; last rule of {found['sampled']} of these:")
        for rule, number in found["rules"].items():
            line("", f"  {number:4} {rule}")
        for example in found["examples"]:
            line("", f"  {example}")
        line("", f"it has {found['restating']:,} that only restate, and {found['unexpected_count']:,} others")
        for example in found["unexpected"]:
            line("", f"  {example}")


def compare_lubm(folder: Path, runs: int) -> None:
    """Ours beside reasonable on LUBM(1)."""
    title("LUBM(1)")
    files = find_lubm()
    if not all(file.exists() for file in files):
        line("", "not there: name the folder of test inputs with SAHEL_KG_SHARED")
        return
    ours = run("ours", paths=files, runs=runs)
    show_ours(ours)
    if "error" in ours:
        return
    show_reasonable("reasonable", run("reasonable", paths=files), ours)
    show_sparq(run("sparq", paths=files))


def find_lubm() -> list[Path]:
    """Return the files of LUBM(1), wherever they should be."""
    source = Path(os.environ.get("SAHEL_KG_SHARED", ROOT / ".." / "shared")) / "bench"
    return [source / "univ-bench.owl", source / "lubm1.nt.gz"]


def grow(folder: Path, runs: int, *, small: bool, large: bool) -> None:
    """Sizes of powers of ten, and the exponent of time over triples."""
    title("Growth")
    points: list[tuple[int, float, float]] = []
    for count in [10_000, 100_000] * small + [1_000_000] * large:
        ours = run("ours", paths=events.write(folder, count), runs=1 if count > 100_000 else runs)
        line(f"{count:,} events", "")
        show_ours(ours)
        if "error" in ours:
            continue
        points.append((ours["given"], ours["reasoning"], ours["seconds"]))
        if count == 1_000_000:
            disk = run("ours", paths=events.write(folder, count), on_disk=True, memory_limit="2GB")
            line("on disk, memory_limit 2GB", "")
            show_ours(disk)
            if "error" not in disk:
                line("", f"{disk['reasoning'] / ours['copy']:.1f} times the copy in memory")
    if len(points) > 1:
        reasoning, all_of_it = (fit([(point[0], point[place]) for point in points]) for place in (1, 2))
        line("exponent", f"{reasoning:.2f} of reasoning, {all_of_it:.2f} with loading")


def spring_traps(folder: Path) -> None:
    """Inputs whose naive closure explodes; equal things count once."""
    title("Traps, with a limit of 20 million facts")
    for name, text in traps().items():
        path = folder / f"trap-{name.replace(' ', '-')}.nt"
        path.write_text(text, encoding="utf-8")
        found = run("ours", paths=[path], limit=20_000_000)
        if "error" in found:
            line(name, f"{found.get('seconds', math.nan):.1f} s: {found['error']}")
        else:
            line(name, f"{found['given']:,} -> {found['facts']:,} facts in {found['seconds']:.2f} s")
            line("", f"{found['rounds']} rounds, {size(found['memory'])}")


def close_article() -> None:
    """The shipped data, as a build closes them."""
    title("The article")
    found = run("article")
    if "error" not in found:
        line("closure", f"{found['given']:,} -> {found['facts']:,} facts in {found['seconds']:.2f} s")
        line("", f"{found['first']:.2f} s at first, {size(found['memory'])}")
        line("build", f"{found['build']:.2f} s in all")


def begin(folder: Path) -> None:
    """Ours beside the others in fresh processes: from ten triples, of which the start is all, to a million events."""
    title("Fresh processes, in seconds of processor time, imports included; behind the stroke once more in the same")
    graphs = {"ten triples": _write_few(folder / "few.nt")}
    graphs |= {f"{count:,} events": _join(events.write(folder, count), folder / f"all-{count}.nt") for count in SIZES}
    source = find_lubm()
    if all(file.exists() for file in source):
        graphs["LUBM(1)"] = _join(source, folder / "lubm.nt")
    for count in SIZES[1:3]:  # `reasonable`'s check of owl:disjointWith looks at every pair of members
        ontology, _, data = events.write(folder, count)
        name = f"{count:,} events, none disjoint"
        graphs[name] = _join([ontology, data], folder / f"bare-{count}.nt")
    for name, path in graphs.items():
        with path.open("rb") as stream:
            triples = sum(1 for _ in stream)
        line(name, f"{triples:,} triples")
        ours: dict[str, Any] = {}
        for side, most in fresh.MOST.items():
            if triples > most:
                continue
            found = fresh.measure(side, path)
            if not found:
                continue
            ours = ours or found
            times = f"{found['first'] / ours['first']:.2f} times ours" if side != "ours" else ""
            again = f"/ {found['again']:.3f}" if found["again"] is not None else ""
            line(f"  {side}", f"{found['first']:8.3f} {again:9} {found['facts']:12,} facts  {times}")


SIZES = (1_000, 10_000, 100_000, 1_000_000)


def _write_few(path: Path) -> Path:
    rdfs, rdf = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    lines = (f"<urn:{n}> <{rdfs}subClassOf> <urn:{n + 1}> .\n<urn:a{n}> <{rdf}type> <urn:{n}> .\n" for n in range(5))
    path.write_text("".join(lines))
    return path


def _join(files: list[Path], target: Path) -> Path:
    """Return several files as one of N-Triples."""
    return target if target.exists() else sides.as_lines(files, target)


def read_lists(folder: Path) -> None:
    """Lists of every kind, by length."""
    title("Lists")
    for length in (1_000, 5_000):
        for name, text in lists(length).items():
            path = folder / f"list-{name}.ttl"
            path.write_text(text, encoding="utf-8")
            found = run("ours", paths=[path])
            if "error" not in found:
                line(f"{name} {length:,}", f"{found['processor']:.2f} s of processor time, {size(found['memory'])}")
    path = folder / "list-plain.ttl"
    path.write_text(f"<urn:x> <urn:steps> ( {' '.join(f'<urn:s{n}>' for n in range(100_000))} ) .", encoding="utf-8")
    found = run("ours", paths=[path])
    if "error" not in found:
        line("plain 100,000", f"{found['processor']:.2f} s of processor time, {size(found['memory'])}")


def lists(length: int) -> dict[str, str]:
    """Return Turtle with a list of each kind."""
    head = "@prefix : <urn:l:> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    members = f"( {' '.join(f':m{n}' for n in range(length))} )"
    links = " ".join(f":n{n} :m{n} :n{n + 1} ." for n in range(length))
    kinds = " ".join(f":x a :m{n} ." for n in range(length))
    return {
        "oneOf": f"{head}:C owl:oneOf {members} .",
        "unionOf": f"{head}:C owl:unionOf {members} . :x a :m1 .",
        "intersectionOf": f"{head}:C owl:intersectionOf {members} . {kinds}",
        "AllDifferent": f"{head}[] a owl:AllDifferent ; owl:members {members} . :m1 owl:sameAs :m2 .",
        "AllDisjointClasses": f"{head}[] a owl:AllDisjointClasses ; owl:members {members} . :x a :m1 , :m2 .",
        "chain": f"{head}:p owl:propertyChainAxiom {members} . {links}",
    }


def write_lines(folder: Path, count: int) -> None:
    """Output."""
    title(f"Output of {count:,} events, in seconds of processor time")
    found = run("output", paths=events.write(folder, count))
    if "error" not in found:
        line("lines", f"{found['facts']:,} facts, closed in {found['closing']:.2f}")
        line("", f"sorted {found['sorted']:.2f}, unsorted {found['unsorted']:.2f}, {size(found['memory'])}")


def ask(folder: Path) -> None:
    """Proofs and an addition in a closure of a million facts."""
    title("Questions to a closure of a million")
    found = run("questions", paths=events.write(folder, 60_000))
    if "error" not in found:
        line("facts", f"{found['facts']:,}, {found['asked']} asked about, {size(found['memory'])}")
        for (name, key), slowest in zip(
            (("explain", "explain"), ("justifications", "justify")), found["slowest"], strict=True
        ):
            line(name, f"median {found[key][0]:.3f} s, most {found[key][1]:.3f} s: {slowest}")
        line("", f"deepest proof {found['depth']}, most justifications {found['most']:,}")
        line("add", f"an event of 5 triples: {found['add']:.3f} s, {found['added']} facts more")


def traps() -> dict[str, str]:
    """Return N-Triples of inputs that a rule engine stumbles over."""
    owl, rdfs = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    chain = "".join(f"<urn:{place}> <urn:p> <urn:{place + 1}> .\n" for place in range(1000))
    transitive = f"<urn:p> {kind} <{owl}TransitiveProperty> .\n"
    hub = "".join(
        f'<urn:{place}> <urn:key> "one" .\n<urn:{place}> <urn:p{place % 7}> <urn:x> .\n' for place in range(4000)
    )
    row = "".join(f"<urn:{place}> <{owl}sameAs> <urn:{place + 1}> .\n" for place in range(4000))
    circle = "".join(f"<urn:{place}> <{rdfs}subClassOf> <urn:{(place + 1) % 10_000}> .\n" for place in range(10_000))
    return {
        "chain of 1,000, transitive": transitive + chain,
        "chain of 1,000, symmetric too": f"{transitive}<urn:p> {kind} <{owl}SymmetricProperty> .\n{chain}",
        "4,000 things of one key": f"<urn:key> {kind} <{owl}InverseFunctionalProperty> .\n{hub}",
        "4,000 equal things in a row": row + "<urn:7> <urn:p> <urn:x> .\n",
        "circle of 10,000 classes": f"<urn:x> {kind} <urn:1> .\n{circle}",
    }


# --- running and printing ------------------------------------------------------------------------------------


def run(side: str, **arguments: Any) -> dict[str, Any]:
    """Run a side in a process of its own; say so if it fails."""
    call = json.dumps([side, arguments], default=str)
    command = [sys.executable, __file__, "--side", call]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        line(side, f"STOPPED after {TIMEOUT} s")
        return {"error": "took too long"}
    last = done.stdout.rpartition("RESULT ")[2]
    if done.returncode or not last:
        reason = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        line(side, f"FAILED: {reason}")
        return {"error": reason}
    return json.loads(last)


def show_ours(found: dict[str, Any]) -> None:
    """Print a closure of ours."""
    if "error" in found:
        return
    line("ours", f"{found['given']:,} -> {found['facts']:,} facts ({found['facts'] / found['given']:.2f} times)")
    line("", f"{found['rounds']} rounds, {found['findings']} contradictions, {size(found['memory'])}")
    loading = found["seconds"] - found["reasoning"]
    line("", f"loading {loading:.2f} s (reading {found['reading']:.2f}), reasoning {found['reasoning']:.2f} s")
    line("", f"{found['processor']:.2f} s of processor time")
    times = found["reasoning"] / found["copy"]
    line("copy", f"CREATE TABLE AS SELECT DISTINCT takes {found['copy']:.2f} s, reasoning {times:.1f} times that")


def show_reasonable(name: str, found: dict[str, Any], ours: dict[str, Any]) -> None:
    """Print a closure of reasonable's, and how many times as long as ours it took."""
    if "error" in found:
        return
    line(name, f"{found['facts']:,} facts by {found['version']}, {size(found['memory'])}")
    line("", f"loading {found['loading']:.1f} s, reason() {found['reasoning']:.1f} s")
    line("", f"{found['processor']:.1f} s of processor time, {found['processor'] / ours['processor']:.1f} times ours")
    proper = max(found["reasoning"] - found["again"], 0)
    line("", f"of which {found['again']:.1f} s hand the facts over as rdflib terms: what a second call takes")
    reasoning, bare = (each / ours["reasoning"] for each in (found["reasoning"], proper))
    whole = found["seconds"] / ours["seconds"]
    line("", f"{reasoning:.1f} times ours in reasoning ({bare:.1f} without handing over), {whole:.1f} with loading")


def show_sparq(found: dict[str, Any]) -> None:
    """Print a closure of sparq-rdf's."""
    if "error" not in found:
        line("sparq-rdf", f"{found['facts']:,} facts by {found['version']}, {size(found['memory'])}")
        line("", f"loading {found['loading']:.2f} s, reason() {found['reasoning']:.2f} s by the clock")


def fit(points: list[tuple[float, float]]) -> float:
    """Return the slope of a straight line through logarithms, by least squares."""
    xs, ys = ([math.log(point[place]) for point in points] for place in (0, 1))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def size(number: int) -> str:
    """Return a number of bytes as a person would say it."""
    return f"{number / 1e9:.2f} GB at most"


def title(text: str) -> None:
    """Print the head of a chapter."""
    print(f"\n{text}", flush=True)


def line(name: str, text: str) -> None:
    """Print a name and what was found."""
    print(f"  {name:26} {text}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        side, given = json.loads(sys.argv[2])
        print("RESULT " + json.dumps(sides.SIDES[side](**given)))
    else:
        main()
