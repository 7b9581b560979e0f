"""How long a build of the shipped data takes, stage by stage, and how its closure compares with plain owlrl.

    .venv/bin/python benchmarks/build.py [RUNS]

Prints medians over RUNS (default 3). The closure runs the domain rules as well, which plain owlrl does not, and still
does less than owlrl's raw output holds: `owl-rl` leaves out what only restates (sahel_kg.reasoning.rules.restatements).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import owlrl

from sahel_kg import resources
from sahel_kg.builds import pipeline
from sahel_kg.terms import to_graph


def main(runs: int) -> None:
    """Measure and print."""
    stages: dict[str, list[float]] = {}
    totals = []
    for _ in range(runs):
        marks: list[tuple[str, float]] = []
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            target = Path(folder) / "build"
            report = pipeline.run(
                target,
                [resources.shipped("data")],
                progress=lambda stage, marks=marks: marks.append((stage, time.perf_counter())),
            )
            end = time.perf_counter()
        totals.append(end - start)
        for (stage, begun), (_, ended) in zip(marks, [*marks[1:], ("", end)], strict=True):
            stages.setdefault(stage, []).append(ended - begun)
    print(f"build of {report['counts']['claims']} claims, median of {runs} runs")
    for stage, seconds in stages.items():
        print(f"  {stage:12} {statistics.median(seconds):6.2f} s")
    print(f"  {'all':12} {statistics.median(totals):6.2f} s")

    checked = pipeline.check(pipeline.read([resources.shipped("data")]))
    given = to_graph(pipeline.premises(checked))
    ours, plain = [], []
    for _ in range(runs):
        start = time.perf_counter()
        closure = pipeline.infer(checked)
        ours.append(time.perf_counter() - start)
        raw = to_graph(pipeline.premises(checked))
        start = time.perf_counter()
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(raw)
        plain.append(time.perf_counter() - start)
    mine, theirs = statistics.median(ours), statistics.median(plain)
    print(f"closure of {len(given)} triples to {len(closure)}: {mine:.2f} s")
    print(f"plain owlrl on the same triples to {len(raw)}: {theirs:.2f} s, {theirs / mine:.1f} times as long")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
