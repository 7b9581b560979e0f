"""The UCDP Actor file: names, kinds, countries and undated ties between actors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sahel_kg.ingest.drafts import Draft, Named, actor, told_names
from sahel_kg.ingest.mapping import Mapping as Codes
from sahel_kg.ingest.roster import Roster
from sahel_kg.ingest.table import Row, RowFaultError, whole, wholes

STATE, GROUP = "State", "ArmedGroup"
_UNDETERMINED = "und"


@dataclass(frozen=True)
class RosterActor:
    """One row of the Actor file.

    Attributes
    ----------
    faults : tuple of RowFaultError
        Cells that say nothing usable; the rest of the row stands.
    """

    id: int
    names: tuple[tuple[str, str], ...]
    kind: str
    places: tuple[str, ...]
    links: dict[str, tuple[int, ...]] = field(default_factory=dict)
    faults: tuple[RowFaultError, ...] = ()


def read_actor(row: Row, codes: Codes) -> RosterActor:
    """Read a row.

    Raises
    ------
    RowFaultError
        Without an id, a name or a kind there is no actor.
    """
    number = whole(row, "id")
    if row["level"] not in codes.kinds:
        raise RowFaultError(
            "level", f"has '{row['level']}', which is no level of organisation: {', '.join(codes.kinds)}"
        )
    names = tuple(read_names(row, codes))
    if not names:
        raise RowFaultError("name", "is empty")
    links, faults = {}, []
    for link in codes.links:
        try:
            if ids := _linked(row, link.flag, link.ids, codes):
                links[link.relation] = ids
        except RowFaultError as fault:
            faults.append(fault)
    places = tuple(sorted(set(codes.items(row["place"]))))
    return RosterActor(number, names, codes.kinds[row["level"]], places, links, tuple(faults))


def _linked(row: Row, flag: str, ids: str, codes: Codes) -> tuple[int, ...]:
    """Return whom a flag and its ids tie the actor to."""
    numbers = wholes(row, ids, codes)
    if row[flag] not in ("0", "1"):
        raise RowFaultError(flag, f"has '{row[flag]}', which is neither 0 nor 1")
    if bool(numbers) != (row[flag] == "1"):
        raise RowFaultError(ids, "names somebody beside a 0" if numbers else "names nobody beside a 1")
    if whole(row, "id") in numbers:
        raise RowFaultError(ids, "names the actor itself")
    return numbers


def read_names(row: Row, codes: Codes) -> Iterator[tuple[str, str]]:
    """Yield an actor's names with their languages, the preferred one first, no text twice.

    The name in the data is preferred, by which a group is spoken of: JNIM. Full names, which translate that of a group
    more often than not, and names that it had before are names of it still: it kept its id. The language of
    mother-tongue names is not said.
    """
    cells = {word: "" if row[word].casefold() in codes.blank else row[word] for word in codes.columns}
    times = len(codes.items(cells["new_name"]))
    new = {word: _changes(cells[word], times, codes) for word in ("new_name", "new_full", "new_native")}
    english = [cells["name"], *new["new_full"][::-1], cells["old_full"], *new["new_name"][::-1], cells["old_name"]]
    native = [*new["new_native"][::-1], cells["old_native"]]
    told = set()
    for text, language in [*((t, "en") for t in english), *((t, _UNDETERMINED) for t in native)]:
        if text and text not in told:
            told.add(text)
            yield text, language


def _changes(cell: str, times: int, codes: Codes) -> list[str]:
    """Return the names of a cell, one a change; commas that do not fit the number of changes belong to the name."""
    items = codes.items(cell)
    if len(items) == times or not items:
        return items
    return [cell]


def enrol(actors: Iterable[RosterActor]) -> Roster:
    """Return the actors by id, with the names by which other files speak of them."""
    actors = list(actors)
    names = {one.id: frozenset(text for text, _ in one.names) for one in actors}
    return Roster(names, frozenset(one.id for one in actors if one.kind == STATE), whole=True)


def linked(chosen: set[int], actors: Mapping[int, RosterActor]) -> set[int]:
    """Return the chosen actors with all whom they come from or went over to, and so on."""
    found, todo = set(), sorted(chosen)
    while todo:
        number = todo.pop()
        if number not in found and number in actors:
            found.add(number)
            todo += [other for ids in actors[number].links.values() for other in ids]
    return found


def countries(chosen: Iterable[RosterActor]) -> set[str]:
    """Return the countries of non-state actors."""
    return {place for one in chosen if one.kind != STATE for place in one.places}


def name_actor(one: RosterActor) -> Named:
    """Return the actor as it is declared."""
    return Named(one.id, actor(one.id), "skg:NamedActor", told_names(one.names, one.kind))


def draft(one: RosterActor, where: Mapping[str, str], codes: Codes) -> Iterator[Draft]:
    """Yield the claims of an actor, each resting on its row."""
    base, me, record = f"{codes.base}-{one.id}", actor(one.id), f"actor {one.id}"
    yield Draft((one.id, 0), f"{base}-kind", (f"{me} a skg:{one.kind}",), record)
    if one.kind != STATE and one.places:
        statements = tuple(f"{me} skg:operatesIn {where[place]}" for place in one.places)
        yield Draft((one.id, 1), f"{base}-places", statements, record)
    for rank, link in enumerate(codes.links, 2):
        if ids := one.links.get(link.relation):
            statements = tuple(f"{me} skg:{link.relation} {actor(other)}" for other in ids)
            yield Draft((one.id, rank), f"{base}-{link.part}", statements, record)
