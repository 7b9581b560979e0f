"""Netting ties of opposite sign day by day: who was allied in one year and fought in another has an edge of either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sahel_kg.alliances.network.joining import finder, join, settle, weigh
from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.alliances.paths.spells import Spell, may_be, unite
from sahel_kg.ties.tie_network import TieNetwork

if TYPE_CHECKING:
    from sahel_kg.alliances.network.joining import Pair
    from sahel_kg.alliances.network.signed_ties import SignedTie
    from sahel_kg.record.relations import Sign

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SpelledEdge:
    """What joins two actors by one sign, with the spells on which it may be there."""

    first: str
    second: str
    sign: str
    weight: float | None
    ties: tuple[SignedTie, ...]
    spells: tuple[Spell, ...]


def list_edges(network: SignedNetwork) -> list[SpelledEdge]:
    """Return the edges of a network, netted over all time as they stand in it."""
    out = []
    for first, second, sign, weight in network.graph.edges(keys=True, data="weight"):
        ties = network.ties_on(first, second, sign)
        out.append(SpelledEdge(first, second, sign, float(weight), ties, unite(may_be(tie.extent) for tie in ties)))
    return out


def net_by_spell(network: SignedNetwork) -> tuple[SignedNetwork, list[SpelledEdge]]:
    """Return the edges of a network, netted anew for each spell, and the network of all actors that they join.

    On a day that was chosen there is one spell only, and where parallel ties are kept none to net: then as they stand.
    """
    joining = network.joining
    if network.source is None or (network.choice and network.choice.when.day) or joining.parallel == "kept":
        return network, list_edges(network)
    seen = network.source.situation if isinstance(network.source, TieNetwork) else None
    relations = seen.relations if seen else None
    wide = join(network.source, replace(joining, parallel="kept"), relations)
    find = finder(relations)
    out: list[SpelledEdge] = []
    both = set()
    for first, second in sorted({(min(edge), max(edge)) for edge in wide.graph.edges()}):
        pair: Pair = {sign: list(wide.ties_on(first, second, sign)) for sign in wide.graph[first][second]}
        if not {"+", "-"} <= pair.keys():
            continue
        both.add((first, second))
        spells: dict[Sign, list[Spell]] = {}
        weights: dict[Sign, float] = {}
        for spell, there in _cut(pair):
            weight = {sign: weigh(ties, joining, find) for sign, ties in there.items()}
            for sign, value in settle(there, weight, joining).items():
                spells.setdefault(sign, []).append(spell)
                weights[sign] = max(value, weights.get(sign, 0.0))
        for sign, found in spells.items():
            united = unite(found)
            ties = tuple(tie for tie in pair[sign] if any(_meet(may_be(tie.extent), spell) for spell in united))
            out.append(SpelledEdge(first, second, sign, weights[sign], ties, united))
    alone = [edge for edge in list_edges(wide) if edge.sign == "~" or _ends(edge) not in both]
    return wide, [*out, *alone]


def _ends(edge: SpelledEdge) -> tuple[str, str]:
    return min(edge.first, edge.second), max(edge.first, edge.second)


def _cut(pair: Pair) -> Iterator[tuple[Spell, Pair]]:
    """Yield the spells between the days on which a tie of a pair begins or ends, with the ties that may be there."""
    extents = [_closed(may_be(tie.extent)) for sign in ("+", "-") for tie in pair[sign]]
    begins = {first for first, _ in extents} | {last + _DAY for _, last in extents if last < date.max} | {date.min}
    days = sorted(begins)
    for first, after in zip(days, [*days[1:], None], strict=True):
        last = after - _DAY if after else date.max
        there: Pair = {
            sign: [tie for tie in pair[sign] if _meet(may_be(tie.extent), (first, last))] for sign in ("+", "-")
        }
        there = {sign: ties for sign, ties in there.items() if ties}
        if there:
            yield (None if first == date.min else first, None if last == date.max else last), there


def _closed(spell: Spell) -> tuple[date, date]:
    return spell[0] or date.min, spell[1] or date.max


def _meet(one: Spell, other: Spell | tuple[date, date]) -> bool:
    return max(_closed(one)[0], _closed(other)[0]) <= min(_closed(one)[1], _closed(other)[1])
