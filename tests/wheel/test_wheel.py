"""The wheel, built through the sdist and installed in an empty folder, does the main job."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def run(*command: str, cwd: Path, **extra: str) -> str:
    environment = {**os.environ, **extra}
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel was installed into; nothing but the files that git knows goes into it."""
    base = tmp_path_factory.mktemp("wheel")
    source = base / "source"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    if not listed:
        pytest.skip("not a git checkout")
    run("-m", "build", "--no-isolation", "--outdir", str(base / "dist"), cwd=source)
    wheel = next((base / "dist").glob("*.whl"))
    assert next((base / "dist").glob("*.tar.gz"))
    target = base / "installed"
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel), cwd=base)
    return target


@pytest.mark.slow
def test_the_main_job_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    here = {"PYTHONPATH": str(installed)}
    where = run(
        "-P", "-c", "import sahel_kg.resources as r; print(r.__file__, r.shipped('data'))", cwd=tmp_path, **here
    )
    assert all(Path(part).is_relative_to(installed) for part in where.split())
    assert "0 contradictions, 6 tensions" in run("-P", "-m", "sahel_kg", "build", cwd=tmp_path, **here)
    assert "al-Baghdadi" in run("-P", "-m", "sahel_kg", "query", "leaders", cwd=tmp_path, **here)
    run("-P", "-m", "sahel_kg", "render", "-o", "page.html", cwd=tmp_path, **here)
    assert "vis-network" in (tmp_path / "page.html").read_text("utf-8")
    run("-P", "-m", "sahel_kg", "export", "--format", "trig", "-o", "graph.trig", cwd=tmp_path, **here)
    run("-P", "-m", "sahel_kg", "check", cwd=tmp_path, **here)
    assert sorted(p.name for p in (tmp_path / "build").iterdir()) == [
        "asserted.nq",
        "graph.duckdb",
        "inferred.nq",
        "manifest.json",
        "report.json",
    ]


def test_the_wheel_is_typed_and_carries_no_test_input(installed: Path) -> None:
    names = {str(p.relative_to(installed)) for p in installed.rglob("*") if p.is_file()}
    assert "sahel_kg/py.typed" in names
    assert "sahel_kg/share/ontology/sahel.ttl" in names
    assert {
        "sahel_kg/reasoning/rules/owl2rl.n3",
        "sahel_kg/reasoning/rules/owl2rl-plus.n3",
        "sahel_kg/reasoning/rules/rdfs.n3",
    } <= set(names)
    assert not {n for n in names if Path(n).stem == "article" or n.startswith("tests/")}
