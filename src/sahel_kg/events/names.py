"""Names: which event, actor or place somebody means."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sahel_kg.errors import UsageError, suggest
from sahel_kg.events.events import is_event
from sahel_kg.record.actors import Actor, Directory, fold, name_of
from sahel_kg.vocabulary import PREFIXES, compact, expand


def find_subject(name: str | Actor, actors: Directory, labels: Mapping[str, str], terms: Collection[str]) -> str:
    """Return the IRI of an event or actor.

    Parameters
    ----------
    name : str
        CURIE, IRI or name.
    actors : Directory
    labels : mapping of str to str
        IRI of whatever has a name to its English label.
    terms : collection of str
        Every IRI that something is said of: an event need not have a name.

    Raises
    ------
    UsageError
        If nothing, or several things, are called so.
    """
    name = name_of(name)
    events = {iri: label for iri, label in labels.items() if is_event(iri)}
    iri = expand(name)
    if iri is None:
        return _find_by_name(name, actors, events)
    if not is_event(iri):
        return actors.find(name).iri
    if iri in events or iri in terms:
        return iri
    raise UsageError(_nobody(name, actors, events))


def find_place(name: str, labels: Mapping[str, str], terms: Collection[str]) -> str:
    """Return the IRI of a place, given its CURIE, IRI or name; other parameters as for `find_subject`.

    Raises
    ------
    UsageError
        If no place is called so.
    """
    places = {iri: label for iri, label in labels.items() if iri.startswith(PREFIXES["place"])}
    iri = expand(name) or PREFIXES["place"] + name
    if iri.startswith(PREFIXES["place"]) and (iri in places or iri in terms):
        return iri
    named = sorted(place for place, label in places.items() if fold(label) == fold(name))
    if named:
        return named[0]
    known = {fold(label): compact(place) for place, label in places.items()}
    told = suggest(fold(name.rpartition(":")[2]), known, "`sahel-kg query places-within` lists them")
    raise UsageError(f"no place is called '{name}'{told}")


def _find_by_name(name: str, actors: Directory, events: Mapping[str, str]) -> str:
    key = fold(name)
    matches = [event for event, label in events.items() if fold(label) == key]
    matches = matches or [event for event, label in events.items() if key and f" {key} " in f" {fold(label)} "]
    try:
        return actors.find(name).iri
    except UsageError:
        if len(matches) == 1:
            return matches[0]
        if matches:
            listed = ", ".join(f"{compact(event)} ({events[event]})" for event in sorted(matches))
            raise UsageError(f"'{name}' fits several events: {listed}. Give one of these instead.") from None
    raise UsageError(_nobody(name, actors, events))


def _nobody(name: str, actors: Directory, events: Mapping[str, str]) -> str:
    called = {fold(each.text): f"{actor.id} ({actor.label})" for actor in actors for each in actor.names}
    told = {event: f"{compact(event)} ({label})" for event, label in events.items()}
    called |= {fold(label): told[event] for event, label in events.items()}
    called |= {compact(event).partition(":")[2].replace("-", " "): told[event] for event in events}
    near = suggest(fold(name.rpartition(":")[2]), called, "`sahel-kg casualties` lists all reports")
    return f"no event or actor is called '{name}'{near}"
