"""Rules as data: ``{ body } rule:NAME { head } .`` in N3, read with rdflib.

A head of ``false`` is a contradiction, or a tension if the rule's IRI is typed skg:TensionRule. Blank nodes
of a body are variables of their rule. One name may carry several statements (variants). Notation 3:
https://w3c.github.io/N3/spec/
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as OneOf

from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, URIRef, Variable
from rdflib.graph import QuotedGraph
from rdflib.term import Node

from sahel_kg.errors import DataError, Problem, UsageError
from sahel_kg.reasoning.inputs import PathLike
from sahel_kg.reasoning.terms import Triple, rank_term, rank_triple
from sahel_kg.vocabulary import RL, SKG

SWAP = "http://www.w3.org/2000/10/swap/"
NOT_EQUAL = URIRef(SWAP + "log#notEqualTo")
IMPLIES = URIRef(SWAP + "log#implies")

PROFILES = ("owl-rl", "owl-rl-full", "rdfs", "none")

Kind = OneOf["inference", "contradiction", "tension"]


class RuleError(DataError):
    """A rule file that cannot be used; `problems` say where and why."""


@dataclass(frozen=True)
class Rule:
    """One statement of a rule.

    Parameters
    ----------
    name : str
        IRI of the rule; a bare W3C name for the rules of OWL 2 RL.
    body : tuple of triple
        What must hold, sorted; variables are rdflib Variables.
    guards : tuple of (term, term)
        Pairs that must be different terms (log:notEqualTo).
    head : tuple of triple
        What follows; empty for a finding.
    kind : {"inference", "contradiction", "tension"}
    label : str
        One-line reading in English, "" if the file has none.
    file : str
        The file it was read from.
    """

    name: str
    body: tuple[Triple, ...]
    guards: tuple[tuple[Node, Node], ...]
    head: tuple[Triple, ...]
    kind: Kind
    label: str
    file: str


@dataclass(frozen=True)
class RuleSet:
    """What a closure is asked to apply.

    Parameters
    ----------
    profiles : frozenset of str
        Of "owl-rl", "owl-rl-full", "rdfs".
    rules : tuple of Rule
        Domain rules that are switched on.
    names : tuple of str
        What the caller gave, for display.
    """

    profiles: frozenset[str]
    rules: tuple[Rule, ...]
    names: tuple[str, ...]


def select_rules(names: PathLike | Sequence[PathLike], without: Iterable[str] = ()) -> RuleSet:
    """Sort what a caller gave as `rules` into profiles and rule files, and read the files.

    Raises
    ------
    UsageError
        A name is neither a profile nor a file; a name in `without` is no rule's.
    RuleError
        A file cannot be used.
    """
    given = (names,) if not isinstance(names, Sequence) or isinstance(names, str) else tuple(names)
    profiles, paths = set[str](), list[PathLike]()
    for name in given:
        if isinstance(name, str) and name in PROFILES:
            profiles.add(name)
        elif Path(name).is_file():
            paths.append(name)
        else:
            raise UsageError(f"'{name}' is neither a profile ({', '.join(PROFILES)}) nor a rule file.")
    return RuleSet(frozenset(profiles - {"none"}), load_rules(paths, without), tuple(map(str, given)))


def load_rules(paths: Iterable[PathLike], without: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Read rule files.

    Parameters
    ----------
    paths : iterable of path
    without : iterable of str
        Rules to leave out: ``category-opposition``, ``rule:category-opposition`` or the IRI.

    Returns
    -------
    tuple of Rule
        Sorted by name, then by content: the order in the files does not matter.

    Raises
    ------
    RuleError
        Syntax, an unknown prefix, an unsafe rule, a head that is neither a formula nor false.
    UsageError
        A name in `without` is no rule's.
    """
    rules = {rule for path in paths for rule in _read_file(Path(path))}
    spellings = {rule: {rule.name, shorten(rule.name), "rule:" + shorten(rule.name)} for rule in rules}
    refused = {without} if isinstance(without, str) else set(without)
    for name in sorted(refused - set().union(*spellings.values())):
        known = ", ".join(sorted({shorten(rule.name) for rule in rules})) or "none (no rule file was given)"
        raise UsageError(f"No rule is called '{name}'. Rules: {known}.")
    return tuple(sorted((rule for rule in rules if not spellings[rule] & refused), key=_rank_rule))


def shorten(name: str) -> str:
    """Return the last part of a rule's IRI."""
    return re.split(r"[#/]", name)[-1]


def _rank_rule(rule: Rule) -> tuple[str, ...]:
    return (
        rule.name,
        *(str(list(map(rank_triple, part))) for part in (rule.body, rule.head)),
        str(rule.guards),
    )


def _read_file(path: Path) -> Iterator[Rule]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError([Problem(str(path), "", f"cannot be read: {error}")]) from error
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format="n3", publicID=path.resolve().as_uri())
    except SyntaxError as error:  # rdflib's BadSyntax, which counts lines from 0
        line = f"line {getattr(error, 'lines', 0) + 1}"
        raise RuleError([Problem(str(path), line, _shorten_syntax_error(str(error)))]) from error
    except Exception as error:  # rdflib's N3 parser also lets IndexError, AssertionError and others through
        raise RuleError([Problem(str(path), "", f"not N3: {error}")]) from error
    yield from _RuleFile(path, text, graph).read()


def _shorten_syntax_error(message: str) -> str:
    """Keep the reason in brackets of rdflib's message, which repeats the file around the spot."""
    found = re.search(r"Bad syntax \((.*?)\) at \^", message, re.DOTALL)
    return f"bad syntax: {found.group(1)}" if found else "bad syntax"


class _Flaw(Exception):  # noqa: N818
    """What is wrong with one statement, and the variable it is about, if one."""


class _RuleFile:
    """One parsed file; collects all problems before it gives up."""

    def __init__(self, path: Path, text: str, graph: Graph) -> None:
        self.path, self.text, self.graph = path, text, graph
        self.problems: list[Problem] = []

    def read(self) -> list[Rule]:
        statements = [(s, p, o) for s, p, o in self.graph if isinstance(s, QuotedGraph) or isinstance(o, QuotedGraph)]
        named = {p for _, p, _ in statements}
        tensions = set(self.graph.subjects(RDF.type, SKG.TensionRule))
        rules: list[Rule] = []
        for s, p, o in statements:
            try:
                rules.append(self._convert(s, p, o, p in tensions))
            except _Flaw as flaw:
                self._complain("=>" if p == IMPLIES else str(p), *flaw.args)
        for name in sorted((tensions | set(self.graph.subjects(RDFS.label))) - named, key=rank_term):
            self._complain(str(name), "is described but has no statement; is the name spelt as in its rule?")
        if self.problems:
            raise RuleError(self.problems)
        return rules

    def _convert(self, subject: Node, name: Node, obj: Node, is_tension: bool) -> Rule:
        label = self._label(name)
        if name == IMPLIES:
            raise _Flaw("give the rule a name: { body } rule:NAME { head } .")
        if not isinstance(subject, QuotedGraph) or not isinstance(name, URIRef):
            raise _Flaw("a rule is { body } rule:NAME { head } .")
        is_false = isinstance(obj, Literal) and obj.datatype == XSD.boolean and str(obj) == "false"
        if not isinstance(obj, QuotedGraph) and not is_false:
            raise _Flaw(f"the head must be {{ ... }} or false, not {obj}")
        if is_tension and not is_false:
            raise _Flaw("the head of a skg:TensionRule is false: it finds, it never infers")
        raw_head = list(obj) if isinstance(obj, QuotedGraph) else []
        body, guards = self._split_guards(subject)
        if not body or (not is_false and not raw_head):
            raise _Flaw("an empty body or head says nothing")
        _check(body, guards, raw_head)
        kind: Kind = "inference" if not is_false else "tension" if is_tension else "contradiction"
        return Rule(
            name=shorten(name) if name.startswith(str(RL)) else str(name),
            body=tuple(sorted(body, key=rank_triple)),
            guards=tuple(sorted(guards, key=lambda pair: (rank_term(pair[0]), rank_term(pair[1])))),
            head=tuple(sorted(raw_head, key=rank_triple)),
            kind=kind,
            label=label,
            file=str(self.path),
        )

    def _split_guards(self, formula: QuotedGraph) -> tuple[list[Triple], list[tuple[Node, Node]]]:
        atoms = _name_blank_nodes(list(formula))
        body = [atom for atom in atoms if atom[1] != NOT_EQUAL]
        return body, [(s, o) for s, p, o in atoms if p == NOT_EQUAL]

    def _label(self, name: Node) -> str:
        labels = [label for label in self.graph.objects(name, RDFS.label) if isinstance(label, Literal)]
        labels.sort(key=lambda label: (label.language != "en", str(label)))
        return str(labels[0]) if labels else ""

    def _complain(self, name: str, message: str, variable: str = "") -> None:
        where = self._locate(name, variable)
        self.problems.append(Problem(str(self.path), where, f"{shorten(name)}: {message}"))

    def _locate(self, name: str, variable: str) -> str:
        """Return the line of a rule's statement: of several the first in which the variable stands."""
        local = re.escape(shorten(name))
        hits = list(re.finditer(rf"\}}\s*<?[^\s{{}}<]*{local}>?(?=[\s{{])", self.text))
        hits = hits or list(re.finditer(rf"(?:[:#/]|(?<=\s)){local}(?=[\s>{{])", self.text))
        ends = [hit.start() for hit in hits[1:]] + [len(self.text)]
        for hit, end in zip(hits, ends, strict=True):
            start = self.text.rfind("\n{", 0, hit.start())
            if not variable or variable in self.text[max(start, 0) : end]:
                return f"line {self.text.count(chr(10), 0, hit.end()) + 1}"
        return f"line {self.text.count(chr(10), 0, hits[0].end()) + 1}" if hits else ""


def _check(body: Sequence[Triple], guards: Sequence[tuple[Node, Node]], head: Sequence[Triple]) -> None:
    """Raise _Flaw if a rule is unsafe or asks for what is not supported."""
    bound = {term for atom in body for term in atom if isinstance(term, Variable)}
    for atom in (*body, *head):
        if any(isinstance(term, QuotedGraph) for term in atom):
            raise _Flaw("a formula within a formula is not supported")
        if str(atom[1]).startswith(SWAP):
            if atom[1] == NOT_EQUAL:
                raise _Flaw("log:notEqualTo is a condition: it belongs in the body")
            raise _Flaw(f"the builtin {atom[1]} is not supported; only log:notEqualTo is")
    for pair in guards:
        for term in pair:
            if isinstance(term, Variable) and term not in bound:
                raise _Flaw(f"{term.n3()} stands only beside log:notEqualTo; bind it in the body", term.n3())
    for term in (term for atom in sorted(head, key=rank_triple) for term in atom):
        if isinstance(term, BNode):
            raise _Flaw("a blank node in the head would make up a thing; use a variable of the body")
        if isinstance(term, Variable) and term not in bound:
            raise _Flaw(f"{term.n3()} of the head does not stand in the body", term.n3())


def _name_blank_nodes(atoms: list[Triple]) -> list[Triple]:
    """Turn blank nodes into variables, named in an order that their ids (new at every parse) do not sway."""
    places: defaultdict[Node, list[object]] = defaultdict(list)
    for atom in atoms:
        masked = [("" if isinstance(term, BNode) else str(term)) for term in atom]
        for place, term in enumerate(atom):
            if isinstance(term, BNode):
                places[term].append((place, masked))
    order = sorted(places, key=lambda node: sorted(map(str, places[node])))
    # two underscores, which no rule file has a reason to write
    names = {node: Variable(f"__{number}") for number, node in enumerate(order, 1)}
    renamed: list[Triple] = []
    for s, p, o in atoms:
        renamed.append((names.get(s, s), names.get(p, p), names.get(o, o)))
    return renamed
