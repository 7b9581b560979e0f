"""Ties that do not fit a division of a signed network: cooperation across it, hostility on one side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.alliances.network.signed_ties import SignedTie, join_claims
from sahel_kg.frames import Listing, Types
from sahel_kg.record.claims import Claim
from sahel_kg.vocabulary import compact

COLUMNS = (
    *("first", "first_label", "sign", "second", "second_label", "weight", "says", "relations", "places", "claims"),
)
TYPES: Types = {"first": "text", "weight": "number"}


@dataclass(frozen=True)
class Misfit:
    """An edge that does not fit the division: cooperation across it or hostility on one side, or in one camp."""

    first: str
    second: str
    sign: str
    weight: float
    ties: tuple[SignedTie, ...]


def list_misfits(network: SignedNetwork, members: Mapping[str, int], found: Iterable[Misfit]) -> Listing[Misfit]:
    """Return what does not fit as a list that is a table as well; `members` has the camp of each actor in one."""
    label = network.label

    def row(misfit: Misfit) -> tuple[object, ...]:
        places = sorted({place for tie in misfit.ties for claim in tie.claims or () if (place := _place(claim))})
        relations = " ".join(sorted({tie.relation for tie in misfit.ties}))
        ends = (misfit.first, label(misfit.first), misfit.sign, misfit.second, label(misfit.second))
        says = (misfit.weight, tell_misfit(misfit, network, members), relations)
        return (*ends, *says, "; ".join(places), " ".join(join_claims(misfit.ties)))

    return Listing(found, COLUMNS, row, "Ties that do not fit", types=TYPES)


def met_by(camp: int, network: SignedNetwork, members: Mapping[str, int]) -> set[int]:
    """Return the numbers of the camps that a camp is hostile to."""
    own = (actor for actor, number in members.items() if number == camp)
    return {members[other] for actor in own for other in network.negative[actor] if other in members} - {camp}


def tell_misfit(misfit: Misfit, network: SignedNetwork, members: Mapping[str, int]) -> str:
    """Say what does not fit, and where the two stand."""
    first, second = (members.get(actor) for actor in (misfit.first, misfit.second))
    where = ", ".join(f"camp {number}" if number else "unassigned" for number in (first, second))
    if not first and not second:
        where = "both unassigned"
    if misfit.sign == "+":
        return f"cooperate across the division ({where})"
    if first and first == second:
        return f"hostile within camp {first}"
    both = met_by(first, network, members) & met_by(second, network, members) if first and second else ()
    why = f": both are against {number_camps(sorted(both))}" if both else ""
    return f"hostile to each other, though on one side of the two{why} ({where})"


def number_camps(numbers: Sequence[int]) -> str:
    """Return camps by their numbers, in words.

    >>> number_camps((1, 2, 4))
    'camps 1, 2 and 4'
    """
    *most, last = map(str, numbers)
    return f"camps {', '.join(most)} and {last}" if most else f"camp {last}"


def _place(claim: Claim) -> str:
    paragraph = claim.locator.paragraph if claim.locator else None
    return compact(claim.source) if paragraph is None else f"paragraph {paragraph}"
