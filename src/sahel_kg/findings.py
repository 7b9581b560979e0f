"""Contradictions and tensions as sides that a reader can weigh: each a tie with the claims that carry it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rdflib import Literal

from sahel_kg.claims import Claim
from sahel_kg.extents import Extent
from sahel_kg.reasoning import Finding
from sahel_kg.ties import Relations, Status, Tie, primary
from sahel_kg.vocabulary import PREFIXES, compact

_DENIAL = PREFIXES["owl"] + "NegativePropertyAssertion"


def describe(findings: Iterable[Finding], ties: Sequence[Tie], relations: Relations) -> list[dict[str, Any]]:
    """Return findings as items of the contradictions object (docs/formats/contradictions.schema.json).

    A side is one fact of the rule's match that relates two things, asserted, inferred or denied. The period is
    null while the engine knows no time.

    Parameters
    ----------
    findings : iterable of Finding
    ties : sequence of Tie
        All ties of the build, the general ones included.
    """
    known: dict[tuple[str, str, str, bool], list[Tie]] = {}
    for tie in ties:
        known.setdefault((tie.subject, tie.relation, tie.object, tie.status == "denied"), []).append(tie)
    return [
        {
            "kind": finding.kind,
            "rule": compact(finding.rule),
            "reading": finding.message,
            "period": None,
            "sides": [
                _side(known.get((*fact, denied), []), fact, denied=denied, relations=relations)
                for fact, denied in _facts(finding, relations)
            ],
        }
        for finding in findings
    ]


def _facts(finding: Finding, relations: Relations) -> list[tuple[tuple[str, str, str], bool]]:
    """Return the relations of a match in their primary direction, and whether each is denied."""
    out: list[tuple[tuple[str, str, str], bool]] = []
    denials: dict[str, dict[str, str]] = {}
    for fact in finding.facts:
        if isinstance(fact[0], Literal):
            continue  # what a rule finds out about a text or a number is no tie
        subject, predicate, obj = map(str, fact)
        if predicate in relations.terms or (predicate.endswith("#type") and obj != _DENIAL):
            out.append((primary(subject, predicate, obj, relations), False))
        elif predicate.startswith(PREFIXES["owl"]):
            denials.setdefault(subject, {})[predicate.rpartition("#")[2]] = obj
    for parts in denials.values():
        if "sourceIndividual" in parts:
            one, relation = parts["sourceIndividual"], parts.get("assertionProperty", "")
            out.append((primary(one, relation, parts.get("targetIndividual", ""), relations), True))
    return out


def _side(ties: Sequence[Tie], fact: tuple[str, str, str], *, denied: bool, relations: Relations) -> dict[str, Any]:
    if ties:
        claims: dict[str, Claim] = {c.iri: c for tie in ties for c in tie.claims}
        return {"tie": ties[0].as_dict(), "claims": [c.as_dict() for c in claims.values()]}
    status: Status = "denied" if denied else "inferred"
    bare = Tie(*fact, relations.sign(fact[1]), status, Extent(), "undated")  # a type, or what is no tie of two actors
    return {"tie": bare.as_dict(), "claims": []}
