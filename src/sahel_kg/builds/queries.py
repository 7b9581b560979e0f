"""Competency questions: one SPARQL file each, with title, description and typed parameters in its header.

Values go in as bindings, never into the text. Nothing reaches outside the build: SERVICE, FROM and every update
are refused on the parsed query.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Variable

from sahel_kg.errors import ParseError, Problem, UsageError
from sahel_kg.record.actors import fold
from sahel_kg.record.bounds import parse_date
from sahel_kg.resources import shipped, shown
from sahel_kg.tables import render_html
from sahel_kg.vocabulary import PREFIXES, compact, expand

if TYPE_CHECKING:
    import pandas as pd

    from sahel_kg.builds.build import Build

Value: TypeAlias = str | int | float | bool | date | None

TYPES = ("actor", "place", "event", "category", "relation", "source", "claim", "date", "integer", "text")
_IRI_PREFIX = {"relation": "skg"}
_HEADER = re.compile(r"#\s*(title|description|param(?:\s+\w+)?)\s*:\s*(.*)\Z")
_PARAM = re.compile(r"(\w+)(?:\s*=\s*([^,.]+?))?(?:,\s*optional)?\s*(?:\.\s*(.*))?\Z")
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True)
class Parameter:
    """A typed parameter; without a default the variable stays unbound and the answer is unrestricted."""

    name: str
    type: str
    default: str | None
    description: str


@dataclass(frozen=True)
class Query:
    """One competency question."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    sparql: str

    def as_dict(self) -> dict[str, Any]:
        """Return the query object of the JSON formats."""
        parameters = [vars(p) for p in self.parameters]
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "parameters": parameters,
        }


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


@cache
def read_queries(folder: Path | None = None) -> dict[str, Query]:
    """Read all competency questions, by name.

    Raises
    ------
    ParseError
        If a header is incomplete or malformed.
    """
    files = sorted((folder or shipped("queries")).glob("*.rq"))
    return {path.stem: parse_query(path) for path in files}


def parse_query(path: Path) -> Query:
    """Read one file of ``queries/``."""
    text = path.read_text("utf-8")
    fields: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _HEADER.match(line.strip())
        if match is None:
            if line.strip() and not line.lstrip().startswith("#"):
                break
            continue
        key, value = match[1].split(), match[2].strip()
        if key[0] != "param":
            fields[key[0]] = value
            continue
        parsed = _parameter_of(key[-1], value)
        if parsed is None:
            form = "`# param NAME: TYPE = DEFAULT. Description` or `TYPE, optional. Description`"
            raise ParseError([Problem(shown(path), f"line {number}", f"write {form}; types: {', '.join(TYPES)}")])
        parameters.append(parsed)
    if missing := {"title", "description"} - set(fields):
        raise ParseError([Problem(shown(path), "", f"has no `# {min(missing)}:` in its header")])
    return Query(path.stem, fields["title"], fields["description"], tuple(parameters), text)


def _parameter_of(name: str, value: str) -> Parameter | None:
    match = _PARAM.match(value)
    if match is None or match[1] not in TYPES:
        return None
    default = match[2].strip() if match[2] else None
    return Parameter(name, match[1], default, (match[3] or "").strip())


def run(build: Build, name_or_sparql: str, params: Mapping[str, object], *, include: Iterable[str] = ()) -> Rows:
    """Run a competency question, or a SPARQL read query of the caller's (see `Build.query`)."""
    known = read_queries()
    if name_or_sparql in known:
        query = known[name_or_sparql]
        return execute(build, query.sparql, bind(build, query, params), include=include)
    if re.fullmatch(r"[^\s{<]+", name_or_sparql.strip()):
        near = difflib.get_close_matches(name_or_sparql, known, n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else "; `sahel-kg queries` lists them"
        raise UsageError(f"no query and no file is called '{name_or_sparql.strip()}'{hint}")
    if not name_or_sparql.strip():
        raise UsageError("the query is empty: give a name, a file or SPARQL")
    if params:
        raise UsageError("parameters belong to a named query; write the values of your own SPARQL into it")
    return execute(build, name_or_sparql, {}, include=include)


def bind(build: Build, query: Query, params: Mapping[str, object]) -> dict[Variable, NamedNode | Literal]:
    """Turn the given values, and the defaults of the others, into typed terms.

    Raises
    ------
    UsageError
        For an unknown parameter or a value that does not fit its type.
    """
    by_name = {p.name: p for p in query.parameters}
    for name in params:
        if name not in by_name:
            listed = ", ".join(by_name) or "none"
            raise UsageError(f"query {query.name} has no parameter '{name}'; it has: {listed}")
    out = {}
    for name, parameter in by_name.items():
        value = params.get(name, parameter.default)
        if value is not None:
            out[Variable(name)] = _term(build, parameter, value)
    return out


def _term(build: Build, parameter: Parameter, value: object) -> NamedNode | Literal:
    text = value.isoformat() if isinstance(value, date) else str(value)
    kind = parameter.type
    try:
        if kind == "date":
            if parse_date(text).isoformat() != text:
                raise ValueError("a full date is needed, such as 2019-11-02")
            return Literal(text, datatype=NamedNode(_XSD + "date"))
        if kind == "integer":
            if not text.removeprefix("-").isdecimal():
                raise ValueError("a whole number is needed, such as 12")
            return Literal(str(int(text)), datatype=NamedNode(_XSD + "integer"))
        if kind == "text":
            return Literal(text)
    except ValueError as error:
        raise UsageError(f"{parameter.name}={text}: {error}") from None
    if kind == "actor":
        given = expand(text)  # an id stands for itself: claims name each of two that are one by its own
        return NamedNode(given if given in build.actors.iris else build.actors.find(text).iri)
    prefix = _IRI_PREFIX.get(kind, kind)
    iri = expand(text) or PREFIXES[prefix] + text.replace(" ", "-")
    if iri not in build.terms:
        iri = _labelled(build, parameter, text, PREFIXES[prefix])
    return NamedNode(iri)


def _labelled(build: Build, parameter: Parameter, text: str, prefix: str) -> str:
    """Return what bears a label, or refuse with what comes near."""
    labels = {fold(label): iri for iri, label in build.labels.items() if iri.startswith(prefix)}
    if fold(text) in labels:
        return labels[fold(text)]
    inside = [name for name in labels if f" {fold(text)} " in f" {name} "]
    near = inside or difflib.get_close_matches(fold(text), labels, n=4)
    hint = f"; did you mean {' or '.join(compact(labels[n]) for n in near[:4])}?" if near else ""
    advice = hint or f"; write its CURIE, such as {compact(prefix)}NAME"
    raise UsageError(f"{parameter.name}={text}: no such {parameter.type}{advice}")


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
    build: Build,
    sparql: str,
    bindings: Mapping[Variable, NamedNode | Literal] | None = None,
    *,
    include: Iterable[str] = (),
) -> Rows:
    """Run SPARQL on a build's store.

    A CONSTRUCT or DESCRIBE gives columns subject, predicate, object; an ASK one column ``answer``. On a build that
    is rewound to a day under both readings the query is run under each, and a column ``reading`` tells of each row
    whether what is certain gives it, or only what is possible as well.
    """
    guard(sparql)
    when = build.when
    if when.day is None or when.readings != "both":
        return _execute(build, sparql, bindings, include)
    certain, possible = (
        _execute(build.at(replace(when, readings=name)), sparql, bindings, include) for name in ("certain", "possible")
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
    build: Build,
    sparql: str,
    bindings: Mapping[Variable, NamedNode | Literal] | None,
    include: Iterable[str],
) -> Rows:
    store = build.store(include)
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
