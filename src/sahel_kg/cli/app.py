"""The command line: thin, it parses options, calls the library and prints.

Exit codes: 0 done (tensions and contradictions included), 1 invalid data, 2 usage, 3 limit reached.
"""

from __future__ import annotations

import io
import logging
import shlex
import sys
from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli import assess, connect, dispute, divide, follow, ingest, leave_out, link, place, reason, trace
from sahel_kg.cli.shared import (
    AllianceOptions,
    AsOfOption,
    AssertedOption,
    BasisOption,
    BuildOption,
    CredibilityOption,
    DataOption,
    FormatOption,
    IncludeOption,
    MissionsOption,
    NamedOption,
    OrgansOption,
    OutputOption,
    ReadingOption,
    RelationOption,
    ReliabilityOption,
    SignOption,
    SourcesOption,
    SourceText,
    WindowOption,
    emit,
    interruptible,
    open_build,
    open_seen,
    put,
    spread,
    take,
    write,
)
from sahel_kg.errors import DataError, ParseError, SahelError, UsageError
from sahel_kg.resources import build_folder, data_folders, shown
from sahel_kg.views.text import terminal

app = typer.Typer(
    name="sahel-kg",
    help="Conflict reports as a knowledge graph: cited claims, inferred ties kept apart.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def print_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"sahel-kg {version('sahel-kg')}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=print_version)
    ] = False,
) -> None:
    """Conflict reports as a knowledge graph: cited claims, inferred ties kept apart."""


@app.command()
def build(
    folder: BuildOption = None,
    data: DataOption = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="NAME",
            help="Build from this source only (Background always belongs); repeatable.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="RULE", help="Switch a domain rule off; repeatable."),
    ] = None,
    cross_check: Annotated[
        bool,
        typer.Option("--cross-check", help="Let a second reasoner, owlrl, infer the same, and say where they differ."),
    ] = False,
) -> None:
    """Check the data, infer what follows and publish the build folder."""
    from sahel_kg.builds import pipeline

    target = build_folder(folder)
    pipeline.run(
        target,
        data_folders(data, folder),
        sources=source or (),
        without=without or (),
        cross_check=cross_check,
        progress=lambda stage: typer.echo(f"{stage} ...", err=True),
    )
    options = "" if target == build_folder() else f" --build {shlex.quote(shown(target))}"
    emit(terminal.summary(open_build(folder), options), None)


@app.command()
def check(data: DataOption = None) -> None:
    """Check data and ontology: shapes, terms, dates, locators, claims told twice."""
    from sahel_kg.builds import pipeline

    checked = pipeline.check(pipeline.read(data_folders(data)))
    files = len(checked.asserted.files)
    typer.echo(f"{len(checked.claims)} claims in {files} files: no problem found")


@app.command()
def verify(
    source: SourceText,
    show_spans: Annotated[bool, typer.Option("--show", help="Print each span beside its claim.")] = False,
    data: DataOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Confirm every locator against the source's own text."""
    from sahel_kg.builds import pipeline
    from sahel_kg.record import sources

    checked = pipeline.check(pipeline.read(data_folders(data)))
    text = sources.recognise(source, checked.asserted)
    found = sources.verify(text, checked.claims, checked.asserted)
    if not show_spans:
        typer.echo(f"{shown(source)} is source:{text.name}; {len(found)} locators confirmed")
        return
    columns = ("claim", "segment", "statement", "basis", "span")
    rows = [(v.claim.id, v.claim.place, terminal.statement(v.claim), v.claim.basis, v.span) for v in found]
    put(columns, rows, form, output)


@app.command()
def coverage(
    source: SourceText, data: DataOption = None, form: FormatOption = None, output: OutputOption = None
) -> None:
    """List the sentences of a source that are coded, excused or missing, by paragraph."""
    from sahel_kg.builds import pipeline
    from sahel_kg.record import sources

    checked = pipeline.check(pipeline.read(data_folders(data)))
    text = sources.recognise(source, checked.asserted)
    covered = sources.cover(text.iri, checked.claims, checked.asserted)
    columns = ("paragraph", "segment", "state", "claims", "reason")
    put(columns, terminal.coverage_rows(covered), form, output, wrapper=covered.as_dict())
    done = f"{len(covered.segments)} sentences: {len(covered.coded)} coded, {len(covered.excused)} excused"
    typer.echo(f"{done}, {len(covered.missing)} missing", err=True)


@app.command()
def queries(form: FormatOption = None, output: OutputOption = None) -> None:
    """List the competency questions with their parameters."""
    from sahel_kg.builds.queries import read_queries

    known = read_queries().values()
    rows = []
    for query in known:
        given = [f"{p.name}={p.default}" if p.default else f"{p.name}=..." for p in query.parameters]
        rows.append((query.name, query.title, " ".join(given)))
    wrapper = {"version": 1, "queries": [q.as_dict() for q in known]}
    put(("name", "title", "parameters"), rows, form, output, wrapper=wrapper)


@app.command()
def query(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME|FILE|-", help="A competency question, a SPARQL file, or - for standard input."),
    ],
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Parameters of the question.")
    ] = None,
    include: IncludeOption = None,
    as_of: AsOfOption = None,
    reading: ReadingOption = None,
    basis: BasisOption = None,
    source: SourcesOption = None,
    min_credibility: CredibilityOption = None,
    min_reliability: ReliabilityOption = None,
    folder: BuildOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Run a competency question, or any SPARQL read query.

    With --as-of the query reads what is certain on that day, then what is possible as well; a column tells which.
    """
    from sahel_kg.builds.queries import read_queries, run
    from sahel_kg.record.dataset import read_text

    params: dict[str, object] = {}
    for given in parameters or ():
        key, equals, value = given.partition("=")
        if not equals:
            raise UsageError(f"'{given}' is no parameter: write KEY=VALUE")
        params[key] = value
    sparql = name
    try:
        if name == "-":
            sparql = sys.stdin.read()
        elif name not in read_queries() and (name.endswith((".rq", ".sparql")) or Path(name).is_file()):
            sparql = read_text(Path(name))
    except (ParseError, UnicodeDecodeError) as error:
        text = "standard input is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise UsageError(str(text)) from None
    opened = open_seen(
        folder,
        as_of,
        reading,
        basis=basis,
        source=source,
        min_credibility=min_credibility,
        min_reliability=min_reliability,
    )
    with interruptible():
        rows = run(opened, sparql, params, include=include or ())
    asked = read_queries().get(sparql)
    put(
        rows.variables, rows.rows, form, output, hidden=[p.name for p in asked.parameters if p.default] if asked else ()
    )
    if asked and not rows:
        typer.echo(f"{asked.title}: no rows. {asked.description}", err=True)


@app.command()
def show(
    actor: Annotated[str | None, typer.Argument(help="CURIE, IRI or name; without one, all are listed.")] = None,
    as_of: AsOfOption = None,
    reading: ReadingOption = None,
    window: WindowOption = None,
    folder: BuildOption = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="F", help="table, json, csv, tsv, jsonl, md or html (a sheet to print)."),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Show an actor: names, ties now and formerly, events, disputes, ranks. Without a name, list all actors."""
    from sahel_kg.builds import profiles

    opened = open_seen(folder, as_of, reading, window)
    if actor is None:
        columns = ("actor", "name", "kind", "described", "other names")
        rows = []
        for one in sorted(opened.actors, key=lambda a: (a.described, a.kind, a.label)):
            others = "; ".join(dict.fromkeys(n.text for n in one.names if n.text != one.label))
            rows.append((one.id, one.label, one.kind, "described" if one.described else "named", others))
        put(columns, rows, form, output)
        return
    profile = profiles.profile(opened, actor)
    chosen = form or (output and {".html": "html", ".md": "md"}.get(output.suffix)) or "table"
    if chosen not in (*tables.FORMATS, "md", "html"):
        raise UsageError(f"--format {chosen}: choose from {', '.join((*tables.FORMATS, 'md', 'html'))}")
    if chosen == "json":
        emit(tables.to_json(profile), output)
    elif chosen in ("md", "html"):
        from sahel_kg.views.pages.profile_sheet import sheet

        laid = sheet.lay_out(opened, profile)
        emit(sheet.html(laid) if chosen == "html" else sheet.markdown(laid), output)
    elif chosen == "table":
        emit(terminal.profile_text(profile, opened), output)
    else:
        put(terminal.TIE_COLUMNS, [terminal.tie_row(t) for t in [*profile["ties"], *profile["former"]]], chosen, output)


@app.command()
def rank(
    by: Annotated[
        str, typer.Option(help="degree, weighted-degree, betweenness, closeness, katz, pagerank or core.")
    ] = "degree",
    as_of: AsOfOption = None,
    reading: ReadingOption = None,
    window: WindowOption = None,
    sign: SignOption = None,
    relation: RelationOption = None,
    basis: BasisOption = None,
    source: SourcesOption = None,
    min_credibility: CredibilityOption = None,
    min_reliability: ReliabilityOption = None,
    asserted_only: AssertedOption = False,
    roll_up: OrgansOption = False,
    no_missions: MissionsOption = False,
    folder: BuildOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Rank named actors by degree, betweenness, closeness, Katz, PageRank and core."""
    from sahel_kg.ties import centrality

    opened = open_seen(
        folder,
        as_of,
        reading,
        window,
        basis=basis,
        source=source,
        min_credibility=min_credibility,
        min_reliability=min_reliability,
    )
    network = take(opened, sign, relation, asserted_only, False, roll_up, no_missions)
    ranking = centrality.rank(network, by=by)
    columns = ("actor", "name", "kind", *ranking.measures)
    rows = [(r["actor"], r["label"], r["kind"], *(r[m] for m in ranking.measures)) for r in ranking.rows]
    put(columns, rows, form, output, wrapper=ranking.as_dict())
    typer.echo(ranking.note, err=True)


@app.command()
def render(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The page to write.")] = Path(
        "relationships.html"
    ),
    actor: Annotated[str | None, typer.Option(help="Only this actor and those it has ties with.")] = None,
    as_of: AsOfOption = None,
    reading: ReadingOption = None,
    window: WindowOption = None,
    sign: SignOption = None,
    relation: RelationOption = None,
    basis: BasisOption = None,
    source: SourcesOption = None,
    min_credibility: CredibilityOption = None,
    min_reliability: ReliabilityOption = None,
    asserted_only: AssertedOption = False,
    named_only: NamedOption = False,
    roll_up: OrgansOption = False,
    no_missions: MissionsOption = False,
    folder: BuildOption = None,
) -> None:
    """Write a relationship graph: one HTML file that needs no network."""
    from sahel_kg.ties.network import around
    from sahel_kg.views.pages.relationship_graph import page

    opened = open_seen(
        folder,
        as_of,
        reading,
        window,
        basis=basis,
        source=source,
        min_credibility=min_credibility,
        min_reliability=min_reliability,
    )
    choice = (sign, relation, asserted_only, named_only, roll_up, no_missions)
    network = take(opened, *choice, denied=not asserted_only)
    title = "Actors and their ties"
    if actor:
        chosen = opened.actors.find(actor)
        network = around(network, chosen.id)
        title = f"{chosen.label} and its ties"
    reports = sorted({opened.titles[c.source] for c in opened.claims if c.basis != "Background"})
    html = page.render(network, title=title, subtitle=f"After {'; '.join(reports)}", note=network.graph["note"])
    emit(html, output)
    typer.echo(f"{shown(output.absolute())}: {len(network)} actors, {network.number_of_edges()} ties", err=True)


@app.command()
@spread
def export(
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="F",
            help="trig, turtle, nquads, jsonld, graphml, csv; of the signed network gexf, signed-graphml, signed-csv.",
        ),
    ],
    options: AllianceOptions,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PATH", help="File, or folder for csv and signed-csv.")
    ] = None,
    include: IncludeOption = None,
) -> None:
    """Write the graph for other tools; every format keeps the claim ids.

    Of the whole build --as-of and --reading choose the time; the other choices are those of the signed network.
    """
    from sahel_kg.exports import formats

    given = [f.name for f in fields(options) if getattr(options, f.name) != f.default]
    if form in formats.SIGNED:
        opened, choice = options.open(), options.joining()
    else:
        opened = open_seen(options.folder, options.as_of, options.reading)
        choice = {name: True for name in given if name not in ("as_of", "reading", "folder")}
    files = formats.export(opened, form, include=include or (), **choice)
    if len(files) == 1:
        emit(next(iter(files.values())).decode("utf-8"), output)
        return
    if output is None:
        raise UsageError(f"--format {form} writes {len(files)} files: name a folder with -o")
    if output.exists() and not output.is_dir():
        raise UsageError(f"-o {output} is a file: {form} needs a folder")
    for name, content in files.items():
        write(output / name, content)
    typer.echo(f"{shown(output.absolute())}: {', '.join(files)}", err=True)


app.command("timeline")(trace.show_timeline)
app.command()(trace.diff)
app.command()(reason.explain)
app.command()(reason.close)
app.command()(dispute.contradictions)
app.command("casualties")(dispute.list_casualties)
app.command("sensitivity")(leave_out.leave_out)
app.command("path")(connect.find_path)
app.command("balance")(divide.show_balance)
app.command("camps")(divide.show_camps)
app.command("course")(follow.follow)
app.command("robustness")(assess.assess)
app.command("brokers")(place.list_brokers)
app.command("positions")(place.compare)
app.command("communities")(place.list_communities)
app.command()(ingest.ingest)
app.add_typer(link.app)


def main() -> None:
    """Run the command line; errors raised on purpose become one message and an exit code."""
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    for stream in (sys.stdout, sys.stderr):  # a label must not stop a terminal that knows fewer letters
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="sahel-kg")
    except DataError as error:
        for problem in error.problems:
            typer.echo(tables.printable(f"error: {problem}"), err=True)
        if len(error.problems) > 1:
            typer.echo(f"{len(error.problems)} problems; nothing was changed", err=True)
        sys.exit(error.exit_code)
    except SahelError as error:
        text = " ".join(str(error).split("\n"))
        typer.echo(tables.printable(f"error: {text}"), err=True)
        sys.exit(error.exit_code)
