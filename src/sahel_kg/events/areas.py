"""Areas: whether an event was in a place, as far as its own place is told."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sahel_kg.events.events import Event, Events
from sahel_kg.events.nesting import reach


@dataclass(frozen=True)
class Area:
    """A place, with all that lies in it.

    Parameters
    ----------
    inner : set of str
        IRIs: the place, and those that lie in it.
    outer : set of str
        IRIs of those that it lies in.
    """

    inner: AbstractSet[str]
    outer: AbstractSet[str]

    def holds(self, event: Event | None) -> bool | None:
        """Tell whether an event was here; None if its place is not told, or only a wider one.

        An event with several places is in each of them.
        """
        places = set(event.places) if event else set()
        if places & self.inner:
            return True
        return None if not places or places & self.outer else False

    def holds_all(self, places: Collection[str]) -> bool | None:
        """Tell whether something that was in all of several places was wholly here; None if that is not told."""
        if places and set(places) <= self.inner:
            return True
        return None if not places or not (self.inner | self.outer).isdisjoint(places) else False


def read_area(events: Events, place: str) -> Area:
    """Return a place with what claims put into it.

    Parameters
    ----------
    events : Events
    place : str
        IRI.
    """
    inner: dict[str, set[str]] = {}
    outer: dict[str, set[str]] = {}
    for whole, part in events.places:
        inner.setdefault(whole, set()).add(part)
        outer.setdefault(part, set()).add(whole)
    return Area({place} | reach(inner).get(place, set()), reach(outer).get(place, frozenset()) - {place})
