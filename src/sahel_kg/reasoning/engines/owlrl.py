"""The engine owlrl: rdflib's OWL 2 RL reasoner, in turn with the domain rules until nothing is new.

A reference, not a fast engine: it keeps no rounds, and thus no proofs. What it misses: dt-eq (literals of
equal value stay apart), cls-int1 of an empty intersection, and the sound additions beyond the W3C's tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import as_file, files

from rdflib import OWL, Literal

from sahel_kg.reasoning.closure import Closure, Finding, MemoryClosure
from sahel_kg.reasoning.datatypes import differ, is_ill_typed
from sahel_kg.reasoning.engines.owlrl_semantics import FullSemantics, LeanSemantics, SchemaSemantics
from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.naive import derive, find, match
from sahel_kg.reasoning.restatements import restates
from sahel_kg.reasoning.rules import Rule, RuleSet, load_rules
from sahel_kg.reasoning.terms import Triple, is_rdf, rank_term
from sahel_kg.vocabulary import RL

NAME = "owlrl"
LISTS_OF_CHECKS = (OWL.members, OWL.distinctMembers)


def materialise(given: Iterable[Triple], rules: RuleSet) -> Closure:
    """Return the closure of facts under rules (see `sahel_kg.reasoning.close`)."""
    leaves = dict.fromkeys(given)
    is_full = "owl-rl-full" in rules.profiles
    everything, facts = _saturate(leaves, rules, is_full=is_full)
    findings = [*_find_contradictions(everything, leaves, rules), *find(rules.rules, facts)]
    return MemoryClosure(
        leaves,
        (fact for fact in facts if fact not in leaves),
        findings,
        engine=NAME,
        rules=rules.names,
        notes=tuple(
            f"owl:imports of {iri} was not followed; pass the imported file as a path."
            for iri in sorted({str(o) for _, p, o in leaves if p == OWL.imports})
        ),
        reclose=lambda triples: materialise(triples, rules),
    )


def entails(premise: Iterable[Triple], conclusion: Iterable[Triple], rules: RuleSet) -> bool:
    """Tell whether a conclusion follows (see `sahel_kg.reasoning.entails`)."""
    leaves = dict.fromkeys(premise)
    goal = tuple(dict.fromkeys(conclusion))
    everything, facts = _saturate(leaves, rules, is_full=True)
    if next(match(goal, everything), None) is not None:
        return True
    if any(finding.kind == "contradiction" for finding in find(rules.rules, facts)):
        return True
    return next(_find_contradictions(everything, leaves, rules), None) is not None


def _saturate(given: Iterable[Triple], rules: RuleSet, *, is_full: bool) -> tuple[TripleIndex, TripleIndex]:
    """Return all that was derived, and what of it is a fact of the closure.

    Domain rules read the facts of the closure alone: what a rule saw, its reader can look up.
    """
    everything = TripleIndex(given)
    facts = TripleIndex(everything)
    fresh = list(everything)
    while True:
        before = len(everything)
        _run_owlrl(everything, rules.profiles, is_full=is_full)
        derived = [fact for fact in _list_since(everything, before) if is_rdf(fact) and (is_full or not restates(fact))]
        fresh += [fact for fact in derived if facts.add(fact)]
        fresh = [fact for fact in derive(rules.rules, facts, fresh) if everything.add(fact)]
        # without a profile nothing answers the domain rules, which have reached their own fixpoint
        if not fresh or not rules.profiles:
            return everything, facts


def _list_since(index: TripleIndex, size: int) -> list[Triple]:
    """Return what was added after an index had a size; it keeps the order of insertion."""
    return list(index)[size:]


def _run_owlrl(index: TripleIndex, profiles: frozenset[str], *, is_full: bool) -> None:
    """Close an index under the profiles, all of them together."""
    before = -1
    while profiles and len(index) > before:
        before = len(index)
        if "rdfs" in profiles:
            SchemaSemantics(index).closure()
        if profiles - {"rdfs"}:
            # eq-ref only matters beyond itself where owl:sameAs is spoken of, as a subproperty say
            needs_full = is_full or any(OWL.sameAs in (s, o) for s, _, o in index)
            semantics = FullSemantics if needs_full else LeanSemantics
            semantics(index).closure()
        if len(profiles) == 1:
            return


@cache
def _load_checks() -> tuple[Rule, ...]:
    with as_file(files("sahel_kg.reasoning") / "owl2rl-checks.n3") as path:
        return load_rules([path])


def _find_contradictions(everything: TripleIndex, given: Iterable[Triple], rules: RuleSet) -> Iterator[Finding]:
    """Yield the contradictions that the rules of OWL 2 RL find; `everything` gains the members of lists."""
    if not rules.profiles - {"rdfs"}:
        return
    for fact in given:
        if isinstance(fact[2], Literal) and is_ill_typed(fact[2]):
            message = f"The text of a literal is not one of its datatype: {fact[2].n3()}"
            yield Finding("contradiction", "dt-not-type", (fact,), message)
    for left, right in everything.subject_objects(OWL.sameAs):
        if (
            isinstance(left, Literal)
            and isinstance(right, Literal)
            and rank_term(left) < rank_term(right)
            and differ(left, right)
        ):
            fact = (left, OWL.sameAs, right)
            yield Finding("contradiction", "dt-diff", (fact,), "Two different values would be the same")
    # lists as given: eq-rep-o writes the other names of a member into its cell, and these are no members
    leaves = TripleIndex(given)
    for head in {head for p in LISTS_OF_CHECKS for _, head in leaves.subject_objects(p)}:
        for member in leaves.items(head):
            everything.add((head, RL.member, member))
    for finding in find(_load_checks(), everything):
        facts = tuple(fact for fact in finding.facts if fact[1] != RL.member)
        yield Finding(finding.kind, finding.rule, facts, finding.message)
