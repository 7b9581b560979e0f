"""Values: dates of the calendar and in order, and whole numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal
from rdflib import RDFS

from sahel_kg.checks.addresses import file_of, node_of
from sahel_kg.errors import Problem
from sahel_kg.record.bounds import NAMES, parse_date
from sahel_kg.record.claims import read_bounds
from sahel_kg.record.dataset import Asserted
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

_XSD = PREFIXES["xsd"]
_LIFE = (str(SKG.activeFrom), str(SKG.activeBy), str(SKG.activeUntil))
_CREATED = PREFIXES["dct"] + "created"


def find_wrong_dates(asserted: Asserted) -> Iterator[Problem]:
    """Bounds and other dates: of the calendar, of one of three types, in order."""
    bounds = {str(SKG[name]): name for name in NAMES}
    years = {
        *_LIFE,
        _CREATED,
        str(SKG.earliestPublished),
    }
    find_fault = cache(_date_fault)  # thousands of claims have a few hundred dates
    seen: dict[str, dict[str, set[Literal]]] = defaultdict(lambda: defaultdict(set))
    lives: dict[tuple[str, str], dict[str, Literal]] = defaultdict(dict)
    for quad in [*asserted.about, *asserted.claims]:
        predicate = quad.predicate.value
        if predicate not in bounds and predicate not in years:
            continue
        name = bounds.get(predicate) or compact(predicate)
        given = quad.object
        if fault := find_fault(given, predicate == _CREATED):
            yield Problem(file_of(asserted, quad), node_of(quad), f"{name}: {fault}")
        elif predicate in bounds and isinstance(given, Literal):
            seen[value(quad.subject)][predicate].add(given)
        elif predicate in _LIFE and isinstance(given, Literal):
            lives[value(quad.graph_name), value(quad.subject)][predicate] = given
    for (claim, actor), life in lives.items():
        begin, known, end = (life.get(predicate) for predicate in _LIFE)
        for word, first, last in (("until", begin, end), ("by", begin, known)):
            if first and last and parse_date(first.value) > parse_date(last.value, last=True):
                text = f"{compact(actor)} is active from {first.value} {word} {last.value}: correct the years"
                yield Problem(asserted.origin.get(claim, ""), compact(claim), text)
    for node, values in seen.items():
        for predicate, several in values.items():
            if len(several) > 1:
                text = f"has {len(several)} values of {bounds[predicate]}: keep one, or make two claims"
                yield Problem(asserted.origin.get(node, ""), compact(node), text)
        ordered = {predicate: sorted(several, key=str) for predicate, several in values.items()}
        if disorder := read_bounds(ordered).disorder():
            yield Problem(asserted.origin.get(node, ""), compact(node), f"{disorder}: correct the bounds")


def _date_fault(given: object, full: bool) -> str | None:
    """Say what is wrong with a date, or return None; `full` wants a day."""
    forms = 'write "2019-11-02"^^xsd:date' + ("" if full else ', "2019-11"^^xsd:gYearMonth or "2019"^^xsd:gYear')
    if not isinstance(given, Literal):
        return f"{compact(value(given))} is no date: {forms}"
    kind = given.datatype.value
    if kind not in ([_XSD + "date"] if full else [_XSD + name for name in ("date", "gYearMonth", "gYear")]):
        return f"'{given.value}' is an {compact(kind)}: {forms}"
    try:
        day = parse_date(given.value)
    except ValueError as error:
        return f"{error}: correct it" if "calendar" in str(error) else f"'{given.value}' is no {compact(kind)}: {forms}"
    written = {"date": day.isoformat(), "gYearMonth": f"{day:%Y-%m}", "gYear": f"{day:%Y}"}
    if given.value != written[kind.removeprefix(_XSD)]:
        return f"'{given.value}' is no {compact(kind)}: {forms}"
    return None


def find_wrong_numbers(asserted: Asserted) -> Iterator[Problem]:
    """Values that the ontology wants to be whole numbers: a reasoner would not say so, and a count would fail."""
    whole = {
        value(q.subject)
        for q in asserted.ontology
        if q.predicate.value == str(RDFS.range) and value(q.object) == _XSD + "integer"
    } - {str(SKG[name]) for name in ("low", "best", "high")}  # the shape of a casualty report has these
    for quad in asserted.claims:
        given = quad.object
        if quad.predicate.value not in whole:
            continue
        if not isinstance(given, Literal) or given.datatype.value != _XSD + "integer" or not given.value.isdecimal():
            text = f"{compact(quad.predicate.value)} is {_shown(given)}: write a whole number, such as 12"
            yield Problem(file_of(asserted, quad), node_of(quad), text)


def _shown(term: object) -> str:
    return f"'{term.value}'" if isinstance(term, Literal) else compact(value(term))
