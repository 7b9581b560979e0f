"""Matching a conclusion with what is known: its variables are filled by backtracking, literals included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rdflib import Variable
from rdflib.term import Node

from sahel_kg.reasoning.entailment.knowledge import Knowledge
from sahel_kg.reasoning.terms import Triple


class Goal(NamedTuple):
    """A triple that must hold, or must be found to be false."""

    triple: Triple
    is_denied: bool = False


class GoalProver(Protocol):
    """What proves a goal without variables that is no fact."""

    def prove(self, goal: Triple) -> bool:
        """Tell whether a goal was found to follow."""

    def refute(self, goal: Triple) -> bool:
        """Tell whether a goal was found to be false."""


def solve(goal: Sequence[Triple], known: Knowledge, prover: GoalProver | None, denied: Sequence[Triple] = ()) -> bool:
    """Tell whether variables can be filled so that all of a goal holds."""
    goals = [Goal(known.normalise(triple)) for triple in goal] + [Goal(triple, True) for triple in denied]
    return all(_match(part, known, prover, {}, []) for part in _split(goals))


def _split(goals: Sequence[Goal]) -> list[list[Goal]]:
    """Split goals into parts that share no variable."""
    parts: list[tuple[set[Node], list[Goal]]] = []
    for goal in goals:
        variables: set[Node] = {term for term in goal.triple if isinstance(term, Variable)}
        joined = [part for part in parts if part[0] & variables]
        parts = [part for part in parts if not part[0] & variables]
        parts.append((variables.union(*(part[0] for part in joined)), [*(g for part in joined for g in part[1]), goal]))
    return [part for _, part in parts]


def _match(
    goals: list[Goal], known: Knowledge, prover: GoalProver | None, binding: dict[Node, Node], open_goals: list[Goal]
) -> bool:
    """Match goals with facts, one after the other; those without variables that are no facts are left to the prover."""
    if not goals:
        return all(_prove(goal, prover) for goal in open_goals)
    filled = [Goal(fill_triple(goal.triple, binding), goal.is_denied) for goal in goals]
    # the fewest variables first; what is denied is never looked up
    place = min(range(len(filled)), key=lambda i: (_count_variables(filled[i]), filled[i].is_denied))
    goal, rest = filled[place], filled[:place] + filled[place + 1 :]
    if not _count_variables(goal):
        if not goal.is_denied and known.holds(goal.triple):
            return _match(rest, known, prover, {}, open_goals)
        return prover is not None and _match(rest, known, prover, {}, [*open_goals, goal])
    if goal.is_denied:
        return False
    s, p, o = (None if isinstance(term, Variable) else term for term in goal.triple)
    if p is None:
        return False
    for fact in known.find(s, p, o):
        found: dict[Node, Node] = {}
        if all(
            not isinstance(term, Variable) or found.setdefault(term, value) == value
            for term, value in zip(goal.triple, fact, strict=True)
        ) and _match(rest, known, prover, found, open_goals):
            return True
    return False


def fill_triple(triple: Triple, binding: dict[Node, Node]) -> Triple:
    s, p, o = triple
    return binding.get(s, s), p, binding.get(o, o)


def _count_variables(goal: Goal) -> int:
    return sum(isinstance(term, Variable) for term in goal.triple)


def _prove(goal: Goal, prover: GoalProver | None) -> bool:
    if prover is None:
        return False
    return prover.refute(goal.triple) if goal.is_denied else prover.prove(goal.triple)
