"""GraphML export of the network of ties, for Gephi, Cytoscape, yEd, igraph and networkx."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from sahel_kg.record.relations import DENIED, SIGN_WORDS
from sahel_kg.ties.tie_network import xml_text

if TYPE_CHECKING:
    import networkx as nx


def network_graphml(network: nx.MultiDiGraph) -> bytes:
    """Return a network of ties as GraphML.

    Its attributes are those of `tie_network.plain_attributes`, with the sign in a word. Each edge has an id of its own,
    as GraphML demands; networkx would repeat the relation there.
    """
    import networkx as nx

    flat = nx.MultiDiGraph(**network.graph)
    for node, said in sorted(network.nodes(data=True)):
        flat.add_node(xml_text(node), **said)
    for start, end, key, said in sorted(network.edges(keys=True, data=True), key=lambda e: e[:3]):
        name = hashlib.sha256("\n".join((start, key, end)).encode()).hexdigest()[:16]
        told = {**said, "sign": DENIED if said["status"] == DENIED else SIGN_WORDS[said["sign"]]}
        flat.add_edge(xml_text(start), xml_text(end), key=f"tie-{name}", **told)
    return serialised(flat)


def serialised(flat: nx.MultiDiGraph | nx.MultiGraph) -> bytes:
    """Return a graph with flat attributes as GraphML; keys of edges become their ids."""
    from networkx.readwrite.graphml import GraphMLWriter

    # Not write_graphml: that one takes lxml where it is installed, with other bytes.
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(flat)
    _lower_booleans(writer.xml)
    out = io.BytesIO()
    writer.dump(out)
    return out.getvalue() + b"\n"


def _lower_booleans(document: Element) -> None:
    """Write true and false as XML Schema does; networkx writes Python's True and False."""
    kinds = {element.get("id"): element.get("attr.type") for element in document.iter("key")}
    for data in document.iter("data"):
        if kinds.get(data.get("key")) == "boolean":
            data.text = (data.text or "").lower()
