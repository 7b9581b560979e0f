"""What is asked of the tables of a build is what its quads tell, whatever the day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import RdfFormat, serialize

from sahel_kg.builds.build import Build
from sahel_kg.builds.profiles import _list_claims
from sahel_kg.explaining.lacking import denied_by, find_lacks
from sahel_kg.explaining.naming import find_fact
from sahel_kg.findings.findings import find_disagreements
from sahel_kg.record.bounds import READINGS
from sahel_kg.record.rewinding import When
from sahel_kg.record.rewinding import when as make_when
from sahel_kg.store.quads import open_store, write_quads
from sahel_kg.ties.cautions import find_cautions
from sahel_kg.ties.centrality import rank
from sahel_kg.ties.choice import NetworkChoice, choose
from sahel_kg.ties.chronology import all_ties
from sahel_kg.ties.coverage import dated_span, source_ends
from sahel_kg.ties.listing import list_asserted, list_held, list_ties
from sahel_kg.ties.network import take, take_joined
from sahel_kg.ties.undecided import find_undecided


@pytest.fixture(scope="module")
def plain(both: Build) -> Build:
    """The same build, as if nothing were kept of it but its quads."""
    other = Build(both.path)
    other._kept = None
    assert other.kept_facts is None
    assert both.kept_facts is not None
    return other


def seen_as(day: str | None) -> list[When]:
    when = make_when(day)
    return [when, replace(when, window="12m"), replace(when, weakest="certain")] if day else [when]


@pytest.mark.parametrize("day", [None, "1995", "2013-01-15", "2019-12-01", "2024"])
def test_claims_actors_and_ties_are_those_of_the_quads(both: Build, plain: Build, day: str | None) -> None:
    """Denials as well, of which a day may show a part."""
    statuses = set()
    for when in seen_as(day):
        told, other = both.at(when), plain.at(when)
        assert told.claims == other.claims
        assert list(told.actors) == list(other.actors)
        assert list(told.events) == list(other.events)
        for general in (False, True):
            ties = list_ties(told, general=general)
            assert ties == list_ties(other, general=general)
            assert [tie.as_dict() for tie in ties] == [tie.as_dict() for tie in list_ties(other, general=general)]
            statuses |= {tie.status for tie in ties}
    assert statuses == {"asserted", "inferred", "denied"}


@pytest.mark.parametrize("day", [None, "2013-01-15", "2019-12-01"])
def test_ties_of_one_are_asked_for_alone(both: Build, plain: Build, day: str | None) -> None:
    told, other = both.at(day), plain.at(day)
    told.__dict__.pop("listed", None)  # nothing else has asked for all of them
    asserted = list(list_asserted(other))
    for actor in list(other.actors)[::20]:
        assert list_ties(told, {actor.iri}) == list_ties(other, {actor.iri})
        assert list_held(told, {actor.iri}) == list_held(other, {actor.iri})
        assert all_ties(told, {actor.iri}, general=True) == all_ties(other, {actor.iri}, general=True)
        assert _list_claims(told, actor) == _list_claims(other, actor)
        about = [tie for tie in asserted if actor.iri in (tie.subject, tie.object)]
        found = list_asserted(told, {actor.iri})
        assert [tie for tie in found if actor.iri in (tie.subject, tie.object)] == about


@pytest.mark.parametrize("day", [None, "2013-01-15", "2019-12-03"])
def test_what_is_told_of_all_is_what_is_told_of_each(both: Build, plain: Build, day: str | None) -> None:
    told, other = both.at(day), plain.at(day)
    every = all_ties(told, general=True)
    assert every == all_ties(other, general=True)
    for actor in list(other.actors)[::9]:
        assert all_ties(told, {actor.iri}, general=True) == [t for t in every if actor.iri in (t.subject, t.object)]
    assert told.told_of == other.told_of
    assert find_cautions(told) == find_cautions(other)


@pytest.mark.parametrize("day", [None, "2013-01-15", "2019-12-03"])
def test_what_a_fact_lacks_is_told_alike(both: Build, plain: Build, day: str | None) -> None:
    """The EU is said not to help the joint force substantially; of Mali and JNIM nobody says that they are allied."""
    told, other = both.at(day), plain.at(day)
    for words in (("European Union", "supports substantially", "FC-G5S"), ("Mali", "allied with", "JNIM")):
        fact = find_fact(other.whole, *words)
        assert find_fact(told.whole, *words) == fact
        assert denied_by(told, fact) == denied_by(other, fact)
        assert find_lacks(told.whole, fact) == find_lacks(other.whole, fact)
    denied = find_fact(told.whole, "European Union", "supports substantially", "FC-G5S")
    assert [claim.id for claim in denied_by(told, denied)] == ["claim:gd-p8-s2-a"] * (day != "2013-01-15")


def test_days_and_years_are_those_of_the_claims(both: Build, plain: Build) -> None:
    assert both.years == plain.years
    assert dated_span(both) == dated_span(plain)
    assert source_ends(both) == source_ends(plain)
    shown, other = both._dated, plain._dated
    for (claim, places), (same, others) in zip(shown[1], other[1], strict=True):
        assert claim == same
        assert [shown[0][place] for place in places] == [other[0][place] for place in others]


def test_claims_are_found_without_the_others(both: Build) -> None:
    seen = Build(both.path)
    wanted = [claim.iri for claim in both.counted[::100]]
    found = seen.find_claims(wanted)
    assert [found[iri] for iri in wanted] == both.counted[::100]
    assert len(found) == len(wanted)
    assert "claims" not in vars(seen)
    assert len(seen.counted) == len(both.counted)
    assert seen.find_claims([both.counted[1].iri])[both.counted[1].iri] == both.counted[1]


@pytest.mark.parametrize("day", [None, "1995", "2013-01-15", "2019-12-01"])
def test_what_is_written_for_sparql_is_what_its_quads_say(both: Build, plain: Build, day: str | None) -> None:
    """On a day without what is gone, each claim and inference with its reading; line by line, not parsed."""
    for when in seen_as(day):
        told, other = both.at(when), plain.at(when)
        for include in (frozenset[str](), frozenset({"assessed"}), frozenset({"assessed", "withdrawn"})):
            (text, none) = write_quads(told, include)[0]
            lines = text.splitlines()
            assert not none
            quads = serialize(open_store(other, include), format=RdfFormat.N_QUADS)
            assert quads is not None
            assert set(lines) == set(quads.splitlines())
            assert set(lines) == set(write_quads(other, include)[0].more.splitlines())


@pytest.mark.parametrize("day", ["1995", "2013-01-15", "2019-12-01"])
def test_weaker_readings_are_written_as_what_is_more_and_less(both: Build, plain: Build, day: str) -> None:
    """By what is certain, by what is presumed as well, and by all that may be: as each is written alone."""
    for build in (both, plain):
        seen = [build.at(replace(make_when(day), weakest=weakest)) for weakest in READINGS]
        lines: set[bytes] = set()
        for change, alone in zip(write_quads(seen[0], frozenset(), *seen[1:]), seen, strict=True):
            more, less = set(change.more.splitlines()), set(change.less.splitlines())
            assert less <= lines
            lines = lines - less | more
            assert lines == set(write_quads(alone, frozenset())[0].more.splitlines())


@pytest.mark.parametrize("day", [None, "2019-12-01"])
def test_ranks_are_those_of_all_ties(both: Build, plain: Build, day: str | None) -> None:
    """Whether ties of one relation are joined, and by which sources an actor is told to contribute, or not."""
    told, other = both.at(day), plain.at(day)
    asked: list[NetworkChoice] = [{}, {"contributors": "actors"}, {"signs": "+"}, {"statuses": ["asserted"]}]
    for said in (*asked, NetworkChoice(organs=False)):
        ranks = rank(take_joined(told, choose(told, **said)))
        assert ranks == rank(take_joined(other, choose(other, **said)))
        assert ranks == rank(take(other, choose(other, **said)))
    assert find_undecided(told, both.actors) == find_undecided(other, both.actors)


@pytest.mark.parametrize("day", [None, "1995", "2013-01-15", "2019-12-01", "2024"])
def test_what_does_not_go_together_then_is_read_off_the_tables(both: Build, plain: Build, day: str | None) -> None:
    """The times of all that a finding rests on are in the table; what is so then is worked out by nothing else."""
    for when in seen_as(day):
        told, other = both.at(when).disagreements(), find_disagreements(plain.at(when))
        assert told == other
        assert [each.as_dict() for each in told] == [each.as_dict() for each in other]
