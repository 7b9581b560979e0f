"""The actors and their ties as a networkx graph.

One edge a tie, so two actors may have several. What the graph was taken from travels with it as
``graph["choice"]`` and, in words, ``graph["note"]``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

import networkx as nx

from sahel_kg.errors import UsageError, refuse_unknown
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import BEST_FIRST, TieReading
from sahel_kg.record.claims import BASES
from sahel_kg.record.evidence import Evidence
from sahel_kg.record.relations import SIGN_WORDS, Relations, read_signs
from sahel_kg.record.rewinding import DEFAULT_WINDOW, When
from sahel_kg.record.rewinding import when as make_when
from sahel_kg.ties.contributors import counted_contributors, is_contribution
from sahel_kg.ties.coverage import tell_ends
from sahel_kg.ties.listing import list_ties
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Related, Tie
from sahel_kg.ties.undecided import tell_undecided
from sahel_kg.vocabulary import SKG, compact

SIGNS: tuple[str, ...] = tuple(SIGN_WORDS)
STATUSES = ("asserted", "inferred", "denied")
Seen = TypeVar("Seen", bound=Situation)
CONTRIBUTORS = {
    "count": "who only contributes to a side is counted, not drawn",
    "actors": "all who contribute to a side are drawn",
}
ABSENCE = "A missing tie is not evidence of absence: the source may not have looked."


@dataclass(frozen=True)
class Choice:
    """What a network is taken from; printed with every result that rests on it.

    Parameters
    ----------
    when : When
        Only ties that hold or may hold then, and what happened in the window before it.
    evidence : Evidence
        Only claims that it admits count; what follows by others only does not follow.
    relations : tuple of str
        IRIs; each stands for itself and all below it. Without any, all.
    signs : tuple of {"+", "-", "~", "0"}
        Or in words: cooperation, hostility, strain, neutral.
    statuses : tuple of {"asserted", "inferred", "denied"}
    described : bool
        Keep actors without a name.
    organs : bool
        Keep organs of states as actors; otherwise their ties go to the state.
    missions : bool
        Keep missions as actors.
    contributors : {"count", "actors"}
        Whether who only contributes to a side is counted beside its name or drawn (see `contributors`).

    Raises
    ------
    UsageError
        For an unknown sign, status or way to show contributors.
    """

    when: When = When()
    evidence: Evidence = Evidence()
    relations: tuple[str, ...] = ()
    signs: tuple[str, ...] = SIGNS
    statuses: tuple[str, ...] = ("asserted", "inferred")
    described: bool = True
    organs: bool = True
    missions: bool = True
    contributors: str = "count"

    def __post_init__(self) -> None:
        """Bring what was given in words or as lists into one form."""
        object.__setattr__(self, "relations", tuple(self.relations))
        object.__setattr__(self, "signs", read_signs(self.signs))
        object.__setattr__(self, "statuses", _among("status", self.statuses, STATUSES))
        _among("way to show contributors called", (self.contributors,), tuple(CONTRIBUTORS))

    def on(self, day: date) -> Choice:
        """Return the same on another day."""
        return replace(self, when=replace(self.when, day=day))

    def see(self, situation: Seen) -> Seen:
        """Return a situation at the time and by the evidence that are chosen, with what is read too weakly to count."""
        return situation.admitting(self.evidence).at(replace(self.when, weakest=None))

    def counts(self, reading: TieReading) -> bool:
        """Tell whether a tie that is read so counts; on a day, what bears no date does not."""
        return self.when.keeps(reading) and not (self.when.day and reading == "undated")

    def in_words(self) -> str:
        """Say it in a sentence; what is left out or moved is named, what is not named is kept."""
        parts = [
            f"{', '.join(self.statuses)} ties",
            "all signs, friend and foe alike"
            if set(self.signs) == set(SIGNS)
            else " and ".join(word for sign, word in SIGN_WORDS.items() if sign in self.signs),
        ]
        if self.relations:
            parts.append("relations " + ", ".join(map(compact, self.relations)))
        if self.evidence:
            parts.append(self.evidence.in_words())
        if not self.described:
            parts.append("described actors left out")
        if not self.organs:
            parts.append("organs rolled up to their states")
        if not self.missions:
            parts.append("missions left out")
        parts.append(CONTRIBUTORS[self.contributors])
        parts.append(self.when.in_words())
        return "; ".join(parts) + "."


def choose(
    situation: Situation,
    *,
    as_of: date | str | None = None,
    reading: str | None = None,
    window: str | None = None,
    persist: str | None = None,
    bases: Iterable[str] = BASES,
    evidence: Evidence | None = None,
    **rest: Any,
) -> Choice:
    """Return the choice that keywords mean.

    Parameters
    ----------
    situation : Situation
        What is not said is as it is seen: its time, its evidence.
    as_of : date or str, optional
        A day; see `Choice.when`.
    reading : {"certain", "presumed", "possible"}, optional
        The weakest that counts: presumed, if not said.
    window : str, optional
        How long what happened counts: ``12m`` if not said, ``2y``, ``365d``.
    persist : str, optional
        How long a state is presumed: ``12m`` if not said.
    bases : iterable of {"Stated", "Implied", "Background"}
        Only claims with one of these count.
    evidence : Evidence, optional
        Which claims count; for `bases` and more, see `evidence.choose_evidence`.
    **rest
        ``relations``, as CURIEs, ``signs``, ``statuses``, ``described``, ``organs``,
        ``missions`` and ``contributors`` of `Choice`.

    Raises
    ------
    UsageError
        For an unknown keyword, relation, sign, status or basis.
    """
    refuse_unknown(rest, KEYWORDS)
    seen = situation.when
    day = seen.day if as_of is None else as_of
    when = make_when(day, reading or seen.weakest, window or seen.window, persist or seen.persist if day else persist)
    if when.day:
        when = replace(when, weakest=when.weakest or "presumed", window=when.window or DEFAULT_WINDOW)
    admitted = situation.evidence if evidence is None else evidence
    chosen_bases = _among("basis", bases, BASES)
    if set(chosen_bases) != set(BASES):
        admitted = replace(admitted, bases=chosen_bases)
    rest["relations"] = map(situation.relations.find, rest.get("relations", ()))
    return Choice(when, admitted, **rest)


KEYWORDS = frozenset({*(choose.__kwdefaults__ or ()), *(each.name for each in fields(Choice))} - {"when"})
"""What `choose` takes."""


def take(situation: Situation, choice: Choice | None = None) -> nx.MultiDiGraph:
    """Return the ties between actors as a directed multigraph.

    Parameters
    ----------
    situation : Situation
    choice : Choice, optional
        Without one, all ties that count, at the situation's time and by its evidence: see `choose`.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are CURIEs with ``label short kind kinds described categories names``, and
        ``contributors`` if some are counted and not drawn; edges carry the tie
        (``relation relation_label symmetric sign status aspect reading why_possible bounds presumed basis reliability
        credibility claims events``), keyed by relation; bounds, claims and events are the tie's own `Bounds`, `Claim`
        and `Attacks`. A symmetric relation is one edge.
    """
    choice = choice or choose(situation)
    seen = choice.see(situation)
    known = seen.relations
    ties = [tie for tie in list_ties(seen) if is_of_interest(tie, choice, known)]
    if not choice.organs:
        ties = roll_up(ties, states_of_organs(seen))
    counted = {}
    if choice.contributors == "count":
        every = list_ties(situation.admitting(choice.evidence).of_all_times)
        counted = counted_contributors(
            (tie for tie in ties if choice.counts(tie.reading)), every, known, choice.when.day
        )
    graph = nx.MultiDiGraph(choice=choice)
    weak: list[Tie] = []
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
                graph.add_node(actor.id, **node_attributes(actor))
        key = free_key(graph, ends[0].id, ends[1].id, compact(tie.relation))
        graph.add_edge(ends[0].id, ends[1].id, key=key, **edge_attributes(tie, known))
    for side, contributors in counted.items():
        if seen.actors[side].id in graph:
            graph.nodes[seen.actors[side].id]["contributors"] = len(contributors)
    # what another claim tells well enough is not left out
    left_out = Counter(f"{tie.sign} {tie.reading}" for tie in weak if _said(tie) not in drawn)
    over = tell_ends(seen, [choice.when.day]) if choice.when.day else ""
    undecided = tell_undecided(seen, graph)
    told = [choice.in_words(), tell_left_out(left_out), over, undecided, ABSENCE]
    graph.graph |= {
        "left_out": dict(sorted(left_out.items())),
        "counted": {side: sorted(contributors) for side, contributors in sorted(counted.items())},
        "ends": over,
        "undecided": undecided,
        "note": " ".join(filter(None, told)),
    }
    return graph


def _said(tie: Tie) -> tuple[str, str, str, str]:
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


def around(graph: nx.MultiDiGraph, actor: str) -> nx.MultiDiGraph:
    """Return an actor, those that it has ties with, and the ties among all of them.

    Raises
    ------
    UsageError
        If the actor has no tie in this network.
    """
    if actor not in graph:
        raise UsageError(f"{actor} has no tie in this network: widen the choice")
    return graph.subgraph([actor, *graph.successors(actor), *graph.predecessors(actor)]).copy()


def simple(graph: nx.MultiDiGraph, *, signs: Collection[str] = SIGNS) -> nx.Graph:
    """Join parallel ties: an undirected graph with the number of different relations as ``weight``.

    The same relation stated with several bounds counts once. Denied ties do not count: that a relation does not
    hold is no tie.
    """
    joined = nx.Graph()
    joined.add_nodes_from(graph.nodes(data=True))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for a, b, data in graph.edges(data=True):
        if data["sign"] in signs and data["status"] != "denied":
            first, second = sorted((a, b))
            found[first, second].add(data["relation"])
    joined.add_weighted_edges_from((a, b, len(names)) for (a, b), names in sorted(found.items()))
    return joined


def is_wanted(tie: Related, choice: Choice, relations: Relations) -> bool:
    """Tell whether a choice has a tie in it, by what it says and how it is read."""
    return is_of_interest(tie, choice, relations) and choice.counts(tie.reading)


def is_of_interest(tie: Related, choice: Choice, relations: Relations) -> bool:
    """Tell whether a choice has a tie in it, by what it says."""
    return (
        tie.sign in choice.signs
        and tie.status in choice.statuses
        and (not choice.relations or not relations.above(tie.relation).isdisjoint(choice.relations))
    )


def is_kept(actor: Actor, choice: Choice) -> bool:
    """Tell whether a choice has an actor in it."""
    return (choice.described or not actor.described) and (choice.missions or "Mission" not in actor.kinds)


def states_of_organs(situation: Situation) -> dict[str, str]:
    """Map each organ to its state; the organs of organisations and missions stay."""
    organ_of = str(SKG.organOf)
    return {
        t.subject: t.object
        for t in list_ties(situation)
        if t.relation == organ_of and "State" in situation.actors[t.object].kinds and t.status == "asserted"
    }


def _among(what: str, given: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(given)
    for value in chosen:
        if value not in known:
            raise UsageError(f"no {what} '{value}': choose from {' '.join(known)}")
    return chosen


def free_key(graph: nx.MultiDiGraph, a: str, b: str, relation: str) -> str:
    """Return the relation, numbered if that tie stands already with other bounds or status."""
    number, key = 1, relation
    while graph.has_edge(a, b, key=key):
        number += 1
        key = f"{relation}#{number}"
    return key
