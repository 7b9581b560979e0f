"""Whether a conclusion follows from a premise.

In the order of their cost: the conclusion is among the facts of the premise's closure, its blank nodes standing
for any term; the premise contradicts itself, so that everything follows; or the conclusion is proved by assuming
things (`sahel_kg.reasoning.entailment.goals`). No step claims what does not follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

from rdflib import OWL, RDF, Literal, URIRef, Variable
from rdflib.term import Node

from sahel_kg.reasoning.entailment.conclusions import Conclusion
from sahel_kg.reasoning.entailment.definitions import find_expressions
from sahel_kg.reasoning.entailment.goals import Close
from sahel_kg.reasoning.entailment.knowledge import Knowledge
from sahel_kg.reasoning.entailment.matching import solve
from sahel_kg.reasoning.index import TripleIndex
from sahel_kg.reasoning.terms import Triple, rank_term
from sahel_kg.reasoning.values.literals import is_ill_typed

By = OneOf["rules", "additions", "goal", "contradiction", ""]

# What a document says of itself is no part of what it says.
HEADER = frozenset({OWL.imports, OWL.versionIRI})
LIMIT_LITERALS = 10_000


@dataclass(frozen=True)
class Entailment:
    """Whether a conclusion follows, and from what.

    Parameters
    ----------
    holds : bool
    by : {"rules", "additions", "goal", "contradiction", ""}
        The W3C's rules alone; the sound additions as well; goal-directed reasoning; the premise contradicts
        itself; or it does not follow.
    """

    holds: bool
    by: By


def decide(
    premise: Iterable[Triple],
    conclusion: Iterable[Triple],
    close: Close,
    *,
    stages: Sequence[tuple[By, Close]] = (),
    is_owl: bool = True,
) -> Entailment:
    """Tell whether a conclusion follows, and from what.

    Parameters
    ----------
    premise : iterable of triple
    conclusion : iterable of triple
        A Variable, in place of a blank node, stands for any term.
    close : callable
        Takes triples to their closure. Its rules hold whatever else is the case: none asks what is *not* known.
    stages : sequence of (str, callable), optional
        What to look the conclusion up in first, one after the other, each with what to call it: closures by the
        W3C's rules alone, say, or by those that only restate as well. Without it ``("rules", close)``.
    is_owl : bool
        Whether the rules are those of OWL 2 RL: if not, only facts are looked up.
    """
    given, goal = list(dict.fromkeys(premise)), _drop_header(conclusion)
    prefix = _choose_prefix([*given, *goal])
    for by, closing in stages or [("rules", close)]:
        closure = closing(given)
        if all(triple in closure for triple in goal):
            return Entailment(True, by)
        known = Knowledge(closure, {}, restates=is_owl)
        if solve(goal, known, None):
            return Entailment(True, by)
        if known.is_contradictory:
            return Entailment(True, "contradiction")
        if is_owl and (names := _name_literals(given, goal, prefix)):
            links = [(name, OWL.sameAs, literal) for name, literal in names.items()]
            if solve(goal, Knowledge(closing([*given, *links]), names), None):
                return Entailment(True, by)
    if is_owl and not any(isinstance(o, Literal) and is_ill_typed(o) for _, _, o in goal):
        names = _name_literals(given, goal, prefix)
        if Conclusion(given, goal, known, prefix).follows(close, names):
            return Entailment(True, "goal")
    return Entailment(False, "")


def _drop_header(conclusion: Iterable[Triple]) -> list[Triple]:
    goal = list(dict.fromkeys(conclusion))
    headers = {s for s, p, o in goal if p == RDF.type and o == OWL.Ontology}
    return [
        (s, p, o) for s, p, o in goal if s not in headers or (p not in HEADER and (p, o) != (RDF.type, OWL.Ontology))
    ]


def _choose_prefix(triples: Sequence[Triple]) -> str:
    prefix = "urn:sahel-kg:assumed:"
    terms = {str(term) for triple in triples for term in triple}
    while any(term.startswith(prefix) for term in terms):
        prefix += "x:"
    return prefix


def _name_literals(given: Sequence[Triple], goal: Sequence[Triple], prefix: str) -> dict[Node, Literal]:
    """Return a name for each literal if the conclusion says something of what may be one."""
    literals = sorted({o for _, _, o in given if isinstance(o, Literal)}, key=rank_term)
    expressions, cells = find_expressions(TripleIndex(goal))
    speaks = any(isinstance(s, Variable) and s not in expressions | cells for s, _, _ in goal)
    if not speaks or len(literals) > LIMIT_LITERALS:
        return {}
    return {URIRef(f"{prefix}value{number}"): literal for number, literal in enumerate(literals)}
