"""Keeping: what a situation that was published need not work out anew, or need not make into quads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from sahel_kg.inference.inferences import Ground
    from sahel_kg.inference.supports import Support
    from sahel_kg.reasoning import Derivations
    from sahel_kg.record.claims import Claim
    from sahel_kg.record.dependence import Confirming
    from sahel_kg.record.relations import TieKey


class Kept(Protocol):
    """What was worked out when a situation was published, by all its claims."""

    def derivations(self) -> Derivations: ...
    def supports(self) -> Mapping[int, list[Support]]: ...
    def confirming(self, among: Collection[TieKey] | None = None) -> Iterable[Confirming]: ...
    def claims(self, statements: Iterable[Quad]) -> list[Claim]: ...
    def grounds(self) -> dict[str, Ground]: ...


class Written(Protocol):
    """What is written about its claims and inference graphs, which makes nine of ten quads."""

    @property
    def of_claims(self) -> Collection[str]: ...
    def about(self, gone: Collection[str]) -> bytes: ...
