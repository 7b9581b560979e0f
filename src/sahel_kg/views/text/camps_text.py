"""Camps for the terminal: who stands together and against whom, who is in no camp and why, which ties do not fit."""

from __future__ import annotations

from collections.abc import Callable, Sized

from sahel_kg import tables
from sahel_kg.alliances.division.camps import Camp, Camps, list_names
from sahel_kg.alliances.division.misfits import Misfit, number_camps
from sahel_kg.alliances.network.signed_ties import join_claims
from sahel_kg.record.relations import SIGN_WORDS
from sahel_kg.views.text.citations import according_to
from sahel_kg.vocabulary import compact


def tell(camps: Camps, most: int | None = None, name: Callable[[str], str] = compact) -> str:
    """Return camps as text: of each list that is longer than `most` its beginning, and how much more there is.

    Parameters
    ----------
    camps : Camps
    most : int, optional
    name : callable
        Gives the name of an IRI: of who says what no source says itself.
    """
    lines = []
    for camp in camps.camps[:most]:
        lines += [f"Camp {camp.number}{_stands(camps, camp)}: {camps.name(camp.number)}", *_members(camps, camp), ""]
    lines += _more(camps.camps, most)
    if camps.unassigned:
        lines.append("Unassigned")
        why: dict[str, list[str]] = {}
        for lone in camps.unassigned:
            why.setdefault(lone.why, []).append(lone.actor)
        lines += [f"   {camps.network.names(actors)}: {told}" for told, actors in list(why.items())[:most]]
        lines += _more(why, most)
        lines.append("")
    if camps.misfits:
        lines.append("Ties that do not fit")
        for misfit in camps.misfits[:most]:
            lines += _misfit(camps, misfit)
        lines += _more(camps.misfits, most)
        lines.append("")
    if heard := _hearsay(camps, name):
        lines += ["Only told by somebody whom a source quotes", *heard[:most], *_more(heard, most), ""]
    lines.append("[n]: moving that actor alone would add misfits of weight n" + _legend(camps))
    lines.append(camps.sureness)  # in no note: what is cut on a screen is the first that a reader must know
    return tables.printable("\n".join(lines)) + "\n"


def _more(found: Sized, most: int | None) -> list[str]:
    return [f"   {len(found) - most} more: --all"] if most and len(found) > most else []


def _stands(camps: Camps, camp: Camp) -> str:
    """Say whom a camp is against: two camps of one side may fight each other, as all of one side fight the other."""
    own = camps.own_side(camp)
    other = [number for number in camps.against(camp) if number not in own]
    return "".join(
        (
            f", against {number_camps(other)}" if other else "",
            f", hostile to {number_camps(own)} of its own side" if own else "",
        )
    )


def _members(camps: Camps, camp: Camp) -> list[str]:
    told = []
    for actor in sorted(camp.actors, key=camps.network.short):
        doubt = "" if actor in camp.firm else ", not firm"
        told.append(f"{camps.network.short(actor)} [{camps.margins[actor]:g}{doubt}]")
    lines = [f"   {', '.join(told)}"]
    if lone := camps.opponents(camp):
        lines.append(f"   hostile to it, unassigned: {list_names(camps.network, lone)}")
    return lines


def _misfit(camps: Camps, misfit: Misfit) -> list[str]:
    ends = f"{camps.network.short(misfit.first)} and {camps.network.short(misfit.second)}"
    claims = join_claims(misfit.ties)
    weight = f", weight {misfit.weight:g}" if misfit.weight != 1 else ""
    return [f"   {ends}: {camps.tell(misfit)}{weight}", f"      by {', '.join(claims)}"]


def _hearsay(camps: Camps, name: Callable[[str], str]) -> list[str]:
    """Return the pairs that are joined by what somebody says, and not by a source itself."""
    network, told = camps.network, set[str]()
    for one, other, sign in network.graph.edges(keys=True):
        if whose := according_to(network.ties_on(one, other, sign), name):
            ends = " and ".join(map(network.short, sorted((one, other), key=network.short)))
            told.add(f"   {ends}: {SIGN_WORDS[sign]}{whose}")
    return sorted(told)


def _legend(camps: Camps) -> str:
    """Say what the marks mean that are there."""
    told = ""
    if any(len(camp.firm) < len(camp.actors) for camp in camps.camps):
        told += "; not firm: elsewhere in another division that may be as good"
    inside = camps.members
    if any(m.sign == "-" and (m.first not in inside or inside[m.first] != inside.get(m.second)) for m in camps.misfits):
        told += (
            "; on one side of the two: by their other ties, not because they cooperate; two sides do not tell all "
            "there is here, see --kind any"
        )
    return f"{told}."
