"""Few facts closed at once, as long as there is not too much to do."""

from __future__ import annotations

from sahel_kg.reasoning.evaluation.data import Data
from sahel_kg.reasoning.evaluation.evaluator import FactEvaluator
from sahel_kg.reasoning.rules.program import compile_rules

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
    clauses = compile_rules(data.active, written_out=False)
    if is_merging:
        clauses = tuple(clause for clause in clauses if clause.rule.name != "eq-ref")
    evaluation = FactEvaluator(
        clauses,
        lists,
        rank=data.rank if is_merging else None,
        constants=data.constants,
        values=data.spellings,
        most=MOST_WORK + WORK_OF_EACH * data.size,
    )
    evaluation.close(data.list_premises())
    return evaluation, notes
