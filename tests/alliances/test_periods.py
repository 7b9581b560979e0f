"""Camps followed over time: lines, what became of them, and the days on which a network changes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg import Build
from sahel_kg.alliances.course.changes import CourseChange, find_camp_changes, find_tie_changes
from sahel_kg.alliances.course.lineages import LEAST, align, match_camps, overlap
from sahel_kg.alliances.course.moments import change_days, edges_of, read_moments, years
from sahel_kg.alliances.course.periods import CHANGE_COLUMNS, COLUMNS, PERIOD_COLUMNS, follow_camps
from sahel_kg.alliances.network.joining import from_edges, take_signed
from sahel_kg.errors import UsageError
from sahel_kg.ties.ties import Tie
from tests.cli.command import run
from tests.exports.test_formats import check
from tests.small_builds import make_build, make_checked, make_claim
from tests.small_builds import years as lasting

CAMPS = st.lists(st.frozensets(st.sampled_from("abcdefgh"), min_size=1, max_size=5), max_size=4)


def lines(*periods: str | None) -> list[dict[int, Collection[str]] | None]:
    """Return the lines of periods, written as "1:abc 2:de"."""
    return [
        None if text is None else {int(camp.partition(":")[0]): set(camp.partition(":")[2]) for camp in text.split()}
        for text in periods
    ]


def told(*periods: str | None) -> list[tuple[int, str, str, int | None, int | None]]:
    labels = [str(2010 + place) for place in range(len(periods))]
    changes = find_camp_changes(lines(*periods), labels, {})
    return [(c.period, c.kind, "".join(c.actors), c.before, c.after) for c in changes]


@given(before=CAMPS, after=CAMPS)
def test_camps_are_matched_one_to_one_with_the_largest_sum_of_overlaps(
    before: list[frozenset[str]], after: list[frozenset[str]]
) -> None:
    found = match_camps(before, after)
    assert len(set(found.values())) == len(found)
    share = [[overlap(one, other) for other in after] for one in before]
    assert all(share[old][new] >= LEAST for new, old in found.items())
    total = sum(share[old][new] for new, old in found.items())
    padded = [*range(len(before)), *([-1] * len(after))]
    best = max(
        sum(share[old][new] for new, old in enumerate(order) if old >= 0 and share[old][new] >= LEAST)
        for order in set(permutations(padded, len(after)))
    )
    assert total == pytest.approx(best)


def test_a_line_keeps_its_number_and_comes_back() -> None:
    assert align([["abc", "xy"], ["xyz", "abd"], ["abd"], ["pq", "xy"]]) == [[1, 2], [2, 1], [1], [3, 2]]
    assert align([[], ["ab"], []]) == [[], [1], []]
    assert align([["abcdefghij"], ["jk"]]) == [[1], [2]]
    assert align([["abcdefghij"], ["jk"]], least=0.05) == [[1], [1]]


def test_of_two_lines_that_overlap_as_much_the_younger_goes_on() -> None:
    assert align([["ab", "cd"], ["cd"], ["ac"]]) == [[1, 2], [2], [2]]
    assert align([["ab", "cd"], ["ab"], ["ac"]]) == [[1, 2], [1], [1]]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (("1:abc 2:de", "1:ab 2:cde"), [(1, "crossed", "c", 1, 2)]),
        (("1:abcd", "1:ab 2:cd"), [(1, "split", "cd", 1, 2), (1, "appeared", "cd", None, 2)]),
        (("1:abc 2:de", "1:abcde"), [(1, "merged", "de", 2, 1), (1, "ended", "de", 2, None)]),
        (("1:abc", "1:ab"), [(1, "left", "c", 1, None)]),
        (("1:ab", "1:abc"), [(1, "joined", "c", None, 1)]),
        (("1:ab", "1:ab 2:cd", "1:ab"), [(1, "appeared", "cd", None, 2), (2, "ended", "cd", 2, None)]),
        (("1:ab 2:cd", "1:ab", "1:ab 2:cd"), [(1, "ended", "cd", 2, None), (2, "returned", "cd", None, 2)]),
        (("1:abc 2:de", "1:ab 2:de", "1:ab 2:cde"), [(1, "left", "c", 1, None), (2, "crossed", "c", 1, 2)]),
        (("1:abc", "1:ab", "1:abc"), [(1, "left", "c", 1, None), (2, "returned", "c", 1, 1)]),
        (("1:abc", None, "1:abc"), []),
        (("1:abc", None, "1:ab"), [(2, "left", "c", 1, None)]),
        ((None, "1:abc"), []),
    ],
    ids=str,
)
def test_what_becomes_of_camps(
    periods: tuple[str | None, ...], expected: list[tuple[int, str, str, int | None, int | None]]
) -> None:
    assert told(*periods) == expected


def test_changes_are_told_in_sentences() -> None:
    changes = find_camp_changes(lines("1:ab 2:cd", "1:ab", "1:ab 2:cde"), ["2010", "2011", "2012"], {"c": "C"})
    assert [c.text for c in changes] == [
        "camp 2 is there no more: C, d",
        "camp 2 is back, last seen in 2010: C, d, e",
    ]


def test_who_is_in_its_camp_again_does_not_join_it() -> None:
    there = lines("1:abc", "1:ab", "1:abc")
    assert [c.text for c in find_camp_changes(there, "123", {"c": "C"})][1] == "C is told in camp 1 again"
    gained = CourseChange(2, "gained", ("a", "c"), sign="+")
    told = [find_camp_changes(there, "123", {"c": "C"}, ties=ties)[1] for ties in ([gained], [])]
    assert [c.kind for c in told] == ["returned", "newly told"]
    assert {c.text for c in told} == {"C is told in camp 1 again"}


def test_who_only_contributes_any_more_is_told_to_be_counted(both: Build) -> None:
    """Egypt has troops in Mali in each of these years, and ties besides with those in Libya until 2020 only."""
    course = follow_camps(both, years(2020, 2022), around="Mali")
    contributions = [tie for tie in both.ties() if (tie.subject_id, tie.object_id) == ("actor:ucdp-117", "actor:mali")]
    assert {2020, 2021, 2022} <= {tie.bounds.latest_end.year for tie in contributions if tie.bounds.latest_end}
    told = [change.text for change in course.changes if change.actors == ("actor:ucdp-117",) and not change.sign]
    assert told == ["Egypt only contributes, so is counted and in no camp, last in camp 1"]


def test_ties_gained_lost_and_turned() -> None:
    first = from_edges([("a", "b", "+"), ("b", "c", "-"), ("c", "d", "+")])
    second = from_edges([("a", "b", "-"), ("b", "c", "-"), ("d", "e", "~")])
    changes = find_tie_changes([first, second])
    assert [(c.kind, c.actors, c.sign) for c in changes] == [
        ("gained", ("d", "e"), "~"),
        ("lost", ("c", "d"), "+"),
        ("turned", ("a", "b"), "-"),
    ]
    assert changes[2].text == "a and b turned from cooperation to hostility"


def test_years_and_days() -> None:
    assert years(2018, 2019) == (("2018", date(2018, 12, 31)), ("2019", date(2019, 12, 31)))
    assert read_moments(["2019-02", date(2019, 1, 5), "2019-02-28"]) == (
        ("2019-01-05", date(2019, 1, 5)),
        ("2019-02", date(2019, 2, 28)),
    )
    for first, last in ((2019, 2018), (12, 2019)):
        with pytest.raises(UsageError, match="the earlier first"):
            years(first, last)
    named = [name for name, _ in read_moments(pd.date_range("2017-12-31", periods=2, freq="365D"))]
    assert named == [name for name, _ in read_moments(np.array(["2017-12-31T00", "2018-12-31T00"], "datetime64[ns]"))]
    assert named == ["2017-12-31", "2018-12-31"]
    assert read_moments([("the year of the coup", date(2020, 12, 31))])[0][0] == "the year of the coup"
    with pytest.raises(UsageError, match="period soon"):
        read_moments(["soon"])


def crossing() -> Build:
    """Return a build in which c stands with a and b against d and e until 2011, and then the other way round."""
    ties = [
        *(("a", "supports", "b", 2010, 2013), ("d", "supports", "e", 2010, 2013), ("a", "opposes", "d", 2010, 2013)),
        *(("b", "supports", "c", 2010, 2011), ("c", "opposes", "e", 2010, 2011)),
        *(("e", "supports", "c", 2012, 2013), ("c", "opposes", "b", 2012, 2013)),
    ]
    claims = [
        make_claim(number, (subject, relation, obj), bounds=lasting(first, last))
        for number, (subject, relation, obj, first, last) in enumerate(ties)
    ]
    return make_build(make_checked(claims))


def test_who_crossed_over_and_when() -> None:
    build = crossing()
    assert change_days(build) == (date(2010, 1, 1), date(2012, 1, 1))
    assert change_days(build, last=date(2014, 6, 1)) == (date(2010, 1, 1), date(2012, 1, 1), date(2014, 1, 1))
    course = follow_camps(build, years(2009, 2014))
    named = [{actor.partition(":")[2]: line for actor, line in own.items()} for own in course.lineages]
    before, after = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}, {"a": 1, "b": 1, "c": 2, "d": 2, "e": 2}
    assert named == [{}, before, before, after, after, {}]
    assert [c for c in course.changes if c.kind == "crossed"] == [
        CourseChange(3, "crossed", ("actor:c",), 1, 2, None, "C crossed from camp 1 to camp 2")
    ]
    turned = [(c.period, c.actors, c.sign, c.claims) for c in course.changes if c.kind == "turned"]
    assert turned == [
        (3, ("actor:c", "actor:e"), "+", ("claim:c5",)),
        (3, ("actor:b", "actor:c"), "-", ("claim:c6",)),
    ]
    assert course.by_actor[2] == ("actor:c", "C", None, 1, 1, 2, 2, None)
    frame = course.by_actor.to_pandas()
    assert list(frame) == ["actor", "actor_label", *(str(year) for year in range(2009, 2015))]
    assert (list(frame["actor_label"]), list(frame["2012"])) == ([*"ABCDE"], [1, 1, 2, 2, 2])
    assert "by_actor.to_pandas() has this table" in course._repr_html_()
    shown = course.changes._repr_html_()
    assert "<th>period</th>" in shown
    assert "2012" in shown
    empty = course.periods[0]
    assert empty.camps is None
    assert "nobody cooperates or fights" in empty.why
    assert [row[PERIOD_COLUMNS.index("lineIndex")] for row in course.period_rows()] == [None, 0, 0, 0, 0, None]
    assert course.members(3, 2) == ("actor:c", "actor:d", "actor:e")


def test_who_never_is_in_a_camp_has_a_row() -> None:
    """C only fights A, from 2011 on: 0 is in no camp, nothing is not there."""
    ties = [("a", "supports", "b", 2010, 2011), ("c", "opposes", "a", 2011, 2011)]
    claims = [
        make_claim(number, (one, relation, other), bounds=lasting(first, last))
        for number, (one, relation, other, first, last) in enumerate(ties)
    ]
    course = follow_camps(make_build(make_checked(claims)), years(2010, 2011))
    assert course.by_actor == [("actor:a", "A", 1, 1), ("actor:b", "B", 1, 1), ("actor:c", "C", None, 0)]


def test_the_days_of_the_article_are_those_on_which_its_network_changes(build: Build) -> None:
    days = change_days(build, first=date(2013, 1, 1), last=date(2019, 12, 31))
    assert date(2019, 10, 23) in days, "a quarter of the days on which al-Baghdadi may have been killed"
    assert date(2018, 11, 3) in days, "what is told of the 30 days up to 3 December 2019 is presumed for a year before"
    on = {day: edges_of(take_signed(build, as_of=day)) for day in days}
    for day in days:
        assert edges_of(take_signed(build, as_of=day - timedelta(1))) != on[day]
    for day in (date(year, month, 1) for year in (2015, 2017, 2019) for month in (2, 10, 12)):
        assert edges_of(take_signed(build, as_of=day)) == on[max(each for each in days if each <= day)]


def test_the_course_of_both_sources(both: Build) -> None:
    """GATIA and MSA, together against the Islamic State, are a camp in 2017 and 2018, untold in 2019."""
    course = follow_camps(both, years(2016, 2019))
    named = {name: actor for actor, name in course.labels.items()}
    gatia, msa = ([own.get(named[name]) for own in course.lineages] for name in ("GATIA", "MSA"))
    assert gatia[1] == gatia[2] == msa[1] == msa[2] != 0
    assert (gatia[0], msa[3]) == (0, 0)
    assert any(c.kind == "untold" and named["GATIA"] in c.actors and c.period == 3 for c in course.changes)
    assert len(course.period_rows()[0]) == len(PERIOD_COLUMNS)
    assert {len(row) for row in course.rows()} == {len(COLUMNS)}
    assert {len(row) for row in course.change_rows()} == {len(CHANGE_COLUMNS)}
    html = course._repr_html_()
    assert html.count("<table>") == 3
    assert "nan" not in html.lower()
    check("course", course.as_dict())


def test_who_is_in_a_camp_by_contributions_alone_has_not_joined_it(both: Build) -> None:
    """UCDP has the United States in Mali's row of 2013, with troops; JAS beside AQIM in 2012 is no contribution."""
    course = follow_camps(both, years(2010, 2016))
    found = {kind: [c for c in course.changes if c.kind == kind] for kind in ("placed", "joined", "crossed")}
    assert all(found[kind] for kind in ("placed", "joined"))
    for kind, changes in found.items():
        for change in changes:
            period = course.periods[change.period]
            (actor,), network, camps = change.actors, period.network, period.camps
            assert camps
            near = set(camps.camps[camps.members[actor] - 1].actors) & set(network.positive[actor])
            ties = [tie for other in near for tie in network.ties_on(actor, other, "+")]
            assert all(tie.relation == "skg:contributesTo" for tie in ties) == (kind == "placed"), change
            if kind != "placed" and all(tie.reading == "presumed" for tie in ties):
                assert change.text.endswith(", by what is only presumed")
    texts = {c.text for c in found["placed"] if course.periods[c.period].label == "2013"}
    assert {re.sub(r"camp \d+", "camp N", text) for text in texts} >= {
        "United States is in camp N by contributions of 2013 only",
        "France is in camp N by contributions of 2013 only, last in camp N",
    }


@pytest.mark.parametrize(
    ("periods", "options", "sentence"),
    [
        ([], {}, "no period"),
        ([date(1900 + n, 1, 1) for n in range(61)], {}, "61 periods are more than 60"),
        (["2019"], {"as_of": "2019"}, "as_of is one day"),
        (["2019"], {"kind": "three"}, "choose from two, any"),
        (["2019"], {"least": 0.0}, "give a share"),
        (["2019"], {"relations": ["skg:nothing"]}, "nothing"),
        (["2019"], {"around": ["Atlantis"]}, "Atlantis"),
    ],
    ids=str,
)
def test_what_cannot_be_followed_is_refused(
    build: Build, periods: list[str | date], options: Mapping[str, object], sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        follow_camps(build, periods, **options)  # type: ignore[arg-type]


@pytest.mark.slow
def test_too_many_changes_are_refused(build: Build, both: Build) -> None:
    with pytest.raises(UsageError, match=r"which is more than 60: follow years"):
        change_days(both)
    with pytest.raises(UsageError, match="swap them"):
        change_days(build, first=date(2019, 1, 1), last=date(2018, 1, 1))


def test_what_was_there_and_not_drawn_is_not_gained(both: Build) -> None:
    """By the ties of the build: nothing that counted in the year before; what was there earlier is there again."""
    ties: dict[frozenset[str], list[Tie]] = {}
    for tie in both.ties():
        if tie.status != "denied":
            ties.setdefault(frozenset((tie.subject_id, tie.object_id)), []).append(tie)
    course = follow_camps(both, years(2014, 2018), around="Mali")
    gained = [change for change in course.changes if change.kind == "gained"]
    assert {change.text.endswith(" again") for change in gained} == {True, False}
    for change in gained:
        before = date(2013 + change.period, 12, 31)
        own = [tie.bounds for tie in ties[frozenset(change.actors)] if tie.sign == change.sign]
        begun = [bounds for bounds in own if bounds.latest_begin and bounds.latest_begin <= before]
        assert change.text.endswith(" again") == bool(begun)
        ends = [bounds.earliest_end for bounds in begun if bounds.earliest_end]
        assert all(end <= before.replace(year=before.year - 1) for end in ends), change.text
    # it had sent troops every year from 2013 on, and was only counted until it was drawn for another tie
    assert ("actor:mali", "actor:ucdp-81") not in {change.actors for change in gained}


def test_around_an_actor_that_is_not_there_yet(both: Build) -> None:
    course = follow_camps(both, years(2016, 2017), around=["JNIM"])
    assert course.periods[0].camps is None
    assert "no tie of these signs" in course.periods[0].why
    assert course.lineages[0] == {}
    assert course.periods[1].network.actors


def test_the_command(build: Build, tmp_path: Path) -> None:
    asked = ("course", "--build", build.path, "--years", "2018:2019")
    answer = run(*asked, "--format", "table")
    assert answer.code == 0
    assert "Mali" in answer.out
    assert "2 periods" in answer.err
    assert run(*asked, "--table", "ties", "--format", "csv").out.startswith("period,kind,before")
    assert run(*asked, "--format", "json", "-o", tmp_path / "course.json").code == 0
    for wrong, sentence in (
        (("--day", "2019"), "give one of"),
        (("--as-of", "2019-12-03"), "is one day"),
        (("--table", "chairs"), "choose from"),
    ):
        refused = run(*asked, *wrong)
        assert refused.code == 2
        assert sentence in refused.errors[0]
    assert run("course", "--build", build.path).code == 2
    assert run("course", "--build", build.path, "--years", "lately").code == 2


def test_lines_keep_their_number_and_camps_are_numbered_by_size(both: Build) -> None:
    course = follow_camps(both, years(2016, 2019))
    for place, period in enumerate(course.periods):
        assert period.camps is not None
        sizes = [len(camp.actors) for camp in period.camps]
        assert sizes == sorted(sizes, reverse=True)
        pairs = {(line, period.camps.camp_of(actor) or 0) for actor, line in course.lineages[place].items()}
        assert len(pairs) == len({line for line, _ in pairs}) == len({camp for _, camp in pairs})
    table = course.to_pandas()
    last = table[table["period"] == "2019"].set_index("line")["actors"].str.split()
    assert all(actor in last[line] for actor, line in course.lineages[-1].items())
