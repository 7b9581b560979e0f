"""The actors by their ids, with the names by which other files speak of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sahel_kg.ingest import drafts
from sahel_kg.ingest.table import RowFaultError, UnknownActorError
from sahel_kg.record import dataset
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

_LABELS = (PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel")


@dataclass(frozen=True, order=True)
class Newcomer:
    """An actor that a row names and no Actor file has, or a new name of one that is known: then it has no kind."""

    id: int
    name: str
    kind: str = ""


@dataclass(frozen=True)
class Roster:
    """Who there is.

    Parameters
    ----------
    names : mapping
        Id to all names of the actor.
    states : frozenset of int
    whole : bool
        Whether they are all that an Actor file has: then an id that is not among them is a new actor's.
    """

    names: Mapping[int, frozenset[str]] = field(default_factory=dict)
    states: frozenset[int] = frozenset()
    whole: bool = False

    @cached_property
    def ids(self) -> dict[str, set[int]]:
        """Name to the ids of those who bear it: an acronym may fit several."""
        found: dict[str, set[int]] = defaultdict(set)
        for number, names in self.names.items():
            for name in names:
                found[name].add(number)
        return found

    def confirm(
        self, ids: Sequence[int], names: Sequence[str], words: tuple[str, str], kind: str
    ) -> tuple[Newcomer, ...]:
        """Hold the ids of a cell against the names beside them, as sets: they are sorted differently.

        The id decides: a name that nobody bears is a new one of the one id that has no name there.

        Parameters
        ----------
        words : tuple of str
            The columns of the ids and of the names.
        kind : str
            Of an actor that is new.

        Raises
        ------
        RowFaultError
            A name belongs to another, an id has no name there, or is unknown and it is not told which name is its.
        """
        self.require(ids, words[0])
        bearers = {name: {n for n in self.ids.get(name, ()) if n in ids} for name in _joined(names, self._of(ids))}
        strange = [name for name, fitting in bearers.items() if not fitting]
        lost = set(ids).difference(*bearers.values())
        for name in strange:
            if unknown := sorted(lost.difference(self.names)) if name in self.ids else []:
                whose = _listed(self.ids[name])
                raise UnknownActorError(words[0], f"actor {unknown[0]} is unknown, and '{name}' is a name of {whose}")
            if not lost or name in self.ids:
                raise RowFaultError(words[1], f"has '{name}', which is no name of {_listed(ids)}")
        if lost and not strange:
            raise RowFaultError(words[0], f"no name stands for {_listed(lost)}")
        if len(lost) == 1:
            return (self.introduce(lost.pop(), ", ".join(strange), kind),)
        for number in lost.difference(self.names):
            raise UnknownActorError(words[0], f"actor {number} is unknown, and which name is its is not told")
        return ()

    def require(self, ids: Iterable[int], word: str) -> None:
        """Refuse an id that may be in the Actor file, which is not at hand.

        Raises
        ------
        UnknownActorError
        """
        for number in ids:
            if number not in self.names and not self.whole:
                raise UnknownActorError(word, f"actor {number} is unknown")

    def introduce(self, number: int, name: str, kind: str) -> Newcomer:
        """Return an actor, or a name of one, that is not known yet."""
        return Newcomer(number, name, "" if number in self.names else kind)

    def find(self, names: Sequence[str], word: str) -> tuple[int, ...]:
        """Return the ids of a cell of names that has no ids beside it, sorted.

        Raises
        ------
        RowFaultError
            A name fits nobody, or several.
        """
        found = set()
        for name in _joined(names, self.ids):
            fitting = self.ids.get(name, set())
            if not fitting:
                raise UnknownActorError(word, f"has '{name}', the name of no actor that is known")
            if len(fitting) > 1:
                raise RowFaultError(word, f"has '{name}', which may be any of {_listed(fitting)}")
            found |= fitting
        return tuple(sorted(found))

    def _of(self, ids: Iterable[int]) -> set[str]:
        return {name for number in ids for name in self.names.get(number, ())}


def _joined(parts: Sequence[str], known: Iterable[str]) -> list[str]:
    """Put names together again that a comma of their own took apart: the longest that is known."""
    known, names, at = set(known), [], 0
    while at < len(parts):
        ends = range(len(parts), at, -1)
        end = next((end for end in ends if ", ".join(parts[at:end]) in known), at + 1)
        names.append(", ".join(parts[at:end]))
        at = end
    return names


def _listed(ids: Iterable[int]) -> str:
    return "actor " + ", ".join(map(str, sorted(ids)))


def read_roster(files: Iterable[Path]) -> Roster:
    """Read the actors off files that ``ingest ucdp-actor`` wrote.

    Raises
    ------
    ParseError
    """
    names: dict[int, set[str]] = defaultdict(set)
    states = set()
    for quad in (quad for path in files for quad in dataset.read_quads(path)):
        number = drafts.number_of(compact(value(quad.subject)))
        if number is None:
            continue
        if quad.predicate.value in _LABELS:
            names[number].add(value(quad.object))
        elif value(quad.object) == str(SKG.State):
            states.add(number)
    return Roster({number: frozenset(found) for number, found in names.items()}, frozenset(states))
