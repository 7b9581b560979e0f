"""Grades by brute force: all subsets of a few claims, closed by rules written down here once more, by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sahel_kg import Build
from sahel_kg.builds import pipeline
from sahel_kg.inference.supports import find_supports
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.record.evidence import Evidence
from sahel_kg.record.extents import Extent
from sahel_kg.vocabulary import PREFIXES, SKG
from tests.inference.claims import telling_of
from tests.reasoning.random_ontologies import examples
from tests.small_builds import (
    RELATIONS,
    SOURCES,
    Fact,
    claim_sets,
    iri,
    keep,
    make_build,
    make_checked,
    make_claim,
    said,
)

PREDICATES = (*RELATIONS, "hasOrgan")
ONE_DAY = date(2010, 1, 1)


def close_by_hand(given: Iterable[Fact]) -> set[Fact]:
    """Return what follows by the axioms and rules of `RELATIONS`, as docs/model.md tells them."""
    facts, before = set(given), -1
    while len(facts) != before:
        before = len(facts)
        new: set[Fact] = set()
        for s, p, o in facts:
            if p == "organOf":
                new |= {(o, "hasOrgan", s), (o, "actsThrough", s)}
            elif p == "supports":
                new.add((s, "cooperatesWith", o))
            elif p == "opposes":
                new.add((s, "hostileTo", o))
            elif p == "cooperatesWith":
                new.add((o, "cooperatesWith", s))
            for s2, p2, o2 in facts:
                if o == s2 and p in ("supports", "hostileTo") and p2 == "organOf" and s != o2:
                    new.add((s, p, o2))
                if s == s2 and (p, p2) == ("organOf", "hostileTo") and o != o2:
                    new.add((o, "hostileTo", o2))
                if o == s2 and (p, p2) == ("actsThrough", "opposes") and s != o2:
                    new.add((s, "opposes", o2))
        facts |= new
    return facts


def states_of(claims: list[Claim]) -> dict[str, Extent]:
    """Return when what each claim says holds; `test_readings` holds this, and here only what follows is in question."""
    telling = telling_of(claims)
    told = {claim.iri: telling(claim.said[0][1], claim.iri) for claim in claims}
    return {iri: testimony.extent for iri, testimony in told.items() if testimony}


def best_by_hand(claims: list[Claim]) -> dict[Fact, set[tuple[Extent, int]]]:
    """Return for each fact when it follows and by how good a worst claim, over all sets of claims that give it."""
    states, found = states_of(claims), dict[Fact, set[tuple[Extent, int]]]()
    for size in range(1, len(claims) + 1):
        for chosen in combinations(claims, size):
            extent: Extent | None = states[chosen[0].iri]
            for claim in chosen[1:]:
                extent = extent.meet(states[claim.iri]) if extent else None
            if extent is not None:
                worst = max(claim.credibility for claim in chosen)
                for fact in close_by_hand(fact for claim in chosen for fact in said(claim)):
                    found.setdefault(fact, set()).add((extent, worst))
    return {
        fact: {
            (extent, grade)
            for extent, grade in several
            if not any(
                other.covers(extent) and better <= grade
                for other, better in several
                if (other, better) != (extent, grade)
            )
        }
        for fact, several in found.items()
    }


@pytest.mark.slow
@given(claims=claim_sets())
@example(claims=[make_claim(0, ("a", "organOf", "b"), bounds=Bounds(None, None, ONE_DAY, ONE_DAY))])
@example(claims=[make_claim(0, ("a", "opposes", "b"), bounds=Bounds(ONE_DAY, ONE_DAY, None, None))])
@examples(15)
def test_a_fact_is_as_good_as_the_worst_claim_of_its_best_proof(claims: list[Claim]) -> None:
    derivations = pipeline.infer(make_checked(claims)).derivations()
    supports = find_supports(derivations, telling_of(claims))
    found: dict[Fact, set[tuple[Extent, int]]] = {}
    for place, several in supports.items():
        subject, predicate, obj = map(str, derivations.facts[place])
        fact = tuple(t.removeprefix(PREFIXES["actor"]).removeprefix(str(SKG)) for t in (subject, predicate, obj))
        if fact[1] in PREDICATES:
            found[fact[0], fact[1], fact[2]] = {(s.extent, s.credibility) for s in several}
    assert found == best_by_hand(claims)


def ties_of(build: Build) -> set[tuple[object, ...]]:
    return {
        (t.subject, t.relation, t.object, t.status, t.extent, t.grade[1], frozenset(c.iri for c in t.claims))
        if t.status == "asserted"
        else (t.subject, t.relation, t.object, t.status, t.extent, t.grade[1])
        for t in build.ties(general=True)
    }


Admits = Callable[[Claim], bool]


def named_by(claims: list[Claim], source: str) -> set[str]:
    """Whom the claims of a source name."""
    return {str(end) for c in claims if c.source.endswith(source) for t in c.statement for end in (t.subject, t.object)}


def letter(claim: Claim) -> str:
    return SOURCES[claim.source.rpartition("/")[2]]


CHOICES: dict[str, tuple[Evidence, Admits]] = {
    "credibility 2": (Evidence(min_credibility=2), lambda c: c.credibility <= 2),
    "credibility 5": (Evidence(min_credibility=5), lambda c: c.credibility != 6),
    "reliability B": (Evidence(min_reliability="B"), lambda c: letter(c) in "AB"),
    "reliability E": (Evidence(min_reliability="E"), lambda c: letter(c) != "F"),
    "without Implied": (Evidence(bases=("Stated", "Background")), lambda c: c.basis != "Implied"),
    "one source": (
        Evidence(sources=(iri("source", "one"),)),
        lambda c: c.source.endswith("/one") or c.basis == "Background",
    ),
    "all at once": (
        Evidence(3, "C", ("Stated", "Implied"), (iri("source", "one"), iri("source", "three"))),
        lambda c: (
            c.credibility <= 3
            and letter(c) in "ABC"
            and c.basis != "Background"
            and c.source.endswith(("/one", "/three"))
        ),
    ),
}


@pytest.mark.slow
@given(claims=claim_sets(), name=st.sampled_from(sorted(CHOICES)))
@examples(10)
def test_admitted_evidence_gives_what_closing_it_alone_gives(claims: list[Claim], name: str) -> None:
    evidence, admits = CHOICES[name]
    checked = make_checked(claims)
    heard = named_by(claims, "/one")
    on_them = [c for c in claims if name != "one source" or heard & named_by([c], "")]
    again = make_build(keep(checked, filter(admits, on_them)))
    assert ties_of(make_build(checked).admitting(evidence)) == ties_of(again)


@pytest.mark.parametrize("name", ["credibility 2", pytest.param("without Implied", marks=pytest.mark.slow)])
def test_admitted_evidence_of_the_article(build: Build, checked: pipeline.Checked, name: str) -> None:
    """Re-closed for good; what an actor is, and its years, are of the whole build."""
    evidence, admits = CHOICES[name]
    built = {c.iri for c in build.claims}
    years = {c.iri for c in build.claims if any("active" in t.predicate.value for t in c.statement)}
    kept = [c for c in checked.claims if c.iri in built and (admits(c) or c.iri in years)]
    again = make_build(keep(checked, kept))
    assert {t[:5] for t in ties_of(build.admitting(evidence))} == {t[:5] for t in ties_of(again)}
