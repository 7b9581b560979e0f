"""The commands that draw a build as a page, and hand it on to other tools."""

from __future__ import annotations

import codecs
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from sahel_kg.cli import inputs, options
from sahel_kg.cli.completion import offer_actors
from sahel_kg.cli.groups import ExportOptions, ExportOutput, NetworkOptions, PageOptions, SeenOptions
from sahel_kg.cli.opening import joining, open_seen, taking
from sahel_kg.cli.output import emit, save_as
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError
from sahel_kg.resources import shown

_ESCAPED_AS = {
    **dict.fromkeys(("trig", "turtle", "ttl12", "nquads"), "rdf"),
    "jsonld": "json",
    **dict.fromkeys(("graphml", "gexf", "signed-graphml"), "xml"),
}


@spread
def render(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="ACTOR",
            help="Only this actor and those it has ties with; CURIE, IRI or name.",
            autocompletion=offer_actors,
        ),
    ] = None,
    *,
    choice: NetworkOptions,
    out: PageOptions,
    actor: options.Center = None,
) -> None:
    """Write a relationship graph: one HTML file that needs no network."""
    from sahel_kg.ties import choice as choices
    from sahel_kg.ties.words import count
    from sahel_kg.views.pages.relationship_graph.drawing import draw

    if name and actor:
        raise UsageError(f"{name} and --actor {actor}: name the actor once")
    opened, actor = open_seen(choice), name or actor
    taken = choices.choose(opened, **taking(choice))
    if not choice.asserted_only:
        taken = replace(taken, statuses=choices.STATUSES)
    page, graph = draw(opened, taken, actor)
    emit(page, out.output, told=f"{count(len(graph), 'actor')}, {count(graph.number_of_edges(), 'tie')}")


@spread
def export(
    choice: ExportOptions,
    out: ExportOutput,
    form: options.ExportFormat = None,
    include: options.Include = None,
) -> None:
    """Write the graph for other tools; every format keeps the claim ids.

    Of the whole build the options of time and evidence choose a part; the others are those of the signed network.
    """
    from sahel_kg.exports import formats

    form = form or _read_suffix(out.output)
    if form in formats.SIGNED:
        said, note = joining(choice), _SIGNED_NOTE
    else:  # which has none of these, and says so
        own = {each.name for each in fields(SeenOptions)}
        given = [each for each in fields(choice) if getattr(choice, each.name) != each.default]
        said, note = {each.name: True for each in given if each.name not in own}, ""
    opened = open_seen(choice)
    what: Any = opened
    if form == formats.GRAPHML:
        what = formats.take_ties(opened)
        note = what.graph["note"]
    files = formats.export(what, form, include=include or (), **said)
    output = out.output
    if len(files) == 1:
        emit(next(iter(files.values())).decode("utf-8"), output, _ESCAPED_AS.get(form, ""))
        if note:
            say(f"{note[:1].upper()}{note[1:]} `--format csv` has every tie.")
        return
    if output is None:
        raise UsageError(f"--format {form} writes {len(files)} files: name a folder with -o")
    if (output.exists() and not output.is_dir()) or output.suffix in (".csv", ".parquet", ".zip"):
        raise UsageError(f"-o {output} is a file: {form} is a folder of {', '.join(files)}; name it without a suffix")
    for name in files:
        inputs.refuse(output / name)
    for name, content in files.items():
        marked = inputs.is_marked(output / name, by_default=False)  # programs read these first, R without one
        save_as(output / name, codecs.BOM_UTF8 + content if marked else content)
    say(f"{shown(output.absolute())}: {', '.join(files)}")


_SIGNED_NOTE = (
    "the signed network: the ties of each pair are joined, without direction, and neutral ones are left out "
    "(`--format graphml` has them)."
)
_SUFFIXES = {
    ".trig": "trig",
    ".ttl": "turtle",
    ".nq": "nquads",
    ".jsonld": "jsonld",
    ".graphml": "graphml",
    ".gexf": "gexf",
}


def _read_suffix(output: Path | None) -> str:
    """Return the format that a file's name asks for."""
    from sahel_kg.exports.formats import NAMES

    suffix = output.suffix.lower() if output else ""
    if suffix not in _SUFFIXES:
        unclear = f"-o {output} tells no format: " if output else ""
        raise UsageError(f"{unclear}say --format, one of {', '.join(NAMES)}")
    return _SUFFIXES[suffix]
