"""What a build of year-by-year data costs, stage by stage, and what reading commands then cost.

    .venv/bin/python benchmarks/rewinding.py [CLAIMS ...]

Prints seconds (of clock and of processor) of each stage for each size (default 3000 10000 30000), the peak memory of
the process, and the exponent between the two largest sizes: 1 is proportional. The data: armed groups that fight
states and each other by calendar year, a coalition to which forty states contribute in each year, armies, missions
with participants, attacks on armies. Each build and each command runs in a process of its own. What a stage needs
another stage for is counted there; "others" is what belongs to none.
"""

from __future__ import annotations

import gc
import json
import math
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from sahel_kg import resources
from sahel_kg.vocabulary import PREFIXES

GROUPS, STATES, FIRST, LAST = 150, 60, 1989, 2019
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
SAID = (
    "a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:{basis} ; skg:credibility {credibility} ; {bounds}\n"
    '    prov:hadPrimarySource source:yearly ; skg:record "row {number}" ; prov:wasAttributedTo coder:yearly ;\n'
    '    dct:created "2026-11-25"^^xsd:date ; skg:codebook "1" .\n'
)


def write_data(folder: Path, count: int) -> None:
    """Write about so many claims, the same ones in every run."""
    (folder / "claims").mkdir(parents=True)
    groups = [f"actor:group-{n}" for n in range(GROUPS)]
    states = [f"actor:state-{n}" for n in range(STATES)]
    actors = [*groups, *states, *(f"actor:army-{n}" for n in range(STATES)), "actor:coalition", "actor:mission"]
    names = (f'{actor} a skg:NamedActor ; skos:prefLabel "{actor[6:]}"@en .\n' for actor in actors)
    (folder / "actors.ttl").write_text(HEAD + "".join(names), encoding="utf-8")
    source = 'source:yearly a skg:Source ; dct:title "Synthetic, by year"@en ; skg:reliability "B" ;\n'
    source += "    rdfs:seeAlso <https://example.org/yearly> ;\n"
    source += '    dct:publisher "benchmarks"@en ; skg:earliestPublished "2020-01-01"^^xsd:date ;\n'
    source += "    dct:license <https://creativecommons.org/licenses/by/4.0/> .\ncoder:yearly a skg:Coder .\n"
    (folder / "sources.ttl").write_text(HEAD + source, encoding="utf-8")
    said = list(_list_claims(random.Random(count), count, groups, states))
    (folder / "claims" / "yearly.trig").write_text(HEAD + "".join(said), encoding="utf-8")


def _list_claims(chance: random.Random, count: int, groups: list[str], states: list[str]) -> Iterator[str]:
    number = 0

    def claim(statement: str, first: object = None, last: object = None, aspect: str = "") -> str:
        nonlocal number
        number += 1
        bounds = f"skg:aspect skg:{aspect} ; " if aspect else ""
        if first and aspect == "Happening":
            pairs = ("earliestBegin", first), ("latestBegin", last), ("earliestEnd", first), ("latestEnd", last)
            bounds += " ".join(f'skg:{name} "{day}"^^xsd:date ;' for name, day in pairs)
        elif first:
            pairs = ("earliestBegin", first), ("latestBegin", first), ("earliestEnd", last), ("latestEnd", last)
            bounds += " ".join(f'skg:{name} "{day}"^^xsd:date ;' for name, day in pairs)
        told = SAID.format(basis="Stated", credibility=chance.randint(1, 4), bounds=bounds, number=number)
        return f"claim:y{number} {{ {statement} }}\nclaim:y{number} {told}"

    yield claim("actor:coalition a skg:Coalition .")
    yield claim("actor:mission a skg:Mission .")
    yield claim(" ".join(f"{group} a skg:ArmedGroup ." for group in groups))
    yield claim(" ".join(f"{state} a skg:State ." for state in states))
    for n, state in enumerate(states):
        yield claim(f"actor:army-{n} a skg:ArmedForce .")
        yield claim(f"actor:army-{n} skg:organOf {state} .", date(1960, 1, 1), date(2019, 12, 31))
    yield claim(f"actor:mission skg:opposes {groups[0]} .", date(2005, 1, 1), date(2015, 12, 31))
    for n, state in enumerate(states[:20]):
        yield claim(f"{state} skg:participatesIn actor:mission .", date(2001 + n % 8, 1, 1), date(2012 + n % 5, 6, 30))
    years = max(1, count // 200)
    for year in range(LAST - years + 1, LAST + 1):
        for state in states[:40]:
            yield claim(f"{state} skg:contributesTo actor:coalition .", *_whole(year), "Happening")
    while number < count:
        year, group = chance.randint(FIRST, LAST), chance.choice(groups)
        kind = chance.random()
        if kind < 0.6:
            other = chance.choice(states)
        elif kind < 0.8:
            other = f"actor:army-{chance.randrange(STATES)}"
        else:
            other = chance.choice([each for each in groups if each != group])
        relation = "fightsAlongside" if chance.random() < 0.15 else "foughtAgainst"
        yield claim(f"{group} skg:{relation} {other} .", *_whole(year), "Happening")


def _whole(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


STAGES = {
    "reading files": "sahel_kg.builds.pipeline:read",
    "reading claims": "sahel_kg.builds.pipeline:read_claims",
    "checking": "sahel_kg.checks.validation:validate",
    "checking shapes": "sahel_kg.checks.shapes:find_misshapen",
    "joining actors": "sahel_kg.builds.pipeline:join",
    "closing": "sahel_kg.builds.pipeline:infer",
    "derivations": "sahel_kg.reasoning.engines.duckdb.closure:TableClosure.derivations",
    "telling of claims": "sahel_kg.ties.situation:Telling",
    "supports": "sahel_kg.ties.situation:find_supports",
    "inference graphs": "sahel_kg.ties.situation:inference_quads",
    "findings": "sahel_kg.findings.findings:find_disagreements",
    "ties": "sahel_kg.builds.rows:list_ties",
    "confirmations": "sahel_kg.builds.rows:list_confirming",
    "N-Quads": "sahel_kg.record.dataset:nquads",
    "rows": "sahel_kg.builds.pipeline:list_rows",
    "tables": "sahel_kg.builds.pipeline:write_tables",
    "putting in place": "sahel_kg.builds.pipeline:write_folder",
}
"""Name of each stage to the function that does it, as its caller knows it."""
COMMANDS = (
    "show group-1 --as-of 2010-06-01",
    "query leaders --as-of 2010-06-01 --limit-time 600",
    "explain group-1 opposes state-1 --as-of 2010-06-01",
    'sql "SELECT count(*) FROM tie"',
)
Figures = dict[str, tuple[float, float]]
"""Seconds of clock and of processor."""


class Stopwatch:
    """Counts what each stage takes, less what stages within it take."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._running: list[str] = []
        self._since = (time.perf_counter(), time.process_time())

    def _turn(self) -> None:
        now = (time.perf_counter(), time.process_time())
        if self._running:
            told = self.seconds[self._running[-1]]
            told[0] += now[0] - self._since[0]
            told[1] += now[1] - self._since[1]
        self._since = now

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        """Count what is done for a stage."""
        self._turn()
        self._running.append(stage)
        try:
            yield
        finally:
            self._turn()
            self._running.pop()

    def watch(self, stage: str, place: str) -> None:
        """Count what a function takes for a stage; one that yields is run to its end."""
        module, _, name = place.partition(":")
        owner: Any = import_module(module)
        *classes, last = name.split(".")
        for each in classes:
            owner = getattr(owner, each)
        work: Callable[..., Any] = getattr(owner, last)

        def watched(*given: Any, **options: Any) -> Any:
            with self.running(stage):
                result = work(*given, **options)
                return list(result) if isinstance(result, Iterator) else result

        setattr(owner, last, watched)


def build(count: int, folder: Path) -> Figures:
    """Build so many claims in a folder; return what each stage took."""
    from sahel_kg.builds import pipeline
    from sahel_kg.cli.app import GARBAGE

    write_data(folder / "data", count)
    gc.set_threshold(*GARBAGE)
    watch = Stopwatch()
    for stage, place in STAGES.items():
        watch.watch(stage, place)
    with watch.running("others"):
        pipeline.run(folder / "build", [resources.shipped("data"), folder / "data"])
    return {stage: (told[0], told[1]) for stage, told in watch.seconds.items()}


def run(command: list[str], folder: Path) -> tuple[str, float, float, float]:
    """Return what a process writes, its seconds of clock and of processor, and its peak memory in megabytes."""
    begun = time.perf_counter()
    environment = {**os.environ, "SAHEL_KG_BUILD": str(folder / "build"), "SAHEL_KG_DATA": str(folder / "data")}
    with open(folder / "written", "w+", encoding="utf-8") as written:
        process = subprocess.Popen(command, stdout=written, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        written.seek(0)
        return written.read(), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(count: int) -> Figures:
    """Return the figures of a build of so many claims, in a process of its own, and of commands on it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written, seconds, processor, peak = run([sys.executable, __file__, "--build", str(count), name], folder)
        found: Figures = {stage: (told[0], told[1]) for stage, told in json.loads(written).items()}
        found = {stage: found[stage] for stage in [*STAGES, "others"] if stage in found}
        found["a build, with its imports"] = (seconds, processor)
        found["(MB at most, and of graph.duckdb)"] = (peak, (folder / "build" / "graph.duckdb").stat().st_size / 2**20)
        for text in COMMANDS:
            _, seconds, processor, peak = run([sys.executable, "-m", "sahel_kg", *shlex.split(text)], folder)
            found[text] = (seconds, processor)
            found[f"(MB, {text.split()[0]})"] = (peak, 0)
    return found


def main(sizes: list[int]) -> None:
    """Measure and print: clock/processor for each size, and the exponent of the processor's between the last two."""
    print(f"{'claims':52}", *(f"{size:>15,}" for size in sizes), "exponent" if len(sizes) > 1 else "", flush=True)
    results = [measure(size) for size in sizes]
    for name in results[-1]:
        told = [result.get(name, (0.0, 0.0)) for result in results]
        line = " ".join(f"{one:8.1f} {other:6.1f}" for one, other in told)
        grown = math.nan
        if len(told) > 1 and min(told[-2][1], told[-1][1]) > 0:
            grown = math.log(told[-1][1] / told[-2][1]) / math.log(sizes[-1] / sizes[-2])
        print(f"{name:52} {line}", "" if math.isnan(grown) else f"{grown:9.2f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--build"]:
        print(json.dumps(build(int(sys.argv[2]), Path(sys.argv[3]))))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [3_000, 10_000, 30_000])
