"""A network of ties as networkx has it: plain attributes that any writer takes, and beside them what they say."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import networkx as nx

from sahel_kg.errors import UsageError, want
from sahel_kg.events.attacks import Attacks
from sahel_kg.notebook_tables import card
from sahel_kg.record.bounds import Bounds
from sahel_kg.ties.contributors import count_apart, count_lone

if TYPE_CHECKING:
    from sahel_kg.ties.choice import Choice
    from sahel_kg.ties.situation import Situation
    from sahel_kg.ties.ties import Tie

Flat = str | int | float | bool
_FLAT, _NUMBER, _MANY = (str, int, float, type(None)), (bool, int, float), (list, tuple, set, frozenset)
Said = Mapping[str, Any]
Graph = TypeVar("Graph", bound=nx.Graph)

# XML 1.0 has no way to write these characters, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class TieNetwork(nx.MultiDiGraph):  # type: ignore[misc]
    """Actors and their ties: a networkx graph that every writer of networkx takes.

    Attributes are texts, numbers and truth values; ``graph["choice"]`` is JSON, ``graph["note"]`` a sentence. What they
    were made of (bounds, claims, events) goes along in `objects`, and so to whatever here is given the network. It is
    kept by `copy` and `subgraph`; another graph made of this one knows what its attributes say.

    Attributes
    ----------
    choice : Choice or None
        What it was taken from.
    objects : dict
        Of a node, or of an edge (first, second, key), its attributes that are no plain values.
    situation : Situation or None
        The build that it was taken from, as it was seen.
    taken : dict
        What was left out or counted, by name.
    """

    choice: Choice | None = None
    situation: Situation | None = None

    def __init__(self, incoming_graph_data: object = None, **attributes: Any) -> None:
        self.objects: dict[Hashable, Said] = {}
        self.taken: dict[str, Any] = {}
        super().__init__(incoming_graph_data, **attributes)

    def __repr__(self) -> str:
        return f"<TieNetwork: {self._in_words()}>"

    def _repr_html_(self) -> str:
        return card("Network of ties", {"holds": self._in_words(), "taken": self.graph.get("note")})

    def _in_words(self) -> str:
        denied = self.taken.get("denied_left_out", 0)
        counted, unsure = map(sum, zip((0, 0), *(count_lone(said) for _, said in self.nodes(data=True)), strict=True))
        more = f"; {denied} denied left out" if denied else ""
        more += f"; contributors counted, not drawn: {count_apart(counted, unsure)}" if counted or unsure else ""
        return f"{self.number_of_nodes()} actors, {self.number_of_edges()} ties{more}"

    def copy(self, as_view: bool = False) -> TieNetwork:
        """Return a copy, as networkx does."""
        return self._handed_to(super().copy(as_view=as_view))

    def subgraph(self, nodes: Iterable[Hashable]) -> TieNetwork:
        """Return a view of some actors and the ties among them, as networkx does."""
        return self._handed_to(super().subgraph(nodes))

    def edge_subgraph(self, edges: Iterable[Hashable]) -> TieNetwork:
        """Return a view of some ties and their actors, as networkx does."""
        return self._handed_to(super().edge_subgraph(edges))

    def add_actor(self, actor: str, said: Said) -> None:
        """Add an actor by its attributes, plain or not."""
        self.objects[actor] = _objects(said)
        self.add_node(actor, **plain_attributes(said))

    def add_tie(self, start: str, end: str, key: str, said: Said, tie: Tie | None = None) -> None:
        """Add a tie by its attributes, plain or not."""
        self.objects[start, end, key] = _objects(said) | ({"tie": tie} if tie else {})
        self.add_edge(start, end, key=key, **plain_attributes(said))

    def tie(self, start: str, end: str, key: str) -> Tie:
        """Return the tie that an edge stands for; edges of a variant, which has no proofs, stand for none."""
        found: Tie = self.objects[start, end, key]["tie"]
        return found

    @property
    def ties(self) -> list[Tie]:
        """The ties that its edges stand for."""
        return [self.tie(*edge) for edge in self.edges(keys=True)]

    def _handed_to(self, other: TieNetwork) -> TieNetwork:
        other.choice, other.situation = self.choice, self.situation
        other.objects, other.taken = self.objects, self.taken
        return other


def want_network(given: object) -> None:
    """Refuse what is no network of ties.

    Raises
    ------
    UsageError
        Saying how one is had.
    """
    wanted = "a network of ties, as build.network() gives it"
    want(given, nx.MultiDiGraph, wanted)
    if isinstance(given, nx.MultiDiGraph) and not all("sign" in said for *_, said in given.edges(data=True)):
        raise UsageError(f"wanted is {wanted}, and edges of what was given have no sign")


def keep_nodes(graph: Graph, nodes: Collection[Hashable]) -> Graph:
    """Return a copy of a graph with some of its nodes, in its own order: `subgraph` has a few in that of a set."""
    kept: Graph = graph.copy()
    kept.remove_nodes_from([node for node in graph if node not in nodes])
    return kept


def read_edges(graph: nx.MultiDiGraph) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the ties of a network with all that is said of them: what stands on the edge, and what it was made of."""
    objects = graph.objects if isinstance(graph, TieNetwork) else {}
    for start, end, key, said in graph.edges(keys=True, data=True):
        yield start, end, {**said, **objects.get((start, end, key), {})}


def read_node(graph: nx.Graph, actor: str) -> dict[str, Any]:
    """Return all that is said of an actor in a network."""
    objects = graph.objects if isinstance(graph, TieNetwork) else {}
    return {**graph.nodes[actor], **objects.get(actor, {})}


def choice_of(graph: nx.Graph) -> Choice | None:
    """Return what a network was taken from, if that is known."""
    return graph.choice if isinstance(graph, TieNetwork) else None


def _objects(said: Said) -> dict[str, Any]:
    return {name: value for name, value in said.items() if not isinstance(value, _FLAT)}


def plain_attributes(said: Said) -> dict[str, Flat]:
    """Return attributes that files can hold, in the order of their names.

    Lists become texts: ids and kinds parted by spaces, names by ``" | "``, reasons by ``"; "``; bounds the four
    attributes ``earliestBegin`` to ``latestEnd``, events ``events_count`` to ``events_deaths_high``. What is not stated
    has no attribute.

    >>> plain_attributes({"kinds": ["State", "Actor"], "basis": None, "described": False})
    {'described': False, 'kinds': 'State Actor'}
    """
    out: dict[str, Flat] = {}
    for key, value in said.items():
        if isinstance(value, Bounds):
            out |= {name: day for name, day in value.as_dict().items() if day}
        elif key == "presumed":
            out |= {f"presumed{end}": str(day) for end, day in zip(("From", "Until"), value or (), strict=False)}
        elif isinstance(value, Attacks):
            told = value.as_dict()
            told |= {f"deaths_{name}": number for name, number in (told.pop("deaths") or {}).items()}
            out |= {f"events_{name}": plain_text(name, v) for name, v in told.items() if v not in (None, [])}
        elif value not in (None, "", [], ()):
            out[key] = plain_text(key, value)
    return {key: out[key] for key in sorted(out)}


def plain_text(key: str, value: Any) -> Flat:
    """Return the value of an attribute as a text, a number or a truth value."""
    if isinstance(value, _NUMBER):
        return value
    if isinstance(value, str):
        return xml_text(value)
    if key == "claims":
        return " ".join(claim.id for claim in value)
    if isinstance(value, _MANY):
        parts = [str(v) for v in (sorted(value) if isinstance(value, set | frozenset) else value)]
        return xml_text({"names": " | ", "why_possible": "; "}.get(key, " ").join(parts))
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return xml_text(json.dumps(value, ensure_ascii=False, sort_keys=True, default=_as_json))
    return xml_text(str(value))


def _as_json(value: Any) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def xml_text(text: str) -> str:
    """Return a text that XML can hold: what it cannot becomes U+FFFD, ends of lines a line feed."""
    # XML readers turn a carriage return into a line feed; doing it here keeps one text for all readers.
    if text.isprintable():  # most are: no sign of XML's is left out
        return text
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
