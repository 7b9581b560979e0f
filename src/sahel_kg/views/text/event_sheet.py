"""An event for the terminal: what it was, when, where, who had which part in it, who was lost, and by which claims.

What rests on claims that are hard to believe is marked, or a place that is told by mistake would read as a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sahel_kg import tables
from sahel_kg.events.events import DOUBTFUL, PARTY, Event, is_event
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import in_words
from sahel_kg.ties.words import count
from sahel_kg.views.text.citations import said_by
from sahel_kg.vocabulary import compact

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

COLUMNS = ("event", "what", "told", "grade", "claims")


def event_text(event: Event, opened: Build, *, wide: bool = False) -> str:
    """Return an event as a heading and a table of what is told of it."""
    names = opened.labels
    kinds = ", ".join(names.get(kind, compact(kind)) for kind in event.kinds) or "of no kind that is told"
    times = "; ".join(
        f"{in_words(extent)}{said_by(claims, opened.actors.name)}" for extent, claims in event.times.items()
    )
    heading = f"{names.get(event.iri, compact(event.iri))}  ({compact(event.iri)})\n{kinds}\n{times}\n"
    rows = [row[1:] for row in event_rows(event, opened)]
    told = {claim.iri for claim in (*event.typing, *event.describing)}
    told |= {claim.iri for report in event.reports for claim in report.claims}
    table = tables.render_table(COLUMNS[1:], rows, wide=wide) if rows else ""
    notes = "".join(f"{line}\n" for line in _doubts(event, opened))
    return tables.printable(f"{heading}\n{table}{notes}{count(len(told), 'claim')} on it.") + "\n"


def _doubts(event: Event, opened: Build) -> Iterator[str]:
    """Say why claims that are hard to believe were graded so, and by which sources all is told."""
    every = {claim.iri: claim for _, _, claims in _told(event, opened) for claim in claims}
    for claim in every.values():
        if claim.credibility in DOUBTFUL and claim.note:
            yield f"{claim.id.removeprefix('claim:')}: {claim.note}"
    titles = sorted({opened.titles.get(claim.source, compact(claim.source)) for claim in every.values()})
    if titles:
        yield f"Told by {'; '.join(titles)}."


def event_rows(event: Event, opened: Build) -> list[tuple[str, str, str, str, str]]:
    """Return what is told of an event as rows of `COLUMNS`."""
    name = opened.actors.name
    rows = []
    for what, told, claims in _told(event, opened):
        # as of a tie that several say: the best of them
        credibility, letter = min((claim.credibility, opened.reliability.get(claim.source, "F")) for claim in claims)
        mark = " (doubtful)" * (credibility in DOUBTFUL)
        cited = " ".join(claim.id.removeprefix("claim:") for claim in claims)
        rows.append((compact(event.iri), what, f"{told}{mark}{said_by(claims, name)}", f"{letter}{credibility}", cited))
    return rows


def _told(event: Event, opened: Build) -> Iterator[tuple[str, str, Iterable[Claim]]]:
    names = opened.labels
    for kind, claims in event.kinds.items():
        yield "kind", names.get(kind, compact(kind)), claims
    for extent, claims in event.times.items():
        yield "when", in_words(extent), claims
    for role in event.roles:
        if role.relation != PARTY:
            told = names.get(role.thing) or opened.actors.name(role.thing)
            yield opened.relations.label(role.relation), told, role.claims
    for whole, claims in event.wholes.items():
        yield "part of", names.get(whole, compact(whole)), claims
    for (whole, part), claims in opened.events.parts.items():
        if whole == event.iri:
            yield "had as part", names.get(part, compact(part)), claims
    for (relation, what), claims in event.details.items():
        yield opened.relations.label(relation), names.get(what, compact(what) if is_event(what) else what), claims
    for number, claims in event.counts.items():
        yield "events", str(number), claims
    for report in event.reports:
        parties = " and ".join(names.get(party) or compact(party) for party in report.parties)
        yield (
            report.loss.lower(),
            f"{report.number()} of {parties}{' together' * (len(report.parties) > 1)}",
            report.claims,
        )
