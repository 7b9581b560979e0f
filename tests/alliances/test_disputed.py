"""Which ties of a signed network are disputed: told beside camps, drawn or not."""

from __future__ import annotations

from pathlib import Path

from sahel_kg import Build
from sahel_kg.alliances.network.disputed import find_disputed, tell_disputed
from sahel_kg.alliances.network.joining import from_edges, take_signed
from tests.cli.command import run
from tests.conftest import TURTLE_PREFIXES
from tests.ties.small import build_of, told


def test_what_a_departure_disputes_is_told_although_it_is_not_drawn(both: Build) -> None:
    """France left Mali in 2022, and a data set has it contribute in 2023: in Mali's camp it is by others."""
    network = take_signed(both, as_of="2023-12-31")
    drawn, left_out = find_disputed(network)
    assert drawn == []
    assert [(tie.subject, tie.label, tie.object) for tie in left_out] == [
        ("actor:france", "contributes to", "actor:mali")
    ]
    assert network.ties("actor:france", "actor:mali") == []
    sentence = (
        "Disputed: 1 tie left out as merely possible: France contributes to Mali "
        "(`sahel-kg contradictions --as-of 2023-12-31`)."
    )
    assert tell_disputed(network) == sentence
    for asked in (("camps", "--as-of", "2023-12-31"), ("course", "--years", "2022:2023", "--around", "Mali")):
        assert sentence in run(*asked, "--build", both.path).err


def test_what_is_drawn_and_denied_as_well_is_named(build: Build) -> None:
    network = take_signed(build, as_of="2019-12-03")
    drawn, left_out = find_disputed(network)
    assert len(drawn) == 5
    assert left_out == []
    assert all(tie in network.ties(tie.subject, tie.object) for tie in drawn)
    assert "5 ties drawn here: France supports Burkina Faso; France supports Chad; France supports Mali and 2 more" in (
        tell_disputed(network)
    )


def test_what_is_disputed_of_an_organ_is_of_its_state_where_organs_are_rolled_up(tmp_path: Path) -> None:
    year = {"earliestBegin": "2019-01-01", "latestBegin": "2019-01-01", "earliestEnd": "2019-12-31"}
    denial = (
        "<https://w3id.org/sahel-kg/claim/y#denial> a owl:NegativePropertyAssertion ;"
        " owl:sourceIndividual actor:corps ;"
        " owl:assertionProperty skg:supports ; owl:targetIndividual actor:band ."
    )
    claims = (
        TURTLE_PREFIXES
        + told("kinds", "actor:corps a skg:ArmedForce . actor:band a skg:ArmedGroup .")
        + told("part", "actor:corps skg:organOf actor:mali .")
        + told("x", "actor:corps skg:supports actor:band .", **year)
        + told("y", denial, **year)
    )
    named = "".join(f'actor:{name} a skg:NamedActor ; skos:prefLabel "{name}"@en .\n' for name in ("corps", "band"))
    build = build_of(tmp_path, claims, TURTLE_PREFIXES + named)
    for organs, subject in ((False, "actor:mali"), (True, "actor:corps")):
        drawn, left_out = find_disputed(take_signed(build, as_of="2019-06-15", organs=organs))
        assert [(tie.subject, tie.object) for tie in drawn if tie.object == "actor:band"] == [(subject, "actor:band")]
        assert left_out == []


def test_nothing_is_said_where_nothing_is_known_or_disputed(both: Build) -> None:
    assert tell_disputed(from_edges([("a", "b", "+")])) == ""
    assert tell_disputed(take_signed(both, as_of="2012-12-31")) == ""
