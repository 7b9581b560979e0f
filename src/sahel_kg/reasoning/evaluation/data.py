"""What is given, as texts of N-Triples: literals by value, lists, and which rules are in force."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from rdflib import OWL, RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from sahel_kg.reasoning.evaluation.patterns import SAME, Fact, TooMuchError
from sahel_kg.reasoning.lists import LIST_PREDICATES, gather_lists
from sahel_kg.reasoning.reading import QuadRow
from sahel_kg.reasoning.rules.in_force import SPEAKING, choose_rules, collect_constants, list_rules
from sahel_kg.reasoning.rules.profiles import Rule, RuleSet
from sahel_kg.reasoning.terms import Triple
from sahel_kg.reasoning.values.datatypes import DATATYPES, is_ill_typed, is_in_datatype, value_key
from sahel_kg.terms import from_text, to_text
from sahel_kg.vocabulary import RL

TYPE, FIRST, REST, NIL, IMPORTS, VERSION, ONTOLOGY, RANGE, ANY_LITERAL = map(
    to_text,
    (RDF.type, RDF.first, RDF.rest, RDF.nil, OWL.imports, OWL.versionIRI, OWL.Ontology, RDFS.range, RDFS.Literal),
)
_LISTED = frozenset(map(to_text, LIST_PREDICATES))
_SPEAKING = frozenset(map(to_text, SPEAKING))
_DATATYPES = {to_text(datatype): datatype for datatype in DATATYPES}


@lru_cache(maxsize=32)
def _spell_constants(rules: tuple[Rule, ...]) -> frozenset[str]:
    return frozenset(map(to_text, collect_constants(rules)))


@lru_cache(maxsize=32)
def _spell_needed(rules: tuple[Rule, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the terms and the properties that call for restating rules."""
    needed_for = frozenset(to_text(term) for rule in rules for term in rule.needed_for)
    return needed_for, frozenset(to_text(term) for rule in rules for term in rule.needed_with)


class Data:
    """What is given, and what is known of it before any rule is applied.

    Parameters
    ----------
    quads : sequence of QuadRow
    rules : RuleSet

    Attributes
    ----------
    given : dict of Fact
        In the spelling in which they were given.
    spellings : dict of str to list of str
        How each value is written, those of the data first, both in order.
    """

    def __init__(self, quads: Sequence[QuadRow], rules: RuleSet) -> None:
        self.given: dict[Fact, None] = dict.fromkeys((s, p, o) for s, p, o, _ in quads)
        self.is_full = "owl-rl-full" in rules.profiles
        self.rules = list_rules(rules)
        self.constants = _spell_constants(self.rules)
        self.spellings: dict[str, list[str]] = {}
        self._values: dict[str, str] = {}
        self._by_key: dict[str, str] = {}
        self._number_values()
        if any(self._values.get(text, text) != text for text in self.constants):
            raise TooMuchError  # rules that name one value in two spellings
        self.facts: dict[Fact, list[str]] = {}
        """The given facts by value, each with its spellings."""
        for s, p, o in self.given:
            self.facts.setdefault((s, p, self.value(o)), []).append(o)
        self.active, self.can_merge = choose_rules(self.rules, self._list_mentions(), is_full=self.is_full)

    # literals

    def _number_values(self) -> None:
        used = {o for _, _, o in self.given if o[0] == '"'}
        named = {text for text in self.constants if text[0] == '"'}
        for text in [*sorted(named), *sorted(used - named)]:
            literal = self.term(text)
            assert isinstance(literal, Literal)
            key = value_key(literal)
            if key is not None:
                value = self._values[text] = self._by_key.setdefault(key, text)
                self.spellings.setdefault(value, []).append(text)
        for spellings in self.spellings.values():
            spellings.sort(key=lambda text: (text not in used, text))
        self.used = used

    def value(self, text: str) -> str:
        """Return the text by which facts have a term: one for all spellings of a value."""
        return self._values.get(text, text)

    def find(self, term: Node) -> str:
        """Return the text by which facts have a term, whoever asks."""
        text = to_text(term)
        if text[0] == '"' and text not in self._values and isinstance(term, Literal):
            key = value_key(term)
            return self._by_key.get(key, text) if key is not None else text
        return self.value(text)

    def spell(self, value: str) -> str:
        """Return the first spelling of a value in the data."""
        return self.spellings[value][0] if value in self.spellings else value

    def write(self, fact: Fact) -> Fact:
        """Return a fact with the first spelling of its object's value."""
        s, p, o = fact
        return s, p, self.spell(o)

    def term(self, text: str) -> Node:
        """Return the term of a text."""
        return self._terms(text)

    @cached_property
    def _terms(self) -> Callable[[str], Node]:
        return lru_cache(maxsize=None)(from_text)

    def triple(self, fact: Fact) -> Triple:
        """Return a fact in terms."""
        s, p, o = map(self.term, fact)
        return s, p, o

    # what rules read beside facts

    def _list_mentions(self) -> Iterator[Triple]:
        needed_for, needed_with = _spell_needed(self.rules)
        for fact in self.given:
            if fact[0] in needed_for or fact[2] in needed_for or fact[1] in needed_with:
                yield self.triple(fact)

    def read_lists(self) -> tuple[dict[str, tuple[str, ...]], list[str]]:
        """Return the lists, and notes about those that are left out (see `gather_lists`)."""
        cells = sorted((s, p == FIRST, o) for s, p, o in self.facts if p in (FIRST, REST))
        starts = {cell for cell, *_ in cells}
        users = sorted((o, p, s) for s, p, o in self.facts if o in starts and p != REST)
        lists, notes = gather_lists(cells, users, nil=NIL, known=_LISTED, name=lambda text: str(self.term(text)))
        return {head: tuple(members) for head, members in lists.items()}, notes

    def list_axioms(self) -> Iterator[Fact]:
        """Yield what rules say of the language, and the literals of the datatypes that the data speak of (dt-type2)."""
        for rule in self.active:
            if not rule.body:
                for triple in rule.head:
                    s, p, o = map(self.find, triple)
                    yield s, p, o
        datatypes = self._find_datatypes()
        for value in {self.value(text) for text in self.used} if datatypes else ():
            for text, datatype in datatypes.items():
                if self._judge(value, datatype):
                    yield value, TYPE, text

    def _find_datatypes(self) -> dict[str, URIRef]:
        """Return the datatypes that a class expression, an axiom about datatypes or a rule speaks of."""
        asked = {to_text(o) for rule in self.active for _, p, o in rule.body if p == RL.inDatatype and o in DATATYPES}
        asked |= {o for _, p, o in self.facts if p not in (TYPE, RANGE)}
        asked |= {s for s, p, _ in self.facts if p in _SPEAKING}
        return {text: datatype for text, datatype in _DATATYPES.items() if text in asked}

    def _judge(self, value: str, datatype: URIRef) -> bool | None:
        literal = self.term(min(self.spellings.get(value, [value])))
        assert isinstance(literal, Literal)
        return is_in_datatype(literal, datatype)

    def relate(self, facts: Collection[Fact]) -> dict[str, set[tuple[str, str]]]:
        """Return what rules of contradictions ask: literals outside of datatypes, values that are said to be one."""
        outside = {
            (s, o)
            for s, p, o in facts
            if s[0] == '"' and p == TYPE and o in _DATATYPES and not self._is_written_as(s, o)
            if self._judge(s, _DATATYPES[o]) is False
        }
        for text in self.used:
            if text not in self._values and is_ill_typed(self._literal(text)):
                outside.add((text, ANY_LITERAL))
        others = {(s, o) for s, p, o in facts if p == SAME and s != o and s in self.spellings and o in self.spellings}
        return {"not_in_datatype": outside, "other_value": others}

    def _is_written_as(self, text: str, datatype: str) -> bool:
        """Tell whether a literal with a value is of a datatype by its very text."""
        return text in self._values and text.endswith(f"^^{datatype}")

    def _literal(self, text: str) -> Literal:
        literal = self.term(text)
        assert isinstance(literal, Literal)
        return literal

    # order

    def rank(self, text: str) -> tuple[bool, int, str]:
        """Return the place of a term: those that rules name come first, then IRIs, blank nodes, literals."""
        return text not in self.constants, '<_"'.index(text[0]), text

    # what a user should know

    def note(self, lists: Iterable[str], names: dict[str, str]) -> tuple[str, ...]:
        """Return the notes of a closure, `names` being the one name of each thing that has another."""
        known = {s for s, p, o in self.given if p == TYPE and o == ONTOLOGY}
        known |= {o for _, p, o in self.given if p == VERSION}
        imported = sorted({o for _, p, o in self.given if p == IMPORTS} - known)
        return (
            *(
                f"owl:imports of {self.term(text)} was not followed; pass the imported file as a path."
                for text in imported
            ),
            *lists,
            *(
                f"{self.term(text)} is said to be the same as {self.term(name)}, a term of the language itself; "
                "is that meant?"
                for text, name in sorted(names.items(), key=lambda pair: self.rank(pair[0]))
                if is_language(name)
            ),
        )


def is_language(text: str) -> bool:
    """Tell whether a text is a term of RDF, RDFS, OWL or XSD."""
    return text.startswith(_LANGUAGE)


_LANGUAGE = tuple(f"<{each}" for each in map(str, (RDF, RDFS, OWL, "http://www.w3.org/2001/XMLSchema#")))
