"""Variations: the signed networks of all variants of a build, each distinct one once.

Most claims that are left out change nothing: another claim says the same, or the tie is between others. So variants are
grouped by what they change, and there are few networks to look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx

from sahel_kg.alliances.joining import join, settle_signed
from sahel_kg.alliances.signed_network import SIGNED, Joining, SignedNetwork
from sahel_kg.cases import bits
from sahel_kg.errors import UsageError
from sahel_kg.network import Choice
from sahel_kg.variants import OVER, Survival, Variant, survive, variants_of

if TYPE_CHECKING:
    from sahel_kg.builds import Build


@dataclass(frozen=True)
class Variations:
    """A signed network and all its variants.

    Parameters
    ----------
    build : Build
        As it is seen: at its time, by its evidence.
    variants : tuple of Variant
    networks : tuple of SignedNetwork
        Those that differ in an edge or a weight; the first is that of the build as it is. Ties bear no claims.
    which : tuple of int
        For each variant the place of its network.
    """

    build: Build
    variants: tuple[Variant, ...]
    networks: tuple[SignedNetwork, ...]
    which: tuple[int, ...]

    @property
    def network(self) -> SignedNetwork:
        """The network as it is."""
        return self.networks[0]


def vary(build: Build, over: Iterable[str] = OVER, **options: Any) -> Variations:
    """Return the signed networks of a build with evidence left out.

    Parameters
    ----------
    build : Build
    over : iterable of str
        What to vary: see `variants.variants_of`.
    **options
        As for `take_signed`.

    Returns
    -------
    Variations

    Raises
    ------
    UsageError
        For an option that cannot be, or if pairs weigh by claims or parallel ties go by grade: in a variant a tie is
        known to stand, not by which claims.
    SahelError
        If the build keeps no proofs.
    """
    if options.get("weight") == "claims":
        raise UsageError("variants know which ties stand, not by how many claims: choose weight 'pairs' or 'relations'")
    if options.get("parallel") == "best":
        raise UsageError("variants know which ties stand, not how good they are: choose parallel 'netted' or 'latest'")
    seen, choice, joining = settle_signed(build, **options)
    survival = survive(seen, variants_of(seen, tuple(dict.fromkeys(over))))
    whole = _build_network(survival, None, choice, joining)
    networks, places = [whole], {_edges(whole): 0}
    which = [0] * len(survival.variants)
    for alike in _group(survival, choice, joining):
        network = _build_network(survival, alike[0], choice, joining)
        place = places.setdefault(_edges(network), len(networks))
        if place == len(networks):
            networks.append(network)
        for variant in alike:
            which[variant] = place
    return Variations(seen, survival.variants, tuple(networks), tuple(which))


def _group(survival: Survival, choice: Choice, joining: Joining) -> list[list[int]]:
    """Return the variants that change something, those together that change the same."""
    dated = joining.parallel == "latest"
    unsigned = joining.contributors == "actors" or bool(joining.signs)
    stands: dict[tuple[object, ...], int] = defaultdict(int)
    for (subject, relation, obj), standing, where in survival.place(choice):
        if standing.sign in SIGNED or unsigned:
            extent = standing.extent if dated else None
            stands[(*sorted((subject, obj)), relation, extent)] |= standing.specific & where
    changed: dict[int, list[int]] = defaultdict(list)
    for number, mask in enumerate(stands.values()):
        as_it_is = survival.everywhere if mask & survival.whole else 0
        for variant in bits(mask ^ as_it_is):
            changed[variant].append(number)
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for variant in sorted(changed):
        groups[tuple(changed[variant])].append(variant)
    return list(groups.values())


def _build_network(survival: Survival, variant: int | None, choice: Choice, joining: Joining) -> SignedNetwork:
    try:
        return join(survival.network(variant, choice), joining, survival.build.relations)
    except UsageError:
        if variant is None:
            raise
        return SignedNetwork(nx.MultiGraph(), choice, joining)  # nobody left near the actors that are asked for


def _edges(network: SignedNetwork) -> frozenset[tuple[str, str, str, float]]:
    return frozenset(
        (min(a, b), max(a, b), sign, round(data["weight"], 9))
        for a, b, sign, data in network.graph.edges(keys=True, data=True)
    )
