"""Folders that look like a report's and lack what says whose it is: they are named, and never passed over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sahel_kg.builds import pipeline
from sahel_kg.errors import DataError
from tests.bad_input.conftest import BASE
from tests.desk.sheets import EXAMPLE


def complain(*data: Path) -> list[str]:
    with pytest.raises(DataError) as refused:
        pipeline.read([BASE, *data])
    return [f"{problem.file}: {problem.message}" for problem in refused.value.problems]


@pytest.mark.parametrize("left", [("claims.csv", "names.csv"), ("names.csv",), ("text.txt",), ("red-hills.xlsx",)])
@pytest.mark.parametrize("beside_another", [True, False])
def test_a_folder_without_source_is_named(tmp_path: Path, left: tuple[str, ...], beside_another: bool) -> None:
    folder = tmp_path / "red-hills"
    folder.mkdir()
    for name in left:
        (folder / name).write_bytes((EXAMPLE / name).read_bytes() if (EXAMPLE / name).exists() else b"PK")
    if beside_another:
        shutil.copytree(EXAMPLE, tmp_path / "grey-hills")
    (found,) = complain(tmp_path)
    assert found.startswith(f"{folder}: has {left[0]} and no source.toml")
    assert "`sahel-kg code REPORT`" in found
    if left != ("text.txt",):
        assert complain(folder) == [found]  # given itself


def test_folders_of_data_are_no_reports(tmp_path: Path) -> None:
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "names.csv").write_text("segment,paragraph,sentence,start,end,sha256\n", "utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "plan.txt").write_text("to do", "utf-8")
    (tmp_path / "text.txt").write_text("a note", "utf-8")
    assert "names" in pipeline.read([BASE, tmp_path]).segments
