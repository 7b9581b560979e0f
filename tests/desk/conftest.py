"""What is shipped, without the claims of the article and of data sets: commands read it in a fraction of the time."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg import resources
from tests.conftest import copy_names


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Names and background that are shipped."""
    folder = tmp_path_factory.mktemp("shipped") / "data"
    copy_names(folder)
    return folder


@pytest.fixture
def ship(plain: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let them be all that is shipped."""
    shipped = resources.shipped
    monkeypatch.setattr(resources, "shipped", lambda name: plain if name == "data" else shipped(name))
    return plain
