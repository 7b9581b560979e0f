"""Robustness: how much of an answer hangs on one claim, one source, or one kind of evidence.

Every rank, every camp and every actor's place in one is looked for again in each variant of the evidence; what is found
is told apart by what was left out, since 99 % of single claims and one of two sources are not the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sahel_kg import tables
from sahel_kg.alliances.alignment import Look, look_at
from sahel_kg.alliances.brokerage import count_roles
from sahel_kg.alliances.camps import KINDS, Camps, find_camps
from sahel_kg.alliances.signed_network import SignedNetwork
from sahel_kg.alliances.standing import BY, FEWEST, MEASURES
from sahel_kg.alliances.tallies import SHARES, TOLD, Tallier, Tallies
from sahel_kg.alliances.variations import Variations, vary
from sahel_kg.centrality import DIGITS
from sahel_kg.errors import UsageError
from sahel_kg.variants import OVER

if TYPE_CHECKING:
    from sahel_kg.builds import Build

NAMED = 3
RANK_COLUMNS = ("actor", "actorLabel", "value", "rank", "best", "worst", *SHARES, "hangsOn")
PLACE_COLUMNS = ("actor", "actorLabel", "camp", "campLabel", "firm", *SHARES, "hangsOn")
CAMP_COLUMNS = ("camp", "campLabel", "firm", *SHARES, "hangsOn")


@dataclass(frozen=True)
class Held:
    """How well an actor's rank holds.

    Parameters
    ----------
    actor : str
        CURIE.
    value : float or None
        Of the measure; None where it has none.
    rank : int or None
        1 is first; who is equal shares the better rank.
    best, worst : int or None
        Over all variants in which the actor has a rank.
    tallies : tuple of Tally
        Where it has the same rank; ``low`` and ``high`` are ranks.
    """

    actor: str
    value: float | None
    rank: int | None
    best: int | None
    worst: int | None
    tallies: Tallies

    @property
    def share(self) -> float:
        """The share of the first kind of variants, claims if these were varied, in which the rank holds."""
        return self.tallies[0].share


@dataclass(frozen=True)
class Place:
    """How well an actor's place in a camp, or in none, holds.

    Parameters
    ----------
    actor : str
        CURIE.
    camp : int or None
    firm : bool
        Whether it is with this camp in every optimal division of the network as it is.
    tallies : tuple of Tally
        Where it is with its camp still, firmly if it was firm; or has ties and is in no camp, if it was in none.
    """

    actor: str
    camp: int | None
    firm: bool
    tallies: Tallies

    @property
    def share(self) -> float:
        """As for `Held`."""
        return self.tallies[0].share


@dataclass(frozen=True)
class Kept:
    """How well a camp holds.

    Parameters
    ----------
    camp : int
    name : str
    firm : tuple of str
        Actors that are together in every optimal division. A camp without any is no finding, and never holds.
    tallies : tuple of Tally
        Where a camp has the same firm members.
    """

    camp: int
    name: str
    firm: tuple[str, ...]
    tallies: Tallies

    @property
    def share(self) -> float:
        """As for `Held`."""
        return self.tallies[0].share


@dataclass(frozen=True)
class Robustness:
    """What holds with evidence left out.

    Parameters
    ----------
    network : SignedNetwork
        As it is.
    camps : Camps or None
        As they are.
    by : str
        What ranks are by.
    ranks : tuple of Held
        The first in rank first.
    places : tuple of Place
        Camps first, then who is in none.
    kept : tuple of Kept
    cost : tuple of Tally
        Of the weight of all misfits, with two camps the line index: where it is the same, and its range.
    counted : mapping of str to int
        How many variants there are of each kind.
    distinct : int
        How many different networks they give.
    where : mapping of str to str
        Name of a claim to the place where it stands.
    remarks : tuple of str
        What could not be said, and which sources leave nothing, in sentences.
    """

    network: SignedNetwork
    camps: Camps | None
    by: str
    ranks: tuple[Held, ...]
    places: tuple[Place, ...]
    kept: tuple[Kept, ...]
    cost: Tallies
    counted: Mapping[str, int]
    distinct: int
    where: Mapping[str, str]
    remarks: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """What was varied, what holding means, and what the network was taken from."""
        told = "; ".join(f"{TOLD[over]} ({count})" for over, count in self.counted.items())
        same = f"{self.distinct} different network{'' if self.distinct == 1 else 's'}"
        parts = [
            f"Variants: {told}; {same}. Ranks by {self.by}, equal ones sharing the better; camps of a variant are "
            "matched to these by their overlap. Who has no tie left holds no rank and no place, and those below move "
            "up. Actors' years and kinds stay as they are.",
            *self.remarks,
        ]
        if self.cost:
            lowest, highest = _range(self.cost)
            what = "The line index" if self.camps and self.camps.kind == "two" else "The weight of misfits"
            if self.camps and lowest is not None:
                parts.append(f"{what} is {self.camps.cost:g}, in the variants {lowest:g} to {highest:g}.")
        return " ".join([*parts, self.network.note])

    def tell(self, tallies: Tallies, limit: int | None = None) -> str:
        """Say which claims and sources something hangs on, each claim with its place."""
        names = [
            name for tally in tallies if tally.over in ("claims", "sources", "background") for name in tally.broken_by
        ]
        shown = [f"{name} ({self.where[name]})" if self.where.get(name) else name for name in names[:limit]]
        if len(names) > len(shown):
            shown.append(f"{len(names) - len(shown)} more")
        return ", ".join(shown)

    def rank_rows(self, limit: int | None = None) -> list[tuple[object, ...]]:
        """Return one row an actor, in the order of `RANK_COLUMNS`, with so many claims and sources it hangs on."""
        return [
            (
                *(h.actor, self.network.label(h.actor), h.value, h.rank, h.best, h.worst),
                *(*_shares(h.tallies), self.tell(h.tallies, limit)),
            )
            for h in self.ranks
        ]

    def place_rows(self, limit: int | None = None) -> list[tuple[object, ...]]:
        """Return one row an actor, in the order of `PLACE_COLUMNS`."""
        return [
            (
                *(p.actor, self.network.label(p.actor), p.camp, self.name(p.camp), p.firm if p.camp else None),
                *(*_shares(p.tallies), self.tell(p.tallies, limit)),
            )
            for p in self.places
        ]

    def camp_rows(self, limit: int | None = None) -> list[tuple[object, ...]]:
        """Return one row a camp, in the order of `CAMP_COLUMNS`."""
        return [
            (k.camp, k.name, self.network.names(k.firm), *_shares(k.tallies), self.tell(k.tallies, limit))
            for k in self.kept
        ]

    def name(self, camp: int | None) -> str:
        """Return a camp's name; empty for none."""
        return self.camps.name(camp) if camp and self.camps else ""

    def as_dict(self) -> dict[str, Any]:
        """Return the robustness object of the JSON formats (docs/formats/robustness.schema.json)."""

        def told(tallies: Tallies) -> list[dict[str, Any]]:
            return [tally.as_dict() for tally in tallies]

        label = self.network.label
        return {
            "version": 1,
            "by": self.by,
            "kind": self.camps.kind if self.camps else None,
            "variants": dict(self.counted),
            "distinct": self.distinct,
            "note": self.note,
            "cost": self.camps.cost if self.camps else None,
            "costs": told(self.cost),
            "camps": [
                {"camp": k.camp, "name": k.name, "firm": list(k.firm), "tallies": told(k.tallies)} for k in self.kept
            ],
            "places": [
                {
                    **{"actor": p.actor, "label": label(p.actor), "camp": p.camp, "firm": p.firm},
                    "tallies": told(p.tallies),
                }
                for p in self.places
            ],
            "ranks": [
                {
                    **{"actor": h.actor, "label": label(h.actor), "value": h.value},
                    **{"rank": h.rank, "best": h.best, "worst": h.worst, "tallies": told(h.tallies)},
                }
                for h in self.ranks
            ],
            "where": dict(sorted(self.where.items())),
        }

    def _repr_html_(self) -> str:
        return (
            tables.html(CAMP_COLUMNS, self.camp_rows(NAMED), caption="How camps hold")
            + tables.html(PLACE_COLUMNS, self.place_rows(NAMED), caption="How places in camps hold")
            + tables.html(RANK_COLUMNS, self.rank_rows(NAMED), caption=f"How ranks by {self.by} hold", note=self.note)
        )


def assess(
    build: Build, *, over: Iterable[str] = OVER, by: str = "pn", kind: str = "two", **options: Any
) -> Robustness:
    """Say how well camps and ranks hold with evidence left out.

    Parameters
    ----------
    build : Build
    over : iterable of str
        What to vary, of `variants.OVER`: single claims, single sources, Implied claims, lower grades, inferred ties.
    by : str
        What ranks are by: a name in `standing.BY`.
    kind : {"two", "any"}
        As for `camps.find_camps`.
    **options
        As for `take_signed`; weight ``claims`` and parallel ``best`` cannot be varied.

    Returns
    -------
    Robustness

    Raises
    ------
    UsageError
        For an option that cannot be, or if there is neither a camp nor a rank.
    SahelError
        If the build keeps no proofs.

    Notes
    -----
    A variant leaves evidence out; none adds any, so this says what an answer hangs on, not how likely it is. Leaving
    out one at a time does not see two claims that stand in for each other.
    """
    if by not in BY:
        raise UsageError(f"no measure '{by}': choose from {', '.join(BY)}")
    if kind not in KINDS:
        raise UsageError(f"no kind of camps called '{kind}': choose from {', '.join(KINDS)}")
    chosen = tuple(dict.fromkeys(over))
    if not chosen:
        raise UsageError(f"nothing to vary: choose from {', '.join(OVER)}")
    return judge(vary(build, chosen, **options), by, kind)


def judge(varied: Variations, by: str, kind: str) -> Robustness:
    """Compare the networks of variants with the network as it is; parameters and errors are those of `assess`."""
    network, tallier = varied.network, Tallier(varied)
    remarks = tallier.remarks
    camps = None
    try:
        camps = find_camps(network, kind=kind)
    except UsageError as error:
        remarks.append(f"No camps: {error}")
    held: tuple[Held, ...] = ()
    try:
        network.require("Ranks", actors=FEWEST)
        held = _hold_ranks(varied, tallier, by)
    except UsageError as error:
        if camps is None:
            raise
        remarks.append(f"No ranks: {error}")
    looks = [look_at(each, camps, kind) for each in varied.networks] if camps else []
    places = _hold_places(camps, looks, tallier) if camps else ()
    kept = _hold_camps(camps, looks, tallier) if camps else ()
    costs = [look.cost for look in looks]
    cost = tallier.count([each == costs[0] for each in costs], costs) if costs else ()
    every = [cost, *(h.tallies for h in held), *(p.tallies for p in places), *(k.tallies for k in kept)]
    named = {name for tallies in every for tally in tallies for name in tally.broken_by}
    where = {c.id: c.place for c in varied.build.admitted if c.id in named and c.place}
    return Robustness(
        *(network, camps, by, held, places, kept, cost),
        *(tallier.counted, len(varied.networks), where, tuple(remarks)),
    )


def _hold_ranks(varied: Variations, tallier: Tallier, by: str) -> tuple[Held, ...]:
    every = [rank_actors(each, by) if each.actors else {} for each in varied.networks]
    out = []
    for actor, (value, rank) in every[0].items():
        own = [found.get(actor, (None, None))[1] for found in every]
        same = [actor in found and each == rank for each, found in zip(own, every, strict=True)]
        there = [each for each in own if each is not None]
        ranks = (rank, min(there, default=None), max(there, default=None))
        out.append(Held(actor, value, *ranks, tallier.count(same, own)))
    last = len(out) + 1
    return tuple(sorted(out, key=lambda h: (h.rank or last, varied.network.label(h.actor))))


def _hold_places(camps: Camps, looks: Sequence[Look], tallier: Tallier) -> tuple[Place, ...]:
    firm = {actor for camp in camps.camps for actor in camp.firm}
    out = []
    for actor in [*camps.members, *(lone.actor for lone in camps.unassigned)]:
        camp = camps.camp_of(actor)
        stays = [look.stays(actor, camp, actor in firm) for look in looks]
        out.append(Place(actor, camp, actor in firm, tallier.count(stays)))
    return tuple(out)


def _hold_camps(camps: Camps, looks: Sequence[Look], tallier: Tallier) -> tuple[Kept, ...]:
    out = []
    for camp in camps.camps:
        same = [bool(camp.firm) and look.firm.get(camp.number) == set(camp.firm) for look in looks]
        out.append(Kept(camp.number, camps.name(camp.number), camp.firm, tallier.count(same)))
    return tuple(out)


def rank_actors(network: SignedNetwork, by: str) -> dict[str, tuple[float | None, int | None]]:
    """Return each actor's value and rank by a measure of standing; who is equal shares the better rank."""
    if by == "brokered":
        roles = count_roles(network.positive, {actor: actor for actor in network.actors})
        values: Mapping[str, float | None] = {actor: sum(roles[actor].values()) for actor in network.actors}
        low = False
    else:
        values, low = MEASURES[by].compute(network), MEASURES[by].low
    rounded = {a: v if v is None or isinstance(v, int) else round(v, DIGITS) for a, v in values.items()}
    order = sorted((v for v in rounded.values() if v is not None), reverse=not low)
    first = {value: place for place, value in reversed(list(enumerate(order, 1)))}
    return {actor: (v, None if v is None else first[v]) for actor, v in rounded.items()}


def _shares(tallies: Tallies) -> list[str | None]:
    said = {tally.over: tally.in_words() for tally in tallies}
    return [said.get(over) for over in SHARES]


def _range(tallies: Tallies) -> tuple[float | None, float | None]:
    lows = [tally.low for tally in tallies if tally.low is not None]
    highs = [tally.high for tally in tallies if tally.high is not None]
    return min(lows, default=None), max(highs, default=None)
