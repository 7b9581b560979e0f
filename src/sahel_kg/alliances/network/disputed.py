"""Ties that contradictions and tensions speak of: drawn in a signed network, or left out of it as merely possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sahel_kg.alliances.network.joining import draw_signed
from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.alliances.network.signed_ties import SignedTie
from sahel_kg.builds.build import Build
from sahel_kg.ties.network import states_of_organs
from sahel_kg.ties.tie_network import TieNetwork
from sahel_kg.ties.words import count
from sahel_kg.vocabulary import compact

_NAMED = 3


def find_disputed(network: SignedNetwork) -> tuple[list[SignedTie], list[SignedTie]]:
    """Return the ties of a network that stand on one side of a contradiction or tension, and those left out of it.

    Where organs are rolled up, those of an organ are its state's.
    By a claim that they rest on, in what is so in any case on the network's day. What happened counts however long ago,
    whatever the window of the network: a departure disputes what is told of the year after. Left out are ties between
    its actors that are merely possible.
    """
    source, choice = network.source, network.choice
    if choice is None or not isinstance(source, TieNetwork) or not isinstance(source.situation, Build):
        return [], []
    whole = source.situation.whole
    rolled_up = {} if choice.organs else {compact(a): compact(b) for a, b in states_of_organs(source.situation).items()}
    disputed = {
        (
            rolled_up.get(side.tie.subject_id, side.tie.subject_id),
            side.tie.relation_id,
            rolled_up.get(side.tie.object_id, side.tie.object_id),
            claim.id,
        )
        for each in replace(choice, when=replace(choice.when, window=None)).see(whole).disagreements()
        if each.is_certain
        for side in each.sides
        if side.tie.status != "denied"
        for claim in side.tie.claims
    }

    def among(drawn: SignedNetwork) -> list[SignedTie]:
        return [tie for tie in _ties(drawn) if disputed.intersection(_keys(tie))]

    found = among(network)
    if not any(subject in network.graph and obj in network.graph for subject, _, obj, _ in disputed):
        return found, []
    wider = draw_signed(whole, replace(choice, when=replace(choice.when, weakest=None)), network.joining)
    known = {key for tie in _ties(network) for key in _keys(tie)}
    return found, [t for t in among(wider) if {t.subject, t.object} <= set(network.graph) and not known & set(_keys(t))]


def tell_disputed(network: SignedNetwork) -> str:
    """Say which ties of a network are disputed, and where to read by whom; "" if none is."""
    drawn, left_out = find_disputed(network)
    told = [
        f"{count(len(names), 'tie')} {what}: {'; '.join(names[:_NAMED])}"
        + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        for names, what in (
            (_name(network, drawn), "drawn here"),
            (_name(network, left_out), "left out as merely possible"),
        )
        if names
    ]
    if not told:
        return ""
    day = network.choice.when.day if network.choice else None
    command = "sahel-kg contradictions" + (f" --as-of {day}" if day else "")
    return f"Disputed: {', and '.join(told)} (`{command}`)."


def _ties(network: SignedNetwork) -> Iterable[SignedTie]:
    return (tie for edge in sorted(network.graph.edges(keys=True)) for tie in network.ties_on(*edge))


def _keys(tie: SignedTie) -> list[tuple[str, str, str, str]]:
    return [(tie.subject, tie.relation, tie.object, claim) for claim in tie.claim_ids]


def _name(network: SignedNetwork, ties: Iterable[SignedTie]) -> list[str]:
    return list(dict.fromkeys(f"{network.label(t.subject)} {t.label} {network.label(t.object)}" for t in ties))
