"""Few facts closed at once, as long as there is not too much to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from functools import lru_cache

from sahel_kg.reasoning.evaluation.data import Data
from sahel_kg.reasoning.evaluation.evaluator import FactEvaluator
from sahel_kg.reasoning.evaluation.facts import TYPE, Pair
from sahel_kg.reasoning.evaluation.patterns import PreparedClause, TooMuchError
from sahel_kg.reasoning.language import OWL
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
    clauses, most = _prepare(data.active, is_merging=is_merging), MOST_WORK + WORK_OF_EACH * data.size
    if any(each.clause.transitive for each in clauses):
        for link in data.facts.get((TYPE, OWL.TransitiveProperty), ()):
            if count_joins(data.facts.get((link, None), ())) > most:
                raise TooMuchError
    evaluation = FactEvaluator(
        clauses,
        lists,
        rank=data.rank if is_merging else None,
        constants=data.constants,
        values=data.spellings,
        most=most,
    )
    evaluation.close(data.list_premises())
    return evaluation, notes


def count_joins(pairs: Collection[Pair]) -> int:
    """Return how many pairs of pairs are joined at least where they are of a transitive property.

    The last of a row of n + 1 things is joined with each two before it. Circles are not counted.

    >>> count_joins([("a", "b"), ("b", "c"), ("c", "d")])
    4
    """
    following, before = defaultdict[str, list[str]](list), Counter(o for _, o in pairs)
    for s, o in pairs:
        following[s].append(o)
    count = level = 0
    row = [s for s in following if not before[s]]
    while row:
        count += len(row) * (level * (level - 1) // 2)
        ends = [o for s in row for o in following.get(s, ())]
        before.subtract(ends)
        row = [o for o in dict.fromkeys(ends) if not before[o]]
        level += 1
    return count


@lru_cache(maxsize=32)
def _prepare(rules: tuple[Rule[str], ...], *, is_merging: bool) -> tuple[PreparedClause, ...]:
    """Return the clauses of rules, lists not written out; most closures ask for the same."""
    clauses = compile_rules(rules, written_out=False)
    return tuple(PreparedClause(each) for each in clauses if not (is_merging and each.rule.name == "eq-ref"))
