"""The example of a report of one's own passes every check, is whole, and shows up in a build of its own."""

from __future__ import annotations

from pathlib import Path

from sahel_kg import load
from sahel_kg.builds import pipeline
from sahel_kg.record import sources
from tests.bad_input.conftest import BASE
from tests.conftest import ROOT

EXAMPLE = ROOT / "docs" / "example"


def test_the_example_is_sound_whole_and_built(tmp_path: Path) -> None:
    folder = EXAMPLE / "coded" / "red-hills"
    assert (folder / "text.txt").read_bytes() == (EXAMPLE / "red-hills.txt").read_bytes()
    before = (folder / "ids.csv").read_bytes()
    folders = [BASE, EXAMPLE / "coded"]
    checked = pipeline.check(pipeline.read(folders))
    assert (folder / "ids.csv").read_bytes() == before
    text = sources.recognise(EXAMPLE / "red-hills.txt", checked.asserted)
    assert len(sources.verify(text, checked.claims, checked.asserted)) == 25
    assert sources.cover(text.iri, checked.claims, checked.asserted).missing == []
    pipeline.run(tmp_path / "build", folders, without_shipped=True)
    build = load(tmp_path / "build")
    assert [row["place"] for row in build.query("control", actor="Hill Band").dicts()] == ["place:boma"]
    against = {(tie.subject, tie.status, tie.object) for tie in build.ties() if tie.sign == "-"}
    start = "https://w3id.org/sahel-kg/actor/"
    assert (f"{start}hill-band", "inferred", f"{start}arra") in against
