"""The notebook on alliances: committed without outputs, run from a clean state, and saying what it computes."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from sahel_kg import Build
from tests.conftest import ROOT

NOTEBOOK = ROOT / "notebooks" / "alliances.ipynb"
YEAR = re.compile(r"\b(19|20)\d\d\b")


def read() -> nbformat.NotebookNode:
    return nbformat.reads(NOTEBOOK.read_text("utf-8"), as_version=4)  # type: ignore[no-any-return,no-untyped-call]


def run(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """Run it in a kernel of its own that finds the package as this process does."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    return client.execute(env=environment)


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the sentences that were computed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [output["data"]["text/markdown"] for output in outputs if "text/markdown" in output.get("data", {})]


def pictures(notebook: nbformat.NotebookNode) -> int:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return sum("image/png" in output.get("data", {}) for output in outputs)


def test_it_is_committed_without_outputs() -> None:
    for cell in read().cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_numbers_are_computed_not_written() -> None:
    """Prose has no numbers but headings', years and releases; whatever counts something stands in a cell's output."""
    for cell in read().cells:
        if cell.cell_type == "markdown":
            prose = re.sub(
                r"^#+ \d+\. |UCDP\)? 22\.1|releases 22\.1 and 25\.1|CC BY 4\.0|Section \d", "", cell.source, flags=re.M
            )
            assert not re.search(r"\d", YEAR.sub("", prose)), cell.source


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    return run(read(), tmp_path_factory.mktemp("notebook"))


@pytest.mark.slow
def test_it_runs_and_shows_its_pictures(executed: nbformat.NotebookNode) -> None:
    assert pictures(executed) >= 6
    streams = [o for cell in executed.cells for o in cell.get("outputs", ()) if o.output_type in ("error", "stream")]
    assert streams == []


@pytest.mark.slow
def test_it_says_what_is_so(executed: nbformat.NotebookNode) -> None:
    """Held against what was worked out by hand elsewhere: the camps of the article, CMA's, the source of each."""
    told = "\n".join(texts(executed))
    assert "**Camp 1** is Burkina Faso, Chad, France, Mali, Mauritania, Niger. **Camp 2** is CMA, MNLA." in told
    assert "**Camp 3** is ISGS, Islamic State." in told
    assert "its camp is CMA, MNLA, its own members and nobody else" in told
    assert "against Mali CMA in 2014, 2015; MNLA in 2012, in no other year" in told
    assert "**who fights Mali**: ISGS, al-Qaeda by the article, Islamic State, JNIM by UCDP" in told
    assert "nan" not in re.findall(r"\w+", told.lower())
    assert "None" not in told


@pytest.mark.slow
def test_another_day_and_other_years_in_one_cell(both: Build, tmp_path: Path) -> None:
    """With a build at hand: that it makes one is held above."""
    day = "2013-06-30"
    notebook = read()
    (making,) = (cell for cell in notebook.cells if "pipeline.run(" in cell.source)
    making.source = re.sub(r"pipeline\.run\(.*\n.*load\(.*\)", f"both = load({str(both.path)!r})", making.source)
    assert "pipeline" not in making.source
    (cell,) = (cell for cell in notebook.cells if cell.source.startswith("DAY = "))
    cell.source = f'DAY = "{day}"\nFIRST, LAST = 2014, 2016\nREGION = ["Mali"]'
    done = run(notebook, tmp_path)
    assert pictures(done) >= 6
    assert any(f"On {day}" in text for text in texts(done))
