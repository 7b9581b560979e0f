"""Networks as networkx, its writers and the exports of this project take them."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Callable

import networkx as nx
import pyoxigraph
import pytest

from sahel_kg import Build
from sahel_kg.alliances.network.joining import from_edges, join, take_signed, ties_of
from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.errors import UsageError
from sahel_kg.exports.formats import NAMES, export
from sahel_kg.ties.network import around, simple
from sahel_kg.ties.tie_network import read_edges

DAY = "2019-12-03"
GRAPHS: dict[str, Callable[[Build], nx.Graph]] = {
    "network": lambda build: build.network(),
    "with what is denied, on a day": lambda build: build.network(
        statuses=("asserted", "inferred", "denied"), as_of=DAY, reading="possible"
    ),
    "simple": lambda build: simple(build.network()),
    "signed": lambda build: take_signed(build, parallel="kept", described=True).graph,
    "around": lambda build: around(build.network(), "actor:isgs"),
}
WRITERS: dict[str, Callable[[nx.Graph, io.BytesIO], object]] = {
    "GraphML": nx.write_graphml,
    "GEXF": nx.write_gexf,
    "GML": nx.write_gml,
    "Pajek": nx.write_pajek,
    "edge list": nx.write_edgelist,
    "adjacency list": nx.write_adjlist,
    "multi-line adjacency list": nx.write_multiline_adjlist,
    "node-link JSON": lambda graph, file: file.write(json.dumps(nx.node_link_data(graph), allow_nan=False).encode()),
    "adjacency JSON": lambda graph, file: file.write(json.dumps(nx.adjacency_data(graph), allow_nan=False).encode()),
    "Cytoscape JSON": lambda graph, file: file.write(json.dumps(nx.cytoscape_data(graph), allow_nan=False).encode()),
}


@pytest.fixture(scope="module", params=list(GRAPHS))
def graph(request: pytest.FixtureRequest, hostile: Build) -> nx.Graph:
    return GRAPHS[request.param](hostile)


@pytest.mark.parametrize("form", WRITERS)
def test_every_writer_of_networkx_takes_it(graph: nx.Graph, form: str) -> None:
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Pajek leaves out numbers, and says so
        WRITERS[form](graph, written)
    assert len(written.getvalue()) > 1000


def test_attributes_come_back(graph: nx.Graph) -> None:
    written = io.BytesIO()
    nx.write_graphml(graph, written)
    written.seek(0)
    read = nx.read_graphml(written, force_multigraph=graph.is_multigraph())
    assert dict(read.nodes(data=True)) == dict(graph.nodes(data=True))

    def attributes(drawn: nx.Graph) -> list[str]:
        return sorted(str(sorted((k, v) for k, v in said.items() if k != "id")) for *_, said in drawn.edges(data=True))

    assert attributes(read) == attributes(graph)


def test_what_was_chosen_is_said_as_json(build: Build) -> None:
    network = build.network(as_of=DAY, signs=["-"])
    for graph in (network, simple(network)):
        told = json.loads(graph.graph["choice"])
        assert (told["when"]["day"], told["signs"]) == (DAY, ["-"])
        assert DAY in graph.graph["note"]
    signed = take_signed(build, as_of=DAY, parallel="kept").graph
    assert json.loads(signed.graph["choice"])["joining"]["parallel"] == "kept"


@pytest.mark.parametrize("form", NAMES)
def test_a_chosen_network_is_written_to_every_format(build: Build, form: str) -> None:
    network = build.network(as_of=DAY, missions=False)
    signed = take_signed(build, as_of=DAY)
    for chosen in (network, around(network, "actor:isgs"), signed):
        files = export(chosen, form)
        assert all(files.values())
        assert files == export(chosen, form)
    assert len(b"".join(export(around(network, "actor:isgs"), form).values())) < len(
        b"".join(export(build, form).values())
    )


def test_a_chosen_network_holds_its_claims_and_no_others(build: Build) -> None:
    network = around(build.network(), "actor:isgs")
    claims = {claim.iri for tie in network.ties for claim in tie.claims}
    quads = list(pyoxigraph.parse(export(network, "nquads")["sahel-kg.nq"], format=pyoxigraph.RdfFormat.N_QUADS))
    graphs = {str(getattr(quad.graph_name, "value", "")) for quad in quads}
    assert {graph for graph in graphs if "/claim/" in graph} == claims
    assert any(graph in build.grounds for graph in graphs)
    told = list(csv.DictReader(io.StringIO(export(network, "csv")["ties.csv"].decode("utf-8"), newline="")))
    assert len(told) == network.number_of_edges()


def test_a_signed_network_written_as_ties_has_those_that_count(build: Build) -> None:
    signed = take_signed(build, as_of=DAY)
    ties = ties_of(signed)
    assert {claim.id for tie in ties.ties for claim in tie.claims} == {claim.id for claim in signed.claims}
    assert set(ties) == set(signed.actors)


def test_the_plain_attributes_alone_make_the_same_signed_network(build: Build) -> None:
    network = build.network(described=False, organs=False, missions=False)
    one, other = join(network), join(nx.MultiDiGraph(network))
    assert one.edges == other.edges

    def told(network: SignedNetwork) -> list[str]:
        ties = network.ties("actor:france", "actor:mali")
        return sorted(str((tie.relation, tie.extent, tie.why_possible, tie.basis)) for tie in ties)

    assert told(one) == told(other)


def test_objects_stay_with_copies_and_parts(build: Build) -> None:
    network = build.network()
    part = network.subgraph(["actor:france", "actor:mali"])
    for graph in (network.copy(), part, part.copy(), network.edge_subgraph(part.edges(keys=True))):
        assert all(said["tie"].claims for *_, said in read_edges(graph))


def test_what_cannot_be_written_is_refused_with_a_sentence(build: Build) -> None:
    with pytest.raises(UsageError, match="does not know the build that it was taken from"):
        export(nx.MultiDiGraph(build.network()), "trig")
    with pytest.raises(UsageError, match="not taken from ties: choose from gexf"):
        export(from_edges([("a", "b", "+")]), "trig")
    with pytest.raises(UsageError, match="chosen already: leave as_of away"):
        export(build.network(), "gexf", as_of=DAY)
