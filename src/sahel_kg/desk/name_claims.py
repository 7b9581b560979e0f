"""What names of a sheet say by themselves: of what kind something is, where a place lies, by what else it is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pyoxigraph import Literal, Triple

from sahel_kg.desk import statements
from sahel_kg.desk.coding import CodedClaim
from sahel_kg.desk.missing_names import NamedCell
from sahel_kg.desk.namebook import NameBook, SheetThing
from sahel_kg.desk.places import RowPlaces
from sahel_kg.desk.rows import split_names
from sahel_kg.desk.statements import ALSO_CALLED
from sahel_kg.record.actors import KINDS
from sahel_kg.record.claims import RDF_TYPE, Locator
from sahel_kg.record.spelling import fold
from sahel_kg.vocabulary import SKG, compact, expand, value

_NAMED = ("event", "condition", "activity")
"""Ends whose kind is told in the first claim that speaks of them."""


def type_named(claims: Sequence[CodedClaim], names: NameBook) -> list[CodedClaim]:
    """Let the first claim that speaks of an event, a condition or an activity say of what kind it is."""
    out, told = list(claims), _typed(claims)
    for iri, thing in sorted(names.things.items()):
        kind = thing.kind
        if kind is None or thing.thing.end not in _NAMED or iri in told or kind.term in thing.thing.settled:
            continue
        index = next((i for i, claim in enumerate(out) if _speaks_of(claim, iri)), None)
        if index is not None:
            typed = statements.say_type(iri, kind.term)
            out[index] = replace(out[index], statement=(typed, *out[index].statement))
    return out


def code_names(source: str, claims: Sequence[CodedClaim], names: NameBook, places: RowPlaces) -> Iterator[CodedClaim]:
    """Yield of what kind new actors are, where places lie and how the sheet calls what the graph knows by other names.

    Each rests on the first place of the text that has the name.

    What rows say of the kind of something stands for itself.
    """
    told = _typed(claims)
    for iri, thing in sorted(names.things.items()):
        part = compact(iri).partition(":")[2]
        known = {str(SKG[kind]) for kind in KINDS} & thing.thing.settled
        if thing.kind and thing.thing.end == "actor" and iri not in told and not known:
            statement = [statements.say_type(iri, thing.kind.term)]
            yield from _place(f"{source}-kind-{part}", thing, statement, claims, places)
        if thing.line and thing.inside:
            cell = NamedCell(thing.line, "in")
            around = [found for name in thing.inside if (found := names.resolve(name, ("place",), cell))]
            statement = [statements.say(iri, SKG.locatedIn, statements.node(place)) for place in around]
            if statement:
                yield from _place(f"{source}-in-{part}", thing, statement, claims, places)
        if not thing.is_new and is_claimed(thing) and (others := further_names(thing)):
            statement = [statements.say(iri, ALSO_CALLED, Literal(name, language="en")) for name in others]
            for claim in _place(f"{source}-name-{part}", thing, statement, claims, places, others):
                yield replace(claim, aspect="Timeless")


def further_names(thing: SheetThing) -> list[str]:
    """Return what a sheet calls something that it is not known by: case, accents and punctuation make no other name."""
    known = {fold(name) for name in thing.thing.names if name not in thing.thing.beside}
    found = {fold(name): name for name in reversed(thing.called)}
    return [name for name in reversed(found.values()) if fold(name) not in known and expand(name) is None]


def is_claimed(thing: SheetThing) -> bool:
    """Tell whether a further name of something is a claim: of actors and places, which are told by names."""
    return thing.thing.end in ("actor", "place")


def _place(
    id_: str,
    thing: SheetThing,
    statement: Sequence[Triple],
    claims: Sequence[CodedClaim],
    places: RowPlaces,
    called: Sequence[str] = (),
) -> Iterator[CodedClaim]:
    """Yield a claim at the first place that has a name; else where it was kept, else on the first row that uses it."""
    line = thing.line
    names = called or [*thing.thing.names, *((line["name"], *split_names(line["also"])) if line else ())]
    locator: Locator | None = places.find_first([name for name in dict.fromkeys(names) if name])
    kept = places.kept.places.get(id_)
    if locator is None and kept and (places.text is None or places.has(kept.locator)):
        locator = kept.locator
    if locator is None:
        locator = next((claim.locator for claim in claims if claim.row in thing.users), None)
    if locator is not None:
        note, where = (line["note"], line.place()) if line else ("", "")
        yield CodedClaim(id_, tuple(statement), locator, basis="Implied", note=note, where=where)


def _typed(claims: Sequence[CodedClaim]) -> set[str]:
    """Return what claims say the kind of."""
    return {value(t.subject) for claim in claims for t in claim.statement if t.predicate.value == RDF_TYPE}


def _speaks_of(claim: CodedClaim, iri: str) -> bool:
    return any(iri in (value(triple.subject), value(triple.object)) for triple in claim.statement)
