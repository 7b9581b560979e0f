"""Three readings by brute force: day by day, claim by claim, and proof by proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from sahel_kg import Build
from sahel_kg.inference.telling import Telling, aspect_of
from sahel_kg.record.bounds import BEST_FIRST, Bounds
from sahel_kg.record.claims import RDF_TYPE, Claim, FactWords
from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import Relations, primary
from sahel_kg.record.rewinding import When
from sahel_kg.record.years import read_first_known
from sahel_kg.vocabulary import SKG
from tests.inference.claims import make_claim, telling_of

RANKS = {None: 0, "undated": 1, "possible": 1, "presumed": 2, "certain": 3}
DAYS = [date(2011, 6, 1) + timedelta(days=97 * n) for n in range(48)]
ONE = timedelta(days=1)
_YEAR = 12


def later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


class Reference:
    """The readings of states as their definition has it, each day looked at by itself."""

    def __init__(self, build: Build, claims: Iterable[Claim]) -> None:
        self.build, self.relations = build, build.relations
        self.counted = [claim for claim in claims if claim.counts]
        self.first_known = read_first_known(build.whole.counted)
        self.by_iri = {claim.iri: claim for claim in self.counted}
        self.facts: dict[FactWords, list[Claim]] = defaultdict(list)
        self.against: dict[frozenset[str], list[tuple[str, str, tuple[str, str, str], Claim, FactWords]]] = defaultdict(
            list
        )
        for claim in self.counted:
            for status, fact in claim.said:
                if fact[1] in self.relations.terms:
                    key = self.key(fact)
                    if status == "asserted" and self.aspect(fact, claim) == "holding":
                        self.facts[key].append(claim)
                    sign = self.relations.sign(fact[1])
                    self.against[frozenset((key[0], key[2]))].append((status, sign, key, claim, fact))
        self.located = [key for key in self.facts_of_places() if key[1] == str(SKG.locatedIn)]
        told = [day for claim in self.counted for day in claim.bounds.as_days() if day]
        self.horizon = later(max(told), _YEAR)

    def facts_of_places(self) -> list[tuple[str, str, str]]:
        said = (fact for claim in self.counted for status, fact in claim.said if status == "asserted")
        return [self.key(fact) for fact in said if fact[1] in self.relations.terms]

    def key(self, fact: FactWords) -> tuple[str, str, str]:
        return primary(*fact, self.relations)

    def aspect(self, fact: FactWords, claim: Claim) -> str:
        return aspect_of(fact[0], fact[1], claim, self.relations.aspects)

    def is_make_up(self, fact: FactWords) -> bool:
        """Whose organ or branch somebody is, who leads a mission; of missions also what they are there for."""
        of_missions = fact[1] in (str(SKG.aimedAgainst), str(SKG.mandateArea))
        kinds = {said[2] for claim in self.counted for _, said in claim.said if said[:2] == (fact[0], RDF_TYPE)}
        return fact[1] in self.relations.lasting and (not of_missions or str(SKG.Mission) in kinds)

    def lives(self, fact: FactWords, day: date) -> bool:
        for thing in (fact[0], fact[2]):
            first, last = self.build.years.get(thing, (None, None))
            if (first and day < first) or (last and day > last):
                return False
        return True

    def surely(self, claim: Claim, fact: FactWords, day: date) -> bool:
        own = claim.bounds
        if self.aspect(fact, claim) == "happening":
            last = own.latest_end or own.latest_begin
            return own.latest_begin is not None and day == last
        begun, lasting = own.latest_begin or own.latest_end, own.earliest_end or own.earliest_begin
        return bool(begun and lasting and begun <= day <= lasting) and self.lives(fact, day)

    def contrary(self, fact: FactWords, claim: Claim, day: date) -> bool:
        key, sign = self.key(fact), self.relations.sign(fact[1])
        above = self.relations.above(key[1])
        for status, other_sign, other, speaker, said in self.against[frozenset((key[0], key[2]))]:
            if speaker is claim or not self.surely(speaker, said, day):
                continue
            if status == "denied":
                same_way = (other[0], other[2]) == (key[0], key[2]) or other[1] in self.relations.symmetric
                if other[1] in above and same_way:
                    return True
            elif {sign, other_sign} == {"+", "-"}:
                return True
        return False

    def told_ends(self, fact: FactWords, claim: Claim) -> list[Bounds]:
        """Return how others tell the end of a state that a claim leaves open: the latest that is told."""
        known = [day for day in claim.bounds.as_days() if day]
        others = [other.bounds for other in self.facts[self.key(fact)] if other is not claim]
        told = [own for own in others if any(day > max(known) for day in own.as_days() if day)]
        ends = [own.latest_end for own in told if own.latest_end]
        if claim.bounds.latest_end or not ends:
            return []
        goes_on = any(day > max(ends) for own in told for day in own.as_days() if day)
        comes_again = any(own.earliest_begin > max(known) for own in told if own.earliest_begin)
        return [] if goes_on or comes_again else [own for own in told if own.latest_end == max(ends)]

    def told_end(self, fact: FactWords, claim: Claim) -> date:
        """Return the last day on which others let a state be: by its own end, or by that in a place around."""
        subject, relation, place = self.key(fact)
        wholes, todo = set[str](), [place]
        while todo:
            there = todo.pop()
            found = {key[2] for key in self.located if key[0] == there} - wholes
            wholes |= found
            todo += found
        days = [own.latest_end for own in self.told_ends(fact, claim) if own.latest_end]
        for whole in wholes - {place}:
            for general in self.relations.above(relation) & {str(SKG.operatesIn), str(SKG.deployedIn)}:
                own = self.told_ends((subject, general, whole), claim)
                days += [bounds.latest_end for bounds in own if bounds.latest_end]
        return min(days, default=date.max)

    def in_parts(self, fact: FactWords, claim: Claim) -> list[date]:
        """Return from which days on somebody was told to be in a part of a place that a claim has him leave."""
        (subject, relation, place), ends = self.key(fact), (claim.bounds.earliest_end, claim.bounds.latest_end)
        if relation not in {str(SKG.operatesIn), str(SKG.deployedIn)} or not all(ends):
            return []
        parts, todo = set[str](), [place]
        while todo:
            around = todo.pop()
            found = {key[0] for key in self.located if key[2] == around} - parts
            parts |= found
            todo += found
        days = []
        whole = [own.bounds for own in self.facts[self.key(fact)]]
        for key, several in list(self.facts.items()):
            if key[0] != subject or key[2] not in parts - {place} or relation not in self.relations.above(key[1]):
                continue
            for eb, lb, ee, le in (own.bounds.as_days() for own in several):
                known = max((day for day in (eb, lb or le, ee) if day), default=date.max)
                told = [own for own in whole if any(day > known for day in own.as_days() if day)]
                last = max((day for own in told for day in own.as_days() if day), default=None)
                begun, lasting = lb or le, ee or eb
                if last != ends[1] or begun is None or any(own.earliest_begin for own in told):
                    continue
                first = later(begun, -_YEAR)
                first = max(first, eb + timedelta(-(-(lb - eb).days // 2))) if eb and lb else first
                days.append(first if lasting and first <= later(lasting, _YEAR) else begun)
        return days

    def in_years(self, fact: FactWords, claim: Claim) -> list[date]:
        """Return from which days on somebody had troops beside a state, year after year until he left its country."""
        (subject, relation, place), ends = self.key(fact), (claim.bounds.earliest_end, claim.bounds.latest_end)
        if relation != str(SKG.deployedIn) or not all(ends):
            return []
        owners = {key[0] for key in self.facts_of_places() if key[1:] == (str(SKG.territory), place)}
        rows = [
            own.bounds
            for own in self.counted
            for status, said in own.said
            if status == "asserted" and said[0] == subject and said[1] == str(SKG.contributesTo) and said[2] in owners
            if self.aspect(said, own) == "happening" and own.bounds.earliest_begin and own.bounds.latest_end
        ]
        days, reached = [], claim.bounds.earliest_end or date.min
        for row in sorted(rows, key=lambda row: (row.latest_end, row.earliest_begin), reverse=True):
            first, last = row.earliest_begin or date.max, row.latest_end or date.min
            if first <= reached and last >= reached - ONE:
                reached = first
                begun = row.latest_begin or last
                days.append(max(later(begun, -_YEAR), first + timedelta(-(-(begun - first).days // 2))))
        return days

    def stays_until(self, fact: FactWords, claim: Claim) -> date:
        """Return until when who stays in a body or a place is presumed to be in it: till one of the two ended."""
        is_told = self.told_ends(fact, claim) or self.told_end(fact, claim) < date.max
        if fact[1] not in self.relations.stays or claim.bounds.latest_end or is_told:
            return date.min
        over = [last for end in (fact[0], fact[2]) if (last := self.build.years.get(end, (None, None))[1])]
        return min(over, default=date.min)

    def state(self, fact: FactWords, claim: Claim, day: date) -> int:
        """Return how one claim of a state is read on a day: 0 to 3."""
        told = claim.bounds
        if not told:
            return int(self.lives(fact, day))
        eb, lb, ee, le = told.as_days()
        begun, lasting = lb or le, ee or eb
        first = begun and later(begun, -_YEAR)
        last = lasting and later(lasting, _YEAR)
        if first and eb and lb:
            first = max(first, eb + timedelta(-(-(lb - eb).days // 2)))
        if last and ee and le:
            last = min(last, ee + timedelta((le - ee).days // 2))
        if self.is_make_up(fact):
            born = [self.first_known.get(end) for end in (fact[0], fact[2]) if "/actor/" in end]
            both_there = max(filter(None, born)) if all(born) else None
            if both_there and (eb is None or eb <= both_there):
                first = min(begun or both_there, both_there)
            last = self.horizon if le is None else last
        until = [
            own.earliest_end + timedelta((own.latest_end - own.earliest_end).days // 2)
            for own in self.told_ends(fact, claim)
            if own.earliest_end and own.latest_end
        ]
        if begun and until:  # who is told to have left then had not left before
            first, last = (first, last) if first and last and first <= last else (begun, begun)
            last = max(last, *until)
        if first and last and first <= last:
            last = max(last, self.stays_until(fact, claim))
        if ee and le and (since := [*self.in_parts(fact, claim), *self.in_years(fact, claim)]):
            middle = ee + timedelta((le - ee).days // 2)
            first, last = min([first or date.max, *since]), max(last or middle, middle)
        if not self.lives(fact, day) or day > self.told_end(fact, claim) or (eb and day < eb) or (le and day > le):
            return 0
        if begun and lasting and begun <= day <= lasting:
            return 3
        if not (first and last and first <= day <= last):
            return 1
        core = sorted(each for each in (begun, lasting) if each)
        step = ONE if day > core[-1] else -ONE
        if core[0] <= day <= core[-1]:
            return 2
        at = core[-1] + ONE if day > core[-1] else core[0] - ONE
        while True:
            if self.contrary(fact, claim, at):
                return 1
            if at == day:
                return 2
            at += step


def partnered(reference: Reference) -> set[str]:
    """Return claims that tell one end of a state whose other end another one tells."""
    out = set()
    for several in reference.facts.values():
        begins = [c for c in several if c.bounds.earliest_begin and not c.bounds.latest_end]
        ends = [c for c in several if c.bounds.latest_end and not c.bounds.earliest_begin]
        out |= {c.iri for c in [*begins, *ends] if begins and ends}
    return out


@pytest.fixture(scope="module", params=["build", "both"])
def reference(request: pytest.FixtureRequest) -> Reference:
    opened: Build = request.getfixturevalue(request.param)
    return Reference(opened, opened.claims)


@pytest.mark.slow
def test_each_claim_is_read_as_its_days_are_defined(reference: Reference) -> None:
    telling, joined, compared = reference.build.telling, partnered(reference), 0
    for claim in reference.counted:
        for status, fact in claim.said:
            if status == "denied" or reference.aspect(fact, claim) != "holding" or claim.iri in joined:
                continue
            told = telling(fact, claim.iri)
            for day in DAYS:
                found = RANKS[When(day).read(told.extent)] if told else 0
                wanted = reference.state(fact, claim, day) if fact[1] in reference.relations.terms else None
                if wanted is not None:
                    assert found == wanted, (claim.id, fact, day)
                    compared += 1
    assert compared > 1000


def test_what_follows_is_read_as_the_worst_premise_of_its_best_proof(reference: Reference) -> None:
    build = reference.build
    derivations, telling = build.derivations, build.telling
    for day in Random(14).sample(DAYS, 6):
        value: dict[int, int] = dict.fromkeys(derivations.always, 3)

        def read(place: int, graph: str, day: date = day) -> int:
            subject, predicate, obj = map(str, derivations.facts[place])
            told = telling((subject, predicate, obj), graph)
            is_state = told is not None and told.extent.aspect != "happening"
            return RANKS[When(day).read(told.extent)] if told and is_state else 0

        for place, graphs in derivations.given.items():
            value[place] = max(value.get(place, 0), *(read(place, graph) for graph in graphs))
        is_growing = True
        while is_growing:
            is_growing = False
            for head, steps in derivations.steps.items():
                best = max(min((value.get(p, 0) for p in step.premises), default=3) for step in steps)
                if best > value.get(head, 0):
                    value[head], is_growing = best, True
        compared = 0
        for place, supports in build.supports.items():
            found = [RANKS[When(day).read(s.extent)] for s in supports if s.extent.aspect != "happening"]
            assert max(found, default=0) == value.get(place, 0), (day, derivations.facts[place])
            compared += 1
        assert compared > 100


def _tell(telling: Telling, claim: Claim) -> Extent:
    ((_, fact),) = claim.said
    told = telling(fact, claim.iri)
    assert told is not None
    return told.extent


D = [date(2019, 1, n) for n in range(1, 31)]


def test_a_begin_and_an_end_told_apart_are_one_state(relations: Relations) -> None:
    begin = make_claim(1, "actor:a supports actor:b", bounds=Bounds(D[2], D[3], D[5], None), credibility=2)
    end = make_claim(2, "actor:a supports actor:b", bounds=Bounds(None, None, D[9], D[11]), credibility=4)
    telling = telling_of([end, begin], relations)
    assert _tell(telling, begin) == _tell(telling, end)
    assert _tell(telling, begin).bounds == Bounds(D[2], D[3], D[9], D[11])
    told = telling(begin.said[0][1], begin.iri)
    assert told is not None
    assert (told.credibility, told.claims) == (4, tuple(sorted((begin.iri, end.iri))))


def test_a_state_that_ended_and_began_again_in_between_is_not_joined(relations: Relations) -> None:
    begin = make_claim(1, "actor:a supports actor:b", bounds=Bounds(D[2], D[3], D[5], None))
    end = make_claim(2, "actor:a supports actor:b", bounds=Bounds(None, None, D[19], D[21]))
    again = make_claim(3, "actor:a supports actor:b", bounds=Bounds(D[10], D[12], D[13], None))
    telling = telling_of([begin, end, again], relations)
    assert _tell(telling, begin).bounds.latest_end is None
    assert _tell(telling, again).bounds.latest_end == D[21]


def test_a_presumption_ends_before_the_contrary_is_sure(relations: Relations) -> None:
    state = make_claim(1, "actor:a supports actor:b", bounds=Bounds(None, D[10], D[12], None))
    before = make_claim(2, "actor:a hostileTo actor:b", bounds=Bounds(D[5], D[5], D[9], D[9]))
    after = make_claim(3, "actor:b hostileTo actor:a", bounds=Bounds(D[14], D[14], D[16], D[16]))
    found = _tell(telling_of([state, before, after], relations), state)
    assert found.presumed == (D[10], D[13])
    assert found.bounds == Bounds(None, D[10], D[12], None)
    alone = _tell(telling_of([state], relations), state)
    assert alone.presumed == (D[8], D[14])


def test_without_persistence_nothing_is_presumed_that_is_not_certain(both: Build) -> None:
    none = both.at(When(persist="0d"))
    for claim in none.counted:
        for _, fact in claim.said:
            told = none.telling(fact, claim.iri)
            if told and told.extent.aspect == "holding" and fact[1] not in none.relations.lasting:
                own = told.extent.bounds
                sure = own.latest_begin and own.earliest_end and own.latest_begin <= own.earliest_end
                assert told.extent.presumed == ((own.latest_begin, own.earliest_end) if sure else None)


def test_the_order_of_claims_does_not_matter(build: Build) -> None:
    shuffled = list(build.claims)
    Random(3).shuffle(shuffled)
    counted, known = {claim.iri for claim in build.counted}, read_first_known(build.counted)
    other = Telling(shuffled, counted, build.relations, build.years, known)
    for claim in build.claims:
        for _, fact in claim.said:
            assert other(fact, claim.iri) == build.telling(fact, claim.iri)


HANDS: Mapping[tuple[str, str], Mapping[str, str | None]] = {
    ("actor:abu-bakr-al-baghdadi", "actor:islamic-state"): {
        "2019-10-25": "presumed",
        "2019-10-29": "possible",
        "2019-11-02": None,
    },
    ("actor:abu-ibrahim-al-hashimi-al-qurashi", "actor:islamic-state"): {
        "2019-10-25": "possible",
        "2019-10-29": "possible",
        "2019-11-02": "presumed",
        "2019-12-03": "certain",
        "2020-12-03": "presumed",
        "2020-12-04": "possible",
    },
}


@pytest.mark.parametrize("ends", HANDS)
def test_leaders_by_hand(build: Build, ends: tuple[str, str]) -> None:
    for day, wanted in HANDS[ends].items():
        read = [t.reading for t in build.at(day).ties() if _ends(t) == ends and t.relation.endswith("#leaderOf")]
        assert min(read, key=BEST_FIRST.index, default=None) == wanted, day


def _ends(tie: object) -> tuple[str, str]:
    said = tie.as_dict()  # type: ignore[attr-defined]
    return said["subject"], said["object"]


def test_whose_troops_had_left_only_may_have_sent_some(relations: Relations) -> None:
    """UCDP lists France on Mali's side in 2023; the last of its soldiers had left in August 2022."""
    territory = make_claim(1, "actor:b territory place:land")
    left = make_claim(2, "actor:a deployedIn place:land", bounds=Bounds(None, None, D[5], D[5]))
    rows = {
        day: replace(make_claim(day, "actor:a contributesTo actor:b", bounds=Bounds(*[D[day]] * 4)), aspect="happening")
        for day in (4, 8)
    }
    elsewhere = replace(make_claim(9, "actor:a contributesTo actor:c", bounds=Bounds(*[D[8]] * 4)), aspect="happening")
    telling = telling_of([territory, left, *rows.values(), elsewhere], relations)
    assert _tell(telling, rows[4]).at_most == "certain"
    assert _tell(telling, rows[8]).at_most == "possible"
    assert _tell(telling, elsewhere).at_most == "certain"
    ((_, fact),) = rows[8].said
    graphs = {claim.iri: 0b11 for claim in (territory, left, rows[8])} | {left.iri: 0b01}
    read = {mask: told.extent.at_most for told, mask in telling.cases(fact, rows[8].iri, graphs)}
    assert read == {0b01: "possible", 0b10: "certain"}
