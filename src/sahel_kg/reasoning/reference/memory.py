"""A closure held in memory, in terms of rdflib."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.findings import Finding, sort_findings
from sahel_kg.reasoning.inputs import Source, read_triples
from sahel_kg.reasoning.terms import Triple, rank_triple


class MemoryClosure(Closure):
    """A closure held in memory.

    Parameters
    ----------
    given, inferred : iterable of triple
        Disjoint.
    findings : iterable of Finding
    engine, rules, notes
        See Closure.
    reclose : callable
        Closes triples by the same engine and rules.
    """

    def __init__(
        self,
        given: Iterable[Triple],
        inferred: Iterable[Triple],
        findings: Iterable[Finding],
        *,
        engine: str,
        rules: tuple[str, ...],
        notes: tuple[str, ...],
        reclose: Callable[[Iterable[Triple]], Closure],
    ) -> None:
        self.engine = engine
        self.rules = rules
        self.notes = notes
        self._given = tuple(sorted(given, key=rank_triple))
        self._inferred = tuple(sorted(inferred, key=rank_triple))
        self._known = frozenset(self._given) | frozenset(self._inferred)
        self._findings = sort_findings(findings)
        self._reclose = reclose

    def __repr__(self) -> str:
        return (
            f"<Closure by {self.engine}: {len(self._given)} given, {len(self._inferred)} inferred, "
            f"{len(self.contradictions)} contradictions, {len(self.tensions)} tensions>"
        )

    def __len__(self) -> int:
        return len(self._given) + len(self._inferred)

    def __contains__(self, fact: object) -> bool:
        return fact in self._known

    def given(self) -> Iterator[Triple]:
        return iter(self._given)

    def inferred(self) -> Iterator[Triple]:
        return iter(self._inferred)

    def facts(self) -> Iterator[Triple]:
        return iter(sorted(self._given + self._inferred, key=rank_triple))

    @property
    def findings(self) -> list[Finding]:
        return self._findings

    def add(self, graph: Source) -> Closure:
        return self._reclose([*self._given, *read_triples(graph)])
