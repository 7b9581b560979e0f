"""Write docs/reference.md and relations.md from the code, docs/rules.md from the rule files, outputs from a build.

Run by `make docs`; a test fails where one of them is out of step.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import re
import shlex
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import house  # docs/house.py
import typer
from pyoxigraph import NamedNode
from rdflib import RDFS
from rdflib.term import Node
from typer.testing import CliRunner

import sahel_kg
from sahel_kg import reasoning, resources, screen, tables
from sahel_kg.alliances.division.camps import find_camps
from sahel_kg.alliances.network.joining import take_signed
from sahel_kg.alliances.paths import paths
from sahel_kg.alliances.places import brokerage, communities, positions, standing
from sahel_kg.alliances.robustness.assessment import assess
from sahel_kg.builds import casualties, passed, pipeline, profiles
from sahel_kg.builds.histories import read_history
from sahel_kg.builds.queries import read_queries
from sahel_kg.checks import validation
from sahel_kg.cli.app import app
from sahel_kg.cli.examples import write_example
from sahel_kg.desk.words import Wordbook
from sahel_kg.desk.workbook import list_words
from sahel_kg.errors import DataError
from sahel_kg.exports import formats
from sahel_kg.findings import accounts, findings
from sahel_kg.reasoning import Rule, load_rules
from sahel_kg.reasoning.rules import compiled, notation
from sahel_kg.reasoning.rules.statements import rank_rule, shorten
from sahel_kg.reasoning.values.literals import RL_DATATYPES
from sahel_kg.record import bounds, dataset, dependence
from sahel_kg.record.claims import read_claims
from sahel_kg.record.relations import Relations
from sahel_kg.store import schema
from sahel_kg.ties import centrality, network
from sahel_kg.variants import sensitivity, variants
from sahel_kg.views.pictures import camp_matrix, camp_network, canvas, rank_ranges, timeline_picture
from sahel_kg.views.text import terminal
from sahel_kg.vocabulary import PREFIXES, compact

TARGET = Path(__file__).parent / "reference.md"
COMPILED = Path(compiled.__file__).with_name(compiled.FILE)
PASSED = resources.shipped("ontology") / passed.FILE
RULES = Path(__file__).parent / "rules.md"
WORDS = Path(__file__).parent / "relations.md"
README = Path(__file__).parents[1] / "README.md"
MODEL = Path(__file__).parent / "model.md"
DATABASE = Path(__file__).parent / "database.md"
PUBLIC = (
    sahel_kg.load,
    sahel_kg.Build.query,
    sahel_kg.Build.sql,
    sahel_kg.Build.ties,
    sahel_kg.Build.explain,
    sahel_kg.Build.network,
    sahel_kg.Build.confirmations,
    sahel_kg.Build.rdflib,
    sahel_kg.Build.store,
    network.take,
    network.around,
    network.simple,
    centrality.rank,
    variants.variants_of,
    variants.survive,
    variants.Survival.ties,
    variants.Survival.network,
    sahel_kg.take_signed,
    sahel_kg.find_camps,
    sahel_kg.measure_balance,
    sahel_kg.follow_camps,
    sahel_kg.change_days,
    sahel_kg.assess,
    paths.find_paths,
    sensitivity.measure,
    standing.measure_standing,
    standing.pn_centrality,
    brokerage.find_brokers,
    positions.compare_positions,
    positions.predict_ties,
    communities.find_communities,
    dependence.count_independent,
    profiles.profile,
    findings.find_disagreements,
    casualties.list_reports,
    casualties.total,
    formats.export,
    bounds.why_possible,
    reasoning.close,
    reasoning.entails,
    reasoning.open_closure,
    reasoning.load_rules,
    reasoning.Closure.facts,
    reasoning.Closure.inferred,
    reasoning.Closure.graph,
    reasoning.Closure.add,
    reasoning.Closure.explain,
    reasoning.Closure.justifications,
    reasoning.Closure.why_not,
    reasoning.Closure.explain_finding,
    reasoning.Closure.causes,
)


def reference() -> str:
    """Return the page."""
    parts = [
        "# Reference\n\nWritten by `make docs` from the code; do not edit.\n",
        commands(),
        questions(),
        domain_rules(),
        relations(),
        measures(),
        names(),
    ]
    return "\n".join(parts)


def commands() -> str:
    """Return every command with its options."""
    group = typer.main.get_command(app)
    out = ["## Commands\n"]
    named = dict(group.commands)  # type: ignore[attr-defined]
    for name, command in list(named.items()):
        named |= {f"{name} {inner}": own for inner, own in getattr(command, "commands", {}).items()}
    for name, command in sorted(named.items()):
        out.append(f"### `sahel-kg {name}`\n\n{inspect.cleandoc(command.help or '')}\n")
        out.append(f"```console\n$ {write_example(name)}\n```\n\n| | |\n|---|---|")
        for parameter in command.params:
            if parameter.name == "help" or getattr(parameter, "hidden", False):
                continue
            option = parameter.param_type_name == "option"
            both = [*parameter.opts, *parameter.secondary_opts]
            shown = ", ".join(both) if option else parameter.metavar or parameter.name.upper()
            says = getattr(parameter, "help", None) or ""
            if parameter.secondary_opts:
                says += f" Default: `{both[not parameter.default]}`."
            out.append(f"| `{cell(shown)}` | {cell(says)} |")
        out.append("")
    return "\n".join(out)


def questions() -> str:
    """Return every competency question with its parameters."""
    out = ["## Questions (`sahel-kg query NAME key=value`)\n\n| name | what it asks | parameters |\n|---|---|---|"]
    for query in read_queries().values():
        given = ", ".join(
            f"`{p.name}` ({p.type}{', default ' + p.default if p.default else ''})" for p in query.parameters
        )
        out.append(f"| `{query.name}` | **{cell(query.title)}.** {cell(query.description)} | {cell(given)} |")
    return "\n".join(out) + "\n"


def domain_rules() -> str:
    """Return every domain rule with its reading."""
    found = load_rules([resources.shipped("ontology") / "rules.n3"])
    kinds = {"inference": "fact", "tension": "tension", "contradiction": "contradiction"}
    out = ["## Domain rules (`sahel-kg build --without NAME`)\n\n| name | gives | reading |\n|---|---|---|"]
    out += [f"| `{shorten(rule.name)}` | a {kinds[rule.kind]} | {cell(rule.label)} |" for rule in found]
    ontology = dataset.read([], resources.shipped("ontology")).ontology
    told = sorted((compact(rule), sentence) for rule, sentence in accounts.readings(ontology).items())
    out += [f"| `{name.removeprefix('rule:')}` | a tension | {cell(sentence)} |" for name, sentence in told]
    return "\n".join([*out, "", "All rules, as data: [rules.md](rules.md)."]) + "\n"


class RuleFile(NamedTuple):
    """A rule file, what the page says of it, and whether its rules name the condition that they rest on."""

    path: Path
    title: str
    says: str
    rests: bool = False


PACKAGE = Path(reasoning.__file__).parent / "rules"
RULE_FILES = (
    RuleFile(
        PACKAGE / "owl2rl.n3",
        "OWL 2 RL/RDF",
        "The rules of the W3C's tables 4 to 9, under the W3C's names and in its order: "
        "<https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules>. "
        "Profiles `owl-rl` (the default) and `owl-rl-full`.",
    ),
    RuleFile(
        PACKAGE / "owl2rl-plus.n3",
        "Sound additions",
        "What follows beyond the tables. Each rule is sound under the OWL 2 RDF-Based Semantics and names the "
        "condition that it rests on: <https://www.w3.org/TR/owl2-rdf-based-semantics/#Semantic_Conditions>. IR is the "
        "set of all things, IEXT(p) the pairs that p joins, ICEXT(c) the members of c. Profiles `owl-rl` and "
        "`owl-rl-full`; the engine owlrl has none of them.",
        rests=True,
    ),
    RuleFile(
        PACKAGE / "rdfs.n3",
        "RDFS",
        "The patterns of RDFS entailment: <https://www.w3.org/TR/rdf11-mt/#patterns-of-rdfs-entailment-informative>. "
        "Profile `rdfs`.",
    ),
    RuleFile(
        resources.shipped("ontology") / "rules.n3",
        "Domain rules",
        "What an analyst of armed conflict concludes beyond OWL. `sahel-kg build` applies them together with `owl-rl`; "
        "`--without NAME` switches one off.",
    ),
)
SECTION = re.compile(r"^# -{4} (.+?) -+$", re.MULTILINE)
STATEMENT = re.compile(
    r"^\{(?P<body>.*?)\}\s+\w+:(?P<name>[\w-]+)\s+(?:\{(?P<head>[^{}]*)\}|false)\s*\.\s*$", re.MULTILINE | re.DOTALL
)
LONGEST = 400
"""Characters of a statement that is shown whole: the lists of datatypes are longer."""


def rule_page() -> str:
    """Return docs/rules.md."""
    table = [line.replace("``", "`") for line in (notation.__doc__ or "").splitlines() if line.startswith("|")]
    out = [
        "# The rules",
        "",
        "Written by `make docs` from the rule files, in their order; do not edit. How they are applied: "
        "[reasoning.md](reasoning.md). To add one: [CONTRIBUTING.md](../CONTRIBUTING.md).",
        "",
        "A rule reads *body* ⇒ *head*: whatever fills the variables of the body so that all of it holds, the head "
        "holds of it. ⇒ false is a contradiction, or a tension where that is said. A rule may have several statements. "
        "Beside triples, a body may hold:",
        "",
        *table,
        "",
        "**Left out** are rules that only restate what is known. The default applies one only if the data speak of a "
        "term that it is needed for; `--rules owl-rl-full` always applies it, and `entails` answers as if OWL's were "
        "applied. What other rules give of that kind (everything is an `owl:Thing`, a class lies within itself) is not "
        "listed either.",
        "",
    ]
    for file in RULE_FILES:
        out += [f"## {file.title}", "", f"[`{file.path.name}`]({link(file.path)}). {file.says}", "", *rule_tables(file)]
    return "\n".join(out)


def rule_tables(file: RuleFile) -> Iterator[str]:
    """Yield a table for each section of a rule file."""
    text = file.path.read_text("utf-8")
    read: dict[str, list[Rule]] = {}
    for rule in load_rules([file.path]):
        read.setdefault(shorten(rule.name), []).append(rule)
    written: dict[str, list[str]] = {}
    place: dict[str, str] = {}
    titles = [(0, ""), *((found.start(), found[1]) for found in SECTION.finditer(text))]
    for found in STATEMENT.finditer(text):
        written.setdefault(found["name"], []).append(statement(found["body"], found["head"]))
        place.setdefault(found["name"], max(title for title in titles if title[0] <= found.start())[1])
    if Counter({name: len(rules) for name, rules in read.items()}) != Counter(
        {name: len(texts) for name, texts in written.items()}
    ):
        raise SystemExit(f"{file.path}: the statements in the text are not those that the reader finds")
    columns = ["name", "rule", "reading", *["rests on"] * file.rests]
    if any("restating" in rule.flags for rules in read.values() for rule in rules):
        columns.append("left out, because")
    for title in dict.fromkeys(place.values()):
        if title:
            yield from (f"### {title}", "")
        yield f"| {' | '.join(columns)} |"
        yield "|---" * len(columns) + "|"
        for name in (name for name, where in place.items() if where == title):
            rules, rule = read[name], read[name][0]
            said = {
                "name": f"`{name}`" + " (tension)" * (rule.kind == "tension"),
                "rule": "<br>".join(f"`{each}`" for each in written[name]),
                "reading": cell(rule.label),
                "rests on": cell(rule.condition),
                "left out, because": left_out(rules),
            }
            yield f"| {' | '.join(said[column] for column in columns)} |"
        yield ""


def statement(body: str, head: str | None) -> str:
    """Return one statement of a rule on one line; of a long list of axioms the beginning."""
    given, given_head = (" ".join((part or "").split()).removesuffix(" .") for part in (body, head))
    line = f"{given or '{}'} ⇒ {given_head if head is not None else 'false'}"
    return line if len(line) <= LONGEST else line[:LONGEST].rpartition(" . ")[0] + " . …"


def left_out(rules: list[Rule]) -> str:
    """Return why the default leaves a rule out, and what calls for it; nothing for a rule that is in force."""
    restating = [rule for rule in rules if "restating" in rule.flags]
    if not restating:
        return ""
    needed = set(restating[0].needed_for)
    terms = [f"`{compact(term)}`" for term in sorted(needed - datatypes(needed))]
    terms += ["the datatypes of OWL 2 RL"] * bool(datatypes(needed))
    calls = f"Needed for {', '.join(terms)}." if terms else "In `owl-rl-full` only."
    kept = " What it finds false is found all the same." if len(restating) < len(rules) else ""
    return f"{cell(restating[0].because)} {calls}{kept}"


def datatypes(terms: set[Node]) -> set[Node]:
    """Return the datatypes of OWL 2 RL if all of them are among some terms, else nothing."""
    known: set[Node] = {term for term in RL_DATATYPES if term != RDFS.Literal}
    return known if known <= terms else set[Node]()


def link(path: Path) -> str:
    """Return the way from docs/ to a file of the repository."""
    return "../" + path.resolve().relative_to(README.parent).as_posix()


def relations() -> str:
    """Return every relation of the ontology with its sign and definition."""
    quads = dataset.read([], resources.shipped("ontology")).ontology
    known = Relations(quads)
    definition = PREFIXES["skos"] + "definition"
    says = {
        q.subject.value: q.object.value
        for q in quads
        if q.predicate.value == definition and isinstance(q.subject, NamedNode)
    }  # type: ignore[union-attr]
    words = {"+": "cooperation", "-": "hostility", "~": "strain", "0": ""}
    out = ["## Relations\n\n| relation | sign | below | says |\n|---|---|---|---|"]
    for term in sorted(known.terms):
        above = ", ".join(f"`{compact(a)}`" for a in sorted(known.above(term) - {term}))
        out.append(f"| `{compact(term)}` | {words[known.sign(term)]} | {above} | {cell(says[term])} |")
    return "\n".join(out) + "\n"


def word_page() -> str:
    """Return docs/relations.md: the words of a sheet, as its worksheet lists them."""
    words = Wordbook(dataset.read([], resources.shipped("ontology")).ontology)
    return (
        "# The words of a sheet\n\nWritten by `make docs` from the ontology and `src/sahel_kg/desk/words.toml`; "
        "do not edit. The worksheet *words* of every sheet lists the same; how they are used: [desk.md](desk.md). "
        "The examples read *subject | word | object*.\n\n" + list_words(words)
    )


def measures() -> str:
    """Return every measure with its source."""
    out = ["## Measures (`sahel-kg rank --by NAME`)\n\n| name | says | after |\n|---|---|---|"]
    out += [f"| `{m.name}` | {cell(m.says)} | {m.reference} |" for m in centrality.MEASURES.values()]
    out.append("\n## Standing (`sahel-kg brokers --by NAME`)\n\n| name | says | after |\n|---|---|---|")
    out += [f"| `{m.name}` | {cell(m.says)} | {m.reference} |" for m in standing.MEASURES.values()]
    return "\n".join(out) + "\n"


def names() -> str:
    """Return the public names with the first line of their docstrings."""
    out = ["## From Python\n\n| name | does |\n|---|---|"]
    for public in PUBLIC:
        first = (inspect.getdoc(public) or "").partition("\n")[0]
        out.append(f"| `{public_name(public)}` | {cell(first)} |")
    return "\n".join(out) + "\n"


def public_name(public: Callable[..., object]) -> str:
    """Return how something is imported: from `sahel_kg`, or from a module that is."""
    for part in (public.__qualname__, public.__qualname__.partition(".")[0]):
        if part in sahel_kg.__all__:
            return f"sahel_kg.{public.__qualname__}"
    module = public.__module__.rpartition(".")[2]
    if module in sahel_kg.__all__:
        return f"sahel_kg.{module}.{public.__qualname__}"
    raise SystemExit(f"sahel_kg has no name that leads to {public.__module__}.{public.__qualname__}")


def readme(text: str, build: sahel_kg.Build) -> str:
    """Return the README with its outputs as a build gives them."""
    leaders = build.query("leaders")
    asked = shlex.split(
        re.findall(r"^\$ sahel-kg (explain .*)\n```\n\n<!-- output: explain -->$", text, re.MULTILINE)[0]
    )
    answer = CliRunner().invoke(app, [*asked, "--build", str(build.path)], catch_exceptions=False)
    if answer.exit_code:
        raise SystemExit(f"README.md: sahel-kg {shlex.join(asked)} fails: {answer.output}")
    outputs = {
        "build": screen.fold(terminal.summary(build).replace(resources.shown(build.path), "build"), 116),
        "explain": answer.stdout,
        "leaders": tables.render_table(*tables.readable(leaders.variables, leaders.rows), wide=True),
    }
    for name, output in outputs.items():
        lines = "\n".join(line.rstrip() for line in output.strip().splitlines())
        pattern = rf"(<!-- output: {name} -->\n```text\n).*?(```\n)"
        text, found = re.subn(pattern, lambda m, lines=lines: f"{m[1]}{lines}\n{m[2]}", text, flags=re.DOTALL)
        if found != 1:
            raise SystemExit(f"README.md: no place for the output of {name}")
    return text


EXAMPLES = ("time.md", "evidence.md", "alliances.md", "database.md")
"""Pages of docs/ whose examples are run."""
_TABLES = (
    "sql",
    *("query", "rank", "timeline", "diff", "contradictions", "casualties", "sensitivity", "link", "path"),
    *("camps", "balance", "brokers", "positions", "communities", "course", "robustness"),
)
"""Commands that print a table on a terminal, and CSV elsewhere."""


def examples(text: str, builds: Mapping[str, Path]) -> str:
    """Return a page with the answers of its examples as builds give them.

    An example is a block of ``console`` after a line ``<!-- run -->``: each line that begins with ``$ sahel-kg`` is
    run, and what it prints stands below it. What only a terminal shows is not shown.

    Parameters
    ----------
    text : str
    builds : mapping of str to Path
        What a reader calls a build (``--build article``; "build" is the default) to its folder.
    """

    def answer(match: re.Match[str]) -> str:
        lines = []
        for line in re.findall(r"^\$ .*$", match[2], re.MULTILINE):
            words = shlex.split(line, comments=True)[2:]
            if words[0] in _TABLES and "--format" not in words and "-o" not in words:
                words += ["--format", "table"]
            done = CliRunner(env={"COLUMNS": "116", "NO_COLOR": "1"}).invoke(app, words, catch_exceptions=False)
            if done.exit_code:
                raise SystemExit(f"{line}: fails: {done.output}")
            lines += [line, *(row.rstrip() for row in done.stdout.strip("\n").splitlines()), ""]
        return f"{match[1]}" + "\n".join(lines).rstrip("\n") + "\n```\n"

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, path in {**builds, "docs": Path(__file__).parent}.items():
            Path(name).symlink_to(path)
        return re.sub(r"(<!-- run -->\n```console\n)(.*?)```\n", answer, text, flags=re.DOTALL)


def pictures(article: sahel_kg.Build) -> dict[str, bytes]:
    """Return the pictures of docs/alliances.md; they are not compared, for another matplotlib draws other letters."""
    camps = find_camps(take_signed(article, as_of="2019-12-03"))
    region = ["Mali", "France", "Niger", "Chad", "ISGS", "Islamic State"]
    return {
        "camps-network.svg": canvas.save(camp_network.figure(camps), ".svg"),
        "camps-matrix.svg": canvas.save(camp_matrix.figure(camps), ".svg"),
        "ranks.svg": canvas.save(rank_ranges.figure(assess(article, as_of="2019-12-03", kind=None)), ".svg"),
        "ties-over-time.svg": canvas.save(timeline_picture.figure(read_history(article, among=region)), ".svg"),
    }


def cell(text: str) -> str:
    """Return text that fits into a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def house_page(text: str) -> str:
    """Return docs/model.md with the rooms as the code has them."""
    start, end = "<!-- rooms -->\n", "<!-- end of rooms -->"
    before, _, rest = text.partition(start)
    return before + start + house.picture() + end + rest.partition(end)[2]


def database_page(text: str) -> str:
    """Return docs/database.md with the tables as they are declared."""
    start, end = "<!-- tables -->\n", "<!-- end of tables -->"
    before, _, rest = text.partition(start)
    told = []
    for table in schema.TABLES:
        told += [
            f"### {table.name}",
            f"Each row is {table.meaning}.",
            "",
            "| column | type | what it is |",
            "|---|---|---|",
        ]
        told += [f"| `{column.name}` | {column.type} | {cell(column.meaning)} |" for column in table.columns]
        told.append("")
    return before + start + "\n".join(told) + end + rest.partition(end)[2]


def compiled_rules() -> str:
    """Return the rule files that ship as they are read."""
    paths = [*sorted(COMPILED.parent.glob("*.n3")), resources.shipped("ontology") / "rules.n3"]
    texts = {path: path.read_text("utf-8-sig") for path in paths}
    read = {text: map(compiled.to_texts, notation.parse(path, text)) for path, text in texts.items()}
    return compiled.write({text: sorted(rules, key=rank_rule) for text, rules in read.items()})


def passed_files() -> str:
    """Return the hashes of the shipped files.

    Raises
    ------
    DataError
        If one of them does not pass.
    """
    asserted = pipeline.read([resources.shipped("data")])
    problems = validation.validate(
        asserted, read_claims(asserted.claims, asserted.about), resources.shipped("ontology") / "shapes.ttl"
    )
    if problems:
        raise DataError(problems)
    return json.dumps(passed.hash_shipped(asserted)[1], indent=2) + "\n"


def main() -> None:
    """Write all files."""
    PASSED.write_text(passed_files(), "utf-8")
    COMPILED.write_text(compiled_rules(), "utf-8")
    TARGET.write_text(reference(), "utf-8")
    RULES.write_text(rule_page(), "utf-8")
    WORDS.write_text(word_page(), "utf-8")
    MODEL.write_text(house_page(MODEL.read_text("utf-8")), "utf-8")
    DATABASE.write_text(database_page(DATABASE.read_text("utf-8")), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        builds = {"build": Path(folder) / "build", "article": Path(folder) / "article" / "build"}
        pipeline.run(builds["build"], [resources.shipped("data")], cross_check=True)
        pipeline.run(builds["article"], [resources.shipped("data")], sources=["grey-dynamics-2019"])
        README.write_text(readme(README.read_text("utf-8"), sahel_kg.load(builds["build"])), "utf-8")
        for name in EXAMPLES:
            page = TARGET.parent / name
            page.write_text(examples(page.read_text("utf-8"), builds), "utf-8")
        for name, picture in pictures(sahel_kg.load(builds["article"])).items():
            (TARGET.parent / "images" / name).write_bytes(picture)
    sys.stdout.write(f"{TARGET.name}, {RULES.name}, {WORDS.name}, {README.name}, {' and '.join(EXAMPLES)} written\n")


if __name__ == "__main__":
    main()
