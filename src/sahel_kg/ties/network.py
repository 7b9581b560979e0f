"""The actors and their ties as a networkx graph.

One edge a tie, so two actors may have several. What the graph was taken from travels with it as
``graph["choice"]``, as JSON, and, in words, ``graph["note"]``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import networkx as nx

from sahel_kg.arguments import refuses_others
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.record.relations import Relations
from sahel_kg.ties.choice import (
    ABSENCE,
    CONTRIBUTORS,
    KEYWORDS,
    SIGNS,
    STATUSES,
    Choice,
    choose,
    is_kept,
    is_of_interest,
    is_wanted,
)
from sahel_kg.ties.contributors import (
    AnyTie,
    ListKnown,
    counted_contributors,
    find_possible,
    is_contribution,
    tell_counted,
)
from sahel_kg.ties.coverage import tell_ends
from sahel_kg.ties.listing import JoinedTie, list_asserted, list_joined, list_ties
from sahel_kg.ties.nodes import find_node
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.tie_network import Graph, TieNetwork, keep_nodes, plain_attributes, want_network
from sahel_kg.ties.ties import Tie, sign_value
from sahel_kg.ties.undecided import tell_undecided
from sahel_kg.vocabulary import SKG, compact

__all__ = [
    "ABSENCE",
    "CONTRIBUTORS",
    "KEYWORDS",
    "SIGNS",
    "STATUSES",
    "Choice",
    "around",
    "choose",
    "edge_attributes",
    "free_key",
    "is_kept",
    "is_of_interest",
    "is_wanted",
    "node_attributes",
    "roll_up",
    "simple",
    "states_of_organs",
    "take",
    "take_joined",
    "tell_left_out",
]


@refuses_others
def take(situation: Situation, choice: Choice | None = None) -> TieNetwork:
    """Return the ties between actors as a directed multigraph.

    Parameters
    ----------
    situation : Situation
    choice : Choice, optional
        Without one, all ties that count, at the situation's time and by its evidence: see `choose`.

    Returns
    -------
    TieNetwork
        Nodes are CURIEs with ``label short kind kinds described categories names``, and
        ``contributors`` if some are counted and not drawn (``possible_contributors``: more who are that only if what is
        possible is so); edges carry the tie (``relation relation_label symmetric sign value status aspect reading
        why_possible basis reliability credibility claims``, the four bounds, ``presumedFrom presumedUntil`` and what
        begins with ``events_``), keyed by relation; values are as `tie_network.plain_attributes` has them. A symmetric
        relation is one edge.
    """
    choice = choice or choose(situation)
    seen = choice.see(situation)
    ties_there = list_ties(seen)
    ties = [tie for tie in ties_there if is_of_interest(tie, choice, seen.relations)]
    if not choice.organs:
        ties = roll_up(ties, states_of_organs(seen))
    ever = situation.admitting(choice.evidence).of_all_times
    return _draw(seen, choice, ties, partial(list_asserted, ever), _count_denied(ties_there, choice, seen.relations))


def take_joined(situation: Situation, choice: Choice | None = None) -> TieNetwork:
    """Return a network for who asks between whom there is which relation, and not when: `centrality.rank`.

    Of all times it has one edge for each relation of two actors that is asserted, and for each that is inferred, with
    ``relation sign status`` alone; else it is that of `take`.
    """
    choice = choice or choose(situation)
    seen = choice.see(situation)
    every = list_joined(seen) if choice.organs else None
    if every is None:
        return take(situation, choice)
    ties = [tie for tie in every if is_of_interest(tie, choice, seen.relations)]
    denied = _count_denied(every, choice, seen.relations)
    return _draw(seen, choice, ties, lambda some, _: [t for t in every if {t.subject, t.object} & some], denied)


def _draw(
    seen: Situation, choice: Choice, ties: Sequence[Tie] | Sequence[JoinedTie], list_known: ListKnown, denied: int
) -> TieNetwork:
    """Return the network of some ties."""
    known = seen.relations
    counted = {}
    if choice.contributors == "count":
        counting = (tie for tie in ties if choice.counts(tie.reading))
        counted = counted_contributors(counting, list_known, known, choice.when.day)
    graph = TieNetwork()
    graph.choice, graph.situation = choice, seen
    weak: list[AnyTie] = []
    drawn: set[tuple[str, str, str, str]] = set()
    for tie in ties:
        ends = (seen.actors[tie.subject], seen.actors[tie.object])
        if tie.subject == tie.object or not all(is_kept(actor, choice) for actor in ends):
            continue
        if not choice.counts(tie.reading):
            weak.append(tie)
            continue
        drawn.add(_said(tie))
        if tie.subject in counted.get(tie.object, ()) and is_contribution(tie, known):
            continue
        for actor in ends:
            if actor.id not in graph:
                graph.add_actor(actor.id, node_attributes(actor))
        key = free_key(graph, ends[0].id, ends[1].id, compact(tie.relation))
        if isinstance(tie, Tie):
            graph.add_tie(ends[0].id, ends[1].id, key, edge_attributes(tie, known), tie)
        else:
            said = {"relation": compact(tie.relation), "sign": tie.sign, "status": tie.status}
            graph.add_tie(ends[0].id, ends[1].id, key, said)
    numbers = _say_counted(graph, seen, counted, find_possible(ties, known) if counted else {})
    # what another claim tells well enough is not left out
    left_out = Counter(f"{tie.sign} {tie.reading}" for tie in weak if _said(tie) not in drawn)
    over = tell_ends(seen, [choice.when.day]) if choice.when.day else ""
    undecided = tell_undecided(seen, graph)
    told = [choice.in_words(), tell_left_out(left_out), _tell_denied(denied), tell_counted(numbers)]
    told += [over, undecided, ABSENCE]
    graph.taken = {
        "left_out": dict(sorted(left_out.items())),
        "denied_left_out": denied,
        "counted": {side: sorted(contributors) for side, contributors in sorted(counted.items())},
        "ends": over,
        "undecided": undecided,
    }
    graph.graph |= plain_attributes({"choice": choice, **graph.taken, "note": " ".join(filter(None, told))})
    return graph


def _say_counted(
    graph: TieNetwork, seen: Situation, counted: Mapping[str, set[str]], unsure: Mapping[str, set[str]]
) -> dict[str, tuple[int, int]]:
    """Put beside each side how many are counted and not drawn, and return it: surely so, and only possibly."""
    numbers: dict[str, tuple[int, int]] = {}
    for side, contributors in counted.items():
        if (actor := seen.actors[side]).id in graph:
            possible = len(contributors & unsure.get(side, set()))
            numbers[actor.label] = len(contributors) - possible, possible
            said = graph.nodes[actor.id]
            said["contributors"] = len(contributors) - possible
            if possible:
                said["possible_contributors"] = possible
    return numbers


def _count_denied(ties: Iterable[AnyTie], choice: Choice, known: Relations) -> int:
    """Return how many ties are denied, and so not in a network that is taken without these."""
    if "denied" in choice.statuses:
        return 0
    denied = replace(choice, statuses=("denied",))
    return sum(is_wanted(tie, denied, known) for tie in ties)


def _tell_denied(number: int) -> str:
    return f"{number} denied tie{'s' * (number != 1)} left out." if number else ""


def _said(tie: AnyTie) -> tuple[str, str, str, str]:
    return tie.subject, tie.relation, tie.object, tie.status


def tell_left_out(left_out: Mapping[str, int], signs: Collection[str] = SIGNS) -> str:
    """Say in a sentence how many ties were read too weakly to count; nothing if none was."""
    counts = Counter[str]()
    for told, number in left_out.items():
        sign, reading = told.split()
        counts[reading] += number if sign in signs else 0
    parts = [f"{counts[reading]} {reading}" for reading in BEST_FIRST if counts[reading]]
    return f"Left out: {' and '.join(parts)} tie{'s' * (counts.total() != 1)}." if parts else ""


def node_attributes(actor: Actor) -> dict[str, Any]:
    """Return an actor's node attributes."""
    return {
        "label": actor.label,
        "short": actor.short,
        "kind": actor.kind,
        "kinds": list(actor.kinds),
        "described": actor.described,
        "categories": list(actor.categories),
        "names": [f"{n.text}@{n.language}" for n in actor.names],
    }


def edge_attributes(tie: Tie, relations: Relations) -> dict[str, Any]:
    """Return a tie's edge attributes."""
    letter, credibility = tie.grade
    return {
        "relation": compact(tie.relation),
        "relation_label": relations.label(tie.relation),
        "symmetric": tie.relation in relations.symmetric,
        "sign": tie.sign,
        "value": sign_value(tie),
        "status": tie.status,
        "aspect": tie.extent.aspect,
        "reading": tie.reading,
        "why_possible": tie.why_possible,
        "bounds": tie.bounds,
        "presumed": tie.extent.presumed,
        "basis": tie.basis,
        "claims": tie.claims,
        "events": tie.events,
        "reliability": letter,
        "credibility": credibility,
    }


def roll_up(ties: Sequence[Tie], state_of: dict[str, str]) -> list[Tie]:
    """Move the ties of organs to their states, dropping repeats of a tie that the state has itself."""
    out: dict[tuple[object, ...], Tie] = {}
    for tie in ties:
        moved = replace(
            tie,
            subject=state_of.get(tie.subject, tie.subject),
            object=state_of.get(tie.object, tie.object),
        )
        key = (moved.subject, moved.relation, moved.object, moved.status, moved.bounds)
        if moved.subject != moved.object and key not in out:
            out[key] = moved
    return list(out.values())


@refuses_others
def around(graph: Graph, actor: str) -> Graph:
    """Return an actor, those that it has ties with, and the ties among all of them.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
    actor : str
        Name, CURIE or IRI.

    Raises
    ------
    UsageError
        If the actor has no tie in this network, or nobody in it is called so, with who is called nearly so.
    """
    want_network(graph)
    found = find_node(graph, actor, graph.situation if isinstance(graph, TieNetwork) else None)
    return keep_nodes(graph, {found, *graph.successors(found), *graph.predecessors(found)})


@refuses_others
def simple(graph: nx.MultiDiGraph, *, signs: Collection[str] = SIGNS) -> nx.Graph:
    """Join parallel ties of some signs: an undirected graph with the number of different relations as ``weight``.

    The same relation stated with several bounds counts once. Denied ties do not count: that a relation does not
    hold is no tie.
    """
    want_network(graph)
    joined = nx.Graph(**graph.graph)
    joined.add_nodes_from(graph.nodes(data=True))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for a, b, data in graph.edges(data=True):
        if data["sign"] in signs and data["status"] != "denied":
            first, second = sorted((a, b))
            found[first, second].add(data["relation"])
    joined.add_weighted_edges_from((a, b, len(names)) for (a, b), names in sorted(found.items()))
    return joined


def states_of_organs(situation: Situation) -> dict[str, str]:
    """Map each organ to its state; the organs of organisations and missions stay."""
    organ_of = str(SKG.organOf)
    return {
        t.subject: t.object
        for t in list_ties(situation)
        if t.relation == organ_of and "State" in situation.actors[t.object].kinds and t.status == "asserted"
    }


def free_key(graph: nx.MultiDiGraph, a: str, b: str, relation: str) -> str:
    """Return the relation, numbered if that tie stands already with other bounds or status."""
    number, key = 1, relation
    while graph.has_edge(a, b, key=key):
        number += 1
        key = f"{relation}#{number}"
    return key
