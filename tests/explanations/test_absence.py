"""What is not so on a day: when it was, by which claims, and which claims tell its end."""

from __future__ import annotations

import pytest

from sahel_kg import Build
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
