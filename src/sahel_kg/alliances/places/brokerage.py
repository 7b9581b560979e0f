"""Brokerage: who cooperates with two actors that have no tie of their own, and across which camps.

Gould and Fernandez's roles, on ties without direction: what comes in cannot be told from what goes out, so their
gatekeeper and representative are one role here, and each open pair of friends counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb
from typing import Any

import networkx as nx

from sahel_kg.alliances.division.camps import Camps
from sahel_kg.alliances.network.signed_network import SignedNetwork, want_signed
from sahel_kg.alliances.network.signed_ties import SignedTie
from sahel_kg.alliances.places.joined import join_friends
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, want
from sahel_kg.frames import Grid, Several, Types
from sahel_kg.record.claims import Claim
from sahel_kg.record.relations import SIGN_WORDS, Sign
from sahel_kg.ties.words import count

ROLES = {
    "coordinator": "all three are of one camp",
    "gatekeeper": "one friend is of its own camp, the other is not (Gould and Fernandez's gatekeeper or "
    "representative, which ties without direction do not tell apart)",
    "consultant": "both friends are of one camp, the broker is not (their itinerant broker)",
    "liaison": "all three are of different camps",
}
MOST_TRIPLES = 200_000
COLUMNS = (
    *("actor", "actor_label", "role", "first", "first_label", "firstCamp", "firstTies"),
    *("second", "second_label", "secondCamp", "secondTies", "between"),
)
_TYPES: Types = dict.fromkeys(("first", "firstCamp", "secondCamp"), "text")
Group = int | str
"""The number of a camp, or an actor that is in none."""
Groups = Mapping[str, Group]


@dataclass(frozen=True)
class OpenTriad:
    """A broker and two friends of it that have no tie of cooperation of their own, nor are joined; CURIEs.

    Parameters
    ----------
    broker, first, second : str
        The two friends in order of their names.
    role : str
        A key of `ROLES`.
    between : str or None
        How the two friends stand: ``hostility``, ``strain``, or None for no tie.
    """

    broker: str
    first: str
    second: str
    role: str
    between: str | None


@dataclass(frozen=True)
class Bridge:
    """An actor and two camps that stand against each other, of which it fights at most one.

    Parameters
    ----------
    actor : str
    friend : int
        The camp with whose members it cooperates.
    other : int
        A camp that is hostile to it, with none of whose members the actor is hostile.
    friends, others : tuple of str
        Those whom the actor cooperates with, in both.
    """

    actor: str
    friend: int
    other: int
    friends: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def both(self) -> bool:
        """Whether it cooperates with both camps, and does not only spare one of them."""
        return bool(self.others)


@dataclass(frozen=True)
class Brokerage(Several[Bridge]):
    """Who stands between whom.

    Parameters
    ----------
    network : SignedNetwork
    groups : mapping of str to int or str
        Actor to its camp; who is in none is a group of its own.
    roles : mapping of str to mapping of str to int
        Actor to how many open pairs of friends it brokers, in each role.
    bridges : tuple of Bridge
        Actors between camps: those that cooperate with both first.
    divisions : str
        What is to be known of the camps, in a sentence.
    word : {"camp", "group"}
        What the groups are called.
    """

    network: SignedNetwork
    groups: Groups
    roles: Mapping[str, Mapping[str, int]]
    bridges: tuple[Bridge, ...]
    divisions: str
    word: str = "camp"

    @property
    def total(self) -> int:
        """How many open pairs of friends there are over all brokers."""
        return sum(sum(roles.values()) for roles in self.roles.values())

    @cached_property
    def brokers(self) -> tuple[str, ...]:
        """Who brokers at all, most first."""
        found = [(sum(roles.values()), actor) for actor, roles in self.roles.items()]
        return tuple(actor for count, actor in sorted(found, key=lambda f: (-f[0], f[1])) if count)

    def triples(self, actor: str) -> tuple[OpenTriad, ...]:
        """Return whom an actor stands between: those that fight each other first, then across camps.

        Raises
        ------
        UsageError
            If it has no tie here, or so many friends that nobody would read the list.
        """
        actor = self.network.find(actor)
        count = sum(self.roles[actor].values())
        if count > MOST_TRIPLES:
            raise UsageError(f"{actor} brokers {count} pairs, too many to list: narrow the choice (--around, --as-of)")
        graph, label = self.network.positive, self.network.label
        closed = join_friends(self.network)
        found = []
        for pair in combinations(sorted(graph[actor], key=lambda a: (label(a), a)), 2):
            if not closed.has_edge(*pair):
                role = tell_role(*(self.groups[a] for a in (actor, *pair)))
                found.append(OpenTriad(actor, *pair, role, _between(self.network, *pair)))
        rank = ("hostility", "strain", None)
        order = ("liaison", "gatekeeper", "consultant", "coordinator")
        return tuple(sorted(found, key=lambda t: (rank.index(t.between), order.index(t.role))))

    @cached_property
    def summary(self) -> str:
        """How many broker, in a sentence."""
        if not self.total:
            return f"Nobody brokers: nobody cooperates with two that do not cooperate with each other{self._apart}."
        brokers = len(self.brokers)
        verb = "brokers" if brokers == 1 else "broker"
        told = f"{brokers} of {count(len(self.roles), 'actor')} {verb} {count(self.total, 'pair')}"
        across = sum(map(across_camps, self.roles.values()))
        if not across:
            return f"{told}. All are within the broker's own {self.word}: nobody brokers between {self.word}s."
        return f"{told}, {_all_or_some(across, self.total)} between {self.word}s."

    def tell_of(self, actor: str) -> str:
        """Say in a sentence how much an actor brokers, between camps or not, and why if nothing.

        Raises
        ------
        UsageError
            If it has no tie here.
        """
        actor = self.network.find(actor)
        roles, name, friends = self.roles[actor], self.network.label(actor), set(self.network.positive[actor])
        if own := sum(roles.values()):
            across = across_camps(roles)
            where = (
                f"{_all_or_some(across, own)} between" if across else f"all within its own {self.word}, none between"
            )
            return f"{name} brokers {count(own, 'pair')}, {where} {self.word}s."
        if len(friends) > 1:
            all_of_them = "both" if len(friends) == 2 else f"all {len(friends)}"
            joined = " or are joined by one side, mission or body" * (not self._is_closed(friends))
            return f"{name} brokers nobody: {all_of_them} that it cooperates with cooperate with each other{joined}."
        whom = f"{self.network.names(friends)} alone" if friends else "nobody here"
        return f"{name} brokers nobody: it cooperates with {whom}."

    def _is_closed(self, friends: set[str]) -> bool:
        return all(self.network.positive.has_edge(*pair) for pair in combinations(friends, 2))

    @cached_property
    def joined(self) -> int:
        """How many pairs of friends are not brokered for that alone that they are joined, over all brokers."""
        every = count_roles(self.network.positive, self.groups)
        return sum(sum(roles.values()) for roles in every.values()) - self.total

    @property
    def _apart(self) -> str:
        return ", nor are joined by one side, mission or body" if self.joined else ""

    @cached_property
    def told(self) -> str:
        """What is counted, in a sentence or two."""
        told = "A broker cooperates with two that have no tie of their own"
        if not self.joined:
            return f"{told}: they do not cooperate with each other."
        return (
            f"{told}: they do not cooperate, and no side, mission or body joins them. "
            f"Not counted: {count(self.joined, 'pair')} of contributors to one side or mission, or of members of one."
        )

    @cached_property
    def note(self) -> str:
        """How it was taken."""
        return (
            f"{self.summary} {self.told} Roles after Gould and "
            f"Fernandez (1989) on ties without direction, each pair once. {self.divisions} {self.network.note}"
        )

    def tell(self, bridge: Bridge) -> str:
        """Say in a sentence between which camps an actor stands."""
        names, word = self.network.names, self.word
        start = f"{self.network.label(bridge.actor)} cooperates with {word} {bridge.friend} ({names(bridge.friends)})"
        if bridge.both:
            return f"{start} and with {word} {bridge.other} ({names(bridge.others)}), which fight each other."
        return f"{start}; nothing says that it is hostile to {word} {bridge.other}, the adversary of that {word}."

    def rows(self, actor: str | None = None, most: int | None = None) -> list[tuple[object, ...]]:
        """Return a row a triple, of one actor or of all, in the order of `COLUMNS`; of a relation's claims the first.

        Raises
        ------
        UsageError
            As for `triples`.
        """
        if actor is None and self.total > MOST_TRIPLES:
            raise UsageError(f"{self.total} pairs are brokered, too many to list: name an actor, or narrow the choice")
        network = self.network
        out: list[tuple[object, ...]] = []
        for broker in self.brokers if actor is None else (network.find(actor),):
            for triple in self.triples(broker):
                ends: list[object] = []
                for end in (triple.first, triple.second):
                    camp, ties = _number(self.groups[end]), cite(network, broker, end, most=most)
                    ends += [end, network.label(end), camp, ties]
                out.append((broker, network.label(broker), triple.role, *ends, triple.between or "no tie"))
        return out

    def as_dict(self, actor: str | None = None) -> dict[str, Any]:
        """Return it for the JSON formats, of one actor or of all."""
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in self.rows(actor)]
        for row in rows:
            for end in ("first", "second"):
                ties = choose_ties(self.network, str(row["actor"]), str(row[end]))
                row[f"{end}Ties"] = list(map(tie_as_dict, ties))
        wanted = None if actor is None else self.network.find(actor)
        bridges = [
            {
                "actor": b.actor,
                "friend": b.friend,
                "other": b.other,
                "friends": list(b.friends),
                "others": list(b.others),
            }
            for b in self.bridges
            if wanted in (None, b.actor)
        ]
        return {"version": 1, "actor": wanted, "note": self.note, "rows": rows, "bridges": bridges}

    def things(self) -> tuple[Bridge, ...]:
        """Return the bridges."""
        return self.bridges

    def grid(self) -> Grid:
        """Return it as a table."""
        return Grid(COLUMNS, self.rows(), f"Brokers ({self.summary.rstrip('.')})", self.note, types=_TYPES)


@refuses_others
def find_brokers(network: SignedNetwork, camps: Camps | Mapping[str, int]) -> Brokerage:
    """Find who stands between whom.

    Parameters
    ----------
    network : SignedNetwork
    camps : Camps or mapping of str to int
        The camps, or the number of each actor's group (a community); actors in none are each a group of their own, so
        nobody is taken to be on a side for having none.

    Returns
    -------
    Brokerage

    Raises
    ------
    UsageError
        If fewer than three actors are connected.

    Notes
    -----
    B brokers A and C if it cooperates with both and they do not cooperate with each other; they may fight. Two that
    give troops to one side or mission, take part in one or are members of one body are joined by it (`join_friends`),
    and nobody brokers between them unless they fight each other or their relations are strained. That B passes anything
    on is not said: it is where it could. A pair without a tie may be a pair that no source looked at, so sparse data
    make brokers.

    Two camps *stand against each other* if a member of one is hostile to a member of the other. An actor is between
    them if it cooperates with one and is not hostile to the other.

    References
    ----------
    Gould and Fernandez (1989), Structures of mediation: a formal approach to brokerage in transaction networks,
    Sociological Methodology 19, 89-126.
    """
    want_signed(network)
    want(camps, (Camps, Mapping), "camps, as find_camps(signed) gives them, or the number of each actor's group")
    network.require("Brokerage", actors=3)
    number = {a: c.number for c in camps.camps for a in c.actors} if isinstance(camps, Camps) else dict(camps)
    groups: dict[str, Group] = {actor: number.get(actor, actor) for actor in network.actors}
    return Brokerage(
        network,
        groups,
        count_roles(network.positive, groups, join_friends(network)),
        _bridges(network, {a: n for a, n in number.items() if a in network.graph}),
        _describe(camps),
        "camp" if isinstance(camps, Camps) else "group",
    )


def tell_role(broker: Group, first: Group, second: Group) -> str:
    """Return the role of a broker, its group and those of its two friends given.

    Examples
    --------
    >>> tell_role(1, 1, 2), tell_role(1, 2, 2)
    ('gatekeeper', 'consultant')
    """
    if first == second:
        return "coordinator" if broker == first else "consultant"
    return "gatekeeper" if broker in (first, second) else "liaison"


def count_roles(graph: nx.Graph, groups: Groups, closed: nx.Graph | None = None) -> dict[str, dict[str, int]]:
    """Return for each actor how many pairs of its friends are no friends of each other, by role.

    Pairs in `closed` (`join_friends`) do not count; without it, pairs of friends do not. All pairs are counted by the
    size of groups and these are taken off: a hub of ten thousand is no burden.
    """
    found = {}
    for broker in graph:
        own, friends = groups[broker], set(graph[broker])
        sizes = Counter(groups[friend] for friend in friends)
        inside = sizes.pop(own, 0)
        outside = len(friends) - inside
        alike = sum(comb(size, 2) for size in sizes.values())
        roles = {
            "coordinator": comb(inside, 2),
            "gatekeeper": inside * outside,
            "consultant": alike,
            "liaison": comb(outside, 2) - alike,
        }
        for friend in friends:
            for other in (graph if closed is None else closed)[friend]:
                if friend < other and other in friends:
                    roles[tell_role(own, groups[friend], groups[other])] -= 1
        found[broker] = roles
    return found


def across_camps(roles: Mapping[str, int]) -> int:
    """Return how many of the pairs that an actor brokers are not all three of one camp.

    >>> across_camps({"coordinator": 5, "gatekeeper": 2, "consultant": 0, "liaison": 1})
    3
    """
    return sum(roles.values()) - roles["coordinator"]


def _all_or_some(part: int, whole: int) -> str:
    return "all" if part == whole else f"{part} of them"


def choose_ties(network: SignedNetwork, first: str, second: str, *signs: Sign) -> list[SignedTie]:
    """Return the ties of some signs (of cooperation, if none is said) between two actors."""
    return [tie for tie in network.ties(first, second) if tie.sign in (signs or ("+",))]


def tie_as_dict(tie: SignedTie) -> dict[str, Any]:
    """Return a tie as the JSON formats of brokers and questions have it, in short."""
    claims = [(claim.id, claim.locator) for claim in tie.claims or ()]
    return {
        **{"subject": tie.subject, "relation": tie.relation, "object": tie.object},
        **{"sign": tie.sign, "status": tie.status, "reading": tie.reading},
        "claims": [{"id": name, "paragraph": at.paragraph if at else None} for name, at in claims],
    }


def cite(network: SignedNetwork, first: str, second: str, *signs: Sign, most: int | None = None) -> str:
    """Return the same in a line: each relation with its claims and the paragraphs that these stand in.

    Examples
    --------
    >>> from sahel_kg.alliances.network.joining import from_edges
    >>> cite(from_edges([("a", "b", "+")]), "a", "b")
    '+'
    """
    parts = []
    for tie in choose_ties(network, first, second, *signs):
        claims = shorten([_place(claim) for claim in tie.claims or ()], most)
        parts.append(tie.relation.removeprefix("skg:") + (f" ({'; '.join(claims)})" if claims else ""))
    return "; ".join(dict.fromkeys(parts))


def _place(claim: Claim) -> str:
    paragraph = claim.locator.paragraph if claim.locator else None
    return claim.id + ("" if paragraph is None else f", paragraph {paragraph}")


def shorten(names: list[str], most: int | None) -> list[str]:
    """Return the first of some names, and how many more there are.

    Examples
    --------
    >>> shorten(["a", "b", "c"], 1)
    ['a', '2 more']
    """
    if most is None or len(names) <= most + 1:
        return names
    return [*names[:most], f"{len(names) - most} more"]


def _between(network: SignedNetwork, first: str, second: str) -> str | None:
    edges = network.graph.get_edge_data(first, second) or {}
    order: tuple[Sign, ...] = ("-", "~")
    return next((SIGN_WORDS[sign] for sign in order if sign in edges), None)


def _number(group: Group) -> int | None:
    return group if isinstance(group, int) else None


def _bridges(network: SignedNetwork, number: Mapping[str, int]) -> tuple[Bridge, ...]:
    """Return who stands between camps that stand against each other."""
    fights: dict[str, set[int]] = {actor: set() for actor in network.actors}
    against: dict[int, set[int]] = {camp: set() for camp in number.values()}
    for first, second in network.negative.edges():
        for one, other in ((first, second), (second, first)):
            if other in number:
                fights[one].add(number[other])
                if one in number and number[one] != number[other]:
                    against[number[one]].add(number[other])
    found = []
    for actor in network.actors:
        friends: dict[int, list[str]] = {}
        for friend in sorted(network.positive[actor]):
            if friend in number:
                friends.setdefault(number[friend], []).append(friend)
        for camp, members in sorted(friends.items()):
            for other in sorted(against[camp] - fights[actor]):
                others = tuple(friends.get(other, ()))
                if not others or camp < other:  # with both, the pair of camps is named once
                    found.append(Bridge(actor, camp, other, tuple(members), others))
    return tuple(sorted(found, key=lambda b: (not b.both, network.label(b.actor), b.actor, b.friend, b.other)))


def _describe(camps: Camps | Mapping[str, int]) -> str:
    if not isinstance(camps, Camps):
        return f"Groups as given, {len(set(camps.values()))} of them; actors in none are each a group of their own."
    kind = "two sides in each part" if camps.kind == "two" else "any number of camps"
    told = f"{count(len(camps.camps), 'camp')} ({kind}); actors in none are each a group of their own."
    if not camps.exact:
        told += " The camps are not proven to be the best ones."
    if camps.divisions > 1:
        number = f"{'at least ' * camps.at_least}{camps.divisions}"
        told += f" There are {number} equally good divisions: roles hang on this one."
    return told
