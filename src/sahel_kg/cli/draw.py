"""The commands that draw a build as a page, and hand it on to other tools."""

from __future__ import annotations

import codecs
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from sahel_kg.cli import inputs, options
from sahel_kg.cli.groups import ExportOptions, ExportOutput, NetworkOptions, PageOptions, SeenOptions
from sahel_kg.cli.opening import joining, open_seen, taking
from sahel_kg.cli.output import emit, save_as
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError
from sahel_kg.resources import shown

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from sahel_kg.builds.build import Build

_ESCAPED_AS = {
    **dict.fromkeys(("trig", "turtle", "ttl12", "nquads"), "rdf"),
    "jsonld": "json",
    **dict.fromkeys(("graphml", "gexf", "signed-graphml"), "xml"),
}


@spread
def render(choice: NetworkOptions, out: PageOptions, actor: options.Center = None) -> None:
    """Write a relationship graph: one HTML file that needs no network."""
    from sahel_kg.ties import network
    from sahel_kg.ties.tie_network import read_edges
    from sahel_kg.ties.words import count
    from sahel_kg.views.pages.relationship_graph import page

    opened = open_seen(choice)
    taken = network.choose(opened, **taking(choice))
    if not choice.asserted_only:
        taken = replace(taken, statuses=network.STATUSES)
    graph = network.take(opened, taken)
    title = "Actors and their ties"
    if actor:
        chosen = opened.actors.find(actor)
        graph = network.around(graph, chosen.id)
        title = f"{chosen.label} and its ties"
    sources = opened.credit(claim for *_, tie in read_edges(graph) for claim in tie["claims"])
    html = page.render(
        graph,
        title=title,
        subtitle=f"After {sources}" if sources else "",
        note=graph.graph["note"],
        proofs=_prove(taken.see(opened), graph),
    )
    emit(html, out.output)
    say(f"{shown(out.output.absolute())}: {count(len(graph), 'actor')}, {count(graph.number_of_edges(), 'tie')}")


def _prove(opened: Build, graph: MultiDiGraph) -> dict[tuple[str, str, str], list[tuple[int, str, str]]]:
    """Return how each inferred tie of a graph follows; what stands at a state for its organ has no proof of its own."""
    from rdflib import URIRef

    from sahel_kg.explaining import naming, proving
    from sahel_kg.views.text.proof_outline import outline
    from sahel_kg.vocabulary import expand

    book, proofs = naming.open_book(opened.whole), {}
    for subject, obj, tie in graph.edges(data=True):
        said = subject, tie["relation"], obj
        if tie["status"] == "inferred" and said not in proofs:
            one, relation, other = (URIRef(expand(each) or each) for each in said)
            if told := proving.explain(opened, (one, relation, other)):
                proofs[said] = outline(told, book)
    return proofs


@spread
def export(
    form: options.ExportFormat,
    choice: ExportOptions,
    out: ExportOutput,
    include: options.Include = None,
) -> None:
    """Write the graph for other tools; every format keeps the claim ids.

    Of the whole build the options of time and evidence choose a part; the others are those of the signed network.
    """
    from sahel_kg.exports import formats

    if form in formats.SIGNED:
        said = joining(choice)
    else:  # which has none of these, and says so
        own = {each.name for each in fields(SeenOptions)}
        given = [each for each in fields(choice) if getattr(choice, each.name) != each.default]
        said = {each.name: True for each in given if each.name not in own}
    files = formats.export(open_seen(choice), form, include=include or (), **said)
    output = out.output
    if len(files) == 1:
        emit(next(iter(files.values())).decode("utf-8"), output, _ESCAPED_AS.get(form, ""))
        return
    if output is None:
        raise UsageError(f"--format {form} writes {len(files)} files: name a folder with -o")
    if output.exists() and not output.is_dir():
        raise UsageError(f"-o {output} is a file: {form} needs a folder")
    for name in files:
        inputs.refuse(output / name)
    for name, content in files.items():
        marked = inputs.is_marked(output / name, by_default=False)  # programs read these first, R without one
        save_as(output / name, codecs.BOM_UTF8 + content if marked else content)
    say(f"{shown(output.absolute())}: {', '.join(files)}")
