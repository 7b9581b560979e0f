"""Findings: facts that do not go together, as a rule finds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Literal as OneOf

if TYPE_CHECKING:
    from sahel_kg.reasoning.terms import Triple


@dataclass(frozen=True)
class Finding:
    """Facts that do not go together.

    Parameters
    ----------
    kind : {"contradiction", "tension"}
        A tension comes from a rule typed skg:TensionRule: it calls for a look, it is not an inconsistency.
    rule : str
        IRI of a domain rule, or the W3C's name of a rule of OWL 2 RL ("cax-dw").
    facts : tuple of triple
        The instantiated body of the rule, sorted; a literal may stand as a subject here.
    message : str
        The rule's one-line reading.
    """

    kind: OneOf["contradiction", "tension"]
    rule: str
    facts: tuple[Triple, ...]
    message: str


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return each finding once, by rule and facts."""
    known = set(findings)
    if not known:
        return []
    from sahel_kg.reasoning.terms import rank_triple

    return sorted(known, key=lambda one: (one.rule, tuple(map(rank_triple, one.facts)), one.message))
