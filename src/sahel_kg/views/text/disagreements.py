"""Contradictions and tensions for people: each with its rule, its time in words and both sides with their claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from sahel_kg import tables
from sahel_kg.events.reports import number_in_words
from sahel_kg.explaining.phrasing import Phrasing
from sahel_kg.record.bounds import NAMES, Bounds
from sahel_kg.record.extents import Extent, in_words, read_aspect
from sahel_kg.vocabulary import expand

Item = Mapping[str, Any]
COLUMNS = (
    *("kind", "number", "certainty", "rule", *NAMES),
    *("side", "sentence", "subject", "relation", "object", "status", "reading", "basis", "reliability", "credibility"),
    *("claims", "segments", "sources"),
)


def rows(items: Iterable[Item], phrasing: Phrasing) -> list[tuple[object, ...]]:
    """Return one row of `COLUMNS` a side."""
    out: list[tuple[object, ...]] = []
    for item in items:
        period = item["period"] or dict.fromkeys(NAMES)
        for number, side in enumerate(item["sides"], 1):
            tie, claims = side["tie"], side["claims"]
            out.append(
                (
                    *(item[name] for name in ("kind", "number", "certainty", "rule")),
                    *(period[name] for name in NAMES),
                    number,
                    sentence(side, phrasing),
                    *(tie[name] for name in ("subject", "relation", "object", "status", "reading", "basis")),
                    *(tie["grade"][name] for name in ("reliability", "credibility")),
                    " ".join(claim["id"] for claim in claims),
                    " ".join(claim["segment"] or "-" for claim in claims),
                    " ".join(dict.fromkeys(claim["source"] for claim in claims)),
                )
            )
    return out


def text(items: Sequence[Item], phrasing: Phrasing, *, time: str, why: str) -> str:
    """Return all items for a terminal.

    Parameters
    ----------
    items : sequence of item
    phrasing : Phrasing
    time : str
        The time that was asked for, in words.
    why : str
        The command that explains a finding of a kind and a number; "" if there is none.
    """
    lines: list[str] = []
    for title, found in _parts(items, time):
        lines += [title, ""] if found else [title]
        for item in found:
            lines.append(f"{item['number']:>3}  {item['reading']}")
            lines.append(f"     {item['rule']}; {period_in_words(item)}")
            told = [sentence(side, phrasing) for side in item["sides"]]
            width = min(max(map(len, told), default=0), 90)
            for said, side in zip(told, item["sides"], strict=True):
                lines.append(f"     - {said:{width}}  {_marks(side)}")
            lines.append("")
    if items and why:
        first = items[0]
        lines.append(f"Why: {why} --{first['kind']} {first['number']}")
    return tables.printable("\n".join(lines).rstrip()) + "\n"


def markdown(items: Sequence[Item], phrasing: Phrasing, *, time: str) -> str:
    """Return all items as Markdown."""
    lines: list[str] = []
    for title, found in _parts(items, time):
        lines += [f"## {title}", ""]
        for item in found:
            lines += [
                f"{item['number']}. **{_plain(item['reading'])}** `{item['rule']}`, {period_in_words(item)}",
                "",
                "   | side | status | grade | claims |",
                "   |---|---|---|---|",
            ]
            for side in item["sides"]:
                cells = (sentence(side, phrasing), side["tie"]["status"], _grade(side), _cited(side))
                lines.append(f"   | {' | '.join(map(_plain, cells))} |")
            lines.append("")
    return tables.printable("\n".join(lines).rstrip()) + "\n"


def _parts(items: Sequence[Item], time: str) -> list[tuple[str, list[Item]]]:
    """Return the headings with what stands below them; what is only possible comes last, and apart."""
    out = []
    for kind in ("contradiction", "tension"):
        found = [item for item in items if item["kind"] == kind and item["certainty"] != "possible"]
        many = len({item["number"] for item in found})
        out.append((f"{many or 'No'} {kind}{'s' * (many != 1)}{time}", found))
    apart = [item for item in items if item["certainty"] == "possible"]
    if apart:
        out.append(("Would be contradictions or tensions only if all that is possible were so", apart))
    return out


def sentence(side: Item, phrasing: Phrasing) -> str:
    """Return what a side says in words."""
    tie, report = side["tie"], side["report"]
    if report is not None:
        number = number_in_words(report["low"], report["best"], report["high"])
        party, event = phrasing.name(_term(report["party"])), phrasing.name(_term(report["event"]))
        return f"{number} {report['loss'].lower()} of {party} in {event}"
    subject, relation, obj = (_term(tie[name]) for name in ("subject", "relation", "object"))
    if tie["status"] == "denied":
        return phrasing.denial(subject, relation, obj)
    return phrasing.sentence((subject, relation, obj))


def disputed(item: Item) -> str:
    """Return the kind of an item, and whether it is one only if all that is possible is so."""
    return str(item["kind"]) + (", only possible" if item["certainty"] == "possible" else "")


def _term(text: str) -> Node:
    iri = expand(text)
    return URIRef(iri) if iri else Literal(text)


def period_in_words(item: Item) -> str:
    """Return when an item holds or happened."""
    period = item["period"] or {}
    bounds = Bounds(*(date.fromisoformat(period[name]) if period.get(name) else None for name in NAMES))
    aspects = {side["tie"]["aspect"] for side in item["sides"]}
    aspect = next((known for known in ("happening", "holding") if known in aspects), "timeless")
    told = in_words(Extent(bounds, read_aspect(aspect) or "holding"))
    certain, _, possible = told.partition(", possible ")
    return certain if certain == f"certain {possible}" else told


def _grade(side: Item) -> str:
    grade = side["tie"]["grade"]
    return "".join(str(grade[name]) for name in ("reliability", "credibility") if grade[name] is not None)


def _cited(side: Item) -> str:
    """Return ids of claims, each with its paragraph or what else is known of its place."""

    def place(claim: Item) -> str:
        if claim["paragraph"] is not None:
            return f"paragraph {claim['paragraph']}"
        segment = claim["segment"] or ""
        if segment:
            return "title" if segment == "t" else "author's note"
        return str(claim["source"]).partition(":")[2]

    return ", ".join(f"{c['id'].removeprefix('claim:')} ({place(c)})" for c in side["claims"]) or "no claim"


def _marks(side: Item) -> str:
    tie = side["tie"]
    grade = _grade(side)
    shown = [tie["status"], f"grade {grade}" if grade else "no grade", _cited(side)]
    if tie["reading"] != "certain":
        shown.insert(1, "; ".join([tie["reading"], *tie["why_possible"]]))
    return " | ".join(shown)


def _plain(cell: str) -> str:
    """Return a text that Markdown takes for nothing else."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>|#" else c for c in cell)
