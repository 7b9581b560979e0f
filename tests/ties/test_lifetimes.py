"""The years of actors on their sheets, with the claims of ``data/claims/background.trig`` that tell them."""

from __future__ import annotations

import json
import re

import pytest

from sahel_kg import Build
from sahel_kg.record.years import TURNS
from sahel_kg.ties.lifetimes import find_lifetime, list_lifetimes
from sahel_kg.vocabulary import PREFIXES
from tests.cli.command import run


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "Barkhane",
            "from 2014-08-01 (bg-barkhane-from of arquus-barkhane)"
            " to 2022-11-09 (bg-barkhane-until of rfi-barkhane-2022)",
        ),
        ("ISGS", "from 2015 (bg-isgs-from of un-1267-isgs)"),
        ("actor:abu-bakr-al-baghdadi", "to 2019 (bg-abu-bakr-al-baghdadi-until of "),
    ],
)
def test_a_sheet_has_the_years_of_the_actor(build: Build, name: str, told: str) -> None:
    for more in ((), ("--all",), ("--as-of", "2019-12-03")):
        text = run("show", name, "--format", "table", "--wide", *more, "--build", build.path).out
        assert f"; years: {told}" in text
    assert f"Years: {told}" in run("show", name, "--format", "md", "--build", build.path).out.replace("\\", "")


def test_an_actor_without_years_has_no_line(build: Build) -> None:
    assert not find_lifetime(build, PREFIXES["actor"] + "french-mission-of-nobody")
    assert "years:" not in run("show", "actor:p6s1-militants", "--format", "table", "--build", build.path).out


def test_where_sources_differ_the_widest_is_told(both: Build) -> None:
    """The Islamic State is there by 2004 by two claims, by 2007 by a third; none tells when it began."""
    life = find_lifetime(both, PREFIXES["actor"] + "islamic-state")
    assert (life.begin, life.by, life.end) == ("", "2004", "")
    assert [c.id for c in life.by_claims] == ["claim:bg-islamic-state-by", "claim:ucdp-acd-25.1-259-2004-by-234"]


@pytest.mark.parametrize(
    ("actor", "told"),
    [("al-qaeda", "by 2001"), ("ucdp-1051", "by 2009"), ("ucdp-8822", "by 2023"), ("france", "by 1945")],
)
def test_a_year_from_which_a_data_set_counts_is_no_begin(both: Build, actor: str, told: str) -> None:
    """The claims of UCDP's first years, and of the year in which a state joined the United Nations."""
    iri = PREFIXES["actor"] + actor
    assert find_lifetime(both, iri).in_words() == told
    assert iri not in both.years, "nothing of it is cut"


def test_no_begin_of_a_shipped_actor_is_a_first_year_of_a_data_set(both: Build) -> None:
    """Whoever is told to have begun, by a claim of a source that tells of beginnings, may be in a data set later."""
    begun = [claim for claim in both.counted if any(t.predicate.value == TURNS[0] for t in claim.statement)]
    assert len(begun) > 10
    assert not [claim.id for claim in begun if "ucdp" in claim.source or "country-converter" in claim.source]
    life = find_lifetime(both, PREFIXES["actor"] + "ucdp-6716")
    assert (life.begin, life.by) == ("2017-03-02", ""), "bg-jnim-from tells more than UCDP's 2017"


def test_years_are_in_json_and_are_those_to_which_ties_are_cut(both: Build) -> None:
    years = json.loads(run("show", "Barkhane", "--format", "json", "--build", both.path).out)["actor"]["years"]
    assert years == {
        **{"from": "2014-08-01", "from_claims": ["claim:bg-barkhane-from"], "by": None, "by_claims": []},
        **{"until": "2022-11-09", "until_claims": ["claim:bg-barkhane-until"]},
    }
    lives = list_lifetimes(both, both.years)
    for actor, (first, last) in both.years.items():
        assert (bool(lives[actor].begin), bool(lives[actor].end)) == (first is not None, last is not None)


def test_the_proof_of_a_year_is_had_by_its_words(both: Build) -> None:
    out = run("explain", "Barkhane", "active until", "2022-11-09", "--build", both.path).out
    assert "claim bg-barkhane-until" in out


def test_the_graph_has_the_years_in_the_tip_and_on_the_card(build: Build) -> None:
    page = run("render", "-o", "-", "--build", build.path).out
    found = re.search(r'"id": ?"actor:barkhane".*?"years": ?\[([^\]]*)\]', page)
    assert found
    assert '"from 2014-08-01 to 2022-11-09"' in found[1]
    assert "bg-barkhane-until" in found[1]
