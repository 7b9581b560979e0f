"""Findings of a small closure: matches of rules whose head is false, and what puts them into words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from sahel_kg.reasoning.evaluation.data import Data
from sahel_kg.reasoning.evaluation.evaluator import FactEvaluator
from sahel_kg.reasoning.evaluation.facts import list_facts
from sahel_kg.reasoning.evaluation.patterns import Fact, TooMuchError, to_fact
from sahel_kg.reasoning.witnesses import Describer, Witness

if TYPE_CHECKING:
    from rdflib.term import Node

    from sahel_kg.reasoning.terms import Triple


def find(
    evaluation: FactEvaluator, relations: Mapping[str, Collection[tuple[str, str]]], most: int
) -> list[Witness[str]]:
    """Return the matches of rules whose head is false.

    Raises
    ------
    TooMuchError
        A rule has more than `most`.
    """
    found: dict[Witness[str], None] = {}
    for clause in evaluation.checks:
        if any(not relations.get(table) for table, _, _ in clause.relations):
            continue
        before = len(found)
        for _, binding in evaluation.match(clause, relations):
            facts = tuple(to_fact(atom, binding) for atom in clause.atoms)
            bound = tuple((name, binding[number] or "") for name, number in clause.numbers.items())
            found[Witness(clause.clause, facts, bound)] = None
            if len(found) - before > most:
                raise TooMuchError
    return list(found)


class TextDescriber(Describer[str]):
    """Puts matches of rules whose head is false into words.

    Parameters
    ----------
    data : Data
    evaluation : FactEvaluator
    names : mapping of str to list of str
        All names of things that have several, the one by which facts have them first.
    """

    def __init__(self, data: Data, evaluation: FactEvaluator, names: Mapping[str, Sequence[str]]) -> None:
        self._data, self._names, self._lists = data, names, evaluation.given_lists
        self._forms: defaultdict[Fact, list[tuple[str, str, str, str]]] = defaultdict(list)
        for key, part in data.given.items() if names else ():
            for s, p, o in list_facts(key, part):
                value = data.value(o)
                form = evaluation.rename(s), evaluation.rename(p), evaluation.rename(value)
                self._forms[form].append((s, p, o, value))

    def find_key(self, text: str) -> str:
        return self._data.find(text)

    def find_term(self, key: str) -> Node:
        return self._data.term(self._data.spell(key))

    def find_form(self, fact: Fact) -> Fact:
        if not self._names:
            return fact
        if fact in self._forms:
            s, p, _, o = min(self._forms[fact])
            return s, p, o
        from sahel_kg.reasoning.terms import rank_term

        one, other, third = (
            min(self.list_names(text), key=lambda name: rank_term(self.find_term(name))) for text in fact
        )
        return one, other, third

    def list_names(self, key: str) -> Sequence[str]:
        return self._names.get(key, [key])

    def list_members(self, head: str) -> Sequence[str]:
        return self._lists.get(head, ())

    def spell(self, fact: Fact) -> Triple:
        s, p, o = fact
        # as in the tables, where the spellings of the rules come last
        given = self._data.list_given(fact)
        spelt = max(given, key=lambda text: (text not in self._data.constants, text)) if given else self._data.spell(o)
        return self.find_term(s), self.find_term(p), self._data.term(spelt)
