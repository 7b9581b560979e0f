"""Matches of rules whose head is false, put into the words in which their facts were said, by whatever engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.language import OWL
from sahel_kg.reasoning.rules.program import Clause
from sahel_kg.reasoning.rules.statements import Variable

if TYPE_CHECKING:
    from rdflib.term import Node

    from sahel_kg.reasoning.terms import Triple

Key = TypeVar("Key", int, str)
"""What an engine has in the place of terms."""


@dataclass(frozen=True)
class Witness(Generic[Key]):
    """A match of a rule whose head is false.

    Parameters
    ----------
    clause : Clause
    facts : tuple of (key, key, key)
        The matched facts, in the order of the clause's atoms.
    binding : tuple of (Variable, key)
    """

    clause: Clause
    facts: tuple[tuple[Key, Key, Key], ...]
    binding: tuple[tuple[Variable, Key], ...]


class Describer(ABC, Generic[Key]):
    """Puts matches into words, with the equalities by which they match."""

    @abstractmethod
    def find_key(self, text: str) -> Key:
        """Return what stands for a term that a rule names."""

    @abstractmethod
    def find_term(self, key: Key) -> Node:
        """Return the term of a key."""

    @abstractmethod
    def find_form(self, fact: tuple[Key, Key, Key]) -> tuple[Key, Key, Key]:
        """Return a fact as it was given, else by the first of the names that its terms have.

        By the order of texts: keys tell which was read first, and so would tell whether facts were added.
        """

    @abstractmethod
    def spell(self, fact: tuple[Key, Key, Key]) -> Triple:
        """Return a fact in the spelling in which it was given, if it was."""

    @abstractmethod
    def list_names(self, key: Key) -> Sequence[Key]:
        """Return all names of a thing, the one by which facts have it first."""

    @abstractmethod
    def list_members(self, head: Key) -> Iterable[Key]:
        """Return the members of a list as they were given."""

    def describe(self, witness: Witness[Key]) -> Finding:
        """Return a match as a finding."""
        from sahel_kg.reasoning.terms import rank_triple

        rule = witness.clause.rule
        return Finding(
            "tension" if rule.kind == "tension" else "contradiction",
            rule.name,
            tuple(sorted(self._restore(witness), key=rank_triple)),
            rule.label or rule.name,
        )

    def _restore(self, witness: Witness[Key]) -> set[Triple]:
        forms = [self.find_form(fact) for fact in witness.facts]
        facts = {_orient(self.spell(form)) for form in forms}
        bound = dict[str, Key]()
        for atom, form in zip(witness.clause.said, forms, strict=True):
            for term, key in zip(atom, form, strict=True):
                if isinstance(term, Variable):
                    bound.setdefault(term, key)
        for left, right in witness.clause.same:
            one = bound.get(left) if isinstance(left, Variable) else self.find_key(left)
            other = bound.get(right) if isinstance(right, Variable) else self.find_key(right)
            pair = (one, other) if one is not None and other is not None else self._find_doubles(witness)
            if pair is not None and pair[0] != pair[1]:
                facts.add(
                    _orient(
                        (self.find_term(pair[0]), self.find_term(self.find_key(OWL.sameAs)), self.find_term(pair[1]))
                    )
                )
        return facts

    def _find_doubles(self, witness: Witness[Key]) -> tuple[Key, Key] | None:
        """Return the two members of a list that are one thing."""
        known = dict(witness.binding)
        for row in witness.clause.rows:
            if row.table == "pair":
                head, one = (
                    known[term] if isinstance(term, Variable) else self.find_key(term) for term in row.terms[:2]
                )
                names = self.list_names(one)
                for each in self.list_names(head):
                    members = [member for member in self.list_members(each) if member in names]
                    if len(members) > 1:
                        return members[0], members[1]
        return None


def _orient(fact: Triple) -> Triple:
    """Return an equality with the lesser term first: both directions are one finding."""
    from rdflib import OWL

    from sahel_kg.reasoning.terms import rank_term

    left, predicate, right = fact
    return (right, predicate, left) if predicate == OWL.sameAs and rank_term(right) < rank_term(left) else fact
