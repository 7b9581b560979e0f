"""Communities: groups of actors that cooperate more with each other than chance has it, and how stable they are.

For networks too large for the exact way to camps. Hostility does not count. The methods start from chance, so they are
run with many seeds, and each actor's stability says in how many runs it was with those it is shown with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx

from sahel_kg.alliances.network.signed_network import SignedNetwork, want_signed
from sahel_kg.alliances.places import engines
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, choose_from
from sahel_kg.frames import Grid, Several, Types
from sahel_kg.ties.centrality import DIGITS

METHODS = {"louvain": 600_000, "leiden": 1_200_000}
"""Each method's runs times (actors and pairs): what it does in about a minute."""
RUNS = 100
COLUMNS = ("actor", "actor_label", "community", "size", "stability")
_TYPES: Types = {"community": "whole", "size": "whole", "stability": "number"}


@dataclass(frozen=True)
class Community:
    """Actors that are together.

    Parameters
    ----------
    number : int
        From 1, the largest first.
    actors : tuple of str
        CURIEs, sorted.
    stability : mapping of str to float
        Actor to the share of runs, averaged over the others here, in which it was with each of them: 1 is always.
    """

    number: int
    actors: tuple[str, ...]
    stability: dict[str, float]


@dataclass(frozen=True)
class Communities(Several[Community]):
    """A division of the actors that cooperate.

    Parameters
    ----------
    network : SignedNetwork
    method : {"louvain", "leiden"}
    communities : tuple of Community
        Of the run with the highest modularity; of several such, the one that came up most.
    modularity : float
        Share of cooperation inside communities less what chance would put there: 0 no better than chance.
    same : float
        Share of runs that gave exactly these communities.
    labels : tuple of tuple of int
        A row a run, a column an actor of `members`: which community it was in.
    """

    network: SignedNetwork
    method: str
    communities: tuple[Community, ...]
    modularity: float
    same: float
    labels: tuple[tuple[int, ...], ...]

    @cached_property
    def members(self) -> tuple[str, ...]:
        """CURIEs of all that cooperate, sorted."""
        return tuple(sorted(actor for community in self.communities for actor in community.actors))

    @cached_property
    def groups(self) -> dict[str, int]:
        """Actor to the number of its community, as `brokerage.find_brokers` takes it."""
        return {actor: community.number for community in self.communities for actor in community.actors}

    def together(self, first: str, second: str) -> float:
        """Return in which share of runs two actors were in one community.

        Raises
        ------
        UsageError
            If one of them cooperates with nobody here.
        """
        for actor in (first, second):
            if actor not in self.groups:
                raise UsageError(f"{actor} cooperates with nobody in this network: widen the choice")
        one, other = self.members.index(first), self.members.index(second)
        return sum(row[one] == row[other] for row in self.labels) / len(self.labels)

    @property
    def note(self) -> str:
        """How it was taken."""
        left = len(self.network.actors) - len(self.members)
        library = "networkx" if self.method == "louvain" else "leidenalg"
        return (
            f"{self.method.capitalize()} by {engines.describe(library)}, {len(self.labels)} runs with seeds from 0: "
            f"those with the highest modularity ({self.modularity:g}), which {self.same:.0%} of the runs gave. "
            f"Only cooperation counts; {left} actors without any are left out. Stability: share of runs in which an "
            f"actor was with those it is shown with. {self.network.note}"
        )

    def rows(self) -> list[tuple[object, ...]]:
        """Return a row an actor, in the order of `COLUMNS`."""
        label = self.network.label
        return [
            (actor, label(actor), c.number, len(c.actors), c.stability[actor])
            for c in self.communities
            for actor in sorted(c.actors, key=lambda a: (-c.stability[a], label(a)))
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        said = {"method": self.method, "runs": len(self.labels), "modularity": self.modularity, "same": self.same}
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in self.rows()]
        return {"version": 1, **said, "note": self.note, "rows": rows}

    def things(self) -> tuple[Community, ...]:
        """Return them, as they are numbered."""
        return self.communities

    def grid(self) -> Grid:
        """Return it as a table."""
        return Grid(COLUMNS, self.rows(), "Communities", self.note, types=_TYPES)


@refuses_others
def find_communities(
    network: SignedNetwork, *, method: str = "louvain", runs: int = RUNS, resolution: float = 1.0
) -> Communities:
    """Find groups that cooperate more with each other than chance has it.

    Parameters
    ----------
    network : SignedNetwork
    method : {"louvain", "leiden"}
        Leiden's communities are always connected inside; it needs the extra ``fast``.
    runs : int
        How many seeds, from 0.
    resolution : float
        Above 1 gives more and smaller communities.

    Returns
    -------
    Communities

    Raises
    ------
    UsageError
        For an unknown method, runs or a resolution that are not positive, if leidenalg is not installed, if no three
        actors are connected by cooperation, or if the runs would take minutes.

    Notes
    -----
    Modularity cannot see communities smaller than a size that grows with the network (Fortunato and Barthelemy 2007),
    and finds communities in networks of chance, too: look at the stability, and at `same`.

    References
    ----------
    Blondel, Guillaume, Lambiotte and Lefebvre (2008), Fast unfolding of communities in large networks, J. Stat. Mech.
    P10008; Traag, Waltman and van Eck (2019), From Louvain to Leiden, Scientific Reports 9, 5233; Lancichinetti and
    Fortunato (2012), Consensus clustering in complex networks, Scientific Reports 2, 336.
    """
    want_signed(network)
    if method not in METHODS:
        raise UsageError(f"no method '{method}': {choose_from(method, METHODS)}")
    if runs < 1 or not 0 < resolution < float("inf"):
        raise UsageError(f"{runs} runs at resolution {resolution}: give numbers above 0")
    network.require("Communities", actors=3, signs=["+"])
    if method == "leiden" and not engines.has("leidenalg"):
        raise UsageError(f"leidenalg is not installed: {engines.EXTRA}, or choose louvain")
    named = engines.cooperating(network)
    members = list(named)
    # Numbers and not names: sets of names are walked in another order in every process.
    graph = nx.convert_node_labels_to_integers(named)
    most = max(1, METHODS[method] // (len(graph) + graph.number_of_edges()))
    if runs > most:
        raise UsageError(f"{runs} runs over {len(graph)} cooperating actors would take minutes: choose {most} or fewer")
    run = _louvain(graph, resolution) if method == "louvain" else _leiden(graph, resolution)
    labels = [_relabel(run(seed)) for seed in range(runs)]
    times = Counter(labels)
    quality = {each: round(_modularity(graph, each, resolution), DIGITS) for each in times}
    best = min(times, key=lambda each: (-quality[each], -times[each], each))
    return Communities(
        network,
        method,
        _gather(members, best, labels),
        quality[best],
        round(times[best] / runs, DIGITS),
        tuple(labels),
    )


def _louvain(graph: nx.Graph, resolution: float) -> Callable[[int], Sequence[int]]:
    def run(seed: int) -> Sequence[int]:
        label = [0] * len(graph)
        for number, nodes in enumerate(nx.community.louvain_communities(graph, resolution=resolution, seed=seed)):
            for node in nodes:
                label[node] = number
        return label

    return run


def _leiden(graph: nx.Graph, resolution: float) -> Callable[[int], Sequence[int]]:
    import leidenalg

    given = engines.convert(graph)

    def run(seed: int) -> Sequence[int]:
        found = leidenalg.find_partition(
            given,
            leidenalg.RBConfigurationVertexPartition,
            weights="weight",
            resolution_parameter=resolution,
            seed=seed,
        )
        return list(found.membership)

    return run


def _relabel(label: Sequence[int]) -> tuple[int, ...]:
    """Number communities in the order in which they come up: equal divisions become equal."""
    seen: dict[int, int] = {}
    return tuple(seen.setdefault(each, len(seen)) for each in label)


def _modularity(graph: nx.Graph, label: Sequence[int], resolution: float) -> float:
    groups: dict[int, set[int]] = {}
    for node, number in enumerate(label):
        groups.setdefault(number, set()).add(node)
    return float(nx.community.modularity(graph, groups.values(), resolution=resolution))


def _gather(members: Sequence[str], best: Sequence[int], labels: Sequence[Sequence[int]]) -> tuple[Community, ...]:
    groups: dict[int, list[int]] = {}
    for place, number in enumerate(best):
        groups.setdefault(number, []).append(place)
    ordered = sorted(groups.values(), key=lambda places: (-len(places), members[places[0]]))
    found = []
    for number, places in enumerate(ordered, 1):
        company = dict.fromkeys(places, 0)
        for label in labels:
            sizes = Counter(label[place] for place in places)
            for place in places:
                company[place] += sizes[label[place]] - 1
        chances = len(labels) * (len(places) - 1)
        stability = {members[p]: round(company[p] / chances, DIGITS) if chances else 1.0 for p in places}
        found.append(Community(number, tuple(members[p] for p in places), stability))
    return tuple(found)
