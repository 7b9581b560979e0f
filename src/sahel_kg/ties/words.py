"""Words: ties and events as sentences, and as rows of a picture name them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Protocol

from rdflib import URIRef
from rdflib.term import Node

from sahel_kg.events.occurrences import Occurrence
from sahel_kg.record.actors import Actor, Directory
from sahel_kg.record.relations import Relations
from sahel_kg.ties.lifetimes import LifeTurn
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import PREFIXES, SKG, compact

Matter = Tie | Occurrence
"""What a change is a change of."""

_ACTOR = PREFIXES["actor"]
_ROLES = {str(SKG.party): "losses of", str(SKG.signatoryOf): "signed by"}


class Speech(Protocol):
    """What makes sentences: a `sahel_kg.explaining.phrasing.Phrasing`, or whatever speaks like one."""

    def name(self, term: Node, /) -> str:
        """Return the name of a term."""

    def predicate(self, relation: Node, /) -> str:
        """Return a relation as the verb of a sentence."""

    def sentence(self, fact: tuple[Node, Node, Node], /) -> str:
        """Return a fact as a sentence."""


class Words:
    """Puts ties and events into words.

    Parameters
    ----------
    actors : Directory
    labels : mapping of str to str
        IRI of whatever has a name to its English label.
    relations : Relations
    speech : Speech
        What makes the sentences.
    """

    def __init__(self, actors: Directory, labels: Mapping[str, str], relations: Relations, speech: Speech) -> None:
        self.actors, self.labels, self.relations, self.speech = actors, labels, relations, speech

    def name(self, iri: str) -> str:
        """Return the name of an actor, a place or an event."""
        if iri in self.actors.iris:
            return self.actors.name(iri)
        return self.labels.get(iri, compact(iri))

    def sentence(self, matter: Matter | LifeTurn) -> str:
        """Return a tie as a sentence, an event with its roles, the begin or end of an actor as what is so between."""
        if isinstance(matter, LifeTurn):
            return f"{self.speech.name(URIRef(matter.actor))} is active"
        if isinstance(matter, Tie):
            fact = (URIRef(matter.subject), URIRef(matter.relation), URIRef(matter.object))
            text = self.speech.sentence(fact)
            return f"denied: {text}" if matter.status == "denied" else text
        by_role: dict[str, list[str]] = defaultdict(list)
        for role, who in matter.roles:
            if who.startswith(_ACTOR):
                told = _ROLES.get(role, self.relations.label(role))
                by_role[told].append(self.speech.name(URIRef(who)))
        parts = "; ".join(f"{role} {', '.join(who)}" for role, who in by_role.items())
        return f"{matter.label} ({parts})" if parts else matter.label

    def seen_from(self, matter: Matter, actor: Actor, longest: int) -> str:
        """Return a tie as a row of the actor names it: "opposes ISGS", "Operation Barkhane opposes it".

        What is longer than `longest` characters is cut in the name, so that the relation stays.
        """
        if isinstance(matter, Occurrence):
            return shortened(matter.label, longest)
        relation = self.speech.predicate(URIRef(matter.relation))
        forward = matter.subject == actor.iri or matter.relation in self.relations.symmetric
        other = self.name(matter.object if matter.subject == actor.iri else matter.subject)
        denied = "denied: " if matter.status == "denied" else ""
        room = longest - len(denied) - len(relation) - (1 if forward else 4)
        other = shortened(other, max(room, 8))
        return denied + (f"{relation} {other}" if forward else f"{other} {relation} it")


def shortened(text: str, longest: int) -> str:
    """Cut a text to a length; an aside in brackets is the first to go.

    >>> shortened("armed groups (not named)", 20), shortened("armed groups (not named)", 10)
    ('armed groups', 'armed gro…')
    """
    if len(text) > longest:
        text = re.sub(r"\s+\([^()]*\)", "", text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "tie"), count(2, "tie")
    ('1 tie', '2 ties')
    """
    first, space, rest = noun.partition(" without")
    return f"{number} {first}{'s' * (number != 1)}{space}{rest}"


def graded(reliability: str | None, credibility: int | None) -> str:
    """Return a grade as analysts write it: ``C3``.

    >>> graded("C", 3)
    'C3'
    """
    return f"{reliability or ''}{credibility or ''}"
