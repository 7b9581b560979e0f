"""Evaluation of domain rules in plain Python: joins over indexes until nothing is new.

Meant for thousands of facts; a database engine takes over beyond. Semi-naive: each rule starts from a fact of
the round before (Abiteboul, Hull, Vianu, *Foundations of Databases*, section 13.1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rdflib import Variable
from rdflib.term import Node

from sahel_kg.reasoning.closure import Finding, sort_findings
from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.rules import Rule
from sahel_kg.reasoning.terms import Triple, is_rdf, rank_triple

Binding = Mapping[Variable, Node]


def evaluate(rules: Sequence[Rule], facts: Iterable[Triple]) -> tuple[list[Triple], list[Finding]]:
    """Return what rules add to facts, and what they find, both sorted.

    Parameters
    ----------
    rules : sequence of Rule
    facts : iterable of triple
        Left as they are.
    """
    index = TripleIndex(facts)
    added = derive(rules, index, list(index))
    return sorted(added, key=rank_triple), find(rules, index)


def derive(rules: Sequence[Rule], index: TripleIndex, delta: Iterable[Triple]) -> list[Triple]:
    """Add to `index` all that follows, and return it.

    Parameters
    ----------
    rules : sequence of Rule
        Those without a head are passed over.
    index : TripleIndex
        Holds `delta`; is added to.
    delta : iterable of triple
        The facts that the rules have not seen yet.
    """
    starts = [
        (rule, atom, _order_atoms(rule.body[:place] + rule.body[place + 1 :], set(_variables([atom]))))
        for rule in rules
        if rule.head
        for place, atom in enumerate(rule.body)
    ]
    added: list[Triple] = []
    while delta:
        by_predicate: defaultdict[Node | None, list[Triple]] = defaultdict(list)
        for triple in delta:
            by_predicate[triple[1]].append(triple)
            by_predicate[None].append(triple)
        found: dict[Triple, None] = {}
        for rule, atom, rest in starts:
            for triple in by_predicate.get(None if isinstance(atom[1], Variable) else atom[1], ()):
                first = _unify(atom, triple, {})
                if first is None:
                    continue
                for binding in _join(rest, rule.guards, index, first):
                    for head in rule.head:
                        fact = instantiate(head, binding)
                        if fact not in index and is_rdf(fact):
                            found[fact] = None
        delta = [fact for fact in found if index.add(fact)]
        added.extend(delta)
    return added


def find(rules: Sequence[Rule], index: TripleIndex) -> list[Finding]:
    """Return the findings of the rules whose head is false, sorted; the same facts count once a rule."""
    found: list[Finding] = []
    for rule in rules:
        if rule.kind == "inference":
            continue
        for binding in match(rule.body, index, rule.guards):
            facts = sorted({instantiate(atom, binding) for atom in rule.body}, key=rank_triple)
            found.append(Finding(rule.kind, rule.name, tuple(facts), rule.label or rule.name))
    return sort_findings(found)


def match(atoms: Sequence[Triple], index: TripleIndex, guards: Sequence[tuple[Node, Node]] = ()) -> Iterator[Binding]:
    """Yield each way to fill the variables of atoms from an index so that guarded pairs differ.

    Parameters
    ----------
    atoms : sequence of triple
        Triples in which a Variable may stand anywhere.
    index : TripleIndex
    guards : sequence of (term, term)
        Each pair must be two different terms; names are compared, not what they stand for (owl:sameAs).
    """
    return _join(_order_atoms(atoms, set()), guards, index, {})


def instantiate(atom: Triple, binding: Binding) -> Triple:
    """Return an atom with its variables filled."""
    s, p, o = (binding.get(term, term) if isinstance(term, Variable) else term for term in atom)
    return s, p, o


def _variables(atoms: Iterable[Triple]) -> Iterator[Variable]:
    return (term for atom in atoms for term in atom if isinstance(term, Variable))


def _order_atoms(atoms: Sequence[Triple], bound: set[Variable]) -> tuple[Triple, ...]:
    """Put the most bound atom first, among equals as they come."""
    left, known = list(atoms), set(bound)
    ordered: list[Triple] = []
    while left:
        counts = [sum(not isinstance(term, Variable) or term in known for term in atom) for atom in left]
        best = left[counts.index(max(counts))]
        left.remove(best)
        ordered.append(best)
        known.update(_variables([best]))
    return tuple(ordered)


def _unify(atom: Triple, triple: Triple, binding: Binding) -> dict[Variable, Node] | None:
    """Return the binding extended so that atom becomes triple, or None."""
    result = dict(binding)
    for pattern, term in zip(atom, triple, strict=True):
        if isinstance(pattern, Variable):
            if result.setdefault(pattern, term) != term:
                return None
        elif pattern != term:
            return None
    return result


def _join(
    atoms: Sequence[Triple], guards: Sequence[tuple[Node, Node]], index: TripleIndex, binding: Binding
) -> Iterator[Binding]:
    for left, right in guards:
        known = (
            binding.get(left) if isinstance(left, Variable) else left,
            binding.get(right) if isinstance(right, Variable) else right,
        )
        if None not in known and known[0] == known[1]:
            return
    if not atoms:
        yield binding
        return
    s, p, o = (binding.get(term) if isinstance(term, Variable) else term for term in atoms[0])
    for triple in index.triples((s, p, o)):
        extended = _unify(atoms[0], triple, binding)
        if extended is not None:
            yield from _join(atoms[1:], guards, index, extended)
