"""Closing what a build closes, by plain Python and by rounds of queries: seconds of processor time, least of three.

    python benchmarks/few_facts.py

Both sides run in one process over the same triples, with the derivations that a build asks for.
"""

from __future__ import annotations

import time
from unittest import mock

from sahel_kg import resources
from sahel_kg.builds import pipeline
from sahel_kg.reasoning import close
from sahel_kg.reasoning.engines.duckdb import few

RULES = resources.shipped("ontology") / "rules.n3"


def measure(given: object, most: int) -> float:
    """Return the least time that closing and listing all steps takes, in Python up to `most` triples."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        with mock.patch.object(few, "MOST_GIVEN", most):
            close(given, rules=["owl-rl", RULES], merging=False).derivations()  # type: ignore[arg-type]
        taken.append(time.process_time() - begun)
    return min(taken)


def main() -> None:
    checked = pipeline.check(pipeline.read([resources.shipped("data")]))
    for name, sources in (("the article", ["grey-dynamics-2019"]), ("all that is shipped", [])):
        chosen = pipeline.join(pipeline.select(checked, sources))
        given = pipeline.by_claim(pipeline.premises(chosen))
        python, queries = measure(given, few.MOST_GIVEN), measure(given, 0)
        times = f"Python {python:.2f} s, queries {queries:.2f} s, {queries / python:.1f} times"
        print(f"{name}, {len(given):,} triples: {times}")


if __name__ == "__main__":
    main()
