"""A build that stands in place while bad input comes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sahel_kg import Build


@pytest.fixture(scope="session")
def previous(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the shipped data, which no test here may change."""
    folder = tmp_path_factory.mktemp("previous") / "build"
    shutil.copytree(build.path, folder)
    return folder


@pytest.fixture
def own(build: Build, tmp_path: Path) -> Path:
    """The folder of a build that the test may do with as it likes."""
    folder = tmp_path / "build"
    shutil.copytree(build.path, folder)
    return folder
