"""A proof: the fact, the rule that gives it, and the proofs of its premises, down to what was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib.term import Node

    from sahel_kg.reasoning.terms import Triple


@dataclass(frozen=True)
class ListRead:
    """A list that a step read.

    Parameters
    ----------
    head : term
        The list's first cell, as the ontology names it.
    members : tuple of term
    """

    head: Node
    members: tuple[Node, ...]


@dataclass(frozen=True)
class Proof:
    """One step, with the proofs of its premises.

    Parameters
    ----------
    fact : triple
        What is proved; a literal may stand as a subject here.
    rule : str
        As `Rule.name`: a W3C name or the IRI of a domain rule; "" for a given fact.
    round : int
        The round in which the fact was first derived, 0 for a given one.
    label : str
        The rule's one-line reading.
    premises : tuple of Proof
        Facts of earlier rounds only, and in a whole proof no fact stands above itself (see `untangle`).
    lists : tuple of ListRead
        Lists that the rule read.
    sources : tuple of term
        Of a given fact: the named graphs in which it stands, sorted; none for the default graph.
    """

    fact: Triple
    rule: str
    round: int
    label: str
    premises: tuple[Proof, ...]
    lists: tuple[ListRead, ...] = ()
    sources: tuple[Node, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether this is a leaf that was given."""
        return not self.rule

    @property
    def depth(self) -> int:
        """Steps on the longest way to a leaf; 0 for a leaf."""
        depths: dict[int, int] = {}
        for step in self.steps():
            depths[id(step)] = max((depths[id(premise)] + 1 for premise in step.premises), default=0)
        return depths[id(self)]

    def steps(self) -> Iterator[Proof]:
        """Yield every step once, its premises before it."""
        seen: set[int] = set()
        stack = [self]
        while stack:  # no recursion: a proof may be thousands of steps deep
            step = stack[-1]
            open_ = [premise for premise in step.premises if id(premise) not in seen]
            if open_:
                stack += open_
                continue
            stack.pop()
            if id(step) not in seen:
                seen.add(id(step))
                yield step

    def leaves(self) -> Iterator[Proof]:
        """Yield the leaves, each once, in the order in which a reader meets them."""
        seen: set[Triple] = set()
        stack = [self]
        while stack:
            step = stack.pop()
            if step.premises:
                stack.extend(reversed(step.premises))
            elif step.fact not in seen:
                seen.add(step.fact)
                yield step


def untangle(proof: Proof) -> Proof:
    """Return a proof in which each fact is proved once, by its earliest step: so none stands above itself.

    Equal things make two facts one, and a fact that was renamed is said anew under names that it may have had
    already: a step that only rewrites what is proved is left out.
    """
    steps = list(proof.steps())
    rounds: dict[int, int] = {}
    for step in steps:
        rounds[id(step)] = max([step.round, *(rounds[id(premise)] for premise in step.premises)])
    steps.sort(key=lambda step: (rounds[id(step)], bool(step.premises)))  # premises still come first
    proved: dict[Triple, Proof] = {}
    for step in steps:
        if step.fact not in proved:
            premises = tuple(proved[premise.fact] for premise in step.premises)
            proved[step.fact] = replace(step, premises=premises) if premises else step
    return proved[proof.fact]


@dataclass(frozen=True)
class Justification:
    """One step that gives a fact from facts of the closure.

    Parameters
    ----------
    fact : triple
    rule : str
        As `Proof.rule`.
    label : str
        The rule's one-line reading.
    premises : tuple of triple
    is_grounded : bool
        Whether it can stand in a proof that is not circular: its premises follow without the fact.
    """

    fact: Triple
    rule: str
    label: str
    premises: tuple[Triple, ...]
    is_grounded: bool


MOST_OF_A_RULE = 3
"""Near misses of one rule that are told, if nobody asks for more."""


@dataclass(frozen=True)
class NearMiss:
    """A rule that would give a fact if one premise more held.

    Parameters
    ----------
    rule : str
        As `Proof.rule`.
    label : str
        The rule's one-line reading.
    present : tuple of triple
        The premises that hold.
    missing : triple
        The one that does not; a Variable stands for anything.
    """

    rule: str
    label: str
    present: tuple[Triple, ...]
    missing: Triple
