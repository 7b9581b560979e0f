"""SPARQL on a situation: read queries only, and typed rows.

Nothing reaches outside: SERVICE, FROM and every update are refused on the parsed query.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Variable

from sahel_kg.errors import UsageError
from sahel_kg.store.quads import open_store
from sahel_kg.tables import render_html
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    import pandas as pd

Value: TypeAlias = str | int | float | bool | date | None
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True)
class Rows(Sequence[tuple[Value, ...]]):
    """A table of answers: IRIs as CURIEs, numbers and full dates typed, all else text, unbound None."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return iter(self.rows)

    def dicts(self) -> list[dict[str, Value]]:
        """Return the rows as dictionaries."""
        return [dict(zip(self.variables, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame (needs the extra ``notebook``)."""
        try:
            import pandas as pd
        except ImportError:
            raise UsageError("to_pandas() needs pandas: pip install 'sahel-kg[notebook]'") from None
        return pd.DataFrame(list(self.rows), columns=list(self.variables))

    def _repr_html_(self) -> str:
        return render_html(self.variables, self.rows)


@lru_cache(maxsize=128)
def guard(sparql: str) -> None:
    """Refuse what is no read query on the build alone.

    The query is parsed with rdflib's SPARQL 1.1 grammar and the tree is searched, so that a word in a string or
    a comment does no harm. A carriage return ends a comment in SPARQL, but not for rdflib: it would hide what
    follows from the search, so it is read as the end of a line here.

    Raises
    ------
    UsageError
    """
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
    from rdflib.plugins.sparql.parserutils import CompValue

    text = sparql.replace("\r\n", "\n").replace("\r", "\n")
    try:
        tree = parseQuery(text)
    except RecursionError:
        raise UsageError("the query is nested too deeply: write it flatter") from None
    except ParseBaseException as error:
        try:
            parseUpdate(text)
        except (ParseBaseException, RecursionError):
            raise UsageError(_syntax_error(text, error.lineno)) from None
        raise UsageError(
            "that is a SPARQL update; a build is only read: use SELECT, ASK, CONSTRUCT or DESCRIBE"
        ) from None
    todo: list[Any] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, CompValue):
            if node.name == "ServiceGraphPattern":
                raise UsageError("SERVICE is refused: nothing is fetched from a network")
            if node.name == "DatasetClause":
                raise UsageError("FROM is refused: a query reads the build that it is given and nothing else")
            todo.extend(node.values())
        elif isinstance(node, (list, tuple)) or type(node).__name__ == "ParseResults":
            todo.extend(node)


def execute(
    situation: Situation,
    sparql: str,
    bindings: Mapping[Variable, NamedNode | Literal] | None = None,
    *,
    include: Iterable[str] = (),
) -> Rows:
    """Run SPARQL on a situation.

    A CONSTRUCT or DESCRIBE gives columns subject, predicate, object; an ASK one column ``answer``. On one that
    is rewound to a day under both readings the query is run under each, and a column ``reading`` tells of each row
    whether what is certain gives it, or only what is possible as well.
    """
    guard(sparql)
    when = situation.when
    if when.day is None or when.readings != "both":
        return _execute(situation, sparql, bindings, include)
    certain, possible = (
        _execute(situation.at(replace(when, readings=name)), sparql, bindings, include)
        for name in ("certain", "possible")
    )
    sure = Counter(certain.rows)
    marked = [(*row, "certain") for row in certain.rows]
    for row in possible.rows:
        if sure[row]:
            sure[row] -= 1
        else:
            marked.append((*row, "possible"))
    return Rows((*possible.variables, "reading"), tuple(marked))


def _execute(
    situation: Situation,
    sparql: str,
    bindings: Mapping[Variable, NamedNode | Literal] | None,
    include: Iterable[str],
) -> Rows:
    store = open_store(situation, include)
    try:
        result = store.query(sparql, prefixes=PREFIXES, substitutions=dict(bindings or {}))
        if isinstance(result, QueryBoolean):
            return Rows(("answer",), ((bool(result),),))
        if isinstance(result, QuerySolutions):
            names = tuple(v.value for v in result.variables)
            return Rows(names, tuple(tuple(typed(s[n]) for n in names) for s in result))
        triples = sorted((compact_term(t.subject), compact_term(t.predicate), compact_term(t.object)) for t in result)
    except SyntaxError as error:
        raise UsageError(_syntax_error(sparql, error.lineno, str(error.msg))) from None
    except (ValueError, RuntimeError, OSError) as error:
        raise UsageError(f"the query cannot be run: {error}") from None
    return Rows(("subject", "predicate", "object"), tuple(triples))


def _syntax_error(sparql: str, line: int | None, message: str = "") -> str:
    """Say where a query is wrong, in the caller's own lines."""
    if line is None and (match := re.search(r"\bat (\d+):\d+", message)):
        line = int(match[1])
    lines = sparql.split("\n")
    near = lines[line - 1].strip()[:80] if line and line <= len(lines) else ""
    why = ": a prefix is not known, declare it with PREFIX" if "Prefix not found" in message else ""
    return f"SPARQL syntax error in line {line or 1}, near `{near}`{why}"


def compact_term(term: object) -> str:
    """Return a term as text: CURIE, literal value or blank node label."""
    return compact(term.value) if isinstance(term, NamedNode) else str(getattr(term, "value", term))


def typed(term: object) -> Value:
    """Return a term as a Python value."""
    if term is None:
        return None
    if not isinstance(term, Literal):
        return compact_term(term)
    kind = term.datatype.value.removeprefix(_XSD)
    try:
        if kind in ("integer", "int", "long", "nonNegativeInteger"):
            return int(term.value)
        if kind in ("decimal", "double", "float"):
            number = float(term.value)
            return number if math.isfinite(number) else term.value  # JSON has no NaN and no infinity
        if kind == "date":
            return date.fromisoformat(term.value)
    except ValueError:
        return term.value
    if kind == "boolean":
        return term.value in ("true", "1")
    return term.value
