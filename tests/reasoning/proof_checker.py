"""Checks proofs against the rule files alone: nothing here knows how an engine found them.

A proof is right if

- a leaf without a rule was given, and stands in the very graphs that it names;
- a leaf with a rule is an axiom of the rule files, or what the value space says (dt-eq, dt-type2), or that a thing is
  the same as itself (eq-ref);
- of every other step, one statement of the rule that it names gives the fact from the premises in one application: each
  condition of the rule is met by a premise and each premise meets one, lists are those that were given, guarded terms
  differ. Literals are compared by value;
- no fact rests on itself;
- premises hold no later than what rests on them, and earlier unless an equality or a longer path is spelt out.

A rule that reads a list reads it by the names that were given. Where a premise speaks of a member by another name, the
step needs the equality of the two as a premise more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from rdflib import OWL, RDF, RDFS, Literal, URIRef, Variable
from rdflib.term import Node

from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.proofs import Justification, Proof
from sahel_kg.reasoning.rules.profiles import ListAtom, Rule
from sahel_kg.reasoning.terms import Triple
from sahel_kg.reasoning.values.literals import is_ill_typed, is_in_datatype, surely_differ, value_key
from sahel_kg.vocabulary import RL

Binding = dict[Variable, Node]
Quad = tuple[Node, Node, Node, URIRef | None]

SPELT_OUT = frozenset({"eq-ref", "eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o"})
"""Steps by these rules need not be later than their premises: an engine may do equality without them."""


class WrongProof(AssertionError):  # noqa: N818
    """A proof that proves nothing."""


class ProofChecker:
    """Checks proofs of facts that follow from what was given.

    Parameters
    ----------
    given : iterable of quad
        None as graph: the default graph.
    rules : iterable of Rule
        All that may be used.
    """

    def __init__(self, given: Iterable[Quad], rules: Iterable[Rule[Node]]) -> None:
        self._graphs: defaultdict[Triple, set[URIRef | None]] = defaultdict(set)
        self._spellings: dict[str, Node] = {}
        for s, p, o, name in given:
            self._graphs[s, p, o].add(name)
        self._lists = self._read_lists()
        self._given: defaultdict[str, list[Rule[Node]]] = defaultdict(list)
        for rule in rules:
            self._given[rule.name].append(rule)
        self._labels = {name: {rule.label for rule in found} for name, found in self._given.items()}
        self._rules: dict[str, list[Rule[Node]]] = {}

    # what is asked

    def check(self, proof: Proof) -> None:
        """Raise WrongProof unless the proof is right, down to its leaves."""
        rests_on: dict[int, frozenset[Triple]] = {}
        kept: list[Proof] = []
        stack = [proof]
        while stack:
            step = stack[-1]
            waiting = [premise for premise in step.premises if id(premise) not in rests_on]
            if waiting:
                stack += waiting
                continue
            stack.pop()
            if id(step) in rests_on:
                continue
            below: frozenset[Triple] = frozenset().union(
                *(rests_on[id(premise)] | {premise.fact} for premise in step.premises)
            )
            if step.fact in below:
                raise WrongProof(f"a fact rests on itself: {show(step)}")
            self._check_one(step)
            rests_on[id(step)] = below
            kept.append(step)  # so that no id is used twice

    def check_justification(self, step: Justification, names: Iterable[Triple] = ()) -> None:
        """Raise WrongProof unless a step gives its fact from its premises; what is the same as itself is no premise.

        Parameters
        ----------
        step : Justification
        names : iterable of triple
            Equalities by which members of lists may have other names: a justification is told by one name for all.
        """
        if step.label not in self._labels.get(step.rule, {step.label}):
            raise WrongProof(f"another label than the rule's: {step}")
        axioms = [rule for rule in self._rules_of(step.rule) if not rule.body]
        if not step.premises and any(self._map(step.fact) in rule.head for rule in axioms):
            return
        if not self._follows(step.rule, step.fact, step.premises, names=names, trivial=True):
            raise WrongProof(f"does not follow: {step.fact} by {step.rule} from {step.premises}")

    def check_finding(self, finding: Finding, same: Callable[[Node], Node] = lambda term: term) -> None:
        """Raise WrongProof unless the facts of a finding are an instance of the body of its rule.

        Parameters
        ----------
        finding : Finding
        same : callable
            Gives one name for all names of a thing.
        """
        facts = [self._map(fact, same) for fact in finding.facts]
        for rule in self._rules_of(finding.rule):
            if rule.kind != finding.kind:
                continue
            mapped = _rename_rule(rule, lambda term: term if isinstance(term, Variable) else same(term))
            for _, used in self._solve(mapped, facts, {}, same, trivial=True):
                if used >= {fact for fact in facts if not _is_trivial(fact)}:
                    return
        raise WrongProof(f"no instance of {finding.rule}: {finding.facts}")

    # one step

    def _check_one(self, step: Proof) -> None:
        if step.rule == "":
            self._check_given(step)
            return
        if step.sources:
            raise WrongProof(f"only what was given has sources: {show(step)}")
        labels = self._labels.get(step.rule)
        if step.label not in labels if labels else not step.label:
            raise WrongProof(f"another label than the rule's: {show(step)}: {step.label!r}")
        self._check_rounds(step)
        if not step.premises and self._is_evident(step):
            return
        for read in step.lists:
            if self._lists.get(self.unify_value(read.head)) != tuple(map(self.unify_value, read.members)):
                raise WrongProof(f"no list that was given: {read.head} {read.members} in {show(step)}")
        if step.rule not in self._given:
            raise WrongProof(f"no rule of that name is in force: {show(step)}")
        heads = {self.unify_value(read.head) for read in step.lists}
        if not self._follows(step.rule, step.fact, [premise.fact for premise in step.premises], heads):
            raise WrongProof(f"does not follow: {show(step)}")

    def _check_given(self, step: Proof) -> None:
        if step.premises or step.fact not in self._graphs:
            raise WrongProof(f"was not given: {show(step)}")
        graphs = self._graphs[step.fact]
        named = sorted((name for name in graphs if name is not None), key=str)
        if list(step.sources) != named:
            raise WrongProof(f"stands in {named}, not in {step.sources}: {show(step)}")
        if step.label:
            raise WrongProof(f"what was given has no rule: {show(step)}")

    def _check_rounds(self, step: Proof) -> None:
        for premise in step.premises:
            is_spelt_out = step.rule in SPELT_OUT or premise.rule in {*SPELT_OUT, step.rule, "dt-eq"}
            if premise.round > step.round or (premise.round == step.round and not is_spelt_out):
                raise WrongProof(f"round {step.round} rests on round {premise.round}: {show(step)}")

    def _is_evident(self, step: Proof) -> bool:
        """Tell whether a leaf follows from nothing: an axiom, or what the value space says."""
        s, p, o = step.fact
        if step.rule == "eq-ref":
            return p == OWL.sameAs and s == o
        if step.rule == "dt-eq":
            return p == OWL.sameAs and _have_same_value(s, o)
        if step.rule == "dt-type2":
            return p == RDF.type and judge(s, o) is True
        fact = self._map(step.fact)
        return any(not rule.body and fact in rule.head for rule in self._rules_of(step.rule))

    def _follows(
        self,
        name: str,
        fact: Triple,
        premises: Sequence[Triple],
        heads: set[Node] | None = None,
        *,
        names: Iterable[Triple] = (),
        trivial: bool = False,
    ) -> bool:
        """Tell whether one application of a rule gives a fact from premises, all of which it needs.

        A list is shown whole, with the equality of each member that is told by another name.
        """
        goal = self._map(fact)
        known = [self._map(premise) for premise in premises]
        free = [self._map(name) for name in names]
        for rule in self._rules_of(name):
            if "equality" in rule.flags and any(p == OWL.sameAs and _differ(s, o) for s, p, o in known):
                continue
            for head in rule.head:
                binding = _unify(head, goal, {})
                if binding is None:
                    continue
                for solution, used in self._solve(rule, [*known, *free], binding, trivial=trivial):
                    read = {_value(each.list, solution) for each in rule.lists}
                    needed = {premise for premise in known if not self._names_member(premise, read)}
                    if used >= needed and (heads is None or read == heads):
                        return True
        return False

    def _names_member(self, fact: Triple, lists: Iterable[Node]) -> bool:
        """Tell whether a fact gives another name of a member of one of some lists."""
        s, p, o = fact
        return p == OWL.sameAs and any(member in (s, o) for head in lists for member in self._lists.get(head, ()))

    # matching

    def _solve(
        self,
        rule: Rule[Node],
        facts: Sequence[Triple],
        binding: Binding,
        same: Callable[[Node], Node] = lambda term: term,
        *,
        trivial: bool = False,
    ) -> Iterator[tuple[Binding, set[Triple]]]:
        """Yield each way to meet a rule's body by facts, with the facts that it takes."""
        plain = [atom for atom in rule.body if not str(atom[1]).startswith(str(RL))]
        relations = [atom for atom in rule.body if str(atom[1]).startswith(str(RL))]
        # equalities last: two that are one thing need none, and then facts and lists have told what the two are
        equalities = [atom for atom in plain if atom[1] == OWL.sameAs]
        for start, used in _match([atom for atom in plain if atom not in equalities], facts, binding):
            for read, taken in self._read(rule, list(rule.lists), facts, start, used, same):
                for found, whole in _match(equalities, facts, read, trivial=trivial):
                    if all(_holds(atom, found) for atom in relations) and all(
                        _value(left, found) != _value(right, found) for left, right in rule.guards
                    ):
                        yield found, taken | whole

    def _read(
        self,
        rule: Rule[Node],
        left: list[ListAtom[Node]],
        facts: Sequence[Triple],
        binding: Binding,
        used: set[Triple],
        same: Callable[[Node], Node],
    ) -> Iterator[tuple[Binding, set[Triple]]]:
        """Yield each way to meet what a body asks of lists."""
        if not left:
            yield binding, used
            return
        device, rest = left[0], left[1:]
        head = _value(device.list, binding)
        for cell, members in self._lists.items():
            if same(cell) != head or not members:
                continue
            choices = [self._list_names(same(member), facts) for member in members]
            for found, taken in self._unroll(rule, device, choices, facts, binding):
                yield from self._read(rule, rest, facts, found, used | taken, same)

    def _list_names(self, member: Node, facts: Sequence[Triple]) -> list[tuple[Node, set[Triple]]]:
        """Return the names of a member, each with the premise that says so."""
        names: list[tuple[Node, set[Triple]]] = [(member, set())]
        for fact in facts:
            s, p, o = fact
            if p == OWL.sameAs and member in (s, o) and s != o:
                names.append((o if member == s else s, {fact}))
        return names

    def _unroll(
        self,
        rule: Rule[Node],
        device: ListAtom[Node],
        members: Sequence[list[tuple[Node, set[Triple]]]],
        facts: Sequence[Triple],
        binding: Binding,
    ) -> Iterator[tuple[Binding, set[Triple]]]:
        rows: Iterable[Sequence[list[tuple[Node, set[Triple]]]]]
        if device.device in ("member", "pair"):
            rows = combinations(members, len(device.terms))
            for row in rows:
                yield from _choose(row, device.terms, binding, set())
        elif device.device == "chain":
            stops = [device.terms[0], *(Variable(f"_stop{n}") for n in range(1, len(members))), device.terms[1]]
            links = [Variable(f"_link{n}") for n in range(len(members))]
            atoms: list[Triple] = list(zip(stops, links, stops[1:], strict=False))
            yield from _match_members(atoms, links, members, facts, binding)
        else:
            outside = {term for atom in (*rule.body, *rule.guards, *rule.head) for term in atom}
            outside |= {term for other in rule.lists if other is not device for term in (other.list, *other.terms)}
            atoms, links = list[Triple](), list[Variable]()
            for number in range(len(members)):
                link = Variable(f"_link{number}")
                own: dict[Node, Node] = {
                    term: Variable(f"{term}_{number}")
                    for atom in device.body
                    for term in atom
                    if isinstance(term, Variable) and term not in outside
                }
                own[device.terms[0]] = link
                links.append(link)
                for s, p, o in device.body:
                    atoms.append((own.get(s, s), own.get(p, p), own.get(o, o)))
            yield from _match_members(atoms, links, members, facts, binding)

    # terms and lists

    def unify_value(self, term: Node) -> Node:
        """Return one term for all literals of a value."""
        key = value_key(term) if isinstance(term, Literal) else None
        return term if key is None else self._spellings.setdefault(key, term)

    def _map(self, fact: Triple, same: Callable[[Node], Node] = lambda term: term) -> Triple:
        s, p, o = (same(self.unify_value(term)) for term in fact)
        return s, p, o

    def _rules_of(self, name: str) -> list[Rule[Node]]:
        """Return the statements of a rule, their values by one term: none but those that are asked for."""
        if name not in self._rules:
            self._rules[name] = [_rename_rule(rule, self.unify_value) for rule in self._given.get(name, ())]
        return self._rules[name]

    def _read_lists(self) -> dict[Node, tuple[Node, ...]]:
        """Return the members of each list that was given, complete and well-formed."""
        firsts, rests = defaultdict[Node, set[Node]](set), defaultdict[Node, set[Node]](set)
        for s, p, o in self._graphs:
            if p in (RDF.first, RDF.rest):
                (firsts if p == RDF.first else rests)[s].add(self.unify_value(o))
        lists: dict[Node, tuple[Node, ...]] = {}
        for head in firsts:
            members: list[Node] = []
            seen: set[Node] = set()
            cell = head
            while cell not in seen and len(firsts.get(cell, ())) == 1 == len(rests.get(cell, ())):
                seen.add(cell)
                members += firsts[cell]
                (cell,) = rests[cell]
            if cell == RDF.nil:
                lists[head] = tuple(members)
        return lists


# ----------------------------------------------------------------- matching
def _match(
    atoms: Sequence[Triple], facts: Sequence[Triple], binding: Binding, *, trivial: bool = False
) -> Iterator[tuple[Binding, set[Triple]]]:
    """Yield each way to match atoms with facts; if `trivial`, what is the same as itself needs no fact."""
    if not atoms:
        yield binding, set()
        return
    atom, rest = atoms[0], atoms[1:]
    for fact in dict.fromkeys(facts):
        found = _unify(atom, fact, binding)
        if found is not None:
            for solution, used in _match(rest, facts, found, trivial=trivial):
                yield solution, used | {fact}
    if trivial and not isinstance(_value(atom[0], binding), Variable):
        united = _unify((atom[2],), (_value(atom[0], binding),), binding)
        if united is not None:
            yield from _match(rest, facts, united, trivial=True)
    elif trivial and isinstance(atom[0], Variable) and not isinstance(_value(atom[2], binding), Variable):
        yield from _match(rest, facts, {**binding, atom[0]: _value(atom[2], binding)}, trivial=True)


def _match_members(
    atoms: Sequence[Triple],
    links: Sequence[Variable],
    members: Sequence[list[tuple[Node, set[Triple]]]],
    facts: Sequence[Triple],
    binding: Binding,
) -> Iterator[tuple[Binding, set[Triple]]]:
    """Yield each way to match atoms with facts such that variables stand for the members of a list."""
    for start, taken in _choose(members, links, binding, set()):
        for found, used in _match(atoms, facts, start):
            yield {term: value for term, value in found.items() if term not in links}, used | taken


def _choose(
    members: Sequence[list[tuple[Node, set[Triple]]]], terms: Sequence[Node], binding: Binding, taken: set[Triple]
) -> Iterator[tuple[Binding, set[Triple]]]:
    """Yield each way for terms to be members of a list, under any of their names."""
    if not members:
        yield binding, taken
        return
    for name, why in members[0]:
        found = _unify((terms[0],) * 3, (name,) * 3, binding)
        if found is not None:
            yield from _choose(members[1:], terms[1:], found, taken | why)


def _unify(pattern: Sequence[Node], fact: Sequence[Node], binding: Binding) -> Binding | None:
    result = dict(binding)
    for term, value in zip(pattern, fact, strict=True):
        if isinstance(term, Variable):
            if result.setdefault(term, value) != value:
                return None
        elif term != value:
            return None
    return result


def _value(term: Node, binding: Mapping[Variable, Node]) -> Node:
    return binding.get(term, term) if isinstance(term, Variable) else term


def _is_trivial(fact: Triple) -> bool:
    return fact[1] == OWL.sameAs and fact[0] == fact[2]


def _rename_rule(rule: Rule[Node], name: Callable[[Node], Node]) -> Rule[Node]:
    def rename(triple: Triple) -> Triple:
        s, p, o = map(name, triple)
        return s, p, o

    return replace(
        rule,
        body=tuple(map(rename, rule.body)),
        head=tuple(map(rename, rule.head)),
        guards=tuple((name(left), name(right)) for left, right in rule.guards),
        lists=tuple(
            replace(each, list=name(each.list), terms=tuple(map(name, each.terms)), body=tuple(map(rename, each.body)))
            for each in rule.lists
        ),
    )


# ----------------------------------------------------------------- literals
def judge(literal: Node, datatype: Node) -> bool | None:
    """Tell whether a literal is of a datatype; what is ill-typed has no value at all, None is not known."""
    if not isinstance(literal, Literal) or not isinstance(datatype, URIRef):
        return None
    return not is_ill_typed(literal) if datatype == RDFS.Literal else is_in_datatype(literal, datatype)


def _have_same_value(left: Node, right: Node) -> bool:
    if not isinstance(left, Literal) or not isinstance(right, Literal):
        return False
    return value_key(left) is not None and value_key(left) == value_key(right)


def _differ(left: Node, right: Node) -> bool:
    return isinstance(left, Literal) and isinstance(right, Literal) and surely_differ(left, right)


def _holds(atom: Triple, binding: Binding) -> bool:
    left, relation, right = (_value(term, binding) for term in atom)
    if relation == RL.sameValue:
        return _have_same_value(left, right)
    if relation == RL.otherValue:
        return _differ(left, right)
    return judge(left, right) is (relation == RL.inDatatype)


def show(step: Proof) -> str:
    """Return a step with its premises as text, for a message."""
    lists = "".join(f"\n   list {read.head} {read.members}" for read in step.lists)
    premises = "".join(f"\n   <- {premise.fact} [{premise.rule}, {premise.round}]" for premise in step.premises)
    return f"{step.fact} by '{step.rule}' in round {step.round}{premises}{lists}"
