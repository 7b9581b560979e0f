"""The same data give the same inferences, run for run: of proofs that are as good the same one is published."""

from __future__ import annotations

from sahel_kg import Build
from sahel_kg.builds import pipeline
from sahel_kg.builds.pipeline import Checked


def test_another_closure_gives_the_same_inferences(build: Build, checked: Checked) -> None:
    one = sorted(map(str, build.inferred_quads))
    two, three = (
        sorted(map(str, pipeline.conclude(checked, pipeline.infer(checked))[0].inferred_quads)) for _ in range(2)
    )
    assert one
    assert one == two == three
