"""GraphML export of the network of ties, for Gephi, Cytoscape, yEd, igraph and networkx."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from sahel_kg.errors import UsageError
from sahel_kg.events.attacks import Attacks
from sahel_kg.exports.selection import Selection
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.relations import DENIED
from sahel_kg.ties.network import STATUSES

if TYPE_CHECKING:
    import networkx as nx

Flat = str | int | float | bool

# XML 1.0 has no way to write these characters, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def network_graphml(selection: Selection) -> bytes:
    """Return the network as GraphML with flat attributes.

    Lists become texts: ids and kinds parted by spaces, names by ``" | "``, reasons by ``"; "``. Bounds are
    the four attributes ``earliestBegin`` to ``latestEnd``, events ``events_count`` to ``events_deaths_high``.
    `claims` holds the claim ids. What is not stated has no attribute. Characters that XML cannot hold become
    U+FFFD, ends of lines a line feed. Each edge has an id of its own, as GraphML demands; networkx would
    repeat the relation there.

    Raises
    ------
    UsageError
        If there is something to include: a network is made of what is told as fact.
    """
    import networkx as nx

    if selection.include:
        raise UsageError("graphml is the network of what is told as fact: leave --include away, or choose csv")
    network = selection.build.network(statuses=STATUSES)
    flat = nx.MultiDiGraph(**flattened(network.graph))
    for node, attributes in sorted(network.nodes(data=True)):
        flat.add_node(xml_text(node), **flattened(attributes))
    for start, end, key, attributes in sorted(network.edges(keys=True, data=True), key=lambda e: e[:3]):
        name = hashlib.sha256("\n".join((start, key, end)).encode()).hexdigest()[:16]
        told = {**attributes, "sign": DENIED if attributes["status"] == DENIED else attributes["sign"]}
        flat.add_edge(xml_text(start), xml_text(end), key=f"tie-{name}", **flattened(told))
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


def flattened(attributes: Mapping[str, Any]) -> dict[str, Flat]:
    """Return attributes that GraphML can hold, in the order of their names."""
    out: dict[str, Flat] = {}
    for key, value in attributes.items():
        if isinstance(value, Bounds):
            out |= {name: day for name, day in value.as_dict().items() if day}
        elif key == "presumed":
            out |= {f"presumed{end}": str(day) for end, day in zip(("From", "Until"), value or (), strict=False)}
        elif isinstance(value, Attacks):
            told = value.as_dict()
            told |= {f"deaths_{name}": number for name, number in (told.pop("deaths") or {}).items()}
            out |= {f"events_{name}": _text(name, v) for name, v in told.items() if v not in (None, [])}
        elif value is not None:
            out[key] = _text(key, value)
    return {key: out[key] for key in sorted(out)}


def _lower_booleans(document: Element) -> None:
    """Write true and false as XML Schema does; networkx writes Python's True and False."""
    kinds = {element.get("id"): element.get("attr.type") for element in document.iter("key")}
    for data in document.iter("data"):
        if kinds.get(data.get("key")) == "boolean":
            data.text = (data.text or "").lower()


def _text(key: str, value: Any) -> Flat:
    if isinstance(value, bool | int | float):
        return value
    if key == "claims":
        return " ".join(claim.id for claim in value)
    if isinstance(value, list | tuple | set | frozenset):
        parts = [str(v) for v in (sorted(value) if isinstance(value, set | frozenset) else value)]
        return xml_text({"names": " | ", "why_possible": "; "}.get(key, " ").join(parts))
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return xml_text(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))
    return xml_text(str(value))


def xml_text(text: str) -> str:
    """Return a text that XML can hold: what it cannot becomes U+FFFD, ends of lines a line feed."""
    # XML readers turn a carriage return into a line feed; doing it here keeps one text for all readers.
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
