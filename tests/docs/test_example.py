"""The example of a source of one's own passes every check, and shows up in a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg import load, resources
from sahel_kg.builds import pipeline
from sahel_kg.record import sources
from tests.bad_input.conftest import BASE
from tests.conftest import ROOT

EXAMPLE = ROOT / "docs" / "example"


@pytest.mark.parametrize(
    "shipped", [BASE, pytest.param(resources.shipped("data"), marks=pytest.mark.slow)], ids=["few", "all"]
)
def test_the_example_is_sound_whole_and_built(shipped: Path, tmp_path: Path) -> None:
    folders = [shipped, EXAMPLE / "data"]
    checked = pipeline.check(pipeline.read(folders))
    text = sources.recognise(EXAMPLE / "report.txt", checked.asserted)
    spans = {v.claim.id: v.span for v in sources.verify(text, checked.claims, checked.asserted)}
    assert spans["claim:hp-p1-s2-b"] == "The Hill Band"
    assert len(spans) == 3
    assert sources.cover(text.iri, checked.claims, checked.asserted).missing == []
    stage = tmp_path / "stage"
    stage.mkdir()
    closure = pipeline.infer(checked, database=stage / resources.DATABASE)
    pipeline.publish(tmp_path / "build", checked, closure, stage=stage, sources=(), without=())
    rows = load(tmp_path / "build").query("control", actor="Hill Band").dicts()
    assert [row["place"] for row in rows] == ["place:arra"]
