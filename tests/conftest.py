"""What the tests share: a build of the shipped data, the folder of test inputs, the rule about skips."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import settings

from sahel_kg import Build, load, resources
from sahel_kg.builds import pipeline, publication
from sahel_kg.cli.app import GARBAGE
from sahel_kg.record.claims import read_claims
from sahel_kg.vocabulary import PREFIXES
from tests.sampling import thin_out

for _name in (
    "COLUMNS",
    "LINES",
):  # tables are as wide as where nobody looks: workers are told the width of the terminal
    os.environ.pop(_name, None)
    os.unsetenv(_name)  # readline sets it behind the back of os.environ

gc.set_threshold(*GARBAGE)  # as the command line does; builds are kept open here, and each look goes over all of them

# The same examples in every run of CI, which must not hang on luck; elsewhere others each time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

ARTICLE = ["grey-dynamics-2019"]
ROOT = Path(__file__).resolve().parents[1]
TURTLE_PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
"""For tests that write data of their own."""

LONG = (
    "reasoning/test_random",
    "reasoning/test_proofs",
    "reasoning/test_causes",
    "reasoning/test_cases",
    "inference/test_grades",
    "inference/test_supports",
    "inference/test_derivations",
    "variants/test_variants",
    "outputs/test_outputs",
    "notebooks/test_alliances",
    "linking/test_decisions",
    "ontology/test_cases",
    "trust/test_builds",
    "trust/test_kills",
    "trust/test_files",
    "wheel/test_wheel",
)
"""Files that take longest, of a few long tests mostly: they come first, so that no worker waits for one at the end."""

Once: TypeAlias = Callable[[str, Callable[[Path], object]], Path]
"""Gives the folder of a build by its name; the first process that asks for it makes it."""


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a build once for all processes that the tests run in; nobody may change it."""
    run = tmp_path_factory.getbasetemp()
    run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folder = run / "once" / name / "build"
        folder.parent.mkdir(parents=True, exist_ok=True)
        with open(folder.parent / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                make(folder)
        return folder

    return once


@pytest.fixture(scope="session")
def build(once: Once) -> Build:
    """A build of the article alone."""
    return load(once("article", _make_article))


def _make_article(folder: Path) -> None:
    """Publish what `build` would, without checking all that is shipped for it once more."""
    checked = read_article()
    with publication.staged(folder) as stage:
        closure = pipeline.infer(checked, database=stage / resources.DATABASE)
        pipeline.publish(folder, checked, closure, stage=stage, sources=ARTICLE, without=())


@pytest.fixture(scope="session")
def both(once: Once) -> Build:
    """A build of all that is shipped: the article and UCDP, cross-checked as `make run` does."""
    data = [resources.shipped("data")]
    return load(once("shipped", lambda folder: pipeline.run(folder, data, cross_check=True)))


@pytest.fixture(scope="session")
def checked() -> pipeline.Checked:
    """The article's claims and background."""
    return read_article()


@cache
def read_shipped() -> pipeline.Checked:
    """Read all that is shipped; that it passes every check is held by the test of `sahel-kg check`."""
    asserted = pipeline.read([resources.shipped("data")])
    return pipeline.Checked(asserted, read_claims(asserted.claims, asserted.about))


def copy_article(folder: Path) -> None:
    """Copy what is shipped but for the claims of UCDP and about its actors, which cost time."""
    shutil.copytree(resources.shipped("data"), folder, ignore=shutil.ignore_patterns("ucdp-*"))


def copy_names(folder: Path) -> None:
    """Copy the same without the claims of the article: names and background."""
    left_out = shutil.ignore_patterns("ucdp-*", "grey-dynamics-*")
    shutil.copytree(resources.shipped("data"), folder, ignore=left_out)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Names and background that are shipped: made-up actors of tests bear ids that are real ones in UCDP's files."""
    folder = tmp_path_factory.mktemp("shipped") / "data"
    copy_names(folder)
    return folder


@pytest.fixture
def ship(plain: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the shipped data be those without claims of the article and of UCDP, which are read in a moment."""
    shipped = resources.shipped
    monkeypatch.setattr(resources, "shipped", lambda name: plain if name == "data" else shipped(name))
    return plain


def read_article() -> pipeline.Checked:
    return pipeline.join(pipeline.select(read_shipped(), ARTICLE))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test inputs that are no part of the project."""
    folder = Path(os.environ.get("SAHEL_KG_SHARED", ROOT / ".." / "shared"))
    if not folder.is_dir():
        pytest.skip("the folder of test inputs is missing: name it with SAHEL_KG_SHARED")
    return folder.resolve()


@pytest.fixture(scope="session")
def article(shared: Path) -> Path:
    """The text of the article, which only its holders have."""
    return shared / "source" / "article.txt"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no Chromium here: install one, or name it with CHROMIUM")
    return found


@pytest.fixture(autouse=True)
def _no_user_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caller's environment out of the tests."""
    for name in ("SAHEL_KG_BUILD", "SAHEL_KG_DATA"):
        monkeypatch.delenv(name, raising=False)


def pytest_configure() -> None:
    """Hear interrupts, and let commands hear them: what began the tests in the background may ignore them."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """Let a worker more than there are processors run: many tests wait for a process of their own or for a browser."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the files that take longest come first, before slow tests are chosen or left out."""
    thin_out(items)
    places = {f"tests/{name}.py": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With SAHEL_KG_NO_SKIP set, a skipped test has failed: everything it needs is installed there."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    # an expected failure is no skip: its reason stands beside the test, and it must go on failing
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("SAHEL_KG_NO_SKIP"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        if "needs the right to" not in str(reason):  # which no installation gives
            report.outcome, report.longrepr = "failed", f"skipped where nothing may be: {reason}"
