"""Near names: whom an unknown name may mean, by words in common, spelling and acronyms; nobody where nobody is near."""

from __future__ import annotations

import pytest

from sahel_kg import Build
from sahel_kg.errors import UsageError
from sahel_kg.record.nearness import NearNames
from tests.cli.command import run


@pytest.mark.parametrize(
    ("name", "near"),
    [
        # words in common: few others have them
        ("Katiba Macina", ["FLM"]),
        ("Katibat Macina", ["FLM"]),
        ("Macina", ["FLM"]),
        ("Maccina", ["FLM"]),
        ("Group Support Islam Muslims", ["JNIM"]),
        ("Al Quaida Maghreb", ["AQIM"]),
        ("Coordination Azawad", ["CMA", "CMA"]),
        # spelling
        ("JMIN", ["JNIM"]),
        ("JNIMM", ["JNIM"]),
        ("Frnace", ["France"]),
        ("Chat", ["Chad"]),
        ("BokoHaram", ["Jama'atu Ahlis Sunna Lidda'awati wal-Jihad"]),
        ("Barkhan", ["Operation Barkhane"]),
        # the initials of one of its names
        ("GSIM", ["JNIM"]),
        ("MLF", ["FLM"]),
        # nobody: what sort of somebody it is tells no one
        ("VDP", []),
        ("Movement", []),
        ("Katiba Serma", []),
        ("Wagner", []),
        ("Koufa", []),
        ("Nobody at all", []),
    ],
)
def test_who_is_near(both: Build, name: str, near: list[str]) -> None:
    labels = {f"{actor.id} ({actor.label})": actor.label for actor in both.actors}
    assert [labels[each] for each in NearNames(both.actors.called()).find(name)] == near


def test_every_name_of_everybody_is_nearest_to_itself(both: Build) -> None:
    near = NearNames(both.actors.called())
    for actor in both.actors:
        if not actor.described:
            for name in actor.names:
                found = near.find(name.text, most=len(both.actors))
                assert f"{actor.id} ({actor.label})" in found, name


def test_a_message_says_who_is_near_or_that_nobody_is(both: Build) -> None:
    for name, told in (
        ("Katibat Macina", r"did you mean actor:ucdp-6267 \(FLM\)\? "),
        ("VDP", rf"by its name or another: none of {len(both.actors)} has one that is near"),
    ):
        with pytest.raises(UsageError, match=rf"^no actor is called '{name}'.*{told}"):
            both.actors.find(name)


@pytest.mark.parametrize(
    "command",
    [
        ("show", "Katibat Macina"),
        ("explain", "Katibat Macina", "opposes", "Mali"),
        ("path", "Katibat Macina", "Mali"),
        ("casualties", "Katibat Macina"),
        ("timeline", "Katibat Macina"),
        ("camps", "--around", "Katibat Macina"),
        ("query", "names", "actor=Katibat Macina"),
    ],
)
def test_all_commands_find_the_same(both: Build, command: tuple[str, ...]) -> None:
    answer = run(*command, "--build", both.path)
    assert answer.code == 2
    assert "did you mean actor:ucdp-6267" in answer.err
