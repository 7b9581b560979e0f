"""A build of the article beside a made-up source that tells the same otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg import Build, load, resources
from sahel_kg.builds import pipeline
from tests.conftest import Once

SECOND = Path(__file__).parent / "second_source"
SOURCES = ["grey-dynamics-2019", "other-report"]


@pytest.fixture(scope="session")
def two(once: Once) -> Build:
    """By the engine that keeps proofs."""
    data = [resources.shipped("data"), SECOND]
    return load(once("two", lambda folder: pipeline.run(folder, data, sources=SOURCES)))
