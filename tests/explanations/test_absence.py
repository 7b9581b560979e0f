"""What is not so on a day: when it was, by which claims, and which claims tell its end."""

from __future__ import annotations

import warnings

import pytest

from sahel_kg import Build
from sahel_kg.errors import NamesakeWarning, UsageError
from sahel_kg.explaining.naming import find_fact
from sahel_kg.vocabulary import compact
from tests.cli.command import run


@pytest.mark.parametrize(
    ("words", "day", "ended"),
    [
        (("France", "deployed in", "Mali"), "2023", "bg-france-mali-until"),
        (("France", "deployed in", "Kidal region"), "2023", "bg-france-mali-until"),  # of the whole
        (("Mali", "member of", "G5 Sahel"), "2023", "bg-mali-g5-until"),
        (("MNLA", "member of", "CMA"), "2025", "bg-mnla-until"),  # by the end of an actor
        (("actor:french-campaign", "opposes", "ISGS"), "2023", "bg-french-campaign-until"),  # of a premise
    ],
)
def test_the_claim_that_tells_the_end_is_named(both: Build, words: tuple[str, ...], day: str, ended: str) -> None:
    told = " ".join(run("explain", *words, "--as-of", day, "--build", both.path).out.split())
    assert f"ended by claim {ended} (" in told


def test_what_has_not_begun_has_no_end(both: Build) -> None:
    told = " ".join(
        run("explain", "Mali", "member of", "G5 Sahel", "--as-of", "2012", "--build", both.path).out.split()
    )
    assert "claim gd-p8-s1-f (grey-dynamics-2019)" in told
    assert "ended by" not in told


# -- who is meant


def parts(both: Build, *names: str) -> tuple[str, ...]:
    return tuple(compact(str(each)) for each in find_fact(both, *names))


def test_a_part_of_a_name_means_only_what_the_relation_can_join(both: Build) -> None:
    """The Actor file has a *Macina Liberation Front*, and a conflict is called *Mali: Macina Empire*."""
    flm = "actor:ucdp-6267"
    with pytest.warns(NamesakeWarning, match="Macina Liberation Front"):
        assert parts(both, "Macina", "opposes", "Mali") == (flm, "skg:opposes", "actor:mali")
    with pytest.warns(NamesakeWarning):
        assert parts(both, "Mali", "opposes", "Macina") == ("actor:mali", "skg:opposes", flm)
    with warnings.catch_warnings():  # what cannot be meant is not said to be
        warnings.simplefilter("error")
        with pytest.raises(UsageError, match="nothing in the build is called 'Macina Empire'"):
            find_fact(both, "Macina Empire", "opposes", "Mali")
        with pytest.raises(UsageError, match="nothing in the build is called 'Macina'"):
            find_fact(both, "JNIM", "operates in", "Macina")
    assert parts(both, "Macina Empire", "conflict of", "Mali")[0] == "conflict:ucdp-13611"
    assert parts(both, "JNIM", "operates in", "Mali")[2] == "place:mali"
