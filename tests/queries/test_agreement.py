"""A question and what commands show of the same matter agree: who, by which relation, said or inferred, when."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from rdflib import URIRef

from sahel_kg import Build
from sahel_kg.events.areas import read_area
from sahel_kg.events.nesting import nest
from sahel_kg.explaining.lacking import find_lacks
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.record.relations import primary
from sahel_kg.ties.ties import Tie
from sahel_kg.views.text.event_sheet import event_rows
from sahel_kg.vocabulary import SKG, compact, expand, value

SEEN = (("both", None), ("both", "2019-12-03"), ("build", "2019-12-03"))

BOUNDS = ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")


def read(name: object) -> str:
    """Return the IRI of a CURIE in an answer."""
    return expand(str(name)) or ""


def ends(tie: Tie, build: Build) -> list[tuple[str, str]]:
    """A tie as a question shows it: a symmetric one from both ends."""
    one = (compact(tie.subject), compact(tie.object))
    return [one, one[::-1]] if tie.relation in build.relations.symmetric else [one]


@pytest.fixture(params=SEEN, scope="module", ids=str)
def seen(request: pytest.FixtureRequest) -> Build:
    """A build as a whole, and rewound."""
    name, day = request.param
    build: Build = request.getfixturevalue(name)
    return build.at(day) if day else build


@pytest.mark.parametrize(("question", "other", "sign"), [("hostility", "opponent", "-"), ("cooperation", "other", "+")])
def test_ties(seen: Build, question: str, other: str, sign: str) -> None:
    build = seen
    rows = [row for row in build.query(question).dicts() if row.get("direction") != "in"]
    said = {(r["actor"], r["relation"], r[other], r["claim"]) for r in rows if r["status"] == "asserted"}
    follows = {
        (r["actor"], r["relation"], r[other], *(str(r[bound] or "") for bound in BOUNDS))
        for r in rows
        if r["status"] == "inferred"
    }
    ties = [tie for tie in build.ties() if tie.sign == sign]
    assert said == {
        (one, compact(tie.relation), two, claim.id)
        for tie in ties
        if tie.status == "asserted"
        for claim in tie.claims
        for one, two in ends(tie, build)
    }
    assert follows == {
        (one, compact(tie.relation), two, *(str(day or "") for day in tie.bounds.as_days()))
        for tie in ties
        if tie.status == "inferred"
        for one, two in ends(tie, build)
    }


def test_what_happened_has_the_days_of_its_tie(both: Build) -> None:
    """JNIM was founded on 2017-03-02: no fighting of a claim about 2017 with it lies before (bg-jnim-from)."""
    happened = {
        (frozenset((one, two)), claim.id): tie.bounds.as_days()
        for tie in both.ties()
        if tie.sign == "-" and tie.extent.aspect == "happening" and tie.status == "asserted"
        for claim in tie.claims
        for one, two in ends(tie, both)
    }
    rows = {(frozenset((row["actor"], row["opponent"])), row["claim"]): row for row in both.query("hostility").dicts()}
    assert {key: tuple(rows[key][bound] for bound in BOUNDS) for key in happened} == happened
    first, last = date(2017, 3, 2), date(2017, 12, 31)
    year: dict[str, Any] = {"from": "2017", "to": "2017"}
    one, other = "actor:mali", "actor:ucdp-6716"
    assert happened[frozenset((one, other)), "claim:ucdp-acd-25.1-11347-2017-fought"] == (first, last, first, last)
    fights = {(row["one"], row["other"]): row for row in both.query("fights", **year).dicts()}
    assert (fights[one, other]["earliestBegin"], fights[one, other]["latestEnd"]) == (first, last)
    # the same claim tells of AQIM, which was there in all of the year
    assert fights[one, "actor:ucdp-539"]["earliestBegin"] == date(2017, 1, 1)


@pytest.mark.parametrize(
    ("question", "subject", "other", "relation"),
    [
        ("affiliates", "actor", "whole", None),
        ("coordinated-groups", "actor", "group", "skg:coordinates"),
        ("denials", "actor", "other", None),
        ("leaders", "leader", "led", "skg:leaderOf"),
        ("members", "actor", "body", "skg:memberOf"),
        ("sources-of-ties", "actor", "other", None),
        ("strained-relations", "actor", "other", "skg:strainedWith"),
        ("support", "actor", "other", None),
    ],
)
def test_stated_ties(seen: Build, question: str, subject: str, other: str, relation: str | None) -> None:
    rows = [(row, relation or row["relation"]) for row in seen.query(question).dicts()]
    told = {
        (primary(read(row[subject]), read(name), read(row[other]), seen.relations), row["claim"]) for row, name in rows
    }
    asked, status = {read(name) for _, name in rows}, "denied" if question == "denials" else "asserted"
    assert told == {
        ((tie.subject, tie.relation, tie.object), claim.id)
        for tie in seen.ties(general=True)
        if tie.status == status and tie.relation in asked
        for claim in tie.claims
    }


def test_who_came_after_whom(seen: Build) -> None:
    """Successors, and those whom others merged into."""
    told = set()
    for row in seen.query("successions").dicts():
        relation, ends = read("skg:succeeds"), (read(row["actor"]), read(row["predecessor"]))
        if row["how"] == "merger":
            relation, ends = read("skg:mergedInto"), ends[::-1]
        told.add((primary(ends[0], relation, ends[1], seen.relations), row["claim"]))
    assert told == {
        ((tie.subject, tie.relation, tie.object), claim.id)
        for tie in seen.ties()
        if tie.status == "asserted" and tie.relation in (read("skg:succeeds"), read("skg:mergedInto"))
        for claim in tie.claims
    }


def test_opposition(seen: Build) -> None:
    """Who opposes whom; of a category that a mission of an actor is aimed against, `explain` names the mission."""
    rows = seen.query("opposition").dicts()
    assert {(row["actor"], row["opponent"]) for row in rows if row["opponent"]} == {
        (compact(tie.subject), compact(tie.object))
        for tie in seen.ties(general=True)
        if tie.relation == str(SKG.opposes) and tie.status != "denied"
    }
    aims = [row for row in rows if row["category"] == "category:rebel"]
    assert {row["mission"] for row in aims} == {None, "actor:fc-g5s"}
    for row in {row["mission"]: row for row in aims}.values():
        mission = row["mission"] or row["actor"]
        actor, body, category = (URIRef(read(each)) for each in (row["actor"], mission, row["category"]))
        lacking = find_lacks(seen.whole, (actor, SKG.opposes, category))
        assert (lacking.can_be, lacking.lacks) == (False, ())
        assert (body, SKG.aimedAgainst, category) in lacking.instead


def test_tensions(seen: Build) -> None:
    assert {(row["actor"], row["other"]) for row in seen.query("tensions").dicts()} == {
        (compact(each.sides[0].tie.subject), compact(each.sides[0].tie.object))
        for each in seen.disagreements()
        if each.rule.endswith("stronger-form-denied")
    }


def test_attacks_are_those_of_an_actor_and_its_organs(both: Build) -> None:
    """As the ties count attacks, and as `casualties` counts the dead."""
    organs = nest(both.events).organs
    attacks = [event for event in both.events if {str(SKG.Attack), str(SKG.Raid)} & set(event.kinds)]
    for side in ("attacker", "target"):
        ends = {event.iri: set(event.attackers if side == "attacker" else event.targets) for event in attacks}
        for actor in sorted(set(organs).union(*ends.values())):
            asked: dict[str, Any] = {side: compact(actor)}
            found = {row["event"] for row in both.query("attacks", **asked).dicts()}
            assert found == {compact(event) for event in ends if {actor, *organs.get(actor, ())} & ends[event]}, actor


def shown(tie: Tie) -> set[tuple[str, str, str]]:
    """A tie as a question on friends shows it: the claims of what is said, the bounds of what follows."""
    if tie.status == "asserted":
        return {(compact(tie.relation), claim.id, "") for claim in tie.claims}
    return {(compact(tie.relation), "", " ".join(str(day or "") for day in tie.bounds.as_days()))}


def meet(one: Tie, other: Tie) -> bool:
    """Whether two ties may have held at one time."""
    first, second = one.bounds, other.bounds
    return not any(
        early.latest_end and late.earliest_begin and early.latest_end < late.earliest_begin
        for early, late in ((first, second), (second, first))
    )


PAIRS = [("mali", "niger"), ("mali", "france"), ("mali", "cma"), ("isgs", "al-qaeda"), ("islamic-state", "france")]


@pytest.mark.parametrize(("one", "other"), [(f"actor:{one}", f"actor:{other}") for one, other in PAIRS])
@pytest.mark.parametrize("day", [None, "2019-12-03"])
@pytest.mark.parametrize("name", ["build", "both"])
def test_common_friends_and_adversaries(
    request: pytest.FixtureRequest, name: str, day: str | None, one: str, other: str
) -> None:
    build: Build = request.getfixturevalue(name).at(day)
    expected: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    # with a day, what is certain is asked first, then what is less sure as well
    for count in range(1, len(BEST_FIRST) + 1) if day else [len(BEST_FIRST)]:
        ties = [tie for tie in build.ties() if tie.status != "denied" and tie.reading in BEST_FIRST[:count]]
        for question, rows in thirds_by_ties(ties, build, one, other).items():
            expected[question] |= rows
    for question, rows in expected.items():
        answer = build.query(question, actor=one, other=other).dicts()
        third = "adversary" if question == "common-adversaries" else "friend"
        assert {
            (r[third], r["of"], r["relation"], *((r["claim"], "") if r["claim"] else ("", told(r))))
            for r in answer
            if str(r[third]).startswith("actor:")  # a category has no ties
        } == rows, question


def thirds_by_ties(ties: list[Tie], build: Build, one: str, other: str) -> dict[str, set[tuple[str, ...]]]:
    """What the questions on what two have in common should show."""
    friendly: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    hostile: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    opposed: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in ties:
        pair = compact(tie.subject), compact(tie.object)
        if tie.sign == "+":
            friendly[pair].append(tie)
            friendly[pair[::-1]].append(tie)
        elif tie.sign == "-":
            opposed[pair].append(tie)
            opposed[pair[::-1]].append(tie)
            for whose, whom in ends(tie, build):
                hostile[whom, whose].append(tie)

    def common(known: dict[tuple[str, str], list[Tie]]) -> set[str]:
        thirds = {third for third, _ in known} - {one, other}
        both = [(third, known.get((third, one), []), known.get((third, other), [])) for third in thirds]
        return {third for third, first, second in both if any(meet(a, b) for a in first for b in second)}

    friends = {friend for friend, end in friendly if end in (one, other)} - {one, other}
    peaceful = {
        (friend, end): [tie for tie in told if not any(meet(tie, war) for war in wars)]
        for (friend, end), told in friendly.items()
        for wars in ([*hostile.get((one, friend), ()), *hostile.get((other, friend), ())],)
    }
    found = {
        "common-adversaries": (opposed, common(opposed)),  # as camps, paths and positions have it: either way
        "common-friends": (friendly, common(friendly)),
        "friends-of-either": (peaceful, friends),
    }
    return {
        question: {
            (third, end, *row)
            for third in thirds
            for end in (one, other)
            for tie in known.get((third, end), ())
            for row in shown(tie)
        }
        for question, (known, thirds) in found.items()
    }


def told(row: dict[str, Any]) -> str:
    """The bounds of a row in one line."""
    return " ".join(str(row[bound] or "") for bound in BOUNDS)


@pytest.mark.parametrize("day", [None, "2019-12-03"])
def test_a_question_and_the_sheet_tell_the_same_of_an_event(both: Build, day: str | None) -> None:
    build = both.at(day)
    rows = build.query("event-details").dicts()
    sheets = {compact(event.iri): event_rows(event, build) for event in build.events}
    assert {row["event"] for row in rows} == {event for event, sheet in sheets.items() if sheet}
    for event, sheet in sheets.items():
        told = {
            (text.partition(" (")[0], one)
            for _, what, text, _, cited in sheet
            for one in cited.split()
            if what != "when"
        }
        asked = {
            (str(row["value_label"] or row["value"]).partition(" (")[0], str(row["claim"]).removeprefix("claim:"))
            for row in rows
            if row["event"] == event
        }
        assert told == asked, event


ALWAYS: dict[str, Any] = {"from": "1900-01-01", "to": "2100-12-31"}


@pytest.mark.parametrize("place", ["mali", "niger", "sahel"])
def test_who_fought_is_hostile_and_where_its_conflict_or_attack_was(both: Build, place: str) -> None:
    """Each pair once, by every claim that says so; read here from the statements of the claims."""
    area = read_area(both.events, expand(f"place:{place}") or "")
    happening = {"skg:foughtAgainst", "skg:attacked", "skg:ousted", "skg:suppressed"}
    lands: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for claim in both.claims:
        for triple in claim.statement:
            if triple.predicate.value == str(SKG.conflictOf):
                lands[claim.source, claim.record].add(value(triple.object))
    expected: dict[tuple[frozenset[str], str], set[str]] = defaultdict(set)
    for tie in both.ties():
        for claim in tie.claims if tie.status == "asserted" and compact(tie.relation) in happening else ():
            if lands[claim.source, claim.record] & area.inner:
                expected[frozenset(map(compact, (tie.subject, tie.object))), compact(tie.relation)].add(claim.id)
    for event in both.events:
        relation = "skg:ousted" if str(SKG.Ousting) in event.kinds else "skg:attacked"
        if {str(SKG.Attack), str(SKG.Raid), str(SKG.Ousting)} & set(event.kinds) and area.holds(event):
            for role in event.roles:
                for target in event.targets if role.relation == str(SKG.attacker) else ():
                    pair = frozenset(map(compact, (role.thing, target)))
                    expected[pair, relation] |= {claim.id for claim in role.claims}
    rows = both.query("fights", place=f"place:{place}", **ALWAYS).dicts()
    found = {
        (frozenset((str(row["one"]), str(row["other"]))), str(row["relation"])): set(str(row["claims"]).split())
        for row in rows
    }
    assert len(found) == len(rows) > 0
    assert found == expected
    hostile = {(row["actor"], row["relation"], row["opponent"]) for row in both.query("hostility").dicts()}
    assert {(row["one"], row["relation"], row["other"]) for row in rows} <= hostile


def test_fights_of_a_year_are_those_that_may_have_been_in_it(both: Build) -> None:
    """What began before a year or went on after it is there as well, and only what surely was is certain."""
    begins = {claim.id: tie.bounds.earliest_begin for tie in both.ties() for claim in tie.claims}
    told = {claim for row in both.query("fights", **ALWAYS).dicts() for claim in str(row["claims"]).split()}
    for row in both.query("fights").dicts():
        claims = set(str(row["claims"]).split())
        assert claims
        assert claims <= told
        assert row["certainty"] == "certain"
        assert {str(begins[claim])[:4] for claim in claims} == {"2018"}
    week: dict[str, Any] = {"from": "2018-06-06", "to": "2018-06-12"}
    assert {row["certainty"] for row in both.query("fights", **week).dicts()} == {"possible"}
