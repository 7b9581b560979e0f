"""The map of a table of one's own: which column is what, in the form that the maps of the other data sets have."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sahel_kg import files
from sahel_kg.errors import ParseError, Problem, choose_from
from sahel_kg.ingest.mapping import Mapping
from sahel_kg.record.bounds import parse_date
from sahel_kg.resources import shown

COLUMNS = (
    *("subject", "relation", "object", "from", "to", "place", "number", "told as", "basis", "credibility", "speaker"),
    *("event", "note", "record", "subject kind", "object kind"),
)
"""What a column, or a word for all rows, may be: as in a sheet, with what tells a row and of what kind who is named."""
NEEDED = ("subject", "relation", "object")
_TEXTS = ("name", "title", "publisher", "published", "reliability", "cite", "separator", "mapping")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_TABLES = ("columns", "always", "words")


def read_own_map(path: Path) -> Mapping:
    """Read a map.

    Raises
    ------
    ParseError
        Naming everything that is wrong with it.
    """
    name = shown(path)
    try:
        told: dict[str, Any] = tomllib.loads(files.read(path).decode("utf-8-sig"))
    except OSError as error:
        raise ParseError(
            [Problem(name, "", f"cannot be read ({error.strerror}): name a map, or let --draft-map write one")]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParseError([Problem(name, "", f"is no TOML: {error}")]) from None
    if problems := [Problem(name, node, message) for node, message in _find_faults(told)]:
        raise ParseError(problems)
    return Mapping(
        name=told["name"],
        mapping=f"table-{told.get('mapping', '1')}",
        title=told["title"],
        publisher=told["publisher"],
        cite=told.get("cite", ""),
        file=f"{told['name']}.trig",
        separator=told.get("separator", ";"),
        columns=told["columns"],
        unmarked="",
        record="record" if "record" in told["columns"] else "",
        blank=told.get("blank", []),
        published=str(told.get("published", "")),
        reliability=told.get("reliability", "F").upper(),
        words=_filled(told.get("words", {})),
        always=_filled(told.get("always", {})),
    )


def _filled(lines: dict[str, str]) -> dict[str, str]:
    """Return the lines that say something: a map that was proposed has empty ones."""
    return {key: text.strip() for key, text in lines.items() if text.strip()}


def _find_faults(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a map: where, and what to do."""
    for key in ("name", "title", "publisher"):
        if not isinstance(told.get(key), str) or not told[key].strip():
            yield key, f'is missing: write {key} = "..."'
    for key in _TEXTS:
        if (
            key in told
            and not isinstance(told[key], str)
            and not (key in ("published", "mapping") and isinstance(told[key], int))
        ):
            yield key, 'must be text: put it into quotes, as in key = "..."'
    if isinstance(told.get("name"), str) and told["name"].strip() and not _NAME.match(told["name"]):
        yield "name", "is part of every claim's id: use small letters, digits and hyphens only"
    if str(told.get("reliability", "F")).upper() not in tuple("ABCDEF"):
        yield "reliability", "choose from A (reliable) to E, or F (unknown)"
    if told.get("published", ""):
        try:
            parse_date(str(told["published"]))
        except ValueError as error:
            yield "published", str(error)
    if not isinstance(told.get("blank", []), list):
        yield "blank", 'must be a list: blank = ["n/a", "-"]'
    for table in _TABLES:
        content = told.get(table, {})
        if not isinstance(content, dict) or not all(isinstance(text, str) for text in content.values()):
            yield f"[{table}]", 'must be lines such as subject = "..."'
        elif table != "words":
            for column in sorted(set(content) - set(COLUMNS)):
                yield f"[{table}] {column}", f"is nothing that a row says: {choose_from(column, COLUMNS)}"
    for key in sorted(set(told) - {*_TEXTS, *_TABLES, "blank"}):
        yield key, f"is not read: choose from {', '.join((*_TEXTS, 'blank'))}, and the tables {', '.join(_TABLES)}"
    columns, always = told.get("columns", {}), told.get("always", {})
    if isinstance(columns, dict) and isinstance(always, dict):
        for column in NEEDED:
            if column not in columns and not always.get(column):
                yield (
                    "[columns]",
                    f'has no {column}: write {column} = "its heading in the table", or say it in [always]',
                )
        if not columns:
            yield "[columns]", "is empty: say which column is the subject and which the object"
