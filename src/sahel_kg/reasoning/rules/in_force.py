"""The rules in force for some data, and whether things that are the same may go by one name under them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sahel_kg.errors import Problem
from sahel_kg.reasoning.language import OWL, RDF, RDFS
from sahel_kg.reasoning.lists import LIST_PREDICATES
from sahel_kg.reasoning.rules.profiles import (
    PLAIN_MENTIONS,
    Rule,
    RuleError,
    RuleSet,
    active_rules,
    read_profile,
    shorten,
)
from sahel_kg.reasoning.rules.program import LITERAL_RELATIONS, list_constants
from sahel_kg.reasoning.rules.restatements import RESTATING_TERMS

EQUALITY_RULES = {"eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o"}
"""Together they are what representatives do."""

SPEAKING = (RDFS.subClassOf, OWL.equivalentClass, OWL.sameAs, OWL.disjointWith, OWL.complementOf)
"""Properties of a datatype that make it matter which literals belong to it."""


@lru_cache(maxsize=32)
def list_rules(rules: RuleSet) -> tuple[Rule[str], ...]:
    """Return the rules of the profiles with those of the domain."""
    profiles = [rule for profile in sorted(rules.profiles) for rule in read_profile(profile)]
    return tuple(dict.fromkeys([*profiles, *rules.rules]))


def choose_rules(
    rules: tuple[Rule[str], ...], mentions: Iterable[tuple[str, str, str]], *, is_full: bool
) -> tuple[tuple[Rule[str], ...], bool]:
    """Return the rules that the data call for, and whether equality may be done by representatives under them.

    Parameters
    ----------
    rules : tuple of Rule
        All of them.
    mentions : iterable of triple
        The given facts that speak of a term that a restating rule is needed for.
    is_full : bool
    """
    mentions = list(mentions)
    active = active_rules(rules, mentions, is_full=is_full)
    # where the data speak of owl:sameAs itself, as a subproperty say, its facts have to be there
    needed = {rule.name for rule in active_rules(rules, mentions, is_full=False)}
    return active, {rule.name for rule in active} >= EQUALITY_RULES and "eq-ref" not in needed


@lru_cache(maxsize=32)
def collect_constants(rules: RuleSet) -> frozenset[str]:
    """Return the terms that rules and the engine itself name: they come before all others and are never renamed."""
    terms = (RDF.first, RDF.rest, RDF.nil, OWL.sameAs, OWL.imports, OWL.TransitiveProperty, RDFS.Literal)
    return frozenset(
        (*terms, *SPEAKING, *LIST_PREDICATES, *RESTATING_TERMS, *PLAIN_MENTIONS, *list_constants(list_rules(rules)))
    )


def refuse_literal_relations(rules: RuleSet) -> None:
    """Refuse domain rules that ask what the value space says: the engine only knows what the W3C's rules ask of it."""
    problems = [
        Problem(rule.file, shorten(rule.name), f"rl:{shorten(str(p))} is for the rules of OWL; it cannot be asked here")
        for rule in rules.rules
        if ":" in rule.name  # not one of the W3C's own, in a file of its own
        for _, p, _ in rule.body
        if p in LITERAL_RELATIONS
    ]
    if problems:
        raise RuleError(problems)
