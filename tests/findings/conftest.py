"""A build of the article beside a made-up source that tells the same otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg import Build, load
from sahel_kg.builds import pipeline
from tests.conftest import Once, copy_article

SECOND = Path(__file__).parent / "second_source"
SOURCES = ["grey-dynamics-2019", "other-report"]


@pytest.fixture(scope="session")
def two(once: Once) -> Build:
    """By the engine that keeps proofs."""
    return load(once("two", _make_two))


def _make_two(folder: Path) -> None:
    copy_article(folder.with_name("shipped"))
    pipeline.run(folder, [folder.with_name("shipped"), SECOND], sources=SOURCES)
