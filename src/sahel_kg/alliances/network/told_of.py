"""What to know of how the actors of a network are told of: the cautions that `show` and `explain` have, of its ties."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.alliances.network.signed_ties import SignedTie
from sahel_kg.ties.cautions import tell_cautions
from sahel_kg.ties.tie_network import TieNetwork


def find_told_of(
    network: SignedNetwork | nx.MultiDiGraph | None, actors: Iterable[str], ties: Iterable[SignedTie] | None = None
) -> tuple[str, ...]:
    """Return what to know of how some actors, and the claims of some ties, tell of actors; of many, how many more.

    Parameters
    ----------
    network : SignedNetwork or MultiDiGraph
        What the ties were taken from: nothing is known of one that was made of no build.
    actors : iterable of str
        CURIEs.
    ties : iterable of SignedTie, optional
        Without any, all of the network.
    """
    source = network.source if isinstance(network, SignedNetwork) else network
    if not isinstance(source, TieNetwork) or source.situation is None:
        return ()
    if ties is None and isinstance(network, SignedNetwork):
        ties = (tie for edge in sorted(network.graph.edges(keys=True)) for tie in network.ties_on(*edge))
    claims = dict.fromkeys(claim for tie in ties or () for claim in tie.claim_ids)
    return tuple(tell_cautions(source.situation, [*actors, *claims]))
