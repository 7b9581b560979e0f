"""RDF lists: cells put together, whatever stands for their terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import TypeVar

from rdflib import OWL

from sahel_kg.errors import DataError, Problem

Term = TypeVar("Term", bound=Hashable)

LIST_PREDICATES = (
    OWL.intersectionOf,
    OWL.unionOf,
    OWL.oneOf,
    OWL.members,
    OWL.distinctMembers,
    OWL.propertyChainAxiom,
    OWL.hasKey,
    OWL.disjointUnionOf,
)


def gather_lists(
    cells: Iterable[tuple[Term, bool, Term, int]],
    users: Iterable[tuple[Term, Term, Term]],
    *,
    nil: Term,
    known: Collection[Term],
    always: int,
    name: Callable[[Term], str],
) -> tuple[dict[Term, tuple[list[Term], int]], list[str]]:
    """Return the lists by their first cell, with members and mask, and notes about those that are left out.

    Parameters
    ----------
    cells : iterable of (cell, whether this is its rdf:first, member or next cell, mask)
        In order.
    users : iterable of (list, property, subject)
        What points at lists, in order.
    nil : term
    known : collection of term
        The properties of axioms that have a list.
    always : int
        The mask of what holds in every slice.
    name : callable
        What a term is called.

    Raises
    ------
    DataError
        A list that an axiom uses is broken: two members in one cell, a circle, no end.
    """
    firsts, rests = defaultdict[Term, dict[Term, int]](dict), defaultdict[Term, dict[Term, int]](dict)
    for cell, is_first, value, mask in cells:
        (firsts if is_first else rests)[cell][value] = mask
    uses = {head: (p, s) for head, p, s in users}
    inner = {cell for nexts in rests.values() for cell in nexts}
    # in the order of the cells, which is the same at each run
    heads = dict.fromkeys([*firsts, *rests])
    found: dict[Term, tuple[list[Term], int]] = {}
    notes: list[str] = []
    for head in sorted(head for head in heads if head in uses or head not in inner):  # type: ignore[type-var]
        fault, members, mask = _follow(head, nil, firsts, rests, always)
        if not fault:
            found[head] = members, mask
        elif head in uses and uses[head][0] in known:
            p, s = uses[head]
            raise DataError([Problem("", name(s), f"the list of its {name(p).split('#')[-1]} {fault}")])
        else:
            notes.append(f"The list {name(head)} is left out: it {fault}.")
    return found, notes


def _follow(
    head: Term,
    nil: Term,
    firsts: Mapping[Term, Mapping[Term, int]],
    rests: Mapping[Term, Mapping[Term, int]],
    always: int,
) -> tuple[str, list[Term], int]:
    """Return what is wrong with a list, its members, and the slices in which all its cells hold."""
    members: list[Term] = []
    seen: set[Term] = set()
    cell = head
    while cell != nil:
        if cell in seen:
            return "contains itself; end it with rdf:nil", [], 0
        seen.add(cell)
        here, following = firsts.get(cell, {}), rests.get(cell, {})
        if len(here) > 1 or len(following) > 1:
            return "has two of rdf:first or rdf:rest in one cell; keep one", [], 0
        if following and next(iter(following)) in seen:
            return "contains itself; end it with rdf:nil", [], 0
        if not here or not following:
            return "breaks off: a cell lacks its rdf:first or rdf:rest", [], 0
        ((term, one),) = here.items()
        ((cell, other),) = following.items()
        members.append(term)
        always &= one & other
    return "", members, always
