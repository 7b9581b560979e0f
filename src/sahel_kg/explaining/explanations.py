"""Explanations: proofs as numbered steps in words, down to claims with their places and grades.

A pure layer between what the reasoner proves and what a view draws. It never recurses: proofs may be thousands of
steps deep.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import Literal

from rdflib import OWL, RDF
from rdflib.term import Node

from sahel_kg.explaining.day_readings import DayReading
from sahel_kg.explaining.phrasing import Phrasing, Triple, is_axiom
from sahel_kg.frames import Brief, Listing
from sahel_kg.inference.supports import Support
from sahel_kg.reasoning import Finding
from sahel_kg.reasoning.proofs import ListRead, Proof
from sahel_kg.record.claims import Claim, list_claims
from sahel_kg.record.extents import Extent
from sahel_kg.vocabulary import compact

Origin = Literal["claim", "ontology", "data", "rule"]

# A rule that is applied to what it gave itself: a run of them reads as one step with all their premises.
RUNS = frozenset({"prp-trp", "eq-trans", "scm-sco", "scm-spo", "cax-sco", "prp-spo1"})


@dataclass(frozen=True)
class Book:
    """What explanations are told with.

    Parameters
    ----------
    phrasing : Phrasing
    claims : mapping of str to Claim
        By IRI of the named graph.
    reliability : mapping of str to str
        IRI of a source to its letter.
    titles : mapping of str to str
        IRI of a source to its title.
    told_of : mapping of str to str
        IRI of a claim that names an actor otherwise to how it does, and by what decision that is the same.
    """

    phrasing: Phrasing
    claims: Mapping[str, Claim] = field(default_factory=dict)
    reliability: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    told_of: Mapping[str, str] = field(default_factory=dict)

    def grade(self, claim: Claim) -> tuple[str, int]:
        """Return reliability of the source and credibility of the claim."""
        return self.reliability.get(claim.source, "F"), claim.credibility


@dataclass(frozen=True)
class Step:
    """One fact of a proof.

    Parameters
    ----------
    number : int
        From 1, in the order in which a reader meets them.
    fact : triple
    text : str
        The fact in words.
    rule : str
        "prp-trp", "rule:attack-roles"; "" for what was given.
    reading : str
        The rule in one line.
    round : int
    premises : tuple of int
        Numbers of steps; what the ontology says comes last.
    times : int
        How often the rule was applied in a row.
    lists : tuple of ListRead
    claims : tuple of Claim
        Of what was given: the claims that say it, the best graded first.
    graphs : tuple of str
        Of what was given: named graphs that are no claims.
    origin : {"claim", "ontology", "data", "rule"}
        What was given comes from claims, the ontology or other data; what follows from the ontology alone comes
        from it too.
    extent : Extent, optional
        When it holds or happened, as far as this proof shows; None where the proof knows no time.
    credibility : int, optional
        Of the weakest claim that it rests on.
    years : tuple of (str, tuple of Claim)
        Of what was given: the years of an actor that cut its bounds, in words, with the claims that tell them.
    endings : tuple of Claim
        Of what was given and left open: other claims that tell its end.
    cautions : tuple of str
        Of what was given: what to know of how the claims tell of the two.
    """

    number: int
    fact: Triple
    text: str
    rule: str = ""
    reading: str = ""
    round: int = 0
    premises: tuple[int, ...] = ()
    times: int = 1
    lists: tuple[ListRead, ...] = ()
    claims: tuple[Claim, ...] = ()
    graphs: tuple[str, ...] = ()
    origin: Origin = "rule"
    extent: Extent | None = None
    credibility: int | None = None
    years: tuple[tuple[str, tuple[Claim, ...]], ...] = ()
    endings: tuple[Claim, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether it was given."""
        return not self.rule


@dataclass(frozen=True)
class OtherProof:
    """What a proof that is not told in full adds: another time, or better claims.

    Parameters
    ----------
    extent : Extent
        When the fact holds or happened by it.
    credibility : int
        Of the weakest claim that it rests on; 0 if it rests on none.
    claims : tuple of Claim
        Those that it rests on, sorted.
    """

    extent: Extent
    credibility: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Explanation(Brief):
    """A proof as numbered steps.

    Parameters
    ----------
    steps : tuple of Step
        The first is what is explained; step n stands at place n - 1.
    is_denial : bool
        Whether the fact is one that somebody says not to hold.
    book : Book, optional
        What it is told with.
    others : tuple of OtherProof
        How else it holds or happened, in order of time.
    then : DayReading, optional
        How it is read on the day that was asked about.
    """

    steps: tuple[Step, ...]
    is_denial: bool = False
    others: tuple[OtherProof, ...] = ()
    then: DayReading | None = None
    book: Book | None = field(default=None, compare=False, repr=False)

    def brief(self) -> str:
        """Say it in a line."""
        fact = self.steps[0].fact
        words = self.book.phrasing.sentence(fact) if self.book else " ".join(map(str, fact))
        denied = "a denial of " if self.is_denial else ""
        return f"{denied}{words}; {len(self.steps)} step{'s' * (len(self.steps) != 1)}, print() shows them"

    def __str__(self) -> str:
        from importlib import import_module

        # by name, since how a proof is shown stands above what it is
        tree = import_module("sahel_kg.views.text.proof_tree").tree
        return str(tree(self, self.book, plain=True)) if self.book else repr(self)

    def _repr_html_(self) -> str:
        from importlib import import_module

        folded = import_module("sahel_kg.views.text.proof_html").folded
        return str(folded(self, self.book)) if self.book else f"<pre>{escape(repr(self))}</pre>"

    @property
    def goal(self) -> Step:
        """What is explained."""
        return self.steps[0]

    def step(self, number: int) -> Step:
        """Return a step by its number."""
        return self.steps[number - 1]

    @property
    def claims(self) -> Listing[Claim]:
        """The claims that it rests on, each once, in the order of the steps: a table as well.

        Where several state a step as well all of them are here: `Tie.claims` has one of these.
        """
        return list_claims({claim.iri: claim for step in self.steps for claim in step.claims}.values())

    @property
    def cited(self) -> Listing[Claim]:
        """The claims that it and other proofs rest on, and those that cut these, by years or an end: all in print."""
        cuts = {claim.iri: claim for step in self.steps for _, claims in step.years for claim in claims}
        cuts |= {claim.iri: claim for step in self.steps for claim in step.endings}
        cuts |= {claim.iri: claim for other in self.others for claim in other.claims}
        return list_claims(({claim.iri: claim for claim in self.claims} | cuts).values())

    @cached_property  # asked for at every step
    def repeated(self) -> set[int]:
        """Steps with premises of their own that are used more than once."""
        used = Counter(number for step in self.steps for number in step.premises)
        return {number for number, count in used.items() if count > 1 and self.step(number).premises}


@dataclass(frozen=True)
class FindingExplanation:
    """Why a contradiction or a tension was found.

    Parameters
    ----------
    finding : Finding
    sides : tuple of Explanation
        The facts that do not go together; what the ontology says comes last.
    causes : tuple of tuple of str
        Smallest sets of claims (CURIEs) without which it would be gone.
    """

    finding: Finding
    sides: tuple[Explanation, ...]
    causes: tuple[tuple[str, ...], ...]
    book: Book | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        from importlib import import_module

        # by name, since how a proof is shown stands above what it is
        tree = import_module("sahel_kg.views.text.proof_tree").finding_tree
        return str(tree(self, self.book, plain=True)) if self.book else repr(self)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


@dataclass
class _OpenStep:
    """A step while it is made; equal ones are one object."""

    proof: Proof
    premises: list[_OpenStep]
    times: int = 1
    users: int = 0
    is_ontology: bool = False
    lists: list[ListRead] = field(default_factory=list)
    support: Support | None = None


def explain(
    proof: Proof, book: Book, *, merge: bool = True, supports: Mapping[int, Support] | None = None
) -> Explanation:
    """Return a proof in words.

    Parameters
    ----------
    proof : Proof
    book : Book
    merge : bool
        Tell runs of one rule, such as the steps of a transitive relation, as one step.
    supports : mapping of int to Support, optional
        By `id` of a step of the proof: when it holds, and how credible it is (`supports.prove`).
    """
    return _number(_gather(proof, book, merge=merge, supports=supports or {}), book)


def _gather(proof: Proof, book: Book, *, merge: bool, supports: Mapping[int, Support]) -> _OpenStep:
    """Return the proof as a graph in which equal subproofs are one."""
    made: dict[int, _OpenStep] = {}
    known: dict[tuple[object, ...], _OpenStep] = {}
    stack = [proof]
    while stack:
        current = stack[-1]
        if id(current) in made:
            stack.pop()
            continue
        missing = [premise for premise in current.premises if id(premise) not in made]
        if missing:
            stack += missing
            continue
        stack.pop()
        premises = list(dict.fromkeys(id(made[id(premise)]) for premise in current.premises))
        support = supports.get(id(current))
        key = (current.fact, current.rule, current.sources, support and support.extent, *premises)
        if key not in known:
            nodes = {id(node): node for node in (made[id(premise)] for premise in current.premises)}
            node = _OpenStep(current, list(nodes.values()), lists=list(current.lists), support=support)
            for premise in node.premises:
                premise.users += 1
            leaf = current.is_given and not current.sources and _is_of_words(current.fact, book)
            node.is_ontology = leaf or (not current.is_given and all(each.is_ontology for each in node.premises))
            known[key] = node
        made[id(current)] = known[key]
    root = made[id(proof)]
    if merge:
        _merge_runs(root)
    return root


def _merge_runs(root: _OpenStep) -> None:
    """Take the premises of a step into the step that it alone serves and that has the same rule."""
    for node in _after_premises(root):
        if node.proof.rule not in RUNS:
            continue
        joined: list[_OpenStep] = []
        rest: list[_OpenStep] = []
        for premise in node.premises:
            if premise.proof.rule == node.proof.rule and premise.users == 1:
                joined += premise.premises
                node.times += premise.times
                node.lists += premise.lists
            elif joined or node.proof.rule not in ("cax-sco", "prp-spo1"):
                joined.append(premise)
            else:
                rest.append(premise)  # the axiom stands before what it is applied to: the run begins with the latter
        node.premises = list({id(each): each for each in (*joined, *rest)}.values())


def _after_premises(root: _OpenStep) -> list[_OpenStep]:
    """Return all nodes, each after its premises."""
    order: list[_OpenStep] = []
    done: set[int] = set()
    stack: list[tuple[_OpenStep, bool]] = [(root, False)]
    while stack:
        node, is_left = stack.pop()
        if is_left:
            order.append(node)
        elif id(node) not in done:
            done.add(id(node))
            stack.append((node, True))
            stack += [(premise, False) for premise in reversed(node.premises)]
    return order


def _number(root: _OpenStep, book: Book) -> Explanation:
    book.phrasing.learn((each.head, each.members) for node in _after_premises(root) for each in node.lists)
    numbers: dict[int, int] = {}
    ordered: list[_OpenStep] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in numbers:
            continue
        ordered.append(node)
        numbers[id(node)] = len(ordered)
        node.premises.sort(key=lambda each: each.is_ontology)
        stack += reversed(node.premises)
    steps = tuple(_make_step(node, numbers, book) for node in ordered)
    return Explanation(steps, book=book)


def _make_step(node: _OpenStep, numbers: Mapping[int, int], book: Book) -> Step:
    proof = node.proof
    graphs = [str(graph) for graph in proof.sources]
    claims = sorted((book.claims[g] for g in graphs if g in book.claims), key=lambda c: (*book.grade(c)[::-1], c.iri))
    origin: Origin = "claim" if claims else "ontology" if node.is_ontology else "data" if proof.is_given else "rule"
    return Step(
        number=numbers[id(node)],
        fact=proof.fact,
        text=book.phrasing.sentence(proof.fact),
        rule=compact(proof.rule),
        reading=book.phrasing.reading(proof.rule, proof.label, (premise.fact for premise in proof.premises)),
        round=proof.round,
        premises=tuple(numbers[id(premise)] for premise in node.premises),
        times=node.times,
        lists=tuple(dict.fromkeys(node.lists)),
        claims=tuple(claims),
        graphs=tuple(compact(graph) for graph in graphs if graph not in book.claims),
        origin=origin,
        extent=node.support.extent if node.support else None,
        credibility=node.support.credibility or None if node.support else None,
    )


def explain_finding(
    finding: Finding,
    proofs: Sequence[Proof],
    causes: Iterable[Iterable[Node]],
    book: Book,
    *,
    merge: bool = True,
) -> FindingExplanation:
    """Return the sides of a finding in words.

    Parameters
    ----------
    finding : Finding
    proofs : sequence of Proof
        Of each of its facts.
    causes : iterable of set of named graphs
    book : Book
    merge : bool
        See `explain`.
    """
    denials: defaultdict[Node, dict[Node, Proof]] = defaultdict(dict)
    for proof in proofs:
        if proof.fact[1] in _DENIAL:
            denials[proof.fact[0]][proof.fact[1]] = proof
    sides = []
    for proof in proofs:
        parts = denials.get(proof.fact[0], {})
        if not set(_DENIAL[:2]) <= parts.keys():
            sides.append(explain(proof, book, merge=merge))
        elif proof.fact[1] == _DENIAL[0]:
            sides.append(_explain_denial(parts, book))
        elif proof.fact[1] != RDF.type and proof.fact[1] not in _DENIAL:
            sides.append(explain(proof, book, merge=merge))
    sides.sort(key=lambda side: (side.goal.origin == "ontology", side.is_denial))
    named = tuple(sorted(tuple(sorted(compact(graph) for graph in cause)) for cause in causes))
    return FindingExplanation(finding, tuple(sides), named, book)


def tell_finding(finding: Finding, book: Book) -> str:
    """Return a finding in one line: its facts, with denials put together, and its rule."""
    denials: defaultdict[Node, dict[Node, Node]] = defaultdict(dict)
    for subject, predicate, obj in finding.facts:
        if predicate in _DENIAL:
            denials[subject][predicate] = obj
    said = [
        book.phrasing.sentence(fact)
        for fact in finding.facts
        if fact[0] not in denials and not _is_of_words(fact, book)
    ]
    for parts in denials.values():
        target = parts.get(OWL.targetIndividual) or parts.get(OWL.targetValue)
        if target is not None and set(_DENIAL[:2]) <= parts.keys():
            said.append(book.phrasing.denial(parts[_DENIAL[0]], parts[_DENIAL[1]], target))
    return f"{'; '.join(said)} ({compact(finding.rule).removeprefix('rule:')})"


def _is_of_words(fact: Triple, book: Book) -> bool:
    """Tell whether a fact is about relations or classes, which nobody claims."""
    return is_axiom(fact) or {str(fact[0]), str(fact[2])} <= book.phrasing.relations


_DENIAL = (OWL.sourceIndividual, OWL.assertionProperty, OWL.targetIndividual, OWL.targetValue)


def _explain_denial(parts: Mapping[Node, Proof], book: Book) -> Explanation:
    """Return the triples of a denial as one fact that somebody denies."""
    target = parts.get(OWL.targetIndividual) or parts.get(OWL.targetValue)
    fact: Triple = (
        parts[OWL.sourceIndividual].fact[2],
        parts[OWL.assertionProperty].fact[2],
        target.fact[2] if target else parts[OWL.sourceIndividual].fact[2],
    )
    told = explain(parts[OWL.sourceIndividual], book)
    goal = replace(told.goal, fact=fact, text=book.phrasing.denial(*fact))
    return Explanation((goal, *told.steps[1:]), is_denial=True, book=book)
