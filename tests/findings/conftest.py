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
    """By the engine that keeps proofs."""
    folder = tmp_path_factory.mktemp("two") / "build"
    pipeline.run(folder, [resources.shipped("data"), SECOND], sources=SOURCES)
    return load(folder)


@pytest.fixture(scope="session")
def undated(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """By the engine that keeps none."""
    folder = tmp_path_factory.mktemp("undated") / "build"
    pipeline.run(folder, [resources.shipped("data"), SECOND], sources=SOURCES, engine="owlrl")
    return load(folder)
