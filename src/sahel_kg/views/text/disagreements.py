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
    *("kind", "number", "certainty", "rule", "message", "when", "possible_times", *NAMES),
    *("sides", "subjects", "subjects_label", "relations", "relations_label", "objects", "objects_label"),
    *("statuses", "readings", "bases", "reliabilities", "credibilities", "claims", "segments", "sources"),
)
_BAR = " | "
"""Between the sides in a cell."""

_SIDE = "     - "


def rows(found: Iterable[Disagreement], phrasing: Phrasing) -> list[tuple[object, ...]]:
    """Return one row of `COLUMNS` a finding, whatever its times; cells about its sides have a part for each."""
    several: dict[tuple[str, int], list[Disagreement]] = {}
    for each in found:
        several.setdefault((each.kind, each.number), []).append(each)
    return [_row(same, phrasing) for same in several.values()]


def _row(same: Sequence[Disagreement], phrasing: Phrasing) -> tuple[object, ...]:
    """Return a finding at its times: told are those of which it is certain, of others how many there are."""
    first = same[0]
    told = [each for each in same if each.certainty == first.certainty]
    sides: dict[tuple[str, str], list[Side]] = {}
    for side in (side for each in told for side in each.sides):
        sides.setdefault((sentence(side, phrasing), side.tie.status), []).append(side)
    ties = [several[0].tie for several in sides.values()]
    grades = [tie.grade for tie in ties]
    claims = [
        tuple({claim.iri: claim for side in several for claim in side.tie.claims}.values())
        for several in sides.values()
    ]
    ends = zip(
        *(
            (
                compact(t.subject),
                t.subject_label,
                compact(t.relation),
                t.relation_label,
                compact(t.object),
                t.object_label,
            )
            for t in ties
        ),
        strict=True,
    )
    return (
        *(first.kind, first.number, first.certainty, compact(first.rule), first.message),
        "; besides, ".join(map(period_in_words, told)),
        len(same) - len(told),
        *astuple(first.extent.bounds if first.extent else Bounds()),
        _BAR.join(said for said, _ in sides),
        *map(_BAR.join, ends),
        *(_BAR.join(tie.status for tie in ties), _BAR.join(tie.reading for tie in ties)),
        _BAR.join(tie.basis or "none" for tie in ties),
        *(_BAR.join(str(part or "none") for part in parts) for parts in zip(*grades, strict=True)),
        _BAR.join(" ".join(claim.id for claim in each) for each in claims),
        _BAR.join(_segments(each) for each in claims),
        _BAR.join(" ".join(dict.fromkeys(compact(claim.source) for claim in each)) for each in claims),
    )


def _segments(claims: Sequence[Claim]) -> str:
    """Return the segment of each claim in order, ``none`` for one without; once if none has one."""
    told = [(claim.locator.segment if claim.locator else "") or "none" for claim in claims]
    return " ".join(told if set(told) != {"none"} else told[:1])


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
        for _, same in groupby(part, key=lambda each: (each.kind, each.number)):
            first, *others = same
            head = f"{first.number}. **{_plain(first.message)}** `{compact(first.rule)}`, {period_in_words(first)}"
            told = _side_rows(first, phrasing)
            lines += [head, "", *_SIDE_HEAD, *told, ""]
            for each in others:  # as in `text`
                lines += [f"   besides, {period_in_words(each)}", ""]
                if told != (told := _side_rows(each, phrasing)):
                    lines += [*_SIDE_HEAD, *told, ""]
    return tables.printable("\n".join(lines).rstrip()) + "\n"


_SIDE_HEAD = ("   | side | status | grade | claims |", "   |---|---|---|---|")


def _side_rows(found: Disagreement, phrasing: Phrasing) -> list[str]:
    cells = ((sentence(s, phrasing), s.tie.status, graded(*s.tie.grade), _cited(s)) for s in found.sides)
    return [f"   | {' | '.join(map(_plain, row))} |" for row in cells]


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
