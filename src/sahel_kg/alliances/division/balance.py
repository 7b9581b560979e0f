"""Structural balance: whether the enemy of an enemy is a friend here, and how far the network is from two sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from sahel_kg.alliances.division.optimum import NODES
from sahel_kg.alliances.division.pieces import divide_network
from sahel_kg.alliances.network.signed_network import SignedNetwork, want_signed
from sahel_kg.arguments import refuses_others
from sahel_kg.frames import Grid, Tabular

TRIADS = ("+++", "++-", "+--", "---")
COLUMNS = ("measure", "value", "says")


@dataclass(frozen=True)
class Balance(Tabular):
    """How balanced a signed network is.

    Parameters
    ----------
    network : SignedNetwork
    triads : mapping of str to int
        Each of `TRIADS` to the number of threes that are all tied so.
    line_index : float
        The least weight of edges whose removal leaves two sides (the frustration index); 0 is balance.
    bound : float
        A proven lower bound of it; equal where it is exact.
    weight : float
        Of all edges of cooperation and hostility.
    divisions : tuple of int
        Optimal divisions of each part of `SignedNetwork.parts`, up to swapping its sides.
    at_least : bool
        Whether there may be more of them.
    inferred : int
        Triads of which at least one pair is tied by what follows alone.
    idle : int
        Ties that lie on no cycle: they fit whatever their sign, so that they say nothing of balance.
    """

    network: SignedNetwork
    triads: Mapping[str, int]
    line_index: float
    bound: float
    weight: float
    divisions: tuple[int, ...]
    at_least: bool
    inferred: int = 0
    idle: int = 0

    @property
    def degree(self) -> float | None:
        """The share of triads that are balanced: none or two of three ties hostile. None without a triad."""
        total = sum(self.triads.values())
        return (self.triads["+++"] + self.triads["+--"]) / total if total else None

    @property
    def weak_degree(self) -> float | None:
        """The share of triads that are balanced in the weak sense, in which three may all be enemies."""
        total = sum(self.triads.values())
        return 1 - self.triads["++-"] / total if total else None

    @property
    def frustration(self) -> float:
        """The line index as a share of half the weight of all edges, which it never exceeds: 0 to 1."""
        return self.line_index / (self.weight / 2)

    @property
    def exact(self) -> bool:
        """Whether the line index is proven."""
        return self.bound >= self.line_index

    @property
    def note(self) -> str:
        """How it was measured, and on what network."""
        told = "Strain is left out."
        if not self.exact:
            told += f" The line index lies between {self.bound:g} and {self.line_index:g}: not proven beyond that."
        if not self.network.counts["-"]:
            told += " Nobody is hostile, so balance is empty: any such network is balanced."
        if not self.network.counts["+"]:
            told += " Nobody cooperates, so two sides here mean only that enemies can be told apart."
        if self.network.mixes_dates:
            told += " Ties of all dates stand side by side here, as if they had been there at one time."
        return f"{told} {self.network.note}"

    def rows(self) -> list[tuple[object, ...]]:
        """Return one row a measure, in the order of `COLUMNS`."""
        many = sum(count > 1 for count in self.divisions)
        says = {
            "+++": "all three cooperate",
            "++-": "two that are hostile have a common friend: not balanced",
            "+--": "two friends with a common adversary",
            "---": "all three are hostile: balanced in the weak sense only",
        }
        total = sum(self.triads.values())
        out: list[tuple[object, ...]] = [(f"triads {kind}", self.triads[kind], says[kind]) for kind in TRIADS]
        edges = self.network.counts["+"] + self.network.counts["-"]
        none = "no three are all tied" if not total else f"of {total} triads"
        by_rule = f"{none}: a pair of theirs is tied by a rule alone, as all are that take part in one mission"
        return [
            *out,
            ("triads by a rule", self.inferred, by_rule if total else none),
            ("degree of balance", _round(self.degree), f"share of balanced triads; {none}"),
            ("weak degree of balance", _round(self.weak_degree), f"with --- as balanced; {none}"),
            (
                "line index",
                self.line_index,
                "least weight of ties that do not fit two sides" + ("" if self.exact else f"; at least {self.bound:g}"),
            ),
            ("frustration", _round(self.frustration), f"line index by half of {self.weight:g}, the weight of all ties"),
            (
                "ties on no cycle",
                self.idle,
                f"of {edges}: they fit whatever their sign, and are no evidence of balance",
            ),
            (
                "optimal divisions",
                max(self.divisions),
                f"of the part with most{', at least' if self.at_least else ''}; {many} of {len(self.divisions)} parts "
                "can be divided in several ways",
            ),
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the balance object of the JSON formats (docs/formats/balance.schema.json)."""
        return {
            "version": 1,
            "triads": dict(self.triads),
            "inferred_triads": self.inferred,
            "degree": _round(self.degree),
            "weak_degree": _round(self.weak_degree),
            "line_index": self.line_index,
            "bound": self.bound,
            "weight": self.weight,
            "frustration": _round(self.frustration),
            "divisions": list(self.divisions),
            "at_least": self.at_least,
            "idle": self.idle,
            "note": self.note,
        }

    def grid(self) -> Grid:
        """Return it as a table."""
        return Grid(COLUMNS, self.rows(), "Structural balance", self.note, types={"measure": "text", "value": "number"})


@refuses_others
def measure_balance(network: SignedNetwork, *, nodes: int = NODES) -> Balance:
    """Measure how balanced a network is.

    Parameters
    ----------
    network : SignedNetwork
    nodes : int
        As in `camps.find_camps`.

    Raises
    ------
    UsageError
        If no four actors are connected by cooperation and hostility: three are balanced or not by a single tie.

    References
    ----------
    Heider (1946), Attitudes and cognitive organization, Journal of Psychology 21. Cartwright and Harary (1956),
    Structural balance, Psychological Review 63(5): the degree of balance, here of cycles of length three. Davis (1967):
    the weak sense. Harary (1959): the line index. Aref and Wilson (2018), Measuring partial balance in signed networks,
    Journal of Complex Networks 6(4): the index as a share, and why it is to be preferred to counting triads.

    Examples
    --------
    >>> from sahel_kg.alliances.network.joining import from_edges
    >>> network = from_edges([("a", "b", "+"), ("b", "c", "+"), ("a", "c", "-"), ("c", "d", "-")])
    >>> balance = measure_balance(network)
    >>> balance.triads["++-"], balance.degree, balance.line_index
    (1, 0.0, 1.0)
    """
    want_signed(network)
    network.require("Balance", actors=4)
    graph = network.only("+", "-")
    near = {actor: set(graph[actor]) for actor in graph}
    triads: Counter[str] = Counter(dict.fromkeys(TRIADS, 0))
    inferred = 0
    for first, second in graph.edges:
        for third in near[first] & near[second]:
            if third > max(first, second):
                pairs = ((first, second), (first, third), (second, third))
                signs = [graph.edges[pair]["sign"] for pair in pairs]
                triads["".join(sorted(signs))] += 1
                inferred += any(
                    {tie.status for tie in network.ties_on(*pair, sign)} == {"inferred"}
                    for pair, sign in zip(pairs, signs, strict=True)
                )
    division = divide_network(network, "two", nodes=nodes)
    return Balance(
        network,
        dict(triads),
        division.cost,
        division.bound,
        sum(weight for *_, weight in network.edges),
        division.counts,
        division.at_least,
        inferred,
        sum(1 for _ in nx.bridges(graph)),
    )


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
