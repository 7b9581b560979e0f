"""Names: which event, actor or place somebody means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from sahel_kg.errors import UsageError, want
from sahel_kg.events.events import is_conflict, is_event
from sahel_kg.record.actors import Actor, Directory, name_of
from sahel_kg.record.claims import Claim
from sahel_kg.record.nearness import tell_near
from sahel_kg.record.spelling import fold
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand

_INSIDE = str(SKG.locatedIn)


def find_subject(name: str | Actor, actors: Directory, labels: Mapping[str, str], terms: Collection[str]) -> str:
    """Return the IRI of an event, an actor or what a data set counts as one conflict.

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
    want(name, str, "the name of an event, an actor or a conflict, its CURIE or IRI")
    events = {iri: label for iri, label in labels.items() if is_event(iri) or is_conflict(iri)}
    iri = expand(name)
    if iri is None:
        return _find_by_name(name, actors, events)
    if not (is_event(iri) or is_conflict(iri)):
        return actors.find(name).iri
    if iri in events or iri in terms:
        return iri
    raise UsageError(_nobody(name, actors, events))


def find_place(name: str, labels: Mapping[str, str], terms: Collection[str], claims: Iterable[Claim]) -> str:
    """Return the IRI of a place, given its CURIE, IRI or name; other parameters as for `find_subject`.

    Parameters
    ----------
    claims : iterable of Claim
        What says which places lie in which.

    Raises
    ------
    UsageError
        If no place is called so.
    """
    places = {iri: label for iri, label in labels.items() if iri.startswith(PREFIXES["place"])}
    iri = expand(name) or PREFIXES["place"] + name.replace(" ", "-")
    if iri.startswith(PREFIXES["place"]) and (iri in places or iri in terms):
        return iri
    named = sorted(place for place, label in places.items() if fold(label) == fold(name))
    if named:
        return named[0]
    near = tell_near(name.rpartition(":")[2], ((label, compact(place)) for place, label in places.items()))
    raise UsageError(f"no place is called '{name}'{near or _tell_places(labels, claims)}")


def _tell_places(labels: Mapping[str, str], claims: Iterable[Claim]) -> str:
    """Say which places with a name lie in others; states name the countries."""
    said = [fact for claim in claims for _, fact in claim.said]
    states = {fact[2] for fact in said if fact[1] == str(SKG.territory)}
    lying = {labels.get(inner, "") for inner, relation, _ in said if relation == _INSIDE and inner not in states}
    named = sorted({label for label in lying if label and "(" not in label}, key=str.casefold)
    return (
        f": no claim names one so; there are countries, continents{' and in them ' if named else ''}{', '.join(named)}"
    )


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
    called = [*actors.called(), *called_events(events)]
    near = tell_near(name.rpartition(":")[2].replace("-", " "), called, "`sahel-kg casualties` lists all reports")
    return f"no event or actor is called '{name}'{near}"


def called_events(labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield by what each event is found, and what to call it in a message; parameters as for `find_subject`."""
    for iri, label in labels.items():
        if is_event(iri) or is_conflict(iri):
            bearer = f"{compact(iri)} ({label})"
            yield from ((label, bearer), (compact(iri).partition(":")[2].replace("-", " "), bearer))
