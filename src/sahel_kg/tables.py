"""Tables for people and for machines: a terminal table, CSV, TSV, JSON, JSON lines."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sahel_kg import screen
from sahel_kg.errors import UsageError, choose_from

if TYPE_CHECKING:
    from rich.table import Table

FIRST = 20
"""Rows that a long table shows on a screen."""
FORMATS = ("table", "csv", "tsv", "json", "jsonl")
SUFFIXES = {
    **{f".{form}": form for form in ("csv", "tsv", "json", "jsonl", "md", "html", "dot")},
    **{".txt": "table", ".htm": "html"},
}
"""Which form the name of a file tells."""
_FORMULA = tuple("=+-@＝＋－＠\t\r")


def printable(text: str) -> str:
    """Replace control characters, so that a label cannot steer the terminal."""
    return "".join(
        c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf") else "\N{REPLACEMENT CHARACTER}" for c in text
    )


_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")
_STYLE = re.compile("(\x1b\\[[0-9;]*m)")
_ESCAPES = {"json": "\\u{:04x}", "rdf": "\\u{:04X}", "xml": "&#x{:X};"}


def harmless(text: str, form: str = "", *, styled: bool = False) -> str:
    """Return a text without the characters that steer a terminal or turn the order of what is read.

    Parameters
    ----------
    text : str
    form : str
        Of "json", "rdf" and "xml", which can write them otherwise, nothing is lost; else they are replaced.
    styled : bool
        Colours stay: they are not a label's, which was made `printable` before.

    >>> harmless("a\\x1b[2Jb"), harmless('"\\u202e"', "json")
    ('a\N{REPLACEMENT CHARACTER}[2Jb', '"\\\\u202e"')
    """
    if not _STEERING.search(text):
        return text
    if styled:
        return "".join(part if n % 2 else harmless(part, form) for n, part in enumerate(_STYLE.split(text)))
    escape = _ESCAPES.get(form, "\N{REPLACEMENT CHARACTER}")
    return _STEERING.sub(lambda found: escape.format(ord(found[0])), text)


def unstyled(text: str) -> str:
    """Return a text without colours.

    >>> unstyled("\x1b[1ma\x1b[0m b")
    'a b'
    """
    return _STYLE.sub("", text)


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    A text that begins with ``= + - @`` (also full-width, also after spaces), a tab, a carriage return or an
    apostrophe gets an apostrophe in front, so that a reader who drops one leading apostrophe of any cell has
    the text back.

    >>> neutral('=HYPERLINK("http://x","y")')
    '\\'=HYPERLINK("http://x","y")'
    >>> neutral("al-Qaeda")
    'al-Qaeda'
    """
    return f"'{text}" if text.startswith(("'", "\t", "\r")) or text.lstrip().startswith(_FORMULA) else text


def plain_cell(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def delimited(columns: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ",") -> str:
    """Return rows as CSV (RFC 4180) with a header, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    writer.writerow(columns)
    writer.writerows([neutral(cell) if isinstance(cell, str) else plain_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def default_format(output: PurePath | None, known: Sequence[str] = FORMATS, otherwise: str = "csv") -> str:
    """Return the form in which an answer is given if none is asked for: a table on a terminal, else CSV.

    A file has the form that its name tells, if it is one of those that are known.

    >>> default_format(PurePath("leaders.json")), default_format(PurePath("leaders.dat"))
    ('json', 'csv')
    """
    if output is None:
        return "table" if sys.stdout.isatty() else otherwise
    told = SUFFIXES.get(output.suffix.lower(), otherwise)
    return told if told in known else otherwise


def format_rows(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    form: str,
    *,
    wrapper: dict[str, Any] | None = None,
    hidden: Iterable[str] = (),
    first: Sequence[str] = (),
    wide: bool = False,
    most: int | None = None,
) -> str:
    """Return rows in one of `FORMATS`.

    Parameters
    ----------
    wrapper : dict, optional
        What JSON puts around the rows instead of version and columns.
    hidden : iterable of str
        Columns that the table for people leaves out.
    first : sequence of str
        Columns that answer what was asked: it puts them first, and never leaves one out.
    wide : bool
        That table is as wide as it is: see `render_table`.
    most : int, optional
        Rows that it shows.
    """
    if form == "csv":
        return delimited(columns, rows)
    if form == "tsv":
        return delimited(columns, rows, delimiter="\t")
    dicts = [
        {
            c: cell if isinstance(cell, (str, int, float, bool, type(None))) else plain_cell(cell)
            for c, cell in zip(columns, row, strict=True)
        }
        for row in rows
    ]
    if form == "jsonl":
        return to_json_lines(dicts)
    if form == "json":
        return to_json(wrapper or {"version": 1, "columns": list(columns), "rows": dicts})
    if form == "table":
        shown = readable(columns, join_years(columns, rows), hidden, first)
        return render_table(*shown, wide=wide, most=most, needed=first)
    raise UsageError(f"--format {form}: {choose_from(form, FORMATS)}")


def readable(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    hidden: Iterable[str] = (),
    first: Sequence[str] = (),
) -> tuple[list[str], list[list[object]]]:
    """Return a table as a person would want it on a terminal; machines get every column.

    A thing with a column ``x`` and a column ``xLabel`` is shown by its label, two bounds become *begins* or
    *ends*, all terms of the ontology lose their prefix, and columns that only repeat the question are left out.
    """
    label_of = {i: columns.index(f"{c}_label") for i, c in enumerate(columns) if f"{c}_label" in columns}
    bounds = {c: i for i, c in enumerate(columns) if c in _BOUNDS}
    dropped = {*label_of.values(), *(columns.index(h) for h in hidden if h in columns)}
    out_columns: list[str] = []
    out_rows: list[list[object]] = [[] for _ in rows]
    for i, column in enumerate(columns):
        half = column[-3:].replace("gin", "begins").replace("End", "ends") if column in bounds else ""
        pair = [at for name, at in bounds.items() if half and name.endswith(column[-3:])]
        half = half if len(pair) > 1 else ""  # one bound alone keeps its name: it is the earliest or the latest day
        if i in dropped or half in out_columns:
            continue
        out_columns.append(half or column)
        for row, cells in zip(rows, out_rows, strict=True):
            if half:
                cells.append(between(*(row[at] for at in pair), is_begin=half == "begins"))
            else:
                cell = row[label_of[i]] or row[i] if i in label_of else row[i]
                cells.append(_TERM.sub("", cell) if isinstance(cell, str) else cell)
    order = sorted(range(len(out_columns)), key=lambda i: [*first, out_columns[i]].index(out_columns[i]))
    return [out_columns[i] for i in order], [[cells[i] for i in order] for cells in out_rows]


_TERM = re.compile(r"(?<!\S)skg:(?=\w)")
_BOUNDS = ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")
_OUTER = {"gin": "earliestBegin", "End": "latestEnd"}
_CITED = ("claim", "claims", "segment")
DECADES = 20
"""So many years after the first day on which something can have begun, words tell the last only."""
_FEW = 2


def join_years(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Sequence[object]]:
    """Return a table in which what is told of consecutive years, and is the same but for its claims, is one row.

    >>> join_years([*_BOUNDS, "claim"], [["1/", "2012-01-01", "2012-02", "2012-12-31", "a"]])
    [['1/', '2012-01-01', '2012-02', '2012-12-31', 'a']]
    >>> years = [[f"{y}-01-01", f"{y}-05-01", f"{y}-06-01", f"{y}-12-31", f"c{y}"] for y in (2012, 2013, 2014, 2016)]
    >>> join_years([*_BOUNDS, "claim"], years)[0]
    ['2012', '2012', '2014', '2014', 'c2012 to c2014: 3 claims']
    """
    if not set(_BOUNDS) <= set(columns):
        return list(rows)
    first, *_, last = (columns.index(name) for name in _BOUNDS)
    varies = {i for i, name in enumerate(columns) if name in (*_BOUNDS, *_CITED)}
    runs: list[list[Sequence[object]]] = []
    begun: dict[tuple[object, ...], list[Sequence[object]]] = {}
    for row in sorted(rows, key=lambda row: plain_cell(row[first])):
        key, years = tuple(cell for i, cell in enumerate(row) if i not in varies), _year(row, first, last)
        run = begun.get(key)
        if years is not None and run and years - (_year(run[-1], first, last) or 0) in (0, 1):
            run.append(row)
            continue
        runs.append([row])
        if years is not None:
            begun[key] = runs[-1]
    place = {id(row): number for number, row in enumerate(rows)}
    runs.sort(key=lambda run: min(place[id(row)] for row in run))
    return [_join(columns, run) if len(run) > 1 else run[0] for run in runs]


def _year(row: Sequence[object], first: int, last: int) -> int | None:
    """Return the year that all of a row lies in."""
    begin, end = plain_cell(row[first])[:4], plain_cell(row[last])[:4]
    return int(begin) if begin == end and begin.isdecimal() else None


def _join(columns: Sequence[str], run: Sequence[Sequence[object]]) -> list[object]:
    cells = list(run[0])
    for i, name in enumerate(columns):
        if name in _BOUNDS:
            cells[i] = plain_cell(run[-1 if name.endswith("End") else 0][columns.index(_OUTER[name[-3:]])])[:4]
        elif name in _CITED:
            cells[i] = cite_run([plain_cell(row[i]) for row in run], name.removesuffix("s"))
    return cells


def cite_run(names: Iterable[str], noun: str = "claim") -> str:
    """Return the names of what tells of several years: the first and the last of many."""
    told = list(dict.fromkeys(filter(None, names)))
    return " ".join(told) if len(told) <= _FEW else f"{told[0]} to {told[-1]}: {len(told)} {noun}s"


def between(early: object, late: object, *, is_begin: bool = False) -> str:
    """Say between which days something lies; what is not stated is called so, a begin decades before is left out.

    >>> between("1960-01-01", "2019-11-02", is_begin=True), between("1960-01-01", "2019-11-02")
    ('by 2019-11-02', '1960-01-01 to 2019-11-02')
    """
    first, last = plain_cell(early), plain_cell(late)
    if is_begin and first and last and int(last[:4]) - int(first[:4]) > DECADES:
        first = ""
    if first and last:
        return first if first == last else f"{first} to {last}"
    if last:
        return f"by {last}"
    return f"from {first} on" if first else "not stated"


def to_json(value: object) -> str:
    """Return indented JSON with a newline; what would steer a terminal is escaped."""
    return harmless(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "json")


def to_json_lines(values: Iterable[object]) -> str:
    """Return JSON, a value a line."""
    return "".join(harmless(json.dumps(value, ensure_ascii=False), "json") + "\n" for value in values)


def render_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    wide: bool = False,
    most: int | None = None,
    needed: Iterable[str] = (),
    whole: str = "--wide shows all",
) -> str:
    """Return a table for the terminal: no line is longer than the screen, and lines break between words alone.

    What has no space in it (a day, an id, a number) stands whole. Columns find room in the order in which they are
    given, those in which nothing is said last; one that finds none is left out, and named below the table, or stands
    below each row if it is needed.

    Parameters
    ----------
    wide : bool
        Show every column, as wide as it is.
    most : int, optional
        Show so many rows, and say below how many more there are.
    needed : iterable of str
        Columns that are not left out.
    whole : str
        What has those that are.
    """
    from rich.console import Console

    if not rows:
        return "no rows\n"
    rows, more = rows[:most], len(rows[most:]) if most else 0
    headings = [printable(column) for column in columns]
    texts = [["\n".join(map(str.strip, printable(plain_cell(cell)).splitlines())) for cell in row] for row in rows]
    spans = [_span([heading, *column]) for heading, column in zip(headings, zip(*texts, strict=True), strict=True)]
    order = sorted(range(len(headings)), key=lambda i: not any(row[i] for row in texts))
    widths = {i: most for i, (_, most) in enumerate(spans)} if wide else _fit(spans, screen.width(), order)
    out = io.StringIO()
    total = sum(widths.values()) + _GAP * (len(widths) - 1)
    console = Console(file=out, width=total, force_terminal=False, force_jupyter=False, no_color=True)
    names = {printable(column) for column in needed}
    below = [i for i in order if i not in widths and headings[i] in names and any(row[i] for row in texts)]
    numeric = find_numeric(rows)
    if below:
        console.print(_make_table(headings, (), widths, numeric))
        for row in texts:
            console.print(_make_table(headings, [row], widths, numeric, headed=False))
            told = "; ".join(f"{headings[i]}: {row[i]}" for i in below if row[i])
            out.write(screen.fold(f"  {told}", total) + "\n" if told else "")
    else:
        console.print(_make_table(headings, texts, widths, numeric))
    left = ", ".join(heading for i, heading in enumerate(headings) if i not in {*widths, *below})
    if left:
        said = f"left out for want of room: {left}; {whole}"
        out.write(screen.fold(said, screen.width()) + "\n")
    out.write(f"{more} more: --all\n" * bool(more))
    return re.sub(" +$", "", out.getvalue(), flags=re.MULTILINE)


_GAP = 2
"""Spaces between two columns."""


def _span(texts: Iterable[str]) -> tuple[int, int]:
    """Return how narrow a column may be, and how wide it is: words stand whole, and prose has room for some of them."""
    from rich.cells import cell_len

    lines = [line for text in texts for line in text.split("\n")]
    most = max(map(cell_len, lines), default=0)
    longest = max((cell_len(word) for line in lines for word in line.split()), default=0)
    return max(longest, min(most, 11 + most // 12, 22)), most


def _fit(spans: Sequence[tuple[int, int]], room: int, order: Sequence[int]) -> dict[int, int]:
    """Return the columns that fit, each with its width: the first in any case, and what is to spare for the narrowest.

    >>> _fit([(10, 10), (12, 50), (60, 60), (5, 5)], 80, [0, 1, 2, 3])
    {0: 10, 1: 50, 3: 5}
    >>> _fit([(10, 10), (12, 50), (60, 60), (5, 5)], 80, [0, 2, 1, 3])
    {0: 10, 2: 60, 3: 5}
    """
    kept: dict[int, tuple[int, int]] = {}
    for i in order:
        least, most = spans[i]
        least = least if kept else min(least, room)
        if sum(taken + _GAP for taken, _ in kept.values()) + least <= room:
            kept[i] = least, most
    kept = dict(sorted(kept.items()))
    room -= _GAP * (len(kept) - 1)

    def share(level: int) -> dict[int, int]:
        return {i: max(least, min(most, level)) for i, (least, most) in kept.items()}

    return share(max(level for level in range(room + 1) if level == 0 or sum(share(level).values()) <= room))


def find_numeric(rows: Sequence[Sequence[object]]) -> list[bool]:
    """Return of each column whether it has numbers, and nothing else.

    >>> find_numeric([[1, None, "a"], [2.5, None, 3], [None, "", 4]])
    [True, False, False]
    """
    said = ([cell for cell in column if cell not in (None, "")] for column in zip(*rows, strict=True))
    return [
        bool(cells) and all(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells)
        for cells in said
    ]


def _make_table(
    headings: Sequence[str],
    texts: Iterable[Sequence[str]],
    widths: Mapping[int, int],
    numeric: Sequence[bool],
    *,
    headed: bool = True,
) -> Table:
    """Return a rich table of some columns; cells are text, never markup."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True, show_header=headed)
    for i, columns in widths.items():
        table.add_column(Text(headings[i]), width=columns, justify="right" if numeric[i] else "left", overflow="fold")
    for row in texts:
        table.add_row(*(Text(row[i]) for i in widths))
    return table
