"""Few facts closed at once, as long as there is not too much to do."""

from __future__ import annotations

from functools import lru_cache

from sahel_kg.reasoning.evaluation.data import Data
from sahel_kg.reasoning.evaluation.evaluator import FactEvaluator
from sahel_kg.reasoning.evaluation.patterns import PreparedClause
from sahel_kg.reasoning.rules.program import compile_rules
from sahel_kg.reasoning.rules.statements import Rule

MOST_GIVEN = 150_000
"""Triples that are closed here."""
MOST_WORK = 100_000
"""Facts that are looked at, and facts that are said, before it is too much: so many, and `WORK_OF_EACH` a triple."""
WORK_OF_EACH = 14


def close_facts(data: Data, *, is_merging: bool) -> tuple[FactEvaluator, list[str]]:
    """Return what is given with all that follows, and notes about lists that are left out.

    Parameters
    ----------
    data : Data
    is_merging : bool
        Whether things that are the same go by one name; else equality is left to its rules.

    Raises
    ------
    TooMuchError
        There is too much to do.
    """
    lists, notes = data.read_lists()
    evaluation = FactEvaluator(
        _prepare(data.active, is_merging=is_merging),
        lists,
        rank=data.rank if is_merging else None,
        constants=data.constants,
        values=data.spellings,
        most=MOST_WORK + WORK_OF_EACH * data.size,
    )
    evaluation.close(data.list_premises())
    return evaluation, notes


@lru_cache(maxsize=32)
def _prepare(rules: tuple[Rule[str], ...], *, is_merging: bool) -> tuple[PreparedClause, ...]:
    """Return the clauses of rules, lists not written out; most closures ask for the same."""
    clauses = compile_rules(rules, written_out=False)
    return tuple(PreparedClause(each) for each in clauses if not (is_merging and each.rule.name == "eq-ref"))
