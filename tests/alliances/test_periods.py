"""Camps over time: which are the same, who crosses over, and on which days the network changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sahel_kg import Build
from sahel_kg.alliances import from_edges, take_signed
from sahel_kg.alliances.alignment import SHARED, align
from sahel_kg.alliances.camps import find_camps
from sahel_kg.alliances.course import TIE_CHANGES, Course, Period, tell_changes
from sahel_kg.alliances.periods import MOST, Point, change_days, days, follow_camps, line_up, years
from sahel_kg.errors import UsageError

FOE = "z"


def friends(*camps: str) -> list[tuple[str, str, str]]:
    """Return edges: the actors of each text cooperate in a row, and all first ones are hostile to an outsider."""
    rows = [(a, b, "+") for camp in camps for a, b in pairwise(camp)]
    return [*rows, *((camp[0], FOE, "-") for camp in camps)]


def follow(*steps: Iterable[tuple[str, str, str]] | None) -> Course:
    """Return a course of networks that are given; without edges, of a period without camps."""
    periods = []
    for number, edges in enumerate(steps):
        network = from_edges(edges or ())
        camps = find_camps(network, kind="any") if edges else None
        periods.append(Period(f"t{number}", date(2000 + number, 1, 1), network, camps, "" if edges else "nothing"))
    lineages = line_up([(p.camps, p.network.actors) for p in periods])
    return Course(tuple(periods), lineages, tell_changes(tuple(periods), lineages))


def told(course: Course) -> list[tuple[str, str, str, tuple[int, ...]]]:
    """Return what happens to camps and actors."""
    return [(c.period, c.change, "".join(c.actors), c.lines) for c in course.changes if c.change not in TIE_CHANGES]


def test_a_camp_keeps_its_number_whatever_joins_it() -> None:
    course = follow(friends("abc", "xy"), friends("xy", "abcdefgh"))
    assert course.members(1, 1) == tuple("abcdefgh")
    assert course.members(2, 1) == ("x", "y")
    assert course.lineages[0]["z"] == 0
    assert told(course) == [("t1", "joined", actor, (1,)) for actor in "defgh"]


def test_crossing_over() -> None:
    course = follow(friends("abcd", "wxy"), friends("abc", "wxyd"))
    assert told(course) == [("t1", "crossed", "d", (1, 2))]
    (crossing,) = [c for c in course.changes if c.change == "crossed"]
    assert crossing.text == "d crossed over from camp 1 (a and 3 others) to camp 2 (w and 3 others)"


def test_splitting_and_merging() -> None:
    course = follow(friends("abcde"), friends("abc", "de"), friends("abcde"))
    assert told(course) == [("t1", "split", "de", (1, 2)), ("t2", "merged", "de", (2, 1))]


def test_camps_that_come_and_go() -> None:
    course = follow(friends("abc", "xy"), friends("abc"), friends("abc", "xy"), friends("abc", "mn"))
    assert told(course) == [
        ("t1", "ended", "xy", (2,)),
        ("t2", "resumed", "xy", (2,)),
        ("t3", "born", "mn", (3,)),
        ("t3", "ended", "xy", (2,)),
    ]


def test_who_is_in_no_camp_any_more_has_left() -> None:
    course = follow(friends("abcd"), [*friends("abc"), ("d", FOE, "-")], friends("ab"))
    assert told(course) == [("t1", "left", "d", (1,)), ("t2", "left", "c", (1,))]
    assert course.lineages[1]["d"] == 0
    assert "c" not in course.lineages[2]


def test_a_period_without_camps_interrupts_nothing() -> None:
    course = follow(friends("abc"), None, friends("abc"))
    assert told(course) == []
    assert [lineage.get("a") for lineage in course.lineages] == [1, None, 1]
    row = dict(zip(("period", "day", "actors"), course.rows()[1], strict=False))
    assert row["actors"] == 0
    assert course.rows()[1][-1] == "nothing"


def test_two_that_share_one_of_two_are_not_the_same() -> None:
    assert told(follow(friends("ab"), friends("bc"))) == [("t1", "born", "bc", (2,)), ("t1", "ended", "ab", (1,))]


def test_ties_gained_and_lost_have_a_sign() -> None:
    course = follow([("a", "b", "+"), ("b", "c", "-")], [("a", "b", "+"), ("b", "c", "+")])
    found = [(c.change, c.actors, c.sign) for c in course.changes if c.change in TIE_CHANGES]
    assert found == [("gained", ("b", "c"), "+"), ("lost", ("b", "c"), "-")]


CAMPS = st.lists(st.frozensets(st.sampled_from("abcdefgh"), min_size=1), max_size=4)


@given(before=CAMPS, after=CAMPS)
@settings(max_examples=150)
def test_no_matching_overlaps_more(before: list[frozenset[str]], after: list[frozenset[str]]) -> None:
    def worth(old: frozenset[str], new: frozenset[str]) -> float:
        both = len(old & new)
        return both / len(old | new) if both > SHARED * min(len(old), len(new)) else 0.0

    found = align(before, after)
    assert len(set(found.values())) == len(found)
    assert all(worth(before[old], after[new]) > 0 for new, old in found.items())
    padded: list[frozenset[str] | None] = [*before, *([None] * len(after))]
    best = max(
        sum(worth(old, new) for old, new in zip(chosen, after, strict=True) if old is not None)
        for chosen in permutations(padded, len(after))
    )
    assert sum(worth(before[old], after[new]) for new, old in found.items()) == pytest.approx(best, abs=1e-6)


# -- of builds


def test_the_article_by_year(build: Build) -> None:
    """G5 Sahel and France are one camp throughout; ISGS and the Islamic State another from 2015 on."""
    course = follow_camps(build, years(2012, 2019))
    assert [len(course.members(1, k)) for k in range(8)] == [6] * 8
    isgs = [p.label for k, p in enumerate(course.periods) if course.lineages[k].get("actor:isgs") == 2]
    assert isgs == ["2015", "2016", "2017", "2018", "2019"]
    assert [(c.period, c.change, c.actors) for c in course.changes if c.change not in TIE_CHANGES] == [
        ("2015", "born", ("actor:isgs", "actor:islamic-state"))
    ]
    gained = [c for c in course.changes if c.period == "2017"]
    assert {c.change for c in gained} == {"gained"}
    assert len(gained) == 10, "the five of the G5 Sahel, each with each"
    assert gained[0].claims == ("claim:bg-fc-g5s-type", "claim:gd-p8-s1-a")
    assert "A missing tie is not evidence of absence" in course.note


def test_nothing_changes_between_the_days_on_which_the_network_changes(build: Build) -> None:
    """By taking the network on each such day, and on the day before."""

    @cache
    def pairs(day: date) -> list[tuple[str, str, str]]:
        return sorted(take_signed(build, as_of=day, parallel="kept").graph.edges(keys=True))

    found = [point.day for point in change_days(build)]
    assert len(found) == 8
    assert date(2019, 11, 2) in found, "Indelimane"
    for first, later in pairwise([*found, date(2030, 1, 1)]):
        assert pairs(first) != pairs(first - timedelta(days=1))
        assert pairs(first) == pairs(later - timedelta(days=1))
    assert [p.day for p in change_days(build, date(2019, 1, 1), date(2019, 12, 31))] == found[3:5]


def test_the_window_decides_when_what_happened_counts_no_more(build: Build) -> None:
    found = {point.label for point in change_days(build, window="30d")}
    assert {"2019-11-02", "2019-12-02"} <= found
    narrow = follow_camps(build, ["2019-12-01", "2019-12-02"], window="30d")
    assert [(c.change, c.actors) for c in narrow.changes] == [("lost", ("actor:isgs", "actor:mali"))]
    with_relations = {point.label for point in change_days(build, window="30d", weight="relations")}
    assert found <= with_relations


def test_periods_with_nothing_in_them_say_why(build: Build) -> None:
    course = follow_camps(build, ["1901", "2019"])
    assert course.periods[0].camps is None
    assert "nobody cooperates or fights in this network on 1901-12-31" in course.periods[0].why
    assert course.periods[1].camps is not None
    assert course.rows()[0][2:5] == (0, 0, 0)
    assert "1: " in str(course.line_rows()[0][2])
    html = course._repr_html_()
    assert html.count("<table>") == 3
    assert "nan" not in html.lower()


def test_actors_that_are_not_there_in_a_period(build: Build) -> None:
    course = follow_camps(build, ["2012", "2019"], around=["ISGS"])
    assert "no tie of these signs" in course.periods[0].why
    assert course.periods[1].camps is not None
    with pytest.raises(UsageError, match="Nobody At All"):
        follow_camps(build, ["2012", "2019"], around=["Nobody At All"])


def test_days_in_any_order_are_one_course(build: Build) -> None:
    one = follow_camps(build, ["2019-12-03", date(2014, 6, 1), "2019-12-03"])
    other = follow_camps(build, days(["2014-06-01", Point(date(2019, 12, 3), "2019-12-03")]))
    assert one.as_dict() == other.as_dict()


@pytest.mark.parametrize(
    ("periods", "options", "why"),
    [
        ([], {}, "no period to look at"),
        (["yesterday"], {}, "yesterday"),
        (["2019"], {"as_of": "2019"}, "leave it out"),
        (["2019"], {"kind": "three"}, "two, any"),
        (["2019"], {"parallel": "mixed"}, "choose from"),
        ([date(1900 + n, 1, 1) for n in range(MOST + 1)], {}, "at most"),
    ],
)
def test_refusals(build: Build, periods: list[str], options: dict[str, str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        follow_camps(build, periods, **options)


def test_years_are_in_order() -> None:
    with pytest.raises(UsageError, match="the earlier first"):
        years(2019, 2012)
    assert years(2012, 2012) == (Point(date(2012, 12, 31), "2012"),)
