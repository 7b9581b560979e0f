"""Camps: who stands with whom, who stands apart, and which ties do not fit.

An actor joins a camp only through cooperation. Who shares nothing with a camp but its adversaries is *unassigned*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sahel_kg.alliances.signed_network import SignedNetwork


@dataclass(frozen=True)
class Camp:
    """Actors of one side, connected by cooperation.

    Parameters
    ----------
    number : int
        From 1, the largest first.
    actors : tuple of str
        CURIEs, sorted.
    firm : tuple of str
        Those of them that are together in every optimal division.
    part : int
        The place in `SignedNetwork.parts` of the connected part that it belongs to.
    side : int
        0 or 1 with two camps: camps of one part and different sides stand against each other. None otherwise.
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
class Misfit:
    """An edge that does not fit the camps: cooperation across them or hostility within one."""

    first: str
    second: str
    sign: str
    weight: float
    ties: tuple[Mapping[str, Any], ...]
    """As in `SignedNetwork.ties`: each with its claims."""


@dataclass(frozen=True)
class Camps:
    """A division of a signed network.

    Parameters
    ----------
    network : SignedNetwork
    kind : {"two", "any"}
        Two camps in each connected part, or any number of them.
    camps : tuple of Camp
    unassigned : tuple of Unassigned
    misfits : tuple of Misfit
    margins : mapping of str to float
        Actor in a camp to what moving it alone to the best other place would add to the cost; 0: as good elsewhere.
    cost : float
        The weight of all misfits: with two camps the line index.
    bound : float
        A proven lower bound of the least cost; `cost` where the division is optimal.
    divisions : int
        How many optimal divisions there are, counted per part, up to swapping sides; at least 1.
    at_least : bool
        Whether there may be more divisions than were counted.
    """

    network: SignedNetwork
    kind: str
    camps: tuple[Camp, ...]
    unassigned: tuple[Unassigned, ...]
    misfits: tuple[Misfit, ...]
    margins: Mapping[str, float] = field(default_factory=dict)
    cost: float = 0.0
    bound: float = 0.0
    divisions: int = 1
    at_least: bool = False

    @property
    def exact(self) -> bool:
        """Whether the division is proven to be optimal."""
        return self.bound >= self.cost

    def camp_of(self, actor: str) -> int | None:
        """Return the number of an actor's camp; None if it is unassigned or not in the network."""
        return next((camp.number for camp in self.camps if actor in camp.actors), None)
