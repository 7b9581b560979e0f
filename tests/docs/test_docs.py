"""Docs fail the build: what is documented exists, what exists is documented."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shlex
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

import sahel_kg
from sahel_kg import Build
from sahel_kg.builds.queries import read_queries
from sahel_kg.cli.app import app
from sahel_kg.reasoning import load_rules
from sahel_kg.reasoning.rules.profiles import load_profile, shorten
from tests.conftest import ROOT
from tests.sampling import ONE_IN

README = (ROOT / "README.md").read_text("utf-8")
PACKAGE = ROOT / "src" / "sahel_kg"
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


def test_compiled_rules_are_in_step(generate: ModuleType) -> None:
    assert generate.COMPILED.read_text("utf-8") == generate.compiled_rules(), "run `make docs`"


def test_what_is_shipped_passed_as_it_is(generate: ModuleType) -> None:
    """It is not looked at again where it is used: here it is, with every check."""
    assert generate.PASSED.read_text("utf-8") == generate.passed_files(), "run `make docs`"


def test_rule_page_is_in_step(generate: ModuleType) -> None:
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == generate.rule_page(), "run `make docs`"


def test_the_words_of_sheets_are_in_step(generate: ModuleType) -> None:
    assert generate.WORDS.read_text("utf-8") == generate.word_page()


def test_every_statement_of_every_rule_is_on_the_rule_page() -> None:
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    shown = Counter[str]()
    for name, statements in re.findall(r"^\| `([\w-]+)`(?: \(tension\))? \| (`[^|]*⇒[^|]*`) \|", text, re.MULTILINE):
        shown[name] += len(statements.split("<br>"))
    rules = [*load_profile("owl-rl"), *load_profile("rdfs"), *load_rules([ROOT / "ontology" / "rules.n3"])]
    assert shown == Counter(shorten(rule.name) for rule in rules)
    assert {Path(rule.file) for rule in rules} == {ROOT / "ontology" / "rules.n3", *PACKAGE.rglob("*.n3")}
    for rule in rules:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{shorten(rule.name)}`"))
        assert rule.label in row
        assert rule.condition in row
        assert "restating" not in rule.flags or rule.because in row


def test_readme_shows_what_a_build_says(generate: ModuleType, both: Build) -> None:
    assert generate.readme(README, both) == README, "run `make docs`"


@pytest.mark.parametrize("page", ["time.md", "evidence.md", "alliances.md", "database.md"])
def test_examples_show_what_the_commands_print(generate: ModuleType, page: str, build: Build, both: Build) -> None:
    assert page in generate.EXAMPLES
    text = (ROOT / "docs" / page).read_text("utf-8")
    assert text.count("$ sahel-kg") > 4
    assert generate.examples(text, {"article": build.path, "build": both.path}) == text, "run `make docs`"


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
        options = {option for p in commands[command].params for option in (*p.opts, *p.secondary_opts)}
        for word in words:
            assert not re.match(r"--\w", word) or word in options, f"README: sahel-kg {command} has no {word}"
        if command == "query" and words and re.fullmatch(r"[a-z-]{3,}", words[0]):
            assert words[0] in read_queries(), f"README: no query {words[0]}"


def test_python_of_the_readme_runs(
    build: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    on_any_rdf, on_a_build = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    narrower = "<urn:x:ousted> <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> <urn:x:attacked> ."
    monkeypatch.chdir(tmp_path)
    Path("ontology.ttl").write_text(
        narrower + " <urn:x:ousted> a <http://www.w3.org/2002/07/owl#IrreflexiveProperty> ."
    )
    Path("question.ttl").write_text("[] <urn:x:attacked> <urn:x:b> .")
    names: dict[str, Any] = {}
    for target, found in (("b", ""), ("a", "prp-irp ")):
        Path("events.nq").write_text(f"<urn:x:a> <urn:x:ousted> <urn:x:{target}> <urn:x:claim> .")
        exec(on_any_rdf, names)
        assert capsys.readouterr().out.startswith(found)
        assert [proof.rule for proof in names["proofs"]] == ["prp-spo1"]
        assert names["follows"] is True

    monkeypatch.setenv("SAHEL_KG_BUILD", str(build.path))
    names = {}
    exec(on_a_build, names)
    assert len(names["rows"]) == 2
    assert names["proof"] is not None
    assert "skg" in capsys.readouterr().out or names["graph"]


def test_numbers_of_the_readme(build: Build) -> None:
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


@cache
def trees() -> dict[str, ast.Module]:
    """Every file of the package, parsed."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def classes() -> list[tuple[str, str]]:
    """Every class that a module of the package has at its top or within a function, with its file."""
    return [
        (node.name, file) for file, tree in trees().items() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]


def aliases() -> list[tuple[str, str]]:
    """Every public name of a type, with its file."""
    found = []
    for file, tree in trees().items():
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
            for target in targets:
                if isinstance(target, ast.Name) and re.fullmatch(r"([A-Z][a-z]+)+", target.id):
                    found.append((target.id, file))
    return found


def test_every_class_has_a_name_of_its_own() -> None:
    """One word is one thing. Only an option of the command line is called by what a reader gives, `options.Source`."""
    named = [(name.lstrip("_"), file) for name, file in classes()]
    counts = Counter(name for name, _ in named)
    assert {name: [file for each, file in named if each == name] for name, n in counts.items() if n > 1} == {}
    assert {(name, file) for name, file in aliases() if name in counts and not file.startswith("cli/")} == set()


def test_the_words_of_the_model_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "model.md").read_text("utf-8").partition("\n## A claim")[0]
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    defined = {
        name for names in re.findall(r"\b(?:def|class) (\w+)|\b(\w+):|^(\w+) = ", code, re.MULTILINE) for name in names
    }
    ontology = (ROOT / "ontology" / "sahel.ttl").read_text("utf-8")
    rows = re.findall(r"^\| (\w[\w ]*) \| [^|]+ \| ([^|]*) \|$", text, re.MULTILINE)
    words = [word for word, _ in rows if word != "word"]
    assert len(words) > 20
    assert len(set(words)) == len(words)
    files = {name: file.removesuffix(".py") for name, file in classes()}
    for word, place in rows:
        for name in re.findall(r"`([\w:.]+)`", place):
            last = re.split(r"[.:]", name)[-1]
            found = f"skg:{last} " in ontology if name.startswith("skg:") else last in defined
            assert found, f"docs/model.md: {word} is said to be {name}"
            file = files.get(last, "")
            assert not file or name.split(".")[-2] in file.split("/"), f"docs/model.md: {name} is in {file}.py"


def test_the_classes_of_the_code_are_named_by_the_words_of_the_model() -> None:
    text = (ROOT / "docs" / "model.md").read_text("utf-8").partition("\n## A claim")[0]
    rows = re.findall(r"^\| (\w[\w ]*) \| [^|]+ \| ([^|]*) \|$", text, re.MULTILINE)
    words = {part for word, _ in rows for part in word.split()}
    told = {name for _, place in rows for name in re.findall(r"\.(\w+)`", place)}
    technical = Counter(part for parts in TECHNICAL.values() for part in parts.split())
    assert set(technical.values()) == {1}
    assert words & set(technical) == set(), "a word of the model needs no other reason"
    used = set()
    for name, file in classes():
        inside = name.startswith("_") or file.split("/")[0] in ("cli", "views", "exports")
        if not inside and name not in told and not name.endswith("Error"):  # an error says in a phrase what went wrong
            parts = [part.lower() for part in re.findall(r"DuckDB|[A-Z][a-z]+", name)]
            parts = [next(iter(numbers(part) & set(technical)), part) for part in parts]
            strange = {part for part in parts if not words & numbers(part)}
            assert strange <= set(technical), f"docs/model.md has no row for {strange - set(technical)}: {name}, {file}"
            used |= strange
    assert set(technical) - used == set(), "no class is called so any more"


TECHNICAL = {
    "any program has them": "options parameter limits watch recent memory set data variable",
    "files and tables, as everywhere": "file table selection text database",
    "logic programming, RDF and OWL": "atom body clause conclusion definition every knowledge quad term triple witness",
    "of the reasoner alone, told in its map in docs/model.md": (
        "duckdb few python engine reach star select merger describer instance inherited remainder"
    ),
    "what does something, by its verb": "evaluator matcher finder search speech read",
    "in which state the thing is that the file is about, or the noun beside it": (
        "asserted changed checked grouped held lean lost prepared published related schema surviving verified"
    ),
}
"""Words of class names that are not of the model, by the reason why they have no row there."""


def numbers(word: str) -> set[str]:
    """A word in the singular and the plural: `Communities` are told in the row `community`."""
    return {word, word + "s", word.removesuffix("s"), word.removesuffix("ies") + "y"}


def test_the_table_of_contributing_names_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = re.findall(r"^\|(.+)\|(.+)\|(.+)\|$", text, re.MULTILINE)
    assert len(table) > 15
    for row in table:
        for path in re.findall(r"`((?:src|ontology|data|queries|tests|docs|benchmarks)/[^`]*)`", "|".join(row)):
            pattern = path.replace("NAME", "*").rstrip("/")
            assert list(ROOT.glob(pattern)), f"CONTRIBUTING.md names {path}"
        for name in re.findall(r"`([\w/]+\.py)`", "|".join(row)):
            known = (ROOT / name).is_file() or any(list((ROOT / top).rglob(name)) for top in ("src", "tests"))
            assert known, f"CONTRIBUTING.md names {name}"


def test_the_map_of_the_reasoner_names_each_of_its_files_once() -> None:
    text = (ROOT / "docs" / "model.md").read_text("utf-8").partition("## Inside the reasoner")[2].partition("\n## ")[0]
    named = re.findall(r"`([\w/-]+\.(?:py|n3))`", text)
    folder = PACKAGE / "reasoning"
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.suffix in (".py", ".n3")]
    assert sorted(named) == sorted(files)


def test_what_is_shown_of_python_imports_from_the_package_itself() -> None:
    notebook = json.loads((ROOT / "notebooks" / "alliances.ipynb").read_text("utf-8"))
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for page in PAGES:
        if "decisions" not in page.parts:
            code += re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    used: set[str] = set()
    for node in (node for text in code for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sahel_kg"):
            assert node.module == "sahel_kg"
            used |= {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            assert not [alias.name for alias in node.names if alias.name.startswith("sahel_kg.")]
    assert len(used) > 20
    assert used <= set(sahel_kg.__all__)


def test_public_names_have_docstrings() -> None:
    for name in sahel_kg.__all__:
        assert (getattr(sahel_kg, name).__doc__ or "").strip(), name


def test_no_function_bears_the_name_of_a_module_of_its_room() -> None:
    """Modules are nouns, functions verbs; only a file of commands is called by what it does."""
    for room in (path for path in PACKAGE.iterdir() if path.is_dir() and path.name != "cli"):
        files = list(room.rglob("*.py"))
        found = {name for path in files for name in re.findall(r"^def (\w+)", path.read_text("utf-8"), re.MULTILINE)}
        assert {path.stem for path in files} & found == set(), room.name


LINES_OF_A_FILE = 480
LINES_OF_A_FUNCTION = 60


def test_files_and_functions_stay_short() -> None:
    """A file is read in one go and a function on one screen, its docstring aside; cut at what has a name of its own."""
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= LINES_OF_A_FILE, path.relative_to(PACKAGE)
        for node in ast.walk(trees()[path.relative_to(PACKAGE).as_posix()]):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                told = 0 if ast.get_docstring(node) is None else (first.end_lineno or 0) - first.lineno + 1
                lines = (node.end_lineno or 0) - node.lineno + 1 - told
                assert lines <= LINES_OF_A_FUNCTION, f"{path.relative_to(PACKAGE)}: {node.name}"


def test_no_package_has_a_file_of_its_name_beside_resources() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.stem == path.parent.name:
            others = [each for each in path.parent.iterdir() if each.suffix not in (".py", "") and each.is_file()]
            assert not others, f"{path.relative_to(PACKAGE)} stands beside {others}"


def test_the_version_stands_in_one_place() -> None:
    from importlib.metadata import version

    assert f'version = "{version("sahel-kg")}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("name", ONE_IN)
def test_what_make_test_thins_out_is_there(name: str) -> None:
    file, _, function = name.partition("::")
    assert f"def {function}(" in (ROOT / "tests" / f"{file}.py").read_text("utf-8")
