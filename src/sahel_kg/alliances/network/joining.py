"""Joining ties: from the multigraph of `network.take`, an edge a relation, to signed edges between pairs of actors."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

import networkx as nx

from sahel_kg.alliances.network.signed_network import DEFAULT_JOINING, SIGNED, Joining, SignedNetwork
from sahel_kg.alliances.network.signed_ties import SignedTie, join_claims, read_tie
from sahel_kg.arguments import refuses_others
from sahel_kg.docstrings import hands_on
from sahel_kg.errors import UsageError, refuse_unknown, want
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.record.evidence import LETTERS
from sahel_kg.record.relations import SIGN_VALUES, SIGN_WORDS, Relations, Sign, read_signs
from sahel_kg.ties.choice import KEYWORDS, TOLD, Choice, NetworkChoice, choose
from sahel_kg.ties.contributors import count_lone, tell_counted
from sahel_kg.ties.network import take, tell_left_out
from sahel_kg.ties.situation import Situation, want_build
from sahel_kg.ties.tie_network import TieNetwork, choice_of, keep_nodes, read_edges
from sahel_kg.vocabulary import compact, expand

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build


class SignedChoice(NetworkChoice, total=False):
    """What a signed network is taken from and how ties are joined, as keywords: see `choose_signed`."""

    parallel: str
    weight: str
    steps: int
    signs_of: Mapping[str, str] | None
    weights: Mapping[str, float] | None
    around: str | Actor | Iterable[str | Actor]


def choose_signed(situation: Situation, **said: Unpack[SignedChoice]) -> tuple[Choice, Joining]:
    """Return the choice and the joining that keywords mean.

    Parameters
    ----------
    situation : Situation
    described : bool
        Keep actors without a name: they stand for nobody in particular, so not unless asked for.
    organs : bool
        Keep organs apart from their states.
    missions : bool
        Keep missions, which double every adversary of those that take part.
    signs_of : mapping of str to str, optional
        Relation to the sign that it is to have: ``{"skg:strainedWith": "-"}``.
    weights : mapping of str to float, optional
        Relation to what it weighs; 0 leaves it out.
    around : iterable of str, optional
        Actors by name or CURIE: nobody farther than `steps` signed ties from one of them belongs to the network.
    **said
        Besides ``parallel``, ``weight`` and ``steps`` of `Joining`; ``as_of``, ``reading``, ``window``, ``persist``,
        ``contributors``, ``relations``, ``statuses``, ``bases`` and ``evidence``, as for `network.choose`.

    Raises
    ------
    UsageError
        For an unknown keyword, relation, sign, actor or way to do something.
    """
    want_build(situation)
    rest: dict[str, Any] = {**_DEFAULTS, **said}
    refuse_unknown(rest, {*KEYWORDS, *SignedChoice.__annotations__})
    for name, words in (("signs_of", "sign"), ("weights", "weight")):
        want(rest[name] or {}, Mapping, f"a mapping of relations, each to its {words}, for {name}")
    find = situation.relations.find
    joining = Joining(
        signs=tuple((compact(find(r)), read_signs([s])[0]) for r, s in (rest.pop("signs_of") or {}).items()),
        weights=tuple((compact(find(r)), float(w)) for r, w in (rest.pop("weights") or {}).items()),
        around=tuple(situation.actors.find(name).id for name in _list_actors(rest.pop("around"))),
        **{name: rest.pop(name) for name in _JOINING & rest.keys()},
    )
    if joining.steps != Joining.steps and not joining.around:
        raise UsageError("--steps needs --around: it says how far from that actor is near")
    return choose(situation, **rest), joining


def _list_actors(given: str | Actor | Iterable[str | Actor]) -> tuple[str | Actor, ...]:
    return (given,) if isinstance(given, str | Actor) else tuple(given)


_DEFAULTS = {"described": False, "organs": False, "missions": False, "signs_of": None, "weights": None, "around": ()}
"""What counts unless it is said: nobody without a name, states with their organs, no missions."""
_JOINING = frozenset(each.name for each in fields(Joining)) - {"signs", "weights", "around"}
"""What a joining takes as it is said; nothing in it has to be looked up."""


KEYWORDS_TOLD = (Joining, *TOLD, choose_signed, _DEFAULTS)
"""Where it is said what the keywords of a signed network mean."""


@hands_on(SignedChoice.__annotations__, *KEYWORDS_TOLD)
@refuses_others
def take_signed(build: Build, **said: Unpack[SignedChoice]) -> SignedNetwork:
    """Return the signed network of a build.

    Parameters
    ----------
    build : Build
    **said
        Which ties and actors count, and how ties are joined.

        {keywords}

    Raises
    ------
    UsageError
        For an unknown keyword, relation, sign, actor or way to do something.
    """
    return draw_signed(build, *choose_signed(build, **said))


def draw_signed(situation: Situation, choice: Choice, joining: Joining) -> SignedNetwork:
    """Return the signed network of a choice and a joining."""
    return join(take(situation, choice), joining, situation.relations)


def join(
    graph: nx.MultiDiGraph, joining: Joining = DEFAULT_JOINING, relations: Relations | None = None
) -> SignedNetwork:
    """Join the ties between each two actors into signed edges.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As from `network.take` or `variants.Survival.network`.
    joining : Joining
    relations : Relations, optional
        Without them a relation with a sign or weight of its own means itself only, not all below it.

    Returns
    -------
    SignedNetwork
        Without actors that have no tie of cooperation, hostility or strain.
    """
    find = finder(relations)
    signs, factors = dict(joining.signs), dict(joining.weights)
    pairs: dict[tuple[str, str], Pair] = defaultdict(lambda: defaultdict(list))
    weightless, selfish = set(), set()
    for start, end, data in read_edges(graph):
        if data["status"] == "denied":
            continue
        tie = read_tie(start, end, data, find(data["relation"], signs))
        if tie.sign == "0":
            continue
        if start == end:
            selfish.add(start)
        elif _worth(tie, factors, find) == 0:
            weightless.add(tie.relation)
        else:
            pairs[(start, end) if start < end else (end, start)][tie.sign].append(tie)
    joined, even = _draw(pairs, graph, joining, find)
    drawn = {(*ends, sign): tuple(ties) for ends, pair in pairs.items() for sign, ties in pair.items()}
    taken = graph.taken if isinstance(graph, TieNetwork) else {}
    remarks = [told] if (told := tell_left_out(taken.get("left_out", {}), SIGNED)) else []
    remarks += filter(None, map(taken.get, ("ends", "undecided")))
    if even:
        remarks.append(f"As much cooperation as hostility, so neither: {'; '.join(even)}.")
    if selfish:
        remarks.append(f"Ties of an actor to itself say nothing and are left out: {', '.join(sorted(selfish))}.")
    if weightless:
        remarks.append(f"Left out, weighing nothing: {', '.join(sorted(weightless))}.")
    joined = _drop_lonely(joined)
    if joining.around:
        joined = _near(joined, joining)
    alone = len(set(graph) - set(joined))
    if alone and not joining.around:
        remarks.append(f"{alone} actor{'' if alone == 1 else 's'} without a tie of these signs left out.")
    for actor in joined:
        joined.nodes[actor].setdefault("contributors", 0)
    if counted := tell_counted({_label(graph, actor): count_lone(said) for actor, said in joined.nodes(data=True)}):
        remarks.append(counted)
    return SignedNetwork(nx.freeze(joined), choice_of(graph), joining, tuple(remarks), drawn=drawn, source=graph)


def ties_of(network: SignedNetwork) -> TieNetwork:
    """Return the network of the ties that the edges of a signed network join.

    Raises
    ------
    UsageError
        If it was made of edges.
    """
    if not isinstance(network.source, TieNetwork):
        raise UsageError("this network was not taken from ties: choose from gexf, signed-graphml, signed-csv")
    joined = {
        (tie.subject, tie.relation, tie.object, tie.extent.bounds)
        for edge in network.graph.edges(keys=True)
        for tie in network.ties_on(*edge)
    }
    return network.source.edge_subgraph(
        (start, end, key)
        for start, end, key, relation in network.source.edges(keys=True, data="relation")
        if (start, relation, end, network.source.tie(start, end, key).bounds) in joined
    )


def _draw(
    pairs: Mapping[tuple[str, str], Pair], graph: nx.MultiDiGraph, joining: Joining, find: Finder
) -> tuple[nx.MultiGraph, list[str]]:
    """Return an edge a sign between the actors of each pair, and the pairs whose signs outweigh each other."""
    joined = nx.MultiGraph()
    even: list[str] = []
    for (first, second), pair in sorted(pairs.items()):
        weight = {sign: weigh(ties, joining, find) for sign, ties in pair.items()}
        kept = settle(pair, weight, joining)
        if not kept and {"+", "-"} <= pair.keys():
            even.append(f"{_label(graph, first)} and {_label(graph, second)}")
        for actor in (first, second):
            joined.add_node(actor, **graph.nodes[actor])
        for sign, value in sorted(kept.items()):
            joined.add_edge(first, second, key=sign, **_say(sign, value, pair[sign]))
        if "~" in pair:
            joined.add_edge(first, second, key="~", **_say("~", weight["~"], pair["~"]))
    return joined, even


def _say(sign: Sign, weight: float, ties: Sequence[SignedTie]) -> dict[str, Any]:
    """Return the attributes of an edge, values that files can hold."""
    said = {
        "sign": sign,
        "value": SIGN_VALUES[sign],
        "weight": weight,
        "relations": " ".join(sorted({tie.relation for tie in ties})),
        "statuses": " ".join(sorted({tie.status for tie in ties})),
        "reading": min((tie.reading for tie in ties), key=BEST_FIRST.index),
        "claims": " ".join(join_claims(ties)),
    }
    return {name: value for name, value in said.items() if value != ""}


def from_edges(
    edges: Iterable[tuple[str, str, str] | tuple[str, str, str, float]], joining: Joining = DEFAULT_JOINING
) -> SignedNetwork:
    """Return a signed network of edges that are given: for networks from elsewhere.

    Parameters
    ----------
    edges : iterable of (first, second, sign) or (first, second, sign, weight)
        The sign is +, - or ~, or its word; without a weight it is 1.

    Raises
    ------
    UsageError
        For what is no sign, or a weight that is negative or no number.

    Examples
    --------
    >>> network = from_edges([("a", "b", "+"), ("b", "c", "-"), ("c", "a", "-")])
    >>> network.counts
    {'+': 1, '-': 2, '~': 0}
    """
    graph = nx.MultiDiGraph()
    meant = {name: sign for sign in SIGNED for name in (sign, SIGN_WORDS[sign])}
    for first, second, given, *rest in edges:
        weight = float(rest[0]) if rest else 1.0
        sign = meant.get(given)
        if sign is None:
            raise UsageError(f"{first} {given} {second}: the sign is one of {' '.join(SIGNED)}")
        if not (math.isfinite(weight) and weight >= 0):
            raise UsageError(f"{first} {sign} {second}: weight {weight}: give a number from 0")
        for actor in (first, second):
            graph.add_node(actor, label=actor, short=actor, kind=None, kinds=[], described=False)
        graph.add_edge(first, second, relation=sign, sign=sign, status="asserted", reading="undated", weight=weight)
    return join(graph, joining)


# -- joining

Pair = dict[Sign, list[SignedTie]]
"""The ties between two actors, by sign."""
Finder = Callable[[str, Mapping[str, Any]], Any]


def _above(relation: str, relations: Relations | None) -> set[str]:
    if relations is None:
        return {relation}
    return {compact(iri) for iri in relations.above(expand(relation) or relation)}


def finder(relations: Relations | None) -> Finder:
    """Return a function that finds what is said of a relation: of itself first, else of one above it."""
    known: dict[str, set[str]] = {}

    def find(relation: str, said: Mapping[str, Any]) -> Any:
        if not said or relation in said:
            return said.get(relation)
        if relation not in known:
            known[relation] = _above(relation, relations)
        return next((said[name] for name in sorted(known[relation]) if name in said), None)

    return find


def _worth(tie: SignedTie, factors: Mapping[str, float], find: Finder) -> float:
    factor = find(tie.relation, factors)
    return tie.weight * (1.0 if factor is None else factor)


def weigh(ties: Sequence[SignedTie], joining: Joining, find: Finder) -> float:
    """Return what the ties of one sign between two actors weigh."""
    factors = dict(joining.weights)
    own: dict[str, float] = defaultdict(float)
    for tie in ties:
        own[tie.relation] = max(own[tie.relation], _worth(tie, factors, find))
    if joining.weight == "pairs":
        return max(own.values())
    if joining.weight == "relations":
        return sum(own.values())
    claims: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        if tie.claims is None:
            raise UsageError("there are no claims to count here: choose weight='pairs' or 'relations'")
        claims[tie.relation] |= set(tie.claim_ids)
    return sum(own[relation] * len(found) for relation, found in claims.items())


def settle(pair: Pair, weight: Mapping[Sign, float], joining: Joining) -> dict[Sign, float]:
    """Return the signs that a pair is left with, cooperation and hostility, each with its weight."""
    signs: tuple[Sign, Sign] = ("+", "-")
    both = {sign: weight[sign] for sign in signs if weight.get(sign)}
    if len(both) < 2 or joining.parallel == "kept":
        return both
    if joining.parallel in ("latest", "best"):
        worth = _moment if joining.parallel == "latest" else _quality
        value = {sign: max(map(worth, pair[sign])) for sign in both}
        if value["+"] != value["-"]:
            ahead = max(both, key=lambda sign: value[sign])
            return {ahead: both[ahead]}
    left = both["+"] - both["-"]
    return {"+" if left > 0 else "-": abs(left)} if left else {}


def _moment(tie: SignedTie) -> tuple[date, date]:
    """Return when a tie was last there, then when it began; a state without an end lasts, no date is oldest."""
    bounds = tie.extent.bounds
    begun, ended = bounds.latest_begin or bounds.earliest_begin, bounds.latest_end or bounds.earliest_end
    is_lasting = begun and tie.extent.aspect == "holding" and not bounds.latest_end
    return date.max if is_lasting else ended or begun or date.min, begun or date.min


def _quality(tie: SignedTie) -> tuple[int, int]:
    """Return how good the evidence of a tie is, the higher the better; what is unknown is worst."""
    return -(tie.credibility or 6), -LETTERS.index(tie.reliability or "F")


def _label(graph: nx.Graph, actor: str) -> str:
    return str(graph.nodes[actor].get("label") or actor)


def _drop_lonely(graph: nx.MultiGraph) -> nx.MultiGraph:
    return keep_nodes(graph, {actor for actor in graph if graph.degree(actor)})


def _near(graph: nx.MultiGraph, joining: Joining) -> nx.MultiGraph:
    """Return who lies within some ties of an actor."""
    known = [actor for actor in joining.around if actor in graph]
    if not known:
        raise UsageError(f"{', '.join(joining.around)}: no tie of these signs in this network. Widen the choice.")
    near = {a for actor in known for a in nx.single_source_shortest_path_length(graph, actor, joining.steps)}
    return keep_nodes(graph, near)
