"""Proofs, put together from the steps that a search backwards finds: nothing more is stored for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rdflib import OWL
from rdflib.term import Node

from sahel_kg.reasoning.proofs import ListRead, Proof, untangle
from sahel_kg.reasoning.relational.lists import members_of
from sahel_kg.reasoning.relational.names import IdRow
from sahel_kg.reasoning.relational.search import RowStep, Search
from sahel_kg.reasoning.terms import Triple


class ProofFinder:
    """Finds proofs in the tables of a closure.

    Parameters
    ----------
    search : Search
        What finds the steps.
    """

    def __init__(self, search: Search) -> None:
        self.tables = search.tables
        self._search = search

    def prove(self, fact: IdRow, spelling: Triple) -> Proof | None:
        """Return a proof of a fact, or None if it does not hold.

        Parameters
        ----------
        fact : (int, int, int)
            Ids as given, not representatives; the object's value.
        spelling : triple
            The fact in the terms of whoever asks.
        """
        s, p, o = fact
        held = self._search.hold(fact)
        # an equality that is a fact has a proof like any other; one by representatives is a way over such facts
        if p == self._search.names.same and s != o and (held is None or held[0] != fact):
            proof = self._prove_equality(s, o, None)
            if proof:
                return untangle(proof)
        if held is None:
            if p == self._search.names.same and s == o:
                return self._leaf("eq-ref", spelling)
            return None
        row, since = held
        self._search.solve([row])
        # straight from the form that was not renamed itself: by way of the representative it might come back to itself
        while (old := self._search.steps[row].old) is not None:
            row = old
        proof = self._rename(self._build(row), row, fact, since + 1)
        return untangle(self._respell(proof, spelling[2]))

    # equality

    def _prove_equality(self, one: int, other: int, before: int | None, latest: int | None = None) -> Proof | None:
        """Return a proof that two terms are one thing, which they are by the round `latest`."""

        def cap(round_: int) -> int:
            return round_ if latest is None else min(round_, latest)

        rows = self._search.names.find_path(one, other, before if before is not None else 1 << 30)
        if not rows:
            return None
        self._search.solve(rows)
        self.tables.remember(ident for row in rows for ident in row)
        proof: Proof | None = None
        here = one
        for row in rows:
            step = self._build(row)
            if row[0] != here:
                fact = (step.fact[2], step.fact[1], step.fact[0])
                step = Proof(fact, "eq-sym", cap(step.round + 1), self._search.label("eq-sym"), (step,))
            here = row[2] if row[0] == here else row[0]
            if proof is None:
                proof = step
            else:
                fact = (proof.fact[0], proof.fact[1], step.fact[2])
                round_ = cap(max(proof.round, step.round) + 1)
                proof = Proof(fact, "eq-trans", round_, self._search.label("eq-trans"), (proof, step))
        return proof

    def _rename(self, proof: Proof, old: IdRow, new: IdRow, before: int, latest: int | None = None) -> Proof:
        """Return the proof of a fact under other names of its terms, which it has by the round `latest`."""
        for place, rule in enumerate(("eq-rep-s", "eq-rep-p", "eq-rep-o")):
            if old[place] == new[place]:
                continue
            equality = self._prove_equality(old[place], new[place], before, latest)
            if equality is None:
                continue
            terms = list(proof.fact)
            terms[place] = equality.fact[2]
            fact: Triple = (terms[0], terms[1], terms[2])
            round_ = max(proof.round, equality.round) + 1
            round_ = round_ if latest is None else min(round_, latest)
            proof = Proof(fact, rule, round_, self._search.label(rule), (equality, proof))
        return proof

    def _respell(self, proof: Proof, wanted: Node) -> Proof:
        """Return the proof of a fact with another spelling of its object's value."""
        s, p, o = proof.fact
        if o == wanted:
            return proof
        if len(proof.premises) == 2 and proof.premises[0].rule == "dt-eq" and proof.premises[1].fact == (s, p, wanted):
            return proof.premises[1]  # back to the spelling in which it was given
        equality = self._leaf("dt-eq", (o, OWL.sameAs, wanted))
        return Proof((s, p, wanted), "eq-rep-o", proof.round, self._search.label("eq-rep-o"), (equality, proof))

    # building

    def _leaf(self, rule: str, fact: Triple) -> Proof:
        return Proof(fact, rule, 0, self._search.label(rule), ())

    def _build(self, goal: IdRow) -> Proof:
        """Put steps together, from the earliest rounds on."""
        needed: list[IdRow] = []
        seen: set[IdRow] = set()
        stack = [goal]
        while stack:
            row = stack.pop()
            if row in seen:
                continue
            seen.add(row)
            needed.append(row)
            step = self._search.steps[row]
            stack += [*step.premises, *(step.path or ()), *([step.old] if step.old else ())]
        self.tables.remember(ident for row in needed for ident in row)
        built: dict[IdRow, Proof] = {}
        # a given fact stands before what it was renamed to in the same round
        for row in sorted(needed, key=lambda each: (self._search.rounds[each], self._search.steps[each].rule != "")):
            built[row] = self._build_one(row, self._search.steps[row], built)
        return built[goal]

    def _build_one(self, row: IdRow, step: RowStep, built: Mapping[IdRow, Proof]) -> Proof:
        fact = self._spell(row)
        round_ = self._search.rounds[row]
        if step.old:
            return self._rename(built[step.old], step.old, row, round_, latest=round_)
        if not step.rule:
            spelt = (fact[0], fact[1], step.spelling if step.spelling is not None else fact[2])
            leaf = Proof(spelt, "", round_, "", (), sources=step.sources)
            return self._respell(leaf, fact[2])
        if step.path:
            marker = tuple(built[premise] for premise in step.premises)
            proof = built[step.path[0]]
            for edge in step.path[1:]:
                whole = (proof.fact[0], proof.fact[1], built[edge].fact[2])
                proof = Proof(whole, step.rule, round_, step.label, (*marker, proof, built[edge]))
            return proof
        premises = tuple(built[premise] for premise in step.premises)
        lists = tuple(
            ListRead(self.tables.term_of(head), tuple(map(self.tables.term_of, members_of(self.tables, head))))
            for head in step.heads
        )
        premises += tuple(
            self._leaf("dt-diff", (self.tables.term_of(one), OWL.differentFrom, self.tables.term_of(other)))
            for one, other in step.unequal
        )
        premises += tuple(self._list_renamed(step.heads, round_))
        premises += tuple(self._leaf("eq-ref", self._spell(row)) for row in step.alike)
        return Proof(fact, step.rule, round_, step.label, premises, lists)

    def _list_renamed(self, heads: Iterable[int], round_: int) -> Iterator[Proof]:
        """Yield the equalities by which lists and their members had other names than they were given."""
        for head in heads:
            for ident in (head, *members_of(self.tables, head)):
                proof = self._prove_equality(ident, self._search.names.rep(ident, round_ - 1), round_, round_)
                if proof is not None:
                    yield proof

    def _spell(self, row: IdRow) -> Triple:
        s, p, o = map(self.tables.term_of, row)
        return s, p, o
