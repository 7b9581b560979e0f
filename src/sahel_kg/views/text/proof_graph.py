"""Explanations as a graph for Graphviz: from what was said at the bottom up to what follows from it."""

from __future__ import annotations

from collections.abc import Iterable

from sahel_kg.explaining.explanations import Book, Explanation, FindingExplanation, Step
from sahel_kg.record.extents import in_words
from sahel_kg.tables import printable
from sahel_kg.views.text.citations import cite
from sahel_kg.views.text.proof_outline import tell_then
from sahel_kg.views.wording import plain
from sahel_kg.vocabulary import compact

_HEAD = """digraph explanation {
  graph [rankdir=BT, fontname="Helvetica"];
  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="Helvetica", fontsize=11];
  edge [color="#555555", fontname="Helvetica", fontsize=9];
"""
# Of what was said, of the ontology, and of lists that no claim carries.
_FILLS = {"claim": "#fff3d6", "ontology": "#e3eef8", "data": "#eeeeee"}


def dot(told: Explanation, book: Book) -> str:
    """Return a proof in the language of Graphviz, each fact once."""
    return f"{_HEAD}{''.join(_draw(told, book, ''))}}}\n"


def finding_dot(told: FindingExplanation, book: Book) -> str:
    """Return a contradiction or tension in the language of Graphviz: its sides lead to one node."""
    finding = told.finding
    text = f"{finding.kind}: {finding.message}\n{compact(finding.rule)}"
    lines = [f'  finding [label={quote(text)}, shape=octagon, fillcolor="#f8dada"];\n']
    for number, side in enumerate(told.sides, 1):
        lines += _draw(side, book, f"s{number}_")
        lines.append(f"  s{number}_1 -> finding;\n")
    return f"{_HEAD}{''.join(lines)}}}\n"


def _draw(told: Explanation, book: Book, prefix: str) -> Iterable[str]:
    for step in told.steps:
        fill = f', fillcolor="{_FILLS[step.origin]}"' if step.origin in _FILLS else ""
        border = ", penwidth=2" if step.number == 1 else ""
        yield f"  {prefix}{step.number} [label={quote(_label(step, told, book))}{fill}{border}];\n"
        for number in step.premises:
            yield f"  {prefix}{number} -> {prefix}{step.number};\n"


def _label(step: Step, told: Explanation, book: Book) -> str:
    lines = [step.text]
    if step is told.goal and told.then:
        lines.append(tell_then(told.then))
    if step.rule:
        lines.append(f"by {step.rule}" + (f", {step.times} times" if step.times > 1 else ""))
    if step.extent and step.extent.aspect != "timeless":
        lines.append(in_words(step.extent))
    return "\n".join([*lines, *(cite(claim, book) for claim in step.claims)])


def quote(text: str) -> str:
    r"""Return a text as a quoted string of Graphviz, in which nothing is an escape but the ends of lines.

    >>> print(quote('a "b" \\ c'))
    "a \"b\" \\ c"
    """
    lines = (printable(plain(line)) for line in text.split("\n"))
    return '"' + "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
