"""Write docs/reference.md from the code, and the outputs that the README shows from a build.

Run by `make docs`; a test fails where either is out of step.
"""

from __future__ import annotations

import inspect
import re
import sys
import tempfile
from pathlib import Path

import typer
from pyoxigraph import NamedNode

import sahel_kg
from sahel_kg import centrality, dataset, exports, network, profiles, reasoning, resources, tables, timeline
from sahel_kg.cli import app
from sahel_kg.queries import read_queries
from sahel_kg.reasoning import load_rules
from sahel_kg.ties import Relations
from sahel_kg.views import terminal
from sahel_kg.vocabulary import PREFIXES, compact

TARGET = Path(__file__).parent / "reference.md"
README = Path(__file__).parents[1] / "README.md"
PUBLIC = (
    sahel_kg.load,
    sahel_kg.Build.query,
    sahel_kg.Build.ties,
    sahel_kg.Build.network,
    sahel_kg.Build.rdflib,
    sahel_kg.Build.store,
    network.take,
    network.around,
    network.simple,
    centrality.rank,
    profiles.profile,
    exports.export,
    timeline.holds,
    timeline.reading,
    timeline.why_possible,
    reasoning.close,
    reasoning.entails,
)


def reference() -> str:
    """Return the page."""
    parts = [
        "# Reference\n\nWritten by `make docs` from the code; do not edit.\n",
        commands(),
        questions(),
        rules(),
        relations(),
        measures(),
        names(),
    ]
    return "\n".join(parts)


def commands() -> str:
    """Return every command with its options."""
    group = typer.main.get_command(app)
    out = ["## Commands\n"]
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        out.append(f"### `sahel-kg {name}`\n\n{inspect.cleandoc(command.help or '')}\n\n| | |\n|---|---|")
        for parameter in command.params:
            option = parameter.param_type_name == "option"
            shown = ", ".join(parameter.opts) if option else parameter.metavar or parameter.name.upper()
            if parameter.name != "help":
                out.append(f"| `{cell(shown)}` | {cell(getattr(parameter, 'help', None) or '')} |")
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


def rules() -> str:
    """Return every domain rule with its reading."""
    found = load_rules([resources.shipped("ontology") / "rules.n3"])
    kinds = {"inference": "fact", "tension": "tension", "contradiction": "contradiction"}
    out = ["## Domain rules (`sahel-kg build --without NAME`)\n\n| name | gives | reading |\n|---|---|---|"]
    out += [f"| `{rule.name.rpartition('#')[2]}` | a {kinds[rule.kind]} | {cell(rule.label)} |" for rule in found]
    return "\n".join(out) + "\n"


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


def measures() -> str:
    """Return every measure with its source."""
    out = ["## Measures (`sahel-kg rank --by NAME`)\n\n| name | says | after |\n|---|---|---|"]
    out += [f"| `{m.name}` | {cell(m.says)} | {m.reference} |" for m in centrality.MEASURES.values()]
    return "\n".join(out) + "\n"


def names() -> str:
    """Return the public names with the first line of their docstrings."""
    out = ["## From Python\n\n| name | does |\n|---|---|"]
    for public in PUBLIC:
        first = (inspect.getdoc(public) or "").partition("\n")[0]
        out.append(f"| `{public.__module__}.{public.__qualname__}` | {cell(first)} |")
    return "\n".join(out) + "\n"


def readme(text: str, build: sahel_kg.Build) -> str:
    """Return the README with its outputs as a build gives them."""
    leaders = build.query("leaders")
    outputs = {
        "build": terminal.summary(build).replace(resources.shown(build.path), "build"),
        "leaders": tables.render_table(*tables.readable(leaders.variables, leaders.rows)),
    }
    for name, output in outputs.items():
        lines = "\n".join(line.rstrip() for line in output.strip().splitlines())
        pattern = rf"(<!-- output: {name} -->\n```text\n).*?(\n```)"
        text, found = re.subn(pattern, lambda m, lines=lines: m[1] + lines + m[2], text, flags=re.DOTALL)
        if found != 1:
            raise SystemExit(f"README.md: no place for the output of {name}")
    return text


def cell(text: str) -> str:
    """Return text that fits into a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def main() -> None:
    """Write both files."""
    from sahel_kg import pipeline

    TARGET.write_text(reference(), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        pipeline.build(Path(folder) / "build", [resources.shipped("data")])
        README.write_text(readme(README.read_text("utf-8"), sahel_kg.load(Path(folder) / "build")), "utf-8")
    sys.stdout.write(f"{TARGET.name} and {README.name} written\n")


if __name__ == "__main__":
    main()
