"""Sources that draw on each other, and how many independent ones confirm a tie."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg import Build
from sahel_kg.errors import DataError
from sahel_kg.record.bounds import parse_date
from sahel_kg.record.claims import Claim
from sahel_kg.record.dependence import Confirmation, count_independent, find_circles, roots, tell_circle
from sahel_kg.record.evidence import Evidence
from sahel_kg.record.rewinding import When
from sahel_kg.vocabulary import SKG
from tests.reasoning.random_ontologies import examples
from tests.small_builds import Fact, claim_sets, iri, keep, make_build, make_checked, make_claim, said, years


def confirm(*claims: Claim, fact: Fact, draws_on: dict[str, list[str]] | None = None) -> Confirmation:
    build = build_once(claims, tuple((source, *others) for source, others in (draws_on or {}).items()))
    return build.confirmations()[iri("actor", fact[0]), str(SKG[fact[1]]), iri("actor", fact[2])]


@cache
def build_once(claims: tuple[Claim, ...], draws_on: tuple[tuple[str, ...], ...]) -> Build:
    return make_build(make_checked(claims, {source: others for source, *others in draws_on}))


def names(sources: tuple[str, ...]) -> list[str]:
    return [source.rpartition("/")[2] for source in sources]


SUPPORTS = ("a", "supports", "b")


def three_reports() -> list[Claim]:
    return [make_claim(n, SUPPORTS, source=source) for n, source in enumerate(("one", "two", "three"))]


def test_reports_that_draw_on_a_third_are_one_confirmation() -> None:
    found = confirm(*three_reports(), fact=SUPPORTS, draws_on={"one": ["three"], "two": ["three"]})
    assert (found.n, names(found.independent), names(found.roots)) == (1, ["three"], ["three"])
    assert names(found.sources) == ["one", "three", "two"]


def test_the_common_root_need_not_say_it_itself() -> None:
    found = confirm(*three_reports()[:2], fact=SUPPORTS, draws_on={"one": ["three"], "two": ["three"]})
    assert (found.n, names(found.independent), names(found.roots)) == (1, ["one"], ["three"])


def test_independent_reports_count_each() -> None:
    assert confirm(*three_reports(), fact=SUPPORTS).n == 3
    found = confirm(*three_reports(), fact=SUPPORTS, draws_on={"one": ["three"]})
    assert (found.n, names(found.independent)) == (2, ["three", "two"])


def test_a_chain_has_one_root() -> None:
    found = confirm(*three_reports(), fact=SUPPORTS, draws_on={"one": ["two"], "two": ["three"], "three": ["four"]})
    assert (found.n, names(found.roots)) == (1, ["four"])


def test_background_never_confirms_on_its_own() -> None:
    known = make_claim(0, SUPPORTS, basis="Background", source="four")
    elsewhere = make_claim(1, ("c", "opposes", "d"))
    assert confirm(known, elsewhere, fact=SUPPORTS) == Confirmation()
    repeated = make_claim(2, SUPPORTS, source="two")
    assert names(confirm(known, elsewhere, repeated, fact=SUPPORTS).independent) == ["two"]


def test_what_follows_with_background_is_confirmed_and_what_takes_two_sources_is_not() -> None:
    organ, attack = ("b", "organOf", "c"), ("a", "hostileTo", "b")
    follows = ("a", "hostileTo", "c")
    for basis, n in (("Background", 1), ("Stated", 0)):
        claims = (make_claim(0, organ, source="two", basis=basis), make_claim(1, attack, source="one"))
        assert confirm(*claims, fact=follows).n == n
        assert confirm(*claims, fact=attack).n == 1


def test_both_directions_of_one_tie_confirm_it() -> None:
    claims = (make_claim(0, ("a", "cooperatesWith", "b")), make_claim(1, ("b", "cooperatesWith", "a"), source="two"))
    assert confirm(*claims, fact=("a", "cooperatesWith", "b")).n == 2


def test_confirmations_are_those_of_the_time_and_the_evidence() -> None:
    claims = (
        make_claim(0, SUPPORTS, bounds=years(2010, 2012), source="one"),
        make_claim(1, SUPPORTS, bounds=years(2012, 2014), source="two", credibility=5),
        make_claim(2, ("a", "memberOf", "c"), source="three"),
    )
    build = make_build(make_checked(claims))
    key = (iri("actor", "a"), str(SKG.supports), iri("actor", "b"))
    for day, n in (("2011-06-01", 1), ("2012-06-01", 2), ("2013-06-01", 1)):
        assert build.at(When(parse_date(day))).confirmations()[key].n == n
    assert key not in build.at("2016-06-01").confirmations()
    assert build.admitting(Evidence(min_credibility=4)).confirmations()[key].n == 1
    ties = [tie for tie in build.ties() if (tie.subject, tie.relation, tie.object) == key]
    assert build.confirmations(ties) == {key: build.confirmations()[key]}


def test_confirmations_of_the_article(build: Build) -> None:
    """One report with background: what it says or implies is confirmed once, and nothing twice."""
    found = build.confirmations()
    ties = [tie for tie in build.ties(general=True) if tie.status != "denied"]
    background = {
        (tie.subject, tie.relation, tie.object)
        for tie in ties
        if tie.claims and all(claim.basis == "Background" for claim in tie.claims)
    }
    once = {key for key, confirmation in found.items() if confirmation.n == 1}
    assert {key for key, confirmation in found.items() if confirmation.n == 0} <= background
    assert len(once) > 0.9 * len(found)
    assert {names(found[key].sources)[0] for key in once} == {"grey-dynamics-2019"}
    assert {(tie.subject, tie.relation, tie.object) for tie in ties} == set(found)


@pytest.mark.slow
@given(claims=claim_sets())
@examples(5)
def test_confirmations_are_what_each_source_alone_gives(claims: list[Claim]) -> None:
    checked = make_checked(claims)

    def keys(kept: list[Claim]) -> set[tuple[str, str, str]]:
        ties = make_build(keep(checked, kept)).ties(general=True)
        return {(t.subject, t.relation, t.object) for t in ties}

    background = [c for c in claims if c.basis == "Background"]
    alone = keys(background)
    expected: dict[tuple[str, str, str], list[str]] = {key: [] for key in keys(claims)}
    for source in sorted({c.source for c in claims}):
        own = [c for c in claims if c.source == source and c.basis != "Background"]
        for key in keys([*own, *background]) if own else ():
            one, relation, other = (str(part).rpartition("/")[2].rpartition("#")[2] for part in key)
            ends = {one, other} if relation == "cooperatesWith" else (one, other)
            says = any(
                p == relation and ({s, o} if relation == "cooperatesWith" else (s, o)) == ends
                for claim in own
                for s, p, o in said(claim)
            )
            if key not in alone or says:
                expected[key].append(source)
    found = make_build(checked).confirmations()
    assert {key: list(one.sources) for key, one in found.items()} == expected


# -- sources alone

GRAPHS = st.dictionaries(st.sampled_from("fghij"), st.sets(st.sampled_from("klm")), max_size=5)


@given(draws_on=GRAPHS, sources=st.sets(st.sampled_from("fghijkl"), max_size=7))
def test_the_largest_choice_without_a_common_root(draws_on: dict[str, set[str]], sources: set[str]) -> None:
    best = max(
        size
        for size in range(len(sources) + 1)
        for chosen in combinations(sorted(sources), size)
        if all(roots([a], draws_on).isdisjoint(roots([b], draws_on)) for a, b in combinations(chosen, 2))
    )
    found = count_independent(sources, draws_on)
    assert found.n == best == len(found.independent)
    assert set(found.independent) <= sources == set(found.sources)
    assert set(found.roots) == roots(sources, draws_on)
    for one, other in combinations(found.independent, 2):
        assert roots([one], draws_on).isdisjoint(roots([other], draws_on))


def test_a_report_on_two_roots_is_one_report() -> None:
    found = count_independent(["x"], {"x": ["k", "l"]})
    assert (found.n, found.roots) == (1, ("k", "l"))
    assert count_independent(["x", "k", "l"], {"x": ["k", "l"]}).independent == ("k", "l")


def test_circles_are_found_and_told() -> None:
    draws_on = {"b": ["c"], "c": ["a"], "a": ["b"], "d": ["a"], "e": ["e"]}
    assert find_circles(draws_on) == [("a", "b", "c"), ("e",)]
    source = [iri("source", name) for name in ("one", "two")]
    told = "draws on source:two, which draws on source:one: a circle has no root, drop the skg:drawsOn that is wrong"
    assert tell_circle(source) == told
    with pytest.raises(DataError, match="a circle has no root"):
        roots(["d"], draws_on)
    assert roots(["f"], draws_on) == {"f"}
