"""Competency questions: one SPARQL file each, with title, description and typed parameters in its header.

Values go in as bindings, never into the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pyoxigraph import Literal, NamedNode

from sahel_kg.errors import ParseError, Problem, UsageError, suggest
from sahel_kg.events.names import find_place
from sahel_kg.frames import Type, Types
from sahel_kg.record.actors import Actor, name_of
from sahel_kg.record.bounds import parse_date, read_day, want_days
from sahel_kg.record.nearness import tell_near
from sahel_kg.record.spelling import fold
from sahel_kg.resources import shipped, shown
from sahel_kg.store.evaluator import QueryLimits
from sahel_kg.store.sparql import Rows, Value, execute
from sahel_kg.ties.coverage import tell_ends_within
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import PREFIXES, compact, expand

COLUMNS = ("name", "title", "description", "parameters")
"""Of a table of questions."""
TYPES = ("actor", "place", "event", "category", "relation", "source", "claim", "date", "integer", "text")
_IRI_PREFIX = {"relation": "skg"}
_HEADER = re.compile(r"#\s*(title|description|columns|first|types|param(?:\s+\w+)?)\s*:\s*(.*)\Z")
_PARAM = re.compile(r"(\w+)(?:\s*=\s*([^,.]+?))?(?:,\s*optional)?\s*(?:\.\s*(.*))?\Z")
_JOINED = re.compile(r"\bGROUP_CONCAT\([^;]*; *SEPARATOR=\"([^\"]*)\"\) +AS +\?(\w+)", re.IGNORECASE)
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
    first: tuple[str, ...] = ()
    """Columns of the table for people that answer it: they stand first, and so find room."""
    types: Types = field(default_factory=dict)
    """What its columns hold, as far as their names do not tell: they are of one type whatever is answered."""

    columns: str = ""
    """What columns mean that do not tell it themselves, as a table for people says under it."""

    def joined(self) -> dict[str, str]:
        """Return the columns that join several values, each with what parts these: no query can tell their order."""
        return {column: parts for parts, column in _JOINED.findall(self.sparql)}

    def row(self) -> tuple[str, ...]:
        """Return it as a row of a table, in the order of `COLUMNS`."""
        taken = (f"{p.name}: {p.type}" + (f" = {p.default}" if p.default else "") for p in self.parameters)
        return self.name, self.title, self.description, "; ".join(taken)

    def as_dict(self) -> dict[str, Any]:
        """Return the query object of the JSON formats."""
        parameters = [vars(p) for p in self.parameters]
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "parameters": parameters,
        }


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
    types = dict(each.partition("=")[::2] for each in fields.get("types", "").split())
    if unknown := set(types.values()) - set(get_args(Type)):
        told = f"`# types:` takes COLUMN=TYPE, one of {', '.join(get_args(Type))}, not {min(unknown)!r}"
        raise ParseError([Problem(shown(path), "", told)])
    if missing := {"title", "description"} - set(fields):
        raise ParseError([Problem(shown(path), "", f"has no `# {min(missing)}:` in its header")])
    return Query(
        path.stem,
        fields["title"],
        fields["description"],
        tuple(parameters),
        text,
        tuple(fields.get("first", "").split()),
        types,  # type: ignore[arg-type]
        fields.get("columns", "").rstrip("."),
    )


def _parameter_of(name: str, value: str) -> Parameter | None:
    match = _PARAM.match(value)
    if match is None or match[1] not in TYPES:
        return None
    default = match[2].strip() if match[2] else None
    return Parameter(name, match[1], default, (match[3] or "").strip())


def run(
    situation: Situation,
    name_or_sparql: str,
    params: Mapping[str, object],
    *,
    include: Iterable[str] = (),
    limits: QueryLimits | None = None,
) -> Rows:
    """Run a competency question, or a SPARQL read query of the caller's (see `Build.query`)."""
    known = read_queries()
    if name_or_sparql in known:
        query = known[name_or_sparql]
        bound = bind(situation, query, params)
        found = execute(situation, query.sparql, bound, include=include, limits=limits, joined=query.joined())
        note = tell_ends_within(situation, *find_period(query, bound))
        return replace(found, rows=_fill_labels(situation, found), types=query.types, note=note)
    if re.fullmatch(r"[^\s{<]+", name_or_sparql.strip()):
        told = suggest(name_or_sparql.strip(), list(known), "`sahel-kg queries` lists them")
        raise UsageError(f"no query and no file is called '{name_or_sparql.strip()}'{told}")
    if not name_or_sparql.strip():
        raise UsageError("the query is empty: give a name, a file or SPARQL")
    if params:
        raise UsageError("parameters belong to a named query; write the values of your own SPARQL into it")
    return execute(situation, name_or_sparql, {}, include=include, limits=limits)


def _fill_labels(situation: Situation, found: Rows) -> tuple[tuple[Value, ...], ...]:
    """Return rows in which what has no name in English is called as every other answer calls it."""
    names = {name: place for place, name in enumerate(found.variables)}
    pairs = [(place, names[f"{name}_label"]) for name, place in names.items() if f"{name}_label" in names]

    def fill(row: tuple[Value, ...]) -> tuple[Value, ...]:
        told = list(row)
        for thing, label in pairs:
            if told[label] is None and isinstance(named := told[thing], str):
                told[label] = situation.labels.get(expand(named) or "")
        return tuple(told)

    return tuple(map(fill, found.rows))


def bind(situation: Situation, query: Query, params: Mapping[str, object]) -> dict[str, NamedNode | Literal]:
    """Turn the given values, and the defaults of the others, into typed terms.

    Raises
    ------
    UsageError
        For an unknown parameter, a value that does not fit its type, or days in the wrong order.
    """
    by_name = {p.name: p for p in query.parameters}
    for name in params:
        if name not in by_name:
            listed = ", ".join(by_name) or "none"
            near = suggest(name, list(by_name))
            raise UsageError(f"query {query.name} has no parameter '{name}'; it has: {listed}{near}")
    out = {}
    for name, parameter in by_name.items():
        value = params.get(name, parameter.default)
        if value is not None:
            out[name] = _term(situation, parameter, value)
    if all(name in out and by_name[name].type == "date" for name in ("from", "to")):
        want_days(date.fromisoformat(out["from"].value), date.fromisoformat(out["to"].value))
    return out


def find_period(query: Query, bound: Mapping[str, NamedNode | Literal]) -> tuple[date | None, date | None]:
    """Return the first and the last day that a question is about, as its values say; none of what they leave open."""
    first, last = None, None
    for parameter in query.parameters:
        term = bound.get(parameter.name)
        if term is None:
            continue
        if parameter.type == "date":
            day = date.fromisoformat(term.value)
            first = first if parameter.name == "to" else day
            last = last if parameter.name == "from" else day
        elif (parameter.type, parameter.name) == ("integer", "year") and 1 <= int(term.value) <= date.max.year:
            first, last = date(int(term.value), 1, 1), date(int(term.value), 12, 31)
    return first, last


def _term(situation: Situation, parameter: Parameter, value: object) -> NamedNode | Literal:
    kind = parameter.type
    if kind == "date" and not isinstance(value, str):
        value = read_day(value, parameter.name, last=parameter.name != "from")  # type: ignore[arg-type]
    text = name_of(value) if isinstance(value, Actor) else str(value)
    try:
        if kind == "date":
            day = parse_date(text, last=parameter.name != "from")  # a month or a year: all of it, as elsewhere
            return Literal(day.isoformat(), datatype=NamedNode(_XSD + "date"))
        if kind == "integer":
            if not text.removeprefix("-").isdecimal():
                raise ValueError("a whole number is needed, such as 12")
            return Literal(str(int(text)), datatype=NamedNode(_XSD + "integer"))
        if kind == "text":
            return Literal(text)
    except ValueError as error:
        raise UsageError(f"{parameter.name}={text}: {error}") from None
    if kind == "actor":
        return NamedNode(situation.actors.find(text).iri)
    if kind == "place":
        return NamedNode(find_place(text, situation.labels, situation.terms, situation.counted))
    prefix = _IRI_PREFIX.get(kind, kind)
    iri = expand(text) or PREFIXES[prefix] + text.replace(" ", "-")
    if iri not in situation.terms:
        iri = _labelled(situation, parameter, text, PREFIXES[prefix])
    return NamedNode(iri)


_LISTED = {"event": "events-in-place", "source": "sources"}
"""Kind of a parameter to the question that lists what there is."""


def _labelled(situation: Situation, parameter: Parameter, text: str, prefix: str) -> str:
    """Return what bears a label, or refuse with what comes near."""
    labels = {fold(label): iri for iri, label in situation.labels.items() if iri.startswith(prefix)}
    if fold(text) in labels:
        return labels[fold(text)]
    told = tell_near(text.rpartition(":")[2], ((name, compact(iri)) for name, iri in labels.items()))
    listed = f" (`sahel-kg query {_LISTED[parameter.type]}` lists them)" if parameter.type in _LISTED else ""
    told = told or f"; write its CURIE, such as {compact(prefix)}NAME{listed}"
    raise UsageError(f"{parameter.name}={text}: no such {parameter.type}{told}")
