"""The words of a sheet: what a coder writes in a cell, what it means, and what of the ontology it stands for.

The words themselves are data, `words.toml` and the ontology's labels and definitions; the worksheet *words* and
docs/relations.md list the same.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from sahel_kg.record.spelling import fold
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand, value

FILE = Path(__file__).with_name("words.toml")
IS_A = "is a"
"""The relation between something and its kind."""
_IS_A = ("is a", "is an", "are", "est un", "est une", "sont")
_DOMAIN, _RANGE = PREFIXES["rdfs"] + "domain", PREFIXES["rdfs"] + "range"
_LABEL, _MEANING = PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "definition"
_ABOVE, _INVERSE = PREFIXES["rdfs"] + "subPropertyOf", PREFIXES["owl"] + "inverseOf"
_TYPE = PREFIXES["rdf"] + "type"
_ENDS = {
    str(SKG.Actor): "actor",
    str(SKG.Person): "actor",
    str(SKG.State): "actor",
    str(SKG.PopulationGroup): "actor",
    str(SKG.Place): "place",
    str(SKG.Event): "event",
    str(SKG.CasualtyReport): "report",
    PREFIXES["xsd"] + "integer": "number",
    PREFIXES["rdfs"] + "Literal": "text",
}
_ALIKE = 75
"""How much alike a word must be spelt to be offered, of 100."""
_MISSPELT = 90
"""From which it is taken for a misspelling."""
_MARGIN = 10
"""How much less alike than the nearest a word may be, of 100, to be offered as well."""
FIXED = {"category": "Category", "trend": "Trend", "mission kind": "MissionKind"}
"""Ends that are words of a fixed list of the ontology, each with the class of its members."""
GROUPS = ("relation", "happening", "loss", "kind", "told as", "basis", "credibility", "left out because", "value")
"""What the words of the worksheet are for, in the order in which they are listed."""


@dataclass(frozen=True)
class Word:
    """One word that may stand in a cell.

    Parameters
    ----------
    group : str
        One of `GROUPS`.
    word : str
        As it is listed and offered.
    also : tuple of str
        What is read as the same.
    meaning, example : str
    term : str
        IRI of the ontology; "" for a word of the codebook.
    """

    group: str
    word: str
    also: tuple[str, ...]
    meaning: str
    example: str = ""
    term: str = ""

    @property
    def name(self) -> str:
        """The last part of its term."""
        return self.term.removeprefix(str(SKG))


@dataclass(frozen=True)
class RelationWord(Word):
    """A relation: what may stand at its ends, how it is in time, how it is told where nothing is said.

    `instead` has the kinds of objects, each with the relation that is meant of them: who leads a mission; `subject_is`
    and `object_is` have the classes of the ontology that the relation joins.
    """

    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    aspect: str = "holding"
    told_as: str = "fact"
    swapped: bool = False
    instead: Mapping[str, str] = field(default_factory=dict, compare=False)
    subject_is: tuple[str, ...] = ()
    object_is: tuple[str, ...] = ()


@dataclass(frozen=True)
class HappeningWord(Word):
    """A verb that tells an event: its types, the roles of subject and object in it, and the relation between the two.

    With `tie` the relation is said along with the event: of whom the roles do not tell that they are two sides.
    """

    types: tuple[str, ...] = ()
    subject_role: str = ""
    object_role: str = ""
    object_may_be: tuple[str, ...] = ()
    relation: str = ""
    tie: bool = False


@dataclass(frozen=True)
class KindWord(Word):
    """A kind: what of a name it makes (an actor, a place, an event ...)."""

    end: str = ""


@dataclass(frozen=True)
class ToldWord(Word):
    """How a claim is told: as a judgement of which sort, or as fact."""

    assessment: str = ""


class Wordbook:
    """All words, found by whatever a cell says.

    Parameters
    ----------
    ontology : iterable of Quad
    own : mapping
        Own words to the words that they stand for.

    Attributes
    ----------
    all : tuple of Word
    own : mapping
    own_people : set of str
        Those, folded, whose loss is that of their side.
    """

    def __init__(self, ontology: Iterable[Quad], own: Mapping[str, str] | None = None) -> None:
        self._terms = _WordTerms(ontology)
        told = tomllib.loads(FILE.read_text("utf-8"))
        self.all: tuple[Word, ...] = tuple(self._list(told))
        self.own_people = {fold(text) for text in told["own"]["people"]}
        self._near = [(_any_of(given["said"]), given["meant"]) for given in told["near"]]
        self._aside = [(_any_of(given["said"]), given["advice"]) for given in told["aside"]]
        self._found: dict[tuple[str, str], Word] = {}
        for word in self.all:
            for text in (word.word, *word.also):
                self._found.setdefault((word.group, fold(text)), word)
        for word in self.of_group("kind"):  # as tables and queries call it: ArmedGroup, skg:ArmedGroup
            for text in (word.name, compact(word.term)):
                self._found.setdefault((word.group, fold(text)), word)
        self.own = dict(own or {})
        for text, meant in self.own.items():
            for group in GROUPS:
                if word := self._found.get((group, fold(meant))):  # type: ignore[assignment]
                    self._found.setdefault((group, fold(text)), word)

    def find(self, text: str, *groups: str) -> Word | None:
        """Return the word of some groups that a cell means, None if none does."""
        key = fold(text)
        return next((word for group in groups if (word := self._found.get((group, key)))), None)

    def fit_verb(self, text: str, *, has_object: bool) -> HappeningWord | None:
        """Return the verb that a cell means: of one that is told with and without an object the one that fits."""
        keys = {fold(text), fold(self.own.get(text, text))}
        verbs = [each for each in self.happenings if keys & {fold(name) for name in (each.word, *each.also)}]
        return next((each for each in verbs if bool(each.object_role) == has_object), verbs[0] if verbs else None)

    def find_loss(self, text: str) -> tuple[Word | None, str]:
        """Return the word for a loss that something ends or begins with, and who is lost: civilians killed."""
        told = fold(text).split()
        for cut in range(len(told)):
            for loss, who in ((told[cut:], told[:cut]), (told[: len(told) - cut], told[len(told) - cut :])):
                if word := self._found.get(("loss", " ".join(loss))):
                    return word, " ".join(who)
        return None, fold(text)

    def near(self, text: str, *groups: str) -> list[str]:
        """Return the listed words that are nearest to what a cell says, the nearest first.

        Those that are spelt almost the same, else those that mean the like, else those that are spelt alike.
        """
        from rapidfuzz import fuzz, process

        keys = {key: word for (group, key), word in self._found.items() if group in groups}
        found = process.extract(fold(text), list(keys), scorer=fuzz.ratio, limit=6, score_cutoff=_ALIKE)
        best = found[0][1] if found else 0
        spelt = [keys[key].word for key, score, _ in found if score > best - _MARGIN]
        if best < _MISSPELT and (meant := self._mean(text, groups)):
            return meant
        return list(dict.fromkeys(spelt))[:3]

    def _mean(self, text: str, groups: Sequence[str]) -> list[str]:
        """Return the listed words that mean the like of what a cell says."""
        said = f" {fold(text)} "
        meant = [word for pattern, words in self._near for word in words if pattern.search(said)]
        return list(dict.fromkeys(word for word in meant if self.find(word, *groups)))[:3]

    def elsewhere(self, text: str) -> str:
        """Return where in a sheet belongs what a cell says in the place of a relation, "" if nothing is known of it."""
        said = f" {fold(text)} "
        return next((advice for pattern, advice in self._aside if pattern.search(said)), "")

    def of_group(self, group: str) -> list[Word]:
        """Return the words of a group in their order."""
        return [word for word in self.all if word.group == group]

    @cached_property
    def relations_by_term(self) -> dict[str, RelationWord]:
        """The relations by their IRI."""
        return {word.term: word for word in self.all if isinstance(word, RelationWord) and not word.swapped}

    @cached_property
    def kinds_by_term(self) -> dict[str, KindWord]:
        """The kinds by their IRI."""
        return {word.term: word for word in self.all if isinstance(word, KindWord)}

    @cached_property
    def happenings(self) -> tuple[HappeningWord, ...]:
        """The verbs."""
        return tuple(word for word in self.all if isinstance(word, HappeningWord))

    def value_end(self, word: Word) -> str:
        """Return the end of relations at which a word of a fixed list may stand."""
        return next(end for end, cls in FIXED.items() if str(SKG[cls]) in self._terms.types[word.term])

    def _list(self, told: Mapping[str, Any]) -> Iterator[Word]:
        for key, given in told["relations"].items():
            yield self._relation(key, given)
        yield Word("relation", IS_A, _IS_A, "Is of that kind.", "Hill Band | is a | armed group", _TYPE)
        yield from self._inverses(told["relations"])
        for given in told["happenings"]:
            yield self._happening(given)
        for given in told["losses"]:
            term = str(SKG[given["term"]])
            yield Word("loss", given["verb"], tuple(given["also"]), self._terms.meaning(term), given["example"], term)
        for given in told["kinds"]:
            term = str(SKG[given["term"]])
            labels = self._terms.labels(term)
            also = (*labels[1:], *given.get("also", ()))
            yield KindWord("kind", labels[0], also, self._terms.meaning(term), "", term, given["end"])
        for group, name in (("told as", "told_as"), ("basis", "basis"), ("credibility",) * 2):
            for given in told[name]:
                said = (group, given["word"], tuple(given.get("also", ())), given["meaning"], given.get("example", ""))
                yield ToldWord(*said, assessment=given.get("assessment", ""))
        for given in told["reasons"]:
            yield Word("left out because", given["word"], (), given["meaning"])
        for cls in FIXED.values():
            for term in sorted(self._terms.members(str(SKG[cls]))):
                labels = self._terms.labels(term)
                yield Word("value", labels[0], tuple(labels[1:]), self._terms.meaning(term), "", term)

    def _relation(self, key: str, given: Mapping[str, Any]) -> RelationWord:
        term = expand(given["term"]) or "" if "term" in given else str(SKG[key])
        labels = self._terms.labels(term) or [given.get("word", key)]
        word = given.get("word", labels[0])
        also = tuple(dict.fromkeys(text for text in (*labels, *given.get("also", ())) if text != word))
        return RelationWord(
            "relation",
            word,
            also,
            given.get("meaning") or self._terms.meaning(term),
            given.get("example", ""),
            term,
            tuple(given.get("subject", ())) or self._terms.ends(term, _DOMAIN),
            tuple(given.get("object", ())) or self._terms.ends(term, _RANGE),
            given.get("aspect") or self._terms.aspect(term),
            given.get("told_as", "fact"),
            instead=given.get("instead", {}),
            subject_is=self._terms.classes(term, _DOMAIN),
            object_is=self._terms.classes(term, _RANGE),
        )

    def _inverses(self, told: Mapping[str, Any]) -> Iterator[RelationWord]:
        """Yield the other direction of each relation that has one: the same, told from the other end."""
        for key, given in told.items():
            word = self._relation(key, given)
            for inverse in self._terms.inverses(word.term):
                labels, meaning = self._terms.labels(inverse), self._terms.meaning(inverse)
                example = " | ".join(
                    (parts[2], labels[0], parts[0]) if len(parts := word.example.split(" | ")) == 3 else ()
                )
                yield RelationWord(
                    *("relation", labels[0], tuple(labels[1:]), meaning, example, word.term),
                    *(word.subject, word.object, word.aspect, word.told_as, True),
                    subject_is=word.subject_is,
                    object_is=word.object_is,
                )

    def _happening(self, given: Mapping[str, Any]) -> HappeningWord:
        main = self._terms.meaning(str(SKG[given["types"][0]]))
        return HappeningWord(
            "happening",
            given["verb"],
            tuple(given.get("also", ())),
            main if len(given["types"]) == 1 else f"{main} Several of them, told together.",
            given["example"],
            str(SKG[given["types"][0]]),
            tuple(given["types"]),
            given["subject"],
            given.get("object", ""),
            tuple(given.get("object_may_be", ())),
            given.get("relation", ""),
            given.get("tie", False),
        )


def _any_of(said: Iterable[str]) -> re.Pattern[str]:
    """Return what finds one of some words in a folded text; ``*`` stands for any ending."""
    words = "|".join(re.escape(each).replace(r"\*", r"\w*") for each in said)
    return re.compile(rf" (?:{words}) ")


class _WordTerms:
    """What the ontology says of its terms."""

    def __init__(self, ontology: Iterable[Quad]) -> None:
        self._said: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self.types: dict[str, set[str]] = defaultdict(set)
        self._members: dict[str, set[str]] = defaultdict(set)
        self._inverses: dict[str, list[str]] = defaultdict(list)
        for quad in ontology:
            if not isinstance(quad.subject, NamedNode):
                continue
            subject, predicate = quad.subject.value, quad.predicate.value
            self._said[subject, predicate].append(quad.object)
            if predicate == _TYPE:
                self.types[subject].add(value(quad.object))
                self._members[value(quad.object)].add(subject)
            elif predicate == _INVERSE:
                self._inverses[value(quad.object)].append(subject)

    def members(self, cls: str) -> set[str]:
        return self._members[cls]

    def inverses(self, term: str) -> list[str]:
        return sorted(self._inverses[term])

    def labels(self, term: str) -> list[str]:
        """Return the labels of a term, the English one first."""
        found = [each for each in self._said[term, _LABEL] if isinstance(each, Literal)]
        return [each.value for each in sorted(found, key=lambda each: each.language != "en")]

    def meaning(self, term: str) -> str:
        return next((value(each) for each in self._said[term, _MEANING]), "")

    def aspect(self, term: str) -> str:
        found = next((compact(value(each)) for each in self._said[term, str(SKG.aspect)]), "")
        if found:
            return found.removeprefix("skg:").lower()
        above = [value(each) for each in self._said[term, _ABOVE]]
        roles = str(SKG.Event) in [value(each) for each in self._said[term, _DOMAIN]]
        if roles or any(self.aspect(each) == "happening" for each in above):
            return "happening"
        return "holding"

    def ends(self, term: str, axiom: str) -> tuple[str, ...]:
        """Return what may stand at an end."""
        return tuple(dict.fromkeys(_ENDS[cls] for cls in self.classes(term, axiom)))

    def classes(self, term: str, axiom: str) -> tuple[str, ...]:
        """Return the classes at an end: by the relation's own axiom, or by that of a relation above it."""
        if own := [value(each) for each in self._said[term, axiom] if value(each) in _ENDS]:
            return tuple(own)
        above: Sequence[str] = [value(each) for each in self._said[term, _ABOVE]]
        return tuple(dict.fromkeys(cls for each in above for cls in self.classes(each, axiom)))
