"""A build of the article beside a made-up source that tells the same otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg import Build, load, resources
from sahel_kg.builds import pipeline

SECOND = Path(__file__).parent / "second_source"
SOURCES = ["grey-dynamics-2019", "other-report"]


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("two") / "build"
    pipeline.run(folder, [resources.shipped("data"), SECOND], sources=SOURCES)
    return load(folder)
