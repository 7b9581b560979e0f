"""What a rule file says, read: rules and what their bodies ask of lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from rdflib.term import Node

from sahel_kg.errors import DataError
from sahel_kg.reasoning.terms import Triple

RuleKind = OneOf["inference", "contradiction", "tension"]
Device = OneOf["member", "pair", "each", "chain"]


class RuleError(DataError):
    """A rule file that cannot be used; `problems` say where and why."""


@dataclass(frozen=True)
class ListAtom:
    """What a body asks of an RDF list.

    Parameters
    ----------
    device : {"member", "pair", "each", "chain"}
    list : term
        The list, a variable of the rule's body or an IRI.
    terms : tuple of term
        member: (m,), pair: (a, b), each: (m,), chain: (x, y).
    body : tuple of triple
        For "each" only: what must hold for every member.
    """

    device: Device
    list: Node
    terms: tuple[Node, ...]
    body: tuple[Triple, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One statement of a rule.

    Parameters
    ----------
    name : str
        IRI of the rule; a bare W3C name for the rules of OWL 2 RL.
    body : tuple of triple
        What must hold, sorted; variables are rdflib Variables. Empty for axioms.
    guards : tuple of (term, term)
        Pairs that must be different terms (log:notEqualTo).
    head : tuple of triple
        What follows; empty for a finding.
    kind : {"inference", "contradiction", "tension"}
    label : str
        One-line reading in English, "" if the file has none.
    file : str
        The file it was read from.
    lists : tuple of ListAtom
        What must hold of lists, sorted.
    flags : frozenset of str
        Of "equality", "restating".
    needed_for : tuple of term
        A restating rule counts where the data speak of one of these (see `profiles.active_rules`).
    needed_with : tuple of term
        A restating rule counts where the data state facts by all of these properties: other rules read it then.
    because : str
        Why a rule only restates; if it does not, its condition.
    condition : str
        The semantic condition on which an addition to the W3C's rules rests.
    """

    name: str
    body: tuple[Triple, ...]
    guards: tuple[tuple[Node, Node], ...]
    head: tuple[Triple, ...]
    kind: RuleKind
    label: str
    file: str
    lists: tuple[ListAtom, ...] = ()
    flags: frozenset[str] = frozenset()
    needed_for: tuple[Node, ...] = ()
    needed_with: tuple[Node, ...] = ()
    because: str = ""
    condition: str = ""
