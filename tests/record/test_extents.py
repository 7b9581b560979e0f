"""The algebra of extents against brute force: day by day, and over all worlds that bounds allow."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sahel_kg.record.bounds import READINGS, Bounds, Reading
from sahel_kg.record.extents import Aspect, Extent, meet_all
from sahel_kg.record.rewinding import When
from tests.record.extents import (
    DAYS,
    INNER,
    draw_bounds,
    draw_days,
    draw_extent,
    draw_happening,
    draw_holding,
    list_worlds,
)

ALWAYS = Extent(aspect="timeless")
WINDOWS = [None, "1d", "2d", "3d", "5d"]
EVERY_WHEN = [When(day, window=window) for day in DAYS for window in WINDOWS] + [When()]
RANKS = {None: 0, "undated": 1, "possible": 1, "presumed": 2, "certain": 3}


def rank(extent: Extent | None, when: When) -> int:
    """How well it is read then: 0 not at all, 1 possible or undated, 2 presumed, 3 certain."""
    return RANKS[when.read(extent)] if extent else 0


@given(draw_holding(), draw_holding())
def test_states_hold_together_when_both_do(one: Extent, other: Extent) -> None:
    met = one.meet(other)
    for day in DAYS:
        when = When(day)
        assert rank(met, when) == min(rank(one, when), rank(other, when)), day
        if met is not None and rank(met, when) in (1, 2) and met.bounds:
            assert when.why_possible(met)


@given(draw_extent(), draw_extent())
def test_the_order_of_two_does_not_matter(one: Extent, other: Extent) -> None:
    assert one.meet(other) == other.meet(one)


@given(draw_extent())
def test_what_is_always_so_changes_nothing_and_nothing_changes_with_itself(one: Extent) -> None:
    assert one.meet(ALWAYS) == ALWAYS.meet(one) == one.meet(one) == meet_all([one]) == one


@given(st.lists(draw_extent(), max_size=4))
def test_the_order_of_premises_does_not_matter(extents: list[Extent]) -> None:
    assert len({meet_all(order) for order in permutations(extents)}) == 1


@given(st.sampled_from(["holding", "happening"]), st.data())
def test_extents_of_one_aspect_can_be_met_in_any_grouping(aspect: Aspect, data: st.DataObject) -> None:
    one, two, three = (data.draw(draw_holding() if aspect == "holding" else draw_happening()) for _ in range(3))
    left, right = one.meet(two), two.meet(three)
    assert (left and left.meet(three)) == (right and one.meet(right))


@pytest.mark.slow
@settings(max_examples=400)
@given(draw_extent(), draw_extent(), draw_extent())
def test_a_step_taken_earlier_knows_no_more_than_all_premises_together(one: Extent, two: Extent, three: Extent) -> None:
    """A proof in two steps meets its claims in two steps; it must not make anything surer than they are."""
    whole = meet_all([one, two, three])
    first = one.meet(two)
    nested = first and first.meet(three)
    assert (whole is None) == (nested is None)
    if whole and nested:
        assert whole.covers(nested)
        assert (whole.bounds.earliest_begin, whole.bounds.latest_end) == (
            nested.bounds.earliest_begin,
            nested.bounds.latest_end,
        )


def test_a_state_met_too_early_hides_what_a_second_account_knows() -> None:
    """Why premises are met states with states and happenings with happenings before the two are met."""
    wide = Extent(Bounds(DAYS[1], DAYS[7], DAYS[1], DAYS[7]), "happening")
    narrow = Extent(Bounds(DAYS[4], DAYS[5], DAYS[4], DAYS[5]), "happening")
    state = Extent(Bounds(DAYS[3], DAYS[3], DAYS[6], DAYS[6]))
    early = wide.meet(state)
    assert early is not None
    nested = early.meet(narrow)
    assert nested is not None
    assert nested.bounds.latest_begin is None
    assert meet_all([wide, state, narrow]) == meet_all([narrow, wide, state]) == narrow


@given(draw_extent(), st.none() | st.sampled_from(INNER), st.none() | st.sampled_from(INNER))
def test_a_life_cuts_what_can_be(extent: Extent, first: date | None, last: date | None) -> None:
    assume(not (first and last and first > last))
    cut = extent.clip(first, last)
    if extent.aspect == "timeless":
        assert cut == extent
    elif extent.aspect == "holding":
        for day in DAYS:
            lives = (first is None or first <= day) and (last is None or day <= last)
            assert rank(cut, When(day)) == (rank(extent, When(day)) if lives else 0)
    else:
        worlds = [
            (begin, end)
            for begin, end in list_worlds(extent.bounds)
            if (first is None or first <= begin) and (last is None or end <= last)
        ]
        assume(worlds)  # else the claim and the years contradict each other
        assert cut is not None
        assert set(worlds) <= set(list_worlds(cut.bounds))
        check_readings(cut, worlds)
        assert not cut.bounds.disorder()


def check_readings(extent: Extent, worlds: list[tuple[date, date]]) -> None:
    """Hold the readings of a happening against worlds: possible in some, certain only in all."""
    for when in EVERY_WHEN:
        if when.day is None:
            continue
        since = when.since or date.min
        is_over = bool(when.since and extent.over and extent.over < when.day)
        inside = [begin <= when.day and end >= since and not is_over for begin, end in worlds]
        found = rank(extent, when)
        assert (found > 0) == any(inside), when
        if extent.bounds.latest_begin is None:
            assert found < 2
        elif extent.at_most != "certain":
            assert found < 3
        elif extent.bounds.earliest_end or not when.window:
            assert (found == 3) == all(inside), when
        else:
            assert found < 3 or all(inside), when


@given(st.one_of(draw_bounds(), draw_days()))
def test_what_happened_is_read_by_the_worlds_that_its_bounds_allow(bounds: Bounds) -> None:
    is_tight = not (bounds.latest_begin and bounds.latest_end and bounds.latest_begin > bounds.latest_end) and not (
        bounds.earliest_end and bounds.earliest_begin and bounds.earliest_end < bounds.earliest_begin
    )
    assume(is_tight and bounds)
    check_readings(Extent(bounds, "happening"), list_worlds(bounds))


@given(draw_days(), draw_holding())
def test_a_state_counts_if_it_holds_when_something_happens(when: Bounds, state: Extent) -> None:
    """One day of those between the two; the state in each of its own histories."""
    assert when.earliest_begin is not None
    assert when.latest_end is not None
    days = [day for day in DAYS if when.earliest_begin <= day <= when.latest_end]
    met = Extent(when, "happening").meet(state)
    states = [rank(state, When(day)) for day in days]
    assert (met is not None) == any(states)
    if met is not None:
        turned = (days[0], days[-1]) in state.turns
        assert RANKS[met.at_most] == (3 if turned else max(1, min(states)))
        held = days if turned else [day for day, found in zip(days, states, strict=True) if found]
        assert (met.bounds.earliest_begin, met.bounds.latest_end) == (held[0], held[-1])
        assert met.aspect == "happening"


@given(draw_happening(), draw_holding())
def test_a_state_never_makes_a_happening_surer(happening: Extent, state: Extent) -> None:
    met = happening.meet(state)
    assert all(rank(met, when) <= rank(happening, when) for when in EVERY_WHEN)


@pytest.mark.slow
@settings(max_examples=400)
@given(draw_extent(), draw_extent())
def test_what_is_covered_is_read_no_better(one: Extent, other: Extent) -> None:
    assume(one.covers(other))
    assert all(rank(one, when) >= rank(other, when) for when in EVERY_WHEN)


@st.composite
def draw_covered(draw: st.DrawFn) -> tuple[Extent, Extent]:
    """Two extents of one aspect, the first wider than the second, bound by bound."""
    one = draw(st.one_of(draw_holding(), draw_happening()))
    moved = []
    for name, step in (("earliest_begin", 1), ("latest_begin", 1), ("earliest_end", -1), ("latest_end", -1)):
        day: date | None = getattr(one.bounds, name)
        moved.append(draw(st.sampled_from([day, day and day.fromordinal(day.toordinal() + step), None])))
    presumed = one.presumed and draw(st.sampled_from([one.presumed, (one.presumed[0], one.presumed[0]), None]))
    at_most = draw(st.sampled_from(READINGS))
    return one, Extent(Bounds(*moved), one.aspect, presumed, at_most, draw(st.sampled_from([one.turns, ()])))


@pytest.mark.slow
@settings(max_examples=400)
@given(draw_covered(), draw_extent())
def test_nothing_follows_from_the_covered_that_does_not_follow_as_well_from_what_covers(
    pair: tuple[Extent, Extent], third: Extent
) -> None:
    """Else supports that are dropped could lead to better ones."""
    one, other = pair
    assume(one.covers(other) and not other.bounds.disorder())
    met, worse = one.meet(third), other.meet(third)
    if worse is not None:
        assert met is not None
        assert met.covers(worse)


def test_a_sure_happening_does_not_cover_a_narrower_one() -> None:
    """A campaign from the 2nd-4th day to the 5th-8th, told more exactly elsewhere, and a state of days 3 to 7."""
    rough = Extent(Bounds(DAYS[1], DAYS[4], DAYS[4], DAYS[8]), "happening")
    exact = Extent(Bounds(DAYS[3], DAYS[4], DAYS[4], DAYS[6]), "happening")
    state = Extent(Bounds(DAYS[2], DAYS[2], DAYS[7], DAYS[7]))
    assert not rough.covers(exact)
    assert exact.meet(state) == exact
    rough_met = rough.meet(state)
    assert rough_met is not None
    assert rough_met.bounds.latest_begin is None


def test_two_unsure_happenings_of_the_same_days_are_one() -> None:
    may_have = Extent(Bounds(date(2018, 1, 1), None, date(2018, 6, 1), date(2019, 1, 1)), "happening")
    assert may_have.bounds.earliest_end is None
    assert may_have == Extent(Bounds(date(2018, 1, 1), None, None, date(2019, 1, 1)), "happening")


def test_what_is_always_so_has_no_bounds() -> None:
    """Else a kind told in one source of 2014 and one of 2016 would date what follows, by the order of premises."""
    assert Extent(Bounds(DAYS[0]), "timeless") == Extent(Bounds(DAYS[5]), "timeless") == ALWAYS


@given(draw_days(), draw_days(), draw_days())
def test_two_accounts_of_one_happening_are_true_together(one: Bounds, two: Bounds, three: Bounds) -> None:
    worlds = [set(list_worlds(bounds)) for bounds in (one, two, three)]
    both = worlds[0] & worlds[1] & worlds[2]
    met = meet_all(Extent(bounds, "happening") for bounds in (one, two, three))
    assert (met is not None) == bool(both)
    if met is not None:
        assert set(list_worlds(met.bounds)) == both


@pytest.mark.parametrize("weakest", READINGS)
@given(draw_extent(), st.sampled_from(EVERY_WHEN))
def test_readings_that_are_not_wanted_are_left_out(weakest: Reading, extent: Extent, when: When) -> None:
    every = when.read(extent)
    assert When(when.day, weakest, when.window).read(extent) == (every if RANKS[every] >= RANKS[weakest] else None)


@given(draw_extent(), st.sampled_from(EVERY_WHEN))
def test_every_possible_reading_has_its_reasons_and_no_certain_one(extent: Extent, when: When) -> None:
    found = when.read(extent)
    if found == "possible" or (found == "presumed" and when.day):
        assert when.why_possible(extent)
    elif found == "certain" and when.day:
        assert when.why_possible(extent) == []


@given(draw_happening())
def test_what_has_happened_stays_so(extent: Extent) -> None:
    ranks = [rank(extent, When(day)) for day in DAYS]
    assert ranks == sorted(ranks)


def test_reading_without_a_day() -> None:
    assert When().read(Extent(Bounds(latest_begin=DAYS[0]), "happening")) == "certain"
    assert When().read(Extent(Bounds(earliest_begin=DAYS[0]), "happening")) == "possible"


YEAR = Extent(Bounds(date(2018, 1, 1), date(2018, 12, 31), date(2018, 1, 1), date(2018, 12, 31)), "happening")


@pytest.mark.parametrize(
    ("day", "read"),
    [
        ("2017-12-31", None),
        ("2018-04-01", "possible"),  # 91 of 365 days
        ("2018-04-02", "presumed"),  # 92: a quarter
        ("2018-12-31", "certain"),
        ("2019-01-01", "presumed"),
        ("2019-09-30", "presumed"),  # 92 are left
        ("2019-10-01", "possible"),
        ("2019-12-30", "possible"),
        ("2019-12-31", None),
    ],
)
def test_what_happened_in_a_year_is_presumed_while_a_quarter_of_it_is_in_the_window(day: str, read: str | None) -> None:
    assert When(date.fromisoformat(day), window="12m").read(YEAR) == read


def test_who_is_killed_in_office_was_in_office() -> None:
    killed = Extent(Bounds(date(2019, 10, 26), date(2019, 10, 27), date(2019, 10, 26), date(2019, 10, 27)), "happening")
    bounds = Bounds(None, date(2014, 6, 29), date(2019, 10, 26), date(2019, 10, 27))
    leads = Extent(bounds, turns=((date(2019, 10, 26), date(2019, 10, 27)),))
    assert killed.meet(leads) == killed
    merely = killed.meet(Extent(bounds))
    assert merely is not None
    assert merely.at_most == "possible"
