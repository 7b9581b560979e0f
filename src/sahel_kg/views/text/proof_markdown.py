"""Explanations as nested lists of Markdown, the claims as footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sahel_kg.explaining.explanations import Book, Explanation, FindingExplanation
from sahel_kg.explaining.phrasing import Triple
from sahel_kg.record.claims import Claim
from sahel_kg.tables import printable
from sahel_kg.views.text.citations import cite
from sahel_kg.views.text.proof_outline import (
    expand,
    tell_others,
    tell_rule,
    tell_then,
    tell_when,
    tell_years,
    title,
    walk,
)
from sahel_kg.vocabulary import compact


def markdown(told: Explanation, book: Book) -> str:
    """Return a proof as a nested list, the claims as footnotes."""
    others = [f"- {plain_markdown(text)}" for text in tell_others(told)]
    lines = [*_markdown_list(told, book), "", *(["By other proofs:", "", *others, ""] if others else [])]
    return "\n".join([*lines, *_footnotes(told.claims, book)]).rstrip() + "\n"


def finding_markdown(told: FindingExplanation, book: Book) -> str:
    """Return a contradiction or tension as nested lists, the claims as footnotes."""
    finding = told.finding
    lines = [f"**{finding.kind}** ({plain_markdown(compact(finding.rule))}): {plain_markdown(finding.message)}", ""]
    for side in told.sides:
        lines += _markdown_list(side, book)
    if told.causes:
        lines += ["", f"Each of these sets of claims is enough for the {finding.kind}, and has none to spare:", ""]
        lines += (
            f"- {', '.join(map(plain_markdown, cause)) or 'no claim, the ontology alone'}" for cause in told.causes
        )
    claims = {claim.iri: claim for side in told.sides for claim in side.claims}
    return "\n".join([*lines, "", *_footnotes(list(claims.values()), book)]).rstrip() + "\n"


def denial(fact: Triple, denied: Sequence[Claim], book: Book) -> str:
    """Return that a fact is denied, with the claims that deny it; nothing if none does."""
    said = plain_markdown(book.phrasing.denial(*fact))
    lines = [
        f"**{said[0].upper()}{said[1:]}**",
        "",
        *(f"- {plain_markdown(cite(claim, book))}" for claim in denied),
        "",
    ]
    return "\n".join([*lines, ""]) if denied else ""


def _markdown_list(told: Explanation, book: Book) -> list[str]:
    lines = []
    for item in walk(expand(told, full=True)):
        assert item.step is not None
        indent, text = "  " * item.depth, plain_markdown(title(item, told))
        why = ""
        if not item.is_reference and item.step.rule:
            why = f" *{plain_markdown(tell_rule(item.step, book))}*"
        elif item.step.claims:
            why = " " + "".join(f"[^{_anchor(claim)}]" for claim in item.step.claims)
        times = [] if item.is_reference else [*tell_when(item.step), *tell_years(item.step, book)]
        if told.then and not item.depth:
            times.insert(0, tell_then(told.then))
        when = "".join(f" ({plain_markdown(each)})" for each in times)
        lines.append(f"{indent}- {text}{when}{why}")
    return lines


def _footnotes(claims: Iterable[Claim], book: Book) -> list[str]:
    said = {claim: f"{cite(claim, book)}: {book.titles.get(claim.source, claim.source)}" for claim in claims}
    return [f"[^{_anchor(claim)}]: {plain_markdown(text)}" for claim, text in said.items()]


def _anchor(claim: Claim) -> str:
    return re.sub(r"[^\w-]", "-", claim.id.removeprefix("claim:"))


def plain_markdown(text: str) -> str:
    """Return a text that Markdown takes for nothing but text."""
    return re.sub(r"([\\`*_\[\]<>|#~!$&])", r"\\\1", printable(" ".join(text.split())))
