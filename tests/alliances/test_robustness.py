"""Camps and ranks in variants of the evidence: against builds without the claims, and checked by hand."""

from __future__ import annotations

import random
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.alliances.course.moments import edges_of
from sahel_kg.alliances.division.camps import find_camps
from sahel_kg.alliances.network.joining import take_signed
from sahel_kg.alliances.robustness.assessment import CAMP_COLUMNS, COLUMNS, assess
from sahel_kg.alliances.robustness.finding_again import find_again
from sahel_kg.alliances.robustness.grouping import group_variants
from sahel_kg.alliances.robustness.holding import Held, Spread
from sahel_kg.errors import UsageError
from sahel_kg.ties.centrality import rank
from sahel_kg.variants.variants import OVER, variants_of
from tests.cli.command import run
from tests.exports.test_formats import check
from tests.small_builds import Without, make_build, make_checked, make_claim

DAY = "2019-12-03"


@pytest.mark.slow
def test_networks_of_variants_are_those_of_builds_without_the_claims(build: Build) -> None:
    """Each variant that changes the network, and some that do not; ties without inference are taken by `statuses`."""
    ways: list[dict[str, Any]] = [{}, {"contributors": "actors"}, {"weight": "relations"}, {"parallel": "latest"}]
    ways.append({"around": ["ISGS"], "steps": 1})
    groups = [group_variants(build, as_of=DAY, **options) for options in ways]
    drawn = set[int]()
    for grouped in groups:
        assert [edges_of(n) for n in grouped.networks].count(edges_of(grouped.networks[0])) == 1
        assert len(grouped.networks) < 20 < len(grouped.variants) == len(grouped.of)
        assert grouped.variants == groups[0].variants
        changing = [k for k, place in enumerate(grouped.of) if place]
        drawn.update(random.Random(6).sample(changing, 4))
    drawn.update(random.Random(6).sample([k for k, place in enumerate(groups[0].of) if not place], 2))
    for number in sorted(drawn):
        variant = groups[0].variants[number]
        without = build.admitting(Without(left_out=variant.left_out)) if variant.left_out else build
        statuses = ("asserted", "inferred") if variant.inferred else ("asserted",)
        for options, grouped in zip(ways, groups, strict=True):
            try:
                expected = edges_of(take_signed(without, as_of=DAY, statuses=statuses, **options))
            except UsageError:  # nobody is near the actor any more
                expected = ()
            assert edges_of(grouped.networks[grouped.of[number]]) == expected, (variant, options)


def test_distinct_networks_are_built_once_and_claims_that_bear_on_none_are_no_variants(both: Build) -> None:
    grouped = group_variants(both, as_of="2019-12-31")
    claims = {claim for variant in grouped.variants if variant.over == "claims" for claim in variant.left_out}
    whole = grouped.networks[0]
    drawn = {
        claim.iri for one, other, *_ in whole.edges for tie in whole.ties(one, other) for claim in tie.claims or ()
    }
    assert drawn <= claims
    assert len(claims) < 100 < 1700 < len(grouped.build.admitted)
    assert len(grouped.networks) < len(grouped.variants) < 110
    number = next(k for k, place in enumerate(grouped.of) if place)
    assert f"Variant: {grouped.variants[number].name} left out." in grouped.network(number).note


def test_the_camp_of_the_islamic_state_hangs_on_one_implied_claim(build: Build) -> None:
    """Its only cooperation is ISGS being a branch of it, which a reader takes from the wording."""
    whole = take_signed(build, as_of=DAY)
    (tie,) = (t for t in whole.ties("actor:isgs", "actor:islamic-state") if t.sign == "+")
    assert [(c.id, c.basis) for c in tie.claims or ()] == [("claim:gd-p1-s5-d", "Implied")]
    found = assess(build, as_of=DAY, by=None)
    held = found.member("actor:isgs")
    assert held.hangs_on == ("claim:gd-p1-s5-d (p1s5)", "source:grey-dynamics-2019")
    assert {kind: spread.in_words() for kind, spread in held.spreads.items()}["implied"] == "0 of 1"
    assert held.spreads["claims"].held == held.spreads["claims"].of - 1
    without = build.admitting(Without(left_out=variants_of(build, ["implied"])[0].left_out))
    camps = find_camps(take_signed(without, as_of=DAY))
    assert [camp.actors for camp in camps.camps] == [
        tuple(f"actor:{name}" for name in ("burkina-faso", "chad", "mali", "mauritania", "niger")),
        ("actor:cma", "actor:mnla"),  # by background
    ]
    side = next(s for s in found.sides if s.number == held.camp)
    assert (side.there["implied"].held, side.firm["implied"].held) == (0, 0)
    mali = found.member("actor:mali")
    assert mali.spreads["claims"].share == 1.0
    assert mali.hangs_on == ("source:grey-dynamics-2019",)


def test_the_centre_of_a_camp_does_not_go_with_its_periphery(both: Build) -> None:
    """Without the data set that tells of distant contributors, those between whom others tell ties are still a camp."""
    day, left_out = "2019-12-03", "source:ucdp-acd-25.1"
    found = assess(both, as_of=day, over=["sources"], by=None)
    (without,) = (v for v in variants_of(both, ["sources"]) if left_out in v.name)
    camps = find_camps(take_signed(both.admitting(Without(left_out=without.left_out)), as_of=day)).members
    centre = {actor for actor, number in camps.items() if number == camps["actor:mali"]}
    side = next(s for s in found.sides if s.number == found.member("actor:mali").camp)
    members = {held.actor: held for held in found.members if held.camp == side.number}
    assert 2 <= len(centre) < side.size / 2
    assert {actor for actor, held in members.items() if left_out not in held.hangs_on} == centre
    assert side.fewest["sources"] == len(centre)
    assert side.there["sources"].held == side.there["sources"].of
    assert f"(3 of 4 as firm, down to {len(centre)} of its {side.size} actors)" in found.tell()[side.number - 1]
    check("robustness", found.as_dict())


@pytest.mark.parametrize(
    ("whole", "variant", "found"),
    [
        (["abcdefgh"], ["ab"], {0: 0}),  # all but two have no friend left
        (["abcd"], ["ab", "cd"], {}),  # no half goes on rather than the other
        (["ab", "cd"], ["abcd"], {}),  # nor one of two that merge
        (["abcd", "xy"], ["abcxy"], {0: 0}),
        (["ab"], ["abxyz"], {0: 0}),  # those who join were in no camp
        (["abc", "xyz"], ["ax"], {}),  # nobody is with one of its own
        (["abc"], ["az"], {}),
        (["ab", "cd"], ["cd", "ab"], {0: 1, 1: 0}),
        ([], ["ab"], {}),
    ],
    ids=str,
)
def test_camps_are_found_again_by_who_is_in_any(whole: list[str], variant: list[str], found: dict[int, int]) -> None:
    assert find_again(whole, variant) == found


def test_one_report_is_said_to_be_one(build: Build, both: Build) -> None:
    """32 of 33 sources sounds like much: but 33 of them only give background."""
    (remark,) = assess(build, as_of=DAY, over=["sources"], by=None).remarks
    assert "one report only, source:grey-dynamics-2019" in remark
    assert "leaves background only" in remark
    assert assess(both, as_of=DAY, over=["sources"], by=None).remarks == ()


def test_ranks_are_those_of_each_variant_counted(build: Build) -> None:
    """By positive degree, anew in the network of each variant."""
    found = assess(build, as_of=DAY, by="positive", kind=None)
    grouped = group_variants(build, as_of=DAY)
    degrees = [dict(network.positive.degree) for network in grouped.networks]
    for held in found.ranks:
        # who cooperates with nobody has no rank
        ranks = [1 + sum(v > own[held.actor] for v in own.values()) if own.get(held.actor) else None for own in degrees]
        is_there = [held.actor in own for own in degrees]
        assert held.rank == ranks[0]
        assert held.value == degrees[0][held.actor]
        for kind, spread in held.spreads.items():
            places = [grouped.of[k] for k, v in enumerate(grouped.variants) if v.over == kind]
            told = [ranks[place] for place in places]
            assert spread.of == len(told)
            assert spread.held == sum(is_there[place] and ranks[place] == held.rank for place in places)
            assert spread.out == told.count(None)
            assert spread.best == min((rank for rank in told if rank), default=None)
            assert spread.worst == max((rank for rank in told if rank), default=None)
            assert len(spread.broken_by) == spread.of - spread.held
        assert held.share == held.spreads["claims"].share
    assert found.rank("actor:mali").best == min(s.best for s in found.rank("actor:mali").spreads.values() if s.best)


def test_a_rank_lies_between_the_best_and_the_worst(both: Build) -> None:
    """Without inferred ties alone there is one variant, and a rank may be another in it."""
    ranks = [held for held in assess(both, as_of=DAY, over=["inferences"], by="negative", kind=None).ranks if held.rank]
    others = {spread.best for held in ranks for spread in held.spreads.values() if spread.best != held.rank}
    assert others - {None}
    assert all(held.best <= held.rank <= held.worst for held in ranks if held.best and held.rank and held.worst)
    moved = Held("actor:a", "A", {"sources": Spread(0, 2, best=3, worst=5)}, rank=2)
    assert (moved.best, moved.worst) == (2, 5)
    assert (Held("actor:a", "A", {"sources": Spread(0, 2)}).best, Held("actor:a", "A", {}, rank=4).worst) == (None, 4)


@pytest.mark.parametrize("by", ["pn", "constraint", "betweenness", "brokered"])
def test_every_measure_can_be_ranked_by(build: Build, by: str) -> None:
    found = assess(build, as_of=DAY, over=["claims"], by=by, kind=None)
    values = [(h.rank, h.value) for h in found.ranks if h.rank]
    assert values == sorted(values, key=lambda v: (v[0], v[1] if by == "constraint" else -(v[1] or 0)))
    assert found.camps is None
    assert found.members == ()


def test_ranks_say_what_they_are_by_and_on_which_ties(build: Build) -> None:
    """`rank` has a measure of the same name over all ties: nobody is to take the one for the other."""
    asked = ("--build", build.path, "--as-of", DAY, "--table", "ranks", "--over", "sources", "--format", "table")
    answer = run("robustness", *asked)
    assert " pn " in answer.out.splitlines()[0]
    assert "Ranks by pn in the signed network: PN centrality: raised by friends" in " ".join(answer.err.split())
    between = assess(build, as_of=DAY, over=["claims"], by="betweenness", kind=None)
    assert "paths of cooperation" in between.measured
    assert between.measured.endswith("`sahel-kg rank` has it over all ties instead, friend and foe alike.")
    assert between.as_dict()["note"].startswith(between.measured)
    assert assess(build, as_of=DAY, over=["claims"], by=None).measured == ""
    ranked = build.network(as_of=DAY, signs=["+", "-"])
    assert rank(ranked, by="betweenness").note.startswith("By betweenness, over ties of cooperation and hostility: ")


def test_nobody_ranks_by_what_it_has_none_of(build: Build) -> None:
    """All without a path through them were first where nobody had one: "best 1"."""
    found = assess(build, as_of=DAY, by="betweenness", kind=None)
    none = [held for held in found.ranks if held.value == 0]
    assert none
    assert {held.rank for held in none} == {None}
    assert all(held.rank for held in found.ranks if held.value)


def test_a_tie_said_twice_hangs_on_neither_source() -> None:
    claims = [make_claim(n, ("a", "supports", "b"), source=s) for n, s in enumerate(("one", "two"))]
    claims += [make_claim(2, ("b", "supports", "c"), source="one"), make_claim(3, ("c", "opposes", "d"), source="one")]
    found = assess(make_build(make_checked(claims)), by="positive")
    a, c, d = (found.member(f"actor:{name}") for name in "acd")
    assert a.hangs_on == ()  # without c it is still in the camp that two of three are in
    assert c.hangs_on == ("claim:c2", "source:one")
    assert d.hangs_on == ("claim:c3", "source:one")
    assert found.rank("actor:b").hangs_on == ()
    assert found.kinds["claims"].changing == 2
    assert found.kinds["sources"].changing == 1


def test_it_tells_itself(build: Build) -> None:
    found = assess(build, as_of=DAY)
    assert {len(row) for row in found.rows()} == {len(COLUMNS)}
    assert {len(row) for row in found.camp_rows()} == {len(CAMP_COLUMNS)}
    assert "Line index 0; in variants 0 without a claim" in found.tell()[-1]
    assert (
        f"{found.kinds['claims'].variants} without a claim on which one of its ties rests, of which 13 change it"
        in found.note
    )
    html = found._repr_html_()
    assert html.count("<table>") == 2
    assert "nan" not in html
    check("robustness", found.as_dict())
    assert set(found.kinds) == set(OVER)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"over": []}, "nothing to leave out"),
        ({"over": ["words"]}, "choose from claims"),
        ({"by": "fame"}, "no measure 'fame'"),
        (
            {"by": "degree"},
            "which claims ranks by degree over all ties hang on says `sahel-kg sensitivity --by degree`",
        ),
        ({"by": None, "kind": None}, "nothing to hold"),
        ({"kind": "three"}, "three"),
        ({"weight": "claims"}, "choose weight pairs or relations"),
        ({"parallel": "best"}, "choose parallel netted"),
        ({"as_of": "1900-01-01"}, "nobody cooperates or fights|needs"),
        ({"around": ["Atlantis"]}, "Atlantis"),
    ],
    ids=str,
)
def test_what_cannot_be_assessed_is_refused(build: Build, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        assess(build, **options)


def test_unknown_actors_are_refused(build: Build) -> None:
    found = assess(build, as_of=DAY, over=["sources"])
    for ask in (found.rank, found.member):
        with pytest.raises(UsageError, match="widen the choice"):
            ask("actor:fc-g5s")


def test_the_commands(build: Build) -> None:
    asked = ("--build", build.path, "--as-of", DAY)
    answer = run("robustness", *asked, "--format", "table")
    assert answer.code == 0
    assert "33 of 34" in answer.out
    assert "Camp 3 is there in 33 of 34 without a claim" in answer.err
    assert run("robustness", *asked, "--over", "sources", "--format", "csv").out.startswith(
        "camp,actor,actor_label,claims"
    )
    ranks = run("brokers", *asked, "--robust", "--by", "pn", "--format", "csv")
    assert ranks.out.startswith("actor,actor_label,rank,value,best,worst")
    for wrong in (("robustness", "--table", "x"), ("brokers", "--robust", "ISGS"), ("robustness", "--over", "x")):
        assert run(wrong[0], *asked, *wrong[1:]).code == 2
