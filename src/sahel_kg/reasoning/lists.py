"""RDF lists: cells put together, whatever stands for their terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from sahel_kg.errors import DataError, Problem
from sahel_kg.reasoning.language import OWL

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
    cells: Iterable[tuple[Term, bool, Term]],
    users: Iterable[tuple[Term, Term, Term]],
    *,
    nil: Term,
    known: Collection[Term],
    name: Callable[[Term], str],
) -> tuple[dict[Term, list[Term]], list[str]]:
    """Return the lists by their first cell, with their members, and notes about those that are left out.

    Parameters
    ----------
    cells : iterable of (cell, whether this is its rdf:first, member or next cell)
        In order.
    users : iterable of (list, property, subject)
        What points at lists, in order.
    nil : term
    known : collection of term
        The properties of axioms that have a list.
    name : callable
        What a term is called.

    Raises
    ------
    DataError
        A list that an axiom uses is broken: two members in one cell, a circle, no end.
    """
    firsts, rests = defaultdict[Term, list[Term]](list), defaultdict[Term, list[Term]](list)
    for cell, is_first, value in cells:
        (firsts if is_first else rests)[cell].append(value)
    uses = {head: (p, s) for head, p, s in users}
    inner = {cell for nexts in rests.values() for cell in nexts}
    # in the order of the cells, which is the same at each run
    heads = dict.fromkeys([*firsts, *rests])
    found: dict[Term, list[Term]] = {}
    notes: list[str] = []
    for head in sorted(head for head in heads if head in uses or head not in inner):  # type: ignore[type-var]
        fault, members = _follow(head, nil, firsts, rests)
        if not fault:
            found[head] = members
        elif head in uses and uses[head][0] in known:
            p, s = uses[head]
            raise DataError([Problem("", name(s), f"the list of its {name(p).split('#')[-1]} {fault}")])
        else:
            notes.append(f"The list {name(head)} is left out: it {fault}.")
    return found, notes


def _follow(
    head: Term,
    nil: Term,
    firsts: Mapping[Term, Sequence[Term]],
    rests: Mapping[Term, Sequence[Term]],
) -> tuple[str, list[Term]]:
    """Return what is wrong with a list, and its members."""
    members: list[Term] = []
    seen: set[Term] = set()
    cell = head
    while cell != nil:
        if cell in seen:
            return "contains itself; end it with rdf:nil", []
        seen.add(cell)
        here, following = firsts.get(cell, ()), rests.get(cell, ())
        if len(here) > 1 or len(following) > 1:
            return "has two of rdf:first or rdf:rest in one cell; keep one", []
        if following and following[0] in seen:
            return "contains itself; end it with rdf:nil", []
        if not here or not following:
            return "breaks off: a cell lacks its rdf:first or rdf:rest", []
        members += here
        (cell,) = following
    return "", members
