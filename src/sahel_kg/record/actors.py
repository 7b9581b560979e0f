"""Actors by name: who is meant, what they are called, of what kind they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad, Triple

from sahel_kg.errors import AmbiguousNameError, NamesakeWarning, UsageError, want, warn
from sahel_kg.frames import Grid, Tabular, Types
from sahel_kg.notebook_tables import card
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.identities import NO_IDENTITIES, Identities
from sahel_kg.record.nearness import tell_near
from sahel_kg.record.spelling import fold, is_acronym
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand, value

KINDS = (
    "State",
    "InternationalOrganisation",
    "Mission",
    "Coalition",
    "ArmedGroup",
    "ArmedForce",
    "Person",
    "PopulationGroup",
)
"""Kinds in the order in which one is chosen for display where an actor has several."""

_PREF, _ALT = PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel"
_SOURCE = PREFIXES["dct"] + "source"
_CATEGORY = str(SKG.hasCategory)
_LISTED = "`sahel-kg show` lists them all"
NAMING = (_PREF, _ALT, _SOURCE, RDF_TYPE)
"""The properties that `read_named` reads."""


COLUMNS = ("actor", "actor_label", "short", "kind", "kinds", "described", "categories", "names")
"""Of a table of actors."""
TYPES: Types = {"described": "truth"}


@dataclass(frozen=True)
class Name:
    """A name with its language tag."""

    text: str
    language: str
    preferred: bool


def choose_label(preferred: Iterable[tuple[str, str]]) -> str:
    """Return by which of its preferred names a thing is called, wherever it is told of; "" if it has none.

    >>> choose_label([("État islamique", "fr"), ("Islamic State", "en")]), choose_label([("Kel Tamasheq", "und")])
    ('Islamic State', 'Kel Tamasheq')
    """
    told = sorted(preferred, key=lambda name: (name[1] != "en", name[1]))
    return told[0][0] if told else ""


@dataclass(frozen=True)
class Actor:
    """One actor: IRI, names and kinds; `categories` are labels under which sources count it.

    `ingested` ones come with a data set; `aliases` are IRIs of actors that are the same by a person's decision.
    """

    iri: str
    names: tuple[Name, ...]
    kinds: tuple[str, ...]
    categories: tuple[str, ...]
    described: bool
    ingested: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def iris(self) -> tuple[str, ...]:
        """All IRIs under which claims speak of it."""
        return (self.iri, *self.aliases)

    @property
    def id(self) -> str:
        """The actor's CURIE."""
        return compact(self.iri)

    @property
    def classes(self) -> set[str]:
        """The IRIs of its kinds."""
        return {str(SKG[kind]) for kind in self.kinds}

    def is_called(self, name: str) -> bool:
        """Tell whether one of its names is this, whatever the case, accents and punctuation."""
        key = fold(name)
        return bool(key) and any(fold(each.text) == key for each in self.names)

    @cached_property
    def label(self) -> str:
        """What it is called wherever something is told of it: its preferred English name, else any, else the CURIE."""
        return choose_label((each.text, each.language) for each in self.names if each.preferred) or self.id

    @cached_property
    def short(self) -> str:
        """An English acronym where the label is long and there is one, to stand beside it; else the label."""
        if len(self.label) <= 16:
            return self.label
        english = (n.text for n in self.names if n.language == "en" and " " not in n.text)
        return next((text for text in english if sum(map(str.isupper, text)) >= 2), self.label)

    @property
    def kind(self) -> str:
        """The kind that is shown."""
        return next((k for k in KINDS if k in self.kinds), "Actor")

    def row(self) -> tuple[str | bool, ...]:
        """Return it as a row of a table, in the order of `COLUMNS`."""
        names = (_write_name(name.text, name.language) for name in self.names)
        return (
            *(self.id, self.label, self.short, self.kind, " ".join(self.kinds), self.described),
            *(" ".join(self.categories), " | ".join(names)),
        )

    def _repr_html_(self) -> str:
        others = dict.fromkeys(name.text for name in self.names if name.text != self.label)
        said = {
            "id": self.id,
            "kinds": ", ".join(self.kinds) or self.kind,
            "other names": "; ".join(others),
            "categories": ", ".join(self.categories),
            "known as": "described, without a name" if self.described else "",
            "also": ", ".join(map(compact, self.aliases)),
        }
        return card(self.label, said)


Who: TypeAlias = str | Actor
"""What takes an actor: a name, a CURIE or an IRI of it, or itself."""


def name_of(who: Who) -> str:
    """Return what an actor is found by: whoever is given itself by its IRI."""
    return who.iri if isinstance(who, Actor) else who


def _write_name(text: str, language: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("|", "\\|")
    return f"{escaped}@{language}" if language else escaped


@dataclass(frozen=True)
class NamedActors:
    """What is said of actors beside claims, at all times.

    Parameters
    ----------
    names : mapping of str to list of Name
        By IRI.
    types : mapping of str to set of str
        Local names of classes.
    ingested : set of str
        Who came with a data set.
    """

    names: Mapping[str, list[Name]]
    types: Mapping[str, set[str]]
    ingested: set[str]


def read_named(about: Iterable[Quad]) -> NamedActors:
    """Read what is said of actors, and of whatever else has a name or a kind, beside claims."""
    names: dict[str, list[Name]] = defaultdict(list)
    types: dict[str, set[str]] = defaultdict(set)
    ingested: set[str] = set()
    for quad in about:
        predicate = quad.predicate.value
        if predicate in (_PREF, _ALT) and isinstance(name := quad.object, Literal):
            names[value(quad.subject)].append(Name(name.value, name.language or "", predicate == _PREF))
        elif predicate == _SOURCE:
            ingested.add(value(quad.subject))
        elif predicate == RDF_TYPE and isinstance(kind := quad.object, NamedNode):
            types[value(quad.subject)].add(kind.value.removeprefix(str(SKG)))
    return NamedActors(names, types, ingested)


class Directory(Tabular):
    """All actors of a build: one after the other, by IRI, by name, or as a table.

    Parameters
    ----------
    named : NamedActors
        Names, and whether an actor is named or described.
    facts : iterable of Triple
        Statements and inferences: kinds and categories.
    identities : Identities
        An actor that is the same as another is found by both IRIs; one that stands for another is found by a name only
        if nobody else has it.
    told : str
        By which claims they are, in words, for whoever looks for another; "" for all.
    """

    def __init__(
        self, named: NamedActors, facts: Iterable[Triple], identities: Identities = NO_IDENTITIES, told: str = ""
    ) -> None:
        self._told = f" {told}" if told else ""
        self._shown_as, self._standing = dict(identities.same), set(identities.standing)
        aliases: dict[str, list[str]] = defaultdict(list)
        for alias, iri in sorted(self._shown_as.items()):
            aliases[iri].append(alias)
        types = defaultdict(set, {iri: set(kinds) for iri, kinds in named.types.items()})
        names = defaultdict(list, {iri: list(several) for iri, several in named.names.items()})
        categories: dict[str, set[str]] = defaultdict(set)
        prefix = PREFIXES["actor"]
        for triple in facts:
            predicate, obj = triple.predicate.value, triple.object
            if predicate in (_PREF, _ALT) and isinstance(obj, Literal):
                names[value(triple.subject)].append(Name(obj.value, obj.language or "", predicate == _PREF))
            elif predicate == RDF_TYPE and isinstance(obj, NamedNode):
                types[value(triple.subject)].add(obj.value.removeprefix(str(SKG)))
            elif predicate == _CATEGORY and isinstance(obj, NamedNode):
                categories[value(triple.subject)].add(compact(obj.value).partition(":")[2])
        wanted = {iri for iri, kinds in types.items() if kinds & {"Actor", "NamedActor", "DescribedActor", *KINDS}}
        self._actors = {
            iri: Actor(
                iri,
                _sort_names(names[iri]),
                tuple(k for k in KINDS if k in types[iri]),
                tuple(sorted(categories[iri])),
                "DescribedActor" in types[iri],
                iri in named.ingested,
                tuple(aliases[iri]),
            )
            for iri in sorted(wanted)
            if iri.startswith((prefix, "http"))
        }

    @cached_property
    def iris(self) -> frozenset[str]:
        """IRIs of all actors, those that are shown under another one included."""
        return frozenset({*self._actors, *self._shown_as})

    def __iter__(self) -> Iterator[Actor]:
        return iter(self._actors.values())

    def __len__(self) -> int:
        return len(self._actors)

    def __contains__(self, who: object) -> bool:
        """Tell whether an actor is one of them: itself, or by a whole name, CURIE or IRI."""
        if isinstance(who, Actor):
            return self._actors.get(who.iri) == who
        if not isinstance(who, str):
            return False
        iri = expand(who)
        return any(actor.is_called(who) for actor in self) if iri is None else iri in self.iris

    def grid(self) -> Grid:
        """Return them as a table, an actor a row."""
        return Grid(COLUMNS, [actor.row() for actor in self], "Actors", hidden=("short", "kinds"), types=TYPES)

    def __getitem__(self, who: str) -> Actor:
        """Return an actor by its IRI, or by what `find` takes."""
        found = self._actors.get(self._shown_as.get(who, who))
        return found or self.find(who)

    def _ipython_key_completions_(self) -> list[str]:
        return sorted({actor.label for actor in self})

    def name(self, iri: str) -> str:
        """Return the label of an actor, as every answer has it; the CURIE of whoever is none."""
        return self[iri].label if iri in self.iris else compact(iri)

    def find(self, name: str | Actor) -> Actor:
        """Return the actor that a CURIE, an IRI or a name means, or that is given itself.

        An exact preferred name wins over another's alternative, an exact name over one that differs in case, accents
        or punctuation, and that over a part of a name: several words of any, or one word of a preferred name (*Iraq*
        is nobody because of *Islamic State of Iraq*), or else of what an acronym stands for (*Coordination* is
        *CMA*). Of several that fit equally well an actor made by hand wins over ingested ones. Who else bears the
        name is mentioned, and that it is only a part of one (`NamesakeWarning`).

        Raises
        ------
        UsageError
            If nobody has that name.
        AmbiguousNameError
            If several have, with the candidates.
        """
        name = name_of(name)
        want(name, str, "the name of an actor, its CURIE or IRI")
        found = self._look_up(name)
        if expand(name) is not None:
            if found is None:
                raise UsageError(
                    f"no actor {name}{self._told}{tell_near(name.partition(':')[2], self.called(), _LISTED)}"
                )
            return found
        if found is None:
            raise UsageError(f"no actor is called '{name}'{self._told}{self._near(name)}")
        self._mention_namesakes(name, found)
        return found

    def _look_up(self, name: str) -> Actor | None:
        """Return the actor that `find` means, if there is one."""
        iri = expand(name)
        if iri is not None:
            return self[iri] if iri in self.iris else None
        key = fold(name)
        long = len(key) > 2 or key[-1:].isdigit()
        tiers: tuple[Callable[[Name], bool], ...] = (
            lambda each: each.preferred and each.text == name,
            lambda each: each.text == name,
            lambda each: bool(key) and fold(each.text) == key,
            lambda each: long and (each.preferred or " " in key) and f" {key} " in f" {fold(each.text)} ",
            lambda each: long and each.language == "en" and f" {key} " in f" {fold(each.text)} ",
        )
        left_out = self._standing if self._is_known_otherwise(name) else ()
        for matches in tiers:
            found = [a for a in self._actors.values() if any(map(matches, a.names)) and a.iri not in left_out]
            if matches is tiers[-1]:
                found = [actor for actor in found if is_acronym(actor.label)]
            known = [a for a in found if not a.ingested] or found
            named = [a for a in known if not a.described] or known
            if len(named) == 1:
                return named[0]
            if named:
                raise AmbiguousNameError(name, [f"{a.id} ({a.label})" for a in named])
        return None

    def _is_known_otherwise(self, name: str) -> bool:
        """Tell whether somebody bears a name who does not only stand for others."""
        return any(actor.is_called(name) for actor in self._actors.values() if actor.iri not in self._standing)

    def _mention_namesakes(self, name: str, chosen: Actor) -> None:
        """Warn of others that bear the very name by which an actor was found, or that it is a part of a name."""
        if not chosen.is_called(name):
            parts = (each.text for each in chosen.names if f" {fold(name)} " in f" {fold(each.text)} ")
            whole = chosen.label if f" {fold(name)} " in f" {fold(chosen.label)} " else next(parts, chosen.label)
            told = whole if whole == chosen.label else f"{whole} ({chosen.label})"
            warn(f"'{name}' is read as {chosen.id}, by a part of its name: {told}", NamesakeWarning)
            return
        others = [f"{a.id} ({a.label})" for a in self._actors.values() if a is not chosen and a.is_called(name)]
        if others:
            text = f"'{name}' is read as {chosen.id} ({chosen.label}); it is a name of {', '.join(others)} as well"
            warn(text, NamesakeWarning)

    def _near(self, name: str) -> str:
        """Say whose names come near, or that nobody's do, and where all are."""
        told = tell_near(name, self.called(), _LISTED)
        is_near = told != f"; {_LISTED}"
        return told if is_near else f", by its name or another: none of {len(self)} has one that is near{told}"

    def called(self) -> Iterator[tuple[str, str]]:
        """Yield by what each is found, and what to call it in a message."""
        for actor in self._actors.values():
            bearer = f"{actor.id} ({actor.label})"
            yield actor.id.partition(":")[2].replace("-", " "), bearer
            if not actor.described:
                yield from ((name.text, bearer) for name in actor.names)


def _sort_names(names: Iterable[Name]) -> tuple[Name, ...]:
    """Return names, the preferred ones first; a text that is preferred is not listed a second time as another."""
    best = {(n.text, n.language): n for n in sorted(names, key=lambda n: n.preferred)}
    return tuple(sorted(best.values(), key=lambda n: (not n.preferred, n.language, len(n.text), n.text)))
