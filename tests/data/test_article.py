"""The coding of the article, against what was read by hand and against the text where its holder has it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from sahel_kg import Build
from sahel_kg.builds import pipeline
from sahel_kg.record import sources
from sahel_kg.record.claims import Claim
from sahel_kg.vocabulary import PREFIXES, SKG, value
from tests.conftest import ROOT

SOURCE = PREFIXES["source"] + "grey-dynamics-2019"


def test_every_sentence_is_coded_or_excused(checked: pipeline.Checked) -> None:
    covered = sources.cover(SOURCE, checked.claims, checked.asserted)
    assert covered.missing == []
    assert len(covered.segments) == 38
    assert set(covered.excused) == {"t", "n1", "n2", "n3"}
    per_paragraph = [sum(s.paragraph == n for s in covered.segments) for n in range(1, 10)]
    assert per_paragraph == [6, 5, 3, 7, 3, 3, 2, 3, 2]


def test_every_locator_is_confirmed_by_the_text(checked: pipeline.Checked, article: Path) -> None:
    text = sources.recognise(article, checked.asserted)
    assert text.iri == SOURCE
    found = sources.verify(text, checked.claims, checked.asserted)
    assert len(found) == sum(c.source == SOURCE for c in checked.claims)
    for verified in found:
        at = verified.claim.locator
        assert at is not None
        assert verified.span == verified.span.strip() != "", verified.claim.id
        cut = re.compile(r"\w\w")  # a letter on both sides of an edge: cut inside a word
        edges = (text.text[at.start - 1 : at.start + 1], text.text[at.end - 1 : at.end + 1])
        assert not [edge for edge in edges if cut.fullmatch(edge)], verified.claim.id


def test_segments_cover_the_body(checked: pipeline.Checked, article: Path) -> None:
    """Between the sentences of a paragraph lies nothing but space; between paragraphs nothing but blank lines."""
    text = article.read_text("utf-8")
    body = [s for s in checked.asserted.segments["grey-dynamics-2019"] if s.paragraph]
    for one, other in pairwise(body):
        assert text[one.end : other.start].strip() == ""
        assert one.end <= other.start


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").lower())


def test_no_sentence_of_the_article_stands_in_the_project(article: Path, build: Build) -> None:
    """No eight words in a row, names apart, in what is published or exported, nor in the data."""
    text = article.read_text("utf-8")
    source = re.findall(r"\w+", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    runs = {
        tuple(w.lower() for w in source[i : i + 8])
        for i in range(len(source) - 7)
        if sum(w.islower() and len(w) > 3 for w in source[i : i + 8]) >= 3
    }
    files = [*(ROOT / "data").rglob("*"), *(ROOT / "docs").rglob("*.md"), ROOT / "README.md", *build.path.iterdir()]
    for path in files:
        if path.is_file() and path.suffix != ".duckdb":  # a cache of the others
            found = words(path.read_text("utf-8"))
            assert not [found[i : i + 8] for i in range(len(found) - 7) if tuple(found[i : i + 8]) in runs], path.name


def of(build: Build, relation: str) -> set[tuple[str, str]]:
    out = set()
    for claim in build.claims:
        for t in claim.statement:
            if t.predicate.value == str(SKG[relation]) and claim.source == SOURCE:
                ends = (value(t.subject), value(t.object))
                out.add(tuple(e.rpartition("/")[2] for e in ends))
    return out  # type: ignore[return-value]


FIVE = {"burkina-faso", "chad", "mali", "mauritania", "niger"}


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("supports", {("france", s) for s in FIVE}),
        ("fightsAlongside", {("france", s) for s in FIVE}),
        ("participatesIn", {(s, "fc-g5s") for s in FIVE} | {(s, "p3s2-joint-effort") for s in FIVE | {"france"}}),
        ("opposes", {("p1s4-foreign-interveners", "islamic-state")}),
        ("strainedWith", {("mali", "cma")}),
        ("suppressed", {("p4s7-jihadists", "tuareg-people")}),
        ("branchOf", {("isgs", "islamic-state")}),
        ("losingControlOf", {("mali", "timbuktu-region")}),
        ("attacked", set()),
        ("hostileTo", set()),
        ("foughtAgainst", set()),
        ("alliedWith", set()),
    ],
)
def test_relations_by_hand(build: Build, relation: str, expected: set[tuple[str, str]]) -> None:
    assert of(build, relation) == expected


def test_denials_by_hand(build: Build) -> None:
    denied = {(t.subject.rpartition("/")[2], t.object.rpartition("/")[2]) for t in build.ties() if t.status == "denied"}
    assert denied == {(a, b) for a in ("france", "european-union") for b in FIVE | {"fc-g5s"}}


def test_the_attacks_and_the_accident(build: Build) -> None:
    attackers = of(build, "attacker")
    assert ("attack-2019-11-02", "isgs") in attackers
    assert not [a for e, a in attackers if e == "border-attacks-2019"], "its attacker is not stated"
    assert not [a for e, a in attackers if "helicopter" in e], "an accident has no attacker"
    assert not {p for e, p in of(build, "occurredAt") if "helicopter" in e}, "its place is not stated"


def claims_with(build: Build, relation: str) -> list[Claim]:
    return [c for c in build.claims if any(t.predicate.value == str(SKG[relation]) for t in c.statement)]


def test_the_doubtful_place_is_a_claim_of_its_own(build: Build) -> None:
    bamako = NamedNode(PREFIXES["place"] + "bamako")
    found = [c for c in claims_with(build, "occurredAt") if any(t.object == bamako for t in c.statement)]
    assert [(c.credibility, len(c.statement), bool(c.note)) for c in found] == [(5, 1, True)]


def test_losses_by_party(build: Build) -> None:
    """By hand, from the text: number, party, low or best."""
    expected = {
        ("abu-bakr-al-baghdadi", "best", 1),
        ("malian-army", "best", 53),
        ("p2s1-civilian", "best", 1),
        ("malian-army", "low", 40),
        ("france", "best", 13),
        ("minusma", "best", 206),
        ("malian-army", "low", 101),
        ("france", "best", 38),
    }
    found = set()
    for claim in claims_with(build, "party"):
        said = {t.predicate.value.rpartition("#")[2]: value(t.object) for t in claim.statement}
        for kind in ("low", "best", "high"):
            if kind in said:
                found.add((said["party"].rpartition("/")[2], kind, int(said[kind])))
    assert found == expected


def test_background_is_never_the_article(build: Build) -> None:
    for claim in build.claims:
        assert (claim.basis == "Background") == (claim.source != SOURCE), claim.id
        assert bool(claim.locator) == (claim.source == SOURCE), claim.id
        assert claim.basis != "Background" or claim.record, claim.id


def test_every_reading_that_is_not_plain_says_why(build: Build) -> None:
    """An Implied claim says what it was taken from."""
    assert [c.id for c in build.claims if c.basis == "Implied" and not c.note] == []


def test_author_and_publisher_are_no_actors(build: Build) -> None:
    assert not [a.iri for a in build.actors if re.search(r"baloi|grey|brunel", a.iri + a.label, re.IGNORECASE)]
