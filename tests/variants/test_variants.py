"""Variants by brute force: what stands without a claim is what a build without that claim has."""

from __future__ import annotations

import random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg import Build
from sahel_kg.builds import pipeline
from sahel_kg.errors import UsageError
from sahel_kg.inference.cases import bits
from sahel_kg.record.bounds import parse_date
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import When
from sahel_kg.ties.choice import choose
from sahel_kg.ties.tie_network import read_edges
from sahel_kg.variants.variants import OVER, Survival, Variant, survive, variants_of
from sahel_kg.vocabulary import SKG
from tests.reasoning.random_ontologies import examples
from tests.sampling import spread
from tests.small_builds import (
    RELATIONS,
    Without,
    claim_sets,
    iri,
    keep,
    make_build,
    make_checked,
    make_claim,
    years,
)

Edges = set[tuple[object, ...]]


def edges(graph: nx.MultiDiGraph, *, dated: bool = True) -> Edges:
    """Without what follows only by better claims and not at other times: variants know no grades."""
    found = [((a, d["relation"], b), d, Extent(d["bounds"], d["aspect"])) for a, b, d in read_edges(graph)]
    inferred = [(key, extent) for key, d, extent in found if d["status"] == "inferred"]
    return {
        (*key, d["sign"], d["status"], d["reading"]) + ((d["aspect"], d["bounds"]) if dated else ())
        for key, d, extent in found
        if d["status"] != "inferred"
        or not any(key == other and extent != wider and wider.covers(extent) for other, wider in inferred)
    }


def test_variants_have_names_and_leave_out_what_they_say(build: Build) -> None:
    variants = variants_of(build, OVER)
    assert len({(v.over, v.name) for v in variants}) == len(variants)
    by_kind = {over: [v for v in variants if v.over == over] for over in OVER}
    assert [v.left_out for v in by_kind["claims"]] == [frozenset((c.iri,)) for c in build.claims if c.counts]
    report = next(v for v in by_kind["sources"] if v.name == "source:grey-dynamics-2019")
    assert report.left_out == {c.iri for c in build.admitted if c.source.endswith("grey-dynamics-2019")}
    (implied,) = by_kind["implied"]
    assert implied.left_out == {c.iri for c in build.admitted if c.basis == "Implied" and not c.is_setting}
    assert any(v.left_out == {c.iri for c in build.admitted if c.credibility > 2} for v in by_kind["grades"])
    assert [v.inferred for v in by_kind["inferences"]] == [False]
    with pytest.raises(UsageError, match="choose from claims, sources"):
        variants_of(build, ["words"])


@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"as_of": "2019-12-03"},
        pytest.param(
            {"as_of": "2013-06-01", "window": "5y", "organs": False, "missions": False}, marks=pytest.mark.slow
        ),
        {"as_of": "2019-12-03", "reading": "certain", "signs": ["+", "-"], "described": False},
        pytest.param({"organs": False, "statuses": ["inferred"]}, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_networks_of_the_article_are_those_of_builds_without_the_claims(build: Build, choice: dict[str, Any]) -> None:
    """Evaluated anew from the derivations by the build itself, which keeps grades and claims as well."""
    chosen = choose(build, **choice)
    seen = chosen.see(build)
    variants = variants_of(seen, ["claims", "sources", "implied", "grades"])
    survival = survive(seen, variants)
    assert edges(survival.network(choice=chosen)) == edges(build.network(**choice))
    changing = [v for v in range(len(variants)) if _changes(survival, v)]
    assert len(changing) > 20
    for place in random.Random(7).sample(changing, 12):
        without = build.admitting(Without(left_out=variants[place].left_out))
        expected = without.network(**choice)
        assert edges(survival.network(place, chosen), dated=False) == edges(expected, dated=False), variants[place]


@pytest.mark.slow
def test_networks_of_both_sources_are_those_of_builds_without_them(both: Build) -> None:
    # all contributors are drawn: whether one is only counted is decided in the build as it is, not in each variant
    chosen = choose(both, as_of="2019-12-03", contributors="actors")
    seen = chosen.see(both)
    variants = variants_of(seen)
    survival = survive(seen, variants)
    changing = [place for place in range(len(variants)) if _changes(survival, place)]
    sources = [place for place in changing if variants[place].over == "sources"]
    for place in [*sources[:3], *random.Random(5).sample(changing, 3)]:
        without = both.admitting(Without(left_out=variants[place].left_out))
        expected = without.network(as_of="2019-12-03", contributors="actors")
        assert edges(survival.network(place, chosen), dated=False) == edges(expected, dated=False), variants[place]


def _changes(survival: Survival, place: int) -> bool:
    return any(s.cases & survival.whole and not s.cases >> place & 1 for s in survival.standings)


CLOSED_AGAIN = ["gd-p8-s1-a", "gd-p3-s1-h", "bg-fc-g5s-type", "gd-p2-s1-i", "gd-p3-s2-b"]


@pytest.mark.parametrize("name", spread(CLOSED_AGAIN, len(CLOSED_AGAIN), keep=["gd-p3-s2-b"]))
def test_closing_the_article_again_without_a_claim(build: Build, checked: pipeline.Checked, name: str) -> None:
    left_out = iri("claim", name)
    kept = {c.iri for c in build.claims} - {left_out}
    again = make_build(keep(checked, [c for c in checked.claims if c.iri in kept]))
    variant = Variant(name, "claims", frozenset((left_out,)))
    for day in (None, parse_date("2019-12-03")):
        seen = build.at(When(day))
        survival = survive(seen, [variant])
        mine = {s.key for s in survival.standings if s.cases & 1}
        ties = again.at(When(day)).ties(general=True)
        assert mine == {(t.subject, t.relation, t.object) for t in ties if t.status != "denied"}
        assert survival.ties().keys() <= {s.key for s in survival.standings}
    findings = {finding for finding, mask in survive(build, [variant]).findings if mask & 1}
    assert len(findings) == len(again.report["tensions"]) + len(again.report["contradictions"])


@pytest.mark.slow
@given(claims=claim_sets((*RELATIONS, "foughtAgainst")), day=st.sampled_from([None, "2011-06-15", "2013-01-01"]))
@examples(6)
def test_random_claims_closed_again_without_each(claims: list[Claim], day: str | None) -> None:
    checked = make_checked(claims)
    build = make_build(checked)
    when = When(parse_date(day), window="1y") if day else When()
    seen = build.at(when)
    variants = variants_of(seen, OVER)
    survival = survive(seen, variants)
    for place, variant in enumerate(variants):
        without = build.admitting(Without(left_out=variant.left_out)).at(when)
        statuses = ("asserted", "inferred") if variant.inferred else ("asserted",)
        network = edges(survival.network(place), dated=False)
        assert network == edges(without.network(statuses=statuses, reading="possible"), dated=False), variant
    place = len(claims) // 2
    left = [c for c in claims if c.iri not in variants[place].left_out]
    again = make_build(keep(checked, left)).at(when)
    mine = {(s.key, s.status) for s in survival.standings if s.cases >> place & 1}
    assert mine == {((t.subject, t.relation, t.object), t.status) for t in again.ties(general=True)}


def test_premises_that_were_never_so_together_keep_no_tie_alive() -> None:
    """What `Derivations.evaluate` alone, which knows no time, would say stands."""
    claims = [
        make_claim(0, ("a", "hostileTo", "b"), bounds=years(2011, 2011)),
        make_claim(1, ("b", "organOf", "c"), bounds=years(2010, 2012)),
        make_claim(2, ("b", "organOf", "c"), bounds=years(2015, 2016)),
    ]
    build = make_build(make_checked(claims))
    key = (iri("actor", "a"), str(SKG.hostileTo), iri("actor", "c"))
    survival = survive(build, variants_of(build, ["claims"]))
    assert list(bits(survival.ties()[key])) == [2, 3]
    place = build.derivations.places[next(f for f in build.derivations.facts if tuple(map(str, f)) == key)]
    blind = build.derivations.evaluate({claims[0].iri: 1, claims[2].iri: 1}, 1)
    assert blind[place] == 1


def test_a_tie_said_twice_hangs_on_neither_claim() -> None:
    claims = [make_claim(n, ("a", "supports", "b"), source=source) for n, source in enumerate(("one", "two"))]
    build = make_build(make_checked([*claims, make_claim(2, ("a", "opposes", "c"))]))
    survival = survive(build, variants_of(build))
    masks = survival.ties()
    assert masks[iri("actor", "a"), str(SKG.supports), iri("actor", "b")] == survival.everywhere
    opposes = masks[iri("actor", "a"), str(SKG.opposes), iri("actor", "c")]
    lost = [survival.variants[k].name for k in bits(survival.everywhere & ~opposes)]
    assert lost == ["claim:c2", "source:one"]


def test_the_years_of_an_actor_stay() -> None:
    """Without the claim that an actor existed until 2011 its tie would last longer: no variant may gain that."""
    from dataclasses import replace

    from pyoxigraph import Literal, NamedNode, Triple

    from sahel_kg.vocabulary import PREFIXES

    year = Literal("2011", datatype=NamedNode(PREFIXES["xsd"] + "gYear"))
    until = Triple(NamedNode(iri("actor", "a")), NamedNode(str(SKG.activeUntil)), year)
    life = replace(make_claim(0, ("a", "supports", "b"), basis="Background"), statement=(until,))
    build = make_build(make_checked([life, make_claim(1, ("a", "supports", "b"), bounds=years(2010, 2015))]))
    seen = build.at("2013")
    survival = survive(seen, variants_of(seen, ["claims"]))
    assert len(survival.variants) == 2
    assert survival.standings == ()
    assert survive(build.at("2011"), []).standings != ()
