"""What SPARQL takes and nobody means: names that nothing in the build has, dates that are subtractions.

And what is asked the wrong way round: who is a question's object, not its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pyoxigraph import NamedNode

from sahel_kg.builds.queries import Query, read_queries, run
from sahel_kg.errors import suggest
from sahel_kg.store.evaluator import QueryLimits
from sahel_kg.store.sparql import Rows, find_bare_day, strip_texts
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import DATA_PREFIXES, PREFIXES, compact, expand

_OWN = ("skg", "category", *DATA_PREFIXES)
_CURIE = re.compile(rf"(?<![\w:?$.-])((?:{'|'.join(PREFIXES)}):\w[\w.-]*\b)")
_NO_TERMS = ("xsd",)
"""Prefixes of names that are no terms of triples: datatypes, and functions called like these."""
_DECLARED = re.compile(r"\bprefix\s+([\w-]+):", re.IGNORECASE)


def list_doubts(situation: Situation, sparql: str, *, is_empty: bool = False) -> list[str]:
    """Return a sentence for each name of the project that the build has nowhere, and for a date that is a subtraction.

    Parameters
    ----------
    situation : Situation
    sparql : str
        As it was run.
    is_empty : bool
        It has no rows: names are told as well that the ontology has and no triple uses.
    """
    bare = strip_texts(sparql)
    unused = _find_unused(situation, bare) if is_empty else ()
    return [*_find_unknown(situation, bare), *unused, *filter(None, [find_bare_day(bare)])]


def tell_beside(situation: Situation, rows: Rows, asked: str, params: Mapping[str, object]) -> Rows:
    """Return an answer with what stands beside it: why it has no rows, or who else of a tie was to be asked about."""
    if not len(rows):
        return tell_empty(situation, rows, asked, params)
    question = read_queries().get(asked)
    ends = list_other_ends(question, params) if question else ()
    turned = [f"Ties told from the other end: give {was} as {other}=." for was, other in ends]
    return replace(rows, note=" ".join(filter(None, [rows.note, *turned]))) if turned else rows


def tell_empty(situation: Situation, rows: Rows, asked: str, params: Mapping[str, object]) -> Rows:
    """Return an answer without rows with what was asked, and why there may be none."""
    question = read_queries().get(asked)
    if question is None:
        doubts = list_doubts(situation, asked, is_empty=True)
        return replace(rows, note=" ".join(f"{told[:1].upper()}{told[1:]}." for told in doubts))
    turned = [
        f"As {other} {params[was]} has {count} row{'s' * (count != 1)}: give it as {other}=."
        for was, other, count in list_turned(situation, question, params)
    ]
    given = ", ".join(f"{name}={value}" for name, value in params.items())
    caption = f"{question.title} ({given})" if given else question.title
    return replace(
        rows, caption=caption, note=" ".join(filter(None, ["No rows.", *turned, question.description, rows.note]))
    )


def list_turned(
    situation: Situation, query: Query, params: Mapping[str, object], limits: QueryLimits | None = None
) -> Iterator[tuple[str, str, int]]:
    """Yield what a question without rows answers if a value is given to another parameter of the same kind.

    Yields
    ------
    (str, str, int)
        The parameter that was given, the one that has rows, and how many.
    """
    for number, given in enumerate(query.parameters):
        for other in query.parameters:
            is_told = given.name in params and (other.name not in params or other in query.parameters[number + 1 :])
            is_end = given.type != "date"  # a first and a last day are not to be changed over
            if is_told and is_end and (other.type, other.default) == (given.type, None):
                turned = {name: value for name, value in params.items() if name not in (given.name, other.name)}
                turned[other.name] = params[given.name]
                if other.name in params:
                    turned[given.name] = params[other.name]
                if found := len(run(situation, query.name, turned, limits=limits)):
                    yield given.name, other.name, found


def list_other_ends(query: Query, params: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the end of a tie that is given and the other, if a question has both and only one is given.

    A claim tells a tie from one end, a symmetric one as well.
    """
    pair = [each for each in query.parameters if each.type == "actor" and each.default is None]
    told = [each.name for each in pair if each.name in params]
    if len(pair) == 2 and len(told) == 1:
        yield told[0], next(each.name for each in pair if each.name not in told)


def _find_unknown(situation: Situation, bare: str) -> Iterator[str]:
    declared, used = set(_DECLARED.findall(bare)), set[str]()
    for name in dict.fromkeys(_CURIE.findall(bare)):
        prefix = name.partition(":")[0]
        if prefix in declared or prefix in _NO_TERMS or expand(name) in situation.terms:
            continue
        if prefix not in _OWN:
            used = used or _list_used(situation)
            if expand(name) not in used:
                names = [compact(iri) for iri in used if not compact(iri).startswith(tuple(f"{own}:" for own in _OWN))]
                yield f"no triple of the build has {name}{suggest(name, names)}"
            continue
        start = PREFIXES[prefix]
        known = {iri.removeprefix(start): compact(iri) for iri in situation.terms if iri.startswith(start)}
        yield f"{name} is nowhere in the build{suggest(name.partition(':')[2], known)}"


def _find_unused(situation: Situation, bare: str) -> Iterator[str]:
    """Yield what is defined and stands in no triple, and what names are called."""
    declared = set(_DECLARED.findall(bare))
    defined = {quad.subject.value for quad in situation.ontology if isinstance(quad.subject, NamedNode)}
    names = [name for name in dict.fromkeys(_CURIE.findall(bare)) if name.partition(":")[0] not in declared]
    for name in names:
        if expand(name) in defined and expand(name) not in _list_used(situation, beside_ontology=True):
            yield f"{name} is defined in the ontology; no other triple has it"
    if "rdfs:label" in names:
        yield "names of actors and places are skos:prefLabel, those of events rdfs:label"


def _list_used(situation: Situation, *, beside_ontology: bool = False) -> set[str]:
    """Return all properties, and all that is the object of a triple."""
    left_out = set(situation.ontology) if beside_ontology else ()
    used = set[str]()
    for quad in (*situation.asserted, *situation.inferred_quads):
        if quad not in left_out:
            used.add(quad.predicate.value)
            if isinstance(quad.object, NamedNode):
                used.add(quad.object.value)
    return used
