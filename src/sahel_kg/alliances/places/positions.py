"""Positions: who has the same friends and adversaries, more than chance has it, and which ties balance would predict.

What is predicted is a question to research, never a fact: of the pairs that share an adversary most have no tie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx

from sahel_kg.alliances.network.signed_network import SignedNetwork, want_signed
from sahel_kg.alliances.network.signed_ties import SignedTie, join_claims
from sahel_kg.alliances.places.brokerage import choose_ties, shorten, tie_as_dict
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError
from sahel_kg.frames import Grid, Several, Types
from sahel_kg.record.relations import SIGN_WORDS, Sign
from sahel_kg.ties.centrality import DIGITS

MOST_PAIRS = 500_000
COLUMNS = (
    *("first", "first_label", "second", "second_label", "tie", "friends", "adversaries", "opposed", "kappa"),
    *("commonFriends", "commonAdversaries"),
)
_TYPES: Types = {
    **dict.fromkeys(("friends", "adversaries", "opposed", "for", "against"), "whole"),
    **{"first": "text", "kappa": "number"},
}
QUESTION_COLUMNS = (
    *("first", "first_label", "second", "second_label", "predicted", "for", "against", "question", "claims"),
)


@dataclass(frozen=True)
class Position:
    """Two actors and the third parties that both have a tie with; CURIEs.

    Parameters
    ----------
    first, second : str
        In order of their names.
    friends, adversaries : tuple of str
        Whom both cooperate with, whom both are hostile to.
    opposed : tuple of str
        Friends of one that are adversaries of the other.
    kappa : float or None
        Chance-corrected likeness of the two, from -1 to 1: see `compare_positions`.
    """

    first: str
    second: str
    friends: tuple[str, ...]
    adversaries: tuple[str, ...]
    opposed: tuple[str, ...]
    kappa: float | None

    @property
    def alike(self) -> int:
        """How many third parties both stand in the same way to."""
        return len(self.friends) + len(self.adversaries)


@dataclass(frozen=True)
class Positions(Several[Position]):
    """Pairs of actors that have a friend or an adversary in common.

    Parameters
    ----------
    network : SignedNetwork
    pairs : tuple of Position
        The likest first: by kappa, then by how many they have in common.
    """

    network: SignedNetwork
    pairs: tuple[Position, ...]

    @property
    def note(self) -> str:
        """How it was taken."""
        return (
            f"{len(self.pairs)} pairs have a friend or an adversary in common. Kappa: how like their ties to all "
            "other actors of this network are (cooperation 1, none 0, hostility -1), 0 as by chance, 1 the same (Häge "
            f"2011). {self.network.note}"
        )

    def rows(self) -> list[tuple[object, ...]]:
        """Return a row a pair, in the order of `COLUMNS`."""
        network = self.network
        return [
            (
                *(p.first, network.label(p.first), p.second, network.label(p.second), tie_between(network, p)),
                *(len(p.friends), len(p.adversaries), len(p.opposed), p.kappa),
                *(network.names(p.friends), network.names(p.adversaries)),
            )
            for p in self.pairs
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        return {
            "version": 1,
            "note": self.note,
            "rows": [
                {
                    **{"first": p.first, "first_label": self.network.label(p.first)},
                    **{"second": p.second, "second_label": self.network.label(p.second)},
                    **{"tie": tie_between(self.network, p), "kappa": p.kappa},
                    **{"friends": list(p.friends), "adversaries": list(p.adversaries), "opposed": list(p.opposed)},
                }
                for p in self.pairs
            ],
        }

    def things(self) -> tuple[Position, ...]:
        """Return the pairs."""
        return self.pairs

    def grid(self) -> Grid:
        """Return it as a table."""
        return Grid(COLUMNS, self.rows(), "Positions", self.note, types=_TYPES)


@dataclass(frozen=True)
class Question:
    """A tie that balance would predict between two actors that have none.

    Parameters
    ----------
    position : Position
    predicted : {"+", "-"} or None
        What more third parties speak for; None if as many speak for cooperation as for hostility.
    """

    position: Position
    predicted: Sign | None

    @property
    def speaking_for(self) -> int:
        """How many third parties speak for what is predicted (of two that are even, for cooperation)."""
        return len(self.position.opposed) if self.predicted == "-" else self.position.alike

    @property
    def speaking_against(self) -> int:
        """How many speak for the opposite."""
        return self.position.alike if self.predicted == "-" else len(self.position.opposed)


@dataclass(frozen=True)
class Questions(Several[Question]):
    """Ties to look for.

    Parameters
    ----------
    network : SignedNetwork
    questions : tuple of Question
        Those that most speaks for, the least against them, first.
    not_asked : int
        Pairs that have one adversary in common and nothing else.
    """

    network: SignedNetwork
    questions: tuple[Question, ...]
    not_asked: int = 0

    @property
    def note(self) -> str:
        """How it was taken."""
        alone = "Not asked about, having one adversary in common and nothing else: "
        few = f"{alone}{self.not_asked} pair{'s' * (self.not_asked != 1)}. " if self.not_asked else ""
        return (
            "Questions to research, not facts: pairs without a tie here (of other days, or only possibly, one may be "
            "told: see the timeline of the two), and what balance would predict (a friend's friend and an adversary's "
            "adversary cooperate, a friend's adversary is hostile; Heider 1946). Weak "
            f"balance (Davis 1967) says nothing of an adversary's adversary. {few}{self.network.note}"
        )

    def ask(self, question: Question) -> str:
        """Put a question in words, with what it rests on."""
        network, position = self.network, question.position
        first, second = network.label(position.first), network.label(position.second)
        parts = [
            f"{len(actors)} {what if len(actors) == 1 else plural} ({network.names(actors)})"
            for what, plural, actors in (
                ("common friend", "common friends", position.friends),
                ("common adversary", "common adversaries", position.adversaries),
                ("friend of one that the other fights", "friends of one that the other fights", position.opposed),
            )
            if actors
        ]
        asked = {
            "+": f"Do {first} and {second} cooperate?",
            "-": f"Are {first} and {second} hostile?",
            None: f"How do {first} and {second} stand?",
        }
        return f"{asked[question.predicted]} {', '.join(parts)}."

    def ties(self, question: Question) -> list[SignedTie]:
        """Return the ties that a question rests on, with their claims."""
        position = question.position
        third = sorted({*position.friends, *position.adversaries, *position.opposed})
        signs: tuple[Sign, Sign] = ("+", "-")
        return [t for other in third for end in _ends(position) for t in choose_ties(self.network, end, other, *signs)]

    def rows(self, most: int | None = None) -> list[tuple[object, ...]]:
        """Return a row a question, in the order of `QUESTION_COLUMNS`; of its claims the first."""
        label = self.network.label
        return [
            (
                *(q.position.first, label(q.position.first), q.position.second, label(q.position.second)),
                SIGN_WORDS[q.predicted] if q.predicted else "open",
                *(q.speaking_for, q.speaking_against, self.ask(q)),
                " ".join(shorten(join_claims(self.ties(q)), most)),
            )
            for q in self.questions
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        rows = []
        for question, row in zip(self.questions, self.rows(), strict=True):
            said = dict(zip(QUESTION_COLUMNS, row, strict=True))
            del said["claims"]
            rows.append({**said, "ties": list(map(tie_as_dict, self.ties(question)))})
        return {"version": 1, "note": self.note, "rows": rows}

    def things(self) -> tuple[Question, ...]:
        """Return the questions."""
        return self.questions

    def grid(self) -> Grid:
        """Return them as a table."""
        return Grid(QUESTION_COLUMNS, self.rows(), "Ties to look for", self.note, types=_TYPES)


@refuses_others
def compare_positions(network: SignedNetwork, actor: str | None = None) -> Positions:
    """Compare the positions of actors: what their ties to third parties have in common.

    Parameters
    ----------
    network : SignedNetwork
    actor : str, optional
        Only pairs of this actor, by CURIE or name.

    Returns
    -------
    Positions
        Pairs without a friend or an adversary in common are left out.

    Raises
    ------
    UsageError
        If fewer than three actors are connected, the actor has no tie here, or there are too many pairs to list.

    Notes
    -----
    With x and y the ties of two actors to all others (cooperation 1, none 0, hostility -1, whatever they weigh), the
    two themselves left out, kappa is 1 less the sum of (x - y)^2 over what that sum is by chance, each with its ties
    shuffled: Cohen's kappa with squared distances, which corrects for how many ties each has. So two actors that merely
    share the many ties that both do not have are not alike. None where chance leaves no room: both stand in one and
    the same way to every third party.

    Limits: it grows less with one third party in common the more ties the two have; in sparse data it is high for two
    that have one tie each, to the same actor. Read it beside the number in common.

    References
    ----------
    Häge (2011), Choice or circumstance? Adjusting measures of foreign policy similarity for chance agreement,
    Political Analysis 19(3), 287-305.
    """
    want_signed(network)
    network.require("Positions", actors=3)
    signed = network.only("+", "-")
    chosen = None if actor is None else network.find(actor)
    found = [_compare(signed, *pair) for pair in _pairs(network, signed, chosen)]
    found = [position for position in found if position.alike]
    found.sort(key=lambda p: (p.kappa is None, -(p.kappa or 0.0), -p.alike, *map(network.label, _ends(p))))
    return Positions(network, tuple(found))


@refuses_others
def predict_ties(network: SignedNetwork, actor: str | None = None) -> Questions:
    """Return ties that balance would predict between actors that have none, as questions to research.

    Parameters
    ----------
    network : SignedNetwork
    actor : str, optional
        Only pairs of this actor, by CURIE or name.

    Returns
    -------
    Questions

    Raises
    ------
    UsageError
        As for `compare_positions`.

    Notes
    -----
    Each third party that both have a tie with speaks for the sign that makes the triad balanced: the product of the two
    signs. One adversary in common, whom two at the ends of a continent may have, is no reason to ask. A pair whose
    relation is strained has a tie, and is not asked about.

    References
    ----------
    Heider (1946), Attitudes and cognitive organization, Journal of Psychology 21, 107-112; Leskovec, Huttenlocher and
    Kleinberg (2010), Predicting positive and negative links in online social networks, WWW 2010.
    """
    want_signed(network)
    network.require("Ties to look for", actors=3)
    signed = network.only("+", "-")
    chosen = None if actor is None else network.find(actor)
    found, not_asked = [], 0
    for pair in _pairs(network, signed, chosen):
        if network.graph.has_edge(*pair):
            continue
        position = _compare(signed, *pair)
        if not (position.friends or position.opposed) and len(position.adversaries) == 1:
            not_asked += 1
            continue
        lead = position.alike - len(position.opposed)
        found.append(Question(position, "+" if lead > 0 else "-" if lead < 0 else None))
    found.sort(
        key=lambda q: (
            q.speaking_against - q.speaking_for,
            q.speaking_against,
            *map(network.label, _ends(q.position)),
        )
    )
    return Questions(network, tuple(found), not_asked)


def tie_between(network: SignedNetwork, position: Position) -> str:
    """Return the signs of the ties between two actors in words, or ``no tie``."""
    edges = network.graph.get_edge_data(position.first, position.second) or {}
    order: tuple[Sign, ...] = ("+", "-", "~")
    return ", ".join(SIGN_WORDS[sign] for sign in order if sign in edges) or "no tie"


def _ends(position: Position) -> tuple[str, str]:
    return position.first, position.second


def _pairs(network: SignedNetwork, signed: nx.Graph, actor: str | None) -> Iterator[tuple[str, str]]:
    """Yield each two actors that have a tie to the same third one, once, in order of their names."""
    middles = signed if actor is None else signed[actor]
    count = sum(signed.degree(m) * (signed.degree(m) - 1) // 2 if actor is None else signed.degree(m) for m in middles)
    if count > MOST_PAIRS:
        raise UsageError(f"{count} pairs share a neighbour, too many to list: name an actor, or narrow the choice")
    seen: set[tuple[str, str]] = set()
    for middle in middles:
        around = sorted(signed[middle])
        for pair in combinations(around, 2) if actor is None else ((actor, other) for other in around):
            if pair[0] != pair[1]:
                first, second = sorted(pair, key=lambda a: (network.label(a), a))
                seen.add((first, second))
    yield from sorted(seen)


def _compare(signed: nx.Graph, first: str, second: str) -> Position:
    shared: dict[str, list[str]] = {"+": [], "-": [], "x": []}
    for third in sorted(signed[first].keys() & signed[second].keys()):
        one, other = signed.edges[first, third]["sign"], signed.edges[second, third]["sign"]
        shared[one if one == other else "x"].append(third)
    return Position(
        first,
        second,
        tuple(shared["+"]),
        tuple(shared["-"]),
        tuple(shared["x"]),
        _kappa(signed, first, second, agree=len(shared["+"]) + len(shared["-"]), differ=len(shared["x"])),
    )


def _kappa(signed: nx.Graph, first: str, second: str, *, agree: int, differ: int) -> float | None:
    """Return kappa from sums: those of products, of values and of squares over all third parties."""
    others = len(signed) - 2
    sums, squares = [], []
    for one, other in ((first, second), (second, first)):
        values = [1 if data["sign"] == "+" else -1 for third, data in signed[one].items() if third != other]
        sums.append(sum(values))
        squares.append(len(values))
    distance = squares[0] + squares[1] - 2 * (agree - differ)
    expected = squares[0] + squares[1] - 2 * sums[0] * sums[1] / others
    return round(1 - distance / expected, DIGITS) if expected > 1e-12 else None
