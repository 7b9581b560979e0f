"""What began, ended, happened or was announced: read off bounds, and never made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.builds.histories import read_history
from sahel_kg.errors import UsageError
from sahel_kg.events.occurrences import Occurrence
from sahel_kg.record.identities import WHOSE_NUMBER
from sahel_kg.ties import chronology
from sahel_kg.ties.changes import Change
from sahel_kg.ties.lifetimes import LifeTurn, find_lifetime
from sahel_kg.ties.ties import Tie
from sahel_kg.ties.words import Matter
from sahel_kg.views.pictures.lanes import lanes_of
from sahel_kg.vocabulary import expand
from tests.conftest import TURTLE_PREFIXES
from tests.ties.small import build_of, told

CLAIMS = TURTLE_PREFIXES + "".join(
    [
        told("t-kinds", "actor:t-one a skg:ArmedGroup . actor:t-other a skg:ArmedGroup ."),
        # one tie, two times: an end of the first is none of the second
        told(
            "t-first",
            "actor:t-one skg:supports actor:t-other .",
            earliestBegin="2011-01-01",
            latestBegin="2011-12-31",
            earliestEnd="2012-03-01",
            latestEnd="2012-03-01",
        ),
        told(
            "t-second", "actor:t-one skg:supports actor:t-other .", earliestBegin="2015-05-05", latestBegin="2015-05-05"
        ),
        # the same tie, once with its begin and once with its end
        told(
            "t-begin", "actor:t-one skg:memberOf actor:t-other .", earliestBegin="2010-01-01", latestBegin="2010-01-01"
        ),
        told("t-end", "actor:t-one skg:memberOf actor:t-other .", earliestEnd="2014-01-01", latestEnd="2014-01-02"),
        told("t-undated", "actor:t-one skg:coordinates actor:t-other ."),
        told(
            "t-year",
            "actor:t-one skg:foughtAgainst actor:t-other .",
            earliestBegin="2013-01-01",
            latestBegin="2013-12-31",
            earliestEnd="2013-01-01",
            latestEnd="2013-12-31",
        )
        + "claim:t-year skg:aspect skg:Happening .\n",
        told(
            "t-siege",
            "event:t-siege a skg:Operation ; skg:carriedOutBy actor:t-one .",
            earliestBegin="2016-01-01",
            latestBegin="2016-01-05",
            earliestEnd="2016-02-01",
            latestEnd="2016-02-03",
        ),
        told("t-perhaps", "event:t-perhaps a skg:Attack ; skg:attacker actor:t-one .", earliestBegin="2017-01-01"),
        told("t-held", "actor:t-one skg:controls place:timbuktu-region .", latestBegin="2018-01-01"),
    ]
)
NAMES = TURTLE_PREFIXES + "".join(
    f'{thing} skos:prefLabel "{name}"@en .\n'
    for thing, name in (("actor:t-one a skg:NamedActor ;", "One"), ("actor:t-other a skg:NamedActor ;", "Other"))
)
EVENTS = TURTLE_PREFIXES + 'event:t-siege rdfs:label "the siege"@en .\nevent:t-perhaps rdfs:label "an attack"@en .\n'


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_of(tmp_path_factory.mktemp("changes"), CLAIMS, NAMES, EVENTS)


def rows(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(change.when, change.word, change.text) for change in changes]


def test_changes_are_bounds_and_what_lacks_is_not_stated(small: Build) -> None:
    history = read_history(small, "One")
    assert rows(list(history.dated)) == [
        ("2010-01-01", "began", "One is a member of Other"),
        ("2011-01-01 to 2011-12-31", "began", "One supports Other"),
        ("2012-03-01", "ended", "One supports Other"),
        ("2013-01-01 to 2013-12-31", "happened", "One fought against Other"),
        ("2014-01-01 to 2014-01-02", "ended", "One is a member of Other"),
        ("2015-05-05", "began", "One supports Other"),
        ("2016-01-01 to 2016-01-05", "began", "the siege (carried out by One)"),
        ("2016-02-01 to 2016-02-03", "ended", "the siege (carried out by One)"),
        ("by 2018-01-01", "began", "One controls Timbuktu region"),
    ]
    # the end of 2012 is not that of what began in 2015; begin and end of the membership stand in two claims
    assert rows(list(history.undated)) == [
        ("not stated", "end not told", "One controls Timbuktu region"),
        ("not stated", "held", "One coordinates Other"),
        ("went on to 2015-05-05 at least", "end not told", "One supports Other"),
        ("not stated (not before 2017-01-01)", "happened", "an attack (attacker One)"),
    ]
    assert history.in_words(rows=9) == history.in_words()
    assert history.in_words(rows=7).startswith("One: 9 dated changes in 7 rows (consecutive years in one) of 5 ties, ")
    assert history.in_words() == (
        "One: 9 dated changes of 5 ties, 2 events; not stated by when, so listed last: 1 event, 2 ends, "
        "1 tie without any date"
    )
    assert history.dated[2].claims[0].id == "claim:t-first"


def test_the_choice_narrows(small: Build) -> None:
    assert {c.text for c in read_history(small, "One", signs=["hostility"]).changes} == {"One fought against Other"}
    assert {c.text for c in read_history(small, "One", relations=["skg:memberOf"]).changes} == {
        "One is a member of Other"
    }
    spring = read_history(small, "One", first=date(2012, 1, 1), last=date(2012, 6, 1)).changes
    assert rows(spring) == [
        ("2012-03-01", "ended", "One supports Other"),
        # what no bound excludes stays: it may have come about then
        ("by 2018-01-01", "began", "One controls Timbuktu region"),
        ("not stated", "end not told", "One controls Timbuktu region"),
        ("not stated", "held", "One coordinates Other"),
    ]


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (
            {"first": date(2019, 1, 1), "last": date(2018, 1, 1)},
            "from 2019-01-01 to 2018-01-01 there is no day: give the earlier day first",
        ),
        ({"signs": ["foe"]}, "no sign 'foe'"),
        ({"relations": ["skg:likes"]}, "no relation 'skg:likes'"),
        ({"actor": "Nobody at all"}, "no actor is called 'Nobody at all'"),
    ],
)
def test_what_cannot_be_chosen_is_refused(build: Build, choice: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_history(build, **choice)  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


def test_the_year_of_the_leaders(build: Build) -> None:
    # by hand: paragraph 1, with "late October" and "shortly after" as the codebook reads them; by bg-islamic-state-by
    # the group is there by 2004, which is no begin
    history = read_history(
        build, "Islamic State", first=date(2019, 10, 1), last=date(2019, 11, 30), relations=["leaderOf"]
    )
    assert rows(list(history.dated)) == [
        ("by 2019-10-21", "began", "Abu Bakr al-Baghdadi is a leader of Islamic State"),
        ("2019-10-21 to 2019-10-31", "ended", "Abu Bakr al-Baghdadi is a leader of Islamic State"),
        ("2019-10-21 to 2019-11-14", "began", '"Abu Ibrahim al-Hashimi al-Qurashi" is a leader of Islamic State'),
    ]
    assert not history.undated  # the end of the new leader lies after 30 November


def test_announcements_are_told_apart(build: Build) -> None:
    announced = [c for c in read_history(build).changes if c.change == "announced"]
    assert [(c.when, c.fact[0]) for c in announced] == [
        ("2019-10-21 to 2019-11-14", "event:announcement-of-new-leader-2019"),
        ("2019-11-25 to 2019-12-03", "event:call-for-special-forces-2019"),
        ("2019-12-03", "event:call-for-merger-2019-12-03"),
    ]


def test_no_tie_and_no_event_is_lost(build: Build) -> None:
    def fact(matter: Matter) -> tuple[str, ...]:
        return (matter.event,) if isinstance(matter, Occurrence) else (matter.subject, matter.relation, matter.object)

    every: list[Matter] = [*chronology.all_ties(build), *chronology.list_events(build)]
    left_out = {fact(m) for m in every if m.extent.aspect == "timeless" or not {*WHOSE_NUMBER}.isdisjoint(fact(m))}
    assert {fact(m) for m in every} - left_out == set(map(fact, read_history(build).matters))


def test_every_day_is_a_bound_of_what_changed(build: Build) -> None:
    changes = read_history(build).changes
    assert any(isinstance(c.matter, Occurrence) for c in changes)
    assert any(c.matter.status == "inferred" for c in changes)
    for change in changes:
        assert change.is_dated == (change.last is not None)
        for matter in change.matters:
            if isinstance(matter, LifeTurn):
                assert (change.first, change.last) == matter.days
                continue
            bounds = matter.extent.bounds.as_dict().values()
            assert {str(day) for day in (change.first, change.last) if day} <= set(bounds)


def test_an_actor_has_its_own_begin_and_end_where_it_is_told(both: Build) -> None:
    """bg-mnla-from: of 2011; bg-mnla-until: its merger of 2024-11-30; of the CSP only the end is told, of ISGS none."""

    def own(name: str, **choice: Any) -> list[tuple[str, str, str, str]]:
        told = [c for c in read_history(both, name, **choice).dated if isinstance(c.matter, LifeTurn)]
        return [(c.when, c.change, c.text, " ".join(each.id for each in c.claims)) for c in told]

    begun = ("2011-01-01 to 2011-12-31", "began", "MNLA is active", "claim:bg-mnla-from")
    ended = ("2024-11-30", "ended", "MNLA is active", "claim:bg-mnla-until")
    assert own("actor:mnla") == [begun, ended]
    assert own("actor:mnla", first="2012") == [ended]
    assert own("actor:mnla", asserted_only=True) == [begun, ended]
    assert own("actor:mnla", relations=["memberOf"]) == own("actor:mnla", signs=["hostility"]) == []
    assert own("ISGS") == [("2015-01-01 to 2015-12-31", "began", "ISGS is active", "claim:bg-isgs-from")]
    assert own("actor:p6s1-militants") == []
    lines = [c.text for c in read_history(both, "actor:mnla").dated]
    assert lines[0] == "MNLA is active"  # nothing is of an actor before its begin
    assert not read_history(both, among=["actor:mnla", "Mali"]).turns


def test_the_turns_of_all_actors_are_their_years(both: Build) -> None:
    turns = {(turn.actor, turn.is_begin): turn.days[not turn.is_begin] for turn in read_history(both).turns}
    years = {
        (actor, not place): day
        for actor, days in both.years.items()
        for place, day in enumerate(days)
        if day and actor in both.actors.iris
    }
    assert turns == years
    for actor in ("actor:mnla", "actor:barkhane", "actor:mali"):
        life = find_lifetime(both, expand(actor) or "")
        told = [(turn.told, turn.claims) for turn in read_history(both, actor).turns]
        assert told == [each for each in ((life.begin, life.begin_claims), (life.end, life.end_claims)) if each[0]]


def test_inferred_ties_can_be_left_out(build: Build) -> None:
    statuses = {c.matter.status for c in read_history(build, asserted_only=True).changes}
    assert statuses == {"asserted", "denied"}


def test_between_two_stand_the_ties_of_one_with_the_territory_of_the_other(build: Build) -> None:
    left = {
        (change.when, change.word)
        for change in read_history(build, among=["Mali", "France"])
        if change.fact == ("actor:france", "skg:deployedIn", "place:mali")
    }
    assert ("2022-08-15", "ended") in left  # the day on which the last soldiers are told to have left
    assert not any(change.fact[2] == "place:mali" for change in read_history(build, among=["France", "Niger"]))
    history = read_history(build, among=["Mali", "France", "Niger"])
    (lane,) = [each for each in lanes_of(history) if each.label == "France and Mali"]
    assert any(isinstance(matter, Tie) and matter.object_id == "place:mali" for matter in lane.matters)


def test_a_day_decades_before_tells_nothing_of_a_begin(tmp_path: Path) -> None:
    """Told of by 2012, of a body that is there since 1960."""
    claims = [
        told("t-kinds", "actor:t-one a skg:ArmedGroup . actor:t-other a skg:ArmedGroup ."),
        told("t-from", 'actor:t-other skg:activeFrom "1960"^^xsd:gYear .'),
        told(
            "t-member", "actor:t-one skg:memberOf actor:t-other .", latestBegin="2012-01-31", earliestEnd="2012-03-01"
        ),
        told("t-year", "actor:t-one skg:opposes actor:t-other .", earliestBegin="2011-01-01", latestBegin="2011-12-31"),
    ]
    history = read_history(build_of(tmp_path, "".join([TURTLE_PREFIXES, *claims]), NAMES), "One").changes
    begun = [(each.first, each.when) for each in history if each.change == "began"]
    assert begun == [(date(2011, 1, 1), "2011-01-01 to 2011-12-31"), (date(1960, 1, 1), "by 2012-01-31")]
