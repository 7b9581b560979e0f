"""Docs fail the build: what is documented exists, what exists is documented."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest
import typer

import sahel_kg
from sahel_kg import Build
from sahel_kg.cli import app
from sahel_kg.queries import read_queries
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reference_is_in_step(generate: ModuleType) -> None:
    assert (ROOT / "docs" / "reference.md").read_text("utf-8") == generate.reference(), "run `make docs`"


def test_readme_shows_what_a_build_says(generate: ModuleType, build: Build) -> None:
    assert generate.readme(README, build) == README, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_commands_of_the_readme_exist() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    used = re.findall(r"(?:^\$ |`|\| )sahel-kg ([a-z]+)([^`\n]*)", README, re.MULTILINE)
    assert len(used) > 10
    for command, rest in used:
        assert command in commands, f"README: no command {command}"
        words = shlex.split(rest.partition("#")[0].replace("'", "").replace("`", ""))
        options = {option for p in commands[command].params for option in p.opts}
        for word in words:
            assert not re.match(r"--\w", word) or word in options, f"README: sahel-kg {command} has no {word}"
        if command == "query" and words and re.fullmatch(r"[a-z-]{3,}", words[0]):
            assert words[0] in read_queries(), f"README: no query {words[0]}"


def test_python_of_the_readme_runs(
    build: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code is not None
    monkeypatch.setenv("SAHEL_KG_BUILD", str(build.path))
    names: dict[str, object] = {}
    exec(code[1], names)
    assert len(names["rows"]) == 2  # type: ignore[arg-type]
    assert "skg" in capsys.readouterr().out or names["graph"]


def test_numbers_of_the_readme(build: Build) -> None:
    assert f"{len(read_queries())} questions".replace("60", "sixty") in README
    excused = 4
    assert (
        f"{build.manifest['counts']['sentences'] - excused} of its {build.manifest['counts']['sentences']} sentences"
        in README
    )


def test_every_claim_of_the_codebook_exists(build: Build) -> None:
    text = (ROOT / "docs" / "codebook.md").read_text("utf-8")
    ids = set(re.findall(r"`(gd-[\w-]+)`", text))
    assert len(ids) > 30
    assert ids - {c.id.removeprefix("claim:") for c in build.claims} == set()


def test_the_words_of_the_model_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "model.md").read_text("utf-8")
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    ontology = (ROOT / "ontology" / "sahel.ttl").read_text("utf-8")
    rows = re.findall(r"^\| (\w[\w ]*) \| [^|]+ \| ([^|]*) \|$", text, re.MULTILINE)
    words = [word for word, _ in rows if word != "word"]
    assert len(words) > 20
    assert len(set(words)) == len(words)
    for word, place in rows:
        for name in re.findall(r"`([\w:.]+)`", place):
            last = re.split(r"[.:]", name)[-1]
            found = (
                f"skg:{last} " in ontology
                if name.startswith("skg:")
                else re.search(rf"\b(def|class) {last}\b|\b{last}\b:", code)
            )
            assert found, f"docs/model.md: {word} is said to be {name}"


def test_the_table_of_contributing_names_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = re.findall(r"^\|(.+)\|(.+)\|(.+)\|$", text, re.MULTILINE)
    assert len(table) > 15
    for row in table:
        for path in re.findall(r"`((?:src|ontology|data|queries|tests|docs)/[^`]*)`", "|".join(row)):
            pattern = path.replace("NAME", "*").rstrip("/")
            assert list(ROOT.glob(pattern)), f"CONTRIBUTING.md names {path}"


def test_public_names_have_docstrings() -> None:
    for name in sahel_kg.__all__:
        assert (getattr(sahel_kg, name).__doc__ or "").strip(), name


def test_every_module_is_a_noun_that_no_function_shares() -> None:
    modules = {p.stem for p in (ROOT / "src" / "sahel_kg").rglob("*.py")}
    functions = set()
    for path in (ROOT / "src" / "sahel_kg").rglob("*.py"):
        functions |= set(re.findall(r"^def (\w+)", path.read_text("utf-8"), re.MULTILINE))
    assert modules & functions - {"queries"} == set()


def test_the_version_stands_in_one_place() -> None:
    from importlib.metadata import version

    assert f'version = "{version("sahel-kg")}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")
