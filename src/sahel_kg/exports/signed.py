"""Exports of the signed network, for Gephi, R and Python: GEXF with intervals, GraphML and CSV.

An edge is a pair of actors and a sign, so that a pair that cooperates and is strained has two. What its ties say is
joined on it; the ties themselves are in the formats of the whole build. What is denied is no edge; where it is asked
for, it is one of the sign *denied*, without value and weight.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from sahel_kg.alliances.network.signed_ties import join_claims
from sahel_kg.alliances.paths.spells import Spell, may_be, unite
from sahel_kg.alliances.paths.steps import rank_evidence
from sahel_kg.errors import UsageError
from sahel_kg.exports.graphml import serialised
from sahel_kg.exports.netting import SpelledEdge, list_edges, net_by_spell
from sahel_kg.record.bounds import BEST_FIRST, NAMES
from sahel_kg.record.relations import DENIED, SIGN_VALUES, SIGN_WORDS
from sahel_kg.tables import delimited
from sahel_kg.ties.tie_network import read_edges, xml_text

if TYPE_CHECKING:
    import networkx as nx

    from sahel_kg.alliances.division.camps import Camps
    from sahel_kg.alliances.network.signed_network import SignedNetwork
    from sahel_kg.alliances.network.signed_ties import SignedTie
    from sahel_kg.ties.choice import Choice
    from sahel_kg.ties.situation import Situation

NODES = ("id", "label", "short", "kind", "described", "contributors", "possible_contributors", "part", "camp", "spells")
EDGES = (
    *("source", "target", "sign", "value", "weight", "relations", "statuses", "reading", *NAMES, "spells"),
    *("basis", "reliability", "credibility", "claims", "source_camp", "target_camp"),
)
_VALUES = {str(sign): value for sign, value in SIGN_VALUES.items()}
_SIGNS = {str(sign): word for sign, word in SIGN_WORDS.items()} | {DENIED: DENIED}


def gexf(network: SignedNetwork, denied: nx.MultiGraph | None = None) -> dict[str, bytes]:
    """Return the network as GEXF 1.3, with the spells on which an edge may be there.

    Gephi's timeline filters by them; they are merged, as Gephi refuses intervals that overlap, and an end that is not
    stated is open. What is undated has none, and is there at any time, as in the build. A node is there as long as one
    of its edges is. Ties of opposite sign are netted for each spell by itself (`netting.net_by_spell`), so that a pair
    that was allied in one year and fought in another has two edges. Edges of one pair have their sign as `kind`, else
    Gephi would merge them.
    """
    from networkx.readwrite.gexf import GEXFWriter

    wide, edges = net_by_spell(network)
    flat = _flatten(network, wide, edges, denied)
    for attributes in _attributes(flat):
        spells: Sequence[Spell] = attributes.pop("spells")
        if tuple(spells) != ((None, None),):
            attributes["spells"] = [tuple(day and day.isoformat() for day in spell) for spell in spells]
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.3")
    writer.add_graph(_stated(flat))
    _finish(writer.xml, flat.graph["note"])
    out = io.BytesIO()
    writer.write(out)
    return {"sahel-kg.gexf": out.getvalue() + b"\n"}


def signed_graphml(network: SignedNetwork, denied: nx.MultiGraph | None = None) -> dict[str, bytes]:
    """Return the network as GraphML; spells are a text: ``2012-01-01/2012-12-31 2015-01-01/..``."""
    flat = _flatten(network, network, list_edges(network), denied)
    for attributes in _attributes(flat):
        attributes["spells"] = _tell(attributes["spells"])
    return {"sahel-kg-signed.graphml": serialised(_stated(flat))}


def signed_csv(network: SignedNetwork, denied: nx.MultiGraph | None = None) -> dict[str, bytes]:
    """Return ``nodes.csv``, ``edges.csv`` and ``note.txt``, which says what they were taken from.

    As `exports_tables.csv_files`: an empty cell is "not stated", every text is made safe with `tables.neutral`.
    """
    flat = _flatten(network, network, list_edges(network), denied)

    def cells(attributes: Mapping[str, Any], columns: Iterable[str]) -> list[object]:
        said = {**attributes, "spells": _tell(attributes["spells"])}
        return [said.get(column) for column in columns]

    nodes = [[actor, *cells(data, NODES[1:])] for actor, data in flat.nodes(data=True)]
    edges = [
        [a, b, *cells(data, EDGES[2:-2]), flat.nodes[a].get("camp"), flat.nodes[b].get("camp")]
        for a, b, data in flat.edges(data=True)
    ]
    return {
        "nodes.csv": delimited(NODES, nodes).encode(),
        "edges.csv": delimited(EDGES, edges).encode(),
        "note.txt": f"{flat.graph['note']}\n".encode(),
    }


# -- joining what the ties say


def _attributes(flat: nx.MultiGraph) -> list[dict[str, Any]]:
    """Return the attributes of every node and edge."""
    return [*(data for _, data in flat.nodes(data=True)), *(data for *_, data in flat.edges(data=True))]


def _flatten(
    network: SignedNetwork, wide: SignedNetwork, edges: Iterable[SpelledEdge], denied: nx.MultiGraph | None
) -> nx.MultiGraph:
    """Return edges as a graph with plain attributes, and `spells` on nodes and edges, in an order of its own.

    Parameters
    ----------
    network : SignedNetwork
        Whose parts and camps the actors have.
    wide : SignedNetwork
        Which has all actors of the edges.
    """
    import networkx as nx

    wide.require("An export of the signed network")
    camps, note = _find_camps(network)
    parts = {actor: number for number, part in enumerate(network.parts, 1) for actor in part}
    flat = nx.MultiGraph(note=xml_text(note))
    drawn = [*edges]
    if denied:
        told = ((a, b, data["ties"]) for a, b, data in denied.edges(data=True))
        drawn += [SpelledEdge(a, b, DENIED, None, tuple(ties), _spells(ties)) for a, b, ties in told]
    spells: dict[str, list[Spell]] = defaultdict(list)
    for edge in drawn:
        for actor in (edge.first, edge.second):
            spells[actor] += edge.spells
    for actor in sorted(spells):
        said = wide.graph.nodes[actor] if actor in wide.graph else denied.nodes[actor] if denied else {}
        flat.add_node(
            xml_text(actor),
            label=xml_text(wide.label(actor) if actor in wide.graph else said["label"]),
            short=xml_text(str(said.get("short") or said["label"])),
            kind=said.get("kind"),
            described=bool(said.get("described")),
            contributors=said.get("contributors", 0),
            possible_contributors=said.get("possible_contributors", 0),
            part=parts.get(actor),
            camp=camps.camp_of(actor) if camps and actor in parts else None,
            spells=unite(spells[actor]),
        )
    ordered = sorted(drawn, key=lambda edge: (*sorted((edge.first, edge.second)), edge.sign))
    for number, edge in enumerate(ordered, 1):
        ends = (xml_text(end) for end in sorted((edge.first, edge.second)))
        flat.add_edge(*ends, key=f"e{number}", **_join(edge))
    return flat


def _spells(ties: Iterable[SignedTie]) -> tuple[Spell, ...]:
    return unite(may_be(tie.extent) for tie in ties)


def take_denied(situation: Situation, choice: Choice) -> nx.MultiGraph:
    """Return what is said not to hold, of what a signed network was taken from: an edge without weight a pair."""
    import networkx as nx

    from sahel_kg.alliances.network.signed_ties import read_tie
    from sahel_kg.ties.network import take

    graph = take(situation, replace(choice, statuses=(DENIED,)))
    denied = nx.MultiGraph()
    for one, other, said in read_edges(graph):
        if said["sign"] == "0":
            continue
        denied.add_nodes_from((actor, graph.nodes[actor]) for actor in (one, other))
        if not denied.has_edge(one, other):
            denied.add_edge(one, other, key=DENIED, weight=None, ties=[])
        denied[one][other][DENIED]["ties"].append(read_tie(one, other, said))
    return denied


def _join(edge: SpelledEdge) -> dict[str, Any]:
    """Return what the ties of one edge say together.

    The bounds are those of the edge as a whole, from its first tie's begin to its last one's end: gaps stand in the
    spells. Basis and grade are the best tie's.
    """
    ties = edge.ties
    best = min(ties, key=rank_evidence)
    told = [tie.extent.bounds.as_dict() for tie in ties]
    known = {name: [day for bounds in told if (day := bounds[name])] for name in NAMES}
    bounds = {
        "earliestBegin": min(known["earliestBegin"]) if len(known["earliestBegin"]) == len(ties) else None,
        "latestBegin": min(known["latestBegin"], default=None),
        "earliestEnd": max(known["earliestEnd"], default=None),
        "latestEnd": max(known["latestEnd"]) if len(known["latestEnd"]) == len(ties) else None,
    }
    return {
        "sign": _SIGNS[edge.sign],
        "value": _VALUES.get(edge.sign),
        "weight": edge.weight,
        "relations": " ".join(sorted({tie.relation for tie in ties})),
        "statuses": " ".join(sorted({tie.status for tie in ties})),
        "reading": min((tie.reading for tie in ties), key=BEST_FIRST.index),
        **bounds,
        "spells": edge.spells,
        **{"basis": best.basis, "reliability": best.reliability, "credibility": best.credibility},
        "claims": " ".join(join_claims(ties)) or None,
    }


def _find_camps(network: SignedNetwork) -> tuple[Camps | None, str]:
    """Return the camps of two sides in each part, and the note; where there are none, the note says why."""
    from sahel_kg.alliances.division.camps import find_camps

    try:
        camps = find_camps(network)
    except UsageError as error:
        return None, f"{network.note} No camps: {error}"
    return camps, camps.note


def _stated(flat: nx.MultiGraph) -> nx.MultiGraph:
    """Leave out what is not stated: neither format has a way to write that."""
    for attributes in _attributes(flat):
        for name in [name for name, value in attributes.items() if value is None]:
            del attributes[name]
    return flat


def _tell(spells: Iterable[Spell]) -> str:
    def told(day: date | None) -> str:
        return day.isoformat() if day else ".."

    return " ".join(f"{told(first)}/{told(last)}" for first, last in spells)


def _finish(document: Element, note: str) -> None:
    """Say what was taken in place of the day of writing, and what networkx has no word for."""
    meta, graph = document.find("meta"), document.find("graph")
    assert meta is not None
    assert graph is not None
    meta.clear()
    for name in [name for name in document.attrib if name not in ("version", "xmlns")]:
        del document.attrib[name]  # networkx names a schema, and has it wrong for 1.3
    graph.attrib.pop("name", None)  # no attribute of GEXF
    SubElement(meta, "creator").text = "sahel-kg"
    SubElement(meta, "description").text = note
    if graph.get("mode") == "dynamic":
        graph.set("timerepresentation", "interval")
    titles = {attribute.get("id"): attribute.get("title") for attribute in graph.iter("attribute")}
    for attributes in graph.iter("attributes"):
        for attribute in [a for a in attributes if a.get("title") == "networkx_key"]:
            attributes.remove(attribute)
    for element in (*graph.iter("node"), *graph.iter("edge")):
        element[:] = sorted(element, key=lambda child: child.tag)  # the schema has attvalues before spells
    for edge in graph.iter("edge"):
        values = edge.find("attvalues")
        assert values is not None
        for value in list(values):
            title = titles[value.get("for")]
            if title == "sign":
                edge.set("kind", value.get("value") or "")
            elif title == "networkx_key":
                edge.set("id", value.get("value") or "")
                values.remove(value)
