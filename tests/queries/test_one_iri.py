"""No answer names an actor by an IRI that a decision has made another one's."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.builds.queries import read_queries
from sahel_kg.vocabulary import compact
from tests.cli.command import run
from tests.sampling import spread

TELLING_OF_DECISIONS = {"claims-about"}
"""Questions that show what claims say, pointers among them."""


@pytest.fixture(scope="module")
def gone(both: Build) -> set[str]:
    return {compact(iri) for iri in both.identities.same}


@pytest.mark.parametrize("name", sorted(read_queries()))
def test_no_question_answers_with_it(both: Build, gone: set[str], name: str) -> None:
    rows = both.query(name)
    if name not in TELLING_OF_DECISIONS:
        assert not gone & {cell for row in rows for cell in row if isinstance(cell, str)}


@pytest.mark.parametrize(
    "line",
    spread(
        [
            "show --format json",
            "show Mali --format json",
            "rank --as-of 2019-12-31 --format csv",
            "camps --as-of 2019-12-31 --format json",
            "timeline Mali --format csv",
            "diff 2018-12-31 2019-12-31 --format csv",
            "casualties actor:ucdp-72 --format csv",
            "path actor:ucdp-72 actor:ucdp-234 --as-of 2019-12-31",
            "contradictions --format csv",
            "export --format graphml",
        ],
        3,
    ),
)
def test_no_command_prints_it(both: Build, gone: set[str], line: str, tmp_path: Path) -> None:
    words = line.split()
    answer = run(*words, "--build", both.path)
    assert answer.code == 0, answer.err
    printed = answer.out.replace('"', " ").replace(",", " ").replace("<", " ").replace(">", " ").split()
    named = gone & set(printed)
    if words[:2] == ["show", "Mali"]:
        named -= {"actor:ucdp-72"}  # its card tells by which other number it is known
    assert not named


def test_it_is_found_by_both(both: Build) -> None:
    assert len(both.identities.same) == 8
    for alias, shown in both.identities.same.items():
        assert both.actors[alias].iri == both.actors.find(compact(alias)).iri == shown
        assert alias in both.actors[shown].aliases


def test_every_fight_of_a_number_that_stands_for_two_is_told_of_one(both: Build) -> None:
    """UCDP has 1158 fight in 2012 (MNLA) and from 2014 on (CMA); rows of 2013 are MNLA's."""
    years: dict[str, set[int]] = {}
    for tie in both.ties():
        begin = tie.bounds.earliest_begin
        ends = {compact(tie.subject), compact(tie.object)}
        for actor in ends & {"actor:cma", "actor:mnla", "actor:ucdp-1158"} if tie.sign == "-" else ():
            years.setdefault(actor, set()).add(begin.year if begin else 0)
    assert years["actor:mnla"] == {2012, 2013}
    assert min(years["actor:cma"]) == 2014
    assert "actor:ucdp-1158" not in years
