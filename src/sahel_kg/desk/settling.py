"""What two coders differ in becomes one sheet: who decides fills in a table of the divergences, with reasons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sahel_kg import files
from sahel_kg.desk.agreement import ComparedRow, Comparison, RowPair
from sahel_kg.desk.codings import Coding, own_words
from sahel_kg.desk.columns import WORKSHEETS
from sahel_kg.desk.workbook import Filling
from sahel_kg.errors import ParseError, Problem
from sahel_kg.record.spelling import fold
from sahel_kg.resources import shown
from sahel_kg.tables import neutral

HEADINGS = ("pair", "sentence", "quote", "column", "one", "other", "decision", "by", "why")
"""Of the table of divergences; the columns `one` and `other` bear the names of the coders."""
WHOLE = "row"
"""In the place of a column: a row that one coder has alone."""
KEEP, DROP = "keep", "drop"


@dataclass(frozen=True)
class Divergence:
    """One thing that is to be decided.

    Parameters
    ----------
    key : str
        Which rows of both: "3 with 5", "3 with none", "none with 5".
    sentence, quote : str
    column : str
        A column of the sheet, or `WHOLE`.
    one, other : str
        What each coder wrote.
    """

    key: str
    sentence: str
    quote: str
    column: str
    one: str
    other: str


@dataclass(frozen=True)
class Settled:
    """What was decided about one divergence, by whom, and why."""

    divergence: Divergence
    decision: str
    by: str
    why: str


def list_divergences(comparison: Comparison) -> list[Divergence]:
    """Return all that is to be decided, in the order of the text."""
    found: list[tuple[tuple[int, int], Divergence]] = []
    for pair in comparison.pairs:
        for column in pair.differing:
            told = Divergence(
                *(_key(pair.one, pair.other), pair.one.sentence, pair.one.cells["quote"], column),
                *(_say(row, column) for row in (pair.one, pair.other)),
            )
            found.append((pair.one.span or (0, 0), told))
    for row in comparison.only_one:
        told = Divergence(_key(row, None), row.sentence, row.cells["quote"], WHOLE, _in_short(row), "")
        found.append((row.span or (0, 0), told))
    for row in comparison.only_other:
        told = Divergence(_key(None, row), row.sentence, row.cells["quote"], WHOLE, "", _in_short(row))
        found.append((row.span or (0, 0), told))
    return [told for _, told in sorted(found, key=lambda each: each[0])]


def _key(one: ComparedRow | None, other: ComparedRow | None) -> str:
    return f"{one.number if one else 'none'} with {other.number if other else 'none'}"


def _say(row: ComparedRow, column: str) -> str:
    """Return what is written, or what an empty cell is read as."""
    return row.cells.get(column, "") or {"told as": "fact", "basis": "Stated", "credibility": "3"}.get(column, "")


def _in_short(row: ComparedRow) -> str:
    return " | ".join(row.cells[column] for column in ("subject", "relation", "object"))


def write_divergences(divergences: Iterable[Divergence], one: str, other: str) -> bytes:
    """Return the table that is filled in, as csv."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([{"one": one, "other": other}.get(heading, heading) for heading in HEADINGS])
    for each in divergences:
        cells = (each.key, each.sentence, each.quote, each.column, each.one, each.other, "", "", "")
        writer.writerow([neutral(cell) for cell in cells])
    return stream.getvalue().encode("utf-8-sig")


def read_decisions(path: Path, divergences: Sequence[Divergence], coders: tuple[str, str], by: str) -> list[Settled]:
    """Read the table that was filled in.

    Parameters
    ----------
    path : Path
    divergences : sequence of Divergence
        All that is to be decided now.
    coders : tuple of str
    by : str
        Who decided where the table does not say.

    Raises
    ------
    ParseError
        Naming each line that is not decided, or not as it can be.
    """
    name = shown(path)
    try:
        text = files.read(path).decode("utf-8-sig")
    except OSError as error:
        raise ParseError([Problem(name, "", f"cannot be read ({error.strerror})")]) from None
    except UnicodeDecodeError:
        raise ParseError([Problem(name, "", "is not UTF-8: save it as 'CSV UTF-8'")]) from None
    first = text.partition("\n")[0]
    rows = list(
        csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    )
    head = [cell.strip() for cell in rows[0]] if rows else []
    if missing := [column for column in ("pair", "column", "decision", "why") if column not in head]:
        told = f"has no column {', '.join(missing)}: let `code compare` write it, and fill that in"
        raise ParseError([Problem(name, "line 1", told)])
    lines = {}
    for number, row in enumerate(rows[1:], 2):
        cells = {column: cell.strip().removeprefix("'") for column, cell in zip(head, row, strict=False)}
        lines[(cells.get("pair", ""), cells.get("column", ""))] = (number, cells)
    settled, problems = [], []
    for each in divergences:
        number, cells = lines.get((each.key, each.column), (0, {}))
        node = f"line {number}" if number else f"pair {each.key}, {each.column}"
        try:
            decision = _decide(each, cells.get("decision", ""), coders)
        except ValueError as error:
            problems.append(Problem(name, node, str(error)))
            continue
        settled.append(Settled(each, decision, cells.get("by", "") or by, cells.get("why", "")))
        if not cells.get("why"):
            problems.append(Problem(name, node, "says no reason: write one into 'why'"))
    if problems:
        raise ParseError(problems)
    return settled


def _decide(divergence: Divergence, decision: str, coders: tuple[str, str]) -> str:
    """Return what was decided: one of the two texts, a third one, or whether a row is kept."""
    one, other = coders
    if not decision:
        choice = f"{KEEP} or {DROP}" if divergence.column == WHOLE else f"{one}, {other}, or what is to stand there"
        raise ValueError(f"is not decided: write {choice} into 'decision'")
    if divergence.column == WHOLE:
        if fold(decision) not in (KEEP, DROP):
            raise ValueError(f"'{decision}' says neither {KEEP} nor {DROP} of a row that only one has")
        return fold(decision)
    if fold(decision) in (fold(one), fold(other)):
        return divergence.one if fold(decision) == fold(one) else divergence.other
    return "" if decision == "-" else decision


# -- the agreed sheet


def fill(
    codings: tuple[Coding, Coding], comparison: Comparison, settled: Sequence[Settled], events: Mapping[str, str]
) -> Filling:
    """Return the agreed sheet: what both have, and of the rest what was decided."""
    decided = {(each.divergence.key, each.divergence.column): each.decision for each in settled}
    one, other = codings
    claims: list[tuple[tuple[int, int], dict[str, str]]] = []
    for pair in comparison.pairs:
        claims.append((pair.one.span or (0, 0), _agreed(pair, one, decided)))
    for row in comparison.only_one:
        if decided[_key(row, None), WHOLE] == KEEP:
            claims.append((row.span or (0, 0), dict(one.by_number[row.number].cells)))
    for row in comparison.only_other:
        if decided[_key(None, row), WHOLE] == KEEP:
            claims.append((row.span or (0, 0), _with_events(dict(other.by_number[row.number].cells), events)))
    lines = [line for _, line in sorted(claims, key=lambda each: each[0])]
    for number, line in enumerate(lines, 1):
        line["row"] = str(number)
    words: dict[str, list[str]] = {}
    for own, word in {**own_words(other), **own_words(one)}.items():
        words.setdefault(word, []).append(own)
    return Filling(
        claims=lines,
        names=_join_lines(codings, "names", "name"),
        sentences=_join_lines(codings, "sentences", "sentence"),
        own=words,
    )


def _agreed(pair: RowPair, coding: Coding, decided: Mapping[tuple[str, str], str]) -> dict[str, str]:
    line = dict(coding.by_number[pair.one.number].cells)
    for column in pair.differing:
        line[column] = decided[_key(pair.one, pair.other), column]
        if column == "quote" and line["quote"] == pair.other.cells["quote"]:
            line["sentence"] = pair.other.sentence
    return {column: text for column, text in line.items() if text}


def _with_events(line: dict[str, str], events: Mapping[str, str]) -> dict[str, str]:
    """Call events as the other coder does."""
    for column in ("subject", "object", "event"):
        if mine := events.get(fold(line.get(column, ""))):
            line[column] = mine
    return line


def _join_lines(codings: tuple[Coding, Coding], worksheet: str, column: str) -> list[dict[str, str]]:
    """Return the lines of both, those of the first where both have one."""
    known = {each.name for each in WORKSHEETS[worksheet]}
    lines: dict[str, dict[str, str]] = {}
    for coding in codings:
        for line in coding.lines.get(worksheet, []):
            cells = {name: text for name, text in line.cells.items() if name in known and name != "rows"}
            lines.setdefault(fold(line[column]), cells)
    return list(lines.values())


def write_decisions(settled: Iterable[Settled], coders: tuple[str, str]) -> bytes:
    """Return what was decided by whom and why, as csv."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([*HEADINGS[:4], *coders, *HEADINGS[6:]])
    for each in settled:
        d = each.divergence
        cells = (d.key, d.sentence, d.quote, d.column, d.one, d.other, each.decision, each.by, each.why)
        writer.writerow([neutral(cell) for cell in cells])
    return stream.getvalue().encode("utf-8-sig")


def settle_source(codings: tuple[Coding, Coding], by: str) -> bytes:
    """Return `source.toml` of the agreed sheet: coded by whoever decided."""
    from sahel_kg.desk.folder import write_source

    return write_source(replace(codings[0].source, coder=by))
