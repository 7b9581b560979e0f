"""A day before or after all that is dated: the commands say so, and go on."""

from __future__ import annotations

import pytest

from sahel_kg import Build
from tests.cli.command import run


@pytest.mark.parametrize("command", [("rank",), ("show", "ISGS"), ("query", "leaders"), ("contradictions",)])
@pytest.mark.parametrize(("day", "where"), [("1800", "before"), ("2100-01-01", "after")])
def test_a_day_beyond_everything_is_told(build: Build, command: tuple[str, ...], day: str, where: str) -> None:
    answer = run(*command, "--as-of", day, "--build", build.path)
    assert f"lies {where} everything that is dated: the first day that a claim names is 2012-01-01" in answer.err
    assert "2019-12-03" in answer.err or "2024" in answer.err


def test_a_day_within_needs_no_word(build: Build) -> None:
    answer = run("show", "ISGS", "--as-of", "2019-12-03", "--build", build.path)
    assert (answer.code, answer.err) == (0, "")


# data/sources.ttl and the claims: the report of 2019 ends on the day before it came out, UCDP's Non-State file of 22.1
# with 2021, its Armed Conflict file of 25.1 with 2024
@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("query", "fights", "from=2023", "to=2024"), "Nothing is told of 2023 to 2024 by"),
        (("query", "parties-across-sources", "year=2023"), "Nothing is told of 2023 by"),
        (("query", "ties-on-date", "on=2023-05-01"), "Nothing is told of 2023-05-01 by"),
        (("query", "attacks", "from=2023"), "Nothing is told of the time from 2023-01-01 on by"),
        (("timeline", "JNIM", "--from", "2023", "--to", "2024"), "Nothing is told of 2023 to 2024 by"),
        (("casualties", "JNIM", "--since", "2023"), "Nothing is told of the time from 2023-01-01 on by"),
    ],
)
def test_a_time_after_the_end_of_a_source_is_told(both: Build, command: tuple[str, ...], told: str) -> None:
    err = " ".join(run(*command, "--build", both.path).err.split())
    _, _, ends = err.partition(told)
    ends = ends.partition("2021.")[0]
    assert "Grey Dynamics), to 2019-12-03; UCDP Non-State" in ends, err
    assert "UCDP/PRIO" not in ends


def test_a_source_that_ends_within_the_time_is_told_apart(both: Build) -> None:
    err = " ".join(run("query", "fights", "from=2020", "to=2022", "--build", both.path).err.split())
    assert "Nothing is told of 2020 to 2022 by Recent Developments" in err
    assert "Only the beginning of 2020 to 2022 is told by UCDP Non-State Conflict Dataset 22.1" in err


@pytest.mark.parametrize("year", [2018, 2019])
def test_a_year_within_needs_no_word(both: Build, year: int) -> None:
    """A source that ends in the year that is asked for tells of that year."""
    assert "is told" not in run("query", "parties-across-sources", f"year={year}", "--build", both.path).err


def test_the_answer_in_python_says_it_too(both: Build) -> None:
    assert "Nothing is told of 2023 by Recent Developments" in both.query("parties-across-sources", year=2023).note
    assert both.query("parties-across-sources").note == ""
    assert "Nothing is told of 2030 by" in both.query("parties-across-sources", year=2030).note


def test_the_sheet_of_an_actor_says_how_far_its_sources_reach(both: Build) -> None:
    """JNIM is in both files of UCDP and not in the report; on a day the note above says it."""
    reach = "How far its sources reach: ucdp-nonstate-22.1 to 2021, ucdp-acd-25.1 to 2024\n"
    for more in ((), ("--all",)):
        assert reach in run("show", "JNIM", "--format", "table", *more, "--build", both.path).out
    assert "How far" not in run("show", "JNIM", "--format", "table", "--as-of", "2023", "--build", both.path).out
    assert reach.strip() in run("show", "JNIM", "--format", "md", "--build", both.path).out.replace("\\", "")


def test_no_loss_since_a_day_is_told(both: Build) -> None:
    """The last reports of losses are of 2021, of UCDP's Non-State file."""
    err = " ".join(run("casualties", "--since", "2030", "--build", both.path).err.split())
    assert "No loss is told from 2030-01-01 on; the last that is told is of 2021-12-31 at the latest." in err
    assert "No loss" not in run("casualties", "--since", "2020", "--build", both.path).err
