"""Supports against the engine: what they say of a day is the closure of the claims that hold on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad
from rdflib import URIRef

from sahel_kg.inference.inferences import is_about_the_conflict
from sahel_kg.inference.supports import Leaf, Support, find_supports
from sahel_kg.inference.telling import Testimony
from sahel_kg.reasoning import Closure, Derivations
from sahel_kg.reasoning.derivations import Derivation
from sahel_kg.record.bounds import READINGS, Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import Extent, meet_all
from sahel_kg.record.relations import Relations
from sahel_kg.record.rewinding import When
from sahel_kg.vocabulary import value
from tests.inference.claims import close_claims, draw_claims, make_claim, telling_of
from tests.reasoning.random_ontologies import examples
from tests.record.extents import DAYS, draw_extent

Found = Mapping[int, list[Support]]


def work_out(claims: list[Claim], terms: list[Quad], relations: Relations) -> tuple[Derivations, Leaf, Found]:
    derivations = close_claims(claims, terms, merging=False).derivations()
    leaf = telling_of(claims, relations)
    return derivations, leaf, find_supports(derivations, leaf)


def holding_then(claims: Iterable[Claim], leaf: Leaf, when: When) -> list[Claim]:
    """Return the claims of states that hold then; their facts share one aspect here."""
    kept = []
    for claim in claims:
        triple = claim.statement[0]
        said = leaf((value(triple.subject), triple.predicate.value, value(triple.object)), claim.iri)
        if said and said.extent.aspect != "happening" and when.read(said.extent):
            kept.append(claim)
    return kept


def facts_of(closure: Closure) -> set[object]:
    return {fact for fact in closure.facts() if is_about_the_conflict(fact)}


def follow_from(cases: Mapping[str, list[Claim]], terms: Iterable[Quad]) -> dict[str, set[object]]:
    """Return what follows from the claims of each case, closed by themselves; many cases have the same claims."""
    claims = {frozenset(claim.iri for claim in kept): kept for kept in cases.values()}
    facts = {iris: facts_of(close_claims(kept, terms)) for iris, kept in claims.items()}
    return {name: facts[frozenset(claim.iri for claim in kept)] for name, kept in cases.items()}


def read(derivations: Derivations, supports: Found, when: When, aspects: Iterable[str], worst: int = 6) -> set[object]:
    """Return the facts that have a support of such an aspect and grade, read then."""
    found = {
        place
        for place, several in supports.items()
        if any(s.extent.aspect in aspects and s.credibility <= worst and when.read(s.extent) for s in several)
    }
    facts = (derivations.facts[place] for place in found | derivations.always)
    return {fact for fact in facts if is_about_the_conflict(fact)}


STATES = ("holding", "timeless")


@pytest.mark.slow
@examples(6)
@given(draw_claims())
def test_what_holds_on_a_day_follows_from_what_is_said_to_hold_on_it(
    terms: list[Quad], relations: Relations, claims: list[Claim]
) -> None:
    derivations, leaf, supports = work_out(claims, terms, relations)
    cases = {f"{day} {reading}": When(day, reading, persist="2d") for day in DAYS for reading in READINGS}
    holding = {name: holding_then(claims, leaf, when) for name, when in cases.items()}
    expected = follow_from(holding, terms)
    for name, when in cases.items():
        assert read(derivations, supports, when, STATES) == expected[name], name


@pytest.mark.slow
@examples(4)
@given(draw_claims())
def test_a_fact_is_as_good_on_a_day_as_its_best_proof_then(
    terms: list[Quad], relations: Relations, claims: list[Claim]
) -> None:
    derivations, leaf, supports = work_out(claims, terms, relations)
    for reading in READINGS:
        cases = {f"{day} {worst}": (When(day, reading), worst) for day in DAYS for worst in range(1, 7)}
        holding = {
            name: [claim for claim in holding_then(claims, leaf, when) if claim.credibility <= worst]
            for name, (when, worst) in cases.items()
        }
        expected = follow_from(holding, terms)
        for name, (when, worst) in cases.items():
            assert read(derivations, supports, when, STATES, worst) == expected[name], name


@pytest.mark.slow
@examples(6)
@given(draw_claims(attacks=3))
def test_what_happened_on_a_day_follows_from_what_held_and_happened_on_it(
    terms: list[Quad], relations: Relations, claims: list[Claim]
) -> None:
    """Each attack is of one day here, so that there is one world, and that day's closure tells what came of it."""
    derivations, leaf, supports = work_out(claims, terms, relations)
    states = [claim for claim in claims if len(claim.statement) == 1]
    events = [claim for claim in claims if len(claim.statement) > 1]
    cases = {f"{day} {reading}": When(day, reading, "1d") for day in DAYS for reading in READINGS}
    holding = {}
    for name, when in cases.items():
        then = [claim for claim in events if claim.bounds.earliest_begin == when.day]
        holding[name] = holding_then(states, leaf, when) + then
    # what sort of event it is, is always so: else an attack on two days would be an attack on neither
    kind_quads = [Quad(t.subject, t.predicate, t.object) for t in (claim.statement[0] for claim in events)]
    expected = follow_from(holding, [*terms, *kind_quads])
    always = close_claims([], [*terms, *kind_quads])
    for name, when in cases.items():
        found = read(derivations, supports, when, ("holding", "timeless", "happening"))
        assert found == expected[name] | facts_of(always), name


def walk(support: Support, place: int, above: frozenset[int], leaf: Leaf, derivations: Derivations) -> list[Extent]:
    """Check a proof down to its claims; return the extents of these."""
    assert place not in above, "circular"
    if support.said:
        assert support.step is None
        subject, predicate, obj = map(str, derivations.facts[place])
        for claim in support.said:
            assert claim in derivations.given[place]
            told = leaf((subject, predicate, obj), claim)
            assert told is not None
            assert (told.extent, told.credibility, told.claims) == (support.extent, support.credibility, support.said)
        return [support.extent]
    assert support.step in derivations.steps[place]
    assert {premise for premise, _ in support.premises} == set(support.step.premises) - derivations.always
    assert support.extent == meet_all(premise.extent for _, premise in support.premises)
    below = (walk(premise, of, above | {place}, leaf, derivations) for of, premise in support.premises)
    return [extent for extents in below for extent in extents]


@pytest.mark.slow
@examples(6)
@given(draw_claims(attacks=2))
def test_each_support_is_a_proof_by_its_claims_alone(
    terms: list[Quad], relations: Relations, claims: list[Claim]
) -> None:
    derivations, leaf, supports = work_out(claims, terms, relations)
    for several in supports.values():
        assert not any(other.covers(one) for one in several for other in several if other is not one)
    grades = {claim.iri: claim.credibility for claim in claims}
    every = [(place, support) for place, several in supports.items() for support in several]
    for place, support in every:
        extents = walk(support, place, frozenset(), leaf, derivations)
        together = meet_all(extents)
        assert together is not None
        assert together.covers(support.extent)
        assert support.credibility == max((grades[iri] for iri in support.claims), default=0)
    cases: dict[str, int] = {}
    for number, (_, support) in enumerate(every):
        for iri in support.claims:
            cases[iri] = cases.get(iri, 0) | 1 << number
    values = derivations.evaluate(cases, (1 << len(every)) - 1)
    assert all(values[place] >> number & 1 for number, (place, _) in enumerate(every))
    longest = max((support for _, support in every), key=lambda s: len(s.claims))
    place = next(place for place, support in every if support is longest)
    alone = close_claims([claim for claim in claims if claim.iri in longest.claims], terms)
    assert derivations.facts[place] in alone


def test_equal_claims_give_one_support_and_the_first_is_told(terms: list[Quad], relations: Relations) -> None:
    day = Bounds(DAYS[3], DAYS[3], DAYS[5], DAYS[5])
    claims = [make_claim(n, "actor:m opposes actor:g", bounds=day) for n in range(3)]
    derivations, _, supports = work_out(claims, terms, relations)
    (place,) = (p for p, fact in enumerate(derivations.facts) if str(fact[1]).endswith("#opposes"))
    assert [support.said for support in supports[place]] == [(claims[0].iri,)]


def _step(*premises: int) -> Derivation:
    return Derivation("rule", "", premises)


TIED: dict[str, tuple[dict[int, tuple[str, ...]], dict[int, list[Derivation]], set[str]]] = {
    # fact 4 by way of 3 from one claim (round 2), or at once from two (round 1): the earlier round counts
    "round": ({0: ("z",), 1: ("a",), 2: ("b",)}, {3: [_step(0)], 4: [_step(3), _step(1, 2)]}, {"a", "b"}),
    "fewest claims": ({0: ("z",), 1: ("a",), 2: ("b",)}, {4: [_step(1, 2), _step(0)]}, {"z"}),
    "first IRIs": ({0: ("z",), 1: ("b",), 2: ("a",)}, {4: [_step(0), _step(1), _step(2)]}, {"a"}),
    "claims of one fact": ({0: ("a", "b")}, {4: [_step(0)]}, {"a"}),
}


@pytest.mark.parametrize("name", TIED)
def test_of_equally_good_proofs_one_counts_whatever_the_order(name: str) -> None:
    given, steps, wanted = TIED[name]
    facts = [(URIRef(f"s{n}"), URIRef("p"), URIRef("o")) for n in range(5)]
    for turned in (False, True):
        order = slice(None, None, -1 if turned else 1)
        derivations = Derivations(
            facts,
            dict(list(given.items())[order]),
            frozenset(),
            {head: tuple(several[order]) for head, several in list(steps.items())[order]},
        )
        found = find_supports(derivations, lambda fact, graph: Testimony(Extent(), Extent(), 3, (graph,)))
        assert [support.claims for support in found[4]] == [wanted]


def test_supports_that_cover_each_other_are_not_both_lost() -> None:
    """An end on the last day there is says what no end says; one of the two stays."""
    facts = [(URIRef("s"), URIRef("p"), URIRef("o"))]
    derivations = Derivations(facts, {0: ("a", "b")}, frozenset(), {})
    ends = {"a": date.max, "b": None}
    extents = {graph: Extent(Bounds(date(2012, 1, 1), None, None, end)) for graph, end in ends.items()}
    found = find_supports(derivations, lambda _, graph: Testimony(extents[graph], extents[graph], 3, (graph,)))
    assert [support.claims for support in found[0]] == [{"a"}]


@examples(150)
@given(st.lists(st.tuples(draw_extent(), st.integers(1, 3)), min_size=1, max_size=9))
def test_what_is_kept_of_a_fact_is_what_no_other_one_covers(told: list[tuple[Extent, int]]) -> None:
    """Whichever it is compared with: supports are looked up by when they are."""
    graphs = {
        f"urn:x:{place}": Testimony(extent, extent, grade, (f"urn:x:{place}",))
        for place, (extent, grade) in enumerate(told)
    }
    one, two = ((URIRef("urn:x:a"), URIRef(f"urn:x:{name}"), URIRef("urn:x:b")) for name in ("said", "follows"))
    step = Derivation("rule", "follows", (0,))
    derivations = Derivations([one, two], {0: tuple(graphs)}, frozenset(), {1: (step,)})
    found = find_supports(derivations, lambda fact, graph: graphs[graph])
    every = [Support(each.extent, each.credibility, each.claims) for each in graphs.values()]
    best = {
        (each.extent, each.credibility)
        for each in every
        if not any(other.covers(each) and not each.covers(other) for other in every)
    }
    for place in (0, 1):
        kept = [(each.extent, each.credibility) for each in found[place]]
        assert set(kept) <= best
        assert len(kept) == len(set(kept))
        assert all(any(support.covers(each) for support in found[place]) for each in every)
        assert not any(one.covers(two) for one in found[place] for two in found[place] if one is not two)
