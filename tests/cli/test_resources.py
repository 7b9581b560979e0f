"""Which folders are meant where none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg import resources
from sahel_kg.errors import UsageError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder; the current one lies two below it."""
    (tmp_path / "project" / "notes" / "deep").mkdir(parents=True)
    (tmp_path / "project" / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path / "project" / "notes" / "deep")
    return tmp_path / "project"


def test_the_build_folder_given_wins(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAHEL_KG_BUILD", str(project / "from-environment"))
    assert resources.build_folder("given") == project / "notes" / "deep" / "given"
    assert resources.build_folder(project / "absolute") == project / "absolute"


def test_then_the_environment_then_the_project_then_here(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resources.build_folder() == project / "build"
    monkeypatch.setenv("SAHEL_KG_BUILD", "elsewhere")
    assert resources.build_folder() == Path.cwd() / "elsewhere"
    monkeypatch.setenv("SAHEL_KG_BUILD", "")
    assert resources.build_folder() == project / "build"
    monkeypatch.chdir(tmp_path)
    assert resources.build_folder() == tmp_path / "build"


def test_the_nearest_project_counts(project: Path) -> None:
    (project / "notes" / "pyproject.toml").touch()
    assert resources.build_folder() == project / "notes" / "build"


def test_user_data(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert resources.user_data() == project / "sahel-kg-data"
    assert resources.user_data(build="other/build") == Path.cwd() / "other" / "sahel-kg-data"
    monkeypatch.setenv("SAHEL_KG_DATA", str(project / "mine"))
    assert resources.user_data() == project / "mine"
    assert resources.user_data("given") == Path.cwd() / "given"


def test_data_folders(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = resources.shipped("data")
    assert resources.data_folders() == [shipped]
    (project / "sahel-kg-data").mkdir()
    assert resources.data_folders() == [shipped, project / "sahel-kg-data"]
    Path("a").mkdir()
    Path("b").mkdir()
    here = Path.cwd()
    assert resources.data_folders([Path("a"), Path("b")]) == [shipped, here / "a", here / "b"], "then only these"
    assert resources.data_folders([Path("a"), Path("../deep/a"), shipped]) == [shipped, here / "a"], "each once"
    with pytest.raises(UsageError, match="data missing: no such folder"):
        resources.data_folders([Path("missing")])


def test_paths_are_shown_as_the_user_would_name_them(project: Path) -> None:
    assert resources.shown(Path.cwd() / "own.ttl") == "own.ttl"
    assert resources.shown(project / "own.ttl") == str(project / "own.ttl")


def test_a_lost_installation_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "HERE", tmp_path / "site" / "lib" / "sahel_kg")
    with pytest.raises(UsageError, match="install the package again"):
        resources.shipped("data")
