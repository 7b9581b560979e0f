"""Robustness: the networks of variants are those of builds without the claims, and what hangs on which."""

from __future__ import annotations

import random
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.alliances import SignedNetwork, take_signed
from sahel_kg.alliances.camps import find_camps
from sahel_kg.alliances.robustness import Place, Robustness, assess, rank_actors
from sahel_kg.alliances.standing import BY, measure_standing
from sahel_kg.alliances.tallies import Tallies, Tally
from sahel_kg.alliances.variations import vary
from sahel_kg.errors import UsageError
from tests.evidence.small_builds import Without, make_build, make_checked, make_claim

DAY = "2019-12-03"


@pytest.fixture(scope="module")
def found(build: Build) -> Robustness:
    return assess(build, as_of=DAY)


def over(tallies: Tallies, kind: str) -> Tally:
    return next(tally for tally in tallies if tally.over == kind)


def place(found: Robustness, actor: str) -> Place:
    return next(p for p in found.places if p.actor == actor)


def pairs(network: SignedNetwork) -> set[tuple[str, str, str, float]]:
    return {(*sorted((a, b)), key, d["weight"]) for a, b, key, d in network.graph.edges(keys=True, data=True)}


@pytest.mark.parametrize(
    ("options", "most"), [({}, 99), ({"parallel": "latest", "organs": True, "weight": "relations"}, 4)], ids=str
)
def test_networks_of_the_article_are_those_of_builds_without_the_claims(
    build: Build, options: dict[str, Any], most: int
) -> None:
    """Each distinct one, or some of them, and a few of the variants that are said to change nothing."""
    varied = vary(build, as_of=DAY, **options)
    assert pairs(varied.network) == pairs(take_signed(build, as_of=DAY, **options))
    assert len({frozenset(pairs(network)) for network in varied.networks}) == len(varied.networks)
    first = {which: k for k, which in reversed(list(enumerate(varied.which))) if which}
    unchanged = [k for k, which in enumerate(varied.which) if not which]
    assert len(unchanged) > 200
    changed = sorted(first.values())
    for k in random.Random(3).sample(changed, min(most, len(changed))) + random.Random(3).sample(unchanged, 2):
        variant = varied.variants[k]
        without = build.admitting(Without(left_out=variant.left_out))
        statuses = ("asserted", "inferred") if variant.inferred else ("asserted",)
        expected = take_signed(without, as_of=DAY, statuses=statuses, **options)
        assert pairs(varied.networks[varied.which[k]]) == pairs(expected), variant


def test_the_camp_of_isgs_hangs_on_one_implied_claim(build: Build, found: Robustness) -> None:
    """That it belongs to the Islamic State is implied in the fifth sentence, and nowhere else."""
    camps = {k.camp: k for k in found.kept}
    states, isgs = camps[1], camps[2]
    assert isgs.firm == ("actor:isgs", "actor:islamic-state")
    assert over(isgs.tallies, "claims").broken_by == ("claim:gd-p1-s5-d",)
    assert over(isgs.tallies, "implied").held == 0
    assert found.where["claim:gd-p1-s5-d"] == "p1s5"
    assert "claim:gd-p1-s5-d (p1s5)" in found.tell(isgs.tallies)
    assert over(states.tallies, "claims").share == over(states.tallies, "implied").share == 1
    assert over(place(found, "actor:isgs").tallies, "claims").broken_by == ("claim:gd-p1-s5-d",)
    left_out = next(c for c in build.claims if c.id == "claim:gd-p1-s5-d")
    without = find_camps(take_signed(build.admitting(Without(left_out=frozenset((left_out.iri,)))), as_of=DAY))
    assert [camp.actors for camp in without.camps] == [find_camps(found.network).camps[0].actors]


def test_one_source_only_is_said_plainly(found: Robustness) -> None:
    assert "There is one source only besides background, source:grey-dynamics-2019" in found.note
    assert "leaving it out leaves nothing" in found.note
    assert found.counted["sources"] == 1
    assert found.counted["background"] > 20
    assert {over(h.tallies, "sources").held for h in found.ranks} == {0}
    assert found.cost[0].held == found.cost[0].of
    assert over(found.cost, "sources").low is None


def test_who_is_in_no_camp_is_still_in_none_if_it_has_ties(found: Robustness) -> None:
    cma = place(found, "actor:cma")
    assert cma.camp is None
    assert over(cma.tallies, "claims").broken_by == ("claim:gd-p5-s3-a",)
    al_qaeda = place(found, "actor:al-qaeda")
    assert over(al_qaeda.tallies, "claims").held < over(al_qaeda.tallies, "claims").of


def test_a_small_network_by_hand() -> None:
    """a-b is said twice, b-c once, c-d by another source; a and d fight."""
    claims = [
        make_claim(0, ("a", "supports", "b"), source="one"),
        make_claim(1, ("a", "supports", "b"), source="two"),
        make_claim(2, ("b", "supports", "c"), source="one"),
        make_claim(3, ("c", "hostileTo", "d"), source="two"),
    ]
    found = assess(make_build(make_checked(claims)), over=["claims", "sources"], by="positive")
    assert found.camps is not None
    assert [k.firm for k in found.kept] == [("actor:a", "actor:b", "actor:c")]
    assert found.kept[0].tallies == (
        Tally("claims", 3, 4, ("claim:c2",)),
        Tally("sources", 1, 2, ("source:one",)),
    )
    (c,) = [h for h in found.ranks if h.actor == "actor:c"]
    assert (c.value, c.rank, c.best, c.worst) == (1, 2, 2, 3)
    assert c.tallies[0] == Tally("claims", 3, 4, ("claim:c2",), 2, 3)
    assert c.share == 0.75
    (d,) = [h for h in found.ranks if h.actor == "actor:d"]
    assert d.rank == 4
    assert d.tallies[0].broken_by == ("claim:c3", "claim:c2"), "gone altogether first, then up one rank"
    assert place(found, "actor:d").tallies[0].broken_by == ("claim:c3",)
    assert [row[0] for row in found.camp_rows()] == [1]


def test_variants_of_both_sources_share_few_networks(both: Build) -> None:
    found = assess(both, as_of="2019-12-31", by="net")
    assert sum(found.counted.values()) > 1_800
    assert found.distinct < 60
    assert found.counted["sources"] >= 3
    assert all(h.best <= h.rank <= h.worst for h in found.ranks if h.rank and h.best and h.worst)
    assert all(tally.held + len(tally.broken_by) == tally.of for h in found.ranks for tally in h.tallies)


@pytest.mark.parametrize("by", BY)
def test_ranks_are_those_of_standing(build: Build, by: str) -> None:
    network = take_signed(build)
    standing = measure_standing(network, find_camps(network), by=by)
    ranks = rank_actors(network, by)
    assert {row["actor"]: row[by] for row in standing.table} == {actor: value for actor, (value, _) in ranks.items()}
    order = [ranks[row["actor"]][1] or 99 for row in standing.table]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"weight": "claims"}, "not by how many claims"),
        ({"parallel": "best"}, "not how good they are"),
        ({"by": "fame"}, "no measure 'fame'"),
        ({"kind": "three"}, "two, any"),
        ({"over": ()}, "nothing to vary"),
        ({"over": ["words"]}, "nothing to vary called 'words'"),
        ({"as_of": "1901"}, "nobody cooperates or fights in this network on 1901-12-31"),
        ({"around": ["Nobody At All"]}, "Nobody At All"),
    ],
)
def test_refusals(build: Build, options: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        assess(build, **options)  # type: ignore[arg-type]


def test_without_cooperation_there_are_ranks_and_no_camps() -> None:
    claims = [make_claim(0, ("a", "hostileTo", "b")), make_claim(1, ("b", "hostileTo", "c"))]
    found = assess(make_build(make_checked(claims)), by="negative")
    assert found.camps is None
    assert "No camps: " in found.note
    assert found.ranks[0].actor == "actor:b"
    assert found.as_dict()["places"] == []
    assert "<table>" in found._repr_html_()


def test_two_actors_have_a_camp_and_no_ranks() -> None:
    found = assess(make_build(make_checked([make_claim(0, ("a", "supports", "b"))])))
    assert found.ranks == ()
    assert "No ranks: " in found.note
    assert found.kept[0].tallies[0] == Tally("claims", 0, 1, ("claim:c0",))
