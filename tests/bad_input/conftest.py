"""A build that stands in place while bad input comes, of a few data only: the same code runs, on less."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sahel_kg import resources
from sahel_kg.builds import pipeline
from tests.conftest import Once

BASE = Path(__file__).parent / "base"


def ship_base(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the shipped data be those of ``base/``."""
    shipped = resources.shipped
    monkeypatch.setattr(resources, "shipped", lambda name: BASE if name == "data" else shipped(name))


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the shipped data be those of ``base/``."""
    ship_base(monkeypatch)


@pytest.fixture(scope="session")
def standing(once: Once) -> Path:
    """The folder of a build of ``base/``."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        ship_base(monkeypatch)
        return once("base", lambda folder: pipeline.run(folder, [BASE]))


@pytest.fixture(scope="session")
def previous(standing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such a build, which no test here may change."""
    folder = tmp_path_factory.mktemp("previous") / "build"
    shutil.copytree(standing, folder)
    return folder


@pytest.fixture
def own(standing: Path, tmp_path: Path) -> Path:
    """The folder of such a build that the test may do with as it likes."""
    folder = tmp_path / "build"
    shutil.copytree(standing, folder)
    return folder
