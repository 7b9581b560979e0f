"""Keeping: what a situation that was published need not work out anew, or need not make into quads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from sahel_kg.inference.inferences import Ground
    from sahel_kg.inference.supports import Support
    from sahel_kg.reasoning import Derivations
    from sahel_kg.record.claims import Claim, FactWords
    from sahel_kg.record.dependence import Confirming
    from sahel_kg.record.extents import Extent
    from sahel_kg.record.relations import TieKey
    from sahel_kg.record.rewinding import When
    from sahel_kg.ties.rewound import Dated, LeftGraphs
    from sahel_kg.ties.ties import Status


SourceSpan = tuple[str, str, date, str, date, str]
"""A source, a basis, and the first and the last day that its claims of that basis give, each with the claim."""


class KeptTie(NamedTuple):
    """A tie of all times as it was published, its claims by IRI; `is_general` ones only generalise another."""

    key: TieKey
    status: Status
    extent: Extent
    credibility: int | None
    claims: tuple[str, ...]
    is_general: bool


class SaidFact(NamedTuple):
    """What claims say or deny: when as ties list it, and as it is reasoned with, which differ where it is undated."""

    status: Status
    fact: FactWords
    told: Extent
    lived: Extent
    claims: list[str]


class KeptFacts(Protocol):
    """What claims state and what follows, at a time: asked for what is needed of it."""

    def is_there(self) -> bool: ...
    def ties(self, of: Collection[str] | None = None) -> Iterable[KeptTie]: ...
    def joined_ties(self) -> Iterable[tuple[TieKey, Status, frozenset[str]]]: ...
    def said(
        self, when: When, of: Collection[str] | None = None, keeps: Callable[[Extent], bool] | None = None
    ) -> Iterable[SaidFact]: ...
    def followed(self, when: When, of: Collection[str] | None = None) -> Iterable[tuple[FactWords, list[Ground]]]: ...
    def claims(self, when: When, among: Collection[str] | None = None) -> list[Claim]: ...
    def claims_beside(self, when: When, relations: Collection[str]) -> list[Claim]: ...
    def claims_by(self, when: When, relations: Collection[str]) -> list[Claim]: ...
    def claims_about(self, when: When, iris: Collection[str]) -> list[Claim]: ...
    def claims_that_deny(self, when: When) -> list[Claim]: ...
    def claims_coded_by(self, codebook: str) -> list[Claim]: ...
    def spans(self) -> Iterable[SourceSpan]: ...
    def by(self, when: When, relations: Collection[str]) -> list[Triple]: ...
    def uncounted(self) -> Iterable[tuple[str, str, str | None]]: ...
    def left(self, when: When) -> LeftGraphs: ...
    def dated(self, claims: Iterable[Claim]) -> Dated: ...


class Kept(Protocol):
    """What was worked out when a situation was published, by all its claims."""

    @property
    def facts(self) -> KeptFacts: ...
    def derivations(self) -> Derivations: ...
    def supports(self) -> Mapping[int, list[Support]]: ...
    def confirming(self, among: Collection[TieKey] | None = None) -> Iterable[Confirming]: ...
    def grounds(self) -> dict[str, Ground]: ...
    def disputed(self) -> Iterable[tuple[Extent, ...]]: ...


class QuadChange(NamedTuple):
    """N-Quads that one state of a store has, and those that it has no more, beside the state before."""

    more: bytes
    less: bytes = b""


class Written(Protocol):
    """What is written about its claims and inference graphs, which makes nine of ten quads."""

    @property
    def of_claims(self) -> Collection[str]: ...
    def write(self, lefts: Sequence[LeftGraphs | None], apart: Collection[str]) -> list[QuadChange]: ...
