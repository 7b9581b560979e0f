"""What is given, as texts of N-Triples: literals by value, lists, and which rules are in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from sahel_kg.ntriples import escape_text
from sahel_kg.reasoning.evaluation.facts import TYPE, Grouping, count, has_none, list_facts, select, sort_out, split
from sahel_kg.reasoning.evaluation.given import GroupedFacts
from sahel_kg.reasoning.evaluation.patterns import SAME, Fact, TooMuchError
from sahel_kg.reasoning.language import OWL, RDF, RDFS, RL, is_language
from sahel_kg.reasoning.lists import LIST_PREDICATES, gather_lists
from sahel_kg.reasoning.rules.in_force import SPEAKING, choose_rules, collect_constants, list_rules
from sahel_kg.reasoning.rules.profiles import RuleSet
from sahel_kg.reasoning.values.datatypes import DATATYPES, is_ill_typed, is_in_datatype, value_key

if TYPE_CHECKING:
    from rdflib.term import Node

    from sahel_kg.reasoning.terms import Triple

_LISTED = frozenset(LIST_PREDICATES)

MOST_CELLS = 10_000
"""Of lists, whether rules read them or not."""


@lru_cache(maxsize=32)
def _find_needed(rules: RuleSet) -> tuple[frozenset[str], frozenset[str]]:
    """Return the terms and the properties that call for restating rules."""
    every = list_rules(rules)
    needed_for = frozenset(term for rule in every for term in rule.needed_for)
    return needed_for, frozenset(term for rule in every for term in rule.needed_with)


class Data:
    """What is given, and what is known of it before any rule is applied.

    Parameters
    ----------
    given : GroupedFacts
    rules : RuleSet

    Attributes
    ----------
    given : dict of Elements
        In the spelling in which they were given.
    facts : dict of Elements
        The same by value.
    size : int
        How many were given.
    spellings : dict of str to list of str
        How each value is written, those of the data first, both in order.
    literals : set of str
        Those of the data and of the rules: facts have no other.
    respelt : set of str
        Values of which the data have another spelling than facts.
    """

    def __init__(self, given: GroupedFacts, rules: RuleSet) -> None:
        self.given, self._terms = given.parts, given.terms
        self.size = count(self.given)
        self.is_full = "owl-rl-full" in rules.profiles
        self.constants = collect_constants(rules)
        self.spellings: dict[str, list[str]] = {}
        self._values: dict[str, str] = {}
        self._by_key: dict[str, str] = {}
        self._number_values()
        if any(self._values.get(text, text) != text for text in self.constants):
            raise TooMuchError  # rules that name one value in two spellings
        self.facts = self._list_by_value()
        self.active, self.can_merge = choose_rules(
            list_rules(rules), self._list_mentions(*_find_needed(rules)), is_full=self.is_full
        )

    # literals

    def _number_values(self) -> None:
        used = {text for text in self._terms if text[0] == '"'}
        named = {text for text in self.constants if text[0] == '"'}
        # a string without a datatype is its own value, unless another literal means it as well
        strings = {text for text in used - named if text[-1] == '"'}
        others = used - named - strings
        keys = {text: value_key(text) for text in named | others}
        meant = strings.intersection(map(_write_string, filter(None, keys.values())))
        for text in [*sorted(named), *sorted(others | meant)]:
            key = value_key(text) if text in meant else keys[text]
            if key is not None:
                value = self._values[text] = self._by_key.setdefault(key, text)
                self.spellings.setdefault(value, []).append(text)
        for spellings in self.spellings.values():
            spellings.sort(key=lambda text: (text not in used, text))
        self.used, self.literals = used, used | named
        self.respelt = {value for value, texts in self.spellings.items() if texts[0] != value}
        for text in strings - meant:
            self._values[text] = text
            self.spellings[text] = [text]

    def _list_by_value(self) -> Grouping:
        others = {text for text, value in self._values.items() if text != value}
        facts: Grouping = {}
        for (p, kind), part in self.given.items():
            if kind is None:
                if not has_none(part, 1, others):
                    part = {(s, self.value(o)) for s, o in part}
                facts[p, None] = part
            else:
                key = (p, self.value(kind))
                facts[key] = facts[key] | part if key in facts else part
        return facts

    def value(self, text: str) -> str:
        """Return the text by which facts have a term: one for all spellings of a value."""
        return self._values.get(text, text)

    def find(self, text: str) -> str:
        """Return the text by which facts have a term, whoever asks."""
        if text[0] == '"' and text not in self._values:
            key = value_key(text)
            if key is None:
                return text
            string = _write_string(key)
            return self._by_key.get(key, string if string in self._values else text)
        return self.value(text)

    def spell(self, value: str) -> str:
        """Return the first spelling of a value in the data."""
        return self.spellings[value][0] if value in self.spellings else value

    def list_given(self, fact: Fact) -> list[str]:
        """Return the spellings of its object with which a fact was given."""
        s, p, o = fact
        texts = self.spellings.get(o, [o])
        return [text for text in texts if is_among((s, p, text), self.given)]

    @cached_property
    def term(self) -> Callable[[str], Node]:
        """What returns the term of a text, each made once."""
        from sahel_kg.terms import from_text

        return lru_cache(maxsize=None)(from_text)

    def triple(self, fact: Fact) -> Triple:
        """Return a fact in terms."""
        s, p, o = map(self.term, fact)
        return s, p, o

    # what rules read beside facts

    def _list_mentions(self, needed_for: AbstractSet[str], needed_with: AbstractSet[str]) -> Iterator[Fact]:
        needed_for = needed_for & self._terms
        for (p, kind), part in self.given.items():
            if p in needed_with or kind in needed_for:
                found = part
            elif kind is not None:
                found = part & needed_for
            else:
                found = {*select(part, 0, needed_for), *select(part, 1, needed_for)}
            yield from list_facts((p, kind), found)

    def read_lists(self) -> tuple[dict[str, tuple[str, ...]], list[str]]:
        """Return the lists, and notes about those that are left out (see `gather_lists`).

        Raises
        ------
        TooMuchError
            They are long.
        """
        if len(self.facts.get((RDF.rest, None), ())) > MOST_CELLS:
            raise TooMuchError
        cells = sorted((s, p == RDF.first, o) for p in (RDF.first, RDF.rest) for s, o in self.facts.get((p, None), ()))
        starts = {cell for cell, *_ in cells}
        users = sorted((o, p, s) for s, p, o in self._list_users(starts))
        lists, notes = gather_lists(cells, users, nil=RDF.nil, known=_LISTED, name=lambda text: str(self.term(text)))
        return {head: tuple(members) for head, members in lists.items()}, notes

    def _list_users(self, lists: AbstractSet[str]) -> Iterator[Fact]:
        """Yield the facts that point at lists."""
        for key, part in self.facts.items() if lists else ():
            p, kind = key
            if kind is not None:
                yield from list_facts(key, part) if kind in lists else ()
            elif p != RDF.rest:
                yield from [(s, p, o) for s, o in select(part, 1, lists)]

    def list_premises(self) -> Grouping:
        """Return the given facts by value, with what holds whatever is given."""
        facts = dict(self.facts)
        for key, part in sort_out(self._list_axioms()).items():
            facts[key] = facts[key] | part if key in facts else part
        return facts

    def _list_axioms(self) -> Iterator[Fact]:
        """Yield what rules say of the language, and the literals of the datatypes that the data speak of (dt-type2)."""
        for rule in self.active:
            if not rule.body:
                for triple in rule.head:
                    s, p, o = map(self.find, triple)
                    yield s, p, o
        datatypes = self._find_datatypes()
        for value in {self.value(text) for text in self.used} if datatypes else ():
            for datatype in datatypes:
                if self._judge(value, datatype):
                    yield value, TYPE, datatype

    def _find_datatypes(self) -> set[str]:
        """Return the datatypes that a class expression, an axiom about datatypes or a rule speaks of."""
        asked = {o for rule in self.active for _, p, o in rule.body if p == RL.inDatatype and o in DATATYPES}
        said = DATATYPES & self._terms
        for (p, kind), part in self.facts.items() if said else ():
            if kind is None and p != RDFS.range:
                asked.update(o for _, o in select(part, 1, said))
            if p in SPEAKING:
                asked.update(s for s, _ in select(part, 0, said))
        return asked

    def _judge(self, value: str, datatype: str) -> bool | None:
        return is_in_datatype(min(self.spellings.get(value, [value])), datatype)

    def relate(self, facts: Grouping) -> dict[str, set[tuple[str, str]]]:
        """Return what rules of contradictions ask: literals outside of datatypes, values that are said to be one."""
        outside = {
            (s, datatype)
            for datatype in DATATYPES
            for s in facts.get((TYPE, datatype), ())
            if s[0] == '"' and not self._is_written_as(s, datatype) and self._judge(s, datatype) is False
        }
        for text in self.used:
            if text not in self._values and is_ill_typed(text):
                outside.add((text, RDFS.Literal))
        others = {
            (s, o) for s, o in facts.get((SAME, None), ()) if s != o and s in self.spellings and o in self.spellings
        }
        return {"not_in_datatype": outside, "other_value": others}

    def _is_written_as(self, text: str, datatype: str) -> bool:
        """Tell whether a literal with a value is of a datatype by its very text."""
        return text in self._values and text.endswith(f"^^{datatype}")

    # order

    def rank(self, text: str) -> tuple[bool, int, str]:
        """Return the place of a term: those that rules name come first, then IRIs, blank nodes, literals."""
        return text not in self.constants, '<_"'.index(text[0]), text

    # what a user should know

    def note(self, lists: Iterable[str], names: dict[str, str]) -> tuple[str, ...]:
        """Return the notes of a closure, `names` being the one name of each thing that has another."""
        known = {*self.given.get((TYPE, OWL.Ontology), ()), *(o for _, o in self.given.get((OWL.versionIRI, None), ()))}
        imported = sorted({o for _, o in self.given.get((OWL.imports, None), ())} - known)
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


def _write_string(key: str) -> str:
    """Return the string without a datatype that has a key, "" if none has."""
    return f'"{escape_text(key[2:])}"' if key.startswith("s:") else ""


def is_among(fact: Fact, parts: Grouping) -> bool:
    """Tell whether a fact is in parts."""
    key, element = split(fact)
    return element in parts.get(key, ())
