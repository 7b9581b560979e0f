"""Two closures of the same claims held against each other: do independent reasoners infer the same ties?

DuckDB runs our rule files, owlrl the W3C's tables as its authors wrote them in Python. What owlrl lacks, our sound
additions to the tables, gives no tie under the ontology; what it gets wrong is mended (`reasoning.reference`). So a tie
that only one of them infers is a fault of a reasoner or of a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sahel_kg.inference.inferences import is_about_the_conflict
from sahel_kg.reasoning import Closure
from sahel_kg.record.claims import Claim
from sahel_kg.record.relations import Relations, TieKey, primary
from sahel_kg.vocabulary import PREFIXES, compact, expand, value

REFERENCE = "owlrl"
"""The engine that a build is held against."""


@dataclass(frozen=True)
class CrossCheck:
    """What two reasoners infer about who is tied to whom, whatever the time.

    Parameters
    ----------
    engine : str
        The second reasoner.
    ties : int
        Ties that both infer and no claim states; those that only generalise another are counted, too.
    only_duckdb, only_owlrl : tuple of (subject, relation, object)
        IRIs of the ties that one alone infers, sorted.
    """

    engine: str
    ties: int
    only_duckdb: tuple[TieKey, ...]
    only_owlrl: tuple[TieKey, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the member `cross_check` of report.json (docs/formats/report.schema.json)."""

        def listed(ties: Iterable[TieKey]) -> list[dict[str, str]]:
            return [dict(zip(("subject", "relation", "object"), map(compact, tie), strict=True)) for tie in ties]

        only = {"only_duckdb": listed(self.only_duckdb), "only_owlrl": listed(self.only_owlrl)}
        return {"engine": self.engine, "ties": self.ties, **only}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> CrossCheck:
        """Return what `as_dict` wrote."""

        def read(ties: Iterable[Mapping[str, str]]) -> tuple[TieKey, ...]:
            ends = ([expand(tie[name]) or tie[name] for name in ("subject", "relation", "object")] for tie in ties)
            return tuple((subject, relation, obj) for subject, relation, obj in ends)

        return cls(said["engine"], said["ties"], read(said["only_duckdb"]), read(said["only_owlrl"]))


def compare(closure: Closure, reference: Closure, claims: Iterable[Claim], relations: Relations) -> CrossCheck:
    """Return which ties both closures infer, and which only one.

    They are compared in the direction in which they were derived, and told in their primary one: the mirror of a tie
    that a claim states is inferred, and counts as a difference if one reasoner misses it, but is no tie of its own.

    Parameters
    ----------
    closure, reference : Closure
        By DuckDB and by owlrl, of the same claims.
    claims : iterable of Claim
        Those that count.
    relations : Relations
    """
    ours, theirs = inferred_ties(closure, relations), inferred_ties(reference, relations)
    statements = (triple for claim in claims for triple in claim.statement)
    said = {_fold((value(t.subject), t.predicate.value, value(t.object)), relations) for t in statements}

    def told(ties: Iterable[TieKey]) -> set[TieKey]:
        return {_fold(tie, relations) for tie in ties}

    return CrossCheck(
        reference.engine,
        len(told(ours & theirs) - said),
        tuple(sorted(told(ours - theirs))),
        tuple(sorted(told(theirs - ours))),
    )


def inferred_ties(closure: Closure, relations: Relations) -> set[TieKey]:
    """Return the inferred facts that relate two actors, in both directions where both were derived."""
    found = set()
    for fact in filter(is_about_the_conflict, closure.inferred()):
        subject, relation, obj = map(str, fact)
        if relation in relations.terms and all(end.startswith(PREFIXES["actor"]) for end in (subject, obj)):
            found.add((subject, relation, obj))
    return found


def _fold(tie: TieKey, relations: Relations) -> TieKey:
    return primary(*tie, relations)
