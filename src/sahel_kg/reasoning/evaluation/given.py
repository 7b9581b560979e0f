"""What is given, sorted as it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sahel_kg.reasoning.evaluation.facts import TYPE, Element, Grouping
from sahel_kg.reasoning.plain_lines import are_terms
from sahel_kg.reasoning.reading import QuadRow


@dataclass(frozen=True)
class GroupedFacts:
    """What is given, as texts of N-Triples.

    Parameters
    ----------
    parts : dict of Elements
        Graphs left out.
    terms : set of str
        The subjects and objects.
    list_rows : callable
        Returns the statements in the order in which they were read.
    """

    parts: Grouping
    terms: AbstractSet[str]
    list_rows: Callable[[], Sequence[QuadRow]]


def sort_rows(rows: Sequence[QuadRow]) -> GroupedFacts:
    """Return what rows say."""
    subjects, objects, parts = _sort((s, p, o) for s, p, o, _ in rows)
    return GroupedFacts(parts, subjects.keys() | objects, lambda: rows)


def sort_lines(lines: Sequence[str]) -> GroupedFacts | None:
    """Return what lines say (see `plain_lines.split_lines`), or None if a parser must read them."""
    try:
        subjects, objects, parts = _sort([line.split(" ", 2) for line in lines])  # type: ignore[misc]
    except ValueError:  # other than three terms
        return None
    predicates = {p for p, _ in parts}
    if not are_terms(subjects, predicates, objects):
        return None

    def list_rows() -> list[QuadRow]:
        return [(s, p, o, "") for s, p, o in (line.split(" ", 2) for line in lines)]

    return GroupedFacts(parts, subjects.keys() | objects, list_rows)


def join(several: Sequence[GroupedFacts]) -> GroupedFacts:
    """Return as one what is given in several places."""
    if len(several) == 1:
        return several[0]
    parts: Grouping = {}
    for given in several:
        for key, part in given.parts.items():
            parts[key] = parts[key] | part if key in parts else part
    terms = {term for given in several for term in given.terms}
    return GroupedFacts(parts, terms, lambda: [row for given in several for row in given.list_rows()])


def _sort(facts: Iterable[tuple[str, str, str]]) -> tuple[dict[str, str], dict[str, str], Grouping]:
    """Return subjects, objects and parts; of equal texts one is kept."""
    subjects, objects = dict[str, str](), dict[str, str]()
    members, pairs = defaultdict[str, list[Element]](list), defaultdict[str, list[Element]](list)
    for s, p, o in facts:
        one, other = subjects.setdefault(s, s), objects.setdefault(o, o)
        if p == TYPE:
            members[other].append(one)
        else:
            pairs[p].append((one, other))
    parts: Grouping = {(TYPE, kind): set(found) for kind, found in members.items()}
    parts.update(((p, None), set(found)) for p, found in pairs.items())
    return subjects, objects, parts
