"""Camps for the terminal: who stands together and against whom, who is in no camp and why, which ties do not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized

from sahel_kg import tables
from sahel_kg.alliances.division.camps import Camp, Camps, list_names
from sahel_kg.alliances.division.misfits import Misfit
from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.alliances.network.signed_ties import join_claims
from sahel_kg.record.relations import SIGN_WORDS
from sahel_kg.ties.contributors import NEAR, count_apart, count_lone
from sahel_kg.views.text.citations import according_to
from sahel_kg.vocabulary import SKG, compact

_CONTRIBUTES = compact(str(SKG.contributesTo))


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
        lines += [f"Camp {camp.number}: {camps.name(camp.number)}", *_members(camps, camp), ""]
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
    lines.append(
        camps.sureness + _firmness(camps)
    )  # in no note: what is cut on a screen is the first that a reader must know
    return tables.printable("\n".join(lines)) + "\n"


def _firmness(camps: Camps) -> str:
    """Say who of the camps is firm, where not all divisions are the same."""
    loose = sum(len(camp.actors) - len(camp.firm) for camp in camps.camps)
    if camps.divisions == 1 or not camps.exact:
        return ""
    if loose == len(camps.members):
        return f" None of the {loose} in camps is."
    if loose:
        return f" {loose} of the {len(camps.members)} in camps {'is' if loose == 1 else 'are'} not, and marked so."
    differ = ": the divisions differ only in which camps and unassigned share a side" if camps.kind == "two" else ""
    return f" All {len(camps.members)} in camps are{differ}."


def _more(found: Sized, most: int | None) -> list[str]:
    return [f"   {len(found) - most} more: --all"] if most and len(found) > most else []


def _fronts(camps: Camps, camp: Camp) -> list[str]:
    """Say whom a camp is against: two camps of one side may fight each other, as all of one side fight the other."""
    own = camps.own_side(camp)
    other = [number for number in camps.against(camp) if number not in own]

    def name(numbers: Sequence[int]) -> str:
        return "; ".join(f"camp {number} ({camps.name(number)})" for number in numbers)

    return [
        *([f"   against {name(other)}"] if other else []),
        *([f"   hostile to {name(own)}, though of its own side"] if own else []),
    ]


def _members(camps: Camps, camp: Camp) -> list[str]:
    told = []
    for actor in sorted(camp.actors, key=camps.network.label):
        doubt = "" if actor in camp.firm else ", not firm"
        told.append(f"{camps.network.label(actor)} [{camps.margins[actor]:g}{doubt}]")
    weak: dict[str, list[str]] = {}
    for actor in camp.actors:
        if why := camps.rests_on(actor):
            weak.setdefault(why, []).append(actor)
    lines = [f"   {', '.join(told)}", *(f"   {why}: {camps.network.names(weak[why])}" for why in sorted(weak))]
    if link := camps.weakest(camp.number):
        lines.append(f"   weakest claim that connects it: {link.in_words(camps.network)}")
    lines += _fronts(camps, camp)
    if lone := camps.opponents(camp):
        lines.append(f"   hostile to it, unassigned: {list_names(camps.network, lone)}")
    return lines + _contributors(camps.network, camp)


def _contributors(network: SignedNetwork, camp: Camp) -> list[str]:
    """Say who of a camp is there by a contribution alone, beside as many that are counted and not drawn."""
    lines = []
    for side in sorted(camp.actors, key=network.label):
        if any(numbers := count_lone(network.graph.nodes[side])):
            alike = [actor for actor in camp.actors if _only_contributes(network, actor, side)]
            told = f"   {count_apart(*numbers)} more contribute to {network.label(side)}: counted, not drawn"
            if alike:
                near = f" within {int(NEAR[:-1])} years" if network.choice and network.choice.when.day else ""
                told += f"; {network.names(alike)} {'do' if len(alike) > 1 else 'does'} no more here, but "
                told += f"{'are' if len(alike) > 1 else 'is'} known for something else{near}"
            lines.append(told)
    return lines


def _only_contributes(network: SignedNetwork, actor: str, side: str) -> bool:
    """Tell whether all ties of an actor here are contributions to one side."""
    ends = {(other, sign) for _, other, sign in network.graph.edges(actor, keys=True)}
    return ends == {(side, "+")} and {tie.relation for tie in network.ties_on(actor, side, "+")} == {_CONTRIBUTES}


def _misfit(camps: Camps, misfit: Misfit) -> list[str]:
    ends = f"{camps.network.label(misfit.first)} and {camps.network.label(misfit.second)}"
    claims = join_claims(misfit.ties)
    weight = f", weight {misfit.weight:g}" if misfit.weight != 1 else ""
    return [f"   {ends}: {camps.tell(misfit)}{weight}", f"      by {', '.join(claims)}"]


def _hearsay(camps: Camps, name: Callable[[str], str]) -> list[str]:
    """Return the pairs that are joined by what somebody says, and not by a source itself."""
    network, told = camps.network, set[str]()
    for one, other, sign in network.graph.edges(keys=True):
        if whose := according_to(network.ties_on(one, other, sign), name):
            ends = " and ".join(map(network.label, sorted((one, other), key=network.label)))
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
