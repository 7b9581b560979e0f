"""The engine owlrl: rdflib's OWL 2 RL reasoner, in turn with the domain rules until nothing is new.

A reference, not a fast engine: it keeps no rounds, and thus no proofs. What it misses: dt-eq (literals of
equal value stay apart), cls-int1 of an empty intersection, and the sound additions beyond the W3C's tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from rdflib import OWL, RDFS, Literal, Variable
from rdflib.term import Node

from sahel_kg.reasoning.closure import Closure, NotSupportedError
from sahel_kg.reasoning.engines import Options
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.inputs import Source, read_triples
from sahel_kg.reasoning.reference.memory import MemoryClosure
from sahel_kg.reasoning.reference.naive import derive, find
from sahel_kg.reasoning.reference.owlrl_semantics import FullSemantics, LeanSemantics, SchemaSemantics
from sahel_kg.reasoning.rules.compiled import to_nodes
from sahel_kg.reasoning.rules.profiles import Rule, RuleSet, load_profile
from sahel_kg.reasoning.rules.restatements import restates
from sahel_kg.reasoning.terms import Triple, is_rdf, rank_term
from sahel_kg.reasoning.values.literals import is_ill_typed, surely_differ
from sahel_kg.vocabulary import RL

NAME = "owlrl"
# The condition of dt-not-type by which every fact of a literal without a value counts, derived ones too.
ILL_TYPED = frozenset({(Variable("x"), RL.notInDatatype, RDFS.Literal)})


def materialise(given: Source, rules: RuleSet, options: Options) -> Closure:
    """Return the closure of facts under rules (see `sahel_kg.reasoning.close`).

    Raises
    ------
    NotSupportedError
        For a database, or a limit.
    """
    for name in ("database", "memory_limit", "limit_facts", "limit_time"):
        if getattr(options, name) is not None:
            raise NotSupportedError(NAME, name.replace("_", " "))
    return _close(read_triples(given), rules)


def _close(given: Iterable[Triple], rules: RuleSet) -> Closure:
    leaves = dict.fromkeys(given)
    domain = tuple(map(to_nodes, rules.rules))
    everything, facts = _saturate(leaves, rules.profiles, domain)
    findings = [*_find_contradictions(everything, leaves, rules), *find(domain, facts)]
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
        reclose=lambda triples: _close(triples, rules),
    )


def _saturate(
    given: Iterable[Triple], profiles: frozenset[str], domain: Sequence[Rule[Node]]
) -> tuple[TripleIndex, TripleIndex]:
    """Return all that was derived, and what of it is a fact of the closure.

    Domain rules read the facts of the closure alone: what a rule saw, its reader can look up.
    """
    is_full = "owl-rl-full" in profiles
    everything = TripleIndex(given)
    facts = TripleIndex(everything)
    fresh = list(everything)
    while True:
        before = len(everything)
        _run_owlrl(everything, profiles, is_full=is_full)
        derived = [fact for fact in _list_since(everything, before) if is_rdf(fact) and (is_full or not restates(fact))]
        fresh += [fact for fact in derived if facts.add(fact)]
        fresh = [fact for fact in derive(domain, facts, fresh) if everything.add(fact)]
        # without a profile nothing answers the domain rules, which have reached their own fixpoint
        if not fresh or not profiles:
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
def _load_checks() -> tuple[Rule[Node], ...]:
    """Return the rules that find contradictions: owlrl writes these as sentences, and misses some."""
    rules = (rule for rule in load_profile("owl-rl") if rule.kind == "contradiction")
    return tuple(rule for rule in rules if rule.name != "dt-diff" and not ILL_TYPED.intersection(rule.body))


def _find_contradictions(everything: TripleIndex, given: Iterable[Triple], rules: RuleSet) -> Iterator[Finding]:
    """Yield the contradictions that the rules of OWL 2 RL find."""
    if not rules.profiles - {"rdfs"}:
        return
    leaves = TripleIndex(given)
    for fact in leaves:
        if _is_ill_typed(fact[2]):
            message = f"The text of a literal is not one of its datatype: {fact[2].n3()}"
            yield Finding("contradiction", "dt-not-type", (fact,), message)
    for left, right in everything.subject_objects(OWL.sameAs):
        if (
            isinstance(left, Literal)
            and isinstance(right, Literal)
            and rank_term(left) < rank_term(right)
            and surely_differ(left, right)
        ):
            fact = (left, OWL.sameAs, right)
            yield Finding("contradiction", "dt-diff", (fact,), "Two different values would be the same")
    # owlrl gives an ill-typed literal all types that its datatype lies in: it was reported above
    for finding in find(_load_checks(), everything, leaves):
        if finding.rule != "dt-not-type" or not any(_is_ill_typed(subject) for subject, _, _ in finding.facts):
            yield finding


def _is_ill_typed(term: Node) -> bool:
    return isinstance(term, Literal) and is_ill_typed(term)
