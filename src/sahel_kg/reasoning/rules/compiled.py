"""Rule files that ship, as they were read: N3 takes longer to parse than a small graph to close.

A text is known by its hash; one that has changed since is parsed, so that nothing can be out of step but the time that
it takes. ``make docs`` writes the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files as shipped
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sahel_kg import files
from sahel_kg.errors import Problem
from sahel_kg.reasoning.rules.statements import ListAtom, Rule, RuleError, Variable, convert

if TYPE_CHECKING:
    from rdflib.term import Node

FILE = "compiled.json"


def read_rules(path: Path) -> Iterator[Rule[str]]:
    """Yield the rules of one file, in no particular order.

    Raises
    ------
    RuleError
        See `sahel_kg.reasoning.rules.profiles.load_rules`.
    """
    try:
        text = files.read(path).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError([Problem(str(path), "", f"cannot be read: {error}")]) from error
    yield from _find(path, text)


@lru_cache(maxsize=16)
def _find(path: Path, text: str) -> tuple[Rule[str], ...]:
    """Return the rules of a text: a file that has not changed is parsed once, one that ships never."""
    known = _read().get(_hash(text))
    if known is not None:
        return tuple(_decode(rule, str(path)) for rule in known)
    from sahel_kg.reasoning.rules import notation

    return tuple(map(to_texts, notation.parse(path, text)))


def to_texts(rule: Rule[Node]) -> Rule[str]:
    """Return a rule with texts of N-Triples as terms."""
    from rdflib import Variable as NodeVariable

    from sahel_kg.terms import to_text

    return convert(rule, lambda term: Variable(term) if isinstance(term, NodeVariable) else to_text(term))


def to_nodes(rule: Rule[str]) -> Rule[Node]:
    """Return a rule with terms of rdflib."""
    from rdflib import Variable as NodeVariable

    from sahel_kg.terms import from_text

    return convert(rule, lambda term: NodeVariable(term) if isinstance(term, Variable) else from_text(term))


def write(read: Mapping[str, Iterable[Rule[str]]]) -> str:
    """Return the content of the file for some texts with the rules that they were read as."""
    parts = (
        f'"{_hash(text)}": [\n' + ",\n".join(json.dumps(_encode(rule)) for rule in rules) + "\n]"
        for text, rules in read.items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


@cache
def _read() -> dict[str, list[dict[str, Any]]]:
    path = shipped("sahel_kg.reasoning.rules") / FILE
    known: dict[str, list[dict[str, Any]]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return known


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _encode(rule: Rule[str]) -> dict[str, Any]:
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


def _spell(rows: Iterable[Iterable[str]]) -> list[list[str]]:
    return [[f"?{term}" if isinstance(term, Variable) else term for term in row] for row in rows]


@cache
def _term(text: str) -> str:
    return Variable(text[1:]) if text[0] == "?" else text


def _triples(rows: list[list[str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((_term(s), _term(p), _term(o)) for s, p, o in rows)


def _decode(known: Mapping[str, Any], file: str) -> Rule[str]:
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
