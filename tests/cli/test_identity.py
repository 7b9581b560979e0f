"""What makes two claims equal, and what does not (docs: identity is content)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import NamedNode, Triple

from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim, Locator, duplicates, identity
from sahel_kg.vocabulary import BASE


def triple(subject: str, relation: str, obj: str) -> Triple:
    return Triple(NamedNode(BASE + subject), NamedNode(f"{BASE}ontology#{relation}"), NamedNode(BASE + obj))


OPPOSES = triple("actor/a", "opposes", "actor/b")
CLAIM = Claim(
    iri=BASE + "claim/one",
    statement=(OPPOSES,),
    kind="Reported",
    basis="Stated",
    source=BASE + "source/s",
    bounds=Bounds(date(2019, 1, 1)),
    credibility=3,
    locator=Locator("p1s1", 0, 10, "0" * 64),
    coder=BASE + "coder/c",
)
AT = CLAIM.locator
assert AT is not None

DIFFERENT = {
    "relation": replace(CLAIM, statement=(triple("actor/a", "supports", "actor/b"),)),
    "direction": replace(CLAIM, statement=(triple("actor/b", "opposes", "actor/a"),)),
    "more is stated": replace(CLAIM, statement=(OPPOSES, triple("actor/a", "opposes", "actor/c"))),
    "source": replace(CLAIM, source=BASE + "source/t"),
    "sentence": replace(CLAIM, locator=replace(AT, segment="p1s2")),
    "start": replace(CLAIM, locator=replace(AT, start=1)),
    "end": replace(CLAIM, locator=replace(AT, end=9)),
    "hash": replace(CLAIM, locator=replace(AT, sha256="1" * 64)),
    "record instead": replace(CLAIM, locator=None, record="row 1"),
    "bound": replace(CLAIM, bounds=Bounds(date(2019, 1, 2))),
    "which bound": replace(CLAIM, bounds=Bounds(None, date(2019, 1, 1))),
    "no bounds": replace(CLAIM, bounds=Bounds()),
    "speaker": replace(CLAIM, speaker=BASE + "actor/d"),
    "coder": replace(CLAIM, coder=BASE + "coder/d"),
}
SAME = {
    "id": replace(CLAIM, iri=BASE + "claim/two"),
    "kind": replace(CLAIM, kind="Assessed", assessment="Judgement"),
    "basis": replace(CLAIM, basis="Implied"),
    "grade": replace(CLAIM, credibility=6),
    "note": replace(CLAIM, note="seen twice"),
    "day of coding": replace(CLAIM, created="2026-01-01"),
    "codebook": replace(CLAIM, codebook="2"),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_these_make_another_claim(what: str) -> None:
    assert identity(DIFFERENT[what]) != identity(CLAIM)


@pytest.mark.parametrize("what", SAME)
def test_these_do_not(what: str) -> None:
    assert identity(SAME[what]) == identity(CLAIM)


def test_no_two_of_the_differences_collide() -> None:
    assert len({identity(claim) for claim in [CLAIM, *DIFFERENT.values()]}) == len(DIFFERENT) + 1


def test_the_order_of_triples_does_not_count() -> None:
    other = triple("actor/a", "opposes", "actor/c")
    assert identity(replace(CLAIM, statement=(OPPOSES, other))) == identity(replace(CLAIM, statement=(other, OPPOSES)))


def test_a_claims_own_nodes_count_by_their_fragment() -> None:
    def claim(name: str, fragment: str) -> Claim:
        return replace(
            CLAIM, iri=f"{BASE}claim/{name}", statement=(triple(f"claim/{name}#{fragment}", "best", "actor/a"),)
        )

    assert identity(claim("one", "report")) == identity(claim("two", "report"))
    assert identity(claim("one", "report")) != identity(claim("two", "denial"))


def test_a_claim_may_speak_of_another_claims_node() -> None:
    """<one#report> in claim two is not two's own: it is not renamed."""
    statement = (triple("claim/one#report", "subsumes", "actor/a"),)
    assert identity(replace(CLAIM, statement=statement)) != identity(
        replace(CLAIM, iri=BASE + "claim/two", statement=statement)
    )


def test_duplicates_name_file_claim_and_twin() -> None:
    second = replace(CLAIM, iri=BASE + "claim/two", basis="Implied")
    third = replace(CLAIM, iri=BASE + "claim/three", coder=BASE + "coder/d")
    problems = duplicates([CLAIM, second, third], {second.iri: "own.trig"})
    assert [str(p) for p in problems] == [
        "own.trig: claim:two: says the same as claim:one, from the same place: withdraw or delete one of them"
    ]
