"""The map of a table, proposed from its columns: to be looked through, and completed, by whoever knows the table."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from sahel_kg.desk.slugs import slug
from sahel_kg.desk.tie_tables import read_header
from sahel_kg.desk.words import Wordbook
from sahel_kg.record.spelling import fold

_MANY = 40
"""Words of a column that are listed; one with more of them is no column of relations."""


def draft_map(path: Path, words: Wordbook) -> str:
    """Return a map of a table, with what it cannot know left empty.

    Raises
    ------
    ParseError
        It is no table with a header and rows.
    """
    header, rows = read_header(path)
    found = match_columns(header)
    keys = {name: index for index, name in reversed(list(enumerate(header)))}
    lines = [
        f"# How {path.name} is read: fill in what is empty, then `sahel-kg ingest table FILE --map THIS`.",
        f"name = {_quote(slug(path.stem) or 'table')}  # what the source is called: part of every claim's id",
        'title = ""  # of the data set',
        'publisher = ""',
        'published = ""  # 2019, 2019-11 or 2019-11-02: what a tie without an end is read against',
        'reliability = "F"  # of the publisher: A (reliable) to E, F is unknown',
        'cite = ""',
        'separator = ";"  # between several names in one cell',
        'blank = ["n/a", "NA", "-", "."]  # cells that say nothing',
        "",
        "[columns]  # what is left of = is what a row says, right of it the heading of its column",
        *(f"{_key(word)} = {_quote(heading)}" for word, heading in found.items()),
        *(f'# {word} = ""' for word in ("subject", "relation", "object", "from", "to", "record") if word not in found),
    ]
    if unread := [heading for heading in header if heading and heading not in found.values()]:
        lines.append(f"# not read: {', '.join(map(_bare, unread))}")
    lines += ["", "[always]  # what every row says that no column does"]
    if "relation" not in found:
        lines.append('relation = ""  # a word of docs/relations.md: supports, hostile to, attacked ...')
    lines += [
        f'"{end} kind" = ""  # of names that are new: armed group, state ...'
        for end in ("subject", "object")
        if f"{end} kind" not in found
    ]
    lines += [
        '# basis = "Stated"',
        '# credibility = "3"',
        "",
        "[words]  # the table's own words, each with the listed one",
    ]
    if "relation" in found:
        lines += _own_words([row[keys[found["relation"]]] for row in rows if len(row) > keys[found["relation"]]], words)
    return "\n".join(lines) + "\n"


def match_columns(header: Sequence[str]) -> dict[str, str]:
    """Return what columns may be, by their names: each heading once.

    Examples
    --------
    >>> match_columns(["Group 1", "group2", "Year", "tie type"])
    {'subject': 'Group 1', 'object': 'group2', 'relation': 'tie type', 'from': 'Year', 'to': 'Year'}
    """
    known = _known_columns()
    plain = {_plain(heading): heading for heading in reversed(header) if heading}
    found: dict[str, str] = {}
    for word, names in known.items():
        for name in names:
            if name in plain and plain[name] not in found.values():
                found[word] = plain[name]
                break
    year = found.pop("year", None)
    if year and "from" not in found and "to" not in found:
        record = found.pop("record", None)
        found |= {"from": year, "to": year} | ({"record": record} if record else {})
    return found


@cache
def _known_columns() -> dict[str, list[str]]:
    text = resources.files("sahel_kg.desk").joinpath("table_columns.toml").read_text("utf-8")
    return {word: [_plain(name) for name in names] for word, names in tomllib.loads(text).items()}


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", fold(heading))


def _own_words(cells: Sequence[str], words: Wordbook) -> Iterator[str]:
    """Yield a line for each word of a column of relations that is not listed, with the nearest that is."""
    counts = Counter(" ".join(cell.split()) for cell in cells if cell.strip())
    if len(counts) > _MANY:
        yield f"# the column of relations has {len(counts)} words: is it the right one?"
        return
    for text, times in counts.most_common():
        if words.find(text, "relation", "happening", "loss"):
            continue
        near = words.near(text, "relation", "happening", "loss")
        hint = f", perhaps {' or '.join(near)}" if near else ""
        yield f'{_quote(text)} = ""  # {times} rows{hint}'


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(word: str) -> str:
    return word if re.fullmatch(r"[a-z]+", word) else _quote(word)


def _bare(text: str) -> str:
    return " ".join(text.split())
