"""The same data give the same inferences, run for run: of proofs that are as good the same one is published."""

from __future__ import annotations

from pathlib import Path

from sahel_kg.builds import pipeline
from sahel_kg.builds.pipeline import Checked


def test_a_second_closure_gives_the_same_inferences(checked: Checked, tmp_path: Path) -> None:
    one, two, three = (
        sorted(map(str, pipeline.conclude(checked, pipeline.infer(checked))[0].inferred_quads)) for _ in range(3)
    )
    assert one
    assert one == two == three
