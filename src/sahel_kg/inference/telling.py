"""Telling: when what claims say holds, each claim read beside the others, before anything is inferred.

A claim gives up to four bounds of a state. Around the days on which it is certain the state is *presumed*: for a while
(`When.persist`), to the middle of the days between which it began or ended, and never past a day on which another claim
says the contrary. A claim that tells a begin and one that tells the end of the same state are read as one, and an end
that another claim tells closes one that is left open, which is presumed until then; an end in a place, one in a part of
it (`skg:endsInParts`), and who was told of in the part had been in the place until then. What tells that a state was
there some time in a year tells of the part before its end. What follows then only meets these extents (see `supports`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sahel_kg.inference.ends import close, find_partner, go_back, go_on, join, middle, stay
from sahel_kg.inference.others import Others, Voice, cut
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import RDF_TYPE, Claim, FactWords
from sahel_kg.record.extents import Aspect, Extent
from sahel_kg.record.relations import Relations, Sign, TieKey, primary
from sahel_kg.record.rewinding import DEFAULT_PERSIST, shift
from sahel_kg.record.years import Years
from sahel_kg.vocabulary import PREFIXES, SKG

_OWL, _EVENT, _CLAIM, _ACTOR = (PREFIXES[name] for name in ("owl", "event", "claim", "actor"))
_CONTRIBUTES, _DEPLOYED = str(SKG.contributesTo), str(SKG.deployedIn)
_TERRITORY, _LOCATED = str(SKG.territory), str(SKG.locatedIn)
_OPPOSITE: dict[Sign, Sign] = {"+": "-", "-": "+"}


@dataclass(frozen=True)
class Testimony:
    """What claims tell of a fact.

    Parameters
    ----------
    extent : Extent
        Within the years of the actors.
    listed : Extent
        The same as ties are listed, undated where nothing is told of when: the years of its actors date no tie.
    credibility : int
        Of the least credible of the claims.
    claims : tuple of str
        IRIs: the claim, and the one that tells the other end of the same state.
    """

    extent: Extent
    listed: Extent
    credibility: int
    claims: tuple[str, ...]


_Ends = tuple[tuple[Bounds, ...], tuple[Bounds, ...]]
"""Of claims that tell the end of a state, and that of it in a whole of the place."""
_Heard = tuple[Mapping[TieKey, list[Claim]], list[Voice]]
"""The claims of each state of two things, and what may speak against what is said of them."""
_NOTHING = Others()


class Telling:
    """When the facts of claims hold: call it with a fact and the claim that says it.

    Parameters
    ----------
    claims : iterable of Claim
        Those that can be asked about.
    counting : collection of str
        IRIs of those of them that count: they are joined with others, and speak against others.
    relations : Relations
    years : mapping
        No fact about an actor reaches beyond its years.
    first_known : mapping of str to date
        IRI of an actor to the day by which it surely existed (see `record.years.read_first_known`).
    persist : str
        How long a state is presumed where nothing tells more.
    """

    def __init__(
        self,
        claims: Iterable[Claim],
        counting: Collection[str],
        relations: Relations,
        years: Years,
        first_known: Mapping[str, date] | None = None,
        persist: str = DEFAULT_PERSIST,
    ) -> None:
        self._claims = {claim.iri: claim for claim in claims}
        self._relations, self._years, self._persist = relations, years, persist
        self._persists = shift(date.max, persist, back=True) < date.max
        self._first_known = first_known or {}
        self._between: dict[frozenset[str], list[tuple[Claim, TieKey, FactWords, bool]]] = defaultdict(list)
        self._heard_of: dict[frozenset[str], _Heard] = {}
        self._soil: dict[str, set[str]] = defaultdict(set)
        self._owners: dict[str, set[str]] = defaultdict(set)
        self._wholes: dict[str, set[str]] = defaultdict(set)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._known: dict[tuple[FactWords, str], Testimony | None] = {}
        self._dated: dict[object, Extent | None] = {}
        heard = [claim for claim in self._claims.values() if claim.iri in counting]
        days = ((max(told), claim.iri) for claim in heard if (told := [day for day in claim.bounds.as_days() if day]))
        self._last = sorted(days, reverse=True)
        self._ends: tuple[Mapping[str, int], list[tuple[date, int]]] | None = None
        self._heard = [claim.iri for claim in heard]
        for claim in heard:
            for status, fact in claim.said:
                if fact[1] == RDF_TYPE and status == "asserted":
                    self._kinds[fact[0]].add(fact[2])
                key = self._key(fact)
                if key is not None:
                    self._between[frozenset((key[0], key[2]))].append((claim, key, fact, status == "denied"))
                    if key[1] == _TERRITORY and status == "asserted":
                        self._soil[key[0]].add(key[2])
                        self._owners[key[2]].add(key[0])
                    elif key[1] == _LOCATED and status == "asserted":
                        self._wholes[key[0]].add(key[2])
                        self._parts[key[2]].add(key[0])

    def __call__(self, fact: FactWords, graph: str) -> Testimony | None:
        """Return what a named graph tells of a fact; None if it is no claim, or none of its actors was there."""
        if (fact, graph) not in self._known:
            claim = self._claims.get(graph)
            others = self._others(fact, claim) if claim else _NOTHING
            last = self._last[0][0] if self._last else None
            self._known[fact, graph] = self._tell(fact, claim, others, last) if claim else None
        return self._known[fact, graph]

    def cases(self, fact: FactWords, graph: str, counting: Mapping[str, int]) -> Iterator[tuple[Testimony, int]]:
        """Yield what a claim tells of a fact in cases in which others count or do not (see `inference.cases`).

        Parameters
        ----------
        fact : tuple of str
        graph : str
        counting : mapping of str to int
            IRI of each claim to the cases in which it counts, one bit a case.
        """
        claim = self._claims.get(graph)
        if claim is None:
            return
        parts: dict[frozenset[str], int] = {frozenset(): counting.get(graph, 0)}
        others = self._others(fact, claim)
        for iri in sorted(others.names):
            mask = counting.get(iri, 0)
            parts = {
                heard | extra: cases
                for heard, before in parts.items()
                for extra, cases in ((frozenset((iri,)), before & mask), (frozenset(), before & ~mask))
                if cases
            }
        for heard, cases in parts.items():
            there = others.among(heard)
            for last, where in self._last_days(fact, cases, counting):
                if where and (told := self._tell(fact, claim, there, last)) is not None:
                    yield told, where

    def _last_days(self, fact: FactWords, cases: int, counting: Mapping[str, int]) -> Iterator[tuple[date | None, int]]:
        """Yield the last day of which a claim speaks, where it matters, and the cases in which it is that one."""
        if self._is_make_up(fact):
            for day, first in self._first_of(counting):
                if here := cases & first:
                    yield day, here
                    cases &= ~here
        yield None, cases

    def _first_of(self, counting: Mapping[str, int]) -> list[tuple[date, int]]:
        """Return the last days that claims speak of, each with the cases in which it is the last one."""
        if self._ends is None or self._ends[0] is not counting:
            found, seen = [], 0
            for day, claim in self._last:
                if fresh := counting.get(claim, 0) & ~seen:
                    found.append((day, fresh))
                    seen |= fresh
            self._ends = counting, found
        return self._ends[1]

    def alone(self, fact: FactWords, graph: str) -> Extent | None:
        """Return when a claim tells that something holds or happened, whatever others say of the same."""
        told = self._tell(fact, self._claims[graph], _NOTHING, None)
        return told.extent if told else None

    def departures(self) -> Iterator[tuple[tuple[FactWords, Claim], tuple[FactWords, Claim]]]:
        """Yield who is told to have sent troops to a side after they had left its country, and what tells that."""
        for claim in (self._claims[iri] for iri in self._heard):
            for status, fact in claim.said:
                key = self._key(fact)
                if status == "denied" or key is None or key[1] != _CONTRIBUTES:
                    continue
                others = self._others(fact, claim)
                for ending in others.departures(claim):
                    left = (said for _, said in ending.said if said[1] == _DEPLOYED and said[0] == key[0])
                    yield (fact, claim), (next(said for said in left if said[2] in self._soil[key[2]]), ending)

    def endings(self, fact: FactWords, graph: str) -> list[Claim]:
        """Return the claims that tell an end, on one day, of what the claim that says it leaves open or lets go on."""
        claim, told = self._claims.get(graph), self(fact, graph)
        if claim is None or told is None:
            return []
        if told.extent.aspect == "happening":
            found = self.later_endings(fact, graph)
            last = claim.bounds.latest_end
            return [each for each in found if each.bounds.latest_end and last and each.bounds.latest_end < last]
        found = [each for several in self._others(fact, claim).endings(claim) for each in several]
        return [each for each in found if each.iri not in told.claims]

    def earlier(self, fact: FactWords, graph: str) -> list[Claim]:
        """Return the claims by which who is told to have left is presumed to have been there before, earliest first."""
        claim = self._claims.get(graph)
        found = self._others(fact, claim).earlier(claim) if claim and self._persists else []
        return sorted(found, key=lambda each: (each.bounds.as_days()[0] or date.min, each.iri))

    def later_endings(self, fact: FactWords, graph: str) -> list[Claim]:
        """Return the claims that tell by when a state had ended of which a claim tells that it was so in a year."""
        claim = self._claims.get(graph)
        return self._others(fact, claim).later_endings(claim) if claim else []

    # -- what others say of the same

    def _key(self, fact: FactWords) -> TieKey | None:
        subject, relation, obj = fact
        if relation not in self._relations.terms:
            return None
        return primary(subject, relation, obj, self._relations)

    def _listen(self, one: str, other: str) -> _Heard:
        """Return what claims tell of two things, worked out when it is asked for: of most pairs it never is."""
        pair = frozenset((one, other))
        if pair not in self._heard_of:
            states: dict[TieKey, list[Claim]] = defaultdict(list)
            voices: list[Voice] = []
            for claim, key, fact, is_denial in self._between.get(pair, ()):
                if self._is_state(claim, fact) and not is_denial and claim.bounds:
                    states[key].append(claim)
                voices += self._hear(claim, key, fact, is_denial)
            self._heard_of[pair] = states, voices
        return self._heard_of[pair]

    def _is_state(self, claim: Claim, fact: FactWords) -> bool:
        return aspect_of(fact[0], fact[1], claim, self._relations.aspects) == "holding"

    def _hear(self, claim: Claim, key: TieKey, fact: FactWords, is_denial: bool) -> Iterator[Voice]:
        aspect = aspect_of(fact[0], fact[1], claim, self._relations.aspects)
        if not is_denial and self._relations.sign(key[1]) not in _OPPOSITE:
            return
        extent = self._clip(Extent(fill(claim.bounds) if aspect == "holding" else claim.bounds, aspect), fact)
        if extent is None:
            return
        own = extent.bounds
        sure = (own.latest_begin, own.earliest_end)
        if aspect == "happening":  # it has surely come about by its last day
            sure = (own.latest_end or own.latest_begin,) * 2 if own.latest_begin else (None, None)
        if sure[0] and sure[1] and sure[0] <= sure[1]:
            yield Voice(claim.iri, key, is_denial, (sure[0], sure[1]))

    def _others(self, fact: FactWords, claim: Claim) -> Others:
        """Return the other claims of a state, and those that may speak against it; nothing for what is no state."""
        key = self._key(fact)
        if key is None or not claim.bounds or any(s == "denied" and said == fact for s, said in claim.said):
            return _NOTHING
        if not self._is_state(claim, fact):
            return self._told_of_year(key) if self._relations.aspects.get(key[1], "holding") == "holding" else _NOTHING
        opposite = _OPPOSITE.get(self._relations.sign(key[1]))
        above = self._relations.above(key[1])
        states, voices = self._listen(key[0], key[2])
        against = [
            voice
            for voice in voices
            if voice.claim != claim.iri
            and (
                (voice.key[1] in above and self._is_same_way(voice.key, key))
                if voice.is_denial
                else self._relations.sign(voice.key[1]) == opposite
            )
        ]
        around = [
            [other for other in self._listen(key[0], whole)[0].get((key[0], relation, whole), ()) if other != claim]
            for relation in sorted(above & self._relations.ends_in_parts)
            for whole in _reach(key[2], self._wholes)
        ]
        parts = _reach(key[2], self._parts) if key[1] in self._relations.ends_in_parts else []
        inside = [claim for part in parts for claim in self._stays(key[0], key[1], part)]
        same = [other for other in states.get(key, ()) if other.iri != claim.iri]
        there, yearly = self._troops_there(key), self._troops_by_year(key)
        return Others(same, [several for several in around if several], against, there, inside, yearly)

    def _told_of_year(self, key: TieKey) -> Others:
        """Return what tells when a state ended of which something tells that it was so some time in a year.

        Who sends troops to a side has them in its country: with the last of them it ends.
        """
        return Others(same=list(self._listen(key[0], key[2])[0].get(key, ())), there=self._troops_there(key))

    def _troops_there(self, key: TieKey) -> list[Claim]:
        soil = sorted(self._soil.get(key[2], ())) if key[1] == _CONTRIBUTES else []
        return [claim for land in soil for claim in self._listen(key[0], land)[0].get((key[0], _DEPLOYED, land), ())]

    def _troops_by_year(self, key: TieKey) -> list[Claim]:
        """Return the claims that tell by the year that who is in a country has troops on the side of its state."""
        owners = sorted(self._owners.get(key[2], ())) if key[1] == _DEPLOYED else []
        return [
            claim
            for owner in owners
            for claim, told, fact, is_denial in self._between.get(frozenset((key[0], owner)), ())
            if told == (key[0], _CONTRIBUTES, owner) and not (is_denial or self._is_state(claim, fact))
        ]

    def _stays(self, actor: str, relation: str, place: str) -> list[Claim]:
        """Return the claims that have an actor in a place, by a relation or one below it."""
        if frozenset((actor, place)) not in self._between:
            return []
        told = self._listen(actor, place)[0].items()
        return [claim for key, claims in told if relation in self._relations.above(key[1]) for claim in claims]

    def _is_same_way(self, one: TieKey, other: TieKey) -> bool:
        return (one[0], one[2]) == (other[0], other[2]) or one[1] in self._relations.symmetric

    # -- one claim

    def _tell(
        self,
        fact: FactWords,
        claim: Claim,
        others: Others,
        last: date | None,
    ) -> Testimony | None:
        aspect = aspect_of(fact[0], fact[1], claim, self._relations.aspects)
        partner = find_partner(claim, others.same) if aspect == "holding" else None
        claims = tuple(sorted((claim.iri, partner.iri))) if partner else (claim.iri,)
        credibility = max(claim.credibility, partner.credibility) if partner else claim.credibility
        bounds = join(claim.bounds, partner.bounds) if partner else claim.bounds
        ends, around = others.endings(claim) if aspect == "holding" and bounds else ([], [])
        over = tuple(end.bounds for end in ends), tuple(end.bounds for end in around)
        lived = self._date(fact, bounds, aspect, last, over)
        if lived is None:
            return None
        before = [self._presume(fact, told, last) for told in others.before(claim) if self._persists]
        lived = go_back(lived, before)
        if lived.presumed:
            lived = replace(lived, presumed=cut(lived, others.against))
        if aspect == "happening":
            lived = others.end_in_time(lived, claim)
        return Testimony(lived, lived if bounds else Extent(aspect=aspect), credibility, claims)

    def _date(self, fact: FactWords, bounds: Bounds, aspect: Aspect, last: date | None, ends: _Ends) -> Extent | None:
        """Return when something is told to have been within the years of the two; once for all that is told so."""
        lived = self._years.get(fact[0]), self._years.get(fact[2])
        known = (self.first_of_both(fact), last) if self._is_make_up(fact) else None
        does_stay = fact[1] in self._relations.stays
        key = bounds, aspect, ends, lived, known, does_stay
        if key not in self._dated:
            extent = Extent(bounds, aspect)
            if aspect == "holding" and bounds:
                state = self._presume(fact, bounds, last)
                if self._persists and does_stay and not any(ends):
                    state = stay(state, [last_day for years in lived if years and (last_day := years[1])])
                extent = close(go_on(state, ends[0]) if self._persists else state, ends)
            within = self._clip(extent, fact)
            if within is None and aspect == "happening":
                # MUJAO merged into what is first told of in the year after its last
                within = replace(extent, at_most="possible")
            self._dated[key] = within
        return self._dated[key]

    def _presume(self, fact: FactWords, told: Bounds, spoken: date | None) -> Extent:
        """Return a state with the days on which it is presumed."""
        own = fill(told)
        begun, lasting = own.latest_begin, own.earliest_end
        first = begun and shift(begun, self._persist, back=True)
        last = lasting and shift(lasting, self._persist)
        if first and told.earliest_begin and told.latest_begin:
            gap = (told.latest_begin - told.earliest_begin).days
            first = max(first, told.earliest_begin + timedelta((gap + 1) // 2))
        if last and told.earliest_end and told.latest_end:
            last = min(last, middle(told.earliest_end, told.latest_end))
        if self._is_make_up(fact):
            both_there = self.first_of_both(fact)
            if both_there and (told.earliest_begin or date.min) <= both_there:
                first = min(begun or both_there, both_there)
            if told.latest_end is None:
                last = spoken and shift(spoken, self._persist)
        is_sure = begun is not None and lasting is not None and begun <= lasting
        bounds = Bounds(told.earliest_begin, begun, lasting, told.latest_end) if is_sure else told
        ends = ((told.earliest_begin, told.latest_begin), (told.earliest_end, told.latest_end))
        turns = tuple(sorted({(one, other) for one, other in ends if one and other}))
        return Extent(bounds, "holding", (first, last) if first and last else None, turns=turns)

    def _is_make_up(self, fact: FactWords) -> bool:
        kind = self._relations.lasting.get(fact[1])
        return kind is not None and (not kind or kind in self._kinds.get(fact[0], ()))

    def first_of_both(self, fact: FactWords) -> date | None:
        """Return the first day by which both actors of what belongs to their make-up are known to be there."""
        days = [self._first_known.get(end) for end in (fact[0], fact[2]) if end.startswith(_ACTOR)]
        known = [day for day in days if day]
        return max(known, default=None) if len(known) == len(days) and self._is_make_up(fact) else None

    def _clip(self, extent: Extent, fact: FactWords) -> Extent | None:
        lived: Extent | None = extent
        for thing in (fact[0], fact[2]):
            if lived is not None and thing in self._years:
                lived = lived.clip(*self._years[thing])
        return lived


def fill(told: Bounds) -> Bounds:
    """Return bounds of a state with what follows from the others: it begins no later than it ends."""
    return Bounds(
        told.earliest_begin,
        told.latest_begin or told.latest_end,
        told.earliest_end or told.earliest_begin,
        told.latest_end,
    )


def _reach(place: str, steps: Mapping[str, Collection[str]]) -> list[str]:
    """Return all places that one lies in, or that lie in it, itself left out."""
    found: set[str] = set()
    todo = [place]
    while todo:
        fresh = set(steps.get(todo.pop(), ())) - found
        found |= fresh
        todo += fresh
    return sorted(found - {place})


def aspect_of(subject: str, predicate: str, claim: Claim, aspects: Mapping[str, Aspect]) -> Aspect:
    """Say how a triple of a claim is in time: kinds are timeless, what is said of events happened."""
    if predicate == RDF_TYPE:
        return "timeless"
    if claim.aspect:
        return claim.aspect
    if subject.startswith(_EVENT) or (subject.startswith(_CLAIM) and not predicate.startswith(PREFIXES["owl"])):
        return "happening"
    return aspects.get(predicate, "holding")
