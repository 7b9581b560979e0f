"""Findings in the words in which their facts were said, with the equalities by which they match."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import OWL, Variable
from rdflib.term import Node

from sahel_kg.reasoning.engines.duckdb.rounds import Witness
from sahel_kg.reasoning.findings import Finding
from sahel_kg.reasoning.relational.lists import members_of
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.terms import Triple, rank_term, rank_triple

Ids = tuple[int, int, int]


class Describer:
    """Puts matches of rules whose head is false into words.

    Parameters
    ----------
    tables : Tables
    slices : sequence of str
    """

    def __init__(self, tables: Tables, slices: Sequence[str]) -> None:
        self.tables = tables
        self.slices = slices
        self._has_names = tables.number("SELECT count(*) FROM rep") > 0

    def describe(self, witness: Witness) -> Finding:
        """Return a match as a finding."""
        rule = witness.clause.rule
        return Finding(
            "tension" if rule.kind == "tension" else "contradiction",
            rule.name,
            tuple(sorted(self._restore(witness), key=rank_triple)),
            rule.label or rule.name,
            tuple(name for bit, name in enumerate(self.slices) if witness.mask >> bit & 1),
        )

    def _restore(self, witness: Witness) -> set[Triple]:
        forms = [self._find_form(fact) for fact in witness.facts]
        facts = {_orient(self._spell(form)) for form in forms}
        bound = dict[Node, int]()
        for atom, form in zip(witness.clause.said, forms, strict=True):
            for term, ident in zip(atom, form, strict=True):
                if isinstance(term, Variable):
                    bound.setdefault(term, ident)
        for left, right in witness.clause.same:
            one = bound.get(left) if isinstance(left, Variable) else self.tables.id_of(left)
            other = bound.get(right) if isinstance(right, Variable) else self.tables.id_of(right)
            if one is None or other is None:
                one, other = self._find_doubles(witness)
            if one != other:
                facts.add(_orient((self.tables.term_of(one), OWL.sameAs, self.tables.term_of(other))))
        return facts

    def _find_form(self, fact: Ids) -> Ids:
        """Return a fact as it was given, else by the first of the names that its terms have.

        By the order of texts: ids tell which was read first, and so would tell whether facts were added.
        """
        if not self._has_names:
            return fact
        names = [self._list_names(ident) for ident in fact]
        s, p, o = (", ".join(map(str, each)) for each in names)
        rows = self.tables.rows(f"""
            SELECT g.s, g.p, g.v FROM given g JOIN term a ON a.id = g.s JOIN term b ON b.id = g.p
                JOIN term c ON c.id = g.o
            WHERE g.s IN ({s}) AND g.p IN ({p}) AND g.v IN ({o}) ORDER BY a.text, b.text, c.text LIMIT 1""")
        if rows:
            return rows[0][0], rows[0][1], rows[0][2]
        one, other, third = (min(each, key=lambda ident: rank_term(self.tables.term_of(ident))) for each in names)
        return one, other, third

    def _find_doubles(self, witness: Witness) -> tuple[int, int]:
        """Return the two members of a list that are one thing."""
        known = dict(witness.binding)
        for row in witness.clause.rows:
            if row.table == "pair":
                head, one = (
                    known[term] if isinstance(term, Variable) else self.tables.id_of(term) for term in row.terms[:2]
                )
                names = self._list_names(one)
                for each in self._list_names(head):
                    members = [member for member in members_of(self.tables, each) if member in names]
                    if len(members) > 1:
                        return members[0], members[1]
        return 0, 0

    def _list_names(self, ident: int) -> list[int]:
        rows = self.tables.rows("SELECT term FROM rep WHERE representative = $1 ORDER BY term", [ident])
        return [ident, *(row[0] for row in rows)]

    def _spell(self, fact: Ids) -> Triple:
        """Return a fact in the spelling in which it was given, if it was."""
        s, p, o = fact
        if o > 0:  # no literal
            return self.tables.term_of(s), self.tables.term_of(p), self.tables.term_of(o)
        spelt = self.tables.rows("SELECT min(o) FROM given WHERE s = $1 AND p = $2 AND v = $3", [s, p, o])[0][0]
        obj = self.tables.term_of(o) if spelt is None else self.tables.spelling_of(spelt)
        return self.tables.term_of(s), self.tables.term_of(p), obj


def _orient(fact: Triple) -> Triple:
    """Return an equality with the lesser term first: both directions are one finding."""
    left, predicate, right = fact
    return (right, predicate, left) if predicate == OWL.sameAs and rank_term(right) < rank_term(left) else fact
