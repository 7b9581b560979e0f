"""The sentences about time, each as a small story: who inherits what, and when."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date

import pytest
from pyoxigraph import Quad

from sahel_kg.inference.inferences import group_facts, inference_quads
from sahel_kg.inference.supports import find_supports
from sahel_kg.reasoning import Closure
from sahel_kg.reasoning.derivations import Derivations
from sahel_kg.record.bounds import BEST_FIRST, Bounds, parse_date
from sahel_kg.record.claims import Claim
from sahel_kg.record.relations import Relations
from sahel_kg.record.rewinding import When
from sahel_kg.record.years import Years
from sahel_kg.ties.listing import read_ties
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import compact
from tests.inference.claims import ARMIES, GROUPS, MISSIONS, STATES, close_claims, make_claim, name, telling_of

Story = Callable[..., "Told"]
NO_YEARS: Years = {}


def _no_closure() -> Closure:
    raise AssertionError("not asked for here")


_DERIVED: dict[object, Derivations] = {}


def derive(claims: list[Claim], terms: list[Quad]) -> Derivations:
    """Return what claims give, whenever they hold: once for stories that differ in days alone."""
    said = tuple((claim.iri, claim.statement) for claim in claims)
    if said not in _DERIVED:
        _DERIVED[said] = close_claims(claims, terms, merging=False).derivations()
    return _DERIVED[said]


class Told:
    """What follows from some claims, read on any day."""

    def __init__(self, claims: list[Claim], terms: list[Quad], relations: Relations, years: Years) -> None:
        derivations = derive(claims, terms)
        leaf = telling_of(claims, relations, years)
        facts = group_facts(derivations, find_supports(derivations, leaf), claims)
        self.quads = inference_quads(derivations, facts, claims, {})
        self.actors = frozenset(map(name, [*STATES, *ARMIES, *MISSIONS, *GROUPS]))
        self.situation = Situation([], self.quads, _no_closure)
        self.situation.__dict__ |= {"claims": claims, "relations": relations, "years": years}

    def ties(self, when: When = When()) -> list[Tie]:
        seen = copy(self.situation)
        seen.when = when
        return read_ties(seen, self.actors, seen.inferred)

    def read(self, fact: str, day: str | None = None, window: str | None = None) -> str | None:
        """Return how the best tie of a fact is read; None if there is none."""
        when = When(parse_date(day) if day else None, window=window)
        found = [tie.reading for tie in self.ties(when) if _words(tie) == fact]
        return next((reading for reading in BEST_FIRST if reading in found), None)


def _words(tie: Tie) -> str:
    return " ".join(compact(term).partition(":")[2] for term in (tie.subject, tie.relation, tie.object))


@pytest.fixture
def tell(terms: list[Quad], relations: Relations) -> Story:
    """Return what closes lines of a story: `fact`, or several of one claim, and its bounds."""

    def told(*lines: tuple[str, Bounds], years: Years = NO_YEARS) -> Told:
        claims = [make_claim(n, *said.split(", "), bounds=bounds) for n, (said, bounds) in enumerate(lines)]
        return Told(claims, terms, relations, years)

    return told


def bounds(*days: str | None) -> Bounds:
    """Return bounds of four days, months or years; an end is expanded to its last day."""
    eb, lb, ee, le = (day and parse_date(day, last=place in (1, 3)) for place, day in enumerate(days))
    return Bounds(eb or None, lb or None, ee or None, le or None)


def from_to(first: str, last: str) -> Bounds:
    """Return the bounds of what begins and ends on known days."""
    begin, end = parse_date(first), parse_date(last, last=True)
    return Bounds(begin, begin, end, end)


def within(first: str, last: str) -> Bounds:
    """Return the bounds of what happened somewhere from one day to another."""
    begin, end = parse_date(first), parse_date(last, last=True)
    return Bounds(begin, end, begin, end)


def test_who_left_before_the_mission_chose_its_enemy_inherits_nothing(tell: Story) -> None:
    story = tell(
        ("actor:a participatesIn actor:m", from_to("2010", "2014")),
        ("actor:m opposes actor:g", from_to("2016", "2019")),
    )
    assert story.read("m opposes g", "2017-01-01") == "certain"
    assert story.read("a opposes g") is None
    assert all(story.read("a opposes g", f"{year}-06-01") is None for year in range(2009, 2022))


def test_a_blow_at_a_leader_is_one_at_the_group_only_while_he_leads_it(tell: Story) -> None:
    blow = ("actor:a attacked actor:b", within("2012-03-01", "2012-03-01"))
    led = {
        years: tell(blow, ("actor:b leaderOf actor:g", from_to(*years)))
        for years in (("2010", "2011"), ("2010", "2014"))
    }
    assert led["2010", "2014"].read("a hostileTo g", "2012-06-01") == "certain"
    assert led["2010", "2011"].read("a hostileTo g") is None
    later = tell(blow, ("actor:b leaderOf actor:g", from_to("2013", "2014")))
    assert later.read("a hostileTo g") is None


def test_two_organs_that_fight_each_other_make_their_whole_nobody_s_enemy(tell: Story) -> None:
    """What organs of one whole do to each other is a tension; an organ that strikes its whole is its enemy."""
    both = [(f"actor:{army} organOf actor:b", from_to("2010", "2019")) for army in ("army-a", "army-b")]
    blow = ("actor:army-a foughtAgainst actor:army-b", within("2012-03-01", "2012-03-01"))
    story = tell(*both, blow)
    ends = {frozenset((tie.subject, tie.object)) for tie in story.ties() if tie.sign == "-"}
    assert ends == {frozenset(map(name, ("actor:army-a", "actor:army-b")))}
    coup = tell(*both, blow, ("actor:army-a attacked actor:b", within("2012-03-01", "2012-03-01")))
    assert coup.read("army-a hostileTo b", "2013-01-01") == "certain"
    assert coup.read("b hostileTo army-a") is None
    assert coup.read("army-b hostileTo b") is None


def test_who_stays_inherits_while_both_hold(tell: Story) -> None:
    """Took part from 2010 or 2011 to 2016 or 2017; the mission chose its enemy in 2015 and never gave it up."""
    story = tell(
        ("actor:a participatesIn actor:m", bounds("2010", "2011", "2016", "2017")),
        ("actor:m opposes actor:g", bounds("2015", "2015", "2019-12-03", None)),
    )
    read = {day: story.read("a opposes g", day) for day in ("2014-06-01", "2015-06-01", "2015-12-31")}
    assert read == {"2014-06-01": None, "2015-06-01": "possible", "2015-12-31": "certain"}
    read = {day: story.read("a opposes g", day) for day in ("2016-01-01", "2016-01-02", "2017-12-31", "2018-01-01")}
    assert read == {"2016-01-01": "certain", "2016-01-02": "presumed", "2017-12-31": "possible", "2018-01-01": None}


def test_two_that_may_have_overlapped_may_have_inherited(tell: Story) -> None:
    """Left some time in 2015, and the enemy was chosen some time in 2015."""
    story = tell(
        ("actor:a participatesIn actor:m", bounds("2010", "2010", "2015-01-01", "2015")),
        ("actor:m opposes actor:g", bounds("2015", "2015", "2019", None)),
    )
    assert story.read("a opposes g", "2014-12-31") is None
    assert {story.read("a opposes g", day) for day in ("2015-01-01", "2015-06-15", "2015-12-31")} == {"possible"}
    assert story.read("a opposes g", "2016-01-01") is None
    assert story.read("a opposes g") == "possible"


def test_what_has_no_dates_is_undated_and_never_certain(tell: Story) -> None:
    story = tell(("actor:a participatesIn actor:m", Bounds()), ("actor:m opposes actor:g", Bounds()))
    assert story.read("a opposes g") == story.read("a opposes g", "2015-01-01") == "undated"
    half = tell(("actor:a participatesIn actor:m", Bounds()), ("actor:m opposes actor:g", from_to("2015", "2016")))
    assert half.read("a opposes g", "2015-06-01") == "possible"
    assert half.read("a opposes g", "2017-06-01") is None


def test_years_of_an_actor_cut_what_it_inherits(tell: Story) -> None:
    lived = {name("actor:a"): (date(2012, 1, 1), date(2013, 12, 31)), name("actor:g"): (date(2013, 7, 1), None)}
    story = tell(("actor:a participatesIn actor:m", Bounds()), ("actor:m opposes actor:g", Bounds()), years=lived)
    read = {day: story.read("a opposes g", day) for day in ("2013-06-30", "2013-07-01", "2013-12-31", "2014-01-01")}
    assert read == {"2013-06-30": None, "2013-07-01": "possible", "2013-12-31": "possible", "2014-01-01": None}


def test_a_merger_of_two_whose_years_do_not_meet_is_no_lost_claim(tell: Story) -> None:
    """UCDP has MUJAO to 2013, and what it merged into from 2014 on."""
    lived = {name("actor:a"): (date(2012, 1, 1), date(2013, 12, 31)), name("actor:g"): (date(2014, 1, 1), None)}
    story = tell(("actor:a mergedInto actor:g", Bounds()), ("actor:a alliedWith actor:g", Bounds()), years=lived)
    assert story.read("a mergedInto g") == "undated"
    assert story.read("a alliedWith g") is None, "a state of both is only while both are"


ATTACK = "event:e1 a Attack, event:e1 attacker actor:g, event:e1 target actor:army-a"


def test_an_attack_on_an_army_before_it_was_the_state_s_is_none_on_the_state(tell: Story) -> None:
    story = tell(
        (ATTACK, within("2012-03-01", "2012-03-01")), ("actor:army-a organOf actor:b", from_to("2015", "2019"))
    )
    assert story.read("g attacked army-a", "2018-01-01") == "certain"
    assert story.read("g hostileTo b") is None
    assert story.read("g hostileTo b", "2018-01-01") is None


def test_an_attack_on_an_army_stays_one_on_the_state_after_the_army_is_gone(tell: Story) -> None:
    """Events have happened from their date on: what comes of one does not end with the state that it needed."""
    story = tell(
        (ATTACK, within("2016-03-01", "2016-03-01")), ("actor:army-a organOf actor:b", from_to("2015", "2017"))
    )
    read = {day: story.read("g hostileTo b", day) for day in ("2016-02-29", "2016-03-01", "2019-01-01")}
    assert read == {"2016-02-29": None, "2016-03-01": "certain", "2019-01-01": "certain"}
    assert story.read("g hostileTo b", "2017-02-28", window="12m") == "certain"
    assert story.read("g hostileTo b", "2017-03-01", window="12m") is None


OCTOBER = within("2019-10-21", "2019-10-31")


@pytest.mark.parametrize(
    ("state", "then", "later"),
    [
        (from_to("2015", "2020"), "presumed", "certain"),
        (from_to("2019-10-21", "2019-10-31"), "presumed", "certain"),
        (from_to("2015", "2019-10-25"), "possible", "possible"),
        (from_to("2019-10-25", "2020"), "possible", "possible"),
        (bounds("2015", "2015", "2019-10-25", "2020"), "possible", "possible"),
        (bounds("2015", "2015", "2019-10-31", "2020"), "presumed", "certain"),
        (bounds("2015", "2015", None, None), "presumed", "presumed"),
        (Bounds(), "possible", "possible"),
        (from_to("2019-10-29", "2020"), None, "possible"),
        (from_to("2015", "2019-10-20"), None, None),
        (from_to("2019-11-01", "2020"), None, None),
    ],
    ids=[
        "throughout",
        "just",
        "until 25",
        "from 25",
        "maybe on",
        "surely on",
        "no end",
        "undated",
        "29",
        "over",
        "late",
    ],
)
def test_an_attack_in_late_october_and_what_held_then(
    tell: Story, state: Bounds, then: str | None, later: str | None
) -> None:
    """Between 21 and 31 October: on the 28th it has presumably happened, on 1 November surely.

    An organ without a told end is one still; it need not be.
    """
    story = tell((ATTACK, OCTOBER), ("actor:army-a organOf actor:b", state))
    assert story.read("g attacked army-a", "2019-10-20") is None
    assert story.read("g attacked army-a", "2019-10-22") == "possible"
    assert story.read("g attacked army-a", "2019-10-28") == "presumed"
    assert story.read("g attacked army-a", "2019-10-31") == "certain"
    assert story.read("g hostileTo b", "2019-10-28") == then
    assert story.read("g hostileTo b", "2019-11-01") == later


def test_a_window_that_cuts_late_october_makes_the_attack_less_sure(tell: Story) -> None:
    story = tell((ATTACK, OCTOBER))
    read = {
        day: story.read("g attacked army-a", day, "12m")
        for day in ("2020-10-20", "2020-10-25", "2020-10-29", "2020-10-31")
    }
    assert read == {"2020-10-20": "certain", "2020-10-25": "presumed", "2020-10-29": "possible", "2020-10-31": None}


def test_a_campaign_told_in_two_uncertain_halves_is_certain_only_as_a_whole(tell: Story) -> None:
    halves = [bounds("2013", "2013", "2013-08-01", "2014-08"), bounds("2013-08-01", "2014-08", "2019", None)]
    apart = tell(*(("actor:m opposes actor:g", half) for half in halves))
    assert apart.read("m opposes g", "2014-01-01") == "presumed"
    assert apart.read("m opposes g", "2014-03-01") == "presumed"
    whole = tell(*(("actor:m opposes actor:g", b) for b in [*halves, bounds("2013", "2013", "2019", None)]))
    assert whole.read("m opposes g", "2014-01-01") == "certain"


def test_one_event_told_by_two_claims_is_certain_where_both_put_it(tell: Story) -> None:
    story = tell(
        ("event:e1 a Attack, event:e1 attacker actor:g", within("2019-10-21", "2019-10-31")),
        ("event:e1 target actor:army-a", within("2019-10-25", "2019-11-05")),
    )
    assert story.read("g attacked army-a", "2019-10-31") == "certain"
    (tie,) = (tie for tie in story.ties() if _words(tie) == "g attacked army-a")
    assert tie.bounds == within("2019-10-25", "2019-10-31")


def test_the_end_of_an_actor_dates_what_happened_in_its_last_year(tell: Story) -> None:
    """Fought in 2012, and gone by the end of June: it fought by then, and the tie is told once."""
    lived = {name("actor:h"): (date(2010, 1, 1), date(2012, 6, 30))}
    story = tell(("actor:h foughtAgainst actor:g", within("2012", "2012")), years=lived)
    assert story.read("g foughtAgainst h", "2012-06-30") == "certain"
    assert [_words(tie) for tie in story.ties() if "fought" in tie.relation] == ["g foughtAgainst h"]
