"""The notation of rules: ``{ body } rule:NAME { head } .`` in N3, read with rdflib.

A head of ``false`` is a contradiction, or a tension if the rule's IRI is typed skg:TensionRule; an empty body,
``{}``, makes the head an axiom. Blank nodes of a body are variables of their rule. One name may carry several
statements (variants). In a body may stand, beside triples:

| in a body | holds if |
|---|---|
| ``?l rl:member ?m`` | ?m is a member of the list ?l |
| ``?l rl:pair (?a ?b)`` | ?a and ?b stand at two positions of ?l; each unordered pair once |
| ``(?l ?m) rl:each { ... }`` | the atoms hold for every member ?m of ?l, of which there is one at least; a variable that also stands outside the braces is the same for all members, any other is each member's own |
| ``?l rl:chain (?x ?y)`` | ?x reaches ?y by the properties of ?l, of which there is one at least, one after the other |
| ``?x rl:inDatatype ?d``, ``?x rl:notInDatatype ?d`` | the literal ?x of the data has, surely has not, a value of the datatype ?d of OWL 2 RL; a literal whose text is none of its datatype has no value at all, not even one of rdfs:Literal |
| ``?x rl:otherValue ?y`` | two literals have surely different values |
| ``?x rl:sameValue ?y`` | two literals are spellings of one value: where facts are compared by value, these are one already |
| ``?a log:notEqualTo ?b`` | the two names differ, and are not known to mean the same |

A list counts only if it is complete and well-formed. Of a rule one may say that it is a ``rl:EqualityRule`` or a
``rl:RestatingRule`` (with ``rl:because``, ``rl:neededFor`` and ``rl:neededWith``), and on which ``rl:condition`` it rests.

References
----------
Notation 3: https://w3c.github.io/N3/spec/
"""  # noqa: E501

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, URIRef, Variable
from rdflib.graph import QuotedGraph
from rdflib.term import Node

from sahel_kg.errors import Problem
from sahel_kg.reasoning.rules.statements import Device, ListAtom, Rule, RuleError, shorten
from sahel_kg.reasoning.terms import Triple, rank_term, rank_triple
from sahel_kg.vocabulary import RL, SKG

SWAP = "http://www.w3.org/2000/10/swap/"
NOT_EQUAL = URIRef(SWAP + "log#notEqualTo")
IMPLIES = URIRef(SWAP + "log#implies")

DEVICES: dict[Node, Device] = {RL.member: "member", RL.pair: "pair", RL.each: "each", RL.chain: "chain"}
LITERAL_RELATIONS: frozenset[Node] = frozenset({RL.inDatatype, RL.notInDatatype, RL.sameValue, RL.otherValue})
FLAGS: dict[Node, str] = {RL.EqualityRule: "equality", RL.RestatingRule: "restating"}
REMARKS = frozenset({RL.because, RL.condition, RL.neededFor, RL.neededWith})


def _rank_list_atom(atom: ListAtom[Node]) -> tuple[object, ...]:
    return (atom.device, rank_term(atom.list), tuple(map(rank_term, atom.terms)), tuple(map(rank_triple, atom.body)))


def parse(path: Path, text: str) -> tuple[Rule[Node], ...]:
    """Return the rules of the text of a file."""
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format="n3", publicID=path.resolve().as_uri())
    except SyntaxError as error:  # rdflib's BadSyntax, which counts lines from 0
        line = f"line {getattr(error, 'lines', 0) + 1}"
        raise RuleError([Problem(str(path), line, _shorten_syntax_error(str(error)))]) from error
    except Exception as error:  # rdflib's N3 parser also lets IndexError, AssertionError and others through
        raise RuleError([Problem(str(path), "", f"not N3: {error}")]) from error
    return tuple(_RuleFile(path, text, graph).read())


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

    def read(self) -> list[Rule[Node]]:
        statements, remarks = list[Triple](), list[Triple]()
        for s, p, o in self.graph:
            (statements if isinstance(s, QuotedGraph) or isinstance(o, QuotedGraph) else remarks).append((s, p, o))
        named = {p for _, p, _ in statements}
        rules: list[Rule[Node]] = []
        for s, p, o in statements:
            try:
                rules.append(self._convert(s, p, o))
            except _Flaw as flaw:
                self._complain("=>" if p == IMPLIES else str(p), *flaw.args)
        for name, message in sorted(set(_check_remarks(remarks, named))):
            self._complain(name, message)
        if self.problems:
            raise RuleError(self.problems)
        return rules

    def _convert(self, subject: Node, name: Node, obj: Node) -> Rule[Node]:
        if name == IMPLIES:
            raise _Flaw("give the rule a name: { body } rule:NAME { head } .")
        if not isinstance(subject, QuotedGraph) or not isinstance(name, URIRef):
            raise _Flaw("a rule is { body } rule:NAME { head } .")
        is_false = isinstance(obj, Literal) and obj.datatype == XSD.boolean and str(obj) == "false"
        if not isinstance(obj, QuotedGraph) and not is_false:
            raise _Flaw(f"the head must be {{ ... }} or false, not {obj}")
        types = set(self.graph.objects(name, RDF.type))
        is_tension = SKG.TensionRule in types
        if is_tension and not is_false:
            raise _Flaw("the head of a skg:TensionRule is false: it finds, it never infers")
        head = list(obj) if isinstance(obj, QuotedGraph) else []
        atoms, lists = _split_devices(list(subject))
        atoms = _name_blank_nodes(atoms, "__")
        guards = [(s, o) for s, p, o in atoms if p == NOT_EQUAL]
        body = [atom for atom in atoms if atom[1] != NOT_EQUAL]
        is_axiom = not is_false and not len(subject)
        if (not body and not is_axiom) or (not is_false and not head):
            raise _Flaw("an empty body or head says nothing")
        _check(body, lists, guards, head)
        return Rule(
            name=shorten(name) if name.startswith(str(RL)) else str(name),
            body=tuple(sorted(body, key=rank_triple)),
            guards=tuple(sorted(guards, key=lambda pair: (rank_term(pair[0]), rank_term(pair[1])))),
            head=tuple(sorted(head, key=rank_triple)),
            kind="inference" if not is_false else "tension" if is_tension else "contradiction",
            label=self._text(name, RDFS.label),
            file=str(self.path),
            lists=tuple(sorted(lists, key=_rank_list_atom)),
            # a finding never restates anything
            flags=frozenset(
                FLAGS[each] for each in types if each in FLAGS and not (is_false and each == RL.RestatingRule)
            ),
            needed_for=tuple(sorted(self.graph.objects(name, RL.neededFor), key=rank_term)),
            needed_with=tuple(sorted(self.graph.objects(name, RL.neededWith), key=rank_term)),
            because=self._text(name, RL.because) or self._text(name, RL.condition),
            condition=self._text(name, RL.condition),
        )

    def _text(self, name: Node, predicate: Node) -> str:
        texts = [text for text in self.graph.objects(name, predicate) if isinstance(text, Literal)]
        texts.sort(key=lambda text: (text.language != "en", str(text)))
        return str(texts[0]) if texts else ""

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


def _check_remarks(remarks: Iterable[Triple], named: set[Node]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the triples of a rule file that are no rules: which name, and why."""
    for s, p, o in remarks:
        if p == RDF.type and str(o).startswith(str(RL)) and o not in FLAGS:
            yield str(s), f"there is no {_spell(o)}; a rule may be a {_spell_all(FLAGS)}"
        elif str(p).startswith(str(RL)) and p not in REMARKS:
            if p in named:
                yield str(p), "a rule is { body } rule:NAME { head } ."
            else:
                yield str(p), f"there is no {_spell(p)}; of a rule one says {_spell_all(REMARKS)}"
        is_about_rule = p in REMARKS or p == RDFS.label or (p == RDF.type and (o in FLAGS or o == SKG.TensionRule))
        if is_about_rule and s not in named:
            yield str(s), "is described but has no statement; is the name spelt as in its rule?"


def _spell(term: Node) -> str:
    return f"{'log' if term == NOT_EQUAL else 'rl'}:{shorten(str(term))}"


def _spell_all(terms: Iterable[Node]) -> str:
    return ", ".join(sorted(map(_spell, terms)))


def _split_devices(triples: list[Triple]) -> tuple[list[Triple], list[ListAtom[Node]]]:
    """Part the triples of a body from what it asks of lists."""
    lists = list[ListAtom[Node]]()
    spent = set[Triple]()
    for triple in triples:
        subject, predicate, obj = triple
        device = DEVICES.get(predicate)
        if device is None:
            continue
        spent.add(triple)
        form = {
            "member": "?l rl:member ?m",
            "pair": "?l rl:pair (?a ?b)",
            "each": "(?l ?m) rl:each { ... }",
            "chain": "?l rl:chain (?x ?y)",
        }[device]
        inner: tuple[Triple, ...] = ()
        terms: tuple[Node, ...] = (obj,)
        if device == "each":
            cells, (subject, *members) = _read_list(triples, subject, form)
            if not isinstance(obj, QuotedGraph) or not isinstance(members[0], Variable):
                raise _Flaw(f"write it as {form}")
            terms, inner = tuple(members), tuple(_name_blank_nodes(list(obj), "__each"))
            spent |= cells
        elif device != "member":
            cells, terms = _read_list(triples, obj, form)
            spent |= cells
        if not isinstance(subject, Variable | URIRef) or any(isinstance(term, QuotedGraph | BNode) for term in terms):
            raise _Flaw(f"write it as {form}")
        lists.append(ListAtom(device, subject, terms, tuple(sorted(inner, key=rank_triple))))
    return [triple for triple in triples if triple not in spent], lists


def _read_list(triples: list[Triple], head: Node, form: str) -> tuple[set[Triple], tuple[Node, Node]]:
    """Return the triples of a list of two that a rule writes as ``( )``, and the two."""
    cells, members = set[Triple](), list[Node]()
    while isinstance(head, BNode) and len(members) < 2:
        cell = {(s, p, o) for s, p, o in triples if s == head and p in (RDF.first, RDF.rest)}
        first, rest = ([o for _, p, o in cell if p == wanted] for wanted in (RDF.first, RDF.rest))
        if len(first) != 1 or len(rest) != 1:
            break
        cells |= cell
        members.append(first[0])
        head = rest[0]
    if head != RDF.nil or len(members) != 2:
        raise _Flaw(f"write it as {form}")
    return cells, (members[0], members[1])


def _check(
    body: Sequence[Triple], lists: Sequence[ListAtom[Node]], guards: Sequence[tuple[Node, Node]], head: Sequence[Triple]
) -> None:
    """Raise _Flaw if a rule is unsafe or asks for what is not supported."""
    for atom in head:
        _check_atom(atom, is_head=True)
    for atom in body:
        _check_atom(atom, is_head=False)
    for atom in (atom for each in lists for atom in each.body):
        if atom[1] == NOT_EQUAL or atom[1] in DEVICES or atom[1] in LITERAL_RELATIONS:
            raise _Flaw(f"{_spell(atom[1])} cannot stand within the braces of rl:each")
        _check_atom(atom, is_head=False)
    bound = {term for atom in body for term in atom if isinstance(term, Variable)}
    for each in lists:
        if isinstance(each.list, Variable) and each.list not in bound:
            raise _Flaw(f"the list {each.list.n3()} must stand in a triple of the body", each.list.n3())
    bound = bound | _bind_by_lists(lists)
    members = {each.terms[0] for each in lists if each.device == "each"}
    for each in lists:
        if each.device == "each":
            _check_each(each)
    for pair in guards:
        for term in pair:
            if isinstance(term, Variable) and term not in bound | members:
                raise _Flaw(f"{term.n3()} stands only beside log:notEqualTo; bind it in the body", term.n3())
    for term in (term for atom in sorted(head, key=rank_triple) for term in atom):
        if isinstance(term, BNode):
            raise _Flaw("a blank node in the head would make up a thing; use a variable of the body")
        if isinstance(term, Variable) and term not in bound | members:
            raise _Flaw(f"{term.n3()} of the head does not stand in the body", term.n3())
    outside = {term for atom in (*body, *guards, *head) for term in atom}
    outside |= {term for each in lists if each.device != "each" for term in each.terms}
    for term in sorted(members & (outside | {each.list for each in lists}), key=rank_term):
        raise _Flaw(f"{term.n3()} is each member in turn: it cannot stand outside the braces of rl:each", term.n3())


def _bind_by_lists(lists: Iterable[ListAtom[Node]]) -> set[Variable]:
    """Return the variables that devices give a value to."""
    bound = set[Node]()
    for each in lists:
        if each.device == "each":
            bound |= {term for atom in each.body for term in atom} - {each.terms[0]}
        else:
            bound |= set(each.terms)
    return {term for term in bound if isinstance(term, Variable)}


def _check_each(each: ListAtom[Node]) -> None:
    member = cast(Variable, each.terms[0])
    if not any(member in atom for atom in each.body):
        raise _Flaw(f"{member.n3()} must stand within the braces of rl:each", member.n3())


def _check_atom(atom: Triple, *, is_head: bool) -> None:
    predicate = atom[1]
    if is_head and (predicate == NOT_EQUAL or predicate in DEVICES or predicate in LITERAL_RELATIONS):
        raise _Flaw(f"{_spell(predicate)} is a condition: it belongs in the body")
    if any(isinstance(term, QuotedGraph) for term in atom):
        raise _Flaw("a formula within a formula is not supported, but for rl:each")
    if str(predicate).startswith(SWAP):
        raise _Flaw(f"the builtin {predicate} is not supported; only log:notEqualTo is")
    if str(predicate).startswith(str(RL)) and predicate not in LITERAL_RELATIONS:
        known = _spell_all([*DEVICES, *LITERAL_RELATIONS])
        raise _Flaw(f"{_spell(predicate)} is not known here; known in a body are {known}")


def _name_blank_nodes(atoms: list[Triple], prefix: str) -> list[Triple]:
    """Turn blank nodes into variables, named in an order that their ids (new at every parse) do not sway."""
    places: defaultdict[Node, list[object]] = defaultdict(list)
    for atom in atoms:
        masked = [("" if isinstance(term, BNode) else str(term)) for term in atom]
        for place, term in enumerate(atom):
            if isinstance(term, BNode):
                places[term].append((place, masked))
    order = sorted(places, key=lambda node: sorted(map(str, places[node])))
    # two underscores, which no rule file has a reason to write
    names = {node: Variable(f"{prefix}{number}") for number, node in enumerate(order, 1)}
    renamed: list[Triple] = []
    for s, p, o in atoms:
        renamed.append((names.get(s, s), names.get(p, p), names.get(o, o)))
    return renamed
