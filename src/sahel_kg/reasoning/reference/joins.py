"""Joins in plain Python: each way to fill the variables of a rule's body from an index of facts.

Lists are read as the facts have them, and the relations of literals come from the value space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from rdflib import OWL, RDF, RDFS, Literal, URIRef, Variable
from rdflib.term import Node

from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.rules.notation import LITERAL_RELATIONS
from sahel_kg.reasoning.rules.statements import ListAtom, Rule
from sahel_kg.reasoning.terms import Triple, rank_term
from sahel_kg.reasoning.values.literals import (
    DATATYPES,
    RL_DATATYPES,
    is_ill_typed,
    is_in_datatype,
    surely_differ,
    value_key,
)
from sahel_kg.vocabulary import RL

Binding = Mapping[Variable, Node]
Guards = Sequence[tuple[Node, Node]]


def match(atoms: Sequence[Triple], index: TripleIndex, guards: Guards = ()) -> Iterator[Binding]:
    """Yield each way to fill the variables of atoms from an index so that guarded pairs differ.

    Parameters
    ----------
    atoms : sequence of triple
        Triples in which a Variable may stand anywhere.
    index : TripleIndex
    guards : sequence of (term, term)
        Each pair must be two different terms that the index does not call the same (owl:sameAs).
    """
    return join(order_atoms(tuple(atoms), frozenset()), guards, index, {})


def instantiate(atom: Triple, binding: Binding) -> Triple:
    """Return an atom with its variables filled."""
    s, p, o = [binding.get(term, term) if type(term) is Variable else term for term in atom]
    return s, p, o


def solve(rule: Rule[Node], index: TripleIndex, given: TripleIndex | None = None) -> Iterator[Binding]:
    """Yield each way to fill the variables of a rule, its lists included.

    Parameters
    ----------
    rule : Rule
    index : TripleIndex
    given : TripleIndex, optional
        Where lists are looked up first, so that their members go by the names that were given.
    """
    heads = {each.list for each in rule.lists}
    naming = tuple(atom for atom in rule.body if heads.intersection(atom))
    rest = tuple(atom for atom in rule.body if atom not in naming)
    if not may_hold(rest, index):
        return
    for start in join(order_atoms(naming, frozenset()), rule.guards, index, {}):
        bindings: list[Binding] = [start]
        for each in rule.lists:
            head = start.get(each.list, each.list) if isinstance(each.list, Variable) else each.list
            members = (read_list(given, head) if given is not None else None) or read_list(index, head)
            bindings = _unroll(each, members, _outside(rule, each), index, bindings) if members else []
        for binding in bindings:
            yield from join(order_atoms(rest, frozenset(binding)), rule.guards, index, binding)


def read_list(index: TripleIndex, head: Node) -> tuple[Node, ...] | None:
    """Return the members of an RDF list, or None if it is not complete and well-formed.

    A cell may have several members or rests that are known to be the same (owl:sameAs): they count as the least.
    """
    members: list[Node] = []
    seen: set[Node] = set()
    while head != RDF.nil:
        first = _pick(index, head, RDF.first)
        rest = _pick(index, head, RDF.rest)
        if first is None or rest is None or head in seen:
            return None
        seen.add(head)
        members.append(first)
        head = rest
    return tuple(members)


def _pick(index: TripleIndex, cell: Node, predicate: Node) -> Node | None:
    found = sorted(index.objects(cell, predicate), key=rank_term)
    return found[0] if found and all((found[0], OWL.sameAs, other) in index for other in found[1:]) else None


def _unroll(
    each: ListAtom[Node], members: Sequence[Node], outside: set[Node], index: TripleIndex, bindings: Iterable[Binding]
) -> list[Binding]:
    """Return the bindings extended by what a condition asks of the members of a list."""
    if each.device == "member":
        return _extend(bindings, each.terms, [(member,) for member in members])
    if each.device == "pair":
        return _extend(bindings, each.terms, combinations(members, 2))
    if each.device == "chain":
        stops = [each.terms[0], *(Variable(f"__stop{place}") for place in range(1, len(members))), each.terms[1]]
        steps = list(zip(stops[:-1], members, stops[1:], strict=True))
        return _join_each(bindings, steps, index, stops[1:-1])
    private = [term for term in variables(each.body) if term not in outside]
    for member in members:
        bindings = _join_each(bindings, [fill(atom, {each.terms[0]: member}) for atom in each.body], index, private)
    return list(bindings)


def _extend(bindings: Iterable[Binding], terms: tuple[Node, ...], rows: Iterable[tuple[Node, ...]]) -> list[Binding]:
    """Return the bindings in which the terms of a device stand for the rows of a list."""
    found: list[Binding] = []
    choices = list(rows)
    for start in bindings:
        for row in choices:
            extended: dict[Variable, Node] | None = dict(start)
            for pattern, term in zip(terms, row, strict=True):
                if isinstance(pattern, Variable):
                    extended = None if extended is None or extended.setdefault(pattern, term) != term else extended
                elif pattern != term:
                    extended = None
            if extended is not None:
                found.append(extended)
    return found


def _join_each(
    bindings: Iterable[Binding], atoms: Sequence[Triple], index: TripleIndex, private: Iterable[Node]
) -> list[Binding]:
    """Return the bindings under which atoms hold, each once, without the variables that are the atoms' own."""
    hidden = set(private)
    found: dict[frozenset[tuple[Variable, Node]], Binding] = {}
    for start in bindings:
        for binding in join(order_atoms(tuple(atoms), frozenset(start)), (), index, start):
            kept = {name: term for name, term in binding.items() if name not in hidden}
            found[frozenset(kept.items())] = kept
    return list(found.values())


def _outside(rule: Rule[Node], each: ListAtom[Node]) -> set[Node]:
    """Return the terms of a rule that stand outside the braces of an rl:each."""
    places: list[tuple[Node, ...]] = [*rule.body, *rule.guards, *rule.head]
    places += [(other.list, *other.terms) for other in rule.lists if other is not each]
    return {term for place in places for term in place}


def variables(atoms: Iterable[Triple]) -> Iterator[Variable]:
    """Yield the variables of atoms, each as often as it stands there."""
    return (term for atom in atoms for term in atom if isinstance(term, Variable))


@lru_cache(maxsize=10_000)
def order_atoms(atoms: tuple[Triple, ...], bound: frozenset[Variable]) -> tuple[Triple, ...]:
    """Put the most bound atom first, among equals as they come; relations of literals wait for the facts."""
    left, known = list(atoms), set(bound)
    ordered: list[Triple] = []
    while left:
        ranks = [
            (atom[1] not in LITERAL_RELATIONS, sum(not isinstance(term, Variable) or term in known for term in atom))
            for atom in left
        ]
        best = left[ranks.index(max(ranks))]
        left.remove(best)
        ordered.append(best)
        known.update(variables([best]))
    return tuple(ordered)


def may_hold(atoms: Iterable[Triple], index: TripleIndex) -> bool:
    """Tell whether there are facts of each relation that atoms name: of most that rules read, none are given."""
    relations = (relation for _, relation, _ in atoms if type(relation) is not Variable)
    return all(index.speaks_of(each) or each in LITERAL_RELATIONS for each in relations)


def unify(atom: Triple, triple: Triple, binding: Binding) -> dict[Variable, Node] | None:
    """Return the binding extended so that atom becomes triple, or None."""
    result = dict(binding)
    for pattern, term in zip(atom, triple, strict=True):
        # an index mostly gives back the very terms that it was asked for: comparing them by content takes long
        known = result.setdefault(pattern, term) if type(pattern) is Variable else pattern
        if known is not term and known != term:
            return None
    return result


def join(atoms: Sequence[Triple], guards: Guards, index: TripleIndex, binding: Binding) -> Iterator[Binding]:
    """Yield each way to extend a binding so that atoms, taken in their order, hold and guarded pairs differ."""
    for left, right in guards:
        one, other = [binding.get(term) if type(term) is Variable else term for term in (left, right)]
        if one is not None and other is not None and _are_same(one, other, index):
            return
    if not atoms:
        yield binding
        return
    # not isinstance, which asks rdflib's abstract classes
    s, p, o = [binding.get(term) if type(term) is Variable else term for term in atoms[0]]
    relation = atoms[0][1]
    is_virtual = relation in LITERAL_RELATIONS
    found = _relate_literals(s, relation, o, index) if is_virtual else index.triples((s, p, o))
    for triple in found:
        extended = unify(atoms[0], triple, binding)
        if extended is not None:
            yield from join(atoms[1:], guards, index, extended)


def _are_same(one: Node, other: Node, index: TripleIndex) -> bool:
    return one == other or (one, OWL.sameAs, other) in index or (other, OWL.sameAs, one) in index


def fill(atom: Triple, names: Mapping[Node, Node]) -> Triple:
    """Return an atom with terms replaced, constants among them."""
    s, p, o = (names.get(term, term) for term in atom)
    return s, p, o


# ----------------------------------------------------------------- literals
def _relate_literals(left: Node | None, relation: Node, right: Node | None, index: TripleIndex) -> Iterator[Triple]:
    """Yield what holds between literals of the data, or a literal and a datatype, None being a wildcard."""
    lefts: Sequence[Node] = _find_literals(index) if left is None else [left]
    is_about_two = relation in (RL.sameValue, RL.otherValue)
    rights: Sequence[Node] = (
        [right] if right is not None else _find_literals(index) if is_about_two else sorted(RL_DATATYPES)
    )
    holds = HOLDS[relation]
    return ((one, relation, other) for one in lefts for other in rights if holds(one, other))


def _find_literals(index: TripleIndex) -> list[Literal]:
    return sorted({term for triple in index for term in triple if isinstance(term, Literal)}, key=rank_term)


def _have_same_value(left: Node, right: Node) -> bool:
    if not isinstance(left, Literal) or not isinstance(right, Literal) or left == right:
        return False
    key = value_key(left)
    return key is not None and key == value_key(right)


def have_other_values(left: Node, right: Node) -> bool:
    """Tell whether two terms are literals of surely different values."""
    return isinstance(left, Literal) and isinstance(right, Literal) and surely_differ(left, right)


def _judge(literal: Node, datatype: Node) -> bool | None:
    if not isinstance(literal, Literal) or not isinstance(datatype, URIRef) or datatype not in DATATYPES:
        return None
    # what has no value is no literal value either
    return not is_ill_typed(literal) if datatype == RDFS.Literal else is_in_datatype(literal, datatype)


HOLDS: dict[Node, Callable[[Node, Node], bool]] = {
    RL.sameValue: _have_same_value,
    RL.otherValue: have_other_values,
    RL.inDatatype: lambda literal, datatype: _judge(literal, datatype) is True,
    RL.notInDatatype: lambda literal, datatype: _judge(literal, datatype) is False,
}
