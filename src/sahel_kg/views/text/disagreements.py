"""Contradictions and tensions for people: each with its rule, its time in words and both sides with their claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from itertools import groupby

from rdflib import Literal, URIRef
from rdflib.term import Node

from sahel_kg import screen, tables
from sahel_kg.explaining.phrasing import Phrasing
from sahel_kg.findings.disagreement import Disagreement, Side
from sahel_kg.record.bounds import NAMES, Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import in_words
from sahel_kg.ties.words import graded
from sahel_kg.views.text.citations import according_to
from sahel_kg.vocabulary import compact, expand

COLUMNS = (
    *("kind", "number", "certainty", "rule", *NAMES),
    *("side", "sentence", "subject", "relation", "object", "status", "reading", "basis", "reliability", "credibility"),
    *("claims", "segments", "sources"),
)

_SIDE = "     - "


def rows(found: Iterable[Disagreement], phrasing: Phrasing) -> list[tuple[object, ...]]:
    """Return one row of `COLUMNS` a side."""
    out: list[tuple[object, ...]] = []
    for each in found:
        bounds = each.extent.bounds if each.extent else Bounds()
        for number, side in enumerate(each.sides, 1):
            tie, claims = side.tie, side.tie.claims
            out.append(
                (
                    *(each.kind, each.number, each.certainty, compact(each.rule)),
                    *astuple(bounds),
                    number,
                    sentence(side, phrasing),
                    *map(compact, (tie.subject, tie.relation, tie.object)),
                    *(tie.status, tie.reading, tie.basis),
                    *tie.grade,
                    " ".join(claim.id for claim in claims),
                    _segments(claims),
                    " ".join(dict.fromkeys(compact(claim.source) for claim in claims)),
                )
            )
    return out


def _segments(claims: Sequence[Claim]) -> str:
    """Return the segment of each claim in order, ``none`` for one without; nothing if none has one."""
    told = [(claim.locator.segment if claim.locator else "") or "" for claim in claims]
    return " ".join(each or "none" for each in told) if any(told) else ""


def text(found: Sequence[Disagreement], phrasing: Phrasing, *, time: str, why: str, most: int | None = None) -> str:
    """Return all of them for a terminal.

    Parameters
    ----------
    found : sequence of Disagreement
    phrasing : Phrasing
    time : str
        The time that was asked for, in words.
    why : str
        The command that explains a finding of a kind and a number; "" if there is none.
    most : int, optional
        How many are shown below each heading; how many more there are is said.
    """
    lines: list[str] = []
    for title, part in _parts(found, time):
        lines += [title, ""] if part else [title]
        several = [list(same) for _, same in groupby(part, key=lambda each: each.number)]
        for same in several[:most]:
            lines.append(f"{same[0].number:>3}  {same[0].message}")
            told: list[str] = []
            for each in same:  # the same at several times: what is said again of them stands there once
                lines.append(f"     {'besides, ' * (each is not same[0])}{period_in_words(each)}")
                sides = _sides(each, phrasing)
                lines += sides if sides != told else []
                told = sides
            lines.append("")
        if more := len(several[most:]) if most else 0:
            lines += [f"{more} more: --all", ""]
    if found and why:
        lines.append(f"Why: {why} --{found[0].kind} {found[0].number}")
    return tables.printable("\n".join(lines).rstrip()) + "\n"


def _sides(found: Disagreement, phrasing: Phrasing) -> list[str]:
    """Return the sides, each in a line or two."""
    told = [sentence(side, phrasing) for side in found.sides]
    marks = [_marks(side) for side in found.sides]
    width = min(max(map(len, told), default=0), 90)
    is_short = len(_SIDE) + width + 2 + max(map(len, marks), default=0) <= screen.width()
    lines = []
    for said, mark in zip(told, marks, strict=True):
        lines += [f"{_SIDE}{said:{width}}  {mark}"] if is_short else [f"{_SIDE}{said}", f"       {mark}"]
    return lines


def markdown(found: Sequence[Disagreement], phrasing: Phrasing, *, time: str) -> str:
    """Return all of them as Markdown."""
    lines: list[str] = []
    for title, part in _parts(found, time):
        lines += [f"## {title}", ""]
        for each in part:
            lines += [
                f"{each.number}. **{_plain(each.message)}** `{compact(each.rule)}`, {period_in_words(each)}",
                "",
                "   | side | status | grade | claims |",
                "   |---|---|---|---|",
            ]
            for side in each.sides:
                cells = (sentence(side, phrasing), side.tie.status, graded(*side.tie.grade), _cited(side))
                lines.append(f"   | {' | '.join(map(_plain, cells))} |")
            lines.append("")
    return tables.printable("\n".join(lines).rstrip()) + "\n"


def _parts(found: Sequence[Disagreement], time: str) -> list[tuple[str, list[Disagreement]]]:
    """Return the headings with what stands below them; what is only possible comes last, and apart."""
    out = []
    for kind in ("contradiction", "tension"):
        part = [each for each in found if each.kind == kind and each.is_certain]
        many = len({each.number for each in part})
        none = "No certain" if any(each.kind == kind for each in found) else "No"
        out.append((f"{many or none} {kind}{'s' * (many != 1)}{time}", part))
    certain = {(each.kind, each.number) for each in found if each.is_certain}
    apart = [each for each in found if not each.is_certain]
    new = [each for each in apart if (each.kind, each.number) not in certain]
    if new:
        out.append(("Would be contradictions or tensions only if all that is possible were so", new))
    if len(new) < len(apart):
        out.append((f"The same at {len(apart) - len(new)} other times only if all that is possible were so", []))
    return out


def sentence(side: Side, phrasing: Phrasing) -> str:
    """Return what a side says in words, and who says so if no source does."""
    return _stated(side, phrasing) + according_to([side.tie], lambda iri: phrasing.name(URIRef(iri)))


def _stated(side: Side, phrasing: Phrasing) -> str:
    tie, report = side.tie, side.report
    if report is not None:
        party, event = phrasing.name(URIRef(report.party)), phrasing.name(URIRef(report.event))
        return f"{report.number()} {report.loss.lower()} of {party} in {event}"
    subject, relation, obj = map(_term, (tie.subject, tie.relation, tie.object))
    if tie.status == "denied":
        return phrasing.denial(subject, relation, obj)
    return phrasing.sentence((subject, relation, obj))


def disputed(found: Disagreement) -> str:
    """Return the kind of a disagreement, and whether it is one only if all that is possible is so."""
    return found.kind + ("" if found.is_certain else ", only possible")


def _term(text: str) -> Node:
    iri = expand(text)
    return URIRef(iri) if iri else Literal(text)


def period_in_words(found: Disagreement) -> str:
    """Return when it holds or happened; of sides that no time has in common, each by itself."""
    if found.extent is None:
        times = [in_words(side.tie.extent) for side in found.sides]
        return "; ".join(f"side {number} {told}" for number, told in enumerate(times, 1))
    told = in_words(found.extent)
    certain, _, possible = told.partition(", possible ")
    return certain if certain == f"certain {possible}" else told


def _cited(side: Side) -> str:
    """Return ids of claims, each with its paragraph or what else is known of its place."""

    def place(claim: Claim) -> str:
        at = claim.locator
        if at and at.paragraph is not None:
            return f"paragraph {at.paragraph}"
        if at and at.segment:
            return "title" if at.segment == "t" else "author's note"
        return compact(claim.source).partition(":")[2]

    return ", ".join(f"{c.id.removeprefix('claim:')} ({place(c)})" for c in side.tie.claims) or "no claim"


def _marks(side: Side) -> str:
    tie = side.tie
    grade = graded(*tie.grade)
    shown = [tie.status, f"grade {grade}" if grade else "no grade", _cited(side)]
    if tie.reading != "certain":
        shown.insert(1, "; ".join([tie.reading, *tie.why_possible]))
    return " | ".join(shown)


def _plain(cell: str) -> str:
    """Return a text that Markdown takes for nothing else."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>|#" else c for c in cell)
