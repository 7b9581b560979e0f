"""Circles: sources that draw on each other, and casualty reports that contain themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sahel_kg.errors import Problem
from sahel_kg.events import nesting
from sahel_kg.events.events import read_events
from sahel_kg.record import dependence
from sahel_kg.record.claims import Claim
from sahel_kg.record.dataset import Asserted
from sahel_kg.vocabulary import compact


def find_source_circles(asserted: Asserted) -> Iterator[Problem]:
    """Sources that draw on each other: nobody knows then where what they tell comes from."""
    for circle in dependence.find_circles(dependence.read_draws_on(asserted.about)):
        yield Problem(asserted.origin.get(circle[0], ""), compact(circle[0]), dependence.tell_circle(circle))


def find_report_circles(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Casualty reports that contain themselves: a total would count nobody, or everybody twice."""
    told = [claim for claim in claims if claim.withdrawn is None]
    subsumed = read_events(told).subsumed
    for circle in nesting.find_report_circles(subsumed):
        names = [compact(report) for report in circle]
        guilty = next(by[0] for pair, by in subsumed.items() if set(pair) <= set(circle))
        if len(circle) == 1:
            text = f"says that the casualty report {names[0]} subsumes itself: name the report that it contains"
        else:
            listed = ", ".join(names)
            text = (
                f"closes a circle of casualty reports, each of which subsumes the next ({listed}): take one step out, "
                "or let each two subsume each other if all count the same dead"
            )
        yield Problem(asserted.origin.get(guilty.iri, ""), guilty.id, text)
