"""Time and evidence: what dated inference costs a build, and how fast a build is rewound and held against variants.

    python benchmarks/time.py            # the article, then all that is shipped

Each figure is the least of several runs in this process. "Undated" is closing without evaluating the derivations.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import sahel_kg
from sahel_kg import resources
from sahel_kg.builds import pipeline
from sahel_kg.builds.pipeline import Checked
from sahel_kg.record.rewinding import When
from sahel_kg.variants import sensitivity
from sahel_kg.variants.variants import survive, variants_of

RUNS = 3
DAYS = [date(2012, 6, 30) + timedelta(days=180 * n) for n in range(10)]


def least(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the seconds of the fastest of several runs."""
    found = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return min(found)


def measure(name: str, sources: Sequence[str]) -> None:
    """Print the figures of one set of sources."""
    checked = pipeline.select(pipeline.check(pipeline.read([resources.shipped("data")])), sources)

    def undated(checked: Checked = checked) -> None:
        closure = pipeline.infer(checked)
        list(closure.inferred())
        closure.close()

    def dated(checked: Checked = checked) -> None:
        closure = pipeline.infer(checked)
        pipeline.conclude(checked, closure)
        closure.close()

    plain, sliced = least(undated), least(dated)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "build"
        whole = least(lambda: pipeline.run(target, [resources.shipped("data")], sources=sources), 1)
        build = sahel_kg.load(target)
        first = least(lambda: build.derivations, 1)

        def rewind() -> None:
            for day in DAYS:
                build.at(When(day)).query("SELECT ?a ?b WHERE { ?a skg:hostileTo ?b }")

        ties = least(lambda: [build.at(When(day)).ties() for day in DAYS])
        asked = least(rewind)
        variants = variants_of(build)
        survival = least(lambda: survive(build, variants))
        whole_measure = least(lambda: sensitivity.measure(build))
    print(f"{name}: {len(checked.claims)} claims")
    print(f"  closing and listing, undated         {plain:6.2f} s")
    print(f"  closing, dating, grading, findings   {sliced:6.2f} s   ({sliced / plain:.2f} times)")
    print(f"  build in all, checks included        {whole:6.2f} s")
    print(f"  derivations, once a build            {first:6.2f} s")
    print(f"  as-of queries (rewind, ask)          {len(DAYS) / asked:6.1f} a second")
    print(f"  ties of a day                        {len(DAYS) / ties:6.1f} a second")
    print(f"  {len(variants)} variants evaluated".ljust(39) + f"{survival:6.2f} s")
    print(f"  sensitivity, by degree               {whole_measure:6.2f} s")
    sys.stdout.flush()


if __name__ == "__main__":
    measure("article", ["grey-dynamics-2019"])
    measure("article and UCDP", [])
