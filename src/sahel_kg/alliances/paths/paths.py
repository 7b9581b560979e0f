"""Paths: how two actors are connected, step by step, by ties that cite their claims.

A path is a row of actors, each tied to the next; a tie may be walked against its direction, which is shown as stated.
Paths connect, they do not cause: that A is tied to B and B to C says nothing of A and C but what is said of each pair.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import networkx as nx

from sahel_kg.alliances.network.signed_network import SignedNetwork, tell_apart
from sahel_kg.alliances.network.signed_ties import SignedTie, read_tie
from sahel_kg.alliances.network.told_of import find_told_of
from sahel_kg.alliances.paths.spells import may_be
from sahel_kg.alliances.paths.steps import Path, PathStep, Weakness, rank_evidence, sign_of
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, want
from sahel_kg.frames import Grid, Tabular, Types
from sahel_kg.record.bounds import BEST_FIRST, NAMES
from sahel_kg.record.relations import SIGN_WORDS, Sign, read_signs
from sahel_kg.record.rewinding import When
from sahel_kg.ties.nodes import find_node
from sahel_kg.ties.tie_network import TieNetwork, choice_of, read_edges
from sahel_kg.ties.words import count

Pair = tuple[str, str]
MOST = 5
SHOWN = 5
"""How many neighbours are named where there is no path."""
COLUMNS = (
    *("path", "best", "pathSign", "step", "start", "start_label", "relation", "relation_label", "direction"),
    *("end", "end_label", "sign", "status", "reading", *NAMES),
    *("basis", "reliability", "credibility", "claims", "others"),
)
HIDDEN = ("best", "others")
"""Columns that a notebook does not show."""
_TYPES: Types = {"best": "truth", **dict.fromkeys(("path", "step", "others"), "whole")}


@dataclass(frozen=True)
class Paths(Tabular):
    """How two actors are connected.

    Parameters
    ----------
    source, target : str
        CURIEs.
    shortest : tuple of Path
        All shortest, or so many as were asked for; those whose weakest step is best come first.
    count : int
        How many shortest there are.
    best : Path or None
        The best-evidenced one, of any length that is allowed.
    why : str
        Why there is none; "" if there is one.
    labels : mapping of str to str
        Names of the actors on the paths.
    when : When
        The time at which the ties are looked at.
    note : str
        What was searched.
    network : SignedNetwork or MultiDiGraph, optional
        Where it was searched.
    """

    source: str
    target: str
    shortest: tuple[Path, ...]
    count: int
    best: Path | None
    why: str
    labels: Mapping[str, str]
    when: When
    note: str
    network: SignedNetwork | nx.MultiDiGraph | None = field(default=None, repr=False, compare=False)

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """What to know of how the actors on the paths are told of; of many, how many more."""
        ties = [tie for path in self.shown for step in path.steps for tie in step.ties]
        return find_told_of(self.network, self.labels, ties)

    @property
    def shown(self) -> tuple[Path, ...]:
        """The shortest paths, then the best-evidenced one if it is none of them."""
        more = (self.best,) if self.best and self.best not in self.shortest else ()
        return (*self.shortest, *more)

    @property
    def is_direct(self) -> bool:
        """Whether a tie of the two themselves connects them."""
        return bool(self.shortest) and len(self.shortest[0].steps) == 1

    def rows(self) -> list[tuple[object, ...]]:
        """Return one row a step, in the order of `COLUMNS`."""
        out: list[tuple[object, ...]] = []
        for number, path in enumerate(self.shown, 1):
            sign = SIGN_WORDS[path.sign] if path.sign else None
            for place, step in enumerate(path.steps, 1):
                tie = step.tie
                out.append(
                    (
                        *(number, path == self.best, sign, place, step.start, self.labels[step.start]),
                        *(tie.relation, tie.label or tie.relation, step.direction, step.end, self.labels[step.end]),
                        *(SIGN_WORDS[tie.sign], tie.status, tie.reading),
                        *tie.extent.bounds.as_days(),
                        *(tie.basis, tie.reliability, tie.credibility),
                        *(" ".join(tie.claim_ids), len(step.ties) - 1),
                    )
                )
        return out

    def as_dict(self) -> dict[str, Any]:
        """Return the path object of the JSON formats."""
        return {
            "version": 1,
            "source": {"id": self.source, "label": self.labels[self.source]},
            "target": {"id": self.target, "label": self.labels[self.target]},
            "length": len(self.shortest[0].steps) if self.shortest else None,
            "count": self.count,
            "shortest": [path.as_dict() for path in self.shortest],
            "best": self.best.as_dict() if self.best else None,
            "why": self.why or None,
            "labels": dict(sorted(self.labels.items())),
            "note": " ".join([self.note, *self.cautions]),
        }

    def grid(self) -> Grid:
        """Return them as a table, a step a row; every path has its number."""
        told = f"{self.why[:1].upper()}{self.why[1:]}. " if self.why else ""
        caption = f"{self.labels[self.source]} to {self.labels[self.target]}"
        return Grid(COLUMNS, self.rows(), caption, " ".join([told + self.note, *self.cautions]), HIDDEN, _TYPES)


@refuses_others
def find_paths(
    network: SignedNetwork | nx.MultiDiGraph,
    source: str,
    target: str,
    *,
    signs: Iterable[str] = (),
    longest: int | None = None,
    most: int | None = MOST,
) -> Paths:
    """Return all shortest paths between two actors, and the best-evidenced one.

    Parameters
    ----------
    network : SignedNetwork or networkx.MultiDiGraph
        The multigraph of `network.take` has neutral ties besides: who is a member of what, who takes part in what.
    source, target : str
        Names, CURIEs or IRIs.
    signs : iterable of {"+", "-", "~", "0"}
        Or in words. Only steps of these signs; without any, all that the network has.
    longest : int, optional
        The most steps that a path may have.
    most : int, optional
        How many shortest paths to return, 5 if not said; None for all of them, whose number may grow exponentially.

    Returns
    -------
    Paths

    Raises
    ------
    UsageError
        For an actor that is not in the network, with who is called nearly so; for the same actor twice, an unknown
        sign, or a number below 1.

    Notes
    -----
    The best-evidenced path is the one whose weakest step is best, by `rank_evidence` of the tie shown: a widest
    (bottleneck, minimax) path (Pollack 1960, The maximum capacity through a network, Operations Research 8(5),
    733-736), as a proof is as good as its weakest claim. Of several it has the fewest steps, then the better evidence
    on the other steps, from the worst on. Ranks are not added up: two doubtful reports in a row are no worse than one.

    Examples
    --------
    >>> from sahel_kg.alliances.network.joining import from_edges
    >>> found = find_paths(from_edges([("a", "b", "+"), ("b", "c", "-")]), "a", "c")
    >>> found.shortest[0].actors, found.shortest[0].sign
    (('a', 'b', 'c'), '-')
    """
    want(network, (SignedNetwork, nx.MultiDiGraph), "take_signed(build) or build.network()")
    for option, number in (("--longest", longest), ("--most", most)):
        if number is not None and number < 1:
            raise UsageError(f"{option} {number}: give a number from 1")
    start, end = (_find(network, actor) for actor in (source, target))
    if start == end:
        raise UsageError(f"{source} and {target} are the same actor: name two")
    wanted = read_signs(signs)
    steps = _join_ties(network, wanted)
    ranks = {pair: rank_evidence(ties[0]) for pair, ties in steps.items()}
    taken = network.graph if isinstance(network, SignedNetwork) else network
    labels = tell_apart({actor: str(data.get("label") or actor) for actor, data in taken.nodes(data=True)})
    graph = nx.Graph()
    graph.add_nodes_from(taken)
    graph.add_edges_from(ranks)
    distances = nx.single_source_shortest_path_length(graph, start)
    found: list[tuple[str, ...]] = []
    best: list[tuple[str, ...]] = []
    count, why = 0, ""
    if end not in distances:
        why = _tell_why(graph, (start, end), wanted, labels)
    elif longest is not None and distances[end] > longest:
        why = f"no path of at most {longest} step{'' if longest == 1 else 's'}: the shortest has {distances[end]}"
    else:
        found, count = _find_shortest(graph, ranks, start, end, most)
        best, _ = _find_shortest(_best_evidenced(ranks, start, end, longest), ranks, start, end, 1)
    paths = [Path(tuple(_step(steps, one, other) for one, other in pairwise(row))) for row in (*found, *best)]
    shown = {start, end, *(actor for path in paths for actor in path.actors)}
    choice = network.choice if isinstance(network, SignedNetwork) else choice_of(network)
    return Paths(
        start,
        end,
        tuple(paths[: len(found)]),
        count,
        paths[-1] if best else None,
        why,
        {actor: labels[actor] for actor in sorted(shown)},
        choice.when if choice else When(),
        _note(network, wanted, longest),
        network,
    )


# -- the ties, joined into steps


def _find(network: SignedNetwork | nx.MultiDiGraph, actor: str) -> str:
    if isinstance(network, SignedNetwork):
        return network.find(actor)
    return find_node(network, actor, network.situation if isinstance(network, TieNetwork) else None)


def _join_ties(network: SignedNetwork | nx.MultiDiGraph, wanted: Sequence[Sign]) -> dict[Pair, list[SignedTie]]:
    """Return the ties of each pair, two CURIEs in order, as `PathStep.ties` has them; denied ones are none."""
    pairs: dict[Pair, list[SignedTie]] = defaultdict(list)
    if isinstance(network, SignedNetwork):
        ties: Iterable[SignedTie] = (tie for edge in network.graph.edges(keys=True) for tie in network.ties_on(*edge))
    else:
        ties = (read_tie(*edge) for edge in read_edges(network))
    for tie in ties:
        first, second = sorted((tie.subject, tie.object))
        if tie.status != "denied" and first != second and (not wanted or tie.sign in wanted):
            pairs[first, second].append(tie)
    out = {}
    for pair, several in sorted(pairs.items()):
        sign = sign_of(several)
        out[pair] = sorted(several, key=lambda tie: (sign not in (None, tie.sign), *_order(tie)))
    return out


def _order(tie: SignedTie) -> tuple[object, ...]:
    """Put the better evidenced, the surer and the latest first; the rest only fixes an order."""
    reading = BEST_FIRST.index(tie.reading)
    _, last = may_be(tie.extent)
    days = -(last.toordinal() if last else math.inf)
    return (*rank_evidence(tie), reading, days, tie.relation, tie.subject, str(tie.extent.bounds.as_dict()))


def _step(steps: Mapping[Pair, Sequence[SignedTie]], start: str, end: str) -> PathStep:
    return PathStep(start, end, tuple(steps[(start, end) if start < end else (end, start)]))


# -- searching


def _find_shortest(
    graph: nx.Graph, ranks: Mapping[Pair, Weakness], start: str, end: str, most: int | None
) -> tuple[list[tuple[str, ...]], int]:
    """Return the best evidenced of all shortest paths, best first, and how many there are.

    Of two paths the better has the better weakest step, then the better second weakest, and so on. A step that both
    take does not change which is better, so the best ones to each actor are made of the best to those before it.
    """
    better: dict[str, list[tuple[tuple[Weakness, ...], tuple[str, ...]]]] = {start: [((), (start,))]}
    counts = {start: 1}
    for actor, before in nx.predecessor(graph, start, cutoff=nx.shortest_path_length(graph, start, end)).items():
        if actor == start:
            continue
        counts[actor] = sum(counts[one] for one in before)
        found = (
            (tuple(sorted((*worst, ranks[min(one, actor), max(one, actor)]), reverse=True)), (*path, actor))
            for one in before
            for worst, path in better[one]
        )
        better[actor] = sorted(found)[:most]
    return [path for _, path in better[end]], counts[end]


def _best_evidenced(ranks: Mapping[Pair, Weakness], start: str, end: str, longest: int | None) -> nx.Graph:
    """Return the pairs up to the best rank at which the two are still connected."""
    levels = sorted(set(ranks.values()))

    def up_to(level: Weakness) -> nx.Graph:
        return nx.Graph([pair for pair, rank in ranks.items() if rank <= level])

    def connects(level: Weakness) -> bool:
        graph = up_to(level)
        return start in graph and end in nx.single_source_shortest_path_length(graph, start, cutoff=longest)

    return up_to(levels[bisect_left(levels, True, key=connects)])


# -- words


def _tell_why(graph: nx.Graph, ends: Pair, wanted: Sequence[Sign], labels: Mapping[str, str]) -> str:
    """Say why there is no path."""
    told = " or ".join(SIGN_WORDS[sign] for sign in wanted)
    by = f" by {told}" if told else ""
    alone = [labels[end] for end in ends if not graph.degree(end)]
    if alone:
        return f"no path{by}: {' and '.join(alone)} {'has' if len(alone) == 1 else 'have'} no such tie here"
    parts = []
    for end in ends:
        part = nx.node_connected_component(graph, end)
        near = ", ".join(sorted(labels[one] for one in graph[end])[:SHOWN])
        more = f" and {len(graph[end]) - SHOWN} more" if len(graph[end]) > SHOWN else ""
        parts.append(f"{labels[end]} in one of {count(len(part), 'actor')} (tied to {near}{more})")
    return f"no path{by}: they lie in different parts, {' and '.join(parts)}"


def _note(network: SignedNetwork | nx.MultiDiGraph, wanted: Sequence[Sign], longest: int | None) -> str:
    parts = ["Paths: ties are walked in either direction, and shown as stated"]
    if wanted:
        parts.append(f"steps of {' or '.join(SIGN_WORDS[sign] for sign in wanted)} only")
    if longest is not None:
        parts.append(f"at most {longest} step{'' if longest == 1 else 's'}")
    taken = network.note if isinstance(network, SignedNetwork) else str(network.graph.get("note", ""))
    return f"{'; '.join(parts)}. {taken}".rstrip()
