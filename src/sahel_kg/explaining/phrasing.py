"""Facts in words: one plain line for each triple, axioms of an ontology included.

Labels are untrusted text; whoever prints a line makes it printable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef, Variable
from rdflib.term import Node

from sahel_kg.vocabulary import PREFIXES, SKG, compact

Triple = tuple[Node, Node, Node]

LONGEST = 60
"""Characters of a literal that are shown."""

# What a relation's label lacks to be a predicate: most of those that end so are adjectives or participles ("hostile
# to"), and are but for these verbs in the past tense; other labels that are no verbs are nouns ("target").
_PREPOSITIONS = frozenset(["of", "to", "in", "with", "by", "against", "as", "from", "at", "on", "until", "for"])
_VERBS = frozenset({"called on", "fought against", "occurred at"})
_NOUNS = frozenset({"survivors", "troops deployed"})

_SPOKEN: dict[Node, str] = {
    RDFS.subPropertyOf: "{p} is a kind of {q}",
    OWL.equivalentProperty: "{p} means the same as {q}",
    OWL.inverseOf: "{p} is {q} the other way round",
    OWL.propertyDisjointWith: "{p} and {q} never hold of the same two",
    OWL.complementOf: "{c} is whatever is no {d}",
    RDFS.subClassOf: "every {bare} is {d}",
    OWL.equivalentClass: "{c} is the same as {d}",
    OWL.disjointWith: "nothing is both {c} and {d}",
    OWL.sameAs: "{s} is the same as {o}",
    OWL.differentFrom: "{s} is not the same as {o}",
}
_MARKERS: dict[Node, str] = {
    OWL.TransitiveProperty: "{p} is transitive: two in a row make one",
    OWL.SymmetricProperty: "{p} holds in both directions",
    OWL.AsymmetricProperty: "{p} never holds in both directions",
    OWL.IrreflexiveProperty: "{p} never holds of a thing and itself",
    OWL.FunctionalProperty: "{p} leads to one thing only",
    OWL.InverseFunctionalProperty: "no two things share what {p} leads to",
    OWL.ObjectProperty: "{p} is a relation",
    OWL.DatatypeProperty: "{p} is a property with values",
    OWL.Class: "{quoted} is a class",
    RDFS.Class: "{quoted} is a class",
}
_DEFINING = frozenset(
    {OWL.onProperty, OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom, OWL.onClass, OWL.onDataRange}
    | {OWL.maxCardinality, OWL.maxQualifiedCardinality, OWL.intersectionOf, OWL.unionOf, OWL.oneOf}
)
_PEOPLE = frozenset(SKG[name] for name in ("Actor", "NamedActor", "Person", "State", "ArmedGroup", "Mission"))
_LETTERS = "XYZUVW"
_OF_THE_LANGUAGE = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))
_GROUPS: dict[Node, str] = {
    OWL.AllDisjointClasses: "nothing is two of these at once: {members}",
    OWL.AllDifferent: "these all differ: {members}",
    OWL.AllDisjointProperties: "no two of these hold of the same two: {members}",
}


TELLING: dict[str, Node] = {"prp-spo2": OWL.propertyChainAxiom, "prp-dom": RDFS.domain, "prp-rng": RDFS.range}
"""Rules whose axiom says more than they do, by the predicate of the axiom."""


class Phrasing:
    """Puts facts into words.

    Parameters
    ----------
    labels : mapping of str to str
        IRI to English label.
    definitions : iterable of triple
        The ontology, for its classes without a name and its lists.
    relations : collection of str
        IRIs of the properties.
    """

    def __init__(
        self,
        labels: Mapping[str, str] | None = None,
        definitions: Iterable[Triple] = (),
        relations: Collection[str] = (),
    ) -> None:
        self.labels = labels or {}
        self.relations = set(relations)
        self._said: defaultdict[Node, dict[Node, Node]] = defaultdict(dict)
        self._people: set[tuple[Node, Node]] = set()
        for subject, predicate, obj in definitions:
            if isinstance(subject, BNode) or predicate in _DEFINING:
                self._said[subject][predicate] = obj
            if predicate == RDFS.subPropertyOf:
                self.relations |= {str(subject), str(obj)}
            if predicate in (RDFS.domain, RDFS.range) and obj in _PEOPLE:
                self._people.add((subject, predicate))
        self._lists: dict[Node, tuple[Node, ...]] = {}

    def learn(self, lists: Iterable[tuple[Node, Sequence[Node]]]) -> None:
        """Take note of the members of lists, by their heads."""
        self._lists.update((head, tuple(members)) for head, members in lists)

    # terms

    def name(self, term: Node) -> str:
        """Return what a term is called."""
        if isinstance(term, Literal):
            text = " ".join(str(term).split())
            text = text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
            return (
                text if term.datatype is not None and str(term.datatype) != PREFIXES["xsd"] + "string" else f'"{text}"'
            )
        if isinstance(term, Variable):
            return "something"
        if isinstance(term, BNode):
            return self._expression(term) or f"_:{term}"
        label = self.labels.get(str(term))
        if label is None:
            return compact(term)
        if str(term).startswith(PREFIXES["category"]):
            return f'the category "{label}"'
        # a description would run into the words around it
        is_long = len(label.split()) > 3 or any(mark in label for mark in ",(:;")
        return f'"{label}"' if is_long else label

    def quoted(self, term: Node) -> str:
        """Return the name of a relation or class that is spoken about, not used."""
        if isinstance(term, Variable):
            return "a relation"
        return f'"{self.labels.get(str(term)) or compact(term)}"'

    def members(self, head: Node) -> tuple[Node, ...]:
        """Return the members of a list; none if they are not known."""
        if head in self._lists:
            return self._lists[head]
        found: list[Node] = []
        cell, seen = head, set[Node]()
        while cell in self._said and cell not in seen and RDF.first in self._said[cell]:
            seen.add(cell)
            found.append(self._said[cell][RDF.first])
            cell = self._said[cell].get(RDF.rest, RDF.nil)
        return tuple(found)

    def noun(self, term: Node) -> str:
        """Return a class with its article: "an armed group"."""
        return with_article(self._bare(term))

    def _bare(self, term: Node) -> str:
        if isinstance(term, BNode):
            return self._expression(term) or f"member of _:{term}"
        if isinstance(term, Variable):
            return "member of some class"
        if term == OWL.Thing:
            return "thing"
        return self.labels.get(str(term)) or compact(term)

    def _expression(self, node: Node, depth: int = 0) -> str:
        """Return what a class without a name consists of; "" if nothing is known of it."""
        said = self._said.get(node, {})
        if depth > 3:
            return "thing of some kind"

        def part(term: Node) -> str:
            inner = self._expression(term, depth + 1) if isinstance(term, BNode) else ""
            return inner or self._bare(term)

        if OWL.intersectionOf in said:
            parts = [part(member) for member in self.members(said[OWL.intersectionOf])]
            parts.sort(key=lambda text: text.startswith("thing "))
            return " and ".join([*parts[:1], *(text.removeprefix("thing ") for text in parts[1:])]).replace(
                " and that ", " that ", 1
            )
        if OWL.unionOf in said:
            return " or ".join(part(member) for member in self.members(said[OWL.unionOf]))
        if OWL.oneOf in said:
            return "one of " + ", ".join(self.name(member) for member in self.members(said[OWL.oneOf]))
        if OWL.complementOf in said:
            return f"thing that is no {part(said[OWL.complementOf])}"
        if OWL.onProperty not in said:
            return ""
        relation = self.predicate(said[OWL.onProperty])
        if OWL.hasValue in said:
            return f"thing that {relation} {self._object(relation, said[OWL.hasValue])}"
        if OWL.someValuesFrom in said:
            return f"thing that {relation} some {part(said[OWL.someValuesFrom])}"
        if OWL.allValuesFrom in said:
            return f"thing that {relation} nothing but {part(said[OWL.allValuesFrom])}"
        for key in (OWL.maxCardinality, OWL.maxQualifiedCardinality):
            if key in said:
                kind = said.get(OWL.onClass) or said.get(OWL.onDataRange)
                return f"thing that {relation} at most {self.name(said[key])}" + (f" {part(kind)}" if kind else "")
        return ""

    def _object(self, relation: str, term: Node) -> str:
        name = self.name(term)
        return name.removeprefix("the category ") if relation.endswith("category") else name

    def predicate(self, relation: Node) -> str:
        """Return a relation as the middle of a sentence: "is hostile to"."""
        if isinstance(relation, Variable):
            return "has some relation to"
        label = self.labels.get(str(relation))
        if label is None:
            return compact(relation)
        first, _, _ = label.partition(" ")
        last = label.rpartition(" ")[2]
        if label in _NOUNS:
            return f"has {label}"
        if first.endswith("s") or label in _VERBS or (first == label and label.endswith("ed")):
            return label
        if last not in _PREPOSITIONS:
            return f"has {label}"
        is_noun = (last == "of" and not first.endswith("ing")) or first == "party"
        return f"is {with_article(label)}" if is_noun else f"is {label}"

    # sentences

    def sentence(self, fact: Triple) -> str:
        """Return a fact as one line, without a full stop.

        Examples
        --------
        >>> x = Phrasing({"urn:x:hostileTo": "hostile to", "urn:x:a": "A", "urn:x:b": "B"})
        >>> x.sentence((URIRef("urn:x:a"), URIRef("urn:x:hostileTo"), URIRef("urn:x:b")))
        'A is hostile to B'
        """
        subject, predicate, obj = fact
        if predicate == RDF.type:
            return self._type(subject, obj)
        if predicate == OWL.propertyChainAxiom:
            return self._chain(subject, self.members(obj))
        if predicate in (RDFS.domain, RDFS.range):
            first, second = ("body" if (subject, end) in self._people else "thing" for end in (RDFS.domain, RDFS.range))
            said = self.predicate(subject)
            ends = (first, f"{said} some{second}") if predicate == RDFS.domain else (second, f"some{first} {said}")
            return f"{'whoever' if ends[0] == 'body' else 'whatever'} {ends[1]} is {self.noun(obj)}"
        if predicate == OWL.hasKey:
            keys = ", ".join(map(self.quoted, self.members(obj))) or "its keys"
            return f"{self.noun(subject)} is known by {keys}"
        if predicate in _SPOKEN:
            return _SPOKEN[predicate].format(
                p=self.quoted(subject),
                q=self.quoted(obj),
                s=self.name(subject),
                o=self.name(obj),
                bare=self._bare(subject),
                c=self.noun(subject),
                d=self.noun(obj),
            )
        if predicate in (OWL.members, OWL.distinctMembers):
            return "the group is: " + (", ".join(map(self.name, self.members(obj))) or self.name(obj))
        if predicate in _DEFINING:
            return self._definition(subject, predicate, obj)
        if str(subject) in self.relations and str(obj) in self.relations:
            return f"{self.quoted(subject)} {self.predicate(predicate)} {self.quoted(obj)}"
        relation = self.predicate(predicate)
        name = self._object(relation, obj)
        if relation.startswith("has ") and relation == f"has {self.labels.get(str(predicate))}":
            return f"{self.name(subject)}: {relation.removeprefix('has ')} {name}"
        return f"{self.name(subject)} {relation} {name}"

    def _chain(self, relation: Node, links: Sequence[Node]) -> str:
        """Return what follows of whom: "whoever operates in X, which is located in Y, operates in Y"."""
        if not 0 < len(links) <= len(_LETTERS):
            return f"a chain of relations makes {self.quoted(relation)}"
        said = [f"{self.predicate(link)} {letter}" for link, letter in zip(links, _LETTERS, strict=False)]
        who = "whoever" if (links[0], RDFS.domain) in self._people else "whatever"
        end = f"{self.predicate(relation)} {_LETTERS[len(links) - 1]}"
        return f"{who} {', which '.join(said)}, {end}"

    def _definition(self, subject: Node, predicate: Node, obj: Node) -> str:
        expression = self._expression(subject)
        if not expression:
            return f"{self.name(subject)} {compact(predicate)} {self.name(obj)}"
        if isinstance(subject, BNode):
            return f"there is a class: {expression}"
        return f"{self.noun(subject)} is {with_article(expression)}"

    def _type(self, subject: Node, kind: Node) -> str:
        if kind in _MARKERS:
            return _MARKERS[kind].format(p=self.quoted(subject), quoted=self.quoted(subject))
        if kind in _GROUPS:
            said = self._said.get(subject, {})
            lists = [said[key] for key in (OWL.members, OWL.distinctMembers) if key in said]
            members = ", ".join(self.name(each) for head in lists for each in self.members(head))
            return _GROUPS[kind].format(members=members or self.name(subject))
        if kind == OWL.NegativePropertyAssertion:
            return f"{self.name(subject)} is a denial"
        return f"{self.name(subject)} is {self.noun(kind)}"

    def reading(self, rule: str, label: str, premises: Iterable[Triple]) -> str:
        """Return how a step reads: as what it is about, where an axiom says that, else as its rule."""
        axiom = next((fact for fact in premises if fact[1] == TELLING.get(rule)), None)
        return self.sentence(axiom) if axiom else label.rstrip(".")

    def denial(self, subject: Node, relation: Node, obj: Node) -> str:
        """Return what somebody says not to hold.

        Examples
        --------
        >>> Phrasing().denial(URIRef("urn:a"), URIRef("urn:p"), URIRef("urn:b"))
        'it is denied that urn:a urn:p urn:b'
        """
        return f"it is denied that {self.sentence((subject, relation, obj))}"


def with_article(noun: str) -> str:
    """Return a noun with "a" or "an".

    >>> with_article("armed group")
    'an armed group'
    """
    if noun.startswith("one of "):
        return noun
    return f"{'an' if noun[:1].lower() in 'aeiou' and noun[:1] else 'a'} {noun}"


def is_axiom(fact: Triple) -> bool:
    """Tell whether a fact is said in the language's own terms: of relations and classes, not of the world."""
    _, predicate, obj = fact
    if predicate in (OWL.sameAs, OWL.differentFrom, RDFS.label, RDFS.comment, OWL.sourceIndividual):
        return False
    if predicate in (OWL.assertionProperty, OWL.targetIndividual, OWL.targetValue):
        return False
    if predicate == RDF.type:
        return isinstance(obj, URIRef) and str(obj).startswith(_OF_THE_LANGUAGE) and obj not in _SAID_OF_THINGS
    return isinstance(predicate, URIRef) and str(predicate).startswith(_OF_THE_LANGUAGE)


_SAID_OF_THINGS: frozenset[Node] = frozenset(
    {OWL.Thing, OWL.Nothing, OWL.NegativePropertyAssertion, OWL.NamedIndividual, RDFS.Resource}
)
