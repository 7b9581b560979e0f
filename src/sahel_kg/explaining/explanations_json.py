"""Explanations as JSON has them (docs/formats/explain.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rdflib.term import Node

from sahel_kg.explaining.explanations import Book, Explanation, FindingExplanation, Step
from sahel_kg.explaining.lacking import Lacking
from sahel_kg.explaining.phrasing import Triple
from sahel_kg.inference.supports import Support
from sahel_kg.reasoning.proofs import Justification
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import Extent
from sahel_kg.vocabulary import compact

DEEPEST = 40
"""Steps that are nested; what is deeper stands beside the proof and is referred to: parsers have a limit."""


def write_term(term: Node) -> str:
    """Return a term as a CURIE, an IRI, ``_:label``, the text of a literal, or ``?name`` for anything."""
    kind = type(term).__name__
    return f"_:{term}" if kind == "BNode" else f"?{term}" if kind == "Variable" else compact(str(term))


def write_fact(fact: Triple) -> dict[str, str]:
    """Return a fact as JSON has it."""
    return dict(zip(("subject", "relation", "object"), map(write_term, fact), strict=True))


def proof_as_dict(told: Explanation, book: Book) -> dict[str, Any]:
    """Return an explanation as JSON has it: nested as far as is readable, each step in full once."""
    further: list[int] = []
    goal = told.goal
    others = [_other_as_dict(each.extent, each.credibility, each.claims) for each in told.others]
    then = told.then.as_dict() if told.then else None
    document: dict[str, Any] = {"version": 1, "holds": True, "then": then, **_step_as_dict(goal), "others": others}
    if goal.is_given:
        document |= {"rule": None, "premises": [_leaf_as_dict(goal, book)], "further": []}
    else:
        shown = {1}
        document["premises"] = _premises_as_dicts(told, goal, book, shown, further)
        document["further"] = []
        while further:
            number = further.pop(0)
            step = told.step(number)
            premises = _premises_as_dicts(told, step, book, shown, further)
            document["further"].append({**_step_as_dict(step), "premises": premises})
    return document


def _premises_as_dicts(
    told: Explanation, root: Step, book: Book, shown: set[int], further: list[int]
) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = []
    stack = [(number, result, 1) for number in reversed(root.premises)]
    while stack:
        number, target, depth = stack.pop()
        step = told.step(number)
        if step.is_given:
            target.append(_leaf_as_dict(step, book))
        elif number in shown:
            target.append({"fact": write_fact(step.fact), "text": step.text, "see": number})
        elif depth >= DEEPEST and step.premises:
            shown.add(number)
            further.append(number)
            target.append({"fact": write_fact(step.fact), "text": step.text, "see": number})
        else:
            shown.add(number)
            item = _step_as_dict(step)
            item["premises"] = []
            target.append(item)
            stack += [(each, item["premises"], depth + 1) for each in reversed(step.premises)]
    return result


def _other_as_dict(extent: Extent, credibility: int, claims: Iterable[Claim]) -> dict[str, Any]:
    return {
        "aspect": extent.aspect,
        "bounds": extent.bounds.as_dict(),
        "credibility": credibility or None,
        "claims": [claim.as_dict() for claim in claims],
    }


def _step_as_dict(step: Step) -> dict[str, Any]:
    return {
        "step": step.number,
        "fact": write_fact(step.fact),
        "text": step.text,
        "rule": step.rule,
        "reading": step.reading,
        "round": step.round,
        **_time_as_dict(step),
        "lists": [
            {"head": write_term(each.head), "members": [write_term(member) for member in each.members]}
            for each in step.lists
        ],
    }


def _time_as_dict(step: Step) -> dict[str, Any]:
    extent = step.extent
    return {
        "aspect": extent.aspect if extent else None,
        "bounds": extent.bounds.as_dict() if extent else None,
        "credibility": step.credibility,
    }


def _leaf_as_dict(step: Step, book: Book) -> dict[str, Any]:
    first = step.claims[0] if step.claims else None
    letter, credibility = book.grade(first) if first else (None, None)
    return {
        "fact": write_fact(step.fact),
        "text": step.text,
        "origin": step.origin,
        **_time_as_dict(step),
        "claim": first.as_dict() if first else None,
        "grade": {"reliability": letter, "credibility": credibility},
        "also": [claim.as_dict() for claim in step.claims[1:]],
        "years": [{"text": text, "claims": [claim.as_dict() for claim in claims]} for text, claims in step.years],
        "endings": [claim.as_dict() for claim in step.endings],
        "cautions": list(step.cautions),
        "graphs": list(step.graphs),
    }


def finding_as_dict(told: FindingExplanation, book: Book) -> dict[str, Any]:
    """Return the explanation of a finding as JSON has it."""
    sides = []
    for side in told.sides:
        proof = proof_as_dict(side, book)
        left = ("version", "holds", "then", "others")
        sides.append({"denied": side.is_denial, **{k: v for k, v in proof.items() if k not in left}})
    return {
        "version": 1,
        "kind": told.finding.kind,
        "rule": compact(told.finding.rule),
        "reading": told.finding.message.rstrip("."),
        "sides": sides,
        "causes": [list(cause) for cause in told.causes],
    }


def justifications_as_dict(
    fact: Triple, claims: Iterable[Claim], steps: Sequence[Justification], book: Book
) -> dict[str, Any]:
    """Return the claims that say a fact and all single steps that give it as JSON has them."""
    return {
        "version": 1,
        "holds": True,
        "fact": write_fact(fact),
        "text": book.phrasing.sentence(fact),
        "claims": [claim.as_dict() for claim in claims],
        "justifications": [
            {
                "rule": compact(each.rule) or None,
                "reading": book.phrasing.reading(each.rule, each.label, each.premises),
                "premises": [_said(premise, book) for premise in each.premises],
                "grounded": each.is_grounded,
            }
            for each in steps
        ],
    }


def absence_as_dict(fact: Triple, times: Sequence[Support], book: Book) -> dict[str, Any]:
    """Return as JSON has it that a fact does not hold at the time that is looked at, and when it does."""
    others = [_other_as_dict(s.extent, s.credibility, [book.claims[iri] for iri in sorted(s.claims)]) for s in times]
    return {
        "version": 1,
        "holds": False,
        "fact": write_fact(fact),
        "text": book.phrasing.sentence(fact),
        "others": others,
    }


def near_misses_as_dict(fact: Triple, lacking: Lacking, book: Book) -> dict[str, Any]:
    """Return what lacks for a fact to follow as JSON has it."""
    return {
        "version": 1,
        "holds": False,
        "fact": write_fact(fact),
        "text": book.phrasing.sentence(fact),
        "near_misses": [
            {
                "rule": compact(each.miss.rule),
                "reading": book.phrasing.reading(each.miss.rule, each.miss.label, each.miss.present),
                "present": [_said(premise, book) for premise in each.miss.present],
                "missing": _said(each.miss.missing, book),
                "instead": [_said(told, book) for told in each.instead],
            }
            for each in lacking.lacks
        ],
        "can_be": lacking.can_be,
        "instead": [_said(told, book) for told in lacking.instead],
        "not_counted": [claim.as_dict() for claim in lacking.not_counted],
    }


def _said(fact: Triple, book: Book) -> dict[str, Any]:
    return {"fact": write_fact(fact), "text": book.phrasing.sentence(fact)}
