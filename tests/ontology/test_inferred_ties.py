"""Every inferred tie between actors, read by hand: an expert would sign each, or the ontology is mended.

``inferred_ties.tsv`` is the golden list. ``kind`` is *new* where the tie says more than any claim, *general* where
it only generalises one. ``begin`` and ``end`` are earliest..latest, an empty side is not stated. Change the list by
hand, after reading the tie.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

from sahel_kg import Build
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import SKG, compact

GOLDEN = Path(__file__).parent / "inferred_ties.tsv"


def read_golden() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def row(tie: Tie, new: Collection[Tie]) -> dict[str, str]:
    """Return a tie as a row of the golden list."""
    begin = (tie.bounds.earliest_begin, tie.bounds.latest_begin)
    end = (tie.bounds.earliest_end, tie.bounds.latest_end)
    return {
        "subject": compact(tie.subject),
        "relation": compact(tie.relation),
        "object": compact(tie.object),
        "kind": "new" if tie in new else "general",
        "aspect": tie.extent.aspect,
        "begin": "..".join(str(day or "") for day in begin),
        "end": "..".join(str(day or "") for day in end),
        "credibility": str(tie.grade[1] or ""),
    }


def test_golden_list(build: Build) -> None:
    new = [t for t in build.ties() if t.status == "inferred"]
    assert [row(t, new) for t in build.ties(general=True) if t.status == "inferred"] == read_golden()


def test_every_inferred_tie_names_its_claims(build: Build) -> None:
    for tie in build.ties(general=True):
        assert tie.claims, tie
        assert tie.basis
        assert tie.grade[0] == "C" or {c.basis for c in tie.claims} >= {"Background"}, tie


def test_no_friend_of_an_enemy(build: Build) -> None:
    """Nobody becomes hostile by company: al-Qaeda and the Islamic State stay strangers, as do helpers and ISGS."""
    pairs = {(compact(t.subject), compact(t.object)) for t in build.ties(general=True) if t.sign == "-"}
    # the force is aimed against rebels; the five oppose ISGS by the effort that they are part of, not by the force
    helpers = ("european-union", "fc-g5s", "g5-sahel", "minusma", "p6s1-eu-governments", "united-nations")
    assert not pairs & {(f"actor:{name}", "actor:isgs") for name in helpers}
    assert not pairs & {("actor:isgs", "actor:al-qaeda"), ("actor:al-qaeda", "actor:isgs")}
    assert not {p for p in pairs if "actor:cma" in p or "actor:mnla" in p}


def test_contradictions_and_tensions(build: Build) -> None:
    """No contradiction; tensions only where paragraphs 3 and 8 meet: five pairs."""
    assert build.report["contradictions"] == []
    met = set()
    for item in build.report["tensions"]:
        assert item["rule"] == "rule:stronger-form-denied"
        paragraphs = {c["paragraph"] for side in item["sides"] for c in side["claims"]}
        met.add((item["sides"][0]["tie"]["subject"], item["sides"][0]["tie"]["object"]))
        assert paragraphs == {3, 8}
    states = ("burkina-faso", "chad", "mali", "mauritania", "niger")
    assert met == {("actor:france", f"actor:{state}") for state in states}


def test_asserted_and_inferred_stay_apart(build: Build) -> None:
    asserted = {q.triple for q in build.asserted}
    assert build.inferred_facts <= {q.triple for q in build.inferred}
    assert not asserted & build.inferred_facts, "what is stated and follows as well is no inferred fact"
    assert {q.graph_name for q in build.inferred}.isdisjoint(q.graph_name for q in build.asserted)


def test_nothing_is_inferred_from_assessed_claims_or_from_what_is_said_about_claims(build: Build) -> None:
    subjects = {q.subject.value for q in build.inferred}  # type: ignore[union-attr]
    assert not {s for s in subjects if "/claim/" in s and "#report" not in s}
    assessed = {t for c in build.claims if c.kind == "Assessed" for t in c.statement}
    only = {str(t.subject) for t in assessed} - {str(t.subject) for c in build.claims if c.counts for t in c.statement}
    assert not {s for s in subjects if "/condition/" in s and f"<{s}>" in only}
    assert not [q for q in build.inferred if q.predicate.value == str(SKG.advisedTo)]
