"""What closing gives: facts, contradictions and tensions, the same for every engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

from sahel_kg.errors import UsageError
from sahel_kg.reasoning.derivations import Derivations
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.inputs import Source
from sahel_kg.reasoning.proofs import MOST_OF_A_RULE, Justification, NearMiss, Proof

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from sahel_kg.reasoning.terms import Triple


class NotSupportedError(UsageError):
    """The engine that made a closure cannot tell what was asked.

    Attributes
    ----------
    engine : str
    feature : str
    """

    def __init__(self, engine: str, feature: str) -> None:
        self.engine = engine
        self.feature = feature
        super().__init__(
            f"The engine {engine} cannot do {feature}: use the engine duckdb, which keeps the order of derivation."
        )


class Closure(ABC):
    """Given facts with all that follows from them; asserted and inferred stay apart.

    Attributes
    ----------
    engine : str
        Name of the engine that made it.
    rules : tuple of str
        What was asked for: profiles and rule files.
    notes : tuple of str
        What a user should know (imports that were not followed, say).
    """

    engine: str
    rules: tuple[str, ...]
    notes: tuple[str, ...]

    @abstractmethod
    def __len__(self) -> int:
        """Return the number of given and inferred facts."""

    @abstractmethod
    def __contains__(self, fact: object) -> bool:
        """Tell whether a fact is given or inferred."""

    @abstractmethod
    def given(self) -> Iterator[Triple]:
        """Yield the facts that were given, sorted."""

    @abstractmethod
    def inferred(self) -> Iterator[Triple]:
        """Yield the facts that were not given but follow, sorted."""

    @abstractmethod
    def facts(self) -> Iterator[Triple]:
        """Yield given and inferred facts, sorted."""

    @property
    @abstractmethod
    def findings(self) -> list[Finding]:
        """Contradictions and tensions, sorted."""

    @property
    def contradictions(self) -> list[Finding]:
        """Contradictions, sorted; the closure goes on in spite of them."""
        return [finding for finding in self.findings if finding.kind == "contradiction"]

    @property
    def tensions(self) -> list[Finding]:
        """Findings of tension rules, sorted."""
        return [finding for finding in self.findings if finding.kind == "tension"]

    @abstractmethod
    def add(self, graph: Source) -> Closure:
        """Return the closure of the given facts together with those of `graph`; this one stays as it is."""

    def count_inferred(self) -> int:
        """Return the number of facts that were not given but follow."""
        return sum(1 for _ in self.inferred())

    def write(self, *, inferred_only: bool = False, in_order: bool = True) -> Iterator[str]:
        """Yield the facts as lines of canonical N-Triples, many lines at a time.

        Parameters
        ----------
        inferred_only : bool
            Leave out what was given.
        in_order : bool
            Sort the lines; not sorted, they take a third of the time.
        """
        from sahel_kg.terms import to_text

        facts = self.inferred() if inferred_only else self.facts()
        yield "".join(sorted(f"{' '.join(map(to_text, fact))} .\n" for fact in facts))

    def graph(self) -> Graph:
        """Return given and inferred facts as a new rdflib graph."""
        from rdflib import Graph

        result = Graph()
        for fact in self.facts():
            result.add(fact)
        return result

    def round(self, fact: Triple) -> int:
        """Return the round in which a fact was first derived.

        Raises
        ------
        NotSupportedError
            The engine does not keep rounds.
        """
        self._refuse("rounds")

    def explain(self, fact: Triple) -> Proof:
        """Return a proof of a fact.

        Raises
        ------
        NotSupportedError
            The engine does not keep rounds, and thus no proofs.
        """
        self._refuse("proofs")

    def justifications(self, fact: Triple) -> Sequence[Justification]:
        """Return the single steps that derive a fact.

        Raises
        ------
        NotSupportedError
            The engine does not keep rounds, and thus no proofs.
        """
        self._refuse("justifications")

    def why_not(self, fact: Triple, *, most: int = MOST_OF_A_RULE) -> Sequence[NearMiss]:
        """Return the rules that would give a fact if one premise more held, of each rule at `most` so many.

        Raises
        ------
        NotSupportedError
            The engine keeps no proofs.
        """
        self._refuse("proofs")

    def derivations(self) -> Derivations:
        """Return every step by which facts about things follow, and what was given: all proofs in one graph.

        What follows about classes and relations alone is taken as given in every step. A guard (`log:notEqualTo`) is
        judged once, with all that was given: what any claim makes the same is the same in every case.

        Raises
        ------
        NotSupportedError
            The engine keeps no proofs, or facts hold under representatives.
        """
        self._refuse("derivations")

    def explain_finding(self, finding: Finding) -> tuple[Proof, ...]:
        """Return a proof of each fact of a finding.

        Raises
        ------
        NotSupportedError
            The engine keeps no proofs.
        """
        self._refuse("proofs")

    def causes(self, finding: Finding) -> Sequence[frozenset[Node]]:
        """Return subset-minimal sets of named graphs without any of which a finding would not be.

        Raises
        ------
        NotSupportedError
            The engine keeps no proofs.
        """
        self._refuse("causes")

    is_closed = False

    @property
    def is_elsewhere(self) -> bool:
        """Whether this is a copy, in a process that was forked off, of what only its parent can ask."""
        return False

    def close(self) -> None:
        """Let go of what the engine holds open; the closure cannot be asked any more."""
        self.is_closed = True

    def _refuse(self, feature: str) -> NoReturn:
        raise NotSupportedError(self.engine, feature)
