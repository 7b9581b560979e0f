"""All ties of a situation: what claims say of two actors, what they deny, and what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pyoxigraph import Quad

from sahel_kg.errors import want_truth
from sahel_kg.inference.inferences import Ground
from sahel_kg.record.bounds import TieReading
from sahel_kg.record.claims import Claim, ClaimTable, FactWords
from sahel_kg.record.extents import Extent, ExtentSet
from sahel_kg.record.relations import Sign, TieKey
from sahel_kg.ties.keeping import KeptTie, SaidFact
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Status, Tie, most_specific
from sahel_kg.vocabulary import PREFIXES, value

_Told = tuple[Status, Extent, TieReading]


@dataclass(frozen=True)
class JoinedTie:
    """All ties of one relation of the same two that are asserted, or inferred, whenever; or one that is denied.

    Parameters
    ----------
    sources : frozenset of str
        IRIs of the sources of their claims.
    """

    subject: str
    relation: str
    object: str
    sign: Sign
    status: Status
    sources: frozenset[str]
    extent: Extent = Extent(aspect="timeless")
    reading: TieReading = "certain"


def list_joined(situation: Situation) -> list[JoinedTie] | None:
    """Return the ties of `list_ties` joined, in its order; None of what is not kept so, or is of a day."""
    kept = situation.kept_facts
    if kept is None or situation.when.day:
        return None
    sign = situation.relations.sign
    return [JoinedTie(*key, sign(key[1]), status, sources) for key, status, sources in kept.joined_ties()]


def list_ties(situation: Situation, of: Collection[str] | None = None, *, general: bool = False) -> list[Tie]:
    """Return the ties between actors, sorted.

    Parameters
    ----------
    situation : Situation
    of : collection of str, optional
        IRIs of some actors: only ties of which one is an end.
    general : bool
        Keep inferred ties that only generalise another (*supports* makes *cooperates with* true).
    """
    want_truth(general=general)
    listed = situation.listed
    if general not in listed:
        told = _list_told(situation, of)
        if of is not None:
            return [tie for tie, is_general in told if (general or not is_general) and _is_of(tie, of)]
        listed[True] = tuple(tie for tie, _ in told)
        listed[False] = tuple(tie for tie, is_general in told if not is_general)
    return [tie for tie in listed[general] if of is None or _is_of(tie, of)]


def _is_of(tie: Tie, some: Collection[str]) -> bool:
    return tie.subject in some or tie.object in some


def _list_told(situation: Situation, of: Collection[str] | None = None) -> list[tuple[Tie, bool]]:
    """Return ties, each with whether it only generalises another: as they were published, or what is so on a day."""
    kept = situation.kept_facts
    if kept and situation.whole is situation:
        return _read_published(situation, list(kept.ties(of)))
    if kept:
        said, followed = kept.said(situation.when, of), kept.followed(situation.when, of)
        ties = _make_ties(situation, _hear_kept(situation, said, followed))
    elif of is None:
        ties = read_ties(situation, situation.actors.iris, situation.inferred)
    else:
        inferred = [q for q in situation.inferred if value(q.subject) in of or value(q.object) in of]
        ties = read_ties(situation, situation.actors.iris, inferred, _about(situation, of))
    specific = set(map(id, most_specific(ties, situation.relations)))
    return [(tie, id(tie) not in specific) for tie in ties]


def _read_published(situation: Situation, published: Sequence[KeptTie]) -> list[tuple[Tie, bool]]:
    claims = situation.find_claims(iri for tie in published for iri in tie.claims)
    found = []
    for key, status, extent, credibility, claims_told, is_general in published:
        told = status, extent, situation.when.read(extent) or "possible"
        grade = credibility if status == "inferred" else None
        found.append((_tie(situation, key, told, [claims[iri] for iri in claims_told], grade), is_general))
    return found


def list_held(situation: Situation, of: Collection[str] | None = None) -> list[Tie]:
    """Return what is said of actors and places: where they are, what they hold, or do not.

    What follows is left: it is where these places lie in.

    Parameters
    ----------
    situation : Situation
    of : collection of str, optional
        IRIs of some actors: only what is said of these.
    """
    among = situation.actors.iris if of is None else of
    if kept := situation.kept_facts:
        said = [each for each in kept.said(situation.when, of) if _places([each.fact])]
        ties = _make_ties(situation, _hear_kept(situation, said, ends={*among, *_places(each.fact for each in said)}))
    else:
        claims = _about(situation, of)
        places = _places(fact for claim in claims for _, fact in claim.said)
        ties = read_ties(situation, {*among, *places}, (), claims)
    return [tie for tie in ties if (of is None or _is_of(tie, of)) and _places([(tie.subject, "", tie.object)])]


def _places(facts: Iterable[FactWords]) -> set[str]:
    return {end for fact in facts for end in (fact[0], fact[2]) if end.startswith(PREFIXES["place"])}


def list_asserted(
    situation: Situation, among: Collection[str] | None = None, keeps: Callable[[Extent], bool] | None = None
) -> Iterator[Tie]:
    """Yield the ties that claims assert, in the order of `list_ties`; of some things, or times, at least theirs."""
    ties: Iterable[Tie] = situation.listed.get(False, ())
    if False not in situation.listed and (kept := situation.kept_facts):
        ties = _make_ties(situation, _hear_kept(situation, kept.said(situation.when, among, keeps)))
    elif False not in situation.listed:
        ties = read_ties(situation, situation.actors.iris, (), _about(situation, among))
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
    return _make_ties(situation, _hear(situation, ends, situation.counted if claims is None else claims, inferred))


class _Heard:
    """What was told of ties, each in its primary direction."""

    def __init__(self) -> None:
        self.claims: dict[tuple[TieKey, Status, Extent], list[Claim]] = defaultdict(list)
        self.extents: dict[TieKey, list[Extent]] = defaultdict(list)
        """Those that cover what follows."""
        self.grounds: dict[TieKey, list[Ground]] = defaultdict(list)

    def say(self, key: TieKey, status: Status, told: Extent, lived: Extent, claims: Iterable[Claim]) -> None:
        """Take note of what claims say."""
        self.claims[key, status, told] += claims
        if status == "asserted":
            self.extents[key] += [told, lived]


def _hear(situation: Situation, ends: Collection[str], claims: Iterable[Claim], inferred: Iterable[Quad]) -> _Heard:
    """Return what claims tell of ties between things, and what follows."""
    heard = _Heard()
    is_there = cache(replace(situation.when, weakest="possible").read)
    telling = situation.telling
    for claim in claims:
        for status, fact in claim.said:
            if not (fact[0] in ends and fact[2] in ends):
                continue
            lived = telling(fact, claim.iri)
            if lived is None or is_there(lived.extent) is None:
                continue  # one of the two did not exist then
            if key := situation.tie_key(*fact):
                heard.say(key, status, lived.listed, lived.extent, [claim])
    for quad in inferred:
        triple = (value(quad.subject), quad.predicate.value, value(quad.object))
        if triple[0] in ends and triple[2] in ends and (key := situation.tie_key(*triple)):
            heard.grounds[key].append(situation.grounds[value(quad.graph_name)])
    return heard


def _hear_kept(
    situation: Situation,
    said: Iterable[SaidFact],
    followed: Iterable[tuple[FactWords, list[Ground]]] = (),
    ends: Collection[str] | None = None,
) -> _Heard:
    """Return the same from what is kept of that day; without others, the ends are actors."""
    heard = _Heard()
    ends = situation.actors.iris if ends is None else ends
    is_there = cache(replace(situation.when, weakest="possible").read)
    among = [each for each in said if each.fact[0] in ends and each.fact[2] in ends and is_there(each.lived)]
    claims = situation.find_claims(iri for each in among for iri in each.claims)
    for status, fact, told, lived, said_by in among:
        if key := situation.tie_key(*fact):
            heard.say(key, status, told, lived, [claims[iri] for iri in said_by])
    for fact, grounds in followed:
        if fact[0] in ends and fact[2] in ends and (key := situation.tie_key(*fact)):
            heard.grounds[key] += grounds
    return heard


def _make_ties(situation: Situation, heard: _Heard) -> list[Tie]:
    """Return the ties that were told and that follow, sorted."""
    read = cache(situation.when.read)  # thousands of ties have a few hundred extents
    ties = [
        _tie(situation, key, (status, extent, reading), sorted(claims, key=lambda c: c.iri), None)
        for (key, status, extent), claims in heard.claims.items()
        if (reading := read(extent))
    ]
    follows = [
        (key, ground, reading)
        for key, grounds in heard.grounds.items()
        for ground in _best(grounds, heard.extents[key])
        if (reading := read(ground.extent))
    ]
    # a state may be over that a happening needs
    every = situation.of_all_times.find_claims(iri for _, ground, _ in follows for iri in ground.claims)
    for key, ground, reading in follows:
        support = [every[iri] for iri in ground.claims if iri in every]
        ties.append(_tie(situation, key, ("inferred", ground.extent, reading), support, ground.credibility))
    return sorted(ties, key=lambda t: (t.subject, t.relation, t.object, t.status, str(t.extent), str(t.credibility)))


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
    known = ExtentSet(said)
    for ground in sorted(set(grounds), key=lambda g: (g.credibility or 0, len(g.claims), g.claims)):
        if not known.covers(ground.extent):
            out.append(ground)
            known.add(ground.extent)
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
