"""Camps: who stands with whom, who stands apart, and which ties do not fit.

An actor joins a camp only through cooperation. Who shares nothing with a camp but its adversaries is *unassigned*.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import networkx as nx

from sahel_kg import notebook_tables
from sahel_kg.alliances.division.misfits import Misfit, list_misfits, met_by, number_camps, tell_misfit
from sahel_kg.alliances.division.optimum import NODES
from sahel_kg.alliances.division.pieces import MOST, Division, divide_network
from sahel_kg.alliances.division.weak_links import WeakLink, find_weakest
from sahel_kg.alliances.network.signed_network import SignedNetwork, want_signed
from sahel_kg.alliances.network.signed_ties import join_claims
from sahel_kg.alliances.network.told_of import find_told_of
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, choose_from
from sahel_kg.frames import Grid, Listing, Several, Types
from sahel_kg.record.relations import Sign
from sahel_kg.ties.contributors import count_apart, count_lone
from sahel_kg.vocabulary import SKG, compact

KINDS = {"two": "two sides in each connected part", "any": "any number of camps"}
COLUMNS = ("actor", "actor_label", "camp", "camp_label", "firm", "margin", "misfits", "why", "weakest")
TYPES: Types = {"camp": "whole", "firm": "truth", "margin": "number", "misfits": "whole"}

_CONTRIBUTES = compact(str(SKG.contributesTo))
BY_CONTRIBUTIONS = "by contributions"  # what is less than joining: `Camps.rests_on` begins so
_NAMED = 5  # adversaries in a sentence


@dataclass(frozen=True)
class Camp:
    """Actors of one side, connected by cooperation.

    Parameters
    ----------
    number : int
        From 1, the largest first, in this division alone: `Course.lineages` numbers the lines that camps go on in.
    actors : tuple of str
        CURIEs, sorted.
    firm : tuple of str
        Those of them that are together in every optimal division, whatever their ties rest on (see `Camps.rests_on`);
        nobody where not all of these could be listed.
    part : int
        The place in `SignedNetwork.parts` of the connected part that it belongs to.
    side : int
        0 or 1, of its part, with two sides; None otherwise. Who of them fight each other: `Camps.against`.
    """

    number: int
    actors: tuple[str, ...]
    firm: tuple[str, ...]
    part: int
    side: int | None = None


@dataclass(frozen=True)
class Unassigned:
    """An actor in no camp, and what it shares with camps.

    Parameters
    ----------
    actor : str
    shares : tuple of (camp number, adversaries)
        Camps that have adversaries in common with it, and these.
    opposes : tuple of int
        Camps that it is hostile to.
    why : str
        A sentence.
    """

    actor: str
    shares: tuple[tuple[int, tuple[str, ...]], ...]
    opposes: tuple[int, ...]
    why: str


@dataclass(frozen=True)
class Camps(Several[Camp]):
    """A division of a signed network.

    Parameters
    ----------
    network : SignedNetwork
    kind : {"two", "any"}
        Two camps in each connected part, or any number of them.
    camps : tuple of Camp
    unassigned : tuple of Unassigned
    misfits : Listing of Misfit
    margins : mapping of str to float
        Actor in a camp to what moving it alone to the best other place would add to the cost; 0: as good elsewhere.
    cost : float
        The weight of all misfits: with two sides the line index.
    bound : float
        A proven lower bound of the least cost; `cost` where the division is optimal.
    divisions : int
        How many optimal divisions there are, counted per part up to swapping its sides, no more than `pieces.MOST`.
    at_least : bool
        Whether there may be more divisions than were counted.
    """

    network: SignedNetwork
    kind: str
    camps: tuple[Camp, ...]
    unassigned: tuple[Unassigned, ...]
    misfits: Listing[Misfit]
    margins: Mapping[str, float] = field(default_factory=dict)
    cost: float = 0.0
    bound: float = 0.0
    divisions: int = 1
    at_least: bool = False

    @property
    def exact(self) -> bool:
        """Whether the division is proven to be optimal."""
        return self.bound >= self.cost

    @cached_property
    def members(self) -> dict[str, int]:
        """Each actor in a camp, with its number."""
        return {actor: camp.number for camp in self.camps for actor in camp.actors}

    def camp_of(self, actor: str) -> int | None:
        """Return the number of an actor's camp; None if it is unassigned or not in the network."""
        return self.members.get(actor)

    def name(self, number: int) -> str:
        """Return a name for a camp: its actor with most ties, and the other or how many others there are."""
        camp = self.camps[number - 1]
        first, *others = sorted(camp.actors, key=lambda actor: (-self.network.graph.degree(actor), actor))
        more = self.network.label(others[0]) if len(others) == 1 else f"{len(others)} others"
        return f"{self.network.label(first)} and {more}"

    def against(self, camp: Camp) -> tuple[int, ...]:
        """Return the numbers of the camps that a camp is hostile to."""
        return tuple(sorted(met_by(camp.number, self.network, self.members)))

    def weakest(self, number: int) -> WeakLink | None:
        """Return the weakest link by which the actors of a camp are connected; None where nobody says by which claims.

        Parameters
        ----------
        number : int
            Of the camp.
        """
        return find_weakest(self.network, self.camps[number - 1].actors)

    def rests_on(self, actor: str) -> str:
        """Say what an actor is in its camp by, if that is less than a state that is surely so on the day; else "".

        Parameters
        ----------
        actor : str
            CURIE of one that is in a camp.
        """
        network, camp = self.network, self.camps[self.members[actor] - 1]
        if network.choice is None or network.choice.when.day is None:
            return ""
        ends = {end for _, end, sign in network.graph.edges(actor, keys=True) if sign == "+"} & set(camp.actors)
        ties = [tie for end in sorted(ends) for tie in network.ties_on(actor, end, "+")]
        if all(tie.relation == _CONTRIBUTES and tie.extent.aspect == "happening" for tie in ties):
            spans = [tie.extent.bounds for tie in ties]
            years = sorted({day.year for own in spans for day in (own.earliest_begin, own.latest_end) if day})
            told = f" of {' to '.join(str(year) for year in dict.fromkeys((years[0], years[-1])))}" if years else ""
            to = " to it" * any(compact(tie.object) == actor for tie in ties)
            return f"{BY_CONTRIBUTIONS}{to}{told} only"
        return "by what is only presumed" if all(tie.reading == "presumed" for tie in ties) else ""

    def own_side(self, camp: Camp) -> tuple[int, ...]:
        """Return the numbers of the camps that a camp is hostile to although they are on its side of two."""
        if camp.side is None:
            return ()
        where = {each.number: (each.part, each.side) for each in self.camps}
        return tuple(number for number in self.against(camp) if where[number] == (camp.part, camp.side))

    def opponents(self, camp: Camp) -> tuple[str, ...]:
        """Return who is hostile to a camp and in none."""
        return tuple(lone.actor for lone in self.unassigned if camp.number in lone.opposes)

    def tell(self, misfit: Misfit) -> str:
        """Say what does not fit, and where the two stand."""
        return tell_misfit(misfit, self.network, self.members)

    @property
    def sureness(self) -> str:
        """How sure the division is, in a sentence."""
        least = f"misfits of weight {self.cost:g}" if self.cost else "no misfit"
        if not self.exact:
            return (
                f"Not proven to be the best division: its misfits weigh {self.cost:g}, and no division has less than "
                f"{self.bound:g}; who is firm is told only of what could be searched to the end."
            )
        if self.divisions == 1 and self.at_least:
            return (
                f"No division does better than its {least}; whether another does as well could not be searched to the "
                "end, so nobody in what is open is called firm."
            )
        if self.divisions == 1:
            return f"The only division with {least}."
        many = f"at least {self.divisions}" if self.at_least else f"{self.divisions}"
        return f"One of {many} divisions with {least}, the least there can be: only who is firm in a camp is a finding."

    @property
    def note(self) -> str:
        """How the camps were found, how sure they are, and what the network was taken from."""
        return self.tell_choice(self.sureness)

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """What to know of how actors of the network are told of; of many, how many more."""
        return find_told_of(self.network, sorted(self.network.graph))

    def tell_choice(self, sureness: str = "") -> str:
        """Say how the camps were found and what the network was taken from, with a sentence on how sure they are."""
        told = [f"{KINDS[self.kind].capitalize()}; an actor joins a camp only through cooperation."]
        if not self.network.counts["-"]:
            told.append("Nobody is hostile, so all whom cooperation connects are one camp, and nothing is divided.")
        told += [sureness] if sureness else []
        if self.network.mixes_dates:
            told.append("Ties of all dates stand side by side here, as if they had been there at one time.")
        return " ".join([*told, self.network.note])

    def rows(self) -> list[tuple[object, ...]]:
        """Return one row an actor, camps first, in the order of `COLUMNS`."""
        wrong = Counter(actor for misfit in self.misfits for actor in (misfit.first, misfit.second))
        label = self.network.label
        out: list[tuple[object, ...]] = []
        for camp in self.camps:
            name, firm = self.name(camp.number), set(camp.firm)
            weakest = link.claim.id if (link := self.weakest(camp.number)) else ""
            for actor in camp.actors:
                about = (camp.number, name, actor in firm, self.margins[actor])
                out.append((actor, label(actor), *about, wrong[actor], self.rests_on(actor), weakest))
        for lone in self.unassigned:
            out.append((lone.actor, label(lone.actor), None, "", None, None, wrong[lone.actor], lone.why, ""))
        return out

    def misfit_rows(self) -> list[tuple[object, ...]]:
        """Return one row a misfit, in the order of `MISFIT_COLUMNS`."""
        return [tuple(row) for row in self.misfits.grid().rows]

    def as_dict(self) -> dict[str, Any]:
        """Return the camps object of the JSON formats (docs/formats/camps.schema.json)."""
        return {
            "version": 1,
            "kind": self.kind,
            "cost": self.cost,
            "bound": self.bound,
            "divisions": self.divisions,
            "at_least": self.at_least,
            "note": " ".join([self.note, *self.cautions]),
            "camps": [
                {
                    "number": camp.number,
                    "name": self.name(camp.number),
                    "part": camp.part,
                    "weakest": link.as_dict() if (link := self.weakest(camp.number)) else None,
                    "side": camp.side,
                    "against": list(self.against(camp)),
                    "actors": [
                        {
                            "actor": a,
                            "actor_label": self.network.label(a),
                            "firm": a in camp.firm,
                            "margin": self.margins[a],
                            "why": self.rests_on(a),
                        }
                        for a in camp.actors
                    ],
                }
                for camp in self.camps
            ],
            "unassigned": [
                {
                    "actor": lone.actor,
                    "actor_label": self.network.label(lone.actor),
                    "shares": [{"camp": camp, "adversaries": list(whom)} for camp, whom in lone.shares],
                    "opposes": list(lone.opposes),
                    "why": lone.why,
                }
                for lone in self.unassigned
            ],
            "misfits": [
                {
                    "first": m.first,
                    "second": m.second,
                    "sign": m.sign,
                    "weight": m.weight,
                    "says": self.tell(m),
                    "claims": join_claims(m.ties),
                }
                for m in self.misfits
            ],
        }

    def things(self) -> tuple[Camp, ...]:
        """Return the camps, as they are numbered."""
        return self.camps

    def grid(self) -> Grid:
        """Return them as a table, an actor a row."""
        return Grid(COLUMNS, self.rows(), "Camps", " ".join([self.note, *self.cautions]), types=TYPES)

    def _repr_html_(self) -> str:
        note = " ".join([self.note, *self.cautions])
        found = notebook_tables.html(COLUMNS, self.rows(), caption="Camps", note=note)
        if not self.misfits:
            return found
        return found + self.misfits._repr_html_()


@refuses_others
def find_camps(network: SignedNetwork, *, kind: str = "two", nodes: int = NODES) -> Camps:
    """Find who stands with whom: the division of the actors with the fewest misfits.

    A misfit is cooperation across sides or hostility within one. With two sides its least weight is the line index of
    balance (the frustration index), with any number of camps the cost of correlation clustering. Of a side only actors
    that cooperation connects are one camp; who is connected to nobody so is unassigned.

    Parameters
    ----------
    network : SignedNetwork
    kind : {"two", "any"}
        Two sides in each connected part, each of which may fall into camps that have nothing to do with each other; or
        any number of camps.
    nodes : int
        Where the search of one piece of the network ends, in nodes of the search tree. What is not proven by then, or
        is too large to be searched (250 pairs that no single actor holds together; above 150 actors or 800 pairs the
        bound is coarse), is labelled so: see `Camps.exact` and `Camps.bound`.

    Returns
    -------
    Camps

    Raises
    ------
    UsageError
        For another kind, or if nobody cooperates with anybody: then there is no camp.

    References
    ----------
    Harary (1959), On the measurement of structural balance, Behavioral Science 4(4). Davis (1967), Clustering and
    structural balance in graphs, Human Relations 20(2). Doreian and Mrvar (1996), A partitioning approach to structural
    balance, Social Networks 18(2). Bansal, Blum and Chawla (2004), Correlation clustering, Machine Learning 56. Aref
    and Wilson (2019), Balance and frustration in signed networks, Journal of Complex Networks 7(2).

    Examples
    --------
    >>> from sahel_kg.alliances.network.joining import from_edges
    >>> edges = [("a", "b", "+"), ("c", "d", "+"), ("a", "c", "-"), ("e", "c", "-")]
    >>> camps = find_camps(from_edges(edges))
    >>> [camp.actors for camp in camps.camps]
    [('a', 'b'), ('c', 'd')]
    >>> camps.unassigned[0].why
    'no cooperation; shares adversaries with camp 1 (c)'
    """
    want_signed(network)
    if kind not in KINDS:
        raise UsageError(f"no kind of camps called '{kind}': {choose_from(kind, KINDS)}")
    network.require("Camps", signs=("+",))
    division = divide_network(network, kind, nodes=nodes)
    camps = _gather(network, division, kind)
    members = {actor: camp.number for camp in camps for actor in camp.actors}
    lone = tuple(_tell(network, actor, members) for actor in network.actors if actor not in members)
    count = math.prod(division.counts)
    return Camps(
        network,
        kind,
        camps,
        lone,
        list_misfits(network, members, _misfits(network, division)),
        {actor: _margin(network, division, actor, kind) for actor in sorted(members)},
        division.cost,
        division.bound,
        min(count, MOST),
        division.at_least or count > MOST,
    )


def _gather(network: SignedNetwork, division: Division, kind: str) -> tuple[Camp, ...]:
    """Return the actors of each side, or group, that cooperation connects: two or more."""
    inside = nx.Graph((a, b) for a, b in network.positive.edges if division.groups[a] == division.groups[b])
    found = sorted((tuple(sorted(group)) for group in nx.connected_components(inside)), key=lambda g: (-len(g), g))
    return tuple(
        Camp(number, actors, _firm(actors, division), *_where(actors[0], division, kind))
        for number, actors in enumerate(found, 1)
    )


def _where(actor: str, division: Division, kind: str) -> tuple[int, int | None]:
    part, group = division.groups[actor]
    return part, group if kind == "two" else None


def _firm(actors: Sequence[str], division: Division) -> tuple[str, ...]:
    """Return the largest set of these actors that are together in every optimal division; one alone is none."""
    classes: dict[tuple[str, int], list[str]] = {}
    for actor in actors:
        classes.setdefault(division.firm[actor], []).append(actor)
    largest = max(classes.values(), key=len)
    return tuple(largest) if len(largest) > 1 else ()


def _fits(sign: int, together: bool) -> bool:
    return together == (sign > 0)


_SIGNS: dict[int, Sign] = {1: "+", -1: "-"}


def _misfits(network: SignedNetwork, division: Division) -> tuple[Misfit, ...]:
    return tuple(
        Misfit(a, b, _SIGNS[sign], weight, network.ties_on(a, b, _SIGNS[sign]))
        for a, b, sign, weight in network.edges
        if not _fits(sign, division.groups[a] == division.groups[b])
    )


def _margin(network: SignedNetwork, division: Division, actor: str, kind: str) -> float:
    """Return what moving an actor alone to the best other place would add to the cost."""
    liking: Counter[tuple[int, int] | None] = Counter()
    own = division.groups[actor]
    for other in network.graph[actor]:
        for sign, key in ((1, "+"), (-1, "-")):
            if network.graph.has_edge(actor, other, key):
                liking[division.groups[other]] += sign * network.graph.edges[actor, other, key]["weight"]
    if kind == "two":
        return float(liking[own] - liking[own[0], 1 - own[1]])
    return float(liking[own] - max([0.0, *(value for group, value in liking.items() if group != own)]))


def _tell(network: SignedNetwork, actor: str, members: Mapping[str, int]) -> Unassigned:
    """Return what an actor in no camp shares with camps, and why it is in none."""
    negative = network.negative
    foes = set(negative[actor])
    shared: dict[int, set[str]] = {}
    for foe in foes:
        for other in negative[foe]:
            if other != actor and (camp := members.get(other)):
                shared.setdefault(camp, set()).add(foe)
    shares = tuple((camp, tuple(sorted(whom))) for camp, whom in sorted(shared.items()))
    opposes = tuple(sorted({members[foe] for foe in foes if foe in members}))
    friends = set(network.positive[actor])
    strained = {other for other in network.graph[actor] if network.graph.has_edge(actor, other, "~")}
    told = []
    if friends:
        told.append(f"cooperates only across the division, with {network.names(friends)}")
    elif foes:
        others = count_lone(network.graph.nodes[actor])
        only = f"only {count_apart(*others)} contributors, not drawn, cooperate with it"
        told.append(only if any(others) else "no cooperation")
    alike: dict[tuple[bool, tuple[str, ...]], list[int]] = {}
    for camp, whom in shares:
        alike.setdefault((camp in opposes, whom), []).append(camp)
    for (opposed, whom), numbers in sorted(alike.items()):
        but = f", but is hostile to {'them' if len(numbers) > 1 else 'it'}" if opposed else ""
        told.append(f"shares adversaries with {number_camps(numbers)} ({list_names(network, whom)}){but}")
    if rest := foes.difference(*shared.values()):
        told.append(f"{'besides ' if shares else ''}hostile to {list_names(network, rest)}")
    if strained:
        told.append(f"{'strained' if friends or foes else 'only strained'} relations with {network.names(strained)}")
    return Unassigned(actor, shares, opposes, "; ".join(told))


def list_names(network: SignedNetwork, actors: Collection[str]) -> str:
    """Return names in a row, the first few of a long one."""
    names = sorted(map(network.label, actors))
    if len(names) > _NAMED:
        return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} others"
    return ", ".join(names)
