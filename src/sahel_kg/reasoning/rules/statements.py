"""What a rule file says, read: rules and what their bodies ask of lists.

Engines have the terms of rules as texts of N-Triples; whoever asks for rules, and the reference, has rdflib's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast
from typing import Literal as OneOf

from sahel_kg.errors import DataError
from sahel_kg.ntriples import split_literal

Term = TypeVar("Term")
Term_co = TypeVar("Term_co", covariant=True)
Other = TypeVar("Other")

RuleKind = OneOf["inference", "contradiction", "tension"]
Device = OneOf["member", "pair", "each", "chain"]


class Variable(str):
    """A variable of a rule whose terms are texts: its name."""

    __slots__ = ()


class RuleError(DataError):
    """A rule file that cannot be used; `problems` say where and why."""


@dataclass(frozen=True)
class ListAtom(Generic[Term_co]):
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
    list: Term_co
    terms: tuple[Term_co, ...]
    body: tuple[tuple[Term_co, Term_co, Term_co], ...] = ()


@dataclass(frozen=True)
class Rule(Generic[Term_co]):
    """One statement of a rule.

    Parameters
    ----------
    name : str
        IRI of the rule; a bare W3C name for the rules of OWL 2 RL.
    body : tuple of triple
        What must hold, sorted; variables are of the class Variable, that of rdflib if the terms are. Empty for axioms.
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
    body: tuple[tuple[Term_co, Term_co, Term_co], ...]
    guards: tuple[tuple[Term_co, Term_co], ...]
    head: tuple[tuple[Term_co, Term_co, Term_co], ...]
    kind: RuleKind
    label: str
    file: str
    lists: tuple[ListAtom[Term_co], ...] = ()
    flags: frozenset[str] = frozenset()
    needed_for: tuple[Term_co, ...] = ()
    needed_with: tuple[Term_co, ...] = ()
    because: str = ""
    condition: str = ""


def convert(rule: Rule[Term], change: Callable[[Term], Other]) -> Rule[Other]:
    """Return a rule with each of its terms changed into another form."""

    def triples(atoms: Iterable[tuple[Term, Term, Term]]) -> tuple[tuple[Other, Other, Other], ...]:
        return tuple((change(s), change(p), change(o)) for s, p, o in atoms)

    changed: dict[str, Any] = {
        "body": triples(rule.body),
        "guards": tuple((change(one), change(other)) for one, other in rule.guards),
        "head": triples(rule.head),
        "lists": tuple(
            ListAtom(each.device, change(each.list), tuple(map(change, each.terms)), triples(each.body))
            for each in rule.lists
        ),
        "needed_for": tuple(map(change, rule.needed_for)),
        "needed_with": tuple(map(change, rule.needed_with)),
    }
    return cast("Rule[Other]", replace(rule, **changed))


def shorten(name: str) -> str:
    """Return the last part of a rule's IRI."""
    return re.split(r"[#/]", name)[-1]


def rank_rule(rule: Rule[str]) -> tuple[object, ...]:
    """Return a sort key of a rule: its name, then its content."""
    lists = [(each.device, rank_text(each.list), _rank([each.terms]), _rank(each.body)) for each in rule.lists]
    return (rule.name, *map(str, (_rank(rule.body), _rank(rule.head), _rank(rule.guards), lists)))


def _rank(rows: Iterable[Iterable[str]]) -> list[tuple[tuple[int, str, str, str], ...]]:
    return [tuple(map(rank_text, row)) for row in rows]


def rank_text(text: str) -> tuple[int, str, str, str]:
    """Return the sort key of a text as `terms.rank_term` returns that of a term; of a variable as of an IRI."""
    if isinstance(text, Variable):
        return (0, str(text), "", "")
    if text[0] == '"':
        lexical, suffix = split_literal(text)
        is_typed = suffix.startswith("^")
        return (2, lexical, suffix[3:-1] if is_typed else "", "" if is_typed else suffix[1:])
    return (0, text[1:-1], "", "") if text[0] == "<" else (1, text[2:], "", "")
