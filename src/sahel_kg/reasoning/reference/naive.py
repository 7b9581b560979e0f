"""Evaluation of rules in plain Python: joins over indexes until nothing is new.

Meant for thousands of facts; a database engine takes over beyond, and is compared with `close_naively`, which runs
the very same rule files with no special treatment of any of them: equality is a handful of rules among others.
Semi-naive: a rule starts from a fact of the round before (Abiteboul, Hull, Vianu, *Foundations of Databases*,
section 13.1), unless it reads lists or the values of literals; such a rule is run on everything in every round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rdflib import OWL, Literal, Variable
from rdflib.term import Node

from sahel_kg.reasoning.findings import Finding, sort_findings
from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.reference.joins import (
    Binding,
    fill,
    have_other_values,
    instantiate,
    join,
    match,
    may_hold,
    order_atoms,
    solve,
    unify,
    variables,
)
from sahel_kg.reasoning.rules.notation import LITERAL_RELATIONS
from sahel_kg.reasoning.rules.profiles import ListAtom, Rule
from sahel_kg.reasoning.terms import Triple, is_rdf, rank_term, rank_triple
from sahel_kg.reasoning.values.literals import value_key

__all__ = ["close_naively", "derive", "evaluate", "find", "instantiate", "match", "unite_literals"]


# ------------------------------------------------------------- what is asked
def close_naively(triples: Iterable[Triple], rules: Iterable[Rule[Node]]) -> tuple[set[Triple], list[Finding]]:
    """Return all that holds by rules, and what they find: the reference for other engines.

    Parameters
    ----------
    triples : iterable of triple
    rules : iterable of Rule
        All of them are run, see `sahel_kg.reasoning.rules.profiles.active_rules`.

    Returns
    -------
    facts : set of triple
        Given and derived, triples that are not RDF (a literal as subject) included. Literals of equal value are
        written as one of them (see `unite_literals`); two literals of different value do not replace one another.
    findings : list of Finding
        Sorted.
    """
    given = list(triples)
    united = unite_literals(given)
    leaves = TripleIndex(fill(triple, united) for triple in given)
    index = TripleIndex(leaves)
    spellings = {key: term for term in united.values() if isinstance(term, Literal) and (key := value_key(term))}
    chosen = [_map_rule(rule, _unite_constants(rule, spellings)) for rule in rules]
    derive(chosen, index, list(index), keeps=lambda fact: True)
    return set(index), find(chosen, index, leaves)


def unite_literals(triples: Iterable[Triple]) -> dict[Node, Node]:
    """Return for each literal of triples the least literal among them that has the same value."""
    literals = {term for triple in triples for term in triple if isinstance(term, Literal)}
    least: dict[str, Node] = {}
    return {
        literal: literal if (key := value_key(literal)) is None else least.setdefault(key, literal)
        for literal in sorted(literals, key=rank_term)
    }


def evaluate(rules: Sequence[Rule[Node]], facts: Iterable[Triple]) -> tuple[list[Triple], list[Finding]]:
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


def derive(
    rules: Iterable[Rule[Node]],
    index: TripleIndex,
    delta: Iterable[Triple],
    keeps: Callable[[Triple], bool] = is_rdf,
) -> list[Triple]:
    """Add to `index` all that follows, and return it.

    Rules with guards wait until all others have nothing new to say: what differs then was not found to be the same.

    Parameters
    ----------
    rules : iterable of Rule
        Those without a head are passed over.
    index : TripleIndex
        Holds `delta`; is added to.
    delta : iterable of triple
        The facts that the rules have not seen yet.
    keeps : callable
        Which of the facts that follow count.
    """
    inferring = [rule for rule in rules if rule.head]
    added = [fact for rule in inferring if not rule.body for fact in rule.head if keeps(fact) and index.add(fact)]
    spoken = [each for rule in inferring if rule.body for each in (rule, *_unite_equals(rule))]
    free = _Program([rule for rule in spoken if not rule.guards])
    guarded = _Program([rule for rule in spoken if rule.guards])
    fresh = [*delta, *added]
    waiting = list(fresh)
    while fresh or waiting:
        while fresh:
            fresh = [fact for fact in free.infer(index, fresh) if keeps(fact) and index.add(fact)]
            waiting += fresh
            added += fresh
        fresh = [fact for fact in guarded.infer(index, waiting) if keeps(fact) and index.add(fact)]
        waiting = list(fresh)
        added += fresh
    return added


def find(rules: Iterable[Rule[Node]], index: TripleIndex, given: TripleIndex | None = None) -> list[Finding]:
    """Return the findings of the rules whose head is false, sorted; the same facts count once a rule.

    Parameters
    ----------
    rules : iterable of Rule
        Those with a head are passed over.
    index : TripleIndex
    given : TripleIndex, optional
        Where lists are looked up first, so that their members go by the names that were given.
    """
    found: list[Finding] = []
    for rule in rules:
        if rule.kind == "inference":
            continue
        for each in (rule, *_unite_equals(rule)):
            body = [atom for atom in each.body if atom[1] not in LITERAL_RELATIONS]
            for binding in solve(each, index, given):
                facts = sorted({instantiate(atom, binding) for atom in body}, key=rank_triple)
                found.append(Finding(rule.kind, rule.name, tuple(facts), rule.label or rule.name))
    return sort_findings(found)


# ------------------------------------------------------------------- rounds
_Fixed = tuple[Node | None, Node | None]
"""A predicate and an object, None for any."""


class _Program:
    """Rules as one round applies them."""

    def __init__(self, rules: Sequence[Rule[Node]]) -> None:
        self.whole = [rule for rule in rules if rule.lists or any(atom[1] in LITERAL_RELATIONS for atom in rule.body)]
        self.starts = [
            (rule, atom, order_atoms(rule.body[:place] + rule.body[place + 1 :], frozenset(variables([atom]))))
            for rule in rules
            if rule not in self.whole
            for place, atom in enumerate(rule.body)
        ]

    def infer(self, index: TripleIndex, delta: Iterable[Triple]) -> list[Triple]:
        """Return what follows from facts of which at least one is in `delta`, as far as it is not in the index."""
        by_pattern: defaultdict[_Fixed, list[Triple]] = defaultdict(list)
        for triple in delta:
            _, predicate, obj = triple
            for fixed in ((predicate, obj), (predicate, None), (None, obj), (None, None)):
                by_pattern[fixed].append(triple)
        found: dict[Triple, None] = {}
        for rule, binding in self._bind(index, by_pattern):
            if "equality" in rule.flags and _equates_values(rule, binding):
                continue
            for head in rule.head:
                fact = instantiate(head, binding)
                if fact not in index:
                    found[fact] = None
        return list(found)

    def _bind(
        self, index: TripleIndex, delta: Mapping[_Fixed, Sequence[Triple]]
    ) -> Iterator[tuple[Rule[Node], Binding]]:
        for rule, atom, rest in self.starts:
            for triple in delta.get(_fix(atom), ()) if may_hold(rest, index) else ():
                first = unify(atom, triple, {})
                if first is not None:
                    for binding in join(rest, rule.guards, index, first):
                        yield rule, binding
        for rule in self.whole if delta else ():
            for binding in solve(rule, index):
                yield rule, binding


def _fix(atom: Triple) -> _Fixed:
    """Return what a pattern fixes."""
    _, predicate, obj = atom
    return None if isinstance(predicate, Variable) else predicate, None if isinstance(obj, Variable) else obj


def _equates_values(rule: Rule[Node], binding: Binding) -> bool:
    """Tell whether a rule of equality would go by two literals of different value: dt-diff reports these."""
    pairs = [instantiate(atom, binding) for atom in rule.body if atom[1] == OWL.sameAs]
    return any(have_other_values(left, right) for left, _, right in pairs)


def _unite_equals(rule: Rule[Node]) -> Iterator[Rule[Node]]:
    """Yield the rule as it reads where conditions ``?x owl:sameAs ?y`` hold because both are one thing (eq-ref)."""
    for place, (left, predicate, right) in enumerate(rule.body if "equality" not in rule.flags else ()):
        if predicate != OWL.sameAs or not (isinstance(left, Variable) or isinstance(right, Variable) or left == right):
            continue
        gone, kept = (left, right) if isinstance(left, Variable) else (right, left)
        united = _map_rule(replace(rule, body=rule.body[:place] + rule.body[place + 1 :]), {gone: kept})
        # of a thing that nothing else is asked of, this would hold whatever it is
        if united.body and (not isinstance(kept, Variable) or kept in _find_bound(united)):
            yield united
            yield from _unite_equals(united)


def _find_bound(rule: Rule[Node]) -> set[Variable]:
    """Return the variables that facts or lists give a value to."""
    places = [*rule.body, *(each.terms for each in rule.lists if each.device != "each")]
    places += [atom for each in rule.lists for atom in each.body]
    return {term for place in places for term in place if isinstance(term, Variable)}


# ----------------------------------------------------------------- renaming
def _map_rule(rule: Rule[Node], names: Mapping[Node, Node]) -> Rule[Node]:
    """Return a rule with terms replaced."""
    return replace(
        rule,
        body=tuple(fill(atom, names) for atom in rule.body),
        guards=tuple((names.get(left, left), names.get(right, right)) for left, right in rule.guards),
        head=tuple(fill(atom, names) for atom in rule.head),
        lists=tuple(
            ListAtom(
                each.device,
                names.get(each.list, each.list),
                tuple(names.get(term, term) for term in each.terms),
                tuple(fill(atom, names) for atom in each.body),
            )
            for each in rule.lists
        ),
    )


def _unite_constants(rule: Rule[Node], spellings: Mapping[str, Node]) -> dict[Node, Node]:
    """Return for each literal that a rule names the one by which the data write its value."""
    atoms = [*rule.body, *rule.head, *(atom for each in rule.lists for atom in each.body)]
    literals = {term for atom in (*atoms, *rule.guards) for term in atom if isinstance(term, Literal)}
    return {literal: spellings.get(value_key(literal) or "", literal) for literal in literals}
