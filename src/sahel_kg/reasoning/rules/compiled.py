"""Rule files that ship, as they were read: N3 takes longer to parse than a small graph to close.

A text is known by its hash; one that has changed since is parsed, so that nothing can be out of step but the time that
it takes. ``make docs`` writes the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from rdflib import Variable
from rdflib.term import Node

from sahel_kg.reasoning.rules.statements import ListAtom, Rule
from sahel_kg.reasoning.terms import Triple
from sahel_kg.terms import from_text, to_text

FILE = "compiled.json"


def find(text: str, file: str) -> tuple[Rule, ...] | None:
    """Return the rules of a text, if it is one that ships.

    Parameters
    ----------
    text : str
        Of the file.
    file : str
        Its name.
    """
    rules = _read().get(_hash(text))
    return None if rules is None else tuple(_decode(rule, file) for rule in rules)


def write(read: Mapping[str, Iterable[Rule]]) -> str:
    """Return the content of the file for some texts with the rules that they were read as."""
    files = (
        f'"{_hash(text)}": [\n' + ",\n".join(json.dumps(_encode(rule)) for rule in rules) + "\n]"
        for text, rules in read.items()
    )
    return "{\n" + ",\n".join(files) + "\n}\n"


@cache
def _read() -> dict[str, list[dict[str, Any]]]:
    path = files("sahel_kg.reasoning.rules") / FILE
    known: dict[str, list[dict[str, Any]]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return known


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _encode(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "kind": rule.kind,
        "texts": [rule.label, rule.because, rule.condition],
        "flags": sorted(rule.flags),
        "body": _spell(rule.body),
        "guards": _spell(rule.guards),
        "head": _spell(rule.head),
        "lists": [[each.device, *_spell([[each.list], each.terms]), _spell(each.body)] for each in rule.lists],
        "needed": _spell([rule.needed_for, rule.needed_with]),
    }


def _spell(rows: Iterable[Iterable[Node]]) -> list[list[str]]:
    return [[f"?{term}" if isinstance(term, Variable) else to_text(term) for term in row] for row in rows]


@cache
def _term(text: str) -> Node:
    return Variable(text[1:]) if text[0] == "?" else from_text(text)


def _triples(rows: list[list[str]]) -> tuple[Triple, ...]:
    return tuple((_term(s), _term(p), _term(o)) for s, p, o in rows)


def _decode(known: Mapping[str, Any], file: str) -> Rule:
    label, because, condition = known["texts"]
    needed_for, needed_with = (tuple(map(_term, terms)) for terms in known["needed"])
    return Rule(
        name=known["name"],
        body=_triples(known["body"]),
        guards=tuple((_term(one), _term(other)) for one, other in known["guards"]),
        head=_triples(known["head"]),
        kind=known["kind"],
        label=label,
        file=file,
        lists=tuple(
            ListAtom(device, _term(head), tuple(map(_term, terms)), _triples(body))
            for device, (head,), terms, body in known["lists"]
        ),
        flags=frozenset(known["flags"]),
        needed_for=needed_for,
        needed_with=needed_with,
        because=because,
        condition=condition,
    )
