"""Grouping: the signed networks of all variants of a build, each distinct one built once.

Most claims touch no edge of the signed network, and many touch the same one; so of some thousand variants a few dozen
networks are left. All of it is read off one evaluation (`variants.survive`), nothing is closed anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Unpack

import networkx as nx

from sahel_kg.alliances.course.moments import edges_of
from sahel_kg.alliances.network.joining import SignedChoice, choose_signed, draw_signed, join
from sahel_kg.alliances.network.signed_network import Joining, SignedNetwork
from sahel_kg.errors import UsageError
from sahel_kg.inference.cases import bits
from sahel_kg.record.relations import Sign
from sahel_kg.ties.choice import Choice
from sahel_kg.variants.variants import OVER, Survival, Variant, survive, variants_of

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build


@dataclass(frozen=True)
class Grouped:
    """Variants and their signed networks.

    Parameters
    ----------
    build : Build
        As it is seen.
    variants : tuple of Variant
    networks : tuple of SignedNetwork
        The first is that of the build as it is, with claims; the others differ from it and from each other, and their
        ties bear neither claims nor grades. Without any edge left a network has no actors.
    of : tuple of int
        For each variant the place of its network.
    """

    build: Build
    variants: tuple[Variant, ...]
    networks: tuple[SignedNetwork, ...]
    of: tuple[int, ...]

    def network(self, variant: int) -> SignedNetwork:
        """Return the network of a variant, by its place, saying what was left out."""
        said = self.variants[variant]
        left_out = f"{said.name} left out" if said.over in ("claims", "sources") else said.name
        return replace(self.networks[self.of[variant]], variant=left_out)


def group_variants(build: Build, over: Iterable[str] = OVER, **options: Unpack[SignedChoice]) -> Grouped:
    """Return the signed networks of all variants of a build.

    Parameters
    ----------
    build : Build
    over : iterable of str
        Of `variants.OVER`; of claims those on which a tie of the network rests, or whose absence changes it; sources
        that give nothing but background are not left out, or there would be many that change little.
    **options
        As for `choose_signed`.

    Raises
    ------
    UsageError
        For what `variants_of` or `choose_signed` refuses; for ``weight="claims"`` and ``parallel="best"``: which claims
        and grades a tie is left with in a variant is not worked out.
    SahelError
        If the closure of the build is missing or damaged.
    """
    chosen = tuple(dict.fromkeys(over))
    choice, joining = choose_signed(build, **options)
    if joining.weight == "claims":
        raise UsageError("variants keep no claims to weigh ties by: choose weight pairs or relations")
    if joining.parallel == "best":
        raise UsageError("variants keep no grades to tell the best tie by: choose parallel netted, kept or latest")
    seen = choice.see(build)
    variants = [v for v in variants_of(seen, chosen) if v.over != "sources" or _is_report(v, seen)]
    survival = survive(seen, variants)
    networks = [draw_signed(seen, choice, joining)]
    places = {edges_of(networks[0]): 0}
    known: dict[tuple[int, ...], int] = {(): 0}
    of = []
    for number, pattern in enumerate(_patterns(survival, choice, joining)):
        if pattern not in known:
            network = _join(survival, number, choice, joining)
            edges = edges_of(network)
            if edges not in places:
                places[edges] = len(networks)
                networks.append(network)
            known[pattern] = places[edges]
        of.append(known[pattern])
    bearing = survival.bearing(choice)
    kept = [k for k, v in enumerate(variants) if v.over != "claims" or of[k] or not bearing.isdisjoint(v.left_out)]
    return Grouped(seen, tuple(variants[k] for k in kept), tuple(networks), tuple(of[k] for k in kept))


def _is_report(variant: Variant, build: Build) -> bool:
    """Tell whether a source has more to say than background, of which each claim is left out by itself as well."""
    return any(c.basis != "Background" for c in build.admitted if c.iri in variant.left_out)


def _patterns(survival: Survival, choice: Choice, joining: Joining) -> list[tuple[int, ...]]:
    """Return for each variant what differs from the build as it is, of all that the joining can tell apart."""
    drawn: dict[tuple[object, ...], int] = defaultdict(int)
    by_relation = joining.weight == "relations" or joining.signs or joining.weights
    for (subject, relation, obj), standing, where in survival.place(choice):
        sign: Sign = standing.sign
        if sign == "0" and not by_relation:
            continue
        told: tuple[object, ...] = (relation if by_relation else sign,)
        if joining.parallel == "latest":
            told = (relation, standing.extent)
        drawn[(*sorted((subject, obj)), *told)] |= standing.specific & where
    changed: dict[int, list[int]] = defaultdict(list)
    for place, mask in enumerate(drawn.values()):
        as_it_is = survival.everywhere if mask & survival.whole else 0
        for number in bits(mask ^ as_it_is):
            changed[number].append(place)
    return [tuple(changed.get(number, ())) for number in range(len(survival.variants))]


def _join(survival: Survival, number: int, choice: Choice, joining: Joining) -> SignedNetwork:
    try:
        return join(survival.network(number, choice), joining, survival.build.relations)
    except UsageError:  # nobody is near the actors any more; all else is refused with the whole network
        return SignedNetwork(nx.freeze(nx.MultiGraph()), choice, joining)
