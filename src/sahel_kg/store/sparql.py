"""SPARQL on a situation: read queries only, and typed rows.

Nothing reaches outside: SERVICE, FROM and every update are refused by their words, and what runs a query can open
nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import monotonic
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode

from sahel_kg.errors import UsageError, suggest
from sahel_kg.frames import Grid, Tabular, Types
from sahel_kg.notebook_tables import SHOWN, render_html
from sahel_kg.record.bounds import READINGS
from sahel_kg.store.evaluator import Message, QuadSituation, QueryLimits, current
from sahel_kg.store.guard import REASONS, prepare
from sahel_kg.store.quads import choose_included, store_number, write_quads
from sahel_kg.store.worker import encode
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import PREFIXES, compact

Value: TypeAlias = str | int | float | bool | date | None
_XSD = PREFIXES["xsd"]
_DOUBT = re.compile(r"\(doubtful: (\d)\)$")
_READ_AGAIN = 10_000
"""Letters of a query up to which rdflib is asked what is wrong with it."""


@dataclass(frozen=True)
class Rows(Tabular, Sequence[tuple[Value, ...]]):
    """A table of answers: IRIs as CURIEs, numbers and full dates typed, all else text, unbound None."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    types: Types = field(default_factory=dict, compare=False, repr=False)
    """What columns hold, where a question says so; of a query of your own their names and cells tell."""
    is_truth: bool = field(default=False, compare=False, repr=False)
    """Whether they answer an ASK: then they are true as the answer is, on a day by any reading, not as a table is."""

    caption: str = field(default="", compare=False, repr=False)
    note: str = field(default="", compare=False, repr=False)
    """Which sources end before the days that a question is about; if there are no rows why there may be none."""

    def __bool__(self) -> bool:
        return any(row[0] is True for row in self.rows) if self.is_truth else bool(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return iter(self.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, as `TableRows` of SQL has them."""
        return self.variables

    def dicts(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries."""
        return [dict(zip(self.variables, row, strict=True)) for row in self.rows]

    def grid(self) -> Grid:
        """Return them as a table."""
        return Grid(self.variables, self.rows, self.caption, self.note, types=self.types)

    def _repr_html_(self) -> str:
        more = len(self.rows) - SHOWN
        note = f"{more} more row{'s' * (more != 1)}: to_pandas() has all." if more > 0 else self.note
        return render_html(self.variables, self.rows[:SHOWN], caption=self.caption, note=note)


def execute(
    situation: Situation,
    sparql: str,
    bindings: Mapping[str, NamedNode | Literal] | None = None,
    *,
    include: Iterable[str] = (),
    limits: QueryLimits | None = None,
    joined: Mapping[str, str] | None = None,
) -> Rows:
    """Run SPARQL on a situation.

    A CONSTRUCT or DESCRIBE gives columns subject, predicate, object; an ASK one column ``answer``, and is true if that
    is. On one that is rewound to a day the query is run by what is certain, by what is presumed as well, and by all
    that may be, and a column ``reading`` tells of each row which of these gives it first.

    Parameters
    ----------
    joined : mapping of str to str, optional
        Columns that join several values, and what parts these there: they are put in order, what is doubtful last.

    Raises
    ------
    UsageError
        If it is no read query on the situation alone, or cannot be read.
    LimitError
        If a limit was reached.
    """
    text = prepare(sparql)
    limits = limits or QueryLimits()
    question = {
        "query": text,
        "prefixes": PREFIXES,
        "substitutions": {name: encode(term) for name, term in (bindings or {}).items()},
    }
    chosen = choose_included(include)
    when = situation.when
    if when.day is None or when.weakest == "certain":
        number = store_number(situation, chosen)
        state = QuadSituation(number, 0, lambda: write_quads(situation, chosen))
        return _in_order(_execute(state, question, limits), joined or {})
    readings = READINGS[: READINGS.index(when.weakest or "possible") + 1]
    seen = [situation.at(replace(when, weakest=weakest)) for weakest in readings]
    # of all of them there is one store, which goes from one to the next: on most days they differ by little
    number = store_number(situation, chosen)
    began = monotonic()
    marked: list[tuple[Value, ...]] = []
    known: Counter[tuple[Value, ...]] = Counter()
    variables: tuple[str, ...] = ()
    is_truth = False
    for place, weakest in enumerate(readings):
        left = limits.after(monotonic() - began)
        state = QuadSituation(number, place, lambda: write_quads(seen[0], chosen, *seen[1:]))
        found = _in_order(_execute(state, question, left), joined or {})
        more = Counter(found.rows) - known
        for row in found.rows:  # in the order of the query
            if more[row]:
                more[row] -= 1
                known[row] += 1
                marked.append((*row, weakest))
        variables, is_truth = found.variables, found.is_truth
    return Rows((*variables, "reading"), tuple(marked), is_truth=is_truth)


def _execute(state: QuadSituation, question: Message, limits: QueryLimits) -> Rows:
    names: tuple[str, ...] | None = None
    is_truth = False
    rows: list[tuple[Value, ...]] = []

    def hear(message: dict[str, Any]) -> None:
        nonlocal names, is_truth
        if "error" in message:
            raise UsageError(f"the query cannot be run: {message['error']}")
        if "refused" in message:
            raise UsageError(REASONS[message["refused"]])
        if "syntax" in message:
            raise UsageError(_syntax_error(question["query"], message["syntax"]))
        if "answer" in message:
            names, is_truth = ("answer",), True
            rows.append((message["answer"],))
        if message.get("variables") is not None:
            names = tuple(message["variables"])
        rows.extend(tuple(typed(term) for term in row) for row in message.get("rows", ()))

    current().ask(state, question, limits, hear)
    if names is None:
        return Rows(("subject", "predicate", "object"), tuple(sorted(rows, key=_rank)))
    return Rows(names, tuple(rows), is_truth=is_truth)


def _in_order(found: Rows, joined: Mapping[str, str]) -> Rows:
    """Return rows whose joined values stand in order: SPARQL promises none, not even that of a subquery."""
    parts = [joined.get(name) for name in found.variables]
    if not any(parts):
        return found

    def order(cell: Value, parted: str | None) -> Value:
        return parted.join(sorted(cell.split(parted), key=_doubt_last)) if parted and isinstance(cell, str) else cell

    return replace(found, rows=tuple(tuple(map(order, row, parts)) for row in found.rows))


def _doubt_last(value: str) -> tuple[str, str]:
    doubt = _DOUBT.search(value)
    return (doubt[1] if doubt else "", value)


def _rank(row: tuple[Value, ...]) -> tuple[str, ...]:
    return tuple(map(str, row))


def _syntax_error(sparql: str, message: str) -> str:
    """Say where a query is wrong, in the caller's own lines.

    Oxigraph names the furthest place it came to on any way, rdflib the one where none went on, which a reader expects.
    """
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    match = re.search(r"\bat (\d+):(\d+)", message)
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    try:
        if len(sparql) < _READ_AGAIN and "<<" not in sparql:  # rdflib knows no terms of triples, and takes its time
            parseQuery(sparql.replace("\r\n", "\n").replace("\r", "\n"))
    except ParseBaseException as error:
        line, column = error.lineno, error.column
    except RecursionError:
        pass
    lines = re.split("\r\n|\n|\r", sparql)[:line]
    told = next((number for number in range(len(lines), 0, -1) if lines[number - 1].strip()), line)
    near = lines[told - 1].strip()[:80]
    if told != line:  # what ends too early ends there
        column = len(lines[told - 1]) + 1
    return f"SPARQL syntax error in line {told}, column {column}, near `{near}`{_say_why(sparql, message)}"


_DAY = re.compile(r"(?<![\w\"'#/:.-])(\d{4}-\d\d-\d\d|\d{4}-\d\d)(?![\w\"'-])")
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)([^<>\"{}|^`\\\s]*)>")
_CAUSES = {
    "Prefix not found": "a prefix is not known, declare it with PREFIX",
    "variable that is unbound": "SELECT has a variable that is neither grouped nor an aggregate: name it behind GROUP "
    "BY, or take one of its values, as in (SAMPLE(?x) AS ?one)",
    "overrides an existing variable": "SELECT gives an expression the name of a variable that is there: choose another",
}
"""What Oxigraph says, and what to do about it."""


_WORD = re.compile(r"(?<![\w?$:@.%-])[A-Za-z]\w*(?![\w:-])")
_GRAMMAR = """
A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS COPY COUNT
CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM
GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN INSERT INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG
LANGMATCHES LCASE LIMIT LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND
REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR
STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TO TRUE TZ UCASE UNDEF UNION
URI USING UUID VALUES WHERE WITH YEAR
"""
_WORDS = frozenset(_GRAMMAR.split())
"""Of the grammar of SPARQL 1.1."""


def strip_texts(sparql: str) -> str:
    """Return a query without its texts, IRIs and comments."""
    return re.sub(r"\"[^\"\n]*\"|'[^'\n]*'|<[^<>\s]*>|#[^\n]*", " ", sparql)


def find_bare_day(bare: str) -> str:
    """Say what to write for the first date without quotation marks, of which SPARQL makes a subtraction.

    >>> find_bare_day("FILTER(?day < 2019-11-02)")
    'a date stands in quotation marks, with its type: write "2019-11-02"^^xsd:date, not 2019-11-02'
    """
    if not (day := _DAY.search(bare)):
        return ""
    kind = "date" if day[1].count("-") == 2 else "gYearMonth"
    return f'a date stands in quotation marks, with its type: write "{day[1]}"^^xsd:{kind}, not {day[1]}'


def _say_why(sparql: str, message: str) -> str:
    """Say what the parser found, as far as it says, and what to write instead."""
    if day := find_bare_day(strip_texts(sparql)):
        return f": {day}"
    if "IRI parsing failed" in message and (relative := _RELATIVE.search(sparql)):
        return f": <{relative[1]}> is relative and there is no base: write the whole IRI, or a CURIE as in actor:mali"
    for said, told in _CAUSES.items():
        if said in message:
            return f": {told}"
    bare = strip_texts(sparql)
    if "'" in bare or '"' in bare:
        return ": a text that begins there has no end"
    if unknown := next((word for word in _WORD.findall(bare) if word.upper() not in _WORDS), ""):
        near = suggest(unknown.upper(), _WORDS) or "; names have a prefix, as in actor:mali"
        return f": {unknown} is no word of SPARQL{near}"
    if sign := re.search(r'expected "(\W)"$', message):
        return f": {sign[1]} is expected there"
    return f": {unmatched}" if (unmatched := _find_unmatched(bare)) else ""


def _find_unmatched(bare: str) -> str:
    """Say which bracket has none that it goes with.

    >>> _find_unmatched("SELECT ?a WHERE { ?a a ?b "), _find_unmatched("SELECT (COUNT(?a AS ?n) WHERE { }")
    ('it ends too early: a } is missing', 'a ) is missing before WHERE')
    """
    closing = {"{": "}", "(": ")", "[": "]"}
    wanted: list[str] = []
    for found in re.finditer(r"[][(){}]", bare):
        sign = found[0]
        if sign in closing:
            if sign == "{" and wanted and wanted[-1] == ")" and re.search(r"\bWHERE\s*$", bare[: found.start()], re.I):
                return "a ) is missing before WHERE"
            wanted.append(closing[sign])
        elif not wanted:
            return f"there is a {sign} too many"
        elif wanted.pop() != sign:
            return f"there is a {sign} where another bracket is still open"
    return f"it ends too early: a {wanted[-1]} is missing" if wanted else ""


def typed(term: Sequence[str] | None) -> Value:
    """Return the Python value of a term, as the evaluator gives it: its kind, its value and its datatype."""
    if term is None:
        return None
    kind, value = term[0], term[1]
    if kind == "iri":
        return compact(value)
    if kind != "literal":
        return value
    datatype = term[2].removeprefix(_XSD)
    try:
        if datatype in ("integer", "int", "long", "nonNegativeInteger"):
            return int(value) if re.fullmatch(r"[+-]?[0-9]+", value) else value
        if datatype in ("decimal", "double", "float"):
            number = float(value)
            return number if math.isfinite(number) else value  # JSON has no NaN and no infinity
        if datatype == "date":
            return date.fromisoformat(value) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else value
    except ValueError:
        return value
    if datatype == "boolean":
        return value in ("true", "1")
    return value
