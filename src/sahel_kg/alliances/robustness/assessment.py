"""Robustness: what is left of camps and ranks when claims, sources, readings or inferences are left out.

Each kind of variant is told on its own: to stand without any one of 258 claims is not to stand without either of two
sources. Most claims say nothing of the signed network, so how many variants change it at all is told as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

from sahel_kg import notebook_tables
from sahel_kg.alliances.division.camps import KINDS, Camps, find_camps
from sahel_kg.alliances.network.joining import KEYWORDS_TOLD, SignedChoice
from sahel_kg.alliances.network.signed_network import SignedNetwork
from sahel_kg.alliances.places.brokerage import count_roles
from sahel_kg.alliances.places.joined import join_friends
from sahel_kg.alliances.places.standing import BROKERED, BY, MEASURES, find_ranks, measure_standing
from sahel_kg.alliances.robustness.finding_again import find_again
from sahel_kg.alliances.robustness.grouping import Grouped, group_variants
from sahel_kg.alliances.robustness.holding import CampHeld, Held, Spread, VariantKind, name_some
from sahel_kg.arguments import refuses_others
from sahel_kg.docstrings import hands_on
from sahel_kg.errors import UsageError, choose_from, listed
from sahel_kg.frames import Brief, Grid, Listing, Tabular, Types
from sahel_kg.ties.centrality import DIGITS
from sahel_kg.ties.centrality import MEASURES as ON_TIES
from sahel_kg.variants.variants import OVER, Variant
from sahel_kg.vocabulary import compact

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

COLUMNS = ("actor", "actor_label", "rank", "value", "best", "worst", *OVER, "hangsOn")
CAMP_COLUMNS = ("camp", "actor", "actor_label", *OVER, "hangsOn")
_TYPES: Types = {**dict.fromkeys(("rank", "best", "worst", "camp"), "whole"), "value": "number"}


@dataclass(frozen=True)
class Robustness(Tabular):
    """How much of camps and ranks holds in variants of the evidence.

    As a table (`to_pandas`) it has the ranks, without these the places in camps; `ranks` and `members` are two tables.

    Parameters
    ----------
    by : str or None
        The measure ranked by; None if ranks were not asked for.
    camps : Camps or None
        Of the build as it is; None if camps were not asked for.
    kinds : mapping of str to VariantKind
    ranks : Listing of Held
        The first in rank first.
    members : Listing of Held
        By camp, who is in none last.
    sides : tuple of CampHeld
    remarks : tuple of str
        What has to be said plainly.
    note : str
    network : SignedNetwork
        Of the build as it is.
    """

    by: str | None
    camps: Camps | None
    kinds: Mapping[str, VariantKind]
    ranks: Listing[Held]
    members: Listing[Held]
    sides: tuple[CampHeld, ...]
    remarks: tuple[str, ...]
    note: str
    network: SignedNetwork

    def member(self, actor: str) -> Held:
        """Return how an actor's place in a camp holds.

        Raises
        ------
        UsageError
            If it has no tie in this network.
        """
        return _find(self.members, self.network.find(actor))

    def rank(self, actor: str) -> Held:
        """Return how an actor's rank holds.

        Raises
        ------
        UsageError
            If it has no tie in this network.
        """
        return _find(self.ranks, self.network.find(actor))

    def grid(self) -> Grid:
        """Return the ranks as a table, or the places in camps where no ranks were asked for."""
        return (self.ranks if self.by else self.members).grid()

    __repr__ = Brief.__repr__

    def rows(self) -> list[tuple[object, ...]]:
        """Return one row for each ranked actor, in the order of `COLUMNS`."""
        return [tuple(row) for row in self.ranks.grid().rows]

    def tell_columns(self, shown: Collection[str]) -> str:
        """Say what the columns of its tables mean, of ``"camps"``, ``"ranks"`` or both."""
        kept = " or ".join({"camps": "place in a camp", "ranks": "rank"}[name] for name in shown)
        left_out = ", ".join(f"{name} ({_LEFT_OUT[name]})" for name in self.kinds)
        told = f"{left_out}: in how many variants without such the {kept} holds"
        return told + "; best, worst: the rank as it is and in all variants" * ("ranks" in shown)

    def tell_hanging(self, shown: str, most: int | None = None) -> list[str]:
        """Say of each claim and source once whose rank, or whose place in a camp, does not hold without it.

        Parameters
        ----------
        shown : {"camps", "ranks"}
        most : int, optional
            So many of them, those on which most hangs.
        """
        held = self.members if shown == "camps" else [each for each in self.ranks if each.rank is not None]
        hanging: dict[str, list[str]] = {}
        for each in held:
            for name in each.hangs_on:
                hanging.setdefault(name, []).append(each.label)
        ordered = sorted(hanging, key=lambda name: (-len(hanging[name]), name))
        what = "Places in camps hang" if shown == "camps" else "Ranks hang"
        told = [f"   {n.removeprefix('claim:')}: {_name_actors(hanging[n], len(held))}" for n in ordered[:most]]
        more = [f"   {len(ordered) - len(told)} more: --all"] if len(ordered) > len(told) else []
        return [f"{what} on", *told, *more] if told else []

    def camp_rows(self) -> list[tuple[object, ...]]:
        """Return one row for each actor and its camp, in the order of `CAMP_COLUMNS`; camp 0: in none."""
        return [tuple(row) for row in self.members.grid().rows]

    @property
    def measured(self) -> str:
        """What ranks are by, and on which ties, in a sentence; "" without ranks."""
        if not self.by:
            return ""
        known = MEASURES.get(self.by)
        none = "; who has none has no rank, best and worst leave that out" if known is None or known.counted else ""
        other = " `sahel-kg rank` has it over all ties instead, friend and foe alike." if self.by in ON_TIES else ""
        return f"Ranks by {self.by} in the signed network: {known.says if known else BROKERED}{none}.{other}"

    def tell(self) -> list[str]:
        """Say of each camp, and of the line index, in how many variants it is so."""
        out = []
        for side in self.sides:
            counts = (
                f"{side.there[kind].in_words()} without {_LEFT_OUT[kind]}{side.less(kind)}" for kind in self.kinds
            )
            out.append(f"Camp {side.number} is there in {', '.join(counts)}.")
        ranges = [f"{_range(kind.costs)} without {_LEFT_OUT[name]}" for name, kind in self.kinds.items() if kind.costs]
        if self.camps and ranges:
            what = "Line index" if self.camps.kind == "two" else "Weight of misfits"
            out.append(f"{what} {self.camps.cost:g}; in variants {', '.join(ranges)}.")
        return out

    def as_dict(self) -> dict[str, Any]:
        """Return the robustness object of the JSON formats (docs/formats/robustness.schema.json)."""
        return {
            "version": 1,
            "by": self.by,
            "kind": self.camps.kind if self.camps else None,
            "cost": self.camps.cost if self.camps else None,
            "note": " ".join(filter(None, [self.measured, *self.remarks, self.note])),
            "over": {name: kind.as_dict() for name, kind in self.kinds.items()},
            "ranks": [held.as_dict() for held in self.ranks],
            "members": [held.as_dict() for held in self.members],
            "camps": [side.as_dict() for side in self.sides],
        }

    def _repr_html_(self) -> str:
        said = filter(None, [self.measured, *self.remarks, *self.tell(), self.note])
        parts: list[tuple[tuple[str, ...], list[tuple[object, ...]], str]] = []
        if self.camps:
            parts.append((CAMP_COLUMNS, self.camp_rows(), "Places in camps (0: in none)"))
        if self.by:
            parts.append((COLUMNS, self.rows(), f"Ranks by {self.by}"))
        notes = ["" for _ in parts[1:]] + [" ".join(said)]
        return "".join(
            notebook_tables.html(columns, rows, caption=caption, note=note)
            for (columns, rows, caption), note in zip(parts, notes, strict=True)
        )


@hands_on(SignedChoice.__annotations__, *KEYWORDS_TOLD)
@refuses_others
def assess(
    build: Build,
    *,
    over: str | Iterable[str] = OVER,
    by: str | None = "pn",
    kind: str | None = "two",
    **options: Unpack[SignedChoice],
) -> Robustness:
    """Say in how many variants of the evidence each rank and each place in a camp holds.

    Parameters
    ----------
    build : Build
    over : iterable of str
        Of `variants.OVER`: each claim left out, each source, all Implied claims, lower grades, inferred ties.
    by : str, optional
        A measure of `standing.BY`; None leaves ranks out.
    kind : {"two", "any"}, optional
        As for `camps.find_camps`; None leaves camps out.
    **options
        Which ties and actors count, and how ties are joined.

        {keywords}

    Returns
    -------
    Robustness

    Raises
    ------
    UsageError
        For an unknown measure or kind of variant; for what `find_camps`, `measure_standing` or `group_variants` refuse.
    SahelError
        If the closure of the build is missing or damaged.

    Notes
    -----
    A camp is found again in a variant by those of its actors that are in any camp there: see
    `finding_again.find_again`. An actor's place holds where it is in that camp, so with most of those of its own that
    are left; who is in no camp holds where it is in the network and in no camp. A rank holds where it is the same
    number. In a variant that leaves no cooperation no camp is there. What stays in all variants: see
    `sahel_kg.variants.variants`.
    """
    chosen = tuple(dict.fromkeys(listed(over)))
    if not chosen:
        raise UsageError(f"nothing to leave out: choose from {', '.join(OVER)}")
    if by is None and kind is None:
        raise UsageError("nothing to hold: ask for ranks, camps or both")
    if by is not None and by not in BY:
        of_ties = f"; which claims ranks by {by} over all ties hang on says `sahel-kg sensitivity --by {by}`"
        raise UsageError(f"no measure '{by}' of the signed network: {choose_from(by, BY)}{of_ties * (by in ON_TIES)}")
    if kind is not None and kind not in KINDS:
        raise UsageError(f"no kind of camps called '{kind}': {choose_from(kind, KINDS)}")
    grouped = group_variants(build, chosen, **options)
    whole = grouped.networks[0]
    divided = kind or ("two" if by == "brokered" else None)
    camps: list[Camps | None] = [find_camps(whole, kind=divided) if divided else None]
    camps += [_divide(network, divided) for network in grouped.networks[1:]]
    if by is not None:
        measure_standing(whole, camps[0], by=by)  # refuses what has no ranks
    places = {claim.iri: claim.place for claim in grouped.build.admitted}
    names = [_name(variant, places) for variant in grouped.variants]
    kinds = {what: _summarise(what, grouped, camps if kind else [], names) for what in chosen}
    tally = _Tally(grouped, chosen, names)
    ranks = _hold_ranks(tally, camps, by) if by else ()
    members, sides = _hold_camps(tally, camps) if kind else ((), ())
    return Robustness(
        by,
        camps[0] if kind else None,
        kinds,
        list_ranks(ranks, by),
        list_places(members),
        sides,
        tuple(_remark(kinds, grouped)),
        f"{_explain(kinds)} {whole.note}",
        whole,
    )


def _name_actors(names: Sequence[str], of: int) -> str:
    return f"all {of}" if len(names) == of else f"{len(names)} of {of} ({name_some(names)})"


def list_ranks(ranks: Iterable[Held], by: str | None) -> Listing[Held]:
    """Return how ranks hold, as a list that is a table as well."""

    def row(held: Held) -> tuple[object, ...]:
        return (held.actor, held.label, held.rank, held.value, held.best, held.worst, *held.cells())

    return Listing(ranks, COLUMNS, row, f"Ranks by {by}", types=_TYPES)


def list_places(members: Iterable[Held]) -> Listing[Held]:
    """Return how places in camps hold, as a list that is a table as well."""

    def row(held: Held) -> tuple[object, ...]:
        return (held.camp, held.actor, held.label, *held.cells())

    return Listing(members, CAMP_COLUMNS, row, "Places in camps (0: in none)", types=_TYPES)


@dataclass(frozen=True)
class _Tally:
    """Counts, kind by kind, the variants in which something holds in the network."""

    grouped: Grouped
    kinds: Sequence[str]
    names: Sequence[str]

    def count(self, holds: Sequence[bool], ranks: Sequence[int | None] | None = None) -> dict[str, Spread]:
        """Return a spread for each kind, from what is true of each distinct network."""
        out = {}
        for what in self.kinds:
            places = [k for k, variant in enumerate(self.grouped.variants) if variant.over == what]
            broken = tuple(self.names[k] for k in places if not holds[self.grouped.of[k]])
            found = [ranks[self.grouped.of[k]] for k in places] if ranks else []
            told = [rank for rank in found if rank is not None]
            best, worst = min(told, default=None), max(told, default=None)
            out[what] = Spread(len(places) - len(broken), len(places), broken, best, worst, len(found) - len(told))
        return out

    def least(self, sizes: Sequence[int]) -> dict[str, int]:
        """Return the least size for each kind where there is any, from the size in each distinct network."""
        found = {}
        for what in self.kinds:
            own = (sizes[of] for of, v in zip(self.grouped.of, self.grouped.variants, strict=True) if v.over == what)
            found[what] = min(filter(None, own), default=0)
        return found


def _divide(network: SignedNetwork, kind: str | None) -> Camps | None:
    try:
        return find_camps(network, kind=kind) if kind else None
    except UsageError:  # nobody cooperates any more
        return None


def _hold_ranks(tally: _Tally, camps: Sequence[Camps | None], by: str) -> tuple[Held, ...]:
    networks = tally.grouped.networks
    values = [_values(network, own, by) for network, own in zip(networks, camps, strict=True)]
    ranks = [find_ranks(own, by) for own in values]
    whole = networks[0]
    held = []
    for actor in whole.actors:
        own = [each.get(actor) for each in ranks]
        is_there = [actor in each for each in values]
        spreads = tally.count([there and rank == own[0] for there, rank in zip(is_there, own, strict=True)], own)
        held.append(Held(actor, whole.label(actor), spreads, values[0][actor], own[0]))
    return tuple(sorted(held, key=lambda h: (h.rank is None, h.rank or 0, h.label, h.actor)))


def _values(network: SignedNetwork, camps: Camps | None, by: str) -> dict[str, float | None]:
    if not network.edges:
        return {}
    if by in MEASURES:
        found: Mapping[str, float | None] = MEASURES[by].compute(network)
        return {actor: None if value is None else round(value, DIGITS) for actor, value in found.items()}
    if camps is None:
        return {}
    own = {actor: camps.camp_of(actor) or actor for actor in network.actors}
    roles = count_roles(network.positive, own, join_friends(network))
    return {actor: float(sum(own.values())) for actor, own in roles.items()}


def _hold_camps(tally: _Tally, camps: Sequence[Camps | None]) -> tuple[tuple[Held, ...], tuple[CampHeld, ...]]:
    whole = camps[0]
    assert whole is not None
    sides = [camp.actors for camp in whole.camps]
    placed = []
    there, firm = ([[False] * len(camps) for _ in sides] for _ in range(2))
    sizes = [[0] * len(camps) for _ in sides]
    for place, (found, network) in enumerate(zip(camps, tally.grouped.networks, strict=True)):
        own = find_again(sides, [camp.actors for camp in found.camps]) if found else {}
        placed.append(_places(found, network, own))
        for new, old in own.items():
            there[old][place] = True
            assert found is not None
            firm[old][place] = found.camps[new].firm == whole.camps[old].firm
            sizes[old][place] = len(set(sides[old]).intersection(found.camps[new].actors))
    members = []
    for actor in whole.network.actors:
        side = placed[0][actor]
        spreads = tally.count([own.get(actor, _GONE) == side for own in placed])
        number = whole.camps[side].number if side >= 0 else 0
        members.append(Held(actor, whole.network.label(actor), spreads, camp=number))
    held = tuple(
        CampHeld(
            camp.number,
            len(camp.actors),
            tally.count(there[side]),
            tally.count(firm[side]),
            tally.least(sizes[side]),
        )
        for side, camp in enumerate(whole.camps)
    )
    return tuple(sorted(members, key=lambda h: (h.camp == 0, h.camp or 0, h.label, h.actor))), held


_ALONE, _ELSEWHERE, _GONE = -1, -2, -3


def _places(camps: Camps | None, network: SignedNetwork, own: Mapping[int, int]) -> dict[str, int]:
    """Return the camp of the whole that each actor is with, or that it is in none, or in one that matches none."""
    places = dict.fromkeys(network.actors, _ALONE)
    for new, camp in enumerate(camps.camps if camps else ()):
        places |= dict.fromkeys(camp.actors, own.get(new, _ELSEWHERE))
    return places


def _summarise(what: str, grouped: Grouped, camps: Sequence[Camps | None], names: Sequence[str]) -> VariantKind:
    places = [k for k, variant in enumerate(grouped.variants) if variant.over == what]
    own = [grouped.of[k] for k in places]
    costs = [found.cost for place in own if camps and (found := camps[place])]
    emptied = tuple(names[k] for k in places if not grouped.networks[grouped.of[k]].edges)
    return VariantKind(len(own), sum(map(bool, own)), (min(costs), max(costs)) if costs else None, emptied)


def _name(variant: Variant, places: Mapping[str, str]) -> str:
    """Return what a variant is called, a claim with its place in the source."""
    if variant.over == "claims":
        place = places[next(iter(variant.left_out))]
        return f"{variant.name} ({place})" if place else variant.name
    return variant.name.removeprefix("by ").replace("claims of basis Stated, Background", "without Implied claims")


_LEFT_OUT = {
    "claims": "a claim",
    "sources": "a source",
    "implied": "all Implied claims",
    "grades": "lower grades",
    "inferences": "inferred ties",
}

_BEARING = " on which one of its ties rests"


def _explain(kinds: Mapping[str, VariantKind]) -> str:
    told = [
        f"{kind.variants} without {_LEFT_OUT[what]}{_BEARING * (what == 'claims')}, of which {kind.changing} "
        f"change{'s' * (kind.changing == 1)} it"
        for what, kind in kinds.items()
    ]
    return f"Variants of the signed network: {'; '.join(told)}."


def _remark(kinds: Mapping[str, VariantKind], grouped: Grouped) -> list[str]:
    """Say what leaves nothing: a share of variants would hide it."""
    out = []
    reports = {compact(claim.source) for claim in grouped.build.admitted if claim.basis != "Background"}
    for what, kind in kinds.items():
        if what == "sources" and len(reports) == 1:
            left = "leaves nothing" if kind.emptied_by else "leaves background only"
            out.append(f"There is one report only, {min(reports)}: leaving it out {left}.")
        elif kind.emptied_by:
            out.append(f"Nobody cooperates or fights any more: {name_some(kind.emptied_by)}.")
    return out


def _range(costs: tuple[float, float]) -> str:
    least, most = costs
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"


def _find(held: Sequence[Held], actor: str) -> Held:
    for each in held:
        if each.actor == actor:
            return each
    raise UsageError(f"{actor} has no tie in this network: widen the choice")
