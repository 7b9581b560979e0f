"""What a build was made of has passed: its shapes are not looked at again, what came since is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sahel_kg.builds import pipeline
from sahel_kg.checks import shapes
from sahel_kg.errors import DataError
from sahel_kg.record.dataset import Asserted
from tests.bad_input.conftest import BASE, ship_base
from tests.desk.sheets import make, row

CLAIM = """@prefix skg: <https://w3id.org/sahel-kg/ontology#> . @prefix actor: <https://w3id.org/sahel-kg/actor/> .
@prefix claim: <https://w3id.org/sahel-kg/claim/> . @prefix place: <https://w3id.org/sahel-kg/place/> .
claim:own { actor:isgs skg:supports place:mali . } claim:own a skg:Claim ; skg:kind skg:Reported ."""


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    ship_base(monkeypatch)
    pipeline.run(tmp_path / "build", [BASE])
    return tmp_path / "build"


def look(build: Path | None, folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> int:
    """Check folders, and return how many statements the shapes looked at."""
    seen: list[Asserted] = []
    find = shapes.find_misshapen

    def count(asserted: Asserted, shape_file: Path, *, told: list[str]) -> list[object]:
        seen.append(asserted)
        return list(find(asserted, shape_file, told=told))

    monkeypatch.setattr(shapes, "find_misshapen", count)
    pipeline.check(pipeline.read(folders), build)
    return len(seen[0].claims)


def test_only_what_came_since_is_looked_at(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = make(tmp_path / "own", [row("Hill Band", "hostile to", "Mali")]).parent
    whole = look(None, [BASE, own], monkeypatch)
    since = look(built, [BASE, own], monkeypatch)
    assert 0 < since < whole
    manifest = json.loads((built / "manifest.json").read_text("utf-8"))
    manifest["inputs"]["ontology/shapes.ttl"] = "0" * 64
    (built / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert look(built, [BASE, own], monkeypatch) == whole


def test_faults_of_ones_own_are_found_all_the_same(built: Path, tmp_path: Path) -> None:
    (tmp_path / "own" / "claims").mkdir(parents=True)
    (tmp_path / "own" / "claims" / "own.trig").write_text(CLAIM, "utf-8")
    told = []
    for before in (None, built):
        with pytest.raises(DataError) as found:
            pipeline.check(pipeline.read([BASE, tmp_path / "own"]), before)
        told.append(found.value.problems)
    assert told[0] == told[1]
    assert any("place:mali, object of skg:supports, is not typed as an actor" in str(each) for each in told[0])
