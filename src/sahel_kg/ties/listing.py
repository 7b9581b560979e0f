"""All ties of a situation: what claims say of two actors, what they deny, and what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from pyoxigraph import Quad

from sahel_kg.inference.inferences import Ground
from sahel_kg.record.bounds import TieReading
from sahel_kg.record.claims import Claim, ClaimTable
from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import TieKey
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Status, Tie, most_specific
from sahel_kg.vocabulary import PREFIXES, value

_Told = tuple[Status, Extent, TieReading]


def list_ties(situation: Situation, *, general: bool = False) -> list[Tie]:
    """Return the ties between actors, sorted.

    Parameters
    ----------
    situation : Situation
    general : bool
        Keep inferred ties that only generalise another (*supports* makes *cooperates with* true).
    """
    listed = situation.listed
    if True not in listed:
        listed[True] = tuple(read_ties(situation, situation.actors.iris, situation.inferred))
    if general not in listed:
        listed[general] = tuple(most_specific(listed[True], situation.relations))
    return list(listed[general])


def list_ties_of(situation: Situation, iri: str) -> list[Tie]:
    """Return those ties that `list_ties` lists without the general ones and of which something is an end."""
    ties: Iterable[Tie] = situation.listed.get(False, ())
    if False not in situation.listed:
        inferred = [quad for quad in situation.inferred if iri in (value(quad.subject), value(quad.object))]
        claims = _about(situation, {iri})
        ties = most_specific(read_ties(situation, situation.actors.iris, inferred, claims), situation.relations)
    return [tie for tie in ties if iri in (tie.subject, tie.object)]


def list_held(situation: Situation, iri: str) -> list[Tie]:
    """Return what is said of an actor and places: where it is, what it holds, or does not.

    What follows is left: it is where these places lie in.
    """
    claims = _about(situation, {iri})
    ends = {end for claim in claims for _, fact in claim.said for end in (fact[0], fact[2])}
    places = {end for end in ends if end.startswith(PREFIXES["place"])}
    return [tie for tie in read_ties(situation, {iri, *places}, (), claims) if iri in (tie.subject, tie.object)]


def list_asserted(situation: Situation, among: Collection[str] | None = None) -> Iterator[Tie]:
    """Yield the ties that claims assert, in the order of `list_ties`; of some things at least theirs."""
    ties = situation.listed.get(False) or read_ties(situation, situation.actors.iris, (), _about(situation, among))
    yield from (tie for tie in ties if tie.status == "asserted")


def _about(situation: Situation, among: Collection[str] | None) -> list[Claim]:
    """Return the claims that count and say something of some things; of whatever there is without any."""
    if among is None:
        return situation.counted
    return [claim for claim in situation.counted if any(f[0] in among or f[2] in among for _, f in claim.said)]


def read_ties(
    situation: Situation, ends: Collection[str], inferred: Iterable[Quad], claims: Iterable[Claim] | None = None
) -> list[Tie]:
    """Return all ties between things: asserted, denied and inferred, sorted.

    The mirror of a symmetric relation and the secondary direction of an inverse are the same tie and are not
    repeated; an inferred tie is left out where an asserted one of the same relation covers it.

    Parameters
    ----------
    situation : Situation
    ends : collection of str
        IRIs of the things; actors, mostly.
    inferred : iterable of Quad
        In inference graphs of the situation.
    claims : iterable of Claim, optional
        Others than those that count.
    """
    known = {claim.iri: claim for claim in (situation.counted if claims is None else claims)}
    every = {claim.iri: claim for claim in situation.of_all_times.counted}  # a state may be over that a happening needs
    said, extents = _said(situation, ends, known.values())
    read = cache(situation.when.read)  # thousands of ties have a few hundred extents
    ties = [
        _tie(situation, key, (status, extent, reading), sorted(claims, key=lambda c: c.iri), None)
        for (key, status, extent), claims in said.items()
        if (reading := read(extent))
    ]
    for key, grounds in _follows(situation, ends, inferred).items():
        for ground in _best(grounds, extents[key]):
            if reading := read(ground.extent):
                support = [every[iri] for iri in ground.claims if iri in every]
                ties.append(_tie(situation, key, ("inferred", ground.extent, reading), support, ground.credibility))
    return sorted(ties, key=lambda t: (t.subject, t.relation, t.object, t.status, str(t.extent), str(t.credibility)))


def _said(
    situation: Situation, ends: Collection[str], claims: Iterable[Claim]
) -> tuple[dict[tuple[TieKey, Status, Extent], list[Claim]], dict[TieKey, list[Extent]]]:
    """Return the claims of each tie that is asserted or denied, and the extents that cover what follows."""
    grouped: dict[tuple[TieKey, Status, Extent], list[Claim]] = defaultdict(list)
    extents: dict[TieKey, list[Extent]] = defaultdict(list)
    read = cache(replace(situation.when, weakest="possible").read)
    telling = situation.telling
    for claim in claims:
        for status, (subject, relation, obj) in claim.said:
            if not (subject in ends and obj in ends):
                continue
            lived = telling((subject, relation, obj), claim.iri)
            if lived is None or read(lived.extent) is None:
                continue  # one of the two did not exist then
            if (key := situation.tie_key(subject, relation, obj)) is None:
                continue
            grouped[key, status, lived.stated].append(claim)
            if status == "asserted":
                extents[key] += [lived.stated, lived.extent]
    return grouped, extents


def _follows(situation: Situation, ends: Collection[str], inferred: Iterable[Quad]) -> dict[TieKey, list[Ground]]:
    """Return the grounds of each tie that follows."""
    found: dict[TieKey, list[Ground]] = defaultdict(list)
    for quad in inferred:
        triple = (value(quad.subject), quad.predicate.value, value(quad.object))
        if triple[0] in ends and triple[2] in ends and (tie := situation.tie_key(*triple)):
            found[tie].append(situation.grounds[value(quad.graph_name)])
    return found


def _tie(situation: Situation, key: TieKey, told: _Told, claims: Sequence[Claim], grade: int | None) -> Tie:
    status, extent, reading = told
    sign = situation.relations.sign(key[1])
    return Tie(
        *key,
        sign,
        status,
        extent,
        reading,
        ClaimTable(claims),
        situation.when,
        grade,
        situation.reliability,
        situation.published,
        situation.attacks.get((key[0], key[2])) if sign == "-" else None,
        situation.names,
    )


def _best(grounds: Iterable[Ground], said: Sequence[Extent]) -> list[Ground]:
    """Return the grounds of a tie that neither what is said nor a better ground covers: mirrors, mostly."""
    out: list[Ground] = []
    told = dict.fromkeys(said)
    for ground in sorted(set(grounds), key=lambda g: (g.credibility or 0, len(g.claims), g.claims)):
        is_said = ground.extent in told or any(extent.covers(ground.extent) for extent in told)
        if not is_said and not any(other.extent.covers(ground.extent) for other in out):
            out.append(ground)
    return out


def join_years(ties: Iterable[Tie]) -> list[tuple[Tie, ...]]:
    """Return ties in runs: what happened between the same two in consecutive years stands together, all else alone.

    Each year stays a happening of its own; a table has one row for a run.
    """
    runs: list[list[Tie]] = []
    last: dict[tuple[object, ...], list[Tie]] = {}
    for tie in sorted(ties, key=_in_order):
        key, year = (tie.subject, tie.relation, tie.object, tie.status), year_of(tie)
        run = last.get(key)
        if year is not None and run is not None and year - (year_of(run[-1]) or 0) in (0, 1):
            run.append(tie)
            continue
        runs.append([tie])
        if year is not None:
            last[key] = runs[-1]
    return [tuple(run) for run in runs]


def _in_order(tie: Tie) -> tuple[object, ...]:
    days = [day or date.min for day in tie.bounds.as_days()]
    return tie.subject, tie.relation, tie.object, tie.status, year_of(tie) or 0, *days


def join_states(runs: Iterable[tuple[Tie, ...]]) -> list[tuple[Tie, ...]]:
    """Return runs in which what several claims tell of one state stands together, unless it ended in between."""
    out: list[tuple[Tie, ...]] = []
    for run in runs:
        last = out[-1] if out else ()
        out[-1:] = [(*last, *run)] if last and _may_be_one(last, run[0]) else [*out[-1:], run]
    return out


def _may_be_one(run: tuple[Tie, ...], tie: Tie) -> bool:
    first = run[0]
    one, other = ((each.subject, each.relation, each.object, each.status) for each in (first, tie))
    if one != other or {first.extent.aspect, tie.extent.aspect} != {"holding"} or not tie.bounds:
        return False
    begun = tie.bounds.earliest_begin or tie.bounds.latest_begin
    ends = [each.bounds.latest_end for each in run]
    return all(each.bounds for each in run) and (None in ends or begun is None or begun <= max(filter(None, ends)))


def year_of(tie: Tie) -> int | None:
    """Return the year in which something happened, if all of it lies in one."""
    first, last = tie.bounds.earliest_begin, tie.bounds.latest_end
    is_one = tie.extent.aspect == "happening" and first and last and first.year == last.year
    return first.year if is_one and first else None
