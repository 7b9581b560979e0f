"""Few facts in tables, closed in plain Python: to plan a round's queries takes longer than to go through them."""

from __future__ import annotations

from collections import defaultdict

from sahel_kg.reasoning.engines.duckdb.derivations import IdRow, Steps
from sahel_kg.reasoning.evaluation.closing import close_facts
from sahel_kg.reasoning.evaluation.data import Data
from sahel_kg.reasoning.evaluation.facts import list_facts
from sahel_kg.reasoning.evaluation.given import sort_rows
from sahel_kg.reasoning.evaluation.patterns import Fact, TooMuchError
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.rules.profiles import RuleSet

MOST_GIVEN = 15_000
"""Triples whose steps are listed here."""


class FewFacts:
    """What is given in tables, with all that follows; equality is left to its rules.

    Parameters
    ----------
    tables : Tables
    rules : RuleSet

    Raises
    ------
    TooMuchError
        There is too much to do.
    """

    def __init__(self, tables: Tables, rules: RuleSet) -> None:
        if tables.number("SELECT count(*) FROM given") > MOST_GIVEN:
            raise TooMuchError
        given = tables.rows(
            "SELECT DISTINCT s.text, p.text, o.text, '' FROM given g JOIN term s ON s.id = g.s "
            "JOIN term p ON p.id = g.p JOIN term o ON o.id = g.o"
        )
        self._evaluation, _ = close_facts(Data(sort_rows(given), rules), is_merging=False)
        self._idents: dict[str, int] = dict(tables.rows("SELECT text, value FROM term"))

    def _row(self, fact: Fact) -> IdRow:
        s, p, o = fact
        return self._idents[s], self._idents[p], self._idents[o]

    def rounds(self) -> dict[IdRow, int]:
        """Return each fact with a round after those of what it follows from."""
        return {
            self._row(fact): place
            for place, parts in enumerate(self._evaluation.rounds)
            for key, part in parts.items()
            for fact in list_facts(key, part)
        }

    def steps(self) -> Steps | None:
        """Map each fact that a clause gives to its premises (see `derivations.run_clauses`); None if it is too much."""
        steps: Steps = defaultdict(dict)
        try:
            for clause, fact, premises in self._evaluation.steps():
                if fact not in premises:
                    steps[self._row(fact)].setdefault(tuple(map(self._row, premises)), clause)
        except TooMuchError:
            return None
        return steps
