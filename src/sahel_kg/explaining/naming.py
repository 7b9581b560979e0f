"""What a user calls things: names of a situation to the terms of a fact, and the words to tell facts with."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from weakref import WeakKeyDictionary

import rdflib as rdf
from pyoxigraph import Literal, NamedNode
from rdflib import OWL, RDF, XSD, URIRef
from rdflib.term import Node

from sahel_kg.errors import AmbiguousNameError, NamesakeWarning, UsageError, suggest, want
from sahel_kg.events.reports import number_in_words
from sahel_kg.explaining.explanations import Book
from sahel_kg.explaining.lacking import choose_ends
from sahel_kg.explaining.phrasing import Phrasing, Triple
from sahel_kg.record.actors import name_of
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.record.nearness import tell_near
from sahel_kg.record.spelling import fold
from sahel_kg.terms import to_rdflib, triple_to_rdflib, write_literal
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand, value

_TYPE_NAMES = frozenset({"a", "an", "is", "is a", "is an", "type"})
_PROPERTIES = frozenset(PREFIXES["owl"] + kind for kind in ("ObjectProperty", "DatatypeProperty"))
_OF_THINGS = frozenset({PREFIXES["owl"] + "ObjectProperty"})
_CLASSES = frozenset({PREFIXES["owl"] + "Class"})

_BOOKS: WeakKeyDictionary[Situation, Book] = WeakKeyDictionary()


class FoundClaims(Mapping[str, Claim]):
    """The claims of a situation that count, by IRI, each read when it is asked for."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation

    def __getitem__(self, iri: str) -> Claim:
        return self._situation.find_claims((iri,))[iri]

    def __iter__(self) -> Iterator[str]:
        return (claim.iri for claim in self._situation.counted)

    def __len__(self) -> int:
        return len(self._situation.counted)

    def __bool__(self) -> bool:
        """There are some, without reading them."""
        return True


def open_book(situation: Situation) -> Book:
    """Return what explanations of a situation are told with: its labels, claims and grades."""
    if situation not in _BOOKS:
        _BOOKS[situation] = _make_book(situation)
    return _BOOKS[situation]


def _make_book(situation: Situation) -> Book:
    labels = situation.labels | {actor.iri: actor.label for actor in situation.actors}
    definitions = (triple_to_rdflib(quad) for quad in situation.ontology)
    phrasing = Phrasing(labels, definitions, situation.relations.terms)
    return Book(phrasing, FoundClaims(situation), situation.reliability, situation.titles, situation.told_of)


def tell_claim(claim: Claim, book: Book, *, short: bool = False) -> str:
    """Return what a claim says, in words; kinds come last.

    Parameters
    ----------
    short : bool
        Only its first sentence, and how many more there are.
    """
    told = []
    denied: dict[Node, dict[str, Node]] = {}
    triples = sorted(map(triple_to_rdflib, claim.statement), key=lambda triple: triple[1] == RDF.type)
    denials = {subject for subject, _, obj in triples if obj == OWL.NegativePropertyAssertion}
    reports = dict.fromkeys(subject for subject, _, obj in triples if obj == SKG.CasualtyReport)
    for report in reports:
        told.append(_tell_report({(p, o) for s, p, o in triples if s == report}, book))
    for triple in triples:
        subject, predicate, obj = triple
        if subject in reports and (predicate in _OF_REPORT or obj == SKG.CasualtyReport):
            continue
        if subject in denials and (predicate == RDF.type or str(predicate).startswith(PREFIXES["owl"])):
            denied.setdefault(subject, {})[str(predicate).rpartition("#")[2]] = obj
        else:
            told.append(book.phrasing.sentence(triple))
    for parts in denied.values():
        ends = [parts.get(k) for k in ("sourceIndividual", "assertionProperty", "targetIndividual")]
        told.append(book.phrasing.denial(*ends) if None not in ends else "a denial")  # type: ignore[arg-type]
    if short and len(told) > 1:
        told = [f"{told[0]} (and {len(told) - 1} more)"]
    own = re.escape(claim.id) + r"#([\w-]+)"  # a report or a series that has no name
    return re.sub(own, lambda found: f"the {found[1].replace('-', ' ')}", "; ".join(told))


_OF_REPORT = frozenset(
    SKG[name] for name in ("low", "best", "high", "lossKind", "party", "partyTogether", "reportedFor")
)


def _tell_report(said: Collection[tuple[Node, Node]], book: Book) -> str:
    """Return a report of losses in words: of what kind, whose, how many, where."""

    def told(*names: str) -> list[Node]:
        return sorted((obj for predicate, obj in said if predicate in {SKG[name] for name in names}), key=str)

    low, best, high = (next((int(str(each)) for each in told(name)), None) for name in ("low", "best", "high"))
    kinds = " and ".join(map(book.phrasing.name, told("lossKind"))) or "losses"
    parties = " and ".join(map(book.phrasing.name, told("party", "partyTogether")))
    together = " together" if told("partyTogether") else ""
    where = ", ".join(map(book.phrasing.name, told("reportedFor")))
    whose = f" of {parties}{together}" if parties else ""
    number = "how many is not told," if (low, best, high) == (None,) * 3 else number_in_words(low, best, high)
    return f"{number}{',' * (', ' in number)} {kinds}{whose}{f' ({where})' if where else ''}"


def find_fact(situation: Situation, subject: str, relation: str, obj: str) -> Triple:
    """Return the fact that three names mean.

    A name that fits several things ("Mali" is a state and a territory) means the one of which the fact holds, else one
    that the relation can join, of the sort that it usually joins. What bears only a part of a name, and is nothing that
    the relation can join, is not meant.

    Parameters
    ----------
    situation : Situation
    subject, relation, obj : str
        Names, CURIEs or IRIs; a relation also by its label, the object also a literal: ``"text"``, ``"text"@en``,
        ``"2012"^^xsd:gYear``, a number or a date.

    Raises
    ------
    UsageError
        A name means nothing in the situation, with what looks alike.
    """
    subject, obj = name_of(subject), name_of(obj)
    for given in (subject, relation, obj):
        want(given, str, "a name, a CURIE or an IRI")
    predicate = find_relation(situation, relation)
    if subject.startswith('"'):
        raise UsageError(f"{subject} is a text, and nothing can be said of a text: name a thing first")
    subjects = _candidates(situation, subject, predicate, place=0)
    objects = _candidates(situation, obj, predicate, place=2)
    facts = [(one, predicate, other) for one in subjects for other in objects]
    if len(facts) > 1:
        return next((fact for fact in facts if fact in situation.closure), facts[0])
    return facts[0]


def find_relation(situation: Situation, name: str) -> URIRef:
    """Return the property that a CURIE, an IRI, a label or the last part of the IRI means.

    Raises
    ------
    UsageError
        There is none, with what looks alike.
    """
    if name.strip().casefold() in _TYPE_NAMES:
        return RDF.type
    known = _named(situation, _PROPERTIES)
    iri = expand(name)
    if iri is not None:
        if iri in known.values() or iri.startswith(tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))):
            return URIRef(iri)
    else:
        key = fold(name)
        for words in (key, *(key.removeprefix(start) for start in ("is a ", "is an ", "is ", "has "))):
            if words in known:
                return URIRef(known[words])
    listed = "docs/reference.md lists them all"
    near = _near(name, known, listed, cutoff=0.65)
    told = near if near != f"; {listed}" else f"; {situation.relations.tell_signed()}; {listed}"
    raise UsageError(f"no relation is called '{name}'{told}")


def _named(situation: Situation, kinds: frozenset[str]) -> dict[str, str]:
    """Return the ontology's terms of some kinds, by label and by the last part of the IRI."""
    iris = {
        quad.subject.value
        for quad in situation.ontology
        if quad.predicate.value == RDF_TYPE and value(quad.object) in kinds and isinstance(quad.subject, NamedNode)
    }
    names = {fold(iri.rpartition("#")[2].rpartition("/")[2]): iri for iri in sorted(iris)}
    return names | {fold(situation.labels[iri]): iri for iri in sorted(iris) if iri in situation.labels}


def _candidates(situation: Situation, name: str, predicate: Node, place: int) -> list[Node]:
    """Return what a name may mean as subject (0) or object (2) of a relation, the likeliest first."""
    if place == 2 and predicate == RDF.type:
        return [_find_class(situation, name)]
    if place == 2 and (literal := _read_literal(situation, name, predicate)) is not None:
        return [literal]
    iri = expand(name)
    if iri is not None:
        if iri not in situation.terms and not _is_object(situation, iri):
            raise _unknown(situation, name, name.partition(":")[2])
        return [URIRef(situation.identities.same.get(iri, iri))]
    by_part: set[str] = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NamesakeWarning)
        found = [URIRef(each) for each in dict.fromkeys(_fitting(situation, name, by_part))]
    ends = set(choose_ends(situation, found, predicate, place))
    found = [each for each in found if each in ends or str(each) not in by_part]
    if not found:
        raise _unknown(situation, f"'{name}'", name)
    if any(str(each) in situation.actors.iris for each in found):
        _mention_namesakes(situation, name)
    if len(found) == 1:
        return list(found)
    usual = _usual(situation, predicate, place)
    return sorted(found, key=lambda each: (each not in ends, str(each) in by_part, -usual[_namespace(str(each))]))


def _mention_namesakes(situation: Situation, name: str) -> None:
    """Warn as the directory does, once an actor is among those that may be meant."""
    with suppress(UsageError):
        situation.actors.find(name)


def _unknown(situation: Situation, told: str, name: str) -> UsageError:
    """Say that nothing is called so, by which claims if not by all, and what nearly is."""
    by = f" {situation.evidence.in_words()}" if situation.evidence else ""
    return UsageError(f"nothing in the build is called {told}{by}{tell_near(name, _all_names(situation))}")


def _fitting(situation: Situation, name: str, by_part: set[str]) -> Iterator[str]:
    """Yield the IRIs that a name fits: an actor's, then those of labels; in part only if nothing is called so.

    Those that have it as a part of a name are put into `by_part`.
    """
    labels = [(fold(label), iri) for iri, label in sorted(situation.labels.items())]
    key = fold(name)
    exact = [iri for label, iri in labels if key and label == key]
    ambiguous: AmbiguousNameError | None = None
    try:
        actor = situation.actors.find(name)
        if not exact or actor.is_called(name):
            if not actor.is_called(name) and expand(name) is None:
                by_part.add(actor.iri)
            yield actor.iri
    except AmbiguousNameError as error:
        ambiguous = error
    except UsageError:
        pass
    if exact:  # which of several actors is meant, the directory has said
        yield from (iri for iri in exact if ambiguous is not None or iri not in situation.actors.iris)
    elif ambiguous is not None:
        raise ambiguous
    else:
        inside = [iri for label, iri in labels if key and f" {key} " in f" {label} "]
        if len(inside) == 1:
            by_part.update(inside)
            yield inside[0]


def _find_class(situation: Situation, name: str) -> Node:
    known = _named(situation, _CLASSES)
    iri = expand(name)
    if iri is not None:
        if iri in known.values() or iri.startswith(PREFIXES["owl"]):
            return URIRef(iri)
    elif fold(name) in known:
        return URIRef(known[fold(name)])
    raise UsageError(f"no class is called '{name}'{_near(name, known, 'docs/reference.md lists them all')}")


def _read_literal(situation: Situation, text: str, predicate: Node) -> Node | None:
    """Return the literal that a text means; None if it is a name."""
    if text.startswith('"'):
        return _parse_literal(text)
    if str(predicate) in _named(situation, _OF_THINGS).values():
        return None
    literals = [quad.object for quad in situation.asserted_by(str(predicate)) if isinstance(quad.object, Literal)]
    if not literals or expand(text) is not None:
        return None
    known = next((literal for literal in literals if literal.value == text), None)
    if known is None:
        kinds = Counter(literal.datatype.value for literal in literals)
        datatype = kinds.most_common(1)[0][0]
        return write_literal(text, None if datatype == str(XSD.string) else URIRef(datatype))
    return to_rdflib(known)


def _parse_literal(text: str) -> Node:
    end = text.rfind('"')
    suffix = text[end + 1 :]
    if end > 0:
        content = text[1:end].replace('\\"', '"').replace("\\\\", "\\")
        if not suffix:
            return rdf.Literal(content)
        if suffix.startswith("@") and suffix[1:].replace("-", "").isalnum():
            return rdf.Literal(content, lang=suffix[1:])
        iri = expand(suffix[2:].removeprefix("<").removesuffix(">")) if suffix.startswith("^^") else None
        if iri:
            return write_literal(content, URIRef(iri))
    raise UsageError(f'{text} is no literal: write "text", "text"@en or "2012"^^xsd:gYear')


def _usual(situation: Situation, predicate: Node, place: int) -> Counter[str]:
    """Return how often a relation has things of each namespace at a place."""
    inferred = (quad for quad in situation.inferred if quad.predicate.value == str(predicate))
    quads = [*situation.asserted_by(str(predicate)), *inferred]
    return Counter(_namespace(value(quad.subject if place == 0 else quad.object)) for quad in quads)


def _namespace(iri: str) -> str:
    return compact(iri).partition(":")[0]


def _is_object(situation: Situation, iri: str) -> bool:
    return any(value(quad.object) == iri for quad in situation.asserted)


def _all_names(situation: Situation) -> Iterator[tuple[str, str]]:
    for iri, label in situation.labels.items():
        short = compact(iri)
        yield from ((label, short), (short.partition(":")[2].replace("-", " "), short))
    yield from ((name.text, actor.id) for actor in situation.actors for name in actor.names)


def _near(name: str, known: Mapping[str, str], then: str = "", *, cutoff: float = 0.7) -> str:
    """Say which names look alike, if any do."""
    called = {each: compact(iri) for each, iri in known.items()}
    return suggest(fold(name.rpartition(":")[2]), called, then, cutoff=cutoff)
