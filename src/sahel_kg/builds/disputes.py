"""Why a build's claims do not go together: the proof of each side of a contradiction or tension, and what causes it."""

from __future__ import annotations

from rdflib import URIRef
from rdflib.term import Node

from sahel_kg.errors import UsageError
from sahel_kg.explaining import explanations, naming
from sahel_kg.explaining.explanations import FindingExplanation
from sahel_kg.findings.disagreement import FindingKind
from sahel_kg.findings.findings import list_differences, number_findings
from sahel_kg.reasoning.findings import Finding
from sahel_kg.ties.situation import Situation


def list_numbered(situation: Situation, kind: FindingKind) -> list[Finding]:
    """Return the findings of a kind in the order of their numbers, of any time; one for each number."""
    first: dict[int, Finding] = {}
    for finding, number in number_findings(situation).items():
        if finding.kind == kind:
            first.setdefault(number, finding)
    return list(first.values())


def explain_number(situation: Situation, kind: FindingKind, number: int, *, merge: bool = True) -> FindingExplanation:
    """Return how the sides of a contradiction or tension follow, at any time and by all claims, and what causes it.

    Parameters
    ----------
    situation : Situation
    kind : {"contradiction", "tension"}
    number : int
        From 1, as `Disagreement.number`.
    merge : bool
        Let equal steps stand once.

    Raises
    ------
    UsageError
        If there is no such number.
    """
    whole = situation.whole
    found = list_numbered(whole, kind)
    if not 1 <= number <= len(found):
        there = f"there are {len(found)}, from 1" if found else "there are none"
        raise UsageError(f"no {kind} {number}: {there}; `sahel-kg explain` lists them")
    finding, closure = found[number - 1], whole.closure
    causes = _told_by(whole, finding) or closure.causes(finding)
    book = naming.open_book(whole)
    return explanations.explain_finding(finding, closure.explain_finding(finding), causes, book, merge=merge)


def _told_by(situation: Situation, finding: Finding) -> list[frozenset[Node]]:
    """Return the causes of a finding about accounts of one event: a claim of either side; empty for another."""
    return [
        frozenset((URIRef(one.iri), URIRef(other.iri)))
        for each in list_differences(situation)
        if each.finding == finding
        for one in each.sides[0].claims
        for other in each.sides[1].claims
    ]
