"""How actors, ties, claims and builds show themselves in a notebook."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.record.evidence import Evidence
from tests.exports.conftest import SCRIPT

# what a fact of a card is: its name and its lines
ROW = re.compile(r"<tr><th[^>]*>([^<]*)</th><td[^>]*>(.*?)</td></tr>")


def facts(card: object) -> dict[str, list[str]]:
    html = card._repr_html_()  # type: ignore[attr-defined]
    assert "</style><table><caption>" in html
    assert html.count("<table>") == html.count("</table>") == 1
    assert "color" not in html, "a theme chooses the colours"
    return {
        name: [unescape(line) for line in re.sub("</?span>", "", text).split("<br>")]
        for name, text in ROW.findall(html)
    }


def test_an_actor(build: Build) -> None:
    said = facts(build.actors.find("France"))
    assert said == {
        "id": ["actor:france"],
        "also": ["actor:ucdp-33"],
        "kinds": ["State"],
        "other names": ["French Republic; Government of France"],
    }
    described = next(actor for actor in build.actors if actor.described)
    assert facts(described)["known as"] == ["described, without a name"]


def test_a_tie(build: Build) -> None:
    tie = next(t for t in build.ties() if (t.status, t.sign) == ("inferred", "-") and "isgs" in t.object)
    said = facts(tie)
    assert (said["sign"], said["status"], said["grade"]) == (["hostility"], ["inferred"], ["C4"])
    when = "certain from 2019-11-03 to 2019-12-03, presumed from 2018-11-03 to 2020-12-03"
    assert said["when, as told"][0].startswith(when)
    assert len(said["claims"]) == len(tie.claims)
    assert "claim:gd-p3-s1-h (source:grey-dynamics-2019, p3s1)" in said["claims"]


@pytest.mark.slow
def test_every_tie_and_claim_can_be_shown(hostile: Build) -> None:
    for one in (*hostile.ties(general=True), *hostile.at("2019-12-03").ties(), *hostile.claims, *hostile.actors):
        assert all(lines != [""] for lines in facts(one).values())


def test_a_claim_shows_where_it_stands_and_none_of_the_words(build: Build, article: Path) -> None:
    claim = next(c for c in build.claims if c.id == "claim:gd-p3-s2-b")
    said = facts(claim)
    assert said["where"] == ["paragraph 3, sentence 2"]
    assert "actor:france skg:supports actor:mali" in said["statement"]
    assert claim.locator is not None
    text = article.read_text("utf-8")[claim.locator.start : claim.locator.end]
    words = text.split()
    assert not any(" ".join(words[n : n + 4]) in claim._repr_html_() for n in range(len(words) - 3))


def test_a_build(build: Build) -> None:
    said = facts(build)
    assert said["actors"] == [str(len(build.actors))]
    assert said["evidence"] == ["all claims"]
    counted = sum(int(line.rpartition(": ")[2].split()[0]) for line in said["sources"])
    assert counted + int(said["background"][0].split()[0]) == len(build.claims)
    assert f"{sum(t.status == 'inferred' for t in build.ties())} inferred" in said["ties"][0]
    seen = facts(build.admitting(Evidence(bases=("Stated",))).at("2019-12-03"))
    assert seen["seen"][0].startswith("as of 2019-12-03")
    assert seen["evidence"] == ["by claims of basis Stated"]


@pytest.mark.parametrize("name", ["actor:script", "actor:control"])
def test_names_are_text(hostile: Build, name: str) -> None:
    html = hostile.actors.find(name)._repr_html_()
    assert SCRIPT not in html
    assert "\x07" not in html
