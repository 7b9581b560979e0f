"""The signed network: what the analysis of alliances stands on. Nothing here or above it reads RDF.

Two actors are joined by cooperation (+), hostility (-) or strain (~); how many ties there are between them, which of
them count and what they weigh is the *joining*, which travels with the network as the choice does.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import index
from typing import SupportsIndex

import networkx as nx
import numpy as np

from sahel_kg.alliances.network.signed_ties import SignedTie, join_claims
from sahel_kg.errors import UsageError, choose_from, want
from sahel_kg.frames import Grid, Tabular
from sahel_kg.record.actors import Actor
from sahel_kg.record.claims import Claim
from sahel_kg.record.relations import SIGN_WORDS, Sign, read_signs
from sahel_kg.ties.choice import ABSENCE, Choice
from sahel_kg.ties.nodes import find_node
from sahel_kg.ties.tie_network import TieNetwork, plain_attributes
from sahel_kg.ties.words import count

PARALLEL = {
    "netted": "ties of opposite sign between two actors are set off against each other",
    "kept": "ties of opposite sign between two actors both count",
    "latest": "of ties of opposite sign between two actors the latest count",
    "best": "of ties of opposite sign between two actors the best graded count",
}
"""What becomes of two actors that both cooperate and fight."""
WEIGHTS = {
    "pairs": "each pair of actors counts once",
    "relations": "a pair counts as many times as there are different relations between them",
    "claims": "a pair counts as many times as there are claims that its ties rest on",
}
SIGNED: tuple[Sign, ...] = ("+", "-", "~")
COLUMNS = ("first", "first_label", "sign", "second", "second_label", "weight", "relations", "reading", "claims")


@dataclass(frozen=True)
class Joining:
    """How ties become a signed network.

    Parameters
    ----------
    parallel : {"netted", "kept", "latest", "best"}
        What becomes of two actors that both cooperate and fight: their ties are set off against each other, both count,
        the latest, or the best graded. What comes out even is netted, and even then no tie.
    weight : {"pairs", "relations", "claims"}
        What a pair counts as: one, so many as different relations are between them, or as claims their ties rest on.
    signs : tuple of (relation, sign)
        Relations that count with another sign than the ontology's, CURIEs; each with all below it.
    weights : tuple of (relation, weight)
        Relations that weigh more or less than 1; 0 leaves them out.
    around : tuple of str
        CURIEs of actors; only those within `steps` signed ties of one of them belong to the network.
    steps : int
        How many ties away from an actor in `around` somebody may be.
    """

    parallel: str = "netted"
    weight: str = "pairs"
    signs: tuple[tuple[str, Sign], ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    around: tuple[str, ...] = ()
    steps: int = 2

    source: nx.MultiDiGraph | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        for what, given, known in (
            ("way to join parallel ties", self.parallel, PARALLEL),
            ("weight", self.weight, WEIGHTS),
        ):
            if given not in known:
                raise UsageError(f"no {what} called '{given}': {choose_from(given, known)}")
        for relation, weight in self.weights:
            if not (math.isfinite(weight) and weight >= 0):
                raise UsageError(f"weight {weight} of {relation}: give a number from 0")
        if isinstance(self.steps, bool) or not isinstance(self.steps, SupportsIndex) or self.steps < 1:
            raise UsageError(f"{self.steps!r} steps around an actor: give a number from 1")
        object.__setattr__(self, "steps", index(self.steps))

    def in_words(self, name: Callable[[str], str] = str) -> str:
        """Say it in a sentence, actors by CURIE unless there is a way to name them."""
        parts = [WEIGHTS[self.weight], PARALLEL[self.parallel]]
        parts += [f"{relation} counts as {SIGN_WORDS[sign]}" for relation, sign in self.signs]
        parts += [f"{relation} weighs {weight:g}" for relation, weight in self.weights]
        if self.around:
            near = f"{self.steps} tie{'s' * (self.steps != 1)}"
            parts.append(f"actors within {near} of {', '.join(map(name, self.around))}")
        return f"Undirected; {'; '.join(parts)}."


DEFAULT_JOINING = Joining()


@dataclass(frozen=True)
class SignedNetwork(Tabular):
    """Actors joined by cooperation, hostility or strain.

    Parameters
    ----------
    graph : networkx.MultiGraph
        Nodes are CURIEs with ``label short kind kinds described contributors`` (how many are counted, not drawn;
        ``possible_contributors``: how many more that only may be); edges are keyed by sign and carry ``sign value
        weight relations statuses reading claims``, values that files can hold. A pair has one edge of cooperation or
        hostility, or one of each where parallel ties are kept, and one of strain.
    choice : Choice, optional
        What the ties were taken from.
    joining : Joining
    remarks : tuple of str
        What was left out, in sentences.
    variant : str
        What was left out of the evidence, if anything was.
    drawn : mapping of (first, second, sign) to tuple of SignedTie
        The ties that each edge joins; the actors of a pair in order. See `ties_on`.
    source : networkx.MultiDiGraph, optional
        The network of ties that was joined.
    """

    graph: nx.MultiGraph
    choice: Choice | None = None
    joining: Joining = DEFAULT_JOINING
    remarks: tuple[str, ...] = ()
    variant: str = ""
    drawn: Mapping[tuple[str, str, Sign], tuple[SignedTie, ...]] = field(default_factory=dict, repr=False)

    source: nx.MultiDiGraph | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        said = {"choice": {"ties": self.choice, "joining": self.joining}, "note": self.note}
        self.graph.graph |= plain_attributes(said)

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """CURIEs of all actors with a tie of any of the three signs, sorted."""
        return tuple(sorted(self.graph))

    def label(self, actor: str) -> str:
        """Return an actor's name; of two with one name each has its id in brackets besides."""
        return self._labels[actor]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return tell_apart({actor: str(data.get("label") or actor) for actor, data in self.graph.nodes(data=True)})

    def names(self, actors: Iterable[str]) -> str:
        """Return the names of some actors in a row, sorted."""
        return ", ".join(sorted(map(self.label, actors)))

    def only(self, *signs: str) -> nx.Graph:
        """Return the actors with the pairs of some signs only: an undirected graph with ``sign`` and ``weight``.

        With both signs of a pair that has both, the weight is what is left of one when the other is taken off, and a
        pair that comes out even is no edge. Strain has the sign ~. Signs are chosen by symbol or in words.
        """
        wanted = read_signs(signs)
        simple = nx.Graph()
        simple.add_nodes_from((node, dict(self.graph.nodes[node])) for node in self.actors)
        for first, second, key, data in sorted(self.graph.edges(keys=True, data=True), key=lambda e: e[:3]):
            if key not in wanted:
                continue
            if not simple.has_edge(first, second):
                simple.add_edge(first, second, sign=key, weight=data["weight"])
                continue
            before = simple.edges[first, second]
            if "~" in (key, before["sign"]):
                before |= {"sign": key, "weight": data["weight"]} if before["sign"] == "~" else {}
            elif before["weight"] == data["weight"]:
                simple.remove_edge(first, second)
            elif before["weight"] < data["weight"]:
                before |= {"sign": key, "weight": data["weight"] - before["weight"]}
            else:
                before["weight"] -= data["weight"]
        return simple

    @cached_property
    def positive(self) -> nx.Graph:
        """The pairs that cooperate."""
        return self.only("+")

    @cached_property
    def negative(self) -> nx.Graph:
        """The pairs that are hostile."""
        return self.only("-")

    @cached_property
    def edges(self) -> tuple[tuple[str, str, int, float], ...]:
        """Every edge of cooperation (+1) or hostility (-1): first actor, second actor, sign, weight; sorted."""
        found = (
            (*sorted((a, b)), 1 if key == "+" else -1, float(data["weight"]))
            for a, b, key, data in self.graph.edges(keys=True, data=True)
            if key != "~"
        )
        return tuple(sorted(found))

    def matrices(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the weights of cooperation and of hostility, two symmetric matrices in the order of `actors`."""
        place = {actor: n for n, actor in enumerate(self.actors)}
        both = np.zeros((2, len(place), len(place)))
        for first, second, sign, weight in self.edges:
            for row, column in ((first, second), (second, first)):
                both[0 if sign > 0 else 1, place[row], place[column]] = weight
        return both[0], both[1]

    def ties(self, first: str, second: str) -> list[SignedTie]:
        """Return the ties between two actors that count, of all three signs."""
        edges = [(first, second, sign) for sign in SIGNED if self.graph.has_edge(first, second, sign)]
        return [tie for edge in edges for tie in self.ties_on(*edge)]

    def ties_on(self, first: str, second: str, sign: Sign) -> tuple[SignedTie, ...]:
        """Return the ties that an edge joins."""
        return self.drawn[min(first, second), max(first, second), sign]

    @property
    def claims(self) -> set[Claim]:
        """The claims that its ties stand on; none in a variant, which has no proofs."""
        told = (tie.claims or () for edge in self.graph.edges(keys=True) for tie in self.ties_on(*edge))
        return {claim for claims in told for claim in claims}

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Actors connected by cooperation or hostility, in parts: the largest first, each sorted."""
        found = nx.connected_components(self.only("+", "-"))
        return tuple(sorted((tuple(sorted(part)) for part in found), key=lambda part: (-len(part), part)))

    @cached_property
    def counts(self) -> dict[Sign, int]:
        """The number of pairs of each sign."""
        keys = [key for _, _, key in self.graph.edges(keys=True)]
        return {sign: keys.count(sign) for sign in SIGNED}

    @property
    def mixes_dates(self) -> bool:
        """Whether ties of all dates stand side by side, the build not being rewound to a day."""
        return self.choice is not None and self.choice.when.day is None

    @cached_property
    def note(self) -> str:
        """What this network was taken from, in words."""
        told = ", ".join(
            f"{number} pair{'' if number == 1 else 's'} of {SIGN_WORDS[sign]}" for sign, number in self.counts.items()
        )
        parts = [f"{count(len(self.graph), 'actor')}, {told}.", self.origin]
        if self.variant:
            parts.append(f"Variant: {self.variant}.")
        return " ".join([*parts, *self.remarks, ABSENCE])

    @property
    def ends(self) -> str:
        """Which sources tell nothing of the day, in words."""
        return next((remark for remark in self.remarks if remark.startswith("Nothing is told of ")), "")

    @property
    def origin(self) -> str:
        """Which ties were chosen and how they were joined, in words."""
        chosen = self.choice.in_words() if self.choice else ""
        joined = self.joining.in_words(lambda actor: self.label(actor) if actor in self.graph else actor)
        return f"{chosen[:1].upper()}{chosen[1:]} {joined}".strip()

    def require(self, what: str, *, actors: int = 1, signs: Sequence[Sign] = ()) -> None:
        """Refuse a measure that means nothing here.

        Parameters
        ----------
        what : str
            The measure, as it begins a sentence.
        actors : int
            How many connected actors it needs at least, connected by ties of `signs`, or any but strain.
        signs : sequence of {"+", "-"}
            All of which must be there.

        Raises
        ------
        UsageError
        """
        day = f" on {self.choice.when.day}" if self.choice and self.choice.when.day else ""
        hint = "Widen the choice: another day or window, missions or described actors kept, lower grades."
        if not self.edges:
            raise UsageError(f"{what}: nobody cooperates or fights in this network{day}. {hint}")
        for sign in signs:
            if not self.counts[sign]:
                raise UsageError(f"{what}: there is no tie of {SIGN_WORDS[sign]} in this network{day}. {hint}")
        graph = self.only(*(signs or ("+", "-")))
        most = max(map(len, nx.connected_components(graph)), default=0)
        if most < actors:
            raise UsageError(
                f"{what} needs {actors} connected actors, and at most {most} are connected in this network{day}. {hint}"
            )

    def find(self, actor: str | Actor) -> str:
        """Return the CURIE of an actor in this network.

        Parameters
        ----------
        actor : str
            Name, as `label` has it or otherwise, CURIE or IRI.

        Raises
        ------
        UsageError
            If it has no signed tie here, or nobody here is called so, with who is called nearly so.
        """
        actor = actor.id if isinstance(actor, Actor) else actor
        told_apart = [each for each in self.actors if actor == self.label(each)]
        if actor not in self.graph and len(told_apart) == 1:
            return told_apart[0]
        situation = self.source.situation if isinstance(self.source, TieNetwork) else None
        return find_node(self.graph, actor, situation, "tie of cooperation, hostility or strain")

    def rows(self) -> list[tuple[object, ...]]:
        """Return one row an edge, in the order of `COLUMNS`."""
        out: list[tuple[object, ...]] = []
        for first, second, key, data in sorted(self.graph.edges(keys=True, data=True), key=lambda e: e[:3]):
            one, other = sorted((first, second))
            ties = self.ties_on(first, second, key)
            out.append(
                (
                    *(one, self.label(one), key, other, self.label(other), data["weight"]),
                    " ".join(sorted({tie.relation for tie in ties})),
                    " ".join(sorted({tie.reading for tie in ties})),
                    " ".join(join_claims(ties)),
                )
            )
        return out

    def grid(self) -> Grid:
        """Return it as a table."""
        return Grid(COLUMNS, self.rows(), "Signed network", self.note, types={"first": "text", "weight": "number"})


def credit(networks: Iterable[SignedNetwork]) -> str:
    """Say after which sources networks are, as a caption has it; nothing where they do not know their build."""
    several = list(networks)
    claims = {claim for network in several for claim in network.claims}
    sources = (network.source for network in several)
    known = [source.situation for source in sources if isinstance(source, TieNetwork) and source.situation]
    return known[0].whole.credit(claims) if known else ""


def tell_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return actors' names by id; of two with one name each gets its id in brackets besides.

    >>> tell_apart({"actor:is": "IS", "actor:ucdp-234": "IS", "actor:cma": "CMA"})
    {'actor:is': 'IS (is)', 'actor:ucdp-234': 'IS (ucdp-234)', 'actor:cma': 'CMA'}
    """
    often = Counter(names.values())
    return {
        actor: f"{name} ({actor.partition(':')[2] or actor})" if often[name] > 1 and name != actor else name
        for actor, name in names.items()
    }


def want_signed(given: object) -> None:
    """Refuse what is no signed network.

    Raises
    ------
    UsageError
    """
    want(given, SignedNetwork, "a signed network, as take_signed(build) gives it")
